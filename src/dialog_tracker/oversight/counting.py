"""Keeping the rows fresh that figures are counted from: a round of the worker that follows the ledger.

Whatever changes anything writes to the ledger, so that a round with nothing new in it costs a few short queries. Comments are counted again only for
consultations whose stamp moved, and all of them once a day, since the directory and hidden wordings change without it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.domain.indicator import Counted
from dialog_tracker.domain.oversight_facts import ActFact, ActivityFact, ConsultationFact, GroupFact
from dialog_tracker.ledger.queries import settled_position
from dialog_tracker.oversight.doings import activity_facts, group_facts
from dialog_tracker.oversight.gathering import act_facts, consultation_fact, consultation_rows, notices_of, stage_rows
from dialog_tracker.oversight.tables import OversightCount, OversightFact
from dialog_tracker.oversight.tallies import TakingPart, Tally, invited_kinds, promises_kept, submissions_of, taking_part, tallies_of
from dialog_tracker.storage.columns import new_id

_ALL_ANEW = timedelta(days=1)
_AT_ONCE = 1_000
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('oversight-count'))")
_NOBODY = TakingPart((), 0)
_TALLIED = ("comments", "by_status", "refused", "refused_with_reasons", "answer_days", "promised", "unfulfilled")
_Subject = ConsultationFact | ActFact | GroupFact | ActivityFact
_Key = tuple[str, UUID]
_Kept = tuple[dict[str, Any], str, list[int]]


@dataclass(frozen=True, slots=True)
class Counting:
    """What a round did: how many rows there are, how many changed or went, and of how many consultations the comments were counted."""

    rows: int
    changed: int
    tallied: int


async def count(session: AsyncSession, now: datetime, *, anew: bool = False) -> Counting | None:
    """Work the rows out where the ledger moved, or all of them anew; None where there was nothing to do."""
    await session.execute(_LOCK)  # two workers would count the same
    position = await settled_position(session)
    columns = (OversightCount.position, OversightCount.whole_at, OversightCount.stamp)
    last = (await session.execute(select(*(col(column) for column in columns)))).first()
    anew = anew or last is None or now - last.whole_at >= _ALL_ANEW
    if not anew and last is not None and position == last.position:
        await session.execute(update(OversightCount).values(counted_at=now))  # what was counted is what would be counted now
        return None
    known = await _known(session)
    rows, tallied = await _rows(session, now, {} if anew else known)
    changed = {key: row for key, row in rows.items() if known.get(key) != row}
    gone = known.keys() - rows.keys()
    await _write(session, changed, gone)
    same = last is not None and not changed and not gone
    values = {
        "id": 1,
        "stamp": last.stamp if same and last is not None else new_id(),
        "position": position,
        "counted_at": now,
        "whole_at": now if anew or last is None else last.whole_at,
    }
    noted = insert(OversightCount).values(values)
    await session.execute(noted.on_conflict_do_update(index_elements=["id"], set_=values))
    return Counting(len(rows), len(changed) + len(gone), tallied)


async def _known(session: AsyncSession) -> dict[_Key, _Kept]:
    columns = (OversightFact.kind, OversightFact.subject_id, OversightFact.facts, OversightFact.mark, OversightFact.taking_part)
    rows = await session.execute(select(*(col(column) for column in columns)))
    return {(kind, subject): (facts, mark, list(numbers)) for kind, subject, facts, mark, numbers in rows}


async def _rows(session: AsyncSession, now: datetime, known: Mapping[_Key, _Kept]) -> tuple[dict[_Key, _Kept], int]:
    """Work all rows out, taking over what was counted of comments that did not move; gives also how many were counted."""
    gathered = await consultation_rows(session)
    told, counted = await _tallied(session, now, gathered, known)
    sent, parts, invited = await submissions_of(session), await taking_part(session), await invited_kinds(session)
    consultations = []
    for row in gathered:
        part = parts.get(row.id, _NOBODY)
        counts: dict[str, Any] = {"first_time": part.first_time, "organisations": len(part.numbers), "submissions": sent.get(row.id, 0)}
        consultations.append(replace(consultation_fact(row), **told[row.id], **counts, invited_kinds=invited.get(row.id, {})))
    rows: dict[_Key, _Kept] = {
        (Counted.CONSULTATIONS.value, row.id): (_plain(one), row.mark, sorted(parts.get(row.id, _NOBODY).numbers))
        for row, one in zip(gathered, consultations, strict=True)
    }
    others: tuple[tuple[Counted, Sequence[_Subject]], ...] = (
        (Counted.ACTS, act_facts(consultations, notices_of(gathered), await stage_rows(session))),
        (Counted.GROUPS, await group_facts(session)),
        (Counted.ACTIVITIES, await activity_facts(session)),
    )
    rows |= {(kind.value, one.id): (_plain(one), "", []) for kind, facts in others for one in facts}
    return rows, counted


def _plain(one: _Subject) -> dict[str, Any]:
    """Give facts as they are kept: what JSON can say."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(one))
    return plain


async def _tallied(
    session: AsyncSession, now: datetime, gathered: Sequence[Any], known: Mapping[_Key, _Kept]
) -> tuple[dict[UUID, dict[str, Any]], int]:
    """Give what is counted of the comments of each consultation, counting only where its mark moved, and of how many it was counted."""
    told: dict[UUID, dict[str, Any]] = {}
    for row in gathered:
        facts, mark, _ = known.get((Counted.CONSULTATIONS.value, row.id), ({}, "", []))
        if facts and mark == row.mark:
            told[row.id] = {name: facts[name] for name in _TALLIED}
    asked = [row for row in gathered if row.id not in told]
    tallies = await tallies_of(session, [row.id for row in asked])
    for row in asked:
        tally = tallies[row.id]
        if row.later_id is not None and row.steps.get("report_published"):
            tally.promised, tally.unfulfilled = await promises_kept(session, row.id, row.version_id, row.later_id, now)
        told[row.id] = _values(tally)
    return told, len(asked)


def _values(tally: Tally) -> dict[str, Any]:
    return {name: getattr(tally, name) for name in _TALLIED}


async def _write(session: AsyncSession, changed: Mapping[_Key, _Kept], gone: set[_Key]) -> None:
    """Write what changed, some thousand rows a statement, and drop what is not public any more."""
    rows = [
        {"kind": kind, "subject_id": subject, "facts": facts, "mark": mark, "taking_part": numbers}
        for (kind, subject), (facts, mark, numbers) in changed.items()
    ]
    for at in range(0, len(rows), _AT_ONCE):
        made = insert(OversightFact).values(rows[at : at + _AT_ONCE])
        kept = {name: made.excluded[name] for name in ("facts", "mark", "taking_part")}
        await session.execute(made.on_conflict_do_update(index_elements=["kind", "subject_id"], set_=kept))
    if gone:
        await session.execute(delete(OversightFact).where(tuple_(col(OversightFact.kind), col(OversightFact.subject_id)).in_(sorted(gone))))
