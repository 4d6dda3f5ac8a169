from datetime import UTC, datetime

from dialog_tracker.web.figures import answer_parts, closes_within_day, days_left, days_until, difference, small_clock
from dialog_tracker.web.lawtext import cells, paragraph_number, place_inside, with_stop

OPENS, CLOSES = datetime(2026, 11, 9, 23, tzinfo=UTC), datetime(2026, 11, 30, 23, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)


def test_the_last_day_of_a_window_that_ends_at_midnight_is_the_day_before() -> None:
    assert days_left(CLOSES, NOW) == 7
    assert not closes_within_day(CLOSES)


def test_an_hour_on_the_last_day_is_printed() -> None:
    assert closes_within_day(datetime(2026, 11, 30, 14, 30, tzinfo=UTC))


def test_days_until_are_counted_in_the_zone() -> None:
    assert days_until(datetime(2026, 11, 29, 23, tzinfo=UTC), NOW) == 7  # 30 November in Belgrade


def test_the_small_clock_shows_now_only_inside_the_window() -> None:
    assert small_clock(OPENS, CLOSES, OPENS).gone == 0
    assert small_clock(OPENS, CLOSES, CLOSES).now is None
    assert small_clock(OPENS, CLOSES, NOW).now == small_clock(OPENS, CLOSES, NOW).gone


def test_the_bar_keeps_its_order_and_counts_out_of_scope_beside_it() -> None:
    bar = answer_parts({"not_accepted": 30, "accepted": 10, "out_of_scope": 4})
    assert [(part.code, part.start, part.width) for part in bar.parts] == [
        ("accepted", 0.0, 25.0),
        ("partially_accepted", 25.0, 0.0),
        ("not_accepted", 25.0, 75.0),
        ("noted", 100.0, 0.0),
        ("unanswered", 100.0, 0.0),
    ]
    assert (bar.whole, bar.out) == (40, 4)


def test_nothing_answered_draws_nothing() -> None:
    assert answer_parts({}).whole == 0


def test_a_difference_marks_words_and_escapes_them() -> None:
    shown = difference("sr-Cyrl", "рок је <b> 15 дана", "рок је <b> 30 дана")
    assert shown == "<p>рок је &lt;b&gt; <del>15</del><ins>30</ins> дана</p>"


def test_a_difference_is_shown_to_readers_of_latin_in_latin() -> None:
    assert difference("sr-Latn", "рок дана", "rok godina") == "<p>rok <del>dana</del><ins>godina</ins></p>"


def test_long_stretches_between_changes_are_left_out() -> None:
    words = " ".join(f"реч{n}" for n in range(80))
    shown = difference("sr-Cyrl", f"А {words} Б", f"В {words} Г")
    assert "…" in shown
    assert "реч40" not in shown
    assert "реч79" in shown


def test_a_table_loses_its_empty_columns() -> None:
    assert cells("\tРок\t\t15\n\tДан\t\t20") == [["Рок", "15"], ["Дан", "20"]]


def test_places_inside_an_article_are_named_in_the_reader_s_script() -> None:
    assert place_inside("sr-Cyrl", "cl7", "cl7-st2") == "Став\u00a02."
    assert place_inside("sr-Latn", "cl7", "cl7-st2") == "Stav\u00a02."
    assert paragraph_number("cl7-st2") == "2"


def test_labels_get_the_full_stop_of_an_ordinal() -> None:
    assert [with_stop(label) for label in ("Члан 7", "1)", "")] == ["Члан 7.", "1)", ""]
