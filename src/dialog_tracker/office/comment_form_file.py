"""The form on which comments are sent by mail or post: who sends, what is said of the whole, one row for each comment.

Ids stand in four places, because programs drop some: a property, the values of the list of provisions, tags, and the code in the
footer. The form is not protected: protection would stop new rows, and users of LibreOffice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from dialog_tracker.domain import comment_form as words
from dialog_tracker.domain.outcome_grammar import day_in_text, hard_spaces, hour
from dialog_tracker.domain.script import Script
from dialog_tracker.office.content_controls import Controls, field_paragraph
from dialog_tracker.office.ooxml_blocks import Block, Heading, Table, Text, cell, row, twips
from dialog_tracker.office.ooxml_text import Voice, paragraph, run
from dialog_tracker.office.small_document import Frame, small_document

_TALL, _LOW = 850, 454  # twentieths of a point: room for two written lines, and for one
_WIDTHS = (11, 46, 24, 26, 50, 56, 54)
_SENDER_WIDTHS = (72, 195)
_LONGEST_CHOICE = 80
_HINTS = {"date": words.DATE_HERE, "stance": words.PICK}


@dataclass(frozen=True, slots=True)
class CommentForm:
    """What stands on the form: the act and its provisions (anchor and printed name), the last day and hour, where to send it, the authority."""

    title: str
    last_on: date
    closes_at: time | None
    ways: Sequence[str]
    authority: str
    issued_on: date
    provisions: Sequence[tuple[str, str]] = ()
    text_version: str = ""


def comment_form(form: CommentForm, script: Script, reference: str) -> bytes:
    """Write the form as DOCX in a script."""
    own = (("DT-Form-Version", words.FORM_VERSION), ("DT-Text-Version", form.text_version))
    code = words.form_code(reference)
    frame = Frame("Образац за достављање предлога", form.title, form.authority, form.issued_on, reference, own, landscape=True, code=code)
    return small_document(frame, script, list(_blocks(form, Voice(script))))


def _blocks(form: CommentForm, voice: Voice) -> Iterator[Block]:
    controls = Controls(voice)
    until = f" до {hour(form.closes_at)} часова" if form.closes_at else ""
    yield Text(form.authority, "DTOrgan")
    yield Text("Образац за достављање предлога, примедаба и сугестија", "Title", before=200)
    yield Text(form.title, "Subtitle")
    end = ":" if form.ways else "."
    yield Text(hard_spaces(f"Попуњен образац доставите до {day_in_text(form.last_on)}{until}{end}"), keep_next=bool(form.ways))
    for index, way in enumerate(form.ways, start=1):
        yield Text(f"{way}{'.' if index == len(form.ways) else ';'}", "ListBullet")
    yield Heading(1, words.SENDER, annex=True)
    yield _sender(controls, voice)
    yield Heading(1, words.GENERAL, annex=True)
    yield _general(controls, voice)
    yield Heading(1, words.BY_PROVISION, annex=True)
    said = "Одредбу изаберите са списка. Ако члан има више ставова, у колони „Став, тачка” наведите на који мислите. Један ред је један коментар."
    yield Text(f"{said} За више редова додајте нове на крају табеле.", keep_next=True)
    yield _by_provision(form, controls)
    yield Text(
        "Коментари се објављују. Подаци о личности обрађују се ради разматрања коментара и објављују се само у мери означеној у делу 1.",
        "DTNapomena",
    )


def _sender(controls: Controls, voice: Voice) -> Table:
    label, value = twips(_SENDER_WIDTHS)

    def written() -> Iterator[str]:
        for name, shown in words.SENDER_FIELDS:
            yield _fact(label, value, shown, field_paragraph(_sender_field(controls, name, shown)), voice)
        boxes = "".join(field_paragraph(controls.box(f"consent.{display.value}", shown)) for display, shown in words.DISPLAYS.items())
        yield _fact(label, value, words.CONSENT, boxes, voice)

    return Table(_SENDER_WIDTHS, written, "Подносилац", "Две колоне: податак и поље за унос", first_column=True)


def _sender_field(controls: Controls, name: str, shown: str) -> str:
    hint, tag = _HINTS.get(name, words.NAME_HERE), f"submitter.{name}"
    if name == "date":
        return controls.day(tag, shown, hint)
    if name == "stance":
        return controls.choice(tag, shown, hint, [(stance.value, said) for stance, said in words.STANCES.items()])
    return controls.text(tag, shown, hint)


def _fact(label: int, value: int, shown: str, content: str, voice: Voice) -> str:
    written = row([cell(label, paragraph("DTPolje", run(voice.say(shown)))), cell(value, content)], whole=True)
    return written.replace("<w:cantSplit/>", f'<w:cantSplit/><w:trHeight w:val="{_LOW}" w:hRule="atLeast"/>')


def _general(controls: Controls, voice: Voice) -> Table:
    (width,) = twips((sum(_SENDER_WIDTHS),))

    def written() -> Iterator[str]:
        content = field_paragraph(controls.text("general.text", words.GENERAL, words.GENERAL_HERE, lines=True))
        yield f'<w:tr><w:trPr><w:trHeight w:val="{_TALL * 2}" w:hRule="atLeast"/></w:trPr>{cell(width, content)}</w:tr>'

    return Table((sum(_SENDER_WIDTHS),), written, voice.plain("Начелни коментар"), "Једно поље за текст")


def _by_provision(form: CommentForm, controls: Controls) -> Table:
    sizes = twips(_WIDTHS)
    options = list(_options(form.provisions))

    def fields(number: int) -> Iterator[str]:
        _, place, part, kind, text, wording, reason = words.HEAD
        stem = f"row{number:02}"
        yield (
            controls.choice(f"{stem}.provision", place, words.PICK_PLACE, options)
            if options
            else controls.text(f"{stem}.provision", place, words.PICK_PLACE)
        )
        yield controls.text(f"{stem}.sub", part, words.PART_HERE)
        yield controls.choice(f"{stem}.kind", kind, words.PICK, [(f"kind{at}", said) for at, said in enumerate(words.KINDS, 1)])
        yield controls.text(f"{stem}.text", text, words.TEXT_HERE, lines=True)
        yield controls.text(f"{stem}.wording", wording, words.TEXT_HERE, lines=True)
        yield controls.text(f"{stem}.reason", reason, words.TEXT_HERE, lines=True)

    def written() -> Iterator[str]:
        rows = []
        for number in range(1, words.ROWS + 1):
            contents = [paragraph("DTTekstBroj", run(str(number))), *map(field_paragraph, fields(number))]
            cells = "".join(map(cell, sizes, contents))
            rows.append(f'<w:tr><w:trPr><w:trHeight w:val="{_TALL}" w:hRule="atLeast"/></w:trPr>{cells}</w:tr>')
        yield from controls.repeated("rows", "Коментари", rows)

    heads = ("DTTekstZaglavlje",) * len(words.HEAD)
    return Table(_WIDTHS, written, "Коментари по одредбама", f"Колоне: {', '.join(words.HEAD)}", head=words.HEAD, head_styles=heads)


def _options(provisions: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Two entries of a list may not read alike: articles of amending laws begin anew with their numbers."""
    used: set[str] = set()
    for anchor, shown in provisions:
        short = shown if len(shown) <= _LONGEST_CHOICE else f"{shown[:_LONGEST_CHOICE].rstrip()}…"
        named = f"{short} ({anchor})" if short in used else short
        used.add(named)
        yield anchor, named
