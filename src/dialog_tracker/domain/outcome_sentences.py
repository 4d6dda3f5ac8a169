"""What an authority says in a report in its own name: how the consultation ran, who took part, what came of it.

Comments, answers and names of submitters are not among it; they are found and shown by themselves, as they may be shown today.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dialog_tracker.domain.outcome import ChangeRow, Course, FrontPage, Numbers


@dataclass(frozen=True, slots=True)
class SaidAfter:
    """The sentences of the last part of a report, without the comments that stand there."""

    withdrawn: str
    exceptions: tuple[str, ...]
    four_eyes: str
    changes_lead: str
    changes: tuple[ChangeRow, ...]
    corrections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidReport:
    """A frozen report as far as the authority speaks in it."""

    front: FrontPage
    course: Course
    numbers: Numbers
    aftermath: SaidAfter


def sentences(report: SaidReport) -> tuple[str, ...]:
    """Give the paragraphs in the order of the report, each once."""
    return tuple(dict.fromkeys(line for line in _lines(report) if line.strip()))


def _lines(report: SaidReport) -> Iterator[str]:
    # Notes on how numbers are made and where the report is published are the same in all of them, and tell one from none.
    front, course, numbers, after = report.front, report.course, report.numbers, report.aftermath
    yield from (front.basis, *front.intro)
    yield from (f"{one.label}: {one.value}" for one in front.facts)
    yield from (*course.grounds, *course.citations, *course.drafting, course.published, *course.publications)
    yield from (course.channels_lead, *course.channels, course.events_lead)
    yield from (f"{event.held_on}: {event.name}" for event in course.events)
    yield from (course.arrivals_lead, course.invited_lead)
    yield from (numbers.participation, numbers.outcome, numbers.parts_note)
    yield from (after.withdrawn, *after.exceptions, after.four_eyes, after.changes_lead)
    yield from (f"{row.place}: {row.change}" for row in after.changes)
    yield from after.corrections
