"""The letter that tells an author that comments of theirs were answered."""

from collections.abc import Callable
from typing import cast

from dialog_tracker.web.i18n import Language
from dialog_tracker.web.render import render


def telling(base_url: str) -> Callable[[str, int, str], tuple[str, str]]:
    """Give the writer of letters about answers."""

    def letter(number: str, answers: int, language: str) -> tuple[str, str]:
        link = f"{base_url.rstrip('/')}/k/{number}"
        subject, _, body = render(cast("Language", language), "mail/answers.txt", number=number, answers=answers, link=link).partition("\n")
        return subject.strip(), body.strip() + "\n"

    return letter
