"""Who was invited to a consultation: logged on the desk, printed in the report in every face, and left out where names are hidden."""

import io
from dataclasses import replace
from datetime import date

import msgspec
import pytest
from docx import Document
from sample_report import facts

from dialog_tracker.domain.activity import InvitationChannel
from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.outcome_choice import Choice, Names, chosen
from dialog_tracker.domain.outcome_facts import InvitedFacts, ReportFacts
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.script import Script
from dialog_tracker.office.report import write_report

INVITED = (
    InvitedFacts("Удружење „Липа”", InvitationChannel.EMAIL, date(2026, 9, 3), date(2026, 9, 5)),
    InvitedFacts("Удружење „Липа”", InvitationChannel.POST, date(2026, 9, 4)),
    InvitedFacts("Мрежа „Бреза” & други", InvitationChannel.PHONE, date(2026, 9, 3)),
)


def invited(*more: InvitedFacts, choice: Choice | None = None) -> ReportFacts:
    made = replace(facts(), invited=more or INVITED)
    return chosen(made, choice) if choice else made


def written(report: OutcomeReport, script: Script) -> str:
    target = io.BytesIO()
    write_report(report, target, script=script)
    document = Document(io.BytesIO(target.getvalue()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells).replace("\u00a0", " ")


def test_the_report_says_how_many_were_invited_and_who():
    course = report_on(invited()).course
    assert course.invited_lead.replace("\u00a0", " ") == "Позвана су 2 учесника; на позив је одговорио 1."
    assert [row.channel for row in course.invited] == ["електронском поштом", "поштом", "телефоном"]
    text = written(report_on(invited()), Script.LATIN)
    for said in ("Ko je pozvan", "Mreža „Breza” & drugi", "telefonom", "5. septembar 2026. godine"):
        assert said in text, said


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "Позван је 1 учесник"), (3, "Позвана су 3 учесника"), (5, "Позвано је 5 учесника"), (21, "Позван је 21 учесник")],
)
def test_the_sentence_agrees_with_the_number(count, said):
    many = [replace(INVITED[2], name=f"Н{n}") for n in range(count)]
    lead = report_on(invited(*many)).course.invited_lead.replace("\u00a0", " ")
    assert lead == f"{said}; одговор ни на један позив није забележен."


def test_the_same_in_english():
    report = report_on(invited(choice=Choice(english=True)))
    assert report.course.invited_lead.replace("\u00a0", " ") == "2 participants were invited; 1 of them answered."
    text = written(report, Script.CYRILLIC)
    assert "Who was invited" in text
    assert "by telephone" in text


def test_without_invitations_nothing_is_said_and_old_reports_are_still_read():
    assert "Ко је позван" not in written(report_on(facts()), Script.CYRILLIC)
    old = msgspec.json.decode(msgspec.json.encode(report_on(facts())))
    del old["course"]["invited"], old["course"]["invited_lead"]
    assert msgspec.convert(old, OutcomeReport).course.invited == ()


@pytest.mark.parametrize("names", [Names.KIND, Names.HIDDEN])
def test_a_copy_without_names_names_nobody_who_was_invited(names):
    assert "Липа" not in written(report_on(invited(choice=Choice(names=names))), Script.CYRILLIC)
