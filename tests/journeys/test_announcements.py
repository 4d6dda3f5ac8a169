"""The call, the programme and the package, as a contact point takes them from the desk."""

import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from docx import Document
from journey import words

from factories import PASSWORD

KINDS = ("notice", "call", "programme", "letter")


@pytest.fixture
async def desk(stage, officer, app):
    app.state.files.put(b"word")  # the factory's file is noted and not kept
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    return f"/desk/c/{stage.reference}/announcements"


async def test_the_page_shows_the_texts_and_says_what_is_missing(officer, desk):
    shown = words((await officer.get(f"{desk}?script=sr-Cyrl")).text)
    assert "Јавна расправа траје" in shown
    assert "Није унет координатор." in shown
    latin = words((await officer.get(f"{desk}?script=sr-Latn")).text)
    assert "Javna rasprava traje" in latin


@pytest.mark.parametrize("letters", ["cyrl", "latn"])
@pytest.mark.parametrize("tool", [("ooxml-integrity", "check"), ("openxml-audit",)])
async def test_every_word_file_is_sound(officer, desk, letters, tool, tmp_path):
    for name in (*(f"{kind}.docx" for kind in KINDS), "form.docx"):
        answer = await officer.get(f"{desk}/{name}?letters={letters}")
        assert answer.status_code == 200
        text = "\n".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs)
        assert any("\u0400" <= sign <= "\u04ff" for sign in text) == (letters == "cyrl"), name
        file = tmp_path / name
        file.write_bytes(answer.content)
        command = [Path(sys.executable).with_name(tool[0]), *tool[1:], file]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: ASYNC221  (nothing else runs)
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"


async def test_the_package_holds_everything_with_its_fingerprints(stage, officer, desk, session, app, clock):
    from sqlalchemy import update

    from dialog_tracker.documents.tables import StoredFile, Version

    sha256 = app.state.files.put(b"the draft")
    session.add(
        StoredFile(
            sha256=sha256, size=9, media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document", stored_at=clock.now
        )
    )
    await session.flush()
    await session.execute(update(Version).values(source_sha256=sha256))
    answer = await officer.get(f"{desk}/package.zip?letters=latn")
    assert answer.status_code == 200
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    assert packed.testzip() is None
    reference = stage.reference
    assert packed.namelist() == sorted(
        [
            "SHA256SUMS.txt",
            f"nacrt-{reference}.docx",
            f"obrazac-{reference}.docx",
            *(
                f"{name}-{reference}.{ending}"
                for name in ("obavestenje", "javni-poziv", "program", "pozivno-pismo")
                for ending in ("docx", "txt")
            ),
        ]
    )
    for line in packed.read("SHA256SUMS.txt").decode().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(packed.read(name)).hexdigest() == digest
    assert "Javna rasprava traje" in packed.read(f"javni-poziv-{reference}.txt").decode().replace("\u00a0", " ")
    assert (await officer.get(f"{desk}/package.zip?letters=latn")).content == answer.content


async def test_strangers_are_kept_out_and_other_names_are_not_found(officer, desk, browser):
    for name in ("", "/call.docx", "/package.zip"):
        assert (await browser().get(desk + name)).status_code in (303, 401, 403, 404)
    for name in ("call.exe", "nothing.docx", "call", "..%2f..%2fx.docx"):
        assert (await officer.get(f"{desk}/{name}")).status_code == 404
