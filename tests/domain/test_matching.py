from dataclasses import replace

import pytest
from hypothesis import given, settings

from dialog_tracker.domain.comparison import Change, compare
from dialog_tracker.domain.difference import PieceKind
from dialog_tracker.domain.outline import Entry, entries_of, tree_of
from dialog_tracker.domain.provision import ProvisionKind, walk
from dialog_tracker.domain.script import to_latin
from dialog_tracker.domain.structure import structure
from drafts import DRAFTS

K = ProvisionKind
SUBJECTS = ("удружење", "министарство", "надзорник", "скупштина", "заступник", "регистар", "фонд", "савет")


def words(number):
    """A text of its own for each number."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    return (
        f"Предмет{number} уређује {subject} у поступку{number * 7} по захтеву{number * 3} који подноси лице{number * 11} надлежном органу."
    )


def law(*articles: tuple):
    """Articles as (number, text) or (number, text, text …)."""
    entries = []
    for number, *texts in articles:
        entries.append(Entry(0, K.ARTICLE, f"Члан {number}"))
        entries += [Entry(1, K.PARAGRAPH, text=text) for text in texts]
    return tree_of(entries)


def told(old, new):
    """Pairs with something to tell, as (old label, new label, changes)."""
    units = [unit for unit in compare(old, new).units if unit.changes != {Change.SAME}]
    return [(one.old.label if one.old else None, one.new.label if one.new else None, {*map(str, one.changes)}) for one in units]


PLAIN = [(number, words(number)) for number in range(1, 31)]


def test_identical_and_empty_versions():
    assert told(law(*PLAIN), law(*PLAIN)) == []
    assert told((), ()) == []
    assert told((), law((1, "Текст."))) == [(None, "Члан 1", {"added"})]
    assert told(law((1, "Текст.")), ()) == [("Члан 1", None, {"removed"})]


def test_an_inserted_article_with_a_letter_changes_no_other():
    assert told(law(*PLAIN), law(*PLAIN[:12], ("12а", words(99)), *PLAIN[12:])) == [(None, "Члан 12а", {"added"})]


def test_an_article_in_the_middle_renumbers_those_after_it():
    later = [(number + 1, text) for number, text in PLAIN[9:]]
    found = told(law(*PLAIN), law(*PLAIN[:9], (10, words(99)), *later))
    assert found[0] == (None, "Члан 10", {"added"})
    assert found[1:] == [(f"Члан {number}", f"Члан {number + 1}", {"renumbered"}) for number in range(10, 31)]


def test_a_renumbered_article_with_changed_words_is_still_known():
    later = [(number + 1, text.replace("надлежном органу", "надлежном суду")) for number, text in PLAIN[9:]]
    found = told(law(*PLAIN), law(*PLAIN[:9], (10, words(99)), *later))
    assert found[1:] == [(f"Члан {number}", f"Члан {number + 1}", {"renumbered", "changed"}) for number in range(10, 31)]


def test_a_removed_article_is_told_where_it_stood():
    later = law(*PLAIN[:4], *PLAIN[5:])
    assert [at for at, unit in enumerate(compare(law(*PLAIN), later).units) if unit.changes != {Change.SAME}] == [4]


def test_swapped_articles():
    swapped = [*PLAIN[:4], (5, words(6)), (6, words(5)), *PLAIN[6:]]
    found = {(old, new) for old, new, _ in told(law(*PLAIN), law(*swapped))}
    assert found == {("Члан 5", "Члан 6"), ("Члан 6", "Члан 5")}


def test_an_article_moved_to_another_chapter():
    def chapters(first, second):
        entries = [Entry(0, K.CHAPTER, "I.", "УВОД"), *(Entry(1, K.ARTICLE, f"Члан {n}", text=words(n)) for n in first)]
        return tree_of([*entries, Entry(0, K.CHAPTER, "II.", "КРАЈ"), *(Entry(1, K.ARTICLE, f"Члан {n}", text=words(n)) for n in second)])

    assert told(chapters((1, 2, 3), (4, 5)), chapters((1, 2), (3, 4, 5))) == [("Члан 3", "Члан 3", {"moved"})]


def test_a_split_article_keeps_its_better_half():
    whole = law((1, words(1)), (2, words(2), words(3), words(4)), (3, words(5)))
    split = law((1, words(1)), (2, words(2), words(3)), (3, words(4)), (4, words(5)))
    found = told(whole, split)
    assert ("Члан 2", "Члан 2", {"changed"}) in found
    assert (None, "Члан 3", {"added"}) in found
    assert ("Члан 3", "Члан 4", {"renumbered"}) in found


def test_boilerplate_keeps_its_numbers():
    old = law(*((number, "Брише се.") for number in range(1, 11)))
    assert told(old, old[:4] + old[5:]) == [("Члан 5", None, {"removed"})]


def test_repeated_numbers_are_kept_apart():
    old = law((1, words(1)), (1, words(2)), (1, words(3)))
    assert told(old, law((1, words(1)), (1, words(3)))) == [("Члан 1", None, {"removed"})]


def test_a_different_text_is_no_match():
    assert {change for _, _, changes in told(law((1, words(1))), law((2, words(50)))) for change in changes} == {"added", "removed"}


def test_a_twin_in_the_other_script_is_the_same():
    cyrillic = law(*PLAIN)
    latin = tree_of(replace(one, label=to_latin(one.label), text=to_latin(one.text)) for one in entries_of(cyrillic))
    compared = compare(cyrillic, latin)
    assert compared.counts[Change.SAME] == 30
    assert all(not unit.parts for unit in compared.units)


def test_a_paragraph_at_the_front_is_the_only_change():
    old, new = law((1, words(1), words(2))), law((1, words(9), words(1), words(2)))
    (unit,) = compare(old, new).units
    assert unit.changes == {Change.CHANGED}
    assert [part.old is None for part in unit.parts] == [False, True, False, False]


def test_words_that_changed_are_shown():
    (unit,) = compare(law((1, "Рок је 15 дана.")), law((1, "Рок је 30 дана."))).units
    changed = [piece for piece in unit.parts[1].words if piece.kind is not PieceKind.EQUAL]
    assert [(piece.kind, piece.text) for piece in changed] == [(PieceKind.DELETED, "15"), (PieceKind.INSERTED, "30")]


def test_a_chapter_that_is_renamed_does_not_tell_its_articles_again():
    old = tree_of([Entry(0, K.CHAPTER, "I.", "УВОДНЕ ОДРЕДБЕ ЗАКОНА"), Entry(1, K.ARTICLE, "Члан 1", text=words(1))])
    new = tree_of([Entry(0, K.CHAPTER, "I.", "ОСНОВНЕ ОДРЕДБЕ ЗАКОНА"), Entry(1, K.ARTICLE, "Члан 1", text=words(2))])
    chapter, _ = compare(old, new).units
    assert (len(chapter.parts), chapter.changes) == (1, {Change.CHANGED})


@given(DRAFTS)
@settings(max_examples=150)
def test_a_version_compared_with_itself_is_the_same(blocks):
    text = structure(blocks).provisions
    compared = compare(text, text)
    assert all(unit.changes == {Change.SAME} for unit in compared.units)
    assert compared.fates == {one.anchor: one.anchor for one in walk(text)}


@pytest.mark.parametrize("other", ["а " * 1_000_000, ""])
def test_a_paragraph_of_two_megabytes(other):
    assert compare(law((1, "реч " * 500_000)), law((1, other))).counts[Change.SAME] == 0
