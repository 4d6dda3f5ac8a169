"""Reading programmes and the register of activities."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, extract, func, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import col

from dialog_tracker.activities.parts import activities_where, activity_columns, parts_of, when_of, with_parts
from dialog_tracker.activities.tables import Activity, ActivityPlace, Programme
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.naming import name_for
from dialog_tracker.directory.tables import Authority
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.activity import ActivityKind
from dialog_tracker.domain.consultation import Stage
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.programme import ActivityFacts, ProgrammeFacts
from dialog_tracker.domain.script import Face, fold, to_latin
from dialog_tracker.domain.vague_date import DatePrecision, When
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A programme as it is listed, in the reader's script."""

    id: UUID
    slug: str
    name: str
    name_en: str
    authority: str
    authority_id: UUID
    when: When
    activities: int
    public: bool


async def programmes(
    session: Reader, of: frozenset[UUID] | None = None, *, face: Face = Face.CYRILLIC, private: bool = False
) -> list[ProgrammeLine]:
    """List programmes, newest first, of some authorities or of all; those that are not public only where `private` is asked for."""
    held = select(func.coalesce(func.sum(Activity.occurrences), 0)).where(
        col(Activity.programme_id) == col(Programme.id), col(Activity.series_id).is_(None)
    )
    if not private:
        held = held.where(col(Activity.published_at).is_not(None))
    columns: tuple[Any, ...] = (
        *(col(c) for c in (Programme.id, Programme.slug)),
        col(Programme.name_latn if face.latin else Programme.name),
        col(Programme.name_en),
        name_for(face, Authority),
        *(col(c) for c in (Programme.authority_id, Programme.starts_on, Programme.ends_on, Programme.date_precision)),
        held.scalar_subquery(),
        col(Programme.published_at).is_not(None),
    )
    query = select(*columns).join(Authority, col(Authority.id) == col(Programme.authority_id))
    if not private:
        query = query.where(col(Programme.published_at).is_not(None))
    if of is not None:
        query = query.where(col(Programme.authority_id).in_(of))
    rows = await session.execute(query.order_by(col(Programme.starts_on).desc().nulls_last(), col(Programme.id).desc()))
    return [
        ProgrammeLine(i, slug, name, english, body, body_id, When(first, last, DatePrecision(precision)), count, public)
        for i, slug, name, english, body, body_id, first, last, precision, count, public in rows
    ]


@dataclass(frozen=True, slots=True)
class Kept:
    """What those who keep a programme need besides its facts."""

    id: UUID
    authority_id: UUID
    revision: int
    public: bool


async def programme_keys(session: Reader) -> list[str]:
    """List the addresses of all programmes."""
    return list((await session.execute(select(col(Programme.slug)).order_by(col(Programme.slug)))).scalars())


async def kept_programme(session: Reader, slug: str) -> Kept:
    """Read who keeps a programme and in which state it is; raises NotFound("programme-unknown")."""
    columns = (col(Programme.id), col(Programme.authority_id), col(Programme.revision), col(Programme.published_at))
    row = (await session.execute(select(*columns).where(col(Programme.slug) == slug))).first()
    if row is None:
        raise NotFound("programme-unknown")
    return Kept(row.id, row.authority_id, row.revision, row.published_at is not None)


async def programme_facts(session: Reader, slug: str, *, face: Face = Face.CYRILLIC, private: bool = False) -> ProgrammeFacts:
    """Read a programme with all its activities; `private` ones too where that is asked for. Raises NotFound("programme-unknown")."""
    name = Programme.name_latn if face.latin else Programme.name
    aims = Programme.aims_latn if face.latin else Programme.aims
    columns: tuple[Any, ...] = (
        *(col(c) for c in (Programme.id, Programme.slug)),
        col(name).label("name"),
        col(Programme.name_en),
        col(aims).label("aims"),
        *(col(c) for c in (Programme.aims_en, Programme.starts_on, Programme.ends_on, Programme.date_precision, Programme.source)),
        name_for(face, Authority).label("body"),
    )
    query = select(*columns).join(Authority, col(Authority.id) == col(Programme.authority_id)).where(col(Programme.slug) == slug)
    row = (await session.execute(query if private else query.where(col(Programme.published_at).is_not(None)))).first()
    if row is None:
        raise NotFound("programme-unknown")
    mine = and_(col(Activity.programme_id) == row.id, true() if private else col(Activity.published_at).is_not(None))
    parts = await parts_of(session, {"programme_id": [row.id]}, latin=face.latin)
    return ProgrammeFacts(
        slug=row.slug,
        name=row.name,
        name_en=row.name_en,
        aims=row.aims,
        aims_en=row.aims_en,
        when=when_of(row),
        source=row.source,
        authority=row.body,
        parties=tuple(parts.parties.get(row.id, ())),
        figures=tuple(parts.figures.get(row.id, ())),
        outputs=tuple(parts.outputs.get(row.id, ())),
        activities=tuple(await activities_where(session, mine, latin=face.latin)),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which activities are listed: of a kind, a year, a place, an authority, with words in the title."""

    kind: ActivityKind | None = None
    year: int | None = None
    place: str = ""
    words: str = ""
    authority_ids: frozenset[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An activity in the register of all, with whose it is; `early` says that it was over before its programme began."""

    facts: ActivityFacts
    authority: str
    programme: str
    programme_slug: str
    public: bool
    early: bool


async def listed(
    session: Reader,
    wanted: Wanted,
    *,
    face: Face = Face.CYRILLIC,
    after: tuple[date | None, UUID] | None = None,
    limit: int = 50,
    private: bool = False,
) -> list[Listed]:
    """List public activities, or with `private` all, newest first and those without a date last, paged by the date and id of the last row seen."""
    query = select(
        *activity_columns(latin=face.latin),
        name_for(face, Authority).label("body"),
        name_for(face, Programme).label("programme"),
        col(Programme.slug).label("slug"),
    )
    query = query.add_columns(col(Activity.published_at), col(Programme.starts_on).label("begun")).select_from(Activity)
    query = query.join(Authority, col(Authority.id) == col(Activity.authority_id))
    query = query.outerjoin(Programme, col(Programme.id) == col(Activity.programme_id))
    query = query.where(*([col(Activity.consultation_id).is_(None)] if private else in_public()), *_wanted(wanted))
    if after is not None:
        query = query.where(_behind(*after))
    rows = (await session.execute(query.order_by(col(Activity.starts_on).desc().nulls_last(), col(Activity.id).desc()).limit(limit))).all()
    facts = await with_parts(session, rows, latin=face.latin)
    return [
        Listed(one, row.body, row.programme or "", row.slug or "", row.published_at is not None, one.when.before(row.begun))
        for one, row in zip(facts, rows, strict=True)
    ]


def in_public() -> tuple[Any, ...]:
    """Say when an activity of the register is public: it is itself, and so is the programme that it belongs to."""
    above = aliased(Programme)  # the query itself may join the programme
    hidden = exists().where(col(above.id) == col(Activity.programme_id), col(above.published_at).is_(None))
    return col(Activity.consultation_id).is_(None), col(Activity.published_at).is_not(None), ~hidden


def _wanted(wanted: Wanted) -> list[Any]:
    asked: list[Any] = []
    if wanted.kind is not None:
        asked.append(col(Activity.kind) == wanted.kind)
    if wanted.year is not None:
        first, last = extract("year", col(Activity.starts_on)), extract("year", col(Activity.ends_on))
        asked += [first <= wanted.year, last >= wanted.year]
    if wanted.place:
        place = exists().where(col(ActivityPlace.activity_id) == col(Activity.id), col(ActivityPlace.name_fold) == fold(wanted.place))
        asked.append(place)
    if wanted.words:
        asked.append(col(Activity.title_latn).ilike(f"%{_escaped(to_latin(wanted.words))}%", escape="\\"))
    if wanted.authority_ids is not None:
        asked.append(col(Activity.authority_id).in_(wanted.authority_ids))
    return asked


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _behind(day: date | None, last: UUID) -> Any:
    same_day = col(Activity.starts_on).is_not_distinct_from(day) & (col(Activity.id) < last)
    if day is None:
        return same_day
    return or_(same_day, col(Activity.starts_on) < day, col(Activity.starts_on).is_(None))


def _in_public() -> Any:
    """An act is public once a consultation on it is."""
    return exists().where(col(Consultation.act_id) == col(Activity.act_id), col(Consultation.stage) == Stage.PUBLISHED)


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """An activity with all that is told of it, and whose it is; `revision` is for those who keep it."""

    facts: ActivityFacts
    id: UUID
    authority: str
    authority_id: UUID
    programme: str
    programme_slug: str
    place: str
    starts_time: time | None
    ends_time: time | None
    link: str
    agenda: str
    minutes: str
    public: bool
    revision: int
    created_at: datetime
    act_id: UUID | None
    act: str
    act_public: bool
    series: tuple[ActivityFacts, ...] = ()


async def activities_of_year(session: Reader, authority_id: UUID, year: int) -> list[ActivityFacts]:
    """List the public activities of an authority that were held in a year, events of its consultations among them, by date.

    One without a date belongs to no year.
    """
    open_to_all = exists().where(col(Consultation.id) == col(Activity.consultation_id), col(Consultation.stage) == Stage.PUBLISHED)
    mine = and_(
        col(Activity.authority_id) == authority_id,
        *_wanted(Wanted(year=year)),
        or_(and_(*in_public()), open_to_all),
    )
    return await activities_where(session, mine, latin=False)


async def years_of(session: Reader) -> list[int]:
    """List the years in which public activities began, newest first."""
    year = extract("year", col(Activity.starts_on))
    query = select(year).where(*in_public(), col(Activity.starts_on).is_not(None)).distinct()
    return sorted((int(found) for found in (await session.execute(query)).scalars()), reverse=True)


async def activity_page(session: Reader, activity_id: UUID, *, face: Face = Face.CYRILLIC, private: bool = False) -> ActivityPage:
    """Read an activity of the register; raises NotFound("activity-unknown")."""
    more = ("authority_id", "starts_time", "ends_time", "link", "agenda", "minutes", "published_at", "revision", "created_at", "act_id")
    query = select(*activity_columns(latin=face.latin), *(getattr(Activity, one) for one in more))
    query = query.add_columns(
        col(Activity.place_latn if face.latin else Activity.place).label("place"),
        name_for(face, Authority).label("body"),
        name_for(face, Programme).label("programme"),
        col(Programme.slug).label("slug"),
        func.coalesce(col(Act.title_latn if face.latin else Act.title), "").label("act"),
        _in_public().label("act_public"),
    )
    query = query.select_from(Activity).join(Authority, col(Authority.id) == col(Activity.authority_id))
    query = query.outerjoin(Programme, col(Programme.id) == col(Activity.programme_id)).outerjoin(Act, col(Act.id) == col(Activity.act_id))
    query = query.where(col(Activity.id) == activity_id, col(Activity.consultation_id).is_(None))
    row = (await session.execute(query if private else query.where(*in_public()))).first()
    if row is None:
        raise NotFound("activity-unknown")
    (facts,) = await with_parts(session, [row], latin=face.latin)
    of_series = and_(col(Activity.series_id) == row.id, true() if private else col(Activity.published_at).is_not(None))
    return ActivityPage(
        facts,
        row.id,
        row.body,
        row.authority_id,
        row.programme or "",
        row.slug or "",
        row.place,
        row.starts_time,
        row.ends_time,
        row.link,
        row.agenda,
        row.minutes,
        row.published_at is not None,
        row.revision,
        row.created_at,
        row.act_id,
        row.act,
        row.act_public,
        tuple(await activities_where(session, of_series, latin=face.latin)),
    )
