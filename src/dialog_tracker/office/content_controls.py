"""Fields that are filled in: texts, lists to choose from, a day, boxes, and rows that can be repeated [ECMA-376 17.5.2; MS-DOCX].

A field that shows its hint is empty. Ids stand in tags and in the values of lists; LibreOffice keeps the values and drops the tags.
"""

from collections.abc import Iterable, Iterator, Sequence

from dialog_tracker.office.ooxml_text import Voice, escaped, paragraph, run

NAMESPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w14 w15"'
)
_HINT = '<w:rPr><w:color w:val="595959"/></w:rPr>'
_BOX_FONT = '<w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic"/></w:rPr>'
_BOX_STATES = '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/>'
_FIRST_ID = 1001


class Controls:
    """Writes the fields of one form; every field has an id of its own."""

    def __init__(self, voice: Voice) -> None:
        """Begin to count."""
        self._voice = voice
        self._next = _FIRST_ID

    def text(self, tag: str, title: str, hint: str, *, lines: bool = False, filled: str = "") -> str:
        """Write a field for text, of one line or of several; what it is `filled` with keeps its own script."""
        kind = f"<w:text{' w:multiLine=' + chr(34) + '1' + chr(34) if lines else ''}/>"
        return self._control(tag, title, kind, run(escaped(filled))) if filled else self._field(tag, title, hint, kind)

    def day(self, tag: str, title: str, hint: str) -> str:
        """Write a field for a day, which Word offers as a calendar."""
        form = '<w:dateFormat w:val="d. MMMM yyyy."/>'
        kept = '<w:storeMappedDataAs w:val="date"/><w:calendar w:val="gregorian"/>'
        return self._field(tag, title, hint, f'<w:date>{form}<w:lid w:val="{self._voice.language}"/>{kept}</w:date>')

    def choice(self, tag: str, title: str, hint: str, options: Iterable[tuple[str, str]], filled: str = "") -> str:
        """Write a list to choose from: each option is its value and what it shows; `filled` is what was chosen before."""
        items = "".join(f'<w:listItem w:displayText="{self._voice.quote(shown)}" w:value="{value}"/>' for value, shown in options)
        first = f'<w:listItem w:displayText="{self._voice.quote(hint)}" w:value=""/>'
        kind = f"<w:dropDownList>{first}{items}</w:dropDownList>"
        return self._control(tag, title, kind, run(self._voice.say(filled))) if filled else self._field(tag, title, hint, kind)

    def box(self, tag: str, title: str) -> str:
        """Write a box to tick, with its words."""
        state = f'<w14:checkbox><w14:checked w14:val="0"/>{_BOX_STATES}</w14:checkbox>'
        return f"{self._control(tag, title, state, run('☐', _BOX_FONT))}{run(self._voice.say(f'  {title}'))}"

    def repeated(self, tag: str, title: str, rows: Sequence[str]) -> Iterator[str]:
        """Write rows of a table that Word repeats with a plus sign; other programs show them as rows."""
        opening = f'<w:alias w:val="{self._voice.quote(title)}"/><w:tag w:val="{tag}"/><w:id w:val="{self._id()}"/><w15:repeatingSection/>'
        yield f"<w:sdt><w:sdtPr>{opening}</w:sdtPr><w:sdtContent>"
        for row in rows:
            yield f'<w:sdt><w:sdtPr><w:id w:val="{self._id()}"/><w15:repeatingSectionItem/></w:sdtPr><w:sdtContent>{row}</w:sdtContent></w:sdt>'
        yield "</w:sdtContent></w:sdt>"

    def _field(self, tag: str, title: str, hint: str, kind: str) -> str:
        return self._control(tag, title, f"<w:showingPlcHdr/>{kind}", run(self._voice.say(hint), _HINT))

    def _control(self, tag: str, title: str, kind: str, content: str) -> str:
        named = f'<w:alias w:val="{self._voice.quote(title)}"/><w:tag w:val="{tag}"/><w:id w:val="{self._id()}"/>'
        return f"<w:sdt><w:sdtPr>{named}{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    def _id(self) -> int:
        self._next += 1
        return self._next - 1


def field_paragraph(content: str) -> str:
    """Wrap a field in a paragraph of the form."""
    return paragraph("DTPolje", content)
