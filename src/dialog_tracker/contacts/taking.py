"""Taking a list into the directory as it was decided; what is refused or waits stays with the list, with its words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.contacts.actions import ZONE, ContactDraft, enter_contact
from dialog_tracker.contacts.fates import (
    KnownAuthorities,
    Plan,
    differences,
    fills,
    known_authorities,
    known_organisations,
    places_and_areas,
    plan_of,
    same_organisations,
)
from dialog_tracker.contacts.keeping import KeptList, RowFate, counted, finish_list, told_of_list
from dialog_tracker.contacts.tables import ContactPoint
from dialog_tracker.directory.actions import add_authority, new_organisation
from dialog_tracker.directory.tables import Organisation, OrganisationArea
from dialog_tracker.domain.body import kind_by_name, level_by_name
from dialog_tracker.domain.directory_columns import ListKind
from dialog_tracker.domain.directory_rows import (
    ContactRow,
    Fate,
    OrganisationRow,
)
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.script import fold
from dialog_tracker.domain.territory import bare_name
from dialog_tracker.ledger.actions import record, record_all


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a list: the fate of every row, and how much was entered."""

    fates: tuple[RowFate, ...]
    authorities: int
    contact_points: int
    organisations: int
    changed: int


class Decision(StrEnum):
    """What is decided of a row that may name a known authority."""

    KNOWN = "known"
    NEW = "new"
    HOLD = "hold"


async def take_list(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    file: KeptList,
    decided: Mapping[str, str],
    *,
    others: str = Decision.HOLD,
    verified: bool = False,
) -> Taken:
    """Take a list in; raises Conflict("list-taken-before"). Rows that may be known ones and are not decided stay with the list."""
    require(Permission.DIRECTORY_IMPORT, actor)
    day = now.astimezone(ZONE).date()
    plan = await plan_of(session, file, day)
    if file.kind is ListKind.CONTACT_POINTS:
        taken = await _take_contacts(session, actor, now, plan, await known_authorities(session, day), decided, others)
    else:
        taken = await _take_organisations(session, actor, now, plan, verified=verified)
    await finish_list(session, file.id, now, "taken", [one for one in taken.fates if _stays(file.kind, one)])
    counts = {fate.value: count for fate, count in counted(taken.fates).items()}
    await told_of_list(session, actor, now, "list-taken", file.id, **counts)
    return taken


def _stays(kind: ListKind, one: RowFate) -> bool:
    """Keep with a list what did not come in whole: refused rows, those that wait, and areas of work that are not known."""
    return one.fate is Fate.REFUSED or (one.fate is Fate.PROPOSED if kind is ListKind.CONTACT_POINTS else bool(one.beside))


async def _take_contacts(
    session: AsyncSession, actor: Actor, now: datetime, plan: Plan, known: KnownAuthorities, decided: Mapping[str, str], others: str
) -> Taken:
    entered: dict[str, UUID] = {}
    fates: list[RowFate] = []
    people = changed = 0
    for fate, row in zip(plan.fates, plan.rows, strict=True):
        settled = _settled(fate, decided.get(fate.key, others)) if fate.fate is Fate.PROPOSED else fate
        fates.append(settled)
        if settled.fate in (Fate.REFUSED, Fate.PROPOSED, Fate.KNOWN):
            continue
        authority_id = UUID(settled.near_id) if settled.near_id else entered.get(fold(row.authority))
        if authority_id is None:
            authority_id = entered[fold(row.authority)] = await _enter_authority(session, now, row, actor.person_id)
        person = known.people.get(authority_id, {}).get(fold(row.name))
        if person is not None:
            changed += await _change(session, actor, now, person, row)
        elif row.name:
            await enter_contact(session, actor, now, authority_id, _draft(row), f"{now.isoformat()} {settled.key} {people}")
            people += 1
    return Taken(tuple(fates), len(entered), people, 0, changed)


def _settled(fate: RowFate, decision: str) -> RowFate:
    """A row that may name a known authority is that one, or names a new one, or waits."""
    if decision == Decision.KNOWN:
        return replace(fate, fate=Fate.NEW)
    return replace(fate, fate=Fate.NEW, near="", near_id="") if decision == Decision.NEW else fate


async def _enter_authority(session: AsyncSession, now: datetime, row: ContactRow, by: UUID | None) -> UUID:
    level = row.level or level_by_name(row.authority)
    return await add_authority(session, now, name=row.authority, kind=kind_by_name(row.authority), level=level, by=by)


def _draft(row: ContactRow) -> ContactDraft:
    texts = (row.name, row.function, row.email, row.telephone)
    return ContactDraft(row.duty, *texts, row.begins_on, row.last_on, row.decision)


async def _change(session: AsyncSession, actor: Actor, now: datetime, person: Any, row: ContactRow) -> int:
    said = differences(row, person)
    if not said:
        return 0
    await session.execute(update(ContactPoint).where(col(ContactPoint.id) == person.id).values(**said, changed_at=now))
    await record(session, at=now, actor_id=actor.person_id, act="contact-changed", subject_kind="contact", subject_id=person.id, list=True)
    return 1


async def _take_organisations(session: AsyncSession, actor: Actor, now: datetime, plan: Plan, *, verified: bool) -> Taken:
    read = {at: row for at, row in enumerate(plan.rows) if isinstance(row, OrganisationRow)}
    same = same_organisations(await known_organisations(session), read)
    territories, areas = await places_and_areas(session)
    mark = {"verified_at": now, "verified_by": actor.person_id} if verified else {"verified_at": None, "verified_by": None}
    rows: list[dict[str, Any]] = []
    worked: list[tuple[UUID, tuple[str, ...]]] = []
    changed = 0
    for at, row in read.items():
        keys = tuple(dict.fromkeys(areas[fold(word)] for word in row.areas if fold(word) in areas))
        if at not in same:
            made = new_organisation(now, row.name, row.kind, actor.person_id)
            made |= {name: getattr(row, name) for name in ("register_number", "tax_number", "seat", "website")}
            rows.append(made | mark | {"territory_code": territories.get(bare_name(row.seat))})
            worked.append((made["id"], keys))
        elif plan.fates[at].fate is Fate.CHANGED:
            await session.execute(update(Organisation).where(col(Organisation.id) == same[at].id).values(**fills(row, same[at])))
            changed += 1
    if rows:
        await session.execute(insert(Organisation), rows)
    links = [{"organisation_id": one, "area_key": key} for one, keys in worked for key in keys]
    if links:
        await session.execute(insert(OrganisationArea), links)
    entries: list[tuple[UUID, dict[str, object]]] = [(row["id"], {"list": True}) for row in rows]
    by = actor.person_id
    await record_all(session, at=now, actor_id=by, act="organisation-entered", subject_kind="organisation", entries=entries)
    return Taken(plan.fates, 0, 0, len(rows), changed)
