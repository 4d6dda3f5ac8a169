"""Figures of a programme: those that its source states, those counted from its activities, and the two side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialog_tracker.domain.activity import EVENTS, ActivityKind, Count, CountUnit, Qualifier
from dialog_tracker.domain.country import country_name
from dialog_tracker.domain.outcome_grammar import Forms, number
from dialog_tracker.domain.programme import (
    HOME,
    KINDS,
    ActivityFacts,
    Figure,
    Measure,
    ProgrammeFacts,
    activity_name,
    kind_name,
    kinds_name,
    unit_name,
)
from dialog_tracker.domain.stated_count import summed

_ENTRY = Forms("унос", "уноса", "уноса")


@dataclass(frozen=True, slots=True)
class Beside:
    """A stated figure and the one computed of the same thing, either of which may be missing."""

    stated: Figure | None
    computed: Figure | None


def stated_figures(facts: ProgrammeFacts) -> tuple[Figure, ...]:
    """Gather every stated figure, of the programme first and then of each activity, in their order and in the words they came in."""
    return (*facts.figures, *(figure for one in facts.activities for figure in _stated_of(one, facts.source)))


def _stated_of(one: ActivityFacts, source: str) -> Iterator[Figure]:
    named = activity_name(one)
    if one.count.number is not None:
        kind, kind_en = kind_name(one.kind), kind_name(one.kind, english=True)
        words, words_en = (
            f"{unit_name(one.unit)}, {kind}: {named}",
            f"{unit_name(one.unit, english=True)}, {kind_en}: {activity_name(one, english=True)}",
        )
        yield Figure(one.count.number, one.count.qualifier, one.unit, words, words_en, one.source or source)
    yield from one.figures


@dataclass(frozen=True, slots=True)
class _Counted:
    """One activity or series as it is counted: how many times it was held, and who took part."""

    kind: ActivityKind
    times: int
    counts: tuple[Count, ...]


def _counted(activities: Sequence[ActivityFacts]) -> list[_Counted]:
    """A series whose activities are entered is counted by them, and by the number told of it where they are not."""
    members: dict[str, list[ActivityFacts]] = {}
    for one in activities:
        if one.series:
            members.setdefault(one.series, []).append(one)
    counted = []
    for one in activities:
        if one.series:
            continue
        held = members.get(one.key, [one])
        persons = tuple(_persons(each) for each in held)
        counted.append(_Counted(one.kind, sum(each.occurrences for each in held), persons))
    return counted


def _persons(one: ActivityFacts) -> Count:
    return one.count if one.unit is CountUnit.PERSONS else Count(None, Qualifier.NOT_STATED)


def computed_figures(activities: Sequence[ActivityFacts]) -> tuple[Figure, ...]:
    """Count what the register holds, each figure with how it was counted."""
    counted = _counted(activities)
    if not counted:
        return ()
    events = [one for one in counted if one.kind in EVENTS]
    figures = [
        _times(Measure.ACTIVITIES, counted, "активности у евиденцији", "activities in the register"),
        _times(
            Measure.EVENTS, events, "догађаји: обуке, конференције, састанци и други скупови", "events: trainings, conferences, meetings"
        ),
        *_people(Measure.EVENT_PARTICIPANTS, events, "учесници догађаја", "participants of events"),
    ]
    for kind in (kind for kind in KINDS if any(one.kind is kind for one in counted)):
        of_kind = [one for one in counted if one.kind is kind]
        named, named_en = kinds_name(kind), kinds_name(kind, english=True)
        figures.append(_times(kind.value, of_kind, named, named_en))
        figures += _people(f"{kind.value}_participants", of_kind, f"учесници, {named}", f"participants, {named_en}")
    return tuple(figure for figure in (*figures, *_territory(activities)) if figure.value)


def _times(measure: str, counted: Sequence[_Counted], of_what: str, of_what_en: str) -> Figure:
    how = f"пребројано у евиденцији, {_ENTRY.counted(len(counted))}"
    how_en = f"counted in the register, {len(counted)} {'entry' if len(counted) == 1 else 'entries'}"
    times = sum(one.times for one in counted)
    return Figure(times, Qualifier.EXACT, CountUnit.ACTIVITIES, of_what, of_what_en, how, how_en, str(measure))


def _people(measure: str, counted: Sequence[_Counted], of_what: str, of_what_en: str) -> Iterator[Figure]:
    counts = [count for one in counted for count in one.counts]
    known, times = sum(count.number is not None for count in counts), sum(one.times for one in counted)
    total = summed(counts)
    if total.number is None:
        return
    how = f"збир исказаних бројева; број је исказан за {number(known)} од {number(times)} активности"
    how_en = f"sum of the stated numbers; a number is stated for {known} of {times} activities"
    yield Figure(total.number, total.qualifier, CountUnit.PERSONS, of_what, of_what_en, how, how_en, str(measure))


def _territory(activities: Sequence[ActivityFacts]) -> Iterator[Figure]:
    at_home = sorted({place.name for one in activities for place in one.where if place.country == HOME and place.name})
    abroad = {place.country for one in activities for place in one.where} - {HOME}
    listed = ", ".join(at_home)
    abroad_sr, abroad_en = (", ".join(sorted(country_name(code, english=english) for code in abroad)) for english in (False, True))
    yield Figure(
        len(at_home), Qualifier.EXACT, CountUnit.PLACES, "места у Србији у којима су активности одржане",
        "places in Serbia where activities were held", listed, listed, Measure.PLACES,
    )  # fmt: skip
    yield Figure(
        len(abroad), Qualifier.EXACT, CountUnit.PLACES, "стране земље у којима су активности одржане",
        "foreign countries where activities were held", abroad_sr, abroad_en, Measure.COUNTRIES,
    )  # fmt: skip


def side_by_side(stated: Sequence[Figure], computed: Sequence[Figure]) -> tuple[Beside, ...]:
    """Put each stated figure beside the computed one of the same thing; what has no counterpart stands alone."""
    by_measure = {figure.measure: figure for figure in computed}
    used = {figure.measure for figure in stated if figure.measure}
    pairs = [Beside(figure, by_measure.get(figure.measure) if figure.measure else None) for figure in stated]
    return (*pairs, *(Beside(None, figure) for figure in computed if figure.measure not in used))
