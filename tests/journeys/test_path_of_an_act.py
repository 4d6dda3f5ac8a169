"""The path of an act: what happened here by itself, what was noted, what is next."""

from datetime import date

from journey import words
from sqlalchemy import select

from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.act import ActStageKind
from dialog_tracker.domain.lifecycle import StageEvent, path_of, what_is_next
from factories import PASSWORD, a_version


def test_stages_stand_by_their_days_and_the_next_is_the_first_to_come():
    initiative, gazette = StageEvent(ActStageKind.INITIATIVE, date(2026, 1, 5)), StageEvent(ActStageKind.GAZETTE, None, date(2026, 12, 1))
    debate = StageEvent(ActStageKind.PUBLIC_DEBATE, date(2026, 5, 1), None, date(2026, 5, 30))
    second = StageEvent(ActStageKind.PUBLIC_DEBATE, date(2026, 8, 1), None, date(2026, 8, 30))
    path = path_of([gazette, second, debate, initiative])
    assert path == (initiative, debate, second, gazette)
    assert [what_is_next(path, day) for day in (date(2026, 4, 1), date(2026, 5, 15), date(2026, 9, 1), date(2026, 12, 1))] == [
        debate,
        second,
        gazette,
        gazette,
    ]
    assert debate.is_running(date(2026, 5, 1))
    assert not debate.is_running(date(2026, 5, 30))
    assert what_is_next((initiative,), date(2027, 1, 1)) is None


async def test_an_official_notes_a_stage_and_everybody_reads_the_path(session, stage, officer, browser):
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    act_id = await session.scalar(select(Act.id))
    form = f"/desk/acts/{act_id}/stages"
    assert (await officer.post(form, {"stage": "initiative", "day": "2026-01-05"})).status_code == 303
    gazette = {"stage": "gazette", "day": "2027-03-01", "planned": "yes", "note": "Службени лист општине"}
    assert (await officer.post(form, gazette)).status_code == 303
    for wrong in (
        {"stage": "gazette", "day": "2027-02-30"},
        {"stage": "nothing", "day": "2027-02-01"},
        gazette | {"address": "javascript:1"},
    ):
        assert (await officer.post(form, wrong)).status_code == 422
    shown = words((await browser().get(f"/acts/{act_id}")).text)
    at = [shown.rindex(said) for said in ("Иницијатива", "Јавна расправа", "Службени гласник")]
    assert at == sorted(at)
    assert "планирано за 1. марта 2027. године" in shown
    assert "Службени лист општине" in shown
    assert stage.reference.split("-", maxsplit=1)[1] in shown
    latin = words((await browser().get(f"/acts/{act_id}?script=sr-Latn")).text)
    assert "Službeni list opštine" in latin
    assert (await browser().post(form, gazette)).status_code in (303, 403)


async def test_an_act_with_nothing_public_is_not_found(session, clock, stage, browser):
    act_id, _ = await a_version(session, clock.now, stage.authority_id)
    assert (await browser().get(f"/acts/{act_id}")).status_code == 404
