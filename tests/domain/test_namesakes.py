"""Names that may mean one organisation."""

import pytest

from dialog_tracker.domain.namesakes import LIKE, likeness, nearest, proposals


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Удружење грађана „Липа”", "NVO Lipa"),
        ("Београдски центар за људска права", "BEOGRADSKI CENTAR ZA LJUDSKA PRAVA"),
        ("Центар за младе Ђердап", "Djerdap – centar za mlade"),
        ("Омладински клуб Развој", "Омладнски клуб Развој"),
        ("Центaр за рeке", "Центар за реке"),
    ],
)
def test_scripts_kinds_order_and_slips_do_not_hide_a_likeness(one, other):
    assert likeness(one, other) >= LIKE
    assert likeness(other, one) == likeness(one, other)


@pytest.mark.parametrize(("one", "other"), [("Липа", "Бреза"), ("Удружење А", "Удружење Б"), ("Центар за реке", "Савез слепих")])
def test_unlike_names_are_unlike(one, other):
    assert likeness(one, other) < LIKE


def test_pairs_are_found_in_a_list_the_likest_first_and_two_register_numbers_are_two():
    names = {1: "Удружење Липа", 2: "Бреза", 3: "NVO Lipa", 4: "Омладински клуб Развој", 5: "Омладнски клуб Развој", 6: "Сасвим друго"}
    found = proposals(names, {1: "17162543", 3: "20084693"})
    assert [(pair.one, pair.other) for pair in found] == [(4, 5)]
    assert [(pair.one, pair.other) for pair in proposals(names)] == [(1, 3), (4, 5)]
    assert next((p.one, p.other, p.share) for p in proposals(names, {2: "17162543", 6: "17162543"})) in {(1, 3, 1.0), (2, 6, 1.0)}


def test_the_nearest_known_name_is_given_only_if_it_is_near():
    known = {"a": "Министарство правде", "b": "Министарство просвете"}
    assert nearest("Ministarstvo pravde RS", known).other == "Министарство правде"
    assert nearest("Скијашки савез", known) is None
    assert nearest("Било шта", {}) is None
