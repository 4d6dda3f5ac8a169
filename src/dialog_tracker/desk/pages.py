"""The pages of officials and of the administrator."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.consultations.corrections import adopt_rule, end_own_rule, take_back_rule
from dialog_tracker.contacts.actions import ZONE
from dialog_tracker.contacts.queries import vacancies
from dialog_tracker.desk import due, queries
from dialog_tracker.desk.requests import waiting_requests
from dialog_tracker.directory import actions as directory
from dialog_tracker.directory.queries import authorities, authority, organisations, own_rules
from dialog_tracker.documents.actions import publish_version
from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.body import kind_by_name
from dialog_tracker.domain.calendar import CountMode, Unit
from dialog_tracker.domain.errors import FieldErrors, Malformed, NotFound
from dialog_tracker.domain.policy import Facts, Permission, allows, require
from dialog_tracker.domain.procedure import RuleOverride, Wording, all_rules
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.outbox.actions import act_on_job as act_on
from dialog_tracker.outbox.queries import backlog
from dialog_tracker.reading import editable
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.forms import Form, uuid_of
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]


@get("/desk", name="desk")
async def desk(request: AnyRequest, visitor: Here, db: Db) -> Response[Any]:
    """Show what is due and what waits for an answer."""
    if visitor.actor.person_id is None:
        return Redirect("/sign-in?next_path=/desk", status_code=303)
    return page(request, visitor, "desk/desk.html", await due.desk_page(db, visitor.actor, request.app.state.clock(), face=visitor.face))


@get("/desk/c/{reference:str}", name="desk-consultation")
async def consultation(request: AnyRequest, visitor: Here, db: Db, reference: FromPath[str]) -> Response[str]:
    """Show one consultation with everything that can be done."""
    content = await queries.desk_consultation(db, visitor.actor, read_reference(reference), request.app.state.clock(), face=visitor.face)
    return page(request, visitor, "desk/consultation.html", content)


@post("/desk/versions/{version_id:uuid}/publish", name="version-publish", permission=Permission.VERSION_PUBLISH)
async def publish(request: AnyRequest, visitor: Here, db: Db, version_id: FromPath[UUID]) -> Redirect:
    """Make a version public."""
    act_id = await publish_version(db, visitor.actor, request.app.state.clock(), version_id)
    return Redirect(f"/desk/acts/{act_id}", status_code=303)


@get("/desk/jobs/{job_id:uuid}", name="job")
async def show_job(request: AnyRequest, visitor: Here, db: Db, job_id: FromPath[UUID]) -> Response[str]:
    """Show how far a job is."""
    _require_jobs(visitor)
    return page(request, visitor, "desk/job.html", await queries.job_of(db, visitor.actor, job_id, request.app.state.clock()))


@post("/desk/jobs/{job_id:uuid}", name="job-act", permission=Permission.DESK_READ)
async def act_on_job(request: AnyRequest, visitor: Here, form: Posted, db: Db, job_id: FromPath[UUID]) -> Redirect:
    """Cancel a job or try it again."""
    _require_jobs(visitor)
    await queries.job_of(db, visitor.actor, job_id, request.app.state.clock())
    await act_on(db, request.app.state.clock(), job_id, visitor.actor.person_id, again=form.text("act") != "cancel")
    return Redirect(f"/desk/jobs/{job_id}", status_code=303)


def _require_jobs(visitor: Visitor) -> None:
    """Jobs are those of one's authority; an administrator, who is led to them from the list of all, may have none."""
    if not allows(Permission.INSTALLATION_MANAGE, visitor.actor):
        require(Permission.DESK_READ, visitor.actor)


@get("/desk/organisations", name="organisations")
async def show_organisations(request: AnyRequest, visitor: Here, db: Db, q: FromQuery[str | None] = None) -> Response[str]:
    """List organisations that wait to be verified, and find others."""
    require(Permission.ORGANISATION_VERIFY, visitor.actor)
    content = {"search": q or "", "rows": await organisations(db, latin=visitor.latin, search=q or "", unverified=not q)}
    return page(request, visitor, "desk/organisations.html", content)


@post("/desk/organisations", name="organisation-verify", permission=Permission.ORGANISATION_VERIFY)
async def verify(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Redirect:
    """Mark an organisation as checked against the register."""
    require(Permission.ORGANISATION_VERIFY, visitor.actor)
    organisation_id, now = uuid_of(form.text("organisation")), request.app.state.clock()
    if organisation_id is None:
        raise NotFound("organisation-unknown")
    assert visitor.actor.person_id is not None
    await directory.verify_organisation(db, now, organisation_id, visitor.actor.person_id, now.date())
    return Redirect("/desk/organisations", status_code=303)


@get("/desk/authority/{authority_id:uuid}", name="authority")
async def show_authority(request: AnyRequest, visitor: Here, db: Db, authority_id: FromPath[UUID]) -> Response[str]:
    """Show what is printed of an authority and its own rules."""
    require(Permission.RULE_OVERRIDE, visitor.actor, Facts(authority_id=authority_id))
    return await _authority_page(request, visitor, db, authority_id, {}, {})


async def _authority_page(
    request: AnyRequest, visitor: Visitor, db: Any, authority_id: UUID, typed: dict[str, str], errors: dict[str, str], status: int = 200
) -> Response[str]:
    rules = {rule.key: rule for rule in all_rules() if rule.kind in ("window", "deadline")}
    content = {
        "authority": await authority(db, authority_id),
        "connects": allows(Permission.API_MANAGE, visitor.actor, Facts(authority_id=authority_id)),
        "overrides": await own_rules(db, authority_id),
        "rules": rules,
        "units": list(Unit),
        "counts": list(CountMode),
        "typed": typed,
        "errors": errors,
        "done": request.query_params.get("done", ""),
    }
    return page(request, visitor, "desk/authority.html", content, status=status)


@post("/desk/authority/{authority_id:uuid}", name="authority-change", permission=Permission.RULE_OVERRIDE)
async def change_authority(request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID]) -> Redirect:
    """Change what is printed of an authority: seat, address, signatory, four eyes."""
    require(Permission.RULE_OVERRIDE, visitor.actor, Facts(authority_id=authority_id))
    names = ("unit", "place", "address", "email", "signatory_office", "signatory_name")
    columns: dict[str, Any] = {name: form.text(name) for name in names}
    columns["four_eyes"] = {"yes": True, "no": False}.get(form.text("four_eyes"))
    form.check()
    assert visitor.actor.person_id is not None
    await directory.change_authority(db, request.app.state.clock(), authority_id, by=visitor.actor.person_id, **columns)
    return Redirect(f"/desk/authority/{authority_id}?done=details", status_code=303)


@post("/desk/authority/{authority_id:uuid}/rules", name="rule-override", permission=Permission.RULE_OVERRIDE)
async def override(request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID]) -> Response[Any]:
    """Enter what the authority's own act says instead of a rule."""
    require(Permission.RULE_OVERRIDE, visitor.actor, Facts(authority_id=authority_id))
    names = ("rule", "amount", "unit", "count", "citation", "citation_en", "basis", "valid_from", "valid_to")
    typed = {name: form.text(name) for name in names}
    form.text("citation", required=True)
    amount, valid_from, valid_to = form.whole("amount", least=1), form.day("valid_from"), form.day("valid_to", required=False)
    unit, count = form.choice("unit", Unit), form.choice("count", CountMode)
    if form.errors:
        return await _authority_page(request, visitor, db, authority_id, typed, field_messages(visitor.language, form.errors), 422)
    assert amount is not None
    assert isinstance(valid_from, date)
    wording = Wording(typed["citation"], typed["citation_en"] or typed["citation"])
    own = RuleOverride(typed["rule"], amount, unit, count, wording, valid_from, valid_to, typed["basis"])
    try:
        await adopt_rule(db, visitor.actor, request.app.state.clock(), authority_id, own)
    except Malformed as refused:
        errors = field_messages(visitor.language, {str(refused.facts.get("field", "rule")): refused})
        return await _authority_page(request, visitor, db, authority_id, typed, errors, 422)
    return Redirect(f"/desk/authority/{authority_id}?done=rule", status_code=303)


@post("/desk/authority/{authority_id:uuid}/rules/{rule_id:uuid}", name="rule-end", permission=Permission.RULE_OVERRIDE)
async def end_rule(
    request: AnyRequest, visitor: Here, form: Posted, db: Db, authority_id: FromPath[UUID], rule_id: FromPath[UUID]
) -> Response[Any]:
    """Say until when an own rule is in force, or take it back."""
    require(Permission.RULE_OVERRIDE, visitor.actor, Facts(authority_id=authority_id))
    now, field = request.app.state.clock(), f"until-{rule_id}"
    if form.text("act") == "drop":
        await take_back_rule(db, visitor.actor, now, authority_id, rule_id)
        return Redirect(f"/desk/authority/{authority_id}?done=rule-dropped", status_code=303)
    until = form.day(field, required=False)
    try:
        form.check()
        await end_own_rule(db, visitor.actor, now, authority_id, rule_id, until)
    except FieldErrors as refused:
        errors = field_messages(visitor.language, refused.by_field)
    except Malformed as refused:
        errors = field_messages(visitor.language, {field: refused})
    else:
        return Redirect(f"/desk/authority/{authority_id}?done=rule", status_code=303)
    return await _authority_page(request, visitor, db, authority_id, {field: form.text(field)}, errors, 422)


@get("/admin", name="admin")
async def admin(request: AnyRequest, visitor: Here, db: Db) -> Response[Any]:
    """Show the administrator's page: where everything is kept, and the authorities."""
    if visitor.actor.person_id is None:
        return Redirect("/sign-in?next_path=/admin", status_code=303)
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    return await _admin_page(request, visitor, db, {}, {})


async def _admin_page(request: AnyRequest, visitor: Visitor, db: Any, typed: dict[str, str], errors: dict[str, str]) -> Response[str]:
    now = request.app.state.clock()
    content = {
        "authorities": await authorities(db, face=visitor.face),
        "levels": list(AuthorityLevel),
        "slugs": editable.SLUGS,
        "vacancies": await _vacancies(request, visitor, db),
        "erasures": len(await waiting_requests(db, now)),
        "backlog": await backlog(db, now),
        "typed": typed,
        "errors": errors,
    }
    return page(request, visitor, "desk/admin.html", content, status=422 if errors else 200)


async def _vacancies(request: AnyRequest, visitor: Visitor, db: Any) -> int:
    """Count the authorities whose contact point's mandate ended, or ends soon, with nobody to follow."""
    return len(await vacancies(db, request.app.state.clock().astimezone(ZONE).date(), face=visitor.face))


@post("/admin/authorities", name="authority-add", permission=Permission.INSTALLATION_MANAGE)
async def add_authority(request: AnyRequest, visitor: Here, form: Posted, db: Db) -> Response[Any]:
    """Enter an authority."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    name, level = form.text("name", required=True), form.choice("level", AuthorityLevel)
    typed = {column: form.text(column) for column in ("name_en", "place", "address", "email")}
    if form.errors:
        return await _admin_page(request, visitor, db, typed | {"name": name}, field_messages(visitor.language, form.errors))
    await directory.add_authority(
        db, request.app.state.clock(), name=name, kind=kind_by_name(name), level=level, by=visitor.actor.person_id, **typed
    )
    return Redirect("/admin", status_code=303)


@get("/admin/pages/{slug:str}", name="page-edit")
async def show_page_edit(request: AnyRequest, visitor: Here, db: Db, slug: FromPath[str]) -> Response[str]:
    """Show the form for a page of the house."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    content = {"slug": slug, "sources": {lang: await editable.source(db, slug, lang) for lang in editable.WRITTEN}, "errors": {}}
    return page(request, visitor, "desk/page_edit.html", content)


@post("/admin/pages/{slug:str}", name="page-save", permission=Permission.INSTALLATION_MANAGE)
async def save_page(request: AnyRequest, visitor: Here, form: Posted, db: Db, slug: FromPath[str]) -> Redirect:
    """Save a page of the house."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    assert visitor.actor.person_id is not None
    for lang in editable.WRITTEN:
        await directory.save_house_page(db, request.app.state.clock(), slug, lang, form.long_text(f"body-{lang}"), visitor.actor.person_id)
    return Redirect(f"/pages/{slug}", status_code=303)


HANDLERS = [
    desk,
    consultation,
    publish,
    show_job,
    act_on_job,
    show_organisations,
    verify,
    show_authority,
    change_authority,
    override,
    end_rule,
    admin,
    add_authority,
    show_page_edit,
    save_page,
]
