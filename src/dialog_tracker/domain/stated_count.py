"""Counts as they are stated: „преко 120”, „око 70”, „120+”; the qualifier is kept, and a stated count is never replaced by a sum."""

import re

from dialog_tracker.domain.activity import Count, Qualifier
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.outcome_grammar import number
from dialog_tracker.domain.script import fold

MOST = 10_000_000
_SAYS_NOTHING = frozenset({"", "-", "?", "x", "n/a", "nije navedeno", "nepoznato", "not stated", "unknown", "/"})
_OVER = r"preko|vise od|iznad|najmanje|bar|over|more than|above|at least|>=?|≥"
_ABOUT = r"oko|otprilike|priblizno|cca\.?|c\.|circa|about|around|approximately|approx\.?|~|≈"
_SHAPE = re.compile(
    rf"(?:(?P<over>{_OVER})|(?P<about>{_ABOUT}))?\s*(?P<minus>-)?\s*(?P<number>\d{{1,3}}(?:[. ]\d{{3}})+|\d{{1,8}})\s*(?P<plus>\+)?(?:\s+[a-z ]+)?\.?"
)


def read_count(text: str) -> Count:
    """Read a count with its qualifier, in either script or in English.

    „120+” and „најмање 120” are read as „преко 120”: that many or more. Raises Malformed `count-unreadable` and `count-negative`.
    """
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", fold(text)).replace("\u00a0", " ")
    if plain in _SAYS_NOTHING:
        return Count(None, Qualifier.NOT_STATED)
    found = _SHAPE.fullmatch(plain)
    if found is None:
        raise Malformed("count-unreadable", field="count", value=text.strip()[:60])
    number = int(re.sub(r"[. ]", "", found["number"]))
    if found["minus"] and number:
        raise Malformed("count-negative", field="count")
    if number > MOST:
        raise Malformed("count-unreadable", field="count", value=text.strip()[:60])
    if found["over"] or found["plus"]:
        return Count(number, Qualifier.OVER)
    return Count(number, Qualifier.ABOUT if found["about"] else Qualifier.EXACT)


def summed(counts: list[Count]) -> Count:
    """Add what is known; the sum of counts of which one is „преко” is „преко”, of which one is „око” is „око”, and unstated ones add nothing.

    Where some are not stated, the whole may be more than the known, so the sum of what is known is „преко” as well.
    """
    known = [count for count in counts if count.number is not None]
    if not known:
        return Count(None, Qualifier.NOT_STATED)
    total = sum(count.number or 0 for count in known)
    qualifiers = {count.qualifier for count in counts}
    if Qualifier.ABOUT in qualifiers:
        return Count(total, Qualifier.ABOUT)
    return Count(total, Qualifier.OVER if qualifiers - {Qualifier.EXACT} else Qualifier.EXACT)


_QUALIFIED = {Qualifier.OVER: ("преко ", "over "), Qualifier.ABOUT: ("око ", "about "), Qualifier.EXACT: ("", "")}
NOTHING = "–"


def count_in_words(value: int | None, qualifier: Qualifier, *, english: bool = False) -> str:
    """Write a count as it was stated: преко 500; a dash for none."""
    if value is None or qualifier is Qualifier.NOT_STATED:
        return NOTHING
    return _QUALIFIED[qualifier][english] + (f"{value:,}" if english else number(value))
