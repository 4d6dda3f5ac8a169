"""The versions of an act as the public reads them: their list, one text, two compared, and where comments stand in a later one."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dialog_tracker.comments.queries import CommentedPlace, commented_places
from dialog_tracker.consultations.queries import Facts
from dialog_tracker.documents.queries import VersionLine, text_of, tree_of_lines, versions_of
from dialog_tracker.documents.versions import Compared, compared_versions, consulted_and_newest
from dialog_tracker.domain.anchoring import Anchored, Standing
from dialog_tracker.domain.comparison import Change, Comparison, UnitChange
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.policy import Actor
from dialog_tracker.domain.provision import walk
from dialog_tracker.domain.script import Face, Script
from dialog_tracker.office.exports import EXPORTS, About, redlined
from dialog_tracker.reading.heads import Head, head_of
from dialog_tracker.reading.queries import UnitText, units_of
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """The versions of an act in their order; officials of its authority also see those that are not public yet."""

    head: Head
    versions: Sequence[VersionLine]


@dataclass(frozen=True, slots=True)
class VersionText:
    """One version to be read; `other` are all versions, for going from one to another."""

    head: Head
    version: VersionLine
    versions: Sequence[VersionLine]
    units: Sequence[UnitText]


@dataclass(frozen=True, slots=True)
class Place:
    """A place that was commented on, with how many comments, and where it stands in the later version, printed."""

    before: CommentedPlace
    now: Anchored
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a comparison: a unit that changed with the comments made on it, or a run of units that did not."""

    unit: UnitChange | None
    places: Sequence[Place] = ()
    same: Sequence[UnitChange] = ()


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """Two versions compared; `orphans` are commented places that the later version does not have."""

    head: Head
    old: VersionLine
    new: VersionLine
    versions: Sequence[VersionLine]
    comparison: Comparison
    rows: Sequence[Row]
    orphans: Sequence[Place] = field(default=())


async def versions_page(session: Reader, actor: Actor, reference: str, now: datetime, *, face: Face) -> VersionsPage:
    """Read the list of versions of the act that a consultation is about."""
    facts, head = await head_of(session, actor, reference, now, face=face)
    return VersionsPage(head, await _versions(session, actor, facts))


async def _versions(session: Reader, actor: Actor, facts: Facts) -> list[VersionLine]:
    return await versions_of(session, facts.act_id, public=not actor.roles_for(facts.authority_id))


def _numbered(versions: Sequence[VersionLine], number: int) -> VersionLine:
    found = next((version for version in versions if version.number == number), None)
    if found is None:
        raise NotFound("version-unknown")
    return found


async def version_of(session: Reader, actor: Actor, reference: str, number: int, now: datetime) -> VersionLine:
    """Find one version by its number; raises NotFound("version-unknown")."""
    facts, _ = await head_of(session, actor, reference, now, face=Face.CYRILLIC)
    return _numbered(await _versions(session, actor, facts), number)


async def version_text(session: Reader, actor: Actor, reference: str, number: int, now: datetime, *, face: Face) -> VersionText:
    """Read one version's text; raises NotFound("version-unknown")."""
    facts, head = await head_of(session, actor, reference, now, face=face)
    versions = await _versions(session, actor, facts)
    version = _numbered(versions, number)
    return VersionText(head, version, versions, units_of(await text_of(session, version.id, latin=face.latin), {}))


async def comparison_page(
    session: Reader, actor: Actor, reference: str, numbers: tuple[int, int], now: datetime, *, face: Face
) -> ComparisonPage:
    """Compare two versions, the first with the second; raises NotFound("version-unknown")."""
    facts, head = await head_of(session, actor, reference, now, face=face)
    versions = await _versions(session, actor, facts)
    old, new = (_numbered(versions, number) for number in numbers)
    compared = await compared_versions(session, old.id, new.id)
    places = await _places(session, facts, old, compared, latin=face.latin)
    by_unit: dict[str, list[Place]] = {}
    for place in places:
        unit = compared.unit_of.get(place.now.anchor) or compared.unit_of.get(place.now.near)
        if unit:
            by_unit.setdefault(unit, []).append(place)
    orphans = [place for place in places if place.now.standing is Standing.ORPHANED]
    return ComparisonPage(head, old, new, versions, compared.comparison, list(_rows(compared.comparison, by_unit)), orphans)


def _rows(comparison: Comparison, places: Mapping[str, Sequence[Place]]) -> Iterator[Row]:
    """What did not change is one row between those that did."""
    same: list[UnitChange] = []
    for unit in comparison.units:
        if unit.changes == {Change.SAME}:
            same.append(unit)
            continue
        if same:
            yield Row(None, same=tuple(same))
            same = []
        yield Row(unit, tuple(places.get(unit.new.anchor, ()) if unit.new else ()))
    if same:
        yield Row(None, same=tuple(same))


async def _places(session: Reader, facts: Facts, old: VersionLine, compared: Compared, *, latin: bool) -> list[Place]:
    """Where the comments of the consultation stand, if the earlier version is the one it was held on."""
    if old.id != facts.version_id:
        return []
    printed = {part.anchor: part for part in walk(compared.new)}
    found = []
    for before in await commented_places(session, facts.id, latin=latin):
        now = compared.later.standing(before.anchor, before.quote)
        here = printed.get(compared.unit_of.get(now.anchor, ""))
        found.append(Place(before, now, here.label or here.heading or "" if here else ""))
    return found


async def exported(session: Reader, actor: Actor, reference: str, number: int, now: datetime, *, form: str, face: Face) -> bytes:
    """Write one version in a format (`docx`, `akn`, `txt`); raises NotFound("version-unknown")."""
    facts, head = await head_of(session, actor, reference, now, face=face)
    version = _numbered(await _versions(session, actor, facts), number)
    tree = tree_of_lines(await text_of(session, version.id, latin=face.latin))
    return await asyncio.to_thread(EXPORTS[form], tree, about_version(head, version, latin=face.latin))


async def redline(session: Reader, actor: Actor, reference: str, numbers: tuple[int, int], now: datetime, *, face: Face) -> bytes:
    """Write two versions as one Word file with tracked changes, dated with the day of the later; raises NotFound("version-unknown")."""
    facts, head = await head_of(session, actor, reference, now, face=face)
    versions = await _versions(session, actor, facts)
    old, new = (_numbered(versions, number) for number in numbers)
    before, after = [tree_of_lines(await text_of(session, version.id, latin=face.latin)) for version in (old, new)]
    about = replace(about_version(head, new, latin=face.latin), running=f"{head.title}: {old.number} → {new.number}")
    return await asyncio.to_thread(redlined, before, after, about, new.frozen_at or new.created_at)


def about_version(head: Head, version: VersionLine, *, latin: bool) -> About:
    """Say what stands around the text of a version in a file."""
    issued = (version.frozen_at or version.created_at).astimezone(ZoneInfo(head.time_zone)).date()
    script = Script.LATIN if latin else Script(version.script)
    begun = version.created_at.astimezone(ZoneInfo(head.time_zone)).date()
    return About(
        title=head.title,
        act_kind=head.act_kind,
        version_kind=version.kind,
        number=head.reference,
        author=head.authority,
        begun_on=begun,
        version=version.number,
        issued_on=issued,
        language=version.language,
        script=script,
    )


@dataclass(frozen=True, slots=True)
class StandingLine:
    """How one place of the consulted text stands in the newest public version: `version` names that version."""

    version: VersionLine
    now: Anchored
    printed: str


async def standings(session: Reader, facts: Facts, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], StandingLine]:
    """Tell for places of the consulted text (anchor and quotation) where they stand in the newest later public version, if there is one."""
    pair = await consulted_and_newest(session, facts.act_id, facts.version_id)
    if pair is None:
        return {}
    consulted, newest = pair
    compared = await compared_versions(session, consulted.id, newest.id)
    labels = {part.anchor: part.label or part.heading or "" for part in walk(compared.new)}
    found: dict[tuple[str, str], StandingLine] = {}
    for anchor, quote in wanted:
        now: Any = compared.later.standing(anchor, quote)
        found[anchor, quote] = StandingLine(newest, now, labels.get(compared.unit_of.get(now.anchor, ""), ""))
    return found
