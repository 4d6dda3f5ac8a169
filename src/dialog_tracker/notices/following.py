"""Beginning to follow by mail, confirming it, choosing how often, and stopping; no account is needed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.directory.naming import name_for
from dialog_tracker.directory.tables import Area, Authority, Organisation
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.finding import read_query
from dialog_tracker.domain.notice import UNCONFIRMED_DAYS, Followable, Rhythm
from dialog_tracker.domain.script import Face
from dialog_tracker.notices.queries import Part, name_of
from dialog_tracker.notices.searches import search_said, searches_said
from dialog_tracker.notices.tables import Follower, Notice, Subscription
from dialog_tracker.search.asked import read_wanted, write_wanted
from dialog_tracker.storage.columns import new_id
from dialog_tracker.storage.transaction import Reader
from dialog_tracker.web.i18n import Language

MOST = 100  # things that one address follows


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be followed: an id, the key of an area, or a search as an address holds it; `name` is what it is called."""

    what: Followable
    target: str = ""
    name: str = ""


async def target_of(session: Reader, what: Followable, asked: dict[str, str], areas: dict[str, str], language: Language) -> Target:
    """Read from an address what is to be followed; raises NotFound for what is not there, and Malformed for a search that is none."""
    if what is Followable.EVERYTHING:
        return Target(what)
    if what is Followable.SEARCH:
        query, wanted = read_query(asked.get("q", "")), read_wanted(asked)
        if query.is_empty and wanted.is_empty:
            raise Malformed("field-required", field="q")
        search = write_wanted(query.typed, wanted)
        return Target(what, search, await search_said(session, search, language))
    face = Face(language)
    if what is Followable.AREA:
        key = asked.get("target", "")
        return Target(what, key, await name_of(session, Part(area_key=key), areas, face=face))
    found = _id(asked.get("target", ""), what)
    if what is Followable.ORGANISATION:
        return Target(what, str(found), await _organisation(session, found, latin=face.latin))
    part = Part(authority_id=found) if what is Followable.AUTHORITY else Part(act_id=found)
    return Target(what, str(found), await name_of(session, part, areas, face=face))


def _id(written: str, what: Followable) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotFound(f"{what.value}-unknown") from None


async def _organisation(session: Reader, organisation_id: UUID, *, latin: bool) -> str:
    name = col(Organisation.name_latn if latin else Organisation.name)
    row = (await session.execute(select(name).where(col(Organisation.id) == organisation_id))).first()
    if row is None:
        raise NotFound("organisation-unknown")
    return str(row[0])


async def subscribe(
    session: AsyncSession, now: datetime, email: str, language: str, target: Target, rhythm: Rhythm, *, confirmed: bool = False
) -> UUID:
    """Begin to follow, once: the same thing again changes how often. Gives the subscription, which waits for its confirmation.

    Raises Conflict("following-too-much").
    """
    row = {"id": new_id(), "email": email, "language": language, "created_at": now}
    known = upsert(Follower).values(row).on_conflict_do_update(index_elements=["email"], set_={"language": language})
    follower_id = (await session.execute(known.returning(col(Follower.id)))).scalar_one()
    held = select(func.count()).where(col(Subscription.follower_id) == follower_id, col(Subscription.target) != target.target)
    if (await session.scalar(held) or 0) >= MOST:
        raise Conflict("following-too-much", most=MOST)
    wanted: dict[str, Any] = {
        "id": new_id(),
        "follower_id": follower_id,
        "what": target.what,
        "target": target.target,
        "name": target.name,
        "rhythm": rhythm,
        "created_at": now,
        "confirmed_at": now if confirmed else None,
        "told_at": now,
        "position": await _newest(session),
        "found_up_to": now,
    }
    changed = {"rhythm": rhythm} | ({"confirmed_at": func.coalesce(col(Subscription.confirmed_at), now)} if confirmed else {})
    made = upsert(Subscription).values(wanted).on_conflict_do_update(index_elements=["follower_id", "what", "target"], set_=changed)
    return (await session.execute(made.returning(col(Subscription.id)))).scalar_one()


async def _newest(session: AsyncSession) -> int:
    return await session.scalar(select(func.coalesce(func.max(col(Notice.id)), 0))) or 0


async def confirm(session: AsyncSession, now: datetime, subscription_id: UUID) -> UUID:
    """Confirm a subscription; gives its follower. What is confirmed twice stays so. Raises NotFound("link-spent") for one that is gone."""
    values = {"confirmed_at": now, "told_at": now, "found_up_to": now, "position": await _newest(session)}
    waiting = col(Subscription.id) == subscription_id, col(Subscription.confirmed_at).is_(None)
    await session.execute(update(Subscription).where(*waiting).values(values))
    found = await session.scalar(select(col(Subscription.follower_id)).where(col(Subscription.id) == subscription_id))
    if found is None:
        raise NotFound("link-spent")
    return found


@dataclass(frozen=True, slots=True)
class FollowedThing:
    """A thing that an address follows; `name` is as the follower reads it now."""

    id: UUID
    what: Followable
    target: str
    name: str
    rhythm: Rhythm


@dataclass(frozen=True, slots=True)
class Following:
    """An address and what it follows."""

    id: UUID
    email: str
    language: str
    things: list[FollowedThing]


async def following(session: Reader, follower_id: UUID, language: Language) -> Following:
    """Read what an address follows, in the reader's language; raises NotFound("link-spent") where it follows nothing any more."""
    who = (
        await session.execute(select(col(Follower.id), col(Follower.email), col(Follower.language)).where(col(Follower.id) == follower_id))
    ).first()
    if who is None:
        raise NotFound("link-spent")
    mine = (col(Subscription.follower_id) == follower_id, col(Subscription.confirmed_at).is_not(None))
    return Following(who[0], who[1], who[2], await _things(session, mine, language))


async def asked_for(session: Reader, subscription_id: UUID, language: Language) -> FollowedThing:
    """Read what waits to be confirmed, or was; raises NotFound("link-spent") where it is gone."""
    found = await _things(session, (col(Subscription.id) == subscription_id,), language)
    if not found:
        raise NotFound("link-spent")
    return found[0]


async def _things(session: Reader, where: Iterable[Any], language: Language) -> list[FollowedThing]:
    face, target = Face(language), col(Subscription.target)
    act, organisation = (Act.title_latn, Organisation.name_latn) if face.latin else (Act.title, Organisation.name)
    named = (name_for(face, Authority), col(act), col(organisation), name_for(face, Area))
    shown = func.coalesce(*named, col(Subscription.name)).label("name")
    query = (
        select(col(Subscription.id), col(Subscription.what), target, shown, col(Subscription.rhythm))
        .outerjoin(Authority, (col(Subscription.what) == Followable.AUTHORITY) & (func.text(col(Authority.id)) == target))
        .outerjoin(Act, (col(Subscription.what) == Followable.ACT) & (func.text(col(Act.id)) == target))
        .outerjoin(Organisation, (col(Subscription.what) == Followable.ORGANISATION) & (func.text(col(Organisation.id)) == target))
        .outerjoin(Area, (col(Subscription.what) == Followable.AREA) & (col(Area.key) == target))
        .where(*where)
        .order_by(col(Subscription.created_at))
    )
    rows: list[Any] = list(await session.execute(query))
    said = await searches_said(session, [row.target for row in rows if row.what == Followable.SEARCH], language)
    return [FollowedThing(row.id, Followable(row.what), row.target, said.get(row.target, row.name), Rhythm(row.rhythm)) for row in rows]


async def change_rhythm(session: AsyncSession, now: datetime, follower_id: UUID, subscription_id: UUID, rhythm: Rhythm) -> None:
    """Choose how often somebody is written to about one thing; what of a stranger's is changed is nothing."""
    mine = col(Subscription.id) == subscription_id, col(Subscription.follower_id) == follower_id
    await session.execute(update(Subscription).where(*mine).values(rhythm=rhythm, told_at=now))


async def stop(session: AsyncSession, follower_id: UUID, subscription_id: UUID | None = None) -> None:
    """Stop following one thing, or all; with the last thing the address is forgotten. Twice is once."""
    if subscription_id is not None:
        mine = col(Subscription.id) == subscription_id, col(Subscription.follower_id) == follower_id
        await session.execute(delete(Subscription).where(*mine))
    left = select(col(Subscription.id)).where(col(Subscription.follower_id) == follower_id).exists()
    gone = (col(Follower.id) == follower_id,) if subscription_id is None else (col(Follower.id) == follower_id, ~left)
    await session.execute(delete(Follower).where(*gone))


async def follower_of(session: Reader, subscription_id: UUID) -> UUID | None:
    """Give who follows by a subscription; None where it was stopped before."""
    return await session.scalar(select(col(Subscription.follower_id)).where(col(Subscription.id) == subscription_id))


async def forget_unconfirmed(session: AsyncSession, now: datetime) -> None:
    """Forget what was never confirmed, and addresses that follow nothing."""
    old = now - timedelta(days=UNCONFIRMED_DAYS)
    await session.execute(delete(Subscription).where(col(Subscription.confirmed_at).is_(None), col(Subscription.created_at) < old))
    left = select(col(Subscription.id)).where(col(Subscription.follower_id) == col(Follower.id)).exists()
    await session.execute(delete(Follower).where(~left, col(Follower.created_at) < old))
