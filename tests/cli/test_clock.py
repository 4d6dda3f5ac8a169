"""The clock on the command line: every date of a case with its reason, without a database."""

import json

import pytest
from click.testing import CliRunner

from dialog_tracker.cli import main


def clock(*arguments: str) -> dict:
    done = CliRunner().invoke(main, ["clock", *arguments, "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    return found | {"obligations": {o["key"]: o for o in found["obligations"]}}


def test_a_debate_of_twenty_days_by_one_count_alone():
    found = clock("--procedure", "rs.public_debate", "--from", "2019-11-22", "--to", "2019-12-11", "--today", "2019-12-20")["obligations"]
    duration, report = found["rs.jr.duration"], found["rs.jr.report"]
    assert (duration["verdict"], duration["flags"], duration["days_short"]) == ("kept", ["only_inclusive"], 0)
    assert "20 days if the first and the last day are both counted, and 19 days if the first is not" in duration["reason"]
    assert "art. 80" in duration["reason"]
    assert (report["due"], report["verdict"]) == ("2019-12-26", "open")
    assert report["reason"] == (
        "Due 26\u00a0December\u00a02019: 15 days after the end on 11\u00a0December\u00a02019; calendar days are counted."
    )
    assert report["citation"] == "Rules of Procedure of the Government, art. 41"


def test_a_debate_of_eleven_days_is_breached_by_the_count_of_each_rule():
    found = clock("--procedure", "rs.public_debate", "--from", "2020-03-02", "--to", "2020-03-12", "--today", "2020-03-12")["obligations"]
    assert [(found[key]["verdict"], found[key]["days_short"]) for key in ("rs.jr.duration", "rs.jr.comments")] == [
        ("breached", 9),
        ("breached", 5),
    ]


@pytest.mark.parametrize(
    ("done", "today", "verdict", "late"),
    [
        ((), "2019-12-26", "open", 0),
        ((), "2019-12-28", "late", 2),
        (("--done", "report_published=2019-12-26"), "2020-01-01", "kept", 0),
        (("--done", "report_published=2019-12-30"), "2020-01-01", "breached", 4),
    ],
)
def test_a_report_is_open_late_kept_or_breached(done, today, verdict, late):
    found = clock("--procedure", "rs.public_debate", "--from", "2019-11-22", "--to", "2019-12-11", "--today", today, *done)["obligations"]
    assert (found["rs.jr.report"]["verdict"], found["rs.jr.report"]["days_late"]) == (verdict, late)


def test_thirty_days_are_usual_in_croatia_and_no_minimum():
    found = clock("--procedure", "hr.consultation", "--from", "2026-03-02", "--to", "2026-03-12")["obligations"]
    assert (found["hr.duration"]["verdict"], found["hr.duration"]["flags"]) == ("kept", ["below_usual"])
    assert (found["hr.report"]["verdict"], found["hr.report"]["due"]) == ("not_applicable", None)
    assert "no time limit" in found["hr.report"]["reason"]


def test_plans_are_counted_in_working_days_since_the_law_changed():
    before, after = (
        clock("--procedure", "rs.public_inspection", "--from", start, "--to", end)["obligations"]["rs.zpi.insight"]
        for start, end in (("2025-03-03", "2025-04-02"), ("2026-03-02", "2026-04-01"))
    )
    assert (before["due"], before["verdict"], before["flags"]) == ("2025-04-02", "kept", [])
    assert (after["due"], after["verdict"], after["flags"]) == ("2026-04-15", "breached", ["uncertain"])
    assert "In calendar days it is 30 days." in after["reason"]


def test_dates_that_are_not_known_are_said_to_be_missing():
    found = clock("--procedure", "rs.policy_document", "--to", "2026-05-30", "--adopt", "2026-06-30")["obligations"]
    assert "opening has not been recorded" in found["rs.ppd.duration"]["reason"]
    assert {key: (o["verdict"], o["due"]) for key, o in found.items()} == {
        "rs.ppd.start_notice": ("not_applicable", None),
        "rs.ppd.debate_required": ("not_applicable", None),
        "rs.ppd.analysis": ("not_applicable", None),
        "rs.ppd.duration": ("not_applicable", None),
        "rs.ppd.report": ("late", "2026-06-15"),
        "rs.ppd.update": ("not_applicable", None),
        "rs.ppd.adopted": ("late", "2026-07-09"),
    }


def test_a_development_plan_is_not_billed_by_rules_of_policy_documents():
    found = clock("--procedure", "rs.policy_document", "--from", "2026-05-01", "--to", "2026-05-05", "--act-kind", "development_plan")
    assert {o["verdict"] for o in found["obligations"].values()} == {"not_applicable"}
    assert all("does not reach acts of this kind" in o["reason"] for o in found["obligations"].values())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "2026-02-30", "--to", "2026-03-30"), "'2026-02-30' is no day of the calendar"),
        (("--from", "2026-03-30", "--to", "2026-03-29"), "The last day must not be before the first."),
        (("--to", "2026-03-29", "--done", "report_published"), "should read STEP=DATE"),
    ],
)
def test_impossible_dates_are_refused_with_the_reason(arguments, said):
    done = CliRunner().invoke(main, ["clock", "--procedure", "rs.public_debate", *arguments])
    assert done.exit_code != 0
    assert said in done.stderr


def test_the_clock_speaks_serbian():
    found = clock("--procedure", "rs.public_debate", "--from", "2019-11-22", "--to", "2019-12-11", "--language", "sr-Latn")["obligations"]
    assert found["rs.jr.report"]["what"] == "Objaviti izveštaj o sprovedenoj javnoj raspravi"
    assert "15 dana po okončanju 11.\u00a0decembra 2019.\u00a0godine" in found["rs.jr.report"]["reason"]
