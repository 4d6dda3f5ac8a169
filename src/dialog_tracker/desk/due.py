"""The desk of an official: what is late, due today, within a week and later, read from the obligations as last worked out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.contacts.queries import Vacancy, handed_to, vacancies
from dialog_tracker.directory.queries import count_unverified
from dialog_tracker.domain.policy import Actor, Facts, Permission, allows, require
from dialog_tracker.domain.procedure import Rule, rows_of
from dialog_tracker.domain.script import Face

GROUPS = ("late", "today", "week", "later", "drafts", "done")
# So many of each group are shown; the rest is told as a number. What is late is shown further.
SHOWN = 25
_ZONE = "Europe/Belgrade"
_QUERY = text(
    """
    WITH mine AS (
        SELECT c.id, c.reference, c.act_id, c.authority_id, c.stage, c.venue, c.opens_at, c.closes_at, c.time_zone, c.procedure_key,
               ((c.closes_at - interval '1 microsecond') AT TIME ZONE c.time_zone)::date AS last_on,
               EXISTS (SELECT 1 FROM step s WHERE s.consultation_id = c.id AND s.kind = 'report_published') AS reported,
               due.due_on, due.rule_key
        FROM consultation c
        LEFT JOIN LATERAL (
            SELECT o.due_on, o.rule_key FROM obligation o
            WHERE o.consultation_id = c.id AND o.verdict = 'open' AND NOT o.frozen AND o.due_on IS NOT NULL
            ORDER BY o.due_on, o.position LIMIT 1
        ) due ON true
        WHERE c.authority_id = ANY(CAST(:authorities AS uuid[])) AND c.stage <> 'withdrawn'
    ),
    dated AS (
        SELECT *, closes_at > :now AND (opens_at IS NULL OR opens_at <= :now) AS is_open,
               CASE WHEN closes_at > :now AND venue = 'here' THEN least(last_on, coalesce(due_on, last_on)) ELSE due_on END AS next_on
        FROM mine
    ),
    grouped AS (
        SELECT *, CASE WHEN stage = 'draft' THEN 'drafts'
                       WHEN reported OR (venue = 'elsewhere' AND next_on IS NULL AND closes_at <= :now) THEN 'done'
                       WHEN next_on < :today THEN 'late' WHEN next_on = :today THEN 'today'
                       WHEN next_on <= :today + 7 THEN 'week' ELSE 'later' END AS bucket
        FROM dated
    ),
    ranked AS (
        SELECT *, count(*) OVER (PARTITION BY bucket) AS of_bucket,
               row_number() OVER (PARTITION BY bucket ORDER BY CASE WHEN bucket = 'done' THEN closes_at END DESC, next_on, closes_at, id) AS place
        FROM grouped
    )
    SELECT r.*, CASE WHEN :latin THEN a.title_latn ELSE a.title END AS title, a.language AS title_language,
           CASE WHEN :latin THEN b.name_latn ELSE b.name END AS authority,
           CASE WHEN r.venue = 'here' THEN (
               SELECT count(*) FROM comment k JOIN submission s ON s.id = k.submission_id
               WHERE k.consultation_id = r.id AND k.set_aside_at IS NULL AND s.withdrawn_at IS NULL) ELSE 0 END AS comments,
           CASE WHEN r.venue = 'here' THEN (
               SELECT count(*) FROM response p JOIN comment k ON k.id = p.comment_id JOIN submission s ON s.id = k.submission_id
               WHERE k.consultation_id = r.id AND k.set_aside_at IS NULL AND s.withdrawn_at IS NULL AND p.superseded_at IS NULL)
               ELSE 0 END AS drafted
    FROM ranked r JOIN act a ON a.id = r.act_id JOIN authority b ON b.id = r.authority_id
    WHERE r.place <= :shown ORDER BY r.bucket, r.place
    """
)


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A consultation of one's authority with what is due next: `due` is the duty, None where it is the last day for comments."""

    reference: str
    title: str
    title_language: str
    authority: str
    elsewhere: bool
    is_open: bool
    opens_at: datetime | None
    closes_at: datetime
    time_zone: str
    due: Rule | None
    due_on: date | None
    days_late: int
    comments: int
    waiting: int

    @property
    def address(self) -> str:
        """Give the page on which it is kept."""
        return f"/desk/{'followed' if self.elsewhere else 'c'}/{self.reference}"

    @property
    def action(self) -> str:
        """Give the address of what is to be done next: write the report, or note what was done."""
        if self.due is not None and self.due.step == "report_published" and not self.elsewhere:
            return f"{self.address}/report"
        return f"{self.address}#note"


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The desk, by groups, with how many each group has in all."""

    groups: dict[str, Sequence[DeskLine]]
    counts: dict[str, int]
    unverified: int
    may_import: bool
    vacancies: Sequence[Vacancy]
    handed: UUID | None


async def desk_page(session: AsyncSession, actor: Actor, now: datetime, *, face: Face) -> DeskPage:
    """Read the desk of an official; four queries, however many consultations there are."""
    require(Permission.DESK_READ, actor)
    today = now.astimezone(ZoneInfo(_ZONE)).date()
    facts = {"authorities": list(actor.authority_ids), "now": now, "today": today, "latin": face.latin, "shown": SHOWN}
    groups: dict[str, list[DeskLine]] = {name: [] for name in GROUPS}
    counts = dict.fromkeys(GROUPS, 0)
    for row in await session.execute(_QUERY, facts):
        groups[row.bucket].append(_line(row, today))
        counts[row.bucket] = row.of_bucket
    may_import = any(allows(Permission.DRAFT_IMPORT, actor, Facts(authority_id=a)) for a in actor.authority_ids)
    gaps = await vacancies(session, today, face=face, authority_ids=actor.authority_ids)
    return DeskPage(dict(groups), counts, await count_unverified(session), may_import, gaps, await handed_to(session, actor, today))


def _line(row: Any, today: date) -> DeskLine:
    is_duty = row.rule_key is not None and row.next_on == row.due_on
    rules = rows_of(row.rule_key) if is_duty else ()
    late = (today - row.next_on).days if row.bucket == "late" else 0
    texts = (row.reference, row.title, row.title_language, row.authority, row.venue == "elsewhere", row.is_open)
    times = (row.opens_at, row.closes_at, row.time_zone)
    return DeskLine(*texts, *times, rules[-1] if rules else None, row.next_on, late, row.comments, row.comments - row.drafted)
