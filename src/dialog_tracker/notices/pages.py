"""Addresses of calendars and feeds, without an account; the language stands in the address, as a calendar sends no cookie."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from dialog_tracker import __version__
from dialog_tracker.contacts.actions import ZONE
from dialog_tracker.contacts.queries import vacancies
from dialog_tracker.directory.queries import organisation_name
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.finding import read_query
from dialog_tracker.domain.script import Face, to_latin
from dialog_tracker.ledger.queries import begun_at
from dialog_tracker.notices import atom_feed, calendar_file
from dialog_tracker.notices.atom_feed import FeedLine
from dialog_tracker.notices.entries import EVERYTHING, Names, entries
from dialog_tracker.notices.queries import Part, area_names, followed, followed_authorities, followed_events, name_of, stamp_of, terms_of
from dialog_tracker.notices.searches import search_said
from dialog_tracker.reading.histories import consultations_joined, spoken_by
from dialog_tracker.search.asked import read_wanted, write_wanted
from dialog_tracker.search.queries import NewHit, consultations_found, newly_found
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.i18n import Language, choose, gettext
from dialog_tracker.web.visitor import AnyRequest, Visitor, page
from dialog_tracker.web.words import word

Here = NamedDependency[Visitor]
_KEPT_SECONDS = 300
_FED = timedelta(days=60)
_FED_LINES = 50
_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)  # of a service in which nothing was done yet
VACANCIES = "Vacancies of contact points"


async def _feed(request: AnyRequest, reads: Any, part: Part) -> Response[str]:
    """Answer with a calendar or a feed, or say that nothing changed.

    The stamp is read before the rows: what changes in between is sent under the old stamp, and so once more the next time.
    """
    language = choose(request.query_params.get("script"), None, None)
    face = Face(language)
    path, base_url = request.scope["path"], request.app.state.settings.base_url.rstrip("/")
    is_calendar = path.endswith(".ics")
    names = Names(language, await area_names(reads, language), base_url)
    title = _title(request, await name_of(reads, part, names.areas, face=face), language)
    stamp = await stamp_of(reads, part, face=face, by_change=not is_calendar, with_events=is_calendar)
    terms = await terms_of(reads, stamp.authority_ids) if is_calendar else None
    etag = f'"{sha256(repr((__version__, path, title, stamp, names, terms)).encode()).hexdigest()[:32]}"'
    headers = _headers(etag, stamp.changed_at, language)
    if _is_known(request.headers.get("if-none-match", ""), etag):
        return Response("", status_code=304, headers=headers)
    lines = await followed(reads, part, face=face, by_change=not is_calendar)
    if terms is not None:
        events = await followed_events(reads, part, latin=face.latin)
        written = calendar_file.calendar_file(title, entries(lines, events, names, terms), language)
        return Response(written, media_type=calendar_file.MEDIA_TYPE, headers=headers)
    address = f"{base_url}{path}?script={language}"
    updated = lines[0].changed_at if lines else await _begun(reads)
    return Response(atom_feed.atom_feed(title, address, lines, names, updated), media_type=atom_feed.MEDIA_TYPE, headers=headers)


async def _begun(reads: Any) -> datetime:
    """Give the instant since which an empty feed stands as it is: the beginning of the record."""
    return await begun_at(reads) or _BEFORE_ALL


def _headers(etag: str, changed_at: datetime | None, language: Language) -> dict[str, str]:
    """Say how long an answer may be kept; an area may change and leave the time alone, so only the tag is asked about."""
    headers = {"ETag": etag, "Cache-Control": f"public, max-age={_KEPT_SECONDS}", "Content-Language": language}
    return headers | ({"Last-Modified": format_datetime(changed_at.astimezone(UTC), usegmt=True)} if changed_at else {})


def _is_known(asked: str, etag: str) -> bool:
    """Tell whether a reader has this answer; caches weaken a tag on the way, which does not matter here [RFC 9110, 13.1.2]."""
    return any(one.strip().removeprefix("W/") in ("*", etag) for one in asked.split(","))


def _title(request: AnyRequest, name: str, language: Language) -> str:
    site = f"{gettext(language, 'Dialog')} {request.app.state.settings.site_name}".strip()
    return f"{site}: {name or gettext(language, EVERYTHING)}"


@get(["/calendar.ics", "/feed.atom"], name="feed")
async def everything(request: AnyRequest, reads: Reads) -> Response[str]:
    """Give everything public."""
    return await _feed(request, reads, Part())


@get(["/authorities/{authority_id:uuid}/calendar.ics", "/authorities/{authority_id:uuid}/feed.atom"], name="feed-authority")
async def of_authority(request: AnyRequest, reads: Reads, authority_id: FromPath[UUID]) -> Response[str]:
    """Give what one authority holds."""
    return await _feed(request, reads, Part(authority_id=authority_id))


@get(["/areas/{key:str}/calendar.ics", "/areas/{key:str}/feed.atom"], name="feed-area")
async def of_area(request: AnyRequest, reads: Reads, key: FromPath[str]) -> Response[str]:
    """Give what concerns one area of work."""
    return await _feed(request, reads, Part(area_key=key))


@get(["/acts/{act_id:uuid}/calendar.ics", "/acts/{act_id:uuid}/feed.atom"], name="feed-act")
async def of_act(request: AnyRequest, reads: Reads, act_id: FromPath[UUID]) -> Response[str]:
    """Give every round on one act."""
    return await _feed(request, reads, Part(act_id=act_id))


@get("/directory/vacancies.atom", name="feed-vacancies")
async def of_vacancies(request: AnyRequest, reads: Reads) -> Response[str]:
    """Give the authorities whose contact point's mandate ended, or ends soon, with nobody to follow."""
    language = choose(request.query_params.get("script"), None, None)
    base_url = request.app.state.settings.base_url.rstrip("/")
    today = request.app.state.clock().astimezone(ZONE).date()
    rows = await vacancies(reads, today, face=Face(language))
    title = _title(request, gettext(language, VACANCIES), language)
    updated = max((row.changed_at for row in rows), default=None) or await _begun(reads)
    written = atom_feed.vacancy_feed(title, f"{base_url}/directory/vacancies.atom?script={language}", rows, base_url, language, updated)
    etag = f'"{sha256(written.encode()).hexdigest()[:32]}"'
    headers = _headers(etag, max((row.changed_at for row in rows), default=None), language)
    if _is_known(request.headers.get("if-none-match", ""), etag):
        return Response("", status_code=304, headers=headers)
    return Response(written, media_type=atom_feed.MEDIA_TYPE, headers=headers)


async def _listed(
    request: AnyRequest, reads: Any, name: str, query: str, lines: list[atom_feed.FeedLine], language: Language
) -> Response[str]:
    """Answer with a feed of lines, or say that nothing changed."""
    base_url = request.app.state.settings.base_url.rstrip("/")
    address = f"{base_url}{request.scope['path']}?{query}script={language}"
    updated = lines[0].at if lines else await _begun(reads)
    written = atom_feed.list_feed(_title(request, name, language), address, lines, base_url, language, updated)
    etag = f'"{sha256(written.encode()).hexdigest()[:32]}"'
    headers = _headers(etag, lines[0].at if lines else None, language)
    if _is_known(request.headers.get("if-none-match", ""), etag):
        return Response("", status_code=304, headers=headers)
    return Response(written, media_type=atom_feed.MEDIA_TYPE, headers=headers)


@get("/search.atom", name="feed-search")
async def of_search(request: AnyRequest, reads: Reads) -> Response[str]:
    """Give what a search found for the first time in the last two months; raises as a search does."""
    language = choose(request.query_params.get("script"), None, None)
    query, wanted = read_query(request.query_params.get("q", "")), read_wanted(dict(request.query_params))
    if query.is_empty and wanted.is_empty:
        raise Malformed("field-required", field="q")
    now = request.app.state.clock()
    latin = language == "sr-Latn"
    hits = await newly_found(reads, query, wanted, now - _FED, now)
    face = to_latin if latin else str
    lines = [
        FeedLine(face(hit.title), hit.at, hit.address, " ".join(filter(None, (_kind(hit, language), face(hit.place))))) for hit in hits
    ]
    asked = write_wanted(query.typed, wanted)
    return await _listed(request, reads, face(await search_said(reads, asked, language)), f"{asked}&", lines, language)


def _kind(hit: NewHit, language: Language) -> str:
    return f"{word(language, 'found_kind', hit.kind)}."


@get("/directory/organisations/{organisation_id:uuid}/feed.atom", name="feed-organisation")
async def of_organisation(request: AnyRequest, reads: Reads, organisation_id: FromPath[UUID]) -> Response[str]:
    """Give what an organisation sent under its name, newest first."""
    language = choose(request.query_params.get("script"), None, None)
    latin = language == "sr-Latn"
    name, _ = await organisation_name(reads, organisation_id)
    spoken = await spoken_by(reads, organisation_id, request.app.state.clock(), latin=latin, limit=_FED_LINES)
    lines = [FeedLine(line.title, line.received_at, f"/k/{line.number}", line.number) for line in spoken.lines]
    return await _listed(request, reads, to_latin(name) if latin else name, "", lines, language)


@get("/search.ics", name="calendar-search")
async def dates_of_search(request: AnyRequest, reads: Reads) -> Response[str]:
    """Give the dates of the consultations that a search finds by what they are about."""
    query, wanted = read_query(request.query_params.get("q", "")), read_wanted(dict(request.query_params))
    if query.is_empty and wanted.is_empty:
        raise Malformed("field-required", field="q")
    language = choose(request.query_params.get("script"), None, None)
    face = to_latin if language == "sr-Latn" else str
    found = await consultations_found(reads, query, wanted, request.app.state.clock())
    return await _feed(request, reads, Part(chosen=found, name=face(await search_said(reads, write_wanted(query.typed, wanted), language))))


@get("/directory/organisations/{organisation_id:uuid}/calendar.ics", name="calendar-organisation")
async def dates_of_organisation(request: AnyRequest, reads: Reads, organisation_id: FromPath[UUID]) -> Response[str]:
    """Give the dates of the consultations in which an organisation spoke under its name."""
    name, _ = await organisation_name(reads, organisation_id)
    joined = await consultations_joined(reads, organisation_id, request.app.state.clock())
    return await _feed(request, reads, Part(chosen=joined, name=name))


@get("/follow", name="follow")
async def follow(request: AnyRequest, visitor: Here, reads: Reads) -> Response[str]:
    """Show the addresses of calendars and feeds."""
    content = {
        "areas": await area_names(reads, visitor.language),
        "authorities": await followed_authorities(reads, face=visitor.face),
        "base_url": request.app.state.settings.base_url.rstrip("/"),
    }
    return page(request, visitor, "notices/follow.html", content)


FEEDS = [everything, of_authority, of_area, of_act, of_vacancies, of_search, of_organisation, dates_of_search, dates_of_organisation]
HANDLERS = [follow]
