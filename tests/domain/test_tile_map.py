"""The map of tiles: every district and municipality has one place of its own, roughly where it lies."""

import pytest

from dialog_tracker.directory.packaged import territories
from dialog_tracker.domain.territory import Sense, TerritoryKind, units
from dialog_tracker.domain.tile_map import bar_of, short_name, tile_map


def test_every_district_and_belgrade_have_a_tile():
    districts = {one.code for one in territories() if one.kind is TerritoryKind.DISTRICT} | {"RS-00"}
    assert set(tile_map("districts").places) == districts
    assert len(districts) == 30


def test_every_municipality_in_the_usual_sense_has_a_tile():
    assert set(tile_map("units").places) == {one.code for one in units(territories(), Sense.USUAL)}


@pytest.mark.parametrize("of", ["districts", "units"])
def test_no_two_tiles_stand_on_one_place(of):
    places = list(tile_map(of).places.values())
    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    ("north", "south"),
    [("RS-01", "RS-06"), ("RS-06", "RS-00"), ("RS-00", "RS-12"), ("RS-12", "RS-20"), ("RS-20", "RS-24"), ("RS-26", "RS-27")],
)
def test_what_lies_north_stands_above(north, south):
    places = tile_map("districts").places
    assert places[north].row < places[south].row


@pytest.mark.parametrize(("west", "east"), [("RS-05", "RS-03"), ("RS-08", "RS-11"), ("RS-16", "RS-14"), ("RS-18", "RS-22")])
def test_what_lies_west_stands_on_the_left(west, east):
    places = tile_map("districts").places
    assert places[west].column < places[east].column


def test_municipalities_stand_roughly_where_they_lie():
    names = {one.name: one.code for one in territories() if one.usual}
    places = tile_map("units").places
    north_to_south = [places[names[name]].row for name in ("Суботица", "Нови Сад", "Београд", "Крагујевац", "Ниш", "Врање")]
    assert north_to_south == sorted(north_to_south)
    west_to_east = [places[names[name]].column for name in ("Ужице", "Чачак", "Крагујевац", "Зајечар")]
    assert west_to_east == sorted(west_to_east)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Ниш", "Ниш"),
        ("Моравички округ", "Моравички"),
        ("Севернобачки округ", "С. бачки"),
        ("Севернобанатски округ", "С. банат."),
        ("Srednjobanatski okrug", "Sr. banat."),
        ("Косовскомитровачки округ", "К. митро."),
        ("Косовски округ", "Косовски"),
        ("Сремска Митровица", "С. Митро."),
        ("Kosovska Mitrovica", "K. Mitro."),
        ("North Bačka", "N. Bačka"),
        ("Смедеревска Паланка", "С. Палан."),
        ("Петровац на Млави", "П. Млави"),
        ("Александровац", "Алексан."),
    ],
)
def test_a_name_is_shortened_to_what_a_tile_holds(name, short):
    assert short_name(name) == short


@pytest.mark.parametrize(("value", "most", "length"), [(0.5, 1, 0.5), (3, 12, 0.25), (None, 1, 0.0), (0, 0, 0.0), (2, 1, 1.0)])
def test_a_bar_is_as_long_as_its_figure(value, most, length):
    assert bar_of(value, most) == length
