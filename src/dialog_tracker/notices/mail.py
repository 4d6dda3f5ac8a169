"""Letters about legal dates, and to those who follow, in the reader's language."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dialog_tracker.contacts.queries import Vacancy
from dialog_tracker.domain.contact_point import Standing
from dialog_tracker.domain.notice import NoticeKind
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


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """Something that happened, as a letter tells it."""

    kind: NoticeKind
    at: datetime
    address: str
    title: str
    title_latn: str
    authority: str
    authority_latn: str
    facts: dict[str, Any]

    @property
    def closes_at(self) -> datetime | None:
        """Give the end of the window that a notice tells of."""
        return datetime.fromisoformat(self.facts["closes_at"]) if self.facts.get("closes_at") else None


@dataclass(frozen=True, slots=True)
class HitLine:
    """Something that a saved search found for the first time."""

    search: str
    kind: str
    address: str
    title: str
    place: str


def followed_letter(language: Language, lines: Sequence[NoticeLine], hits: Sequence[HitLine], base_url: str) -> tuple[str, str]:
    """Tell what happened, grouped by what it is about, newest first; the address at which one stops is put in for each follower."""
    searches: dict[str, list[HitLine]] = defaultdict(list)
    for hit in hits:
        searches[hit.search].append(hit)
    groups = by_subject(lines)
    content = {"groups": groups, "searches": searches, "count": len(lines) + len(hits), "base_url": base_url}
    subject, _, body = render(language, "mail/followed.txt", **content).partition("\n")
    return subject.strip(), body.strip() + "\n"


def by_subject(lines: Iterable[NoticeLine]) -> list[list[NoticeLine]]:
    """Group notices by what they are about, the newest first in each group and among the groups."""
    groups: dict[str, list[NoticeLine]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: line.at, reverse=True):
        groups[line.title].append(line)
    return list(groups.values())


def confirm_following(language: Language, name: str, what: str, link: str) -> tuple[str, str]:
    """Ask somebody to confirm that letters are wanted; gives subject and body."""
    subject, _, body = render(language, "mail/confirm_following.txt", name=name, what=what, link=link).partition("\n")
    return subject.strip(), body.strip() + "\n"
