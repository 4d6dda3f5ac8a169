"""The styles of our Word documents, all real and editable; built-in names so that Word shows them translated."""

from dataclasses import dataclass
from typing import Literal

from dialog_tracker.office.ooxml_text import Voice

Fonts = Literal["times", "arial"]


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font by name, the font with the same widths that stands in for it, and the sizes that go with it."""

    name: str
    stand_in: str
    panose: str
    family: str
    body: float
    small: float
    scale: float


TYPEFACES: dict[Fonts, Typeface] = {
    "times": Typeface("Times New Roman", "Liberation Serif", "02020603050405020304", "roman", 12, 9, 1.0),
    "arial": Typeface("Arial", "Liberation Sans", "020B0604020202020204", "swiss", 10.5, 8, 0.875),
}
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PORTRAIT_TAB, LANDSCAPE_TAB = 9071, 15137

_KEEP = "<w:keepNext/><w:keepLines/>"
_NO_HYPHENS = "<w:suppressAutoHyphens/>"
_HEADER_RULE = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="3" w:color="7F7F7F"/></w:pBdr>'


def _spacing(before: int, after: int, line: int = 0) -> str:
    """Spacing in twentieths of a point; `line` in 240ths of a line."""
    lines = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{lines}/>'


def _level(number: int, outline: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{outline}"/><w:numId w:val="{number}"/></w:numPr>'


def _tabs(*stops: tuple[str, int]) -> str:
    return "<w:tabs>" + "".join(f'<w:tab w:val="{kind}" w:pos="{at}"/>' for kind, at in stops) + "</w:tabs>"


def _contents(left: int, hanging: int, before: int) -> str:
    dots = f'<w:tabs><w:tab w:val="left" w:pos="{left}"/><w:tab w:val="right" w:leader="dot" w:pos="{PORTRAIT_TAB}"/></w:tabs>'
    return f'{dots}{_spacing(before, 20)}<w:ind w:left="{left}" w:hanging="{hanging}"/>'


# id, name, based on, next, paragraph properties, size in points at 12 pt (0: inherited), bold, capitals, colour
_Paragraph = tuple[str, str, str, str, str, float, bool, bool, str]
_CENTRE, _BOTH, _RIGHT = '<w:jc w:val="center"/>', '<w:jc w:val="both"/>', '<w:jc w:val="right"/>'
_PARAGRAPHS: tuple[_Paragraph, ...] = (
    ("BodyText", "Body Text", "Normal", "", _spacing(0, 140, 269) + _BOTH, 0, False, False, ""),
    ("Title", "Title", "Normal", "Subtitle", f"<w:keepNext/>{_NO_HYPHENS}{_spacing(0, 160, 252)}{_CENTRE}", 20, True, True, ""),
    ("Subtitle", "Subtitle", "Normal", "BodyText", _NO_HYPHENS + _spacing(0, 80, 264) + _CENTRE, 15, False, False, ""),
    ("Heading1", "heading 1", "Normal", "BodyText", f'{_KEEP}{_level(1, 0)}{_NO_HYPHENS}{_spacing(320, 120)}<w:jc w:val="left"/><w:outlineLvl w:val="0"/>', 13, True, True, ""),
    ("Heading2", "heading 2", "Normal", "BodyText", f'{_KEEP}{_level(1, 1)}{_NO_HYPHENS}{_spacing(260, 120)}<w:jc w:val="left"/><w:outlineLvl w:val="1"/>', 12, True, False, ""),
    ("Heading3", "heading 3", "Normal", "BodyText", f'{_KEEP}{_NO_HYPHENS}{_spacing(200, 100)}<w:jc w:val="left"/><w:outlineLvl w:val="2"/>', 11.5, True, False, ""),
    ("TOCHeading", "TOC Heading", "Normal", "BodyText", "<w:keepNext/>" + _spacing(0, 160), 13, True, True, ""),
    ("TOC1", "toc 1", "Normal", "", _contents(737, 737, 120), 11.5, False, False, ""),
    ("TOC2", "toc 2", "Normal", "", _contents(1304, 680, 0), 11, False, False, ""),
    ("Caption", "caption", "Normal", "BodyText", _KEEP + _spacing(180, 80), 10.5, True, False, ""),
    ("Header", "header", "Normal", "", _HEADER_RULE + _tabs(("right", PORTRAIT_TAB)), 9, False, False, ""),
    ("Footer", "footer", "Normal", "", _tabs(("right", PORTRAIT_TAB)), 9, False, False, ""),
    ("ListBullet", "List Bullet", "Normal", "", f'<w:numPr><w:numId w:val="2"/></w:numPr>{_spacing(0, 80, 259)}<w:contextualSpacing/>', 0, False, False, ""),
    ("ListNumber", "List Number", "Normal", "", f'<w:numPr><w:numId w:val="3"/></w:numPr>{_spacing(0, 80, 259)}<w:contextualSpacing/>', 0, False, False, ""),
    ("DTOrgan", "ДТ Орган", "Normal", "DTBroj", _NO_HYPHENS + _spacing(0, 0), 12, True, True, ""),
    ("DTBroj", "ДТ Број и датум", "Normal", "", _spacing(0, 0), 12, False, False, ""),
    ("DTOsnov", "ДТ Правни основ", "Normal", "BodyText", _spacing(440, 320, 269) + _BOTH, 0, False, False, ""),
    ("DTMesto", "ДТ Место и датум на насловној", "Normal", "", _spacing(0, 0) + _CENTRE, 12, False, False, ""),
    ("DTNapomena", "ДТ Напомена", "Normal", "BodyText", _spacing(80, 180), 9.5, False, False, ""),
    ("DTSlika", "ДТ Слика", "Normal", "BodyText", "<w:keepNext/>" + _spacing(40, 40) + _CENTRE, 0, False, False, ""),
    ("DTPrelom", "ДТ Прелом одељка", "Normal", "", '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>', 1, False, False, ""),
    ("DTZaglavlje", "ДТ Заглавље положено", "Header", "", _tabs(("clear", PORTRAIT_TAB), ("right", LANDSCAPE_TAB)), 0, False, False, ""),
    ("DTPodnozje", "ДТ Подножје положено", "Footer", "", _tabs(("clear", PORTRAIT_TAB), ("right", LANDSCAPE_TAB)), 0, False, False, ""),
    ("DTCelija", "ДТ Ћелија", "Normal", "", "<w:widowControl/>" + _spacing(0, 40), 9, False, False, ""),
    ("DTCelijaZaglavlje", "ДТ Ћелија заглавље", "DTCelija", "", "<w:keepNext/>" + _NO_HYPHENS, 0, True, False, ""),
    ("DTCelijaBroj", "ДТ Ћелија број", "DTCelija", "", _RIGHT, 0, False, False, ""),
    ("DTCelijaNapomena", "ДТ Ћелија напомена", "DTCelija", "", "", 8.5, False, False, "404040"),
    ("DTTekst", "ДТ Ћелија текст", "DTCelija", "", _spacing(20, 40), 10.5, False, False, ""),
    ("DTTekstZaglavlje", "ДТ Ћелија текст заглавље", "DTTekst", "", "<w:keepNext/>" + _NO_HYPHENS, 0, True, False, ""),
    ("DTTekstZaglavljeBroj", "ДТ Ћелија текст заглавље број", "DTTekstZaglavlje", "", _RIGHT, 0, True, False, ""),
    ("DTTekstBroj", "ДТ Ћелија текст број", "DTTekst", "", _RIGHT, 0, False, False, ""),
    ("DTTekstZbir", "ДТ Ћелија текст збир", "DTTekstBroj", "", "", 0, True, False, ""),
    ("DTPotpis", "ДТ Потпис", "Normal", "", _KEEP + _tabs(("center", 3515), ("center", 6917)) + _spacing(480, 0), 0, False, False, ""),
    ("DTAdresat", "ДТ Адресат", "Normal", "", _spacing(240, 0) + '<w:ind w:left="5103"/>', 12, True, False, ""),
    ("DTPredmet", "ДТ Предмет", "Normal", "BodyText", "<w:keepNext/>" + _spacing(280, 240) + '<w:ind w:left="1531" w:hanging="1531"/>', 12, True, False, ""),
    ("DTPolje", "ДТ Поље за унос", "DTTekst", "", _spacing(60, 60), 0, False, False, ""),
    ("DTPrilog", "ДТ Наслов прилога", "Normal", "BodyText", f'{_KEEP}{_NO_HYPHENS}{_spacing(240, 120)}<w:outlineLvl w:val="0"/>', 13, True, False, ""),
)  # fmt: skip
_CELL_SIZES = frozenset({"DTCelija", "DTCelijaNapomena"})
_OUTCOMES = (
    ("DTDa", "ДТ Прихвата се", "1E5E32"),
    ("DTDelimicno", "ДТ Делимично", "6B4A00"),
    ("DTNe", "ДТ Не прихвата се", "8C1D1D"),
    ("DTZnanje", "ДТ К знању", "3A4754"),
    ("DTVan", "ДТ Ван предмета", "3A4754"),
    ("DTBez", "ДТ Без одговора", "8C1D1D"),
)
_GRID = 'w:val="single" w:sz="4" w:space="0" w:color="8C8C8C"'
_MARGINS = '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="23" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
_HEAD_LINE = 'w:val="single" w:sz="8" w:space="0" w:color="2F4B6E"'
_TABLE = (
    "<w:tblPr><w:tblBorders>"
    + "".join(f"<w:{side} {_GRID}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    + f"</w:tblBorders>{_MARGINS}</w:tblPr>"
    + f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:tcBorders><w:bottom {_HEAD_LINE}/></w:tcBorders>'
    + '<w:shd w:val="clear" w:color="auto" w:fill="E4EAF1"/><w:vAlign w:val="center"/></w:tcPr></w:tblStylePr>'
)
_FACTS = (
    f'<w:tblPr><w:tblBorders><w:top {_HEAD_LINE}/><w:bottom {_HEAD_LINE}/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/>'
    f'</w:tblBorders>{_MARGINS}</w:tblPr><w:tblStylePr w:type="firstCol"><w:rPr><w:b/><w:bCs/></w:rPr></w:tblStylePr>'
)


def _half_points(style: str, size: float, face: Typeface) -> int:
    if style in _CELL_SIZES:
        return round(2 * (face.small - (9 - size)))
    return round(2 * size * face.scale)


def _paragraph_style(row: _Paragraph, face: Typeface, voice: Voice) -> str:
    style, name, base, after, properties, size, bold, capitals, colour = row
    half = _half_points(style, size, face) if size else 0
    look = "<w:b/><w:bCs/>" * bold + "<w:caps/>" * capitals
    look += f'<w:color w:val="{colour}"/>' if colour else ""
    look += f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' if half else ""
    own = ' w:customStyle="1"' if style.startswith("DT") else ""
    following = f'<w:next w:val="{after}"/>' if after else ""
    written = f"<w:pPr>{properties}</w:pPr>" * bool(properties) + f"<w:rPr>{look}</w:rPr>" * bool(look)
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{style}"><w:name w:val="{voice.plain(name)}"/>'
        f'<w:basedOn w:val="{base}"/>{following}<w:qFormat/>{written}</w:style>'
    )


def _character_style(style: str, name: str, look: str) -> str:
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{style}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{look}</w:rPr></w:style>'
    )


def _table_style(style: str, name: str, look: str) -> str:
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{style}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:qFormat/>{look}</w:style>'
    )


def _defaults(face: Typeface, voice: Voice) -> str:
    half = round(2 * face.body)
    fonts = " ".join(f'w:{kind}="{face.name}"' for kind in ("ascii", "eastAsia", "hAnsi", "cs"))
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
        f'<w:lang w:val="{voice.language}" w:eastAsia="{voice.language}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/></w:style>'
    )


def styles_part(fonts: Fonts, voice: Voice) -> str:
    """Write `styles.xml`; the font is named once, and no run has one of its own."""
    face = TYPEFACES[fonts]
    strong = '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr><w:b/><w:bCs/></w:rPr></w:style>'
    outcomes = "".join(
        _character_style(style, voice.plain(name), f'<w:b/><w:bCs/><w:color w:val="{colour}"/>') for style, name, colour in _OUTCOMES
    )
    tables = _table_style("DTTabela", voice.plain("ДТ Табела"), _TABLE) + _table_style(
        "DTCinjenice", voice.plain("ДТ Табела чињеница"), _FACTS
    )
    paragraphs = "".join(_paragraph_style(row, face, voice) for row in _PARAGRAPHS)
    return f"<w:styles {W}>{_defaults(face, voice)}{paragraphs}{strong}{outcomes}{tables}</w:styles>"
