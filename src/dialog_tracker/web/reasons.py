"""Why a legal duty stands as it does: one sentence for each reason of the law book, and the word of its verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dialog_tracker.domain.calendar import Unit
from dialog_tracker.domain.procedure import Obligation, Verdict, Wording
from dialog_tracker.domain.script import to_latin
from dialog_tracker.web.formats import day_month
from dialog_tracker.web.i18n import Language, gettext, ngettext

# Message ids of the catalogue, by reason; the facts are printed before they are put in.
SENTENCES: Mapping[str, str] = {
    "window-without-rule": "The authority's own act sets the length, and it has not been entered here.",
    "window-kept": "It lasts %(inclusive)s, counting the first and the last day; at least %(least)s are required, so it may not end before %(due)s.",
    "window-kept-counting-both-days": "It lasts %(inclusive)s if the first and the last day are both counted, and %(exclusive)s if the first is not; at least %(least)s are required.",
    "window-short": "It lasts %(inclusive)s even if the first and the last day are both counted; at least %(least)s are required, so it may not end before %(due)s.",
    "deadline-without-rule": "The authority's own act sets the time limit, and it has not been entered here.",
    "deadline-done-late": "Done on %(done)s, late by %(late)s.",
    "deadline-done": "Done on %(done)s.",
    "deadline-late": "The time limit was %(due)s.",
    "deadline-open": "",
    "document-published": "Published on %(done)s.",
    "document-not-recorded": "The day of publication has not been recorded here.",
    "document-without-limit": "No time limit is set; the publication has not been recorded here.",
    "duty-done": "Day of opening: %(on)s.",
}
# What a time limit is counted from.
COUNTED_FROM: Mapping[str, str] = {
    "starts": "%(amount)s after the start of drafting on %(event)s",
    "opens": "%(amount)s after the opening on %(event)s",
    "closes": "%(amount)s after the end on %(event)s",
}
CALENDAR_DAYS = "calendar days are counted"
ROLLED = "moved from %(counted)s, which is a day off"
# One and many of each unit, with the number in front.
PERIODS: Mapping[Unit, tuple[str, str]] = {
    Unit.CALENDAR_DAYS: ("%(num)s day", "%(num)s days"),
    Unit.WORKING_DAYS: ("%(num)s working day", "%(num)s working days"),
    Unit.WEEKS: ("%(num)s week", "%(num)s weeks"),
    Unit.MONTHS: ("%(num)s month", "%(num)s months"),
}
VERDICTS: Mapping[str, str] = {
    "kept": "Fulfilled",
    "breached-window": "Short by %(days)s",
    "breached": "Late by %(days)s",
    "late": "%(days)s late",
    "open": "Running, %(days)s left",
    "due-today": "Due today",
    "not_applicable": "Not recorded",
    "document-without-limit": "No time limit",
    "window-without-rule": "No time limit entered",
    "deadline-without-rule": "No time limit entered",
}
_CLASSES: Mapping[Verdict, str] = {
    Verdict.KEPT: "met",
    Verdict.BREACHED: "late",
    Verdict.OPEN: "open",
    Verdict.LATE: "late",
    Verdict.NOT_APPLICABLE: "na",
}


@dataclass(frozen=True, slots=True)
class DutyWords:
    """A duty in words: what, why, by which provision, what is uncertain, how it stands and the class that draws it."""

    what: str
    why: str
    citation: str
    doubt: str
    verdict: str
    css: str


def wording(language: Language, phrase: Wording) -> str:
    """Give a phrase of the law book to a reader."""
    if language == "en":
        return phrase.en
    return to_latin(phrase.sr) if language == "sr-Latn" else phrase.sr


def duty_words(language: Language, duty: Obligation) -> DutyWords:
    """Put an obligation into words."""
    rule = duty.rule
    doubt = wording(language, rule.doubt) if rule.doubt else ""
    what, citation = wording(language, rule.what), wording(language, rule.citation)
    return DutyWords(what, why(language, duty), citation, doubt, verdict(language, duty), _CLASSES[duty.verdict])


def period(language: Language, amount: int, unit: Unit = Unit.CALENDAR_DAYS) -> str:
    """Print a period: „15 дана”, “15 working days”."""
    return ngettext(language, *PERIODS[unit], amount)


def why(language: Language, duty: Obligation) -> str:
    """Say in one sentence, or two, why a duty stands as it does."""
    facts = _printed(language, duty)
    sentence = SENTENCES.get(duty.reason, "")
    parts = [_counted(language, duty, facts), gettext(language, sentence, **facts) if sentence else ""]
    return " ".join(filter(None, parts))


def _printed(language: Language, duty: Obligation) -> dict[str, Any]:
    unit = Unit(str(duty.facts.get("unit", Unit.CALENDAR_DAYS)))
    printed: dict[str, Any] = {"due": day_month(duty.due_on, language) if duty.due_on else ""}
    for name, fact in duty.facts.items():
        if isinstance(fact, date):
            printed[name] = day_month(fact, language)
        elif isinstance(fact, int) and not isinstance(fact, bool):
            # delays and remainders are always calendar days, whatever the limit was counted in
            printed[name] = period(language, fact, Unit.CALENDAR_DAYS if name in {"late", "left"} else unit)
    return printed


def _counted(language: Language, duty: Obligation, facts: Mapping[str, Any]) -> str:
    """Say from what a time limit is counted and how; empty for what is not a time limit."""
    if "event" not in facts:
        return ""
    parts = [gettext(language, COUNTED_FROM[duty.rule.event or "closes"], **facts)]
    if duty.facts["unit"] == Unit.CALENDAR_DAYS:
        parts.append(gettext(language, CALENDAR_DAYS))
    if duty.facts["rolled"]:
        parts.append(gettext(language, ROLLED, **facts))
    return "; ".join(parts) + "."


def verdict(language: Language, duty: Obligation) -> str:
    """Give the word of a verdict."""
    key: str = duty.verdict.value
    if duty.verdict is Verdict.BREACHED and duty.rule.kind == "window":
        key = "breached-window"
    elif duty.verdict is Verdict.OPEN and duty.days == 0:
        key = "due-today"
    elif duty.reason in VERDICTS:
        key = duty.reason
    return gettext(language, VERDICTS[key], days=period(language, duty.days))
