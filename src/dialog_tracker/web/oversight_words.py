"""Words of oversight: what the codes of rows, spreads and maps are called, and figures and periods as they are printed."""

from collections.abc import Mapping, Sequence
from typing import Any

from dialog_tracker.domain.indicator_figure import Figure
from dialog_tracker.domain.indicator_words import figure_words
from dialog_tracker.web.i18n import Language, gettext

# Message ids of the catalogue, by group and code.
OVERSIGHT_WORDS: Mapping[str, Mapping[str, str]] = {
    "counted": {
        "consultations": "Consultations",
        "acts": "Legal acts",
        "groups": "Working groups",
        "activities": "Activities",
        "units": "Municipalities and cities",
    },
    "went_to": {
        "": "not recorded as sent on",
        "government": "Went to the Government",
        "assembly": "Went to the assembly",
        "gazette": "Published in the gazette",
    },
    "pointed_out": {
        "I3.windows": "windows shorter than the minimum",
        "I5.in_time": "reports late or missing",
        "I6.answered": "consultations with comments that have no answer",
        "I8.promises": "consultations with accepted comments that the later text does not show",
        "I1.consulted": "acts with no consultation",
    },
    "beside": {
        "authority": "Authority",
        "level": "Level",
        "territory": "District",
        "area": "Area of work",
        "procedure": "Procedure",
    },
    "map_of": {
        "districts": "By district",
        "units": "By municipality",
    },
    "invited_kind": {
        "association": "Association",
        "alliance": "Alliance or network of associations",
        "foundation": "Foundation or endowment",
        "trade_union": "Trade union",
        "chamber": "Chamber",
        "academic": "Science and professional public",
        "company": "Company",
        "religious": "Church or religious community",
        "informal_group": "Informal group",
        "authority": "Public authority",
        "individual": "Natural person",
        "other": "Other submitter",
        "unknown": "Not in the directory",
    },
}
QUARTER = "Q%(number)s %(year)s"


def figure_value(language: Language, figure: Figure) -> str:
    """Print the value of a figure; a dash where it is not defined."""
    return figure_words(figure, english=language == "en")


def options(language: Language, some: Sequence[Any], key: str) -> list[tuple[str, str]]:
    """Give named things as pairs of a key and a name in the reader's face, as a list to choose from takes them."""
    return [(str(getattr(one, key)), name_of(language, one)) for one in some]


def name_of(language: Language, one: Any) -> str:
    """Name an authority, a territory or an area in the reader's face; where there is no English name, the Serbian one stands."""
    return (one.name_en if language == "en" else "") or (one.name_latn if language == "sr-Latn" else one.name)


def period_name(language: Language, key: str) -> str:
    """Name a year, or a quarter of one: „2026”, „3. квартал 2026.”, “Q3 2026”."""
    year, _, quarter = key.partition("-")
    if not quarter:
        return year
    return gettext(language, QUARTER, number=quarter, year=year)
