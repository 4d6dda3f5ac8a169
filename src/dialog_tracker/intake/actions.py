"""Taking in what comes in files: tables row by row, forms once every row has its place. The same file comes in once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import insert, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.comments.storing import STORE, Arrival, Author, Entry, Sent, SentFile, stored, together, words_of
from dialog_tracker.comments.tables import SubmissionFile
from dialog_tracker.consultations.actions import next_number
from dialog_tracker.consultations.queries import Facts
from dialog_tracker.directory.actions import find_or_add_organisations
from dialog_tracker.documents.actions import keep_file
from dialog_tracker.documents.queries import PlaceLine
from dialog_tracker.domain.acknowledgement import Acknowledgement
from dialog_tracker.domain.comment import CommentDraft, CommentTarget
from dialog_tracker.domain.comment_columns import Preset
from dialog_tracker.domain.email_address import check_email
from dialog_tracker.domain.errors import Conflict, DialogError, FieldErrors, Malformed, NotFound
from dialog_tracker.domain.held_rows import unplaced_rows
from dialog_tracker.domain.incoming import FileState, IncomingComment, IncomingSubmission, LeftOut, comment_kind, submitter_kind
from dialog_tracker.domain.place_reference import Placement, read_placement
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.script import fold
from dialog_tracker.domain.submission import Channel, NameDisplay, Stance, SubmissionDraft, check_submission
from dialog_tracker.intake.queries import FileLine, file_line, header_key, same_file, source_key
from dialog_tracker.intake.tables import ColumnChoice, IntakeFile, IntakeHeld, IntakeRow
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.columns import new_id


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it came: its content is kept under its fingerprint already."""

    name: str
    sha256: str
    size: int
    media_type: str


async def open_file(
    session: AsyncSession, actor: Actor, now: datetime, facts: Facts, given: Given, preset: Preset, state: FileState = FileState.TAKING
) -> FileLine:
    """Note a file that came; one that was cut half way goes on, one that came in before is refused.

    Raises Conflict("file-came-before").
    """
    require(Permission.COMMENT_LOG, actor, facts.policy)
    before = await same_file(session, facts.id, given.sha256)
    if before is not None and before.state != FileState.REFUSED:
        if before.state == FileState.TAKING:
            return before
        raise Conflict("file-came-before", name=before.name, on=before.created_at.date(), number=before.number or "")
    await keep_file(session, now, sha256=given.sha256, size=given.size, media_type=given.media_type)
    columns = {"consultation_id": facts.id, "sha256": given.sha256, "name": given.name[:200], "preset": preset, "state": state}
    blank = {"code": "", "facts": {}, "columns": {}, "rows": 0, "done": 0, "created_by": actor.person_id, "created_at": now}
    made = upsert(IntakeFile).values(id=new_id(), **columns, **blank)
    # Of two who bring one file at once the second waits for the first here, and is told that it came.
    mended: dict[str, Any] = {"state": state, "code": "", "facts": {}, "preset": preset, "finished_at": None}
    refused = col(IntakeFile.state) == FileState.REFUSED
    again = made.on_conflict_do_update(index_elements=["consultation_id", "sha256"], set_=mended, where=refused)
    file_id = (await session.execute(again.returning(col(IntakeFile.id)))).scalar()
    if file_id is None:
        raise Conflict("file-came-before", name=given.name, on=now.date(), number="")
    told = {"name": given.name[:200], "sha256": given.sha256}
    await record(session, at=now, actor_id=actor.person_id, act="file-came", subject_kind="consultation", subject_id=facts.id, **told)
    return await file_line(session, file_id)


async def refuse_file(session: AsyncSession, now: datetime, file_id: UUID, refused: DialogError) -> None:
    """Note why a file does not come in; after it is mended it may come again."""
    facts = {name: fact if isinstance(fact, int) else str(fact) for name, fact in refused.facts.items()}
    ended = update(IntakeFile).where(col(IntakeFile.id) == file_id)
    await session.execute(ended.values(state=FileState.REFUSED, code=refused.code, facts=facts, finished_at=now))


async def leave_out(session: AsyncSession, file_id: UUID, rows: Sequence[LeftOut]) -> None:
    """Keep the rows that do not come in, with the reason of each."""
    if not rows:
        return
    values = [{"file_id": file_id, "row": one.row, "code": one.code, "facts": dict(one.facts), "source": one.source} for one in rows]
    await session.execute(upsert(IntakeRow).on_conflict_do_nothing(), values)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of a file become comments: the places that the text has, the language, and how they came.

    With `hold` a submission waits where the text does not have the place of a row; `placed` are places that were chosen by hand.
    """

    places: Mapping[str, PlaceLine]
    language: str
    channel: Channel
    received_at: datetime
    hold: bool = False
    placed: Mapping[int, Placement] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TakenRows:
    """What came of some rows: how much came in, what was left out, how many submissions wait for a place.

    `decisions` are those that stood in the rows, as they were written, by the number of the comment.
    """

    submissions: int = 0
    comments: int = 0
    left_out: tuple[LeftOut, ...] = ()
    held: int = 0
    decisions: Mapping[str, str] = field(default_factory=dict)


async def take_rows(
    session: AsyncSession, actor: Actor, now: datetime, facts: Facts, file: FileLine, rows: Sequence[IncomingSubmission], reading: Reading
) -> TakenRows:
    """Store submissions that stood in a table, all of them or none; a row that the law book refuses is left out with its reason."""
    require(Permission.COMMENT_LOG, actor, facts.policy)
    waits = {one.row for one in rows if reading.hold and unplaced_rows(one, reading.places)}
    # An organisation is entered with its first submission: what waits may yet be left out.
    coming = [one for one in rows if one.organisation and one.row not in waits]
    kinds = {one.organisation: submitter_kind(one.category, one.organisation) for one in coming}
    known = await find_or_add_organisations(session, now, kinds, actor.person_id) if kinds else {}
    ready: list[tuple[IncomingSubmission, Author, Sent, SubmissionDraft]] = []
    left_out: list[LeftOut] = []
    held: list[IncomingSubmission] = []
    for one in rows:
        try:
            checked = _checked(one, known.get(fold(one.organisation)), now, reading)
        except DialogError as refused:
            left_out += _left_out(one, refused)
            continue
        if one.row in waits:
            held.append(one)
        else:
            ready.append((one, *checked))
    decisions: dict[str, str] = {}
    if ready:
        first = await next_number(session, facts.reference, len(ready))
        entries = [_entry(now, actor, facts, first + at, file, *each) for at, each in enumerate(ready)]
        await session.execute(STORE, together(entries))
        await _link_files(session, [(entry, each[0]) for entry, each in zip(entries, ready, strict=True)])
        decisions = _decisions([(entry, each[0]) for entry, each in zip(entries, ready, strict=True)])
    await leave_out(session, file.id, left_out)
    await _hold(session, file.id, held)
    comments = sum(len(draft.comments) for _, _, _, draft in ready)
    return TakenRows(len(ready), comments, tuple(left_out), len(held), decisions)


def _decisions(stored_rows: Sequence[tuple[Entry, IncomingSubmission]]) -> dict[str, str]:
    said = (
        (row["number"], comment.decision) for entry, one in stored_rows for row, comment in zip(entry.comments, one.comments, strict=True)
    )
    return {number: decision for number, decision in said if decision}


async def _hold(session: AsyncSession, file_id: UUID, held: Sequence[IncomingSubmission]) -> None:
    if held:
        values = [{"file_id": file_id, "row": one.row, "read": {"submission": msgspec.to_builtins(one)}} for one in held]
        await session.execute(upsert(IntakeHeld).on_conflict_do_nothing(), values)


async def note_reading(session: AsyncSession, file_id: UUID, reading: Reading) -> None:
    """Keep how the rows of a table are read, for those of them that wait."""
    read = {"language": reading.language, "channel": reading.channel.value, "received_at": reading.received_at.isoformat()}
    await session.execute(update(IntakeFile).where(col(IntakeFile.id) == file_id, col(IntakeFile.read).is_(None)).values(read=read))


async def note_decided(
    session: AsyncSession, actor: Actor, now: datetime, facts: Facts, file_id: UUID, decided: Mapping[int, Sequence[int]]
) -> None:
    """Note who decided of submissions that waited, by their first row; of each only the numbers of its rows stay."""
    for row, rows in decided.items():
        mine = update(IntakeHeld).where(col(IntakeHeld.file_id) == file_id, col(IntakeHeld.row) == row)
        await session.execute(mine.values(decided_by=actor.person_id, decided_at=now, read={"rows": list(rows)}))
    told = {"file": str(file_id), "rows": [row for rows in decided.values() for row in rows]}
    await record(session, at=now, actor_id=actor.person_id, act="rows-decided", subject_kind="consultation", subject_id=facts.id, **told)


def _checked(
    one: IncomingSubmission, organisation_id: UUID | None, now: datetime, reading: Reading
) -> tuple[Author, Sent, SubmissionDraft]:
    received_at = one.received_at or reading.received_at
    if received_at > now:
        raise Malformed("date-in-future", field="received")
    kind = submitter_kind(one.category, one.organisation)
    display = NameDisplay(one.display) if one.display else NameDisplay.FULL if one.organisation else NameDisplay.INITIALS
    email = check_email(one.email) if "@" in one.email else ""
    author = Author(
        one.name, kind, organisation_id, one.organisation, email=email, phone=one.phone, address=one.address, language=reading.language
    )
    comments = tuple(as_comment(comment, reading.places, reading.placed.get(comment.row)) for comment in one.comments)
    draft = check_submission(SubmissionDraft(kind, display, comments, stance=Stance(one.stance) if one.stance else None))
    arrival = Arrival(reading.channel, received_at, one.written_on)
    withdrawn = received_at if one.withdrawn else None
    sent = Sent(arrival, draft, reading.places, logged=True, withdrawn_at=withdrawn, withdrawn_reason=one.withdrawn_reason[:5000])
    return author, sent, draft


def as_comment(comment: IncomingComment, places: Mapping[str, PlaceLine], placed: Placement | None = None) -> CommentDraft:
    """Turn a row into a comment; a place that the draft does not have is kept as it was written, on a general comment."""
    where = placed or read_placement(comment.written_place, places, comment.written_part)
    quote = f"{comment.written_place} {comment.written_part}".strip() if not where.sure else ""
    anchors = where.anchors if where.target is not CommentTarget.GENERAL else ()
    return CommentDraft(comment_kind(comment.kind), where.target, anchors, comment.proposed, comment.reasons, quote[:2000])


def _left_out(one: IncomingSubmission, refused: DialogError) -> list[LeftOut]:
    """Every row of a submission that does not come in is named."""
    why = next(iter(refused.by_field.values())) if isinstance(refused, FieldErrors) else refused
    facts = {name: fact if isinstance(fact, int) else str(fact) for name, fact in why.facts.items()}
    return [LeftOut(said.row, why.code, facts, (one.organisation or one.name)[:300]) for said in one.comments]


def _entry(
    now: datetime,
    actor: Actor,
    facts: Facts,
    serial: int,
    file: FileLine,
    one: IncomingSubmission,
    author: Author,
    sent: Sent,
    draft: SubmissionDraft,
) -> Entry:
    words = [words_of(comment, author.language, sent.places) for comment in draft.comments]
    return stored(now, actor.person_id, facts, serial, f"{source_key(file.sha256)}{one.row}:{facts.reference}", author, sent, draft, words)


async def _link_files(session: AsyncSession, taken: Sequence[tuple[Entry, IncomingSubmission]]) -> None:
    values = [
        {
            "id": new_id(),
            "submission_id": entry.submission["id"],
            "position": at,
            "address": address,
            "name": address.rpartition("/")[2],
            "words": "",
            "public": True,
        }
        for entry, one in taken
        for at, address in enumerate(one.attachments, 1)
        if address.startswith(("https://", "http://"))
    ]
    if values:
        await session.execute(insert(SubmissionFile), values)


async def note_done(session: AsyncSession, now: datetime, file_id: UUID, done: int, rows: int) -> None:
    """Note how far a table has come in; with its last row the file is in."""
    ended = {"state": FileState.TAKEN, "finished_at": now} if done >= rows else {}
    await session.execute(update(IntakeFile).where(col(IntakeFile.id) == file_id).values(done=done, rows=rows, **ended))


async def keep_for_repair(session: AsyncSession, file_id: UUID, read: dict[str, Any], rows: int) -> None:
    """Keep what was read of a form that waits for somebody to place its rows."""
    await session.execute(update(IntakeFile).where(col(IntakeFile.id) == file_id).values(read=read, rows=rows, state=FileState.WAITING))


@dataclass(frozen=True, slots=True)
class Coming:
    """What else comes with a form: when it was sent, the files of its letter, and the letter that acknowledges it."""

    sent_at: datetime | None = None
    files: tuple[SentFile, ...] = ()
    letter: Acknowledgement | None = None


async def take_form(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    facts: Facts,
    file: FileLine,
    form: IncomingSubmission,
    placed: Mapping[int, Placement],
    reading: Reading,
    coming: Coming | None = None,
) -> str:
    """Take in a form whose rows all have their place, and give the number of its submission.

    Raises Malformed("rows-without-place") and what the law book refuses; the file then waits as it did.
    """
    require(Permission.COMMENT_LOG, actor, facts.policy)
    lacking = [comment.row for comment in form.comments if not placed[comment.row].sure]
    if lacking:
        raise Malformed("rows-without-place", rows=", ".join(map(str, lacking)))
    kind = submitter_kind(form.category, form.organisation)
    known = await find_or_add_organisations(session, now, {form.organisation: kind}, actor.person_id) if form.organisation else {}
    author, sent, _ = _checked(form, known.get(fold(form.organisation)), now, reading)
    comments = tuple(as_comment(comment, reading.places, placed[comment.row]) for comment in form.comments)
    more = coming or Coming()
    files = (SentFile(file.sha256, file.name), *(one for one in more.files if one.sha256 != file.sha256))
    draft = check_submission(replace(sent.draft, comments=comments, files=tuple(one.sha256 for one in files)))
    serial = await next_number(session, facts.reference)
    arrival = replace(sent.arrival, sent_at=more.sent_at)
    given = Sent(arrival, draft, reading.places, letter=more.letter, logged=True, files=files)
    entry = _entry(now, actor, facts, serial, file, form, author, given, draft)
    await session.execute(STORE, together([entry]))
    ended = {
        "state": FileState.TAKEN,
        "finished_at": now,
        "submission_id": entry.submission["id"],
        "done": len(comments),
        "rows": len(comments),
    }
    taken = update(IntakeFile).where(col(IntakeFile.id) == file.id, col(IntakeFile.state).in_([FileState.WAITING, FileState.TAKING]))
    if (await session.execute(taken.values(**ended).returning(col(IntakeFile.id)))).first() is None:
        raise Conflict("file-came-before", name=file.name, on=file.created_at.date(), number="")
    number: str = entry.submission["number"]
    return number


async def drop_file(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, file_id: UUID) -> None:
    """Lay a file aside that is no submission; it stays on record. Raises NotFound("file-missing")."""
    require(Permission.COMMENT_LOG, actor, facts.policy)
    waiting = update(IntakeFile).where(col(IntakeFile.id) == file_id, col(IntakeFile.consultation_id) == facts.id)
    dropped = waiting.where(col(IntakeFile.state) == FileState.WAITING).values(state=FileState.DROPPED, finished_at=now)
    if (await session.execute(dropped.returning(col(IntakeFile.id)))).first() is None:
        raise NotFound("file-missing")
    await record(session, at=now, actor_id=actor.person_id, act="file-dropped", subject_kind="consultation", subject_id=facts.id)


async def remember_columns(
    session: AsyncSession, now: datetime, authority_id: UUID, header: Sequence[str], columns: Mapping[str, str]
) -> None:
    """Remember how the columns of a table were read, for the next table with the same header."""
    made = upsert(ColumnChoice).values(authority_id=authority_id, header=header_key(header), columns=dict(columns), chosen_at=now)
    set_ = {"columns": dict(columns), "chosen_at": now}
    await session.execute(made.on_conflict_do_update(index_elements=["authority_id", "header"], set_=set_))
