"""Merging organisations that are one, and taking it back: nothing is re-pointed, so undoing leaves no trace but the ledger's."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.directory.actions import survivor_of
from dialog_tracker.directory.tables import Organisation, OrganisationApart
from dialog_tracker.domain.errors import Conflict, NotFound
from dialog_tracker.domain.namesakes import proposals
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.transaction import Reader

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Side:
    """One of two organisations that may be one."""

    id: UUID
    name: str
    kind: SubmitterKind
    seat: str
    register_number: str
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two organisations that may be one, with how alike their names are; the one that is checked or older stands first."""

    one: Side
    other: Side
    share: float


async def merge_proposals(session: Reader, *, latin: bool) -> tuple[list[Proposal], int]:
    """Propose what may be one, the most alike first, and count the proposals; pairs that somebody found to be two are left out."""
    columns = (Organisation.id, Organisation.name, Organisation.name_latn, Organisation.kind, Organisation.seat)
    more = (Organisation.register_number, Organisation.verified_at, Organisation.created_at)
    query = select(*map(col, columns), *map(col, more)).where(
        col(Organisation.merged_into).is_(None), col(Organisation.kind) != SubmitterKind.INDIVIDUAL
    )
    rows = (await session.execute(query.order_by(col(Organisation.verified_at).nulls_last(), col(Organisation.created_at)))).all()
    parted = {(one, other) for one, other in await session.execute(select(col(OrganisationApart.one_id), col(OrganisationApart.other_id)))}
    pairs = proposals({row.id: row.name for row in rows}, {row.id: row.register_number for row in rows})
    pairs = [pair for pair in pairs if _ordered(pair.one, pair.other) not in parted]
    sides = {
        row.id: Side(row.id, row.name_latn if latin else row.name, SubmitterKind(row.kind), row.seat, row.register_number, row.verified_at)
        for row in rows
    }
    return [Proposal(sides[pair.one], sides[pair.other], pair.share) for pair in pairs[:SHOWN]], len(pairs)


def _ordered(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    return (one, other) if one < other else (other, one)


async def merge(session: AsyncSession, actor: Actor, now: datetime, gone_id: UUID, survivor_id: UUID) -> None:
    """Let an organisation lead to another from now on.

    Raises NotFound("organisation-unknown"), Conflict("merge-with-itself") and Conflict("organisation-merged-before").
    """
    require(Permission.ORGANISATION_MERGE, actor)
    if gone_id == survivor_id:
        raise Conflict("merge-with-itself")
    query = select(col(Organisation.id), col(Organisation.merged_into)).where(col(Organisation.id).in_([gone_id, survivor_id]))
    found = {row.id: row.merged_into for row in await session.execute(query.order_by(col(Organisation.id)).with_for_update())}
    if len(found) < 2:
        raise NotFound("organisation-unknown")
    if any(found.values()) or await survivor_of(session, survivor_id) == gone_id:
        raise Conflict("organisation-merged-before")
    await session.execute(update(Organisation).where(col(Organisation.id) == gone_id).values(merged_into=survivor_id))
    await _told(session, actor, now, "organisation-merged", gone_id, survivor_id)


async def unmerge(session: AsyncSession, actor: Actor, now: datetime, organisation_id: UUID) -> None:
    """Take a merging back; raises Conflict("organisation-not-merged")."""
    require(Permission.ORGANISATION_MERGE, actor)
    query = select(col(Organisation.merged_into)).where(col(Organisation.id) == organisation_id).with_for_update()
    survivor_id = await session.scalar(query)
    if survivor_id is None:
        raise Conflict("organisation-not-merged")
    await session.execute(update(Organisation).where(col(Organisation.id) == organisation_id).values(merged_into=None))
    await _told(session, actor, now, "organisation-unmerged", organisation_id, survivor_id)


async def keep_apart(session: AsyncSession, actor: Actor, now: datetime, one_id: UUID, other_id: UUID) -> None:
    """Note that two organisations are two, so that they are not proposed again; raises Conflict("merge-with-itself")."""
    require(Permission.ORGANISATION_MERGE, actor)
    if one_id == other_id:
        raise Conflict("merge-with-itself")
    one, other = _ordered(one_id, other_id)
    made = upsert(OrganisationApart).values(one_id=one, other_id=other, decided_by=actor.person_id, decided_at=now)
    await session.execute(made.on_conflict_do_nothing())
    await _told(session, actor, now, "organisations-apart", one, other)


async def _told(session: AsyncSession, actor: Actor, now: datetime, act: str, one: UUID, other: UUID) -> None:
    facts = {"other": str(other)}
    await record(session, at=now, actor_id=actor.person_id, act=act, subject_kind="organisation", subject_id=one, **facts)
