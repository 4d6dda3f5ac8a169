"""Importing a draft from a Word file: what the file is, what it says, and what the officer should check."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dialog_tracker.domain.headings import SourceText
from dialog_tracker.domain.provision import DraftText, Provision, counts_by_kind
from dialog_tracker.office import sandbox
from dialog_tracker.office.incoming import Limits


@dataclass(frozen=True, slots=True)
class ImportedDraft:
    """A draft read from a file, with the file's name, size in bytes and SHA-256 for the record."""

    filename: str
    sha256: str
    size: int
    text: DraftText
    source: tuple[SourceText, ...] = ()
    format: str = "docx"


def import_draft(content: bytes, filename: str, *, limits: Limits | None = None) -> ImportedDraft:
    """Read a Word file and wait; raises `Malformed` with a code `draft-…` that says what is wrong with the file."""
    return _imported(content, filename, sandbox.read_draft(content, limits))


async def import_draft_async(content: bytes, filename: str, *, limits: Limits | None = None) -> ImportedDraft:
    """Read a Word file without holding up the server; raises like `import_draft`."""
    return _imported(content, filename, await sandbox.read_draft_async(content, limits))


def _imported(content: bytes, filename: str, text: DraftText) -> ImportedDraft:
    return ImportedDraft(filename, hashlib.sha256(content).hexdigest(), len(content), text)


def as_json(draft: ImportedDraft) -> dict[str, Any]:
    """Write an import as plain values, as `import-draft FILE --json` prints it."""
    text = draft.text
    return {
        "title": text.title,
        "kind": text.act_kind,
        "script": text.script.value,
        "language": text.language,
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
