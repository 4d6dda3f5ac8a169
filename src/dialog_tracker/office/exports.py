"""A version in the formats it leaves in: Word, Akoma Ntoso, plain text; and two versions as Word with tracked changes."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dialog_tracker.domain.plain_text import as_text
from dialog_tracker.domain.provision import Provision
from dialog_tracker.domain.script import Script
from dialog_tracker.office.akoma_ntoso import Work, akoma_ntoso, document_type
from dialog_tracker.office.redline_notes import Notes
from dialog_tracker.office.text_document import TextFrame, write_redline, write_text


@dataclass(frozen=True, slots=True)
class About:
    """What stands around a text: its title, kinds, number, authority, language, script and days; `running` is the header of the Word file."""

    title: str
    act_kind: str
    version_kind: str
    number: str
    author: str
    begun_on: date
    version: int
    issued_on: date
    language: str = "sr"
    script: Script = Script.CYRILLIC
    running: str = ""


def _docx(provisions: Sequence[Provision], about: About) -> bytes:
    target = io.BytesIO()
    write_text(provisions, target, _frame(about))
    return target.getvalue()


def _akn(provisions: Sequence[Provision], about: About) -> bytes:
    work = Work(
        title=about.title,
        doc_type=document_type(about.act_kind, about.version_kind),
        act_kind=about.act_kind,
        number=about.number.lower(),
        work_date=about.begun_on,
        version=about.version,
        version_date=about.issued_on,
        author=about.author,
        language=about.language,
        script=about.script,
    )
    return akoma_ntoso(provisions, work)


def _txt(provisions: Sequence[Provision], about: About) -> bytes:
    return as_text(about.title, provisions).encode()


EXPORTS: Mapping[str, Callable[[Sequence[Provision], About], bytes]] = {"docx": _docx, "akn": _akn, "txt": _txt}


def redlined(old: Sequence[Provision], new: Sequence[Provision], about: About, at: datetime, notes: Notes | None = None) -> bytes:
    """Write the later version with the changes since the earlier one tracked; `about` is of the later, `at` in UTC."""
    target = io.BytesIO()
    write_redline(old, new, target, _frame(about), at, notes)
    return target.getvalue()


def _frame(about: About) -> TextFrame:
    return TextFrame(
        title=about.title,
        author=about.author,
        running=about.running or about.title,
        issued_on=about.issued_on,
        reference=about.number,
        script=about.script,
        language=about.language,
        act_kind=about.act_kind,
    )
