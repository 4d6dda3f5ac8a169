"""The form on which comments are sent by mail or post: who sends, one row for each comment, general remarks, consent.

It is a plain table without fields, so that any program can fill it in; the property and the footer say which consultation it is of.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from dialog_tracker.domain.outcome_grammar import day_in_text, hard_spaces, hour
from dialog_tracker.domain.script import Script
from dialog_tracker.office.ooxml_blocks import Block, Heading, Table, Text, cell, row, twips
from dialog_tracker.office.ooxml_text import Voice, paragraph, run
from dialog_tracker.office.small_document import Frame, small_document

ROWS = 8
_VERSION = "1"
_TALL, _LOW = 1134, 454  # twentieths of a point: room for three written lines, and for one
_HEAD = ("Р. бр.", "Члан (став, тачка)", "Постојећи текст", "Предлог измене", "Образложење")
_WIDTHS = (13, 36, 68, 75, 75)
_SENDER = ("Назив организације или име и презиме", "Адреса", "Електронска пошта", "Телефон", "Особа за контакт", "Датум")
_CHOICES = ("пуно име", "само организација", "иницијали", "без имена (врста подносиоца се увек објављује)")


@dataclass(frozen=True, slots=True)
class CommentForm:
    """What stands on the form: the act, the last day and hour, where to send it, and the authority."""

    title: str
    last_on: date
    closes_at: time | None
    ways: Sequence[str]
    authority: str
    issued_on: date


def comment_form(form: CommentForm, script: Script, reference: str) -> bytes:
    """Write the form as DOCX in a script."""
    own = (("DT-Form-Version", _VERSION),)
    frame = Frame("Образац за достављање предлога", form.title, form.authority, form.issued_on, reference, own, landscape=True)
    return small_document(frame, script, list(_blocks(form, Voice(script))))


def _blocks(form: CommentForm, voice: Voice) -> Iterator[Block]:
    until = f" до {hour(form.closes_at)} часова" if form.closes_at else ""
    yield Text(form.authority, "DTOrgan")
    yield Text("Образац за достављање предлога, примедаба и сугестија", "Title", before=200)
    yield Text(form.title, "Subtitle")
    end = ":" if form.ways else "."
    yield Text(hard_spaces(f"Попуњен образац доставите до {day_in_text(form.last_on)}{until}{end}"), keep_next=bool(form.ways))
    for index, way in enumerate(form.ways, start=1):
        yield Text(f"{way}{'.' if index == len(form.ways) else ';'}", "ListBullet")
    yield Heading(1, "1. Подносилац", annex=True)
    yield _fields((72, 195), [(label, "") for label in _SENDER], _LOW, "Подносилац", "Две колоне: податак и место за упис", voice)
    yield Heading(1, "2. Предлози на одредбе", annex=True)
    yield Text("Један ред је један предлог. За више предлога додајте редове.", keep_next=True)
    rows = [(f"{number}.", "", "", "", "") for number in range(1, ROWS + 1)]
    yield _fields(_WIDTHS, rows, _TALL, "Предлози на одредбе", f"Колоне: {', '.join(_HEAD)}", voice, _HEAD)
    yield Heading(1, "3. Начелне примедбе", annex=True)
    yield _fields((72, 195), [("Примедбе на текст у целини", "")], _TALL * 2, "Начелне примедбе", "Једно поље за текст", voice)
    yield Heading(1, "4. Сагласност за објављивање имена", annex=True)
    yield Text("Предлози се објављују. Означите како желите да буде објављено име подносиоца:", keep_next=True)
    for index, choice in enumerate(_CHOICES, start=1):
        yield Text(f"☐\u00a0{choice}", "DTBroj", keep_next=index < len(_CHOICES))


def _fields(
    widths: tuple[int, ...],
    rows: Sequence[tuple[str, ...]],
    height: int,
    title: str,
    summary: str,
    voice: Voice,
    head: tuple[str, ...] = (),
) -> Table:
    """A table to be written in: every row has at least the height of what is to be written by hand."""
    sizes = twips(widths)

    def written() -> Iterator[str]:
        for texts in rows:
            cells = [
                cell(size, paragraph("DTPolje", run(voice.say(text)) if text else "")) for size, text in zip(sizes, texts, strict=True)
            ]
            yield row(cells, whole=True).replace("<w:cantSplit/>", f'<w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>')

    heads = ("DTTekstZaglavlje",) * len(head)
    return Table(widths, written, title, summary, head=head, head_styles=heads, first_column=not head)
