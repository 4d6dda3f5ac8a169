"""Names of countries by their codes (ISO 3166-1, two letters)."""

from functools import cache

from babel import Locale

from dialog_tracker.domain.errors import Malformed


@cache
def _names(language: str) -> dict[str, str]:
    named = Locale.parse("en" if language == "en" else "sr_Cyrl").territories
    return {str(code): str(name) for code, name in named.items() if len(code) == 2 and code.isalpha()}


def country_name(code: str, *, english: bool = False) -> str:
    """Name a country in Serbian Cyrillic or in English; an unknown code stands for itself."""
    return _names("en" if english else "sr").get(code, code)


def check_country(field: str, code: str) -> str:
    """Give a code back in capitals; raises Malformed("country-unknown")."""
    known = code.strip().upper()
    if known not in _names("en"):
        raise Malformed("country-unknown", field=field, country=code.strip()[:20])
    return known
