"""Writing what can be found: things of a kind at a time, each anew; what is public no more is taken out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import column, select, table, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker.clock import Clock
from dialog_tracker.domain.errors import DialogError
from dialog_tracker.domain.finding import Facet, article_word, facet_word, vector
from dialog_tracker.domain.script import fold
from dialog_tracker.ledger.actions import begin_following, move_position, take_position
from dialog_tracker.ledger.queries import settled_position
from dialog_tracker.office.attachments import recognise
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.sandbox import read_words_async
from dialog_tracker.search import sources
from dialog_tracker.search.sources import Source
from dialog_tracker.storage.files import FileStore

_ZONE = ZoneInfo("Europe/Belgrade")
_KEPT_WORDS = 40_000
CHUNK = 1000
FOLLOWER = "search"  # the name under which the index follows the ledger
_WRITE = text("""
    INSERT INTO search_entry (kind, subject_id, address, title, title_fold, language, place, words, authority_id, consultation_id, areas,
                              territories, year, status, at, visible_from, entered_at, vector)
    VALUES (:kind, :subject_id, :address, :title, :title_fold, :language, :place, :words, :authority_id, :consultation_id, :areas,
            :territories, :year, :status, :at, :visible_from, :entered_at, CAST(CAST(:vector AS text) AS tsvector))
    ON CONFLICT (kind, subject_id) DO UPDATE SET
        address = excluded.address, title = excluded.title, title_fold = excluded.title_fold, language = excluded.language,
        place = excluded.place, words = excluded.words, authority_id = excluded.authority_id,
        consultation_id = excluded.consultation_id, areas = excluded.areas, territories = excluded.territories, year = excluded.year,
        status = excluded.status, at = excluded.at, visible_from = excluded.visible_from, vector = excluded.vector
""")
_OF_CONSULTATIONS = """
    SELECT kind, subject_id FROM search_entry
    WHERE consultation_id = ANY(:ids) AND kind IN ('consultation', 'act', 'article', 'report', 'file') AND address NOT LIKE '/k/%'
"""
_OF_SUBMISSIONS = """
    SELECT kind, subject_id FROM search_entry WHERE kind IN ('comment', 'answer', 'file') AND subject_id IN (
        SELECT id FROM comment WHERE submission_id = ANY(:ids)
        UNION ALL SELECT response.id FROM response JOIN comment ON comment.id = comment_id WHERE submission_id = ANY(:ids)
        UNION ALL SELECT id FROM submission_file WHERE submission_id = ANY(:ids)
    )
"""
_OF_KIND = "SELECT kind, subject_id FROM search_entry WHERE kind = :kind AND subject_id = ANY(:ids)"
_TAKE_OUT = text("DELETE FROM search_entry WHERE kind = :kind AND subject_id = :subject_id")


async def index_consultations(session: AsyncSession, now: datetime, ids: Sequence[UUID], store: FileStore | None = None) -> None:
    """Write consultations anew, with their acts, articles, reports and the files of their acts, whose words are read out of `store`."""
    found = [await _with_words(one, store) for one in await sources.of_consultations(session, ids)]
    await _replace(session, now, found, _OF_CONSULTATIONS, {"ids": list(ids)})


async def index_submissions(session: AsyncSession, now: datetime, ids: Sequence[UUID]) -> None:
    """Write submissions anew: their comments, the answers to them and their files."""
    for start in range(0, len(ids), CHUNK):
        some = list(ids[start : start + CHUNK])
        await _replace(session, now, await sources.of_submissions(session, some), _OF_SUBMISSIONS, {"ids": some})


async def index_subjects(session: AsyncSession, now: datetime, kind: str, ids: Sequence[UUID]) -> None:
    """Write activities, programmes, working groups, organisations or authorities anew."""
    await _replace(session, now, await sources.of_subjects(session, kind, ids), _OF_KIND, {"kind": kind, "ids": list(ids)})


async def write_entries(session: AsyncSession, now: datetime, found: Iterable[Source]) -> None:
    """Write entries; one that is there is replaced, and keeps when it was first found."""
    rows = [_row(source, now) for source in {(one.kind, one.subject_id): one for one in found}.values()]
    if rows:
        await session.execute(_WRITE, rows)


async def _replace(session: AsyncSession, now: datetime, found: Sequence[Source], known: str, given: dict[str, Any]) -> None:
    there = {(row.kind, row.subject_id) for row in await session.execute(text(known), given)}
    gone = there - {(one.kind.value, one.subject_id) for one in found}
    if gone:
        await session.execute(_TAKE_OUT, [{"kind": kind, "subject_id": subject} for kind, subject in sorted(gone)])
    await write_entries(session, now, found)


async def _with_words(source: Source, store: FileStore | None) -> Source:
    if not source.file or store is None:
        return source
    try:
        content = store.get(source.file)
        words = await read_words_async(content, recognise(content, Limits()))
    except DialogError:
        return source
    return replace(source, words=words[:_KEPT_WORDS], texts=(*source.texts, (words, "C")))


def _row(source: Source, now: datetime) -> dict[str, Any]:
    year = source.at.astimezone(_ZONE).year
    return {
        "kind": source.kind.value,
        "subject_id": source.subject_id,
        "address": source.address,
        "title": source.title,
        "title_fold": fold(source.title) if source.fuzzy else "",
        "language": source.language,
        "place": source.place,
        "words": source.words[:_KEPT_WORDS],
        "authority_id": source.authority_id,
        "consultation_id": source.consultation_id,
        "areas": list(source.areas),
        "territories": list(source.territories),
        "year": year,
        "status": source.status,
        "at": source.at,
        "visible_from": source.visible_from or source.at,
        "entered_at": now,
        "vector": vector(source.texts, _words(source, year)),
    }


def _words(source: Source, year: int) -> list[str]:
    facets = [(Facet.KIND, source.kind.value), (Facet.YEAR, str(year))]
    facets += [(Facet.AUTHORITY, source.authority_id.hex)] if source.authority_id else []
    facets += [(Facet.AREA, area) for area in source.areas] + [(Facet.TERRITORY, code) for code in source.territories]
    facets += [(Facet.STATUS, source.status)] if source.status else []
    return [facet_word(*one) for one in facets] + ([article_word(source.article)] if source.article else [])


async def index_everything(sessions: async_sessionmaker[AsyncSession], clock: Clock, store: FileStore | None) -> int:
    """Make the whole index anew, in transactions of a thousand things; gives how many entries it has.

    What the ledger told before it began is done with it, and is not followed again.
    """
    async with sessions() as session, session.begin():
        position = await settled_position(session)
    for kind in ("authority", "organisation", "programme", "activity", "working_group"):
        for ids in await _chunks(sessions, kind):
            async with sessions() as session, session.begin():
                await index_subjects(session, clock(), kind, ids)
    for ids in await _chunks(sessions, "consultation", 20):
        async with sessions() as session, session.begin():
            await index_consultations(session, clock(), ids, store)
    for ids in await _chunks(sessions, "submission"):
        async with sessions() as session, session.begin():
            await index_submissions(session, clock(), ids)
    async with sessions() as session, session.begin():
        await session.execute(text("ANALYZE search_entry"))
        await begin_following(session, clock(), FOLLOWER)
        if (await take_position(session, FOLLOWER) or position) < position:
            await move_position(session, clock(), FOLLOWER, position)
        return int(await session.scalar(text("SELECT count(*) FROM search_entry")) or 0)


async def _chunks(sessions: async_sessionmaker[AsyncSession], name: str, size: int = CHUNK) -> list[list[UUID]]:
    async with sessions() as session, session.begin():
        ids: list[UUID] = list((await session.execute(select(column("id")).select_from(table(name)).order_by(column("id")))).scalars())
    return [ids[start : start + size] for start in range(0, len(ids), size)]
