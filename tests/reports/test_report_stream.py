"""A report on its way to the process that writes it: nothing is lost, and what is long is read part by part."""

import io
from datetime import date

import msgspec
import pytest
from sample_report import SubmissionFacts, article, facts

from dialog_tracker.domain.outcome import LONGEST_IN_TABLE, ROWS_PER_TABLE, OutcomeReport
from dialog_tracker.domain.outcome_facts import CommentFacts, ReportFacts, ResponseFacts
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.office.report import write_report
from dialog_tracker.office.report_stream import frame_of, lines_of, read_lines

COUNT = 2 * ROWS_PER_TABLE + 30
SENT = SubmissionFacts("LR-2026-0001-0001K", "Удружење „Пример”", SubmitterKind.ASSOCIATION, date(2026, 9, 9), "пошта")


def of_many() -> ReportFacts:
    """Make facts with all that is long: rows, changes, comments that share a row, and texts too long for one."""
    long = "Дуг текст. " * (LONGEST_IN_TABLE // 11 + 5)
    comments = [
        CommentFacts(f"{SENT.number}/{n}", SENT.number, f"{long if n % 50 == 0 else 'Текст'} {n}", (article(n % 9 + 1),), point=str(n))
        for n in range(COUNT)
    ]
    comments += [CommentFacts(f"{SENT.number}/x{n}", SENT.number, f"Сличан {n}", (article(1),), point="1") for n in range(COUNT)]
    answers = [ResponseFacts(str(n), ResponseStatus.ACCEPTED, "Разлог.", what_changed=f"Измена {n}") for n in range(COUNT)]
    return facts(submissions=(SENT,), comments=tuple(comments), responses=tuple(answers))


@pytest.fixture(scope="module")
def report() -> OutcomeReport:
    return report_on(of_many())


@pytest.fixture(scope="module")
def streamed(report: OutcomeReport) -> OutcomeReport:
    return read_lines(io.BytesIO(b"".join(lines_of(msgspec.json.encode(report)))), io.BytesIO())


def test_every_row_arrives_in_its_table(report, streamed):
    sent = [[tuple(table.rows) for table in section.tables] for section in report.sections]
    assert [[tuple(table.rows) for table in section.tables] for section in streamed.sections] == sent
    assert sum(map(len, sent)) >= 3


@pytest.mark.parametrize("name", ["changes", "members", "long_texts"])
def test_every_list_arrives_and_can_be_read_again_and_in_parts(report, streamed, name):
    sent, read = getattr(report.aftermath, name), getattr(streamed.aftermath, name)
    assert tuple(read) == tuple(read) == sent
    assert len(read) == len(sent) > 2
    assert (read[0], read[-1], read[len(sent) - 1]) == (sent[0], sent[-1], sent[-1])
    for cut in (slice(0, 1), slice(95, 105), slice(100, 200), slice(200, 400), slice(3, 3), slice(-5, None)):
        assert tuple(read[cut]) == sent[cut]
    with pytest.raises(IndexError):
        read[len(sent)]


def test_the_frame_is_the_report_without_its_lists(report):
    frame = frame_of(msgspec.json.encode(report))
    assert (frame.front, frame.numbers, frame.totals, frame.course) == (report.front, report.numbers, report.totals, report.course)
    assert not any(table.rows for section in frame.sections for table in section.tables)
    assert not frame.aftermath.members


def test_a_line_holds_few_entries(report):
    _, *lines = lines_of(msgspec.json.encode(report))
    assert max(int(line.partition(b" ")[0] or b"0") for line in (line.rstrip() for line in lines)) == ROWS_PER_TABLE


@pytest.mark.parametrize("script", list(Script))
def test_a_streamed_report_is_written_to_the_same_bytes(report, streamed, script):
    files = [io.BytesIO(), io.BytesIO()]
    for one, target in zip((report, streamed), files, strict=True):
        write_report(one, target, script=script)
    assert files[0].getvalue() == files[1].getvalue()
