"""How a place in a text is printed: „Члан 7. став 2. тачка 1)” [guidelines for drafting: члан, став, тачка, подтачка, алинеја]."""

import re

_NBSP = "\u00a0"
_STEP = re.compile(r"(st|t|pt|al|tab)(\d+[a-z]*)")
_WORDS = {"st": ("став", "."), "t": ("тачка", ")"), "pt": ("подтачка", ")"), "al": ("алинеја", "."), "tab": ("табела", "")}


def new_after(place: str) -> str:
    """Print the place of a provision that is proposed after another: „нови члан после члана 4”."""
    article = re.fullmatch(rf"Члан[ {_NBSP}](\w+)\.?", place)
    return f"нови члан после члана{_NBSP}{article[1]}" if article else f"нова одредба после: {place}"


def place_label(unit_label: str, unit_heading: str | None, unit_anchor: str, anchor: str) -> str:
    """Print a place from the label of its unit and the steps of its anchor; a unit without a label is named by its heading."""
    named = unit_label or unit_heading or ""
    steps = _STEP.findall(anchor.removeprefix(unit_anchor).replace("-", " ")) if anchor != unit_anchor else []
    if not steps:
        return named
    inside = " ".join(f"{_WORDS[kind][0]}{_NBSP}{count}{_WORDS[kind][1]}" for kind, count in steps)
    full_stop = "." if named and named[-1].isdigit() else ""
    return f"{named}{full_stop} {inside}".strip()
