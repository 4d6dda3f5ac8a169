"""Letters about invented people and acts, as they would arrive: an example of each, to see what own words make of it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from dialog_tracker.accounts import mail as accounts_mail
from dialog_tracker.attendance import mail as attendance_mail
from dialog_tracker.comments import mail as comments_mail
from dialog_tracker.domain.acknowledgement import NUMBER
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.notice import NoticeKind
from dialog_tracker.domain.procedure import rows_of
from dialog_tracker.domain.script import to_latin
from dialog_tracker.notices import mail as notices_mail
from dialog_tracker.responses import mail as responses_mail
from dialog_tracker.web.i18n import Language
from dialog_tracker.web.letters import letter, sentence
from dialog_tracker.workgroups import mail as workgroups_mail

_SUBMISSION, _OBJECTION_DAYS = "LR-2026-0001-0001A", 8
_ACT = {"sr": "Одлука о зеленим површинама", "en": "Decision on green areas"}
_BODY = {"sr": "Општина Пример", "en": "Municipality of Primer"}
_GROUP = {"sr": "Радна група за зелене површине", "en": "Working group on green areas"}
_MEETING = {"sr": "Јавна расправа о зеленим површинама", "en": "Public debate on green areas"}
_PERSON = {"sr": "Ана Марић", "en": "Ana Marić"}
_ANSWER = {"sr": "Бодови су исправљени; нова листа је објављена.", "en": "The points were corrected; a new list is published."}
_HALL = {"sr": "Велика сала", "en": "Great Hall"}


def example(language: Language, template: str, now: datetime, site: str) -> LetterWords:
    """Write a letter by its shipped template about something invented."""
    return _EXAMPLES[template](_Said(language), now, site)


class _Said:
    """Invented things in a face."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, words: Mapping[str, str]) -> str:
        if self.language == "en":
            return words["en"]
        return to_latin(words["sr"]) if self.language == "sr-Latn" else words["sr"]


_Example = Callable[[_Said, datetime, str], LetterWords]


def _followed(said: _Said, now: datetime, site: str) -> LetterWords:
    facts = {"closes_at": (now + timedelta(days=20)).isoformat(), "zone": "Europe/Belgrade"}
    act, body = (_ACT["sr"], to_latin(_ACT["sr"])), (_BODY["sr"], to_latin(_BODY["sr"]))
    line = notices_mail.NoticeLine(NoticeKind.OPENED, now, "/c/LR-2026-0001", *act, *body, facts)
    words = notices_mail.followed_letter(said.language, [line], [], site)
    return words.with_facts({notices_mail.MANAGE: f"{site}/following/…"})


def _reminder(said: _Said, now: datetime, site: str) -> LetterWords:
    day = now.date()
    rule = rows_of("rs.jr.report")[-1]
    about = notices_mail.Reminder(rule, said(_ACT), day + timedelta(days=3), day, f"{site}/desk/c/LR-2026-0001")
    return notices_mail.reminder(said.language, about)


def _vacancy(said: _Said, now: datetime, site: str) -> LetterWords:
    face, body = said.language, said(_BODY)
    told = {
        "summary": sentence(face, "vacancy_summary", body, False),
        "sentence": sentence(face, "vacant_since", now.date() + timedelta(days=14), False),
    }
    return letter(face, "vacancy", authority=body, link=f"{site}/desk/authority/…/contacts", **told)


def _registered(said: _Said, now: datetime, site: str) -> LetterWords:
    when = sentence(said.language, "eve_when", now.date() + timedelta(days=10), said(_HALL))
    wording = attendance_mail.registered(said.language, said(_MEETING), when, site, f"{site}/activities/…")
    return wording(said(_PERSON), True, "…")


def _eve(said: _Said, now: datetime, site: str) -> LetterWords:
    titles = (_MEETING["sr"], to_latin(_MEETING["sr"]), _MEETING["en"])
    about = attendance_mail.Reminded(
        said(_PERSON), said.language, *titles, now.date() + timedelta(days=1), said(_HALL), f"{site}/activities/…"
    )
    return attendance_mail.reminded(about)


_EXAMPLES: Mapping[str, _Example] = {
    "receipt": lambda said, _, site: comments_mail.receipt(said.language, site).words.with_facts({NUMBER: _SUBMISSION}),
    "answers": lambda said, _, site: responses_mail.telling(site)(_SUBMISSION, 3, said.language),
    "split": lambda said, _, site: responses_mail.parted(said.language, f"{_SUBMISSION}/1", f"{site}/points/…", _OBJECTION_DAYS),
    "sign": lambda said, _, site: comments_mail.sign(said.language, said(_BODY), _SUBMISSION, f"{site}/sign/…"),
    "confirm": lambda said, _, site: accounts_mail.confirm(said.language, said(_PERSON), f"{site}/confirm/…"),
    "already_registered": lambda said, _, site: accounts_mail.already_registered(said.language, f"{site}/forgotten"),
    "reset": lambda said, _, site: accounts_mail.reset(said.language, f"{site}/reset/…"),
    "erase": lambda said, _, site: accounts_mail.erase(said.language, said(_PERSON), f"{site}/erase/…"),
    "invite": lambda said, _, site: accounts_mail.invite(said.language, said(_PERSON), f"{site}/invitation/…"),
    "confirm_following": lambda said, _, site: notices_mail.confirm_following(said.language, _ACT["sr"], "act", f"{site}/following/…"),
    "followed": _followed,
    "reminder": _reminder,
    "vacancy": _vacancy,
    "registered": _registered,
    "activity_eve": _eve,
    "nomination": lambda said, now, site: workgroups_mail.nomination(
        said.language, said(_GROUP), "N4K7-2QPD", now, f"{site}/nomination/N4K7-2QPD"
    ),
    "objection": lambda said, _, site: workgroups_mail.objection_answered(
        said.language, said(_GROUP), said(_ANSWER), f"{site}/working-groups/…"
    ),
}
