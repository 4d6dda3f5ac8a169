"""Submissions that wait or are withheld: the number and the receipt stay, the words go from every public place, and all can be undone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from journey import words
from sqlalchemy import select
from sqlalchemy.exc import StatementError
from test_moderation import said

from dialog_tracker.accounts.actions import add_person, make_link
from dialog_tracker.app import create_app
from dialog_tracker.comments.queries import totals_of
from dialog_tracker.comments.shown import HELD, public
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.comments.withholding import held_numbers, quarantine
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.errors import Conflict
from dialog_tracker.domain.policy import Actor
from dialog_tracker.domain.publication import held_back
from dialog_tracker.domain.reference import submission_number
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.domain.task import LinkPurpose
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.reports.actions import publish_report
from dialog_tracker.responses.actions import draft_answer, publish_answers
from visitors import Browser, OneConnection

TEXT = "Ово је оглас за половне аутомобиле."
WAITS = "Текст чека проверу и још није објављен."
SPAM = "Текст се не објављује: нежељена порука."


async def places(visitor, reference, number):
    """Every public place where the words of a comment could stand."""
    addresses = (
        *(f"/c/{reference}/comments", f"/c/{reference}/comments?status=unanswered", f"/c/{reference}/text/cl1", f"/k/{number}"),
        *(f"/api/consultations/{reference}/comments", f"/api/consultations/{reference}/comments?status=unanswered"),
        *(f"/api/submissions/{number}", f"/c/{reference}", f"/c/{reference}/text"),
    )
    shown = {address: await visitor.get(address) for address in addresses}
    assert {page.status_code for page in shown.values()} == {200}
    return {address: words(page.text) for address, page in shown.items()}


async def test_withheld_words_go_from_every_public_place_and_come_back(session, stage, clock, speaker, officer, browser, comment):
    number = await said(comment, speaker, TEXT)
    desk = f"/desk/c/{stage.reference}/moderation"
    before = await places(browser(), stage.reference, number)
    assert sum("половне" in text for text in before.values()) == 7
    assert (await officer.post(desk, {"act": "withhold", "held": number.lower(), "reason": "spam", "hours": "72"})).status_code == 303
    after = await places(browser(), stage.reference, number)
    assert not [address for address, text in after.items() if "половне" in text]
    assert sum(SPAM in text for text in after.values()) == 4
    assert '"held":"spam"' in after[f"/api/submissions/{number}"]
    assert "исти као при пријему" in words((await browser().get(f"/k/{number}?check=")).text)
    for visitor in (speaker, officer):
        own = words((await visitor.get(f"/k/{number}")).text)
        assert TEXT in own
        assert SPAM in own
    assert TEXT in words((await officer.get(f"/desk/k/{number}/1")).text)
    assert "нежељена порука" in words((await officer.get(desk)).text)
    totals = await totals_of(session, (await facts_of(session, stage.reference, clock.now)).id)
    assert (totals.comments, totals.submissions) == (1, 1)
    assert (await officer.post(desk, {"act": "release", "held": number})).status_code == 303
    assert await places(browser(), stage.reference, number) == before
    acts = (
        await session.execute(
            select(LedgerEntry.act, LedgerEntry.facts).where(LedgerEntry.act.like("submission-%")).order_by(LedgerEntry.sequence)
        )
    ).all()
    assert acts[1:] == [("submission-withheld", {"code": "spam"}), ("submission-released", {})]


async def test_what_waits_is_published_by_itself_when_its_time_ends(stage, clock, speaker, officer, browser, comment):
    number = await said(comment, speaker, TEXT)
    desk = f"/desk/c/{stage.reference}/moderation"
    assert (await officer.post(desk, {"act": "quarantine", "held": number, "hours": "2"})).status_code == 303
    assert "Шта се објављује: 1 коментар чека" in words((await officer.get(f"/desk/c/{stage.reference}")).text)
    clock.forward(minutes=90)
    shown = words((await officer.get(desk)).text)
    assert "мање од сата" in shown
    assert TEXT in shown
    assert WAITS in (await browser().get(f"/k/{number}")).text
    clock.forward(minutes=30)
    assert TEXT in words((await browser().get(f"/k/{number}")).text)
    assert "Ништа није задржано." in words((await officer.get(desk)).text)


async def test_the_longest_waiting_stands_first(stage, clock, speaker, officer, comment):
    desk, numbers = f"/desk/c/{stage.reference}/moderation", []
    for _ in range(3):
        numbers.append(await said(comment, speaker, TEXT))
        clock.forward(hours=1)
    for number, hours in zip(numbers, ("90", "10", "50"), strict=True):
        assert (await officer.post(desk, {"act": "quarantine", "held": number, "hours": hours})).status_code == 303
    assert (await officer.post(desk, {"act": "withhold", "held": numbers[0], "reason": "insult"})).status_code == 303
    shown = (await officer.get(desk)).text
    at = [shown.index(f'href="/k/{number}"') for number in numbers]
    assert at[1] < at[2] < at[0]


async def test_strangers_and_wrong_numbers(stage, speaker, officer, browser, comment):
    number = await said(comment, speaker, TEXT)
    desk = f"/desk/c/{stage.reference}/moderation"
    for typed, message in (
        ({"act": "withhold", "held": "XX", "reason": "spam"}, "потврди"),
        ({"act": "withhold", "held": number, "reason": "boredom"}, "Изаберите"),
        ({"act": "quarantine", "held": number, "hours": "0"}, "број"),
        ({"act": "quarantine", "held": number, "hours": "9999"}, "од 1 до 720"),
        ({"act": "release", "held": submission_number("JR-2026-0099", 1)}, "Нема прилога са овим бројем."),
    ):
        refused = await officer.post(desk, typed)
        assert refused.status_code == 422
        assert message in words(refused.text)
    for visitor in (speaker, browser()):
        assert (await visitor.post(desk, {"act": "withhold", "held": number, "reason": "spam"})).status_code in (303, 403)
    assert TEXT in words((await browser().get(f"/k/{number}")).text)


async def test_a_withheld_comment_keeps_its_place_in_the_report_and_goes_from_one_that_is_out(
    session, clock, stage, speaker, officer, browser, comment
):
    numbers = [await said(comment, speaker, text) for text in (TEXT, "Додати паркове.", "Скратити рок.")]
    desk = f"/desk/c/{stage.reference}/moderation"
    assert (await officer.post(desk, {"act": "withhold", "held": numbers[0], "reason": "off_topic"})).status_code == 303
    clock.forward(days=20)
    for number in numbers:
        await draft_answer(session, stage.officer, clock.now, f"{number}/1", ResponseDraft(ResponseStatus.NOTED, "Примљено."), 0)
    await publish_answers(session, stage.approver, clock.now, stage.reference)
    await publish_report(session, stage.approver, clock.now, stage.reference, "http://dijalog.example")
    await session.commit()
    for address in (f"/c/{stage.reference}/report", f"/api/consultations/{stage.reference}/report"):
        shown = (await browser().get(address)).text
        assert "половне" not in shown
        assert "Текст се не објављује: није о овом нацрту." in shown
        assert "Додати паркове." in shown
        assert numbers[0] in shown  # its number stays
    first = await browser().get(f"/api/consultations/{stage.reference}/report")
    officer_again = browser()
    await officer_again.sign_in("kontakt@vrbovac.example", "correct horse battery")
    assert (await officer_again.post(desk, {"act": "withhold", "held": numbers[1], "reason": "insult"})).status_code == 303
    later = await browser().get(f"/api/consultations/{stage.reference}/report")
    assert "Додати паркове." not in later.text
    assert "Скратити рок." in later.text
    assert later.headers["etag"] != first.headers["etag"]
    assert "Додати паркове." not in (await browser().get(f"/c/{stage.reference}/report")).text


async def test_a_report_waits_until_nothing_waits(session, clock, stage, speaker, officer, comment):
    number = await said(comment, speaker, TEXT)
    clock.forward(days=20)
    await draft_answer(session, stage.officer, clock.now, f"{number}/1", ResponseDraft(ResponseStatus.NOTED, "Примљено."), 0)
    await publish_answers(session, stage.approver, clock.now, stage.reference)
    await quarantine(session, stage.officer, clock.now, number, 5)
    with pytest.raises(Conflict) as refused:
        await publish_report(session, stage.approver, clock.now, stage.reference, "http://dijalog.example")
    assert refused.value.facts["reasons"] == "comments-waiting"
    await session.commit()
    await officer.sign_in("kontakt@vrbovac.example", "correct horse battery")
    assert "Неки коментари чекају одлуку." in words((await officer.get(f"/desk/c/{stage.reference}/report")).text)
    clock.forward(hours=5)
    assert await publish_report(session, stage.approver, clock.now, stage.reference, "http://dijalog.example")


@pytest.mark.parametrize(("hours", "waits"), [(0, False), (48, True)])
async def test_guests_wait_only_where_the_installation_says_so(
    session, sessions, engine, connection, settings, clock, stage, comment, hours, waits
):
    app = create_app(
        replace(settings, guest_quarantine_hours=hours), clock, sessions=sessions, engine=engine, reader=OneConnection(connection)
    )
    guest, account = Browser(app), Browser(app)
    person = await add_person(session, clock.now, email="gost@primer.rs", name="Гост")
    secret = await make_link(session, clock.now, LinkPurpose.CONFIRM, person_id=person)
    await session.commit()
    await guest.post(f"/confirm/{secret}")
    await account.sign_in("lipa@lipa.example", "correct horse battery")
    for visitor in (guest, account):
        assert (await comment(visitor).save(TEXT)).status_code == 303
        assert (await comment(visitor).send()).status_code == 303
    until = (await session.scalars(select(Submission.quarantined_until).order_by(Submission.serial))).all()
    assert until == [clock.now + timedelta(hours=hours) if waits else None, None]
    assert stage.speaker != Actor(person)
    for visitor in (guest, account):
        await visitor.client.aclose()


async def test_the_filter_in_the_database_and_the_rule_agree(session, clock, stage, speaker, comment):
    numbers = [await said(comment, speaker, TEXT) for _ in range(5)]
    now = clock.now
    states = (("", None), ("", now), ("", now + timedelta(seconds=1)), ("", now - timedelta(days=1)), ("spam", None))
    rows = (await session.scalars(select(Submission).order_by(Submission.serial))).all()
    for row, (code, until) in zip(rows, states, strict=True):
        row.withheld_code, row.quarantined_until = code, until
    await session.flush()
    found = await held_numbers(session, (await facts_of(session, stage.reference, now)).id, now)
    expected = {f"{number}/1": held_back(*state, now) for number, state in zip(numbers, states, strict=True)}
    assert found == {number: why for number, why in expected.items() if why}


async def test_a_list_that_forgets_the_time_is_refused_by_the_database(session):
    with pytest.raises(StatementError, match="now"):
        await session.execute(select(HELD, public(Comment.reasons)).join(Comment))
