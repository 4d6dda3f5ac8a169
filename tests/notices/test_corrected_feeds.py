"""What feeds say when a rule or a day off moves a date, when an area is chosen, and to readers that ask again."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import feedparser
import icalendar
import pytest
from sqlalchemy import select, text, update

from dialog_tracker.activities.actions import ActivityDraft, log_activity
from dialog_tracker.activities.tables import Activity
from dialog_tracker.consultations.actions import extend, withdraw
from dialog_tracker.consultations.corrections import adopt_rule, correct_calendar
from dialog_tracker.consultations.elsewhere import FollowedDraft, follow
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.tables import Authority
from dialog_tracker.documents.actions import set_areas
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.activity import ActivityKind, Count, Qualifier
from dialog_tracker.domain.calendar import CountMode, Unit
from dialog_tracker.domain.days_off import DayCorrection
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.procedure import RuleOverride, Wording
from dialog_tracker.domain.script import Face
from dialog_tracker.notices import queries
from dialog_tracker.notices.queries import Part, followed
from factories import a_person, a_stage, a_version


@pytest.fixture
async def stage(session, clock):
    return await a_stage(session, clock.now)


@pytest.fixture
async def elsewhere(session, clock, stage):
    act_id, _ = await a_version(session, clock.now, stage.authority_id)
    draft = FollowedDraft(stage.authority_id, act_id, "rs.public_debate", date(2026, 11, 16), date(2026, 12, 6))
    return await follow(session, stage.officer, clock.now, draft)


async def report_of(browser, reference, script="en"):
    answer = await browser().get(f"/calendar.ics?script={script}")
    entries = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    (found,) = (entry for entry in entries if str(entry["uid"]) == f"{reference}-report@dijalog.example")
    return found, answer.headers["etag"]


async def administrator(session, clock):
    return await a_person(session, clock.now, "admin@vrbovac.example", Held(Role.ADMINISTRATOR))


async def test_a_day_off_moves_the_report_with_a_higher_number(session, clock, browser, elsewhere):
    before, tag = await report_of(browser, elsewhere)
    assert (before["dtstart"].dt, int(before["sequence"])) == (date(2026, 12, 21), 0)
    clock.forward(hours=1)
    off = [DayCorrection(date(2026, 12, 21), worked=False, reason="одлука")]
    await correct_calendar(session, await administrator(session, clock), clock.now, off, "RS", None)
    after, new_tag = await report_of(browser, elsewhere)
    assert after["dtstart"].dt == date(2026, 12, 22)
    assert int(after["sequence"]) > int(before["sequence"])
    assert after["last-modified"].dt > before["last-modified"].dt
    assert new_tag != tag


async def own_report_rule(session, stage, now, days=8):
    citation = Wording("Одлука 5", "Decision 5")
    own = RuleOverride("rs.jls.report", days, Unit.CALENDAR_DAYS, CountMode.EXCLUSIVE, citation, date(2026, 1, 1), None, "5")
    await adopt_rule(session, stage.officer, now, stage.authority_id, own)


async def test_the_number_of_a_report_only_grows(session, clock, browser, stage):
    await own_report_rule(session, stage, clock.now)
    numbers = [await number_of(browser, stage.reference)]
    clock.forward(hours=1)
    off = [DayCorrection(date(2026, 12, 14), worked=False, reason="одлука")]
    await correct_calendar(session, await administrator(session, clock), clock.now, off, "RS", None)
    numbers.append(await number_of(browser, stage.reference))
    clock.forward(hours=1)
    await extend(session, stage.officer, clock.now, stage.reference, date(2026, 12, 20), None, "Празници.")
    numbers.append(await number_of(browser, stage.reference))
    clock.forward(hours=1)
    await withdraw(session, stage.officer, clock.now, stage.reference, "Нацрт се повлачи.")
    numbers.append(await number_of(browser, stage.reference))
    assert numbers == sorted(set(numbers))


async def number_of(browser, reference):
    return int((await report_of(browser, reference))[0]["sequence"])


async def test_a_report_says_why_it_is_due_then(browser, elsewhere):
    said = str((await report_of(browser, elsewhere))[0]["description"]).replace("\u00a0", " ")
    assert "art. 41" in said
    assert "15 days after the end on 6 December 2026; calendar days are counted." in said
    serbian = str((await report_of(browser, elsewhere, "sr-Cyrl"))[0]["description"]).replace("\u00a0", " ")
    assert "6. децембра 2026. године" in serbian


async def test_an_own_rule_of_an_authority_is_the_one_that_is_cited(session, clock, browser, stage):
    await own_report_rule(session, stage, clock.now)
    entry, _ = await report_of(browser, stage.reference)
    assert entry["dtstart"].dt == date(2026, 12, 14)
    said = str(entry["description"]).replace("\u00a0", " ")
    assert "(Decision 5)" in said
    assert "8 days after the end on 6 December 2026" in said


async def test_a_date_that_the_rules_of_today_do_not_give_is_not_explained(session, browser, elsewhere):
    await session.execute(
        text("UPDATE obligation SET due_on = due_on + 2 FROM consultation c WHERE c.id = consultation_id AND c.reference = :reference"),
        {"reference": elsewhere},
    )
    entry, _ = await report_of(browser, elsewhere)
    assert "art. 41" in str(entry["description"])
    assert "after the end" not in str(entry["description"])


async def test_an_event_logged_later_is_news(session, clock, browser, stage):
    first = await browser().get("/calendar.ics")
    clock.forward(days=1)
    (line,) = await followed(session, Part(), face=Face.CYRILLIC)
    day = date(2026, 11, 25)
    event = ActivityDraft(
        stage.authority_id,
        line.id,
        ActivityKind.ROUND_TABLE,
        "Округли сто",
        day,
        day,
        "Врбовац",
        Count(None, Qualifier.NOT_STATED),
    )
    event_id = await log_activity(session, stage.officer, clock.now, event)
    hours = {"starts_time": time(11), "ends_time": time(13, 30), "link": "https://primer.example/veza"}
    await session.execute(update(Activity).where(Activity.id == event_id).values(**hours))
    again = await browser().get("/calendar.ics", **{"If-None-Match": first.headers["etag"]})
    assert again.status_code == 200
    assert again.headers["last-modified"] == "Tue, 24 Nov 2026 09:00:00 GMT"
    (entry,) = (e for e in icalendar.Calendar.from_ical(again.content).walk("VEVENT") if "-event-" in str(e["uid"]))
    assert [entry[name].dt.astimezone(UTC) for name in ("dtstart", "dtend")] == [
        datetime(2026, 11, 25, 10, tzinfo=UTC),
        datetime(2026, 11, 25, 12, 30, tzinfo=UTC),
    ]
    assert "https://primer.example/veza" in str(entry["description"])
    assert entry["last-modified"].dt == clock.now


async def test_every_change_that_shows_changes_the_tag(session, clock, browser, stage):
    (line,) = await followed(session, Part(), face=Face.CYRILLIC)
    act_id = await session.scalar(select(Act.id))
    tags = [await tags_of(browser)]
    await session.execute(update(Act).values(title="Други наслов"))
    tags.append(await tags_of(browser))
    await session.execute(update(Authority).values(name="Друга општина"))
    tags.append(await tags_of(browser))
    await set_areas(session, stage.officer, clock.now, act_id, ["sport", "culture"])
    tags.append(await tags_of(browser))
    await session.execute(update(Consultation).where(Consultation.id == line.id).values(summary="Укратко."))
    tags.append(await tags_of(browser))
    for by_path in zip(*tags, strict=True):
        assert len(set(by_path)) == len(by_path)


async def tags_of(browser):
    return [(await browser().get(path)).headers["etag"] for path in ("/calendar.ics", "/feed.atom")]


@pytest.mark.usefixtures("stage")
async def test_a_tag_is_known_in_every_form_that_a_cache_sends(browser):
    first = await browser().get("/feed.atom")
    tag = first.headers["etag"]
    assert first.headers["last-modified"] == "Mon, 23 Nov 2026 09:00:00 GMT"
    assert first.headers["cache-control"] == "public, max-age=300"
    for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        assert (await browser().get("/feed.atom", **{"If-None-Match": asked})).status_code == 304
    for asked in ('"other"', tag.strip('"')[:8], ""):
        assert (await browser().get("/feed.atom", **{"If-None-Match": asked})).status_code == 200


async def test_an_unchanged_calendar_reads_no_rows_and_questions_do_not_grow(session, clock, browser, stage, statements):
    asked = []
    for round_ in range(2):
        for n in range(6 * round_):
            act_id, _ = await a_version(session, clock.now, stage.authority_id)
            draft = FollowedDraft(stage.authority_id, act_id, "rs.consultations", date(2026, 1, 1 + n), date(2026, 2, 1))
            await follow(session, stage.officer, clock.now, draft)
        reader = browser()
        statements.begin()
        tag = (await reader.get("/calendar.ics")).headers["etag"]
        full = len(statements.sent)
        statements.begin()
        assert (await reader.get("/calendar.ics", **{"If-None-Match": tag})).status_code == 304
        asked.append((full, len(statements.sent)))
    assert asked == [(7, 5), (7, 5)], statements.sent


async def test_a_feed_that_is_full_keeps_the_newest_changes(session, clock, browser, stage, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 2)
    for n in range(3):
        clock.forward(hours=1)
        act_id, _ = await a_version(session, clock.now, stage.authority_id)
        # The later it was logged, the earlier it ended.
        draft = FollowedDraft(stage.authority_id, act_id, "rs.consultations", date(2026, 1, 1), date(2026, 8 - n, 1))
        await follow(session, stage.officer, clock.now, draft)
    entries = feedparser.parse((await browser().get("/feed.atom")).content).entries
    ends = [
        line.closes_at.astimezone(ZoneInfo("Europe/Belgrade")).date()
        for line in await followed(session, Part(), face=Face.CYRILLIC, by_change=True)
    ]
    assert len(entries) == 2
    assert ends == [date(2026, 6, 2), date(2026, 7, 2)]
    await extend(session, stage.officer, clock.now + timedelta(hours=1), stage.reference, date(2026, 12, 20), None, "Празници.")
    assert feedparser.parse((await browser().get("/feed.atom")).content).entries[0].link.endswith(stage.reference)


async def test_an_area_is_named_in_english(session, clock, browser, stage):
    await set_areas(session, stage.officer, clock.now, await session.scalar(select(Act.id)), ["environment"])
    names = {script: await name_of_calendar(browser, script) for script in ("en", "sr-Cyrl", "sr-Latn")}
    assert names["en"].endswith("environment and climate")
    assert len(set(names.values())) == 3


async def name_of_calendar(browser, script):
    answer = await browser().get(f"/areas/environment/calendar.ics?script={script}")
    return str(icalendar.Calendar.from_ical(answer.content)["x-wr-calname"])


async def test_signs_that_no_reader_takes_are_left_out(session, browser, stage):
    await session.execute(update(Act).values(title="Нацрт\x07\x0b о\tреду\x7f\r\nи миру \uffff"))
    calendar = (await browser().get("/calendar.ics")).content.decode()
    assert not [sign for sign in calendar if sign < " " and sign not in "\t\r\n"]
    assert "\x7f" not in calendar
    (closing,) = (e for e in icalendar.Calendar.from_ical(calendar).walk("VEVENT") if "-closing@" in str(e["uid"]))
    assert str(closing["summary"]).startswith("Затвара се: Нацрт о\tреду\nи миру")
    feed = feedparser.parse((await browser().get("/feed.atom")).content)
    assert not feed.bozo
    assert feed.entries[0].title.startswith("Нацрт о\tреду")
    assert stage.reference in feed.entries[0].link
