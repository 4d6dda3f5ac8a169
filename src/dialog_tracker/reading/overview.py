"""How long consultations were open, and which kept their minimum: figures by procedure, and the list behind each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from dialog_tracker.domain.procedure import all_rules
from dialog_tracker.storage.transaction import Reader

# Lengths that laws and calls name: a week, and 15, 20 and 30 days.
LENGTHS = (7, 15, 20, 30)
_WINDOWS = tuple(sorted({rule.key for rule in all_rules() if rule.kind == "window"}))
_JUDGED = """
    WITH judged AS (
        SELECT c.id, c.reference, c.procedure_key, c.closes_at, c.act_id, c.authority_id, c.time_zone, c.opens_at, c.venue,
               ((c.closes_at - interval '1 microsecond') AT TIME ZONE c.time_zone)::date
                   - (c.opens_at AT TIME ZONE c.time_zone)::date AS days,
               w.breached, w.kept, w.only_inclusive, w.below_usual, w.days_short
        FROM consultation c
        LEFT JOIN (
            SELECT consultation_id, bool_or(verdict = 'breached') AS breached, bool_or(verdict = 'kept') AS kept,
                   bool_or(only_inclusive) AS only_inclusive, bool_or(below_usual) AS below_usual, max(days_short) AS days_short
            FROM obligation WHERE rule_key = ANY(CAST(:windows AS text[])) GROUP BY consultation_id
        ) w ON w.consultation_id = c.id
        WHERE c.stage = 'published' AND (CAST(:ids AS uuid[]) IS NULL OR c.id = ANY(CAST(:ids AS uuid[])))
    ),
    sorted AS (
        SELECT *, CASE WHEN opens_at IS NULL OR kept IS NULL OR NOT (kept OR breached) THEN 'unknown'
                       WHEN breached THEN 'breached' WHEN below_usual THEN 'below_usual'
                       WHEN only_inclusive THEN 'only_inclusive' ELSE 'kept' END AS outcome
        FROM judged
    )
"""
OUTCOMES = ("kept", "only_inclusive", "below_usual", "breached", "unknown")
_SHORTER = ", ".join(
    f"count(*) FILTER (WHERE days < {least}) AS subtracted_{least}, count(*) FILTER (WHERE days + 1 < {least}) AS counted_{least}"
    for least in LENGTHS
)
_BY_PROCEDURE = text(
    f"""{_JUDGED}
    SELECT procedure_key, count(*) AS consultations, {", ".join(f"count(*) FILTER (WHERE outcome = '{o}') AS {o}" for o in OUTCOMES)},
           percentile_disc(0.5) WITHIN GROUP (ORDER BY days + 1) AS median, {_SHORTER}
    FROM sorted GROUP BY procedure_key ORDER BY count(*) DESC, procedure_key
    """  # noqa: S608  (made of constants)
)
_LIST = text(
    f"""{_JUDGED}
    SELECT s.id, s.reference, s.procedure_key, s.closes_at, s.opens_at, s.time_zone, s.days, s.outcome, s.days_short, s.venue,
           CASE WHEN :latin THEN a.title_latn ELSE a.title END AS title, a.language AS title_language,
           CASE WHEN :latin THEN b.name_latn ELSE b.name END AS authority
    FROM sorted s JOIN act a ON a.id = s.act_id JOIN authority b ON b.id = s.authority_id
    WHERE (CAST(:outcome AS text) IS NULL OR s.outcome = :outcome)
      AND (CAST(:procedure AS text) IS NULL OR s.procedure_key = :procedure)
      AND (CAST(:shorter AS int) IS NULL OR s.days + CAST(:both AS int) < :shorter)
      AND (CAST(:ended AS timestamptz) IS NULL OR (s.closes_at, s.id) < (CAST(:ended AS timestamptz), CAST(:last AS uuid)))
    ORDER BY s.closes_at DESC, s.id DESC LIMIT :limit
    """  # noqa: S608  (made of constants)
)


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many windows of a procedure were shorter than so many days: by subtraction, and counting both end days."""

    least: int
    subtracted: int
    counted: int


@dataclass(frozen=True, slots=True)
class ProcedureFigures:
    """What became of the minimum in one procedure; `median` is in days counting both end days."""

    procedure_key: str
    consultations: int
    outcomes: dict[str, int]
    median: int | None
    lengths: tuple[Lengths, ...]


async def figures(session: Reader, ids: Sequence[UUID] | None = None) -> list[ProcedureFigures]:
    """Count published consultations by procedure, or those named; one query."""
    rows = await session.execute(_BY_PROCEDURE, {"windows": list(_WINDOWS), "ids": None if ids is None else list(ids)})
    return [_figures(row._mapping) for row in rows]  # noqa: SLF001  (a row's public name for its columns)


def _figures(row: Any) -> ProcedureFigures:
    lengths = tuple(Lengths(least, row[f"subtracted_{least}"], row[f"counted_{least}"]) for least in LENGTHS)
    outcomes = {outcome: row[outcome] for outcome in OUTCOMES}
    return ProcedureFigures(row["procedure_key"], row["consultations"], outcomes, row["median"], lengths)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which consultations are listed: an outcome, a procedure, shorter than so many days by one of the counts."""

    outcome: str | None = None
    procedure_key: str | None = None
    shorter: int | None = None
    both_days: bool = False


async def listed(
    session: Reader,
    wanted: Wanted,
    *,
    latin: bool,
    before: tuple[datetime, UUID] | None = None,
    ids: Sequence[UUID] | None = None,
    limit: int = 50,
) -> Sequence[Any]:
    """List consultations with the outcome of their minimum, newest end first, paged by end and id."""
    ended, last = before or (None, None)
    facts = {
        "windows": list(_WINDOWS),
        "ids": None if ids is None else list(ids),
        "latin": latin,
        "outcome": wanted.outcome,
        "procedure": wanted.procedure_key,
        "shorter": wanted.shorter,
        "both": int(wanted.both_days),
        "ended": ended,
        "last": last,
        "limit": limit,
    }
    return (await session.execute(_LIST, facts)).all()
