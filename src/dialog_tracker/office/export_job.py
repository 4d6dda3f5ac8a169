"""Write a copy of the report in a process of its own: `python -m dialog_tracker.office.export_job OUT --format csv < facts.json`.

The web process hands over the facts and never holds the file.
"""

import argparse
import gc
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.outcome import Grouping, OutcomeReport
from dialog_tracker.domain.outcome_choice import FileForm
from dialog_tracker.domain.outcome_facts import ReportFacts
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.outcome_rows import Column, register_of
from dialog_tracker.domain.script import Script
from dialog_tracker.office.outcome_csv import ENCODING, write_csv
from dialog_tracker.office.outcome_html import write_html
from dialog_tracker.office.outcome_json import write_json
from dialog_tracker.office.outcome_xlsx import write_xlsx
from dialog_tracker.office.report import Fonts, write_tables
from dialog_tracker.office.report_pages import write_report_with_contents
from dialog_tracker.office.report_pdf import write_pdf

NO_LIBREOFFICE = 3  # the exit that tells the parent why there is no PDF


@dataclass(frozen=True, slots=True)
class _Wish:
    form: FileForm
    script: Script
    grouping: Grouping
    columns: tuple[Column, ...]
    fonts: Fonts
    soffice: Path | None


def main(arguments: Sequence[str] | None = None) -> None:
    """Read facts as JSON from standard input and write one file."""
    parser = argparse.ArgumentParser(prog="export_job", description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--format", type=FileForm, choices=list(FileForm), required=True)
    parser.add_argument("--script", type=Script, choices=list(Script), default=Script.CYRILLIC)
    parser.add_argument("--group-by", type=Grouping, choices=list(Grouping), default=Grouping.ARTICLE)
    parser.add_argument("--columns", default="", help="names of columns with commas between; all where it is empty")
    parser.add_argument("--fonts", choices=("times", "arial"), default="times")
    parser.add_argument("--soffice", type=Path, default=None, help="without it contents name no pages, and there is no PDF")
    given = parser.parse_args(arguments)
    asked = {*filter(None, given.columns.split(","))}
    columns = tuple(column for column in Column if not asked or column.value in asked)
    wish = _Wish(given.format, given.script, given.group_by, columns, given.fonts, given.soffice)
    facts = msgspec.json.decode(sys.stdin.buffer.read(), type=ReportFacts)
    try:
        _write(facts, given.target, wish)
    except Malformed as refused:
        if refused.code == "pdf-needs-libreoffice":
            sys.exit(NO_LIBREOFFICE)
        raise


def _write(facts: ReportFacts, target: Path, wish: _Wish) -> None:
    if wish.form in (FileForm.DOCX, FileForm.PDF, FileForm.TABLES):
        _write_report(report_on(facts, wish.grouping), target, wish)
        return
    register = register_of(facts, wish.grouping)
    if wish.form is FileForm.XLSX:
        write_xlsx(report_on(facts), register, target, wish.script, wish.columns)
        return
    with target.open("w", encoding=ENCODING if wish.form is FileForm.CSV else "utf-8", newline="") as written:
        if wish.form is FileForm.CSV:
            write_csv(register, written, wish.script, wish.columns)
        elif wish.form is FileForm.JSON:
            write_json(register, written, wish.script, wish.columns)
        else:
            write_html(report_on(facts, wish.grouping), register, written, wish.script, wish.columns)


def _write_report(report: OutcomeReport, target: Path, wish: _Wish) -> None:
    if wish.form is FileForm.TABLES:
        with target.open("wb") as written:
            write_tables(report, written, script=wish.script, fonts=wish.fonts)
    elif wish.form is FileForm.PDF:
        write_pdf(report, target, script=wish.script, soffice=wish.soffice, fonts=wish.fonts)
    else:
        write_report_with_contents(report, target, script=wish.script, soffice=wish.soffice, fonts=wish.fonts)


if __name__ == "__main__":
    gc.disable()  # the process lives for seconds and makes no cycles, and the collector would look at every comment again and again
    main()
