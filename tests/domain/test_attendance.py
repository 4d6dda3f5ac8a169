"""Registration and attendance lists by their rules."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dialog_tracker.domain.attendance import Attendee, Door, Headcount, Opening, RollEntry, check_open, check_opening, headcount, roll
from dialog_tracker.domain.errors import Conflict, FieldErrors
from dialog_tracker.domain.vague_date import read_when

OPENS = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CLOSES = datetime(2026, 11, 27, 15, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LAST = datetime(2026, 12, 1, tzinfo=UTC)
PEOPLE = (
    Attendee("Ана Анић", "Удружење Липа", named=True, came=True),
    Attendee("Бојан Бојић", "Udruženje Lipa", named=False, came=True),
    Attendee("Вера Верић", "", named=True, came=True),
    Attendee("Горан Горић", "Мрежа Јасен", named=True, came=False),
    Attendee("Дара Дарић", "Мрежа Јасен", named=True, waits=True),
)


@pytest.mark.parametrize(
    ("now", "door"),
    [(OPENS - SECOND, Door.NOT_YET), (OPENS, Door.OPEN), (CLOSES - SECOND, Door.OPEN), (CLOSES, Door.OVER)],
)
def test_the_last_second_is_in_time_and_the_next_is_late(now, door):
    opening = Opening(OPENS, CLOSES)
    assert opening.door(now) is door
    if door is not Door.OPEN:
        with pytest.raises(Conflict, match="registration-"):
            check_open(opening, now)


@pytest.mark.parametrize(
    ("opening", "when", "field"),
    [
        (Opening(OPENS, OPENS), "30.11.2026.", "closes_on"),
        (Opening(OPENS, LAST + SECOND), "30.11.2026.", "closes_on"),
        (Opening(OPENS, CLOSES, 0), "30.11.2026.", "seats"),
        (Opening(OPENS, CLOSES), "новембар 2026.", "opens_on"),
    ],
)
def test_a_registration_that_cannot_be_held_is_refused_by_field(opening, when, field):
    with pytest.raises(FieldErrors) as refused:
        check_opening(opening, read_when(when), LAST)
    assert set(refused.value.by_field) == {field}


def test_a_registration_may_end_with_the_day_of_the_activity():
    when = read_when("30.11.2026.")
    assert when.starts_on == date(2026, 11, 30)
    check_opening(Opening(OPENS, LAST, 40), when, LAST)


def test_two_spellings_of_an_organisation_count_once_and_who_came_alone_is_no_organisation():
    assert headcount(PEOPLE) == Headcount(registered=5, waiting=1, came=3, organisations=1)


def test_the_list_names_only_those_who_agreed_and_counts_the_others():
    assert roll(PEOPLE) == (RollEntry("Удружење Липа", ("Ана Анић",), 1), RollEntry("", ("Вера Верић",), 0))
    assert [one.persons for one in roll(PEOPLE)] == [2, 1]
    assert roll(()) == ()
