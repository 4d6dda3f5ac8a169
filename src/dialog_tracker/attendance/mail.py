"""The letters about registrations: one confirms and carries the link by which one cancels, one reminds on the eve."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.web.i18n import Language, language_named
from dialog_tracker.web.letters import letter, sentence

# The letter to somebody: whether a seat is kept, and the secret of the link, empty where one moved up.
Wording = Callable[[str, bool, str], LetterWords]


@dataclass(frozen=True, slots=True)
class Reminded:
    """Whom a reminder goes to and of what: the activity's title in both scripts, its day, hour and place."""

    name: str
    language: str
    title: str
    title_latn: str
    title_en: str
    starts_on: date
    place: str
    address: str


def registered(language: Language, title: str, when: str, base_url: str, address: str) -> Wording:
    """Make the letter to somebody who registered, or who moved up to a seat that came free (then without a link)."""

    def wording(name: str, seated: bool, secret: str) -> LetterWords:
        link = f"{base_url.rstrip('/')}/attending/{secret}" if secret else ""
        said = {"summary": sentence(language, "registered_summary", title, seated), "sentence": sentence(language, "seat_kept", seated)}
        said |= {"cancelling": sentence(language, "cancelling", link)}
        return letter(language, "registered", name=name, title=title, when=when, address=address, **said)

    return wording


def reminded(about: Reminded) -> LetterWords:
    """Make the letter that reminds of an activity."""
    language = language_named(about.language)
    title = {"en": about.title_en or about.title, "sr-Latn": about.title_latn}.get(language, about.title)
    when = sentence(language, "eve_when", about.starts_on, about.place)
    return letter(language, "activity_eve", name=about.name, title=title, when=when, address=about.address)
