"""What forbids a report, how counts are stated, how places are printed, and what a refusal says of itself."""

import pytest

from dialog_tracker.domain.activity import Count, Qualifier
from dialog_tracker.domain.consultation import Phase
from dialog_tracker.domain.errors import DialogError, FieldErrors, Malformed
from dialog_tracker.domain.lint import ReportFindings, obstacles
from dialog_tracker.domain.place import new_after, place_label


@pytest.mark.parametrize(
    ("phase", "code"),
    [
        (Phase.DRAFT, "window-still-open"),
        (Phase.UPCOMING, "window-still-open"),
        (Phase.OPEN, "window-still-open"),
        (Phase.ANSWERING, None),
        (Phase.OVERDUE, None),
        (Phase.CONCLUDED, "consultation-ended"),
        (Phase.WITHDRAWN, "consultation-ended"),
    ],
)
def test_a_report_goes_out_after_the_end_and_once(phase, code):
    assert [o.code for o in obstacles(ReportFindings(phase, 0, 0, 0))] == ([code] if code else [])


def test_what_is_missing_is_counted_and_may_be_explained():
    found = obstacles(ReportFindings(Phase.ANSWERING, 9, 2, 3))
    assert [(o.code, o.count) for o in found] == [("answers-not-published", 3), ("answers-missing", 2)]
    assert [o.code for o in obstacles(ReportFindings(Phase.ANSWERING, 9, 2, 3, " \n"))] == ["answers-not-published", "answers-missing"]
    assert [(o.code, o.count) for o in obstacles(ReportFindings(Phase.ANSWERING, 9, 0, 0, waiting=2))] == [("comments-waiting", 2)]
    assert obstacles(ReportFindings(Phase.ANSWERING, 9, 2, 0, "Поднесци су стигли касно.")) == ()


@pytest.mark.parametrize(("number", "qualifier"), [(40, Qualifier.EXACT), (0, Qualifier.ABOUT), (None, Qualifier.NOT_STATED)])
def test_a_count_keeps_its_qualifier(number, qualifier):
    assert (Count(number, qualifier).number, Count(number, qualifier).qualifier) == (number, qualifier)


@pytest.mark.parametrize(
    ("number", "qualifier", "code"),
    [
        (None, Qualifier.OVER, "count-needs-qualifier"),
        (40, Qualifier.NOT_STATED, "count-needs-qualifier"),
        (-1, Qualifier.EXACT, "count-negative"),
    ],
)
def test_a_count_without_its_qualifier_is_refused(number, qualifier, code):
    with pytest.raises(Malformed, match=code):
        Count(number, qualifier)


@pytest.mark.parametrize(
    ("label", "heading", "unit", "anchor", "printed"),
    [
        ("Члан 7", "Предмет", "cl7", "cl7", "Члан 7"),
        ("Члан 7", None, "cl7", "cl7-st2", "Члан 7. став 2."),
        ("Члан 7.", None, "cl7", "cl7-st2-t1", "Члан 7. став 2. тачка 1)"),
        ("Члан 7а", None, "cl7a", "cl7a-st1-t2a-pt3-al1", "Члан 7а став 1. тачка 2a) подтачка 3) алинеја 1."),
        ("", "Уводне одредбе", "gl1", "gl1-tab1", "Уводне одредбе табела 1"),
        ("", None, "x1", "x1-st3", "став 3."),
        ("", None, "x1", "x1", ""),
    ],
)
def test_a_place_is_printed_as_lawyers_write_it(label, heading, unit, anchor, printed):
    assert place_label(label, heading, unit, anchor).replace("\u00a0", " ") == printed


@pytest.mark.parametrize(
    ("place", "printed"),
    [
        ("Члан 4", "нови члан после члана\u00a04"),
        ("Члан\u00a04а.", "нови члан после члана\u00a04а"),
        ("Прилог 1", "нова одредба после: Прилог 1"),
    ],
)
def test_the_place_of_a_new_provision(place, printed):
    assert new_after(place) == printed


def test_a_refusal_shows_its_code_and_facts():
    assert str(DialogError("link-spent")) == "link-spent"
    assert str(Malformed("text-too-long", field="reasons", limit=5)) == "text-too-long (field=reasons, limit=5)"
    several = FieldErrors({"email": Malformed("email-unreadable"), "name": Malformed("field-required")})
    assert (several.code, several.facts, list(several.by_field)) == ("fields-refused", {"fields": "email, name"}, ["email", "name"])
