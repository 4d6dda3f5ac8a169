import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from word_files import archive, document, paragraph, relation, relations, types, with_false_size, word

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.drafting.importer import import_draft, import_draft_async
from dialog_tracker.office.child import Bounds
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.sandbox import read_draft, read_draft_async

OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
HONEST = word()
RELS = "word/_rels/document.xml.rels"
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
    + "]><w>&j;</w>"
)
MEGABYTE = 1024 * 1024
OPEN: dict[str, str | bytes] = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<o/>"}

REFUSED = {
    "draft-empty": [b""],
    "draft-format-unknown": [
        b"\x89PNG\r\n\x1a\n",
        archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        OLE2 + bytes(504) + "Workbook".encode("utf-16-le"),
        b"<?xml version='1.0'?><w:wordDocument/>",
        b"<?xml version='1.0'?><akomaNtoso/>",
        word(main="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
        archive({"[Content_Types].xml": types(), "word/document.xml": document("")}),
    ],
    "draft-encrypted": [OLE2 + bytes(504) + "EncryptedPackage".encode("utf-16-le"), OLE2 + bytes(504) + b"\xec\xa5" + bytes(9) + b"\x01" + "WordDocument".encode("utf-16-le")],
    "draft-has-macros": [
        word(extra={"word/vbaProject.bin": b"\x00" * 20}),
        word(main="application/vnd.ms-word.document.macroEnabled.main+xml"),
        OLE2 + bytes(504) + "WordDocument".encode("utf-16-le") + "_VBA_PROJECT".encode("utf-16-le"),
        archive(OPEN | {"Basic/Standard/Module1.xml": "<m/>"}),
        archive(OPEN | {"Scripts/python/x.py": "print()"}),
        archive(OPEN | {"content.xml": '<o><script:event-listener xmlns:script="s" script:event-name="dom:load"/></o>'}),
    ],
    "draft-external-content": [
        word(extra={"word/_rels/settings.xml.rels": relations(relation(1, "attachedTemplate", "https://example.org/t.dotm", "External"))}),
        word(extra={RELS: relations(relation(7, "image", "https://example.org/pixel.png", "External"))}),
    ],
    "draft-has-entities": [
        word(extra={"word/styles.xml": f"{DOCTYPE}<w/>"}),
        word(extra={"word/styles.xml": LAUGHS}),
        word(extra={"customXml/item1.xml": f"{DOCTYPE}<w/>".encode("utf-16")}),
    ],
    "draft-embedded-files": [
        word(extra={"word/embeddings/oleObject1.bin": b"\x00"}),
        word(extra={"word/media/image1.png": HONEST}),
        word(extra={"word/other.docx": HONEST}),
        word(extra={RELS: relations(relation(4, "aFChunk", "chunk.html"))}),
    ],
    "draft-damaged": [
        b"%PDF-1.7 no more than this",
        HONEST[: len(HONEST) // 2],
        b"PK\x03\x04" + bytes(100),
        word(extra={"../../evil.xml": "<a/>"}),
        word(extra={"/etc/evil.xml": "<a/>"}),
        word(extra={"c:evil.xml": "<a/>"}),
        word(extra={"WORD/document.xml": "<a/>"}),
        word("<w:p>"),
        word(extra={"word/styles.xml": '<?xml version="1.0" encoding="UTF-7"?><w/>'}),
    ],
    "draft-zip-bomb": [
        word(extra={f"word/part{number}.xml": "<a/>" for number in range(2001)}),
        word(extra={"word/media/image1.bmp": bytes(70 * MEGABYTE)}),
        word(extra={f"word/media/image{number}.bmp": bytes(7 * MEGABYTE) for number in range(20)}),
        with_false_size("word/media/zeros.bmp", 300 * MEGABYTE),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "content"),
    [pytest.param(code, content, id=f"{code}-{at}") for code, files in REFUSED.items() for at, content in enumerate(files)],
)
def test_a_bad_file_is_refused_with_its_own_code(code, content):
    with pytest.raises(Malformed) as refusal:
        import_draft(content, "nacrt.docx")
    assert refusal.value.code in ({code, "draft-damaged"} if content is REFUSED["draft-zip-bomb"][-1] else {code})


WORDS = "Овај закон уређује јавну расправу и учешће грађана. " * 22_000


@pytest.mark.parametrize(
    "content",
    [
        *(make(text) for text in (WORDS, "а" * 1_000_000, "а" + "„" * 600_000, "1) " * 600_000) for make in (lambda text: text.encode(), lambda text: word(paragraph(text)))),
        *(f"<html><body><p>{text}</p></body></html>".encode() for text in (WORDS, "а" * 1_000_000, "а<br>" * 200_000)),
        ("<html><body><ol>" + "<li>тачка</li>" * 20_000 + "</ol></body></html>").encode(),
        "".join(f"red {number}\n" for number in range(60_000)).encode(),
    ],
)  # fmt: skip
def test_what_is_long_is_read_in_time(content):
    began = time.process_time()
    assert import_draft(content, "").source
    assert time.process_time() - began < 10


def test_an_honest_file_passes():
    assert [provision.anchor for provision in import_draft(HONEST, "nacrt.docx").text.provisions] == ["cl1"]


def test_hyperlinks_lead_outside_and_are_allowed():
    content = word(extra={RELS: relations(relation(2, "hyperlink", "https://example.org/", "External"))})
    assert import_draft(content, "nacrt.docx").text.provisions


def test_a_file_over_the_limit_says_the_limit():
    with pytest.raises(Malformed) as refusal:
        import_draft(HONEST + bytes(2 * MEGABYTE), "nacrt.docx", limits=Limits(file_bytes=2 * MEGABYTE))
    assert (refusal.value.code, refusal.value.facts) == ("draft-too-large", {"limit_mb": 2})


def test_a_child_out_of_memory_is_a_file_too_heavy():
    heavy = word("".join(paragraph(f"реч{number} " * 40) for number in range(40_000)))
    with pytest.raises(Malformed) as refusal:
        read_draft(heavy, bounds=Bounds(memory_bytes=200 * MEGABYTE))
    assert refusal.value.code == "draft-too-heavy"


@pytest.mark.parametrize("bounds", [Bounds(wall_seconds=0), Bounds(cpu_seconds=1)])
async def test_a_child_out_of_time_is_a_file_too_heavy(bounds):
    heavy = word("".join(paragraph(f"реч{number} " * 10) for number in range(60_000)))
    with pytest.raises(Malformed) as refusal:
        await read_draft_async(heavy, bounds=bounds)
    assert refusal.value.code == "draft-too-heavy"


async def test_the_server_refuses_and_reads_without_waiting():
    assert (await import_draft_async(HONEST, "nacrt.docx")).text == import_draft(HONEST, "nacrt.docx").text
    with pytest.raises(Malformed, match="draft-has-macros"):
        await import_draft_async(REFUSED["draft-has-macros"][0], "nacrt.docx")


def test_a_bomb_is_refused_in_little_memory(tmp_path: Path):
    bomb = tmp_path / "bomb.docx"
    bomb.write_bytes(word(extra={"word/media/image1.bmp": bytes(300 * MEGABYTE)}))
    script = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from dialog_tracker.office.incoming import Limits, open_package\n"
        "from dialog_tracker.domain.errors import Malformed\n"
        "content = open(sys.argv[1], 'rb').read()\n"
        "try:\n    open_package(content, Limits())\n"
        "except Malformed as refusal:\n    peak = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())\n    print(refusal.code, int(peak[1]) // 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(bomb)], capture_output=True, text=True, check=True)
    code, megabytes = done.stdout.split()
    assert code == "draft-zip-bomb"
    assert int(megabytes) < 64


def test_the_child_knows_neither_the_web_nor_the_database():
    script = "import sys, dialog_tracker.office.child; print([name for name in sys.modules if name.split('.')[0] in {'litestar', 'sqlalchemy', 'sqlmodel', 'docx', 'jinja2'}])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_no_children_remain():
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    import_draft(HONEST, "nacrt.docx")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime > before
