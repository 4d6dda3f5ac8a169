"""The page of the open data, the files of dumps, and the catalogue that describes them."""

import asyncio
import hashlib
import re
from typing import Any

from litestar import Response, get, route
from litestar.di import NamedDependency
from litestar.params import FromPath

from dialog_tracker.domain.errors import NotFound
from dialog_tracker.opendata.about_dump import LICENCE_URL
from dialog_tracker.opendata.catalogue import Publisher, catalogue
from dialog_tracker.opendata.graph import as_json_ld, as_rdf_xml, as_turtle
from dialog_tracker.opendata.nightly import shelf_of
from dialog_tracker.opendata.shelf import MANIFEST
from dialog_tracker.web.conditional import Conditional
from dialog_tracker.web.i18n import gettext
from dialog_tracker.web.messages import SENTENCES
from dialog_tracker.web.ranged import ranged
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
_SPELLINGS = {
    "ttl": ("text/turtle", as_turtle),
    "jsonld": ("application/ld+json", as_json_ld),
    "rdf": ("application/rdf+xml; charset=utf-8", as_rdf_xml),
}
_PLACE = re.compile(r"%\(\w+\)s")  # what a fact of the error stands in
_WHOLE = ("csv", "sqlite", "readme", "recompute", "checksums", "licence")


@get("/data", name="data")
async def show_data(request: AnyRequest, visitor: Here) -> Response[str]:
    """Show what can be taken as a whole: the newest dump with sizes and checksums, the earlier ones, the catalogue."""
    shelf = shelf_of(request.app.state.settings)
    newest, days = await asyncio.to_thread(shelf.newest), await asyncio.to_thread(shelf.days)
    files = {one.what: one for one in newest.files} if newest else {}
    content = {
        "dump": newest,
        "whole": [files[what] for what in _WHOLE if what in files],
        "tables": [one for one in newest.files if one.table] if newest else [],
        "earlier": [shelf.manifest(day) for day in days[1:]],
        "licence": LICENCE_URL,
        "site": request.app.state.settings.base_url.rstrip("/"),
    }
    return page(request, visitor, "opendata/data.html", content)


@route("/data/{day:str}/{name:str}", http_method=["GET", "HEAD"], name="data-file", status_code=200)
async def data_file(request: AnyRequest, day: FromPath[str], name: FromPath[str]) -> Response[Any]:
    """Send a file of a dump, whole or in part."""
    shelf = shelf_of(request.app.state.settings)
    if name == MANIFEST:
        manifest = await asyncio.to_thread(lambda: shelf.folder(day) / MANIFEST)
        fingerprint = hashlib.sha256(await asyncio.to_thread(manifest.read_bytes)).hexdigest()
        return ranged(request, manifest, "application/json", fingerprint, lasting=False)
    path, file = await asyncio.to_thread(shelf.file, day, name)
    return ranged(request, path, file.media_type, file.sha256, lasting=False)


@get([f"/data/catalogue.{ending}" for ending in _SPELLINGS], name="data-catalogue", middleware=[Conditional])
async def data_catalogue(request: AnyRequest) -> Response[Any]:
    """Describe the open data in DCAT-AP 3, as Turtle, JSON-LD or RDF/XML."""
    spelling = _SPELLINGS.get(request.scope["path"].rpartition(".")[2])
    if spelling is None:
        raise NotFound("page-unknown")
    settings = request.app.state.settings
    newest = await asyncio.to_thread(shelf_of(settings).newest)
    named = Publisher(settings.site_name or "Дијалог", settings.mail_from if "@localhost" not in settings.mail_from else "")
    nodes = catalogue(settings.base_url.rstrip("/"), named, newest, request.app.state.clock())
    media_type, write = spelling
    return Response(write(nodes), media_type=media_type, headers={"Cache-Control": "public, no-cache"})


@get("/docs/errors", name="errors")
async def show_errors(request: AnyRequest, visitor: Here) -> Response[str]:
    """Show what each code says that an answer of the API names, under the address that the answer gives."""
    said = {code: _PLACE.sub("…", gettext(visitor.language, sentence)) for code, sentence in sorted(SENTENCES.items())}
    return page(request, visitor, "opendata/errors.html", {"said": said})


HANDLERS = [show_data, data_file, data_catalogue, show_errors]
