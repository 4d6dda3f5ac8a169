"""Pages of what happened and of what waits: the ledger with its filters, letters, jobs, and the health of the installation."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Stream

from dialog_tracker import __version__
from dialog_tracker.administration import actions
from dialog_tracker.administration.health import measure
from dialog_tracker.administration.people import names_of
from dialog_tracker.contacts.actions import ZONE
from dialog_tracker.domain.errors import DialogError, Malformed
from dialog_tracker.domain.health import lags, verdicts
from dialog_tracker.domain.policy import Permission, Role, require
from dialog_tracker.domain.task import JobState
from dialog_tracker.ledger.queries import LedgerLine, Sought, newest
from dialog_tracker.office.outcome_csv import guarded
from dialog_tracker.outbox.queries import jobs, letters
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.admin_words import ADMIN_WORDS
from dialog_tracker.web.forms import Form, uuid_of
from dialog_tracker.web.i18n import Language
from dialog_tracker.web.ledger_words import LEDGER_WORDS
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor, page
from dialog_tracker.web.words import options_of, word

Here = NamedDependency[Visitor]
Posted = NamedDependency[Form]
_SHOWN = 50
_BATCH = 2_000
MOST_ROWS = 100_000  # of one file of the ledger: about what a sheet opens at ease
_ASKED = ("act", "kind", "person", "since", "until")


async def _sought(request: AnyRequest, visitor: Visitor, db: Any) -> tuple[Sought, dict[str, str], dict[str, str]]:
    """Read the filters of the address; gives what is sought, what was typed, and what was wrong with it."""
    form = Form({name: request.query_params.get(name, "").replace("\x00", "")[:200] for name in _ASKED})
    typed = {name: form.text(name) for name in _ASKED}
    since, until = form.day("since", required=False), form.day("until", required=False)
    errors: dict[str, DialogError] = dict(form.errors)
    actor_id = await _person(visitor, db, typed["person"])
    if typed["person"] and actor_id is None:
        errors["person"] = Malformed("account-not-found", field="person")
    act = typed["act"] if typed["act"] in LEDGER_WORDS["act"] else ""
    kind = typed["kind"] if typed["kind"] in ADMIN_WORDS["subject"] else ""
    sought = Sought(act, kind, actor_id, _begin(since), _begin(until + timedelta(days=1)) if until else None)
    return sought, typed | {"act": act, "kind": kind}, field_messages(visitor.language, errors)


async def _person(visitor: Visitor, db: Any, typed: str) -> UUID | None:
    """An overseer names a person by the id that the ledger shows: whose address it is, the administrator alone may find."""
    if not typed:
        return None
    return await actions.person_of(db, typed) if visitor.actor.has(Role.ADMINISTRATOR) else uuid_of(typed)


def _begin(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), ZONE) if day else None


@get("/admin/ledger", name="ledger")
async def show_ledger(request: AnyRequest, visitor: Here, db: Db, before: FromQuery[int | None] = None) -> Response[str]:
    """Show the newest acts of the ledger, or those that are sought."""
    require(Permission.LEDGER_READ, visitor.actor)
    return await _ledger_page(request, visitor, db, before)


async def _ledger_page(request: AnyRequest, visitor: Visitor, db: Any, before: int | None) -> Response[str]:
    sought, typed, errors = await _sought(request, visitor, db)
    rows = [] if errors else await newest(db, before, _SHOWN, sought)
    administers = visitor.actor.has(Role.ADMINISTRATOR)
    content = {
        "rows": rows,
        "next": rows[-1].sequence if len(rows) == _SHOWN else None,
        "typed": typed,
        "errors": errors,
        "kept": urlencode({name: told for name, told in typed.items() if told}),
        "acts": sorted(options_of(visitor.language, "act", list(LEDGER_WORDS["act"])), key=lambda one: one[1]),
        "kinds": sorted(options_of(visitor.language, "subject", list(ADMIN_WORDS["subject"])), key=lambda one: one[1]),
        "names": await names_of(db, [row.actor_id for row in rows]) if administers else {},
        "administers": administers,
        "most": MOST_ROWS,
    }
    return page(request, visitor, "administration/ledger.html", content, status=422 if errors else 200)


@get("/admin/ledger.csv", name="ledger-file")
async def ledger_file(request: AnyRequest, visitor: Here, db: Db) -> Response[Any]:
    """Give the acts that are sought as one file, newest first, at most a hundred thousand."""
    require(Permission.LEDGER_READ, visitor.actor)
    sought, _, errors = await _sought(request, visitor, db)
    if errors:
        return await _ledger_page(request, visitor, db, None)
    headers = {"Content-Disposition": 'attachment; filename="dnevnik.csv"', "Cache-Control": "no-store"}
    return Stream(_lines(request, visitor.language, sought), media_type="text/csv", headers=headers)


async def _lines(request: AnyRequest, language: Language, sought: Sought) -> AsyncIterator[bytes]:
    """Write the file piece by piece; each piece is read for itself, so that neither memory nor a connection is held."""
    yield b"\xef\xbb\xbf" + _csv([["sequence", "at", "act", "act_words", "subject_kind", "subject_id", "actor_id", "facts"]])
    before, left = None, MOST_ROWS
    while left > 0:
        async with request.app.state.reader.connect() as connection:
            rows = await newest(connection, before, min(_BATCH, left), sought)
        if rows:
            yield _csv([_cells(language, row) for row in rows])
            before = rows[-1].sequence
        left = left - len(rows) if len(rows) == _BATCH else 0


def _cells(language: Language, row: LedgerLine) -> list[str]:
    told = (word(language, "act", row.act), row.subject_kind, str(row.subject_id), str(row.actor_id or ""))
    return [str(row.sequence), row.at.isoformat(), row.act, *told, guarded(msgspec.json.encode(row.facts).decode())]


def _csv(rows: list[list[str]]) -> bytes:
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerows(rows)
    return target.getvalue().encode()


@get("/admin/letters", name="letters")
async def show_letters(request: AnyRequest, visitor: Here, db: Db, before: FromQuery[str | None] = None) -> Response[str]:
    """Show letters, sent or waiting; where no mail server is set they are read here."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    rows = await letters(db, uuid_of(before or ""))
    return page(request, visitor, "desk/letters.html", {"rows": rows, "next": rows[-1].id if len(rows) == _SHOWN else None})


@post("/admin/letters/{letter_id:uuid}", name="letter-again", permission=Permission.INSTALLATION_MANAGE)
async def letter_again(request: AnyRequest, visitor: Here, db: Db, letter_id: FromPath[UUID]) -> Redirect:
    """Let a letter that was given up leave once more."""
    await actions.send_again(db, visitor.actor, request.app.state.clock(), letter_id)
    return Redirect("/admin/letters", status_code=303)


@get("/admin/jobs", name="jobs")
async def show_jobs(
    request: AnyRequest,
    visitor: Here,
    db: Db,
    kind: FromQuery[str | None] = None,
    before: FromQuery[str | None] = None,
) -> Response[str]:
    """Show long work, newest first: how far it is, why it failed, and who asked for it."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    kinds = options_of(visitor.language, "job_kind", list(_KINDS))
    state = request.query_params.get("state")  # a handler's own parameter of this name would be the framework's
    wanted, of_kind = JobState(state) if state in list(JobState) else None, kind if kind in _KINDS else ""
    rows = await jobs(db, uuid_of(before or ""), wanted, of_kind or "", _SHOWN)
    content = {
        "rows": rows,
        "next": rows[-1].id if len(rows) == _SHOWN else None,
        "names": await names_of(db, [row.requested_by for row in rows]),
        "state": wanted or "",
        "kind": of_kind,
        "states": list(JobState),
        "kinds": kinds,
        "kept": urlencode({name: told for name, told in (("state", wanted or ""), ("kind", of_kind or "")) if told}),
        "places": _KINDS,
    }
    return page(request, visitor, "administration/jobs.html", content)


# Where what a job makes is seen; its reference and its file complete the address.
_KINDS = {
    "render-report": "/c/{place}/report",
    "write-copy": "/desk/c/{place}/report/files",
    "import-comments": "/desk/c/{place}/files/{file}",
    "erase-files": "",
}


@post("/admin/jobs/{job_id:uuid}", name="job-manage", permission=Permission.INSTALLATION_MANAGE)
async def manage_job(request: AnyRequest, visitor: Here, form: Posted, db: Db, job_id: FromPath[UUID]) -> Redirect:
    """Try a job again or cancel it."""
    await actions.act_on_job(db, visitor.actor, request.app.state.clock(), job_id, again=form.text("act") == "retry")
    return Redirect("/admin/jobs", status_code=303)


@get("/admin/health", name="health")
async def show_health(request: AnyRequest, visitor: Here, db: Db) -> Response[str]:
    """Show what of the installation is well and what is not, and what to do."""
    require(Permission.INSTALLATION_MANAGE, visitor.actor)
    state = request.app.state
    vitals = await measure(db, state.engine, state.settings, state.clock())
    lagging = [one.name for one in vitals.followers if lags(one, vitals.at)]
    content = {"vitals": vitals, "verdicts": verdicts(vitals), "lagging": lagging, "version": __version__}
    return page(request, visitor, "administration/health.html", content)


HANDLERS = [show_ledger, ledger_file, show_letters, letter_again, show_jobs, manage_job, show_health]
