"""A version as plain text that people can read and the importer can read again: headings are indented, paragraphs parted by blank lines."""

from collections.abc import Iterator, Sequence

from dialog_tracker.domain.outline import Entry, entries_of
from dialog_tracker.domain.provision import Provision, ProvisionKind

_K = ProvisionKind
_MIDDLE = " " * 24
_ALONE = frozenset({_K.PART, _K.CHAPTER, _K.SECTION, _K.ANNEX})
_HEADED = _ALONE | {_K.HEADING, _K.ARTICLE, _K.EXPLANATORY_NOTE, _K.OBJECTIVE, _K.MEASURE}
_STEPS = {_K.POINT: "  ", _K.SUBPOINT: "    ", _K.INDENT: "    "}


def as_text(title: str, provisions: Sequence[Provision]) -> str:
    """Write a version as text, its title first; the same version gives the same text."""
    blocks = [f"{_MIDDLE}{title.upper()}"] if title else []
    blocks += [block for entry in entries_of(provisions) for block in _blocks(entry)]
    return "\n\n".join(blocks) + "\n"


def _blocks(entry: Entry) -> Iterator[str]:
    if entry.kind in _HEADED:
        yield from (f"{_MIDDLE}{line}" for line in _headings(entry) if line)
        if entry.text:
            yield entry.text
    else:
        words = " ".join(part for part in (entry.label, entry.heading, entry.text) if part)
        if words:
            yield _STEPS.get(entry.kind, "") + words


def _headings(entry: Entry) -> tuple[str, ...]:
    """An article has its title above its number, a division its number before its title."""
    number = f"{entry.label}." if entry.label and entry.label[-1].isalnum() else entry.label
    title = " ".join((entry.heading or "").split())
    return (title, number) if entry.kind is _K.ARTICLE else (f"{number} {title}".strip(),)
