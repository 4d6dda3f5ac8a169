"""What the outcome report is made of: the facts as the register knows them on the day of signing.

Nothing is counted or worded here. Texts are Serbian in Cyrillic unless a comment says otherwise; legal citations
are data in the genitive, so that „На основу” can stand before them.
"""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from dialog_tracker.domain.activity import InvitationChannel
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.submission import SubmitterKind


class Qualifier(StrEnum):
    """How sure a stated number is."""

    EXACT = "exact"
    OVER = "over"
    ABOUT = "about"
    NOT_STATED = "not_stated"


class CountUnit(StrEnum):
    """What was counted at an event."""

    PARTICIPANTS = "participants"
    ORGANISATIONS = "organisations"


@dataclass(frozen=True, slots=True)
class AuthorityFacts:
    """The body that signs; `header_lines` stand above its name, `unit` below it."""

    name: str
    place: str
    header_lines: tuple[str, ...] = ("Република Србија",)
    unit: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ActFacts:
    """The draft: its title in the nominative, and the day of the version that was consulted on.

    `kind` is a code that the report has a Serbian name for („decision”), or that name itself.
    """

    title: str
    kind: str
    version_on: date | None = None


@dataclass(frozen=True, slots=True)
class ProcedureFacts:
    """A kind of consultation with the Serbian forms that sentences need; `conducted` agrees with `name`."""

    key: str
    name: str
    genitive: str
    locative: str
    conducted: str
    report_title: str


PUBLIC_DEBATE = ProcedureFacts(
    "public_debate", "јавна расправа", "јавне расправе", "јавној расправи", "спроведена је", "Извештај о спроведеној јавној расправи"
)
CONSULTATIONS = ProcedureFacts(
    "consultations", "консултације", "консултација", "консултацијама", "спроведене су", "Извештај о спроведеним консултацијама"
)
PUBLIC_INSPECTION = ProcedureFacts(
    "public_inspection", "јавни увид", "јавног увида", "јавном увиду", "спроведен је", "Извештај о спроведеном јавном увиду"
)


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """When comments were received: both end days, the hour of closing if one was set, the least number of days by law."""

    opens_on: date
    closes_on: date
    closes_at: time | None = None
    minimum_days: int | None = None


@dataclass(frozen=True, slots=True)
class ExtensionFacts:
    """One change of the closing day, with its reason."""

    old_end: date
    new_end: date
    reason: str


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """A way in which submissions came, named in the nominative."""

    name: str
    submissions: int


@dataclass(frozen=True, slots=True)
class InvitedFacts:
    """Somebody whom the authority invited to take part: how, when, and when an answer came if one did."""

    name: str
    channel: InvitationChannel
    invited_on: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class PublicationFacts:
    """A document that was published for the consultation."""

    title: str
    address: str = ""
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class EventFacts:
    """A meeting held during the consultation; `participants` is None where no number was stated."""

    kind: str
    title: str
    place: str
    held_on: date
    participants: int | None = None
    qualifier: Qualifier = Qualifier.EXACT
    unit: CountUnit = CountUnit.PARTICIPANTS


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """What one submitter sent; `submitter` is the name as consent allows, empty where it is withheld.

    `submitter_key` is the same for two submissions of one submitter; empty means that nobody knows.
    """

    number: str
    submitter: str
    kind: SubmitterKind
    received_on: date
    channel: str
    received_at: time | None = None
    late: bool = False
    submitter_key: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A provision a comment is about; `order` is its position in the text, the chapter is empty where there is none."""

    anchor: str
    label: str
    order: int
    chapter_label: str = ""
    chapter_title: str = ""


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """One point of a submission as it was written; no `places` means that it is about the whole text.

    `text_hash` tells identical texts, `point` what asks for the same; both empty mean that the comment stands alone.
    `topics` are names with those above them („Зеленило / Заливање”), in the order of the tree.
    """

    number: str
    submission: str
    text: str
    places: tuple[Place, ...] = ()
    kind: str = ""
    proposed_wording: str = ""
    reasons: str = ""
    language: str = "sr"
    script: Script = Script.CYRILLIC
    withdrawn: bool = False
    text_hash: str = ""
    point: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResponseFacts:
    """The answer to a point; `what_changed` is empty unless the text was changed, `changed_place` where it was."""

    point: str
    status: ResponseStatus
    reasons: str
    what_changed: str = ""
    changed_place: str = ""


@dataclass(frozen=True, slots=True)
class ExceptionFacts:
    """A departure from the rules that the approver signed for."""

    what: str
    reason: str
    signed_by: str
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class CorrectionFacts:
    """An answer that was corrected after the report, with the reason that was given."""

    comment: str
    status: ResponseStatus
    reason: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs; the title of the office is data, in the signatory's own gender."""

    office: str
    name: str


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """Everything the report is made of; `topics` in the order of their tree.

    A `working` copy is no report yet and counts `drafted` answers that are not published; a `narrowed` one leaves comments out, an `english`
    one has its frame in English. `remarks` are printed in front of a copy.
    """

    reference: str
    case_number: str
    version: int
    authority: AuthorityFacts
    act: ActFacts
    procedure: ProcedureFacts
    legal_basis: tuple[str, ...]
    window: WindowFacts
    issued_on: date
    signatory: Signatory
    report_due_on: date | None = None
    extensions: tuple[ExtensionFacts, ...] = ()
    channels: tuple[ChannelFacts, ...] = ()
    publications: tuple[PublicationFacts, ...] = ()
    drafted_by: str | None = None
    events: tuple[EventFacts, ...] = ()
    submissions: tuple[SubmissionFacts, ...] = ()
    comments: tuple[CommentFacts, ...] = ()
    responses: tuple[ResponseFacts, ...] = ()
    exceptions: tuple[ExceptionFacts, ...] = ()
    corrections: tuple[CorrectionFacts, ...] = ()
    four_eyes: bool = True
    annexes: tuple[str, ...] = ()
    report_addresses: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    working: bool = False
    drafted: int = 0
    narrowed: bool = False
    english: bool = False
    remarks: tuple[str, ...] = ()
    invited: tuple[InvitedFacts, ...] = ()
