"""Keeping authorities, their own rules, and organisations under one canonical name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.directory.queries import OwnRule
from dialog_tracker.directory.tables import Area, Authority, AuthorityRule, DayOverride, HousePage, Organisation, OrganisationArea
from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.days_off import DayCorrection
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound
from dialog_tracker.domain.organisation import OrganisationDraft, check_organisation
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.procedure import RuleOverride, check_override
from dialog_tracker.domain.script import fold, to_latin
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.ledger.actions import record
from dialog_tracker.storage.columns import new_id

# The calendar of the installation, as a subject of the ledger.
CALENDAR = uuid5(NAMESPACE_URL, "dialog-tracker:calendar")
# Names what a form makes by the key of the form, so that a second click makes nothing.
DIRECTORY_FORMS = uuid5(NAMESPACE_URL, "dialog-tracker:directory-forms")
_AREA_KEY = re.compile(r"[a-z][a-z0-9_-]{1,40}")


_BLANK = dict.fromkeys(
    ("name_en", "unit", "place", "address", "email", "signatory_office", "signatory_name", "sender_name", "website", "register_number"), ""
)


def new_authority(now: datetime, *, name: str, kind: str, level: AuthorityLevel, **more: Any) -> dict[str, Any]:
    """Make the row of an authority; `more` are further columns (place, address, signatory …)."""
    names = {"name": name, "name_latn": to_latin(name), "name_fold": fold(name)}
    none = {"territory_code": None, "packaged_key": None, "four_eyes": None}
    values = {"id": new_id(), **names, "kind": kind, "level": level, "time_zone": "Europe/Belgrade", "created_at": now}
    return _BLANK | none | values | more


async def add_authority(
    session: AsyncSession, now: datetime, *, name: str, kind: str, level: AuthorityLevel, by: UUID | None = None, **more: Any
) -> UUID:
    """Enter an authority; `more` are further columns (place, address, signatory …)."""
    row = new_authority(now, name=name, kind=kind, level=level, **more)
    await session.execute(insert(Authority).values(**row))
    await record(session, at=now, actor_id=by, act="authority-entered", subject_kind="authority", subject_id=row["id"])
    entered: UUID = row["id"]
    return entered


async def change_authority(session: AsyncSession, now: datetime, authority_id: UUID, *, by: UUID, **columns: Any) -> None:
    """Change what is printed of an authority; a new name brings its Latin and folded forms."""
    if "name" in columns:
        columns |= {"name_latn": to_latin(columns["name"]), "name_fold": fold(columns["name"])}
    await session.execute(update(Authority).where(col(Authority.id) == authority_id).values(**columns))
    await record(
        session, at=now, actor_id=by, act="authority-changed", subject_kind="authority", subject_id=authority_id, columns=sorted(columns)
    )


async def override_rule(session: AsyncSession, now: datetime, authority_id: UUID, own: RuleOverride, by: UUID | None) -> None:
    """Enter what an authority's own act says; an earlier row without an end gives way to it, for good or until its end.

    Raises Malformed("rule-amount"), and Malformed("rule-ends-before") and Malformed("rule-overlaps") for a time that cannot be.
    """
    check_override(own)
    await _give_way(session, now, authority_id, own, by)
    await _refuse_overlap(session, authority_id, own)
    values = {"rule_key": own.rule_key, "amount": own.amount, "unit": own.unit, "count_mode": own.count, "valid_from": own.valid_from}
    texts = {"citation": own.citation.sr, "citation_en": own.citation.en, "valid_to": own.valid_to, "basis": own.basis}
    row = insert(AuthorityRule).values(id=new_id(), authority_id=authority_id, **values, **texts, created_by=by, created_at=now)
    await session.execute(row)
    facts = {"rule": own.rule_key, "amount": own.amount}
    await record(session, at=now, actor_id=by, act="rule-overridden", subject_kind="authority", subject_id=authority_id, **facts)


async def _give_way(session: AsyncSession, now: datetime, authority_id: UUID, own: RuleOverride, by: UUID | None) -> None:
    """End the open row that stands before a new one; where the new one has an end, the earlier row holds again from that day."""
    earlier = update(AuthorityRule).where(
        col(AuthorityRule.authority_id) == authority_id,
        col(AuthorityRule.rule_key) == own.rule_key,
        col(AuthorityRule.valid_to).is_(None),
        col(AuthorityRule.valid_from) < own.valid_from,
    )
    terms = ("rule_key", "amount", "unit", "count_mode", "citation", "citation_en", "basis")
    columns = [col(getattr(AuthorityRule, name)) for name in terms]
    ended = (await session.execute(earlier.values(valid_to=own.valid_from).returning(*columns))).mappings().first()
    if ended is not None and own.valid_to is not None:
        again = insert(AuthorityRule).values(id=new_id(), authority_id=authority_id, **ended, valid_from=own.valid_to, valid_to=None)
        await session.execute(again.values(created_by=by, created_at=now))


async def _refuse_overlap(
    session: AsyncSession, authority_id: UUID, own: RuleOverride, *, but: UUID | None = None, field: str = "valid_from"
) -> None:
    columns = (col(AuthorityRule.valid_from), col(AuthorityRule.valid_to), col(AuthorityRule.citation))
    query = select(*columns).where(
        col(AuthorityRule.authority_id) == authority_id,
        col(AuthorityRule.rule_key) == own.rule_key,
        or_(col(AuthorityRule.valid_to).is_(None), col(AuthorityRule.valid_to) > own.valid_from),
    )
    if own.valid_to is not None:
        query = query.where(col(AuthorityRule.valid_from) < own.valid_to)
    if but is not None:
        query = query.where(col(AuthorityRule.id) != but)
    standing = (await session.execute(query)).first()
    if standing is not None:
        raise Malformed("rule-overlaps", field=field, since=standing.valid_from, citation=standing.citation)


async def end_rule(session: AsyncSession, now: datetime, authority_id: UUID, rule: OwnRule, until: date | None, by: UUID | None) -> None:
    """Say on which day an own rule is no longer in force; no day leaves it in force.

    Raises Malformed("rule-ends-before") and Malformed("rule-overlaps").
    """
    own = replace(rule.terms, valid_to=until)
    check_override(own)
    await _refuse_overlap(session, authority_id, own, but=rule.id, field="valid_to")
    await session.execute(update(AuthorityRule).where(col(AuthorityRule.id) == rule.id).values(valid_to=until))
    facts = {"rule": own.rule_key, "until": until}
    await record(session, at=now, actor_id=by, act="rule-ended", subject_kind="authority", subject_id=authority_id, **facts)


async def drop_rule(session: AsyncSession, now: datetime, authority_id: UUID, rule: OwnRule, by: UUID | None) -> None:
    """Take an own rule back that was entered by mistake; the ledger keeps what it said."""
    await session.execute(delete(AuthorityRule).where(col(AuthorityRule.id) == rule.id))
    own = rule.terms
    facts = {"rule": own.rule_key, "amount": own.amount, "unit": own.unit, "since": own.valid_from, "until": own.valid_to}
    await record(session, at=now, actor_id=by, act="rule-dropped", subject_kind="authority", subject_id=authority_id, **facts)


async def correct_days(
    session: AsyncSession, now: datetime, days: Sequence[DayCorrection], *, country: str, authority_id: UUID | None, by: UUID | None
) -> None:
    """Keep corrections of the calendar, for a country or one authority; a day entered again is corrected."""
    for one in days:
        words = {"worked": one.worked, "reason": one.reason, "created_by": by, "created_at": now}
        made = upsert(DayOverride).values(id=new_id(), country=country, authority_id=authority_id, day=one.day, **words)
        await session.execute(made.on_conflict_do_update(index_elements=["country", "authority_id", "day"], set_=words))
        await record(
            session,
            at=now,
            actor_id=by,
            act="day-corrected",
            subject_kind="authority" if authority_id else "installation",
            subject_id=authority_id or CALENDAR,
            day=one.day,
            worked=one.worked,
            country=country,
        )


async def drop_correction(session: AsyncSession, now: datetime, correction_id: UUID, by: UUID | None) -> tuple[str, UUID | None]:
    """Take a correction of the calendar back; gives its country and authority. Raises NotFound("day-off-unknown")."""
    gone = delete(DayOverride).where(col(DayOverride.id) == correction_id)
    columns = (col(DayOverride.country), col(DayOverride.authority_id), col(DayOverride.day))
    row = (await session.execute(gone.returning(*columns))).first()
    if row is None:
        raise NotFound("day-off-unknown")
    await record(
        session,
        at=now,
        actor_id=by,
        act="day-restored",
        subject_kind="authority" if row.authority_id else "installation",
        subject_id=row.authority_id or CALENDAR,
        day=row.day,
        country=row.country,
    )
    return row.country, row.authority_id


async def find_or_add_organisation(session: AsyncSession, now: datetime, name: str, kind: SubmitterKind, by: UUID | None) -> UUID:
    """Give the organisation of a name, entered if new; the same name in the other script is the same organisation."""
    known = select(col(Organisation.id), col(Organisation.merged_into)).where(col(Organisation.name_fold) == fold(name))
    row = (await session.execute(known.order_by(col(Organisation.created_at)))).first()
    if row is not None:
        return await survivor_of(session, row.id) if row.merged_into else row.id
    made = new_organisation(now, name, kind, by)
    organisation_id: UUID = made["id"]
    await session.execute(insert(Organisation).values(**made))
    await record(
        session, at=now, actor_id=by, act="organisation-proposed", subject_kind="organisation", subject_id=organisation_id, kind=kind
    )
    return organisation_id


def new_organisation(now: datetime, name: str, kind: SubmitterKind, by: UUID | None) -> dict[str, Any]:
    """Make the row of an organisation of which only the name and the kind are known."""
    names = {"name": name.strip(), "name_latn": to_latin(name.strip()), "name_fold": fold(name)}
    blank = {"register_number": "", "tax_number": "", "seat": "", "website": ""}
    return {"id": new_id(), **names, **blank, "kind": kind, "created_by": by, "created_at": now}


async def find_or_add_organisations(
    session: AsyncSession, now: datetime, named: Mapping[str, SubmitterKind], by: UUID | None
) -> dict[str, UUID]:
    """Give the organisations of many names by their folded form, entered where new; names in the other script are the same."""
    kinds = {fold(name): (name, kind) for name, kind in named.items() if name.strip()}
    columns = (col(Organisation.name_fold), col(Organisation.id), col(Organisation.merged_into))
    query = select(*columns).where(col(Organisation.name_fold).in_(list(kinds))).order_by(col(Organisation.created_at).desc())
    rows = (await session.execute(query)).all()
    found: dict[str, UUID] = {folded: await survivor_of(session, one) if merged else one for folded, one, merged in rows}
    for folded, (name, kind) in kinds.items():
        if folded not in found:
            found[folded] = await find_or_add_organisation(session, now, name, kind, by)
    return found


async def survivor_of(session: AsyncSession, organisation_id: UUID) -> UUID:
    """Follow mergings to the organisation that stands; one that was merged into another may have had others merged into it."""
    chain = select(col(Organisation.id), col(Organisation.merged_into)).where(col(Organisation.id) == organisation_id).cte(recursive=True)
    onward = select(col(Organisation.id), col(Organisation.merged_into)).join(chain, col(Organisation.id) == chain.c.merged_into)
    chain = chain.union(onward)
    return await session.scalar(select(chain.c.id).where(chain.c.merged_into.is_(None))) or organisation_id


async def keep_organisation(
    session: AsyncSession, actor: Actor, now: datetime, draft: OrganisationDraft, *, organisation_id: UUID | None = None, key: str = ""
) -> UUID:
    """Enter an organisation, once for one key of a form, or change one.

    Raises FieldErrors, Conflict("organisation-there") for a name that stands in either script, and NotFound("organisation-unknown").
    """
    require(Permission.ORGANISATION_EDIT, actor)
    checked = check_organisation(draft)
    await _refuse_same_name(session, checked.name, organisation_id or uuid5(DIRECTORY_FORMS, key))
    names = {"name": checked.name, "name_latn": to_latin(checked.name), "name_fold": fold(checked.name)}
    said = {name: getattr(checked, name) for name in ("kind", "register_number", "tax_number", "seat", "website")}
    values = names | said | {"territory_code": checked.territory_code or None}
    kept_id = organisation_id or uuid5(DIRECTORY_FORMS, key)
    act = "organisation-changed" if organisation_id else "organisation-entered"
    if organisation_id is None:
        made = upsert(Organisation).values(id=kept_id, **values, created_by=actor.person_id, created_at=now).on_conflict_do_nothing()
        if not await session.scalar(made.returning(col(Organisation.id))):
            return kept_id
    else:
        changed = update(Organisation).where(col(Organisation.id) == organisation_id).values(**values)
        if not await session.scalar(changed.returning(col(Organisation.id))):
            raise NotFound("organisation-unknown")
    await keep_areas(session, kept_id, checked.areas)
    await record(session, at=now, actor_id=actor.person_id, act=act, subject_kind="organisation", subject_id=kept_id)
    return kept_id


async def _refuse_same_name(session: AsyncSession, name: str, but: UUID) -> None:
    same = select(col(Organisation.id)).where(col(Organisation.name_fold) == fold(name), col(Organisation.merged_into).is_(None))
    if await session.scalar(same.where(col(Organisation.id) != but)):
        raise Conflict("organisation-there", field="name", name=name)


async def keep_areas(session: AsyncSession, organisation_id: UUID, areas: Sequence[str]) -> None:
    """Keep in which areas an organisation works; keys that are no area are left out."""
    gone = delete(OrganisationArea).where(col(OrganisationArea.organisation_id) == organisation_id)
    await session.execute(gone)
    known = (await session.scalars(select(col(Area.key)).where(col(Area.key).in_(areas)))).all()
    if known:
        await session.execute(insert(OrganisationArea), [{"organisation_id": organisation_id, "area_key": key} for key in known])


async def keep_area(
    session: AsyncSession, now: datetime, key: str, name: str, name_en: str, position: int, *, by: UUID, new: bool = False
) -> None:
    """Add an area of work or change one; a `new` one never stands over another.

    Raises Malformed("field-required"), Malformed("area-key-wrong") and Conflict("area-there").
    """
    if not name.strip() or not name_en.strip():
        raise Malformed("field-required", field="name" if not name.strip() else "name_en")
    if not _AREA_KEY.fullmatch(key):
        raise Malformed("area-key-wrong", field="key")
    words = {"name": name.strip(), "name_latn": to_latin(name.strip()), "name_en": name_en.strip(), "position": position}
    made = upsert(Area).values(key=key, **words)
    if not new:
        await session.execute(made.on_conflict_do_update(index_elements=["key"], set_=words))
    elif await session.scalar(made.on_conflict_do_nothing().returning(col(Area.key))) is None:
        raise Conflict("area-there", field="key", name=await session.scalar(select(col(Area.name)).where(col(Area.key) == key)))
    await record(session, at=now, actor_id=by, act="area-kept", subject_kind="installation", subject_id=CALENDAR, area=key)


async def drop_area(session: AsyncSession, now: datetime, key: str, *, by: UUID) -> None:
    """Take an area out of the list; raises Conflict("area-in-use") where an act or an organisation names it."""
    try:
        async with session.begin_nested():
            await session.execute(delete(Area).where(col(Area.key) == key))
    except IntegrityError:
        raise Conflict("area-in-use") from None
    await record(session, at=now, actor_id=by, act="area-dropped", subject_kind="installation", subject_id=CALENDAR, area=key)


async def verify_organisation(session: AsyncSession, now: datetime, organisation_id: UUID, by: UUID, on: date) -> None:
    """Mark an organisation as checked against the register."""
    query = update(Organisation).where(col(Organisation.id) == organisation_id, col(Organisation.verified_at).is_(None))
    await session.execute(query.values(verified_at=now, verified_by=by))
    await record(session, at=now, actor_id=by, act="organisation-verified", subject_kind="organisation", subject_id=organisation_id, on=on)


async def save_house_page(session: AsyncSession, now: datetime, slug: str, language: str, body: str, by: UUID) -> None:
    """Keep a page of the house; an empty body brings the shipped one back."""
    if body.strip():
        made = upsert(HousePage).values(slug=slug, language=language, body=body, changed_by=by, changed_at=now)
        await session.execute(
            made.on_conflict_do_update(index_elements=["slug", "language"], set_={"body": body, "changed_by": by, "changed_at": now})
        )
    else:
        await session.execute(delete(HousePage).where(col(HousePage.slug) == slug, col(HousePage.language) == language))
    await record(session, at=now, actor_id=by, act="page-changed", subject_kind="person", subject_id=by, slug=slug, language=language)
