import shutil
from pathlib import Path

import pytest
from test_real_laws import ASSOCIATIONS, material, of_kind
from word_files import archive, paragraph, word

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.headings import SourceText
from dialog_tracker.domain.legacy_letters import ailment, repaired
from dialog_tracker.domain.provision import ProvisionKind
from dialog_tracker.domain.structure import structure
from dialog_tracker.drafting.importer import as_json, import_draft
from dialog_tracker.office import sandbox
from dialog_tracker.office.conversion import converted
from dialog_tracker.office.html_reading import read_html
from dialog_tracker.office.plain_text import decoded, read_text
from dialog_tracker.office.yuscii import cyrillic_ailment

CYRILLIC = "Члан 1.\nОвај закон уређује јавну расправу."
LATIN = "Član 1.\nOvaj zakon uređuje učešće građana, žalbe i šume."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "iso8859-5"])
def test_the_encoding_of_cyrillic_text_is_told(encoding):
    assert decoded(CYRILLIC.encode(encoding)) == CYRILLIC


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1250", "iso8859-2"])
def test_the_encoding_of_latin_text_is_told(encoding):
    assert decoded(LATIN.encode(encoding)) == LATIN


@pytest.mark.parametrize(
    ("spoiled", "sound"),
    [
        ("^lan 1. gra|ana re{enje {to", "Član 1. građana rešenje što"),
        ("Èlan 1. reæi, graðana", "Član 1. reći, građana"),
        ("Ĉlan 1. sluţbeni, ureĊuju", "Član 1. službeni, uređuju"),
        ("ÄŒlan 1. sluÅ¾beni", "Član 1. službeni"),
    ],
)
def test_spoiled_letters_are_put_right(spoiled, sound):
    found = ailment(spoiled)
    assert found is not None
    assert found.sure
    assert repaired(spoiled, found) == sound


SEVEN_BITS = """I. OSNOVNE ODREDBE
^lan 1.
Ovim zakonom ure|uje se zaposlewe i za{tita qudi i wihovih `ivota, a XIV poglavqe va`i za sve.
^lan 2.
POSTUPAK I ROKOVI
@albe se {aqu na zalbe@example.org, a re{ewe donosi {ef [kole u roku od 15 (petnaest) dana.
Gra|ani i {umarska xungla: }utawe je znak odobravawa."""


def test_cyrillic_of_seven_bits_is_put_right():
    draft = import_draft(SEVEN_BITS.replace("\n", "\n\n").encode(), "nacrt.txt")
    assert [block.text for block in draft.source] == [
        "I. ОСНОВНЕ ОДРЕДБЕ",
        "Члан 1.",
        "Овим законом уређује се запослење и заштита људи и њихових живота, а XIV поглавље важи за све.",
        "Члан 2.",
        "ПОСТУПАК И РОКОВИ",
        "Жалбе се шаљу на zalbe@example.org, а решење доноси шеф Школе у року од 15 (петнаест) дана.",
        "Грађани и шумарска џунгла: ћутање је знак одобравања.",
    ]
    repaired_letters = draft.text.findings[0]
    assert (repaired_letters.code, repaired_letters.facts["source"]) == ("legacy-letters-repaired", "YUSCII")
    assert [article.anchor for article in of_kind(draft.text, ProvisionKind.ARTICLE)] == ["cl1", "cl2"]


@pytest.mark.parametrize(
    "text",
    [
        "^lan 1. gra|ana re{enje {to njihovi ljudi i zapo{ljavanje",
        "We show what a{b} and c|d mean where q^w is the word, with @@ and the others. The {way} we knew it.",
        "Član 1. kwq wqw gra|ana re{enje {to",
        "qwq www qqq",
        "{to ka`e gra|ani na www.rs i www.qw.rs",
        "Queen's www.qwe.rs and w@q.rs, w@w.rs, q@q.rs",
    ],
)
def test_what_is_not_surely_cyrillic_of_seven_bits_is_left_to_others(text):
    assert cyrillic_ailment(text) is None


@pytest.mark.parametrize("text", ["Члан 1.", "Član 1. žalbe [sic] a@b.rs", "Article 1", "x|y"])
def test_sound_letters_are_left(text):
    assert ailment(text) is None


def test_rows_are_joined_into_paragraphs():
    rows = "Ово је прва реченица која је прелом-\nљена на крају реда, па се наставља у\nследећем реду.\n\n1) прва тачка;\n2) друга тачка."
    assert [line.text for line in read_text(rows.encode())[0]] == [
        "Ово је прва реченица која је преломљена на крају реда, па се наставља у следећем реду.",
        "1) прва тачка;",
        "2) друга тачка.",
    ]


def test_short_rows_were_not_wrapped():
    rows = ["I. УВОД", "II. МЕРЕ", "мере", "III. КРАЈ"]
    assert [line.text for line in read_text("\n".join(rows).encode())[0]] == rows


@pytest.mark.parametrize("text", ["\n\n".join(str(number) for number in range(1, 9)), "ред\f" * 8])
def test_a_text_of_repetitions_alone_is_kept(text):
    assert len(read_text(text.encode())[0]) == 8


@pytest.mark.parametrize("content", [b" \n\t\n", b"\0\0\0", b"----"])
def test_a_text_without_words_is_empty(content):
    with pytest.raises(Malformed, match="draft-empty"):
        import_draft(content, "nacrt.txt")


def test_pasted_text_has_its_blocks_for_the_preview():
    draft = import_draft("Члан 1.\n\nТекст.", "")
    assert (draft.format, as_json(draft)["format"]) == ("pasted", "pasted")
    assert draft.source == (SourceText(1, "Члан 1."), SourceText(2, "Текст."))
    assert "source" not in as_json(draft)


def test_a_word_file_has_its_blocks_for_the_preview():
    look = '<w:jc w:val="center"/>'
    draft = import_draft(word(paragraph("Члан 1.", look, "<w:b/>") + paragraph("Текст.")), "nacrt.docx")
    assert (draft.format, draft.source) == ("docx", (SourceText(1, "Члан 1.", centred=True, bold=True), SourceText(2, "Текст.")))


def test_a_web_page_is_read_as_it_is_shown():
    page = """<html><head><title>x</title><style>p{}</style></head><body><h2>Глава</h2><p align=center><b>Члан&nbsp;1.</b></p>
    <p>Први <i>став</i>.<span style="display: none">тајно</span></p><script>x()</script><ol start=3 type=a><li>тачка</li><li>друга</li></ol>
    <table><tr><th>А</th><th>Б</th></tr><tr><td colspan=2>преко</td></tr><tr><td rowspan=2>в</td><td>г</td></tr><tr><td>д</td></tr></table></body></html>"""
    blocks, findings = read_html(page.encode())
    lines, table = blocks[:-1], blocks[-1]
    assert [(line.full, line.centred, line.bold, line.outline_level) for line in lines] == [
        ("Глава", False, True, 2),
        ("Члан\u00a01.", True, True, None),
        ("Први став.", False, False, None),
        ("c. тачка", False, False, None),
        ("d. друга", False, False, None),
    ]
    assert table.rows == (("А", "Б"), ("преко", ""), ("в", "г"), ("", "д"))
    assert (table.header_rows, table.spanning) == (1, {1})
    assert [found.code for found in findings] == ["hidden-text-left-out"]


@pytest.mark.parametrize(
    ("opening", "items", "labels"),
    [
        ("", ["", "", ""], "1. 2. 3."),
        ("start=5", ["", "value=9", ""], "5. 9. 10."),
        ("type=A start=26", ["", "", "type=i"], "Z. AA. xxviii."),
        ("type=i start=0", ["", "", "value=-3"], "0. i. -3."),
        ("reversed", ["", "", ""], "3. 2. 1."),
        ("reversed start=10", ["", "value=4", ""], "10. 4. 3."),
        ('style="list-style-type: lower-alpha"', ["", 'style="list-style: upper-roman"', "type=1"], "a. II. 3."),
        ('style="list-style-type: decimal-leading-zero"', ["", "hidden", ""], "01. 02."),
        ('style="list-style: disc"', ["", ""], "– –"),
        ('style="list-style: none" type=a', ["", ""], "a. b."),
        ("start=x", ["value=9999999", ""], "1. 2."),
    ],
)
def test_lists_count_as_in_a_browser(opening, items, labels):
    page = f"<html><body><ol {opening}>{''.join(f'<li {item}>тачка</li>' for item in items)}</ol></body></html>"
    assert " ".join(line.list_label for line in read_html(page.encode())[0]) == labels


def test_a_list_within_a_list_leaves_the_outer_count_alone():
    page = "<html><body><ol><li>а<ol type=a><li>б</li><li>в</li></ol></li><li>г<ul><li>д</li></ul></li></ol></body></html>"
    assert [line.full for line in read_html(page.encode())[0]] == ["1. а", "a. б", "b. в", "2. г", "– д"]


def test_a_page_nested_without_end_is_refused_or_read():
    with pytest.raises(Malformed):
        import_draft(b"<html>" + b"<div>" * 100_000 + "Текст".encode(), "nacrt.html")


def test_without_libreoffice_an_old_file_is_to_be_saved_anew():
    with pytest.raises(Malformed, match="draft-needs-libreoffice"):
        sandbox.read_draft(b"{\\rtf1 Clan 1.}", soffice=None)


def pdf(*texts: str, extra: str = "") -> bytes:
    """A PDF of one page a text, written by hand and without a table of places, which readers build anew."""
    kids = " ".join(f"{10 + 2 * at} 0 R" for at in range(len(texts)))
    parts = [f"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[{kids}]/Count {len(texts)}>>endobj"]
    parts.append("3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj")
    for at, text in enumerate(texts):
        drawn = f"BT /F 12 Tf 72 700 Td ({text}) Tj ET" if text else ""
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents {11 + 2 * at} 0 R>>"
        parts.append(f"{10 + 2 * at} 0 obj{page}endobj {11 + 2 * at} 0 obj<</Length {len(drawn)}>>stream\n{drawn}\nendstream endobj")
    return ("%PDF-1.4\n" + "\n".join(parts) + f"\ntrailer<</Root 1 0 R{extra}>>\n%%EOF").encode()


def test_a_pdf_with_text_is_read():
    draft = import_draft(pdf("Clan 1.", "Prvi stav ovog clana."), "nacrt.pdf")
    assert (draft.format, [block.text for block in draft.source]) == ("pdf", ["Clan 1.", "Prvi stav ovog clana."])


@pytest.mark.parametrize(("content", "code"), [(pdf(""), "draft-scanned"), (pdf(*["a"] * 1001), "draft-too-many-pages")])
def test_a_pdf_without_text_or_without_end_is_refused(content, code):
    with pytest.raises(Malformed) as refusal:
        import_draft(content, "nacrt.pdf")
    assert refusal.value.code == code


@pytest.mark.office
@pytest.mark.shared
@pytest.mark.parametrize("form", ["doc", "odt", "rtf", "pdf", "html", "txt"])
def test_the_law_on_associations_survives_in_every_format(tmp_path: Path, form):
    source = tmp_path / "zakon.docx"
    source.write_bytes(material(ASSOCIATIONS))
    filters = {"txt": "txt:Text (encoded):UTF8"}
    made = converted(source, filters.get(form, form), Path(str(shutil.which("soffice"))), seconds=60)
    assert made is not None
    draft = import_draft(made.read_bytes(), "")
    articles = of_kind(draft.text, ProvisionKind.ARTICLE)
    assert [article.anchor for article in articles] == [f"cl{number}" for number in range(1, 91)]
    # Plain text keeps no look: the two chapters whose capitals only formatting made (V and VIII) cannot be told from text.
    assert len(of_kind(draft.text, ProvisionKind.CHAPTER)) == (10 if form == "txt" else 12)
    if form != "txt":
        assert sum(bool(article.heading) for article in articles) == 73


def test_tracked_changes_are_accepted_or_rejected():
    body = (
        "<w:p><w:r><w:t>Рок је </w:t></w:r><w:del><w:r><w:delText>десет</w:delText></w:r></w:del><w:ins><w:r><w:t>двадесет</w:t></w:r></w:ins>"
        "<w:r><w:t> дана</w:t></w:r></w:p><w:p><w:pPr><w:rPr><w:ins/></w:rPr></w:pPr><w:r><w:t>и </w:t></w:r></w:p><w:p><w:r><w:t>више.</w:t></w:r></w:p>"
    )
    accepted, rejected = import_draft(word(body), "n.docx"), import_draft(word(body), "n.docx", tracked="rejected")
    assert [block.text for block in accepted.source] == ["Рок је двадесет дана", "и ", "више."]
    assert [block.text for block in rejected.source] == ["Рок је десет дана", "и више."]
    assert (accepted.text.findings[0].code, rejected.text.findings[0].code) == ("tracked-changes-accepted", "tracked-changes-rejected")


def test_a_title_over_several_centred_rows_is_centred_though_its_widest_row_is_not_indented():
    text = """
                                     Члан 1
Овај закон уређује воде и начин на који се оне користе, чувају и обнављају у
целој земљи.

Коришћење вода, заштита вода, заштита од вода, уређење водотока, надзор над
                    водама и вођење евиденције о водама

                                     Члан 2
Воде су опште добро.
"""
    lines, _ = read_text(text.encode())
    assert [(line.text[:20], line.centred) for line in lines if "вод" in line.text] == [
        ("Овај закон уређује в", False),
        ("Коришћење вода, зашт", True),
        ("водама и вођење евид", True),
    ]
    assert [article.heading for article in structure(lines).provisions][1].startswith("Коришћење вода")


OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SERBIAN_LIST = f"""<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{OASIS}:office:1.0" xmlns:style="{OASIS}:style:1.0"
 xmlns:text="{OASIS}:text:1.0" office:version="1.3"><office:automatic-styles><text:list-style style:name="L1">
 <text:list-level-style-number text:level="1" style:num-suffix=")" style:num-format="а, б, .., аа, аб, ... (sr)"/></text:list-style>
 </office:automatic-styles><office:body><office:text><text:list text:style-name="L1">
 {"<text:list-item><text:p>тачка</text:p></text:list-item>" * 7}</text:list></office:text></office:body></office:document-content>"""
MANIFEST = f"""<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0"><manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


@pytest.mark.office
def test_serbian_letters_of_an_opendocument_list_are_kept():
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": SERBIAN_LIST, "META-INF/manifest.xml": MANIFEST}
    draft = import_draft(archive(parts), "nacrt.odt", soffice=str(shutil.which("soffice")))
    assert [block.text.split()[0] for block in draft.source] == ["а)", "б)", "в)", "г)", "д)", "ђ)", "е)"]
