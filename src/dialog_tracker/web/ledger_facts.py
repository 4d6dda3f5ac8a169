"""The facts of an entry of the ledger as a reader sees them: words for names and codes, dates as they are printed everywhere."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime

from dialog_tracker.domain.procedure import rows_of
from dialog_tracker.web.desk_words import rule_words
from dialog_tracker.web.formats import clock_time, date_with_year, local_date
from dialog_tracker.web.i18n import Language, gettext
from dialog_tracker.web.words import word

_NOTHING = "–"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d\S*)?")
# In which groups of words the codes of a fact stand; what a kind is of depends on the entry, and no code has two meanings among these.
_GROUPS: Mapping[str, Sequence[str]] = {
    "why": ("ledger_reason",),
    "status": ("status",),
    "role": ("role",),
    "stage": ("act_stage",),
    "step": ("step",),
    "unit": ("unit",),
    "duty": ("duty",),
    "seat": ("seat",),
    "channel": ("channel", "channel_of_invitation"),
    "kind": ("ledger_kind", "act_kind", "activity_kind", "submitter_kind", "version_kind", "document", "body_kind", "kept"),
}


def ledger_facts(language: Language, facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """Give each fact with its name in words; a name that has none is shown itself."""
    return [(word(language, "ledger_fact", name), _said(language, name, fact)) for name, fact in facts.items()]


def _said(language: Language, name: str, fact: object) -> str:
    if fact is None or fact == "":
        return _NOTHING
    if isinstance(fact, bool):
        return gettext(language, "yes") if fact else gettext(language, "no")
    if isinstance(fact, list):
        return ", ".join(_said(language, name, one) for one in fact) or _NOTHING
    return _text(language, name, fact) if isinstance(fact, str) else str(fact)


def _text(language: Language, name: str, fact: str) -> str:
    if name == "rule" and (rows := rows_of(fact)):
        return rule_words(language, rows[-1])
    for group in _GROUPS.get(name, ()):
        if (told := word(language, group, fact)) != fact:
            return told
    return _instant(language, fact) if _INSTANT.fullmatch(fact) else fact


def _instant(language: Language, fact: str) -> str:
    """Print a day, or a day with its time; what only looks like one is left as it is."""
    with suppress(ValueError):
        if "T" not in fact and " " not in fact:
            return date_with_year(date.fromisoformat(fact), language)
        at = datetime.fromisoformat(fact)
        return f"{date_with_year(local_date(at), language)}, {clock_time(at, language)}"
    return fact
