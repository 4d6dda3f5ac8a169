"""Many files at once: a ZIP, or the files of a folder packed as one; each is looked at alone, and a bad one does not stop the others."""

import contextlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.office.incoming import BROKEN_ARCHIVE

MAX_FILES = 1000
MAX_TOTAL_BYTES = 400 * 1024 * 1024
_LEFT_OUT = ("__MACOSX/", "._", "~$", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True, slots=True)
class Bundled:
    """A file of a bundle; `content` is empty where it could not be unpacked."""

    name: str
    content: bytes


def is_bundle(content: bytes) -> bool:
    """Tell whether a file is a ZIP of files, and not a document that is packed itself."""
    if not content.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except BROKEN_ARCHIVE:
        return False
    return "[Content_Types].xml" not in names and "mimetype" not in names


def unbundle(content: bytes, most_bytes: int) -> Iterator[Bundled]:
    """Unpack a ZIP file by file; folders, and what systems leave in them, are passed over.

    `most_bytes` is the limit of one file. Raises Malformed("bundle-too-large" or "bundle-damaged").
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir() and not _passed_over(one.filename)]
            if len(entries) > MAX_FILES:
                raise Malformed("bundle-too-large", limit=MAX_FILES)
            total = 0
            for entry in entries:
                content_of = _unpacked(archive, entry, most_bytes)
                total += len(content_of)
                if total > MAX_TOTAL_BYTES:
                    raise Malformed("bundle-too-large", limit=MAX_FILES)
                yield Bundled(_name(entry), content_of)
    except BROKEN_ARCHIVE as error:
        raise Malformed("bundle-damaged") from error


def _passed_over(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return name.startswith(_LEFT_OUT) or last.startswith(_LEFT_OUT)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most_bytes: int) -> bytes:
    try:
        with archive.open(entry) as stream:
            return stream.read(most_bytes + 1)
    except BROKEN_ARCHIVE:
        return b""


def _name(entry: zipfile.ZipInfo) -> str:
    """Old programs write names in the letters of DOS; Python reads those as code page 437."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        with contextlib.suppress(UnicodeEncodeError, UnicodeDecodeError):
            name = name.encode("cp437").decode("cp852")
    return name.rsplit("/", 1)[-1]
