"""Reading for those who answer: the queue as it was filtered, one comment with everything beside it, and what can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, false, func, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col

from dialog_tracker.accounts.tables import Person
from dialog_tracker.analysis.tables import CommentGroup, CommentTopic, GroupMember
from dialog_tracker.comments.queries import LISTED
from dialog_tracker.comments.tables import Comment, CommentPlace, Submission
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.documents.tables import Provision
from dialog_tracker.domain.answering import MOST_AT_ONCE, AnswerStage, QueueFilter
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.group import GroupState
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import fold
from dialog_tracker.responses.queries import CURRENT, AnsweredLine, answered_columns
from dialog_tracker.responses.tables import CommentWork, Response, ResponseText, WorkflowPlace
from dialog_tracker.storage.transaction import Reader

PUBLISHED = "published"
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A comment in the queue; `stage` is how far its answer is, empty where there is none."""

    id: UUID
    number: str
    order: int
    position: int
    submitter: str
    place: str
    excerpt: str
    late: bool
    status: str
    stage: str
    assignee: str
    work_place: str

    @property
    def key(self) -> Key:
        """Give the place of the line in the queue."""
        return self.order, self.position


_STAGE = case((col(Response.published_at).is_not(None), PUBLISHED), else_=func.coalesce(col(Response.stage), ""))
_ASSIGNEE: Any = aliased(Person, name="assignee")


def _lines(*, latin: bool) -> Any:
    texts = (Comment.reasons_latn, Comment.proposed_latn) if latin else (Comment.reasons, Comment.proposed)
    who, place = (Submission.public_name_latn, Comment.place_latn) if latin else (Submission.public_name, Comment.place)
    columns: tuple[Any, ...] = (
        *(col(Comment.id), col(Comment.number), col(Comment.place_order), col(Comment.position), col(who), col(place)),
        func.left(func.concat(*map(col, texts)), 90),
        col(Submission.received_at) >= col(Consultation.closes_at),
        func.coalesce(col(Response.status), ResponseStatus.UNANSWERED.value),
        _STAGE,
        func.coalesce(_ASSIGNEE.name, ""),
        func.coalesce(col(WorkflowPlace.name), ""),
    )
    return _joined(select(*columns))


def _joined(query: Any) -> Any:
    return (
        query.select_from(Comment)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .join(Consultation, col(Consultation.id) == col(Comment.consultation_id))
        .outerjoin(Response, CURRENT)
        .outerjoin(CommentWork, col(CommentWork.comment_id) == col(Comment.id))
        .outerjoin(WorkflowPlace, col(WorkflowPlace.id) == col(CommentWork.place_id))
        .outerjoin(_ASSIGNEE, _ASSIGNEE.id == col(CommentWork.assignee_id))
    )


def _chosen(consultation_id: UUID, chosen: QueueFilter) -> list[Any]:
    """Turn a filter into conditions; the places of a unit are those of the version that was commented on."""
    found: list[Any] = [col(Comment.consultation_id) == consultation_id, LISTED]
    if chosen.status == ResponseStatus.UNANSWERED:
        found.append(col(Response.id).is_(None))
    elif chosen.status:
        found.append(col(Response.status) == chosen.status)
    if chosen.stage:
        found.append(chosen.stage == _STAGE)
    if chosen.unit == "-":
        found.append(col(Comment.target) == "general")
    elif chosen.unit:
        version = select(col(Consultation.version_id)).where(col(Consultation.id) == consultation_id).scalar_subquery()
        anchors = select(col(Provision.anchor)).where(col(Provision.version_id) == version, col(Provision.unit_anchor) == chosen.unit)
        here = (col(CommentPlace.version_id) == version, col(CommentPlace.anchor).in_(anchors))
        found.append(col(Comment.id).in_(select(col(CommentPlace.comment_id)).where(*here)))
    if chosen.topic:
        found.append(col(Comment.id).in_(select(col(CommentTopic.comment_id)).where(col(CommentTopic.topic_id) == chosen.topic)))
    if chosen.group:
        found.append(col(Comment.id).in_(select(col(GroupMember.comment_id)).where(col(GroupMember.group_id) == chosen.group)))
    return found + _of_work(chosen) + _of_words(chosen)


def _of_work(chosen: QueueFilter) -> list[Any]:
    found: list[Any] = []
    if chosen.assignee:
        found.append(col(CommentWork.assignee_id) == chosen.assignee)
    if chosen.unassigned:
        found.append(col(CommentWork.assignee_id).is_(None))
    if chosen.place:
        found.append(col(CommentWork.place_id) == chosen.place)
    if chosen.late:
        found.append(col(Submission.received_at) >= col(Consultation.closes_at))
    return found


def _of_words(chosen: QueueFilter) -> list[Any]:
    found: list[Any] = []
    if chosen.words.strip():
        found.append(col(Comment.fold).contains(fold(chosen.words.strip()), autoescape=True))
    if chosen.submitter.strip():
        typed = chosen.submitter.strip()
        names = (col(Submission.public_name), col(Submission.public_name_latn))
        found.append(or_(*(name.icontains(typed, autoescape=True) for name in names)))
    return found


async def lines(
    session: Reader,
    consultation_id: UUID,
    chosen: QueueFilter,
    *,
    latin: bool,
    after: Key | None = None,
    before: Key | None = None,
    limit: int = 50,
) -> list[QueueLine]:
    """Read some of the queue in the order of the text: from the beginning, after a place in it, or the last ones before one."""
    here = tuple_(col(Comment.place_order), col(Comment.position))
    query = _lines(latin=latin).where(*_chosen(consultation_id, chosen)).limit(limit)
    if before is not None:
        rows = await session.execute(query.where(here < before).order_by(col(Comment.place_order).desc(), col(Comment.position).desc()))
        return [QueueLine(*row) for row in rows][::-1]
    if after is not None:
        query = query.where(here > after)
    return [QueueLine(*row) for row in await session.execute(query.order_by(col(Comment.place_order), col(Comment.position)))]


async def first_unanswered(session: Reader, consultation_id: UUID, chosen: QueueFilter) -> list[QueueLine]:
    """Give the first comment of the queue that has no answer."""
    query = _lines(latin=False).where(*_chosen(consultation_id, chosen), col(Response.id).is_(None)).limit(1)
    return [QueueLine(*row) for row in await session.execute(query.order_by(col(Comment.place_order), col(Comment.position)))]


async def line_of(session: Reader, comment_id: UUID, *, latin: bool) -> list[QueueLine]:
    """Give the line of one comment, whether a filter chooses it or not."""
    return [QueueLine(*row) for row in await session.execute(_lines(latin=latin).where(col(Comment.id) == comment_id))]


async def ids_of(session: Reader, consultation_id: UUID, chosen: QueueFilter, limit: int = MOST_AT_ONCE) -> list[UUID]:
    """Give the comments that a filter chooses, in the order of the queue."""
    query = _joined(select(col(Comment.id))).where(*_chosen(consultation_id, chosen)).limit(limit)
    return list((await session.scalars(query.order_by(col(Comment.place_order), col(Comment.position)))).all())


async def ids_by_number(session: Reader, consultation_id: UUID, numbers: Sequence[str]) -> dict[str, UUID]:
    """Find comments by their numbers; those that the consultation does not have are missing."""
    query = select(col(Comment.number), col(Comment.id)).where(col(Comment.consultation_id) == consultation_id)
    return dict((await session.execute(query.where(col(Comment.number).in_(numbers)))).all())


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many comments there are, without an answer, and at each stage of one; of the filtered ones where there is a filter."""

    comments: int
    unanswered: int
    stages: dict[str, int]


async def counts(session: Reader, consultation_id: UUID, chosen: QueueFilter) -> QueueCounts:
    """Count the queue by the stage of the answers."""
    query = _counted(chosen).where(*_chosen(consultation_id, chosen)).group_by(_STAGE)
    by_stage = dict((await session.execute(query)).all())
    stages = {str(stage): by_stage.get(str(stage), 0) for stage in (*AnswerStage, PUBLISHED)}
    return QueueCounts(sum(by_stage.values()), by_stage.get("", 0), stages)


def _counted(chosen: QueueFilter) -> Any:
    """Join for a count only what the filter asks for: names of people and places are not counted."""
    query = select(_STAGE, func.count()).select_from(Comment)
    query = query.join(Submission, col(Submission.id) == col(Comment.submission_id)).outerjoin(Response, CURRENT)
    if chosen.late:
        query = query.join(Consultation, col(Consultation.id) == col(Comment.consultation_id))
    if chosen.assignee or chosen.unassigned or chosen.place:
        query = query.outerjoin(CommentWork, col(CommentWork.comment_id) == col(Comment.id))
    return query


async def units_of_queue(session: Reader, consultation_id: UUID, *, latin: bool) -> list[tuple[str, str]]:
    """List the articles that comments stand on, each with its label, in the order of the text."""
    unit: Any = aliased(Provision, name="unit")
    here = (col(Provision.version_id) == col(CommentPlace.version_id)) & (col(Provision.anchor) == col(CommentPlace.anchor))
    label = unit.place_latn if latin else unit.place
    query = (
        select(unit.anchor, label)
        .select_from(CommentPlace)
        .join(Comment, col(Comment.id) == col(CommentPlace.comment_id))
        .join(Provision, here)
        .join(unit, (unit.version_id == col(Provision.version_id)) & (unit.anchor == col(Provision.unit_anchor)))
        .where(col(Comment.consultation_id) == consultation_id, col(Comment.set_aside_at).is_(None))
        .group_by(unit.anchor, label, unit.position)
        .order_by(unit.position)
    )
    return [(anchor, place) for anchor, place in await session.execute(query)]


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """One comment with everything an official needs to answer it."""

    comment: AnsweredLine
    comment_id: UUID
    order: int
    reference: str
    consultation_id: UUID
    version_id: UUID
    submission_number: str
    status: str
    reasons: str
    what_changed: str
    changed_anchor: str
    recommendation: str
    recommendation_note: str
    own_status: UUID | None
    stage: str
    revision: int
    drafted_by: UUID | None
    published_at: datetime | None
    same_text: int
    assignee_id: UUID | None
    place_id: UUID | None
    work_place: str
    locked: bool

    @property
    def key(self) -> Key:
        """Give the place of the comment in the queue."""
        return self.order, self.comment.position


async def answer_card(session: Reader, number: str, now: datetime, *, latin: bool) -> AnswerCard:
    """Read a comment with the current answer, drafted or published; raises NotFound("comment-unknown")."""
    other: Any = aliased(Comment)
    same = (
        select(func.count())
        .select_from(other)
        .where(other.consultation_id == col(Comment.consultation_id), other.text_hash == col(Comment.text_hash))
        .scalar_subquery()
    )
    answer = (Response.status, Response.reasons, Response.what_changed, Response.changed_anchor)
    advice = (Response.recommendation, Response.recommendation_note)
    columns: tuple[Any, ...] = (
        *answered_columns(latin=latin, whole=True),
        *(col(Comment.id), col(Comment.place_order), col(Consultation.reference), col(Consultation.id), col(Consultation.version_id)),
        col(Submission.number),
        *(func.coalesce(col(column), "") for column in (*answer, *advice)),
        *(col(Response.own_status_id), _STAGE, func.coalesce(col(Response.revision), 0), col(Response.drafted_by)),
        *(col(Response.published_at), same, col(CommentWork.assignee_id), col(CommentWork.place_id)),
        *(func.coalesce(col(WorkflowPlace.name), ""), func.coalesce(col(WorkflowPlace.locks), false())),
    )
    row = (await session.execute(_joined(select(*columns)).where(col(Comment.number) == number), {"now": now})).first()
    if row is None:
        raise NotFound("comment-unknown")
    own = len(answered_columns(latin=latin))
    return AnswerCard(AnsweredLine(*row[:own]), *row[own:])


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """An answer already given to a comment that says the same; `identical` where the words agree."""

    number: str
    status: str
    reasons: str
    what_changed: str
    identical: bool


async def earlier_answers(session: Reader, card: AnswerCard, limit: int = 5) -> list[EarlierAnswer]:
    """Read the answers given to comments of the same words, and to members of the same groups, proposed or confirmed."""
    asked = select(col(Comment.text_hash)).where(col(Comment.id) == card.comment_id).scalar_subquery()
    mine = select(col(GroupMember.group_id)).join(CommentGroup, col(CommentGroup.id) == col(GroupMember.group_id))
    mine = mine.where(col(GroupMember.comment_id) == card.comment_id, col(CommentGroup.state) != GroupState.DISSOLVED)
    grouped = select(col(GroupMember.comment_id)).where(col(GroupMember.group_id).in_(mine))
    same = col(Comment.text_hash) == asked
    texts = (Response.status, Response.reasons, Response.what_changed)
    columns: tuple[Any, ...] = (col(Comment.number), *map(col, texts), same.label("same"))
    query = select(*columns).join(Response, CURRENT).where(col(Comment.consultation_id) == card.consultation_id)
    query = query.where(col(Comment.id) != card.comment_id, or_(same, col(Comment.id).in_(grouped)))
    rows = await session.execute(query.order_by(same.desc(), col(Comment.position)).limit(limit))
    return [EarlierAnswer(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class GroupOfComment:
    """The confirmed group that a comment stands in."""

    id: UUID
    title: str
    size: int


async def group_of_comment(session: Reader, comment_id: UUID) -> GroupOfComment | None:
    """Find the confirmed group of a comment."""
    size = select(func.count()).where(col(GroupMember.group_id) == col(CommentGroup.id)).scalar_subquery()
    mine = select(col(GroupMember.group_id)).where(col(GroupMember.comment_id) == comment_id)
    query = select(col(CommentGroup.id), col(CommentGroup.title), size)
    query = query.where(col(CommentGroup.id).in_(mine), col(CommentGroup.state) == GroupState.CONFIRMED)
    row = (await session.execute(query)).first()
    return GroupOfComment(*row) if row else None


@dataclass(frozen=True, slots=True)
class TextLine:
    """What an answer said at one moment, and what was done with it."""

    act: str
    status: str
    reasons: str
    what_changed: str
    note: str
    by: str
    at: datetime


async def history_of(session: Reader, comment_id: UUID) -> list[TextLine]:
    """Read every text that the answers to a comment had, the newest first."""
    shown = (ResponseText.act, ResponseText.status, ResponseText.reasons, ResponseText.what_changed, ResponseText.note)
    columns: tuple[Any, ...] = (*map(col, shown), func.coalesce(col(Person.name), ""), col(ResponseText.at))
    query = select(*columns).outerjoin(Person, col(Person.id) == col(ResponseText.by)).where(col(ResponseText.comment_id) == comment_id)
    rows = await session.execute(query.order_by(col(ResponseText.at).desc(), col(ResponseText.id).desc()).limit(100))
    return [TextLine(*row) for row in rows]
