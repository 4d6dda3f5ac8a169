"""A letter that came by e-mail, whatever program kept it: its sender, its times, its words and the files that came with it."""

import email.utils
import re
from datetime import datetime
from email.message import Message

import msgspec

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.office.html_reading import read_html

MOST_DEPTH = 5
_MOST_FILES, _MOST_SIGNS = 50, 200_000
# No column of the database takes a NUL or half of a surrogate pair, and no reader a control character.
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MARK = "\ufeff"


class MailFile(msgspec.Struct, frozen=True):
    """A file that came with a letter."""

    name: str
    content: bytes


class MailLetter(msgspec.Struct, frozen=True):
    """A letter: its sender, its times as ISO 8601 where they can be read, its words and its files; `doubts` name what was not read."""

    name: str = ""
    address: str = ""
    subject: str = ""
    sent_at: str = ""
    received_at: str = ""
    body: str = ""
    files: tuple[MailFile, ...] = ()
    doubts: tuple[str, ...] = ()


class Gathered:
    """Gathers the words and the files of a message and of the messages inside it."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.marked: list[str] = []
        self.files: list[MailFile] = []
        self.doubts: set[str] = set()

    def file(self, name: str, content: object) -> None:
        """Keep a file that came with the letter; one that is empty, or one too many, is told as a doubt."""
        if name.lower() == "winmail.dat":
            self.doubts.add("winmail")
        if not isinstance(content, bytes) or not content:
            self.doubts.add("file-unread")
        elif len(self.files) >= _MOST_FILES:
            self.doubts.add("files-too-many")
        else:
            self.files.append(MailFile(one_line(name) or "prilog", content))

    def words(self) -> str:
        """Plain text is what was written; the marked twin of it is read only where there is none."""
        written = "\n\n".join(text.strip() for text in self.plain if text.strip())
        said = written or "\n\n".join(_unmarked(text) for text in self.marked)
        return _UNREADABLE.sub("", said)[:_MOST_SIGNS]

    def letter(self, sender: tuple[str, str], subject: str, sent_at: str, received_at: str) -> MailLetter:
        """Put the letter together."""
        name, address = one_line(sender[0]), one_line(sender[1]).lower()
        return MailLetter(
            name, address, one_line(subject), sent_at, received_at, self.words(), tuple(self.files), tuple(sorted(self.doubts))
        )


def one_line(text: str) -> str:
    """Write a header on one line, without what cannot be read."""
    return " ".join(_UNREADABLE.sub("", text).split())


def moment(read: datetime | None) -> str:
    """Write a time; one without a zone is none."""
    return read.isoformat() if read is not None and read.tzinfo else ""


def header(message: Message, name: str) -> str:
    """Give a header on one line; nothing where it breaks the rules."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, LookupError, AttributeError, TypeError):
        return ""


def said_moment(typed: str) -> datetime | None:
    """Read a time as headers write it."""
    try:
        return email.utils.parsedate_to_datetime(typed.strip())
    except (ValueError, TypeError, LookupError):
        return None


def _unmarked(text: str) -> str:
    """The mark at the beginning outdoes a code page that the page names: the words are letters already."""
    try:
        blocks, _ = read_html((_MARK + text.lstrip(_MARK)).encode(errors="replace"))
    except Malformed:
        return ""
    return "\n\n".join(block.text for block in blocks)
