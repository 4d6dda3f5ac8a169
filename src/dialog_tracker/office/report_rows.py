"""The rows of the comment tables: written as text straight into the document, thousands of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dialog_tracker.domain.outcome import CommentRow, MemberRow, SectionKey
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.office.ooxml_blocks import cell, row, twips
from dialog_tracker.office.ooxml_text import Voice, run

STATUS_STYLES = {
    ResponseStatus.ACCEPTED: "DTDa",
    ResponseStatus.PARTIALLY_ACCEPTED: "DTDelimicno",
    ResponseStatus.NOT_ACCEPTED: "DTNe",
    ResponseStatus.NOTED: "DTZnanje",
    ResponseStatus.OUT_OF_SCOPE: "DTVan",
    ResponseStatus.UNANSWERED: "DTBez",
}
_LONGEST_WHOLE_ROW = 18  # characters per millimetre of width: about a third of a page; a longer row may be divided
_NOTHING = "–"

_CELL = '<w:p><w:pPr><w:pStyle w:val="DTCelija"/></w:pPr>'
_NOTE = '<w:p><w:pPr><w:pStyle w:val="DTCelijaNapomena"/></w:pPr>'
_NUMBER = '<w:p><w:pPr><w:pStyle w:val="DTCelijaBroj"/></w:pPr>'

_Column = Callable[["Press", CommentRow], str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a comment table: its heading, its width in millimetres, what it prints, and how many characters."""

    title: str
    width: int
    write: _Column
    length: Callable[[CommentRow], int] = lambda _: 0


class Press:
    """Writes comment rows in one script."""

    def __init__(self, voice: Voice, columns: tuple[Column, ...]) -> None:
        """Prepare what is the same in every row."""
        self._voice = voice
        self._columns = columns
        self._known: dict[str, str] = {}
        self._openings = [cell(size, "\0").split("\0")[0] for size in twips([column.width for column in columns])]

    def _say(self, text: str) -> str:
        """Say a word that many rows have: a name, a provision, an outcome; it is written in its letters once."""
        said = self._known.get(text)
        if said is None:
            said = self._known[text] = self._voice.say(text)
        return said

    def rows(self, comments: Iterable[CommentRow]) -> Iterator[str]:
        """Write one row for each comment."""
        for comment in comments:
            yield self._row(comment)

    def _row(self, comment: CommentRow) -> str:
        divided = any(column.length(comment) > _LONGEST_WHOLE_ROW * column.width for column in self._columns)
        start = "<w:tr>" if divided else "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        cells = [f"{opening}{column.write(self, comment)}</w:tc>" for opening, column in zip(self._openings, self._columns, strict=True)]
        return f"{start}{''.join(cells)}</w:tr>"

    def _paragraphs(self, opening: str, text: str, language: str, script: Script, label: str = "") -> str:
        before = run(self._say(label)) if label else ""
        written = []
        for line in filter(None, map(str.strip, text.splitlines())):
            content, properties = self._voice.original(line, language, script)
            written.append(f"{opening}{before}{run(content, properties)}</w:p>")
            before = ""
        return "".join(written)

    def number(self, comment: CommentRow) -> str:
        """Write the running number."""
        return f"{_NUMBER}{run(str(comment.number))}</w:p>"

    def submitter(self, comment: CommentRow) -> str:
        """Write who asked, who asked for the same, and when a late comment came."""
        notes = "".join(f"{_NOTE}{run(self._say(note))}</w:p>" for note in comment.notes)
        return f"{_CELL}{run(self._say(comment.submitter))}</w:p>{notes}"

    def provision(self, comment: CommentRow) -> str:
        """Write the provisions, one under the other."""
        lines = comment.provisions or ("текст у целини",)
        return "".join(f"{_CELL}{run(self._say(line))}</w:p>" for line in lines)

    def text(self, comment: CommentRow) -> str:
        """Write the comment as it was typed, and the submitter's reasons under it."""
        typed = self._paragraphs(_CELL, comment.text, comment.language, comment.script)
        reasons = self._paragraphs(_NOTE, comment.reasons, comment.language, comment.script, "Разлог подносиоца: ")
        continued = (
            f"{_NOTE}{run(self._voice.say(self._voice.phrase('цео текст: {0}', comment.continued)))}</w:p>" if comment.continued else ""
        )
        return (typed + reasons + continued) or self._nothing()

    def everything(self, comment: CommentRow) -> str:
        """Write the comment with its provision and proposed wording, for tables that have no columns for them."""
        where = "".join(f"{_NOTE}{run(self._voice.say(line.replace(chr(10), ' ')))}</w:p>" for line in comment.provisions)
        proposed = self._paragraphs(_NOTE, comment.proposed_wording, comment.language, comment.script, "Предложени текст: ")
        return self.text(comment) + where + proposed

    def proposed(self, comment: CommentRow) -> str:
        """Write the wording that the submitter proposes."""
        return self._paragraphs(_CELL, comment.proposed_wording, comment.language, comment.script) or self._nothing()

    def status(self, comment: CommentRow) -> str:
        """Write the answer in its word and its colour."""
        properties = f'<w:rPr><w:rStyle w:val="{STATUS_STYLES[comment.status]}"/></w:rPr>'
        return f"{_CELL}{run(self._say(comment.status_label), properties)}</w:p>"

    def answer(self, comment: CommentRow) -> str:
        """Write the authority's reasons."""
        return self._paragraphs(_CELL, comment.answer, "sr", Script.CYRILLIC) or self._nothing()

    def _nothing(self) -> str:
        return f"{_CELL}{run(_NOTHING)}</w:p>"


def _text_length(comment: CommentRow) -> int:
    return len(comment.text) + len(comment.reasons)


def _whole_length(comment: CommentRow) -> int:
    return _text_length(comment) + len(comment.proposed_wording)


def _columns(submitter: int, provision: int, text: int, proposed: int, answer: int) -> tuple[Column, ...]:
    """Lay the columns out; a width of 0 leaves a column out and its content goes with the comment."""
    body = Press.text if proposed else Press.everything
    chosen = (
        Column("Р. бр.", 11, Press.number),
        Column("Подносилац", submitter, Press.submitter),
        Column("Одредба", provision, Press.provision),
        Column("Коментар", text, body, _text_length if proposed else _whole_length),
        Column("Предложени текст", proposed, Press.proposed, lambda comment: len(comment.proposed_wording)),
        Column("Одговор", 25, Press.status),
        Column("Образложење", answer, Press.answer, lambda comment: len(comment.answer)),
    )
    return tuple(column for column in chosen if column.width)


COLUMNS = {
    SectionKey.GENERAL: _columns(40, 0, 68, 56, 67),
    SectionKey.PROVISIONS: _columns(36, 23, 60, 50, 62),
    SectionKey.LATE: _columns(36, 23, 60, 50, 62),
    SectionKey.OUT_OF_SCOPE: _columns(46, 0, 92, 0, 93),
}

MEMBER_WIDTHS = (14, 40, 50, 56)


def member_rows(members: Iterable[MemberRow], voice: Voice) -> Iterator[str]:
    """Write who stands behind a row, with the text where it differs."""
    sizes = twips(MEMBER_WIDTHS)
    for member in members:
        likeness = f"{_CELL}{run(voice.say(member.likeness))}</w:p>"
        for line in filter(None, map(str.strip, member.text.splitlines())):
            content, properties = voice.original(line, member.language, member.script)
            likeness += f"{_CELL}{run(content, properties)}</w:p>"
        number = f"{_NUMBER}{run(str(member.number))}</w:p>"
        comment = f"{_CELL}{run(voice.say(member.comment))}</w:p>"
        submitter = f"{_CELL}{run(voice.say(member.submitter))}</w:p>"
        yield row(map(cell, sizes, (number, comment, submitter, likeness)), whole=len(member.text) < _LONGEST_WHOLE_ROW * MEMBER_WIDTHS[3])
