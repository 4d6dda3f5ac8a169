"""Dates as activities are told: no more precise than what was stated."""

from datetime import date

import pytest

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.vague_date import NOT_STATED, DatePrecision, When, read_when, when_in_words

DAY, MONTH, YEAR, PERIOD = DatePrecision.DAY, DatePrecision.MONTH, DatePrecision.YEAR, DatePrecision.PERIOD


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("новембар 2022.", "2022-11-01", "2022-11-30", MONTH),
        ("Novembra 2023. godine", "2023-11-01", "2023-11-30", MONTH),
        ("November 2022", "2022-11-01", "2022-11-30", MONTH),
        ("02.2024.", "2024-02-01", "2024-02-29", MONTH),
        ("2024-02", "2024-02-01", "2024-02-29", MONTH),
        ("22-27. maj 2023", "2023-05-22", "2023-05-27", DAY),
        ("22–27. маја 2023. године", "2023-05-22", "2023-05-27", DAY),
        ("22–27 May 2023", "2023-05-22", "2023-05-27", DAY),
        ("од 22. до 27. маја 2023.", "2023-05-22", "2023-05-27", DAY),
        ("22.05.2023 - 27.05.2023", "2023-05-22", "2023-05-27", DAY),
        ("22-27.5.2023.", "2023-05-22", "2023-05-27", DAY),
        ("30.5-2.6.2023.", "2023-05-30", "2023-06-02", DAY),
        ("30. мај – 2. јун 2023.", "2023-05-30", "2023-06-02", DAY),
        ("30. децембар 2022. – 2. јануар 2023.", "2022-12-30", "2023-01-02", DAY),
        ("5. и 6. март 2023.", "2023-03-05", "2023-03-06", DAY),
        ("21.12.2022.", "2022-12-21", "2022-12-21", DAY),
        ("21. 12. 2022", "2022-12-21", "2022-12-21", DAY),
        ("21. децембра 2022. године", "2022-12-21", "2022-12-21", DAY),
        ("2022-12-21", "2022-12-21", "2022-12-21", DAY),
        ("21 December 2022", "2022-12-21", "2022-12-21", DAY),
        ("December 21, 2022", "2022-12-21", "2022-12-21", DAY),
        ("2022.", "2022-01-01", "2022-12-31", YEAR),
        ("u toku 2022. godine", "2022-01-01", "2022-12-31", YEAR),
        ("током 2022. и 2023.", "2022-01-01", "2023-12-31", PERIOD),
        ("2021, 2022 i 2023", "2021-01-01", "2023-12-31", PERIOD),
        ("2021–2023", "2021-01-01", "2023-12-31", PERIOD),
        ("од 2021. до 2023. године", "2021-01-01", "2023-12-31", PERIOD),
        ("between 2021 and 2023", "2021-01-01", "2023-12-31", PERIOD),
        ("новембар–децембар 2022.", "2022-11-01", "2022-12-31", PERIOD),
        ("децембар 2022. – фебруар 2023.", "2022-12-01", "2023-02-28", PERIOD),
    ],
)
def test_dates_are_read_as_precisely_as_they_are_stated(text, first, last, precision):
    assert read_when(text) == When(date.fromisoformat(first), date.fromisoformat(last), precision)


@pytest.mark.parametrize("text", ["", " – ", "није наведено", "unknown"])
def test_what_is_not_stated_stays_so(text):
    assert read_when(text) == NOT_STATED
    assert when_in_words(NOT_STATED) == ""


@pytest.mark.parametrize("text", ["31.2.2023.", "нонембар 2022.", "јесен 2022", "22/2023/5", "99", "13.2022.", "32. маја 2023."])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(Malformed, match="dates-unreadable"):
        read_when(text)


def test_an_end_before_the_beginning_is_refused():
    with pytest.raises(Malformed, match="window-ends-before-it-opens"):
        read_when("27-22. maj 2023")
    with pytest.raises(Malformed, match="date-needs-precision"):
        When(None, None, DAY)
    with pytest.raises(Malformed, match="date-needs-precision"):
        When(date(2023, 1, 1), date(2023, 1, 1), DatePrecision.NOT_STATED)


@pytest.mark.parametrize(
    ("typed", "serbian", "english"),
    [
        ("22-27. maj 2023", "22–27. маја 2023.", "22–27 May 2023"),
        ("21.12.2022.", "21. децембра 2022.", "21 December 2022"),
        ("30. мај – 2. јун 2023.", "30. маја – 2. јуна 2023.", "30 May – 2 June 2023"),
        ("30.12.2022 - 2.1.2023", "30. децембра 2022. – 2. јануара 2023.", "30 December 2022 – 2 January 2023"),
        ("novembar 2022", "новембар 2022.", "November 2022"),
        ("2022", "2022.", "2022"),
        ("tokom 2022. i 2023.", "2022–2023.", "2022–2023"),
        ("нов–дец 2022", "новембар – децембар 2022.", "November – December 2022"),
        ("дец 2022 – феб 2023", "децембар 2022. – фебруар 2023.", "December 2022 – February 2023"),
    ],
)
def test_dates_are_written_as_precisely_as_they_are_known(typed, serbian, english):
    when = read_when(typed)
    assert when_in_words(when).replace("\u00a0", " ") == serbian
    assert when_in_words(when, english=True).replace("\u00a0", " ") == english
    assert read_when(when_in_words(when)) == when


def test_before_is_said_only_of_what_was_certainly_over():
    assert read_when("новембар 2022.").before(date(2022, 12, 1))
    assert not read_when("новембар 2022.").before(date(2022, 11, 15))
    assert not NOT_STATED.before(date(2022, 11, 15))
    assert not read_when("2022.").before(None)
