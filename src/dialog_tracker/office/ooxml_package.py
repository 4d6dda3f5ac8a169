"""The package of an office file: parts in a fixed order with fixed times, so that the same report is the same bytes."""

import zipfile
from collections.abc import Iterable
from typing import BinaryIO, Self

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 16


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=_EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    entry.create_system = 0
    return entry


class Package:
    """A zip file being written part by part; a large part is streamed, so that memory stays flat."""

    def __init__(self, target: BinaryIO) -> None:
        """Open the package on a file that can be written to."""
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Write the directory of the package; after an error the file is whole as a zip, if not as a document."""
        self._zip.close()

    def add(self, name: str, part: str | bytes) -> None:
        """Write a whole part."""
        self._zip.writestr(_entry(name), part.encode() if isinstance(part, str) else part)

    def stream(self, name: str, pieces: Iterable[str]) -> None:
        """Write a part from pieces, keeping about one chunk of it in memory."""
        waiting: list[str] = []
        size = 0
        with self._zip.open(_entry(name), "w", force_zip64=False) as part:
            for piece in pieces:
                waiting.append(piece)
                size += len(piece)
                if size > _CHUNK:
                    part.write("".join(waiting).encode())
                    waiting, size = [], 0
            part.write("".join(waiting).encode())
