"""What stands at the top of every page of a consultation, and what is counted over all its comments."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from dialog_tracker.comments.queries import PlaceCounts, Totals, counts_by_unit, totals_of
from dialog_tracker.consultations.queries import FACTS, Facts, facts_from
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.naming import name_for
from dialog_tracker.directory.tables import Authority
from dialog_tracker.documents.tables import Act, ActAttachment, StoredFile, Version
from dialog_tracker.domain.consultation import Phase, Stage, Venue
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.policy import Actor, Permission, allows
from dialog_tracker.domain.script import Face
from dialog_tracker.responses.queries import (
    AnswerState,
    answer_state,
)
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the top of every page of a consultation."""

    id: UUID
    reference: str
    title: str
    act_kind: str
    authority: str
    authority_id: UUID
    case_number: str
    procedure_key: str
    phase: Phase
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    version_id: UUID
    articles: int
    source_sha256: str
    source_name: str
    source_size: int
    source_type: str
    script: str
    language: str
    versions: int
    version_at: datetime
    summary: str
    coordinator: str
    email: str
    postal_address: str
    portal_url: str
    withdrawn_reason: str
    other_rounds: bool
    public_files: bool


_OTHER = aliased(Version)
_PUBLIC_VERSIONS = (
    select(func.count()).where(col(_OTHER.act_id) == col(Consultation.act_id), col(_OTHER.frozen_at).is_not(None)).scalar_subquery()
)


_ROUND = aliased(Consultation)
_OTHER_ROUNDS = (
    select(col(_ROUND.id))
    .where(
        col(_ROUND.act_id) == col(Consultation.act_id),
        col(_ROUND.id) != col(Consultation.id),
        col(_ROUND.stage) != Stage.DRAFT,
        col(_ROUND.published_at).is_not(None),
    )
    .exists()
)
_PUBLIC_FILES = (
    select(col(ActAttachment.id)).where(col(ActAttachment.act_id) == col(Consultation.act_id), col(ActAttachment.public)).exists()
)


def _head(*, face: Face) -> Any:
    columns: tuple[Any, ...] = (
        *FACTS,
        col(Act.title_latn if face.latin else Act.title).label("title"),
        name_for(face, Authority).label("authority"),
        col(Act.case_number),
        col(Version.articles),
        col(Version.source_sha256),
        col(Version.source_name),
        col(StoredFile.size).label("source_size"),
        col(StoredFile.media_type).label("source_type"),
        col(Version.script),
        col(Version.language),
        _PUBLIC_VERSIONS.label("versions"),
        col(Version.created_at).label("version_at"),
        col(Consultation.summary_latn if face.latin else Consultation.summary).label("summary"),
        col(Consultation.coordinator_latn if face.latin else Consultation.coordinator).label("coordinator"),
        col(Consultation.email),
        col(Consultation.postal_address_latn if face.latin else Consultation.postal_address).label("postal_address"),
        col(Consultation.portal_url),
        col(Consultation.withdrawn_reason),
        # Most acts have neither: what is not there need not be asked for.
        _OTHER_ROUNDS.label("other_rounds"),
        _PUBLIC_FILES.label("public_files"),
    )
    return (
        select(*columns)
        .select_from(Consultation)
        .join(Act, col(Act.id) == col(Consultation.act_id))
        .join(Authority, col(Authority.id) == col(Consultation.authority_id))
        .join(Version, col(Version.id) == col(Consultation.version_id))
        .join(StoredFile, col(StoredFile.sha256) == col(Version.source_sha256))
        .where(col(Consultation.reference) == bindparam("reference"), col(Consultation.venue) == Venue.HERE)
    )


_HEAD = {face: _head(face=face) for face in Face}
_SHOWN = tuple(field.name for field in fields(Head))


async def head_of(session: Reader, actor: Actor, reference: str, now: datetime, *, face: Face) -> tuple[Facts, Head]:
    """Read the facts and the head of a consultation in one query; what the actor may not know of is not found."""
    row = (await session.execute(_HEAD[face], {"reference": reference})).first()
    if row is None:
        raise NotFound("consultation-unknown")
    facts = facts_from(row, now)
    if not allows(Permission.CONSULTATION_READ, actor, facts.policy):
        raise NotFound("consultation-unknown")
    shown: dict[str, Any] = {**row._mapping, "id": facts.id, "phase": facts.phase}  # noqa: SLF001  (a row's public name for its columns)
    return facts, Head(**{name: shown[name] for name in _SHOWN})


@dataclass(frozen=True, slots=True)
class Tallies:
    """What is counted over all comments of a consultation."""

    totals: Totals
    by_unit: Mapping[str, PlaceCounts]
    answers: AnswerState


_KEPT: OrderedDict[Any, Tallies] = OrderedDict()
_MOST_KEPT = 512


async def tallies_of(session: Reader, facts: Facts) -> Tallies:
    """Count a consultation's comments, or give what was counted under the same stamp.

    The stamp comes from the database with every request, so that a figure is never older than the page it stands on.
    """
    key = (facts.id, facts.stamp, facts.window.closes_at)
    known = _KEPT.get(key)
    if known is None:
        by_unit = await counts_by_unit(session, facts.id, facts.version_id)
        known = Tallies(await totals_of(session, facts.id), by_unit, await answer_state(session, facts.id))
        _KEPT[key] = known
        if len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return known
