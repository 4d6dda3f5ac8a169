"""Words of the policy dialogue on pages: dates, counts and places as precisely as they are known, in the reader's face."""

from dialog_tracker.domain.activity import Count
from dialog_tracker.domain.programme import ActivityFacts, Figure, activity_name, where_in_words
from dialog_tracker.domain.script import to_latin
from dialog_tracker.domain.stated_count import count_in_words
from dialog_tracker.domain.vague_date import When, when_in_words
from dialog_tracker.web.i18n import Language


def _said(language: Language, text: str) -> str:
    return to_latin(text) if language == "sr-Latn" else text


def when_words(language: Language, when: When) -> str:
    """Write when something was; empty where it is not stated."""
    return _said(language, when_in_words(when, english=language == "en"))


def count_words(language: Language, count: Count) -> str:
    """Write a count with its qualifier."""
    return _said(language, count_in_words(count.number, count.qualifier, english=language == "en"))


def figure_words(language: Language, figure: Figure | None) -> str:
    """Write the value of a figure; a dash where there is none."""
    return _said(language, count_in_words(figure.value, figure.qualifier, english=language == "en")) if figure else "–"


def figure_name(language: Language, figure: Figure) -> str:
    """Write what a figure counts."""
    return figure.counted(english=True) if language == "en" else _said(language, figure.counted())


def figure_source(language: Language, figure: Figure) -> str:
    """Write where a figure comes from, or how it was counted."""
    return figure.source_en or figure.source if language == "en" else _said(language, figure.source)


def activity_words(language: Language, one: ActivityFacts) -> str:
    """Name an activity; one without a title by its kind and places."""
    named = activity_name(one, english=language == "en")
    bare = named[1:-1] if one.title and named == f"„{one.title}”" else named
    shown = bare[:1].upper() + bare[1:]
    return to_latin(shown) if language == "en" and not one.title else _said(language, shown)


def place_words(language: Language, one: ActivityFacts) -> str:
    """Name where an activity was held; names of towns are in Latin in English."""
    return _said("sr-Latn" if language == "en" else language, where_in_words(one, english=language == "en"))
