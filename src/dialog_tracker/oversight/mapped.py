"""A measure on the map: a tile for each district or municipality, and what stands on none."""

from collections.abc import Sequence
from dataclasses import dataclass

from dialog_tracker.domain.indicator import Counted, Measure, Unit, all_indicators
from dialog_tracker.domain.indicator_figure import Figure, figure
from dialog_tracker.domain.oversight_facts import Record
from dialog_tracker.domain.tile_map import Of, Place, bar_of, tile_map
from dialog_tracker.oversight.queries import PlaceName, places
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the map: its place, its territory, its figure where there is one, and the length of its bar as a part of one."""

    place: Place
    territory: PlaceName
    figure: Figure | None
    bar: float
    consultations: int


@dataclass(frozen=True, slots=True)
class Beyond:
    """What stands on no tile: authorities of the Republic and the Province, and those with no territory, with what they did."""

    authorities: int
    consultations: int
    acts: int


@dataclass(frozen=True, slots=True)
class MapPage:
    """The map of a measure, by district or by municipality, with its tiles from north to south."""

    measure: Measure
    of: Of
    rows: int
    columns: int
    tiles: Sequence[Tile]
    beyond: Beyond


async def map_page(session: Reader, measure: Measure, record: Record, of: Of) -> MapPage:
    """Lay a measure out on the map; what has no tile is counted beside it."""
    drawn = tile_map(of)
    parts = record.by_district() if of == "districts" else record.by_unit()
    figures = {code: figure(measure, part) for code, part in parts.items()}
    values = [one.value for one in figures.values() if one.value is not None]
    most = 1.0 if measure.unit is Unit.PERCENT else max(values, default=0)
    tiles = [
        Tile(
            drawn.places[one.code],
            one,
            found if (found := figures.get(one.code)) is not None and found.is_defined else None,
            bar_of(found.value if found else None, most),
            len(parts[one.code].consultations) if one.code in parts else 0,
        )
        for one in await places(session)
        if one.code in drawn.places
    ]
    tiles.sort(key=lambda tile: (tile.place.row, tile.place.column))
    shown = [part for code, part in parts.items() if code in {tile.territory.code for tile in tiles}]
    return MapPage(measure, of, drawn.rows, drawn.columns, tiles, _beyond(record, shown))


def _beyond(record: Record, shown: Sequence[Record]) -> Beyond:
    on_tiles = {one.authority for part in shown for one in part.deeds}
    consultations = sum(one.authority not in on_tiles for one in record.consultations)
    acts = sum(one.authority not in on_tiles for one in record.acts)
    return Beyond(len({one.authority for one in record.deeds} - on_tiles), consultations, acts)


def mappable() -> list[Measure]:
    """List the measures that a map can show: one figure for each place."""
    measures = [measure for one in all_indicators().values() for measure in one.measures]
    return [measure for measure in measures if not measure.codes and measure.of is not Counted.GROUPS]
