"""Putting the answered points under other headings than the articles: submitters, topics, outcomes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dialog_tracker.domain.outcome import Grouping, SectionKey
from dialog_tracker.domain.outcome_facts import ReportFacts
from dialog_tracker.domain.outcome_labels import STATUS, WITHOUT_TOPIC, shown_name
from dialog_tracker.domain.outcome_points import Point, submissions_by_number


@dataclass(frozen=True, slots=True)
class Group:
    """Running numbers under one heading: printed here, and printed under another heading but belonging here too."""

    heading: str
    own: tuple[int, ...]
    also: tuple[int, ...]


def in_order_of(facts: ReportFacts, points: Sequence[Point], grouping: Grouping) -> tuple[Point, ...]:
    """Give the points in the order in which they are printed; late ones follow all others."""
    if grouping is Grouping.ARTICLE:
        return tuple(points)
    headings = _headings(facts, points, grouping)
    rank = {heading: at for at, heading in enumerate(_sorted(facts, headings, grouping))}
    order = sorted(range(len(points)), key=lambda at: (points[at].section is SectionKey.LATE, rank.get(headings[at][0], 0)))
    return tuple(points[at] for at in order)


def groups_of(facts: ReportFacts, points: Sequence[Point], grouping: Grouping) -> list[Group]:
    """Group points that stand in their printed order; late ones are in no group."""
    headings = _headings(facts, points, grouping)
    own: dict[str, list[int]] = {}
    also: dict[str, list[int]] = {}
    for number, (point, mine) in enumerate(zip(points, headings, strict=True), start=1):
        if point.section is not SectionKey.LATE:
            own.setdefault(mine[0], []).append(number)
            for other in mine[1:]:
                also.setdefault(other, []).append(number)
    present = _sorted(facts, [[heading] for heading in (*own, *also)], grouping)
    return [Group(heading, tuple(own.get(heading, ())), tuple(also.get(heading, ()))) for heading in present]


def _headings(facts: ReportFacts, points: Iterable[Point], grouping: Grouping) -> list[list[str]]:
    """Name the headings of each point, the one that it is printed under first."""
    submissions = submissions_by_number(facts)
    found = []
    for point in points:
        if grouping is Grouping.STATUS:
            mine = [STATUS[point.response.status]]
        elif grouping is Grouping.TOPIC:
            mine = [topic for comment in point.comments for topic in comment.topics] or [WITHOUT_TOPIC]
        else:
            sent = [submissions[comment.submission] for comment in point.comments]
            mine = [shown_name(submission.submitter, submission.kind) for submission in sent]
        found.append(list(dict.fromkeys(mine)))
    return found


def _sorted(facts: ReportFacts, headings: Iterable[Sequence[str]], grouping: Grouping) -> list[str]:
    present = {heading for mine in headings for heading in mine}
    known = {Grouping.STATUS: tuple(STATUS.values()), Grouping.TOPIC: (*facts.topics, WITHOUT_TOPIC)}.get(grouping, ())
    return [*(heading for heading in known if heading in present), *sorted(present.difference(known), key=alphabetical)]


_ALPHABET = {letter: at for at, letter in enumerate("абвгдђежзијклљмнњопрстћуфхцчџш")}


def alphabetical(name: str) -> list[int]:
    """Order names by the Serbian alphabet, signs of other alphabets after it; quotation marks do not count."""
    return [_ALPHABET.get(sign, 100 + ord(sign)) for sign in name.lower().strip("„”\"'")]
