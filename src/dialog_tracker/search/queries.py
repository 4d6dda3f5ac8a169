"""Finding: hits in order, what they are narrowed by with exact counts up to ten thousand, and what each hit shows.

At most 10,001 hits are read, counted by every facet and put in order, in one statement. Where much of what was entered last is a hit,
they are read from the newest entry on, and by the index of words otherwise: what is asked for decides neither by a guess of PostgreSQL,
which takes words for independent of each other and would read everything for two that never stand together.
Above that number the hits that are ordered are some of those that were read, with documents and articles, which are sought by themselves.
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
from dialog_tracker.domain.finding import MOST_COUNTED, EntryKind, Facet, Query, facet_word, ranking, tsquery
from dialog_tracker.domain.script import Face
from dialog_tracker.search.hits import FacetValue, Hit, Narrowing, hits_of, named_facets, titles_like
from dialog_tracker.storage.transaction import Reader

PAGE = 20
_ZONE = ZoneInfo("Europe/Belgrade")
_FEW = 200  # hits
_FIRST = 1_000  # of too many hits: what is put in order
_PROBED, _SHARE, _NEWEST = 1_000, 0.18, 70_000  # of the newest entries: to learn the share of hits; from which on they are read; how many
_LONGEST_MS = 4_000
# What the index finds of a common word is kept exactly, or every page that holds one would be read through again. Reading everything is
# never quicker than the index of words, and one search leaves a processor to the others.
_SETTINGS = f"""
    SELECT set_config('statement_timeout', '{_LONGEST_MS}', true), set_config('plan_cache_mode', 'force_custom_plan', true),
           set_config('work_mem', '32MB', true), set_config('enable_seqscan', 'off', true),
           set_config('max_parallel_workers_per_gather', '0', true)
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
    EntryKind.ANSWER: 0.5,
}
_LONG = (EntryKind.FILE, EntryKind.ACTIVITY)  # their vectors are large, and slow to weigh
_SAID = (EntryKind.COMMENT, EntryKind.ANSWER)
_DOCUMENTS = tuple(kind for kind in EntryKind if kind not in (*_SAID, *_LONG, EntryKind.ARTICLE))
# What is sought by itself where there are too many hits, and how many of it are put in order.
_APART = ((_DOCUMENTS, 1_000), ((EntryKind.ARTICLE,), 500), (_LONG, 300))
PHASES = ("upcoming", "open", "answering", "concluded", "withdrawn")
_PHASE = """
    CASE WHEN consultation.stage = 'withdrawn' THEN 'withdrawn'
         WHEN consultation.id IN (SELECT consultation_id FROM step WHERE kind = 'report_published') THEN 'concluded'
         WHEN consultation.opens_at > :now THEN 'upcoming'
         WHEN consultation.closes_at > :now THEN 'open'
         ELSE 'answering' END
"""
_WEIGH = " ".join(f"WHEN '{kind.value}' THEN {weight}" for kind, weight in _WEIGHTS.items())
# Words of a title weigh more than those of a heading, of a text, and of what stands around it; without words the kind alone does.
_KIND_WEIGHT = f"(CASE kind {_WEIGH} END)"
_RANK = "ts_rank('{0.05, 0.25, 0.4, 1.0}', vector, CAST(:words AS tsquery), 1)"
# Whoever names an article names its act: the title, which an article holds with the least weight, then says more than what the article says.
_RANK_OF_ARTICLE = "ts_rank('{1.0, 0.02, 0.05, 0.2}', vector, CAST(:words AS tsquery), 1)"
_NARROWED_BY = "id, kind, authority_id, areas, territories, year, status, consultation_id"
_FACETS = """
    SELECT '' AS facet, '' AS value, (SELECT count(*) FROM found) AS hits, NULL::float8 AS score
    UNION ALL SELECT 'k', kind, count(*), NULL FROM looked_at GROUP BY kind
    UNION ALL SELECT 'a', authority_id::text, count(*), NULL FROM looked_at WHERE authority_id IS NOT NULL GROUP BY authority_id
    UNION ALL SELECT 'r', key, count(*), NULL FROM looked_at, unnest(areas) AS key GROUP BY key
    UNION ALL SELECT 't', key, count(*), NULL FROM looked_at, unnest(territories) AS key GROUP BY key
    UNION ALL SELECT 'y', year::text, count(*), NULL FROM looked_at GROUP BY year
    UNION ALL SELECT 's', status, count(*), NULL FROM looked_at WHERE status <> '' GROUP BY status
    UNION ALL SELECT 'p', phase, count(*), NULL FROM looked_at JOIN phased ON phased.id = looked_at.consultation_id GROUP BY phase
"""
_PHASED = f"phased AS MATERIALIZED (SELECT consultation.id, {_PHASE} AS phase FROM consultation WHERE consultation.stage <> 'draft')"
_BEST = """
    SELECT 'hit', id::text, 0::bigint, score FROM (
        SELECT id, score FROM looked_at
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
    asked = await _read_asked(session, query, wanted, now, after=after, limit=limit)
    rows = await _rows(session, asked)
    relaxed = not _total(rows) and _words(query) > 1
    if relaxed:
        asked = await _read_asked(session, query, wanted, now, after=after, limit=limit, any_word=True)
        rows = await _rows(session, asked)
    total = _total(rows)
    keys = [(row.score, int(row.value)) for row in rows if row.facet == "hit"]
    hits = await hits_of(session, [key for _, key in keys[:limit]], query.stems, now, face=face)
    narrowed = asked.narrowing(tsquery(Query(""), wanted.facets))
    # Among very many comments some hold any slip of typing: where only they and files do, it may be one.
    missed = relaxed or (total < _FEW and all(hit.kind in (*_SAID, *_LONG) for hit in hits))
    alike = await titles_like(session, query, narrowed, now, face=face) if missed and query.terms else ()
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


def _total(rows: Sequence[Any]) -> int:
    return next(int(row.hits) for row in rows if not row.facet)


class _Asked:
    """A search as a statement: what it asks for, what narrows it, and the values of both."""

    def __init__(self, query: Query, wanted: Wanted, now: datetime, consultations: Sequence[UUID] | None, *, any_word: bool) -> None:
        self.shown = "visible_from <= :now"
        self.given: dict[str, Any] = {"query": tsquery(query, wanted.facets, any_word=any_word), "now": now}
        if consultations is not None:
            self.shown += " AND consultation_id = ANY(CAST(:consultations AS uuid[]))"
            self.given["consultations"] = consultations
        if wanted.since:
            self.shown += " AND at >= :since"
            self.given["since"] = datetime.combine(wanted.since, time(), _ZONE)
        if wanted.until:
            self.shown += " AND at < :until"
            self.given["until"] = datetime.combine(wanted.until + timedelta(days=1), time(), _ZONE)
        # A search without words, by a period or a phase alone, is no condition on words: an empty one would match nothing.
        self.where = f"vector @@ CAST(:query AS tsquery) AND {self.shown}" if self.given["query"] else self.shown
        self.order: dict[str, Any] = {}
        self.score = f"{_KIND_WEIGHT}::float8"
        if words := ranking(query, any_word=any_word):
            self.order["words"] = words
            named = f"CASE kind WHEN 'article' THEN {_RANK_OF_ARTICLE} ELSE {_RANK} END"
            self.score = f"({named if query.articles else _RANK} * {_KIND_WEIGHT})::float8"

    def narrowing(self, facets: str) -> Narrowing:
        """Give what narrows without the words."""
        given = {name: value for name, value in self.given.items() if name != "query"}
        if not facets:
            return Narrowing(self.shown, given)
        return Narrowing(f"vector @@ CAST(:facets AS tsquery) AND {self.shown}", given | {"facets": facets})


async def _read_asked(
    session: Reader,
    query: Query,
    wanted: Wanted,
    now: datetime,
    *,
    after: tuple[float, int] | None = None,
    limit: int = PAGE,
    any_word: bool = False,
) -> _Asked:
    """Read a search; the consultations of a phase are those of now, and PostgreSQL knows how many entries are of some of them."""
    consultations = None
    if wanted.phase:
        of_phase = text(f"WITH {_PHASED} SELECT id FROM phased WHERE phase = :phase")
        consultations = list((await session.execute(of_phase, {"phase": wanted.phase, "now": now})).scalars())
    asked = _Asked(query, wanted, now, consultations, any_word=any_word)
    asked.order |= {"after_score": after[0] if after else None, "after_id": after[1] if after else None, "most": limit + 1}
    return asked


async def _rows(session: AsyncSession, asked: _Asked) -> Sequence[Any]:
    """Count the hits, and those of every facet, and put the best in order."""
    if await _share(session, asked) >= _SHARE:
        rows = await _read(session, asked, _newest(_NEWEST), fewer=0)
        if _total(rows) > MOST_COUNTED:
            return rows
    return await _read(session, asked, "search_entry")


async def _share(session: AsyncSession, asked: _Asked) -> float:
    """Give the share of hits among what was entered last."""
    probed = f"SELECT avg(CASE WHEN {asked.where} THEN 1 ELSE 0 END) FROM {_newest(_PROBED)}"
    return float(await session.scalar(text(probed), asked.given) or 0)


def _newest(most: int) -> str:
    # OFFSET 0 has them read by their key: the index of words would give all hits, of whatever time.
    return f"(SELECT * FROM search_entry ORDER BY id DESC LIMIT {most} OFFSET 0) AS newest"


async def _read(session: AsyncSession, asked: _Asked, source: str, *, fewer: int = MOST_COUNTED) -> Sequence[Any]:
    """Read the hits of a source; where there are not too many, as many of them are looked at as `fewer` says."""
    given, score = asked.given | asked.order, f"{_NARROWED_BY}, {asked.score} AS score"
    over, apart = f"(SELECT count(*) > {MOST_COUNTED} FROM found)", ""
    for at, (kinds, most) in enumerate(_APART):
        given[f"kinds_{at}"] = _any_of(Facet.KIND, kinds)
        apart += f"""
            UNION ALL (SELECT {score} FROM search_entry WHERE {over} AND {asked.where} AND vector @@ CAST(:kinds_{at} AS tsquery)
                AND id NOT IN (SELECT id FROM first) LIMIT {most})
        """
    statement = f"""
        WITH {_PHASED},
             found AS MATERIALIZED (SELECT {_NARROWED_BY}, vector FROM {source} WHERE {asked.where} LIMIT {MOST_COUNTED + 1}),
             first AS MATERIALIZED (SELECT {score} FROM found LIMIT CASE WHEN {over} THEN {_FIRST} ELSE {fewer} END),
             looked_at AS MATERIALIZED (SELECT * FROM first {apart})
        {_FACETS} UNION ALL {_BEST}
    """
    return (await session.execute(text(statement), given)).all()


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


# What was held back first is known from a later day than that of its entry: it is sought by itself, so that both are read in their order.
_NEW = """
    SELECT entry.kind, entry.address, coalesce(nullif(entry.title, ''), act.title, '') AS title, entry.place, entry.known_at AS at
    FROM (
        (SELECT *, entered_at AS known_at FROM search_entry
         WHERE {where} AND visible_from <= entered_at AND entered_at > :new_since ORDER BY entered_at DESC, id DESC LIMIT {most})
        UNION ALL
        (SELECT *, visible_from AS known_at FROM search_entry
         WHERE {where} AND visible_from > entered_at AND visible_from > :new_since
           AND entered_at > CAST(:new_since AS timestamptz) - interval '7 days' ORDER BY visible_from DESC, id DESC LIMIT {most})
    ) AS entry
    LEFT JOIN consultation ON consultation.id = entry.consultation_id LEFT JOIN act ON act.id = consultation.act_id
    ORDER BY at DESC, entry.id DESC LIMIT {most}
"""
MOST_NEW = 50
MOST_DATED = 500


async def newly_found(session: Reader, query: Query, wanted: Wanted, since: datetime, now: datetime) -> Sequence[NewHit]:
    """Give what a search finds now and did not find before an instant, newest first; a quarantine that ended meanwhile counts."""
    asked = await _read_asked(session, query, wanted, now)
    statement = _NEW.format(where=asked.where, most=MOST_NEW)
    return [NewHit(*row) for row in await session.execute(text(statement), asked.given | {"new_since": since})]


async def consultations_found(session: Reader, query: Query, wanted: Wanted, now: datetime) -> tuple[UUID, ...]:
    """Give the consultations that a search finds by what they are about, the newest first, at most 500: their dates make its calendar."""
    asked = await _read_asked(session, query, wanted, now)
    statement = f"""
        SELECT consultation_id FROM search_entry
        WHERE {asked.where} AND kind IN ('consultation', 'act', 'article') AND consultation_id IS NOT NULL
        GROUP BY consultation_id ORDER BY max(at) DESC, consultation_id LIMIT {MOST_DATED}
    """
    return tuple((await session.execute(text(statement), asked.given)).scalars())
