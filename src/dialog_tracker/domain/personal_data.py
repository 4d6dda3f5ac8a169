"""Personal data in a text that is to be published: pointed out to the official, who decides; nothing is left out by a machine."""

import re
from dataclasses import dataclass
from enum import StrEnum


class PersonalKind(StrEnum):
    """What was found."""

    JMBG = "jmbg"
    EMAIL = "email"
    PHONE = "phone"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class PersonalSpan:
    """A place in a text, from `start` to `end`, that looks like personal data."""

    kind: PersonalKind
    start: int
    end: int


_JMBG = re.compile(r"(?<!\d)\d{13}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ACCOUNT = re.compile(r"(?<!\d)(?:RS\d{20}|\d{3}-\d{5,13}-\d{2})(?!\d)")
_PHONE = re.compile(r"(?<![\d/.-])(?:\+\d{1,3}[\s/-]?\(?\d{1,3}\)?|0\d{2})[\s/-]\d{2,4}(?:[\s.-]?\d{2,4}){1,3}(?![\d/])")
_WEIGHTS = (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def is_jmbg(digits: str) -> bool:
    """Check the last digit of a unique master citizen number, and that it begins with a day and a month.

    [Law on the Unique Master Citizen Number, art. 4: control digit by modulo 11.]
    """
    if not (1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12):
        return False
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False)) % 11
    return int(digits[12]) == (0 if rest == 0 else 11 - rest) and rest != 1


def personal_data(text: str) -> list[PersonalSpan]:
    """Find what looks like a JMBG, an address of e-mail, a telephone or a bank account, in the order of the text."""
    found = [PersonalSpan(PersonalKind.JMBG, one.start(), one.end()) for one in _JMBG.finditer(text) if is_jmbg(one.group())]
    for kind, pattern in ((PersonalKind.EMAIL, _EMAIL), (PersonalKind.ACCOUNT, _ACCOUNT), (PersonalKind.PHONE, _PHONE)):
        for one in pattern.finditer(text):
            if not any(one.start() < span.end and span.start < one.end() for span in found):
                found.append(PersonalSpan(kind, one.start(), one.end()))
    return sorted(found, key=lambda span: span.start)
