from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dialog_tracker.domain.health import Follower, Vitals, lags, verdicts

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
GIB = 1024**3
WELL = Vitals(NOW, "18.6", "0029", "0029", 0, None, 0, 0, 0, 0, 0, 40 * GIB, 100 * GIB, [], NOW, NOW, sends_mail=True, lays_out_files=True)


def test_an_installation_that_lacks_nothing_is_well():
    assert all(verdicts(WELL).values())


@pytest.mark.parametrize(
    ("part", "facts"),
    [
        ("schema", {"revision": "0027"}),
        ("letters", {"letters_given_up": 1}),
        ("letters", {"letters_waiting": 1, "oldest_letter": NOW - timedelta(minutes=61)}),
        ("jobs", {"jobs_failed": 1}),
        ("jobs", {"jobs_stalled": 1}),
        ("room", {"room_free": 2 * GIB - 1, "room_total": 10 * GIB}),
        ("room", {"room_free": 4 * GIB}),
        ("followers", {"followers": [Follower("search", 1, NOW - timedelta(minutes=11))]}),
        ("counted", {"counted_at": None}),
        ("counted", {"counted_at": NOW - timedelta(hours=27)}),
        ("dump", {"dump_made_at": NOW - timedelta(hours=37)}),
        ("dump", {"dump_made_at": None}),
        ("mail", {"sends_mail": False}),
        ("libreoffice", {"lays_out_files": False}),
    ],
)
def test_each_part_is_judged_by_itself(part, facts):
    assert [name for name, good in verdicts(replace(WELL, **facts)).items() if not good] == [part]


def test_letters_wait_without_blame_where_no_mail_is_sent():
    waiting = replace(WELL, sends_mail=False, letters_waiting=9, oldest_letter=NOW - timedelta(days=9))
    assert verdicts(waiting)["letters"]


def test_a_follower_with_nothing_to_read_never_lags():
    assert not lags(Follower("search", 0, NOW - timedelta(days=9)), NOW)
    assert not lags(Follower("search", 5, NOW - timedelta(minutes=9)), NOW)
