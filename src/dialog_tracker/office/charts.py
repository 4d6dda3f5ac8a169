"""Bar charts as Word draws and edits them: a chart part with its numbers cached, and the workbook behind it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import xlsxwriter

from dialog_tracker.office.ooxml_package import Package
from dialog_tracker.office.ooxml_parts import DECLARATION, Relation, relations_part
from dialog_tracker.office.ooxml_text import attribute

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_BLUE, _INK, _AXIS = "2F4B6E", "1A1A1A", "7F7F7F"
_LABELLED_BARS = 31  # more numbers than that would run into each other


@dataclass(frozen=True, slots=True)
class BarChart:
    """One series of bars; texts are in the document's script already. `upright` bars stand on the axis of days."""

    name: str
    description: str
    series: str
    bars: tuple[tuple[str, int], ...]
    upright: bool = False

    @property
    def height_mm(self) -> int:
        """How high the chart is on the page."""
        return 62 if self.upright else 12 + 9 * len(self.bars)


def chart_part(chart: BarChart, font: str, language: str) -> str:
    """Write the chart; LibreOffice and previews draw from the cached numbers."""
    direction = "col" if chart.upright else "bar"
    labels = "0" if chart.upright and len(chart.bars) > _LABELLED_BARS else "1"
    return (
        f'<c:chartSpace xmlns:c="{_CHART}" xmlns:a="{_DRAWING}" xmlns:r="{_RELATIONS}"><c:date1904 val="0"/><c:lang val="{language}"/>'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'<c:ser><c:idx val="0"/><c:order val="0"/>{_series_name(chart)}'
        f'<c:spPr><a:solidFill><a:srgbClr val="{_BLUE}"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>'
        f"{_labels(labels, font, language)}{_categories(chart)}{_values(chart)}</c:ser>"
        f'<c:gapWidth val="55"/><c:axId val="111111111"/><c:axId val="222222222"/></c:barChart>{_axes(chart, font, language)}'
        "<c:spPr><a:noFill/></c:spPr></c:plotArea>"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        '<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>'
        f"{_type(font, language)}"
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _type(font: str, language: str, size: int = 1000, bold: bool = False) -> str:
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{_INK}"/></a:solidFill>'
        f'<a:latin typeface="{font}"/><a:cs typeface="{font}"/></a:defRPr></a:pPr><a:endParaRPr lang="{language}"/></a:p></c:txPr>'
    )


def _labels(shown: str, font: str, language: str) -> str:
    flags = "".join(
        f'<c:show{what} val="{value}"/>'
        for what, value in (("LegendKey", 0), ("Val", shown), ("CatName", 0), ("SerName", 0), ("Percent", 0), ("BubbleSize", 0))
    )
    return (
        '<c:dLbls><c:numFmt formatCode="#,##0;;" sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        f'{_type(font, language, bold=True)}<c:dLblPos val="outEnd"/>{flags}</c:dLbls>'
    )


def _series_name(chart: BarChart) -> str:
    name = attribute(chart.series)
    return f'<c:tx><c:strRef><c:f>Sheet1!$B$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache></c:strRef></c:tx>'


def _cache(texts: Sequence[str]) -> str:
    points = "".join(f'<c:pt idx="{index}"><c:v>{attribute(text)}</c:v></c:pt>' for index, text in enumerate(texts))
    return f'<c:ptCount val="{len(texts)}"/>{points}'


def _categories(chart: BarChart) -> str:
    cached = _cache([label for label, _ in chart.bars])
    return f"<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${len(chart.bars) + 1}</c:f><c:strCache>{cached}</c:strCache></c:strRef></c:cat>"


def _values(chart: BarChart) -> str:
    cached = _cache([str(value) for _, value in chart.bars])
    cells = f"Sheet1!$B$2:$B${len(chart.bars) + 1}"
    return f"<c:val><c:numRef><c:f>{cells}</c:f><c:numCache><c:formatCode>General</c:formatCode>{cached}</c:numCache></c:numRef></c:val>"


def _axes(chart: BarChart, font: str, language: str) -> str:
    order, side, across = ("minMax", "b", "l") if chart.upright else ("maxMin", "l", "t")
    small = 800 if chart.upright else 1000
    turned = _type(font, language, small).replace("<a:bodyPr/>", '<a:bodyPr rot="-2700000" vert="horz"/>')
    shown = turned if chart.upright else _type(font, language, small)
    plain = '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
    return (
        f'<c:catAx><c:axId val="111111111"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/><c:axPos val="{side}"/>'
        f'<c:numFmt formatCode="General" sourceLinked="0"/>{plain}'
        f'<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="{_AXIS}"/></a:solidFill></a:ln></c:spPr>{shown}'
        '<c:crossAx val="222222222"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="0"/></c:catAx>'
        f'<c:valAx><c:axId val="222222222"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="1"/>'
        f'<c:axPos val="{across}"/><c:numFmt formatCode="General" sourceLinked="0"/>{plain}'
        '<c:crossAx val="111111111"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
    )


def chart_workbook(chart: BarChart) -> bytes:
    """Write the workbook that „Измени податке” opens; labels stay text, whatever they begin with."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        workbook.set_properties({"created": _EPOCH})
        sheet = workbook.add_worksheet("Sheet1")
        sheet.write_string(0, 1, chart.series)
        for row, (label, value) in enumerate(chart.bars, start=1):
            sheet.write_string(row, 0, label)
            sheet.write_number(row, 1, value)
    return target.getvalue()


def drawing(chart: BarChart, number: int, relation: str, width_mm: int = 150) -> str:
    """Write the inline drawing that shows a chart, with its title and every number for those who cannot see it."""
    extent = f'cx="{width_mm * 36000}" cy="{chart.height_mm * 36000}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name="{attribute(chart.series)} {number}" descr="{attribute(chart.description)}" title="{attribute(chart.name)}"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_CHART}"><c:chart r:id="{relation}"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def add_charts(package: Package, charts: Sequence[BarChart], font: str, language: str) -> None:
    """Put charts with their workbooks into a document, in their order: `charts/chart1.xml` and so on."""
    for index, chart in enumerate(charts, start=1):
        workbook = f"../embeddings/Microsoft_Excel_Sheet{index}.xlsx"
        package.add(f"word/charts/chart{index}.xml", DECLARATION + chart_part(chart, font, language))
        package.add(f"word/charts/_rels/chart{index}.xml.rels", DECLARATION + relations_part((Relation("rId1", "package", workbook),)))
        package.add(f"word/embeddings/Microsoft_Excel_Sheet{index}.xlsx", chart_workbook(chart))
