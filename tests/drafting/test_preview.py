"""The preview of an import through HTTP: what was found, repairs by hand, other versions of the act."""

import re
from urllib.parse import urlsplit

import pytest
from word_files import paragraph, word

from dialog_tracker.documents.queries import text_of, versions_of
from dialog_tracker.domain.policy import Held, Role
from factories import PASSWORD, a_person, an_authority

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LINES = ("ОДЛУКА О ПАРКУ", "Члан 1.", "Парк се", "одржава.", "Члан 3.", "Парк је отворен.", "Чл. 4", "Крај.")


def file_of(*lines: str):
    return word("".join(paragraph(line) for line in lines))


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


class Officer:
    """A contact point at the preview of one draft."""

    def __init__(self, browser, authority_id) -> None:
        self.browser, self.authority_id, self.address = browser, authority_id, ""

    async def upload(self, content, name="odluka.docx", **fields: str):
        answer = await self.browser.post("/desk/import", {"authority": str(self.authority_id), **fields}, {"file": (name, content, WORD)})
        assert answer.status_code == 303, words(answer.text)
        self.address = answer.headers["location"]
        return await self.shown()

    async def shown(self, at=""):
        return (await self.browser.get(f"{self.address}?at={at}" if at else self.address)).text

    async def repair(self, act, anchor, **fields: str):
        revision = re.search(r'name="revision" value="(\d+)"', await self.shown())[1]
        return await self.browser.post(f"{self.address}/repair", {"act": act, "anchor": anchor, "revision": revision, **fields})


@pytest.fixture
async def officer(session, clock, browser):
    authority_id = await an_authority(session, clock.now)
    await a_person(session, clock.now, "kontakt@vrbovac.example", Held(Role.CONTACT_POINT, authority_id), name="Мира Лукић")
    await session.commit()
    visitor = browser()
    await visitor.sign_in("kontakt@vrbovac.example", PASSWORD)
    return Officer(visitor, authority_id)


async def test_a_draft_is_repaired_and_stored_as_repaired(officer, session):
    shown = await officer.upload(file_of(*LINES))
    assert "Пре овог члана недостају бројеви" in words(shown)
    opened = await officer.shown("cl1-st2")
    assert "Споји са претходним" in words(opened)
    joined = await officer.repair("join", "cl1-st2")
    assert urlsplit(joined.headers["location"]).query == "at=cl1-st1"
    raised = await officer.repair("raise", "cl3-st2")
    assert urlsplit(raised.headers["location"]).query == "at=cl4"
    await officer.repair("name", "cl3", label="Члан 2", heading="Радно време")
    shown = await officer.shown()
    assert "Ручно су направљене 3 исправке." in words(shown)
    stored = await officer.browser.post(officer.address, {"title": "Одлука о парку", "kind": "decision"})
    version_id = stored.headers["location"].rsplit("/", 1)[1]
    lines = await text_of(session, version_id, latin=False)
    assert [(line.anchor, line.heading, line.words) for line in lines] == [
        ("cl1", None, ""),
        ("cl1-st1", None, "Парк се одржава."),
        ("cl2", "Радно време", ""),
        ("cl2-st1", None, "Парк је отворен."),
        ("cl4", None, ""),
        ("cl4-st1", None, "Крај."),
    ]


async def test_the_last_repair_is_taken_back(officer):
    await officer.upload(file_of(*LINES))
    await officer.repair("join", "cl1-st2")
    await officer.repair("raise", "cl3-st2")
    revision = re.search(r'name="revision" value="(\d+)"', await officer.shown())[1]
    undone = await officer.browser.post(f"{officer.address}/undo", {"revision": revision})
    assert undone.status_code == 303
    shown = words(await officer.shown("cl3"))
    assert "Ручно је направљена 1 исправка." in shown
    assert (await officer.browser.post(f"{officer.address}/undo", {"revision": revision})).status_code == 409


async def test_of_two_windows_the_later_is_told_and_loses_nothing(officer):
    await officer.upload(file_of(*LINES))
    first = await officer.repair("join", "cl1-st2")
    assert first.status_code == 303
    late = await officer.browser.post(f"{officer.address}/repair", {"act": "raise", "anchor": "cl3-st2", "revision": "0"})
    assert late.status_code == 409
    assert "у другом прозору" in words(late.text)


async def test_a_repair_that_changes_words_is_refused_with_what_was_typed(officer):
    await officer.upload(file_of(*LINES))
    refused = await officer.repair("part", "cl1-st1", pieces="Парк\nне се")
    assert refused.status_code == 422
    assert "Речи су измењене" in words(refused.text)
    assert "Парк\nне се</textarea>" in refused.text
    unknown = await officer.repair("join", "cl99")
    assert unknown.status_code == 422


async def test_a_corrected_file_read_over_the_preview_keeps_the_repairs(officer):
    await officer.upload(file_of(*LINES))
    await officer.repair("join", "cl1-st2")
    await officer.repair("raise", "cl3-st2")
    over = officer.address.rsplit("/", 1)[1]
    corrected = [line.replace("Чл. 4", "Чл. 4а") for line in LINES]
    shown = words(await officer.upload(file_of(*corrected), over=over))
    assert "Ручно је направљена 1 исправка." in shown
    assert "1 ранија исправка није нашла своје место" in shown
    assert "Парк се одржава." in words(await officer.shown("cl1"))


async def test_a_later_version_belongs_to_the_act_and_is_public_only_when_published(officer, session):
    await officer.upload(file_of(*LINES))
    await officer.repair("join", "cl1-st2")
    await officer.browser.post(officer.address, {"title": "Одлука о парку", "kind": "decision"})
    act_id = await session.scalar(select_act())
    later = [line.replace("Крај.", "Крај и почетак.") for line in LINES]
    shown = words(await officer.upload(file_of(*later), act_id=str(act_id)))
    assert "Ручно је направљена 1 исправка." in shown, "the repairs of the stored version are made again"
    stored = await officer.browser.post(officer.address, {"version_kind": "revised"})
    assert stored.headers["location"] == f"/desk/acts/{act_id}"
    page = await officer.browser.get(f"/desk/acts/{act_id}")
    assert "2. Нацрт измењен после консултација" in words(page.text)
    assert await versions_of(session, act_id, public=True) == []
    address = re.search(r"/desk/versions/[0-9a-f-]+/publish", page.text)[0]
    assert (await officer.browser.post(address)).status_code == 303
    assert (await officer.browser.post(address)).status_code == 303
    assert [line.number for line in await versions_of(session, act_id, public=True)] == [2]


def select_act():
    from sqlalchemy import text

    return text("SELECT id FROM act")


async def test_pasted_text_is_read_too_and_kept_when_refused(officer):
    answer = await officer.browser.post(
        "/desk/import", {"authority": str(officer.authority_id), "pasted": ""}, {"file": ("", b"", "application/octet-stream")}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["odluka.docx", "izmene.docx", "akcioni-plan.docx"])
async def test_the_sample_files_are_read_without_a_doubt_about_numbers(officer, name):
    content = (await officer.browser.get(f"/desk/import/samples/{name}")).content
    shown = words(await officer.upload(content, name))
    assert "недостају бројеви" not in shown
    assert (await officer.browser.get("/desk/import/samples/../../settings.py")).status_code == 404


async def test_strangers_see_neither_preview_nor_act(officer, browser, session):
    await officer.upload(file_of(*LINES))
    await officer.browser.post(officer.address, {"title": "Одлука о парку", "kind": "decision"})
    act_id = await session.scalar(select_act())
    stranger = browser()
    assert (await stranger.get(officer.address)).status_code == 404
    assert (await stranger.get(f"/desk/acts/{act_id}")).status_code == 404


async def test_a_scan_is_kept_with_its_act_and_said_to_hold_no_text(officer, session):
    alone = await officer.browser.post(
        "/desk/import", {"authority": str(officer.authority_id)}, {"file": ("sken.pdf", SCAN, "application/pdf")}
    )
    assert alone.status_code == 422
    assert "PDF" in words(alone.text)
    await officer.upload(file_of(*LINES))
    await officer.browser.post(officer.address, {"title": "Одлука о парку", "kind": "decision"})
    act_id = await session.scalar(select_act())
    for _ in range(2):
        kept = await officer.browser.post("/desk/import", {"act_id": str(act_id)}, {"file": ("sken.pdf", SCAN, "application/pdf")})
        assert kept.headers["location"] == f"/desk/acts/{act_id}?kept=scan#files"
    page = (await officer.browser.get(f"/desk/acts/{act_id}?kept=scan")).text
    assert "слике страница" in words(page)
    (address,) = set(re.findall(rf"/desk/acts/{act_id}/files/[0-9a-f-]+", page))
    assert (await officer.browser.get(address)).content == SCAN


# One page with nothing on it: what a scanner without text recognition leaves, less the picture.
SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
