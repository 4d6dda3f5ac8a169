"""The receipt as a Word file: what it says in time and late, in both scripts, and what two validators say of it."""

import io
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document

from dialog_tracker.domain.script import Script
from dialog_tracker.office.receipt_file import ReceiptFacts, grouped, receipt_file

BINARIES = Path(sys.executable).parent
FACTS = ReceiptFacts(
    number="LR-2026-0002-0001F",
    title="Нацрт одлуке о парковима",
    authority="Општина Врбовац",
    submitter="Удружење „Липа”",
    zone="Europe/Belgrade",
    times=(date(2026, 11, 24), None, datetime(2026, 11, 25, 13, 5, 9, tzinfo=UTC), datetime(2026, 11, 25, 13, 5, 9, tzinfo=UTC)),
    closes_at=datetime(2026, 12, 11, 14, 30, tzinfo=UTC),
    late=False,
    content_hash="0123456789abcdef" * 4,
    comments=[("LR-2026-0002-0001F/1", "Члан 7"), ("LR-2026-0002-0001F/2", "текст у целини")],
    files=[("Анализа & трошкови.txt", "f" * 64)],
    address="https://dijalog.example/k/LR-2026-0002-0001F",
    reference="LR-2026-0002",
)


def cells(facts, script=Script.CYRILLIC):
    document = Document(io.BytesIO(receipt_file(facts, script)))
    return [cell.text.replace("\u00a0", " ") for table in document.tables for row in table.rows for cell in row.cells]


@pytest.mark.parametrize("script", list(Script))
@pytest.mark.parametrize("tool", [("ooxml-integrity", "check"), ("openxml-audit",)])
def test_validators_find_nothing(tool, script, tmp_path):
    path = tmp_path / "potvrda.docx"
    path.write_bytes(receipt_file(FACTS, script))
    ran = subprocess.run([str(BINARIES / tool[0]), *tool[1:], str(path)], capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stdout
    assert "0 error(s), 0 warning(s)" in ran.stdout or "Errors: 0" in ran.stdout


def test_times_are_told_to_the_second_with_the_zone_and_unknown_ones_left_out():
    said = cells(FACTS)
    assert "25. новембра 2026. године у 14.05.09 (Europe/Belgrade, UTC+0100)" in said
    assert "24. новембра 2026. године" in said
    assert "Послато" not in said
    assert said[said.index("У року") + 1].startswith("да: рок истиче 11. децембра 2026. године у 15.30.00")
    assert grouped("f" * 64) in said


def test_a_late_one_says_why_and_a_withheld_name_is_not_printed():
    said = cells(replace(FACTS, late=True, submitter=""), Script.LATIN)
    assert said[said.index("U roku") + 1].startswith("ne: rok je istekao 11. decembra 2026.")
    assert "ime se ne objavljuje" in said
    assert "LR-2026-0002-0001F" in said


def test_the_same_facts_give_the_same_bytes():
    assert receipt_file(FACTS, Script.CYRILLIC) == receipt_file(FACTS, Script.CYRILLIC)
