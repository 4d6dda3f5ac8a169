"""The letter that answers one submission, as a Word file."""

from collections.abc import Iterator

from dialog_tracker.domain.answer_letter import AnswerLetter
from dialog_tracker.domain.outcome_labels import STATUS
from dialog_tracker.domain.outcome_rows import OutcomeRow
from dialog_tracker.domain.script import Script
from dialog_tracker.office.ooxml_blocks import Block, Raw, Table, Text, cell, row, twips
from dialog_tracker.office.ooxml_text import Voice, paragraph, run
from dialog_tracker.office.report_layout import signature
from dialog_tracker.office.report_rows import STATUS_STYLES
from dialog_tracker.office.small_document import Frame, small_document

_WIDTHS = (21, 27, 41, 28, 43)
_LONGEST_WHOLE_ROW = 1_500  # characters; a longer row may be divided between pages


def answer_letter_file(letter: AnswerLetter, script: Script) -> bytes:
    """Write a letter as DOCX; the same letter gives the same bytes."""
    frame = Frame(
        "Одговор подносиоцу",
        letter.subject,
        letter.head.authority,
        letter.issued_on,
        letter.reference,
        (("DT-Submission", letter.submission),),
    )
    return small_document(frame, script, list(_blocks(letter, Voice(script))))


def _blocks(letter: AnswerLetter, voice: Voice) -> Iterator[Block]:
    head = letter.head
    yield from (Text(line, "DTBroj") for line in head.above)
    yield Text(head.authority, "DTOrgan")
    yield from (Text(line, "DTBroj") for line in (head.unit, head.case_number, head.issued_on, head.place) if line)
    if letter.addressee:
        yield Text(letter.addressee, "DTAdresat", before=360)
    yield Text(letter.subject, "DTPredmet", lead="ПРЕДМЕТ:\t")
    yield Text("Поштовани,")
    yield from (Text(line) for line in letter.opening)
    yield Text("Ваши коментари и одговори", "Caption")
    yield _table(letter, voice)
    yield from (Text(line, before=160 if not at else None) for at, line in enumerate(letter.closing))
    yield Text("С поштовањем,", keep_next=True, before=160)
    yield Raw(signature(letter.signatory, voice))


def _table(letter: AnswerLetter, voice: Voice) -> Table:
    sizes = twips(_WIDTHS)

    def written() -> Iterator[str]:
        for number, one in letter.rows:
            cells = (_cell(number, voice), _cell(one.place, voice), _said(one, voice), _status(one, voice), _cell(one.answer or "–", voice))
            length = len(one.text) + len(one.proposed) + len(one.answer)
            yield row(map(cell, sizes, cells), whole=length < _LONGEST_WHOLE_ROW)

    head = (letter.number_head, "Одредба", "Ваш коментар", "Одговор", "Образложење")
    styles = ("DTCelijaZaglavlje",) * len(head)
    return Table(_WIDTHS, written, "Ваши коментари и одговори", f"Колоне: {', '.join(head)}", head=head, head_styles=styles)


def _cell(text: str, voice: Voice, style: str = "DTCelija") -> str:
    return "".join(paragraph(style, run(voice.say(line))) for line in text.splitlines() if line.strip())


def _said(one: OutcomeRow, voice: Voice) -> str:
    """What the submitter wrote, in the submitter's own language and letters."""
    written = []
    for text, label in ((one.text, ""), (one.proposed, "Предложени текст: "), (one.reasons, "Разлог: ")):
        before = run(voice.say(label)) if label else ""
        for line in filter(None, map(str.strip, text.splitlines())):
            content, properties = voice.original(line, one.language, one.script)
            written.append(paragraph("DTCelijaNapomena" if label else "DTCelija", before + run(content, properties)))
            before = ""
    return "".join(written) or _cell("–", voice)


def _status(one: OutcomeRow, voice: Voice) -> str:
    properties = f'<w:rPr><w:rStyle w:val="{STATUS_STYLES[one.status]}"/></w:rPr>'
    return paragraph("DTCelija", run(voice.say(STATUS[one.status]), properties))
