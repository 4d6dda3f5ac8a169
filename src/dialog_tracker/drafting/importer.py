"""Importing a draft from a file or pasted text: what the file is, what it says, and what the officer should check."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dialog_tracker.domain.headings import SourceText
from dialog_tracker.domain.provision import DraftText, Provision, counts_by_kind
from dialog_tracker.office import sandbox
from dialog_tracker.office.child import Tracked
from dialog_tracker.office.formats import Format
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.soffice import found_soffice


@dataclass(frozen=True, slots=True)
class ImportedDraft:
    """A draft read from a file, with the file's name, size in bytes and SHA-256 for the record, and its blocks for the preview."""

    filename: str
    sha256: str
    size: int
    text: DraftText
    source: tuple[SourceText, ...] = ()
    format: str = "docx"


def import_draft(
    content: bytes | str, filename: str, *, limits: Limits | None = None, soffice: str = "", tracked: Tracked = "accepted"
) -> ImportedDraft:
    """Read a file or pasted text and wait; `soffice` is the setting that names LibreOffice.

    Raises `Malformed` with a code `draft-…` that says what is wrong with the file.
    """
    content = content.encode() if isinstance(content, str) else content
    return _imported(content, filename, sandbox.read_draft(content, limits, soffice=found_soffice(soffice), tracked=tracked))


async def import_draft_async(
    content: bytes | str, filename: str, *, limits: Limits | None = None, soffice: str = "", tracked: Tracked = "accepted"
) -> ImportedDraft:
    """Read a file or pasted text without holding up the server; raises like `import_draft`."""
    content = content.encode() if isinstance(content, str) else content
    return _imported(content, filename, await sandbox.read_draft_async(content, limits, soffice=found_soffice(soffice), tracked=tracked))


def _imported(content: bytes, filename: str, found: sandbox.Reading) -> ImportedDraft:
    form = Format.PASTED if found.form is Format.TXT and not filename else found.form
    return ImportedDraft(filename, hashlib.sha256(content).hexdigest(), len(content), found.text, found.source, form.value)


def as_json(draft: ImportedDraft) -> dict[str, Any]:
    """Write an import as plain values, as `import-draft FILE --json` prints it."""
    text = draft.text
    return {
        "title": text.title,
        "kind": text.act_kind,
        "script": text.script.value,
        "language": text.language,
        "format": draft.format,
        "filename": draft.filename,
        "sha256": draft.sha256,
        "size": draft.size,
        "counts": {kind.value: count for kind, count in counts_by_kind(text).items()},
        "provisions": _plain(text.provisions),
        "findings": [{"code": found.code, "place": found.place, "message": found.message} for found in text.findings],
    }


def _plain(provisions: Iterable[Provision]) -> list[dict[str, Any]]:
    return [
        {
            "anchor": provision.anchor,
            "label": provision.label,
            "kind": provision.kind.value,
            "heading": provision.heading,
            "text": provision.text,
            "children": _plain(provision.children),
        }
        for provision in provisions
    ]
