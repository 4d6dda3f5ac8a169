import pytest

from dialog_tracker.domain.label import anchor_key, label_key, label_order
from dialog_tracker.domain.provision import DraftText, Finding, Provision, ProvisionKind, counts_by_kind, walk
from dialog_tracker.domain.script import Script

POINT = Provision("cl1-st1-t1", "1)", ProvisionKind.POINT, None, "прва")
PARAGRAPH = Provision("cl1-st1", "", ProvisionKind.PARAGRAPH, None, "Садржи:", (POINT,))
ARTICLE = Provision("cl1", "Члан 1", ProvisionKind.ARTICLE, "Предмет", "", (PARAGRAPH,))


def test_walk_gives_a_parent_before_its_children():
    assert [provision.anchor for provision in walk((ARTICLE,))] == ["cl1", "cl1-st1", "cl1-st1-t1"]


def test_counts_name_only_the_kinds_that_occur():
    draft = DraftText("Закон", "draft_law", Script.CYRILLIC, "sr", (ARTICLE,))
    assert counts_by_kind(draft) == {ProvisionKind.ARTICLE: 1, ProvisionKind.PARAGRAPH: 1, ProvisionKind.POINT: 1}


@pytest.mark.parametrize(
    "labels",
    [
        ["Члан 12", "Члан 12а", "Члан 12б", "Члан 12в", "Члан 12г", "Члан 12д", "Члан 12ђ", "Члан 13", "Члан 120"],
        ["Član 12", "Član 12a", "Član 12b", "Član 12v", "Član 12g", "Član 12d", "Član 12đ", "Član 12e", "Član 13"],
        ["9)", "17a)", "17б)", "17v)", "18)"],
        ["Члан 5", "Члан 5[с1]", "Члан 6"],
    ],
)
def test_labels_follow_number_and_azbuka(labels):
    assert sorted(set(labels), key=label_order) == labels


def test_the_same_label_in_two_scripts_has_one_place():
    assert label_order("Члан 12ђ") == label_order("Član 12đ")
    assert label_order("Члан 12љ") == label_order("Član 12lj")


@pytest.mark.parametrize(
    ("label", "key"),
    [("Члан 12ђ", "12dj"), ("Član 12đ", "12dj"), ("Члан 012", "12"), ("Члан 5[с1]", "5-s1"), ("17a)", "17a"), ("(2)", "2"), ("Члан", "")],
)
def test_keys_are_ascii(label, key):
    assert label_key(label) == key


@pytest.mark.parametrize(
    ("kind", "label", "key"),
    [
        ("article", "Члан 12ђ", "12dj"), ("article", "3.a člen", "3a"), ("chapter", "IIIa", "3a"), ("chapter", "ХІ", "11"), ("chapter", "ГЛАВА ПРВА", "1"),
        ("part", "Други део", "2"), ("section", "Б)", "b"), ("section", "ОДЕЉАК 3", "3"), ("point", "џ)", "dzh"), ("point", "4a)", "4a"),
        ("subpoint", "(2)", "2"), ("indent", "–", ""), ("annex", "ПРИЛОГ IV", "4"), ("annex", "Прилог Б", "b"), ("annex", "Прилог", ""),
        ("heading", "1.2.3", "1-2-3"), ("measure", "Мера 2.1", "2-1"), ("paragraph", "", ""), ("paragraph", "(3)", "3"), ("chapter", "C", "100"),
    ],
)  # fmt: skip
def test_an_anchor_follows_the_label(kind, label, key):
    assert anchor_key(ProvisionKind(kind), label) == key


def test_a_label_without_a_number_comes_first():
    assert sorted(["Члан 1", "Прилог"], key=label_order) == ["Прилог", "Члан 1"]


def test_no_two_letters_of_the_azbuka_share_a_key():
    letters = "абвгдђежзијклљмнњопрстћуфхцчџш"
    assert len({label_key(f"1{letter}") for letter in letters}) == len(letters)


def test_a_finding_says_its_facts():
    found = Finding("gap-in-numbers", "cl7", {"after": "5", "before": "Члан 7"})
    assert found.message == "After 5 comes Члан 7: at least one article seems to be missing."
    assert Finding("title-missing", "1").message == "No title of the act was found."
