"""The JSON twin of the page of search."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import get
from litestar.params import FromQuery, QueryParameter

from dialog_tracker.domain.finding import LONGEST_QUERY, EntryKind, Piece, read_query
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.search.asked import read_found_cursor, reckoned, write_found_cursor
from dialog_tracker.search.hits import Hit
from dialog_tracker.search.queries import Wanted, find
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.problems import LIST, Script, in_face
from dialog_tracker.web.visitor import AnyRequest

Phase = Literal["upcoming", "open", "answering", "concluded", "withdrawn"]
Area = Annotated[str | None, QueryParameter(pattern="^[a-z0-9_-]{1,60}$", description="Key of an area of work.")]


@dataclass(frozen=True, slots=True)
class HitItem:
    """A thing that was found; `excerpt` is the passage with most of what was looked for."""

    kind: str
    url: str
    title: str
    place: str
    excerpt: str
    language: str
    at: datetime
    authority: str
    submitter: str
    status: str


@dataclass(frozen=True, slots=True)
class FacetItem:
    """A value by which hits can be narrowed; `hits` is null where there are more than ten thousand in all."""

    value: str
    name: str
    hits: int | None


@dataclass(frozen=True, slots=True)
class HitList:
    """Hits, best first; `total` is null above ten thousand. `relaxed` says that no hit holds all the words."""

    items: list[HitItem]
    next: str | None
    total: int | None
    relaxed: bool
    alike: list[HitItem]
    facets: dict[str, list[FacetItem]]


def _text(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def _item(hit: Hit, base_url: str) -> HitItem:
    words = (_text(hit.title), _text(hit.place), _text(hit.excerpt))
    return HitItem(hit.kind, base_url + hit.address, *words, hit.language, hit.at, hit.authority, hit.who, hit.status)


@get("/api/search", tags=["search"], responses=LIST)
async def search(
    request: AnyRequest,
    db: Db,
    q: Annotated[str, QueryParameter(max_length=LONGEST_QUERY, description="What is looked for.")] = "",
    kind: FromQuery[EntryKind | None] = None,
    authority: FromQuery[UUID | None] = None,
    area: Area = None,
    territory: Annotated[str | None, QueryParameter(pattern="^[A-Za-z0-9-]{1,20}$", description="Code of a territory.")] = None,
    year: Annotated[int | None, QueryParameter(ge=1900, le=2999)] = None,
    status: FromQuery[ResponseStatus | None] = None,
    phase: FromQuery[Phase | None] = None,
    since: FromQuery[date | None] = None,
    until: FromQuery[date | None] = None,
    script: FromQuery[Script | None] = None,
    after: FromQuery[str | None] = None,
) -> HitList:
    """Find everything public, in either script and with or without diacritics, twenty hits a page; nothing where nothing is asked for."""
    given = {"kind": kind, "authority": authority, "area": area, "territory": territory, "year": year, "status": status, "phase": phase}
    narrowed = {name: str(value) for name, value in given.items() if value is not None}
    wanted = Wanted(**narrowed, since=reckoned(since), until=reckoned(until))
    query, base_url = read_query(q), request.app.state.settings.base_url.rstrip("/")
    key = read_found_cursor(after, query.typed, wanted)
    if query.is_empty and wanted.is_empty:
        return HitList([], None, 0, relaxed=False, alike=[], facets={})
    found = await find(db, query, wanted, request.app.state.clock(), face=in_face(script), after=key)
    return HitList(
        [_item(hit, base_url) for hit in found.hits],
        write_found_cursor(found.next, query.typed, wanted) if found.next else None,
        found.total,
        found.relaxed,
        [_item(hit, base_url) for hit in found.alike],
        {name: [FacetItem(one.value, one.name, one.hits) for one in values] for name, values in found.facets.items()},
    )


HANDLERS = [search]
