"""The letters of a call: one confirms a nomination, one brings the answer to an objection."""

from datetime import datetime

from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.web.i18n import Language
from dialog_tracker.web.letters import letter, sentence


def nomination(language: Language, title: str, code: str, received_at: datetime, link: str) -> LetterWords:
    """Confirm that a nomination was received."""
    return letter(language, "nomination", title=title, code=code, time=sentence(language, "received", received_at), link=link)


def objection_answered(language: Language, title: str, answer: str, link: str) -> LetterWords:
    """Bring the answer to an objection."""
    return letter(language, "objection", title=title, answer=answer, link=link)
