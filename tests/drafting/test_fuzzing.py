"""Damaged files of every format: whatever the bytes, a draft or a refusal comes out, and never another error."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_formats import pdf
from word_files import W, archive, counted, level, numbering, paragraph, word

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.office.child import Order, answer, read_draft
from dialog_tracker.office.formats import THROUGH_OFFICE, Format, sniff
from dialog_tracker.office.incoming import Limits, check_archive

LIMITS = Limits()
FEW = settings(max_examples=60)
SEQ = '<w:p><w:fldSimple w:instr="SEQ a"/><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>SEQ a \\r 3</w:instrText><w:fldChar w:fldCharType="end"/></w:r></w:p>'
CELL = '<w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/></w:tcPr><w:p/></w:tc>'
TABLE = f"<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{CELL}</w:tr><w:tr>{CELL}{CELL}</w:tr></w:tbl>"
CHANGED = (
    '<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:ins><w:r><w:t>нов</w:t></w:r></w:ins><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
)
PARTS = {
    "word/numbering.xml": numbering(level(0, "decimal", "Члан %1.") + level(1, "russianLower", "%2)", '<w:lvlRestart w:val="0"/>')),
    "word/styles.xml": f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="A"/></w:style></w:styles>',
    "word/footnotes.xml": f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{paragraph("н")}</w:footnote></w:footnotes>',
}
WORD = word(counted("", 0) + counted("реч", 1) + SEQ + TABLE + CHANGED + paragraph("Члан 2.", '<w:pStyle w:val="A"/>'), extra=PARTS)
PAGE = """<!doctype html><html><meta charset="utf-8"><body><h1>Закон</h1><ol start=2 type=a><li value=7>а</ol>
<table><tr><th colspan=2>А<tr><td rowspan=3>б<td style="display:none">в</table><p align=center>Члан 1.<br>текст</body></html>"""
TEXT = "ЗАКОН\no raspravi\n\n        Члан 1.\nПрви став.\n1) тачка;\n\f12\nЧлан 2.\n^lan 3. gra|ana\nÄŒlan\n"
OPEN = archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>", "META-INF/manifest.xml": "<m/>"})
OLD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + b"\xec\xa5" + bytes(100) + "WordDocument".encode("utf-16-le")
SEEDS = [
    WORD,
    pdf("Clan 1.", "Tekst."),
    PAGE.encode(),
    *(TEXT.encode(code, "replace") for code in ("utf-8", "utf-16", "cp1251")),
    OPEN,
    OLD,
]
SEEDS.append(b"{\\rtf1\\ansi Clan 1.\\par Tekst.}")


def comes_to_an_end(content: bytes, *, rejected: bool = False) -> None:
    with suppress(Malformed):
        form = sniff(content, LIMITS)
        if form is Format.ODT:
            check_archive(content, LIMITS)
        if form not in THROUGH_OFFICE:
            read_draft(content, LIMITS, form, "rejected" if rejected else "accepted")


def changed(content: bytes, places: list[tuple[int, int]]) -> bytes:
    spoiled = bytearray(content)
    for at, byte in places:
        spoiled[at % len(spoiled)] = byte
    return bytes(spoiled)


SPOTS = st.lists(st.tuples(st.integers(0, 1_000_000), st.integers(0, 255)), min_size=1, max_size=12)


@FEW
@given(seed=st.sampled_from(SEEDS), cut=st.integers(0, 1_000_000))
def test_a_file_cut_short(seed, cut):
    comes_to_an_end(seed[: cut % (len(seed) + 1)])


@settings(max_examples=150)
@given(seed=st.sampled_from(SEEDS), places=SPOTS)
def test_a_file_with_changed_bytes(seed, places):
    comes_to_an_end(changed(seed, places))


@FEW
@given(
    start=st.sampled_from([b"", b"%PDF-1.7\n", b"<html>", b"{\\rtf1", b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04", b"\xef\xbb\xbf"]),
    noise=st.binary(max_size=400),
)
def test_noise_after_the_first_bytes_of_a_format(start, noise):
    comes_to_an_end(start + noise)


@settings(max_examples=150)
@given(
    name=st.sampled_from(["word/document.xml", *PARTS]),
    cut=st.tuples(st.integers(0, 1_000_000), st.integers(0, 60)),
    put=st.sampled_from(["", "-1", "9" * 30, "x", "٣", "²", "<w:p/>", "<w:del/>", "</w:p>", "\0", '"', "&amp;", "w:val", "<!-- -->", "<w:fldSimple/>"]),
    rejected=st.booleans(),
)  # fmt: skip
def test_a_word_file_whose_parts_are_damaged(name, cut, put, rejected):
    """Bytes changed in an archive seldom pass its checksums, so the damage is done before packing."""
    with zipfile.ZipFile(io.BytesIO(WORD)) as packed:
        parts = {entry.filename: packed.read(entry).decode() for entry in packed.infolist()}
    at, length = cut[0] % len(parts[name]), cut[1]
    parts[name] = parts[name][:at] + put + parts[name][at + length :]
    comes_to_an_end(archive({**parts}), rejected=rejected)


@settings(max_examples=150)
@given(
    name=st.sampled_from(["word/document.xml", *PARTS]),
    at=st.integers(0, 1_000),
    value=st.sampled_from(["", "-1", "9" * 30, "x", "٣", "²", "1.5", "none", "9", "A", "%9%1"]),
)  # fmt: skip
def test_a_word_file_with_odd_values(name, at, value):
    with zipfile.ZipFile(io.BytesIO(WORD)) as packed:
        parts = {entry.filename: packed.read(entry).decode() for entry in packed.infolist()}
    pieces = parts[name].split('w:val="')
    if len(pieces) > 1:
        place = 1 + at % (len(pieces) - 1)
        pieces[place] = value + '"' + pieces[place].partition('"')[2]
    comes_to_an_end(archive({**parts, name: 'w:val="'.join(pieces)}))


@FEW
@given(st.lists(st.sampled_from(["<p>", "</p>", "<table>", "<tr>", "<td colspan=999999>", "<td rowspan=-1>", "<ol start=x>", "<li value=99>", "</ol>", "<b>", "\0", "&#0;", "&bogus;", "<!--", "<br>", "Члан 1.", "<h2 style='font-weight:bold'>"]), max_size=40))  # fmt: skip
def test_a_page_of_tags_at_random(tags):
    comes_to_an_end(("<html><body>" + "".join(tags)).encode())


@FEW
@given(st.text(max_size=300))
def test_any_text(text):
    comes_to_an_end(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("depth", [200, 300, 5_000])
def test_a_word_file_nested_without_end(depth):
    tables = "<w:tbl><w:tr><w:tc>" * depth + paragraph("реч") + "</w:tc></w:tr></w:tbl>" * depth
    found = answer(word(tables), Order(LIMITS))
    assert found.draft is not None or found.refused in {"draft-damaged", "draft-too-heavy"}
