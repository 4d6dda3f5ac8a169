"""Letters about legal dates, and to those who follow, in the reader's language."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dialog_tracker.contacts.queries import Vacancy
from dialog_tracker.domain.contact_point import Standing
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.notice import NoticeKind
from dialog_tracker.domain.procedure import Rule
from dialog_tracker.domain.script import to_latin
from dialog_tracker.web.i18n import Language
from dialog_tracker.web.letters import letter, sentence
from dialog_tracker.web.reasons import wording

MANAGE = "{manage}"  # stands for the address at which a follower changes or ends what they get


@dataclass(frozen=True, slots=True)
class Reminder:
    """A duty that comes due or was missed: its rule, the draft, the day, today, and where it is kept."""

    rule: Rule
    title: str
    due_on: date
    today: date
    address: str


def reminder(language: Language, about: Reminder) -> LetterWords:
    """Write the letter about a legal date."""
    duty, citation = wording(language, about.rule.what), wording(language, about.rule.citation)
    late = (about.today - about.due_on).days
    said = {
        "summary": sentence(language, "reminder_summary", duty, about.due_on, late),
        "sentence": sentence(language, "reminder_due", about.due_on, late),
    }
    return letter(language, "reminder", title=about.title, duty=duty, citation=citation, link=about.address, **said)


def vacancy(language: Language, about: Vacancy, address: str) -> LetterWords:
    """Tell that the place of a contact point is vacant, or soon will be."""
    ended = about.outlook.standing is Standing.ENDED
    said = {
        "summary": sentence(language, "vacancy_summary", about.authority, ended),
        "sentence": sentence(language, "vacant_since", about.outlook.vacant_from, ended),
        "authority": to_latin(about.authority) if language == "sr-Latn" else about.authority,
    }
    return letter(language, "vacancy", link=address, **said)


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
    """Something that a saved search found for the first time; `search` is what the search is called."""

    search: str
    kind: str
    address: str
    title: str
    place: str


def followed_letter(language: Language, lines: Sequence[NoticeLine], hits: Sequence[HitLine], base_url: str) -> LetterWords:
    """Tell what happened, grouped by what it is about, newest first; MANAGE stands for the address that each follower has."""
    searches: dict[str, list[HitLine]] = defaultdict(list)
    for hit in hits:
        searches[hit.search].append(hit)
    groups = by_subject(lines)
    summary = sentence(language, "followed_summary", groups, len(lines) + len(hits))
    news = sentence(language, "followed_news", groups, searches, base_url)
    return letter(language, "followed", summary=summary, news=news, manage=MANAGE)


def by_subject(lines: Iterable[NoticeLine]) -> list[list[NoticeLine]]:
    """Group notices by what they are about, the newest first in each group and among the groups."""
    groups: dict[str, list[NoticeLine]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: line.at, reverse=True):
        groups[line.title].append(line)
    return list(groups.values())


def confirm_following(language: Language, name: str, what: str, link: str) -> LetterWords:
    """Ask somebody to confirm that letters are wanted."""
    return letter(language, "confirm_following", followed=sentence(language, "followable", what, name), link=link)
