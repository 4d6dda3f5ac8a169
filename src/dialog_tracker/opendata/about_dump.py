"""What goes with the data of a dump: what each file is, the licence, and the description of every column."""

from collections.abc import Mapping, Sequence
from datetime import date

from dialog_tracker.opendata.dump_files import CSV_BUNDLE, DATABASE, LINES
from dialog_tracker.opendata.dump_tables import Table

LICENCE = "LICENSE.txt"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
_KNOWN = {
    CSV_BUNDLE: ("application/zip", "csv"),
    DATABASE: ("application/vnd.sqlite3", "sqlite"),
    LICENCE: ("text/plain", "licence"),
    "README.md": ("text/markdown", "readme"),
    "SHA256SUMS": ("text/plain", "checksums"),
    "recompute.py": ("text/x-python", "recompute"),
}
_KINDS = {
    "number": "whole number",
    "yes": "yes or no",
    "instant": "instant, UTC, ISO 8601",
    "day": "day, ISO 8601",
    "text": "text",
    "object": "JSON in text",
}


def what_is(name: str) -> tuple[str, str, str]:
    """Give the media type of a file, what it is in one word, and the table that it holds."""
    if name.endswith(LINES):
        return "application/x-ndjson+gzip", "table", name.removesuffix(LINES)
    media_type, what = _KNOWN[name]
    return media_type, what, ""


def licence(site: str) -> str:
    """Write under what terms the data may be used."""
    return f"""Подаци услуге „Дијалог” ({site})

Подаци се смеју користити, умножавати, прерађивати и делити у сваку сврху, и трговинску, уз навођење извора:
„Дијалог, {site}” и дан преузимања. Лиценца: Creative Commons Attribution 4.0 International
(CC BY 4.0), {LICENCE_URL}

Имена подносилаца објављена су онако како су сами изабрали. Ко их даље обрађује, обрађује податке о личности и сам
одговара за то.

---

Data of the service “Dialog” ({site})

The data may be used, copied, changed and shared for any purpose, commercial ones too, if the source is named: “Dialog,
{site}” and the day on which they were taken. Licence: Creative Commons Attribution 4.0 International (CC BY 4.0),
{LICENCE_URL}

Names of submitters are published as they chose. Whoever processes them further processes personal data and answers for it.
"""


def readme(site: str, day: date, tables: Sequence[Table], rows: Mapping[str, int]) -> str:
    """Describe the files, and every table with its columns."""
    parts = [
        f"# Open data of {site}, {day.isoformat()}\n",
        "Everything public, as it was in one moment. What is a draft, withheld, quarantined or withdrawn is not in it.\n",
        f"- `{CSV_BUNDLE}`: every table as CSV (UTF-8, with a header, quoted as in RFC 4180, lines end with LF; yes is 1, no is 0;",
        "  an empty cell is none, or a text that is empty: the other two forms tell which)",
        "- `<table>.jsonl.gz`: the same, a JSON object a line",
        f"- `{DATABASE}`: the same as one SQLite database, with the table `figures`: what the service published",
        "- `recompute.py`: recomputes every published figure from the rows: `python3 recompute.py dialog.sqlite.gz`",
        "  (those of consultations, and each of the indicators of the practice by the method that `measures` names)",
        "- `SHA256SUMS`: checksums; check them with `sha256sum -c SHA256SUMS`",
        f"- `{LICENCE}`: the licence\n",
        f"Addresses: {site}/c/<reference>, {site}/k/<submission number>, {site}/acts/<act id>,",
        f"{site}/c/<reference>/text/<anchor>. What changes between two dumps: {site}/api/changes.\n",
    ]
    for table in tables:
        parts += [f"## {table.name} ({rows.get(table.name, 0)} rows)\n", f"{table.what}\n", "| column | kind |", "|---|---|"]
        parts += [f"| {name} | {_KINDS[kind]} |" for name, kind in table.kinds.items()]
        parts.append("")
    return "\n".join(parts)
