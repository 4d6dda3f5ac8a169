"""Which addresses a search engine should know: every public page, in files of at most 50,000 addresses, found by the key of their first row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, null, select
from sqlmodel import col

from dialog_tracker.activities.register import in_public
from dialog_tracker.activities.tables import Activity, Programme
from dialog_tracker.comments.tables import Submission
from dialog_tracker.consultations.queries import REPORTED
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.tables import Authority, Organisation
from dialog_tracker.documents.tables import Act, Provision
from dialog_tracker.domain.consultation import Venue
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.opendata.records import PUBLIC
from dialog_tracker.storage.transaction import Reader
from dialog_tracker.workgroups.tables import WorkingGroup

MOST = 50_000  # addresses a file, by the protocol of sitemaps
STANDING = ("/", "/c", "/c?phase=closed", "/overview", "/plan", "/planner", "/programmes", "/activities", "/working-groups", "/directory")
MORE_STANDING = ("/directory/authorities", "/directory/organisations", "/directory/contact-points", "/follow", "/data", "/api")


@dataclass(frozen=True, slots=True)
class Address:
    """A path and when what stands there last changed, where that is known."""

    path: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of pages: what is read (id, name, time, more), and the paths that each row gives."""

    query: Any
    paths: Callable[[Any], Sequence[str]]
    rows: int = MOST


def _of_consultation(row: Any) -> Sequence[str]:
    inside = [f"/c/{row.name}/{part}" for part in ("text", "comments", "versions")] if row.here else []
    return [f"/c/{row.name}", *inside, *([f"/c/{row.name}/report"] if row.here and row.reported else [])]


def _kinds() -> dict[str, Kind]:
    name, at = "name", "at"
    here = (col(Consultation.venue) == Venue.HERE).label("here")
    consultation: Any = select(
        col(Consultation.id),
        col(Consultation.reference).label(name),
        col(Consultation.changed_at).label(at),
        here,
        REPORTED.label("reported"),
    ).where(PUBLIC)
    article = (
        select(col(Provision.id), func.concat(col(Consultation.reference), "/text/", col(Provision.anchor)).label(name), null().label(at))
        .join(Consultation, col(Consultation.version_id) == col(Provision.version_id))
        .where(PUBLIC, col(Provision.anchor) == col(Provision.unit_anchor))
    )
    sent: Any = select(col(Submission.id), col(Submission.number).label(name), col(Submission.published_at).label(at))
    sent = sent.join(Consultation, col(Consultation.id) == col(Submission.consultation_id)).where(
        PUBLIC, col(Submission.withdrawn_at).is_(None)
    )
    shown = select(col(Consultation.id)).where(col(Consultation.act_id) == col(Act.id), PUBLIC).correlate(Act).exists()
    organisation = _plain(Organisation).where(col(Organisation.kind) != SubmitterKind.INDIVIDUAL, col(Organisation.merged_into).is_(None))
    programme: Any = select(col(Programme.id), col(Programme.slug).label(name), col(Programme.published_at).label(at))
    return {
        "consultations": Kind(consultation, _of_consultation, MOST // 5),
        "articles": Kind(article, lambda row: [f"/c/{row.name}"]),
        "submissions": Kind(sent, lambda row: [f"/k/{row.name}"]),
        "acts": Kind(_plain(Act).where(shown), lambda row: [f"/acts/{row.id}"]),
        "authorities": Kind(_plain(Authority), lambda row: [f"/directory/authorities/{row.id}"]),
        "organisations": Kind(organisation, lambda row: [f"/directory/organisations/{row.id}"]),
        "activities": Kind(_plain(Activity).where(*in_public()), lambda row: [f"/activities/{row.id}"]),
        "programmes": Kind(programme.where(col(Programme.published_at).is_not(None)), lambda row: [f"/programmes/{row.name}"]),
        "working-groups": Kind(
            _plain(WorkingGroup).where(col(WorkingGroup.published_at).is_not(None)), lambda row: [f"/working-groups/{row.id}"]
        ),
    }


def _plain(table: Any) -> Any:
    return select(col(table.id), null().label("name"), null().label("at"))


KINDS = _kinds()


async def files(session: Reader) -> list[tuple[str, UUID]]:
    """List the files: the kind of each and the id of its first row."""
    found: list[tuple[str, UUID]] = []
    for name, kind in KINDS.items():
        rows = kind.query.subquery()
        numbered = select(rows.c.id, func.row_number().over(order_by=rows.c.id).label("number")).subquery()
        firsts = select(numbered.c.id).where(numbered.c.number % kind.rows == 1).order_by(numbered.c.id)
        found += [(name, row[0]) for row in await session.execute(firsts)]
    return found


async def addresses(session: Reader, name: str, first: UUID) -> list[Address]:
    """List the addresses of one file; a later file begins where this one ends, so that none is missed however much is added."""
    kind = KINDS[name]
    own = kind.query.selected_columns[0]
    rows = await session.execute(kind.query.where(own >= first).order_by(own).limit(kind.rows))
    return [Address(path, row.at) for row in rows for path in kind.paths(row)]
