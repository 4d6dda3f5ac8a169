"""A year of an authority's policy dialogue: what was put to consultation, what came of it, and which activities were held.

It is a report of the record kept here. No rule prescribes its form, and it claims none.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dialog_tracker.domain.programme import HOME, ActivityFacts, Figure
from dialog_tracker.domain.programme_figures import computed_figures
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.territory import bare_name


@dataclass(frozen=True, slots=True)
class YearConsultation:
    """A consultation that opened in the year; `by_status` counts published answers, and `reported_on` is the day of the first report."""

    reference: str
    title: str
    procedure_key: str
    opens_on: date
    last_on: date
    submissions: int
    comments: int
    by_status: Mapping[ResponseStatus, int]
    reported_on: date | None
    elsewhere: bool = False

    @property
    def answered(self) -> int:
        """Count the comments that have a published answer."""
        return sum(self.by_status.values())


@dataclass(frozen=True, slots=True)
class YearTotals:
    """The sums over the consultations of a year; a status that no answer has is left out."""

    consultations: int
    by_procedure: Mapping[str, int]
    submissions: int
    comments: int
    answered: int
    by_status: Mapping[ResponseStatus, int]
    reported: int


@dataclass(frozen=True, slots=True)
class YearGroups:
    """Working groups formed in the year: seats offered to organisations, members from them, and all members; deputies are not counted."""

    groups: int = 0
    seats: int = 0
    cso_members: int = 0
    members: int = 0


@dataclass(frozen=True, slots=True)
class YearPlace:
    """A town or municipality at home: how many activities were held there, and how many organisations from there sent something."""

    name: str
    activities: int
    organisations: int


@dataclass(frozen=True, slots=True)
class YearFacts:
    """What is on record of an authority and a year; `organisations` counts each that sent something once."""

    authority: str
    authority_en: str
    year: int
    made_on: date
    consultations: tuple[YearConsultation, ...]
    organisations: int
    activities: tuple[ActivityFacts, ...]
    groups: YearGroups = YearGroups()
    invited: int = 0
    senders: Mapping[str, int] = field(default_factory=dict)

    @property
    def places(self) -> tuple[YearPlace, ...]:
        """Give coverage by municipality, the most first; a town and its municipality of one name are one, and places abroad are left out.

        `senders` counts organisations by the territory of their seat, those without one under an empty name.
        """
        held = Counter(name for one in self.activities for name in {place.name for place in one.where if place.country == HOME})
        names = {bare_name(name): name for name in (*self.senders, *held)}
        at = Counter({bare_name(name): count for name, count in held.items()})
        sent: Counter[str] = Counter()
        for name, count in self.senders.items():
            sent[bare_name(name)] += count
        found = [YearPlace(name, at[key], sent[key]) for key, name in names.items()]
        return tuple(sorted(found, key=lambda one: (not one.name, -one.activities - one.organisations, one.name)))

    @property
    def totals(self) -> YearTotals:
        """Add the consultations up."""
        statuses: Counter[ResponseStatus] = Counter()
        for one in self.consultations:
            statuses.update(one.by_status)
        return YearTotals(
            len(self.consultations),
            dict(Counter(one.procedure_key for one in self.consultations)),
            sum(one.submissions for one in self.consultations),
            sum(one.comments for one in self.consultations),
            sum(one.answered for one in self.consultations),
            {status: statuses[status] for status in ResponseStatus if statuses[status]},
            sum(one.reported_on is not None for one in self.consultations),
        )

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Count the activities of the year."""
        return computed_figures(self.activities)
