"""Explaining a row that speaks against an authority: said by its officials, shown to all, never edited away."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.indicator import Counted, Indicator
from dialog_tracker.domain.indicator_list import subject_key
from dialog_tracker.domain.indicator_rows import ROWS, Row
from dialog_tracker.domain.oversight_facts import Record
from dialog_tracker.domain.policy import Actor, Facts, Permission, require
from dialog_tracker.domain.script import to_latin
from dialog_tracker.ledger.actions import record
from dialog_tracker.oversight.tables import OversightExplanation
from dialog_tracker.storage.columns import new_id

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Explained:
    """A row that may be explained: of what it is, the authority it speaks of, and the year it belongs to."""

    of: Counted
    row: Row
    authority_id: UUID
    year: int | None


def row_to_explain(counts: Record, indicator: Indicator, subject: str) -> Explained:
    """Find a row of an indicator by its subject, in whichever measure it is a bad one.

    Raises NotFound("indicator-row-unknown"), and Conflict("indicator-row-not-bad") where nothing speaks against it.
    """
    rows = [
        (measure.of, row) for measure in indicator.measures for row in ROWS[measure.address](counts) if subject_key(row.subject) == subject
    ]
    if not rows:
        raise NotFound("indicator-row-unknown")
    of, bad = next(((of, row) for of, row in rows if row.bad), (rows[0][0], None))
    if bad is None or bad.subject.authority is None:
        raise Conflict("indicator-row-not-bad")
    day = getattr(bad.subject, "day", None)
    return Explained(of, bad, bad.subject.authority, day.year if day else None)


async def explain(
    session: AsyncSession, actor: Actor, now: datetime, counts: Record, indicator: Indicator, subject: str, typed: str
) -> bool:
    """Write an explanation beside a bad row; an earlier one is superseded and stays. False where nothing changed.

    Raises Malformed("explanation-missing") and Malformed("text-too-long").
    """
    found = row_to_explain(counts, indicator, subject)
    require(Permission.INDICATOR_EXPLAIN, actor, Facts(authority_id=found.authority_id))
    assert actor.person_id is not None
    words = clean_text("words", typed).strip()
    if not words:
        raise Malformed("explanation-missing", field="words")
    if len(words) > LONGEST:
        raise Malformed("text-too-long", field="words", length=len(words), limit=LONGEST)
    table = OversightExplanation
    standing = (col(table.indicator) == indicator.key, col(table.subject) == subject, col(table.superseded_at).is_(None))
    known = (await session.execute(select(col(table.id), col(table.words)).where(*standing).with_for_update())).first()
    if known is not None and known.words == words:
        return False
    if known is not None:
        await session.execute(update(table).where(col(table.id) == known.id).values(superseded_at=now))
    made = {
        "id": new_id(),
        "authority_id": found.authority_id,
        "indicator": indicator.key,
        "subject_kind": found.of.value,
        "subject": subject,
        "year": found.year,
        "words": words,
        "words_latn": to_latin(words),
        "written_by": actor.person_id,
        "written_at": now,
        "superseded_at": None,
    }
    await session.execute(insert(table).values(made))
    await record(
        session,
        at=now,
        actor_id=actor.person_id,
        act="indicator-explained",
        subject_kind="authority",
        subject_id=found.authority_id,
        indicator=indicator.key,
        subject=subject,
        again=known is not None,
    )
    return True
