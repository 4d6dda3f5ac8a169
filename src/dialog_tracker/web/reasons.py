"""Why a legal duty stands as it does: one sentence for each reason of the law book, and the word of its verdict."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dialog_tracker.domain.calendar import Unit
from dialog_tracker.domain.obligation import Obligation, Verdict
from dialog_tracker.domain.procedure import Wording
from dialog_tracker.domain.script import to_latin
from dialog_tracker.web.formats import day_month, long_date
from dialog_tracker.web.i18n import Language, gettext, ngettext

# Message ids of the catalogue, by reason; the facts are printed before they are put in.
SENTENCES: Mapping[str, str] = {
    "deadline-done": "Done on %(done)s.",
    "deadline-done-late": "Done on %(done)s, late by %(late)s.",
    "deadline-late": "The time limit was %(due)s.",
    "deadline-left-open": "The time limit was %(due)s.",
    "deadline-open": "",
    "deadline-without-rule": "No rule with a number of days is recorded; where the authority's own act sets one, it has not been entered here.",
    "document-not-recorded": "The day of publication has not been recorded here.",
    "document-published": "Published on %(done)s.",
    "document-published-after": "Published on %(done)s, %(after)s after the start of drafting. No time limit is set.",
    "document-without-limit": "The law sets no time limit; the publication has not been recorded here.",
    "draft-withdrawn": "The time limit was %(due)s; the draft was withdrawn before it.",
    "done-too-early": "Done on %(done)s, %(early)s too early.",
    "duty-done": "Day of opening: %(on)s.",
    "event-unknown": "The day that the time limit is counted from has not been recorded here.",
    "not-before": "Not before %(due)s.",
    "other-acts": "The rule does not reach acts of this kind.",
    "window-below-usual": "It is shorter than usual, which is not a breach: usually it would not end before %(due)s.",
    "window-kept": "It is long enough by both counts.",
    "window-kept-counting-both-days": "It is long enough only if the first day is counted.",
    "window-kept-with-reasons": "Reasons for the shorter time were stated, and then at least %(reduced)s are enough.",
    "window-short": "It may not end before %(due)s.",
    "window-short-without-reasons": "It may not end before %(due)s; only if reasons are stated to the public are %(reduced)s enough.",
    "window-unknown": "The opening has not been recorded here, so the length is not known.",
    "window-without-rule": "No rule with a number of days is recorded; where the authority's own act sets one, it has not been entered here.",
}
LASTS = "It lasts %(inclusive)s if the first and the last day are both counted, and %(exclusive)s if the first is not"
NEEDED: Mapping[str, str] = {
    "min": "at least %(least)s are required.",
    "max": "at least %(least)s are required.",
    "exact": "%(least)s are required.",
    "usual": "%(least)s are usual.",
}
COUNTS: Mapping[str, str] = {
    "inclusive": "The rule counts both the first and the last day.",
    "exclusive": "The rule does not count the first day.",
}
DISPUTED = (
    "By the general rule the first day is not counted (%(law)s), which binds consultations only by analogy; which count holds is disputed."
)
IN_CALENDAR_DAYS = "In calendar days it is %(calendar)s."
LAST_DAY_OFF = "The last day, %(last_day)s, is a day off."
RUNS_THROUGH = "The last day, %(last_day)s, is a day off; by analogy with the general rule it runs through %(runs_through)s."
# What a time limit is counted from, and on which side of it.
COUNTED_FROM: Mapping[tuple[str, str], str] = {
    ("adopted", "after"): "%(amount)s after the adoption on %(event)s",
    ("adopted", "before"): "%(amount)s before the adoption on %(event)s",
    ("closes", "after"): "%(amount)s after the end on %(event)s",
    ("commission_opinion", "after"): "%(amount)s after the opinion of the commission on %(event)s",
    ("commission_report_delivered", "after"): "%(amount)s after the delivery of the commission's report on %(event)s",
    ("debate_held", "after"): "%(amount)s after the debate on %(event)s",
    ("drafting_started", "after"): "%(amount)s after the start of drafting on %(event)s",
    ("initiative_launched", "after"): "%(amount)s after the launch of the initiative on %(event)s",
    ("initiative_received", "after"): "%(amount)s after the receipt of the initiative on %(event)s",
    ("opens", "after"): "%(amount)s after the opening on %(event)s",
    ("opens", "before"): "%(amount)s before the opening on %(event)s",
    ("remarks_delivered", "after"): "%(amount)s after the delivery of the remarks on %(event)s",
    ("request_received", "after"): "%(amount)s after the receipt of the request on %(event)s",
    ("submitted_for_adoption", "before"): "%(amount)s before the submission for adoption on %(event)s",
}
ON_THE_DAY = "by the day of the opening, %(event)s"
DUE = "Due %(day)s:"
EARLIEST_END = "Earliest lawful last day: %(day)s."
CALENDAR_DAYS = "calendar days are counted"
WORKING_DAYS = "working days are counted"
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
    "window-below-usual": "%(days)s below the usual",
    "window-without-rule": "No time limit entered",
    "deadline-without-rule": "No time limit entered",
    "event-unknown": "No date yet",
    "window-unknown": "Length unknown",
    "other-acts": "Does not apply",
    "not-before": "Not before this day",
    "deadline-left-open": "Not recorded",
    "draft-withdrawn": "No longer due",
    "done-too-early": "Early by %(days)s",
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


def as_json(language: Language, duty: Obligation) -> dict[str, Any]:
    """Write an obligation for programs: what, when, how it stands, and the reason and the citation as sentences."""
    said = duty_words(language, duty)
    words = {"window": EARLIEST_END if duty.rule.amount else "", "deadline": DUE}.get(duty.rule.kind, "")
    due = gettext(language, words, day=long_date(duty.due_on, language)) if words and duty.due_on else ""
    return {
        "key": duty.rule.key,
        "what": said.what,
        "due": duty.due_on.isoformat() if duty.due_on else None,
        "verdict": duty.verdict.value,
        "days_short": duty.days_short,
        "days_late": duty.days_late,
        "flags": [flag.value for flag in duty.flags],
        "reason": " ".join(filter(None, [due, why(language, duty, years=True), said.doubt])),
        "citation": said.citation,
        "certainty": duty.rule.certainty,
    }


def period(language: Language, amount: int, unit: Unit = Unit.CALENDAR_DAYS) -> str:
    """Print a period: „15 дана”, “15 working days”."""
    return ngettext(language, *PERIODS[unit], amount)


def why(language: Language, duty: Obligation, *, years: bool = False) -> str:
    """Say in one sentence, or a few, why a duty stands as it does; `years` prints dates with their year."""
    facts = _printed(language, duty, long_date if years else day_month)
    sentence = SENTENCES.get(duty.reason, "")
    stands = gettext(language, sentence, **facts) if sentence else ""
    return " ".join(filter(None, [_lasts(language, duty, facts), _counted(language, duty, facts), stands, *_beside(language, duty, facts)]))


def _printed(language: Language, duty: Obligation, day: Callable[[date, Language], str]) -> dict[str, Any]:
    unit = Unit(str(duty.facts.get("unit", Unit.CALENDAR_DAYS)))
    printed: dict[str, Any] = {"due": day(duty.due_on, language) if duty.due_on else ""}
    for name, fact in duty.facts.items():
        if isinstance(fact, date):
            printed[name] = day(fact, language)
        elif isinstance(fact, int) and not isinstance(fact, bool):
            printed[name] = period(language, fact, _unit_of(name, duty, unit))
    return printed


def _unit_of(name: str, duty: Obligation, unit: Unit) -> Unit:
    """Delays and remainders are always calendar days, whatever the limit was counted in; a minimum keeps the rule's unit."""
    if name in {"late", "left", "after", "early", "calendar"}:
        return Unit.CALENDAR_DAYS
    return duty.rule.unit if name in {"least", "reduced"} else unit


def _lasts(language: Language, duty: Obligation, facts: Mapping[str, Any]) -> str:
    """Say how long a window is by both counts, and how long it should be; empty for what is no window."""
    if "inclusive" not in facts:
        return ""
    return f"{gettext(language, LASTS, **facts)}; {gettext(language, NEEDED[duty.rule.bound], **facts)}"


def _counted(language: Language, duty: Obligation, facts: Mapping[str, Any]) -> str:
    """Say from what a time limit is counted and how; empty for what is not a time limit."""
    if "event" not in facts:
        return ""
    if duty.rule.amount == 0:
        return _capital(gettext(language, ON_THE_DAY, **facts)) + "."
    parts = [gettext(language, COUNTED_FROM[duty.rule.event or "closes", duty.rule.direction], **facts)]
    days = {Unit.CALENDAR_DAYS: CALENDAR_DAYS, Unit.WORKING_DAYS: WORKING_DAYS}.get(duty.rule.unit)
    if days:
        parts.append(gettext(language, days))
    if duty.facts["rolled"]:
        parts.append(gettext(language, ROLLED, **facts))
    return "; ".join(parts) + "."


def _beside(language: Language, duty: Obligation, facts: Mapping[str, Any]) -> Iterator[str]:
    """Say of a window which count the rule uses, where that is disputed, and what its last day is."""
    if "inclusive" not in facts:
        return
    yield gettext(language, COUNTS[duty.rule.count])
    law = duty.rule.general_count
    if duty.only_inclusive and law is not None:
        yield gettext(language, DISPUTED, law=wording(language, law).rstrip("."))
    if "calendar" in facts:
        yield gettext(language, IN_CALENDAR_DAYS, **facts)
    if "last_day" in facts:
        yield gettext(language, RUNS_THROUGH if law is not None else LAST_DAY_OFF, **facts)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def verdict(language: Language, duty: Obligation) -> str:
    """Give the word of a verdict."""
    key: str = duty.verdict.value
    if duty.reason in VERDICTS:
        key = duty.reason
    elif duty.verdict is Verdict.BREACHED and duty.rule.kind == "window":
        key = "breached-window"
    elif duty.verdict is Verdict.OPEN and duty.days_left == 0:
        key = "due-today"
    return gettext(language, VERDICTS[key], days=period(language, duty.days_short or duty.days_late or duty.days_left))
