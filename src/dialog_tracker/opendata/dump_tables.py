"""What a dump holds: its tables, each a statement over what is public, with the kind of every column.

The conditions are those of the pages: what is a draft, withdrawn, withheld, quarantined or without a public name is decided in the
columns and joins that the rooms below share, so that a dump can hold nothing that a page would not show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Date, DateTime, and_, bindparam, case, cast, func, select
from sqlalchemy.dialects import postgresql
from sqlmodel import col

from dialog_tracker.activities.register import in_public
from dialog_tracker.activities.tables import Activity, Programme
from dialog_tracker.comments.queries import LISTED
from dialog_tracker.comments.shown import HELD, public
from dialog_tracker.comments.tables import Comment, CommentPlace, CoSignature, Submission
from dialog_tracker.consultations.tables import Consultation, Obligation, Step, WindowChange
from dialog_tracker.directory.queries import standing_for, survivors
from dialog_tracker.directory.tables import Area, Authority, Organisation, Territory
from dialog_tracker.documents.tables import Act, ActArea, Provision, Version
from dialog_tracker.domain.obligation import OPEN_DEADLINE, Verdict
from dialog_tracker.domain.submission import NameDisplay, SubmitterKind
from dialog_tracker.opendata.records import PUBLIC
from dialog_tracker.reports.tables import Report
from dialog_tracker.responses.queries import PUBLISHED
from dialog_tracker.responses.tables import Response
from dialog_tracker.workgroups.tables import WorkingGroup

_INSTANT = DateTime(timezone=True)
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # the library does not say what it gives
_WRITTEN = {
    "text": "{0}::text",
    "object": "{0}::text",
    "number": "{0}::bigint",
    "amount": "{0}::float8",
    "instant": "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
    "day": "to_char({0}, 'YYYY-MM-DD')",
}
_LEGAL = select(col(Organisation.id)).where(col(Organisation.kind) != SubmitterKind.INDIVIDUAL)
_NAMED = and_(col(Submission.organisation_id).in_(_LEGAL), col(Submission.display) != NameDisplay.WITHHELD)


@dataclass(frozen=True)
class Table:
    """A table of a dump as it is described; `kinds` are those of its columns: text, number, yes, instant, day, amount, object."""

    name: str
    what: str
    kinds: dict[str, str]

    @property
    def columns(self) -> Sequence[str]:
        """Give the names of the columns."""
        return list(self.kinds)


@dataclass(frozen=True)
class DumpTable(Table):
    """A table of the dump that the database gives by one statement."""

    statement: Any

    def sql(self, now: datetime) -> str:
        """Write the statement with every value in it, for a cursor or a COPY, which take no parameters."""
        compiled = self.statement.params(now=now).compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True})
        return str(compiled).replace("%%", "%")

    def rows(self, now: datetime) -> str:
        """Write the statement so that a row holds texts, whole numbers, and yes and no; instants and days are in ISO 8601."""
        shown = ", ".join(f"{_WRITTEN.get(kind, '{0}').format(name)} AS {name}" for name, kind in self.kinds.items())
        return f"SELECT {shown} FROM ({self.sql(now)}) AS base"  # noqa: S608  (names are ours)


def _table(name: str, what: str, query: Any, **kinds: str) -> DumpTable:
    told = {one.name: "text" for one in query.selected_columns} | kinds
    return DumpTable(name, what, told, query)


def _here(query: Any) -> Any:
    return query.join(Consultation, col(Consultation.id) == col(Submission.consultation_id)).where(PUBLIC)


def _of(table: Any, *names: str) -> tuple[Any, ...]:
    return tuple(col(getattr(table, name)) for name in names)


def _directory() -> list[DumpTable]:
    names = ("id", "name", "name_latn", "name_en")
    authority = select(*_of(Authority, *names, "kind", "level", "country", "parent_id", "territory_code", "website", "register_number"))
    organisation = select(
        *_of(Organisation, "id", "name", "name_latn", "kind", "register_number", "seat", "territory_code", "website"),
        col(Organisation.verified_at).is_not(None).label("verified"),
        col(Organisation.merged_into),
    ).where(col(Organisation.kind) != SubmitterKind.INDIVIDUAL)
    territory = select(*_of(Territory, "code", "name", "name_latn", "name_en", "kind", "within", "province"))
    area = select(*_of(Area, "key", "name", "name_latn", "name_en"))
    return [
        _table("territories", "Provinces, districts, cities and municipalities.", territory.order_by(col(Territory.code))),
        _table("authorities", "Bodies that propose acts.", authority.order_by(col(Authority.id))),
        _table("organisations", "Organisations that took part; merged ones name the survivor.", organisation.order_by(col(Organisation.id)), verified="yes"),
        _table("areas", "Areas of work.", area.order_by(col(Area.position))),
    ]  # fmt: skip


def _public_act() -> Any:
    return select(col(Consultation.id)).where(col(Consultation.act_id) == col(Act.id), PUBLIC).correlate(Act).exists()


def _acts() -> list[DumpTable]:
    act = select(*_of(Act, "id", "authority_id", "kind", "title", "title_latn", "title_en", "language", "script", "case_number"))
    concerns = select(*_of(ActArea, "act_id", "area_key")).join(Act, col(Act.id) == col(ActArea.act_id)).where(_public_act())
    shown = (col(Version.frozen_at).is_not(None), _public_act())
    version = select(
        *_of(Version, "id", "act_id", "number", "kind", "language", "script", "articles", "source_sha256"),
        col(Version.frozen_at).label("published_at"),
    ).join(Act, col(Act.id) == col(Version.act_id))
    provision = (
        select(
            *_of(Provision, "version_id", "position", "depth", "anchor", "parent_anchor", "unit_anchor"),
            *_of(Provision, "kind", "label", "heading", "words"),
        )
        .join(Version, col(Version.id) == col(Provision.version_id))
        .join(Act, col(Act.id) == col(Version.act_id))
    )
    order = (col(Provision.version_id), col(Provision.position))
    numbers = {"number": "number", "articles": "number", "published_at": "instant"}
    return [
        _table("acts", "Acts on which a consultation is or was public.", act.where(_public_act()).order_by(col(Act.id))),
        _table("act_areas", "Areas of work that acts concern.", concerns.order_by(col(ActArea.act_id), col(ActArea.area_key))),
        _table("versions", "Public texts of acts.", version.where(*shown).order_by(col(Version.id)), **numbers),
        _table("provisions", "The texts, provision by provision.", provision.where(*shown).order_by(*order), position="number", depth="number"),
    ]  # fmt: skip


def _consultations() -> list[DumpTable]:
    reported = select(col(Step.done_on)).where(col(Step.consultation_id) == col(Consultation.id), col(Step.kind) == "report_published")
    consultation = select(
        *_of(Consultation, "reference", "act_id", "authority_id", "version_id", "procedure_key", "venue", "stage", "opens_at", "closes_at"),
        *_of(Consultation, "time_zone", "published_at", "changed_at", "withdrawn_at", "withdrawn_reason", "summary", "source_url"),
        reported.scalar_subquery().label("report_published_on"),
    ).where(PUBLIC)
    change = select(
        col(Consultation.reference),
        *_of(WindowChange, "kind", "old_opens_at", "new_opens_at", "old_closes_at", "new_closes_at", "reason", "decided_at"),
    ).join(Consultation, col(Consultation.id) == col(WindowChange.consultation_id))
    step = select(col(Consultation.reference), *_of(Step, "kind", "done_on", "address")).join(
        Consultation, col(Consultation.id) == col(Step.consultation_id)
    )
    version = select(col(Consultation.reference), *_of(Report, "number", "published_at"), col(Report.model_hash).label("model_sha256"))
    report = version.join(Consultation, col(Consultation.id) == col(Report.consultation_id))
    times = dict.fromkeys(("opens_at", "closes_at", "published_at", "changed_at", "withdrawn_at"), "instant")
    ends = dict.fromkeys(("old_opens_at", "new_opens_at", "old_closes_at", "new_closes_at", "decided_at"), "instant")
    days = {"due_on": "day", "days_short": "number", "days_late": "number", "frozen": "yes"}
    by = col(Consultation.reference)
    return [
        _table("consultations", "Public consultations, those elsewhere too.", consultation.order_by(by), **times, report_published_on="day"),
        _table("window_changes", "Extensions and postponements, with reasons.", change.where(PUBLIC).order_by(by, col(WindowChange.decided_at)), **ends),
        _table("obligations", "Legal duties as they stand on the day of the dump.", _duties().order_by(by, col(Obligation.position)), **days),
        _table("steps", "What was done, by day.", step.where(PUBLIC).order_by(by, col(Step.kind)), done_on="day"),
        _table("reports", "Published versions of outcome reports.", report.where(PUBLIC).order_by(by, col(Report.number)), number="number", published_at="instant"),
    ]  # fmt: skip


def _duties() -> Any:
    """Tell what is late on the day of the dump: it is kept as open, since nothing happens when a day passes without the step."""
    today = cast(func.timezone(col(Consultation.time_zone), cast(bindparam("now", type_=_INSTANT), _INSTANT)), Date)
    passed = (col(Obligation.verdict) == Verdict.OPEN, col(Obligation.reason) == OPEN_DEADLINE, col(Obligation.due_on) < today)
    late = and_(~col(Obligation.frozen), *passed)
    query = select(
        col(Consultation.reference),
        *_of(Obligation, "rule_key", "due_on"),
        case((late, Verdict.LATE.value), else_=col(Obligation.verdict)).label("verdict"),
        col(Obligation.days_short),
        case((late, today - col(Obligation.due_on)), else_=col(Obligation.days_late)).label("days_late"),
        col(Obligation.frozen),
    )
    return query.join(Consultation, col(Consultation.id) == col(Obligation.consultation_id)).where(PUBLIC)


def _taken_part() -> list[DumpTable]:
    merged = survivors()
    shown = case((_NAMED, standing_for(merged, col(Submission.organisation_id))))
    late = (col(Submission.received_at) >= col(Consultation.closes_at)).label("late")
    submission = select(
        col(Submission.number),
        col(Consultation.reference),
        shown.label("organisation_id"),
        col(Submission.public_name).label("submitter"),
        *_of(Submission, "submitter_kind", "channel", "stance", "received_at", "published_at"),
        late,
        col(Submission.content_hash),
    ).select_from(Submission)
    submission = submission.outerjoin(merged, merged.c.id == col(Submission.organisation_id))
    signer = survivors().alias("signer")
    stands = standing_for(signer, col(CoSignature.organisation_id)).label("organisation_id")
    signature = (
        select(col(Submission.number).label("submission"), stands, col(CoSignature.confirmed_at))
        .select_from(CoSignature)
        .outerjoin(signer, signer.c.id == col(CoSignature.organisation_id))
        .join(Submission, col(Submission.id) == col(CoSignature.submission_id))
        .where(col(CoSignature.confirmed_at).is_not(None), col(CoSignature.withdrawn_at).is_(None))
    )
    alive = col(Submission.withdrawn_at).is_(None)
    times = dict.fromkeys(("received_at", "published_at", "confirmed_at", "answered_at"), "instant")
    return [
        _table("submissions", "What was sent at once; the name is the one that its sender chose to show.", _here(submission).where(alive).order_by(col(Submission.id)), **_kept(times, submission), late="yes"),
        _table("signatures", "Organisations that stand behind the submission of another.", _here(signature).where(alive).order_by(col(CoSignature.id)), confirmed_at="instant"),
        _comments(),
        _table("comment_places", "Provisions that comments stand on.", _here(_places()).where(LISTED).order_by(col(CommentPlace.comment_id), col(CommentPlace.anchor))),
    ]  # fmt: skip


def _kept(kinds: dict[str, str], query: Any) -> dict[str, str]:
    return {name: kind for name, kind in kinds.items() if name in query.selected_columns}


def _places() -> Any:
    return (
        select(col(Comment.number).label("comment"), col(CommentPlace.anchor), col(CommentPlace.version_id))
        .select_from(CommentPlace)
        .join(Comment, col(Comment.id) == col(CommentPlace.comment_id))
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
    )


def _comments() -> DumpTable:
    query = (
        select(
            col(Comment.number),
            col(Submission.number).label("submission"),
            col(Consultation.reference),
            *_of(Comment, "position", "kind", "target", "anchor", "place", "language", "script", "weight"),
            public(col(Comment.quote)).label("quote"),
            public(col(Comment.proposed)).label("proposed"),
            public(col(Comment.reasons)).label("reasons"),
            HELD.label("held"),
            (col(Submission.received_at) >= col(Consultation.closes_at)).label("late"),
            func.coalesce(col(Response.status), "unanswered").label("status"),
            func.coalesce(col(Response.reasons), "").label("answer"),
            func.coalesce(col(Response.what_changed), "").label("what_changed"),
            col(Response.published_at).label("answered_at"),
        )
        .select_from(Comment)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .outerjoin(Response, PUBLISHED)
    )
    kinds = {"position": "number", "late": "yes", "answered_at": "instant"}
    return _table("comments", "Comments with their published answers; `held` says why texts are not public.", _here(query).where(LISTED).order_by(col(Comment.id)), **kinds)  # fmt: skip


def _dialogue() -> list[DumpTable]:
    programme = select(*_of(Programme, "slug", "authority_id", "name", "name_en", "starts_on", "ends_on", "date_precision"))
    activity = select(
        *_of(
            Activity, "id", "authority_id", "kind", "title", "title_en", "starts_on", "ends_on", "date_precision", "online", "occurrences"
        ),
        *_of(Activity, "participants", "qualifier", "unit", "source"),
        col(Programme.slug).label("programme"),
    ).outerjoin(Programme, col(Programme.id) == col(Activity.programme_id))
    group = select(*_of(WorkingGroup, "id", "authority_id", "title", "title_en", "seats", "decided_on", "published_at"))
    shown = col(WorkingGroup.published_at).is_not(None)
    days = {"starts_on": "day", "ends_on": "day"}
    return [
        _table("programmes", "Programmes of policy dialogue.", programme.where(col(Programme.published_at).is_not(None)).order_by(col(Programme.id)), **days),
        _table("activities", "Activities with their counts as they were stated.", activity.where(*in_public()).order_by(col(Activity.id)), **days, online="yes", occurrences="number", participants="number"),
        _table("working_groups", "Working groups.", group.where(shown).order_by(col(WorkingGroup.id)), seats="number", decided_on="day", published_at="instant"),
    ]  # fmt: skip


def dump_tables() -> list[DumpTable]:
    """Give the tables of a dump that are read from the database, in the order in which they are written."""
    return [*_directory(), *_acts(), *_consultations(), *_taken_part(), *_dialogue()]
