"""Driving LibreOffice: one conversion at a time, each with a profile of its own, under limits of time, memory and size."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.office.formats import Format
from dialog_tracker.office.incoming import Limits, check_archive
from dialog_tracker.office.odt_letters import with_lent_letters, with_own_letters

SECONDS = 60
_MEMORY_BYTES = 4 * 1024**3  # of addresses; LibreOffice maps about 2 GiB before it reads anything
_MOST_BYTES = 64 * 1024**2
_LIMITED = (
    "import os, resource, sys\n"
    "for limit, value in ((resource.RLIMIT_AS, {memory}), (resource.RLIMIT_CPU, {seconds}), (resource.RLIMIT_FSIZE, {size}), (resource.RLIMIT_CORE, 0)):\n"
    "    resource.setrlimit(limit, (value, value))\n"
    "os.execv(sys.argv[1], sys.argv[1:])\n"
)
_QUIET = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"]
_SETTINGS = {
    ("Common/Security/Scripting", "MacroSecurityLevel"): "3",
    ("Common/Security/Scripting", "DisableMacrosExecution"): "true",
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks"): "true",
    ("Common/Security/Scripting", "DisableActiveContent"): "true",
    ("Writer/Content/Update", "Link"): "0",
}


def to_word(content: bytes, form: Format, soffice: Path | None, limits: Limits) -> bytes:
    """Convert a draft to .docx; raises `Malformed` where LibreOffice is missing, fails or takes too long."""
    if form is Format.ODT:
        check_archive(content, limits)
    if soffice is None:
        raise Malformed("draft-needs-libreoffice")
    with tempfile.TemporaryDirectory(prefix="draft-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / f"draft.{form.value}"
        lent = with_lent_letters(content) if form is Format.ODT else content
        source.write_bytes(lent)
        made = converted(source, "docx:MS Word 2007 XML", soffice, seconds=SECONDS, limited=True)
        if made is None or made.stat().st_size > _MOST_BYTES:
            raise Malformed("draft-damaged")
        document = made.read_bytes()
        if lent is content:
            return document
        check_archive(document, limits)  # before this process unpacks it; the child will do so again
        return with_own_letters(document)


def converted(document: Path, target: str, soffice: Path, *, seconds: float, limited: bool = False) -> Path | None:
    """Convert a document beside itself to `target`, an ending with a filter after a colon; None where LibreOffice fails or takes too long."""
    with _alone(), tempfile.TemporaryDirectory(prefix="office-profile-", ignore_cleanup_errors=True) as profile:
        _write_settings(Path(profile))
        command = [str(soffice), f"-env:UserInstallation={Path(profile).as_uri()}", *_QUIET, "--convert-to", target]
        command += ["--outdir", str(document.parent), str(document)]
        if not _ended_well(_limited(command) if limited else command, seconds):
            return None
    made = document.with_suffix("." + target.partition(":")[0])
    return made if made.exists() else None


def _limited(command: list[str]) -> list[str]:
    """Put limits on LibreOffice alone, in a process between it and the server; a system without limits has only the clock."""
    if os.name != "posix":
        return command
    program = _LIMITED.format(memory=_MEMORY_BYTES, seconds=SECONDS, size=_MOST_BYTES)
    return [sys.executable, "-I", "-c", program, *command]


def _write_settings(profile: Path) -> None:
    """Neither macros nor links of a document may do anything."""
    folder = profile / "user"
    folder.mkdir()
    entries = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for (path, name), value in _SETTINGS.items()
    )
    (folder / "registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{entries}</oor:items>',
        encoding="utf-8",
    )


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other process of ours runs LibreOffice: two at once starve a small machine."""
    owner = os.getuid() if hasattr(os, "getuid") else 0
    with (Path(tempfile.gettempdir()) / f"dialog-tracker-office-{owner}.lock").open("a") as held:
        try:
            import fcntl  # noqa: PLC0415 - exists on POSIX only
        except ImportError:
            yield
            return
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _ended_well(command: list[str], seconds: float) -> bool:
    """Run a command; at the end its whole family goes, since `soffice` is a script that starts the program."""
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603 - our own command, no shell
    except OSError:
        return False
    with process:
        try:
            return process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except ProcessLookupError:
        return  # all of the family had ended
