"""Organisations in the directory: entering, finding in both scripts, merging with undo, areas of work."""

from typing import Any

import pytest
from sqlalchemy import select

from dialog_tracker.directory import lists
from dialog_tracker.directory.actions import find_or_add_organisation, keep_organisation
from dialog_tracker.directory.loading import load_directory
from dialog_tracker.directory.merging import keep_apart, merge, merge_proposals, unmerge
from dialog_tracker.directory.packaged import bodies
from dialog_tracker.directory.tables import Organisation
from dialog_tracker.domain.errors import Conflict, FieldErrors, NotPermitted
from dialog_tracker.domain.organisation import OrganisationDraft
from dialog_tracker.domain.policy import ANONYMOUS, Held, Role
from dialog_tracker.domain.script import Face
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.ledger.tables import LedgerEntry
from factories import PASSWORD, a_person

KEY = "key-of-a-form-0001"


def draft(name: str, **more: Any) -> OrganisationDraft:
    return OrganisationDraft(name, SubmitterKind.ASSOCIATION, **more)


@pytest.fixture
async def admin(session, clock):
    made = await a_person(session, clock.now, "admin@dijalog.example", Held(Role.ADMINISTRATOR))
    await session.commit()
    return made


async def test_an_organisation_is_entered_once_for_a_form_with_its_numbers_and_areas(session, clock, admin):
    entered = draft("Удружење „Липа”", register_number="7726716", tax_number="100 002 887", areas=("sport", "nema"), website="lipa.rs")
    one = await keep_organisation(session, admin, clock.now, entered, key=KEY)
    assert await keep_organisation(session, admin, clock.now, entered, key=KEY) == one
    card = await lists.organisation_card(session, one, face=Face.LATIN)
    assert (card.name, card.register_number, card.tax_number) == ("Udruženje „Lipa”", "07726716", "100002887")
    assert (card.areas, card.website) == (("sport",), "https://lipa.rs")


async def test_wrong_numbers_and_a_name_in_the_other_script_are_refused(session, clock, admin):
    with pytest.raises(FieldErrors) as refused:
        await keep_organisation(session, admin, clock.now, draft("Липа", register_number="07726717", tax_number="1"), key=KEY)
    assert list(refused.value.by_field) == ["register_number", "tax_number"]
    await keep_organisation(session, admin, clock.now, draft("Удружење Липа"), key=KEY)
    with pytest.raises(Conflict, match="organisation-there"):
        await keep_organisation(session, admin, clock.now, draft("UDRUŽENJE LIPA"), key="key-of-a-form-0002")
    with pytest.raises(NotPermitted):
        await keep_organisation(session, ANONYMOUS, clock.now, draft("Бреза"), key="key-of-a-form-0003")


async def three_spellings(session, clock) -> list:
    names = ("Удружење грађана „Зелени круг”", "Zeleni krug – udruženje građana", "NVO Zeleni Krug")
    return [await find_or_add_organisation(session, clock.now, name, SubmitterKind.ASSOCIATION, None) for name in names]


async def test_three_spellings_in_two_scripts_are_proposed_and_never_merged_alone(session, clock):
    ids = await three_spellings(session, clock)
    await find_or_add_organisation(session, clock.now, "Центар за реке", SubmitterKind.ASSOCIATION, None)
    assert len(set(ids)) == 3
    rows, total = await merge_proposals(session, latin=False)
    assert total == 3
    assert {frozenset((row.one.id, row.other.id)) for row in rows} == {
        frozenset(p) for p in ((ids[0], ids[1]), (ids[0], ids[2]), (ids[1], ids[2]))
    }
    assert not (await session.scalars(select(Organisation.id).where(Organisation.merged_into.is_not(None)))).all()


async def test_merging_leads_to_the_survivor_and_undo_clears_it(session, clock, admin):
    one, two, three = await three_spellings(session, clock)
    await merge(session, admin, clock.now, three, two)
    await merge(session, admin, clock.now, two, one)
    assert await find_or_add_organisation(session, clock.now, "NVO Zeleni Krug", SubmitterKind.ASSOCIATION, None) == one
    listed = await lists.organisation_list(session, lists.Wanted("зелени"), latin=False)
    assert [row.id for row in listed.rows] == [one]
    for gone, into in ((two, one), (one, two), (one, three)):
        with pytest.raises(Conflict, match="organisation-merged-before"):
            await merge(session, admin, clock.now, gone, into)
    await unmerge(session, admin, clock.now, two)
    assert await find_or_add_organisation(session, clock.now, "NVO Zeleni Krug", SubmitterKind.ASSOCIATION, None) == two
    with pytest.raises(Conflict, match="organisation-not-merged"):
        await unmerge(session, admin, clock.now, two)
    acts = (await session.scalars(select(LedgerEntry.act).where(LedgerEntry.act.like("organisation-%merged")))).all()
    assert acts == ["organisation-merged", "organisation-merged", "organisation-unmerged"]


async def test_two_that_are_two_are_not_proposed_again_nor_two_register_numbers(session, clock, admin):
    one, two, three = await three_spellings(session, clock)
    await keep_apart(session, admin, clock.now, two, one)
    await keep_apart(session, admin, clock.now, one, two)
    assert (await merge_proposals(session, latin=False))[1] == 2
    for key, number in ((two, "17162543"), (three, "20084693")):
        (await session.get(Organisation, key)).register_number = number
    await session.flush()
    rows, _ = await merge_proposals(session, latin=False)
    assert [(row.one.id, row.other.id) for row in rows] == [(one, three)]


async def test_the_list_is_filtered_by_kind_area_and_territory_and_paged_by_key(session, clock, admin):
    await load_directory(session, clock.now)
    for at in range(60):
        where = {"territory_code": "80012" if at % 2 else "70033"}
        await keep_organisation(session, admin, clock.now, draft(f"Клуб {at:02}", **where), key=f"key-of-a-form-{at:04}")
    first = await lists.organisation_list(session, lists.Wanted("klub"), latin=False)
    assert (len(first.rows), first.total) == (50, 60)
    second = await lists.organisation_list(session, lists.Wanted("klub"), lists.key_of(first.next), latin=False)
    assert ([row.name for row in second.rows], second.next) == ([f"Клуб {at}" for at in range(50, 60)], None)
    for territory, count in (("RS-03", 30), ("RS-VO", 30), ("80012", 30), ("RS-12", 30), ("RS-01", 0)):
        assert (await lists.organisation_list(session, lists.Wanted(territory=territory), latin=False)).total == count, territory
    assert (await lists.organisation_list(session, lists.Wanted(kind="foundation"), latin=False)).total == 0
    assert (await lists.organisation_list(session, lists.Wanted("07 klub"), latin=False)).total == 1


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize("path", ["/directory/organisations", "/directory/organisations?q=клуб", "/desk/organisations/merging"])
async def test_a_list_asks_as_much_for_forty_organisations_as_for_two(session, clock, browser, statements, path):
    visitor = browser()
    await visitor.sign_in("admin@dijalog.example", PASSWORD)
    asked = []
    for first, last in ((0, 2), (2, 40)):
        for at in range(first, last):
            await find_or_add_organisation(session, clock.now, f"Клуб љубитеља река {at}", SubmitterKind.ASSOCIATION, None)
        await session.commit()
        statements.begin()
        assert (await visitor.get(path)).status_code == 200
        asked.append(len(statements.sent))
    assert asked[0] == asked[1] <= 7, statements.sent


async def test_the_pages_show_an_organisation_and_lead_on_from_a_merged_one(session, clock, browser, admin):
    one, two, _ = await three_spellings(session, clock)
    await merge(session, admin, clock.now, two, one)
    await session.commit()
    visitor = browser()
    assert "Zeleni krug" in (await visitor.get(f"/directory/organisations/{one}?script=en")).text
    answer = await visitor.get(f"/directory/organisations/{two}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/directory/organisations/{one}")
    assert (await visitor.get("/directory/organisations?after=глупост")).status_code == 422
    assert (await visitor.get("/desk/organisations/new")).status_code == 403
    assert (await visitor.get("/desk/organisations/merging")).status_code == 403


@pytest.mark.usefixtures("admin")
async def test_an_official_enters_and_merges_on_pages_and_errors_keep_what_was_typed(browser):
    visitor = browser()
    await visitor.sign_in("admin@dijalog.example", PASSWORD)
    typed = {"form_key": KEY, "name": "Клуб Река", "kind": "association", "register_number": "12345678"}
    refused = await visitor.post("/desk/organisations/new", typed)
    assert refused.status_code == 422
    assert "Клуб Река" in refused.text
    made = await visitor.post("/desk/organisations/new", typed | {"register_number": "17162543"})
    assert made.status_code == 303
    again = await visitor.post(
        made.headers["location"].replace("/directory", "/desk"), typed | {"name": "Клуб река", "register_number": ""}
    )
    assert again.headers["location"] == made.headers["location"]
    other = await visitor.post("/desk/organisations/new", typed | {"name": "Река клуб", "register_number": "", "form_key": KEY + "2"})
    assert "Река клуб" in (await visitor.get("/desk/organisations/merging")).text
    one, two = (answer.headers["location"].rsplit("/", 1)[1] for answer in (made, other))
    assert (await visitor.post("/desk/organisations/merging", {"one": two, "other": one, "act": "into-other"})).status_code == 303
    assert (await visitor.post("/desk/organisations/merging", {"one": two, "other": one, "act": "into-other"})).status_code == 409
    assert (await visitor.post("/desk/organisations/merging", {"one": two, "act": "undo"})).status_code == 303
    assert (await visitor.post("/desk/organisations/merging", {"one": two, "other": one, "act": "apart"})).status_code == 303


async def test_the_list_of_areas_is_kept_by_the_administrator(session, clock, browser, admin):
    visitor = browser()
    await visitor.sign_in("admin@dijalog.example", PASSWORD)
    area = {"key": "vazduh", "name": "Ваздух", "name_en": "Air", "position": "99"}
    assert (await visitor.post("/admin/areas", area)).status_code == 303
    assert "Ваздух" in (await visitor.get("/admin/areas")).text
    assert (await visitor.post("/admin/areas", area | {"key": "Зрак"})).status_code == 422
    await keep_organisation(session, admin, clock.now, draft("Липа", areas=("vazduh",)), key=KEY)
    await session.commit()
    assert (await visitor.post("/admin/areas", area | {"act": "drop"})).status_code == 422
    again = await visitor.post("/admin/areas", area | {"name": "Клима"})
    assert again.status_code == 422
    assert "Област са овом ознаком већ постоји: Ваздух." in again.text
    shown = await visitor.get("/admin/areas?done=keep&script=sr-Cyrl")
    assert "1 организација, 0 аката" in shown.text
    assert "Област је сачувана." in shown.text
    assert (await visitor.post("/admin/areas", area | {"act": "keep", "name": "Чист ваздух"})).status_code == 303
    assert "Чист ваздух" in (await visitor.get("/admin/areas")).text
    await visitor.post("/admin/areas", area | {"key": "voda", "name": "Вода"})
    assert (await visitor.post("/admin/areas", area | {"key": "voda", "act": "drop"})).status_code == 303


@pytest.mark.parametrize(
    ("latin", "wanted"),
    [(False, ["Дуга", "„Ђак”", "Жар", "Лука", "Љубав", "Центар"]), (True, ["Centar", "Duga", "„Đak”", "Luka", "Ljubav", "Žar"])],
)
async def test_names_stand_by_the_alphabet_of_the_reader_on_every_page(session, clock, monkeypatch, latin, wanted):
    monkeypatch.setattr(lists, "PAGE", 2)
    for name in ("Љубав", "Центар", "Жар", "„Ђак”", "Лука", "Дуга"):
        await find_or_add_organisation(session, clock.now, name, SubmitterKind.ASSOCIATION, None)
    named, key = [], None
    while True:
        page = await lists.organisation_list(session, lists.Wanted(), lists.key_of(key), latin=latin)
        named += [row.name for row in page.rows]
        key = page.next
        if key is None:
            break
    assert named == wanted


async def test_two_places_of_one_name_are_told_apart_in_lists(session, clock):
    await load_directory(session, clock.now)
    for face, told in (
        (Face.CYRILLIC, ["Палилула (Београд)", "Палилула (Ниш)"]),
        (Face.ENGLISH, ["Palilula (Belgrade)", "Palilula (Niš)"]),
    ):
        names = [one.name for one in await lists.territory_choices(session, face=face)]
        assert [name for name in names if name.startswith(told[0][:8])] == told
        assert len(names) == len(set(names))
    english = {one.name_en for one in bodies()}
    assert {"Braničevo Administrative District", "City Municipality of Palilula (Belgrade)"} <= english
    assert not any("District Administrative" in name for name in english)
