from hypothesis import given, settings
from hypothesis import strategies as st

from dialog_tracker.domain.headings import SourceLine, SourceTable
from dialog_tracker.domain.outline import entries_of, tree_of
from dialog_tracker.domain.provision import walk
from dialog_tracker.domain.structure import structure
from drafts import DRAFTS, letters, said


def typed(block: SourceLine | SourceTable) -> str:
    return f"{block.list_label} {block.text} " if isinstance(block, SourceLine) else f"{block.text} "


@given(DRAFTS)
@settings(max_examples=300)
def test_no_letter_of_the_source_is_lost(blocks):
    lost = letters("".join(map(typed, blocks))) - said(structure(blocks))
    assert not lost


@given(DRAFTS)
@settings(max_examples=200)
def test_anchors_are_unique_and_ascii(blocks):
    anchors = [provision.anchor for provision in walk(structure(blocks).provisions)]
    assert len(anchors) == len(set(anchors))
    assert all(anchor.isascii() and anchor.replace("-", "").isalnum() for anchor in anchors)


@given(DRAFTS)
@settings(max_examples=200)
def test_a_tree_written_down_as_entries_is_the_same_tree(blocks):
    provisions = structure(blocks).provisions
    assert tree_of(entries_of(provisions)) == provisions


@given(DRAFTS)
@settings(max_examples=100)
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
