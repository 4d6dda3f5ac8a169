"""Coverage of invitations, and why an organisation is pointed out as missed."""

import pytest

from dialog_tracker.domain.outreach import By, Covered, Reached, Reason, coverage, one_each, reason_for

INVITED = (
    Reached("Липа", "a", "association", ("environment", "youth"), "Ужице", delivered=False),
    Reached("Lipa", "a", "association", ("environment", "youth"), "Ужице", delivered=True, answered=True, came=True),
    Reached("Јасен", "b", "foundation", ("youth",), "Ниш", delivered=False),
    Reached("Петар Петровић"),
)


def test_two_channels_to_one_organisation_are_one_invitation():
    (lipa, *others) = one_each(INVITED)
    assert (lipa.delivered, lipa.answered, lipa.came) == (True, True, True)
    assert [one.name for one in others] == ["Јасен", "Петар Петровић"]


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        (By.KIND, [Covered("association", 1, 0, 1, 1), Covered("foundation", 1, 1, 0, 0), Covered("", 1, 0, 0, 0)]),
        (By.AREA, [Covered("youth", 2, 1, 1, 1), Covered("environment", 1, 0, 1, 1), Covered("", 1, 0, 0, 0)]),
        (By.TERRITORY, [Covered("Ниш", 1, 1, 0, 0), Covered("Ужице", 1, 0, 1, 1), Covered("", 1, 0, 0, 0)]),
    ],
)
def test_coverage_counts_each_organisation_once_in_each_of_its_areas(by, rows):
    assert coverage(INVITED, by) == rows
    assert coverage((), by) == []


def test_an_organisation_is_pointed_out_by_its_area_or_its_place():
    assert reason_for(same_area=True, same_place=True) is Reason.AREA_AND_PLACE
    assert reason_for(same_area=True, same_place=False) is Reason.AREA
    assert reason_for(same_area=False, same_place=True) is Reason.PLACE
    assert reason_for(same_area=False, same_place=False) is None
