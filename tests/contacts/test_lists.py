"""Lists that come as tables: three sheets with merged headers, several persons in a cell, and the same organisation in two scripts."""

import io

import pytest
import xlsxwriter
from sqlalchemy import func, select

from dialog_tracker.contacts import keeping, taking
from dialog_tracker.contacts.queries import contacts_of
from dialog_tracker.contacts.tables import ContactPoint
from dialog_tracker.directory.loading import load_directory
from dialog_tracker.directory.merging import merge_proposals
from dialog_tracker.directory.tables import Authority, Organisation
from dialog_tracker.domain.contact_point import Duty
from dialog_tracker.domain.directory_columns import Field, ListKind
from dialog_tracker.domain.directory_rows import Fate
from dialog_tracker.domain.errors import Conflict, Malformed, NotPermitted
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.office.sheets import read_sheets
from factories import a_person, a_stage

KEY = "key-of-a-form-0002"
ORGANISATIONS = """Назив;Матични број;ПИБ;Седиште;Области
Грађанске иницијативе;;;Београд;
Građanske inicijative;;;Beograd;
GRADJANSKE INICIJATIVE;;;Beograd;
Удружење Липа;12345678;;Ужице;
;;;Ниш;
"""


def three_sheets() -> bytes:
    """Make the spreadsheet of a ministry: national, provincial, local; titles, merged headers, persons below one another."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        national = book.add_worksheet("Републички органи")
        national.merge_range(0, 0, 0, 5, "КОНТАКТ ТАЧКЕ ЗА САРАДЊУ СА ЦИВИЛНИМ ДРУШТВОМ")
        national.merge_range(2, 0, 3, 0, "Р. бр.")
        national.merge_range(2, 1, 3, 1, "Назив органа")
        national.merge_range(2, 2, 3, 2, "Име и презиме")
        national.merge_range(2, 3, 2, 5, "Подаци за контакт")
        for at, words in enumerate(("Функција", "Телефон", "Е-пошта"), 3):
            national.write(3, at, words)
        national.merge_range(4, 1, 5, 1, "Министарство финансија")
        for at, row in enumerate((("Ана Анић", "начелница", "011/111-111", "ana@mfin.example"), ("Бојан Бојић", "заменик", "", ""))):
            national.write(4 + at, 0, at + 1)
            for column, words in enumerate(row, 2):
                national.write(4 + at, column, words)
        provincial = book.add_worksheet("Покрајински органи")
        provincial.write_row(0, 0, ("Orgаn", "Ime i prezime", "E-mail"))
        provincial.write_row(1, 0, ("Pokrajinski sekretarijat za sport i omladinu", "Vera Verić", "vera@apv.example; sport@apv.example"))
        local = book.add_worksheet("ЈЛС")
        local.write_row(0, 0, ("Општина / град", "Контакт особа", "Имејл"))
        local.write_row(1, 0, ("Ада", "Гога Гогић", "goga@ada.example"))
        local.write_row(2, 0, ("Град Ужице", "није именована", ""))
        local.write_row(3, 0, ("Чачак", "Дара Дарић", "dara(at)cacak"))
    return kept.getvalue()


@pytest.fixture
async def admin(session, clock):
    made = await a_person(session, clock.now, "admin@dijalog.example", Held(Role.ADMINISTRATOR))
    await load_directory(session, clock.now)
    await session.commit()
    return made


async def kept(session, clock, admin, kind, content, key=KEY):
    file_id = await keeping.open_list(session, admin, clock.now, kind, "spisak.xlsx", read_sheets(content), key)
    return await keeping.kept_list(session, admin, file_id)


async def authority(session, name):
    return await session.scalar(select(Authority.id).where(Authority.name == name))


async def test_three_sheets_of_a_ministry_come_in_with_their_people(session, clock, admin):
    file = await kept(session, clock, admin, ListKind.CONTACT_POINTS, three_sheets())
    taken = await taking.take_list(session, admin, clock.now, file, {})
    said = {(one.name, one.person): (one.fate, one.code) for one in taken.fates}
    assert (taken.authorities, taken.contact_points) == (0, 4)
    assert [code for fate, code in said.values() if fate is Fate.REFUSED] == ["email-unreadable"]
    assert said["Град Ужице", ""][0] is Fate.KNOWN
    finances = await contacts_of(session, await authority(session, "Министарство финансија"))
    assert [(one.duty, one.name, one.function, one.email) for one in finances] == [
        (Duty.CONTACT_POINT, "Ана Анић", "начелница", "ana@mfin.example"),
        (Duty.DEPUTY, "Бојан Бојић", "заменик", ""),
    ]
    assert [one.name for one in await contacts_of(session, await authority(session, "Општина Ада"))] == ["Гога Гогић"]


async def test_a_list_comes_in_once_and_again_changes_nothing(session, clock, admin):
    file = await kept(session, clock, admin, ListKind.CONTACT_POINTS, three_sheets())
    assert (await kept(session, clock, admin, ListKind.CONTACT_POINTS, three_sheets())).id == file.id
    await taking.take_list(session, admin, clock.now, file, {})
    with pytest.raises(Conflict, match="list-taken-before"):
        await taking.take_list(session, admin, clock.now, file, {})
    await session.rollback()
    file = await kept(session, clock, admin, ListKind.CONTACT_POINTS, three_sheets())
    await taking.take_list(session, admin, clock.now, file, {})
    again = await kept(session, clock, admin, ListKind.CONTACT_POINTS, three_sheets(), "key-of-a-form-0003")
    taken = await taking.take_list(session, admin, clock.now, again, {})
    assert (taken.contact_points, taken.changed) == (0, 0)
    assert await session.scalar(select(func.count()).select_from(ContactPoint)) == 4


async def test_three_spellings_of_one_organisation_are_proposed_and_never_merged_alone(session, clock, admin):
    file = await kept(session, clock, admin, ListKind.ORGANISATIONS, ORGANISATIONS.encode())
    taken = await taking.take_list(session, admin, clock.now, file, {})
    fates = [(one.fate, one.code) for one in taken.fates]
    assert fates[3:] == [(Fate.REFUSED, "register-number-wrong"), (Fate.REFUSED, "row-without-name")]
    assert fates[0] == (Fate.NEW, "")
    names = set(await session.scalars(select(Organisation.name).where(Organisation.merged_into.is_(None))))
    proposed, _ = await merge_proposals(session, latin=False)
    pairs = {frozenset((one.one.name, one.other.name)) for one in proposed}
    spelled = {"Грађанске иницијативе", "Građanske inicijative", "GRADJANSKE INICIJATIVE"} & names
    assert len(spelled) == 1 or all(any(name in pair for pair in pairs) for name in spelled)
    after = await keeping.kept_list(session, admin, file.id)
    assert [one.source for one in after.fates] == ["Удружење Липа · 12345678 · Ужице", "Ниш"]


async def test_an_association_in_a_table_without_a_header_is_not_taken_for_one(session, clock, admin):
    table = "A;B\nУдружење Јабука;Ниш\n".encode()
    with pytest.raises(Malformed, match="list-header-unknown"):
        await kept(session, clock, admin, ListKind.ORGANISATIONS, table)


async def test_only_administrators_bring_lists(session, clock):
    stage = await a_stage(session, clock.now)
    with pytest.raises(NotPermitted):
        await kept(session, clock, stage.officer, ListKind.ORGANISATIONS, ORGANISATIONS.encode())


async def test_columns_are_chosen_and_remembered_for_the_next_list(session, clock, admin):
    file = await kept(session, clock, admin, ListKind.ORGANISATIONS, "Име;Нешто\nЛипа;Ниш\n".encode())
    assert dict(file.columns[0]) == {0: Field.NAME}
    with pytest.raises(Malformed, match="list-column-missing"):
        await keeping.choose_columns(session, admin, clock.now, file, {0: {1: Field.SEAT}})
    await keeping.choose_columns(session, admin, clock.now, file, {0: {0: Field.NAME, 1: Field.SEAT}})
    later = await kept(session, clock, admin, ListKind.ORGANISATIONS, "Име;Нешто\nВрба;Бор\n".encode(), "key-of-a-form-0004")
    taken = await taking.take_list(session, admin, clock.now, later, {})
    assert taken.organisations == 1
    assert await session.scalar(select(Organisation.seat).where(Organisation.name == "Врба")) == "Бор"


async def test_a_deputy_in_columns_beside_and_a_sum_at_the_foot(session, clock, admin):
    table = (
        "Pokrajinski organ;Kontakt tačka;E-adresa;Zamenik – ime i prezime;Zamenik – mejl\n"
        "Министарство финансија;Ана Анић;ana@mfin.example;Петар Перић;petar@mfin.example\n"
        "Министарство правде;није одређена;;;\n2;УКУПНО;;;\n"
    )
    file = await kept(session, clock, admin, ListKind.CONTACT_POINTS, table.encode())
    taken = await taking.take_list(session, admin, clock.now, file, {})
    assert (taken.authorities, taken.contact_points) == (0, 2)
    assert [(one.fate, one.code) for one in taken.fates][2:] == [(Fate.KNOWN, ""), (Fate.REFUSED, "row-without-authority")]
    people = await contacts_of(session, await authority(session, "Министарство финансија"))
    assert [(one.duty, one.name, one.email) for one in people] == [
        (Duty.CONTACT_POINT, "Ана Анић", "ana@mfin.example"),
        (Duty.DEPUTY, "Петар Перић", "petar@mfin.example"),
    ]


async def test_areas_that_are_not_known_are_told_and_stay_with_the_list(session, clock, admin):
    table = "Назив;Области рада\nЛипа;култура, чување пчела\n".encode()
    file = await kept(session, clock, admin, ListKind.ORGANISATIONS, table)
    (fate,) = (await taking.take_list(session, admin, clock.now, file, {})).fates
    assert (fate.fate, fate.beside) in ((Fate.NEW, "чување пчела"), (Fate.NEW, "култура, чување пчела"))
    assert [one.beside for one in (await keeping.kept_list(session, admin, file.id)).fates] == [fate.beside]
