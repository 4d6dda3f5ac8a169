"""Tokens: made by an official, shown once, kept as a fingerprint; counted, so that a program that runs wild is slowed down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlmodel import col

from dialog_tracker.accounts.actions import Limit, count_tries
from dialog_tracker.accounts.queries import actor_of
from dialog_tracker.accounts.signin import digest, new_secret
from dialog_tracker.accounts.tables import Person
from dialog_tracker.domain.api_access import MOST_TOKENS, REQUESTS_A_MINUTE, TOKEN_PREFIX, Scope, check_scopes, token_end
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import Malformed, NotFound, NotPermitted, NotRecognised
from dialog_tracker.domain.policy import Actor, Facts, Permission, require
from dialog_tracker.ledger.actions import record
from dialog_tracker.opendata.tables import ApiToken
from dialog_tracker.storage.columns import new_id
from dialog_tracker.storage.engine import transaction
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as its authority sees it; the secret is not there to be seen."""

    id: UUID
    name: str
    maker: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    def in_force(self, now: datetime) -> bool:
        """Tell whether it still opens a door."""
        return self.revoked_at is None and self.expires_at > now


@dataclass(frozen=True, slots=True)
class Bearer:
    """A program that showed a token: as whom it acts, for which authority, and what it may do."""

    token_id: UUID
    authority_id: UUID
    actor: Actor
    scopes: frozenset[str]

    def need(self, scope: Scope) -> None:
        """Raise NotPermitted("token-without-scope") where the token was not made for this."""
        if scope not in self.scopes:
            raise NotPermitted("token-without-scope", name=scope.value)


async def make_token(
    session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, name: str, scopes: Sequence[str], days: int
) -> str:
    """Make a token and give its secret, which is never shown again."""
    require(Permission.API_MANAGE, actor, Facts(authority_id=authority_id))
    clean = clean_text("name", name, 100)
    if not clean:
        raise Malformed("field-required", field="name")
    chosen, expires_at = check_scopes(scopes), token_end(now, days)
    await hold_authority(session, authority_id)
    in_force = (col(ApiToken.authority_id) == authority_id, col(ApiToken.revoked_at).is_(None), col(ApiToken.expires_at) > now)
    names = set((await session.execute(select(col(ApiToken.name)).where(*in_force))).scalars())
    if clean in names:
        raise Malformed("token-name-taken", field="name")
    if len(names) >= MOST_TOKENS:
        raise Malformed("tokens-too-many", field="name", limit=MOST_TOKENS)
    secret, token_id = TOKEN_PREFIX + new_secret(), new_id()
    whose = {"authority_id": authority_id, "person_id": actor.person_id, "name": clean}
    kept = {"digest": digest(secret), "scopes": [scope.value for scope in chosen], "created_at": now, "expires_at": expires_at}
    await session.execute(insert(ApiToken).values(id=token_id, **whose, **kept))
    told: dict[str, object] = {"token": str(token_id), "scopes": kept["scopes"]}
    await record(session, at=now, actor_id=actor.person_id, act="token-made", subject_kind="authority", subject_id=authority_id, **told)
    return secret


async def hold_authority(session: AsyncSession, authority_id: UUID) -> None:
    """Let one official at a time change the tokens and webhooks of an authority, so that of a double click one is refused."""
    await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"programs:{authority_id}"})


async def revoke_token(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, token_id: UUID) -> None:
    """Revoke a token at once; raises NotFound("token-unknown")."""
    require(Permission.API_MANAGE, actor, Facts(authority_id=authority_id))
    mine = (col(ApiToken.id) == token_id, col(ApiToken.authority_id) == authority_id, col(ApiToken.revoked_at).is_(None))
    ended = update(ApiToken).where(*mine).values(revoked_at=now, revoked_by=actor.person_id).returning(col(ApiToken.id))
    if (await session.execute(ended)).first() is None:
        raise NotFound("token-unknown")
    told = {"token": str(token_id)}
    await record(session, at=now, actor_id=actor.person_id, act="token-revoked", subject_kind="authority", subject_id=authority_id, **told)


async def tokens_of(session: Reader, authority_id: UUID) -> list[TokenLine]:
    """List the tokens of an authority, the newest first."""
    columns: tuple[Any, ...] = (
        *(col(ApiToken.id), col(ApiToken.name), func.coalesce(col(Person.name), ""), col(ApiToken.scopes), col(ApiToken.created_at)),
        *(col(ApiToken.expires_at), col(ApiToken.last_used_at), col(ApiToken.revoked_at)),
    )
    query = select(*columns).outerjoin(Person, col(Person.id) == col(ApiToken.person_id)).where(col(ApiToken.authority_id) == authority_id)
    return [TokenLine(*row) for row in await session.execute(query.order_by(col(ApiToken.created_at).desc(), col(ApiToken.id)).limit(200))]


async def recognise(sessions: async_sessionmaker[AsyncSession], now: datetime, header: str | None) -> Bearer:
    """Find out whose program asks, and count the request, which stays counted whatever becomes of it.

    Raises NotRecognised("token-missing", "token-unknown", "token-expired", "token-revoked"), NotPermitted("token-without-mandate")
    and TooMany("api-too-often").
    """
    kind, _, secret = (header or "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise NotRecognised("token-missing")
    async with transaction(sessions) as session:
        known = select(ApiToken).join(Person, col(Person.id) == col(ApiToken.person_id)).where(col(Person.disabled_at).is_(None))
        row = (await session.execute(known.where(col(ApiToken.digest) == digest(secret.strip())))).scalar()
        if row is None:
            raise NotRecognised("token-unknown")
        if row.revoked_at is not None:
            raise NotRecognised("token-revoked")
        if row.expires_at <= now:
            raise NotRecognised("token-expired")
        actor = await actor_of(session, row.person_id, now)
    held = frozenset(one for one in actor.mandates if one.authority_id == row.authority_id)
    if not held:
        raise NotPermitted("token-without-mandate")
    async with transaction(sessions) as session:
        rarely = or_(col(ApiToken.last_used_at).is_(None), col(ApiToken.last_used_at) < now - timedelta(minutes=1))
        await session.execute(update(ApiToken).where(col(ApiToken.id) == row.id, rarely).values(last_used_at=now))
    await _count(sessions, now, row.id)
    return Bearer(row.id, row.authority_id, Actor(row.person_id, held), frozenset(row.scopes))


async def _count(sessions: async_sessionmaker[AsyncSession], now: datetime, token_id: UUID) -> None:
    limit = Limit(f"api:{token_id}", REQUESTS_A_MINUTE, "api-too-often")
    async with sessions() as session, session.begin():
        await count_tries(session, now, [limit], seconds=60)
