"""Figures of the report's files: the Word file and its peak memory, the workbook, and other renderings of the same facts."""

import asyncio
import sys
import tempfile
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

import msgspec
import seed
from figures import Row, child
from sample_report import SubmissionFacts, article, facts

from dialog_tracker.domain.outcome_facts import CommentFacts, ReportFacts, ResponseFacts
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.office.report_stream import lines_of
from dialog_tracker.office.standard_template import standard_template
from dialog_tracker.reports.renderings import write_rendering


def gathered(count: int) -> ReportFacts:
    """Make the facts of a report of many comments."""
    text = seed.WORDS * 2
    submissions = tuple(
        SubmissionFacts(
            f"LR-2026-0001-{n:04d}K", f"Удружење број {n}", SubmitterKind.ASSOCIATION, facts().window.opens_on, "интернет страница"
        )
        for n in range(1, count // 10 + 2)
    )
    comments = tuple(
        CommentFacts(
            f"{submissions[n // 10].number}/{n % 10}",
            submissions[n // 10].number,
            f"{text} ({n})",
            (article(n % 20 + 1),),
            "proposal",
            f"Нови текст {n}. {seed.WORDS}",
            point=str(n),
        )
        for n in range(count)
    )
    responses = tuple(ResponseFacts(str(n), ResponseStatus.NOT_ACCEPTED, seed.WORDS) for n in range(count))
    return facts(submissions=submissions, comments=comments, responses=responses)


def many(count: int) -> bytes:
    """Make a report of many comments as its frozen JSON."""
    return msgspec.json.encode(report_on(gathered(count)))


def reports() -> list[Row]:
    """Measure the Word report in its child process against the same rows as raw XML streamed into a zip."""
    rows = []
    idle = child([sys.executable, "-c", "import dialog_tracker.office.report_job"], b"")[1]
    for count in (500, 2_000, 10_000, 20_000):
        model = many(count)
        lines = b"".join(lines_of(model))
        peaks = []
        for script in ("Cyrl", "Latn"):
            ratios, times = [], []
            for _ in range(3):
                raw = _raw(model)
                with tempfile.TemporaryDirectory() as folder:
                    taken, peak = child(
                        [sys.executable, "-m", "dialog_tracker.office.report_job", f"{folder}/r.docx", "--script", script], lines
                    )
                times.append(taken)
                peaks.append(peak)
                ratios.append(taken / raw)
            value = f"{median(times):.2f} s"
            rows.append(Row(f"report of {count} comments, {script}, without page numbers", value, f"{median(ratios):.1f} ×", "≤ 2.5 ×"))
        rows.append(Row(f"  peak memory above the idle process ({idle:.0f} MiB)", f"{max(peaks) - idle:.0f} MiB", "", "< 120 MiB"))
    return rows + [row for count in (10_000, 20_000) for row in _in_own_frame(count)]


def _in_own_frame(count: int) -> list[Row]:
    """Measure the Word report in an authority's own frame: filling it in and writing the report, each in its child process."""
    model, ratios, times = many(count), [], []
    template = standard_template(Script.CYRILLIC, date(2026, 11, 26))
    for _ in range(3):
        raw = _raw(model)
        with tempfile.TemporaryDirectory() as folder:
            begun = perf_counter()
            asyncio.run(write_rendering(model, Script.CYRILLIC, Path(folder) / "r.docx", None, template=template))
            times.append(perf_counter() - begun)
        ratios.append(times[-1] / raw)
    return [Row(f"report of {count} comments in an own template", f"{median(times):.2f} s", f"{median(ratios):.1f} ×", "≤ 5 ×")]


_RAW = """
import sys, zipfile, msgspec
from xml.sax.saxutils import escape
model = msgspec.json.decode(sys.stdin.buffer.read())
def strings(value):
    if isinstance(value, str): yield value
    elif isinstance(value, dict):
        for inner in value.values(): yield from strings(inner)
    elif isinstance(value, list):
        for inner in value: yield from strings(inner)
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as out, out.open("word/document.xml", "w") as part:
    part.write(b"<w:document><w:body><w:tbl>")
    for section in model["sections"]:
        for table in section["tables"]:
            for row in table["rows"]:
                cells = "".join(f'<w:tc><w:tcPr><w:tcW w:w="1000" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="C"/></w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:tc>' for text in strings(row))
                part.write(f"<w:tr>{cells}</w:tr>".encode())
    part.write(b"</w:tbl></w:body></w:document>")
"""


def _raw(model: bytes) -> float:
    with tempfile.TemporaryDirectory() as folder:
        return child([sys.executable, "-c", _RAW, f"{folder}/raw.zip"], model)[0]


def files() -> list[Row]:
    """Measure the other files of a report of 10,000 comments, child process and reading of the facts included, against one bare writing."""
    facts_of_many = msgspec.json.encode(gathered(10_000))
    bare = {"xlsx": _BARE_XLSX, "csv": _BARE_CSV}
    rows = []
    for form, aim in (("xlsx", "< 2 s"), ("csv", ""), ("json", ""), ("html", "")):
        times, peaks, ratios = [], [], []
        for _ in range(3):
            with tempfile.TemporaryDirectory() as folder:
                job = [sys.executable, "-m", "dialog_tracker.office.export_job", f"{folder}/r.{form}", "--format", form]
                taken, peak = child(job, facts_of_many)
                if form in bare:
                    ratios.append(taken / child([sys.executable, "-c", bare[form], f"{folder}/bare.{form}"], facts_of_many)[0])
            times.append(taken)
            peaks.append(peak)
        ratio = f"{median(ratios):.1f} ×" if ratios else ""
        rows.append(Row(f"{form} of 10000 comments", f"{median(times):.2f} s, {max(peaks):.0f} MiB", ratio, aim))
    return rows


_BARE_XLSX = """
import sys, msgspec, xlsxwriter
facts = msgspec.json.decode(sys.stdin.buffer.read())
with xlsxwriter.Workbook(sys.argv[1], {"constant_memory": True}) as book:
    sheet = book.add_worksheet()
    for line, comment in enumerate(facts["comments"]):
        for at, key in enumerate(("number", "submission", "text", "proposed_wording", "kind")):
            sheet.write_string(line, at, comment[key])
"""
_BARE_CSV = """
import csv, sys, msgspec
facts = msgspec.json.decode(sys.stdin.buffer.read())
with open(sys.argv[1], "w", newline="") as out:
    csv.writer(out).writerows([comment[key] for key in ("number", "submission", "text", "proposed_wording", "kind")] for comment in facts["comments"])
"""
