"""Every comment of the report as one row, and the sums over them: what JSON, CSV, XLSX and HTML lay out alike.

Late comments are counted like others and marked; withdrawn ones are in no sum but their own. The sums over statuses, over
submitters and over rows are therefore the same.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dialog_tracker.domain.outcome import Grouping
from dialog_tracker.domain.outcome_english import english_title
from dialog_tracker.domain.outcome_facts import CommentFacts, ReportFacts, SubmissionFacts
from dialog_tracker.domain.outcome_grammar import hard_spaces
from dialog_tracker.domain.outcome_grouping import in_order_of
from dialog_tracker.domain.outcome_labels import COMMENT_KINDS, STATUS, chapter_heading, shown_name
from dialog_tracker.domain.outcome_points import Point, points_of, submission_of, submissions_by_number
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.submission import SubmitterKind

WHOLE_TEXT = "текст у целини"


class Column(StrEnum):
    """What may be asked for in a table of comments, in the order of the columns."""

    ROW = "row"
    NUMBER = "number"
    SUBMITTER = "submitter"
    SUBMITTER_KIND = "submitter_kind"
    RECEIVED = "received"
    CHANNEL = "channel"
    LATE = "late"
    PLACE = "place"
    CHAPTER = "chapter"
    TOPICS = "topics"
    KIND = "kind"
    TEXT = "text"
    PROPOSED = "proposed"
    REASONS = "reasons"
    STATUS = "status"
    ANSWER = "answer"
    WHAT_CHANGED = "what_changed"


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One comment with its answer; `row` is its running number in the report, shared by those that are answered together."""

    row: int
    number: str
    submitter: str
    submitter_kind: SubmitterKind
    received_at: date | datetime
    channel: str
    late: bool
    places: tuple[str, ...]
    chapter: str
    topics: tuple[str, ...]
    kind: str
    text: str
    proposed: str
    reasons: str
    language: str
    script: Script
    status: ResponseStatus
    answer: str
    what_changed: str

    @property
    def place(self) -> str:
        """Name the provisions that the comment is about."""
        return ", ".join(self.places) or WHOLE_TEXT


@dataclass(frozen=True, slots=True)
class SubmitterLine:
    """What one submitter asked and how it ended; two people who withheld their names are two lines."""

    name: str
    kind: SubmitterKind
    comments: int
    by_status: Mapping[ResponseStatus, int]


@dataclass(frozen=True, slots=True)
class Register:
    """The rows of a report with their sums; every status has a sum, if only zero."""

    reference: str
    version: int
    working: bool
    english: bool
    title: str
    act_title: str
    authority: str
    issued_on: date
    remarks: tuple[str, ...]
    totals: Mapping[ResponseStatus, int]
    submitters: tuple[SubmitterLine, ...]
    comments: tuple[OutcomeRow, ...]
    withdrawn: int

    @property
    def late(self) -> int:
        """Count the late comments."""
        return sum(row.late for row in self.comments)


def register_of(facts: ReportFacts, grouping: Grouping = Grouping.ARTICLE) -> Register:
    """Lay out every comment in the order of the report, with the running numbers that a report of this grouping has.

    Raises Malformed `comment-without-submission` or `two-responses-for-a-point`.
    """
    submissions = submissions_by_number(facts)
    points = in_order_of(facts, points_of(facts), grouping)
    rows = tuple(row for number, point in enumerate(points, start=1) for row in _rows(number, point, submissions))
    return Register(
        reference=facts.reference,
        version=facts.version,
        working=facts.working,
        english=facts.english,
        title=english_title(facts) if facts.english else facts.procedure.report_title,
        act_title=facts.act.title,
        authority=facts.authority.name,
        issued_on=facts.issued_on,
        remarks=facts.remarks,
        totals=_sums(rows),
        submitters=_submitters(rows, facts),
        comments=rows,
        withdrawn=sum(comment.withdrawn for comment in facts.comments),
    )


def _rows(number: int, point: Point, submissions: Mapping[str, SubmissionFacts]) -> Iterator[OutcomeRow]:
    for comment in point.comments:
        yield _row(number, comment, submission_of(comment, submissions), point)


def _row(number: int, comment: CommentFacts, submission: SubmissionFacts, point: Point) -> OutcomeRow:
    on, at = submission.received_on, submission.received_at
    places = sorted(comment.places, key=lambda place: place.order)
    return OutcomeRow(
        row=number,
        number=comment.number,
        submitter=shown_name(submission.submitter, submission.kind),
        submitter_kind=submission.kind,
        received_at=datetime.combine(on, at) if at else on,
        channel=submission.channel,
        late=submission.late,
        places=tuple(hard_spaces(place.label) for place in places),
        chapter=chapter_heading(places[0].chapter_label, places[0].chapter_title) if places else "",
        topics=comment.topics,
        kind=COMMENT_KINDS.get(comment.kind, comment.kind),
        text=comment.text,
        proposed=comment.proposed_wording,
        reasons=comment.reasons,
        language=comment.language,
        script=comment.script,
        status=point.response.status,
        answer=point.response.reasons,
        what_changed=point.response.what_changed,
    )


def _sums(rows: Sequence[OutcomeRow]) -> Mapping[ResponseStatus, int]:
    counted = Counter(row.status for row in rows)
    return {status: counted[status] for status in STATUS}


def _submitters(rows: Sequence[OutcomeRow], facts: ReportFacts) -> tuple[SubmitterLine, ...]:
    """A submitter who withheld the name once is not joined with what was sent under the name, which would tell it."""
    who = {one.number: (one.submitter_key or one.number, one.submitter) for one in facts.submissions}
    sent = {comment.number: who[comment.submission] for comment in facts.comments if not comment.withdrawn}
    gathered: dict[tuple[str, str], list[OutcomeRow]] = {}
    for row in rows:
        gathered.setdefault(sent[row.number], []).append(row)
    lines = [SubmitterLine(mine[0].submitter, mine[0].submitter_kind, len(mine), _sums(mine)) for mine in gathered.values()]
    return tuple(sorted(lines, key=lambda line: (-line.comments, line.name)))


LABELS: Mapping[Column, str] = {
    Column.ROW: "Р. бр.",
    Column.NUMBER: "Број коментара",
    Column.SUBMITTER: "Подносилац",
    Column.SUBMITTER_KIND: "Врста подносиоца",
    Column.RECEIVED: "Примљено",
    Column.CHANNEL: "Начин пријема",
    Column.LATE: "Неблаговремен",
    Column.PLACE: "Одредба",
    Column.CHAPTER: "Глава",
    Column.TOPICS: "Теме",
    Column.KIND: "Врста коментара",
    Column.TEXT: "Коментар",
    Column.PROPOSED: "Предложени текст",
    Column.REASONS: "Разлог подносиоца",
    Column.STATUS: "Одговор",
    Column.ANSWER: "Образложење",
    Column.WHAT_CHANGED: "Шта је измењено",
}
