"""The letter that answers a submission as a Word file, and who may take it."""

import io
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from sample_report import facts

from dialog_tracker.domain.answer_letter import answer_letter
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.office.answer_letter_file import answer_letter_file
from dialog_tracker.responses.actions import draft_answer, publish_answers
from factories import PASSWORD, a_comment, a_stage, a_submission

BINARIES = Path(sys.executable).parent
OUT = [one.number for one in facts().submissions]


def letter_of(number: str, script: Script = Script.CYRILLIC) -> bytes:
    return answer_letter_file(answer_letter(facts(), number, date(2026, 11, 10), 15), script)


@pytest.mark.parametrize("script", list(Script))
@pytest.mark.parametrize("tool", [("ooxml-integrity", "check"), ("openxml-audit",)])
@pytest.mark.parametrize("number", [OUT[0], OUT[11], OUT[15]])
def test_validators_find_nothing(tool, script, number, tmp_path):
    path = tmp_path / "odgovor.docx"
    path.write_bytes(letter_of(number, script))
    ran = subprocess.run([str(BINARIES / tool[0]), *tool[1:], str(path)], capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stdout
    assert "0 error(s), 0 warning(s)" in ran.stdout or "Errors: 0" in ran.stdout


def test_it_shows_the_comments_with_their_answers_and_nobody_elses():
    document = Document(io.BytesIO(letter_of(OUT[0])))
    rows = [[cell.text.replace("\u00a0", " ") for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0] == ["Број у извештају", "Одредба", "Ваш коментар", "Одговор", "Образложење"]
    assert [row[3] for row in rows[1:]] == ["Прихвата се", "Прихвата се"]
    assert "Предложени текст: После речи" in rows[1][2]
    assert len(rows) == 3
    assert letter_of(OUT[0]) == letter_of(OUT[0])


def test_a_foreign_comment_keeps_its_letters_and_its_language():
    words = zipfile.ZipFile(io.BytesIO(letter_of(OUT[11]))).read("word/document.xml").decode()
    assert "Nacrt je jasan" in words
    assert '<w:lang w:val="hr-HR"/>' in words


async def signed_in(browser, email):
    visitor = browser()
    await visitor.sign_in(email, PASSWORD)
    return visitor


async def test_the_author_and_the_authority_take_it_once_answers_are_published(browser, session, clock):
    stage = await a_stage(session, clock.now)
    got = await a_submission(session, clock.now, stage, a_comment("Прво."), a_comment("Друго."))
    await session.commit()
    address = f"/k/{got.number}/answer.docx"
    author, official, public = await signed_in(browser, "lipa@lipa.example"), await signed_in(browser, "kontakt@vrbovac.example"), browser()
    assert (await author.get(address)).status_code == 409
    assert "answer.docx" not in (await author.get(f"/k/{got.number}")).text
    clock.forward(days=20)
    await draft_answer(
        session, stage.officer, clock.now, got.comments[0], ResponseDraft(ResponseStatus.ACCEPTED, "Прихваћено.", "Члан 1."), 0
    )
    await publish_answers(session, stage.approver, clock.now, stage.reference)
    await session.commit()
    official = await signed_in(browser, "kontakt@vrbovac.example")
    author = await signed_in(browser, "lipa@lipa.example")
    for visitor in (author, official):
        assert "answer.docx" in (await visitor.get(f"/k/{got.number}")).text
        sent = await visitor.get(address)
        assert sent.status_code == 200
        assert sent.headers["content-disposition"] == f'attachment; filename="odgovor-{got.number}.docx"'
        text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(sent.content)).paragraphs)
        assert "Одговорено је на 1, а без одговора је 1." in text
    assert (await public.get(address)).status_code == 404
    assert "answer.docx" not in (await public.get(f"/k/{got.number}")).text
