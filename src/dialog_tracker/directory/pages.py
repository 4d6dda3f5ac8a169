"""Public pages of organisations, and those on which officials enter and change them and the areas of work."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.directory import actions, lists
from dialog_tracker.domain.errors import Conflict, FieldErrors, Malformed
from dialog_tracker.domain.organisation import OrganisationDraft
from dialog_tracker.domain.policy import Permission, allows, require
from dialog_tracker.domain.script import Face
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.domain.territory import TerritoryKind
from dialog_tracker.storage.transaction import Db, Reads
from dialog_tracker.web.forms import Form, new_form_key
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.paging import read_cursor
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_KINDS = [kind for kind in SubmitterKind if kind is not SubmitterKind.INDIVIDUAL]
_OUTER = (TerritoryKind.DISTRICT, TerritoryKind.PROVINCE)
_UNITS = (TerritoryKind.CITY, TerritoryKind.MUNICIPALITY, TerritoryKind.CITY_MUNICIPALITY)


@get("/directory/organisations", name="directory-organisations")
async def organisations(
    request: AnyRequest,
    visitor: Here,
    reads: Reads,
    q: FromQuery[str | None] = None,
    kind: FromQuery[str | None] = None,
    area: FromQuery[str | None] = None,
    territory: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
) -> Response[str]:
    """List organisations, found by name or number in either script, by kind, area and territory."""
    wanted = lists.Wanted((q or "")[:200], kind or "", "", area or "", territory or "")
    content = {
        "wanted": wanted,
        "list": await lists.organisation_list(reads, wanted, lists.key_of(read_cursor(after)), latin=visitor.latin),
        "kinds": _KINDS,
        "areas": await lists.areas_listed(reads, face=visitor.face),
        "territories": await lists.territory_choices(reads, face=visitor.face),
        "may_edit": allows(Permission.ORGANISATION_EDIT, visitor.actor),
    }
    return page(request, visitor, "directory/organisations.html", content)


@get(["/desk/organisations/new", "/desk/organisations/{organisation_id:uuid}"], name="organisation-form")
async def show_form(request: AnyRequest, visitor: Here, db: Db, organisation_id: FromPath[UUID | None] = None) -> Response[str]:
    """Show the form of an organisation."""
    require(Permission.ORGANISATION_EDIT, visitor.actor)
    return await _form_page(request, visitor, db, organisation_id, None, {})


async def _form_page(
    request: AnyRequest, visitor: Visitor, db: Any, organisation_id: UUID | None, typed: OrganisationDraft | None, errors: dict[str, str]
) -> Response[str]:
    card = await lists.organisation_card(db, organisation_id, face=Face.CYRILLIC) if organisation_id else None
    content = {
        "card": card,
        "typed": typed or _draft_of(card),
        "kinds": _KINDS,
        "areas": await lists.areas_listed(db, face=visitor.face),
        "territories": await lists.territory_choices(db, face=visitor.face, kinds=_UNITS),
        "form_key": new_form_key(),
        "errors": errors,
    }
    return page(request, visitor, "directory/organisation_form.html", content, status=422 if errors else 200)


def _draft_of(card: lists.OrganisationCard | None) -> OrganisationDraft:
    if card is None:
        return OrganisationDraft("", SubmitterKind.ASSOCIATION)
    texts = (card.name, card.kind, card.register_number, card.tax_number, card.seat, card.website, card.territory_code)
    return OrganisationDraft(*texts, card.area_keys)


@post(
    ["/desk/organisations/new", "/desk/organisations/{organisation_id:uuid}"],
    name="organisation-keep",
    permission=Permission.ORGANISATION_EDIT,
)
async def keep(request: AnyRequest, visitor: Here, form: Posted, db: Db, organisation_id: FromPath[UUID | None] = None) -> Response[Any]:
    """Enter an organisation or change it."""
    require(Permission.ORGANISATION_EDIT, visitor.actor)
    names = ("name", "register_number", "tax_number", "seat", "website", "territory_code")
    texts = {name: form.text(name) for name in names}
    draft = OrganisationDraft(kind=form.choice("kind", SubmitterKind), areas=tuple(form.several("areas")), **texts)
    try:
        form.check()
        now, key = request.app.state.clock(), form.key()
        async with db.begin_nested():
            kept = await actions.keep_organisation(db, visitor.actor, now, draft, organisation_id=organisation_id, key=key)
    except (FieldErrors, Malformed, Conflict) as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {str(refused.facts.get("field", "name")): refused}
        return await _form_page(request, visitor, db, organisation_id, replace(draft), field_messages(visitor.language, by_field))
    return Redirect(f"/directory/organisations/{kept}", status_code=303)


HANDLERS = [organisations, show_form, keep]
