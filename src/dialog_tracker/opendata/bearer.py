"""What the doors for programs have in common: the token that is shown, and answers that are given once."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, HTTPException
from litestar.openapi import ResponseSpec
from litestar.params import HeaderParameter

from dialog_tracker.domain.api_access import check_idempotency_key
from dialog_tracker.opendata.once import fingerprint, once
from dialog_tracker.opendata.tokens import Bearer, recognise
from dialog_tracker.reading.api_shapes import AnyRequest
from dialog_tracker.web.problems import ONE, Problem

Program = NamedDependency[Bearer]
IdempotencyKey = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=8,
        max_length=255,
        pattern=r"^[!-~]+$",
        description="A key of your own for this request; sent again with the same key, it gets the same answer and does nothing twice.",
    ),
]
# No authority and no act yet: those are found out in the action.
NOT_YET = UUID(int=0)
_JSON = "application/json"
SECURITY: list[dict[str, list[str]]] = [{"token": []}]


def _problem(words: str) -> ResponseSpec:
    return ResponseSpec(Problem, generate_examples=False, description=words, media_type="application/problem+json")


TOLD = {
    **ONE,
    401: _problem("There is no token, or it is unknown, expired or revoked."),
    403: _problem("The token was not made for this, its maker has no office any more, or the state of the thing forbids it."),
    409: _problem("The state of the thing forbids it."),
    429: _problem("Too many requests; `Retry-After` says for how many seconds to wait."),
}


def made(shape: Any, words: str) -> dict[int, ResponseSpec]:
    """Describe the answers of a door that makes something."""
    answer = ResponseSpec(shape, generate_examples=False, description=words)
    too_large, not_json = _problem("What was sent is too large."), _problem("What was sent is not JSON.")
    return {**TOLD, 201: answer, 413: too_large, 415: not_json}


async def recognise_program(request: AnyRequest) -> None:
    """Recognise a program by its token, before anything is opened for it; a session of a browser opens none of these doors.

    What the token was not made for is refused before anything that was sent is judged, as is a body that nobody can read. A dependency that refuses would leave those beside it open: the framework closes only what was wholly resolved.
    """
    state, asked = request.app.state, request.route_handler
    program = await recognise(state.sessions, state.clock(), request.headers.get("authorization"))
    request.scope["state"]["program"] = program
    if scope := asked.opt.get("scope"):
        program.need(scope)
    if "key" in asked.parsed_fn_signature.parameters:
        check_idempotency_key(request.headers.get("idempotency-key"))
    if "data" in asked.parsed_fn_signature.parameters:
        _check_readable(request.headers.get("content-type", _JSON), await request.body())


def _check_readable(media_type: str, body: bytes) -> None:
    """Refuse what is no JSON: the framework takes every body for it, and knows no answer to one that is nested without an end."""
    if media_type.partition(";")[0].strip().lower() != _JSON:
        raise HTTPException(status_code=415)
    try:
        msgspec.json.decode(body)
    except RecursionError:
        raise ClientException("JSON is nested too deeply") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as strange:
        raise ClientException(str(strange)) from None


def provide_program(request: AnyRequest) -> Bearer:
    """Give the program that was recognised."""
    program: Bearer = request.scope["state"]["program"]
    return program


async def answered_once(request: AnyRequest, db: Any, bearer: Bearer, key: str | None, act: Callable[[], Awaitable[Any]]) -> Response[Any]:
    """Do an act once under its key and answer 201, also to the same request sent again."""

    async def done() -> tuple[int, Any]:
        return 201, await act()

    request_hash = fingerprint(request.method, request.scope["path"], await request.body())
    given = await once(db, bearer, request.app.state.clock(), key, request_hash, done)
    headers = {"Cache-Control": "no-store"} | ({"Idempotent-Replayed": "true"} if given.repeated else {})
    return Response(given.body, status_code=given.status, media_type="application/json", headers=headers)
