"""The public change feed: the ledger as everybody may read it, by sequence number, for those who keep a copy.

A sequence number is not the order of commits, so only rows are read below which every writer has finished: what a reader has
seen up to a number never grows behind its back. Of a page of the ledger the subjects are looked up kind by kind, and what is not
public by now is left out; what was public and is gone is told as gone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, null, select, text
from sqlmodel import col

from dialog_tracker.activities.register import in_public
from dialog_tracker.activities.tables import Activity, Programme
from dialog_tracker.comments.tables import Submission
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.tables import Authority, Organisation
from dialog_tracker.documents.tables import Act, Version
from dialog_tracker.domain.errors import Conflict
from dialog_tracker.domain.public_change import GONE, PUBLIC_ACTS, Kind
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.opendata.records import PUBLIC
from dialog_tracker.storage.transaction import Reader
from dialog_tracker.workgroups.tables import WorkingGroup

_KINDS = tuple(kind.value for kind in Kind)


@dataclass(frozen=True, slots=True)
class Change:
    """Something public that changed: what, of which kind, by which reference; whose it is, where that is known."""

    sequence: int
    at: datetime
    change: str
    kind: Kind
    reference: str
    authority_id: UUID | None


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of the feed: `position` is where to go on, `more` says that there is more already."""

    rows: Sequence[Change]
    position: int
    more: bool


async def changes(session: Reader, after: int, limit: int) -> Changes:
    """Read what changed after a position."""
    columns: tuple[Any, ...] = (LedgerEntry.sequence, LedgerEntry.at, LedgerEntry.act, LedgerEntry.subject_kind, LedgerEntry.subject_id)
    finished = text("transaction_id < pg_snapshot_xmin(pg_current_snapshot())")
    public = (col(LedgerEntry.act).in_(PUBLIC_ACTS), col(LedgerEntry.subject_kind).in_(_KINDS))
    query = select(*map(col, columns)).where(col(LedgerEntry.sequence) > after, *public, finished)
    rows = (await session.execute(query.order_by(col(LedgerEntry.sequence)).limit(limit + 1))).all()
    shown = rows[:limit]
    known = {kind: await _public(session, kind, {r.subject_id for r in shown if r.subject_kind == kind}) for kind in Kind}
    gone = await _gone(session, {row.subject_id for row in shown if row.act in GONE})
    told = ((row, (gone if row.act in GONE else known[Kind(row.subject_kind)]).get(row.subject_id)) for row in shown)
    found = [Change(row.sequence, row.at, PUBLIC_ACTS[row.act], Kind(row.subject_kind), *named) for row, named in told if named]
    return Changes(found, shown[-1].sequence if shown else after, len(rows) > limit)


async def newest_position(session: Reader) -> int:
    """Give the sequence number of the newest entry, from which a follower may begin."""
    return (await session.execute(select(func.coalesce(func.max(LedgerEntry.sequence), 0)))).scalar_one()


async def check_reached(session: Reader, position: int) -> None:
    """Refuse a position that the ledger never reached; raises Conflict("position-ahead")."""
    if position > await newest_position(session):
        raise Conflict("position-ahead", field="after")


async def _public(session: Reader, kind: Kind, ids: set[UUID]) -> Mapping[UUID, tuple[str, UUID | None]]:
    """Give the references of those that are public, each with its authority."""
    if not ids:
        return {}
    query = _QUERIES[kind]
    own = query.selected_columns[0]
    return {row[0]: (str(row[1]), row[2]) for row in await session.execute(query.where(own.in_(list(ids))))}


async def _gone(session: Reader, ids: set[UUID]) -> Mapping[UUID, tuple[str, UUID | None]]:
    """Give the references of what is not public any more; an activity may have left no row behind."""
    if not ids:
        return {}
    slugs = select(col(Programme.id), col(Programme.slug)).where(col(Programme.id).in_(list(ids)))
    return {one: (str(one), None) for one in ids} | {row[0]: (row[1], None) for row in await session.execute(slugs)}


def _queries() -> Mapping[Kind, Any]:
    consultation = select(col(Consultation.id), col(Consultation.reference), col(Consultation.authority_id)).where(PUBLIC)
    of_submission = select(col(Submission.id), col(Submission.number), col(Consultation.authority_id))
    submission = of_submission.join(Consultation, col(Consultation.id) == col(Submission.consultation_id)).where(PUBLIC)
    newest = select(func.max(Consultation.reference)).where(
        col(Consultation.act_id) == col(Act.id), PUBLIC, col(Consultation.venue) == "here"
    )
    held = newest.correlate(Act).scalar_subquery()
    version = select(col(Version.id), func.concat(held, "/", col(Version.number)), col(Act.authority_id))
    version = version.join(Act, col(Act.id) == col(Version.act_id)).where(col(Version.frozen_at).is_not(None), held.is_not(None))
    shown = select(col(Consultation.id)).where(col(Consultation.act_id) == col(Act.id), PUBLIC).correlate(Act).exists()
    group: Any = select(col(WorkingGroup.id), col(WorkingGroup.id).label("reference"), col(WorkingGroup.authority_id))
    organisation: Any = select(col(Organisation.id), col(Organisation.id).label("reference"), null().label("whose"))
    programme = select(col(Programme.id), col(Programme.slug), col(Programme.authority_id))
    return {
        Kind.CONSULTATION: consultation,
        Kind.SUBMISSION: submission,
        Kind.VERSION: version,
        Kind.ACT: select(col(Act.id), col(Act.id).label("reference"), col(Act.authority_id)).where(shown),
        Kind.ACTIVITY: select(col(Activity.id), col(Activity.id).label("reference"), col(Activity.authority_id)).where(*in_public()),
        Kind.PROGRAMME: programme.where(col(Programme.published_at).is_not(None)),
        Kind.WORKING_GROUP: group.where(col(WorkingGroup.published_at).is_not(None)),
        Kind.ORGANISATION: organisation.where(col(Organisation.kind) != SubmitterKind.INDIVIDUAL),
        Kind.AUTHORITY: select(col(Authority.id), col(Authority.id).label("reference"), col(Authority.id).label("whose")),
    }


_QUERIES = _queries()
