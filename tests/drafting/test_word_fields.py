import pytest
from word_files import paragraph, word

from dialog_tracker.domain.headings import SourceLine
from dialog_tracker.domain.provision import walk
from dialog_tracker.drafting.importer import import_draft
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.reading import read_blocks


def texts(body: str) -> list[str]:
    return [block.full for block in read_blocks(word(body), Limits())[0] if isinstance(block, SourceLine)]


def run(inner: str) -> str:
    return f"<w:r>{inner}</w:r>"


def step(kind: str) -> str:
    return run(f'<w:fldChar w:fldCharType="{kind}"/>')


def field(instruction: str, result: str | None = None) -> str:
    """A field of Word; without a result, as programs write it that leave the counting to Word."""
    ordered = run(f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>')
    return step("begin") + ordered + step("separate") + (run(f"<w:t>{result}</w:t>") if result is not None else "") + step("end")


def simple(instruction: str, result: str | None = None) -> str:
    return f'<w:fldSimple w:instr=" {instruction} ">{run(f"<w:t>{result}</w:t>") if result is not None else ""}</w:fldSimple>'


def line(*pieces: str) -> str:
    runs = (piece if piece.startswith("<") else run(f'<w:t xml:space="preserve">{piece}</w:t>') for piece in pieces)
    return f"<w:p>{''.join(runs)}</w:p>"


def test_the_result_of_a_field_is_read_and_its_instruction_is_not():
    assert texts(line("Члан ", field("SEQ AutoNr", "7")) + line("Члан ", simple("SEQ AutoNr", "8"))) == ["Члан 7", "Члан 8"]


def test_numbers_left_to_word_are_counted():
    # LibreOffice leaves them out in its plain text and can bear no witness here.
    body = line("Члан ", field("SEQ Clan"), ".") + paragraph("Текст.") + line("Члан ", simple("SEQ Clan"), ".") + paragraph("Текст.")
    assert texts(body) == ["Члан 1.", "Текст.", "Члан 2.", "Текст."]
    draft = import_draft(word(body), "nacrt.docx").text
    assert [provision.anchor for provision in walk(draft.provisions)] == ["cl1", "cl1-st1", "cl2", "cl2-st1"]


@pytest.mark.parametrize(
    ("instructions", "printed"),
    [
        ([r"SEQ a", r"SEQ A", r"SEQ b", r"SEQ a \n"], "1 2 1 3"),
        ([r"SEQ a \r 5", r"SEQ a", r"SEQ a \r5", r"SEQ a \c", r"SEQ a"], "5 6 5 5 6"),
        ([r"SEQ a \* ROMAN", r"SEQ a \* roman", r"SEQ a \* ALPHABETIC \* MERGEFORMAT", r"SEQ a \* alphabetic"], "I ii C d"),
        ([r"SEQ a \* Arabic", r"SEQ a \* Ordinal", r"SEQ a \# 0"], "1 2. 3"),
        ([r"SEQ a", r"SEQ a \h", r"SEQ a", r"SEQ a \h \* ROMAN"], "1  3 IV"),
        ([r"SEQ a", r"SEQ a ovde", r"SEQ a"], "1 1 2"),
        ([r'SEQ "Табела 1"', r'SEQ "Табела 1"'], "1 2"),
        ([r"LISTNUM", r"LISTNUM", r"LISTNUM \l 2", r"LISTNUM \l 2 \s 4", r"LISTNUM \l 3", r"LISTNUM", r"LISTNUM \l 4"], "1) 2) a) d) i) 3) (1)"),
        ([r"LISTNUM LegalDefault", r"LISTNUM LegalDefault \l 2", r"LISTNUM LegalDefault \l 2", r"LISTNUM LegalDefault \l 3"], "1. 1.1. 1.2. 1.2.1."),
        ([r"PAGE", r"REF ovde \h", r"SEQ", r""], "   "),
        ([r"SEQ a \r 99999999999999", r"SEQ a"], "1 2"),
    ],
)  # fmt: skip
def test_switches_of_numbering_fields(instructions, printed):
    assert texts("".join(line("а ", field(each)) + line("а ", simple("QUOTE x")) for each in instructions))[::2] == [
        f"а {number}" for number in printed.split(" ")
    ]


def test_a_field_within_a_field_is_counted_but_shown_only_as_its_result():
    inner = field("SEQ Clan")
    asked = f"{step('begin')}{run('<w:instrText> IF </w:instrText>')}{inner}{step('separate')}{run('<w:t>да</w:t>')}{step('end')}"
    around = f"{step('begin')}{run('<w:instrText> QUOTE </w:instrText>')}{step('separate')}{inner}{step('end')}"
    assert texts(line("а ", asked) + line("б ", around) + line("в ", inner)) == ["а да", "б 2", "в 3"]
