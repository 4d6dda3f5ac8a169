"""What search engines ask for first: robots.txt, and sitemaps of every public page."""

from uuid import UUID
from xml.sax.saxutils import escape

from litestar import Response, get
from litestar.params import FromPath

from dialog_tracker.domain.errors import NotFound
from dialog_tracker.opendata import sitemap
from dialog_tracker.reading.api_shapes import AnyRequest, site
from dialog_tracker.storage.transaction import Reads

_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_CLOSED = ("/desk", "/admin", "/account", "/sign-in", "/register", "/forgotten", "/find", "/attending/", "/nomination/", "/sign/")


def _xml(kind: str, lines: list[str]) -> Response[str]:
    body = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', f'<{kind} xmlns="{_SPACE}">', *lines, f"</{kind}>", ""])
    return Response(body, media_type="application/xml", headers={"Cache-Control": "public, max-age=3600"})


@get("/robots.txt", name="robots", sync_to_thread=False)
def robots(request: AnyRequest) -> Response[str]:
    """Let everything public be found; the desk and personal links are nobody's to follow."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), "", f"Sitemap: {site(request)}/sitemap.xml", ""]
    return Response("\n".join(lines), media_type="text/plain", headers={"Cache-Control": "public, max-age=86400"})


@get("/sitemap.xml", name="sitemap")
async def index(request: AnyRequest, reads: Reads) -> Response[str]:
    """List the files that hold the addresses."""
    home = f"{site(request)}/sitemaps"
    names = ["pages.xml", *(f"{kind}/{first}.xml" for kind, first in await sitemap.files(reads))]
    return _xml("sitemapindex", [f"<sitemap><loc>{escape(f'{home}/{name}')}</loc></sitemap>" for name in names])


@get("/sitemaps/pages.xml", name="sitemap-pages", sync_to_thread=False)
def standing(request: AnyRequest) -> Response[str]:
    """List the pages that are always there."""
    home = site(request)
    return _xml("urlset", [f"<url><loc>{escape(home + path)}</loc></url>" for path in (*sitemap.STANDING, *sitemap.MORE_STANDING)])


@get("/sitemaps/{kind:str}/{name:str}", name="sitemap-file")
async def one(request: AnyRequest, reads: Reads, kind: FromPath[str], name: FromPath[str]) -> Response[str]:
    """List the addresses of one file."""
    try:
        first = UUID(name.removesuffix(".xml"))
    except ValueError:
        raise NotFound("page-unknown") from None
    if kind not in sitemap.KINDS:
        raise NotFound("page-unknown")
    home, lines = site(request), []
    for address in await sitemap.addresses(reads, kind, first):
        changed = f"<lastmod>{address.changed_at.isoformat()}</lastmod>" if address.changed_at else ""
        lines.append(f"<url><loc>{escape(home + address.path)}</loc>{changed}</url>")
    return _xml("urlset", lines)


HANDLERS = [robots, index, standing, one]
