"""The packaged territories and bodies: their counts, their names, and loading them twice."""

from sqlalchemy import func, select
from sqlmodel import col

from dialog_tracker.directory.loading import load_directory
from dialog_tracker.directory.packaged import bodies, territories
from dialog_tracker.directory.tables import Authority, Territory
from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.script import to_latin
from dialog_tracker.domain.territory import Sense, TerritoryKind, units
from factories import an_authority


def of(kind: TerritoryKind, sense: Sense) -> int:
    return sum(one.kind is kind for one in units(territories(), sense))


def test_the_two_senses_of_145_are_kept_apart():
    assert (of(TerritoryKind.MUNICIPALITY, Sense.USUAL), of(TerritoryKind.CITY, Sense.USUAL)) == (117, 28)
    assert (of(TerritoryKind.MUNICIPALITY, Sense.BY_LAW), of(TerritoryKind.CITY, Sense.BY_LAW)) == (145, 29)
    assert len(units(territories(), Sense.USUAL)) == 145
    assert len(units(territories(), Sense.BY_LAW)) == 174
    assert {one.province for one in units(territories(), Sense.BY_LAW) if not one.usual} == {"RS-KM"}


def test_vojvodina_has_45_units_in_seven_districts_and_belgrade_17_city_municipalities():
    vojvodina = [one for one in units(territories(), Sense.USUAL) if one.province == "RS-VO"]
    assert (len(vojvodina), len({one.within for one in vojvodina})) == (45, 7)
    assert sum(one.within == "RS-00" for one in territories()) == 17
    assert sum(one.kind is TerritoryKind.DISTRICT for one in territories()) == 29


def test_names_are_cased_as_serbian_writes_them_and_latin_is_derived():
    names = {one.code: one.name for one in territories()}
    assert names["70912"] == "Петровац на Млави"
    assert names["70220"] == "Савски венац"
    assert names["RS-02"] == "Средњобанатски округ"
    assert names["80179"] == "Инђија"
    for one in territories():
        assert one.name_latn == to_latin(one.name)
        assert one.name.split()[0][0].isupper()
        assert not any(word.isupper() for word in one.name.split())


def test_bodies_of_the_usual_units_are_packaged_and_no_name_stands_twice():
    packaged = bodies()
    assert len({one.name for one in packaged}) == len({one.key for one in packaged}) == len(packaged)
    local = [one for one in packaged if one.level is AuthorityLevel.LOCAL]
    assert len(local) == 145 + 25
    names = {one.name for one in local}
    assert {"Град Београд", "Општина Ада", "Градска општина Палилула (Ниш)", "Градска општина Палилула (Београд)"} <= names
    assert sum(one.kind == "ministry" for one in packaged) == 25


async def test_loading_twice_enters_nothing_more_and_keeps_what_was_changed(session, clock):
    first = await load_directory(session, clock.now)
    assert (first.entered, first.recognised, first.known) == (len(bodies()), 0, 0)
    assert (first.usual, first.by_law) == (145, 174)
    ada = await session.scalar(select(Authority).where(col(Authority.name) == "Општина Ада"))
    assert (ada.territory_code, ada.kind, ada.name_latn) == ("80012", "municipality", "Opština Ada")
    ada.name_en = "Ada"
    await session.flush()
    again = await load_directory(session, clock.now)
    assert (again.entered, again.recognised, again.known) == (0, 0, len(bodies()))
    assert await session.scalar(select(func.count()).select_from(Territory)) == len(territories())
    await session.refresh(ada)
    assert ada.name_en == "Ada"


async def test_a_body_that_was_entered_by_hand_in_latin_is_recognised_and_not_doubled(session, clock):
    known = await an_authority(session, clock.now, "OPŠTINA ADA")
    loaded = await load_directory(session, clock.now)
    assert loaded.recognised == 1
    rows = (await session.execute(select(col(Authority.id), col(Authority.name)).where(col(Authority.territory_code) == "80012"))).all()
    assert rows == [(known, "OPŠTINA ADA")]
