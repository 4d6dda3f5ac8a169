"""The letter that confirms receipt, as it travels from the door to the action, before its number is known."""

from dataclasses import dataclass

from dialog_tracker.domain.letter import LetterWords

NUMBER = "%(number)s"  # stands for the number


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A letter in the author's language whose number is not known yet."""

    words: LetterWords
    language: str
