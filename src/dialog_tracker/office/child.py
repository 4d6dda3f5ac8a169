"""The child process that touches uploaded files: limits itself, reads a draft from its input, writes JSON to its output.

Started by `sandbox` as `python -m dialog_tracker.office.child`; it imports neither the web nor the database.
"""

import sys
from dataclasses import replace
from typing import Literal

import msgspec

from dialog_tracker.domain.attachment import AttachmentFormat
from dialog_tracker.domain.comment_form import FilledForm
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.headings import SourceTable, SourceText, source_texts
from dialog_tracker.domain.provision import DraftText
from dialog_tracker.domain.structure import structure
from dialog_tracker.office.akoma_ntoso_reading import read_akoma_ntoso
from dialog_tracker.office.attachment_words import words_of
from dialog_tracker.office.comment_form_reading import read_form
from dialog_tracker.office.formats import Format
from dialog_tracker.office.incoming import Limits, open_package
from dialog_tracker.office.mail_letter import MailLetter
from dialog_tracker.office.mail_reading import read_mail
from dialog_tracker.office.own_document import read_own
from dialog_tracker.office.readers import read

OUT_OF_MEMORY = 3
Tracked = Literal["accepted", "rejected"]


class Bounds(msgspec.Struct, frozen=True):
    """What the child may use: address space, seconds of processor, seconds on the clock."""

    memory_bytes: int = 768 * 1024 * 1024
    cpu_seconds: int = 20
    wall_seconds: int = 30


class Order(msgspec.Struct, frozen=True):
    """What the child is told on its command line."""

    limits: Limits = Limits()
    bounds: Bounds = Bounds()
    form: Format = Format.DOCX
    tracked: Tracked = "accepted"
    form_zone: str = ""  # a form for comments is read, in this zone, and no draft
    mail: bool = False  # a letter that came by e-mail is read, and no draft
    words: AttachmentFormat | None = None  # the words of an attachment are read, and no draft
    tables: bool = False  # the rows of all tables are read, and no draft


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the child answers: a draft or a filled form, or the code and facts of a refusal."""

    draft: DraftText | None = None
    filled: FilledForm | None = None
    words: str = ""
    letter: MailLetter | None = None
    tables: tuple[tuple[str, ...], ...] | None = None
    source: tuple[SourceText, ...] = ()
    refused: str = ""
    facts: dict[str, str | int] = {}


def limit_itself(bounds: Bounds) -> None:
    """Give up memory, processor time, new files and core dumps beyond the bounds; a system without limits has only the clock."""
    try:
        import resource  # noqa: PLC0415 - exists on POSIX only
    except ImportError:
        return
    for limit, value in (
        (resource.RLIMIT_AS, bounds.memory_bytes),
        (resource.RLIMIT_CPU, bounds.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (ceiling, ceiling))


def read_draft(content: bytes, limits: Limits, form: Format = Format.DOCX, tracked: Tracked = "accepted") -> Answer:
    """Read a draft into provisions, in the process that calls it; a text that we wrote ourselves is taken at its word."""
    if form is Format.AKN:
        draft, source = read_akoma_ntoso(content)
        return Answer(draft=draft, source=source)
    blocks, findings = read(content, form, limits, rejected=tracked == "rejected")
    own = read_own(open_package(content, limits)) if form is Format.DOCX else None
    if own is not None:
        return Answer(draft=own, source=source_texts(blocks))
    draft = structure(blocks)
    return Answer(draft=replace(draft, findings=(*findings, *draft.findings)), source=source_texts(blocks))


def tables_of(content: bytes, form: Format, limits: Limits) -> tuple[tuple[str, ...], ...]:
    """Give the rows of all tables of a document, one after the other."""
    blocks, _ = read(content, form, limits)
    return tuple(row for block in blocks if isinstance(block, SourceTable) for row in block.rows)


def _read(content: bytes, order: Order) -> Answer:
    if order.words is not None:
        return Answer(words=words_of(content, order.words, order.limits))
    if order.mail:
        return Answer(letter=read_mail(content))
    if order.tables:
        return Answer(tables=tables_of(content, order.form, order.limits))
    if order.form_zone:
        return Answer(filled=read_form(content, order.form, order.limits, order.form_zone))
    return read_draft(content, order.limits, order.form, order.tracked)


def answer(content: bytes, order: Order) -> Answer:
    """Do what is ordered, and put a refusal into words that cross the pipe."""
    try:
        return _read(content, order)
    except Malformed as refusal:
        facts = {name: fact if isinstance(fact, int) else str(fact) for name, fact in refusal.facts.items()}
        return Answer(refused=refusal.code, facts=facts)
    except (MemoryError, RecursionError):
        return Answer(refused="draft-too-heavy")


def main() -> None:
    """Do the one thing that the command line orders."""
    order = msgspec.json.decode(sys.argv[1], type=Order)
    limit_itself(order.bounds)
    try:
        sys.stdout.buffer.write(msgspec.json.encode(answer(sys.stdin.buffer.read(), order)))
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
