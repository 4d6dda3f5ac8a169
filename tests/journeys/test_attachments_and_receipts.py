"""Attachments go with the submission, the receipt verifies, a file is public once an official says so, and a submission is withdrawn."""

import io
from datetime import timedelta

import pytest
from docx import Document
from journey import words
from sqlalchemy import select, update

from dialog_tracker.comments.changes import withdraw_submission
from dialog_tracker.comments.tables import BasketFile, Comment, Submission, SubmissionFile
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.domain.errors import Conflict, NotFound
from dialog_tracker.ledger.tables import LedgerEntry

PDF = b"%PDF-1.7\n1 0 obj <</Type/Catalog>> endobj\ntrailer <<>>\n%%EOF"
TXT = "Анализа: тридесет организација нема стручну службу.".encode()


@pytest.fixture
async def basket(stage, speaker, comment):
    assert (await comment(speaker).save("Рок је прекратак.", weight="must")).status_code == 303
    return f"/c/{stage.reference}/basket"


async def lay(visitor, basket, name, content):
    return await visitor.post(f"{basket}/files", {}, files={"files": (name, content, "application/octet-stream")})


async def sent(comment, visitor, **typed: str):
    answer = await comment(visitor).send(**typed)
    assert answer.status_code == 303, answer.text[:3000]
    return answer.headers["location"]


async def test_attachments_are_sent_with_the_comments_and_the_receipt_names_their_fingerprints(
    session, speaker, officer, browser, comment, basket
):
    assert (await lay(speaker, basket, "Анализа.txt", TXT)).status_code == 303
    assert (await lay(speaker, basket, "zavod.pdf", PDF)).status_code == 303
    assert (await lay(speaker, basket, "zavod.pdf", PDF)).status_code == 303
    refused = await lay(speaker, basket, "virus.exe", b"MZ\x90\0")
    assert refused.status_code == 422
    assert "Ова врста датотеке се не прима" in words(refused.text)
    laid = (await session.scalars(select(BasketFile.id).order_by(BasketFile.id))).all()
    assert len(laid) == 2
    assert (await speaker.post(f"{basket}/files", {"remove": str(laid[1])})).status_code == 303
    assert "услов за подршку" in words((await speaker.get(basket)).text)
    receipt = await sent(comment, speaker, stance="support_with_changes")
    kept = (await session.execute(select(SubmissionFile.name, SubmissionFile.words, SubmissionFile.public))).all()
    assert kept == [("Анализа.txt", TXT.decode(), False)]
    assert (await session.scalars(select(BasketFile.id))).all() == []
    shown = words((await speaker.get(receipt)).text)
    assert all(said in shown for said in ("Анализа.txt", "подржава уз измене", "услов за подршку"))
    assert (await speaker.get(f"{receipt}/files/1")).content == TXT
    assert (await browser().get(f"{receipt}/files/1")).status_code == 404
    assert "није јавно" in words((await browser().get(receipt)).text)
    assert (await browser().post(f"{receipt}/files/1", {"public": "yes"})).status_code in (303, 403)
    assert (await officer.post(f"{receipt}/files/1", {"public": "yes"})).status_code == 303
    got = await browser().get(f"{receipt}/files/1")
    assert got.content == TXT
    assert got.headers["content-disposition"].startswith("attachment;")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert (await officer.post(f"{receipt}/files/9", {"public": "yes"})).status_code == 404


async def test_anybody_can_ask_whether_a_receipt_still_matches(session, speaker, browser, comment, basket):
    await lay(speaker, basket, "Анализа.txt", TXT)
    receipt = await sent(comment, speaker, stance="oppose")
    held = await session.scalar(select(Submission.content_hash))
    grouped = " ".join(held[at : at + 4] for at in range(0, 64, 4)).upper()
    for check, said in (
        ("", "исти као при пријему, а отисак"),
        (grouped, "исти као при пријему, а отисак"),
        ("0" * 64, "није са ове потврде"),
    ):
        assert said in words((await browser().get(f"{receipt}?check={check}")).text)
    await session.execute(update(Comment).values(reasons="Неко је ово изменио."))
    await session.commit()
    assert "не слаже са својим отиском" in words((await browser().get(f"{receipt}?check=")).text)


@pytest.mark.parametrize(("script", "title"), [("sr-Cyrl", "Потврда о пријему"), ("sr-Latn", "Potvrda o prijemu")])
async def test_the_receipt_is_a_word_file_to_keep(session, speaker, browser, comment, basket, script, title):
    await lay(speaker, basket, "zavod.pdf", PDF)
    receipt = await sent(comment, speaker)
    got = await browser().get(f"{receipt}/receipt.docx?script={script}")
    document = Document(io.BytesIO(got.content))
    assert title in [one.text for one in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    number = receipt.rpartition("/")[2]
    digest = await session.scalar(select(SubmissionFile.sha256))
    assert number in cells
    assert f"{number}/1" in cells
    assert " ".join(digest[at : at + 8] for at in range(0, 64, 8)) in cells
    assert any("Europe/Belgrade" in cell for cell in cells)


@pytest.mark.usefixtures("basket")
async def test_an_author_withdraws_until_the_close_and_the_text_stays_on_record(session, stage, speaker, officer, browser, comment):
    receipt = await sent(comment, speaker)
    page = f"/c/{stage.reference}"
    assert "Рок је прекратак." in (await browser().get(f"{page}/comments")).text
    for visitor in (officer, browser()):
        assert (await visitor.post(f"{receipt}/withdraw", {"reason": "Није моје."})).status_code in (303, 403, 404)
    empty = await speaker.post(f"{receipt}/withdraw", {"reason": "  "})
    assert empty.status_code == 422
    assert (await speaker.post(f"{receipt}/withdraw", {"reason": "Шаљемо нови предлог."})).status_code == 303
    assert (await speaker.post(f"{receipt}/withdraw", {"reason": "Опет."})).status_code == 409
    shown = words((await browser().get(receipt)).text)
    assert "Шаљемо нови предлог." in shown
    assert "Рок је прекратак." in shown
    assert "Рок је прекратак." not in (await browser().get(f"{page}/comments")).text
    assert "Још нема коментара" in words((await browser().get(page)).text)
    acts = (await session.scalars(select(LedgerEntry.act).where(LedgerEntry.act == "submission-withdrawn"))).all()
    assert len(acts) == 1
    assert "isti kao" in words((await browser().get(f"{receipt}?check=&script=sr-Latn")).text)


@pytest.mark.usefixtures("basket")
async def test_after_the_close_nothing_is_withdrawn(session, stage, speaker, comment):
    number = (await sent(comment, speaker)).rpartition("/")[2]
    end = await session.scalar(select(Consultation.closes_at).where(Consultation.reference == stage.reference))
    with pytest.raises(Conflict, match="withdrawal-too-late"):
        await withdraw_submission(session, stage.speaker, end, number, "Касно.")
    with pytest.raises(NotFound):
        await withdraw_submission(session, stage.officer, end - timedelta(seconds=1), number, "Туђе.")
    await withdraw_submission(session, stage.speaker, end - timedelta(seconds=1), number, "У последњој секунди.")


@pytest.mark.usefixtures("basket")
async def test_a_correction_takes_the_place_and_both_name_each_other(session, stage, speaker, officer, browser, comment):
    first = await sent(comment, speaker)
    basket = f"/c/{stage.reference}/basket"
    assert (await officer.post(f"{first}/correct")).status_code in (403, 404)
    assert (await speaker.post(f"{first}/correct")).headers["location"] == basket
    assert (await speaker.post(f"{first}/correct")).headers["location"] == basket
    shown = words((await speaker.get(basket)).text)
    assert shown.count("Рок је прекратак.") == 1
    assert "Ово ће заменити ваш прилог бр." in shown
    assert (await comment(speaker).save("И нешто ново.", anchor="cl2")).status_code == 303
    second = await sent(comment, speaker)
    old, new = [words((await browser().get(address)).text) for address in (first, second)]
    assert "Подносилац је послао исправку" in old
    assert "Рок је прекратак." in old
    assert "Исправља ранији прилог" in new
    listed = (await browser().get(f"/c/{stage.reference}/comments")).text
    assert listed.count("Рок је прекратак.") == 1
    rows = (
        await session.execute(select(Submission.number, Submission.corrects, Submission.superseded_by).order_by(Submission.serial))
    ).all()
    numbers = [address.rpartition("/")[2] for address in (first, second)]
    assert rows == [(numbers[0], "", numbers[1]), (numbers[1], numbers[0], "")]
    assert (await speaker.post(f"{first}/correct")).status_code == 409
    assert "исти као при пријему" in words((await browser().get(f"{first}?check=")).text)


@pytest.mark.usefixtures("basket")
async def test_a_correction_may_become_a_submission_of_its_own(session, stage, speaker, comment):
    first = await sent(comment, speaker)
    await speaker.post(f"{first}/correct")
    assert (await speaker.post(f"/c/{stage.reference}/basket/correction")).status_code == 303
    await sent(comment, speaker)
    assert (await session.scalars(select(Submission.withdrawn_at))).all() == [None, None]
