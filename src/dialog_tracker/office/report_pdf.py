"""The report as a tagged PDF: the Word file laid out by LibreOffice, which for many rows takes minutes."""

import tempfile
from pathlib import Path

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.script import Script
from dialog_tracker.office.ooxml_text import Voice
from dialog_tracker.office.pdf_marks import with_alternatives
from dialog_tracker.office.report import Fonts, chart_descriptions, table_rows
from dialog_tracker.office.report_pages import to_pdf, write_report_with_contents

_AT_LEAST = 180
_SECONDS_A_ROW = 0.3  # twenty times what a row takes on a quiet machine


def write_pdf(report: OutcomeReport, path: Path, *, script: Script, soffice: Path | None, fonts: Fonts = "times") -> None:
    """Write a report as PDF; raises Malformed `pdf-needs-libreoffice` where LibreOffice is missing, fails or takes too long."""
    if soffice is None:
        raise Malformed("pdf-needs-libreoffice")
    with tempfile.TemporaryDirectory(prefix="report-pdf-") as folder:
        document = Path(folder) / "report.docx"
        write_report_with_contents(report, document, script=script, soffice=soffice, fonts=fonts)
        laid_out = to_pdf(document, soffice, max(_AT_LEAST, table_rows(report) * _SECONDS_A_ROW))
        if laid_out is None:
            raise Malformed("pdf-needs-libreoffice")
        path.write_bytes(
            with_alternatives(laid_out.read_bytes(), chart_descriptions(report, script), Voice(script, report.english).language)
        )
