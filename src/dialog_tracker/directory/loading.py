"""Entering the packaged territories and bodies; loading them again enters what is new and leaves what an installation changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import case, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.directory.actions import new_authority
from dialog_tracker.directory.packaged import PackagedBody, bodies, territories
from dialog_tracker.directory.tables import Authority, Territory
from dialog_tracker.domain.body import BodyKind
from dialog_tracker.domain.script import fold
from dialog_tracker.domain.territory import Sense, units
from dialog_tracker.ledger.actions import record, record_all

# The directory as a whole, as a subject of the ledger.
DIRECTORY = uuid5(NAMESPACE_URL, "dialog-tracker:directory")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded: how many territories, units in both senses, and bodies entered, recognised by name, and there before."""

    territories: int
    usual: int
    by_law: int
    entered: int
    recognised: int
    known: int


async def load_directory(session: AsyncSession, now: datetime, by: UUID | None = None) -> Loaded:
    """Enter territories and bodies; a body that stands under the same name already is recognised and not doubled."""
    await _load_territories(session)
    keys = set(await session.scalars(select(col(Authority.packaged_key)).where(col(Authority.packaged_key).is_not(None))))
    fresh = [body for body in bodies() if body.key not in keys]
    named = await _by_name(session, fresh)
    for body in fresh:
        if (known := named.get(fold(body.name))) is not None:
            await session.execute(update(Authority).where(col(Authority.id) == known).values(_recognised(body)))
    rows = [new_authority(now, name=body.name, kind=body.kind, level=body.level, **_more(body)) for body in fresh]
    rows = [row for row in rows if row["name_fold"] not in named]
    if rows:
        await session.execute(insert(Authority), rows)
    entered: list[tuple[UUID, dict[str, object]]] = [(row["id"], {"packaged": row["packaged_key"]}) for row in rows]
    await record_all(session, at=now, actor_id=by, act="authority-entered", subject_kind="authority", entries=entered)
    listed = territories()
    counts = (len(units(listed, Sense.USUAL)), len(units(listed, Sense.BY_LAW)), len(rows), len(named), len(keys))
    if fresh:
        facts = {"entered": len(rows), "recognised": len(named)}
        await record(session, at=now, actor_id=by, act="directory-loaded", subject_kind="installation", subject_id=DIRECTORY, **facts)
    return Loaded(len(listed), *counts)


async def _load_territories(session: AsyncSession) -> None:
    """Territories are facts of the program, and follow it; what holds another is written before it."""
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "name_latn": one.name_latn,
            "name_en": one.name_en,
            "name_fold": fold(one.name),
            "kind": one.kind,
            "within": one.within or None,
            "province": one.province or None,
            "usual": one.usual,
            "by_law": one.by_law,
        }
        for one in territories()
    ]
    made = upsert(Territory).values(rows)
    kept = {name: made.excluded[name] for name in rows[0] if name != "code"}
    await session.execute(made.on_conflict_do_update(index_elements=["code"], set_=kept))


async def _by_name(session: AsyncSession, wanted: list[PackagedBody]) -> dict[str, UUID]:
    """Find bodies that an installation entered by itself, the earliest of a name."""
    columns = (col(Authority.name_fold), col(Authority.id))
    query = select(*columns).where(col(Authority.packaged_key).is_(None), col(Authority.name_fold).in_([fold(one.name) for one in wanted]))
    rows = await session.execute(query.order_by(col(Authority.created_at).desc(), col(Authority.id).desc()))
    return {row.name_fold: row.id for row in rows}


def _more(body: PackagedBody) -> dict[str, Any]:
    return {"name_en": body.name_en, "territory_code": body.territory or None, "packaged_key": body.key}


def _recognised(body: PackagedBody) -> dict[str, Any]:
    """Add what is empty; what an installation wrote stays."""
    return {
        "packaged_key": body.key,
        "territory_code": func.coalesce(col(Authority.territory_code), body.territory or None),
        "name_en": case((col(Authority.name_en) == "", body.name_en), else_=col(Authority.name_en)),
        "kind": case((col(Authority.kind) == BodyKind.OTHER, body.kind.value), else_=col(Authority.kind)),
    }
