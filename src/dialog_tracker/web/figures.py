"""Small figures: the clock of a list, the bar of answers, the difference of two wordings. Widths are percentages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from dialog_tracker.domain.difference import PieceKind
from dialog_tracker.domain.difference import difference as compare
from dialog_tracker.domain.script import to_latin
from dialog_tracker.web.i18n import Language

# The order of the bar never changes, so that two bars can be compared.
_IN_THE_BAR = ("accepted", "partially_accepted", "not_accepted", "noted", "unanswered")
_KEPT_AROUND = 12  # words left standing on either side of a change
_TAGS: Mapping[PieceKind, Markup] = {PieceKind.DELETED: Markup("<del>{}</del>"), PieceKind.INSERTED: Markup("<ins>{}</ins>")}


@dataclass(frozen=True, slots=True)
class SmallClock:
    """How much of a window is gone, where now is and where the lawful minimum ends, in percent; None is left out."""

    gone: float
    now: float | None
    least: float | None


def small_clock(opens_at: datetime, closes_at: datetime, now: datetime, least: datetime | None = None) -> SmallClock:
    """Work out the small clock of a window; all instants are aware."""

    def share(instant: datetime) -> float:
        return round(100 * min(1.0, max(0.0, (instant - opens_at) / (closes_at - opens_at))), 2)

    return SmallClock(share(now), share(now) if opens_at <= now < closes_at else None, share(least) if least else None)


def last_day(closes_at: datetime, zone: str = "Europe/Belgrade") -> date:
    """Give the last day on which something can be sent."""
    return (closes_at.astimezone(ZoneInfo(zone)) - timedelta(microseconds=1)).date()


def closes_within_day(closes_at: datetime, zone: str = "Europe/Belgrade") -> bool:
    """Tell whether the last day ends before midnight, so that its hour has to be printed."""
    local = closes_at.astimezone(ZoneInfo(zone))
    return (local.hour, local.minute) != (0, 0)


def days_left(closes_at: datetime, now: datetime, zone: str = "Europe/Belgrade") -> int:
    """Count the days until the last day of a window; 0 on that day."""
    return (last_day(closes_at, zone) - now.astimezone(ZoneInfo(zone)).date()).days


def days_until(instant: datetime, now: datetime, zone: str = "Europe/Belgrade") -> int:
    """Count the days until the day of an instant; 0 on that day."""
    return (instant.astimezone(ZoneInfo(zone)).date() - now.astimezone(ZoneInfo(zone)).date()).days


@dataclass(frozen=True, slots=True)
class BarPart:
    """One status in the bar: its count, where it starts, how wide it is and its share in percent."""

    code: str
    count: int
    start: float
    width: float
    share: float


@dataclass(frozen=True, slots=True)
class AnswerBar:
    """The bar of answers; `out` is counted beside it and not drawn."""

    parts: tuple[BarPart, ...]
    whole: int
    out: int


def answer_parts(by_status: Mapping[str, int]) -> AnswerBar:
    """Lay out the bar of answers."""
    counts = {code: by_status.get(code, 0) for code in _IN_THE_BAR}
    whole = sum(counts.values())
    parts: list[BarPart] = []
    before = 0
    for code, count in counts.items():
        start, share = (100 * n / whole if whole else 0.0 for n in (before, count))
        parts.append(BarPart(code, count, round(start, 2), round(share, 2), share))
        before += count
    return AnswerBar(tuple(parts), whole, by_status.get("out_of_scope", 0))


def difference(reader: Language, old: str, new: str, written: str = "sr", script: str = "Cyrl") -> Markup:
    """Show what a proposed wording changes; long stretches that stay are left out in the middle."""
    if written == "sr" and (script == "Latn" or reader == "sr-Latn"):
        old, new = to_latin(old), to_latin(new)
    pieces = compare(old, new)
    shown = []
    for at, piece in enumerate(pieces):
        text = piece.text if piece.kind is not PieceKind.EQUAL else _shortened(piece.text, at > 0, at < len(pieces) - 1)
        inner = text.strip()
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :] if inner else ""
        shown.append(Markup("{}{}{}").format(before, _TAGS.get(piece.kind, Markup("{}")).format(inner) if inner else "", after))
    return Markup("<p>{}</p>").format(Markup("").join(shown))


def _shortened(text: str, change_before: bool, change_after: bool) -> str:
    """Keep some words beside each change."""
    words = text.split(" ")
    if len(words) <= _KEPT_AROUND * (change_before + change_after) + 3:
        return text
    head = " ".join(words[:_KEPT_AROUND]) if change_before else ""
    tail = " ".join(words[-_KEPT_AROUND:]) if change_after else ""
    return f"{head} … {tail}".strip(" ") if not (head and tail) else f"{head} … {tail}"
