from pathlib import Path

from word_files import W, counted, level, numbering, paragraph, relation, relations, word

from dialog_tracker.domain.headings import SourceLine, SourceTable
from dialog_tracker.domain.provision import ProvisionKind, walk
from dialog_tracker.drafting.importer import import_draft
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.reading import read_blocks


def blocks_of(content):
    return read_blocks(content, Limits())[0]


def texts(content):
    return [block.full if isinstance(block, SourceLine) else block.text for block in blocks_of(content)]


def findings(content):
    return [(found.code, found.facts["count"]) for found in read_blocks(content, Limits())[1]]


def styles(*entries: str) -> dict[str, str | bytes]:
    return {"word/styles.xml": f'<w:styles xmlns:w="{W}">{"".join(entries)}</w:styles>'}


def style(name: str, based_on: str = "", paragraph_look: str = "", run_look: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{base}<w:pPr>{paragraph_look}</w:pPr><w:rPr>{run_look}</w:rPr></w:style>'


def styled(name: str, text: str) -> str:
    return paragraph(text, f'<w:pStyle w:val="{name}"/>')


def test_centring_and_bold_come_through_the_chain_of_styles():
    extra = styles(
        style("Clan", paragraph_look='<w:jc w:val="center"/>', run_look="<w:b/>"),
        style("Naslov", "Clan", run_look="<w:caps/>"),
        style("Krug", "Krug"),
    )
    lines = blocks_of(word(styled("Naslov", "предмет") + paragraph("текст") + styled("Krug", "круг"), extra=extra))
    assert [(line.text, line.centred, line.bold) for line in lines] == [
        ("ПРЕДМЕТ", True, True),
        ("текст", False, False),
        ("круг", False, False),
    ]


def test_direct_formatting_wins_over_the_style():
    extra = styles(style("Clan", paragraph_look='<w:jc w:val="center"/>', run_look="<w:b/>"))
    (line,) = blocks_of(word(paragraph("x", '<w:pStyle w:val="Clan"/><w:jc w:val="left"/>', '<w:b w:val="0"/>'), extra=extra))
    assert (line.centred, line.bold) == (False, False)


LEVELS = level(0, "decimal", "Члан %1.") + level(1, "decimal", "%2)") + level(2, "lowerLetter", "%3)") + level(3, "bullet", "\uf0b7")


def test_automatic_numbers_are_counted_level_by_level():
    body = (
        counted("", 0)
        + counted("прва", 1)
        + counted("друга", 1)
        + counted("слово", 2)
        + counted("трећа", 1)
        + counted("", 0)
        + counted("нова", 1)
        + counted("знак", 3)
    )
    content = word(body, extra={"word/numbering.xml": numbering(LEVELS)})
    assert texts(content) == ["Члан 1.", "1) прва", "2) друга", "a) слово", "3) трећа", "Члан 2.", "1) нова", "• знак"]
    draft = import_draft(content, "nacrt.docx").text
    assert [provision.anchor for provision in walk(draft.provisions)][:3] == ["cl1", "cl1-t1", "cl1-t2"]


def test_a_list_that_starts_anew_and_one_that_goes_on():
    again = '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    on = '<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
    body = counted("a") + counted("b") + counted("c", number=2) + counted("d", number=2) + counted("e", number=3)
    content = word(body, extra={"word/numbering.xml": numbering(level(0, "decimal", "%1."), again + on)})
    assert texts(content) == ["1. a", "2. b", "5. c", "6. d", "7. e"]


def test_a_style_may_carry_its_list_and_its_level():
    extra = styles(style("Prvi", paragraph_look='<w:numPr><w:numId w:val="1"/></w:numPr>'), style("Drugi", "Prvi"))
    levels = level(0, "upperRoman", "%1.", '<w:pStyle w:val="Prvi"/>') + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    second = paragraph("друго", '<w:pStyle w:val="Prvi"/><w:numPr><w:ilvl w:val="1"/></w:numPr>')
    none = paragraph("без", '<w:pStyle w:val="Prvi"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    content = word(
        styled("Prvi", "прво") + second + styled("Drugi", "треће") + none, extra=extra | {"word/numbering.xml": numbering(levels)}
    )
    assert texts(content) == ["I. прво", "1.1 друго", "II. треће", "без"]


def test_tracked_changes_are_accepted_and_reported():
    def change(kind, text, word_of_text="t"):
        return f'<w:{kind} w:id="1" w:author=""><w:r><w:{word_of_text} xml:space="preserve">{text}</w:{word_of_text}></w:r></w:{kind}>'

    body = f"<w:p><w:r><w:t xml:space='preserve'>Рок је </w:t></w:r>{change('del', '15', 'delText')}{change('ins', '30')}<w:r><w:t> дана.</w:t></w:r></w:p>"
    assert texts(word(body)) == ["Рок је 30 дана."]
    assert findings(word(body)) == [("tracked-changes-accepted", "2")]


def test_a_deleted_paragraph_mark_joins_two_paragraphs():
    body = paragraph("Прва ", "<w:rPr><w:del w:id='1' w:author=''/></w:rPr>") + paragraph("реченица.")
    assert texts(word(body)) == ["Прва реченица."]


def test_footnotes_follow_their_paragraph():
    note = f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2">{paragraph(" Видети члан 5.")}</w:footnote></w:footnotes>'
    body = (
        paragraph("Члан 1.")
        + '<w:p><w:r><w:t>Текст.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        + paragraph("Други став.")
    )
    draft = import_draft(word(body, extra={"word/footnotes.xml": note}), "nacrt.docx").text
    assert [(provision.anchor, provision.text) for provision in walk(draft.provisions)][1:] == [
        ("cl1-st1", "Текст."),
        ("cl1-st1-fn1", "Видети члан 5."),
        ("cl1-st2", "Други став."),
    ]
    assert draft.findings[0].code == "footnotes-moved"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def test_merged_cells_are_read_once():
    rows = (
        cell("Мера", '<w:gridSpan w:val="2"/>') + cell("Рок"),
        cell("А", '<w:vMerge w:val="restart"/>') + cell("1") + cell("мај"),
        cell("", "<w:vMerge/>") + cell("2") + cell("јун"),
    )
    (table,) = blocks_of(word(f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"))
    assert table == SourceTable((("Мера", "", "Рок"), ("А", "1", "мај"), ("", "2", "јун")))


def row(cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def test_the_repeated_head_of_a_table_and_its_titles_are_told():
    head = "<w:tblHeader/>"
    rows = (
        row(cell("План", '<w:gridSpan w:val="3"/>'), head),
        row(cell("Р. бр.") + cell("Активност") + cell("Рок"), head),
        row(cell("Циљ 1: Отвореност", '<w:gridSpan w:val="3"/>')),
        row(cell("1.") + cell("Обука") + cell("мај"), '<w:tblHeader w:val="0"/>'),
        row(cell("јун"), '<w:gridBefore w:val="2"/>'),
        row(cell("2.") + cell("Смернице", '<w:gridSpan w:val="2"/>'), head),
    )
    assert blocks_of(word(f"<w:tbl>{''.join(rows)}</w:tbl>")) == [
        SourceTable(
            (
                ("План", "", ""),
                ("Р. бр.", "Активност", "Рок"),
                ("Циљ 1: Отвореност", "", ""),
                ("1.", "Обука", "мај"),
                ("", "", "јун"),
                ("2.", "Смернице", ""),
            ),
            header_rows=2,
            spanning=frozenset({0, 2}),
        )
    ]


def test_a_table_of_one_column_has_no_titles_that_span_it():
    (table,) = blocks_of(word(f"<w:tbl>{row(cell('А'))}{row(cell('Б'))}</w:tbl>"))
    assert (table.header_rows, table.spanning) == (0, frozenset())


def test_a_layout_table_of_one_cell_is_read_as_lines():
    content = word(
        f"<w:tbl><w:tr><w:tc>{paragraph('ЗАКОН')}{paragraph('О РАДУ')}</w:tc></w:tr></w:tbl>" + paragraph("Члан 1.") + paragraph("Текст.")
    )
    assert import_draft(content, "nacrt.docx").text.title == "Закон о раду"


def test_text_boxes_are_read_once_and_content_controls_too():
    box = f"<w:txbxContent>{paragraph('у оквиру')}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    drawing = f"<w:p><w:r><mc:AlternateContent {mc}><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    control = f"<w:sdt><w:sdtContent>{paragraph('у контроли')}</w:sdtContent></w:sdt>"
    assert texts(word(drawing + control)) == ["у оквиру", "у контроли"]


def test_headers_contents_hidden_text_and_comments_are_no_part_of_the_draft():
    extra = styles(style("TOC1").replace('w:name w:val="TOC1"', 'w:name w:val="toc 1"')) | {
        "word/header1.xml": f'<w:hdr xmlns:w="{W}">{paragraph("заглавље")}</w:hdr>',
        "word/_rels/document.xml.rels": relations(relation(3, "header", "header1.xml")),
    }
    commented = '<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>Текст.</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    content = word(styled("TOC1", "Члан 1.\t3") + commented + paragraph("тајно", run="<w:vanish/>"), extra=extra)
    assert texts(content) == ["Текст."]
    assert findings(content) == [("hidden-text-left-out", "1"), ("comments-left-out", "1"), ("contents-left-out", "1")]


def test_spaces_and_composed_letters_become_one_form():
    draft = import_draft(
        word(paragraph("C\u030clan\u00a01") + paragraph("Tekst\u00a0čl.\u2009a\u00ad.")),
        "x",
    ).text
    assert [(provision.label, provision.text) for provision in walk(draft.provisions)] == [("Član 1", ""), ("", "Tekst čl. a.")]


def test_a_file_in_strict_form_is_read():
    content = word(
        extra={
            "word/document.xml": f'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>{paragraph("Члан 1.")}</w:body></w:document>'
        }
    )
    assert texts(content) == ["Члан 1."]


def test_every_paragraph_of_a_plain_word_document_is_kept(tmp_path: Path):
    from docx import Document

    document = Document()
    document.add_heading("Strategija razvoja", level=0)
    for number in range(30):
        document.add_heading(f"{number + 1}. Naslov", level=1)
        document.add_paragraph(f"Tekst {number}.", style="List Number")
    document.save(str(tmp_path / "strategija.docx"))
    draft = import_draft((tmp_path / "strategija.docx").read_bytes(), "strategija.docx").text
    kinds = [provision.kind for provision in walk(draft.provisions)]
    assert (draft.title, draft.act_kind) == ("Strategija razvoja", "strategy")
    assert (kinds.count(ProvisionKind.HEADING), kinds.count(ProvisionKind.TEXT)) == (30, 30)
    assert [provision.label for provision in walk(draft.provisions) if provision.kind is ProvisionKind.TEXT][:3] == ["1.", "2.", "3."]
