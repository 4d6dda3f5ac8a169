"""How the value of a figure is printed: „64,3 %”, „12,5”, „1.204”, and in English “64.3%”."""

from dialog_tracker.domain.indicator import Measure, Method, Unit
from dialog_tracker.domain.indicator_figure import Figure

NO_VALUE = "–"
_NBSP = "\u00a0"
_COMMAS = str.maketrans(",.", ".,")


def value_words(measure: Measure, value: float | None, *, english: bool) -> str:
    """Print a value of a measure; a dash where it is not defined."""
    if value is None:
        return NO_VALUE
    if measure.unit is Unit.PERCENT:
        tenths = round(100 * value, 1)
        printed = _number(tenths, 0 if tenths == round(tenths) else 1, english=english)
        return f"{printed}%" if english else f"{printed}{_NBSP}%"
    whole = measure.method not in (Method.MEAN, Method.MEDIAN) or round(value, 1) == round(value)
    return _number(value, 0 if whole else 1, english=english)


def figure_words(figure: Figure, *, english: bool) -> str:
    """Print the value of a figure."""
    return value_words(figure.measure, figure.value, english=english)


def counted_from(figure: Figure, *, english: bool) -> str:
    """Say what a figure is counted from: „9 од 14” for one in per cent, the number of rows for others; nothing where it is not defined."""
    if not figure.is_defined:
        return ""
    if figure.measure.unit is not Unit.PERCENT:
        return _number(figure.rows, 0, english=english)
    part, whole = (_number(count, 0, english=english) for count in (figure.part, figure.whole))
    return f"{part} of {whole}" if english else f"{part} од {whole}"


def _number(value: float, decimals: int, *, english: bool) -> str:
    printed = f"{value:,.{decimals}f}"
    return printed if english else printed.translate(_COMMAS)
