"""Versions of an act as the public reads them: the list, a text, two compared, comments against a later version."""

import re

import pytest

from dialog_tracker.documents.actions import add_version, keep_file, publish_version
from dialog_tracker.documents.queries import text_of, tree_of_lines
from dialog_tracker.domain.act import VersionKind
from dialog_tracker.domain.headings import SourceLine
from dialog_tracker.domain.provision import walk
from dialog_tracker.domain.structure import structure
from dialog_tracker.drafting.importer import import_draft
from factories import LINES, PASSWORD, WORD, a_comment, a_stage, a_submission

REVISED = (
    LINES.replace("Начела\nЧлан 2.", "Обавеза обавештавања\nЧлан 2.\nО радовима се грађани обавештавају пет дана унапред.\nНачела\nЧлан 3.")
    .replace("Ступање на снагу\nЧлан 3.", "Ступање на снагу\nЧлан 4.")
    .replace("2) орезивање.", "2) орезивање и чишћење.")
)


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


async def a_revised_version(session, now, stage, lines=REVISED):
    draft = structure([SourceLine(line) for line in lines.splitlines()])
    await keep_file(session, now, sha256="1" * 64, size=2000, media_type=WORD)
    act_id = await session.scalar(_act(stage.version_id))
    return await add_version(
        session, now, act_id=act_id, kind=VersionKind.REVISED, draft=draft, source_sha256="1" * 64, source_name="izmenjen.docx", by=None
    )


def _act(version_id):
    from sqlalchemy import text

    return text("SELECT act_id FROM version WHERE id = :id").bindparams(id=version_id)


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    comments = [a_comment(anchor="cl1-st2-t2"), a_comment(anchor="cl2"), a_comment(anchor="")]
    await a_submission(session, clock.now, made, *comments)
    await session.commit()
    return made


@pytest.fixture
async def revised(session, clock, stage):
    version_id = await a_revised_version(session, clock.now, stage)
    await publish_version(session, stage.officer, clock.now, version_id)
    await session.commit()
    return version_id


async def test_the_stored_text_is_the_same_tree(session, revised):
    lines = await text_of(session, revised, latin=False)
    assert tree_of_lines(lines) == structure([SourceLine(line) for line in REVISED.splitlines()]).provisions


async def test_the_list_shows_public_versions_and_officials_see_more(session, clock, browser, stage):
    await a_revised_version(session, clock.now, stage)
    await session.commit()
    reader, officer = browser(), browser()
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    address = f"/c/{stage.reference}/versions"
    assert "Нацрт измењен после консултација" not in words((await reader.get(address)).text)
    assert "Нацрт измењен после консултација" in words((await officer.get(address)).text)
    assert (await reader.get(f"{address}/2")).status_code == 404
    assert (await reader.get(f"{address}/1/2")).status_code == 404
    assert (await officer.get(f"{address}/1/2")).status_code == 200
    assert len((await reader.get(f"/api/consultations/{stage.reference}/versions")).json()) == 1


@pytest.mark.usefixtures("revised")
async def test_two_versions_are_compared_article_by_article(browser, stage):
    reader = browser()
    page = (await reader.get(f"/c/{stage.reference}/versions/1/2")).text
    shown = words(page)
    assert "орезивање <ins>и чишћење</ins>" in page
    assert re.search(r'id="cl2".*?<ins>Обавеза обавештавања</ins>', page, re.DOTALL)
    assert "<del>Члан 2.</del> <ins>Члан 3.</ins>" in re.sub(r"\s+", " ", page)
    assert "1 члан измењен" in shown
    assert "1 члан додат" in shown
    side = (await reader.get(f"/c/{stage.reference}/versions/1/2?view=side")).text
    assert "dt-sides" in side
    latin = (await reader.get(f"/c/{stage.reference}/versions/1/2?script=sr-Latn")).text
    assert "orezivanje <ins>i čišćenje</ins>" in latin


@pytest.mark.usefixtures("revised")
async def test_the_comparison_as_json(browser, stage):
    found = (await browser().get(f"/api/consultations/{stage.reference}/versions/1/2")).json()
    assert {name: count for name, count in found["counts"].items() if count} == {"added": 1, "changed": 1, "renumbered": 2}
    assert [(unit["old_label"], unit["new_label"], unit["changes"]) for unit in found["units"]] == [
        ("Члан 1", "Члан 1", ["changed"]),
        ("", "Члан 2", ["added"]),
        ("Члан 2", "Члан 3", ["renumbered"]),
        ("Члан 3", "Члан 4", ["renumbered"]),
    ]
    text = (await browser().get(f"/api/consultations/{stage.reference}/versions/2?script=latn")).json()
    assert text["provisions"][0]["label"] == "I"


@pytest.mark.usefixtures("revised")
async def test_comments_are_shown_where_they_now_stand(browser, stage):
    shown = words((await browser().get(f"/c/{stage.reference}/versions/1/2")).text)
    assert "1 коментар Члан 2 , сада Члан 3." in shown
    receipt = words((await browser().get(f"/c/{stage.reference}/text/cl2")).text)
    assert "У верзији 2 ово је Члан 3." in receipt


async def test_a_comment_without_a_place_is_said_loudly(session, clock, browser, stage):
    gone = LINES.replace("2) орезивање.", "").replace("Начела\nЧлан 2.\nЗелене површине су доступне свима.\n", "")
    await publish_version(session, stage.officer, clock.now, await a_revised_version(session, clock.now, stage, gone))
    await session.commit()
    shown = words((await browser().get(f"/c/{stage.reference}/versions/1/2")).text)
    assert "2 места са коментарима више нису у каснијем тексту" in shown
    unit = words((await browser().get(f"/c/{stage.reference}/text/cl2")).text)
    assert "У верзији 2 ове одредбе више нема." in unit


@pytest.mark.usefixtures("revised")
async def test_the_form_leads_to_a_lasting_address(browser, stage):
    answer = await browser().get(f"/c/{stage.reference}/versions?old=1&new=2")
    assert answer.headers["location"] == f"/c/{stage.reference}/versions/1/2"
    assert (await browser().get(f"/c/{stage.reference}/versions?old=x&new=2")).status_code == 422


@pytest.mark.usefixtures("revised")
async def test_a_comparison_asks_as_much_for_many_comments_as_for_few(session, clock, browser, statements, stage):
    reader, asked = browser(), []
    for round_ in range(2):
        statements.begin()
        assert (await reader.get(f"/c/{stage.reference}/versions/1/2")).status_code == 200
        asked.append(len(statements.sent))
        await a_submission(session, clock.now, stage, *[a_comment(anchor="cl1") for _ in range(20)], key=f"key-of-a-form-1{round_:03}")
        await session.commit()
    assert asked[1] <= asked[0] <= 10, statements.sent


@pytest.mark.usefixtures("revised")
@pytest.mark.parametrize("script", ["sr-Cyrl", "sr-Latn"])
async def test_a_version_is_downloaded_and_reads_back_as_the_same_tree(session, browser, stage, script):
    reader, address = browser(), f"/c/{stage.reference}/versions/2"
    stored = tree_of_lines(await text_of(session, await session.scalar(_second(stage.version_id)), latin=script == "sr-Latn"))
    for ending in ("docx", "xml"):
        answer = await reader.get(f"{address}/text.{ending}?script={script}")
        found = import_draft(answer.content, "izvoz")
        assert (found.text.provisions, found.text.act_kind) == (stored, "decision")
        assert answer.headers["content-disposition"] == f'attachment; filename="{stage.reference}-2.{ending}"'
    text = (await reader.get(f"{address}/text.txt?script={script}")).text
    assert ("Члан 4." if script == "sr-Cyrl" else "Član 4.") in text
    assert (await reader.get(f"{address.removesuffix('2')}7/text.docx")).status_code == 404


def _second(version_id):
    from sqlalchemy import text

    return text("SELECT b.id FROM version a JOIN version b USING (act_id) WHERE a.id = :id AND b.number = 2").bindparams(id=version_id)


@pytest.mark.usefixtures("revised")
async def test_the_redline_rejects_to_the_earlier_text_and_accepts_to_the_later(browser, stage):
    reader, address = browser(), f"/c/{stage.reference}/versions"
    redline = (await reader.get(f"{address}/1/2/redline.docx")).content
    for number, tracked in ((1, "rejected"), (2, "accepted")):
        whole = import_draft((await reader.get(f"{address}/{number}/text.docx")).content, "izvoz.docx").text
        found = import_draft(redline, "izmene.docx", tracked=tracked).text
        assert [line.anchor for line in walk(found.provisions)] == [line.anchor for line in walk(whole.provisions)]
        assert [line.text for line in walk(found.provisions)] == [line.text for line in walk(whole.provisions)]


async def test_a_version_in_english_is_read_with_an_english_voice(session, clock, browser, stage):
    text = "Article 1\nThis law governs the green areas of towns.\nArticle 2\nGreen areas are open to everyone."
    await publish_version(session, stage.officer, clock.now, await a_revised_version(session, clock.now, stage, text))
    await session.commit()
    shown = (await browser().get(f"/c/{stage.reference}/versions/2")).text
    assert '<div class="dt-article__body dt-law" lang="en">' in shown
    assert 'dt-law" lang="sr' not in shown
