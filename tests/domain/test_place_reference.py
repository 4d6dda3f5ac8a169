"""Places as people write them, in both scripts, and what they are in a draft."""

import pytest

from dialog_tracker.domain.comment import CommentTarget
from dialog_tracker.domain.place_reference import nearest, read_placement, references_in

KNOWN = {
    "cl1",
    "cl12",
    "cl12a",
    "cl12-st1",
    "cl12-st2",
    "cl12-st2-t1",
    "cl12-st3",
    "cl5",
    "cl5-t2",
    "cl7",
    "cl7-st1-t3",
    "gl2",
    "pr1",
    "preambula",
    "akt1-2",
}


def found(text):
    return [(one.article, one.paragraph, one.point) for one in references_in(text)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("čl. 12 st. 3", [("12", "3", "")]),
        ("члан 12а", [("12a", "", "")]),
        ("Члана 12. став 2. тачка 1)", [("12", "2", "1")]),
        ("u čl. 12, st. 2, t. 1", [("12", "2", "1")]),
        ("став 2. члана 5", [("5", "2", "")]),
        ("тачка 3) став 1. члана 7. нацрта", [("7", "1", "3")]),
        ("članak 12. stavak 3.", [("12", "3", "")]),
        ("Article 12(2)", [("12", "2", "")]),
        ("čl. 3, 5 i 7", [("3", "", ""), ("5", "", ""), ("7", "", "")]),
        ("чл. 10. и 12.", [("10", "", ""), ("12", "", "")]),
        ("члан 12ђ и члан 12дж", [("12dj", "", "")]),
        ("člana 3. Zakona o radu", []),
        ("члан 25. Устава Републике Србије", []),
        ("člana 3. ovog zakona", [("3", "", "")]),
        ("члана 3. Нацрта закона", [("3", "", "")]),
        ("члан без броја, стране 12", []),
        ("чланови савета и 12 других", []),
        ("čl. 5 t. 2", [("5", "", "2")]),
        ("Члан 12. став 3. треба брисати", [("12", "3", "")]),
        ("члан 5 стоји нејасно", [("5", "", "")]),
        ("člana 7. stav 1. tačka a) se briše", [("7", "1", "a")]),
    ],
)
def test_places_named_in_a_text_are_found(text, places):
    assert found(text)[: len(places) or 9] == places


@pytest.mark.parametrize(
    ("cell", "part", "anchors"),
    [
        ("cl12", "став 2. тачка 1)", ("cl12-st2-t1",)),
        ("Члан 12. Надзор", "3", ("cl12-st3",)),
        ("12", "st. 9", ("cl12",)),
        ("Члан 5", "тачка 2)", ("cl5-t2",)),
        ("", "члан 12", ("cl12",)),
        ("cl12", "", ("cl12",)),
    ],
)
def test_a_part_in_a_cell_of_its_own_narrows_the_place(cell, part, anchors):
    assert read_placement(cell, KNOWN, part).anchors == anchors


def test_a_place_that_the_draft_lacks_becomes_the_nearest_it_has():
    one = next(references_in("члан 12. став 9. тачка 4"))
    assert nearest(one, KNOWN) == "cl12"
    assert nearest(next(references_in("člana 40")), KNOWN) is None


@pytest.mark.parametrize(
    ("cell", "target", "anchors", "sure"),
    [
        ("Члан 12. став 2. тачка 1)", CommentTarget.PROVISION, ("cl12-st2-t1",), True),
        ("12", CommentTarget.PROVISION, ("cl12",), True),
        ("12а.", CommentTarget.PROVISION, ("cl12a",), True),
        ("12/3", CommentTarget.PROVISION, ("cl12-st3",), True),
        ("cl12-st3", CommentTarget.PROVISION, ("cl12-st3",), True),
        ("čl. 5 tačka 2", CommentTarget.PROVISION, ("cl5-t2",), True),
        ("čl. 7 t. 3", CommentTarget.PROVISION, ("cl7-st1-t3",), True),
        ("чл. 5 и 7", CommentTarget.PROVISION, ("cl5", "cl7"), True),
        ("нови члан после члана 12", CommentTarget.NEW_AFTER, ("cl12",), True),
        ("Novi član iza čl. 12a", CommentTarget.NEW_AFTER, ("cl12a",), True),
        ("", CommentTarget.GENERAL, (), True),
        ("Цео нацрт", CommentTarget.GENERAL, (), True),
        ("опште примедбе", CommentTarget.GENERAL, (), True),
        ("-", CommentTarget.GENERAL, (), True),
        ("Глава II", CommentTarget.PROVISION, ("gl2",), True),
        ("Прилог 1", CommentTarget.PROVISION, ("pr1",), True),
        ("Активност 1.2.", CommentTarget.PROVISION, ("akt1-2",), True),
        ("преамбула", CommentTarget.PROVISION, ("preambula",), True),
        ("члан 99", CommentTarget.GENERAL, (), False),
        ("поглавље о надзору", CommentTarget.GENERAL, (), False),
    ],
)
def test_a_cell_that_names_a_place_is_read(cell, target, anchors, sure):
    read = read_placement(cell, KNOWN)
    assert (read.target, read.anchors, read.sure) == (target, anchors, sure)
