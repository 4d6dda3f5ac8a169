"""The rows of the table of figures, and the running of children whose time and memory they tell."""

import subprocess
import sys
import tempfile
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    value: str
    ratio: str = ""
    aim: str = ""


def show(rows: list[Row]) -> None:
    """Print the table."""
    print(f"\n{'figure':52} {'value':>16} {'of reference':>14}  aim")
    for row in rows:
        print(f"{row.name:52} {row.value:>16} {row.ratio:>14}  {row.aim}")


# A process inherits the peak of the one that starts it, so a small one stands between: this program holds a hundred MiB itself.
_BETWEEN = """
import os, subprocess, sys, time
begun = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
print(time.perf_counter() - begun, usage.ru_maxrss / 1024, process.returncode)
"""


def child(command: list[str], given: bytes) -> tuple[float, float]:
    """Run a child; gives its seconds and its peak memory in MiB, by the system's own account."""
    with tempfile.TemporaryFile() as source:
        source.write(given)
        source.seek(0)
        done = subprocess.run([sys.executable, "-c", _BETWEEN, *command], stdin=source, capture_output=True, text=True, check=True)
    seconds, peak, returned = done.stdout.split()
    if returned != "0":
        raise RuntimeError(command, done.stderr)
    return float(seconds), float(peak)
