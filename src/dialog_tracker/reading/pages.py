"""Public pages that join rooms; each handler asks one query and renders."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from dialog_tracker.accounts.queries import mandates_of
from dialog_tracker.comments.basket_lines import baskets_of
from dialog_tracker.comments.queries import submissions_by
from dialog_tracker.directory.queries import authorities
from dialog_tracker.domain.announcement import AnnouncementKind
from dialog_tracker.domain.draft_format import ENDINGS, MEDIA_TYPES, ending_of
from dialog_tracker.domain.errors import Malformed, NotFound
from dialog_tracker.domain.policy import Role
from dialog_tracker.domain.reference import read_reference, read_submission_number, read_version
from dialog_tracker.domain.retention import periods_with
from dialog_tracker.domain.script import Face, Script
from dialog_tracker.reading import announcements, editable, followed, heads, lists, queries, versions
from dialog_tracker.reading.choices import choices
from dialog_tracker.reports.queries import compared_versions
from dialog_tracker.reports.renderings import MEDIA_TYPES as REPORT_TYPES
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.downloads import download, sent
from dialog_tracker.web.forms import new_form_key, uuid_of
from dialog_tracker.web.paging import Page, read_closed_cursor, read_number_cursor, write_closed_cursor
from dialog_tracker.web.visitor import AnyRequest, Visitor, page

Here = NamedDependency[Visitor]


@get("/", name="home")
async def home(
    request: AnyRequest, visitor: Here, reads: Reads, area: FromQuery[str | None] = None, place: FromQuery[str | None] = None
) -> Response[str]:
    """Show open, coming and closed consultations; those of an area of work and of a place where that is asked for."""
    narrow = lists.Narrow((area or "")[:100], (place or "")[:20])
    content = await lists.home(reads, request.app.state.clock(), face=visitor.face, narrow=narrow)
    return page(request, visitor, "reading/home.html", content, **await choices(reads, visitor))


@get("/c", name="consultations")
async def closed(
    request: AnyRequest,
    visitor: Here,
    reads: Reads,
    after: FromQuery[str | None] = None,
    area: FromQuery[str | None] = None,
    place: FromQuery[str | None] = None,
    authority: FromQuery[str | None] = None,
) -> Response[str]:
    """List closed consultations, of an area, a place or an authority where that is asked for, paged by key."""
    now, narrow = request.app.state.clock(), lists.Narrow((area or "")[:100], (place or "")[:20], uuid_of(authority) if authority else None)
    before = read_closed_cursor(after)
    rows = await lists.closed_consultations(reads, now, face=visitor.face, before=before, limit=queries.PAGE + 1, narrow=narrow)
    last = rows[queries.PAGE - 1] if len(rows) > queries.PAGE else None
    more = write_closed_cursor(last.closes_at, last.id) if last else None
    return page(request, visitor, "reading/closed.html", Page(rows[: queries.PAGE], more), narrow=narrow, **await choices(reads, visitor))


@get("/c/{reference:str}", name="consultation")
async def consultation(request: AnyRequest, visitor: Here, reads: Reads, reference: FromPath[str]) -> Response[Any]:
    """Show a consultation; a reference typed in Cyrillic leads to its lasting address."""
    known = read_reference(reference)
    if known != reference:
        return Redirect(f"/c/{known}", status_code=301)
    now = request.app.state.clock()
    try:
        content = await queries.consultation_page(reads, visitor.actor, known, now, face=visitor.face)
    except NotFound:
        elsewhere = await followed.followed_page(reads, visitor.actor, known, now, face=visitor.face)
        return page(request, visitor, "reading/followed.html", elsewhere)
    return page(request, visitor, "reading/consultation.html", content)


@get("/c/{reference:str}/text", name="text")
async def text(request: AnyRequest, visitor: Here, reads: Reads, reference: FromPath[str]) -> Response[str]:
    """Show the text of a draft with a link beside every provision."""
    content = await queries.text_page(reads, visitor.actor, read_reference(reference), request.app.state.clock(), face=visitor.face)
    return page(request, visitor, "reading/text.html", content, form_key=new_form_key())


@get(["/c/{reference:str}/text/{anchor:str}", "/c/{reference:str}/general"], name="unit")
async def unit(
    request: AnyRequest,
    visitor: Here,
    reads: Reads,
    reference: FromPath[str],
    anchor: FromPath[str] = "",
    after: FromQuery[str | None] = None,
) -> Response[str]:
    """Show one provision with its comments and the form; the general comments where no provision is named."""
    now = request.app.state.clock()
    content = await queries.unit_page(
        reads, visitor.actor, read_reference(reference), anchor, now, face=visitor.face, after=read_number_cursor(after)
    )
    kept = visitor.state.get("pending") or {}
    values = kept.get("fields", {}) if kept.get("path") == request.scope["path"] else {}
    partial = "_form" if request.headers.get("hx-request") and "form" in request.query_params else ""
    template = "comments/_form.html" if partial else "reading/unit.html"
    typed = {"anchor": anchor, **values}
    # A comment stands on the text that was commented on; a later version tells where that place is now.
    later = await versions.standings(reads, content.consulted, [(anchor, "")]) if anchor and content.head.versions > 1 else {}
    form = {"values": typed, "errors": {}, "form_key": new_form_key()}
    return _unit(request, visitor, template, content, form | {"later": later.get((anchor, ""))})


def _unit(request: AnyRequest, visitor: Visitor, template: str, content: queries.UnitPage, more: dict[str, Any]) -> Response[str]:
    return page(request, visitor, template, content, head=content.head, unit=content.unit, **more)


@get("/c/{reference:str}/comments", name="comments")
async def comments(
    request: AnyRequest,
    visitor: Here,
    reads: Reads,
    reference: FromPath[str],
    after: FromQuery[str | None] = None,
    status: FromQuery[str | None] = None,
) -> Response[str]:
    """List all comments with their answers, paged by key."""
    now, key = request.app.state.clock(), read_number_cursor(after)
    content = await queries.comments_list(
        reads, visitor.actor, read_reference(reference), now, face=visitor.face, after=key, status=status or "", counted=key is None
    )
    return page(request, visitor, "reading/comments.html", content)


@get([f"/c/{{reference:str}}/{kind}.docx" for kind in announcements.PUBLIC], name="announced")
async def announced(request: AnyRequest, visitor: Here, reads: Reads, reference: FromPath[str]) -> Response[bytes]:
    """Download the call or the programme of a published consultation as Word, in the reader's script."""
    known, state = read_reference(reference), request.app.state
    kind = AnnouncementKind(request.scope["path"].rpartition("/")[2].removesuffix(".docx"))
    script = Script.LATIN if visitor.latin else Script.CYRILLIC
    address = state.settings.base_url.rstrip("/")
    content = await announcements.public_announcement(reads, visitor.actor, known, state.clock(), address, kind, script)
    return sent(content, f"{kind}-{known}.docx", MEDIA_TYPES["docx"])


@get("/c/{reference:str}/form.docx", name="form")
async def form(request: AnyRequest, visitor: Here, reads: Reads, reference: FromPath[str]) -> Response[bytes]:
    """Download the form on which comments are sent by mail or post, in the reader's script."""
    known, state = read_reference(reference), request.app.state
    script = Script.LATIN if visitor.latin else Script.CYRILLIC
    content = await announcements.public_form(reads, visitor.actor, known, state.clock(), state.settings.base_url.rstrip("/"), script)
    return sent(content, f"obrazac-{known}.docx", MEDIA_TYPES["docx"])


@get("/c/{reference:str}/report", name="report")
async def report(
    request: AnyRequest, visitor: Here, reads: Reads, reference: FromPath[str], version: FromQuery[str | None] = None
) -> Response[str]:
    """Show the published report, or a version of it that was corrected since."""
    known, now = read_reference(reference), request.app.state.clock()
    content = await queries.report_page(reads, visitor.actor, known, now, face=visitor.face, version=read_version(version))
    return page(request, visitor, "reading/report.html", content)


@get("/c/{reference:str}/report/versions/{old:int}/{new:int}", name="report-versions")
async def report_versions(
    request: AnyRequest, visitor: Here, reads: Reads, reference: FromPath[str], old: FromPath[int], new: FromPath[int]
) -> Response[str]:
    """Show which comments ended otherwise, or were answered in other words, in a later version of the report."""
    known = read_reference(reference)
    now = request.app.state.clock()
    _, head = await heads.head_of(reads, visitor.actor, known, now, face=visitor.face)
    content = {"head": head, "old": old, "new": new, "compared": await compared_versions(reads, known, now, old, new)}
    return page(request, visitor, "reading/report_versions.html", content)


@get("/c/{reference:str}/report/{name:str}", name="report-file")
async def report_file(
    request: AnyRequest,
    visitor: Here,
    reads: Reads,
    reference: FromPath[str],
    name: FromPath[str],
    version: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Download the published report as a file: `cyrl.docx`, `latn.xlsx` and so on; with `version` an earlier one."""
    code, _, ending = name.partition(".")
    known, now = read_reference(reference), request.app.state.clock()
    content = await queries.report_page(reads, visitor.actor, known, now, face=visitor.face, version=read_version(version))
    script = {"cyrl": Script.CYRILLIC, "latn": Script.LATIN}.get(code)
    file = next((f for f in content.report.files if f.script is script and f.form == ending), None)
    if file is None:
        raise NotFound("file-missing")
    return download(request, file.sha256, f"izvestaj-{content.head.reference}-{name}", REPORT_TYPES[file.form])


@get([f"/c/{{reference:str}}/draft.{ending}" for ending in dict.fromkeys(ENDINGS.values())], name="draft-file")
async def draft_file(request: AnyRequest, visitor: Here, reads: Reads, reference: FromPath[str]) -> Response[bytes]:
    """Download the draft as it was uploaded, whatever kind of file it was."""
    _, head = await heads.head_of(reads, visitor.actor, read_reference(reference), request.app.state.clock(), face=Face.CYRILLIC)
    ending = ending_of(head.source_type)
    if not request.scope["path"].endswith(f".{ending}"):
        raise NotFound("file-missing")
    return download(request, head.source_sha256, f"nacrt-{head.reference}.{ending}", head.source_type)


@get("/find", name="find")
async def find(q: FromQuery[str | None] = None) -> Redirect:
    """Lead a typed number, of a consultation or a submission, to its page."""
    try:
        return Redirect(f"/k/{read_submission_number(q or '')}", status_code=303)
    except Malformed as refused:
        if refused.code == "number-mistyped":
            raise
        return Redirect(f"/c/{read_reference(q or '')}", status_code=303)


@get("/api", name="api")
async def api_page(request: AnyRequest, visitor: Here) -> Response[str]:
    """Show what the JSON API offers."""
    return page(request, visitor, "reading/api.html", {})


@get("/pages/{slug:str}", name="page")
async def house_page(request: AnyRequest, visitor: Here, reads: Reads, slug: FromPath[str]) -> Response[str]:
    """Show a page of the house: privacy, terms, accessibility, cookies."""
    periods = periods_with(request.app.state.settings.retention) if slug == "privatnost" else ()
    return page(request, visitor, "reading/page.html", await editable.read(reads, slug, visitor.language) | {"periods": periods})


@get("/account", name="account")
async def account(request: AnyRequest, visitor: Here, reads: Reads) -> Response[Any]:
    """Show one's own account: mandates, baskets that wait, what was sent, and whom one may invite."""
    person_id = visitor.actor.person_id
    if person_id is None:
        return Redirect("/sign-in?next_path=/account", status_code=303)
    everywhere = visitor.actor.has(Role.ADMINISTRATOR)
    content = {
        "mandates": await mandates_of(reads, person_id, request.app.state.clock(), face=visitor.face),
        "baskets": await baskets_of(reads, visitor.actor),
        "sent": await submissions_by(reads, visitor.actor.organisation_ids, person_id),
        "authorities": await authorities(reads, None if everywhere else visitor.actor.authority_ids, face=visitor.face),
        "is_administrator": everywhere,
    }
    return page(request, visitor, "accounts/account.html", content)


HANDLERS = [
    home,
    closed,
    consultation,
    announced,
    form,
    text,
    unit,
    comments,
    report,
    report_versions,
    report_file,
    draft_file,
    find,
    api_page,
    house_page,
    account,
]
