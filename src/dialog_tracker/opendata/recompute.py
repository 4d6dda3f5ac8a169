"""Recompute every published figure from the rows of a dump, with nothing but Python's standard library.

    python3 recompute.py dialog.sqlite.gz

The table `figures` holds what the service published: for each consultation, and for each measure of the indicators of the practice, its
numbers by name. Each is computed again here from the rows, in another way than the service computes it, and what does not agree is told;
the program ends with 1 then.

A new figure is added in two places: a function with its name in FIGURES below, and a provider in `figures.py` of the service.
"""

import gzip
import json
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path

Figure = tuple[str, str, float]
Counted = Iterator[Figure]
Behind = list[tuple[int, int, str, str]]
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
    held = database.execute("SELECT reference, value FROM figures WHERE figure = 'organisations_not_named'")
    for reference, count in held:
        yield reference, "organisations", named.get(reference, 0) + count


def answers(database: sqlite3.Connection) -> Counted:
    """Count the comments by what became of them."""
    for reference, status, count in database.execute("SELECT reference, status, count(*) FROM comments GROUP BY reference, status"):
        yield reference, f"answers.{status}", count


def measures(database: sqlite3.Connection) -> Counted:
    """Work each measure out by its method, and count the rows behind it and the bad ones among them."""
    for measure, method, unit in database.execute("SELECT measure, method, unit FROM measures").fetchall():
        query = "SELECT count(*), total(part), total(whole), total(bad) FROM measure_rows WHERE measure = ?"
        numbers = database.execute(query, (measure,)).fetchone()
        yield from ((measure, name, int(number)) for name, number in zip(("rows", "part", "whole", "bad"), numbers, strict=True))
        rows: Behind = database.execute("SELECT part, whole, parts, places FROM measure_rows WHERE measure = ?", (measure,)).fetchall()
        if method == "spread":
            yield from ((measure, f"parts.{code}", count) for code, count in _added(rows).items())
        if not any(whole for _, whole, _, _ in rows):
            continue
        if method == "distinct":
            yield measure, "value", len(_places(rows)) + sum(_taking_part(database, measure))
        else:
            yield measure, "value", float(_METHODS["count" if (method, unit) == ("spread", "number") else method](rows))


def _share(rows: Behind) -> Fraction:
    return Fraction(sum(part for part, _, _, _ in rows), sum(whole for _, whole, _, _ in rows))


def _middle(rows: Behind) -> Fraction:
    parts = sorted(part for part, _, _, _ in rows)
    return Fraction(parts[(len(parts) - 1) // 2] + parts[len(parts) // 2], 2)


_METHODS: dict[str, Callable[[Behind], Fraction]] = {
    "share": _share,
    "spread": _share,
    "count": lambda rows: Fraction(sum(part for part, _, _, _ in rows)),
    "mean": lambda rows: Fraction(sum(part for part, _, _, _ in rows), len(rows)),
    "highest": lambda rows: Fraction(max(part for part, _, _, _ in rows)),
    "median": _middle,
}


def _added(rows: Behind) -> dict[str, int]:
    sums: dict[str, int] = {}
    for _, _, parts, _ in rows:
        for code, count in json.loads(parts).items():
            sums[code] = sums.get(code, 0) + count
    return sums


def _places(rows: Behind) -> set[str]:
    return {place for _, _, _, places in rows for place in json.loads(places)}


def _taking_part(database: sqlite3.Connection, measure: str) -> tuple[int, int]:
    """Count the organisations over the consultations of a list: those that are named, and the number of the others as it is given."""
    held = "SELECT total(value) FROM figures WHERE reference = ? AND figure = 'not_named'"
    return _named_over(database, measure), int(database.execute(held, (measure,)).fetchone()[0])


def _named_over(database: sqlite3.Connection, measure: str) -> int:
    query = "SELECT count(DISTINCT s.organisation_id) FROM measure_rows r JOIN submissions s ON s.reference = r.key WHERE r.measure = ?"
    return int(database.execute(query, (measure,)).fetchone()[0])


FIGURES: tuple[Callable[[sqlite3.Connection], Counted], ...] = (comments, organisations, answers, measures)
GIVEN = frozenset({"organisations_not_named", "not_named"})  # what cannot be recomputed without telling who kept a name back


def given(database: sqlite3.Connection, figures: Iterable[Figure]) -> Counted:
    """Give how many organisations are counted in a figure and not named; the service puts these numbers beside its figures."""
    named = {reference: count for reference, _, count in named_organisations(database)}
    together = {row[0] for row in database.execute("SELECT measure FROM measures WHERE method = 'distinct' AND counted = 'consultations'")}
    for reference, figure, value in figures:
        if figure == "organisations":
            yield reference, "organisations_not_named", value - named.get(reference, 0)
        if figure == "value" and reference in together:
            yield reference, "not_named", value - _named_over(database, reference)


def differences(database: sqlite3.Connection) -> tuple[int, list[str]]:
    """Compare; gives how many figures were compared, and a line for each that does not agree."""
    published = {
        (reference, figure): value for reference, figure, value in database.execute("SELECT reference, figure, value FROM figures")
    }
    compared = {key: value for key, value in published.items() if key[1] not in GIVEN}
    counted = {(reference, figure): count for of in FIGURES for reference, figure, count in of(database)}
    keys = sorted(key for key in compared.keys() | counted.keys() if _told(compared, key) != _told(counted, key))
    told = [f"{key[0]} {key[1]}: published {compared.get(key)}, recomputed {counted.get(key)}" for key in keys]
    return len(compared), told


def _told(figures: dict[tuple[str, str], float], key: tuple[str, str]) -> float | None:
    """What is not told is a count of nothing; a measure with no value is something else than one that comes to 0."""
    return figures.get(key, None if key[1] == "value" else 0)


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
