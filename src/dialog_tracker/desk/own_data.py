"""Everything that is kept of one person, from all rooms, for the person: what was sent, contacts, files, roles, letters, acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import col

from dialog_tracker.accounts.queries import AccountRecord, account_of_address, mandates_of
from dialog_tracker.accounts.tables import ErasureRequest, Person, WebSession
from dialog_tracker.activities.tables import Activity
from dialog_tracker.attendance.tables import Attendee
from dialog_tracker.comments.moderation import PersonalRecord, records_of
from dialog_tracker.comments.tables import BasketItem, Comment, CommentOriginal, CoSignature, Submission, SubmissionFile
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.contacts.tables import ContactPoint
from dialog_tracker.directory.tables import Authority
from dialog_tracker.domain.script import Face
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.notices.tables import Follower, Subscription
from dialog_tracker.outbox.tables import Letter
from dialog_tracker.storage.transaction import Reader
from dialog_tracker.workgroups.tables import GroupCall, Nomination, RankingObjection, WorkingGroup

_MOST_ACTS = 10_000
_NO_ACCOUNT = UUID(int=0)


@dataclass(frozen=True, slots=True)
class OwnComment:
    """A comment as it was received."""

    number: str
    place: str
    proposed: str
    reasons: str


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file that came with a submission."""

    name: str
    sha256: str | None
    address: str
    public: bool
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnSubmission:
    """A submission with what is kept of whoever stands behind it."""

    contact: PersonalRecord
    comments: Sequence[OwnComment]
    files: Sequence[OwnFile]


@dataclass(frozen=True, slots=True)
class OwnSignature:
    """An invitation to stand behind a submission of others, and what was confirmed by it."""

    number: str
    organisation: str
    signed_by: str
    function: str
    asked_at: datetime
    confirmed_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnAttendance:
    """A registration for an activity; `came` is None where the office has not said."""

    activity: str
    name: str
    organisation: str
    function: str
    named: bool
    registered_at: datetime
    cancelled_at: datetime | None
    came: bool | None


@dataclass(frozen=True, slots=True)
class OwnContact:
    """An entry as a contact point of an authority."""

    authority: str
    name: str
    function: str
    telephone: str
    begins_on: date | None
    last_on: date | None


@dataclass(frozen=True, slots=True)
class OwnNomination:
    """A nomination for a working group that was sent from the address."""

    group: str
    organisation: str
    candidate: str
    function: str
    deputy: str
    motivation: str
    cv: str
    received_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnObjection:
    """An objection to a ranking that was sent from the address."""

    group: str
    name: str
    body: str
    received_at: datetime
    answer: str


@dataclass(frozen=True, slots=True)
class OwnDraft:
    """A comment that lies in a basket."""

    consultation: str
    proposed: str
    reasons: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class OwnFollowing:
    """Something that the address follows by mail; unconfirmed where nobody opened the link."""

    what: str
    name: str
    rhythm: str
    asked_at: datetime
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnLetter:
    """A letter written to the person."""

    kind: str
    subject: str
    written_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnAct:
    """An act of the person in the record."""

    at: datetime
    act: str
    subject_kind: str


@dataclass(frozen=True, slots=True)
class OwnData:
    """Everything that is kept of a person under an address of e-mail."""

    email: str
    account: AccountRecord | None
    roles: Sequence[str]
    sessions: int
    submissions: Sequence[OwnSubmission]
    signatures: Sequence[OwnSignature]
    attendances: Sequence[OwnAttendance]
    contact_points: Sequence[OwnContact]
    nominations: Sequence[OwnNomination]
    objections: Sequence[OwnObjection]
    following: Sequence[OwnFollowing]
    baskets: Sequence[OwnDraft]
    letters: Sequence[OwnLetter]
    acts: Sequence[OwnAct]
    erasure_asked_at: datetime | None


async def everything_of(session: Reader, email: str, now: datetime) -> OwnData:
    """Gather everything that is kept of the person with an address; as many queries for many submissions as for one."""
    # Nobody in particular stands for an address without an account: compared with nothing, a column would match every empty one.
    person_id = await session.scalar(select(col(Person.id)).where(col(Person.email) == email)) or _NO_ACCOUNT
    held = await mandates_of(session, person_id, now, face=Face.CYRILLIC)
    open_sessions = select(func.count()).select_from(WebSession).where(col(WebSession.person_id) == person_id)
    return OwnData(
        email=email,
        account=await account_of_address(session, email),
        roles=[" ".join(filter(None, (one.role.value, one.body))) for one in held],
        sessions=await session.scalar(open_sessions) or 0,
        submissions=await _submissions(session, email, person_id),
        signatures=await _signatures(session, email),
        attendances=await _attendances(session, email),
        contact_points=await _contact_points(session, email, person_id),
        nominations=await _nominations(session, email),
        objections=await _objections(session, email),
        following=await _following(session, email),
        baskets=await _baskets(session, person_id),
        letters=await _letters(session, email, person_id),
        acts=await _acts(session, person_id),
        erasure_asked_at=await waiting_since(session, person_id),
    )


async def waiting_since(session: Reader, person_id: UUID) -> datetime | None:
    """Tell since when a request for erasure waits for an administrator."""
    query = select(col(ErasureRequest.asked_at)).where(col(ErasureRequest.person_id) == person_id, col(ErasureRequest.decision) == "")
    asked_at: datetime | None = await session.scalar(query.limit(1))
    return asked_at


async def _submissions(session: Reader, email: str, person_id: UUID) -> list[OwnSubmission]:
    contacts = await records_of(session, email, person_id)
    ids = [contact.id for contact in contacts]
    words = (
        func.coalesce(col(CommentOriginal.proposed), col(Comment.proposed)),
        func.coalesce(col(CommentOriginal.reasons), col(Comment.reasons)),
    )
    columns: tuple[Any, ...] = (col(Comment.submission_id), col(Comment.number), col(Comment.place), *words)
    said = select(*columns).outerjoin(CommentOriginal, col(CommentOriginal.comment_id) == col(Comment.id))
    comments: dict[UUID, list[OwnComment]] = {}
    for submission_id, *one in await session.execute(said.where(col(Comment.submission_id).in_(ids)).order_by(col(Comment.position))):
        comments.setdefault(submission_id, []).append(OwnComment(*one))
    shown = (SubmissionFile.submission_id, SubmissionFile.name, SubmissionFile.sha256, SubmissionFile.address, SubmissionFile.public)
    kept: tuple[Any, ...] = (*map(col, shown), col(SubmissionFile.erased_at))
    files: dict[UUID, list[OwnFile]] = {}
    for submission_id, *file in await session.execute(
        select(*kept).where(col(SubmissionFile.submission_id).in_(ids)).order_by(col(SubmissionFile.position))
    ):
        files.setdefault(submission_id, []).append(OwnFile(*file))
    return [OwnSubmission(contact, comments.get(contact.id, ()), files.get(contact.id, ())) for contact in contacts]


async def _signatures(session: Reader, email: str) -> list[OwnSignature]:
    shown = (CoSignature.name, CoSignature.signed_by, CoSignature.function, CoSignature.asked_at)
    columns: tuple[Any, ...] = (col(Submission.number), *map(col, shown), col(CoSignature.confirmed_at), col(CoSignature.withdrawn_at))
    query = select(*columns).join(Submission, col(Submission.id) == col(CoSignature.submission_id)).where(col(CoSignature.email) == email)
    return [OwnSignature(*row) for row in await session.execute(query.order_by(col(CoSignature.asked_at)))]


async def _attendances(session: Reader, email: str) -> list[OwnAttendance]:
    names = (Activity.title, Attendee.name, Attendee.organisation, Attendee.function, Attendee.named, Attendee.registered_at)
    columns: tuple[Any, ...] = (*map(col, names), col(Attendee.cancelled_at), col(Attendee.came))
    query = select(*columns).join(Activity, col(Activity.id) == col(Attendee.activity_id)).where(col(Attendee.email) == email)
    return [OwnAttendance(*row) for row in await session.execute(query.order_by(col(Attendee.registered_at)))]


async def _contact_points(session: Reader, email: str, person_id: UUID) -> list[OwnContact]:
    names = (ContactPoint.name, ContactPoint.function, ContactPoint.telephone, ContactPoint.begins_on, ContactPoint.last_on)
    columns: tuple[Any, ...] = (col(Authority.name), *map(col, names))
    theirs = or_(func.lower(col(ContactPoint.email)) == email, col(ContactPoint.person_id) == person_id)
    query = select(*columns).join(Authority, col(Authority.id) == col(ContactPoint.authority_id)).where(theirs)
    return [OwnContact(*row) for row in await session.execute(query.order_by(col(ContactPoint.created_at)))]


async def _nominations(session: Reader, email: str) -> list[OwnNomination]:
    who = (Nomination.organisation, Nomination.candidate, Nomination.function, Nomination.deputy, Nomination.motivation, Nomination.cv)
    columns: tuple[Any, ...] = (col(WorkingGroup.title), *map(col, who), col(Nomination.received_at), col(Nomination.withdrawn_at))
    query = select(*columns).select_from(Nomination).join(GroupCall, col(GroupCall.id) == col(Nomination.call_id))
    query = query.join(WorkingGroup, col(WorkingGroup.id) == col(GroupCall.group_id)).where(col(Nomination.email) == email)
    return [OwnNomination(*row) for row in await session.execute(query.order_by(col(Nomination.received_at)))]


async def _objections(session: Reader, email: str) -> list[OwnObjection]:
    said = (RankingObjection.name, RankingObjection.body, RankingObjection.received_at, RankingObjection.answer)
    columns: tuple[Any, ...] = (col(WorkingGroup.title), *map(col, said))
    query = select(*columns).select_from(RankingObjection).join(GroupCall, col(GroupCall.id) == col(RankingObjection.call_id))
    query = query.join(WorkingGroup, col(WorkingGroup.id) == col(GroupCall.group_id)).where(col(RankingObjection.email) == email)
    return [OwnObjection(*row) for row in await session.execute(query.order_by(col(RankingObjection.received_at)))]


async def _baskets(session: Reader, person_id: UUID) -> list[OwnDraft]:
    columns = (col(Consultation.reference), col(BasketItem.proposed), col(BasketItem.reasons), col(BasketItem.saved_at))
    query = select(*columns).join(Consultation, col(Consultation.id) == col(BasketItem.consultation_id))
    return [
        OwnDraft(*row) for row in await session.execute(query.where(col(BasketItem.person_id) == person_id).order_by(col(BasketItem.id)))
    ]


async def _following(session: Reader, email: str) -> list[OwnFollowing]:
    shown = (Subscription.what, Subscription.name, Subscription.rhythm, Subscription.created_at)
    columns: tuple[Any, ...] = (*map(col, shown), col(Subscription.confirmed_at))
    query = select(*columns).join(Follower, col(Follower.id) == col(Subscription.follower_id)).where(col(Follower.email) == email)
    return [OwnFollowing(*row) for row in await session.execute(query.order_by(col(Subscription.created_at)))]


async def _letters(session: Reader, email: str, person_id: UUID) -> list[OwnLetter]:
    columns: tuple[Any, ...] = (col(Letter.kind), col(Letter.subject), col(Letter.created_at), col(Letter.sent_at))
    theirs = or_(col(Letter.address) == email, col(Letter.person_id) == person_id)
    return [OwnLetter(*row) for row in await session.execute(select(*columns).where(theirs).order_by(col(Letter.id)))]


async def _acts(session: Reader, person_id: UUID) -> list[OwnAct]:
    columns = (col(LedgerEntry.at), col(LedgerEntry.act), col(LedgerEntry.subject_kind))
    query = select(*columns).where(col(LedgerEntry.actor_id) == person_id).order_by(col(LedgerEntry.sequence).desc()).limit(_MOST_ACTS)
    return [OwnAct(*row) for row in await session.execute(query)]
