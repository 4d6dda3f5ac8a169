"""Errors as answers: one table from the law book's errors to statuses, rendered as a page or as problem+json by address."""

import structlog
from litestar import Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dialog_tracker.domain.errors import Conflict, DialogError, FieldErrors, Malformed, NotFound, NotPermitted, NotRecognised, TooMany
from dialog_tracker.web.cross_origin import is_open
from dialog_tracker.web.messages import field_messages, message
from dialog_tracker.web.render import render
from dialog_tracker.web.visitor import AnyRequest, Visitor, chrome, language_of

_STATUS: tuple[tuple[type[DialogError], int], ...] = (
    (NotFound, 404),
    (NotRecognised, 401),
    (NotPermitted, 403),
    (Conflict, 409),
    (TooMany, 429),
    (Malformed, 422),
)
_DATABASE_GONE = (OperationalError, InterfaceError, PoolTimeout, ConnectionError, OSError)
log = structlog.get_logger()


# To programs an address that cannot be one, and a page that no list has, are simply not there.
_NOT_THERE = frozenset({"reference-unreadable", "number-unreadable", "number-mistyped", "cursor-unreadable", "cursor-of-another-list"})


def status_of(error: DialogError) -> int:
    """Give the status of an error of the law book."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 400)


def answer_dialog_error(request: AnyRequest, error: DialogError) -> Response[object]:
    """Answer a refusal of the law book."""
    seconds = error.facts.get("seconds")
    headers = {"Retry-After": str(seconds)} if seconds else {}
    headers |= {"WWW-Authenticate": "Bearer"} if isinstance(error, NotRecognised) else {}
    not_there = error.code in _NOT_THERE and (request.scope["path"].startswith("/api/") or is_open(request.scope))
    return _answer(request, 404 if not_there else status_of(error), error.code, error, headers)


def answer_http_error(request: AnyRequest, error: HTTPException) -> Response[object]:
    """Answer an error of the framework: unknown address, wrong method, missing token."""
    codes = {
        404: "page-unknown",
        405: "method-not-allowed",
        403: "form-expired",
        413: "upload-too-large",
        415: "media-type-unknown",
        400: "request-unreadable",
    }
    status = error.status_code if error.status_code in codes or error.status_code >= 500 else 400
    return _answer(request, status, codes.get(status, "request-unreadable" if status < 500 else "internal"), None, {}, _strange(error))


def _strange(error: HTTPException) -> dict[str, str]:
    """Name what a program sent that is not as described."""
    told = error.extra if isinstance(error.extra, list) else []
    if not told and error.status_code == 400:
        return {"request": error.detail}
    return {str(one.get("key", one.get("source", "body"))): str(one.get("message", "")) for one in told if isinstance(one, dict)}


def answer_database_error(request: AnyRequest, error: Exception) -> Response[object]:
    """Answer while the database is away: a plain page, nothing half-written, and recovery by itself."""
    if isinstance(error, DBAPIError) and not (error.connection_invalidated or isinstance(error, _DATABASE_GONE)):
        return answer_unknown(request, error)
    log.error("database-away", error=type(error).__name__)
    return _answer(request, 503, "database-away", None, {"Retry-After": "10"})


def answer_unknown(request: AnyRequest, error: Exception) -> Response[object]:
    """Answer a defect: the log has the trace, the page has the id under which to find it."""
    log.error("defect", error=type(error).__name__, exc_info=error)
    return _answer(request, 500, "internal", None, {})


def _for_programs(request: AnyRequest) -> bool:
    """Tell who asks: the API is for programs, and where files and feeds lie, those are who ask for JSON."""
    accepted = request.headers.get("accept", "").lower()
    return request.scope["path"].startswith("/api/") or (is_open(request.scope) and "json" in accepted and "text/html" not in accepted)


def _answer(
    request: AnyRequest,
    status: int,
    code: str,
    error: DialogError | None,
    headers: dict[str, str],
    strange: dict[str, str] | None = None,
) -> Response[object]:
    language = language_of(request)
    request_id = str(request.scope.get("state", {}).get("request_id", ""))
    sentence = message(language, code, dict(error.facts) if error else {})
    if _for_programs(request):
        problem = {"type": f"/docs/errors#{code}", "title": sentence, "status": status, "code": code, "request_id": request_id}
        fields = field_messages(language, error.by_field) if isinstance(error, FieldErrors) else strange
        problem |= {"fields": fields} if fields else {}
        problem |= {"facts": {name: str(fact) for name, fact in error.facts.items()}} if error and error.facts else {}
        return Response(problem, status_code=status, media_type="application/problem+json", headers=headers)
    known = request.scope.get("state", {}).get("visitor")
    visitor = known if isinstance(known, Visitor) else Visitor(language=language)
    html = render(
        language,
        "error.html",
        page={"status": status, "code": code, "message": sentence, "request_id": request_id},
        visitor=visitor,
        chrome=chrome(request),
    )
    return Response(html, status_code=status, media_type=MediaType.HTML, headers=headers | {"Cache-Control": "no-store"})
