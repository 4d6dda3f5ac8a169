"""Letters: what each of them tells as facts, an installation's own words for them, and the foot under every one.

Own words name the facts in braces. What a letter is for must not be lost by rewording it: a link by which somebody confirms, the
number of a receipt.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from dialog_tracker.domain.errors import Malformed

LONGEST_FOOT = 1000  # signs
LONGEST_SUBJECT = 200
LONGEST_BODY = 5000
_PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class LetterWords:
    """A letter as it goes out by the shipped template, with the facts of which other words for it are made."""

    subject: str
    body: str
    template: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    def with_facts(self, placed: Mapping[str, str]) -> "LetterWords":
        """Put in what was not known yet when the letter was written: texts by the signs that stand for them."""

        def put(text: str) -> str:
            for sign, known in placed.items():
                text = text.replace(sign, known)
            return text

        facts = {name: put(text) for name, text in self.facts.items()}
        return replace(self, subject=put(self.subject), body=put(self.body), facts=facts)


@dataclass(frozen=True, slots=True)
class LetterForm:
    """The names of the facts that a letter has; those in `needed` may not be left out of its body."""

    facts: tuple[str, ...]
    needed: tuple[str, ...]


LETTERS: Mapping[str, LetterForm] = {
    "receipt": LetterForm(("number", "link"), ("number", "link")),
    "answers": LetterForm(("number", "sentence", "link"), ("link",)),
    "split": LetterForm(("number", "sentence", "link"), ("link",)),
    "sign": LetterForm(("number", "lead", "link"), ("link",)),
    "confirm": LetterForm(("name", "link"), ("link",)),
    "already_registered": LetterForm(("link",), ("link",)),
    "reset": LetterForm(("link",), ("link",)),
    "erase": LetterForm(("name", "link"), ("link",)),
    "invite": LetterForm(("inviter", "link"), ("link",)),
    "confirm_following": LetterForm(("followed", "link"), ("followed", "link")),
    "followed": LetterForm(("summary", "news", "manage"), ("news", "manage")),
    "reminder": LetterForm(("summary", "title", "sentence", "duty", "citation", "link"), ("title", "sentence", "link")),
    "vacancy": LetterForm(("summary", "authority", "sentence", "link"), ("sentence", "link")),
    "registered": LetterForm(
        ("summary", "name", "sentence", "title", "when", "address", "cancelling"), ("sentence", "title", "cancelling")
    ),
    "activity_eve": LetterForm(("name", "title", "when", "address"), ("title", "when")),
    "nomination": LetterForm(("title", "time", "code", "link"), ("code", "link")),
    "objection": LetterForm(("title", "answer", "link"), ("answer",)),
}


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What an installation says in place of a shipped letter; facts stand in braces."""

    subject: str
    body: str


def check_own_words(template: str, words: OwnWords) -> Iterator[tuple[str, Malformed]]:
    """Say what is wrong with own words, by field: "field-required", "text-too-long", "letter-fact-unknown", "letter-fact-missing"."""
    form = LETTERS[template]
    for name, text, longest in (("subject", words.subject, LONGEST_SUBJECT), ("body", words.body, LONGEST_BODY)):
        unknown = [fact for fact in _PLACE.findall(text) if fact not in form.facts]
        if not text.strip():
            yield name, Malformed("field-required")
        elif len(text) > longest:
            yield name, Malformed("text-too-long", field=name, length=len(text), limit=longest)
        elif unknown:
            yield name, Malformed("letter-fact-unknown", fact=f"{{{unknown[0]}}}")
        elif name == "body" and (missing := [fact for fact in form.needed if f"{{{fact}}}" not in text]):
            yield name, Malformed("letter-fact-missing", facts=", ".join(f"{{{fact}}}" for fact in missing))


def reworded(words: LetterWords, own: OwnWords | None) -> LetterWords:
    """Give a letter in the installation's own words; as it is where there are none, or where they name what it does not tell.

    A fact is put in as it is: braces within it are not looked at. The subject stays one line.
    """
    if own is None or not all(fact in words.facts for fact in _PLACE.findall(own.subject + own.body)):
        return words

    def filled(text: str) -> str:
        return _PLACE.sub(lambda place: words.facts[place[1]], text)

    return replace(words, subject=" ".join(filled(own.subject).split()), body=filled(own.body).replace("\r\n", "\n").strip() + "\n")


def with_foot(body: str, foot: str) -> str:
    """Put a foot under a letter, after the line by which mail programs know it [RFC 3676, 4.3]."""
    return f"{body.rstrip()}\n\n-- \n{foot.strip()}\n" if foot.strip() else body
