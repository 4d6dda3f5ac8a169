"""The letters of a call: one confirms a nomination, one brings the answer to an objection."""

from datetime import datetime

from dialog_tracker.web.i18n import Language
from dialog_tracker.web.render import render


def _parted(text: str) -> tuple[str, str]:
    subject, _, body = text.partition("\n")
    return subject.strip(), body.strip() + "\n"


def nomination(language: Language, title: str, code: str, received_at: datetime, link: str) -> tuple[str, str]:
    """Confirm that a nomination was received; gives subject and body."""
    return _parted(render(language, "mail/nomination.txt", title=title, code=code, received_at=received_at, link=link))


def objection_answered(language: Language, title: str, answer: str, link: str) -> tuple[str, str]:
    """Bring the answer to an objection; gives subject and body."""
    return _parted(render(language, "mail/objection.txt", title=title, answer=answer, link=link))
