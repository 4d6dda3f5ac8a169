"""Word comments beside tracked changes: each change of a provision carries what stands behind it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from dialog_tracker.office.ooxml_styles import W
from dialog_tracker.office.ooxml_text import Voice, attribute, escaped, paragraph, run
from dialog_tracker.office.redline import RedLine

PART = "word/comments.xml"
_REFERENCE = '<w:rPr><w:rStyle w:val="CommentReference"/></w:rPr>'
_AFTER_PROPERTIES, _END_OF_PARAGRAPH = "</w:pPr>", "</w:p>"


@dataclass(frozen=True, slots=True)
class Notes:
    """What the comments say, paragraph by paragraph in the script of the file; anchors of either version lead to them by place."""

    texts: Sequence[Sequence[str]]
    of_old: Mapping[str, int]
    of_new: Mapping[str, int]

    def behind(self, line: RedLine) -> int | None:
        """Find the note behind a line; a line that stands in both versions is asked for by the later one."""
        return self.of_new.get(line.after.key[0]) if line.after else self.of_old.get(line.before.key[0]) if line.before else None


def with_notes(lines: Iterable[RedLine], notes: Notes) -> Iterator[str]:
    """Write the lines, the changes of each provision in the range of its comment; what moved carries it where it now stands."""
    runs = [(at, list(group)) for at, group in groupby(lines, notes.behind)]
    last = {at: place for place, (at, group) in enumerate(runs) if at is not None and any(line.changed for line in group)}
    for place, (at, group) in enumerate(runs):
        yield from _marked(group, at) if at is not None and last.get(at) == place else (line.xml for line in group)


def _marked(lines: Sequence[RedLine], at: int) -> Iterator[str]:
    """Put the marks of one comment around the changed paragraphs; where only tables changed, into the last one's first cell."""
    changed = [place for place, line in enumerate(lines) if line.changed]
    paragraphs = [place for place in changed if not lines[place].is_table]
    first, last = (paragraphs[0], paragraphs[-1]) if paragraphs else (changed[-1], changed[-1])
    begin, end = (
        f'<w:commentRangeStart w:id="{at}"/>',
        f'<w:commentRangeEnd w:id="{at}"/><w:r>{_REFERENCE}<w:commentReference w:id="{at}"/></w:r>',
    )
    for place, line in enumerate(lines):
        xml = line.xml
        if place == last:
            head, found, tail = xml.partition(_END_OF_PARAGRAPH)
            xml = f"{head}{end}{found}{tail}"
        if place == first:
            xml = xml.replace(_AFTER_PROPERTIES, f"{_AFTER_PROPERTIES}{begin}", 1)
        yield xml


def comments_part(notes: Notes, author: str, at: datetime) -> Iterator[str]:
    """Write `comments.xml`; the author is an office, never a person."""
    initials = "".join(word[0] for word in author.split() if word[0].isalpha())[:4].upper()
    said = f'w:author="{attribute(author)}" w:date="{at.strftime("%Y-%m-%dT%H:%M:%SZ")}" w:initials="{attribute(initials)}"'
    mark = f"<w:r>{_REFERENCE}<w:annotationRef/></w:r>"
    yield f"<w:comments {W}>"
    for number, paragraphs in enumerate(notes.texts):
        written = (paragraph("CommentText", f"{'' if place else mark}{run(escaped(text))}") for place, text in enumerate(paragraphs))
        yield f'<w:comment w:id="{number}" {said}>{"".join(written)}</w:comment>'
    yield "</w:comments>"


def note_styles(voice: Voice) -> str:
    """Write the styles of comments and of their marks, under the names by which Word knows them."""
    return (
        '<w:style w:type="paragraph" w:styleId="CommentText"><w:name w:val="annotation text"/><w:basedOn w:val="Normal"/>'
        f'<w:pPr><w:spacing w:after="60"/></w:pPr><w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="{voice.language}"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="CommentReference"><w:name w:val="annotation reference"/>'
        '<w:basedOn w:val="DefaultParagraphFont"/><w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr></w:style>'
    )
