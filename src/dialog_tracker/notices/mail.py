"""Letters about legal dates, in the reader's language."""

from dataclasses import dataclass
from datetime import date

from dialog_tracker.contacts.queries import Vacancy
from dialog_tracker.domain.contact_point import Standing
from dialog_tracker.domain.procedure import Rule
from dialog_tracker.web.i18n import Language
from dialog_tracker.web.reasons import wording
from dialog_tracker.web.render import render


@dataclass(frozen=True, slots=True)
class Reminder:
    """A duty that comes due or was missed: its rule, the draft, the day, today, and where it is kept."""

    rule: Rule
    title: str
    due_on: date
    today: date
    address: str


def reminder(language: Language, about: Reminder) -> tuple[str, str]:
    """Write the letter; its first line is the subject."""
    what, citation = wording(language, about.rule.what), wording(language, about.rule.citation)
    late = (about.today - about.due_on).days
    written = render(language, "mail/reminder.txt", what=what, citation=citation, about=about, late=late)
    subject, _, body = written.partition("\n")
    return subject.strip(), body.strip() + "\n"


def vacancy(language: Language, about: Vacancy, address: str) -> tuple[str, str]:
    """Tell that the place of a contact point is vacant, or soon will be."""
    written = render(language, "mail/vacancy.txt", about=about, ended=about.outlook.standing is Standing.ENDED, address=address)
    subject, _, body = written.partition("\n")
    return subject.strip(), body.strip() + "\n"
