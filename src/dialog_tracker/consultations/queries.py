"""Reading consultations: the facts that rules need, their obligations, and lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlmodel import col

from dialog_tracker.consultations.tables import Consultation, NumberSeries, PlannedConsultation, Step, WindowChange
from dialog_tracker.consultations.tables import Obligation as Kept
from dialog_tracker.directory.naming import name_for
from dialog_tracker.directory.queries import calendar, overrides_of
from dialog_tracker.directory.tables import Authority
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.calendar import WorkCalendar
from dialog_tracker.domain.consultation import Phase, Stage, Standing, Venue, phase
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.obligation import Course, Obligation, Verdict, at_the_end, obligations
from dialog_tracker.domain.policy import Facts as PolicyFacts
from dialog_tracker.domain.procedure import RuleOverride, rule_of_row, rules_of
from dialog_tracker.domain.script import Face
from dialog_tracker.domain.window import Window, WindowChangeKind
from dialog_tracker.domain.window import WindowChange as Decided
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class Facts:
    """What every act on a consultation needs to know of it.

    `stamp` changes with every submission and every publication of answers: whatever is counted over them stays right while
    it stays the same.
    """

    id: UUID
    reference: str
    authority_id: UUID
    act_id: UUID
    version_id: UUID
    procedure_key: str
    stage: Stage
    window: Window
    report_published: bool
    phase: Phase
    four_eyes: bool
    stamp: tuple[int, int] = (0, 0)
    act_kind: str | None = None
    started_on: date | None = None

    @property
    def policy(self) -> PolicyFacts:
        """Give the facts of the policy."""
        return PolicyFacts(authority_id=self.authority_id, phase=self.phase, four_eyes=self.four_eyes)

    def today(self, now: datetime) -> date:
        """Give the day in the authority's zone."""
        return now.astimezone(ZoneInfo(self.window.zone)).date()


REPORTED = select(col(Step.id)).where(col(Step.consultation_id) == col(Consultation.id), col(Step.kind) == "report_published").exists()


def _last(key: Any) -> Any:
    return func.coalesce(select(col(NumberSeries.last)).where(col(NumberSeries.key) == key).scalar_subquery(), 0)


FACTS: tuple[Any, ...] = (
    col(Consultation.id).label("consultation_id"),
    col(Consultation.reference),
    col(Consultation.authority_id),
    col(Consultation.act_id),
    col(Consultation.version_id),
    col(Consultation.procedure_key),
    col(Consultation.stage),
    col(Consultation.opens_at),
    col(Consultation.closes_at),
    col(Consultation.time_zone),
    REPORTED.label("reported"),
    func.coalesce(col(Authority.four_eyes), False).label("four_eyes"),
    _last(col(Consultation.reference)).label("received"),
    _last(func.concat(col(Consultation.reference), "/answers")).label("answered"),
    col(Act.kind).label("act_kind"),
    col(Act.started_on),
)
_BY_REFERENCE = (
    select(*FACTS)
    .join(Act, col(Act.id) == col(Consultation.act_id))
    .join(Authority, col(Authority.id) == col(Consultation.authority_id))
    .where(col(Consultation.reference) == bindparam("reference"), col(Consultation.venue) == Venue.HERE)
)
_LOCKED = _BY_REFERENCE.with_for_update(read=True, of=Consultation)


def facts_from(row: Any, now: datetime) -> Facts:
    """Make the facts of a row that holds the columns FACTS."""
    window = Window(row.opens_at, row.closes_at, row.time_zone)
    standing = Standing(Stage(row.stage), window, row.reported)
    ids = (row.consultation_id, row.reference, row.authority_id, row.act_id, row.version_id, row.procedure_key)
    stamp = (row.received, row.answered)
    stands = (Stage(row.stage), window, row.reported, phase(standing, now), row.four_eyes)
    return Facts(*ids, *stands, stamp, row.act_kind, row.started_on)


async def facts_of(session: Reader, reference: str, now: datetime, *, lock: bool = False) -> Facts:
    """Load the facts of a consultation; `lock` holds off a withdrawal until the transaction ends.

    Raises NotFound("consultation-unknown").
    """
    row = (await session.execute(_LOCKED if lock else _BY_REFERENCE, {"reference": reference})).first()
    if row is None:
        raise NotFound("consultation-unknown")
    return facts_from(row, now)


async def hold(session: Reader, reference: str) -> None:
    """Let one act on a consultation at a time, until the transaction ends; what the next one reads is then what this one left."""
    await session.execute(select(col(Consultation.id)).where(col(Consultation.reference) == reference).with_for_update())


async def steps_of(session: Reader, consultation_id: UUID) -> Mapping[str, date]:
    """Read the steps done, by kind."""
    rows = await session.execute(select(col(Step.kind), col(Step.done_on)).where(col(Step.consultation_id) == consultation_id))
    return dict(rows.all())


async def addresses_of_steps(session: Reader, consultation_id: UUID) -> Mapping[str, str]:
    """Read where the steps done can be read, by kind; empty where no address was noted."""
    rows = await session.execute(select(col(Step.kind), col(Step.address)).where(col(Step.consultation_id) == consultation_id))
    return dict(rows.all())


async def changes_of(session: Reader, consultation_id: UUID) -> list[Decided]:
    """Read the extensions and postponements, oldest first."""
    ends = (WindowChange.old_opens_at, WindowChange.new_opens_at, WindowChange.old_closes_at, WindowChange.new_closes_at)
    columns: tuple[Any, ...] = (col(WindowChange.kind), *(col(end) for end in ends), col(WindowChange.reason), col(WindowChange.decided_at))
    query = select(*columns).where(col(WindowChange.consultation_id) == consultation_id).order_by(col(WindowChange.decided_at))
    return [Decided(WindowChangeKind(kind), *rest) for kind, *rest in await session.execute(query)]


@dataclass(frozen=True, slots=True)
class RoundLine:
    """Another consultation held on the same act."""

    reference: str
    procedure_key: str
    opens_at: datetime | None
    closes_at: datetime
    time_zone: str


async def rounds_of(session: Reader, act_id: UUID, besides: UUID) -> list[RoundLine]:
    """List the other published consultations on an act, oldest first."""
    shown = (Consultation.reference, Consultation.procedure_key, Consultation.opens_at, Consultation.closes_at, Consultation.time_zone)
    columns: tuple[Any, ...] = tuple(col(column) for column in shown)
    public = (col(Consultation.stage) != Stage.DRAFT, col(Consultation.published_at).is_not(None), col(Consultation.id) != besides)
    query = select(*columns).where(col(Consultation.act_id) == act_id, *public).order_by(col(Consultation.closes_at))
    return [RoundLine(*row) for row in await session.execute(query)]


@dataclass(frozen=True, slots=True)
class LegalClock:
    """The obligations of a consultation on a day, and the calendar they were counted by."""

    obligations: Sequence[Obligation]
    calendar: WorkCalendar
    today: date

    @property
    def report_due_on(self) -> date | None:
        """Give the day by which the report is due."""
        reports = (o.due_on for o in self.obligations if o.rule.step == "report_published" and o.rule.kind == "deadline" and o.is_owed)
        return next(reports, None)

    @property
    def least_days(self) -> tuple[int, ...]:
        """Give the lawful minimums of the window."""
        return tuple(o.rule.amount for o in self.obligations if o.rule.kind == "window" and o.rule.amount)


async def clock_of(session: Reader, facts: Facts, now: datetime) -> LegalClock:
    """Work out the obligations of a running consultation, or read how they stood when it ended; three queries at most."""
    if facts.report_published or facts.stage is Stage.WITHDRAWN:
        frozen = await frozen_obligations(session, facts.id)
        if frozen:
            return LegalClock(frozen, await calendar(session, facts.authority_id), facts.today(now))
    days = await calendar(session, facts.authority_id)
    return legal_clock(facts, await overrides_of(session, facts.authority_id), await steps_of(session, facts.id), days, now)


def legal_clock(facts: Facts, own: Sequence[RuleOverride], steps: Mapping[str, date], days: WorkCalendar, now: datetime) -> LegalClock:
    """Work out obligations from what was already read."""
    started = {"drafting_started": facts.started_on} if facts.started_on else {}
    course = Course(facts.window.opens_on, facts.window.last_on, started | dict(steps), facts.act_kind)
    return clock_of_course(course, facts.procedure_key, own, days, now, facts.window.zone)


def clock_of_course(
    course: Course, procedure_key: str, own: Sequence[RuleOverride], days: WorkCalendar, now: datetime, zone: str
) -> LegalClock:
    """Work out the obligations of a course at an instant, in the authority's zone."""
    today = now.astimezone(ZoneInfo(zone)).date()
    rules = rules_of(procedure_key, course.governed_on or today, own)
    return LegalClock(obligations(rules, course, today, days), days, today)


async def frozen_obligations(session: Reader, consultation_id: UUID) -> tuple[Obligation, ...]:
    """Read the obligations of a case that is over, as they stood then; none while it runs."""
    shown = (
        Kept.terms,
        Kept.due_on,
        Kept.verdict,
        Kept.reason,
        Kept.facts,
        Kept.days_short,
        Kept.days_late,
        Kept.only_inclusive,
        Kept.below_usual,
    )
    columns: tuple[Any, ...] = tuple(col(one) for one in shown)
    query = select(*columns).where(col(Kept.consultation_id) == consultation_id, col(Kept.frozen)).order_by(col(Kept.position))
    return tuple(_as_judged(row) for row in await session.execute(query))


def _as_judged(row: Any) -> Obligation:
    facts = {name: _fact(value) for name, value in row.facts.items()}
    judged = (rule_of_row(row.terms), row.due_on, Verdict(row.verdict), row.reason, facts, row.days_short, row.days_late)
    return at_the_end(Obligation(*judged, only_inclusive=row.only_inclusive, below_usual=row.below_usual))


def _fact(value: object) -> object:
    """Facts are kept as JSON, where a day is written as text."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def phase_by(facts: Facts, clock: LegalClock) -> Phase:
    """Tell the phase with the legal clock at hand: answering is overdue when the day of the report is past."""
    late = any(o.verdict is Verdict.LATE for o in clock.obligations if o.rule.step == "report_published")
    return Phase.OVERDUE if facts.phase is Phase.ANSWERING and late else facts.phase


async def steps_of_all(session: Reader, consultation_ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, date]]:
    """Read the steps done of several consultations in one query."""
    columns = (col(Step.consultation_id), col(Step.kind), col(Step.done_on))
    found: dict[UUID, dict[str, date]] = {}
    for consultation_id, kind, done_on in await session.execute(select(*columns).where(col(Step.consultation_id).in_(consultation_ids))):
        found.setdefault(consultation_id, {})[kind] = done_on
    return found


async def texts_of(session: Reader, consultation_id: UUID) -> dict[str, str]:
    """Read what was entered of a consultation, as it was written."""
    names = ("summary", "coordinator", "postal_address", "drafted_by", "working_group", "decision")
    query = select(*(col(getattr(Consultation, name)) for name in names)).where(col(Consultation.id) == consultation_id)
    row = (await session.execute(query)).one()
    return dict(zip(names, row, strict=True))


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A planned consultation in the reader's script; `reference` names what came of it, `dropped` says why it was given up."""

    id: UUID
    authority: str
    title: str
    act_kind: str
    procedure_key: str
    from_on: date
    until_on: date
    adoption_on: date | None
    note: str
    reference: str | None
    dropped: str


async def plans_of(session: Reader, year: int, authority_id: UUID | None = None, *, face: Face = Face.CYRILLIC) -> list[PlanLine]:
    """List the plan of a year, of all authorities or one, by authority and first day."""
    planned, name = PlannedConsultation, name_for(face, Authority)
    shown = (planned.act_kind, planned.procedure_key, planned.from_on, planned.until_on, planned.adoption_on)
    texts = (planned.title_latn, planned.note_latn) if face.latin else (planned.title, planned.note)
    columns: tuple[Any, ...] = (
        *(col(planned.id), name, col(texts[0])),
        *(col(column) for column in shown),
        *(col(texts[1]), col(Consultation.reference), col(planned.dropped_reason)),
    )
    query = select(*columns).join(Authority, col(Authority.id) == col(planned.authority_id))
    query = query.outerjoin(Consultation, col(Consultation.id) == col(planned.consultation_id)).where(col(planned.year) == year)
    if authority_id is not None:
        query = query.where(col(planned.authority_id) == authority_id)
    return [PlanLine(*row) for row in await session.execute(query.order_by(name, col(planned.from_on), col(planned.id)))]


async def planned_years(session: Reader) -> list[int]:
    """List the years that have a plan, the newest first."""
    years = select(col(PlannedConsultation.year)).distinct().order_by(col(PlannedConsultation.year).desc())
    return [year for (year,) in await session.execute(years)]
