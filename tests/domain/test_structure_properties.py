import unicodedata
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from dialog_tracker.domain.headings import SourceLine, SourceTable
from dialog_tracker.domain.outline import entries_of, tree_of
from dialog_tracker.domain.provision import DraftText, walk
from dialog_tracker.domain.structure import structure

TYPICAL = st.sampled_from(
    [
        "Члан 1.", "Члан 2", "Члан 2.", "Члан 12а", "Član 3.", "Члан 5[с1]", "Члан", "Č l a n", "„Члан 77.", "Члан 5. мења се.",
        "З А К О Н", "О РАДУ", "ПРАВИЛНИК о раду", "I. ОСНОВНЕ ОДРЕДБЕ", "II", "ГЛАВА ПРВА", "ДЕО II", "А) Уређивање", "Предмет", "ПРЕЛАЗНЕ ОДРЕДБЕ",
        "На основу члана 5. Закона", "министар доноси", "1) прво;", "а) слово", "(1) став", "– алинеја", "1. тачка", "мења се и гласи:", "крај.”",
        "ОБРАЗЛОЖЕЊЕ", "О б р а з л о ж е њ е", "ПРИЛОГ 1", "Прилог", "Број: 1/2026", "У Београду, 1. маја 2026.", "Самостални чланови Закона",
        "Предмет\nЧлан 7.", "(Назив)", "", "Обична реченица са тачком.", "недовршена реченица", 'рекао је "да', ",,Наводник",
    ]
)  # fmt: skip
ANYTHING = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), max_size=25)
LINES = st.builds(
    SourceLine,
    text=TYPICAL | ANYTHING,
    centred=st.booleans(),
    bold=st.booleans(),
    style_name=st.sampled_from(["", "Normal", "Clan"]),
    outline_level=st.none() | st.integers(1, 9),
    list_label=st.sampled_from(["", "", "", "1)", "Члан 1.", "•", "I.", "1."]),
    footnote=st.sampled_from(["", "", "", "1"]),
)
TABLES = st.builds(SourceTable, st.lists(st.lists(ANYTHING | TYPICAL, max_size=3).map(tuple), max_size=3).map(tuple))
DRAFTS = st.lists(LINES | TABLES, max_size=25)


def letters(text: str) -> Counter[str]:
    """Letters and digits; case is changed in titles, and dots and spaces around labels are not kept."""
    folded = unicodedata.normalize("NFKC", text).upper().casefold()
    return Counter(letter for letter in folded if letter.isalnum())


def said(draft: DraftText) -> Counter[str]:
    pieces = [draft.title]
    for provision in walk(draft.provisions):
        pieces += [provision.label, provision.heading or "", provision.text]
    return letters(" ".join(pieces))


def typed(block: SourceLine | SourceTable) -> str:
    return f"{block.list_label} {block.text} " if isinstance(block, SourceLine) else f"{block.text} "


@given(DRAFTS)
@settings(max_examples=300, deadline=None)
def test_no_letter_of_the_source_is_lost(blocks):
    lost = letters("".join(map(typed, blocks))) - said(structure(blocks))
    assert not lost


@given(DRAFTS)
@settings(max_examples=200, deadline=None)
def test_anchors_are_unique_and_ascii(blocks):
    anchors = [provision.anchor for provision in walk(structure(blocks).provisions)]
    assert len(anchors) == len(set(anchors))
    assert all(anchor.isascii() and anchor.replace("-", "").isalnum() for anchor in anchors)


@given(DRAFTS)
@settings(max_examples=200, deadline=None)
def test_a_tree_written_down_as_entries_is_the_same_tree(blocks):
    provisions = structure(blocks).provisions
    assert tree_of(entries_of(provisions)) == provisions


@given(DRAFTS)
@settings(max_examples=100, deadline=None)
def test_reading_twice_gives_the_same_draft(blocks):
    assert structure(blocks) == structure(blocks)


@given(st.lists(st.sampled_from(["article", "chapter", "point", "text"]), max_size=20))
def test_the_order_of_the_text_is_kept(shapes):
    lines = [SourceLine("Члан 1.", centred=True)]
    words = []
    for number, shape in enumerate(shapes):
        words.append(f"реч{number}.")
        if shape == "article":
            lines.append(SourceLine(f"Члан {number + 2}.", centred=True))
        elif shape == "chapter":
            lines += [SourceLine("I. ГЛАВА", centred=True), SourceLine(f"Члан {number + 2}.", centred=True)]
        lines.append(SourceLine(f"{'1) ' if shape == 'point' else ''}реч{number}."))
    texts = [provision.text for provision in walk(structure(lines).provisions) if provision.text]
    assert texts == words


@given(st.lists(st.integers(1, 6), min_size=1, max_size=12))
def test_every_article_becomes_a_provision_however_numbers_repeat(numbers):
    lines = [SourceLine(f"Члан {number}.", centred=True) for number in numbers]
    draft = structure([line for article in lines for line in (article, SourceLine("Текст члана."))])
    articles = [provision for provision in walk(draft.provisions) if provision.kind == "article"]
    assert [provision.label for provision in articles] == [f"Члан {number}" for number in numbers]
    repeats = sum(found.code == "number-repeated" for found in draft.findings)
    assert repeats == len(numbers) - len(set(numbers))
