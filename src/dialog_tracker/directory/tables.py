"""Territories, authorities with their own rules and days, areas of work, and organisations. Merged ones point to the survivor."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.body import BodyKind
from dialog_tracker.domain.calendar import CountMode, Unit
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.domain.territory import TerritoryKind
from dialog_tracker.storage.columns import id_field, instant_field, one_of, text_field


class Territory(SQLModel, table=True):
    """A province, district, city or municipality; `within` is a unit's district, or the city of a city municipality."""

    __tablename__ = "territory"
    __table_args__ = (one_of("kind", TerritoryKind),)

    code: str = text_field(primary_key=True)
    name: str = text_field()
    name_latn: str = text_field()
    name_en: str = text_field()
    name_fold: str = text_field(index=True)
    kind: str = text_field()
    within: str | None = text_field(default=None, nullable=True, foreign_key="territory.code")
    province: str | None = text_field(default=None, nullable=True, foreign_key="territory.code")
    usual: bool
    by_law: bool


class Authority(SQLModel, table=True):
    """A body that proposes acts; names stand in Serbian Cyrillic as typed, in Latin as derived, and in English."""

    __tablename__ = "authority"
    __table_args__ = (
        one_of("level", AuthorityLevel),
        one_of("kind", BodyKind),
        Index("ix_authority_name", "name_fold", "id"),
        Index("ix_authority_territory", "territory_code"),
    )

    id: UUID = id_field()
    name: str = text_field()
    name_latn: str = text_field()
    name_en: str = text_field(default="")
    name_fold: str = text_field()
    kind: str = text_field()
    level: str = text_field()
    country: str = text_field(default="RS")
    parent_id: UUID | None = Field(default=None, foreign_key="authority.id")
    unit: str = text_field(default="")
    place: str = text_field(default="")
    address: str = text_field(default="")
    email: str = text_field(default="")
    time_zone: str = text_field(default="Europe/Belgrade")
    signatory_office: str = text_field(default="")
    signatory_name: str = text_field(default="")
    four_eyes: bool | None = Field(default=None)
    territory_code: str | None = text_field(default=None, nullable=True, foreign_key="territory.code")
    sender_name: str = text_field(default="")
    website: str = text_field(default="")
    register_number: str = text_field(default="")
    packaged_key: str | None = text_field(default=None, nullable=True, unique=True)
    created_at: datetime = instant_field()


class AuthorityRule(SQLModel, table=True):
    """What an authority's own act says instead of a rule of the book; the act is named, so that anybody can check it.

    An exclusion constraint (migration 0007) refuses two rows that speak of one rule on one day.
    """

    __tablename__ = "authority_rule"
    __table_args__ = (
        one_of("unit", Unit),
        one_of("count_mode", CountMode),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="validity"),
    )

    id: UUID = id_field()
    authority_id: UUID = Field(foreign_key="authority.id", index=True)
    rule_key: str = text_field()
    amount: int
    unit: str = text_field()
    count_mode: str = text_field()
    citation: str = text_field()
    citation_en: str = text_field(default="")
    basis: str = text_field(default="")
    valid_from: date
    valid_to: date | None = Field(default=None)
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()


class DayOverride(SQLModel, table=True):
    """A day off that the calendar of a country does not know, or a working day that it takes for one off; for one authority or all."""

    __tablename__ = "day_override"
    __table_args__ = (UniqueConstraint("country", "authority_id", "day", postgresql_nulls_not_distinct=True),)

    id: UUID = id_field()
    country: str = text_field(default="RS")
    authority_id: UUID | None = Field(default=None, foreign_key="authority.id")
    day: date
    worked: bool
    reason: str = text_field()
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()


class Area(SQLModel, table=True):
    """An area of work by which consultations are found and followed; an installation may edit the list."""

    __tablename__ = "area"

    key: str = text_field(primary_key=True)
    position: int
    name: str = text_field()
    name_latn: str = text_field()
    name_en: str = text_field()


class Organisation(SQLModel, table=True):
    """A civil society organisation or another submitter; its kind is that of the register of the Business Registers Agency."""

    __tablename__ = "organisation"
    __table_args__ = (
        one_of("kind", SubmitterKind),
        CheckConstraint("merged_into IS DISTINCT FROM id", name="merged_into_other"),
        Index("ix_organisation_name", "name_fold", "id"),
        Index("ix_organisation_merged_into", "merged_into"),
    )

    id: UUID = id_field()
    name: str = text_field()
    name_latn: str = text_field()
    name_fold: str = text_field()
    kind: str = text_field()
    register_number: str = text_field(default="")
    tax_number: str = text_field(default="")
    seat: str = text_field(default="")
    territory_code: str | None = text_field(default=None, nullable=True, foreign_key="territory.code")
    website: str = text_field(default="")
    verified_at: datetime | None = instant_field(nullable=True)
    verified_by: UUID | None = Field(default=None)
    merged_into: UUID | None = Field(default=None, foreign_key="organisation.id")
    created_by: UUID | None = Field(default=None)
    created_at: datetime = instant_field()


class OrganisationArea(SQLModel, table=True):
    """An area in which an organisation works."""

    __tablename__ = "organisation_area"

    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    area_key: str = text_field(primary_key=True, foreign_key="area.key", index=True)


class OrganisationApart(SQLModel, table=True):
    """Two organisations of like names that somebody found to be two; they are not proposed for merging again. `one_id` is the lesser."""

    __tablename__ = "organisation_apart"
    __table_args__ = (CheckConstraint("one_id < other_id", name="order"),)

    one_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    other_id: UUID = Field(foreign_key="organisation.id", primary_key=True, index=True)
    decided_by: UUID | None = Field(default=None)
    decided_at: datetime = instant_field()


class HousePage(SQLModel, table=True):
    """A page of the house as an installation wrote it, in Markdown."""

    __tablename__ = "house_page"

    slug: str = text_field(primary_key=True)
    language: str = text_field(primary_key=True)
    body: str = text_field()
    changed_by: UUID
    changed_at: datetime = instant_field()
