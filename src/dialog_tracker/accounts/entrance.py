"""What every way in shares: tries are counted, a session begins, and links carry the address of the service."""

from typing import Any

from litestar import Response
from litestar.response import Redirect

from dialog_tracker.accounts import actions
from dialog_tracker.storage.engine import transaction
from dialog_tracker.web.sessions import session_cookie
from dialog_tracker.web.visitor import AnyRequest, Visitor


def safe_path(path: str) -> str:
    """Keep a path to return to only if it is one of ours."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


async def count_apart(request: AnyRequest, key: str, *, most: int, seconds: int) -> None:
    """Count a try in a transaction of its own, so that a refused one counts too."""
    async with transaction(request.app.state.sessions) as session:
        await actions.count_try(session, request.app.state.clock(), key, most=most, seconds=seconds)


def address_of(request: AnyRequest) -> str:
    """Give the address that a request comes from."""
    return request.client.host if request.client else "unknown"


async def start(request: AnyRequest, visitor: Visitor, db: Any, person_id: Any, now: Any, next_path: str) -> Response[Any]:
    """Begin a session for a person and go on."""
    pending = visitor.state.get("pending")
    state = {"pending": pending} if pending else {}
    hours = request.app.state.settings.session_hours
    secret = await actions.start_session(db, now, hours=hours, person_id=person_id, state=state, old_digest=visitor.session_digest)
    target = pending["path"] if pending else next_path
    return Redirect(target, status_code=303, cookies=[session_cookie(request, secret)])


def link_to(request: AnyRequest, path: str) -> str:
    """Give the full address of a path."""
    return str(request.app.state.settings.base_url).rstrip("/") + path
