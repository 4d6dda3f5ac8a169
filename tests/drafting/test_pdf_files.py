import time

import pytest
from test_formats import pdf

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.drafting.importer import import_draft
from dialog_tracker.office.pdf_text import read_pdf

LOCKED = f"/ID[<{'ab' * 16}><{'ab' * 16}>]/Encrypt<</Filter/Standard/V 1/R 2/O<{'cd' * 32}>/U<{'ef' * 32}>/P -4>>"


def drawn(*rows: tuple[float, float, str]) -> str:
    """The content of a page whose rows stand at the given places; `pdf` wraps it into its own row at 72, 700."""
    return "heading) Tj ET " + " ".join(f"BT /F 10 Tf {x} {y} Td ({text}) Tj ET" for x, y, text in rows) + " BT /F 10 Tf 72 30 Td (. "


def two_columns(count: int) -> str:
    left = [(60, 640 - 14 * at, f"lijeva kolona, njen redak broj {at:02d}.") for at in range(count)]
    right = [(320, 640 - 14 * at, f"desna kolona, njen redak broj {at:02d}.") for at in range(count)]
    return drawn(*left, *right)


def test_two_columns_are_read_one_after_the_other():
    lines, findings = read_pdf(pdf(two_columns(12)))
    words = " ".join(line.text for line in lines)
    assert [(found.code, found.facts["count"]) for found in findings] == [("two-columns", "1")]
    assert words.startswith("heading lijeva kolona, njen redak broj 00. lijeva kolona")
    assert (words.count("lijeva"), words.count("desna")) == (12, 12)
    assert words.rindex("lijeva") < words.index("desna")


def test_a_few_rows_side_by_side_are_no_columns():
    _, findings = read_pdf(pdf(two_columns(5)))
    assert findings == ()


@pytest.mark.parametrize("count", [1_001, 3_000])
def test_a_pdf_of_too_many_pages_is_refused_with_the_limit_and_soon(count):
    content = pdf(*["a"] * count)
    began = time.process_time()
    with pytest.raises(Malformed) as refusal:
        import_draft(content, "nacrt.pdf")
    assert (refusal.value.code, refusal.value.facts) == ("draft-too-many-pages", {"limit": 1000})
    assert time.process_time() - began < 5


def test_a_pdf_at_the_limit_of_pages_is_read():
    assert len(import_draft(pdf(*(f"Clan {at}." for at in range(1, 1_001))), "nacrt.pdf").source) == 1_000


def test_a_pdf_under_a_password_is_refused_as_such():
    with pytest.raises(Malformed, match="draft-encrypted"):
        import_draft(pdf("tajna", extra=LOCKED), "nacrt.pdf")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"/Kids[10 0 R]", b"/Kids[2 0 R 2 0 R 10 0 R]"),
        (b"/Kids[10 0 R]", b"/Kids[1 0 R]"),
        (b"/Count 1", b"/Count 2000000000"),
        (b"/Count 1", b"/Count -5"),
        (b"MediaBox[0 0 595 842]", b"MediaBox[0 0 0 0]"),
        (b"/BaseFont/Helvetica", b"/BaseFont 3 0 R"),
        (b"/Contents 11 0 R", b"/Contents 10 0 R"),
        (b"12 Tf", b"99999999999 Tf"),
        (b"12 Tf", b"-12 Tf"),
    ],
)
def test_a_pdf_with_a_false_structure_comes_to_an_end(before, after):
    content = pdf("Clan 1.")
    assert before in content
    try:
        draft = import_draft(content.replace(before, after), "nacrt.pdf")
    except Malformed as refusal:
        assert refusal.code in {"draft-damaged", "draft-scanned", "draft-too-many-pages"}  # noqa: PT017 - either end is sound
    else:
        assert [block.text for block in draft.source] == ["Clan 1."]
