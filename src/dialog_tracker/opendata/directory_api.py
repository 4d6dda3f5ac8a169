"""The read API of the directory: authorities, organisations and areas of work."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from litestar import get
from litestar.params import FromPath, FromQuery, QueryParameter

from dialog_tracker.directory import lists
from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.body import BodyKind
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.opendata import records
from dialog_tracker.opendata.parameters import Area, Cursor
from dialog_tracker.opendata.shapes import AreaItem, AuthorityLine, Listing, OrganisationLine
from dialog_tracker.reading.api_shapes import AnyRequest, site
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.paging import Cursors, word
from dialog_tracker.web.problems import LIST, ONE, Script, in_face, in_latin, in_script

_SEARCH = Annotated[str | None, QueryParameter(max_length=200, description="Words of the name, in either script, or a number.")]


@dataclass(frozen=True, slots=True)
class AuthorityItem:
    """What the directory says of an authority."""

    id: UUID
    name: str
    name_en: str
    kind: str
    level: str
    country: str
    parent_id: UUID | None
    place: str
    email: str
    website: str
    register_number: str
    territory_code: str
    territory: str
    url: str
    api: str
    calendar: str
    feed: str


@dataclass(frozen=True, slots=True)
class OrganisationItem:
    """What the directory says of an organisation; `merged_into` leads on where it is the same as another."""

    id: UUID
    name: str
    kind: str
    register_number: str
    tax_number: str
    seat: str
    website: str
    territory_code: str
    territory: str
    verified: bool
    areas: list[str]
    merged_into: UUID | None
    url: str
    api: str


def _searched(q: str | None) -> str:
    """Read the words of a search, without the sign that no text holds."""
    return (q or "").replace("\x00", " ").strip()


@get("/api/authorities", tags=["directory"], responses=LIST)
async def authorities(
    request: AnyRequest,
    reads: Reads,
    q: _SEARCH = None,
    kind: FromQuery[BodyKind | None] = None,
    level: FromQuery[AuthorityLevel | None] = None,
    script: FromQuery[Script | None] = None,
    after: Cursor = None,
) -> Listing[AuthorityLine]:
    """List the authorities by name, fifty a page."""
    wanted, home = lists.Wanted(_searched(q), kind or "", level or ""), site(request)
    cursors = Cursors.of("authorities", {"of": wanted.query})
    found = await lists.authority_list(reads, wanted, _key(cursors.read(after, word)), face=in_face(script))
    rows = [
        AuthorityLine(
            one.id,
            one.name,
            one.kind.value,
            one.level.value,
            one.territory,
            f"{home}/directory/authorities/{one.id}",
            f"{home}/api/authorities/{one.id}",
        )
        for one in found.rows
    ]
    return Listing(rows, cursors.write(found.next) if found.next else None)


def _key(read: tuple[Any, ...] | None) -> lists.Key | None:
    return lists.key_of(read[0]) if read else None


@get("/api/authorities/{authority_id:uuid}", tags=["directory"], responses=ONE)
async def authority(
    request: AnyRequest, reads: Reads, authority_id: FromPath[UUID], script: FromQuery[Script | None] = None
) -> AuthorityItem:
    """Read an authority."""
    row, home = await records.authority(reads, authority_id, latin=in_latin(script)), site(request)
    told = (
        row.id,
        row.name,
        row.name_en,
        row.kind,
        row.level,
        row.country,
        row.parent_id,
        in_script(script)(row.place),
        row.email,
        row.website,
    )
    addresses = (f"{home}/directory/authorities/{row.id}", f"{home}/api/authorities/{row.id}")
    feeds = (f"{home}/authorities/{row.id}/calendar.ics", f"{home}/authorities/{row.id}/feed.atom")
    return AuthorityItem(*told, row.register_number, row.territory_code or "", row.territory, *addresses, *feeds)


@get("/api/organisations", tags=["directory"], responses=LIST)
async def organisations(
    request: AnyRequest,
    reads: Reads,
    q: _SEARCH = None,
    kind: FromQuery[SubmitterKind | None] = None,
    area: Area = None,
    script: FromQuery[Script | None] = None,
    after: Cursor = None,
) -> Listing[OrganisationLine]:
    """List the organisations by name, fifty a page; natural persons are never in it."""
    wanted, home, said = lists.Wanted(_searched(q), kind or "", area=area or ""), site(request), in_script(script)
    cursors = Cursors.of("organisations", {"of": wanted.query})
    found = await lists.organisation_list(reads, wanted, _key(cursors.read(after, word)), latin=in_latin(script))
    rows = [
        OrganisationLine(
            one.id,
            one.name,
            one.kind.value,
            said(one.seat),
            one.register_number,
            one.verified_at is not None,
            f"{home}/directory/organisations/{one.id}",
            f"{home}/api/organisations/{one.id}",
        )
        for one in found.rows
    ]
    return Listing(rows, cursors.write(found.next) if found.next else None)


@get("/api/organisations/{organisation_id:uuid}", tags=["directory"], responses=ONE)
async def organisation(
    request: AnyRequest, reads: Reads, organisation_id: FromPath[UUID], script: FromQuery[Script | None] = None
) -> OrganisationItem:
    """Read an organisation; a natural person is not one."""
    card, home = await lists.organisation_card(reads, organisation_id, face=in_face(script)), site(request)
    if card.kind is SubmitterKind.INDIVIDUAL:
        raise NotFound("organisation-unknown")
    told = (card.id, card.name, card.kind.value, card.register_number, card.tax_number, in_script(script)(card.seat), card.website)
    place = (card.territory_code, card.territory, card.verified_at is not None, list(card.area_keys), card.survivor_id)
    return OrganisationItem(*told, *place, f"{home}/directory/organisations/{card.id}", f"{home}/api/organisations/{card.id}")


@get("/api/areas", tags=["directory"], responses=LIST)
async def areas(request: AnyRequest, reads: Reads, script: FromQuery[Script | None] = None) -> Listing[AreaItem]:
    """List the areas of work by which consultations are found."""
    home = site(request)
    found = await lists.areas_listed(reads, face=in_face(script))
    return Listing([AreaItem(a.key, a.name, a.name_en, a.organisations, f"{home}/areas/{a.key}/feed.atom") for a in found], None)


HANDLERS = [authorities, authority, organisations, organisation, areas]
