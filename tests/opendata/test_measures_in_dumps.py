"""Indicators in a dump: the rows that oversight publishes and no others, and every measure worked out again from them by its method."""

import gzip
import json
import sqlite3
from types import SimpleNamespace

import pytest

from dialog_tracker.comments.actions import submit
from dialog_tracker.comments.storing import Author
from dialog_tracker.directory.actions import find_or_add_organisation
from dialog_tracker.directory.loading import load_directory
from dialog_tracker.domain.indicator import all_measures
from dialog_tracker.domain.indicator_figure import figure
from dialog_tracker.domain.oversight_facts import Scope
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.submission import NameDisplay, SubmissionDraft, SubmitterKind
from dialog_tracker.opendata import figures, measure_tables, recompute
from dialog_tracker.opendata.nightly import dump_into
from dialog_tracker.oversight.queries import counts_of, forget
from factories import a_comment, a_person
from practice import RECORD

SITE = "http://dijalog.example"


def opened(shelf, tmp_path):
    plain = tmp_path / "opened.sqlite"
    plain.write_bytes(gzip.decompress((shelf.folder("latest") / "dialog.sqlite.gz").read_bytes()))
    return sqlite3.connect(plain)


@pytest.fixture
async def practised(fresh, dumped, clock, monkeypatch, tmp_path):
    """Give the database of a dump whose indicators are those of the record that is written out by hand."""
    _, shelf = dumped
    counts = SimpleNamespace(record=RECORD, all_figures=lambda _: {one.address: figure(one, RECORD) for one in all_measures()})

    async def by_hand(_session, _now):
        return counts

    for module in (measure_tables, figures):
        monkeypatch.setattr(module, "counts_of", by_hand)
    await dump_into(fresh.sessions, clock.now, shelf, SITE)
    database = opened(shelf, tmp_path)
    yield database
    database.close()


async def test_every_measure_of_a_filled_record_is_worked_out_again(practised):
    known = dict(practised.execute("SELECT reference, value FROM figures WHERE figure = 'value'").fetchall())
    assert known.keys() == {one.address for one in all_measures()}
    assert known == {one.address: figure(one, RECORD).value for one in all_measures()}
    again = {measure: value for measure, name, value in recompute.measures(practised) if name == "value"}
    assert again == known
    count, told = recompute.differences(practised)
    assert told == []
    assert count > 5 * len(all_measures())


@pytest.mark.parametrize("measure", [one.address for one in all_measures()])
async def test_a_published_value_that_the_rows_do_not_give_is_told(practised, measure):
    practised.execute("UPDATE figures SET value = value + 1 WHERE reference = ? AND figure = 'value'", (measure,))
    (line,) = recompute.differences(practised)[1]
    assert line.startswith(f"{measure} value: published ")


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ("UPDATE measure_rows SET part = part + 1 WHERE measure = 'I6.answered' AND key = 'JR-2026-0001'", ["part", "value"]),
        ("UPDATE measure_rows SET bad = 1 - bad WHERE measure = 'I5.in_time' AND key = 'JR-2026-0001'", ["bad"]),
        ("UPDATE measure_rows SET places = '[\"00001\"]' WHERE rowid = (SELECT max(rowid) FROM measure_rows)", ["value"]),
        ("UPDATE measure_rows SET parts = '{\"accepted\":90}' WHERE measure = 'I8.outcomes' AND key = 'JR-2026-0001'", None),
        ("DELETE FROM measure_rows WHERE measure = 'I17.answer'", ["part", "rows", "value", "whole"]),
    ],
)
async def test_rows_that_were_changed_are_told(practised, change, differs):
    practised.execute(change)
    told = [line.split(":")[0].split()[1] for line in recompute.differences(practised)[1]]
    assert told == differs if differs else set(told) >= {"parts.accepted"}


async def test_a_measure_with_nothing_to_count_is_not_one_that_comes_to_nothing(practised):
    practised.execute("DELETE FROM figures WHERE reference = 'I4.text' AND figure = 'value'")
    practised.execute("UPDATE measure_rows SET part = 0 WHERE measure = 'I4.text'")
    assert "I4.text value: published None, recomputed 0.0" in recompute.differences(practised)[1]


async def test_the_rows_are_those_that_the_lists_show(fresh, dumped, clock, outside):
    _, shelf = dumped
    async with fresh.transaction() as session:
        await load_directory(session, clock.now)
    forget()
    await dump_into(fresh.sessions, clock.now, shelf, SITE)
    packed = gzip.decompress((shelf.folder("latest") / "measure_rows.jsonl.gz").read_bytes())
    lines = [json.loads(line) for line in packed.splitlines()]
    assert len(lines) == shelf.manifest("latest").rows["measure_rows"]
    for measure in all_measures():
        shown, page = [], {"next": ""}
        while page["next"] is not None:
            after = f"&after={page['next']}" if page["next"] else ""
            page = (await outside.get(f"/api/indicators/{measure.indicator}/rows?measure={measure.key}{after}")).json()
            shown += page["items"]
        mine = [line for line in lines if line["measure"] == measure.address]
        assert [{name: line[name] for name in line.keys() - {"measure", "parts", "places"}} for line in mine] == [
            {name: item[name] for name in item.keys() - {"parts"}} for item in shown
        ]
        assert [json.loads(line["parts"]) for line in mine] == [item["parts"] for item in shown]
        assert {line["places"] for line in mine} <= {"[]"}
    assert sum(line["measure"] == "I16.contacts" for line in lines) == 145


async def test_who_kept_a_name_back_is_counted_among_organisations_and_never_linked(fresh, dumped, clock, tmp_path):
    stage, shelf = dumped
    async with fresh.transaction() as session:
        other = await find_or_add_organisation(session, clock.now, "Удружење „Јасен”", SubmitterKind.ASSOCIATION, None)
        speaker = await a_person(session, clock.now, "jasen@jasen.example", Held(Role.CSO_MEMBER, organisation_id=other))
        author = Author("Иван Ић", SubmitterKind.ASSOCIATION, other, "Удружење „Јасен”", speaker.person_id, "jasen@jasen.example")
        words = SubmissionDraft(SubmitterKind.ASSOCIATION, NameDisplay.WITHHELD, (a_comment("Тихо."),))
        await submit(session, speaker, clock.now, stage.reference, "key-of-a-form-0008", author, words)
    await dump_into(fresh.sessions, clock.now, shelf, SITE)
    database = opened(shelf, tmp_path)
    told = dict(database.execute("SELECT figure, value FROM figures WHERE reference = 'I13.organisations'").fetchall())
    assert (told["value"], told["not_named"]) == (2, 1)
    assert recompute.differences(database)[1] == []
    rows = "\n".join(str(row) for row in database.execute("SELECT * FROM measure_rows"))
    database.close()
    async with fresh.transaction() as session:
        (numbers,) = (await counts_of(session, clock.now)).record.taking_part.values()
    assert len(numbers) == 2
    assert str(other) not in rows
    assert str(list(numbers)) not in rows


async def test_a_dump_counts_what_came_since_the_last_round(dumped, clock, tmp_path, fresh):
    _, shelf = dumped
    database = opened(shelf, tmp_path)
    published = database.execute("SELECT value FROM figures WHERE reference = 'I13.submissions' AND figure = 'value'").fetchone()
    database.close()
    async with fresh.transaction() as session:
        known = (await counts_of(session, clock.now)).all_figures(Scope())["I13.submissions"]
    assert published == (2,) == (known.value,)
