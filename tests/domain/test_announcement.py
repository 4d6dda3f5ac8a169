"""What is announced, sentence by sentence."""

from dataclasses import replace
from datetime import date, time

import pytest

from dialog_tracker.domain.announcement import AnnouncementFacts, AnnouncementKind, PlannedEvent, announcement, as_lines, missing
from dialog_tracker.domain.outcome_facts import CONSULTATIONS, PUBLIC_DEBATE

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
    annexes=("текст акта са образложењем",),
    signatory_office="министар",
    signatory_name="Петар Петровић",
)


def said(kind: AnnouncementKind, facts: AnnouncementFacts = FACTS) -> str:
    return "\n".join(as_lines(announcement(kind, facts))).replace("\u00a0", " ").replace("\u2011", "-")


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
        "Програм је утврђен одлуком: Одбор за правни систем, 05 број 011-6413/2026 од 1. октобра 2026.",
        "Извештај о јавној расправи биће објављен најкасније 10. новембра 2026. године.",
        "Координатор: Ана Марић, 011/123-456",
        "Београд, 1. октобар 2026. године",
    ):
        assert words in call, words


def test_the_programme_lists_the_activities_with_place_and_hour():
    programme = said(AnnouncementKind.PROGRAMME)
    assert "ПРОГРАМ ЈАВНЕ РАСПРАВЕ" in programme
    assert "– 12. октобар 2026. године, 11.00 часова: Округли сто: Удружења и држава (Ниш, https://veza.example)" in programme
    assert "– текст акта са образложењем" in programme
    assert "У току јавне расправе нису предвиђени догађаји." in said(AnnouncementKind.PROGRAMME, replace(FACTS, events=()))


def test_the_notice_and_the_letter():
    assert "Министарство правде обавештава јавност да је почела израда акта „Нацрт закона о удружењима”." in said(AnnouncementKind.NOTICE)
    letter = said(AnnouncementKind.LETTER, replace(FACTS, procedure=CONSULTATIONS, closes_at=None))
    assert "Министарство правде позива вас да учествујете у консултацијама о акту „Нацрт закона о удружењима”." in letter
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
        signatory_name="",
    )
    written = said(kind, bare)
    assert "\n\n" not in written
    assert ": ." not in written
    assert "None" not in written
    assert missing(bare) == ("summary", "coordinator", "address", "working_group", "decision", "events", "portal", "signatory")
    assert missing(FACTS) == ("portal",)
