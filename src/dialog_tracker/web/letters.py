"""Letters written by the shipped templates, from facts that are texts in the reader's language."""

from typing import Any

from dialog_tracker.domain.letter import LETTERS, LetterWords
from dialog_tracker.web.i18n import Language
from dialog_tracker.web.render import environment, render


def letter(language: Language, template: str, **facts: str) -> LetterWords:
    """Write a letter; the first line of its template is the subject."""
    assert set(facts) == set(LETTERS[template].facts), template
    subject, _, body = render(language, f"mail/{template}.txt", **facts).partition("\n")
    return LetterWords(subject.strip(), body.strip() + "\n", template, facts)


def sentence(language: Language, name: str, *of: Any) -> str:
    """Write one of the sentences that letters put together: by a number, a day, what is known."""
    return str(getattr(environment(language).get_template("mail/_sentences.txt").module, name)(*of)).strip()


def shipped(language: Language, template: str) -> LetterWords:
    """Give the shipped words of a letter with the names of its facts in braces, to begin own words with."""
    return letter(language, template, **{fact: f"{{{fact}}}" for fact in LETTERS[template].facts})
