"""Computing the automatic numbers of Word paragraphs, which stand nowhere in the text of the file."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache

from lxml import etree

from dialog_tracker.office.number_forms import number_as

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 9
_BULLET = "•"


def value_of(element: etree._Element | None, path: str) -> str | None:
    """The `w:val` of a child, by a path of `w:` names."""
    found = element.find(_steps(path)) if element is not None else None
    return str(found.get(f"{W}val")) if found is not None and found.get(f"{W}val") is not None else None


@cache
def _steps(path: str) -> str:
    return "/".join(W + step for step in path.split("/"))


def _whole(text: str | None, default: int) -> int:
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default


@dataclass(slots=True)
class _Level:
    start: int = 0
    form: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None
    style: str = ""


@dataclass(slots=True)
class _List:
    """One `w:num`: whose levels it takes, and where it starts anew."""

    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)

    def start(self, depth: int) -> int:
        """The number a level begins with, also when a higher level begins it anew [ECMA-376, 17.9.27]."""
        return self.starts.get(depth, self.levels[depth].start if depth in self.levels else 1)


class Numbering:
    """The lists of a document and how far each has counted; ask once per paragraph, in the order of the text."""

    def __init__(self, root: etree._Element | None, list_of_style: Callable[[str], str | None]) -> None:
        """Read `word/numbering.xml`; `list_of_style` gives the list that a numbering style points to."""
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root, list_of_style)

    def _read(self, root: etree._Element, list_of_style: Callable[[str], str | None]) -> None:
        abstracts = {str(item.get(f"{W}abstractNumId")): item for item in root.iterchildren(f"{W}abstractNum")}
        targets = {str(item.get(f"{W}numId")): value_of(item, "abstractNumId") or "" for item in root.iterchildren(f"{W}num")}
        for item in root.iterchildren(f"{W}num"):
            number = str(item.get(f"{W}numId"))
            abstract = targets[number]
            linked = value_of(abstracts.get(abstract), "numStyleLink")
            if linked and (behind := list_of_style(linked)) and behind in targets:
                abstract = targets[behind]
            levels = _levels(abstracts.get(abstract))
            entry = _List(abstract, levels)
            for override in item.iterchildren(f"{W}lvlOverride"):
                depth = _whole(override.get(f"{W}ilvl"), 0)
                levels.update(_overridden(_levels(override), levels))
                if (start := value_of(override, "startOverride")) is not None:
                    entry.starts[depth] = _whole(start, 1)
            self._lists[number] = entry

    def level_of_style(self, number: str, style: str) -> int | None:
        """The level of a list that is tied to a paragraph style."""
        entry = self._lists.get(number)
        return next((depth for depth, level in entry.levels.items() if level.style == style), None) if entry else None

    def next_label(self, number: str, depth: int) -> str:
        """Count one paragraph on, and give its number as printed; empty where the list prints none."""
        entry = self._lists.get(number)
        level = entry.levels.get(depth) if entry else None
        if entry is None or level is None or not 0 <= depth < _DEEPEST:
            return ""
        counts = self._counts.setdefault(entry.abstract, [None] * _DEEPEST)
        self._count_on(number, entry, depth, counts)
        if level.form == "bullet":
            return level.text if level.text in {"-", "–", "—"} else _BULLET
        return _printed(level, entry.levels, counts)

    def _count_on(self, number: str, entry: _List, depth: int, counts: list[int | None]) -> None:
        before = counts[depth]
        anew = depth in entry.starts and (number, depth) not in self._begun
        counts[depth] = entry.start(depth) if before is None or anew else before + 1
        self._begun.add((number, depth))
        for above in range(depth):
            if counts[above] is None:
                counts[above] = entry.start(above)
        for below in range(depth + 1, _DEEPEST):
            deeper = entry.levels.get(below)
            if deeper is None or deeper.restart is None or depth < deeper.restart:
                counts[below] = None


def _levels(holder: etree._Element | None) -> dict[int, _Level]:
    if holder is None:
        return {}
    return {_whole(item.get(f"{W}ilvl"), 0): _level(item) for item in holder.iterchildren(f"{W}lvl")}


def _level(item: etree._Element) -> _Level:
    restart = value_of(item, "lvlRestart")
    legal = item.find(f"{W}isLgl")
    return _Level(
        start=_whole(value_of(item, "start"), 0),
        form=_form(item),
        text=value_of(item, "lvlText") or "",
        legal=legal is not None and legal.get(f"{W}val") not in {"0", "false", "off"},
        restart=_whole(restart, 0) if restart is not None else None,
        style=value_of(item, "pStyle") or "",
    )


def _overridden(levels: dict[int, _Level], before: dict[int, _Level]) -> dict[int, _Level]:
    """Word passes over `w:lvlRestart` in an override [MS-OI29500]."""
    return {depth: replace(level, restart=before[depth].restart if depth in before else None) for depth, level in levels.items()}


def _form(item: etree._Element) -> str:
    """The format of a level; one of its own is given by a sample, „001, 002, 003, ...”, beside another for older programs."""
    custom = next((found for found in item.iter(f"{W}numFmt") if found.get(f"{W}val") == "custom"), None)
    sample = str(custom.get(f"{W}format", "")).partition(",")[0] if custom is not None else ""
    if sample.isascii() and sample.isdecimal() and len(sample) < _DEEPEST:
        return sample
    return next((str(found.get(f"{W}val")) for found in item.iter(f"{W}numFmt") if found is not custom), "decimal")


def _printed(level: _Level, levels: dict[int, _Level], counts: list[int | None]) -> str:
    text = level.text
    for depth in range(_DEEPEST):
        holder = f"%{depth + 1}"
        if holder in text:
            form = "decimal" if level.legal else (levels[depth].form if depth in levels else "decimal")
            text = text.replace(holder, number_as(counts[depth] or 0, form))
    return text.strip()
