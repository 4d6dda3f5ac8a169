"""Two versions compared: every habit of redrafting, from literals."""

import pytest
from hypothesis import given, settings

from dialog_tracker.domain.anchoring import Later, Standing
from dialog_tracker.domain.comparison import Change, anchors_of, compare
from dialog_tracker.domain.difference import PieceKind
from dialog_tracker.domain.headings import SourceLine, SourceTable
from dialog_tracker.domain.matching import units_of
from dialog_tracker.domain.script import to_latin
from dialog_tracker.domain.structure import structure
from drafts import DRAFTS

TREES = "Стабла у дрвореду одржава комунално предузеће по годишњем програму."
LAWNS = "Травњаци се косе најмање шест пута годишње, а у време суше ређе."
BENCHES = "Клупе и справе за игру прегледају се сваког месеца и поправљају без одлагања."
FINES = "Новчаном казном од 10.000 динара казниће се лице које оштети зелену површину."
ENTRY = "Ова одлука ступа на снагу осмог дана од дана објављивања."


def law(*articles: str | tuple[str, str]):
    """Articles of a law: a text, or a number with a text; a text that begins with > opens a chapter."""
    lines, number = [], 0
    for article in articles:
        if isinstance(article, str) and article.startswith(">"):
            lines.append(SourceLine(article[1:], centred=True))
            continue
        label, text = article if isinstance(article, tuple) else (str(number + 1), article)
        number = int("".join(filter(str.isdigit, label)))
        lines.append(SourceLine(f"Члан {label}.", centred=True))
        lines += [SourceLine(part) for part in text.split("\n")]
    return structure(lines).provisions


def changes(old, new):
    return [
        ((unit.old.label if unit.old else ""), (unit.new.label if unit.new else ""), sorted(unit.changes))
        for unit in compare(old, new).units
        if unit.changes != {Change.SAME}
    ]


def test_the_same_text_has_no_changes():
    text = law(TREES, LAWNS, FINES)
    compared = compare(text, text)
    assert [unit.changes for unit in compared.units] == [{Change.SAME}] * 3
    assert all(unit.parts == () for unit in compared.units)
    assert compared.fates == {anchor: anchor for anchor in anchors_of(text)}


def test_an_inserted_article_with_a_letter_leaves_the_others_alone():
    assert changes(law(TREES, LAWNS), law(("1", TREES), ("1а", BENCHES), ("2", LAWNS))) == [("", "Члан 1а", ["added"])]


def test_articles_after_an_insertion_are_renumbered_and_not_changed():
    assert changes(law(TREES, LAWNS, FINES, ENTRY), law(TREES, BENCHES, LAWNS, FINES, ENTRY)) == [
        ("", "Члан 2", ["added"]),
        ("Члан 2", "Члан 3", ["renumbered"]),
        ("Члан 3", "Члан 4", ["renumbered"]),
        ("Члан 4", "Члан 5", ["renumbered"]),
    ]


def test_a_removed_article_stands_where_it_stood():
    assert changes(law(TREES, LAWNS, FINES), law(TREES, FINES)) == [("Члан 2", "", ["removed"]), ("Члан 3", "Члан 2", ["renumbered"])]


def test_two_articles_that_changed_places_were_moved():
    assert changes(law(TREES, LAWNS, BENCHES, ENTRY), law(TREES, BENCHES, LAWNS, ENTRY)) in (
        [("Члан 3", "Члан 2", ["moved", "renumbered"]), ("Члан 2", "Члан 3", ["renumbered"])],
        [("Члан 3", "Члан 2", ["renumbered"]), ("Члан 2", "Члан 3", ["moved", "renumbered"])],
    )


def test_an_article_that_went_to_another_chapter_was_moved():
    old = law(">I. ПРВА ГЛАВА", TREES, LAWNS, ">II. ДРУГА ГЛАВА", BENCHES, ENTRY)
    new = law(">I. ПРВА ГЛАВА", TREES, ">II. ДРУГА ГЛАВА", LAWNS, BENCHES, ENTRY)
    assert changes(old, new) == [("Члан 2", "Члан 2", ["moved"])]


def test_changed_words_are_shown_word_by_word_in_their_paragraph():
    old, new = law(f"{TREES}\n{LAWNS}"), law(f"{TREES}\n{LAWNS.replace('шест', 'осам')}")
    (unit,) = compare(old, new).units
    assert unit.changes == {Change.CHANGED}
    changed = [part for part in unit.parts if any(piece.kind is not PieceKind.EQUAL for piece in part.words)]
    assert [
        (part.shown.anchor, [(piece.kind.value, piece.text) for piece in part.words if piece.kind is not PieceKind.EQUAL])
        for part in changed
    ] == [("cl1-st2", [("deleted", "шест"), ("inserted", "осам")])]


def test_a_paragraph_inserted_in_front_does_not_change_those_after_it():
    old, new = law(f"{TREES}\n{LAWNS}"), law(f"{BENCHES}\n{TREES}\n{LAWNS}")
    (unit,) = compare(old, new).units
    assert [((part.old.anchor if part.old else ""), (part.new.anchor if part.new else "")) for part in unit.parts] == [
        ("cl1", "cl1"), ("", "cl1-st1"), ("cl1-st1", "cl1-st2"), ("cl1-st2", "cl1-st3"),
    ]  # fmt: skip
    assert compare(old, new).fates == {"cl1": "cl1", "cl1-st1": "cl1-st2", "cl1-st2": "cl1-st3"}


def test_of_two_provisions_that_say_the_same_each_has_its_own_fate():
    table = SourceTable((("Ред", "Износ"),))
    old = structure([SourceLine("Члан 1.", centred=True), SourceLine(TREES), table, table]).provisions
    new = structure([SourceLine("Члан 1.", centred=True), table, SourceLine(TREES), SourceLine(LAWNS), table]).provisions
    fates = compare(old, new).fates
    assert len(set(fates.values())) == len(fates)


def test_articles_that_say_almost_the_same_are_kept_apart_by_their_labels():
    fines = [FINES.replace("10.000", f"{amount}.000") for amount in (5, 10, 15, 20)]
    raised = [FINES.replace("10.000", f"{amount}.000") for amount in (6, 12, 18, 24)]
    assert changes(law(*fines), law(*raised)) == [(f"Члан {number}", f"Члан {number}", ["changed"]) for number in range(1, 5)]


def test_a_text_too_short_to_tell_whose_it_is_stays_beside_its_neighbour_or_is_matched_by_nothing():
    old, new = law(TREES, "Брише се.", LAWNS, ENTRY), law(TREES, BENCHES, "Брише се.", LAWNS, ENTRY)
    assert ("Члан 2", "Члан 3", ["renumbered"]) in changes(old, new)
    far = law(TREES, LAWNS, ENTRY, BENCHES, FINES, "Брише се.")
    assert changes(old, far)[0] == ("Члан 2", "", ["removed"])


def test_an_article_rewritten_in_place_is_changed():
    assert changes(law(TREES, LAWNS), law(TREES, ENTRY)) == [("Члан 2", "Члан 2", ["changed"])]


def test_repeated_numbers_are_matched_in_their_order():
    old = law(("5", TREES), ("6", LAWNS), ("5", BENCHES))
    assert changes(old, law(("5", TREES), ("6", LAWNS), ("5", f"{BENCHES} Допуна."))) == [("Члан 5", "Члан 5", ["changed"])]


def test_a_version_in_the_other_script_is_the_same_text():
    old = law(">I. ПРВА ГЛАВА", TREES, LAWNS)
    lines = (">I. ПРВА ГЛАВА", ">Члан 1.", TREES, ">Члан 2.", LAWNS.replace("шест", "осам"))
    new = structure([SourceLine(to_latin(line.lstrip(">")), centred=line.startswith(">")) for line in lines]).provisions
    compared = compare(old, new)
    assert [sorted(unit.changes) for unit in compared.units] == [["same"], ["same"], ["changed"]]
    assert [piece.text for piece in compared.units[-1].parts[1].words if piece.kind is not PieceKind.EQUAL] == ["šest", "osam"]


def test_empty_versions_compare_too():
    assert compare((), ()).units == ()
    assert changes((), law(TREES)) == [("", "Члан 1", ["added"])]
    assert changes(law(TREES), ()) == [("Члан 1", "", ["removed"])]


def test_counts_leave_divisions_out():
    old, new = law(">I. ПРВА ГЛАВА", TREES, LAWNS), law(">I. НОВА ГЛАВА", TREES, BENCHES, LAWNS)
    assert {change.value: count for change, count in compare(old, new).counts.items() if count} == {"added": 1, "renumbered": 1, "same": 1}


@given(DRAFTS, DRAFTS)
@settings(max_examples=150)
def test_every_provision_of_both_versions_is_in_the_comparison_once(first, second):
    old, new = structure(first).provisions, structure(second).provisions
    compared = compare(old, new)
    assert set(compared.fates) <= anchors_of(old)
    assert len(set(compared.fates.values())) == len(compared.fates)
    for text, side in ((old, "old"), (new, "new")):
        placed = [getattr(unit, side).anchor for unit in compared.units if getattr(unit, side)]
        assert sorted(placed) == sorted(unit.provision.anchor for unit in units_of(text))
    for unit in compared.units:
        for part in unit.parts:
            before = "".join(piece.text for piece in part.words if piece.kind is not PieceKind.INSERTED)
            after = "".join(piece.text for piece in part.words if piece.kind is not PieceKind.DELETED)
            assert to_latin(before) == to_latin(part.old.text if part.old else "")
            assert to_latin(after) == to_latin(part.new.text if part.new else "")


# Comments against a later version


def later(old, new):
    return Later(old, new, compare(old, new).fates)


def test_a_comment_stays_with_its_provision():
    found = later(law(TREES, LAWNS), law(TREES, LAWNS)).standing("cl2-st1", LAWNS)
    assert (found.standing, found.anchor, found.words_changed) == (Standing.ANCHORED, "cl2-st1", False)


def test_a_comment_on_a_rewritten_provision_says_that_its_words_are_gone():
    found = later(law(TREES, LAWNS), law(TREES, LAWNS.replace("шест", "осам"))).standing("cl2", LAWNS)
    assert (found.standing, found.anchor, found.words_changed, found.quote_lost) == (Standing.ANCHORED, "cl2", True, True)


def test_a_comment_moves_with_a_renumbered_article():
    found = later(law(TREES, LAWNS), law(TREES, BENCHES, LAWNS)).standing("cl2-st1")
    assert (found.standing, found.anchor) == (Standing.MOVED, "cl3-st1")


def test_a_comment_on_a_removed_provision_is_an_orphan():
    gone = later(law(TREES, BENCHES, LAWNS), law(TREES, LAWNS)).standing("cl2-st1", BENCHES)
    assert (gone.standing, gone.anchor, gone.near) == (Standing.ORPHANED, "", "")
    part = later(law(f"{TREES}\n{BENCHES}"), law(TREES)).standing("cl1-st2")
    assert (part.standing, part.near) == (Standing.ORPHANED, "cl1")


def test_a_quotation_found_once_elsewhere_takes_the_comment_with_it():
    found = later(law(f"{TREES} {BENCHES}", LAWNS), law(TREES, LAWNS, f"Додато. {BENCHES}")).standing("cl1-st1", BENCHES)
    assert (found.standing, found.anchor) == (Standing.MOVED, "cl3-st1")


@pytest.mark.parametrize("quote", ["се", "Брише се."])
def test_a_short_quotation_leads_nowhere(quote):
    found = later(law(f"{quote}\n{TREES}"), law(TREES, f"{LAWNS} {quote}")).standing("cl1-st1", quote)
    assert found.standing is not Standing.MOVED
