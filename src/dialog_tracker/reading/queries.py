"""What public pages show: one frozen shape per page, filled by a few queries; pages and API share them."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import and_, bindparam, func, or_, select
from sqlmodel import col

from dialog_tracker.activities.queries import ActivityLine, events_of
from dialog_tracker.comments.queries import PlaceCounts, ReceiptCard, Totals, basket_size, counts_by_unit, receipt, totals_of
from dialog_tracker.comments.tables import Comment
from dialog_tracker.consultations.queries import FACTS, Facts, LegalClock, clock_of, extensions_of, facts_from
from dialog_tracker.consultations.tables import Consultation, Step
from dialog_tracker.directory.tables import Authority
from dialog_tracker.documents.queries import ProvisionLine, text_of, unit_of
from dialog_tracker.documents.tables import Act, StoredFile, Version
from dialog_tracker.domain.consultation import Phase, Stage
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.policy import Actor, Permission, allows
from dialog_tracker.domain.policy import Facts as PolicyFacts
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.window import Extension
from dialog_tracker.outbox.queries import JobLine, newest_job
from dialog_tracker.reports.actions import RENDER_JOB
from dialog_tracker.reports.queries import ReportCard, newest_report
from dialog_tracker.responses.queries import (
    AnsweredLine,
    AnswerState,
    answer_state,
    comments_of_submission,
    comments_on_unit,
    comments_page,
)
from dialog_tracker.storage.transaction import Reader

PAGE = 50


@dataclass(frozen=True, slots=True)
class ConsultationLine:
    """A consultation in a list; `reported` says that its report is out."""

    id: UUID
    reference: str
    title: str
    title_language: str
    authority: str
    procedure_key: str
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    reported: bool
    comments: int


def _lines(*, latin: bool) -> Any:
    reported = select(Step.id).where(col(Step.consultation_id) == col(Consultation.id), col(Step.kind) == "report_published").exists()  # type: ignore[call-overload]
    received = select(func.count()).select_from(Comment).where(col(Comment.consultation_id) == col(Consultation.id)).scalar_subquery()
    columns: tuple[Any, ...] = (
        col(Consultation.id),
        col(Consultation.reference),
        col(Act.title_latn if latin else Act.title).label("title"),
        col(Act.language).label("title_language"),
        col(Authority.name_latn if latin else Authority.name).label("authority"),
        col(Consultation.procedure_key),
        col(Consultation.opens_at),
        col(Consultation.closes_at),
        col(Consultation.time_zone),
        reported.label("reported"),
        received.label("comments"),
    )
    return (
        select(*columns)
        .join(Act, col(Act.id) == col(Consultation.act_id))
        .join(Authority, col(Authority.id) == col(Consultation.authority_id))
        .where(col(Consultation.stage) == Stage.PUBLISHED)
    )


async def open_consultations(session: Reader, now: datetime, *, latin: bool, limit: int = 100) -> Sequence[ConsultationLine]:
    """List what takes comments now, soonest end first."""
    query = _lines(latin=latin).where(col(Consultation.opens_at) <= now, col(Consultation.closes_at) > now)
    return cast(
        "Sequence[ConsultationLine]",
        (await session.execute(query.order_by(col(Consultation.closes_at), col(Consultation.id)).limit(limit))).all(),
    )


async def coming_consultations(session: Reader, now: datetime, *, latin: bool, limit: int = 50) -> Sequence[ConsultationLine]:
    """List what opens later, soonest first."""
    query = _lines(latin=latin).where(col(Consultation.opens_at) > now)
    return cast(
        "Sequence[ConsultationLine]",
        (await session.execute(query.order_by(col(Consultation.opens_at), col(Consultation.id)).limit(limit))).all(),
    )


async def closed_consultations(
    session: Reader, now: datetime, *, latin: bool, before: tuple[datetime, UUID] | None = None, limit: int = 20
) -> Sequence[ConsultationLine]:
    """List what is over, newest end first, paged by end and id."""
    query = _lines(latin=latin).where(col(Consultation.closes_at) <= now)
    if before is not None:
        ended, last = before
        earlier = or_(col(Consultation.closes_at) < ended, and_(col(Consultation.closes_at) == ended, col(Consultation.id) < last))
        query = query.where(earlier)
    newest = query.order_by(col(Consultation.closes_at).desc(), col(Consultation.id).desc()).limit(limit)
    return cast("Sequence[ConsultationLine]", (await session.execute(newest)).all())


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page."""

    open: Sequence[ConsultationLine]
    coming: Sequence[ConsultationLine]
    closed: Sequence[ConsultationLine]


async def home(session: Reader, now: datetime, *, latin: bool) -> HomePage:
    """Read the home page; three queries."""
    return HomePage(
        await open_consultations(session, now, latin=latin),
        await coming_consultations(session, now, latin=latin),
        await closed_consultations(session, now, latin=latin, limit=10),
    )


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
    script: str
    version_at: datetime
    summary: str
    coordinator: str
    email: str
    postal_address: str
    portal_url: str
    withdrawn_reason: str


def _head(*, latin: bool) -> Any:
    columns: tuple[Any, ...] = (
        *FACTS,
        col(Act.title_latn if latin else Act.title).label("title"),
        col(Act.kind).label("act_kind"),
        col(Authority.name_latn if latin else Authority.name).label("authority"),
        col(Act.case_number),
        col(Version.articles),
        col(Version.source_sha256),
        col(Version.source_name),
        col(StoredFile.size).label("source_size"),
        col(Version.script),
        col(Version.created_at).label("version_at"),
        col(Consultation.summary_latn if latin else Consultation.summary).label("summary"),
        col(Consultation.coordinator_latn if latin else Consultation.coordinator).label("coordinator"),
        col(Consultation.email),
        col(Consultation.postal_address_latn if latin else Consultation.postal_address).label("postal_address"),
        col(Consultation.portal_url),
        col(Consultation.withdrawn_reason),
    )
    return (
        select(*columns)
        .select_from(Consultation)
        .join(Act, col(Act.id) == col(Consultation.act_id))
        .join(Authority, col(Authority.id) == col(Consultation.authority_id))
        .join(Version, col(Version.id) == col(Consultation.version_id))
        .join(StoredFile, col(StoredFile.sha256) == col(Version.source_sha256))
        .where(col(Consultation.reference) == bindparam("reference"))
    )


_HEAD = {latin: _head(latin=latin) for latin in (False, True)}
_SHOWN = tuple(field.name for field in fields(Head))


async def head_of(session: Reader, actor: Actor, reference: str, now: datetime, *, latin: bool) -> tuple[Facts, Head]:
    """Read the facts and the head of a consultation in one query; what the actor may not know of is not found."""
    row = (await session.execute(_HEAD[latin], {"reference": reference})).first()
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


@dataclass(frozen=True, slots=True)
class ConsultationPage:
    """A consultation: what, who, dates with their reasons, how to take part, documents, numbers."""

    head: Head
    clock: LegalClock
    totals: Totals
    units_with_comments: int
    answers: AnswerState
    events: Sequence[ActivityLine]
    extensions: Sequence[Extension]
    report: ReportCard | None
    may_comment: bool
    may_manage: bool


async def consultation_page(session: Reader, actor: Actor, reference: str, now: datetime, *, latin: bool) -> ConsultationPage:
    """Read the page of a consultation."""
    facts, head = await head_of(session, actor, reference, now, latin=latin)
    tallies = await tallies_of(session, facts)
    report = await newest_report(session, reference) if facts.report_published else None
    return ConsultationPage(
        head=head,
        clock=await clock_of(session, facts, now),
        totals=tallies.totals,
        units_with_comments=len(tallies.by_unit),
        answers=tallies.answers,
        events=await events_of(session, facts.id, latin=latin),
        extensions=await extensions_of(session, facts.id),
        report=report,
        may_comment=facts.phase in (Phase.OPEN, Phase.ANSWERING, Phase.OVERDUE),
        may_manage=allows(Permission.CONSULTATION_OPEN, actor, facts.policy),
    )


@dataclass(frozen=True, slots=True)
class UnitText:
    """An article, or another unit of a text, with its parts nested as they stand."""

    anchor: str
    kind: str
    label: str
    heading: str | None
    words: str
    first: ProvisionLine
    lines: Sequence[ProvisionLine]
    counts: PlaceCounts | None


@dataclass(frozen=True, slots=True)
class TextPage:
    """The text of a draft with counts of comments, and the visitor's basket."""

    head: Head
    units: Sequence[UnitText]
    general: int
    basket: int
    may_comment: bool


def units_of(lines: Sequence[ProvisionLine], counts: Mapping[str, PlaceCounts]) -> list[UnitText]:
    """Gather the lines of a text into units, in their order."""
    gathered: dict[str, list[ProvisionLine]] = {}
    for line in lines:
        gathered.setdefault(line.unit_anchor, []).append(line)
    return [
        UnitText(unit, first.kind, first.label, first.heading, first.words, first, rest, counts.get(unit))
        for unit, (first, *rest) in gathered.items()
    ]


async def text_page(session: Reader, actor: Actor, reference: str, now: datetime, *, latin: bool) -> TextPage:
    """Read the text page; its queries do not grow with the text or the comments."""
    facts, head = await head_of(session, actor, reference, now, latin=latin)
    tallies = await tallies_of(session, facts)
    lines = await text_of(session, facts.version_id, latin=latin)
    return TextPage(
        head, units_of(lines, tallies.by_unit), tallies.totals.general, await _basket(session, actor, facts.id), _may_comment(facts)
    )


async def _basket(session: Reader, actor: Actor, consultation_id: UUID) -> int:
    return await basket_size(session, actor.person_id, consultation_id) if actor.person_id else 0


def _may_comment(facts: Facts) -> bool:
    return facts.phase in (Phase.OPEN, Phase.ANSWERING, Phase.OVERDUE)


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit of a text with its comments; `anchor` is the place that was asked for, `unit` None for general comments."""

    head: Head
    anchor: str
    unit: UnitText | None
    comments: Sequence[AnsweredLine]
    next: int | None
    basket: int
    may_comment: bool


async def unit_page(
    session: Reader, actor: Actor, reference: str, anchor: str, now: datetime, *, latin: bool, after: int | None = None
) -> UnitPage:
    """Read one unit with a page of its comments; an empty anchor asks for general comments. Raises NotFound("provision-unknown")."""
    facts, head = await head_of(session, actor, reference, now, latin=latin)
    unit: UnitText | None = None
    if anchor:
        lines = await unit_of(session, facts.version_id, anchor, latin=latin)
        if not lines:
            raise NotFound("provision-unknown", anchor=anchor)
        unit = units_of(lines, {})[0]
    comments = await comments_on_unit(
        session, facts.id, facts.version_id, unit.anchor if unit else "", latin=latin, after=after, limit=PAGE + 1
    )
    more = comments[PAGE - 1].position if len(comments) > PAGE else None
    return UnitPage(head, anchor, unit, comments[:PAGE], more, await _basket(session, actor, facts.id), _may_comment(facts))


@dataclass(frozen=True, slots=True)
class CommentsPage:
    """A page of all comments of a consultation, with their answers."""

    head: Head
    comments: Sequence[AnsweredLine]
    answers: AnswerState | None
    status: str
    next: int | None


async def comments_list(
    session: Reader,
    actor: Actor,
    reference: str,
    now: datetime,
    *,
    latin: bool,
    after: int | None = None,
    status: str = "",
    counted: bool = True,
) -> CommentsPage:
    """Read a page of comments; `counted=False` leaves out the totals, which cost a pass over all of them."""
    facts, head = await head_of(session, actor, reference, now, latin=latin)
    rows = await comments_page(session, facts.id, latin=latin, after=after, limit=PAGE + 1, status=status)
    more = rows[PAGE - 1].position if len(rows) > PAGE else None
    return CommentsPage(head, rows[:PAGE], (await tallies_of(session, facts)).answers if counted else None, status, more)


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """A submission as its receipt shows it, with its comments and their answers; `own` for those who sent it."""

    card: ReceiptCard
    head: Head
    comments: Sequence[AnsweredLine]
    own: bool


async def receipt_page(session: Reader, actor: Actor, number: str, now: datetime, *, latin: bool) -> ReceiptPage:
    """Read a receipt."""
    card = await receipt(session, number, latin=latin)
    facts, head = await head_of(session, actor, card.reference, now, latin=latin)
    own = actor.person_id is not None and (card.person_id == actor.person_id or card.organisation_id in actor.organisation_ids)
    official = allows(Permission.RESPONSE_DRAFT, actor, PolicyFacts(authority_id=facts.authority_id, phase=Phase.ANSWERING))
    return ReceiptPage(card, head, await comments_of_submission(session, card.id, latin=latin), own or official)


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The published report as a page; `job` makes its files where they are not there yet, and is for officials to see."""

    head: Head
    report: ReportCard
    answers: AnswerState
    job: JobLine | None


async def report_page(session: Reader, actor: Actor, reference: str, now: datetime, *, latin: bool) -> ReportPage:
    """Read the published report; raises NotFound("report-not-published")."""
    facts, head = await head_of(session, actor, reference, now, latin=latin)
    card = await newest_report(session, reference)
    official = bool(actor.roles_for(facts.authority_id))
    job = await newest_job(session, RENDER_JOB, card.id) if official and len(card.files) < len(Script) else None
    return ReportPage(head, card, (await tallies_of(session, facts)).answers, job)
