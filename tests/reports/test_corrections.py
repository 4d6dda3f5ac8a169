"""Corrected reports: an answer with its reason, the next version, the earlier one at its address, and who may do what."""

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from docx import Document
from sample_report import facts
from sqlalchemy import select

from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.errors import Conflict, Malformed, NotFound, NotPermitted
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.lint import Signature
from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.outcome_facts import CorrectionFacts
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.response import ResponseDraft
from dialog_tracker.domain.response import ResponseStatus as Status
from dialog_tracker.domain.script import Script
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.office.report import write_report
from dialog_tracker.outbox.tables import Letter
from dialog_tracker.reports.actions import publish_report
from dialog_tracker.reports.correcting import correct_report, corrections_page
from dialog_tracker.reports.queries import newest_report, report_model
from dialog_tracker.responses.actions import correct_answer, draft_answer, publish_answers
from dialog_tracker.responses.queries import answer_state
from dialog_tracker.responses.tables import Response
from factories import PASSWORD, a_comment, a_stage, a_submission

SITE = "http://dijalog.example"
WHY = "Рок прописује закон, па га одлука не може продужити."
REFUSED = ResponseDraft(Status.NOT_ACCEPTED, WHY)
ACCEPTED = ResponseDraft(Status.ACCEPTED, "Предлог је прихваћен после нове провере.")
NOTE = "Погрешно је наведен пропис."


def telling(number, answers, language):
    return LetterWords(f"{number} {language}", f"Одговора: {answers}")


async def a_reported_stage(session, clock, *, signed=None, more=(), four_eyes=True):
    stage = await a_stage(session, clock.now, four_eyes=four_eyes)
    receipt = await a_submission(session, clock.now, stage, a_comment("Продужити рок."), a_comment("Друго."), *more)
    clock.forward(days=20)
    for number in receipt.comments[:2]:
        await draft_answer(session, stage.officer, clock.now, number, REFUSED, 0)
    await publish_answers(session, stage.approver if four_eyes else stage.officer, clock.now, stage.reference)
    first = await publish_report(session, stage.approver, clock.now, stage.reference, SITE, signed)
    clock.forward(hours=1)
    return stage, receipt.comments, first


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


async def test_a_correction_is_public_with_the_next_version_and_the_earlier_one_stays(session, clock):
    stage, numbers, first = await a_reported_stage(session, clock)
    before = await report_model(session, first)
    assert await correct_answer(session, stage.officer, clock.now, numbers[0], ACCEPTED, 1, NOTE) == 2
    assert (await newest_report(session, stage.reference)).number == 1
    state = await answer_state(session, (await facts_of(session, stage.reference, clock.now)).id)
    assert (state.by_status["not_accepted"], state.by_status["unanswered"], state.unpublished) == (2, 0, 1)
    await correct_report(session, stage.approver, clock.now, stage.reference, SITE, {}, telling)
    card = await newest_report(session, stage.reference)
    assert (card.number, card.newest, card.model.version) == (2, 2, 2)
    assert [line.replace("\u00a0", " ") for line in card.model.aftermath.corrections] == [
        f"Коментар бр. {numbers[0]}: прихвата се. Разлог исправке: Погрешно је наведен пропис."
    ]
    assert {row.points for row in card.model.numbers.statuses if row.status is Status.ACCEPTED} == {1}
    earlier = await newest_report(session, stage.reference, 1)
    assert msgspec.json.encode(earlier.model) == before == await report_model(session, first)
    assert earlier.model.aftermath.corrections == ()
    with pytest.raises(NotFound, match="report-not-published"):
        await newest_report(session, stage.reference, 3)
    acts = (await session.scalars(select(LedgerEntry.act).where(LedgerEntry.act.in_(("answer-corrected", "report-corrected"))))).all()
    assert sorted(acts) == ["answer-corrected", "report-corrected"]
    letters = (await session.scalars(select(Letter.body).where(Letter.kind == "answers"))).all()
    assert letters == ["Одговора: 1"]
    statuses = (await session.execute(select(Response.status, Response.superseded_at.is_(None)).order_by(Response.revision))).all()
    assert ("accepted", True) in [tuple(row) for row in statuses]
    assert ("not_accepted", False) in [tuple(row) for row in statuses]


async def test_a_correction_needs_a_reason_a_report_and_a_second_person(session, clock):
    stage, numbers, _ = await a_reported_stage(session, clock)
    with pytest.raises(Malformed, match="field-required"):
        await correct_answer(session, stage.officer, clock.now, numbers[0], ACCEPTED, 1, " \n")
    with pytest.raises(Conflict, match="answer-changed-meanwhile"):
        await correct_answer(session, stage.officer, clock.now, numbers[0], ACCEPTED, 7, NOTE)
    with pytest.raises(NotPermitted):
        await correct_answer(session, stage.speaker, clock.now, numbers[0], ACCEPTED, 1, NOTE)
    with pytest.raises(Conflict, match="nothing-to-correct"):
        await correct_report(session, stage.approver, clock.now, stage.reference, SITE, {})
    await correct_answer(session, stage.approver, clock.now, numbers[0], ACCEPTED, 1, NOTE)
    with pytest.raises(Conflict, match="nothing-to-correct"):
        await correct_report(session, stage.approver, clock.now, stage.reference, SITE, {})
    with pytest.raises(NotPermitted):
        await correct_report(session, stage.officer, clock.now, stage.reference, SITE, {})


async def test_before_the_report_an_answer_is_changed_and_not_corrected(session, clock):
    stage = await a_stage(session, clock.now)
    (number,) = (await a_submission(session, clock.now, stage, a_comment("Продужити рок."))).comments
    clock.forward(days=20)
    with pytest.raises(NotPermitted, match="report-is-out"):
        await correct_answer(session, stage.officer, clock.now, number, ACCEPTED, 0, NOTE)
    with pytest.raises(NotPermitted, match="report-is-out"):
        await correct_report(session, stage.approver, clock.now, stage.reference, SITE, {})


async def test_what_was_signed_for_is_signed_for_again_and_nothing_goes_out_without_it(session, clock):
    signed = {"answers-missing": Signature("Чека се мишљење.")}
    stage, numbers, _ = await a_reported_stage(session, clock, signed=signed, more=[a_comment("Треће.")])
    await correct_answer(session, stage.officer, clock.now, numbers[0], ACCEPTED, 1, NOTE)
    seen = await corrections_page(session, stage.approver, clock.now, stage.reference, SITE)
    assert ([one.rule.key for one in seen.findings], seen.signed) == (["answers-missing"], {"answers-missing": "Чека се мишљење."})
    with pytest.raises(Conflict, match="report-not-ready"):
        async with session.begin_nested():
            await correct_report(session, stage.approver, clock.now, stage.reference, SITE, {}, telling)
    assert (await newest_report(session, stage.reference)).number == 1
    assert (await session.scalars(select(Letter.id).where(Letter.kind == "answers"))).all() == []
    await correct_report(session, stage.approver, clock.now, stage.reference, SITE, signed)
    assert "Чека се мишљење" in str((await newest_report(session, stage.reference)).model.aftermath.exceptions)


async def test_a_comment_that_had_no_answer_gets_one_and_a_correction_can_be_rewritten(session, clock):
    signed = {"answers-missing": Signature("Чека се мишљење.")}
    stage, numbers, _ = await a_reported_stage(session, clock, signed=signed, more=[a_comment("Треће.")])
    assert await correct_answer(session, stage.officer, clock.now, numbers[2], REFUSED, 0, "Стигло је мишљење.") == 1
    assert await correct_answer(session, stage.officer, clock.now, numbers[2], ACCEPTED, 1, NOTE) == 2
    await correct_report(session, stage.approver, clock.now, stage.reference, SITE, {})
    model = (await newest_report(session, stage.reference)).model
    assert model.aftermath.exceptions == ()
    assert len(model.aftermath.corrections) == 1
    assert NOTE[:-1] in model.aftermath.corrections[0].replace("\u00a0", " ")


async def test_one_pair_of_eyes_corrects_alone_where_the_authority_says_so(session, clock):
    stage, numbers, _ = await a_reported_stage(session, clock, four_eyes=False)
    await correct_answer(session, stage.officer, clock.now, numbers[0], ACCEPTED, 1, NOTE)
    await correct_report(session, stage.officer, clock.now, stage.reference, SITE, {})
    assert (await newest_report(session, stage.reference)).number == 2


async def test_the_whole_way_in_a_browser(session, clock, browser):
    stage, numbers, _ = await a_reported_stage(session, clock)
    await session.commit()
    officer, approver, reader = browser(), browser(), browser()
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    await approver.sign_in("nacelnica@vrbovac.example", PASSWORD)
    desk = f"/desk/c/{stage.reference}"
    assert f'href="{desk}/corrections"' in (await officer.get(desk)).text
    led = await officer.get(f"{desk}/corrections?comment={numbers[0]}")
    form = f"/desk/k/{numbers[0]}/correct"
    assert led.headers["location"] == form
    assert WHY in (await officer.get(form)).text
    typed = {"revision": "1", "status": "accepted", "reasons": "Прихваћен је <предлог>.", "note": ""}
    refused = await officer.post(form, typed)
    assert refused.status_code == 422
    assert "Прихваћен је &lt;предлог&gt;." in refused.text
    assert (await officer.post(form, typed | {"note": NOTE, "revision": "5"})).status_code == 409
    assert (await officer.post(form, typed | {"note": NOTE})).headers["location"] == f"{desk}/corrections"
    waits = (await officer.get(f"{desk}/corrections")).text
    assert NOTE in waits
    assert f'href="{form}"' in waits
    assert (await officer.post(f"{desk}/corrections", {})).status_code == 403
    assert NOTE not in (await reader.get(f"/c/{stage.reference}/report")).text
    assert (await approver.post(f"{desk}/corrections", {})).status_code == 303
    newest = (await reader.get(f"/c/{stage.reference}/report")).text
    assert "Овај извештај је исправљен." in words(newest)
    assert NOTE[:-1] in words(newest).replace("\u00a0", " ")
    assert f'href="/c/{stage.reference}/report?version=1"' in newest
    versions = [f"/c/{stage.reference}/report?version={number}" for number in (1, 2)]
    earlier = words((await reader.get(versions[0])).text)
    assert "Ово је верзија 1 извештаја; у међувремену је исправљена." in earlier
    drawn = [re.findall(r"(?:Прихваћено|Није прихваћено) \d+(?=[,\"])", (await reader.get(address)).text) for address in versions]
    assert drawn == [["Прихваћено 0", "Није прихваћено 2"], ["Прихваћено 1", "Није прихваћено 1"]]
    twins = [(await reader.get(f"/api/consultations/{stage.reference}/report{end}")).json() for end in ("", "?version=1", "?version=2")]
    assert [twin["version"] for twin in twins] == [2, 1, 2]
    assert (await reader.get(f"/c/{stage.reference}/report?version=9")).status_code == 404
    assert (await reader.get(f"/c/{stage.reference}/report?version=x")).status_code == 422
    assert (await approver.post(f"{desk}/corrections", {})).status_code == 409


def test_corrections_are_part_of_the_frozen_model_and_old_models_read_without_them():
    report = report_on(facts(corrections=(CorrectionFacts("JR-2026-0007-001/1", Status.NOTED, "Погрешно."),)))
    assert msgspec.json.decode(msgspec.json.encode(report), type=OutcomeReport) == report
    plain = msgspec.json.decode(msgspec.json.encode(report))
    del plain["aftermath"]["corrections"]
    assert msgspec.json.decode(msgspec.json.encode(plain), type=OutcomeReport) == report_on(facts())


@pytest.mark.parametrize(
    ("script", "lead"), [(Script.CYRILLIC, "Исправке одговора у односу"), (Script.LATIN, "Ispravke odgovora u odnosu")]
)
def test_the_word_file_lists_what_was_corrected_and_validators_find_nothing(tmp_path, script, lead):
    correction = CorrectionFacts("JR-2026-0007-001/1", Status.NOTED, "Погрешно је <наведен> пропис.")
    path = tmp_path / "report.docx"
    write_report(report_on(facts(corrections=(correction,))), path, script=script)
    said = [one.text.replace("\u00a0", " ") for one in Document(str(path)).paragraphs]
    (at,) = [place for place, text in enumerate(said) if text.startswith(lead)]
    reason = "Погрешно је <наведен> пропис" if script is Script.CYRILLIC else "Pogrešno je <naveden> propis"
    assert reason in said[at + 1]
    for tool in (("ooxml-integrity", "check"), ("openxml-audit",)):
        command = [str(Path(sys.executable).parent / tool[0]), *tool[1:], str(path)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert ran.returncode == 0, ran.stdout
