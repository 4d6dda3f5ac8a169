"""Which comments are answered together, and in which section of the report each answer stands."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.outcome import SectionKey
from dialog_tracker.domain.outcome_facts import CommentFacts, Place, ReportFacts, ResponseFacts, SubmissionFacts
from dialog_tracker.domain.response import ResponseStatus


@dataclass(frozen=True, slots=True)
class Point:
    """Comments that ask for the same and the one answer to them; late comments never share a point with timely ones."""

    section: SectionKey
    comments: tuple[CommentFacts, ...]
    response: ResponseFacts

    @property
    def first(self) -> CommentFacts:
        """The comment that is printed in full."""
        return self.comments[0]

    @property
    def place(self) -> Place | None:
        """The provision the point is filed under; None for the text as a whole."""
        return min(self.first.places, key=lambda place: place.order, default=None)

    @property
    def texts(self) -> frozenset[str]:
        """The distinct texts behind the point."""
        return frozenset(text_of(comment) for comment in self.comments)


def text_of(comment: CommentFacts) -> str:
    """Return what tells one text from another."""
    return comment.text_hash or comment.number


def points_of(facts: ReportFacts) -> tuple[Point, ...]:
    """Group the comments that were not withdrawn into answered points, in the order of the report.

    Raises Malformed `comment-without-submission` or `two-responses-for-a-point`.
    """
    submissions = submissions_by_number(facts)
    responses = _responses_by_point(facts.responses)
    together: dict[tuple[bool, str], list[CommentFacts]] = defaultdict(list)
    for comment in facts.comments:
        if not comment.withdrawn:
            late = submission_of(comment, submissions).late
            together[late, comment.point or comment.number].append(comment)
    points = [_point(late, key, comments, responses) for (late, key), comments in together.items()]
    return _by_chapter(sorted(points, key=_rank))


def submissions_by_number(facts: ReportFacts) -> Mapping[str, SubmissionFacts]:
    """Index the submissions by their number."""
    return {submission.number: submission for submission in facts.submissions}


def submission_of(comment: CommentFacts, submissions: Mapping[str, SubmissionFacts]) -> SubmissionFacts:
    """Return the submission that a comment came with."""
    try:
        return submissions[comment.submission]
    except KeyError:
        raise Malformed("comment-without-submission", comment=comment.number, submission=comment.submission) from None


def _responses_by_point(responses: Iterable[ResponseFacts]) -> Mapping[str, ResponseFacts]:
    by_point: dict[str, ResponseFacts] = {}
    for response in responses:
        if response.point in by_point:
            raise Malformed("two-responses-for-a-point", point=response.point)
        by_point[response.point] = response
    return by_point


def _point(late: bool, key: str, comments: list[CommentFacts], responses: Mapping[str, ResponseFacts]) -> Point:
    response = responses.get(key) or ResponseFacts(key, ResponseStatus.UNANSWERED, "")
    return Point(_section(late, comments[0], response), tuple(comments), response)


def _section(late: bool, first: CommentFacts, response: ResponseFacts) -> SectionKey:
    if late:
        return SectionKey.LATE
    if response.status is ResponseStatus.OUT_OF_SCOPE:
        return SectionKey.OUT_OF_SCOPE
    return SectionKey.PROVISIONS if first.places else SectionKey.GENERAL


_ORDER = {key: index for index, key in enumerate(SectionKey)}


def _rank(point: Point) -> tuple[int, int]:
    place = point.place
    return _ORDER[point.section], place.order if place else -1


def _by_chapter(points: list[Point]) -> tuple[Point, ...]:
    """Provisions before and after the chapters form one table, so the running number must follow the tables."""
    others = [[point for point in points if point.section is key] for key in SectionKey]
    others[_ORDER[SectionKey.PROVISIONS]] = list(chain.from_iterable(chapters_of(others[_ORDER[SectionKey.PROVISIONS]]).values()))
    return tuple(chain.from_iterable(others))


def chapters_of(points: Iterable[Point]) -> Mapping[tuple[str, str], list[Point]]:
    """Group points by chapter (label, title), chapters in the order of the text."""
    chapters: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for point in points:
        place = point.place
        chapters[(place.chapter_label, place.chapter_title) if place else ("", "")].append(point)
    return chapters
