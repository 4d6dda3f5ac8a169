"""Calendars and feeds, read by the programs that people read them with."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import feedparser
import icalendar
import pytest
from sqlalchemy import update

from dialog_tracker.activities.actions import ActivityDraft, log_activity
from dialog_tracker.consultations.actions import ConsultationDraft, extend, open_consultation, withdraw
from dialog_tracker.consultations.elsewhere import FollowedDraft, follow
from dialog_tracker.documents.tables import Act, ActArea
from dialog_tracker.domain.activity import ActivityKind, Count, Qualifier
from dialog_tracker.domain.script import Face
from dialog_tracker.notices.calendar_file import _folded
from dialog_tracker.notices.queries import Part, followed, followed_events
from factories import a_stage, a_version

HOST = "http://dijalog.example"


async def read_calendar(browser, path="/calendar.ics?script=sr-Cyrl"):
    answer = await browser().get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "set-cookie" not in answer.headers
    calendar = icalendar.Calendar.from_ical(answer.content)
    return calendar, {str(event["uid"]): event for event in calendar.walk("VEVENT")}


async def read_feed(browser, path="/feed.atom?script=sr-Cyrl"):
    answer = await browser().get(path)
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


@pytest.fixture
async def stage(session, clock):
    return await a_stage(session, clock.now, closing=time(15, 30))


async def test_a_calendar_holds_the_opening_the_closing_and_the_way_back(stage, browser):
    calendar, events = await read_calendar(browser)
    opening, closing = events[f"{stage.reference}-opening@dijalog.example"], events[f"{stage.reference}-closing@dijalog.example"]
    assert opening["dtstart"].dt == date(2026, 11, 16)
    assert closing["dtstart"].dt.astimezone(UTC) == datetime(2026, 12, 6, 14, 30, tzinfo=UTC)
    assert str(closing["summary"]).startswith("Затвара се: О")
    assert closing["url"] == f"{HOST}/c/{stage.reference}"
    assert int(closing["sequence"]) == 0
    (zone,) = calendar.walk("VTIMEZONE")
    made = zone.to_tz()
    assert datetime(2026, 7, 1, 12, tzinfo=made).utcoffset() == timedelta(hours=2)
    assert datetime(2026, 12, 1, 12, tzinfo=made).utcoffset() == timedelta(hours=1)


async def test_an_extension_moves_the_entry_and_adds_none(session, stage, clock, browser):
    _, before = await read_calendar(browser)
    first = await read_feed(browser)
    clock.forward(days=1)
    await extend(session, stage.officer, clock.now, stage.reference, date(2026, 12, 20), None, "Празници.")
    _, after = await read_calendar(browser)
    second = await read_feed(browser)
    assert set(after) == set(before)
    uid = f"{stage.reference}-closing@dijalog.example"
    assert int(after[uid]["sequence"]) == int(before[uid]["sequence"]) + 1
    assert (after[uid]["dtstart"].dt, after[uid]["dtend"].dt) == (date(2026, 12, 20), date(2026, 12, 21))
    assert [entry.id for entry in first.entries] == [entry.id for entry in second.entries]
    assert second.entries[0].updated_parsed > first.entries[0].updated_parsed
    assert "20. децембра 2026. године" in second.entries[0].summary.replace("\u00a0", " ")


async def test_a_withdrawn_consultation_is_cancelled_and_not_gone(session, stage, clock, browser):
    await withdraw(session, stage.officer, clock.now, stage.reference, "Нацрт се повлачи.")
    _, events = await read_calendar(browser)
    assert {str(event["status"]) for event in events.values()} == {"CANCELLED"}
    assert all(str(event["summary"]).startswith("Повучено: ") for event in events.values())
    assert (await read_feed(browser)).entries[0].title.startswith("Повучено: ")


async def test_drafts_are_not_shown(session, stage, clock, browser):
    act_id, version_id = await a_version(session, clock.now, stage.authority_id)
    draft = ConsultationDraft(stage.authority_id, act_id, version_id, "rs.local_debate", date(2027, 1, 10), date(2027, 2, 10), None)
    reference = await open_consultation(session, stage.officer, clock.now, draft)
    answers = [(await browser().get(path)).text for path in ("/calendar.ics", "/feed.atom")]
    assert not [text for text in answers if reference in text]
    assert (await browser().get(f"/acts/{act_id}/calendar.ics")).status_code == 404


async def test_an_event_with_its_hours_and_one_elsewhere_without_an_opening(session, stage, clock, browser):
    facts = await followed(session, Part(), face=Face.CYRILLIC)
    count = Count(None, Qualifier.NOT_STATED)
    event = ActivityDraft(
        stage.authority_id,
        facts[0].id,
        ActivityKind.ROUND_TABLE,
        "Округли сто; о зеленилу, првi",
        date(2026, 11, 25),
        date(2026, 11, 25),
        "Врбовац",
        count,
    )
    await log_activity(session, stage.officer, clock.now, event)
    act_id, _ = await a_version(session, clock.now, stage.authority_id)
    draft = FollowedDraft(stage.authority_id, act_id, "rs.public_debate", None, date(2026, 12, 24))
    elsewhere = await follow(session, stage.officer, clock.now, draft)
    _, events = await read_calendar(browser)
    (round_table,) = (event for uid, event in events.items() if "-event-" in uid)
    assert str(round_table["summary"]) == "Округли сто: Округли сто; о зеленилу, првi"
    assert str(round_table["location"]) == "Врбовац"
    assert f"{elsewhere}-opening@dijalog.example" not in events
    report = events[f"{elsewhere}-report@dijalog.example"]
    assert report["dtstart"].dt == date(2027, 1, 8)
    assert "Пословник Владе, члан 41" in str(report["description"])


async def test_a_part_holds_its_own_and_an_unknown_one_is_not_found(session, stage, browser):
    (line,) = await followed(session, Part(), face=Face.CYRILLIC)
    act_id = (await session.execute(Act.__table__.select())).first().id
    session.add(ActArea(act_id=act_id, area_key="environment"))
    await session.flush()
    for path in (f"/authorities/{stage.authority_id}", "/areas/environment", f"/acts/{act_id}"):
        _, events = await read_calendar(browser, f"{path}/calendar.ics?script=en")
        assert f"{line.reference}-closing@dijalog.example" in events
        assert (await read_feed(browser, f"{path}/feed.atom?script=en")).entries[0].link == f"{HOST}/c/{line.reference}"
    assert [str(c) for c in events[f"{line.reference}-closing@dijalog.example"]["categories"].cats] == ["environment and climate"]
    _, none = await read_calendar(browser, "/areas/sport/calendar.ics")
    assert not none
    for path in ("/areas/nothing/calendar.ics", f"/authorities/{act_id}/feed.atom", f"/acts/{stage.authority_id}/feed.atom"):
        assert (await browser().get(path)).status_code == 404


@pytest.mark.usefixtures("stage")
async def test_three_faces(browser):
    titles = [(await read_feed(browser, f"/feed.atom?script={script}")).entries[0].title for script in ("sr-Cyrl", "sr-Latn")]
    assert titles[0].startswith("О")
    assert titles[1].startswith("O")
    summaries = [str(e["summary"]) for e in (await read_calendar(browser, "/calendar.ics?script=en"))[1].values()]
    assert any(summary.startswith("Closes: ") for summary in summaries)


async def test_what_did_not_change_is_not_sent_again(session, stage, clock, browser):
    for path in ("/calendar.ics", "/feed.atom"):
        first = await browser().get(path)
        again = await browser().get(path, **{"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
        assert (await browser().get(f"{path}?script=en", **{"If-None-Match": first.headers["etag"]})).status_code == 200
    await extend(session, stage.officer, clock.now, stage.reference, date(2026, 12, 20), None, "Празници.")
    assert (await browser().get(path, **{"If-None-Match": first.headers["etag"]})).status_code == 200


async def test_words_that_would_break_a_file_do_not(session, stage, browser):
    title = 'Нацрт; са <b>знацима</b>, "наводницима" & \\ косом цртом ' + "дугачак " * 700
    await session.execute(update(Act).values(title=title))
    _, events = await read_calendar(browser)
    assert str(events[f"{stage.reference}-closing@dijalog.example"]["summary"]) == f"Затвара се: {title}"
    assert (await read_feed(browser)).entries[0].title == title.strip()
    raw = (await browser().get("/calendar.ics")).content
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75


@pytest.mark.parametrize("line", ["", "X" * 75, "X" * 76, "Ж" * 38, "😀" * 40, "aЖ" * 400])
def test_a_folded_line_unfolds_to_itself(line):
    folded = _folded(line)
    assert folded.replace("\r\n ", "") == line
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))


async def test_the_hours_of_a_closing_on_the_night_when_clocks_change(session, clock, browser):
    clock.now = datetime(2026, 10, 1, 9, tzinfo=UTC)
    stage = await a_stage(session, clock.now, last_on=date(2026, 10, 25), closing=time(15, 30))
    _, events = await read_calendar(browser)
    closing = events[f"{stage.reference}-closing@dijalog.example"]["dtstart"].dt
    assert closing.astimezone(ZoneInfo("Europe/Belgrade")) == datetime(2026, 10, 25, 15, 30, tzinfo=ZoneInfo("Europe/Belgrade"))


async def test_a_feed_asks_as_much_for_many_as_for_one(session, stage, clock, statements):
    counts = []
    for more in range(2):
        for n in range(5 * more):
            act_id, _ = await a_version(session, clock.now, stage.authority_id)
            await follow(
                session,
                stage.officer,
                clock.now,
                FollowedDraft(stage.authority_id, act_id, "rs.consultations", date(2026, 1, 1 + n), date(2026, 2, 1)),
            )
        statements.begin()
        lines = await followed(session, Part(), face=Face.CYRILLIC)
        await followed_events(session, Part(), latin=False)
        counts.append((len(lines), len(statements.sent)))
    assert counts == [(1, 2), (6, 2)]


async def test_the_page_of_addresses_names_what_can_be_followed(stage, browser):
    shown = (await browser().get("/follow?script=en")).text
    assert f"/authorities/{stage.authority_id}/calendar.ics?script=en" in shown
    assert "/areas/environment/feed.atom?script=en" in shown
    assert "/acts/" in (await browser().get(f"/c/{stage.reference}")).text
