"""Reading authorities, their own rules, the calendar, and organisations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from dialog_tracker.directory.naming import name_for, order_for
from dialog_tracker.directory.tables import Authority, AuthorityRule, DayOverride, HousePage, Organisation
from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.calendar import CountMode, Unit, WorkCalendar
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.letter import OwnWords
from dialog_tracker.domain.procedure import RuleOverride, Wording
from dialog_tracker.domain.script import Face, fold, to_latin
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.storage.transaction import Reader


@cache
def survivors() -> Any:
    """Choose organisations that were merged, each beside the one that stands at the end of its mergings, as (id, survivor_id).

    Only merged ones are read, which are few; what is not found here stands for itself. One object, so that a statement may join it twice.
    """
    gone: Any = aliased(Organisation)
    chain: Any = select(col(Organisation.id), col(Organisation.merged_into).label("survivor_id")).where(
        col(Organisation.merged_into).is_not(None)
    )
    met = chain.cte("merged", recursive=True)
    met = met.union_all(select(met.c.id, gone.merged_into).join(gone, gone.id == met.c.survivor_id).where(gone.merged_into.is_not(None)))
    last: Any = aliased(Organisation)
    ends = select(met.c.id, met.c.survivor_id).join(last, last.id == met.c.survivor_id).where(last.merged_into.is_(None))
    return ends.subquery("survivor")


async def sender_of(session: Reader, authority_id: UUID) -> str:
    """Give the name under which letters of an authority go out; its own name where it chose none."""
    query = select(col(Authority.sender_name), col(Authority.name)).where(col(Authority.id) == authority_id)
    row = (await session.execute(query)).first()
    return (row[0] or row[1]) if row else ""


async def organisation_names(session: Reader, ids: Iterable[UUID]) -> list[str]:
    """Give the names of organisations as they were entered, by name."""
    query = select(col(Organisation.name)).where(col(Organisation.id).in_(list(ids))).order_by(col(Organisation.name_fold))
    return list((await session.execute(query)).scalars())


def standing_for(survivor: Any, organisation_id: Any) -> Any:
    """Give the organisation that is counted for a row joined with `survivors()`."""
    return func.coalesce(survivor.c.survivor_id, organisation_id)


@dataclass(frozen=True, slots=True)
class AuthorityCard:
    """An authority as it is printed; names in the reader's script."""

    id: UUID
    name: str
    level: AuthorityLevel
    unit: str
    place: str
    address: str
    email: str
    time_zone: str
    signatory_office: str
    signatory_name: str
    four_eyes: bool | None
    country: str = "RS"


_CARD: tuple[Any, ...] = (
    col(Authority.level),
    col(Authority.unit),
    col(Authority.place),
    col(Authority.address),
    col(Authority.email),
    col(Authority.time_zone),
    col(Authority.signatory_office),
    col(Authority.signatory_name),
    col(Authority.four_eyes),
    col(Authority.country),
)


async def authority(session: Reader, authority_id: UUID, *, face: Face = Face.CYRILLIC) -> AuthorityCard:
    """Read an authority; raises NotFound("authority-unknown")."""
    row = (
        await session.execute(
            select(col(Authority.id), name_for(face, Authority).label("name"), *_CARD).where(col(Authority.id) == authority_id)
        )
    ).first()
    if row is None:
        raise NotFound("authority-unknown")
    return _card(row)


async def authorities(session: Reader, ids: frozenset[UUID] | None = None, *, face: Face = Face.CYRILLIC) -> list[AuthorityCard]:
    """List authorities by name, all or some."""
    query = select(col(Authority.id), name_for(face, Authority).label("name"), *_CARD).order_by(order_for(face, Authority))
    if ids is not None:
        query = query.where(col(Authority.id).in_(ids))
    return [_card(row) for row in await session.execute(query)]


def _card(row: Any) -> AuthorityCard:
    letterhead = (row.unit, row.place, row.address, row.email, row.time_zone, row.signatory_office, row.signatory_name)
    return AuthorityCard(row.id, row.name, AuthorityLevel(row.level), *letterhead, row.four_eyes, row.country)


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A row of an authority's own rules, and what it says."""

    id: UUID
    terms: RuleOverride


async def overrides_of(session: Reader, authority_id: UUID) -> list[RuleOverride]:
    """Read an authority's own rules."""
    return (await overrides_of_all(session, [authority_id])).get(authority_id, [])


async def overrides_of_all(session: Reader, authority_ids: Iterable[UUID]) -> dict[UUID, list[RuleOverride]]:
    """Read the own rules of several authorities in one query."""
    return {key: [row.terms for row in rows] for key, rows in (await _own_rules(session, authority_ids)).items()}


async def own_rules(session: Reader, authority_id: UUID) -> list[OwnRule]:
    """List an authority's own rules, each with its id, the earliest first."""
    return (await _own_rules(session, [authority_id])).get(authority_id, [])


async def own_rule(session: Reader, authority_id: UUID, rule_id: UUID) -> OwnRule:
    """Find one of an authority's own rules; raises NotFound("rule-unknown")."""
    found = next((row for row in await own_rules(session, authority_id) if row.id == rule_id), None)
    if found is None:
        raise NotFound("rule-unknown")
    return found


async def _own_rules(session: Reader, authority_ids: Iterable[UUID]) -> dict[UUID, list[OwnRule]]:
    columns = (AuthorityRule.id, AuthorityRule.authority_id, AuthorityRule.rule_key, AuthorityRule.amount, AuthorityRule.unit)
    texts = (AuthorityRule.count_mode, AuthorityRule.citation, AuthorityRule.citation_en, AuthorityRule.basis)
    days = (AuthorityRule.valid_from, AuthorityRule.valid_to)
    asked = select(*map(col, columns), *map(col, texts), *map(col, days)).where(col(AuthorityRule.authority_id).in_(list(authority_ids)))
    found: dict[UUID, list[OwnRule]] = {}
    for row in await session.execute(asked.order_by(col(AuthorityRule.valid_from))):
        wording = Wording(row.citation, row.citation_en or row.citation)
        own = RuleOverride(
            row.rule_key, row.amount, Unit(row.unit), CountMode(row.count_mode), wording, row.valid_from, row.valid_to, row.basis
        )
        found.setdefault(row.authority_id, []).append(OwnRule(row.id, own))
    return found


async def calendar(session: Reader, authority_id: UUID) -> WorkCalendar:
    """Read the calendar of an authority's country with the corrections of the installation and of the authority."""
    return (await calendars(session, [authority_id]))[authority_id]


async def calendars(session: Reader, authority_ids: Iterable[UUID]) -> dict[UUID, WorkCalendar]:
    """Read the calendars of several authorities in one query."""
    own_or_all = or_(col(DayOverride.authority_id).is_(None), col(DayOverride.authority_id) == col(Authority.id))
    columns = (col(Authority.id), col(Authority.country), col(DayOverride.day), col(DayOverride.worked))
    query = (
        select(*columns)
        .outerjoin(DayOverride, and_(col(DayOverride.country) == col(Authority.country), own_or_all))
        .where(col(Authority.id).in_(list(authority_ids)))
        .order_by(col(DayOverride.authority_id).is_not(None))  # what an authority decided for itself stands over what holds for all
    )
    found: dict[UUID, tuple[str, dict[date, bool]]] = {}
    for authority_id, country, day, worked in await session.execute(query):
        _, corrections = found.setdefault(authority_id, (country, {}))
        if day is not None:
            corrections[day] = worked
    return {authority_id: WorkCalendar(corrections, country) for authority_id, (country, corrections) in found.items()}


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation as it is listed."""

    id: UUID
    name: str
    kind: SubmitterKind
    seat: str
    register_number: str
    verified_at: datetime | None


async def organisations(
    session: Reader, *, latin: bool, search: str = "", unverified: bool = False, limit: int = 200
) -> list[OrganisationLine]:
    """List canonical organisations, newest proposals first where only unverified ones are asked for."""
    name = Organisation.name_latn if latin else Organisation.name
    columns = (
        col(Organisation.id),
        col(name),
        col(Organisation.kind),
        col(Organisation.seat),
        col(Organisation.register_number),
        col(Organisation.verified_at),
    )
    query = select(*columns).where(col(Organisation.merged_into).is_(None)).limit(limit)
    if search:
        query = query.where(col(Organisation.name_fold).contains(fold(search), autoescape=True))
    if unverified:
        query = query.where(col(Organisation.verified_at).is_(None)).order_by(col(Organisation.created_at).desc())
    else:
        query = query.order_by(col(Organisation.name_fold))
    return [OrganisationLine(i, n, SubmitterKind(k), s, r, v) for i, n, k, s, r, v in await session.execute(query)]


async def organisations_called(session: Reader, typed: str) -> list[UUID]:
    """Find organisations by their whole name, in either script, or by their register number."""
    same = or_(col(Organisation.name_fold) == fold(typed), col(Organisation.register_number) == typed.strip())
    known = (col(Organisation.merged_into).is_(None), col(Organisation.kind) != SubmitterKind.INDIVIDUAL)
    return list(await session.scalars(select(col(Organisation.id)).where(same, *known).limit(2)))


async def organisation_name(session: Reader, organisation_id: UUID) -> tuple[str, SubmitterKind]:
    """Read an organisation's name as typed and its kind; raises NotFound("organisation-unknown")."""
    query = select(col(Organisation.name), col(Organisation.kind)).where(col(Organisation.id) == organisation_id)
    row = (await session.execute(query)).first()
    if row is None:
        raise NotFound("organisation-unknown")
    return row[0], SubmitterKind(row[1])


async def count_unverified(session: Reader) -> int:
    """Count organisations that wait to be verified."""
    query = (
        select(func.count())
        .select_from(Organisation)
        .where(col(Organisation.verified_at).is_(None), col(Organisation.merged_into).is_(None))
    )
    return await session.scalar(query) or 0


async def house_page(session: Reader, slug: str, language: str) -> str | None:
    """Read a page of the house as the installation wrote it; None where it wrote none."""
    return await session.scalar(select(col(HousePage.body)).where(col(HousePage.slug) == slug, col(HousePage.language) == language))


async def authority_names(session: Reader, authority_id: UUID) -> tuple[str, str, str]:
    """Read the Serbian and the English name and the time zone of an authority; raises NotFound("authority-unknown")."""
    columns = (col(Authority.name), col(Authority.name_en), col(Authority.time_zone))
    row = (await session.execute(select(*columns).where(col(Authority.id) == authority_id))).first()
    if row is None:
        raise NotFound("authority-unknown")
    return row.name, row.name_en, row.time_zone


async def authority_named(session: Reader, name: str) -> UUID | None:
    """Find an authority by its name, in either script."""
    return await session.scalar(select(col(Authority.id)).where(col(Authority.name_fold) == fold(name)))


@dataclass(frozen=True, slots=True)
class DayOffLine:
    """A correction of the calendar: of a country, or of one authority."""

    id: UUID
    country: str
    authority: str | None
    day: date
    worked: bool
    reason: str


async def days_off(session: Reader, *, face: Face = Face.CYRILLIC) -> list[DayOffLine]:
    """List the corrections of the calendar, the newest day first."""
    name = name_for(face, Authority)
    columns = (col(DayOverride.id), col(DayOverride.country), name, col(DayOverride.day), col(DayOverride.worked), col(DayOverride.reason))
    query = select(*columns).outerjoin(Authority, col(Authority.id) == col(DayOverride.authority_id))
    return [DayOffLine(*row) for row in await session.execute(query.order_by(col(DayOverride.day).desc(), col(DayOverride.id)))]


LETTER_FOOT = "pisma"  # the page of the house whose words stand under every letter
_OWN_LETTER = "pismo-"  # and before the name of a letter, the page that holds its own words: the subject in the first line


async def letter_feet(session: Reader) -> dict[str, str]:
    """Read the words that the installation puts under every letter, by the face in which a letter is written; empty where it has none."""
    query = select(col(HousePage.language), col(HousePage.body)).where(col(HousePage.slug) == LETTER_FOOT)
    written = {language: body.strip() for language, body in await session.execute(query)}
    serbian = written.get("sr", "")
    return {"sr-Cyrl": serbian, "sr-Latn": to_latin(serbian), "en": written.get("en", "")}


def letter_page(template: str) -> str:
    """Name the page of the house that holds the installation's own words for a letter."""
    return f"{_OWN_LETTER}{template}"


async def own_letters(session: Reader) -> dict[tuple[str, str], OwnWords]:
    """Read the letters that the installation says in its own words, by template and face; Latin is made from Cyrillic."""
    query = select(col(HousePage.slug), col(HousePage.language), col(HousePage.body)).where(col(HousePage.slug).startswith(_OWN_LETTER))
    found: dict[tuple[str, str], OwnWords] = {}
    for slug, language, body in await session.execute(query):
        template, (subject, _, words) = slug.removeprefix(_OWN_LETTER), body.partition("\n")
        if language == "sr":
            found[template, "sr-Cyrl"] = OwnWords(subject, words)
            found[template, "sr-Latn"] = OwnWords(to_latin(subject), to_latin(words))
        else:
            found[template, "en"] = OwnWords(subject, words)
    return found
