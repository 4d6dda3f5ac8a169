"""The hours of an event in a calendar: one day, several days, an end that is none, and the nights when clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest

from dialog_tracker.activities.actions import ActivityDraft, log_activity
from dialog_tracker.domain.activity import ActivityKind, Count, Qualifier
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.script import Face
from dialog_tracker.notices.queries import Part, followed
from factories import a_stage

FIRST = date(2026, 11, 25)


@pytest.fixture
async def stage(session, clock):
    return await a_stage(session, clock.now)


async def in_the_calendar(session, clock, browser, stage, first, last, **hours: time):
    (line,) = await followed(session, Part(), face=Face.CYRILLIC)
    count = Count(None, Qualifier.NOT_STATED)
    draft = ActivityDraft(stage.authority_id, line.id, ActivityKind.CONFERENCE, "Скуп", first, last, "Врбовац", count, **hours)
    await log_activity(session, stage.officer, clock.now, draft)
    read = icalendar.Calendar.from_ical((await browser().get("/calendar.ics")).content)
    (event,) = (one for one in read.walk("VEVENT") if "-event-" in str(one["uid"]))
    return event


@pytest.mark.parametrize(
    ("last", "hours", "starts", "ends"),
    [
        (FIRST, {}, FIRST, FIRST + timedelta(days=1)),
        (FIRST, {"starts_time": time(11)}, datetime(2026, 11, 25, 10, tzinfo=UTC), None),
        (
            FIRST,
            {"starts_time": time(11), "ends_time": time(13, 30)},
            datetime(2026, 11, 25, 10, tzinfo=UTC),
            datetime(2026, 11, 25, 12, 30, tzinfo=UTC),
        ),
        (FIRST + timedelta(days=2), {"starts_time": time(11)}, FIRST, FIRST + timedelta(days=3)),
        (
            FIRST + timedelta(days=2),
            {"starts_time": time(11), "ends_time": time(9)},
            datetime(2026, 11, 25, 10, tzinfo=UTC),
            datetime(2026, 11, 27, 8, tzinfo=UTC),
        ),
    ],
    ids=["whole-day", "beginning-alone", "both", "several-days-beginning-alone", "several-days"],
)
async def test_an_event_stands_where_its_hours_say(session, clock, browser, stage, last, hours, starts, ends):
    event = await in_the_calendar(session, clock, browser, stage, FIRST, last, **hours)
    read = [event[name].dt if name in event else None for name in ("dtstart", "dtend")]
    assert [one.astimezone(UTC) if isinstance(one, datetime) else one for one in read] == [starts, ends]


async def test_an_event_of_one_day_that_ends_before_it_begins_is_refused(session, clock, browser, stage):
    with pytest.raises(Malformed, match="event-hours"):
        await in_the_calendar(session, clock, browser, stage, FIRST, FIRST, starts_time=time(11), ends_time=time(10))


async def test_an_event_over_the_night_when_clocks_change_is_an_hour_longer(session, clock, browser, stage):
    hours = {"starts_time": time(20), "ends_time": time(8)}
    event = await in_the_calendar(session, clock, browser, stage, date(2026, 10, 24), date(2026, 10, 25), **hours)
    starts, ends = (event[name].dt.astimezone(UTC) for name in ("dtstart", "dtend"))
    assert (starts, ends) == (datetime(2026, 10, 24, 18, tzinfo=UTC), datetime(2026, 10, 25, 7, tzinfo=UTC))
