"""Write a report in a process of its own: `python -m dialog_tracker.office.report_job OUT < report.lines`.

The web process hands over the frozen report in lines, as `report_stream` parts it, and never holds the document; neither does
this one, whose memory is the same for a hundred comments and for a hundred thousand.
"""

import argparse
import gc
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.script import Script
from dialog_tracker.office.report_pages import write_report_with_contents
from dialog_tracker.office.report_stream import read_lines
from dialog_tracker.office.template_report import write_in_frame


def main(arguments: Sequence[str] | None = None) -> None:
    """Read a report in lines from standard input and write it as DOCX to a path."""
    parser = argparse.ArgumentParser(prog="report_job", description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--script", type=Script, choices=list(Script), default=Script.CYRILLIC)
    parser.add_argument("--fonts", choices=("times", "arial"), default="times")
    parser.add_argument("--soffice", type=Path, default=None, help="without it the contents name no pages")
    parser.add_argument("--frame", type=Path, default=None, help="an authority's own frame, with its tags filled in")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryFile() as spool:
        _write(read_lines(sys.stdin.buffer, spool), chosen)


def _write(report: OutcomeReport, chosen: argparse.Namespace) -> None:
    if chosen.frame is not None:
        with chosen.target.open("wb") as target:
            write_in_frame(report, chosen.frame.read_bytes(), target, script=chosen.script, fonts=chosen.fonts)
        return
    write_report_with_contents(report, chosen.target, script=chosen.script, soffice=chosen.soffice, fonts=chosen.fonts)


if __name__ == "__main__":
    gc.disable()  # the process lives for seconds and makes no cycles, and the collector would look at every row again and again
    main()
