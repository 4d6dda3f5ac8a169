"""Public lists of authorities and their contact points: the directory, the table by district, and vacancies."""

from datetime import date
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from dialog_tracker.contacts import queries
from dialog_tracker.contacts.actions import ZONE
from dialog_tracker.directory import lists
from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.body import BodyKind
from dialog_tracker.domain.territory import Sense
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.paging import read_cursor
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]


def today_of(request: AnyRequest) -> date:
    """Give the day on which mandates are judged: that of the offices."""
    day: date = request.app.state.clock().astimezone(ZONE).date()
    return day


@get("/directory", name="directory")
async def directory(request: AnyRequest, visitor: Here, reads: Reads) -> Response[str]:
    """Show what the directory holds."""
    nothing = lists.Wanted()
    content = {
        "organisations": (await lists.organisation_list(reads, nothing, latin=visitor.latin)).total,
        "authorities": (await lists.authority_list(reads, nothing, face=visitor.face)).total,
        "coverage": await queries.coverage(reads, today_of(request), Sense.USUAL, face=visitor.face),
        "vacancies": len(await queries.vacancies(reads, today_of(request), face=visitor.face)),
    }
    return page(request, visitor, "contacts/directory.html", content)


@get("/directory/authorities", name="directory-authorities")
async def authorities(
    request: AnyRequest,
    visitor: Here,
    reads: Reads,
    q: FromQuery[str | None] = None,
    kind: FromQuery[str | None] = None,
    level: FromQuery[str | None] = None,
    territory: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
) -> Response[str]:
    """List authorities, found by name in either script, by kind, level and territory."""
    wanted = lists.Wanted((q or "")[:200], kind or "", level or "", "", territory or "")
    content = {
        "wanted": wanted,
        "list": await lists.authority_list(reads, wanted, lists.key_of(read_cursor(after)), face=visitor.face),
        "kinds": list(BodyKind),
        "levels": list(AuthorityLevel),
        "territories": await lists.territory_choices(reads, face=visitor.face),
    }
    return page(request, visitor, "contacts/authorities.html", content)


@get("/directory/contact-points", name="directory-contact-points")
async def contact_points(request: AnyRequest, visitor: Here, reads: Reads, units: FromQuery[str | None] = None) -> Response[str]:
    """Show which municipalities and cities have a contact point, by district, in one of the two senses of what they are."""
    sense = Sense.BY_LAW if units == Sense.BY_LAW.value else Sense.USUAL
    content = {"coverage": await queries.coverage(reads, today_of(request), sense, face=visitor.face)}
    return page(request, visitor, "contacts/coverage.html", content)


@get("/directory/vacancies", name="directory-vacancies")
async def vacancies(request: AnyRequest, visitor: Here, reads: Reads) -> Response[str]:
    """List authorities whose contact point's mandate ended, or ends soon, with nobody to follow."""
    rows: Any = await queries.vacancies(reads, today_of(request), face=visitor.face)
    return page(request, visitor, "contacts/vacancies.html", {"rows": rows})


HANDLERS = [directory, authorities, contact_points, vacancies]
