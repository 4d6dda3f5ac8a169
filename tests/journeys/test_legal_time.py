"""Legal time on the desk: postponed, logged elsewhere, invited, own rules and days off that move what is running."""

from datetime import UTC, date, datetime, timedelta

import pytest
from journey import words
from sqlalchemy import select

from dialog_tracker.consultations.actions import ConsultationDraft, note_step, open_consultation, publish
from dialog_tracker.consultations.elsewhere import FollowedDraft, follow
from dialog_tracker.consultations.queries import clock_of, facts_of
from dialog_tracker.consultations.tables import Consultation, Obligation, WindowChange
from dialog_tracker.desk.due import SHOWN, desk_page
from dialog_tracker.directory.queries import own_rules
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.script import Face
from dialog_tracker.ledger.tables import LedgerEntry
from factories import PASSWORD, a_person, a_version


@pytest.fixture
async def upcoming(session, clock, stage):
    """A consultation that opens in ten days."""
    act_id, version_id = await a_version(session, clock.now, stage.authority_id)
    first = (clock.now + timedelta(days=10)).date()
    draft = ConsultationDraft(stage.authority_id, act_id, version_id, "rs.local_debate", first, first + timedelta(days=20), None)
    reference = await open_consultation(session, stage.officer, clock.now, draft)
    await publish(session, stage.officer, clock.now, reference)
    return reference


@pytest.fixture
async def administrator(session, clock, browser):
    await a_person(session, clock.now, "admin@dijalog.example", Held(Role.ADMINISTRATOR), name="Аца")
    visitor = browser()
    await visitor.sign_in("admin@dijalog.example", PASSWORD)
    return visitor


async def test_a_postponement_moves_both_ends_and_says_why(upcoming, officer, browser):
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    address = f"/desk/c/{upcoming}/postpone"
    for typed, said in (
        ({"opens_on": "2026-12-02", "last_on": "2027-01-10", "reason": "Раније."}, "мора бити после садашњег"),
        ({"opens_on": "2026-12-10", "last_on": "2026-12-09", "reason": "Обрнуто."}, "не може бити пре првог"),
        ({"opens_on": "2026-12-10", "last_on": "2027-01-10", "reason": ""}, "Разлог"),
        ({"opens_on": "2026-02-30", "last_on": "2027-01-10", "reason": "Нема дана."}, "дан, месец и годину"),
    ):
        refused = await officer.post(address, typed)
        assert refused.status_code == 422
        assert said in words(refused.text)
        assert typed["last_on"] in refused.text
    done = await officer.post(address, {"opens_on": "2026-12-10", "last_on": "2027-01-10", "reason": "Није готов превод."})
    assert done.status_code == 303
    shown = words((await browser().get(f"/c/{upcoming}")).text)
    assert "Одложено" in shown
    assert "Није готов превод." in shown
    assert "10. децембра" in shown


async def test_what_has_opened_is_not_postponed(stage, officer):
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    typed = {"opens_on": "2027-01-10", "last_on": "2027-02-10", "reason": "Касно."}
    refused = await officer.post(f"/desk/c/{stage.reference}/postpone", typed)
    assert refused.status_code == 422
    assert "Већ је отворена" in words(refused.text)


async def test_a_consultation_elsewhere_is_logged_with_who_was_invited_and_who_answered(stage, officer, browser):
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    form = f"/desk/elsewhere/{stage.authority_id}"
    assert (await officer.get(form)).status_code == 200
    typed = {
        "title": "Одлука о паркирању",
        "act_kind": "decision",
        "procedure": "rs.local_debate",
        "opens_on": "2026-11-02",
        "last_on": "2026-11-20",
    }
    wrong = await officer.post(form, typed | {"last_on": "2026-11-01", "source_url": "javascript:alert(1)"})
    assert wrong.status_code == 422
    assert "Одлука о паркирању" in wrong.text
    assert "https://" in words(wrong.text)
    made = await officer.post(form, typed | {"source_url": "https://portal.example/1", "methods-survey": "yes", "methods-panel": "yes"})
    assert made.status_code == 303
    desk = made.headers["location"]
    invited = await officer.post(f"{desk}/invitations", {"names": "Липа\n\nБреза\nЛипа", "channel": "post", "invited_on": "2026-11-01"})
    assert invited.status_code == 303
    page = (await officer.get(desk)).text
    listed = page.split('name="listed-')[1].split('"')[0]
    noted = {"act": "fates", f"listed-{listed}": "1", f"answered-{listed}": "2026-11-15"}
    assert (await officer.post(f"{desk}/invitations", noted)).status_code == 303
    assert (await officer.post(f"{desk}/invitations", noted | {f"answered-{listed}": "јуче"})).status_code == 422
    assert (await officer.post(f"{desk}/invitations", {"names": " ", "channel": "post", "invited_on": "2026-11-01"})).status_code == 422
    assert (await officer.post(f"{desk}/steps", {"kind": "report_published", "done_on": "2026-11-25", "address": ""})).status_code == 303
    assert (await officer.post(f"{desk}/steps", {"kind": "nothing", "done_on": "2026-11-25"})).status_code == 422
    shown = words((await browser().get(desk.replace("/desk/followed/", "/c/"))).text)
    assert all(said in shown for said in ("Липа", "Бреза", "пошта", "анкета", "панел", "15. новембра 2026."))
    for stranger in (browser(),):
        assert (await stranger.get(desk)).status_code in (303, 403, 404)
        assert (await stranger.get(form)).status_code in (303, 403, 404)


async def test_a_consultation_elsewhere_is_extended_and_corrected_by_form(session, stage, officer, browser):
    typed = {"title": "Одлука о паркирању", "act_kind": "decision", "procedure": "rs.local_debate"}
    made = await officer.post(f"/desk/elsewhere/{stage.authority_id}", typed | {"opens_on": "2026-11-02", "last_on": "2026-11-20"})
    desk = made.headers["location"]
    reference = desk.rpartition("/")[2]
    for wrong in (
        {"last_on": "2026-11-30", "reason": " "},
        {"last_on": "2026-11-20", "reason": "Празник."},
        {"last_on": "x", "reason": "a"},
    ):
        refused = await officer.post(f"{desk}/extend", wrong)
        assert refused.status_code == 422
        assert wrong["reason"] in refused.text
    assert (await officer.post(f"{desk}/extend", {"last_on": "2026-12-04", "reason": "На захтев удружења."})).status_code == 303
    ends = select(WindowChange.new_closes_at).join(Consultation, Consultation.id == WindowChange.consultation_id)
    assert len((await session.scalars(ends.where(Consultation.reference == reference))).all()) == 1
    shown = words((await browser().get(f"/c/{reference}")).text)
    assert "На захтев удружења." in shown
    assert "од 20. новембра на 4. децембра" in shown or "4. децембра" in shown
    wrong = {"source_url": "javascript:alert(1)", "email": "nije adresa", "summary": "Кратак опис."}
    refused = await officer.post(f"{desk}/details", wrong)
    assert refused.status_code == 422
    assert "Кратак опис." in refused.text
    right = {"source_url": "https://portal.example/7", "email": "javna@rasprava.rs", "summary": "Кратак опис.", "methods-survey": "yes"}
    assert (await officer.post(f"{desk}/details", right)).status_code == 303
    shown = words((await browser().get(f"/c/{reference}?script=sr-Latn")).text)
    assert all(said in shown for said in ("Kratak opis.", "anketa", "javna@rasprava.rs"))
    assert "Кратак опис." in (await officer.get(f"{desk}?script=sr-Latn")).text
    assert (await browser().post(f"{desk}/extend", {"last_on": "2027-01-04", "reason": "x"})).status_code in (303, 403)


async def test_an_own_rule_moves_what_runs_and_the_ledger_says_why(session, clock, stage, officer):
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    address = f"/desk/authority/{stage.authority_id}/rules"
    own = {
        "rule": "rs.jls.report",
        "amount": "15",
        "unit": "cd",
        "count": "exclusive",
        "citation": "Статут, члан 5.",
        "valid_from": "2020-01-01",
    }
    assert (await officer.post(address, own)).status_code == 303
    assert (await officer.post(address, own | {"amount": "30", "valid_from": "2026-01-01"})).status_code == 303
    due = await session.scalar(select(Obligation.due_on).where(Obligation.rule_key == "rs.jls.report"))
    facts = await facts_of(session, stage.reference, clock.now)
    assert due == (await clock_of(session, facts, clock.now)).report_due_on
    moves = (await session.scalars(select(LedgerEntry.facts).where(LedgerEntry.act == "due-moved").order_by(LedgerEntry.sequence))).all()
    assert [(m["rule"], m["new"], m["why"]) for m in moves][-1] == ("rs.jls.report", due.isoformat(), "rule-overridden")
    for change, said in (
        ({"valid_from": "2024-05-01"}, "већ важи други сопствени пропис"),
        ({"valid_from": "2027-05-01", "valid_to": "2027-04-01"}, "престао да важи пре него што почне"),
        ({"valid_from": "2027-02-30"}, "дан, месец и годину"),
        ({"rule": "rs.nothing", "valid_from": "2027-05-01"}, "Изаберите"),
        ({"amount": "99999999", "valid_from": "2027-05-01"}, "од 1 до 3653"),
        ({"amount": "100000", "unit": "mo", "valid_from": "2027-05-01"}, "од 1 до 120"),
    ):
        refused = await officer.post(address, own | change)
        assert refused.status_code == 422
        assert said in words(refused.text), words(refused.text)[:800]


async def test_an_own_rule_with_an_end_holds_in_its_own_time_alone_and_can_be_ended_and_taken_back(session, clock, stage, officer):
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    page = f"/desk/authority/{stage.authority_id}"
    own = {"rule": "rs.jls.report", "amount": "15", "unit": "cd", "count": "exclusive", "citation": "Статут, члан 5."}

    async def due():
        return (await clock_of(session, await facts_of(session, stage.reference, clock.now), clock.now)).report_due_on

    assert (await officer.post(f"{page}/rules", own | {"valid_from": "2019-01-01"})).status_code == 303
    by_own_rule = await due()
    short = own | {"amount": "5", "unit": "wd", "valid_from": "2020-01-01", "valid_to": "2020-02-01"}
    assert (await officer.post(f"{page}/rules", short)).status_code == 303
    assert await due() == by_own_rule is not None
    rows = await own_rules(session, stage.authority_id)
    assert [(row.terms.valid_from, row.terms.valid_to) for row in rows] == [
        (date(2019, 1, 1), date(2020, 1, 1)),
        (date(2020, 1, 1), date(2020, 2, 1)),
        (date(2020, 2, 1), None),
    ]
    shown = words((await officer.get(page)).text)
    assert "5 радних дана" in shown
    assert "до 1. фебруара 2020." in shown
    first, middle, last = (f"{page}/rules/{row.id}" for row in rows)
    for typed, said in (("2019-12-31", "престао да важи пре"), ("нешто", "дан, месец и годину")):
        refused = await officer.post(middle, {"act": "end", f"until-{rows[1].id}": typed})
        assert refused.status_code == 422
        assert said in words(refused.text)
    assert (await officer.post(first, {"act": "end", f"until-{rows[0].id}": "2020-01-15"})).status_code == 422
    assert (await officer.post(middle, {"act": "end", f"until-{rows[1].id}": "2020-01-15"})).status_code == 303
    assert (await officer.post(last, {"act": "drop"})).status_code == 303
    assert await due() != by_own_rule
    assert (await officer.post(last, {"act": "drop"})).status_code == 404
    acts = (await session.scalars(select(LedgerEntry.act).where(LedgerEntry.act.startswith("rule-")).order_by(LedgerEntry.sequence))).all()
    assert acts == ["rule-overridden", "rule-overridden", "rule-ended", "rule-dropped"]
    moves = (await session.scalars(select(LedgerEntry.facts).where(LedgerEntry.act == "due-moved").order_by(LedgerEntry.sequence))).all()
    assert moves[-1]["why"] == "rule-dropped"


async def test_a_day_off_moves_running_cases_and_leaves_those_that_are_over(session, clock, stage, administrator):
    act_id, _ = await a_version(session, clock.now, stage.authority_id)
    running, over = [
        await follow(
            session,
            stage.officer,
            clock.now,
            FollowedDraft(stage.authority_id, act_id, "rs.public_debate", date(2026, 10, 1), date(2026, 11, day)),
        )
        for day in (25, 24)
    ]
    ids = dict(
        (await session.execute(select(Obligation.consultation_id, Obligation.due_on).where(Obligation.rule_key == "rs.jr.report"))).all()
    )
    by_day = {due: identity for identity, due in ids.items()}
    assert set(by_day) == {date(2026, 12, 10), date(2026, 12, 9)}
    await note_step(session, clock.now, by_day[date(2026, 12, 9)], "report_published", date(2026, 12, 1), None)
    days = {
        "days": "day,worked,reason\n2026-12-10,off,закључак 05 број 1\n2026-12-09,нерадни,закључак 05 број 2",
        "country": "RS",
        "authority": "",
    }
    assert (await administrator.post("/admin/days", days)).status_code == 303
    after = dict(
        (await session.execute(select(Obligation.consultation_id, Obligation.due_on).where(Obligation.rule_key == "rs.jr.report"))).all()
    )
    assert after == {by_day[date(2026, 12, 10)]: date(2026, 12, 11), by_day[date(2026, 12, 9)]: date(2026, 12, 9)}
    (moved,) = (await session.scalars(select(LedgerEntry.facts).where(LedgerEntry.act == "due-moved"))).all()
    assert (moved["old"], moved["new"], moved["why"]) == ("2026-12-10", "2026-12-11", "day-off-changed")
    shown = (await administrator.get("/admin/days")).text
    restore = shown.split('action="/admin/days/')[2].split('"')[0]
    assert (await administrator.post(f"/admin/days/{restore}", {})).status_code == 303
    assert running != over


@pytest.mark.parametrize(
    "row", ["2026-02-30,off,x", "2026-03-01,maybe,x", "2026-03-01,off", "2026-03-01,off,", "2026-03-01,off,x\n2026-03-01,off,y"]
)
async def test_a_list_of_days_with_a_bad_row_is_taken_not_at_all(administrator, row):
    refused = await administrator.post("/admin/days", {"days": f"2026-01-05,off,добар ред\n{row}", "country": "RS", "authority": ""})
    assert refused.status_code == 422
    assert "Ред 2" in words(refused.text) or "Ред 3" in words(refused.text)
    assert "добар ред" in refused.text
    assert "5. јануара 2026" not in words((await administrator.get("/admin/days")).text)


async def test_areas_are_chosen_for_an_act(stage, session, officer, browser):
    from dialog_tracker.documents.tables import Act

    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    act_id = await session.scalar(select(Act.id))
    assert (await officer.post(f"/desk/acts/{act_id}/areas", {"areas-environment": "yes", "areas-nothing": "yes"})).status_code == 303
    assert f"{stage.reference}-closing" in (await browser().get("/areas/environment/calendar.ics")).text
    assert 'name="areas-environment" type="checkbox" value="yes" checked' in (await officer.get(f"/desk/acts/{act_id}")).text
    assert (await browser().post(f"/desk/acts/{act_id}/areas", {"areas-sport": "yes"})).status_code in (303, 403)


async def test_what_is_withdrawn_elsewhere_keeps_its_page_and_owes_nothing_more(session, clock, stage, officer, browser):
    act_id, _ = await a_version(session, clock.now, stage.authority_id)
    draft = FollowedDraft(stage.authority_id, act_id, "rs.public_debate", date(2026, 11, 1), date(2026, 11, 24))
    reference = await follow(session, stage.officer, clock.now, draft)
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    desk, public = f"/desk/followed/{reference}", f"/c/{reference}"
    silent = await officer.post(f"{desk}/withdraw", {"withdrawn_reason": " "})
    assert silent.status_code == 422
    assert 'id="withdrawn_reason-error"' in silent.text
    assert (await officer.post(f"{desk}/withdraw", {"withdrawn_reason": "Предлагач је повукао нацрт."})).status_code == 303
    shown = words((await browser().get(f"{public}?script=sr-Latn")).text)
    assert "Nacrt je povučen iz procedure. Predlagač je povukao nacrt." in shown
    assert "Rok je bio 9. decembra; nacrt je povučen pre njega." in shown
    assert "Obaveza je prestala" in shown
    managed = (await officer.get(desk)).text
    assert "/withdraw" not in managed
    assert "/extend" not in managed
    for again in (f"{desk}/withdraw", f"{desk}/extend"):
        typed = {"withdrawn_reason": "Још једном.", "reason": "Касно.", "last_on": "2027-01-10"}
        assert (await officer.post(again, typed)).status_code == 409, again
    assert reference not in (await officer.get("/desk")).text, "nothing is due any more"
    (listed,) = [
        one for one in (await browser().get("/api/consultations?phase=withdrawn")).json()["items"] if one["reference"] == reference
    ]
    assert listed["phase"] == "withdrawn"
    assert (await browser().get(f"{public}")).status_code == 200


async def test_the_desk_groups_by_what_is_due(session, clock, stage, statements):
    act_id, _ = await a_version(session, clock.now, stage.authority_id)
    clock.now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    for closed in (date(2026, 10, 20), date(2026, 11, 7), date(2026, 11, 8), date(2026, 11, 10), date(2026, 11, 20)):
        await follow(
            session, stage.officer, clock.now, FollowedDraft(stage.authority_id, act_id, "rs.public_debate", date(2026, 9, 1), closed)
        )
    statements.begin()
    page = await desk_page(session, stage.officer, clock.now, face=Face.CYRILLIC)
    assert len(statements.sent) == 4, "however many consultations there are"
    assert {name: count for name, count in page.counts.items() if count} == {"late": 1, "today": 2, "week": 1, "later": 2}
    (late,) = page.groups["late"]
    assert (late.due.key, late.due_on, late.days_late) == ("rs.jr.report", date(2026, 11, 4), 19)
    assert late.address.startswith("/desk/followed/")


async def test_a_desk_with_many_shows_some_and_counts_all(session, clock, stage, officer):
    act_id, _ = await a_version(session, clock.now, stage.authority_id)
    for _n in range(SHOWN + 3):
        await follow(
            session,
            stage.officer,
            clock.now,
            FollowedDraft(stage.authority_id, act_id, "rs.public_debate", date(2026, 9, 1), date(2026, 10, 1)),
        )
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    shown = words((await officer.get("/desk?script=en")).text)
    assert "and 3 more" in shown
    assert "Note it as done" in shown


async def test_every_step_of_the_rules_and_of_the_checklist_can_be_noted(stage, officer):
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    desk = f"/desk/c/{stage.reference}"
    shown = (await officer.get(desk)).text
    for step in ("start_notice_published", "programme_published", "impact_analysis_published", "own_site_published", "portal_published"):
        assert f'value="{step}"' in shown, step
        assert (await officer.post(f"{desk}/steps", {"kind": step, "done_on": "2026-11-20", "address": ""})).status_code == 303
    assert (await officer.post(f"{desk}/steps", {"kind": "call_published", "done_on": "2026-11-20"})).status_code == 422
    missing = words((await officer.get(desk)).text).count("недостаје")
    assert missing == 2, "the explanatory note and the working group"
