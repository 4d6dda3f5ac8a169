"""The call, the programme, the notice, the letter and the publication package, ready to be published."""

from typing import Any, Literal

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from dialog_tracker.desk import announcements as made
from dialog_tracker.domain.announcement import AnnouncementKind
from dialog_tracker.domain.draft_format import MEDIA_TYPES
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.domain.script import Script
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.downloads import sent
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Letters = Literal["cyrl", "latn"]
_SCRIPTS: dict[str, Script] = {"cyrl": Script.CYRILLIC, "latn": Script.LATIN}


async def _found(request: AnyRequest, visitor: Visitor, db: Any, reference: str) -> made.Announcements:
    state = request.app.state
    return await made.announcements(db, visitor.actor, read_reference(reference), state.clock(), state.settings.base_url.rstrip("/"))


@get("/desk/c/{reference:str}/announcements", name="announcements")
async def show(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show what can be announced, what is missing, and the texts ready to be copied."""
    found = await _found(request, visitor, db, reference)
    script = Script.LATIN if visitor.latin else Script.CYRILLIC
    texts = {kind.value: made.as_text(found.written(kind), script) for kind in AnnouncementKind}
    return page(request, visitor, "desk/announcements.html", {"head": found.head, "missing": found.missing, "texts": texts})


@get("/desk/c/{reference:str}/announcements/{name:str}", name="announcement-file")
async def file(
    request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str], name: FromPath[str], letters: FromQuery[Letters] = "cyrl"
) -> Response[bytes]:
    """Download an announcement as Word or text, the form for comments, or the package."""
    found = await _found(request, visitor, db, reference)
    script, head = _SCRIPTS[letters], found.head
    if name == "package.zip":
        content = made.package(found, script, request.app.state.files, request.app.state.clock())
        return sent(content, f"paket-{head.reference}-{letters}.zip", "application/zip")
    if name == "form.docx":
        return sent(made.form_of(found, script), f"obrazac-{head.reference}-{letters}.docx", MEDIA_TYPES["docx"])
    stem, _, ending = name.partition(".")
    if stem not in list(AnnouncementKind) or ending not in ("docx", "txt"):
        raise NotFound("file-missing")
    kind = AnnouncementKind(stem)
    if ending == "txt":
        return sent(made.as_text(found.written(kind), script).encode(), found.file_name(kind, "txt"), "text/plain; charset=utf-8")
    return sent(made.as_word(found, kind, script), found.file_name(kind, "docx"), MEDIA_TYPES["docx"])


HANDLERS = [show, file]
