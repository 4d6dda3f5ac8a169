"""An announcement as a Word file: heading block, legal basis, title, parts, tables of facts and events, annexes and the signature."""

from collections.abc import Iterator, Sequence

from dialog_tracker.domain.announcement import Announcement, AnnouncementKind, Part
from dialog_tracker.domain.outcome_grammar import case_number
from dialog_tracker.domain.script import Script
from dialog_tracker.office.ooxml_blocks import Block, Heading, Raw, Table, Text, plain_rows
from dialog_tracker.office.ooxml_text import Voice, paragraph, run
from dialog_tracker.office.report_layout import balanced
from dialog_tracker.office.small_document import Frame, small_document

_EVENTS = (44, 54, 62)
_EVENT_HEAD = ("Када", "Шта", "Где")
_FACTS = (46, 114)
_GAP = 160  # a part without a heading stands off from the list or the table before it
_TAB, _BREAK = "<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>"


def announcement_file(written: Announcement, script: Script, reference: str) -> bytes:
    """Write an announcement as DOCX in a script; the same announcement gives the same bytes."""
    frame = Frame(written.title, written.subtitle, written.authority, written.issued_on, reference)
    return small_document(frame, script, list(_blocks(written, Voice(script))))


def _blocks(written: Announcement, voice: Voice) -> Iterator[Block]:
    yield from (Text(line, "DTBroj") for line in written.headers)
    yield Text(written.authority, "DTOrgan")
    number = f"Број: {case_number(written.case_number)}" if written.case_number else ""
    yield from (Text(line, "DTBroj") for line in (written.unit, number, written.dated) if line)
    yield from _letter_head(written) if written.kind is AnnouncementKind.LETTER else _title(written)
    for index, part in enumerate(written.parts):
        gap = _GAP if index and not part.heading else None
        yield from _part(part, voice, gap, last=part is written.parts[-1] and not written.attachments)
    if written.attachments:
        yield Heading(1, "Прилози", annex=True)
        yield from _points(written.attachments, "ListNumber", keep_next=True)
    if written.signatory_office or written.signatory_name:
        yield Raw(_signature(written, voice))


def _title(written: Announcement) -> Iterator[Block]:
    if written.basis:
        yield Text(written.basis, "DTOsnov", before=280)
    yield Text(written.title, "Title", before=0 if written.basis else 440)
    yield Text(written.subtitle, "Subtitle")


def _letter_head(written: Announcement) -> Iterator[Block]:
    if written.recipient:
        yield Text(written.recipient, "DTAdresat")
    yield Text(f"Предмет:\t{written.title}: {written.subtitle}", "DTPredmet")


def _part(part: Part, voice: Voice, gap: int | None, *, last: bool) -> Iterator[Block]:
    """The last lines keep with the signature, so that no page holds the signature alone."""
    if part.heading:
        yield Heading(1, part.heading, annex=True)
    for index, words in enumerate(part.paragraphs, start=1):
        leads = index == len(part.paragraphs) and (last or bool(part.points or part.facts or part.events))
        yield Text(words, keep_next=leads, before=gap if index == 1 else None)
    yield from _points(part.points, "ListBullet", keep_next=last)
    if part.facts:
        yield _facts(part, voice, last=last)
    if part.events:
        yield _events(part, voice, last=last)
    if (part.facts or part.events) and not last:
        yield Text("", "DTPrelom")  # right after a table LibreOffice leaves the next heading alone at the foot of the page


def _points(points: Sequence[str], style: str, *, keep_next: bool) -> Iterator[Block]:
    for index, point in enumerate(points, start=1):
        yield Text(f"{point}{'.' if index == len(points) else ';'}", style, keep_next=keep_next)


def _facts(part: Part, voice: Voice, *, last: bool) -> Table:
    def written() -> Iterator[str]:
        yield from _rows(_FACTS, part.facts, voice, last=last)

    return Table(_FACTS, written, "Основни подаци", "Две колоне: податак и вредност", "DTCinjenice", first_column=True)


def _events(part: Part, voice: Voice, *, last: bool) -> Table:
    def written() -> Iterator[str]:
        yield from _rows(_EVENTS, part.events, voice, last=last)

    heads = ("DTTekstZaglavlje",) * len(_EVENTS)
    return Table(_EVENTS, written, "Догађаји", "Време, назив и место сваког догађаја", head=_EVENT_HEAD, head_styles=heads)


def _rows(widths: tuple[int, ...], rows: Sequence[tuple[str, ...]], voice: Voice, *, last: bool) -> Iterator[str]:
    """Rows stay together, but do not draw the next part with them, which would leave half a page empty."""
    written = list(plain_rows(widths, ("DTTekst",) * len(widths), rows, voice))
    yield from written[:-1]
    yield written[-1] if last else written[-1].replace("<w:keepNext/>", "")


def _signature(written: Announcement, voice: Voice) -> str:
    """One paragraph, so that no page can part the office from the name; an office or a name nobody entered leaves no line."""
    office = [_TAB * 2 + run(voice.say(line)) for line in balanced(written.signatory_office.upper())]
    seal, line = _TAB + run(voice.say("М.\u00a0П.")), _TAB * 2 + run("_" * 28)
    name = [_TAB * 2 + run(voice.say(written.signatory_name))] if written.signatory_name else []
    return paragraph("DTPotpis", _BREAK.join((*office, seal, line, *name)))
