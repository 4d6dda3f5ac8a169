"""Answers that go out as a table and come back: each lands on its comment as a draft, and what changed meanwhile waits to be compared."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts.tables import Person
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.consultations.queries import Facts
from dialog_tracker.domain.answer_sheet import DamagedRow, Present, ReadSheet, RowOutcome, SheetLine, SheetRow, settle
from dialog_tracker.domain.answering import Overwrite
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.ledger.actions import record
from dialog_tracker.responses.actions import draft_answer
from dialog_tracker.responses.bulk import hold, write_many
from dialog_tracker.responses.queries import CURRENT
from dialog_tracker.responses.tables import AnswerSheet, Response
from dialog_tracker.storage.columns import new_id
from dialog_tracker.storage.transaction import Reader


async def sheet_lines(session: Reader, comments: Sequence[UUID], *, latin: bool) -> list[SheetLine]:
    """Read comments with the answers they have now, in the order given by the queue; answers keep the script in which they are kept."""
    texts = (
        (Comment.place_latn, Comment.reasons_latn, Comment.proposed_latn) if latin else (Comment.place, Comment.reasons, Comment.proposed)
    )
    who = Submission.public_name_latn if latin else Submission.public_name
    answer = (col(Response.status), col(Response.reasons), col(Response.what_changed))
    columns: tuple[Any, ...] = (
        *(col(Comment.number), func.coalesce(col(Response.revision), 0), col(who), *map(col, texts)),
        *(func.coalesce(one, "") for one in answer),
    )
    query = select(*columns).join(Submission, col(Submission.id) == col(Comment.submission_id)).outerjoin(Response, CURRENT)
    query = query.where(col(Comment.id).in_(comments)).order_by(col(Comment.place_order), col(Comment.position))
    return [SheetLine(*row) for row in await session.execute(query)]


async def bring_sheet(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, name: str, read: ReadSheet) -> UUID:
    """Take the rows of a sheet that came back; gives the record of what became of each.

    The comments are held meanwhile, so that an answer saved at the same moment is either seen or comes after.
    """
    require(Permission.RESPONSE_DRAFT, actor, facts.policy)
    numbers = [row.number for row in read.rows]
    known = dict((await session.execute(_by_number(facts, numbers))).all()) if numbers else {}
    held = {row.number: row for row in await hold(session, facts.id, list(known.values()))} if known else {}
    outcomes = {row.row: settle(row, _present(held.get(row.number))) for row in read.rows}
    drafted = {held[row.number].id: row.answer for row in read.rows if outcomes[row.row] is RowOutcome.DRAFTED}
    if drafted:
        await write_many(session, actor, now, facts, drafted, Overwrite.DRAFTS)
    waits = [_waiting(row, outcomes[row.row]) for row in read.rows if outcomes[row.row] in {RowOutcome.WAITS, RowOutcome.LOCKED}]
    unknown = [DamagedRow(row.row, "comment-unknown", row.number) for row in read.rows if outcomes[row.row] is RowOutcome.UNKNOWN]
    outcome = {
        "counts": {**{one.value: 0 for one in RowOutcome}, **{one.value: count for one, count in Counter(outcomes.values()).items()}},
        "empty": read.empty,
        "waits": waits,
        "damaged": msgspec.to_builtins(sorted((*read.damaged, *unknown), key=lambda one: one.row)),
    }
    sheet_id = new_id()
    row = {"id": sheet_id, "consultation_id": facts.id, "name": name[:200], "outcome": outcome}
    await session.execute(insert(AnswerSheet).values(**row, brought_by=actor.person_id, brought_at=now))
    told = {"drafted": len(drafted), "waits": len(waits), "damaged": len(outcome["damaged"])}
    await record(session, at=now, actor_id=actor.person_id, act="sheet-brought", subject_kind="consultation", subject_id=facts.id, **told)
    return sheet_id


def _by_number(facts: Facts, numbers: Sequence[str]) -> Any:
    return select(col(Comment.number), col(Comment.id)).where(col(Comment.consultation_id) == facts.id, col(Comment.number).in_(numbers))


def _present(row: Any) -> Present | None:
    if row is None:
        return None
    texts = (row.status or "", row.reasons or "", row.what_changed or "")
    return Present(row.revision or 0, *texts, published=row.published_at is not None, locked=bool(row.locks))


def _waiting(row: SheetRow, outcome: RowOutcome) -> dict[str, Any]:
    answer = row.answer
    words = {"status": answer.status.value, "reasons": answer.reasons, "what_changed": answer.what_changed}
    return {"row": row.row, "number": row.number, "locked": outcome is RowOutcome.LOCKED, **words}


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A row whose answer met another one: what the file says beside what stands there now."""

    row: int
    number: str
    locked: bool
    status: str
    reasons: str
    what_changed: str
    present_status: str
    present_reasons: str
    present_changes: str
    published: bool
    by: str


@dataclass(frozen=True, slots=True)
class BroughtSheet:
    """A sheet that came back, with what still waits."""

    id: UUID
    name: str
    brought_at: datetime
    counts: Mapping[str, int]
    empty: int
    waits: Sequence[WaitingRow]
    damaged: Sequence[Mapping[str, Any]]


async def sheet_of(session: Reader, consultation_id: UUID, sheet_id: UUID) -> BroughtSheet:
    """Read what became of a sheet; two queries. Raises NotFound("file-missing")."""
    columns: tuple[Any, ...] = (col(AnswerSheet.id), col(AnswerSheet.name), col(AnswerSheet.brought_at), col(AnswerSheet.outcome))
    mine = (col(AnswerSheet.id) == sheet_id, col(AnswerSheet.consultation_id) == consultation_id)
    row = (await session.execute(select(*columns).where(*mine))).first()
    if row is None:
        raise NotFound("file-missing")
    said = row.outcome
    present = await _answers(session, consultation_id, [one["number"] for one in said["waits"]])
    waits = [WaitingRow(**one, **present.get(one["number"], _NOTHING)) for one in said["waits"]]
    return BroughtSheet(row.id, row.name, row.brought_at, said["counts"], said["empty"], waits, said["damaged"])


_NOTHING = {"present_status": "", "present_reasons": "", "present_changes": "", "published": False, "by": ""}


async def _answers(session: Reader, consultation_id: UUID, numbers: Sequence[str]) -> dict[str, dict[str, Any]]:
    texts = (Response.status, Response.reasons, Response.what_changed)
    columns: tuple[Any, ...] = (
        col(Comment.number),
        *map(col, texts),
        col(Response.published_at).is_not(None),
        func.coalesce(col(Person.name), ""),
    )
    query = select(*columns).join(Response, CURRENT).outerjoin(Person, col(Person.id) == col(Response.drafted_by))
    query = query.where(col(Comment.consultation_id) == consultation_id, col(Comment.number).in_(numbers))
    names = ("present_status", "present_reasons", "present_changes", "published", "by")
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in await session.execute(query)}


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet in the list of those that came back."""

    id: UUID
    name: str
    brought_at: datetime
    drafted: int
    waits: int


async def sheets_of(session: Reader, consultation_id: UUID, limit: int = 50) -> list[SheetEntry]:
    """List the sheets that came back, the newest first."""
    drafted = func.coalesce(col(AnswerSheet.outcome)["counts"]["drafted"].as_integer(), 0)
    waits = func.jsonb_array_length(col(AnswerSheet.outcome)["waits"])
    columns: tuple[Any, ...] = (col(AnswerSheet.id), col(AnswerSheet.name), col(AnswerSheet.brought_at), drafted, waits)
    query = select(*columns).where(col(AnswerSheet.consultation_id) == consultation_id)
    return [SheetEntry(*row) for row in await session.execute(query.order_by(col(AnswerSheet.brought_at).desc()).limit(limit))]


async def decide_row(session: AsyncSession, actor: Actor, now: datetime, facts: Facts, sheet_id: UUID, number: str, *, take: bool) -> None:
    """Take the answer of a row that waits, in place of what stands there now, or leave it; decided before, nothing happens.

    Raises NotFound("file-missing") and Conflict("answer-locked").
    """
    require(Permission.RESPONSE_DRAFT, actor, facts.policy)
    mine = (col(AnswerSheet.id) == sheet_id, col(AnswerSheet.consultation_id) == facts.id)
    outcome = await session.scalar(select(col(AnswerSheet.outcome)).where(*mine).with_for_update())
    if outcome is None:
        raise NotFound("file-missing")
    row = next((one for one in outcome["waits"] if one["number"] == number), None)
    if row is None:
        return
    if take:
        revision = select(col(Response.revision)).join(Comment, CURRENT).where(col(Comment.number) == number)
        draft = ResponseDraft(ResponseStatus(row["status"]), row["reasons"], row["what_changed"])
        await draft_answer(session, actor, now, number, draft, await session.scalar(revision) or 0)
    left = [one for one in outcome["waits"] if one["number"] != number]
    await session.execute(update(AnswerSheet).where(*mine).values(outcome={**outcome, "waits": left}))
