"""Taking submissions in: late, twice, nobody's, and everything in one statement."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from dialog_tracker.comments.actions import log_on_behalf, submit_basket
from dialog_tracker.comments.basket_lines import basket_of
from dialog_tracker.comments.baskets import save_to_basket
from dialog_tracker.comments.queries import receipt, totals_of
from dialog_tracker.comments.storing import Arrival, Author
from dialog_tracker.comments.tables import Comment, Submission
from dialog_tracker.consultations.actions import extend, withdraw
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.errors import FieldErrors, Malformed, NotFound, NotPermitted
from dialog_tracker.domain.policy import ANONYMOUS
from dialog_tracker.domain.submission import Channel, NameDisplay, SubmissionDraft, SubmitterKind, content_hash
from factories import a_comment, a_stage, a_submission

KEY = "a-key-of-a-form-00000001"


def author_of(stage):
    return Author(
        "Ана Марић", SubmitterKind.ASSOCIATION, stage.organisation_id, "Удружење „Липа”", stage.speaker.person_id, "lipa@lipa.example"
    )


async def test_a_submission_gets_a_number_and_its_comments_theirs(session, clock):
    stage = await a_stage(session, clock.now)
    got = await a_submission(session, clock.now, stage, a_comment("Први."), a_comment("Други.", anchor="cl1-st2-t1"))
    assert got.number.startswith(f"{stage.reference}-0001")
    assert got.comments == (f"{got.number}/1", f"{got.number}/2")
    assert not got.late
    rows = (await session.execute(select(Comment.place, Comment.place_latn).order_by(Comment.position))).all()
    assert rows == [("Члан 1", "Član 1"), ("Члан 1. став\u00a02. тачка\u00a01)", "Član 1. stav\u00a02. tačka\u00a01)")]


async def test_the_fingerprint_can_be_computed_again(session, clock):
    stage = await a_stage(session, clock.now)
    comment = a_comment("Разлози.", "Нови текст.")
    got = await a_submission(session, clock.now, stage, comment)
    assert got.content_hash == content_hash(got.number, clock.now, [comment])


async def test_the_closing_second_is_late_and_the_one_before_is_not(session, clock):
    stage = await a_stage(session, clock.now)
    closes_at = (await facts_of(session, stage.reference, clock.now)).window.closes_at
    in_time = await a_submission(session, closes_at - timedelta(seconds=1), stage, key="key-in-time-00000001")
    late = await a_submission(session, closes_at, stage, key="key-a-second-late-0001")
    assert (in_time.late, late.late) == (False, True)
    assert (await receipt(session, late.number, clock.now, latin=False)).late


async def test_an_extension_takes_the_late_mark_away(session, clock):
    stage = await a_stage(session, clock.now)
    facts = await facts_of(session, stage.reference, clock.now)
    late = await a_submission(session, facts.window.closes_at + timedelta(hours=1), stage)
    await extend(session, stage.officer, clock.now, stage.reference, facts.window.last_on + timedelta(days=5), None, "Дуг викенд.")
    assert not (await receipt(session, late.number, clock.now, latin=False)).late


async def test_a_double_click_is_one_submission(session, clock):
    stage = await a_stage(session, clock.now)
    first = await a_submission(session, clock.now, stage)
    second = await a_submission(session, clock.now, stage)
    assert (second.number, second.repeated) == (first.number, True)
    assert await session.scalar(select(func.count()).select_from(Submission)) == 1


async def test_a_basket_is_sent_once_and_emptied(session, clock):
    stage = await a_stage(session, clock.now)
    await save_to_basket(session, stage.speaker, clock.now, stage.reference, "item-key-000000001", a_comment("Један."))
    await save_to_basket(session, stage.speaker, clock.now, stage.reference, "item-key-000000001", a_comment("Један, мењан."))
    await save_to_basket(session, stage.speaker, clock.now, stage.reference, "item-key-000000002", a_comment("Два.", anchor=""))
    sent = await submit_basket(session, stage.speaker, clock.now, stage.reference, KEY, author_of(stage), NameDisplay.FULL, None)
    again = await submit_basket(session, stage.speaker, clock.now, stage.reference, KEY, author_of(stage), NameDisplay.FULL, None)
    assert (len(sent.comments), again.number, again.repeated) == (2, sent.number, True)
    facts = await facts_of(session, stage.reference, clock.now)
    assert await basket_of(session, stage.speaker, facts.id, latin=False) == []


async def test_an_empty_basket_is_refused(session, clock):
    stage = await a_stage(session, clock.now)
    with pytest.raises(Malformed, match="basket-empty"):
        await submit_basket(session, stage.speaker, clock.now, stage.reference, KEY, author_of(stage), NameDisplay.FULL, None)


async def test_a_submission_takes_at_most_eight_round_trips(session, clock, statements):
    stage = await a_stage(session, clock.now)
    for at in range(3):
        await save_to_basket(session, stage.speaker, clock.now, stage.reference, f"item-key-00000000{at}", a_comment(f"Коментар {at}."))
    statements.begin()
    await submit_basket(session, stage.speaker, clock.now, stage.reference, KEY, author_of(stage), NameDisplay.FULL, None)
    # facts, basket, rate, number, everything; with the session's own query, BEGIN and COMMIT eight
    assert len(statements.sent) == 5, statements.sent


async def test_an_unknown_provision_is_not_found(session, clock):
    stage = await a_stage(session, clock.now)
    with pytest.raises(NotFound, match="provision-unknown"):
        await a_submission(session, clock.now, stage, a_comment(anchor="cl99"))


async def test_nothing_is_taken_before_the_opening_or_after_a_withdrawal(session, clock):
    stage = await a_stage(session, clock.now)
    facts = await facts_of(session, stage.reference, clock.now)
    with pytest.raises(NotPermitted, match="consultation-takes-comments"):
        await a_submission(session, facts.window.opens_at - timedelta(seconds=1), stage)
    await withdraw(session, stage.officer, clock.now, stage.reference, "Нацрт је повучен.")
    with pytest.raises(NotPermitted, match="consultation-takes-comments"):
        await a_submission(session, clock.now, stage)


async def test_nobody_speaks_for_an_organisation_that_is_not_theirs(session, clock):
    stage = await a_stage(session, clock.now)
    with pytest.raises(NotPermitted, match="speaks-for-organisation"):
        await submit_as(session, stage.officer, clock.now, stage)


async def submit_as(session, actor, now, stage):
    from dialog_tracker.comments.actions import submit

    draft = SubmissionDraft(SubmitterKind.ASSOCIATION, NameDisplay.FULL, (a_comment(),))
    return await submit(session, actor, now, stage.reference, KEY, author_of(stage), draft)


async def test_an_official_logs_a_letter_on_the_day_it_came(session, clock):
    stage = await a_stage(session, clock.now)
    arrival = Arrival(Channel.POST, clock.now - timedelta(days=3), registry_number="011-77/2026")
    author = Author("Петар Ристић", SubmitterKind.INDIVIDUAL)
    draft = SubmissionDraft(SubmitterKind.INDIVIDUAL, NameDisplay.INITIALS, (a_comment(),))
    got = await log_on_behalf(session, stage.officer, clock.now, stage.reference, KEY, author, arrival, draft)
    card = await receipt(session, got.number, clock.now, latin=False)
    assert (card.submitter, card.channel, card.registry_number, card.received_at) == (
        "П. Р.",
        "post",
        "011-77/2026",
        clock.now - timedelta(days=3),
    )


async def test_a_letter_cannot_come_from_the_future(session, clock):
    stage = await a_stage(session, clock.now)
    arrival = Arrival(Channel.EMAIL, clock.now + timedelta(hours=1))
    draft = SubmissionDraft(SubmitterKind.INDIVIDUAL, NameDisplay.FULL, (a_comment(),))
    with pytest.raises(FieldErrors):
        await log_on_behalf(
            session, stage.officer, clock.now, stage.reference, KEY, Author("А. Б.", SubmitterKind.INDIVIDUAL), arrival, draft
        )


async def test_somebody_not_signed_in_cannot_fill_a_basket(session, clock):
    stage = await a_stage(session, clock.now)
    with pytest.raises(NotPermitted):
        await save_to_basket(session, ANONYMOUS, clock.now, stage.reference, KEY, a_comment())


async def test_totals_name_what_they_count(session, clock):
    stage = await a_stage(session, clock.now)
    await a_submission(session, clock.now, stage, a_comment("Исто."), a_comment("Исто.", anchor="cl2"), a_comment("Начелно.", anchor=""))
    facts = await facts_of(session, stage.reference, clock.now)
    totals = await totals_of(session, facts.id)
    assert (totals.comments, totals.submissions, totals.organisations, totals.general, totals.late) == (3, 1, 1, 1, 0)


async def test_the_ledger_refuses_change(session, clock):
    await a_stage(session, clock.now)
    for change in ("UPDATE ledger_entry SET act = 'x'", "DELETE FROM ledger_entry", "TRUNCATE ledger_entry"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with session.begin_nested():
                await session.execute(text(change))
