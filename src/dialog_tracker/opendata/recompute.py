"""Recompute every published figure from the rows of a dump, with nothing but Python's standard library.

    python3 recompute.py dialog.sqlite.gz

The table `figures` holds what the service published: for each consultation and figure one number. Each is computed again here from
the rows, in another way than the service computes it, and what does not agree is told; the program ends with 1 then.

A new figure is added in two places: a function with its name in FIGURES below, and a provider in `figures.py` of the service.
"""

import gzip
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

Counted = Iterator[tuple[str, str, int]]
_MISSING = 2


def comments(database: sqlite3.Connection) -> Counted:
    """Count what was said: comments, those that came after the end, and those on the whole."""
    query = """
        SELECT c.reference, count(*), sum(s.received_at >= k.closes_at), sum(c.target = 'general'), count(DISTINCT c.submission)
        FROM comments c JOIN submissions s ON s.number = c.submission JOIN consultations k ON k.reference = c.reference
        GROUP BY c.reference"""
    for reference, received, late, general, submissions in database.execute(query):
        yield from ((reference, "comments", received), (reference, "late", late), (reference, "general", general))
        yield reference, "submissions", submissions


def named_organisations(database: sqlite3.Connection) -> Counted:
    """Count the organisations that are named: those that sent something, and those that stand behind what others sent."""
    query = """
        SELECT reference, count(DISTINCT organisation_id) FROM (
            SELECT reference, organisation_id FROM submissions
            UNION SELECT s.reference, g.organisation_id FROM signatures g JOIN submissions s ON s.number = g.submission)
        WHERE organisation_id IS NOT NULL GROUP BY reference"""
    for reference, count in database.execute(query):
        yield reference, "organisations_named", count


def organisations(database: sqlite3.Connection) -> Counted:
    """Count the organisations: those that are named, and those whose senders kept their names back, which are given as a number only."""
    named = {reference: count for reference, _, count in named_organisations(database)}
    given = database.execute("SELECT reference, value FROM figures WHERE figure = 'organisations_not_named'")
    for reference, count in given:
        yield reference, "organisations", named.get(reference, 0) + count


def answers(database: sqlite3.Connection) -> Counted:
    """Count the comments by what became of them."""
    for reference, status, count in database.execute("SELECT reference, status, count(*) FROM comments GROUP BY reference, status"):
        yield reference, f"answers.{status}", count


FIGURES: tuple[Callable[[sqlite3.Connection], Counted], ...] = (comments, organisations, answers)
GIVEN = frozenset({"organisations_not_named"})  # what cannot be recomputed without telling who kept a name back


def differences(database: sqlite3.Connection) -> tuple[int, list[str]]:
    """Compare; gives how many figures were compared, and a line for each that does not agree."""
    published = {
        (reference, figure): value for reference, figure, value in database.execute("SELECT reference, figure, value FROM figures")
    }
    compared = {key: value for key, value in published.items() if key[1] not in GIVEN}
    counted = {(reference, figure): count for of in FIGURES for reference, figure, count in of(database)}
    keys = sorted(key for key in compared.keys() | counted.keys() if compared.get(key, 0) != counted.get(key, 0))
    told = [f"{key[0]} {key[1]}: published {compared.get(key)}, recomputed {counted.get(key)}" for key in keys]
    return len(compared), told


def _opened(path: Path, folder: str) -> sqlite3.Connection:
    if path.suffix == ".gz":
        plain = Path(folder) / "dialog.sqlite"
        with gzip.open(path) as source, plain.open("wb") as target:
            shutil.copyfileobj(source, target)
        path = plain
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def main(arguments: list[str]) -> int:
    """Recompute the figures of the file that is named, or of the one beside this program."""
    path = Path(arguments[0]) if arguments else Path(__file__).with_name("dialog.sqlite.gz")
    if not path.is_file():
        print(f"There is no file {path}. Name the SQLite file of the dump.", file=sys.stderr)
        return _MISSING
    with tempfile.TemporaryDirectory() as folder:
        database = _opened(path, folder)
        count, told = differences(database)
        database.close()
    print("\n".join([*told, f"{count} figures recomputed, {len(told)} differ."]))
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
