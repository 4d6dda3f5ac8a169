"""The letter that tells an author that comments of theirs were answered."""

from collections.abc import Callable
from typing import cast

from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.web.i18n import Language
from dialog_tracker.web.letters import letter, sentence


def telling(base_url: str) -> Callable[[str, int, str], LetterWords]:
    """Give the writer of letters about answers."""

    def written(number: str, answers: int, language: str) -> LetterWords:
        face = cast("Language", language)
        link = f"{base_url.rstrip('/')}/k/{number}"
        return letter(face, "answers", number=number, sentence=sentence(face, "answered", answers), link=link)

    return written


def parted(language: Language, number: str, link: str, objection_days: int) -> LetterWords:
    """Tell an author that a comment was parted into points, and until when they may object."""
    return letter(language, "split", number=number, link=link, sentence=sentence(language, "may_object", objection_days))
