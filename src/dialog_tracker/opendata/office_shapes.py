"""What programs of authorities send and get: each thing with its bounds, which the description tells and the service holds."""

import base64
import binascii
from datetime import date, datetime, time
from typing import Annotated

import msgspec

from dialog_tracker.domain.act import ActKind
from dialog_tracker.domain.comment import CommentKind
from dialog_tracker.domain.consultation import Method
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.public_change import Event
from dialog_tracker.domain.submission import Channel, NameDisplay, SubmitterKind

# No control characters but those of a text of several lines; what is longer is refused, never cut.
_LINE = r"^[^\x00-\x1f\x7f]*$"
Line = Annotated[str, msgspec.Meta(max_length=1000, pattern=_LINE)]
Named = Annotated[str, msgspec.Meta(min_length=1, max_length=1000, pattern=_LINE)]
Words = Annotated[str, msgspec.Meta(max_length=5000, pattern=r"^[^\x00]*$")]
Text = Annotated[str, msgspec.Meta(max_length=100_000, pattern=r"^[^\x00]*$")]
Hour = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="Local time, as 15:30.")]
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=r"^[a-z0-9_.]+$")]


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What all that is sent has in common: what is not known is refused, so that a typing error is found."""


def hour(typed: str | None) -> time | None:
    """Read a local time whose shape was checked; None where none is given."""
    return time.fromisoformat(typed) if typed else None


class ElsewhereGiven(Given, frozen=True):
    """A consultation that runs elsewhere; an opening that nobody knows is left out."""

    title: Named
    act_kind: ActKind
    procedure: Key
    last_on: date
    opens_on: date | None = None
    closing_time: Hour | None = None
    case_number: Line = ""
    source_url: Line = ""
    methods: list[Method] = []
    summary: Words = ""
    coordinator: Line = ""
    email: Line = ""


class DraftGiven(Given, frozen=True):
    """A consultation to be opened here: the draft as a file in base64, and the dates; it is public only once it is published."""

    title: Named
    act_kind: ActKind
    procedure: Key
    opens_on: date
    last_on: date
    file_name: Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=_LINE)]
    content: Annotated[str, msgspec.Meta(min_length=1, description="The file, in base64.")]
    closing_time: Hour | None = None
    case_number: Line = ""
    summary: Words = ""
    coordinator: Line = ""
    email: Line = ""
    postal_address: Line = ""
    publish: bool = False

    def file(self) -> bytes:
        """Give the file; raises Malformed("content-unreadable")."""
        try:
            return base64.b64decode(self.content, validate=True)
        except (binascii.Error, ValueError):
            raise Malformed("content-unreadable", field="content") from None


class WindowGiven(Given, frozen=True):
    """Another end, or for one that has not opened yet another beginning and end, with the reason, which is published."""

    last_on: date
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=5000, pattern=r"^[^\x00]*$")]
    opens_on: date | None = None
    closing_time: Hour | None = None


class CommentGiven(Given, frozen=True):
    """One comment of a submission; without an anchor it is about the whole draft."""

    kind: CommentKind = CommentKind.PROPOSAL
    anchor: Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[A-Za-z0-9_.-]*$")] = ""
    proposed: Text = ""
    reasons: Text = ""


class SubmissionGiven(Given, frozen=True):
    """A submission that came another way, logged for its sender: how and when it came, who sent it, what it says."""

    comments: Annotated[list[CommentGiven], msgspec.Meta(min_length=1, max_length=1000)]
    received_at: datetime
    channel: Channel = Channel.EMAIL
    submitter_kind: SubmitterKind = SubmitterKind.INDIVIDUAL
    name: Line = ""
    organisation: Line = ""
    email: Line = ""
    display: NameDisplay = NameDisplay.FULL
    written_on: date | None = None
    registry_number: Annotated[str, msgspec.Meta(max_length=100, pattern=_LINE)] = ""


class WebhookGiven(Given, frozen=True):
    """Where to send what happens, and of which events."""

    url: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    events: Annotated[list[Event], msgspec.Meta(min_length=1, max_length=20)]


class TokenItem(msgspec.Struct, frozen=True):
    """Who asks: the authority, and what the token may do."""

    authority_id: str
    scopes: list[str]


class MadeConsultation(msgspec.Struct, frozen=True):
    """A consultation that was logged or prepared; `findings` are what an official should check in the text."""

    reference: str
    published: bool
    url: str
    api: str
    articles: int = 0
    findings: list[str] = []


class MadeSubmission(msgspec.Struct, frozen=True):
    """The receipt of a submission."""

    number: str
    received_at: datetime
    late: bool
    content_hash: str
    url: str
    api: str


class WindowItem(msgspec.Struct, frozen=True):
    """The window as it now is."""

    reference: str
    opens_at: datetime | None
    closes_at: datetime


class OfficeConsultation(msgspec.Struct, frozen=True):
    """A consultation of the authority, also one that is not public yet."""

    reference: str
    title: str
    stage: str
    venue: str
    opens_at: datetime | None
    closes_at: datetime


class OfficeConsultations(msgspec.Struct, frozen=True):
    """Consultations of the authority and the cursor of the next page."""

    items: list[OfficeConsultation]
    next: str | None


class WebhookItem(msgspec.Struct, frozen=True):
    """A webhook; the secret is given once, when it is made."""

    id: str
    url: str
    events: list[str]
    secret: str = ""


class WebhookList(msgspec.Struct, frozen=True):
    """The webhooks of the authority."""

    items: list[WebhookItem]
