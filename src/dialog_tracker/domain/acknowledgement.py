"""The letter that confirms receipt, as it travels from the door to the action: `%(number)s` stands for the number."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A letter in the author's language whose number is not known yet."""

    subject: str
    body: str
    language: str
