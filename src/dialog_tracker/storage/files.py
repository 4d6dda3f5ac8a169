"""Files kept by the fingerprint of their content: written once, never changed, verified when read."""

import hashlib
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from dialog_tracker.domain.errors import Conflict, NotFound

_JUST_GIVEN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class FileStore:
    """A directory of files named by SHA-256, two levels deep."""

    root: Path

    def path_of(self, sha256: str) -> Path:
        """Name the place of a file."""
        return self.root / sha256[:2] / sha256[2:]

    def put(self, content: bytes) -> str:
        """Keep a content and give its fingerprint; the same content twice is one file."""
        digest = hashlib.sha256(content).hexdigest()
        target = self.path_of(digest)
        if target.exists():
            target.touch()  # what is given again is not erased meanwhile
        else:
            self._write(target, content)
        return digest

    def put_file(self, source: Path) -> str:
        """Keep a file that already lies on disk, without reading it whole into memory."""
        with source.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        target = self.path_of(digest)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
        return digest

    def get(self, sha256: str) -> bytes:
        """Read a file; raises NotFound("file-missing") and Conflict("file-damaged")."""
        try:
            content = self.path_of(sha256).read_bytes()
        except FileNotFoundError:
            raise NotFound("file-missing", sha256=sha256) from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Conflict("file-damaged", sha256=sha256)
        return content

    def holds(self, sha256: str) -> bool:
        """Tell whether a file is there."""
        return self.path_of(sha256).exists()

    def erase(self, sha256: str) -> bool:
        """Delete a content for good; tells whether it is gone.

        One that was given within the last minute is left for the next time: whoever brought it may not have said so in the
        database yet.
        """
        target = self.path_of(sha256)
        try:
            if time.time() - target.stat().st_mtime < _JUST_GIVEN_SECONDS:
                return False
            target.unlink()
        except FileNotFoundError:
            return True
        return True

    def _write(self, target: Path, content: bytes) -> None:
        """Write beside the target and rename, so that a killed process leaves no half of a file under its name."""
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        Path(name).replace(target)
