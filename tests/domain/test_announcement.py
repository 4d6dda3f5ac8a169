"""What is announced, sentence by sentence."""

import re
from dataclasses import replace
from datetime import date, time

import pytest

from dialog_tracker.domain.announcement import AnnouncementFacts, AnnouncementKind, PlannedEvent, announcement, as_plain, missing
from dialog_tracker.domain.outcome_facts import CONSULTATIONS, PUBLIC_DEBATE
from dialog_tracker.domain.script import to_latin

FACTS = AnnouncementFacts(
    authority="Министарство правде",
    headers=("Република Србија",),
    place="Београд",
    case_number="011-1/2026",
    issued_on=date(2026, 10, 1),
    title="Нацрт закона о удружењима",
    procedure=PUBLIC_DEBATE,
    basis=("члана 41. Пословника Владе",),
    opens_on=date(2026, 10, 5),
    last_on=date(2026, 10, 26),
    closes_at=time(15, 30),
    page="https://dijalog.example/c/JR-2026-0007",
    summary="Уводи се е-пријава.",
    email="predlozi@mp.example",
    postal_address="Немањина 22, Београд",
    coordinator="Ана Марић, 011/123-456",
    working_group="Представници министарства и три удружења.",
    decision="Одбор за правни систем, 05 број 011-6413/2026 од 1. октобра 2026.",
    report_due_on=date(2026, 11, 10),
    events=(PlannedEvent("округли сто", "Удружења и држава", date(2026, 10, 12), time(11), "Ниш", "https://veza.example"),),
    annexes=("нацрт закона", "образложење", "образац за достављање предлога"),
    signatory_office="министар",
    signatory_name="Петар Петровић",
    unit="Сектор за нормативне послове",
    procedure_name="јавна расправа",
    note=True,
)
MUNICIPAL = replace(
    FACTS,
    authority="Општинска управа општине Врбовац",
    place="Врбовац",
    title="Одлука о зеленим површинама",
    basis=("члана 11. Закона о локалној самоуправи", "члана 41. Статута", "члана 3. Одлуке о јавној расправи"),
    opens_on=date(2026, 11, 28),
    last_on=date(2026, 12, 18),
    closes_at=None,
    working_group="",
    drafted_by="",
    events=(),
    procedure_name="локална јавна расправа",
)


def said(kind: AnnouncementKind, facts: AnnouncementFacts = FACTS) -> str:
    return as_plain(announcement(kind, facts)).replace("\u00a0", " ").replace("\u2011", "-")


def test_the_call_carries_what_the_rules_of_procedure_ask_for():
    call = said(AnnouncementKind.CALL)
    for words in (
        "ЈАВНИ ПОЗИВ ЗА УЧЕШЋЕ У ЈАВНОЈ РАСПРАВИ",
        "На основу члана 41. Пословника Владе, Министарство правде објављује:",
        "Јавна расправа траје од 5. до 26. октобра 2026. године, последњег дана до 15.30 часова.",
        "Достављају се до 26. октобра 2026. године до 15.30 часова:",
        "– електронском поштом на адресу predlozi@mp.example",
        "– поштом на адресу Немањина 22, Београд",
        "Представници министарства и три удружења.",
        "Програм је утврђен актом: Одбор за правни систем, 05 број 011-6413/2026 од 1. октобра 2026.",
        "Извештај о јавној расправи биће објављен најкасније 10. новембра 2026. године.",
        "Координатор: Ана Марић, 011/123-456",
        "Поступак: Јавна расправа",
        "Трајање: 22 дана, рачунајући први и последњи дан",
        "Последњи дан: 26. октобар 2026. године, до 15.30 часова",
        "ИЗРАДА ТЕКСТА И РАДНА ГРУПА",
        "– програм јавне расправе;",
        "– образац за достављање предлога.",
        "Број: 011-1/2026",
        "Београд, 1. октобар 2026. године",
    ):
        assert words in call, words


def test_a_municipal_call_without_events_and_without_a_working_group():
    call = said(AnnouncementKind.CALL, MUNICIPAL)
    for words in (
        "На основу члана 11. Закона о локалној самоуправи, члана 41. Статута и члана 3. Одлуке о јавној расправи, Општинска управа",
        "Јавна расправа траје од 28. новембра до 18. децембра 2026. године.",
        "Поступак: Локална јавна расправа",
        "Трајање: 21 дан, рачунајући први и последњи дан",
        "Достављају се до 18. децембра 2026. године:",
    ):
        assert words in call, words
    assert "РАДНА ГРУПА" not in call
    assert "часова" not in call
    assert "АКТИВНОСТИ\n\nУ току јавне расправе нису предвиђени догађаји." in said(AnnouncementKind.PROGRAMME, MUNICIPAL)


def test_the_announcements_say_the_same_in_latin():
    latin = to_latin(said(AnnouncementKind.CALL))
    assert "JAVNI POZIV ZA UČEŠĆE U JAVNOJ RASPRAVI" in latin
    assert "Javna rasprava traje od 5. do 26. oktobra 2026. godine, poslednjeg dana do 15.30 časova." in latin
    assert "https://dijalog.example/c/JR-2026-0007" in latin
    assert not re.search("[Ѐ-ӿ]", latin)


def test_the_programme_lists_the_activities_with_place_and_hour():
    programme = said(AnnouncementKind.PROGRAMME)
    assert "ПРОГРАМ ЈАВНЕ РАСПРАВЕ" in programme
    assert "– 12. октобар 2026. године, 11.00 часова: Округли сто: Удружења и држава (Ниш, https://veza.example)" in programme
    assert "На увид јавности стављају се:\n\n– нацрт закона;\n\n– образложење;" in programme
    until = replace(FACTS.events[0], ends=time(13))
    hours = said(AnnouncementKind.PROGRAMME, replace(FACTS, events=(until,)))
    assert "– 12. октобар 2026. године, од 11.00 до 13.00 часова: Округли сто" in hours
    assert "У току јавне расправе нису предвиђени догађаји." in said(AnnouncementKind.PROGRAMME, replace(FACTS, events=()))


def test_the_notice_and_the_letter():
    assert "Министарство правде обавештава јавност да је почела израда акта „Нацрт закона о удружењима”." in said(AnnouncementKind.NOTICE)
    begun = said(AnnouncementKind.NOTICE, replace(FACTS, started_on=date(2026, 9, 1)))
    assert "обавештава јавност да је 1. септембра 2026. године почела израда акта" in begun
    assert "Писани предлози достављају се до 26. октобра 2026. године до 15.30 часова:" in begun
    assert "Координатор: Ана Марић, 011/123-456" in begun
    letter = said(AnnouncementKind.LETTER, replace(FACTS, procedure=CONSULTATIONS, closes_at=None, recipient="Удружење „Липа”"))
    assert letter.startswith("Удружење „Липа”")
    assert "На основу члана 41. Пословника Владе, Министарство правде позива вас да учествујете у консултацијама о акту" in letter
    assert "Молимо вас да своје предлоге, примедбе и сугестије доставите до 26. октобра 2026. године:" in letter
    assert "За додатне информације обратите се координатору: Ана Марић, 011/123-456." in letter
    assert "објављује" not in letter
    assert "Консултације трају од 5. до 26. октобра 2026. године." in letter


@pytest.mark.parametrize("kind", AnnouncementKind)
def test_what_is_not_known_is_left_out_and_named(kind):
    bare = replace(
        FACTS,
        basis=(),
        summary="",
        email="",
        postal_address="",
        coordinator="",
        working_group="",
        decision="",
        report_due_on=None,
        events=(),
        signatory_office="",
        signatory_name="",
        case_number="",
        place="",
        unit="",
        annexes=(),
        note=False,
    )
    written = said(kind, bare)
    assert "\n\n\n" not in written
    assert "Број" not in written
    assert ": ." not in written
    assert "None" not in written
    assert missing(bare) == ("summary", "coordinator", "address", "working_group", "decision", "events", "note", "portal", "signatory")
    assert missing(FACTS) == ("portal",)
