"""The table of contents, written by us so that Word asks nothing on opening."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from dialog_tracker.office.ooxml_blocks import Heading, heading_bookmark
from dialog_tracker.office.ooxml_text import Voice, field, paragraph, run

_DEPTH = 2
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True, slots=True)
class PageNumbers:
    """On which page each heading stands, in the order of headings of all levels, and how many pages there are."""

    headings: tuple[int, ...]
    pages: int


def contents(headings: Sequence[Heading], voice: Voice, pages: PageNumbers | None) -> Iterator[str]:
    """Write the contents; without page numbers the entries say none, which can never be wrong."""
    entries = [_entry(index, heading, label, voice, pages) for index, heading, label in _numbered(headings)]
    switches = r"TOC \o &quot;1-2&quot; \h \z \u" + ("" if pages else r" \n")
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {switches} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    yield (
        f'<w:sdt><w:sdtPr><w:alias w:val="{voice.quote("Садржај")}"/><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>"
    )
    yield paragraph("TOCHeading", run(voice.say("Садржај")))
    for index, (style, entry) in enumerate(entries):
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if index == len(entries) - 1 else ""
        yield paragraph(style, ("" if index else begin) + entry + end)
    yield "</w:sdtContent></w:sdt>"


def _numbered(headings: Sequence[Heading]) -> Iterator[tuple[int, Heading, str]]:
    """Repeat what the numbering of the styles prints: Roman for level 1, restarting Arabic for level 2."""
    first, second = count(1), count(1)
    for index, heading in enumerate(headings):
        if heading.annex:
            yield index, heading, ""
        elif heading.level == 1:
            second = count(1)
            yield index, heading, f"{_roman(next(first))}."
        elif heading.level == _DEPTH:
            yield index, heading, f"{next(second)}."


def _entry(index: int, heading: Heading, label: str, voice: Voice, pages: PageNumbers | None) -> tuple[str, str]:
    mark = heading_bookmark(index + 1)
    lead = f"{run(label)}<w:r><w:tab/></w:r>" if label else ""
    instruction = rf"PAGEREF {mark} \h"
    page = "<w:r><w:tab/></w:r>" + field(instruction, str(pages.headings[index])) if pages else ""
    return f"TOC{heading.level}", f'<w:hyperlink w:anchor="{mark}" w:history="1">{lead}{run(voice.say(heading.text))}{page}</w:hyperlink>'


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written
