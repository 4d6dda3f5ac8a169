"""The dumps as they lie on disk: a folder for each day, complete or not there at all; the newest is also called `latest`."""

import os
import re
import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec

from dialog_tracker.domain.errors import NotFound

MANIFEST = "manifest.json"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[a-z0-9]+)*")


class DumpFile(msgspec.Struct, frozen=True):
    """A file of a dump; `table` names the table that it holds, empty for a file of several or of none."""

    name: str
    size: int
    sha256: str
    media_type: str
    what: str
    table: str = ""


class Manifest(msgspec.Struct, frozen=True):
    """What a dump holds and of when; `ledger_position` is the last act that it knows of."""

    day: date
    made_at: datetime
    ledger_position: int
    rows: dict[str, int]
    files: list[DumpFile]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of dumps of an installation."""

    root: Path

    def days(self) -> list[str]:
        """Give the days of which there is a dump, the newest first."""
        if not self.root.is_dir():
            return []
        return sorted((one.name for one in self.root.iterdir() if _DAY.fullmatch(one.name) and (one / MANIFEST).is_file()), reverse=True)

    def manifest(self, day: str) -> Manifest:
        """Read what a dump holds; raises NotFound("dump-unknown")."""
        return msgspec.json.decode((self.folder(day) / MANIFEST).read_bytes(), type=Manifest)

    def newest(self) -> Manifest | None:
        """Read what the newest dump holds; None before the first."""
        days = self.days()
        return self.manifest(days[0]) if days else None

    def folder(self, day: str) -> Path:
        """Name the folder of a day, or of `latest`; raises NotFound("dump-unknown")."""
        days = self.days()
        known = days[0] if day == "latest" and days else day
        if known not in days:
            raise NotFound("dump-unknown")
        return self.root / known

    def file(self, day: str, name: str) -> tuple[Path, DumpFile]:
        """Find a file of a dump, which its manifest must name; raises NotFound("file-missing")."""
        folder = self.folder(day)
        known = {one.name: one for one in self.manifest(day).files} if _NAME.fullmatch(name) else {}
        if name not in known or not (folder / name).is_file():
            raise NotFound("file-missing")
        return folder / name, known[name]

    def put(self, made: Path, day: date) -> None:
        """Move a finished dump to its place; one of the same day makes way."""
        target, old = self.root / day.isoformat(), self.root / f".old-{day.isoformat()}"
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            target.rename(old)
        made.rename(target)
        shutil.rmtree(old, ignore_errors=True)

    def keep(self, most: int) -> None:
        """Keep the newest dumps and take the others away, and whatever a killed process left."""
        for day in self.days()[max(1, most) :]:
            shutil.rmtree(self.root / day, ignore_errors=True)

    def making(self) -> Path:
        """Make an empty folder beside the dumps, in which one is written; what a killed process left there goes."""
        self.root.mkdir(parents=True, exist_ok=True)
        for one in self.root.iterdir():
            if one.name.startswith(".making-"):
                shutil.rmtree(one, ignore_errors=True)
        folder = self.root / f".making-{os.getpid()}"
        folder.mkdir()
        return folder
