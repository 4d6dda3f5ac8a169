"""The numbers of the outcome report; every table adds up to the same totals."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from dialog_tracker.domain.outcome import Arrivals, KindCount, PartCount, SectionKey, StatusCount, Totals
from dialog_tracker.domain.outcome_facts import CommentFacts, ReportFacts, SubmissionFacts
from dialog_tracker.domain.outcome_grammar import hard_spaces, share
from dialog_tracker.domain.outcome_labels import KINDS, PART_OF_SECTION, STATUS, chapter_heading
from dialog_tracker.domain.outcome_points import Point, chapters_of, submissions_by_number, text_of
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.submission import SubmitterKind

DAYS_SHOWN_SINGLY = 45  # a longer window is shown by weeks, or the bars would be too thin to read
PLACES_NAMED = 3


def _standing(facts: ReportFacts) -> list[CommentFacts]:
    return [comment for comment in facts.comments if not comment.withdrawn]


def totals_of(facts: ReportFacts, points: Sequence[Point]) -> Totals:
    """Count submitters, submissions and comments; points are the rows that were answered."""
    standing = _standing(facts)
    return Totals(
        submitters=len({_submitter(submission) for submission in facts.submissions}),
        submissions=len(facts.submissions),
        late_submissions=sum(submission.late for submission in facts.submissions),
        received=len(standing),
        texts=len({text_of(comment) for comment in standing}),
        points=len(points),
        withdrawn=len(facts.comments) - len(standing),
    )


def _submitter(submission: SubmissionFacts) -> tuple[str, str]:
    return ("key", submission.submitter_key) if submission.submitter_key else ("number", submission.number)


def statuses_of(points: Sequence[Point]) -> tuple[StatusCount, ...]:
    """Count points and comments by status; a status that nothing ended with is shown too, except `unanswered`."""
    ended = Counter(point.response.status for point in points)
    heard = Counter[ResponseStatus]()
    for point in points:
        heard[point.response.status] += len(point.comments)
    return tuple(
        StatusCount(status, label, ended[status], share(ended[status], len(points)), heard[status])
        for status, label in STATUS.items()
        if ended[status] or status is not ResponseStatus.UNANSWERED
    )


def kinds_of(facts: ReportFacts) -> tuple[KindCount, ...]:
    """Count by kind of submitter, the largest number of comments first."""
    by_number = submissions_by_number(facts)
    comments = Counter(by_number[comment.submission].kind for comment in _standing(facts))
    submissions = Counter(submission.kind for submission in facts.submissions)
    present = sorted(submissions, key=lambda kind: (-comments[kind], list(KINDS).index(kind)))
    whole = comments.total()
    return tuple(
        KindCount(KINDS[kind], _submitters(facts, kind), submissions[kind], comments[kind], share(comments[kind], whole))
        for kind in present
    )


def _submitters(facts: ReportFacts, kind: SubmitterKind) -> int:
    """A submitter who wrote under two kinds counts with the first, so that the column adds up."""
    first: dict[tuple[str, str], SubmitterKind] = {}
    for submission in facts.submissions:
        first.setdefault(_submitter(submission), submission.kind)
    return sum(owned is kind for owned in first.values())


def parts_of(points: Sequence[Point]) -> tuple[PartCount, ...]:
    """Count by part of the text; late and out-of-scope comments have rows of their own."""
    filed: Mapping[SectionKey, list[Point]] = {key: [point for point in points if point.section is key] for key in SectionKey}
    chapters = chapters_of(filed[SectionKey.PROVISIONS]).items()
    named = [(chapter_heading(*chapter) or PART_OF_SECTION[SectionKey.PROVISIONS], inside) for chapter, inside in chapters]
    if [label for label, _ in named] == [PART_OF_SECTION[SectionKey.PROVISIONS]]:
        named = [("Поједине одредбе", named[0][1])]
    rows = [(PART_OF_SECTION[SectionKey.GENERAL], filed[SectionKey.GENERAL]), *named]
    rows += [(PART_OF_SECTION[key], filed[key]) for key in (SectionKey.LATE, SectionKey.OUT_OF_SCOPE)]
    return tuple(PartCount(hard_spaces(label), len(inside), _heard(inside)) for label, inside in rows)


def _heard(points: Iterable[Point]) -> int:
    return sum(len(point.comments) for point in points)


def busiest_places(points: Sequence[Point]) -> tuple[tuple[str, int], ...]:
    """Name the provisions that drew the most comments in time and in scope."""
    drawn = Counter[str]()
    for point in points:
        if point.section is SectionKey.PROVISIONS:
            drawn.update(place.label for comment in point.comments for place in comment.places)
    return tuple(drawn.most_common(PLACES_NAMED))


def arrivals_of(facts: ReportFacts) -> tuple[Arrivals, ...]:
    """Count submissions received in time for each day of the window, or each week of a long one."""
    timely = Counter(submission.received_on for submission in facts.submissions if not submission.late)
    first, last = min([facts.window.opens_on, *timely]), max([facts.window.closes_on, *timely])
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    if len(days) <= DAYS_SHOWN_SINGLY:
        return tuple(Arrivals(day, 1, f"{day.day}.{day.month}.", timely[day]) for day in days)
    return tuple(_week(days[start : start + 7], timely) for start in range(0, len(days), 7))


def _week(days: Sequence[date], timely: Counter[date]) -> Arrivals:
    first, last = days[0], days[-1]
    return Arrivals(first, len(days), f"{first.day}.{first.month}–{last.day}.{last.month}.", sum(timely[day] for day in days))
