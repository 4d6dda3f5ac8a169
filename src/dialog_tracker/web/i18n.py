"""The three faces of the interface: Serbian Cyrillic, Serbian Latin made from the same catalogue, and English.

Message ids are English. The Serbian catalogue is Cyrillic; its Latin twin is derived when the catalogues are read, so the
two cannot drift apart.
"""

import io
from functools import cache
from importlib import resources
from typing import Any, Literal

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from dialog_tracker.domain.script import to_latin

Language = Literal["sr-Cyrl", "sr-Latn", "en"]
LANGUAGES: tuple[Language, ...] = ("sr-Cyrl", "sr-Latn", "en")
DEFAULT: Language = "sr-Cyrl"
COOKIE = "dt_language"


@cache
def catalogue(language: Language) -> Translations:
    """Read the catalogue of a language."""
    name = "en.po" if language == "en" else "sr_Cyrl.po"
    with resources.files(__package__).joinpath("locale", name).open("rb") as opened:
        catalog = read_po(opened, locale="en" if language == "en" else "sr")
    if language == "sr-Latn":
        for message in catalog:
            if message.id:
                message.string = _latin(message.string)
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    buffer.seek(0)
    return Translations(buffer)


def _latin(translated: Any) -> Any:
    """Turn a translation, or each of its plural forms, into Latin."""
    return to_latin(translated) if isinstance(translated, str) else tuple(map(to_latin, translated))


def choose(asked: str | None, cookie: str | None, accepted: str | None) -> Language:
    """Choose a language: what the address asks for, then what was chosen before, then what the browser prefers."""
    for wish in (asked, cookie):
        if wish in LANGUAGES:
            return wish
    return _preferred(accepted or "")


def _preferred(accepted: str) -> Language:
    """Read Accept-Language; Serbian without a script is Cyrillic, its neighbours' languages are read in Latin."""
    ranked: list[tuple[float, str]] = []
    for part in accepted.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            ranked.append((-float(weight or 1), tag.lower()))
        except ValueError:
            continue
    for _, tag in sorted(ranked, key=lambda pair: pair[0]):
        if tag.startswith("sr-latn") or tag.split("-")[0] in {"hr", "bs", "cnr", "sl", "sh"}:
            return "sr-Latn"
        if tag.startswith("sr"):
            return "sr-Cyrl"
        if tag.startswith("en"):
            return "en"
    return DEFAULT


def gettext(language: Language, message: str, **facts: object) -> str:
    """Translate one message outside a template."""
    text = catalogue(language).ugettext(message)
    return text % facts if facts else text


def ngettext(language: Language, one: str, many: str, count: int, **facts: object) -> str:
    """Translate a counted message by the three plural forms of Serbian or the two of English."""
    return catalogue(language).ungettext(one, many, count) % ({"num": count} | facts)


def language_named(written: str) -> Language:
    """Read a language as it is kept with a person or a letter; Serbian in Cyrillic where it is none of ours."""
    return next((one for one in LANGUAGES if one == written), DEFAULT)
