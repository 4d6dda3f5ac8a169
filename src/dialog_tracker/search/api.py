"""The JSON twin of the page of search."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from litestar import get
from litestar.params import FromQuery, Parameter

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.finding import LONGEST_QUERY, Piece, read_query
from dialog_tracker.search.asked import read_found_cursor, read_wanted, write_found_cursor
from dialog_tracker.search.queries import Hit, find
from dialog_tracker.storage.transaction import Db
from dialog_tracker.web.problems import LIST, in_latin
from dialog_tracker.web.visitor import AnyRequest


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
    q: Annotated[str, Parameter(description=f"What is looked for, at most {LONGEST_QUERY} characters.")] = "",
    kind: FromQuery[str | None] = None,
    authority: FromQuery[str | None] = None,
    area: FromQuery[str | None] = None,
    territory: FromQuery[str | None] = None,
    year: FromQuery[str | None] = None,
    status: FromQuery[str | None] = None,
    phase: FromQuery[str | None] = None,
    since: FromQuery[str | None] = None,
    until: FromQuery[str | None] = None,
    script: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
) -> HitList:
    """Find everything public, in either script and with or without diacritics, twenty hits a page."""
    given = {"kind": kind, "authority": authority, "area": area, "territory": territory, "year": year, "status": status, "phase": phase}
    wanted = read_wanted({name: value or "" for name, value in (given | {"since": since, "until": until}).items()})
    query, latin, base_url = read_query(q), in_latin(script), request.app.state.settings.base_url.rstrip("/")
    key = read_found_cursor(after, query.typed, wanted)
    if query.is_empty and wanted.is_empty:
        raise Malformed("field-required", field="q")
    found = await find(db, query, wanted, request.app.state.clock(), latin=latin, after=key)
    return HitList(
        [_item(hit, base_url) for hit in found.hits],
        write_found_cursor(found.next, query.typed, wanted) if found.next else None,
        found.total,
        found.relaxed,
        [_item(hit, base_url) for hit in found.alike],
        {name: [FacetItem(one.value, one.name, one.hits) for one in values] for name, values in found.facets.items()},
    )


HANDLERS = [search]
