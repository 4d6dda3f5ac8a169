"""The list behind a figure as it is published: one line for each row, with what is needed to count the figure again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dialog_tracker.domain.indicator_rows import Row
from dialog_tracker.domain.oversight_facts import ActFact, ConsultationFact, Fact, Record, UnitFact


def subject_key(subject: Fact) -> str:
    """Name a subject as addresses and explanations name it: a consultation by its reference, a unit by its code, others by their id."""
    if isinstance(subject, ConsultationFact):
        return subject.reference
    return subject.code if isinstance(subject, UnitFact) else str(subject.id)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a list with its context: whose it is and where, when it was, how much came in and how long the text is.

    The sum of parts over the sum of wholes is the figure, or the parts alone; `bad` marks what is pointed out, and
    `severity` says how much: days short or late, comments with no answer, items missing.
    """

    key: str
    title: str
    title_en: str
    authority: str
    authority_en: str
    level: str
    unit: str
    first_on: date | None
    last_on: date | None
    procedure: str
    comments: int | None
    articles: int | None
    part: int
    whole: int
    bad: bool
    severity: int
    parts: Mapping[str, int]
    explanation: str


def lines(rows: Sequence[Row], record: Record, explanations: Mapping[str, str]) -> list[Line]:
    """Lay the list behind a figure out."""
    return [_line(row, record, explanations.get(subject_key(row.subject), "")) for row in rows]


def _line(row: Row, record: Record, explanation: str) -> Line:
    subject = row.subject
    body = record.authorities.get(subject.authority) if subject.authority else None
    first, last = _days(subject)
    if isinstance(subject, UnitFact):
        named, english = subject.name, subject.name_en
    else:
        named, english = subject.title, getattr(subject, "title_en", "")
    text = subject if isinstance(subject, (ConsultationFact, ActFact)) else None
    return Line(
        subject_key(subject),
        named,
        english,
        body.name if body else "",
        body.name_en if body else "",
        body.level.value if body else "",
        subject.code if isinstance(subject, UnitFact) else body.unit if body else "",
        first,
        last,
        subject.procedure if isinstance(subject, ConsultationFact) else "",
        _comments(subject),
        text.articles if text else None,
        row.part,
        row.whole,
        row.bad,
        row.weight if row.bad else 0,
        row.parts,
        explanation,
    )


def _comments(subject: Fact) -> int | None:
    """Count comments where they are on record; those of a consultation held elsewhere are not."""
    if isinstance(subject, ConsultationFact):
        return subject.comments if subject.here else None
    return subject.comments if isinstance(subject, ActFact) and subject.comments_known else None


def _days(subject: Fact) -> tuple[date | None, date | None]:
    if isinstance(subject, ConsultationFact):
        return subject.opens_on, subject.last_on
    return (None, None) if isinstance(subject, UnitFact) else (subject.day, None)
