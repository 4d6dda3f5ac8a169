"""What came of a consultation: each change with the comments behind it, each comment with its fate, and the gazette."""

import io
import re
from datetime import date

import pytest
from docx import Document
from sqlalchemy import select

from dialog_tracker.comments.withholding import withhold
from dialog_tracker.documents.actions import add_version, keep_file, note_stage, publish_version
from dialog_tracker.documents.tables import Version
from dialog_tracker.domain.act import ActStageKind, VersionKind
from dialog_tracker.domain.headings import SourceLine
from dialog_tracker.domain.publication import WithholdingReason
from dialog_tracker.domain.response import ResponseDraft
from dialog_tracker.domain.response import ResponseStatus as Status
from dialog_tracker.domain.structure import structure
from dialog_tracker.reports.actions import publish_report
from dialog_tracker.responses.actions import draft_answer, publish_answers
from factories import LINES, PASSWORD, WORD, a_comment, a_stage, a_submission

SITE = "http://dijalog.example"
WHY = "Рок прописује закон, па га одлука не може продужити."
LATER = LINES.replace("2) орезивање.", "2) орезивање и чишћење.").replace("осмог дана", "наредног дана")
COMMENTS = (
    (
        a_comment("Додати <чишћење>.", "2) орезивање и чишћење", anchor="cl1-st2-t2"),
        ResponseDraft(Status.ACCEPTED, "Предлог је прихваћен."),
    ),
    (a_comment("Набројати још радова."), ResponseDraft(Status.PARTIALLY_ACCEPTED, WHY)),
    (a_comment("Начела су преуска.", anchor="cl2"), ResponseDraft(Status.ACCEPTED, "Предлог је прихваћен.")),
    (a_comment("Одредба је сувишна."), ResponseDraft(Status.NOT_ACCEPTED, WHY)),
)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


async def a_reported_stage(session, clock, *, more: int = 0):
    stage = await a_stage(session, clock.now)
    numbers = []
    for at, (comment, _) in enumerate(COMMENTS):
        numbers += (await a_submission(session, clock.now, stage, comment, key=f"key-of-a-form-{at:04}")).comments
    if more:
        same = [a_comment(f"Набројати још радова, и то {at}.") for at in range(more)]
        numbers += (await a_submission(session, clock.now, stage, *same, key="key-of-many-00001")).comments
    clock.forward(days=20)
    for at, number in enumerate(numbers):
        await draft_answer(session, stage.officer, clock.now, number, COMMENTS[at if at < 4 else 1][1], 0)
    await publish_answers(session, stage.approver, clock.now, stage.reference)
    await publish_report(session, stage.approver, clock.now, stage.reference, SITE)
    return stage, numbers


async def a_later_version(session, now, stage, lines=LATER):
    draft = structure([SourceLine(line) for line in lines.splitlines()])
    await keep_file(session, now, sha256="1" * 64, size=2000, media_type=WORD)
    source = {"source_sha256": "1" * 64, "source_name": "usvojen.docx"}
    version_id = await add_version(
        session, now, act_id=await act_of(session, stage), kind=VersionKind.ADOPTED, draft=draft, **source, by=None
    )
    await publish_version(session, stage.officer, now, version_id)


async def act_of(session, stage):
    return await session.scalar(select(Version.act_id).where(Version.id == stage.version_id))


@pytest.fixture
async def reported(session, clock):
    made = await a_reported_stage(session, clock)
    await session.commit()
    return made


async def test_the_page_waits_for_the_report_and_for_a_later_text(session, clock, browser):
    stage = await a_stage(session, clock.now)
    await session.commit()
    reader, address = browser(), f"/c/{stage.reference}/after"
    assert "Извештај још није објављен." in words((await reader.get(address)).text)
    assert (await reader.get(f"/api{address.replace('/c/', '/consultations/')}")).json()["new"] is None
    clock.forward(days=20)
    await publish_report(session, stage.approver, clock.now, stage.reference, SITE)
    await session.commit()
    assert "Још није објављен каснији текст акта." in words((await reader.get(address)).text)
    assert (await reader.get("/c/LR-2026-9999/after")).status_code == 404


async def test_each_change_shows_its_comments_and_each_comment_its_fate(session, clock, browser, reported):
    stage, numbers = reported
    await a_later_version(session, clock.now, stage)
    await session.commit()
    reader = browser()
    shown = (await reader.get(f"/c/{stage.reference}/after")).text
    assert "Додати &lt;чишћење&gt;." in shown
    told = words(shown)
    assert "3 коментара иза ове измене" in told
    assert "Иза ове измене нема коментара." in told
    article, rest = shown[shown.index('id="cl1"') :].split('id="cl3"')
    assert words(article).count("У тексту како је предложено") == 1
    assert words(article).count("У тексту другим речима") == 1
    assert words(article).count("Није усвојено") == 1
    assert "Начела су преуска." in words(rest[rest.index('id="dropped"') :])
    twin = (await reader.get(f"/api/consultations/{stage.reference}/after")).json()
    assert (twin["old"], twin["new"], twin["adopted"]) == (1, 2, None)
    assert twin["fates"] == dict(zip(numbers, ["as_proposed", "other_words", "dropped", "not_taken"], strict=True))
    assert twin["counts"] == {"as_proposed": 1, "other_words": 1, "dropped": 1, "not_taken": 1}
    assert [(one["new_anchor"], one["comments"]) for one in twin["changes"]] == [
        ("cl1", [numbers[0], numbers[1], numbers[3]]),
        ("cl3", []),
    ]


async def test_a_withheld_text_is_neither_shown_nor_compared(session, clock, browser, reported):
    stage, numbers = reported
    await a_later_version(session, clock.now, stage)
    await session.commit()
    reader, address = browser(), f"/c/{stage.reference}/after"
    assert "чишћење&gt;" in (await reader.get(address)).text
    await withhold(session, stage.officer, clock.now, numbers[0].partition("/")[0], WithholdingReason.PERSONAL_DATA)
    await session.commit()
    shown = (await reader.get(address)).text
    assert "чишћење&gt;" not in shown
    twin = (await reader.get(f"/api/consultations/{stage.reference}/after")).json()
    assert twin["fates"][numbers[0]] == "other_words"


async def test_many_comments_are_cut_and_counted_and_cost_the_same(session, clock, browser, statements):
    stage, _ = await a_reported_stage(session, clock, more=40)
    await a_later_version(session, clock.now, stage)
    await session.commit()
    reader, address = browser(), f"/c/{stage.reference}/after"
    await reader.get(address)
    statements.begin()
    shown = (await reader.get(address)).text
    assert len(statements.sent) <= 12
    assert "43 коментара иза ове измене" in words(shown)
    assert shown.count("Набројати још радова") == 3
    assert f'href="/c/{stage.reference}/text/cl1#comments"' in shown


async def test_the_redline_carries_the_comments_in_both_scripts_and_neither_before_its_time(session, clock, browser):
    stage, numbers = await a_reported_stage(session, clock, more=40)
    await session.commit()
    reader, address = browser(), f"/c/{stage.reference}/after.docx"
    assert (await reader.get(address)).status_code == 404
    await a_later_version(session, clock.now, stage)
    await withhold(session, stage.officer, clock.now, numbers[1].partition("/")[0], WithholdingReason.INSULT)
    await session.commit()
    got = await reader.get(address)
    assert got.headers["content-type"] == WORD
    first, second = ([p.text.replace("\u00a0", " ") for p in one.paragraphs] for one in Document(io.BytesIO(got.content)).comments)
    assert first[0] == "Иза ове измене: 43 коментара."
    assert first[1] == f"Коментар бр. ЛР{numbers[0][2:]} (Удружење „Липа”): 2) орезивање и чишћење Додати <чишћење>."
    assert first[2] == "Одговор: прихвата се. Предлог је прихваћен. У тексту је како је предложено."
    assert first[3].endswith("Текст се не објављује: увреда.")
    assert first[-1] == f"И још 33; сви су на адреси http://dijalog.example/c/{stage.reference}/text/cl1"
    assert (len(first), second) == (22, ["Иза ове измене нема коментара."])
    latin = await browser().get(f"{address}?script=sr-Latn")
    told = [p.text.replace("\u00a0", " ") for p in next(iter(Document(io.BytesIO(latin.content)).comments)).paragraphs]
    assert told[:2] == [
        "Iza ove izmene: 43 komentara.",
        f"Komentar br. {numbers[0]} (Udruženje „Lipa”): 2) orezivanje i čišćenje Dodati <čišćenje>.",
    ]
    assert not re.search("[а-яА-Я]", "".join(told))


async def test_the_gazette_is_noted_on_the_desk_and_read_by_everybody(session, browser, reported):
    stage, _ = reported
    act = await act_of(session, stage)
    officer = browser()
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    typed = {"stage": "gazette", "day": "2027-03-05", "address": "https://slist.example/12"}
    assert (await officer.post(f"/desk/acts/{act}/stages", typed)).status_code == 422
    assert (await officer.post(f"/desk/acts/{act}/stages", typed | {"note": "Службени лист <Врбовца>, 12/2027"})).status_code == 303
    assert "Службени лист &lt;Врбовца&gt;, 12/2027" in (await officer.get(f"/desk/acts/{act}")).text
    shown = (await browser().get(f"/c/{stage.reference}/after")).text
    assert "5. марта 2027" in words(shown)
    assert "Службени лист &lt;Врбовца&gt;, 12/2027" in shown
    twin = (await browser().get(f"/api/consultations/{stage.reference}/after")).json()
    assert twin["adopted"] == {
        "published_on": "2027-03-05",
        "gazette": "Службени лист <Врбовца>, 12/2027",
        "address": "https://slist.example/12",
    }


async def test_a_planned_gazette_is_no_publication(session, clock, browser, reported):
    stage, _ = reported
    await note_stage(session, stage.officer, clock.now, await act_of(session, stage), ActStageKind.GAZETTE, date(2027, 3, 5), planned=True)
    await session.commit()
    assert (await browser().get(f"/api/consultations/{stage.reference}/after")).json()["adopted"] is None
