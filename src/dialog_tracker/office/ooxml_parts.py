"""The small parts of a Word document beside its body: numbering, settings, fonts, theme, headers, footers, properties."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dialog_tracker.office.ooxml_styles import TYPEFACES, Fonts, Typeface, W
from dialog_tracker.office.ooxml_text import TEXT_START, Voice, attribute, field, paragraph, run

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS = f"{_OFFICE}/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument"
_THEME = "http://schemas.openxmlformats.org/drawingml/2006/main"


@dataclass(frozen=True, slots=True)
class Relation:
    """One part that the document refers to; `kind` is the last word of the relationship's type."""

    id: str
    kind: str
    target: str


# What every document of the house refers to; its margins follow from rId6 on.
FRAME_RELATIONS = (
    Relation("rId1", "styles", "styles.xml"),
    Relation("rId2", "numbering", "numbering.xml"),
    Relation("rId3", "settings", "settings.xml"),
    Relation("rId4", "fontTable", "fontTable.xml"),
    Relation("rId5", "theme", "theme/theme1.xml"),
)

# A4 pages of the report and of the short documents.
PORTRAIT = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417" w:bottom="1361" w:left="1417" w:header="680" w:footer="624" w:gutter="0"/>'
LANDSCAPE = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1134" w:right="850" w:bottom="964" w:left="850" w:header="567" w:footer="454" w:gutter="0"/>'


def relations_part(relations: Sequence[Relation]) -> str:
    """Write a `.rels` part."""
    rows = "".join(f'<Relationship Id="{one.id}" Type="{_RELATIONS}/{one.kind}" Target="{one.target}"/>' for one in relations)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def root_relations() -> str:
    """Write the relations of the package itself."""
    core = f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    known = relations_part(
        (
            Relation("rId1", "officeDocument", "word/document.xml"),
            Relation("rId3", "extended-properties", "docProps/app.xml"),
            Relation("rId4", "custom-properties", "docProps/custom.xml"),
        )
    )
    return known.replace("</Relationships>", f"{core}</Relationships>")


_TYPES = {
    "/docProps/app.xml": f"{_MAIN}.extended-properties+xml",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "/docProps/custom.xml": f"{_MAIN}.custom-properties+xml",
    "/word/document.xml": f"{_MAIN}.wordprocessingml.document.main+xml",
    "/word/fontTable.xml": f"{_MAIN}.wordprocessingml.fontTable+xml",
    "/word/numbering.xml": f"{_MAIN}.wordprocessingml.numbering+xml",
    "/word/settings.xml": f"{_MAIN}.wordprocessingml.settings+xml",
    "/word/styles.xml": f"{_MAIN}.wordprocessingml.styles+xml",
    "/word/theme/theme1.xml": f"{_MAIN}.theme+xml",
}


def content_types(margins: Iterable[str], charts: int) -> str:
    """Write `[Content_Types].xml` for the parts that every file has and those of this one; `margins` are headers, footers and comments."""
    types = dict(_TYPES)
    kinds = ("header", "footer", "comments")
    types |= {f"/{name}": f"{_MAIN}.wordprocessingml.{next(kind for kind in kinds if kind in name)}+xml" for name in margins}
    types |= {f"/word/charts/chart{index}.xml": f"{_MAIN}.drawingml.chart+xml" for index in range(1, charts + 1)}
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xlsx" ContentType="{_MAIN}.spreadsheetml.sheet"/><Default Extension="xml" ContentType="application/xml"/>'
    )
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in sorted(types.items()))
    return f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'


def _level(index: int, form: str, style: str, text: str, *, left: int, hanging: int) -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:pStyle w:val="{style}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:tabs><w:tab w:val="num" w:pos="{left}"/></w:tabs>'
        f'<w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
    )


def numbering_part() -> str:
    """Write `numbering.xml`: Roman and restarting Arabic headings, dashes, and numbered annexes."""
    levels = (
        (
            "multilevel",
            _level(0, "upperRoman", "Heading1", "%1.", left=737, hanging=737)
            + _level(1, "decimal", "Heading2", "%2.", left=737, hanging=737),
        ),
        ("hybridMultilevel", _level(0, "bullet", "ListBullet", "–", left=397, hanging=283)),
        ("hybridMultilevel", _level(0, "decimal", "ListNumber", "%1)", left=454, hanging=340)),
    )
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{index}"><w:multiLevelType w:val="{kind}"/>{level}</w:abstractNum>'
        for index, (kind, level) in enumerate(levels)
    )
    numbers = "".join(f'<w:num w:numId="{index + 1}"><w:abstractNumId w:val="{index}"/></w:num>' for index in range(len(levels)))
    return f"<w:numbering {W}>{abstract}{numbers}</w:numbering>"


def settings_part(voice: Voice) -> str:
    """Write `settings.xml`; nothing in it makes Word ask a question on opening."""
    uri = "http://schemas.microsoft.com/office/word"
    return (
        f'<w:settings {W}><w:zoom w:percent="100"/><w:proofState w:spelling="clean" w:grammar="clean"/>'
        '<w:defaultTabStop w:val="709"/><w:autoHyphenation/><w:consecutiveHyphenLimit w:val="2"/><w:hyphenationZone w:val="425"/>'
        '<w:doNotHyphenateCaps/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        f'<w:compatSetting w:name="compatibilityMode" w:uri="{uri}" w:val="15"/>'
        f'<w:compatSetting w:name="overrideTableStyleFontSizeAndJustification" w:uri="{uri}" w:val="1"/></w:compat>'
        f'<w:themeFontLang w:val="{voice.language}"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    )


def font_table_part(fonts: Fonts) -> str:
    """Write `fontTable.xml` with the font of the same widths that stands in where ours is missing."""
    face = TYPEFACES[fonts]
    return (
        f'<w:fonts {W}><w:font w:name="{face.name}"><w:altName w:val="{face.stand_in}"/><w:panose1 w:val="{face.panose}"/>'
        f'<w:charset w:val="CC"/><w:family w:val="{face.family}"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )


_COLOURS = (("dk1", "1A1A1A"), ("lt1", "FFFFFF"), ("dk2", "2F4B6E"), ("lt2", "E4EAF1"), ("accent1", "2F4B6E"), ("accent2", "1E5E32"), ("accent3", "6B4A00"), ("accent4", "8C1D1D"), ("accent5", "3A4754"), ("accent6", "7F7F7F"), ("hlink", "0B3D91"), ("folHlink", "5B3A8C"))  # fmt: skip
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'


def theme_part(fonts: Fonts) -> str:
    """Write a theme that names our colours and the one font."""
    face: Typeface = TYPEFACES[fonts]
    font = f'<a:latin typeface="{face.name}"/><a:ea typeface=""/><a:cs typeface=""/>'
    colours = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS)
    line = "".join(f'<a:ln w="{width}">{_FILL}<a:prstDash val="solid"/></a:ln>' for width in (6350, 12700, 19050))
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'<a:theme xmlns:a="{_THEME}" name="DT"><a:themeElements><a:clrScheme name="DT">{colours}</a:clrScheme>'
        f'<a:fontScheme name="DT"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="DT"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst><a:lnStyleLst>{line}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effects}</a:effectStyleLst><a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file says of itself; times are the day of issue, never the hour of writing."""

    title: str
    subject: str
    author: str
    keywords: str
    issued_on: date
    reference: str
    version: int


def core_part(known: Properties, voice: Voice) -> str:
    """Write the core properties."""
    at = f"{known.issued_on.isoformat()}T00:00:00Z"
    author = escaped_plain(known.author, voice)
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped_plain(known.title, voice)}</dc:title><dc:subject>{escaped_plain(known.subject, voice)}</dc:subject>"
        f"<dc:creator>{author}</dc:creator><cp:keywords>{escaped_plain(known.keywords, voice)}</cp:keywords>"
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified>'
        f"<dc:language>{voice.language}</dc:language></cp:coreProperties>"
    )


def escaped_plain(text: str, voice: Voice) -> str:
    """Write a text in an element that knows no Word markup."""
    return attribute(voice.plain(text)).replace("&quot;", '"')


def app_part() -> str:
    """Write the extended properties."""
    return f'<Properties xmlns="{_OFFICE}/extended-properties"><Application>Dialog Tracker</Application></Properties>'


def custom_part(known: Properties) -> str:
    """Write the properties by which we know our own report again."""
    return custom_properties((("DT-Consultation", known.reference), ("DT-Report-Version", str(known.version))))


def custom_properties(named: Sequence[tuple[str, str]]) -> str:
    """Write properties of our own, each a name and a text."""
    rows = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{pid}" name="{name}">'
        f"<vt:lpwstr>{attribute(value)}</vt:lpwstr></property>"
        for pid, (name, value) in enumerate(named, start=2)
    )
    return f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">{rows}</Properties>'


def header_part(style: str, left: str, right: str) -> str:
    """Write a running header; both texts are ready for `w:t`. Without texts it is empty, for the title page."""
    if not left:
        return f"<w:hdr {W}>{paragraph('Footer', '')}</w:hdr>"
    return f"<w:hdr {W}>{paragraph(style, f'{run(left)}<w:r><w:tab/></w:r>{run(right)}')}</w:hdr>"


def footer_part(style: str, case_number: str, voice: Voice, pages: int) -> str:
    """Write a footer with the case number and „страна 1 од N”."""
    page = run(voice.say("страна\u00a0")) + field("PAGE", "1") + run(voice.say(" од\u00a0")) + field("NUMPAGES", str(pages))
    return f"<w:ftr {W}>{paragraph(style, f'<w:r>{TEXT_START}{case_number}</w:t><w:tab/></w:r>{page}')}</w:ftr>"
