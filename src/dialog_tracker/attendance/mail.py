"""The letters about registrations: one confirms and carries the link by which one cancels, one reminds on the eve."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dialog_tracker.web.i18n import Language, language_named
from dialog_tracker.web.render import render

# Subject and body of a letter to somebody: whether a seat is kept, and the secret of the link, empty where one moved up.
Wording = Callable[[str, bool, str], tuple[str, str]]


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

    def wording(name: str, seated: bool, secret: str) -> tuple[str, str]:
        link = f"{base_url.rstrip('/')}/attending/{secret}" if secret else ""
        words = {"name": name, "seated": seated, "link": link, "title": title, "when": when, "address": address}
        return _parted(render(language, "mail/registered.txt", **words))

    return wording


def reminded(about: Reminded) -> tuple[str, str]:
    """Make the letter that reminds of an activity."""
    language = language_named(about.language)
    title = {"en": about.title_en or about.title, "sr-Latn": about.title_latn}.get(language, about.title)
    return _parted(render(language, "mail/activity_eve.txt", about=about, title=title))


def _parted(letter: str) -> tuple[str, str]:
    subject, _, body = letter.partition("\n")
    return subject.strip(), body.strip() + "\n"
