"""What a saved search is called: its words, and behind them what narrows it, in the reader's language."""

import contextlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from dialog_tracker.directory.naming import name_for
from dialog_tracker.directory.tables import Area, Authority, Territory
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.script import Face
from dialog_tracker.search.asked import PLAIN, wanted_of
from dialog_tracker.search.queries import Wanted
from dialog_tracker.storage.transaction import Reader
from dialog_tracker.web.formats import long_date, period
from dialog_tracker.web.i18n import Language, gettext
from dialog_tracker.web.words import word_inside

FROM = "from %(day)s"
UNTIL = "until %(day)s"
_NAMED: Mapping[str, tuple[Any, Any]] = {
    "authority": (Authority, Authority.id),
    "area": (Area, Area.key),
    "territory": (Territory, Territory.code),
}


@dataclass(frozen=True, slots=True)
class Saved:
    """A search that is kept as the query of an address."""

    typed: str
    wanted: Wanted


def read_saved(target: str) -> Saved:
    """Read a search that is kept; what narrows one that no search would take any more is left out."""
    typed, wanted = dict(parse_qsl(target)).get("q", ""), Wanted()
    with contextlib.suppress(Malformed):
        wanted = wanted_of(target)
    return Saved(typed, wanted)


async def searches_said(session: Reader, targets: Collection[str], language: Language) -> dict[str, str]:
    """Name searches: „вода (орган: Општина Врбовац; од 1. до 30. новембра 2026. године)”; at most three queries for all of them."""
    saved = {target: read_saved(target) for target in targets}
    names = await _names(session, [one.wanted for one in saved.values()], Face(language))
    return {target: _said(one, names, language) for target, one in saved.items()}


async def search_said(session: Reader, target: str, language: Language) -> str:
    """Name one search."""
    return (await searches_said(session, [target], language))[target]


async def _names(session: Reader, wanted: Collection[Wanted], face: Face) -> dict[tuple[str, str], str]:
    names: dict[tuple[str, str], str] = {}
    for facet, (table, own) in _NAMED.items():
        asked = {value: key for one in wanted if (value := getattr(one, facet)) and (key := _key(facet, value))}
        if asked:
            rows = await session.execute(select(col(own), name_for(face, table)).where(col(own).in_(set(asked.values()))))
            known: dict[Any, str] = {row[0]: row[1] for row in rows}
            names |= {(facet, value): known[key] for value, key in asked.items() if key in known}
    return names


def _key(facet: str, value: str) -> Any:
    if facet != "authority":
        return value
    with contextlib.suppress(ValueError):
        return UUID(value)
    return None


def _said(saved: Saved, names: Mapping[tuple[str, str], str], language: Language) -> str:
    narrowed = "; ".join(_narrowed(saved.wanted, names, language))
    if not narrowed:
        return saved.typed
    return f"{saved.typed} ({narrowed})" if saved.typed else narrowed


def _narrowed(wanted: Wanted, names: Mapping[tuple[str, str], str], language: Language) -> Iterator[str]:
    for facet in PLAIN:
        value = getattr(wanted, facet)
        if value:
            yield f"{word_inside(language, 'found_by', facet)}: {_told(facet, value, names, language)}"
    if wanted.since or wanted.until:
        yield _period(wanted.since, wanted.until, language)


def _told(facet: str, value: str, names: Mapping[tuple[str, str], str], language: Language) -> str:
    if facet in ("kind", "phase"):
        return word_inside(language, f"found_{facet}", value)
    return word_inside(language, "status", value) if facet == "status" else names.get((facet, value), value)


def _period(since: date | None, until: date | None, language: Language) -> str:
    if since and until:
        return period(since, until, language)
    words, day = (FROM, since) if since else (UNTIL, until)
    assert day is not None
    return gettext(language, words, day=long_date(day, language))
