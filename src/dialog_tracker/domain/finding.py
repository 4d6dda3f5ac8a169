"""What somebody looks for: words, phrases, places of a text, and what is to be left out; and the excerpt that is shown of a hit.

A query is written to PostgreSQL as a tsquery over the stems of `domain.stemming`. Facets are kept in the same vector as words that
nobody can type (they hold a colon), so that a filter is a part of the search and not a pass over its hits.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.label import label_key
from dialog_tracker.domain.script import unmixed
from dialog_tracker.domain.stemming import Word, stems_in, words_found, words_in

LONGEST_QUERY = 300  # signs
MOST_COUNTED = 10_000
_LONGEST_TEXT = 200_000  # signs of a text that are kept for search; PostgreSQL bounds a vector at 1 MiB
_LAST_POSITION = 16_383  # PostgreSQL keeps no later place of a word


class EntryKind(StrEnum):
    """What a hit is, in the order in which kinds are shown."""

    CONSULTATION = "consultation"
    ACT = "act"
    ARTICLE = "article"
    REPORT = "report"
    ACTIVITY = "activity"
    GROUP = "working_group"
    ORGANISATION = "organisation"
    AUTHORITY = "authority"
    PROGRAMME = "programme"
    FILE = "file"
    COMMENT = "comment"
    ANSWER = "answer"


class Facet(StrEnum):
    """By what hits are narrowed; the value is the sign under which it stands in a vector."""

    KIND = "k"
    AUTHORITY = "a"
    AREA = "r"
    TERRITORY = "t"
    YEAR = "y"
    STATUS = "s"


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand beside each other, each under any of its stems; `gaps` are the places between them. One word is a term too."""

    words: tuple[tuple[str, ...], ...]
    gaps: tuple[int, ...] = ()
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood."""

    typed: str
    terms: tuple[Term, ...] = ()
    articles: tuple[str, ...] = ()

    @property
    def stems(self) -> frozenset[str]:
        """Give the stems that a hit shows marked."""
        return frozenset(stem for term in self.terms if not term.left_out for word in term.words for stem in word)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is looked for: nothing was typed, or only words that say nothing."""
        return not self.articles and not any(not term.left_out for term in self.terms)


_MANY = r"\s*(?:,|[-–—]|и|i|and|до|do|to)\s*"  # between the numbers of „чл. 3, 4 и 5” and „čl. 3-5”
_LETTER = r"(?:-?(?:dž|lj|nj|[a-zčćžšđа-шђјљњћџ])(?!\w))?"
_NUMBER = rf"\d{{1,4}}{_LETTER}\.?"
_NEXT = rf"\d{{1,3}}{_LETTER}(?![\w/]|\.\d)\.?"  # no year, no number of a gazette, no date
_INNER = (
    r"(?:став\w{0,3}|stav\w{0,3}|paragraphs?|ст|st|тачк\w{1,3}|ta[čc]k\w{1,3}|points?|тач|ta[čc]|т|t|алинеј\w{1,3}|alinej\w{1,3}|ал|al)"
    rf"(?!\w*[^\W\d_])\.?\s*\d{{1,3}}(?!\w)[.)]?(?:{_MANY}\d{{1,3}}(?![\w/]|\.\d)[.)]?)*"
)
_FORMS = (
    r"(?:члан(?:а|у|ом|е|ови|ова|ове|овима|ак|ка|ку|ком|ци|ке|цима)?|"
    r"[čc]lan(?:a|u|om|e|ovi|ova|ove|ovima|ak|ka|ku|kom|ci|ke|cima)?|чл|[čc]l|articles?|art)"
)
# With the paragraphs and points that stand before or behind: they say where in the article, which is found as a whole.
_ARTICLE = re.compile(
    rf"(?<!\w)(?:(?:{_INNER}[\s,]*)*{_FORMS}\.?\s*(?P<numbers>{_NUMBER}(?:{_MANY}{_NEXT})*)(?:[\s,]*{_INNER})*"
    rf"|(?P<first>{_NUMBER[:-1]})\s*(?:члан|[čc]lan)(?:а|у|ом|a|u|om)?(?!\w|\.?\s*\d))",
    re.IGNORECASE,
)
_STEP = re.compile(r"(?P<until>[-–—]|до|do|to)?[\s,иi]*(?P<number>\d+)(?:-?(?P<letter>dž|lj|nj|[^\W\d_])(?!\w))?", re.IGNORECASE)
_LONGEST_RANGE = 50  # articles; whoever names more of them means a law
_PIECE = re.compile(r'(?<![^\s(])[-–−]?(?:[„“”»«"][^„“”»«"]*(?:[„“”»«"]|$)|[^\s„“”»«"]+)')
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def read_query(typed: str) -> Query:
    """Read a query: words that must all be there, „phrases”, -words that must not, and articles by their number.

    Raises Malformed("search-too-long").
    """
    if len(typed) > LONGEST_QUERY:
        raise Malformed("search-too-long", most=LONGEST_QUERY)
    text = " ".join(unicodedata.normalize("NFC", _CONTROL.sub(" ", typed)).split())
    whole = unmixed(text)  # a look-alike letter of the other script hides no article
    articles = tuple(dict.fromkeys(number for found in _ARTICLE.finditer(whole) for number in _numbers(found["numbers"] or found["first"])))
    terms = tuple(dict.fromkeys(_terms(_ARTICLE.sub(",", whole))))  # a dash behind an article is no minus
    return Query(text, terms, articles)


def _numbers(written: str) -> Iterator[str]:
    """Read „12”, „3, 4 и 5” and „3-5”, which names those between as well."""
    last = 0
    for step in _STEP.finditer(written):
        number = int(step["number"])
        if step["until"] and 0 < number - last <= _LONGEST_RANGE:
            yield from map(str, range(last + 1, number))
        yield label_key(step["number"] + (step["letter"] or ""))
        last = number


def _terms(text: str) -> Iterator[Term]:
    for piece in _PIECE.findall(text):
        bare = piece.lstrip("-–−")  # word processors make a dash of a minus
        left_out = bare != piece
        words = list(words_in(bare))
        kept = [(at, word.stems) for at, word in enumerate(words) if word.stems]
        # What is typed without a space, „32/19” or „е-управа”, stands without one in texts: it is a phrase as well.
        if kept:
            gaps = tuple(later - earlier for (earlier, _), (later, _) in pairwise(kept))
            yield Term(tuple(stems for _, stems in kept), gaps, left_out)


def facet_word(facet: Facet, value: str) -> str:
    """Write a facet as the word of a vector."""
    return f"{facet.value}:{value}"


def article_word(number: str) -> str:
    """Write the number of an article, as its anchor holds it, as the word of a vector."""
    return f"c:{number}"


def tsquery(query: Query, narrowed: Iterable[tuple[Facet, Sequence[str]]] = (), *, any_word: bool = False) -> str:
    """Write a query for PostgreSQL; with `any_word`, one of the words is enough. Empty where nothing is asked for."""
    wanted = [_term(term) for term in query.terms if not term.left_out]
    found = [f"({' | '.join(wanted)})"] if any_word and wanted else wanted
    found += [_any([article_word(number) for number in query.articles])] if query.articles else []
    found += [f"!{_term(term)}" for term in query.terms if term.left_out]
    found += [_any([facet_word(facet, value) for value in values]) for facet, values in narrowed if values]
    return " & ".join(found)


_MOST_TOGETHER = 4


def ranking(query: Query, *, any_word: bool = False) -> str:
    """Write for PostgreSQL the words that hits are ordered by; empty where there are none.

    How near to each other they stand is weighed for a few; for ten, it would take a second for what is found in a tenth of one.
    """
    terms = [term for term in query.terms if not term.left_out]
    words = [f"({' <-> '.join(map(_any, term.words))})" for term in terms]
    return (" | " if any_word or len(words) > _MOST_TOGETHER else " & ").join(words)


def _term(term: Term) -> str:
    written = _any(term.words[0])
    for gap, stems in zip(term.gaps, term.words[1:], strict=True):
        written += f" <{gap}> {_any(stems)}"
    beside = [
        _any([*_pair_words(one, other), _UNPAIRED])
        for gap, (one, other) in zip(term.gaps, pairwise(term.words), strict=True)
        if gap <= _PAIRED_WITHIN
    ]
    return f"({' & '.join([written, *beside])})"


_PAIRED_WITHIN = 2  # places: one stop word may stand between
_PAIRED_LETTERS = 3  # of each word, which all its stems begin with
_MOST_PAIRS = 10_000
_UNPAIRED = ":"  # stands in a vector that would have more pairs than that, and has none


def _pair_words(one: Iterable[str], other: Iterable[str]) -> list[str]:
    """Write two words that stand beside each other as words of a vector.

    The index of words knows no places: without these, every entry that holds both words would be read to see where they stand.
    """
    starts = [dict.fromkeys(stem[:_PAIRED_LETTERS] for stem in stems) for stems in (one, other)]
    return [f":{first}{second}" for first in starts[0] for second in starts[1]]


def _any(words: Sequence[str]) -> str:
    return f"({' | '.join(map(_quoted, words))})"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def vector(texts: Iterable[tuple[str, str]], words: Iterable[str] = ()) -> str:
    """Write the vector of an entry for PostgreSQL: texts with the weight of each (A to D), then words without a place."""
    written: list[str] = []
    pairs: dict[str, None] = {}
    place = 0
    for text, weight in texts:
        kept = stems_in(text[:_LONGEST_TEXT])
        for stems in kept:
            place = min(place + 1, _LAST_POSITION)
            written += [f"'{stem}':{place}{weight}" for stem in stems]
        place = min(place + 10, _LAST_POSITION)  # so that no phrase runs from a text into the next
        pairs.update(dict.fromkeys(_pairs(kept)))
    beside = pairs if len(pairs) <= _MOST_PAIRS else (_UNPAIRED,)
    return " ".join([*written, *map(_quoted, beside), *map(_quoted, dict.fromkeys(words))])


def _pairs(kept: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Give the pairs of words of a text that stand beside each other, or with a stop word, which has no stems, between them."""
    for at, (one, other) in enumerate(pairwise(kept), start=1):
        yield from _pair_words(one, other or (kept[at + 1] if at + 1 < len(kept) else ()))


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an excerpt; a `found` one is marked."""

    text: str
    found: bool = False


_EXCERPT = 260  # signs
_LONGEST_GAP = 40  # signs within which a passage may move to begin or end with a whole word
_LOOKED_AT = 40_000  # signs of a text in which an excerpt is sought


def excerpt(text: str, stems: frozenset[str], length: int = _EXCERPT) -> tuple[Piece, ...]:
    """Cut out of a text the passage that holds most of what was looked for, with its words marked; the beginning where it holds none."""
    seen = unicodedata.normalize("NFC", text[:_LOOKED_AT])
    found = words_found(seen, stems)
    start = _best_start(found, length)
    start = _word_start(seen, max(0, start - length // 5)) if start > length // 2 else 0
    end = _word_end(seen, start + length)
    inside = [word for word in found if start <= word.start and word.end <= end]
    return tuple(_pieces(seen, start, end, inside))


def marked(text: str, stems: frozenset[str]) -> tuple[Piece, ...]:
    """Mark in a whole text, a title as a rule, the words that were looked for."""
    return tuple(_pieces(text, 0, len(text), words_found(text, stems)))


def _best_start(found: Sequence[Word], length: int) -> int:
    """Give the place of the first word of the stretch that holds the most different words."""
    best, most, first = 0, 0, 0
    for last, word in enumerate(found):
        while word.end - found[first].start > length:
            first += 1
        kinds = len({one.stems for one in found[first : last + 1]})
        if kinds > most:
            best, most = found[first].start, kinds
    return best


def _word_start(text: str, at: int) -> int:
    space = text.find(" ", at)
    return space + 1 if 0 <= space < at + _LONGEST_GAP else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, at - _LONGEST_GAP), at)
    return space if space > 0 else at


def _pieces(text: str, start: int, end: int, found: Sequence[Word]) -> Iterator[Piece]:
    if start:
        yield Piece("… ")
    at = start
    for word in found:
        if at < word.start:
            yield Piece(text[at : word.start])
        yield Piece(text[word.start : word.end], found=True)
        at = word.end
    yield Piece(text[at:end] + (" …" if end < len(text) else ""))
