"""A map of Serbia of equal tiles, one for each district or municipality, placed roughly where it lies.

A tile says its value in figures and by the length of a bar, so that it reads without colour; no border of any map was copied.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

Of = Literal["districts", "units"]
_LONGEST = 9
_HEAD, _TAIL, _INITIAL = 7, 5, 3
_LEFT_OUT = frozenset({"округ", "okrug", "district", "на", "na"})
_SIDES = {
    "Северно": "С.",
    "Јужно": "Ј.",
    "Западно": "З.",
    "Средњо": "Ср.",
    "Косовско": "К.",
    "Severno": "S.",
    "Južno": "J.",
    "Zapadno": "Z.",
    "Srednjo": "Sr.",
    "Kosovsko": "K.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tile stands: the row from the north, the column from the west, both from nought."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class TileMap:
    """The places of all tiles by the code of the territory."""

    places: Mapping[str, Place]

    @property
    def rows(self) -> int:
        """Count the rows."""
        return 1 + max(place.row for place in self.places.values())

    @property
    def columns(self) -> int:
        """Count the columns."""
        return 1 + max(place.column for place in self.places.values())


@cache
def tile_map(of: Of) -> TileMap:
    """Give the map of districts or of units of local self-government."""
    drawn: str = tomllib.loads(resources.files(__package__).joinpath("tile_map.toml").read_text(encoding="utf-8"))[of]
    lines = [line.split() for line in drawn.splitlines() if line.strip()]
    return TileMap({code: Place(row, column) for row, codes in enumerate(lines) for column, code in enumerate(codes) if code != "."})


def short_name(name: str) -> str:
    """Shorten a name to what a tile holds: „Сремска Митровица” is „С. Митро.”, „Севернобачки округ” is „С. бачки”.

    The whole name stands in the title of the tile and in the table.
    """
    words = [word for word in name.split() if word.lower() not in _LEFT_OUT]
    if len(words) == 1:
        words = _parted(words[0])
    bare = " ".join(words)
    if len(bare) <= _LONGEST:
        return bare
    if len(words) == 1:
        return f"{bare[:_HEAD]}."
    first = words[0] if len(words[0]) <= _INITIAL else f"{words[0][0]}."
    last = words[1] if len(words[1]) <= _TAIL + 1 else f"{words[1][:_TAIL]}."
    return f"{first} {last}"


def _parted(word: str) -> list[str]:
    """Part the side of the world from the name of a district, which Serbian writes as one word."""
    for side, short in _SIDES.items():
        if word.startswith(side):
            return [short, word.removeprefix(side)]
    return [word]


def bar_of(value: float | None, most: float) -> float:
    """Give the length of a tile's bar as a part of one; nothing where there is no value, or where all are nought."""
    return 0.0 if value is None or most <= 0 else min(1.0, max(0.0, value / most))
