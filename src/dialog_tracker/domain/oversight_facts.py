"""What the oversight of the practice counts: one row of public facts for each consultation, act, working group, activity and unit.

Whatever is published as a figure is counted from these rows and from nothing else, so that anybody who has them can count again.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from dialog_tracker.domain.act import AuthorityLevel

Part = TypeVar("Part", bound=Hashable)


@dataclass(frozen=True, slots=True)
class AuthorityFact:
    """An authority with its place: `unit` is the municipality or city that it is or lies in, `district` holds that one."""

    id: UUID
    name: str
    name_latn: str
    name_en: str
    level: AuthorityLevel
    unit: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class ConsultationFact:
    """A published consultation: its window, its report, what came in and what became of it.

    `minimum` says how the window stands to the minimum of its own procedure; `answer_days` is the median over its answers.
    `promised` counts accepted comments where a later text of the act is public, `unfulfilled` those of them that it shows nothing of.
    """

    id: UUID
    reference: str
    authority: UUID
    act: UUID
    title: str
    title_latn: str
    act_kind: str
    procedure: str
    family: str
    opens_on: date | None
    last_on: date
    language: str = "sr"
    areas: tuple[str, ...] = ()
    here: bool = True
    articles: int = 0
    text_public: bool = True
    minimum: str = "unknown"
    days_short: int = 0
    report_due_on: date | None = None
    reported_on: date | None = None
    submissions: int = 0
    comments: int = 0
    by_status: Mapping[str, int] = field(default_factory=dict)
    refused: int = 0
    refused_with_reasons: int = 0
    answer_days: int | None = None
    promised: int = 0
    unfulfilled: int = 0
    items_asked: int = 0
    items_there: int = 0
    missing: tuple[str, ...] = ()
    invited_kinds: Mapping[str, int] = field(default_factory=dict)
    methods: tuple[str, ...] = ()
    on_portal: bool = False
    first_time: int = 0
    organisations: int = 0

    @property
    def day(self) -> date:
        """Give the day by which it belongs to a period: that of the opening, or of the end where the opening is not known."""
        return self.opens_on or self.last_on

    @property
    def answered(self) -> int:
        """Count the comments that have a published answer."""
        return sum(self.by_status.values())

    @property
    def invited(self) -> int:
        """Count the invitations to take part."""
        return sum(self.invited_kinds.values())

    def is_closed(self, today: date) -> bool:
        """Tell whether its last day is past."""
        return self.last_on < today

    def is_settled(self, today: date) -> bool:
        """Tell whether its report is out or the time for it is past; where no rule sets a time, whether it is closed."""
        if self.reported_on is not None:
            return True
        due = self.report_due_on
        return self.is_closed(today) if due is None else due < today

    def report_days_late(self, today: date) -> int:
        """Count the days by which the report came, or still is, past its time."""
        if self.report_due_on is None:
            return 0
        return max(0, ((self.reported_on or today) - self.report_due_on).days)


@dataclass(frozen=True, slots=True)
class ActFact:
    """An act that was consulted on, or that went to the Government, the assembly or the gazette; `day` is that of the first of these.

    `early` says that views were asked for before the draft was put to debate; `invited` that somebody was invited by name.
    `comments_known` is false where a consultation on it was held elsewhere: how many comments came there is not on record.
    """

    id: UUID
    authority: UUID
    title: str
    title_latn: str
    kind: str
    day: date
    consulted: bool
    language: str = "sr"
    areas: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    early: bool = False
    invited: bool = False
    went_to: str = ""
    address: str = ""
    articles: int = 0
    comments: int = 0
    comments_known: bool = True


@dataclass(frozen=True, slots=True)
class GroupFact:
    """A working group with its members, deputies left out; `day` is that of the decision, or of its publication."""

    id: UUID
    authority: UUID
    title: str
    title_latn: str
    day: date
    title_en: str = ""
    areas: tuple[str, ...] = ()
    members: int = 0
    cso_members: int = 0


@dataclass(frozen=True, slots=True)
class ActivityFact:
    """An activity that was held, or a series told as one; `units` are the municipalities and cities where it was."""

    id: UUID
    authority: UUID
    title: str
    title_latn: str
    kind: str
    day: date
    title_en: str = ""
    areas: tuple[str, ...] = ()
    times: int = 1
    persons: int = 0
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitFact:
    """A unit of local self-government in the usual sense, and whether somebody answers there for cooperation with organisations."""

    code: str
    name: str
    name_latn: str
    name_en: str
    district: str
    has_contact: bool = False
    authority: UUID | None = None


Deed = ConsultationFact | ActFact | GroupFact | ActivityFact
Fact = Deed | UnitFact


@dataclass(frozen=True, slots=True)
class Scope:
    """What is chosen: a period by its first and last day, an authority, a level, a unit or a district, an area of work, a procedure."""

    first: date | None = None
    last: date | None = None
    authority: UUID | None = None
    level: AuthorityLevel | None = None
    territory: str = ""
    area: str = ""
    procedure: str = ""

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in the period."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that is counted, as it stood when it was read; `taking_part` holds, for each consultation, running numbers of organisations.

    `one_procedure` marks what was narrowed to one procedure, so that what belongs to none is missing from it.
    """

    today: date
    authorities: Mapping[UUID, AuthorityFact] = field(default_factory=dict)
    consultations: tuple[ConsultationFact, ...] = ()
    acts: tuple[ActFact, ...] = ()
    groups: tuple[GroupFact, ...] = ()
    activities: tuple[ActivityFact, ...] = ()
    units: tuple[UnitFact, ...] = ()
    taking_part: Mapping[UUID, tuple[int, ...]] = field(default_factory=dict)
    one_procedure: bool = False

    @property
    def deeds(self) -> tuple[Deed, ...]:
        """Give everything that was done and belongs to a day."""
        return (*self.consultations, *self.acts, *self.groups, *self.activities)

    def within(self, scope: Scope) -> "Record":
        """Keep what a scope chooses; what knows no procedure is left out where one is chosen."""
        mine = {key for key, one in self.authorities.items() if _chosen(one, scope)}
        plain = not scope.procedure
        return replace(
            self,
            consultations=tuple(c for c in self.consultations if _ours(c, scope, mine) and scope.procedure in ("", c.procedure)),
            acts=tuple(a for a in self.acts if _ours(a, scope, mine) and (plain or scope.procedure in a.procedures)),
            groups=tuple(g for g in self.groups if plain and _ours(g, scope, mine)),
            activities=tuple(a for a in self.activities if plain and _ours(a, scope, mine)),
            units=tuple(u for u in self.units if self._unit_chosen(u, scope)),
            one_procedure=self.one_procedure or not plain,
        )

    def _unit_chosen(self, unit: UnitFact, scope: Scope) -> bool:
        if scope.level not in (None, AuthorityLevel.LOCAL):
            return False
        if scope.authority is not None:
            body = self.authorities.get(scope.authority)
            return body is not None and body.level is AuthorityLevel.LOCAL and body.unit == unit.code
        return scope.territory in ("", unit.code, unit.district)

    def by_authority(self) -> dict[UUID, "Record"]:
        """Part the record by authority."""
        return self._parted(lambda one: (one.authority,), lambda unit: (unit.authority,) if unit.authority else ())

    def by_unit(self) -> dict[str, "Record"]:
        """Part the record by municipality or city; national and provincial bodies belong to none."""
        local = {key: (one.unit,) for key, one in self.authorities.items() if one.unit and one.level is AuthorityLevel.LOCAL}
        return self._parted(lambda one: local.get(one.authority, ()), lambda unit: (unit.code,))

    def by_district(self) -> dict[str, "Record"]:
        """Part the record by district; Belgrade stands for itself."""
        local = {key: (one.district,) for key, one in self.authorities.items() if one.district and one.level is AuthorityLevel.LOCAL}
        return self._parted(lambda one: local.get(one.authority, ()), lambda unit: (unit.district,))

    def by_level(self) -> dict[str, "Record"]:
        """Part the record by level of government."""
        level = {key: (one.level.value,) for key, one in self.authorities.items()}
        return self._parted(lambda one: level.get(one.authority, ()), lambda _: (AuthorityLevel.LOCAL.value,))

    def by_procedure(self) -> dict[str, "Record"]:
        """Part the record by procedure; an act under two stands with both, and what knows no procedure is left out."""

        def named(one: Deed) -> tuple[str, ...]:
            if isinstance(one, ConsultationFact):
                return (one.procedure,)
            return one.procedures if isinstance(one, ActFact) else ()

        return {key: replace(part, one_procedure=True) for key, part in self._parted(named, lambda _: ()).items()}

    def by_area(self) -> dict[str, "Record"]:
        """Part the record by area of work; what concerns two stands with both."""
        return self._parted(lambda one: one.areas, lambda _: ())

    def by_period(self, *, quarters: bool = False) -> dict[str, "Record"]:
        """Part the record by year or by quarter („2026-3”), in order; every part knows all units."""

        def named(one: Deed) -> tuple[str, ...]:
            return (f"{one.day.year}-{(one.day.month + 2) // 3}" if quarters else str(one.day.year),)

        parts = self._parted(named, lambda _: ())
        return {name: replace(parts[name], units=self.units) for name in sorted(parts)}

    def _parted(
        self, keys: Callable[[Deed], tuple[Part, ...]], keys_of_unit: Callable[[UnitFact], tuple[Part, ...]]
    ) -> dict[Part, "Record"]:
        """Part the record in one pass; what has no key is left out, and what has several stands in each."""
        kept: dict[Part, _Rows] = {}
        for one in self.deeds:
            for part in keys(one):
                kept.setdefault(part, _Rows()).take(one)
        for unit in self.units:
            for part in keys_of_unit(unit):
                kept.setdefault(part, _Rows()).take(unit)
        return {part: rows.within(self) for part, rows in kept.items()}


@dataclass(slots=True)
class _Rows:
    """The rows of a part while it is gathered."""

    consultations: list[ConsultationFact] = field(default_factory=list)
    acts: list[ActFact] = field(default_factory=list)
    groups: list[GroupFact] = field(default_factory=list)
    activities: list[ActivityFact] = field(default_factory=list)
    units: list[UnitFact] = field(default_factory=list)

    def take(self, one: Fact) -> None:
        match one:
            case ConsultationFact():
                self.consultations.append(one)
            case ActFact():
                self.acts.append(one)
            case GroupFact():
                self.groups.append(one)
            case ActivityFact():
                self.activities.append(one)
            case UnitFact():
                self.units.append(one)

    def within(self, whole: Record) -> Record:
        return replace(
            whole,
            consultations=tuple(self.consultations),
            acts=tuple(self.acts),
            groups=tuple(self.groups),
            activities=tuple(self.activities),
            units=tuple(self.units),
        )


def periods_between(first: str, last: str) -> list[str]:
    """List the years („2026”) or quarters („2026-3”) from the first to the last, without a gap."""
    if "-" not in first:
        return [str(year) for year in range(int(first), int(last) + 1)]
    begin, end = (4 * int(year) + int(quarter) - 1 for year, quarter in (first.split("-"), last.split("-")))
    return [f"{place // 4}-{place % 4 + 1}" for place in range(begin, end + 1)]


def _chosen(one: AuthorityFact, scope: Scope) -> bool:
    if scope.authority not in (None, one.id) or scope.level not in (None, one.level):
        return False
    return not scope.territory or (one.level is AuthorityLevel.LOCAL and scope.territory in (one.unit, one.district))


def _ours(one: Deed, scope: Scope, mine: Iterable[UUID]) -> bool:
    return one.authority in mine and scope.holds(one.day) and (not scope.area or scope.area in one.areas)
