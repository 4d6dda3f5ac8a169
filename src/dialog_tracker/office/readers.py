"""One door to all formats: a draft's bytes become lines, tables and findings, with spoiled letters put right."""

import re
from collections.abc import Callable
from dataclasses import replace

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.headings import SourceTable
from dialog_tracker.domain.legacy_letters import Ailment, ailment, repaired
from dialog_tracker.domain.provision import Finding
from dialog_tracker.office.formats import Format
from dialog_tracker.office.html_reading import read_html
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.pdf_text import read_pdf
from dialog_tracker.office.plain_text import read_text
from dialog_tracker.office.reading import Block, read_blocks
from dialog_tracker.office.yuscii import cyrillic, cyrillic_ailment

_NO_WORD = re.compile(r"\S{1000,}")  # a run of signs without end tells nothing of letters, and would cost the square of its length


def read(content: bytes, form: Format, limits: Limits, *, rejected: bool = False) -> tuple[list[Block], tuple[Finding, ...]]:
    """Read a draft of a format that needs no LibreOffice; raises `Malformed`."""
    blocks, findings = _read(content, form, limits, rejected=rejected)
    text = "\n".join(_NO_WORD.sub("", block.text) for block in blocks)
    if seven_bits := cyrillic_ailment(text):
        return [_sound(block, cyrillic) for block in blocks], (*findings, _put_right(seven_bits))
    found = ailment(text)
    if found is None:
        return blocks, findings
    if not found.sure:
        return blocks, (*findings, Finding("legacy-letters", "1", {"label": found.example}))
    return [_sound(block, lambda line: repaired(line, found)) for block in blocks], (*findings, _put_right(found))


def _put_right(found: Ailment) -> Finding:
    return Finding("legacy-letters-repaired", "1", {"source": found.source, "count": str(found.count)})


def _read(content: bytes, form: Format, limits: Limits, *, rejected: bool = False) -> tuple[list[Block], tuple[Finding, ...]]:
    if form is Format.PDF:
        lines, findings = read_pdf(content)
        return [*lines], findings
    if form is Format.HTML:
        return read_html(content)
    if form in {Format.TXT, Format.PASTED}:
        lines, findings = read_text(content)
        return [*lines], findings
    if form is Format.AKN:
        raise Malformed("draft-format-unknown")
    return read_blocks(content, limits, rejected=rejected)


def _sound(block: Block, repair: Callable[[str], str]) -> Block:
    if isinstance(block, SourceTable):
        return replace(block, rows=tuple(tuple(repair(cell) for cell in row) for row in block.rows))
    if _NO_WORD.search(block.text):
        return block
    return replace(block, text=repair(block.text), list_label=repair(block.list_label))
