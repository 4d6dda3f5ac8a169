"""Keeping programmes of policy dialogue and the register of their activities."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.activities.keeping import insert_rows, keep_parts, place_rows
from dialog_tracker.activities.register import in_public
from dialog_tracker.activities.tables import Activity, ActivityPlace, Programme
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.activity import CountUnit, check_hours
from dialog_tracker.domain.activity_table import ActivityRow
from dialog_tracker.domain.address import check_page_address
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import Conflict, DialogError, FieldErrors, Malformed, NotFound
from dialog_tracker.domain.policy import Actor, Facts, Permission, require
from dialog_tracker.domain.programme import ActivityFacts, ProgrammeFacts
from dialog_tracker.domain.script import fold, to_latin
from dialog_tracker.domain.vague_date import DatePrecision
from dialog_tracker.ledger.actions import record, record_all
from dialog_tracker.storage.columns import new_id

_LONGEST = {"name": 300, "aims": 5000, "title": 500, "agenda": 10_000, "minutes": 50_000, "source": 500, "place": 300}
_FORMS = uuid5(NAMESPACE_URL, "dialog-tracker:register")


@dataclass(frozen=True, slots=True)
class Details:
    """What an activity has besides its facts: where exactly and at what hours, the agenda and the minutes, and whether it is public."""

    place: str = ""
    starts_time: time | None = None
    ends_time: time | None = None
    link: str = ""
    agenda: str = ""
    minutes: str = ""
    public: bool = True
    act_id: UUID | None = None


def _cleaned(texts: dict[str, str]) -> dict[str, str]:
    """Clean the texts of a form; raises FieldErrors with all that are too long or hold control characters."""
    errors: dict[str, DialogError] = {}
    clean: dict[str, str] = {}
    for name, text in texts.items():
        try:
            clean[name] = clean_text(name, text, _LONGEST[name.removesuffix("_en")])
        except Malformed as refused:
            errors[name] = refused
    if errors:
        raise FieldErrors(errors)
    return clean


def _required(name: str, text: str) -> None:
    if not text:
        raise FieldErrors({name: Malformed("field-required", field=name)})


async def save_programme(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    authority_id: UUID,
    facts: ProgrammeFacts,
    *,
    public: bool = True,
    known: UUID | None = None,
    revision: int = 0,
    key: str = "",
) -> UUID:
    """Enter a programme, once for each `key` of a form, or change a known one.

    Raises FieldErrors, NotFound("programme-unknown") and Conflict("changed-meanwhile") where somebody else changed it since `revision`.
    """
    require(Permission.PROGRAMME_KEEP, actor, Facts(authority_id=authority_id))
    texts = _cleaned({"name": facts.name, "name_en": facts.name_en, "aims": facts.aims, "aims_en": facts.aims_en, "source": facts.source})
    _required("name", texts["name"])
    when = {"starts_on": facts.when.starts_on, "ends_on": facts.when.ends_on, "date_precision": facts.when.precision}
    latin = {"name_latn": to_latin(texts["name"]), "aims_latn": to_latin(texts["aims"])}
    values = {**texts, **latin, **when, "published_at": now if public else None}
    if known is None:
        programme_id = _id_of(key)
        slug = await _free_slug(session, facts.slug or texts["name"])
        made = {"id": programme_id, "authority_id": authority_id, "slug": slug, "created_by": actor.person_id, "created_at": now}
        if not await _entered(session, Programme, {**values, **made, "revision": 1}):
            return programme_id
    else:
        programme_id = known
        shown = await _shown_with(session, known)
        was_public = await _is_public(session, known)
        await _change(session, Programme, known, authority_id, revision, values, "programme-unknown")
    await keep_parts(session, {"programme_id": programme_id}, facts.parties, facts.figures, facts.outputs)
    act = "programme-changed" if known else "programme-entered"
    await record(session, at=now, actor_id=actor.person_id, act=act, subject_kind="programme", subject_id=programme_id, public=public)
    if known:
        await _tell_with(session, actor, now, programme_id, was_public=was_public, shown=shown)
    return programme_id


async def _is_public(session: AsyncSession, programme_id: UUID) -> bool:
    published = select(col(Programme.id)).where(col(Programme.id) == programme_id, col(Programme.published_at).is_not(None))
    return await session.scalar(published) is not None


async def _shown_with(session: AsyncSession, programme_id: UUID) -> set[UUID]:
    query = select(col(Activity.id)).where(col(Activity.programme_id) == programme_id, *in_public())
    return set((await session.scalars(query)).all())


async def _tell_with(session: AsyncSession, actor: Actor, now: datetime, programme_id: UUID, *, was_public: bool, shown: set[UUID]) -> None:
    """Note what came into sight or went out of it with a programme: those who keep a copy hear of each."""
    is_public, still = await _is_public(session, programme_id), await _shown_with(session, programme_id)
    shared: dict[str, Any] = {"at": now, "actor_id": actor.person_id}
    if was_public and not is_public:
        await record(session, **shared, act="programme-hidden", subject_kind="programme", subject_id=programme_id)
    for act, ids in (("activity-hidden", shown - still), ("activity-shown", still - shown)):
        await record_all(session, **shared, act=act, subject_kind="activity", entries=[(one, {}) for one in sorted(ids)])


def _id_of(key: str) -> UUID:
    """The same form sent twice names the same row."""
    return uuid5(_FORMS, key) if key else new_id()


async def _entered(session: AsyncSession, table: Any, values: dict[str, Any]) -> bool:
    made = upsert(table).values(**values).on_conflict_do_nothing(index_elements=["id"]).returning(table.id)
    return (await session.execute(made)).first() is not None


async def _free_slug(session: AsyncSession, name: str) -> str:
    """Make the lasting address of a programme out of its name; a taken one gets a number."""
    wanted = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:60].strip("-") or "program"
    taken = set((await session.execute(select(col(Programme.slug)).where(col(Programme.slug).like(f"{wanted}%")))).scalars())
    return wanted if wanted not in taken else next(f"{wanted}-{n}" for n in range(2, len(taken) + 3) if f"{wanted}-{n}" not in taken)


async def _change(
    session: AsyncSession, table: Any, known: UUID, authority_id: UUID, revision: int, values: dict[str, Any], unknown: str
) -> None:
    mine = (table.id == known, table.authority_id == authority_id)
    if "published_at" in values and values["published_at"] is not None:
        values = {**values, "published_at": func.coalesce(table.published_at, values["published_at"])}
    changed = update(table).where(*mine, table.revision == revision).values(**values, revision=table.revision + 1)
    if (await session.execute(changed.returning(table.id))).first() is None:
        if await session.scalar(select(table.id).where(*mine)) is None:
            raise NotFound(unknown)
        raise Conflict("changed-meanwhile")


async def save_activity(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    authority_id: UUID,
    programme_id: UUID | None,
    facts: ActivityFacts,
    details: Details | None = None,
    *,
    known: UUID | None = None,
    revision: int = 0,
    key: str = "",
) -> UUID:
    """Enter an activity in the register, once for each `key` of a form, or change a known one; `facts.series` is the id of the row of its series, or empty.

    Raises FieldErrors, NotFound("activity-unknown", "programme-unknown") and Conflict("changed-meanwhile").
    """
    require(Permission.PROGRAMME_KEEP, actor, Facts(authority_id=authority_id))
    values = _activity_values(facts, details or Details())
    values["published_at"] = now if (details or Details()).public else None
    values |= {
        "programme_id": await _programme_of(session, programme_id, authority_id),
        "series_id": await _series_of(session, facts.series, authority_id, known),
        "act_id": await _act_of(session, (details or Details()).act_id, authority_id),
    }
    if known is None:
        activity_id = _id_of(key)
        made = {"id": activity_id, "authority_id": authority_id, "created_by": actor.person_id, "created_at": now}
        if not await _entered(session, Activity, {**values, **made, "revision": 1, "note": ""}):
            return activity_id
    else:
        activity_id = known
        was_public = await _is_shown(session, known)
        await _change(session, Activity, known, authority_id, revision, values, "activity-unknown")
    await session.execute(delete(ActivityPlace).where(col(ActivityPlace.activity_id) == activity_id))
    await insert_rows(session, ActivityPlace, [{"activity_id": activity_id, **row} for row in place_rows(facts.where)])
    await keep_parts(session, {"activity_id": activity_id}, facts.parties, facts.figures, facts.outputs)
    act = "activity-changed" if known else "activity-logged"
    await record(session, at=now, actor_id=actor.person_id, act=act, subject_kind="activity", subject_id=activity_id, kind=facts.kind)
    if known and was_public and not await _is_shown(session, known):
        await _tell_hidden(session, actor, now, known)
    return activity_id


async def _is_shown(session: AsyncSession, activity_id: UUID) -> bool:
    return await session.scalar(select(col(Activity.id)).where(col(Activity.id) == activity_id, *in_public())) is not None


async def _tell_hidden(session: AsyncSession, actor: Actor, now: datetime, activity_id: UUID) -> None:
    """An act of its own, so that what never was public is told to nobody, whatever becomes of it."""
    await record(session, at=now, actor_id=actor.person_id, act="activity-hidden", subject_kind="activity", subject_id=activity_id)


def _activity_values(facts: ActivityFacts, details: Details) -> dict[str, Any]:
    texts = _cleaned(
        {
            "title": facts.title,
            "title_en": facts.title_en,
            "place": details.place,
            "source": facts.source,
            "agenda": details.agenda,
            "minutes": details.minutes,
        }
    )
    if not texts["title"] and not facts.where and not facts.online:
        _required("title", "")
    if facts.occurrences < 1:
        raise FieldErrors({"occurrences": Malformed("number-required", field="occurrences", least=1)})
    if facts.when.starts_on == facts.when.ends_on and facts.when.precision is DatePrecision.DAY:
        check_hours(details.starts_time, details.ends_time)
    return {
        **texts,
        "title_latn": to_latin(texts["title"]),
        "place_latn": to_latin(texts["place"]),
        "kind": facts.kind,
        "occurrences": facts.occurrences,
        "starts_on": facts.when.starts_on,
        "ends_on": facts.when.ends_on,
        "date_precision": facts.when.precision,
        "starts_time": details.starts_time,
        "ends_time": details.ends_time,
        "link": check_page_address("link", details.link),
        "online": facts.online,
        "participants": facts.count.number,
        "qualifier": facts.count.qualifier,
        "unit": facts.unit if facts.count.number is not None else CountUnit.PERSONS,
    }


async def _programme_of(session: AsyncSession, programme_id: UUID | None, authority_id: UUID) -> UUID | None:
    """Take a programme of the same authority only, or none."""
    if programme_id is None:
        return None
    mine = select(col(Programme.id)).where(col(Programme.id) == programme_id, col(Programme.authority_id) == authority_id)
    if await session.scalar(mine) is None:
        raise NotFound("programme-unknown")
    return programme_id


async def _act_of(session: AsyncSession, act_id: UUID | None, authority_id: UUID) -> UUID | None:
    """Take an act of the same authority only, or none."""
    mine = select(col(Act.id)).where(col(Act.id) == act_id, col(Act.authority_id) == authority_id)
    if act_id is not None and await session.scalar(mine) is None:
        raise FieldErrors({"act": Malformed("choice-required", field="act")})
    return act_id


async def _series_of(session: AsyncSession, series: str, authority_id: UUID, known: UUID | None) -> UUID | None:
    """Take a row that may stand for a series: of the same authority, itself in no series, and not the activity itself."""
    if not series:
        return None
    try:
        wanted = UUID(series)
    except ValueError:
        raise FieldErrors({"series": Malformed("choice-required", field="series")}) from None
    row = select(col(Activity.id)).where(
        col(Activity.id) == wanted, col(Activity.authority_id) == authority_id, col(Activity.series_id).is_(None)
    )
    stands_for_others = known is not None and await session.scalar(select(func.count()).where(col(Activity.series_id) == known))
    if wanted == known or stands_for_others or await session.scalar(row) is None:
        raise FieldErrors({"series": Malformed("choice-required", field="series")})
    return wanted


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a table of activities: how many are new, how many the same file brought before."""

    entered: int
    known: int


async def bring_activities(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    authority_id: UUID,
    programme_id: UUID | None,
    rows: Sequence[ActivityRow],
    sha256: str,
    *,
    public: bool,
) -> Brought:
    """Enter the rows of a table in the register; the same file again enters nothing twice. Raises FieldErrors with the row of a fault."""
    keys = {row.row: f"{sha256}-{authority_id}-{row.row}" for row in rows}
    ids = [_id_of(key) for key in keys.values()]
    known = set((await session.execute(select(col(Activity.id)).where(col(Activity.id).in_(ids)))).scalars())
    details = Details(public=public)
    for row in rows:
        if _id_of(keys[row.row]) not in known:
            await save_activity(session, actor, now, authority_id, programme_id, row.facts, details, key=keys[row.row])
    return Brought(len(rows) - len(known), len(known))


async def drop_activity(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, activity_id: UUID) -> None:
    """Take an activity that was entered by mistake out of the register; raises NotFound("activity-unknown").

    An event of a consultation is part of its record and stays. Activities of its series stand alone afterwards.
    """
    require(Permission.PROGRAMME_KEEP, actor, Facts(authority_id=authority_id))
    was_public = await _is_shown(session, activity_id)
    await session.execute(update(Activity).where(col(Activity.series_id) == activity_id).values(series_id=None))
    mine = (col(Activity.id) == activity_id, col(Activity.authority_id) == authority_id, col(Activity.consultation_id).is_(None))
    if (await session.execute(delete(Activity).where(*mine).returning(col(Activity.id)))).first() is None:
        raise NotFound("activity-unknown")
    await record(session, at=now, actor_id=actor.person_id, act="activity-dropped", subject_kind="activity", subject_id=activity_id)
    if was_public:
        await _tell_hidden(session, actor, now, activity_id)
