"""Territories of the state, and the two sets of 145 that are easily taken for one another.

In practice „145” are the units of local self-government that work under the Government: 117 municipalities, 27 cities and Belgrade.
The Law on Territorial Organisation lists 145 municipalities, 28 cities and Belgrade, 174 units in all, those in Kosovo and Metohija
among them. A share of municipalities is always said out of one of the two, by its name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dialog_tracker.domain.script import fold


class TerritoryKind(StrEnum):
    """What a territory is."""

    PROVINCE = "province"
    DISTRICT = "district"
    CITY = "city"
    MUNICIPALITY = "municipality"
    CITY_MUNICIPALITY = "city_municipality"


class Sense(StrEnum):
    """In which sense units of local self-government are counted."""

    USUAL = "usual"
    BY_LAW = "by_law"


@dataclass(frozen=True, slots=True)
class Territory:
    """A territory as it is packaged: `within` is the district of a unit and the city of a city municipality."""

    code: str
    name: str
    name_latn: str
    name_en: str
    kind: TerritoryKind
    within: str
    province: str
    usual: bool
    by_law: bool

    @property
    def is_unit(self) -> bool:
        """Tell whether it is a unit of local self-government."""
        return self.usual or self.by_law


def units(territories: Iterable[Territory], sense: Sense) -> list[Territory]:
    """Give the units of local self-government in one of the two senses."""
    return [one for one in territories if (one.usual if sense is Sense.USUAL else one.by_law)]


_BODY = {
    TerritoryKind.CITY: ("Град {}", "City of {}"),
    TerritoryKind.MUNICIPALITY: ("Општина {}", "Municipality of {}"),
    TerritoryKind.CITY_MUNICIPALITY: ("Градска општина {}", "City Municipality of {}"),
}


def body_names(one: Territory, city: str = "", city_en: str = "") -> tuple[str, str]:
    """Name the body of a territory in Serbian and English; `city` parts two city municipalities of one name."""
    if one.kind is TerritoryKind.DISTRICT:
        return one.name.replace(" округ", " управни округ"), f"{one.name_en.removesuffix(' District')} Administrative District"
    serbian, english = _BODY[one.kind]
    beside = (f" ({city})", f" ({city_en})") if city else ("", "")
    return serbian.format(one.name) + beside[0], english.format(one.name_en) + beside[1]


def bare_name(written: str) -> str:
    """Fold the name of a unit without the word for what it is: „Општина Ада”, „ГРАД ADA” and „Ada” say the same."""
    words = fold(written).replace(".", " ").split()
    while len(words) > 1 and words[0] in _WORDS_OF_UNITS:
        words = words[1:]
    return " ".join(words)


_WORDS_OF_UNITS = frozenset({"opstina", "grad", "gradska", "go", "so", "municipality", "city", "of"})
