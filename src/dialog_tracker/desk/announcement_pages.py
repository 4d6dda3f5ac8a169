"""The call, the programme, the notice, the letter and the publication package, ready to be published."""

from typing import Any, Literal

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from dialog_tracker.desk import announcements as made
from dialog_tracker.domain.announcement import AnnouncementKind
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.draft_format import MEDIA_TYPES
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.domain.script import Script
from dialog_tracker.reading.announcements import Announcements, form_of
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.downloads import sent
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Letters = Literal["cyrl", "latn"]
_LONGEST_NAME = 300
_SCRIPTS: dict[str, Script] = {"cyrl": Script.CYRILLIC, "latn": Script.LATIN}


async def _found(request: AnyRequest, visitor: Visitor, db: Any, reference: str) -> Announcements:
    state = request.app.state
    return await made.announcements(db, visitor.actor, read_reference(reference), state.clock(), state.settings.base_url.rstrip("/"))


@get("/desk/c/{reference:str}/announcements", name="announcements")
async def show(
    request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str], recipient: FromQuery[str | None] = None
) -> Response[str]:
    """Show what can be announced, what is missing, and the texts ready to be copied."""
    found = await _found(request, visitor, db, reference)
    script = Script.LATIN if visitor.latin else Script.CYRILLIC
    to_whom = _recipient(recipient)
    texts = {kind.value: made.as_text(found, kind, script, to_whom) for kind in found.kinds}
    content = {"head": found.head, "missing": found.missing, "texts": texts, "recipient": to_whom}
    return page(request, visitor, "desk/announcements.html", content)


def _recipient(typed: str | None) -> str:
    """Read whom a letter goes to, on one line."""
    return " ".join(clean_text("recipient", typed or "", _LONGEST_NAME).split())


@get("/desk/c/{reference:str}/announcements/{name:str}", name="announcement-file")
async def file(
    request: AnyRequest,
    visitor: Here,
    db: Db,
    reference: FromPath[str],
    name: FromPath[str],
    letters: FromQuery[Letters] = "cyrl",
    recipient: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Download an announcement as Word or text, the form for comments, or the package."""
    found = await _found(request, visitor, db, reference)
    script, known = _SCRIPTS[letters], found.head.reference
    if name == "package.zip":
        content = await made.package(found, script, request.app.state.files, request.app.state.clock())
        return sent(content, f"paket-{known}-{letters}.zip", "application/zip")
    if name == "form.docx":
        return sent(form_of(found, script), f"obrazac-{known}-{letters}.docx", MEDIA_TYPES["docx"])
    stem, _, ending = name.partition(".")
    if stem not in list(AnnouncementKind) or ending not in ("docx", "txt"):
        raise NotFound("file-missing")
    kind, to_whom = AnnouncementKind(stem), _recipient(recipient)
    if ending == "txt":
        content = made.as_text(found, kind, script, to_whom).encode()
        return sent(content, made.file_name(found, kind, "txt"), "text/plain")
    return sent(found.as_word(kind, script, to_whom), made.file_name(found, kind, "docx"), MEDIA_TYPES["docx"])


HANDLERS = [show, file]
