"""Pages of the house (privacy, terms, accessibility, cookies): shipped as templates, replaced by what an installation wrote."""

import io

import segno
from markdown_it import MarkdownIt
from markupsafe import Markup

from dialog_tracker.directory.queries import house_page
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.script import to_latin
from dialog_tracker.storage.transaction import Reader
from dialog_tracker.web.i18n import Language
from dialog_tracker.web.render import templates_root

SLUGS = ("privatnost", "uslovi", "pristupacnost", "kolacici")
WRITTEN = ("sr", "en")


async def source(session: Reader, slug: str, lang: str) -> str:
    """Give the Markdown of a page: the installation's own, else the shipped one; raises NotFound("page-unknown")."""
    if slug not in SLUGS or lang not in WRITTEN:
        raise NotFound("page-unknown")
    own = await house_page(session, slug, lang)
    return own or (templates_root() / "pages" / f"{slug}.{lang}.md").read_text(encoding="utf-8")


async def read(session: Reader, slug: str, language: Language) -> dict[str, object]:
    """Give a page as title and body; nothing in the Markdown passes as HTML."""
    text = await source(session, slug, "en" if language == "en" else "sr")
    if language == "sr-Latn":
        text = to_latin(text)
    title, _, body = text.partition("\n")
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(body)
    return {"title": title.removeprefix("#").strip(), "body_html": Markup(html)}  # noqa: S704  (made by the renderer, which escapes)


def qr_svg(address: str) -> Markup:
    """Draw the QR code of an address as SVG without style attributes."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=True, nl=False, border=4, svgclass="dt-qr", lineclass=None, omitsize=True
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704  (drawn by the library from an address of ours)
