"""Comments already rendered: the HTML of one is kept per language until it is crowded out.

The key holds everything that may change: the answer, the late mark, the name shown, and the words themselves, of which some may be
left out later.
"""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from dialog_tracker.web.i18n import Language

_MOST = 4_096  # about 10 MiB in all
_LONGEST = 20_000  # a longer one is rendered each time, so that long comments do not fill the memory
_KEPT: OrderedDict[tuple[Any, ...], Markup] = OrderedDict()


def comments(language: Language, macro: Any, lines: Iterable[Any], zone: str, reference: str) -> Markup:
    """Give the HTML of a list of comments; `macro` renders those that are not kept."""
    return Markup("").join(_comment(language, macro, line, zone, reference) for line in lines)


def forget() -> None:
    """Forget what was kept, for a process that goes on with another database."""
    _KEPT.clear()


def _comment(language: Language, macro: Any, line: Any, zone: str, reference: str) -> Markup:
    key = (
        language,
        line.number,
        line.status,
        line.answered_at,
        line.late,
        line.submitter,
        hash((line.proposed, line.reasons)),
        line.held,
        reference,
        zone,
    )
    known = _KEPT.get(key)
    if known is None:
        known = Markup(macro(line, zone, reference=reference))  # noqa: S704  (rendered by a template that escapes)
        if len(known) <= _LONGEST:
            _KEPT[key] = known
        if len(_KEPT) > _MOST:
            _KEPT.popitem(last=False)
    return known
