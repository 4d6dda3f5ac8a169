"""Reading a version's text: whole, one unit, or only its outline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from dialog_tracker.documents.tables import Act, Provision, Version
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class ProvisionLine:
    """One provision as it is shown, in the reader's script."""

    anchor: str
    parent_anchor: str | None
    unit_anchor: str
    depth: int
    position: int
    kind: str
    label: str
    heading: str | None
    words: str


def _line(*, latin: bool) -> tuple[Any, ...]:
    return (
        col(Provision.anchor),
        col(Provision.parent_anchor),
        col(Provision.unit_anchor),
        col(Provision.depth),
        col(Provision.position),
        col(Provision.kind),
        col(Provision.label_latn if latin else Provision.label),
        col(Provision.heading_latn if latin else Provision.heading),
        col(Provision.words_latn if latin else Provision.words),
    )


async def text_of(session: Reader, version_id: UUID, *, latin: bool) -> list[ProvisionLine]:
    """Read a whole text in its order."""
    query = select(*_line(latin=latin)).where(col(Provision.version_id) == version_id).order_by(col(Provision.position))
    return [ProvisionLine(*row) for row in await session.execute(query)]


async def unit_of(session: Reader, version_id: UUID, anchor: str, *, latin: bool) -> list[ProvisionLine]:
    """Read the unit (an article, as a rule) that an anchor belongs to; empty for an unknown anchor."""
    unit = (
        select(col(Provision.unit_anchor)).where(col(Provision.version_id) == version_id, col(Provision.anchor) == anchor).scalar_subquery()
    )
    query = (
        select(*_line(latin=latin))
        .where(col(Provision.version_id) == version_id, col(Provision.unit_anchor) == unit)
        .order_by(col(Provision.position))
    )
    return [ProvisionLine(*row) for row in await session.execute(query)]


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place of a text as it is printed, and where in the text it stands."""

    anchor: str
    place: str
    place_latn: str
    position: int


async def places(session: Reader, version_id: UUID, anchors: Sequence[str]) -> dict[str, PlaceLine]:
    """Read the places behind anchors; those that the text does not have are missing."""
    columns = (col(Provision.anchor), col(Provision.place), col(Provision.place_latn), col(Provision.position))
    query = select(*columns).where(col(Provision.version_id) == version_id, col(Provision.anchor).in_(anchors))
    return {row.anchor: PlaceLine(*row) for row in await session.execute(query)}


async def counts_by_kind(session: Reader, version_id: UUID) -> dict[str, int]:
    """Count the provisions of each kind."""
    query = select(col(Provision.kind), func.count()).where(col(Provision.version_id) == version_id).group_by(col(Provision.kind))
    return {kind: count for kind, count in await session.execute(query)}  # noqa: C416  (rows are not pairs to the type checker)


@dataclass(frozen=True, slots=True)
class VersionCard:
    """A version with the act that it belongs to."""

    id: UUID
    act_id: UUID
    authority_id: UUID
    title: str
    kind: str
    case_number: str
    articles: int
    frozen: bool


async def version_card(session: Reader, version_id: UUID, *, latin: bool) -> VersionCard:
    """Read a version; raises NotFound("version-unknown")."""
    act = (col(Act.authority_id), col(Act.title_latn if latin else Act.title), col(Act.kind), col(Act.case_number))
    columns = (col(Version.id), col(Version.act_id), *act, col(Version.articles), col(Version.frozen_at).is_not(None))
    row = (
        await session.execute(select(*columns).join(Act, col(Act.id) == col(Version.act_id)).where(col(Version.id) == version_id))
    ).first()
    if row is None:
        raise NotFound("version-unknown")
    return VersionCard(*row)
