"""The public pages of versions: their list, one text, two compared, and the files of each."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.domain.draft_format import MEDIA_TYPES, ending_of
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.reading import after, versions
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.downloads import download, sent
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
_FORMS = {"docx": "docx", "xml": "akn", "txt": "txt"}


@get("/c/{reference:str}/versions", name="versions")
async def show_versions(
    request: AnyRequest,
    visitor: Here,
    reads: Reads,
    reference: FromPath[str],
    old: FromQuery[str | None] = None,
    new: FromQuery[str | None] = None,
) -> Response[Any]:
    """List the versions of the act; two chosen ones lead to their comparison."""
    known = read_reference(reference)
    if old and new:
        if not (old.isdecimal() and new.isdecimal()):
            raise Malformed("number-required", field="old")
        return Redirect(f"/c/{known}/versions/{int(old)}/{int(new)}", status_code=303)
    content = await versions.versions_page(reads, visitor.actor, known, request.app.state.clock(), face=visitor.face)
    return page(request, visitor, "reading/versions.html", content)


@get("/c/{reference:str}/versions/{number:int}", name="version")
async def show_version(request: AnyRequest, visitor: Here, reads: Reads, reference: FromPath[str], number: FromPath[int]) -> Response[str]:
    """Show the text of one version, with a link beside every provision."""
    now = request.app.state.clock()
    content = await versions.version_text(reads, visitor.actor, read_reference(reference), number, now, face=visitor.face)
    return page(request, visitor, "reading/version.html", content)


@get("/c/{reference:str}/versions/{old:int}/{new:int}", name="comparison")
async def show_comparison(
    request: AnyRequest,
    visitor: Here,
    reads: Reads,
    reference: FromPath[str],
    old: FromPath[int],
    new: FromPath[int],
    view: FromQuery[str | None] = None,
) -> Response[str]:
    """Show what changed between two versions, in one text or side by side, with the comments made on what changed."""
    now = request.app.state.clock()
    content = await versions.comparison_page(reads, visitor.actor, read_reference(reference), (old, new), now, face=visitor.face)
    return page(request, visitor, "reading/comparison.html", content, side_by_side=view == "side")


@get("/c/{reference:str}/versions/{number:int}/source", name="version-source")
async def version_source(
    request: AnyRequest, visitor: Here, reads: Reads, reference: FromPath[str], number: FromPath[int]
) -> Response[bytes]:
    """Download the file that a version was read from, as it was uploaded."""
    known = read_reference(reference)
    version = await versions.version_of(reads, visitor.actor, known, number, request.app.state.clock())
    name = f"{known}-{number}.{ending_of(version.media_type)}"
    return download(request, version.source_sha256, name, version.media_type)


@get([f"/c/{{reference:str}}/versions/{{number:int}}/text.{ending}" for ending in _FORMS], name="version-file")
async def version_file(
    request: AnyRequest, visitor: Here, reads: Reads, reference: FromPath[str], number: FromPath[int]
) -> Response[bytes]:
    """Download a version as a Word file in the house style, as Akoma Ntoso, or as plain text, in the reader's script."""
    known, ending = read_reference(reference), request.scope["path"].rpartition(".")[2]
    now = request.app.state.clock()
    content = await versions.exported(reads, visitor.actor, known, number, now, form=_FORMS[ending], face=visitor.face)
    return sent(content, f"{known}-{number}.{ending}", MEDIA_TYPES[_FORMS[ending]])


@get("/c/{reference:str}/versions/{old:int}/{new:int}/redline.docx", name="redline")
async def redline(
    request: AnyRequest, visitor: Here, reads: Reads, reference: FromPath[str], old: FromPath[int], new: FromPath[int]
) -> Response[bytes]:
    """Download two versions as one Word file with tracked changes: rejecting them gives the earlier text, accepting the later."""
    known = read_reference(reference)
    content = await versions.redline(reads, visitor.actor, known, (old, new), request.app.state.clock(), face=visitor.face)
    return sent(content, f"{known}-{old}-{new}.docx", MEDIA_TYPES["docx"])


@get("/c/{reference:str}/after", name="after")
async def show_after(request: AnyRequest, visitor: Here, reads: Reads, reference: FromPath[str]) -> Response[str]:
    """Show what came of the comments: each change of the text with those behind it, and what became of each."""
    content = await after.after_page(reads, visitor.actor, read_reference(reference), request.app.state.clock(), face=visitor.face)
    return page(request, visitor, "reading/after.html", content)


@get("/c/{reference:str}/after.docx", name="after-redline")
async def commented_redline(request: AnyRequest, visitor: Here, reads: Reads, reference: FromPath[str]) -> Response[bytes]:
    """Download the newest text with tracked changes, each with the comments and answers behind it as a Word comment."""
    known, site = read_reference(reference), str(request.app.state.settings.base_url).rstrip("/")
    content = await after.commented_redline(reads, visitor.actor, known, request.app.state.clock(), site, face=visitor.face)
    return sent(content, f"{known}-after.docx", MEDIA_TYPES["docx"])


HANDLERS = [commented_redline, show_after, show_versions, show_version, show_comparison, version_source, version_file, redline]
