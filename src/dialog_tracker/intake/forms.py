"""Word forms that come in: read, placed on their articles, taken in at once or kept for somebody to look at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.comments.storing import SentFile
from dialog_tracker.consultations.queries import Facts
from dialog_tracker.documents.queries import PlaceLine, all_places, language_of
from dialog_tracker.domain.acknowledgement import Acknowledgement
from dialog_tracker.domain.comment import CommentTarget
from dialog_tracker.domain.comment_columns import Preset
from dialog_tracker.domain.comment_form import FilledForm
from dialog_tracker.domain.errors import DialogError, FieldErrors, Malformed, NotFound
from dialog_tracker.domain.held_rows import placements
from dialog_tracker.domain.incoming import FileState, IncomingComment
from dialog_tracker.domain.place_reference import GENERAL, Placement
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.submission import Channel
from dialog_tracker.intake.actions import Coming, Given, Reading, keep_for_repair, open_file, refuse_file, take_form
from dialog_tracker.intake.queries import FileLine, KeptFile, file_line, read_of
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.sandbox import read_form_async


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a form: its file as it stands now, and the number of its submission where it came in."""

    file: FileLine
    number: str = ""
    comments: int = 0
    unplaced: tuple[int, ...] = ()


async def receive_form(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    facts: Facts,
    given: Given,
    content: bytes,
    *,
    channel: Channel = Channel.EMAIL,
    received_at: datetime | None = None,
    limits: Limits | None = None,
    soffice: Path | None = None,
) -> Came:
    """Read a form and take it in, or keep it where a row has no place or something is in doubt.

    A form that cannot be read is noted with the reason, and may come again once it is mended. Raises Conflict("file-came-before").
    """
    file = await open_file(session, actor, now, facts, given, Preset.DOCX_FORM)
    try:
        filled = await read_form_async(content, facts.window.zone, limits, soffice=soffice)
        _check_ours(filled, facts)
    except Malformed as refused:
        await refuse_file(session, now, file.id, refused)
        return Came(await file_line(session, file.id))
    reading = Reading(
        await all_places(session, facts.version_id), await language_of(session, facts.version_id), channel, received_at or now
    )
    placed = placements(filled.submission, reading.places)
    unplaced = tuple(row for row, place in placed.items() if not place.sure)
    kept = {"form": msgspec.to_builtins(filled), "channel": channel.value, "received_at": reading.received_at.isoformat()}
    if unplaced or filled.doubts:
        await keep_for_repair(session, file.id, kept, len(filled.submission.comments))
        return Came(await file_line(session, file.id), comments=len(filled.submission.comments), unplaced=unplaced)
    try:
        async with session.begin_nested():
            number = await take_form(session, actor, now, facts, file, filled.submission, placed, reading)
    except (Malformed, FieldErrors) as refused:
        await refuse_file(session, now, file.id, _first(refused))
        return Came(await file_line(session, file.id))
    return Came(await file_line(session, file.id), number, len(filled.submission.comments))


def _first(refused: DialogError) -> DialogError:
    return next(iter(refused.by_field.values())) if isinstance(refused, FieldErrors) else refused


def _check_ours(filled: FilledForm, facts: Facts) -> None:
    if filled.reference and filled.reference != facts.reference:
        raise Malformed("form-of-another-consultation", reference=filled.reference)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A form that waits: what was read of it, the place of each row as far as it is known, and how it came."""

    file: FileLine
    form: FilledForm
    placed: Mapping[int, Placement]
    places: Mapping[str, PlaceLine]
    channel: Channel
    received_at: datetime
    subject: str = ""
    sent_at: datetime | None = None
    files: tuple[KeptFile, ...] = ()


async def waiting_form(session: AsyncSession, actor: Actor, facts: Facts, file_id: UUID) -> Waiting:
    """Read a form that waits for somebody; raises NotFound("file-missing")."""
    require(Permission.COMMENT_LOG, actor, facts.policy)
    file = await file_line(session, file_id)
    kept = await read_of(session, file_id)
    if file.consultation_id != facts.id or file.state != FileState.WAITING or kept is None:
        raise NotFound("file-missing")
    form = msgspec.convert(kept["form"], FilledForm, strict=False)
    places = await all_places(session, facts.version_id)
    received_at = datetime.fromisoformat(kept["received_at"])
    sent_at = datetime.fromisoformat(kept["sent_at"]) if kept.get("sent_at") else None
    files = tuple(KeptFile(**one) for one in kept.get("files", ()))
    known = (file, form, placements(form.submission, places), places, Channel(kept["channel"]), received_at)
    return Waiting(*known, kept.get("subject", ""), sent_at, files)


@dataclass(frozen=True, slots=True)
class Mended:
    """What an official says of a form that waits: who sent it, when it was received, and the place of each row; a dropped row is None."""

    organisation: str
    name: str
    email: str
    received_at: datetime
    places: Mapping[int, str | None]
    display: str = ""
    written_on: date | None = None


async def take_mended(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    facts: Facts,
    file_id: UUID,
    mended: Mended,
    letter: Acknowledgement | None = None,
) -> str:
    """Take in a form or a letter with the places that an official gave; gives the number of the submission.

    `letter` acknowledges the receipt to the address that is given.
    """
    waits = await waiting_form(session, actor, facts, file_id)
    if not mended.organisation and not mended.name:
        raise FieldErrors({"name": Malformed("field-required", field="name")})
    rows = [one for one in waits.form.submission.comments if mended.places.get(one.row, "") is not None]
    if not rows:
        raise Malformed("submission-empty")
    received_at = _received(mended, waits, facts)
    given: dict[str, Any] = {
        "organisation": mended.organisation,
        "name": mended.name,
        "email": mended.email,
        "received_at": received_at,
        "written_on": mended.written_on,
        "display": mended.display or waits.form.submission.display,
    }
    form = replace(waits.form.submission, comments=tuple(rows), **given)
    placed = {one.row: _placed(one, mended, waits) for one in rows}
    reading = Reading(waits.places, await language_of(session, facts.version_id), waits.channel, received_at)
    more = tuple(SentFile(one.sha256, one.name, one.words) for one in waits.files)
    return await take_form(session, actor, now, facts, waits.file, form, placed, reading, Coming(waits.sent_at, more, letter))


def _received(mended: Mended, waits: Waiting, facts: Facts) -> datetime:
    """An official names a day; where it is the day on which the letter came, its second stays: it may decide whether it is late."""
    zone = ZoneInfo(facts.window.zone)
    same_day = mended.received_at.astimezone(zone).date() == waits.received_at.astimezone(zone).date()
    return waits.received_at if same_day else mended.received_at


def _placed(one: IncomingComment, mended: Mended, waits: Waiting) -> Placement:
    chosen = mended.places.get(one.row)
    if chosen is None or chosen == "?":
        return waits.placed[one.row]
    if not chosen:
        return GENERAL
    before = waits.placed[one.row]
    if before.sure and before.anchors[:1] == (chosen,):
        return before
    return Placement(CommentTarget.PROVISION, (chosen,), sure=chosen in waits.places)


def kept_words(waits: Waiting) -> dict[str, Any]:
    """Give what the form says of its sender, for the fields of the page."""
    said = waits.form.submission
    return {"organisation": said.organisation, "name": said.name, "email": said.email, "display": said.display}
