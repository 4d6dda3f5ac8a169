"""The doors for programs of an authority: log consultations, move their dates, take in submissions and read every comment."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import Body, FromPath

from dialog_tracker.comments.actions import log_on_behalf
from dialog_tracker.comments.storing import Arrival, Author
from dialog_tracker.consultations import actions
from dialog_tracker.consultations.elsewhere import FollowedDraft
from dialog_tracker.directory.actions import find_or_add_organisation
from dialog_tracker.documents.queries import version_card
from dialog_tracker.domain.api_access import Scope
from dialog_tracker.domain.comment import CommentDraft, CommentTarget
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.policy import Facts, Permission, allows
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.domain.submission import SubmissionDraft, SubmitterKind
from dialog_tracker.drafting.actions import Upload, confirm_draft, preview_draft, read_preview
from dialog_tracker.office.incoming import Limits
from dialog_tracker.opendata import office
from dialog_tracker.opendata.bearer import NOT_YET, SECURITY, TOLD, IdempotencyKey, Program, answered_once, made
from dialog_tracker.opendata.office_shapes import (
    CommentGiven,
    DraftGiven,
    ElsewhereGiven,
    MadeConsultation,
    MadeSubmission,
    OfficeConsultation,
    OfficeConsultations,
    SubmissionGiven,
    TokenItem,
    WindowGiven,
    WindowItem,
    hour,
)
from dialog_tracker.opendata.parameters import PAGE, Cursor, Size
from dialog_tracker.opendata.tokens import Bearer
from dialog_tracker.reading.api_shapes import AnyRequest, CommentList, as_json, comment_item, site
from dialog_tracker.storage.transaction import Db, Reads
from dialog_tracker.web.paging import Cursors
from dialog_tracker.web.paging import number as number_of

_OPTIONS: dict[str, Any] = {"tags": ["office"], "security": SECURITY}
_MIB = 1024 * 1024


@get("/api/office", responses=TOLD, **_OPTIONS)
async def token(program: Program) -> TokenItem:
    """Tell whose token this is and what it may do."""
    return TokenItem(str(program.authority_id), sorted(program.scopes))


@get("/api/office/consultations", responses=TOLD, **_OPTIONS)
async def own_consultations(program: Program, reads: Reads, limit: Size = PAGE, after: Cursor = None) -> OfficeConsultations:
    """List the consultations of the authority, those not public yet too."""
    cursors = Cursors.of("office-consultations", {"of": program.authority_id})
    key = cursors.read(after, UUID)
    rows = await office.own_consultations(reads, program.authority_id, key[0] if key else None, limit + 1)
    more = cursors.write(rows[limit - 1].id) if len(rows) > limit else None
    return OfficeConsultations([OfficeConsultation(*tuple(row)[1:]) for row in rows[:limit]], more)


@post("/api/office/consultations/elsewhere", responses=made(MadeConsultation, "It is logged, and public."), permission=Permission.CONSULTATION_OPEN, scope=Scope.CONSULTATIONS_WRITE, **_OPTIONS)  # fmt: skip
async def log_elsewhere(
    request: AnyRequest, program: Program, db: Db, key: IdempotencyKey, data: Annotated[ElsewhereGiven, Body()]
) -> Response[MadeConsultation]:
    """Log a consultation that runs on another portal, by letters or at meetings; it is public at once, as it is there."""

    async def act() -> MadeConsultation:
        given = office.tidied(data)
        office.check_days(given.opens_on, given.last_on)
        body, now = await office.body_of(db, program.authority_id, given.procedure), request.app.state.clock()
        ids = (program.authority_id, NOT_YET, given.procedure, given.opens_on, given.last_on, hour(given.closing_time), body.time_zone)
        draft = FollowedDraft(*ids, given.source_url, tuple(given.methods), given.summary, given.coordinator, given.email)
        reference = await office.log_elsewhere(db, program.actor, now, draft, given.title, given.act_kind, given.case_number)
        return _made(request, reference, published=True)

    return await answered_once(request, db, program, key, act)


def _made(request: AnyRequest, reference: str, *, published: bool, articles: int = 0, findings: tuple[str, ...] = ()) -> MadeConsultation:
    home = site(request)
    addresses = (f"{home}/c/{reference}", f"{home}/api/consultations/{reference}")
    return MadeConsultation(reference, published, *addresses, articles, list(findings))


@post("/api/office/consultations", responses=made(MadeConsultation, "It is prepared, and public if that was asked."), permission=Permission.CONSULTATION_OPEN, scope=Scope.CONSULTATIONS_WRITE, **_OPTIONS)  # fmt: skip
async def open_here(
    request: AnyRequest, program: Program, db: Db, key: IdempotencyKey, data: Annotated[DraftGiven, Body()]
) -> Response[MadeConsultation]:
    """Open a consultation here from a draft in a file; what should be checked in its text comes with the answer."""

    async def act() -> MadeConsultation:
        given = office.tidied(data)
        office.check_days(given.opens_on, given.last_on)
        body, now = await office.body_of(db, program.authority_id, given.procedure), request.app.state.clock()
        settings, actor = request.app.state.settings, program.actor
        upload = Upload(given.file(), given.file_name, authority_id=program.authority_id)
        limits = Limits(file_bytes=settings.upload_limit_mb * _MIB)
        preview_id = await preview_draft(db, actor, now, upload, limits, request.app.state.files, settings.soffice)
        read = (await read_preview(db, actor, preview_id)).text
        act_id, version_id = await confirm_draft(
            db, actor, now, preview_id, title=given.title, kind=given.act_kind, case_number=given.case_number
        )
        version = await version_card(db, version_id, latin=False)
        texts = {name: getattr(given, name) for name in ("summary", "coordinator", "email", "postal_address")}
        days = (given.opens_on, given.last_on, hour(given.closing_time), body.time_zone)
        draft = actions.ConsultationDraft(program.authority_id, act_id, version_id, given.procedure, *days, **texts)
        reference = await actions.open_consultation(db, actor, now, draft)
        if given.publish:
            await actions.publish(db, actor, now, reference)
        found = tuple(f"{one.code} {one.place}".strip() for one in read.findings)
        return _made(request, reference, published=given.publish, articles=version.articles, findings=found)

    return await answered_once(request, db, program, key, act)


@post("/api/office/consultations/{reference:str}/publish", responses=made(MadeConsultation, "It is public."), permission=Permission.CONSULTATION_PUBLISH, scope=Scope.CONSULTATIONS_WRITE, **_OPTIONS)  # fmt: skip
async def publish(
    request: AnyRequest, program: Program, db: Db, reference: FromPath[str], key: IdempotencyKey
) -> Response[MadeConsultation]:
    """Publish a consultation that was prepared; its text is frozen from now on."""
    known = read_reference(reference)

    async def act() -> MadeConsultation:
        await office.own_consultation(db, program.authority_id, known)
        facts = await actions.publish(db, program.actor, request.app.state.clock(), known)
        version = await version_card(db, facts.version_id, latin=False)
        return _made(request, known, published=True, articles=version.articles)

    return await answered_once(request, db, program, key, act)


@post("/api/office/consultations/{reference:str}/window", responses=made(WindowItem, "The window is moved."), permission=Permission.CONSULTATION_EXTEND, scope=Scope.CONSULTATIONS_WRITE, **_OPTIONS)  # fmt: skip
async def move_window(
    request: AnyRequest, program: Program, db: Db, reference: FromPath[str], key: IdempotencyKey, data: Annotated[WindowGiven, Body()]
) -> Response[WindowItem]:
    """Extend a consultation, or with `opens_on` postpone one that has not opened; the old dates stay on record."""
    known = read_reference(reference)

    async def act() -> WindowItem:
        given = office.tidied(data)
        days = (given.opens_on, given.last_on, hour(given.closing_time), given.reason)
        row = await office.move_window(db, program.actor, request.app.state.clock(), program.authority_id, known, *days)
        return WindowItem(known, row.opens_at, row.closes_at)

    return await answered_once(request, db, program, key, act)


@get("/api/office/consultations/{reference:str}/comments", responses=TOLD, scope=Scope.COMMENTS_READ, **_OPTIONS)
async def own_comments(
    request: AnyRequest, program: Program, reads: Reads, reference: FromPath[str], limit: Size = PAGE, after: Cursor = None
) -> Response[CommentList]:
    """Read the comments on a consultation of the authority, with the words that are held back from the public; `held` says why they are."""
    known, now = read_reference(reference), request.app.state.clock()
    row = await office.own_consultation(reads, program.authority_id, known)
    cursors = Cursors.of("office-comments", {"of": known})
    key = cursors.read(after, number_of)
    whole = allows(Permission.COMMENT_MODERATE, program.actor, Facts(authority_id=program.authority_id))
    rows = await office.own_comments(reads, row.id, now, key[0] if key else -1, limit + 1, whole=whole)
    more = cursors.write(rows[limit - 1].position) if len(rows) > limit else None
    answer = as_json(CommentList([comment_item(one, site(request)) for one in rows[:limit]], more))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@post("/api/office/consultations/{reference:str}/submissions", responses=made(MadeSubmission, "It is logged, with its receipt."), permission=Permission.COMMENT_LOG, scope=Scope.COMMENTS_WRITE, **_OPTIONS)  # fmt: skip
async def log_submission(
    request: AnyRequest, program: Program, db: Db, reference: FromPath[str], key: IdempotencyKey, data: Annotated[SubmissionGiven, Body()]
) -> Response[MadeSubmission]:
    """Log a submission that came by letter, by mail or through another portal; late is judged by when it was received."""
    known, now = read_reference(reference), request.app.state.clock()

    async def act() -> MadeSubmission:
        given, received_at = office.tidied(data), office.received(data.received_at, now)
        row = await office.own_consultation(db, program.authority_id, known)
        written_on = office.written(given.written_on, received_at, row.time_zone)
        arrival = Arrival(given.channel, received_at, written_on, None, given.registry_number)
        author = await _author(db, program, now, given)
        draft = SubmissionDraft(author.kind, given.display, tuple(map(_comment, given.comments)))
        receipt = await log_on_behalf(db, program.actor, now, known, f"api-{program.token_id}-{key}", author, arrival, draft)
        home = site(request)
        addresses = (f"{home}/k/{receipt.number}", f"{home}/api/submissions/{receipt.number}")
        return MadeSubmission(receipt.number, receipt.received_at, receipt.late, receipt.content_hash, *addresses)

    return await answered_once(request, db, program, key, act)


async def _author(db: Any, program: Bearer, now: Any, data: SubmissionGiven) -> Author:
    named = data.organisation
    if not data.name and not named:
        raise Malformed("field-required", field="name")
    kind = data.submitter_kind if named else SubmitterKind.INDIVIDUAL
    organisation_id = await find_or_add_organisation(db, now, named, kind, program.actor.person_id) if named else None
    return Author(data.name, kind, organisation_id, named, email=data.email, language="sr")


def _comment(one: CommentGiven) -> CommentDraft:
    target = CommentTarget.PROVISION if one.anchor else CommentTarget.GENERAL
    return CommentDraft(one.kind, target, (one.anchor,) if one.anchor else (), one.proposed, one.reasons)


HANDLERS = [token, own_consultations, log_elsewhere, open_here, publish, move_window, own_comments, log_submission]
