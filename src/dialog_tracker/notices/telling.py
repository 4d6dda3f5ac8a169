"""Telling followers by mail: one letter to each with everything that is due to it, grouped, newest first, exactly once.

A round holds a lock, so that of several processes one tells. Letters, what was told and how far each subscription has come are
written in one transaction: a killed process tells nothing, and the next round tells all of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.domain.finding import read_query
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.notice import Key, NoticeKind, Rhythm, newest_digest, write_key
from dialog_tracker.notices.mail import MANAGE, HitLine, NoticeLine, followed_letter
from dialog_tracker.notices.searches import read_saved, searches_said
from dialog_tracker.notices.tables import NoticeSent
from dialog_tracker.outbox.actions import letter_row
from dialog_tracker.outbox.tables import Letter
from dialog_tracker.search.asked import wanted_of
from dialog_tracker.search.queries import NewHit, newly_found
from dialog_tracker.web.i18n import Language, language_named

log = structlog.get_logger()
_LOCK = 7_302_024  # the number of this round among advisory locks
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_DUE = """
    subscription.confirmed_at IS NOT NULL
    AND (subscription.rhythm = 'at_once' OR (subscription.rhythm = 'daily' AND subscription.told_at < :daily)
         OR (subscription.rhythm = 'weekly' AND subscription.told_at < :weekly))
"""
_MATCHES = """
    CASE subscription.what
        WHEN 'organisation' THEN subscription.target = ANY(ARRAY(SELECT unnest(notice.organisations)::text))
        WHEN 'everything' THEN notice.kind <> 'spoke'
        WHEN 'authority' THEN notice.kind <> 'spoke' AND subscription.target = notice.authority_id::text
        WHEN 'act' THEN notice.kind <> 'spoke' AND subscription.target = notice.act_id::text
        WHEN 'area' THEN notice.kind <> 'spoke' AND subscription.target = ANY(notice.areas)
        ELSE false
    END
"""
_PENDING = f"""
    SELECT subscription.follower_id, array_agg(DISTINCT notice.id ORDER BY notice.id DESC) AS notices,
           array_agg(DISTINCT subscription.id) AS subscriptions
    FROM subscription
    JOIN notice ON notice.id > subscription.position AND notice.at > subscription.confirmed_at AND notice.at <= :now
    LEFT JOIN notice_sent ON notice_sent.follower_id = subscription.follower_id AND notice_sent.notice_id = notice.id
    WHERE {_DUE} AND subscription.position < :newest AND notice_sent.notice_id IS NULL AND {_MATCHES}
    GROUP BY subscription.follower_id
"""
_SEARCHES = f"""
    SELECT subscription.id, subscription.follower_id, subscription.target, subscription.found_up_to
    FROM subscription WHERE {_DUE} AND subscription.what = 'search' AND subscription.found_up_to < :indexed
"""
_MOVE = f"""
    UPDATE subscription SET position = :newest, told_at = :now, found_up_to = CASE WHEN what = 'search' THEN greatest(found_up_to, :indexed) ELSE found_up_to END
    WHERE {_DUE} AND id <> ALL(:left) AND (position < :newest OR rhythm <> 'at_once' OR (what = 'search' AND found_up_to < :indexed))
"""


@dataclass(slots=True)
class _Due:
    """What is due to one follower."""

    notices: tuple[int, ...]
    subscriptions: set[UUID]
    hits: list[HitLine]


async def tell(session: AsyncSession, now: datetime, base_url: str, secret: str) -> int:
    """Write the letters that are due; gives how many. Nothing happens where another process is at it."""
    if not await session.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": _LOCK}):
        return 0
    newest = await session.scalar(text("SELECT coalesce(max(id), 0) FROM notice WHERE at <= :now"), {"now": now})
    indexed = await session.scalar(text("SELECT max(entered_at) FROM search_entry"))
    given = {"now": now, "newest": newest, "indexed": min(indexed or _LONG_AGO, now)}
    given |= {"daily": newest_digest(Rhythm.DAILY, now), "weekly": newest_digest(Rhythm.WEEKLY, now)}
    due, left = await _due(session, given, now)
    if due:
        await _write(session, now, due, base_url, secret)
    await _execute(session, _MOVE, given | {"left": left})
    return len(due)


async def _execute(session: AsyncSession, statement: str, given: Mapping[str, Any]) -> Any:
    return await session.execute(text(statement), {name: value for name, value in given.items() if f":{name}" in statement})


async def _due(session: AsyncSession, given: Mapping[str, Any], now: datetime) -> tuple[dict[UUID, _Due], list[UUID]]:
    """Gather what is due to each follower, and the searches that could not be made, which are left for the next round."""
    due = {row.follower_id: _Due(tuple(row.notices), set(row.subscriptions), []) for row in await _execute(session, _PENDING, given)}
    left: list[UUID] = []
    for row in (await _execute(session, _SEARCHES, given)).all():
        hits = await _hits(session, row, now)
        if hits is None:
            left.append(row.id)
        if hits:
            one = due.setdefault(row.follower_id, _Due((), set(), []))
            one.subscriptions.add(row.id)
            one.hits += [HitLine(row.target, hit.kind, hit.address, hit.title, hit.place) for hit in hits]
    return due, left


async def _hits(session: AsyncSession, row: Any, now: datetime) -> Sequence[NewHit] | None:
    """Search for one follower, None where it fails; it is tried again in the next round."""
    try:
        async with session.begin_nested():
            return await newly_found(session, read_query(read_saved(row.target).typed), wanted_of(row.target), row.found_up_to, now)
    except Exception as error:  # noqa: BLE001 - what somebody follows is typed by them: a fault in it must keep no letter of others
        log.warning("search-not-told", subscription=str(row.id), error=type(error).__name__)
        return None


async def _write(session: AsyncSession, now: datetime, due: Mapping[UUID, _Due], base_url: str, secret: str) -> None:
    told = await _notices(session, {notice for one in due.values() for notice in one.notices})
    letters: list[dict[str, Any]] = []
    # Those who are told the same in the same language get the same words; only the addresses at the end differ.
    written: dict[tuple[Any, ...], LetterWords] = {}
    followers = await _followers(session, due)
    named = await _searches(session, due, {language_named(language) for _, _, language in followers})
    for follower_id, email, kept in followers:
        one, language = due[follower_id], language_named(kept)
        key = (language, one.notices, tuple(one.hits))
        if key not in written:
            written[key] = followed_letter(
                language,
                [told[notice] for notice in one.notices],
                [replace(hit, search=named[language, hit.search]) for hit in one.hits],
                base_url,
            )
        letters.append(_letter(now, follower_id, email, language, one, written[key], base_url, secret))
    await session.execute(insert(Letter), letters)
    sent = [{"follower_id": who, "notice_id": notice, "at": now} for who, one in due.items() for notice in one.notices]
    if sent:
        await session.execute(insert(NoticeSent), sent)


def _letter(
    now: datetime, follower_id: UUID, email: str, language: Language, one: _Due, words: LetterWords, base_url: str, secret: str
) -> dict[str, Any]:
    manage = f"{base_url}/following/{write_key(secret, Key.ALL, follower_id)}"
    only = next(iter(one.subscriptions)) if len(one.subscriptions) == 1 else None
    stop = f"{base_url}/following/{write_key(secret, Key.STOP_ONE, only)}/stop" if only else f"{manage}/stop"
    dedupe = f"followed:{follower_id}:{max(one.notices, default=0)}:{now.isoformat() if one.hits else ''}"
    return letter_row(now, dedupe, "followed", email, language, words.with_facts({MANAGE: manage}), unsubscribe=stop)


async def _searches(session: AsyncSession, due: Mapping[UUID, _Due], languages: Iterable[Language]) -> dict[tuple[str, str], str]:
    """Name the searches that found something, in each language in which letters are written."""
    targets = {hit.search for one in due.values() for hit in one.hits}
    return {
        (language, target): said for language in languages for target, said in (await searches_said(session, targets, language)).items()
    }


async def _followers(session: AsyncSession, ids: Iterable[UUID]) -> Sequence[Any]:
    query = text("SELECT id, email, language FROM follower WHERE id = ANY(:ids)")
    return (await session.execute(query, {"ids": list(ids)})).all()


async def _notices(session: AsyncSession, ids: Iterable[int]) -> dict[int, NoticeLine]:
    query = text("""
        SELECT id, kind, at, address, title, title_latn, authority, authority_latn, facts FROM notice WHERE id = ANY(:ids)
    """)
    rows = await session.execute(query, {"ids": list(ids)})
    return {row.id: NoticeLine(NoticeKind(row.kind), *tuple(row)[2:]) for row in rows}
