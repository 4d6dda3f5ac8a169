"""Reading baskets: the comments that somebody wrote and has not sent yet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import col

from dialog_tracker.accounts.tables import Person
from dialog_tracker.comments.tables import BasketItem
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.documents.tables import Provision
from dialog_tracker.domain.policy import Actor
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class BasketLine:
    """A comment in a basket; `organisation_id` where it lies in a common one, `writer` who wrote it last, `saved_by` the form that did."""

    id: UUID
    kind: str
    target: str
    anchor: str
    place: str
    proposed: str
    reasons: str
    quote: str
    weight: str
    saved_at: datetime
    organisation_id: UUID | None
    writer: str
    is_own: bool
    saved_by: str


def in_reach(actor: Actor) -> Any:
    """Choose what lies in the actor's own basket and in those that the actor's organisations fill together."""
    own = col(BasketItem.organisation_id).is_(None) & (col(BasketItem.person_id) == actor.person_id)
    return or_(own, col(BasketItem.organisation_id).in_(actor.organisation_ids))


async def basket_of(session: Reader, actor: Actor, consultation_id: UUID, *, latin: bool) -> list[BasketLine]:
    """Read the own basket and the common ones in the order in which they were filled."""
    place = Provision.place_latn if latin else Provision.place
    version = select(col(Consultation.version_id)).where(col(Consultation.id) == consultation_id).scalar_subquery()
    here = (col(Provision.version_id) == version) & (col(Provision.anchor) == col(BasketItem.anchor))
    texts = (col(BasketItem.proposed), col(BasketItem.reasons), col(BasketItem.quote), col(BasketItem.weight), col(BasketItem.saved_at))
    whose = (
        col(BasketItem.organisation_id),
        col(Person.name),
        col(BasketItem.person_id) == actor.person_id,
        col(BasketItem.idempotency_key),
    )
    columns: tuple[Any, ...] = (
        col(BasketItem.id),
        col(BasketItem.kind),
        col(BasketItem.target),
        col(BasketItem.anchor),
        func.coalesce(col(place), ""),
        *texts,
        *whose,
    )
    query = select(*columns).join(Person, col(Person.id) == col(BasketItem.person_id)).outerjoin(Provision, here)
    query = query.where(in_reach(actor), col(BasketItem.consultation_id) == consultation_id).order_by(col(BasketItem.id))
    return [BasketLine(*row) for row in (await session.execute(query)).all()]


async def basket_size(session: Reader, actor: Actor, consultation_id: UUID) -> int:
    """Count the comments in the own basket and in the common ones."""
    mine = in_reach(actor), col(BasketItem.consultation_id) == consultation_id
    return await session.scalar(select(func.count()).select_from(BasketItem).where(*mine)) or 0


@dataclass(frozen=True, slots=True)
class BasketSummary:
    """A basket that waits to be sent, with the consultation it is for."""

    reference: str
    count: int
    closes_at: datetime


async def baskets_of(session: Reader, actor: Actor) -> list[BasketSummary]:
    """List the baskets of a person, with what lies in common ones."""
    columns = (col(Consultation.reference), func.count(col(BasketItem.id)), col(Consultation.closes_at))
    query = select(*columns).join(Consultation, col(Consultation.id) == col(BasketItem.consultation_id)).where(in_reach(actor))
    grouped = query.group_by(col(Consultation.reference), col(Consultation.closes_at)).order_by(col(Consultation.closes_at))
    return [BasketSummary(*row) for row in (await session.execute(grouped)).all()]
