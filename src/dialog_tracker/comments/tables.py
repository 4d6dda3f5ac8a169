"""Submissions, comments and their places; personal data in a row of its own; baskets."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.comment import CommentKind, CommentTarget, Weight
from dialog_tracker.domain.publication import WithholdingReason
from dialog_tracker.domain.redaction import ReasonCode
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.submission import Channel, NameDisplay, Stance, SubmitterKind
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field


class Submission(SQLModel, table=True):
    """What one submitter sent at once; late is derived from the time of receipt and the window."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("consultation_id", "serial"),
        UniqueConstraint("sent_by", "idempotency_key"),
        one_of("channel", Channel),
        one_of("display", NameDisplay),
        one_of("submitter_kind", SubmitterKind),
        one_of("stance", ("", *Stance)),
        one_of("withheld_code", ("", *WithholdingReason)),
        CheckConstraint("withheld_code = '' OR quarantined_until IS NULL", name="one_decision"),
        Index("ix_submission_received", "consultation_id", "received_at"),
    )

    id: UUID = id_field()
    consultation_id: UUID = Field(foreign_key="consultation.id")
    serial: int
    number: str = text_field(unique=True)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    submitter_kind: str = text_field()
    display: str = text_field()
    public_name: str = text_field()
    public_name_latn: str = text_field()
    channel: str = text_field()
    written_on: date | None = Field(default=None)
    sent_at: datetime | None = instant_field(nullable=True)
    received_at: datetime = instant_field()
    published_at: datetime = instant_field()
    registry_number: str = text_field(default="")
    activity_id: UUID | None = Field(default=None, foreign_key="activity.id")
    content_hash: str = text_field()
    sent_by: UUID = Field()
    logged_by: UUID | None = Field(default=None)
    idempotency_key: str = text_field()
    withdrawn_at: datetime | None = instant_field(nullable=True)
    withdrawn_reason: str = text_field(default="")
    stance: str = text_field(default="")
    corrects: str = text_field(default="")
    superseded_by: str = text_field(default="")
    withheld_code: str = text_field(default="")
    quarantined_until: datetime | None = instant_field(nullable=True)


class Submitter(SQLModel, table=True):
    """Who stands behind a submission: personal data, apart from the fingerprinted text, so that it can be erased."""

    __tablename__ = "submitter"

    submission_id: UUID = Field(foreign_key="submission.id", primary_key=True)
    person_id: UUID | None = Field(default=None, index=True)
    name: str = text_field()
    email: str = text_field(default="")
    phone: str = text_field(default="")
    address: str = text_field(default="")


class Comment(SQLModel, table=True):
    """One point of a submission; `position` orders the comments of a consultation and pages them.

    The printed place is kept with the comment: the version it stands on is frozen, so it can never become wrong. A long comment may
    be parted: it is set aside, and its parts, which are `part_of` it, stand in lists instead. Parts are no part of what was sent.
    """

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("submission_id", "ordinal"),
        Index("ix_comment_page", "consultation_id", "position", unique=True),
        Index("ix_comment_text_hash", "consultation_id", "text_hash"),
        Index("ix_comment_text_order", "consultation_id", "place_order", "position"),
        Index("ix_comment_part_of", "part_of", postgresql_where=text("part_of IS NOT NULL")),
        one_of("kind", CommentKind),
        one_of("target", CommentTarget),
        one_of("script", Script),
        one_of("weight", ("", *Weight)),
        CheckConstraint("proposed <> '' OR reasons <> ''", name="not_empty"),
    )

    id: UUID = id_field()
    consultation_id: UUID = Field(foreign_key="consultation.id")
    submission_id: UUID = Field(foreign_key="submission.id")
    ordinal: int
    position: int = Field(sa_column=Column(BigInteger, nullable=False))
    number: str = text_field(unique=True)
    kind: str = text_field()
    target: str = text_field()
    anchor: str = text_field(default="")
    place: str = text_field(default="")
    place_latn: str = text_field(default="")
    place_order: int = Field(default=-1)
    language: str = text_field()
    script: str = text_field()
    quote: str = text_field(default="")
    proposed: str = text_field(default="")
    proposed_latn: str = text_field(default="")
    reasons: str = text_field(default="")
    reasons_latn: str = text_field(default="")
    fold: str = text_field()
    text_hash: str = text_field()
    weight: str = text_field(default="")
    part_of: UUID | None = Field(default=None, foreign_key="comment.id")
    set_aside_at: datetime | None = instant_field(nullable=True)


class CommentOriginal(SQLModel, table=True):
    """The words of a comment as they were received, kept once something was left out of what is published; never changed."""

    __tablename__ = "comment_original"

    comment_id: UUID = Field(foreign_key="comment.id", primary_key=True)
    proposed: str = text_field()
    reasons: str = text_field()


class Redaction(SQLModel, table=True):
    """A span of the original that is not published: where, why, by whom; taken back, it is published again."""

    __tablename__ = "redaction"
    __table_args__ = (
        one_of("field", ("proposed", "reasons")),
        one_of("code", ReasonCode),
        CheckConstraint("0 <= span_start AND span_start < span_end", name="span"),
        Index("ix_redaction_comment", "comment_id"),
    )

    id: UUID = id_field()
    comment_id: UUID = Field(foreign_key="comment.id")
    field: str = text_field()
    span_start: int
    span_end: int
    code: str = text_field()
    decided_by: UUID | None = Field(default=None)
    decided_at: datetime = instant_field()
    taken_back_at: datetime | None = instant_field(nullable=True)


class CommentPlace(SQLModel, table=True):
    """A provision that a comment stands on; the version is the one commented on, so the anchor never moves."""

    __tablename__ = "comment_place"
    __table_args__ = (Index("ix_comment_place_anchor", "version_id", "anchor"),)

    comment_id: UUID = Field(foreign_key="comment.id", primary_key=True)
    anchor: str = text_field(primary_key=True)
    version_id: UUID = Field(foreign_key="version.id")


class SubmissionFile(SQLModel, table=True):
    """A file that came with a submission, kept by its fingerprint; or the address of one that another service keeps.

    `words` is the text read out of it, for search and for reading. Whoever sent it and the officials may open it; the public may
    once an official has seen that it holds no personal data.
    """

    __tablename__ = "submission_file"
    __table_args__ = (
        UniqueConstraint("submission_id", "position"),
        CheckConstraint("(sha256 IS NULL) <> (address = '')", name="kept_or_linked"),
    )

    id: UUID = id_field()
    submission_id: UUID = Field(foreign_key="submission.id")
    position: int
    sha256: str | None = text_field(default=None, nullable=True, foreign_key="stored_file.sha256")
    address: str = text_field(default="")
    name: str = text_field()
    words: str = text_field(default="")
    public: bool = Field(default=False)
    erased_at: datetime | None = instant_field(nullable=True)


class CoSignature(SQLModel, table=True):
    """An organisation that was asked to stand behind a submission of another; it counts from its confirmation until it withdraws."""

    __tablename__ = "co_signature"
    __table_args__ = (
        UniqueConstraint("submission_id", "email"),
        CheckConstraint("(confirmed_at IS NULL) = (organisation_id IS NULL)", name="confirmed"),
        CheckConstraint("withdrawn_at IS NULL OR confirmed_at IS NOT NULL", name="withdrawn"),
    )

    id: UUID = id_field()
    submission_id: UUID = Field(foreign_key="submission.id")
    name: str = text_field()
    email: str = text_field()
    digest: str = text_field(unique=True)
    asked_by: UUID | None = Field(default=None)
    asked_at: datetime = instant_field()
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    signed_by: str = text_field(default="")
    function: str = text_field(default="")
    confirmed_at: datetime | None = instant_field(nullable=True)
    withdrawn_at: datetime | None = instant_field(nullable=True)


class BasketFile(SQLModel, table=True):
    """A file laid beside a basket, sent with it."""

    __tablename__ = "basket_file"
    __table_args__ = (UniqueConstraint("person_id", "consultation_id", "sha256"),)

    id: UUID = id_field()
    person_id: UUID = Field(foreign_key="person.id")
    consultation_id: UUID = Field(foreign_key="consultation.id")
    sha256: str = text_field(foreign_key="stored_file.sha256")
    name: str = text_field()
    words: str = text_field(default="")
    saved_at: datetime = instant_field()


class BasketCorrection(SQLModel, table=True):
    """Says that what lies in a basket will correct a submission, by its number."""

    __tablename__ = "basket_correction"

    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    consultation_id: UUID = Field(foreign_key="consultation.id", primary_key=True)
    number: str = text_field()


class BasketItem(SQLModel, table=True):
    """A comment being written: kept on the server, so that it survives a lost session and another computer.

    With an organisation it lies in the basket that its members fill together, and a coordinator sends.
    """

    __tablename__ = "basket_item"
    __table_args__ = (
        one_of("kind", CommentKind),
        one_of("target", CommentTarget),
        Index("ix_basket_item_owner", "person_id", "consultation_id"),
        Index("ix_basket_item_common", "organisation_id", "consultation_id", postgresql_where=text("organisation_id IS NOT NULL")),
    )

    id: UUID = id_field()
    person_id: UUID = Field(foreign_key="person.id")
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    consultation_id: UUID = Field(foreign_key="consultation.id")
    idempotency_key: str = text_field(unique=True)
    kind: str = text_field()
    target: str = text_field()
    anchor: str = text_field(default="")
    proposed: str = text_field(default="")
    reasons: str = text_field(default="")
    quote: str = text_field(default="")
    weight: str = text_field(default="")
    saved_at: datetime = instant_field()
