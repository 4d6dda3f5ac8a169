"""The form on which comments are sent by mail or post: who sends, one row for each comment, general remarks, consent."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from dialog_tracker.domain.outcome_grammar import day_in_text, hard_spaces, hour
from dialog_tracker.domain.script import Script
from dialog_tracker.office import ooxml_parts as parts
from dialog_tracker.office.ooxml_blocks import Block, Heading, Table, Text, Writer, plain_rows
from dialog_tracker.office.ooxml_package import Package
from dialog_tracker.office.ooxml_styles import W, styles_part
from dialog_tracker.office.ooxml_text import Voice
from dialog_tracker.office.text_document import PAGE, RELATIONS, R

_ROWS = 8
_WIDTHS = (12, 28, 40, 40, 40)
_HEAD = ("Р. бр.", "Члан (став, тачка)", "Постојећи текст", "Предлог измене", "Образложење")
_SENDER = (
    "Назив организације или име и презиме",
    "Адреса",
    "Електронска пошта",
    "Телефон",
    "Особа за контакт",
    "Датум",
)


@dataclass(frozen=True, slots=True)
class CommentForm:
    """What stands on the form: the act, the last day and hour, where to send it, and the authority."""

    title: str
    last_on: date
    closes_at: time | None
    address: str
    authority: str
    issued_on: date


def comment_form(form: CommentForm, script: Script, reference: str) -> bytes:
    """Write the form as DOCX in a script."""
    voice = Voice(script)
    target = io.BytesIO()
    title = "Образац за достављање предлога"
    known = parts.Properties(voice.plain(title), voice.plain(form.title), voice.plain(form.authority), "", form.issued_on, reference, 1)
    margins = {
        "word/header1.xml": parts.header_part("Header", voice.say(title), ""),
        "word/footer1.xml": parts.footer_part("Footer", voice.say(reference), voice, 1),
    }
    content = {
        "[Content_Types].xml": parts.content_types(margins, 0),
        "_rels/.rels": parts.root_relations(),
        "docProps/app.xml": parts.app_part(),
        "docProps/core.xml": parts.core_part(known, voice),
        "docProps/custom.xml": parts.custom_properties((("DT-Consultation", reference), ("DT-Form-Version", "1"))),
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
        package.stream("word/document.xml", _document(form, voice))
    return target.getvalue()


def _document(form: CommentForm, voice: Voice) -> Iterator[str]:
    yield f"{parts.DECLARATION}<w:document {W} {R}><w:body>"
    yield from Writer(voice, (), ()).write(_blocks(form, voice))
    yield f"{PAGE}</w:body></w:document>"


def _blocks(form: CommentForm, voice: Voice) -> Iterator[Block]:
    until = f" до {hour(form.closes_at)} часова" if form.closes_at else ""
    yield Text(form.authority, "DTOrgan")
    yield Text("Образац за достављање предлога, примедаба и сугестија", "Title", before=240)
    yield Text(form.title, "Subtitle")
    yield Text(hard_spaces(f"Попуњен образац доставите до {day_in_text(form.last_on)}{until}: {form.address}."))
    yield Heading(2, "Подносилац")
    yield _table((64, 96), [(label, "") for label in _SENDER], "Подносилац", "Подаци о подносиоцу", voice)
    yield Heading(2, "Предлози")
    yield Text("Један ред је један предлог.", keep_next=True)
    rows = [(str(n), "", "", "", "") for n in range(1, _ROWS + 1)]
    yield _table(_WIDTHS, rows, "Предлози", "По један предлог у реду", voice, _HEAD)
    yield Heading(2, "Начелне примедбе")
    yield _table((160,), [("",)], "Начелне примедбе", "Једно поље за текст", voice)
    yield Heading(2, "Објављивање имена")
    yield Text("Прилози се објављују. Подвуците како желите да буде објављено име: пуно име · само организација · иницијали · без имена.")


def _table(
    widths: tuple[int, ...], rows: Sequence[tuple[str, ...]], title: str, summary: str, voice: Voice, head: tuple[str, ...] = ()
) -> Table:
    styles = ("DTTekst",) * len(widths)
    return Table(
        widths, lambda: plain_rows(widths, styles, rows, voice), title, summary, head=head, head_styles=("DTTekstZaglavlje",) * len(head)
    )
