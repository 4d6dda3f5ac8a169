"""Finding: hits in order, what they are narrowed by with exact counts up to ten thousand, and what each hit shows.

At most 10,001 hits are counted, and as many are counted by every facet and put in order; the cost is bounded whatever is asked.
Above that number the hits that are ordered are the documents, what was entered last, and some of the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.domain.errors import Conflict
from dialog_tracker.domain.finding import MOST_COUNTED, EntryKind, Facet, Query, facet_word, tsquery
from dialog_tracker.domain.script import Face
from dialog_tracker.search.hits import FacetValue, Hit, Narrowing, hits_of, named_facets, titles_like
from dialog_tracker.storage.transaction import Reader

PAGE = 20
_ZONE = ZoneInfo("Europe/Belgrade")
_SAMPLE = 2_000
_NEWEST = 8_000
_LONGEST_MS = 4_000
# How often a word stands in the entries decides the plan, so each search is planned for its own words; and what the index finds
# of a common word is kept exactly, or every page that holds one would be read through again.
_SETTINGS = f"""
    SELECT set_config('statement_timeout', '{_LONGEST_MS}', true), set_config('plan_cache_mode', 'force_custom_plan', true),
           set_config('work_mem', '32MB', true)
"""
_CANCELLED = "57014"  # PostgreSQL's own code of a statement that ran out of time
# What documents weigh against what was said about them; an open consultation is what most people look for.
_WEIGHTS = {
    EntryKind.CONSULTATION: 2.0,
    EntryKind.ACT: 1.7,
    EntryKind.ORGANISATION: 1.5,
    EntryKind.AUTHORITY: 1.5,
    EntryKind.REPORT: 1.3,
    EntryKind.PROGRAMME: 1.3,
    EntryKind.ACTIVITY: 1.2,
    EntryKind.GROUP: 1.2,
    EntryKind.ARTICLE: 1.2,
    EntryKind.FILE: 0.9,
    EntryKind.COMMENT: 0.7,
    EntryKind.ANSWER: 0.6,
}
_DOCUMENTS = tuple(kind.value for kind in EntryKind if kind not in (EntryKind.COMMENT, EntryKind.ANSWER, EntryKind.ARTICLE))
PHASES = ("upcoming", "open", "answering", "concluded", "withdrawn")
_PHASE = """
    CASE WHEN consultation.stage = 'withdrawn' THEN 'withdrawn'
         WHEN consultation.id IN (SELECT consultation_id FROM step WHERE kind = 'report_published') THEN 'concluded'
         WHEN consultation.opens_at > :now THEN 'upcoming'
         WHEN consultation.closes_at > :now THEN 'open'
         ELSE 'answering' END
"""
_WEIGH = " ".join(f"WHEN '{kind.value}' THEN {weight}" for kind, weight in _WEIGHTS.items())
# Words of a title weigh more than those of a heading, of a text, and of what stands around it.
_SCORE = f"(ts_rank('{{0.05, 0.25, 0.4, 1.0}}', vector, CAST(:words AS tsquery), 1) * CASE kind {_WEIGH} END)::float8"
_COLUMNS = f"id, kind, authority_id, areas, territories, year, status, consultation_id, {_SCORE} AS score"
_FACETS = """
    SELECT 'k' AS facet, kind AS value, count(*) AS hits, NULL::float8 AS score FROM found GROUP BY kind
    UNION ALL SELECT 'a', authority_id::text, count(*), NULL FROM found WHERE authority_id IS NOT NULL GROUP BY authority_id
    UNION ALL SELECT 'r', key, count(*), NULL FROM found, unnest(areas) AS key GROUP BY key
    UNION ALL SELECT 't', key, count(*), NULL FROM found, unnest(territories) AS key GROUP BY key
    UNION ALL SELECT 'y', year::text, count(*), NULL FROM found GROUP BY year
    UNION ALL SELECT 's', status, count(*), NULL FROM found WHERE status <> '' GROUP BY status
    UNION ALL SELECT 'p', phase, count(*), NULL FROM found JOIN phased ON phased.id = found.consultation_id GROUP BY phase
"""
_PHASED = f"phased AS MATERIALIZED (SELECT consultation.id, {_PHASE} AS phase FROM consultation WHERE consultation.stage <> 'draft')"
_BEST = """
    SELECT 'hit', id::text, 0::bigint, score FROM (
        SELECT id, score FROM found
        WHERE CAST(:after_score AS float8) IS NULL OR (score, id) < (CAST(:after_score AS float8), CAST(:after_id AS bigint))
        ORDER BY score DESC, id DESC LIMIT :most
    ) AS best
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """By what hits are narrowed; a value of a facet that does not exist finds nothing."""

    kind: str = ""
    authority: str = ""
    area: str = ""
    territory: str = ""
    year: str = ""
    status: str = ""
    phase: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def facets(self) -> list[tuple[Facet, Sequence[str]]]:
        """Give the facets that stand in the vector."""
        given = {
            Facet.KIND: self.kind,
            Facet.AUTHORITY: self.authority.replace("-", ""),
            Facet.AREA: self.area,
            Facet.TERRITORY: self.territory,
            Facet.YEAR: self.year,
            Facet.STATUS: self.status,
        }
        return [(facet, (value,)) for facet, value in given.items() if value]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing narrows."""
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits; `total` is None above ten thousand. `relaxed` says that no hit holds all the words; `alike` are titles like them."""

    hits: Sequence[Hit]
    total: int | None
    facets: Mapping[str, Sequence[FacetValue]]
    next: tuple[float, int] | None
    relaxed: bool = False
    alike: Sequence[Hit] = ()


async def find(
    session: AsyncSession,
    query: Query,
    wanted: Wanted,
    now: datetime,
    *,
    face: Face,
    after: tuple[float, int] | None = None,
    limit: int = PAGE,
) -> Found:
    """Find; where no hit holds all the words, those that hold some of them, and titles that look like them.

    Raises Conflict("search-too-broad") where it takes longer than a reader waits.
    """
    await session.execute(text(_SETTINGS))
    try:
        return await _find(session, query, wanted, now, face, after, limit)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == _CANCELLED:
            raise Conflict("search-too-broad") from None
        raise


async def _find(
    session: AsyncSession,
    query: Query,
    wanted: Wanted,
    now: datetime,
    face: Face,
    after: tuple[float, int] | None,
    limit: int,
) -> Found:
    asked = _Asked(query, wanted, now, after, limit)
    total = await _count(session, asked)
    relaxed = total == 0 and _words(query) > 1
    if relaxed:
        asked = _Asked(query, wanted, now, after, limit, any_word=True)
        total = await _count(session, asked)
    rows = await _rows(session, asked, total) if total else ()
    keys = [(row.score, int(row.value)) for row in rows if row.facet == "hit"]
    hits = await hits_of(session, [key for _, key in keys[:limit]], query.stems, now, face=face)
    narrowed = asked.narrowing(tsquery(Query(""), wanted.facets))
    alike = await titles_like(session, query, narrowed, now, face=face) if relaxed or not total else ()
    over = total > MOST_COUNTED
    return Found(
        hits=hits,
        total=None if over else total,
        facets=await named_facets(session, rows, over=over, face=face),
        next=keys[limit - 1] if len(keys) > limit else None,
        relaxed=relaxed and bool(total),
        alike=alike,
    )


def _words(query: Query) -> int:
    return sum(not term.left_out for term in query.terms)


class _Asked:
    """A search as a statement: what it asks for, what narrows it, and the values of both."""

    def __init__(
        self, query: Query, wanted: Wanted, now: datetime, after: tuple[float, int] | None, limit: int, *, any_word: bool = False
    ) -> None:
        self.shown = "visible_from <= :now"
        self.given: dict[str, Any] = {"query": tsquery(query, wanted.facets, any_word=any_word), "now": now}
        if wanted.phase:
            self.shown += " AND consultation_id IN (SELECT id FROM phased WHERE phase = :phase)"
            self.given["phase"] = wanted.phase
        if wanted.since:
            self.shown += " AND at >= :since"
            self.given["since"] = datetime.combine(wanted.since, time(), _ZONE)
        if wanted.until:
            self.shown += " AND at < :until"
            self.given["until"] = datetime.combine(wanted.until + timedelta(days=1), time(), _ZONE)
        # A search without words, by a period or a phase alone, is no condition on words: an empty one would match nothing.
        self.where = f"vector @@ CAST(:query AS tsquery) AND {self.shown}" if self.given["query"] else self.shown
        self.order = {
            "words": tsquery(query, any_word=any_word) or "'-'",
            "after_score": after[0] if after else None,
            "after_id": after[1] if after else None,
            "most": limit + 1,
        }

    def narrowing(self, facets: str) -> Narrowing:
        """Give what narrows without the words."""
        given = {name: value for name, value in self.given.items() if name != "query"}
        if not facets:
            return Narrowing(f"WITH {_PHASED}", self.shown, given)
        return Narrowing(f"WITH {_PHASED}", f"vector @@ CAST(:facets AS tsquery) AND {self.shown}", given | {"facets": facets})


async def _count(session: AsyncSession, asked: _Asked) -> int:
    """Count the hits, one more than is counted at most."""
    found = f"SELECT FROM search_entry WHERE {asked.where} LIMIT {MOST_COUNTED + 1}"
    return await session.scalar(text(f"WITH {_PHASED} SELECT count(*) FROM ({found}) AS found"), asked.given) or 0


async def _rows(session: AsyncSession, asked: _Asked, total: int) -> Sequence[Any]:
    """Count hits by every facet and put the best in order, in one statement.

    Where there are too many to look at all, those that are looked at are documents, what was entered last, and some of the others.
    """
    given, found = asked.given | asked.order, _hits_in("search_entry", asked)
    if total > MOST_COUNTED:
        given["documents"] = _any_of(Facet.KIND, _DOCUMENTS)
        # OFFSET 0 has the newest rows read by their key: the index of words would give all of them, of whatever time.
        given["last"] = (await session.scalar(text("SELECT max(id) FROM search_entry")) or 0) - _NEWEST
        newest = "(SELECT * FROM search_entry WHERE id > CAST(:last AS bigint) OFFSET 0) AS newest"
        found = f"""
            ({found} AND vector @@ CAST(:documents AS tsquery) LIMIT {_SAMPLE})
            UNION ({_hits_in(newest, asked)} LIMIT {_SAMPLE})
            UNION ({found} LIMIT {_SAMPLE})
        """
    statement = f"WITH {_PHASED}, found AS MATERIALIZED ({found}) {_FACETS} UNION ALL {_BEST}"
    return (await session.execute(text(statement), given)).all()


def _hits_in(source: str, asked: _Asked) -> str:
    return f"SELECT {_COLUMNS} FROM {source} WHERE {asked.where}"


def _any_of(facet: Facet, values: Iterable[str]) -> str:
    return " | ".join(f"'{facet_word(facet, value)}'" for value in values)


@dataclass(frozen=True, slots=True)
class NewHit:
    """A thing that a search finds for the first time."""

    kind: str
    address: str
    title: str
    place: str
    at: datetime


_NEW = """
    SELECT entry.kind, entry.address, coalesce(nullif(entry.title, ''), act.title, '') AS title, entry.place,
           greatest(entry.entered_at, entry.visible_from) AS at
    FROM search_entry AS entry
    LEFT JOIN consultation ON consultation.id = entry.consultation_id LEFT JOIN act ON act.id = consultation.act_id
    WHERE {where} AND entry.entered_at > CAST(:new_since AS timestamptz) - interval '7 days'
      AND greatest(entry.entered_at, entry.visible_from) > :new_since
    ORDER BY at DESC, entry.id DESC LIMIT {most}
"""
MOST_NEW = 50
MOST_DATED = 500


async def newly_found(session: Reader, query: Query, wanted: Wanted, since: datetime, now: datetime) -> Sequence[NewHit]:
    """Give what a search finds now and did not find before an instant, newest first; a quarantine that ended meanwhile counts."""
    asked = _Asked(query, wanted, now, None, MOST_NEW)
    statement = f"WITH {_PHASED} {_NEW.format(where=asked.where, most=MOST_NEW)}"
    return [NewHit(*row) for row in await session.execute(text(statement), asked.given | {"new_since": since})]


async def consultations_found(session: Reader, query: Query, wanted: Wanted, now: datetime) -> tuple[UUID, ...]:
    """Give the consultations that a search finds by what they are about, the newest first, at most 500: their dates make its calendar."""
    asked = _Asked(query, wanted, now, None, MOST_DATED)
    statement = f"""
        WITH {_PHASED} SELECT consultation_id FROM search_entry
        WHERE {asked.where} AND kind IN ('consultation', 'act', 'article') AND consultation_id IS NOT NULL
        GROUP BY consultation_id ORDER BY max(at) DESC, consultation_id LIMIT {MOST_DATED}
    """
    return tuple((await session.execute(text(statement), asked.given)).scalars())
