"""The provisions of a draft: the tree that comments point into, its anchors' order, and what the reader should check.

An anchor is ASCII, unique in its text and follows the label, so a comment on `cl12a-st2` survives a new version.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dialog_tracker.domain.script import Script


class ProvisionKind(StrEnum):
    """The levels of a legal text and of a public policy document."""

    PART = "part"
    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    POINT = "point"
    SUBPOINT = "subpoint"
    INDENT = "indent"
    ANNEX = "annex"
    TABLE = "table"
    HEADING = "heading"
    PREAMBLE = "preamble"
    SIGNATURE = "signature"
    EXPLANATORY_NOTE = "explanatory_note"
    TEXT = "text"
    FOOTNOTE = "footnote"
    MEASURE = "measure"
    OBJECTIVE = "objective"
    ACTIVITY = "activity"


# Rows of a plan keep their cells parted by tabs; what holds them keeps the head of the table as its words.
ROW_KINDS = frozenset({ProvisionKind.ACTIVITY})
HOLDS_ROWS = frozenset({ProvisionKind.SECTION, ProvisionKind.MEASURE, ProvisionKind.OBJECTIVE, ProvisionKind.TABLE})


@dataclass(frozen=True, slots=True)
class Provision:
    """One node of a draft; `label` as printed („Члан 12а”, „1)”), `text` its own words without those of its children.

    `line` is the line of the source where it begins, 0 where that is not known; it says nothing about the text itself.
    """

    anchor: str
    label: str
    kind: ProvisionKind
    heading: str | None
    text: str
    children: tuple["Provision", ...] = ()
    line: int = field(default=0, compare=False)


_MESSAGES = {
    "gap-in-numbers": "After {after} comes {before}: at least one article seems to be missing.",
    "number-repeated": "{label} occurs more than once; every occurrence is kept apart.",
    "number-out-of-order": "{label} stands after {after}.",
    "number-missing": "An article has no number in the file; {label} was counted.",
    "quoted-article": "{label} stands inside quotation marks, so it belongs to the amended act and not to this draft.",
    "quote-unclosed": "A quotation mark that opens here is never closed; it was ignored.",
    "text-in-no-article": "Text stands outside every article.",
    "title-missing": "No title of the act was found.",
    "no-articles": "No articles were found: every heading, paragraph and table can be commented on by itself.",
    "run-in-articles": "The article numbers stand in the same line as the text.",
    "articles-in-table": "A table holds article numbers; its cells were not read as articles.",
    "look-alike-letters": "Words mixed Cyrillic and Latin letters that look alike ({count}); each was written in one script.",
    "header-rows-repeated": "The head of a table was repeated in the same words ({count}); it is kept once.",
    "titles-guessed": "Titles of articles were recognised by their place alone ({count}), since nothing sets them apart.",
    "legacy-letters": "The letters seem to come from an old code page: {label}.",
    "tracked-changes-accepted": "The file holds tracked changes ({count}); insertions were kept, deletions left out.",
    "tracked-changes-rejected": "The file holds tracked changes ({count}); deletions were kept, insertions left out.",
    "legacy-letters-repaired": "Letters of an old code page ({source}) were put right; signs of it: {count}.",
    "running-heads-left-out": "What repeats on the pages was left out ({count} times): {text}.",
    "two-columns": "Pages in two columns ({count}) were read one column after the other.",
    "unreadable-letters": "Some letters ({count}) could not be read and were left out.",
    "footnotes-moved": "Footnotes ({count}) follow the text they belong to.",
    "hidden-text-left-out": "The file holds hidden text, which was left out.",
    "contents-left-out": "The table of contents was left out.",
    "comments-left-out": "Comments of the Word file were left out.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the officer should check after an import; `place` is an anchor or the number of the source line."""

    code: str
    place: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The finding as an English sentence, for the command line and for JSON."""
        return _MESSAGES.get(self.code, self.code).format_map(self.facts)


@dataclass(frozen=True, slots=True)
class DraftText:
    """A draft read into provisions; `act_kind` is an id such as `draft_law`, `decree`, `action_plan` or `other`."""

    title: str
    act_kind: str
    script: Script
    language: str
    provisions: tuple[Provision, ...]
    findings: tuple[Finding, ...] = ()


def walk(provisions: tuple[Provision, ...]) -> Iterator[Provision]:
    """Go through provisions in the order of reading, a parent before its children."""
    for provision in provisions:
        yield provision
        yield from walk(provision.children)


def counts_by_kind(draft: DraftText) -> dict[ProvisionKind, int]:
    """Count the provisions of each kind that occurs."""
    return dict(Counter(provision.kind for provision in walk(draft.provisions)))
