"""The outcome report as frozen data: every number counted, every sentence worded, nothing left to look up.

`report_on` makes it from the facts; renderings (Word, XLSX, JSON, the page) only lay it out. Sentences are Serbian
in Cyrillic; what a submitter typed stays as typed, with its language and script.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dialog_tracker.domain.outcome_facts import Signatory
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Script

ROWS_PER_TABLE = 100  # a longer table takes word processors a time that grows with its square
LONGEST_IN_TABLE = 3_000  # a longer text would fill pages of one narrow column, so it stands in an annex
EXCERPT = 700
MEMBERS_TITLE = "Подносиоци истоветних и сличних коментара"
LONG_TEXTS_TITLE = "Цели текстови дугих коментара"


class SectionKey(StrEnum):
    """The four sections that comments stand in, in the order of the report."""

    GENERAL = "general"
    PROVISIONS = "provisions"
    LATE = "late"
    OUT_OF_SCOPE = "out_of_scope"


class Grouping(StrEnum):
    """By what the comments of a report are put under headings."""

    ARTICLE = "article"
    SUBMITTER = "submitter"
    TOPIC = "topic"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label and what stands beside it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The numbers of the report; withdrawn comments are in none but their own.

    `received` counts each comment as it came, `texts` those whose text differs, `points` the rows that were answered.
    """

    submitters: int
    submissions: int
    late_submissions: int
    received: int
    texts: int
    points: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many points and comments ended with one status; `share` is of the points."""

    status: ResponseStatus
    label: str
    points: int
    share: str
    comments: int


@dataclass(frozen=True, slots=True)
class KindCount:
    """What one kind of submitter sent; `share` is of the comments received."""

    label: str
    submitters: int
    submissions: int
    comments: int
    share: str


@dataclass(frozen=True, slots=True)
class PartCount:
    """How many points and comments one part of the text drew."""

    label: str
    points: int
    comments: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Submissions received in time on one day, or in the week that begins with it."""

    first_day: date
    days: int
    label: str
    submissions: int


@dataclass(frozen=True, slots=True)
class EventRow:
    """A meeting as a row of a table."""

    number: int
    held_on: str
    name: str
    participants: str


@dataclass(frozen=True, slots=True)
class InvitedRow:
    """Somebody who was invited, as a row of a table."""

    name: str
    channel: str
    invited_on: str
    answered_on: str


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One answered point; `number` is its running number here, `comment` the lasting number of its first comment.

    Where `continued` names an annex, long texts are cut here and stand there in full.
    """

    number: int
    comment: str
    submitter: str
    notes: tuple[str, ...]
    provisions: tuple[str, ...]
    text: str
    proposed_wording: str
    reasons: str
    language: str
    script: Script
    status: ResponseStatus
    status_label: str
    answer: str
    continued: str


@dataclass(frozen=True, slots=True)
class CommentTable:
    """At most `ROWS_PER_TABLE` rows under one heading, which is empty where the section needs none.

    `see_also` leads to rows that belong here too and are printed elsewhere.
    """

    heading: str
    rows: tuple[CommentRow, ...]
    see_also: str = ""


@dataclass(frozen=True, slots=True)
class CommentSection:
    """A section of comments; without tables its lead says that there were none."""

    key: SectionKey
    title: str
    lead: str
    tables: tuple[CommentTable, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change of the text and the rows that brought it about."""

    number: int
    place: str
    change: str
    because_of: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A further comment behind a row: who else asked for the same; `text` is empty where it was printed before."""

    number: int
    comment: str
    submitter: str
    likeness: str
    text: str
    language: str
    script: Script


@dataclass(frozen=True, slots=True)
class LongText:
    """A comment that was too long for its row, in full."""

    number: int
    comment: str
    submitter: str
    text: str
    proposed_wording: str
    reasons: str
    language: str
    script: Script


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The heading block and the two lines that frame every page."""

    above: tuple[str, ...]
    authority: str
    unit: str
    place: str
    case_number: str
    issued_on: str
    running_title: str


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The title page and the first section, which a journalist reads."""

    basis: str
    title: str
    subject: str
    place_and_month: str
    intro: tuple[str, ...]
    facts: tuple[Labelled, ...]
    facts_note: str


@dataclass(frozen=True, slots=True)
class Course:
    """How the consultation ran: grounds, drafting, publication, meetings, arrivals."""

    grounds: tuple[str, ...]
    citations: tuple[str, ...]
    drafting: tuple[str, ...]
    published: str
    publications: tuple[str, ...]
    channels_lead: str
    channels: tuple[str, ...]
    events_lead: str
    events: tuple[EventRow, ...]
    arrivals_lead: str
    arrivals: tuple[Arrivals, ...]
    arrivals_note: str
    invited_lead: str = ""
    invited: tuple[InvitedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Numbers:
    """Who took part and how it ended."""

    participation: str
    kinds: tuple[KindCount, ...]
    kinds_note: str
    meanings: tuple[Labelled, ...]
    outcome: str
    statuses: tuple[StatusCount, ...]
    statuses_note: str
    parts: tuple[PartCount, ...]
    parts_note: str


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What was withdrawn, excepted, changed and enclosed, and the closing sentence; `corrections` are those since the version before."""

    withdrawn: str
    exceptions: tuple[str, ...]
    four_eyes: str
    changes_lead: str
    changes: tuple[ChangeRow, ...]
    annexes: tuple[str, ...]
    members: tuple[MemberRow, ...]
    long_texts: tuple[LongText, ...]
    closing: str
    corrections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutcomeReport:
    """One frozen version of the report, or a copy of it; `remarks` say in front what a copy leaves out."""

    reference: str
    case_number: str
    version: int
    procedure: str
    procedure_genitive: str
    act_title: str
    issued_on: date
    totals: Totals
    letterhead: Letterhead
    front: FrontPage
    course: Course
    numbers: Numbers
    sections: tuple[CommentSection, ...]
    aftermath: Aftermath
    signatory: Signatory
    working: bool = False
    english: bool = False
    remarks: tuple[str, ...] = ()
