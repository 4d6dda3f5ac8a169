import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from word_files import W, archive, document, paragraph, relation, relations, types, word

from dialog_tracker.domain.headings import SourceLine
from dialog_tracker.office.incoming import Limits
from dialog_tracker.office.number_forms import number_as
from dialog_tracker.office.reading import read_blocks

NEVER, LEGAL = '<w:lvlRestart w:val="0"/>', "<w:isLgl/>"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def level(depth: int, form: str, text: str, more: str = "", start: int | None = 1, style: str = "") -> str:
    begins = f'<w:start w:val="{start}"/>' if start is not None else ""
    tied = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f'<w:lvl w:ilvl="{depth}">{begins}<w:numFmt w:val="{form}"/>{tied}{more}<w:lvlText w:val="{text}"/></w:lvl>'


def start(depth: int, number: int) -> str:
    return f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{number}"/></w:lvlOverride>'


def style(name: str, based_on: str = "", look: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{base}<w:pPr>{look}</w:pPr></w:style>'


def in_list(number: int | None = None, depth: int | None = None) -> str:
    level_of = f'<w:ilvl w:val="{depth}"/>' if depth is not None else ""
    list_of = f'<w:numId w:val="{number}"/>' if number is not None else ""
    return f"<w:numPr>{level_of}{list_of}</w:numPr>"


@dataclass
class Case:
    """A kind of list or several, lists of those kinds, and the paragraphs in turn: „list/level” or the name of a style."""

    kinds: list[str]
    steps: str
    lists: list[tuple[int, str]] = field(default_factory=lambda: [(0, "")])
    styles: str = ""

    def body(self) -> str:
        return "".join(self._paragraph(step) for step in self.steps.split())

    def _paragraph(self, step: str) -> str:
        number, _, depth = step.partition("/")
        look = in_list(int(number) + 1, int(depth)) if depth else f'<w:pStyle w:val="{step}"/>'
        return paragraph("реч", look)

    def content(self) -> bytes:
        kinds = "".join(f'<w:abstractNum w:abstractNumId="{at}">{kind}</w:abstractNum>' for at, kind in enumerate(self.kinds))
        lists = "".join(
            f'<w:num w:numId="{at + 1}"><w:abstractNumId w:val="{kind}"/>{more}</w:num>' for at, (kind, more) in enumerate(self.lists)
        )
        declared = "".join(f'<Override PartName="/word/{part}.xml" ContentType="{WORD}.{part}+xml"/>' for part in ("numbering", "styles"))
        return archive(
            {
                "[Content_Types].xml": types().replace("</Types>", f"{declared}</Types>"),
                "_rels/.rels": relations(relation(1, "officeDocument", "word/document.xml")),
                "word/_rels/document.xml.rels": relations(relation(1, "numbering", "numbering.xml"), relation(2, "styles", "styles.xml")),
                "word/document.xml": document(self.body()),
                "word/numbering.xml": f'<w:numbering xmlns:w="{W}">{kinds}{lists}</w:numbering>',
                "word/styles.xml": f'<w:styles xmlns:w="{W}">{SERBIAN}{self.styles}</w:styles>',
            }
        )

    def labels(self) -> list[str]:
        return [block.list_label for block in read_blocks(self.content(), Limits())[0] if isinstance(block, SourceLine)]


SERBIAN = '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="sr-Cyrl-RS"/></w:rPr></w:rPrDefault></w:docDefaults>'
LAW = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2)") + level(2, "lowerLetter", "(%3)")
ROMAN = level(0, "upperRoman", "%1.", start=3) + level(1, "upperLetter", "%1-%2.", start=2) + level(2, "decimal", "%1.%2.%3", start=4)
PADDED = (
    '<w:lvl w:ilvl="0"><w:start w:val="9"/><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice>'
    '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="бр. %1"/></w:lvl>'
)
HEADINGS = level(0, "upperRoman", "%1.", style="Glava") + level(1, "decimal", "Члан %2.", style="Clan") + level(2, "lowerRoman", "%3)")
CHAIN = (
    style("Glava", look=in_list(1))
    + style("Clan", "Glava", in_list(depth=1))
    + style("Tacka", "Glava", in_list(1, 2))
    + style("Izveden", "Clan")
    + style("Bez", "Glava", in_list(0))
    + style("DeteBez", "Bez")
)
LINKED = style("C", look="") + (
    '<w:style w:type="numbering" w:styleId="Clanovi"><w:name w:val="Clanovi"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
)
LINK = [level(0, "decimal", "Члан %1.") + level(1, "decimal", "%2)"), '<w:numStyleLink w:val="Clanovi"/>']
LINK[0] = f'<w:styleLink w:val="Clanovi"/>{LINK[0]}'
SUFFIXES = "".join(level(at, "decimal", f"%{at + 1})", f'<w:suff w:val="{kind}"/>') for at, kind in enumerate(["nothing", "space", "tab"]))

AGREED = {
    "two lists of one kind count together": Case([LAW], "0/0 0/1 1/1 1/0 0/0 1/1 0/1", [(0, ""), (0, "")]),
    "a list begins anew by its own start": Case([LAW], "0/0 0/0 0/1 1/0 1/1 1/1 0/0 2/0 2/1 1/0", [(0, start(0, 1)), (0, start(0, 5)), (0, "")]),
    "a deeper level begins anew": Case([LAW], "0/0 0/1 0/1 1/1 1/1 0/1", [(0, ""), (0, start(1, 3))]),
    "styles carry lists along their chain": Case([HEADINGS], "Glava Clan Clan Tacka Glava Izveden Bez DeteBez Clan Tacka", styles=CHAIN),
    "a kind is linked to a numbering style": Case(
        LINK, "1/0 1/1 1/1 1/0 0/0 0/1 1/1 2/0 2/1", [(0, ""), (1, ""), (1, start(0, 1))], LINKED
    ),
    "levels are skipped and higher ones printed": Case([ROMAN], "0/2 0/2 0/0 0/2 0/1 0/1 0/2"),
    "a list has a level of its own": Case(
        [ROMAN],
        "1/0 1/1 1/1 0/1 1/1 0/0 1/1",
        [(0, ""), (0, f'<w:lvlOverride w:ilvl="1">{level(1, "lowerLetter", "[%2]", start=3)}</w:lvlOverride>')],
    ),
    "what follows the number is no part of it": Case([SUFFIXES], "0/0 0/1 0/2 0/2 0/1"),
    "a count from nought, a level without a number": Case(
        [level(0, "decimal", "%1.", start=0) + level(1, "none", "") + level(2, "decimal", "%3.")], "0/0 0/0 0/1 0/2 0/2 0/1 0/2"
    ),
    "a level without a start begins with nought": Case([level(0, "decimal", "%1.", start=None)], "0/0 0/0"),
    "signs that are no number": Case([level(0, "decimal", "§ %1 %% x")], "0/0 0/0"),
    "a list that is not there": Case([LAW], "0/0 6/0 0/0"),
    "numbers with noughts before them": Case([PADDED], "0/0 0/0"),
    "only the list is given": Case(
        [LAW, level(0, "decimal", "А%1.") + level(1, "decimal", "Б%1.%2.")],
        "Drugi Samo DrugiNivo",
        [(0, ""), (1, "")],
        style("Drugi", look=in_list(1, 1)) + style("Samo", "Drugi", in_list(2)) + style("DrugiNivo", "Drugi", in_list(depth=0)),
    ),
} | {
    f"{form} from {first}": Case([level(0, form, "%1)", start=first)], "0/0 " * 4)
    for form, first in [
        *((form, 1) for form in ("decimal", "decimalZero", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "none", "hex")),
        *((form, 1) for form in ("ordinal", "russianLower", "russianUpper", "numberInDash")),
        *(("lowerLetter", 25), ("upperLetter", 51), ("russianLower", 24), ("lowerRoman", 398), ("decimalZero", 8), ("ordinal", 20)),
    ]
}  # fmt: skip


@pytest.mark.office
def test_every_label_is_the_one_that_libreoffice_prints(tmp_path: Path):
    files = {name: tmp_path / f"{at}.docx" for at, name in enumerate(AGREED)}
    for name, file in files.items():
        file.write_bytes(AGREED[name].content())
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, files.values())], check=True, capture_output=True, timeout=120)
    printed = {name: file.with_suffix(".txt").read_text(encoding="utf-8-sig").split("\n")[:-1] for name, file in files.items()}
    assert {name: case.labels() for name, case in AGREED.items()} == {
        name: [line.removesuffix("реч").strip() for line in lines] for name, lines in printed.items()
    }


BULLET = level(0, "bullet", "-")
DEVIATIONS = {
    # LibreOffice passes over w:isLgl, which asks for digits at every level.
    "legal numbering": (Case([ROMAN + level(3, "decimal", "%1.%2.%4", LEGAL)], "0/0 0/3 0/1 0/3"), ["III.", "3.2.1", "III-C.", "3.3.1"]),
    # LibreOffice passes over w:lvlRestart; Word never restarts a level that says 0, and otherwise at the level named or a higher one.
    "articles count through the chapters": (
        Case([level(0, "decimal", "Глава %1") + level(1, "decimal", "Члан %2.", NEVER)], "0/0 0/1 0/1 0/0 0/1"),
        ["Глава 1", "Члан 1.", "Члан 2.", "Глава 2", "Члан 3."],
    ),
    "a level begins anew at the level it names": (
        Case([LAW + level(3, "lowerLetter", "%4)", '<w:lvlRestart w:val="1"/>')], "0/0 0/1 0/2 0/3 0/2 0/3 0/1 0/2 0/3 0/0 0/3"),
        ["1.", "1.1)", "(a)", "a)", "(b)", "b)", "1.2)", "(a)", "c)", "2.", "a)"],
    ),
    # Of several starts LibreOffice takes only that of the first paragraph; by the standard each is taken, whenever its level begins anew.
    "several starts": (
        Case([LAW], "0/0 0/1 1/0 1/1 1/1 1/0 1/1 0/0 0/1", [(0, ""), (0, start(0, 5) + start(1, 3))]),
        ["1.", "1.1)", "5.", "5.3)", "5.4)", "6.", "6.3)", "7.", "7.1)"],
    ),
    # LibreOffice goes on with аб, ав; Word repeats the letter, as it does with Latin ones.
    "past the end of the alphabet": (Case([level(0, "russianLower", "%1)", start=29)], "0/0 0/0 0/0"), ["я)", "аа)", "бб)"]),
    # LibreOffice writes out "Један"; articles are told by their figures, and nobody numbers a draft in words.
    "numbers in words": (Case([level(0, "cardinalText", "%1)")], "0/0 0/0"), ["1)", "2)"]),
    # LibreOffice draws circles and footnote signs, which no reader of points knows.
    "figures in circles": (Case([level(0, "decimalEnclosedCircle", "%1")], "0/0 0/0"), ["1", "2"]),
    # In plain text LibreOffice prints every bullet alike; a dash is an indent of the law.
    "a dash is kept": (Case([BULLET], "0/0 0/0"), ["-", "-"]),
}


@pytest.mark.parametrize(("case", "labels"), DEVIATIONS.values(), ids=DEVIATIONS)
def test_labels_that_libreoffice_gets_wrong(case, labels):
    assert case.labels() == labels


def test_a_paragraph_that_is_hidden_with_its_mark_is_not_counted():
    # LibreOffice counts it; Word does so only while it shows hidden text.
    hidden = paragraph("тајно", in_list(1, 0) + "<w:rPr><w:vanish/></w:rPr>", "<w:vanish/>")
    lists = {
        "word/numbering.xml": f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{LAW}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    }
    blocks, _ = read_blocks(word(paragraph("а", in_list(1, 0)) + hidden + paragraph("б", in_list(1, 0)), extra=lists), Limits())
    assert [block.full for block in blocks if isinstance(block, SourceLine)] == ["1. а", "2. б"]


@pytest.mark.parametrize(
    ("number", "form", "printed"),
    [
        (4, "decimal", "4"), (4, "decimalZero", "04"), (14, "upperRoman", "XIV"), (9, "lowerRoman", "ix"), (27, "lowerLetter", "aa"),
        (3, "russianLower", "в"), (4, "russianUpper", "Г"), (5, "none", ""), (6, "cardinalText", "6"), (0, "lowerLetter", ""),
        (6, "serbianLower", "ђ"), (30, "serbianUpper", "Ш"), (7, "001", "007"), (1234, "001", "1234"), (2, "ordinal", "2."), (-1, "decimal", ""),
    ],
)  # fmt: skip
def test_formats_of_numbers(number, form, printed):
    assert number_as(number, form) == printed
