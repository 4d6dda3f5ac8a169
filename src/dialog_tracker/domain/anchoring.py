"""Where a comment stands against a later version of the text: still there, moved with its provision, or without a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dialog_tracker.domain.matching import said
from dialog_tracker.domain.provision import Provision, walk

_TELLING = 40  # characters; a shorter quotation may stand anywhere


class Standing(StrEnum):
    """How a comment stands against a later version."""

    ANCHORED = "anchored"
    MOVED = "moved"
    ORPHANED = "orphaned"


@dataclass(frozen=True, slots=True)
class Anchored:
    """Where a comment stands now: its anchor in the later version, empty for an orphan.

    `words_changed` says that the provision was rewritten, `quote_lost` that the words which the comment quotes are not in it any more;
    `near` is the article that is left of an orphan's place, empty where that is gone too.
    """

    standing: Standing
    anchor: str = ""
    words_changed: bool = False
    quote_lost: bool = False
    near: str = ""


class Later:
    """A later version, asked where the comments on an earlier one now stand."""

    def __init__(self, old: Sequence[Provision], new: Sequence[Provision], fates: Mapping[str, str]) -> None:
        """Keep both versions by anchor; `fates` are those of their comparison."""
        self._old = {one.anchor: one for one in walk(tuple(old))}
        self._new = {one.anchor: one for one in walk(tuple(new))}
        self._units = dict(_units(old, ""))
        self._fates = fates
        self._said: dict[str, str] = {}

    def standing(self, anchor: str, quote: str = "") -> Anchored:
        """Tell where a comment on `anchor` stands; it never moves to a look-alike, only with its provision or with its own words."""
        now = self._fates.get(anchor)
        quoted = said(quote)
        if now is not None and (not quoted or quoted in self._words(now)):
            return self._found(anchor, now)
        if len(quoted) >= _TELLING and (elsewhere := self._only_place(quoted)):
            return self._found(anchor, elsewhere)
        if now is not None:
            found = self._found(anchor, now)
            return Anchored(found.standing, found.anchor, words_changed=True, quote_lost=True)
        return Anchored(Standing.ORPHANED, near=self._fates.get(self._units.get(anchor, ""), ""))

    def _found(self, anchor: str, now: str) -> Anchored:
        old, new = self._old.get(anchor), self._new[now]
        stays = anchor == now and old is not None and said(old.label) == said(new.label)
        changed = old is None or _whole(old) != _whole(new)
        return Anchored(Standing.ANCHORED if stays else Standing.MOVED, now, words_changed=changed)

    def _only_place(self, quoted: str) -> str:
        places = [anchor for anchor, one in self._new.items() if one.text and quoted in self._words(anchor)]
        return places[0] if len(places) == 1 else ""

    def _words(self, anchor: str) -> str:
        """Everything that a provision says, with its parts, as it is compared."""
        if anchor not in self._said:
            self._said[anchor] = _whole(self._new[anchor])
        return self._said[anchor]


def _whole(provision: Provision) -> str:
    return said(" ".join(" ".join(part for part in (one.heading, one.text) if part) for one in walk((provision,))))


def _units(provisions: Sequence[Provision], unit: str) -> list[tuple[str, str]]:
    """The unit around every anchor: the article that it stands in, else itself."""
    found: list[tuple[str, str]] = []
    for one in provisions:
        inside = unit or (one.anchor if one.kind.value in _HOLDS else "")
        found.append((one.anchor, inside or one.anchor))
        found += _units(one.children, inside)
    return found


_HOLDS = frozenset({"article", "preamble", "signature", "table"})
