"""Write docs/reference from the program itself: settings, commands, policy, transitions, rules, error codes, indicators.

With --check it only tells whether the files are up to date; tests/house runs it so.
"""

import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import click

from dialog_tracker.cli import main
from dialog_tracker.domain.consultation import TRANSITIONS
from dialog_tracker.domain.indicator import all_indicators
from dialog_tracker.domain.policy import POLICY
from dialog_tracker.domain.procedure import all_procedures, all_rules
from dialog_tracker.settings import Settings
from dialog_tracker.web.messages import SENTENCES

TARGET = Path(__file__).parents[1] / "docs" / "reference"
MADE = "This page is made from the program by `scripts/reference`; do not edit it.\n"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in cells)]) + "\n"


def settings() -> str:
    """Write the table of settings."""
    rows = [
        (f"`DIALOG_{f.name.upper()}`", f"`{f.default}`" if str(f.default) else "", str(f.metadata["meaning"])) for f in fields(Settings)
    ]
    words = (
        "Each setting is read once at start, from the environment or, below it, from a TOML file named by `--config` or `DIALOG_CONFIG`, "
    )
    words += "where the name stands in lower case without the prefix. `DATABASE_URL` is taken too.\n\n"
    return f"# Settings\n\n{MADE}\n{words}{_table(('name', 'default', 'meaning'), rows)}"


def commands() -> str:
    """Write the help of every command."""
    parts = [f"# Commands\n\n{MADE}"]
    with click.Context(main, info_name="dialog-tracker") as top:
        parts.append(f"```text\n{main.get_help(top)}\n```\n")
        for name in sorted(main.commands):
            with click.Context(main.commands[name], info_name=name, parent=top) as inner:
                parts.append(f"## {name}\n\n```text\n{main.commands[name].get_help(inner)}\n```\n")
    return "\n".join(parts)


def policy() -> str:
    """Write who may do what, when."""
    rows = []
    for permission, clauses in sorted(POLICY.items()):
        words = "<br>or ".join(
            " and ".join((predicate.__doc__ or "").strip().rstrip(".").lower() for predicate in clause) for clause in clauses
        )
        rows.append((f"`{permission}`", words))
    stages = [(f"`{stage}`", f"`{act}`", f"`{after}`") for (stage, act), after in TRANSITIONS.items()]
    return (
        f"# Policy\n\n{MADE}\nA permission is given when any of its clauses holds. What a reader may not know of is not found (404); "
        f"what may be seen and not done is refused with the reason (403).\n\n{_table(('permission', 'given when'), rows)}\n"
        f"## Acts on a consultation\n\nOpen, closed and overdue are not stored: they are derived from dates.\n\n{_table(('stage', 'act', 'stage after'), stages)}"
    )


def rules() -> str:
    """Write the legal rules with their citations."""
    rows = [
        (
            f"`{r.key}`",
            r.what.en,
            f"{r.amount} {r.unit} {r.bound}, {r.count}" if r.amount else "no number in the law",
            r.citation.en,
            r.certainty,
        )
        for r in all_rules()
    ]
    named = [(f"`{p.key}`", p.name.en, p.name.sr, ", ".join(f"`{key}`" for key in p.rule_keys)) for p in all_procedures().values()]
    return (
        f"# Legal rules\n\n{MADE}\ncd = calendar days, wd = working days. An authority's own act replaces a row.\n\n"
        f"{_table(('rule', 'what', 'amount', 'citation', 'certainty'), rows)}\n## Procedures\n\n{_table(('key', 'English', 'Serbian', 'rules'), named)}"
    )


def indicators() -> str:
    """Write the eighteen indicators with their formulas and measures."""
    parts = [
        f"# Indicators of the practice\n\n{MADE}\nA share divides the sum of the parts of its rows by the sum of their wholes; `rows` of an indicator give both."
    ]
    for one in all_indicators().values():
        rows = [
            (f"`{m.address}`", m.name.en, m.method.value, m.unit.value, m.better.value, m.part.en, m.whole.en, m.needs.en)
            for m in one.measures
        ]
        told = f"{one.definition.en}\n\nFormula: {one.formula.en}. After: {one.source.en}."
        pointed = f"\n\nPointed out: {one.bad.en}" if one.bad else ""
        head = ("measure", "name", "method", "unit", "better", "part", "whole", "what it takes")
        parts.append(f"## {one.key} {one.name.en} ({one.name.sr})\n\n{told}{pointed}\n\n{_table(head, rows)}")
    return "\n\n".join(parts)


def errors() -> str:
    """Write the error codes with their sentences."""
    rows = [(f"`{code}`", sentence.replace("%(", "(")) for code, sentence in sorted(SENTENCES.items())]
    return f"# Error codes\n\n{MADE}\nThe JSON API answers with problem+json whose `code` is one of these.\n\n{_table(('code', 'sentence'), rows)}"


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings,
    "commands.md": commands,
    "policy.md": policy,
    "rules.md": rules,
    "errors.md": errors,
    "indicators.md": indicators,
}


def stale() -> list[str]:
    """Name the pages that differ from the program."""
    return [name for name, write in PAGES.items() if not (TARGET / name).exists() or (TARGET / name).read_text(encoding="utf-8") != write()]


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(f"out of date: {', '.join(found)} (run scripts/reference)" if (found := stale()) else 0)
    TARGET.mkdir(parents=True, exist_ok=True)
    for page_name, write_page in PAGES.items():
        (TARGET / page_name).write_text(write_page(), encoding="utf-8")
