"""The reference data that comes with the program: territories and bodies, as tables of our own making beside this module."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.body import BodyKind
from dialog_tracker.domain.territory import Territory, TerritoryKind, body_names


@dataclass(frozen=True, slots=True)
class PackagedBody:
    """A body as it is packaged: `key` is the one by which it is known again when the tables are loaded another time."""

    key: str
    name: str
    name_en: str
    kind: BodyKind
    level: AuthorityLevel
    territory: str = ""


def _rows(name: str) -> Iterator[dict[str, str]]:
    lines = resources.files("dialog_tracker.directory").joinpath("reference", name).read_text(encoding="utf-8").splitlines()
    return csv.DictReader(line for line in lines if not line.startswith("#"))


@cache
def territories() -> tuple[Territory, ...]:
    """Give the packaged territories: what holds another comes before it."""
    return tuple(
        Territory(
            row["code"],
            row["name"],
            row["name_latn"],
            row["name_en"],
            TerritoryKind(row["kind"]),
            row["within"],
            row["province"],
            row["usual"] == "1",
            row["by_law"] == "1",
        )
        for row in _rows("territories.csv")
    )


@cache
def bodies() -> tuple[PackagedBody, ...]:
    """Give the packaged bodies: of the Republic and the Province, then those of the units in the usual sense, city municipalities, districts.

    Units in Kosovo and Metohija are territories here; whoever works with a body there enters it.
    """
    listed = [
        PackagedBody(row["key"], row["name"], row["name_en"], BodyKind(row["kind"]), AuthorityLevel(row["level"]))
        for row in _rows("bodies.csv")
    ]
    names = {one.code: (one.name, one.name_en) for one in territories()}
    alike = [one.name for one in territories() if one.kind is TerritoryKind.CITY_MUNICIPALITY]
    for one in territories():
        if not (one.usual or (one.kind in (TerritoryKind.CITY_MUNICIPALITY, TerritoryKind.DISTRICT) and one.province != "RS-KM")):
            continue
        name, english = body_names(one, *(names[one.within] if alike.count(one.name) > 1 else ()))
        level = AuthorityLevel.NATIONAL if one.kind is TerritoryKind.DISTRICT else AuthorityLevel.LOCAL
        listed.append(PackagedBody(f"territory-{one.code}", name, english, BodyKind(one.kind.value), level, one.code))
    return tuple(listed)
