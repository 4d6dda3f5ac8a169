"""An announcement as a Word file: heading block, legal basis, title, parts, a table of events and the signature."""

import io
from collections.abc import Iterator

from dialog_tracker.domain.announcement import Announcement, Part
from dialog_tracker.domain.outcome_grammar import case_number
from dialog_tracker.domain.reference import printed_in_cyrillic
from dialog_tracker.domain.script import Script
from dialog_tracker.office import ooxml_parts as parts
from dialog_tracker.office.ooxml_blocks import Block, Heading, Raw, Table, Text, Writer, plain_rows
from dialog_tracker.office.ooxml_package import Package
from dialog_tracker.office.ooxml_styles import W, styles_part
from dialog_tracker.office.ooxml_text import Voice, paragraph, run
from dialog_tracker.office.text_document import PAGE, RELATIONS, R

_EVENTS = (46, 70, 44)
_TAB, _BREAK = "<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>"


def announcement_file(written: Announcement, script: Script, reference: str) -> bytes:
    """Write an announcement as DOCX in a script; the same announcement gives the same bytes."""
    voice = Voice(script)
    target = io.BytesIO()
    known = parts.Properties(
        voice.plain(written.title), voice.plain(written.subtitle), voice.plain(written.authority), "", written.issued_on, reference, 1
    )
    margins = {
        "word/header1.xml": parts.header_part("Header", voice.say(written.title), ""),
        "word/footer1.xml": parts.footer_part("Footer", _printed(reference, script), voice, 1),
    }
    content = {
        "[Content_Types].xml": parts.content_types(margins, 0),
        "_rels/.rels": parts.root_relations(),
        "docProps/app.xml": parts.app_part(),
        "docProps/core.xml": parts.core_part(known, voice),
        "docProps/custom.xml": parts.custom_properties((("DT-Consultation", reference),)),
        "word/styles.xml": styles_part("times", voice),
        "word/numbering.xml": parts.numbering_part(),
        "word/settings.xml": parts.settings_part(voice),
        "word/fontTable.xml": parts.font_table_part("times"),
        "word/theme/theme1.xml": parts.theme_part("times"),
        "word/_rels/document.xml.rels": parts.relations_part(RELATIONS),
        **margins,
    }
    with Package(target) as package:
        for name, part in content.items():
            package.add(name, parts.DECLARATION + part)
        package.stream("word/document.xml", _document(written, voice))
    return target.getvalue()


def _printed(reference: str, script: Script) -> str:
    return printed_in_cyrillic(reference) if script is Script.CYRILLIC else reference


def _document(written: Announcement, voice: Voice) -> Iterator[str]:
    yield f"{parts.DECLARATION}<w:document {W} {R}><w:body>"
    yield from Writer(voice, (), ()).write(_blocks(written, voice))
    yield f"{PAGE}</w:body></w:document>"


def _blocks(written: Announcement, voice: Voice) -> Iterator[Block]:
    yield from (Text(line, "DTBroj") for line in written.headers)
    yield Text(written.authority, "DTOrgan")
    if written.case_number:
        yield Text(f"Број: {case_number(written.case_number)}", "DTBroj")
    yield Text(written.dated, "DTBroj")
    if written.basis:
        yield Text(written.basis, "DTOsnov")
    yield Text(written.title.upper(), "Title", before=0 if written.basis else 440)
    yield Text(written.subtitle, "Subtitle")
    for part in written.parts:
        yield from _part(part, voice, last=part is written.parts[-1])
    yield Raw(_signature(written, voice))


def _part(part: Part, voice: Voice, *, last: bool) -> Iterator[Block]:
    """The last paragraph keeps with the signature, so that no page holds the signature alone."""
    if part.heading:
        yield Heading(2, part.heading)
    end = len(part.paragraphs) - 1
    for index, words in enumerate(part.paragraphs):
        yield Text(words, keep_next=index == end and bool(last or part.points or part.events))
    for index, point in enumerate(part.points, start=1):
        yield Text(f"{point}{'.' if index == len(part.points) else ';'}", "ListBullet")
    if part.events:
        styles = ("DTTekst", "DTTekst", "DTTekst")
        head = ("Када", "Шта", "Где")
        yield Table(
            _EVENTS,
            lambda: plain_rows(_EVENTS, styles, part.events, voice),
            "Догађаји",
            "Време, назив и место сваког догађаја",
            head=head,
            head_styles=("DTTekstZaglavlje",) * len(head),
        )


def _signature(written: Announcement, voice: Voice) -> str:
    """One paragraph, so that no page can part the office from the name."""
    office = _TAB * 2 + run(voice.say(written.signatory_office.upper()))
    seal, line = _TAB + run(voice.say("М.\u00a0П.")), _TAB * 2 + run("_" * 28)
    return paragraph("DTPotpis", _BREAK.join((office, "", seal, line, _TAB * 2 + run(voice.say(written.signatory_name)))))
