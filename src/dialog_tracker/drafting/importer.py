"""Importing a draft from a file or pasted text: what the file is, what it says, and what the officer should check."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dialog_tracker.domain.comparison import Change, Comparison, PartChange
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


def compared_as_json(compared: Comparison) -> dict[str, Any]:
    """Write a comparison as plain values, as `compare OLD NEW --json` prints it; units that are the same are left out."""
    return {
        "counts": {change.value: count for change, count in compared.counts.items()},
        "units": [
            {
                "old": unit.old.anchor if unit.old else None,
                "new": unit.new.anchor if unit.new else None,
                "old_label": unit.old.label if unit.old else None,
                "new_label": unit.new.label if unit.new else None,
                "changes": sorted(change.value for change in unit.changes),
                "parts": [_part(part) for part in unit.parts],
            }
            for unit in compared.units
            if unit.changes != {Change.SAME}
        ],
        "fates": dict(compared.fates),
    }


def _part(part: PartChange) -> dict[str, Any]:
    pieces = {"heading": part.heading, "words": part.words}
    return {
        "old": part.old.anchor if part.old else None,
        "new": part.new.anchor if part.new else None,
    } | {name: [[piece.kind.value, piece.text] for piece in found] for name, found in pieces.items()}
