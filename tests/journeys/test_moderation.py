"""Personal data is pointed out and left out, the receipt still verifies, a person is erased and the submission stays."""

from journey import words
from sqlalchemy import select

from dialog_tracker.comments.moderation import records_of
from dialog_tracker.comments.tables import Comment, CommentOriginal, Redaction, Submission, Submitter
from dialog_tracker.ledger.tables import LedgerEntry

SAID = "Позовите ме на 011/123-4567 или ana@primer.rs."
TWICE = "Пера Перић каже да је Пера Перић у праву."


async def said(comment, speaker, text=SAID):
    assert (await comment(speaker).save(text)).status_code == 303
    return (await comment(speaker).send()).headers["location"].rpartition("/")[2]


async def test_what_is_pointed_out_is_left_out_with_its_reason_and_the_original_kept(session, stage, speaker, officer, browser, comment):
    number = await said(comment, speaker)
    public, desk = f"/c/{stage.reference}/comments", f"/desk/c/{stage.reference}/moderation"
    assert "011/123-4567" in (await browser().get(public)).text
    shown = words((await officer.get(desk)).text)
    assert "телефон: 011/123-4567" in shown
    assert "адреса електронске поште: ana@primer.rs" in shown
    for found in ("011/123-4567", "ana@primer.rs"):
        fields = {"number": f"{number}/1", "words": found, "code": "personal_data"}
        assert (await officer.post(desk, fields)).status_code == 303
    read = words((await browser().get(public)).text)
    assert "Позовите ме на [изостављено: лични подаци] или [изостављено: лични подаци]." in read
    assert "011/123-4567" not in (await browser().get(f"/k/{number}")).text
    api = await browser().get(f"/api/submissions/{number}")
    assert api.status_code == 200
    assert "011/123-4567" not in api.text
    assert "izostavljeno: lični podaci" in (await browser().get(f"{public}?script=sr-Latn")).text
    assert await session.scalar(select(CommentOriginal.reasons)) == SAID
    assert "исти као при пријему" in words((await browser().get(f"/k/{number}?check=")).text)
    first = await session.scalar(select(Redaction.id).order_by(Redaction.span_start))
    assert (await officer.post(desk, {"act": "back", "number": f"{number}/1", "redaction": str(first)})).status_code == 303
    assert "Позовите ме на 011/123-4567 или [изостављено" in words((await browser().get(public)).text)
    facts = (await session.scalars(select(LedgerEntry.facts).where(LedgerEntry.act == "comment-redacted"))).all()
    assert len(facts) == 2
    assert not any("011" in str(one) for one in facts)


async def test_words_that_do_not_stand_there_other_consultations_and_strangers(stage, speaker, officer, browser, comment):
    number = await said(comment, speaker)
    desk = f"/desk/c/{stage.reference}/moderation"
    for typed, message in (
        ({"number": f"{number}/1", "words": "нема тога", "code": "insult"}, "не стоје у коментару"),
        ({"number": "JR-2026-0099-0001A/1", "words": "Позовите", "code": "insult"}, "Нема таквог коментара"),
        ({"number": f"{number}/7", "words": "Позовите", "code": "insult"}, "Нема таквог коментара"),
        ({"number": f"{number}/1", "words": "Позовите", "code": "boredom"}, "Изаберите"),
    ):
        refused = await officer.post(desk, typed)
        assert refused.status_code == 422
        assert message in words(refused.text), words(refused.text)[:600]
    refused = await officer.post(f"/desk/c/{stage.reference}/erase", {"submission": "XX"})
    assert refused.status_code == 422
    assert "потврди" in words(refused.text)
    for visitor in (speaker, browser()):
        assert (await visitor.get(f"/desk/c/{stage.reference}/erase")).status_code in (303, 403, 404)
        assert (await visitor.get(desk)).status_code in (303, 403, 404)
        assert (await visitor.post(desk, {"number": f"{number}/1", "words": "Позовите", "code": "insult"})).status_code in (303, 403)


async def test_words_that_stand_there_twice_are_left_out_twice(stage, speaker, officer, browser, comment):
    number = await said(comment, speaker, TWICE)
    fields = {"number": f"{number}/1", "words": "Пера Перић", "code": "personal_data"}
    assert (await officer.post(f"/desk/c/{stage.reference}/moderation", fields)).status_code == 303
    shown = (await browser().get(f"/k/{number}")).text
    assert "Пера" not in shown
    assert shown.count("[изостављено: лични подаци]") == 2


async def test_a_person_is_erased_and_the_submission_stays_without_a_name(session, stage, speaker, officer, browser, comment):
    assert (await comment(speaker).save("Предлог грађанке.")).status_code == 303
    number = (await comment(speaker).send(speaker="")).headers["location"].rpartition("/")[2]
    assert "Ана Марић" in (await browser().get(f"/k/{number}")).text
    assert [one.name for one in await records_of(session, "lipa@lipa.example")] == ["Ана Марић"]
    desk = f"/desk/c/{stage.reference}/erase"
    assert (await officer.post(desk, {"submission": number})).status_code == 303
    shown = (await browser().get(f"/k/{number}")).text
    assert "Ана Марић" not in shown
    assert "Предлог грађанке." in shown
    assert "исти као при пријему" in words((await browser().get(f"/k/{number}?check=")).text)
    assert await records_of(session, "lipa@lipa.example") == []
    assert await records_of(session, "") == []
    kept = (await session.execute(select(Submitter.name, Submitter.email, Submitter.person_id))).one()
    assert kept == ("", "", None)
    assert (await session.execute(select(Submission.public_name, Comment.reasons).join(Comment))).one() == ("", "Предлог грађанке.")
