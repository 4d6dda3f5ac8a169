import pytest
from word_files import W, counted, level, numbering, paragraph, word

from dialog_tracker.domain.headings import SourceLine
from dialog_tracker.drafting.importer import import_draft
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.reading import read_blocks

BY = 'w:id="1" w:author="А"'


def both(content: bytes) -> tuple[list[str], list[str]]:
    """The text with all changes accepted, and with all rejected."""
    accepted, rejected = (read_blocks(content, Limits(), rejected=side)[0] for side in (False, True))
    return [block.full if isinstance(block, SourceLine) else block.text for block in accepted], [
        block.full if isinstance(block, SourceLine) else block.text for block in rejected
    ]


def run(text: str, look: str = "", name: str = "t") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:{name} xml:space="preserve">{text}</w:{name}></w:r>'


def change(kind: str, inner: str) -> str:
    return f"<w:{kind} {BY}>{inner}</w:{kind}>"


def inserted(text: str) -> str:
    return change("ins", run(text))


def deleted(text: str) -> str:
    return change("del", run(text, name="delText"))


def line(*pieces: str, mark: str = "", look: str = "") -> str:
    marked = f"<w:rPr><w:{mark} {BY}/></w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{look}{marked}</w:pPr>{''.join(pieces)}</w:p>"


def ranged(kind: str, name: str, inner: str) -> str:
    return f'<w:{kind}RangeStart {BY} w:name="{name}"/>{inner}<w:{kind}RangeEnd w:id="1"/>'


def row(*cells: str, mark: str = "") -> str:
    marked = f"<w:trPr><w:{mark} {BY}/></w:trPr>" if mark else ""
    return f"<w:tr>{marked}{''.join(cells)}</w:tr>"


def cell(text: str, mark: str = "") -> str:
    marked = f"<w:{mark} {BY}/>" if mark else ""
    return f"<w:tc><w:tcPr>{marked}</w:tcPr>{paragraph(text)}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def test_words_are_inserted_and_deleted():
    content = word(line(run("Рок је "), deleted("15"), inserted("30"), run(" дана.")))
    assert both(content) == (["Рок је 30 дана."], ["Рок је 15 дана."])


def test_words_moved_within_a_sentence():
    content = word(
        line(
            ranged("moveFrom", "м", change("moveFrom", run("Одмах"))),
            run(" органи одлучују"),
            ranged("moveTo", "м", change("moveTo", run(" одмах"))),
            run("."),
        )
    )
    assert both(content) == ([" органи одлучују одмах."], ["Одмах органи одлучују."])


def test_a_paragraph_moved_away_and_to_another_place():
    gone = line(change("moveFrom", run("Други став.")), mark="moveFrom")
    come = line(change("moveTo", run("Други став.")), mark="moveTo")
    body = line(run("Члан 1.")) + ranged("moveFrom", "м", gone) + line(run("Први став.")) + ranged("moveTo", "м", come) + line(run("Крај."))
    assert both(word(body)) == (["Члан 1.", "Први став.", "Други став.", "Крај."], ["Члан 1.", "Други став.", "Први став.", "Крај."])


def test_a_paragraph_inserted_and_another_deleted():
    body = line(run("а")) + line(inserted("нов"), mark="ins") + line(deleted("стар"), mark="del") + line(run("б"))
    assert both(word(body)) == (["а", "нов", "б"], ["а", "стар", "б"])


def test_what_another_author_inserted_and_a_third_deleted_stands_on_neither_side():
    body = line(run("а"), change("ins", deleted("узалуд")), change("del", inserted("узалуд")), run("б"))
    assert both(word(body)) == (["аб"], ["аб"])


def test_a_mark_both_inserted_and_deleted_joins_on_both_sides():
    twice = f"<w:p><w:pPr><w:rPr><w:ins {BY}/><w:del {BY}/></w:rPr></w:pPr>{run('а')}</w:p>"
    assert both(word(twice + line(run("б")))) == (["аб"], ["аб"])


@pytest.mark.parametrize("after", ["", table(row(cell("x"), cell("y")))])
def test_a_deleted_mark_before_a_table_or_at_the_end_loses_no_words(after):
    accepted, _ = both(word(line(run("а")) + line(run("последња реч"), mark="del") + after))
    assert accepted == ["а", "последња реч", *(["x\ty"] if after else [])]


def test_a_deleted_mark_at_the_end_of_a_cell_loses_no_words_and_moves_none():
    first = f"<w:tc>{line(run('x'), mark='del')}</w:tc>"
    assert both(word(table(row(first, cell("y")))))[0] == ["x\ty"]


def test_a_heading_keeps_its_look_when_the_paragraph_before_it_is_deleted():
    body = line(deleted("Стари наслов"), mark="del") + line(run("Предмет", "<w:b/>"), look='<w:jc w:val="center"/>')
    (heading,) = read_blocks(word(body), Limits())[0]
    assert (heading.text, heading.bold, heading.centred) == ("Предмет", True, True)


def test_rows_are_inserted_and_deleted():
    rows = row(cell("Р."), cell("Мера")) + row(cell("1."), cell("стара"), mark="del") + row(cell("1."), cell("нова"), mark="ins")
    assert both(word(table(rows))) == (["Р.\tМера\n1.\tнова"], ["Р.\tМера\n1.\tстара"])


def test_cells_are_inserted_and_deleted():
    rows = row(cell("а"), cell("стара", "cellDel"), cell("нова", "cellIns")) + row(cell("б"), cell("2", "cellDel"), cell("3", "cellIns"))
    assert both(word(table(rows))) == (["а\tнова\nб\t3"], ["а\tстара\nб\t2"])


def test_a_table_of_inserted_rows_is_not_there_before():
    assert both(word(line(run("а")) + table(row(cell("x"), cell("y"), mark="ins")))) == (["а", "x\ty"], ["а"])


def test_deleted_paragraphs_of_a_list_are_not_counted():
    gone = counted("", 0).replace("</w:pPr>", f"<w:rPr><w:del {BY}/></w:rPr></w:pPr>").replace("<w:r><w:rPr></w:rPr>", "<w:r>")
    body = counted("а") + gone.replace("</w:p>", f"{deleted('б')}</w:p>") + counted("в")
    content = word(body, extra={"word/numbering.xml": numbering(level(0, "decimal", "%1."))})
    assert both(content) == (["1. а", "2. в"], ["1. а", "2. б", "3. в"])


def test_a_rejected_change_of_look_leaves_the_look_before_it():
    look = f'<w:jc w:val="left"/><w:pPrChange {BY}><w:pPr><w:jc w:val="center"/></w:pPr></w:pPrChange>'
    content = word(line(run("Члан 1.", f"<w:rPrChange {BY}><w:rPr><w:b/></w:rPr></w:rPrChange>"), look=look))
    (after,), (before,) = (read_blocks(content, Limits(), rejected=side)[0] for side in (False, True))
    assert (after.centred, after.bold, before.centred, before.bold) == (False, False, True, True)


def test_a_footnote_deleted_with_its_place_is_gone():
    note = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{line(run("Напомена."))}</w:footnote></w:footnotes>'
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    content = word(line(run("Текст."), change("del", reference)), extra={"word/footnotes.xml": note})
    assert both(content) == (["Текст."], ["Текст.", "Напомена."])


def test_every_change_is_counted_once():
    body = line(deleted("а"), inserted("б"), mark="ins") + table(
        row(cell("x"), cell("y"), mark="ins"), row(cell("x", "cellIns"), cell("y"))
    )
    for side, code in ((False, "tracked-changes-accepted"), (True, "tracked-changes-rejected")):
        _, found = read_blocks(word(body), Limits(), rejected=side)
        assert [(finding.code, finding.facts["count"]) for finding in found] == [(code, "5")]


def test_the_officer_chooses_the_side():
    content = word(line(run("Члан 1.")) + line(run("Рок је "), deleted("15"), inserted("30"), run(" дана.")))
    accepted, rejected = import_draft(content, "n.docx"), import_draft(content, "n.docx", tracked="rejected")
    assert [side.source[1].text for side in (accepted, rejected)] == ["Рок је 30 дана.", "Рок је 15 дана."]
