"""The areas of work and the places by which lists are narrowed, in the reader's language."""

from typing import Any

from dialog_tracker.directory.lists import areas_listed, territory_choices
from dialog_tracker.domain.territory import TerritoryKind
from dialog_tracker.storage.transaction import Reader
from dialog_tracker.web.visitor import Visitor

_PLACES = (TerritoryKind.CITY, TerritoryKind.MUNICIPALITY, TerritoryKind.CITY_MUNICIPALITY, TerritoryKind.DISTRICT, TerritoryKind.PROVINCE)


async def choices(session: Reader, visitor: Visitor) -> dict[str, Any]:
    """Give the areas and places by which lists are narrowed; two queries."""
    places = await territory_choices(session, face=visitor.face, kinds=_PLACES)
    return {"areas": await areas_listed(session, face=visitor.face), "places": places}
