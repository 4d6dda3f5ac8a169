"""Reading a letter that came by e-mail (.eml): who sent it, when, its words, and the files that came with it.

A message is read by the standard library; whatever a program wrote into it that is against the rules is passed over, not guessed.
"""

import email
import email.policy
import email.utils
import re
from datetime import datetime
from email.message import EmailMessage

import msgspec

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.office.html_reading import read_html

_MOST_FILES, _MOST_DEPTH, _MOST_SIGNS = 50, 5, 200_000
_HEADER = re.compile(
    rb"^(?:From|Received|Return-Path|Date|Subject|MIME-Version|Message-ID|Delivered-To|X-[\w-]+):", re.MULTILINE | re.IGNORECASE
)
_SAMPLE = 8192


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


def is_mail(content: bytes) -> bool:
    """Tell a message by the headers it begins with."""
    head = content[:_SAMPLE]
    return not head.startswith((b"PK", b"%PDF", b"<")) and len(_HEADER.findall(head)) >= 2


def read_mail(content: bytes) -> MailLetter:
    """Read a message; raises Malformed("mail-unreadable")."""
    if not is_mail(content):
        raise Malformed("mail-unreadable")
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    parts = _Parts()
    parts.walk(message, 0)
    name, address = _sender(message)
    return MailLetter(
        name,
        address,
        _header(message, "Subject"),
        _moment(_header(message, "Date")),
        _moment(_header(message, "Received").rpartition(";")[2]),
        parts.words()[:_MOST_SIGNS],
        tuple(parts.files),
        tuple(sorted(parts.doubts)),
    )


class _Parts:
    """Gathers the words and the files of a message and of the messages inside it."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.marked: list[str] = []
        self.files: list[MailFile] = []
        self.doubts: set[str] = set()

    def walk(self, part: EmailMessage, depth: int) -> None:
        if depth > _MOST_DEPTH:
            self.doubts.add("mail-too-deep")
            return
        if part.is_multipart():
            for inner in part.iter_parts():
                if isinstance(inner, EmailMessage):
                    self.walk(inner, depth + 1)
            return
        name = _file_name(part)
        if name or part.get_content_disposition() == "attachment":
            self._file(part, name or "prilog")
        elif part.get_content_type() == "text/plain":
            self.plain.append(_text(part))
        elif part.get_content_type() == "text/html":
            self.marked.append(_text(part))

    def _file(self, part: EmailMessage, name: str) -> None:
        content = part.get_payload(decode=True)
        if name.lower() == "winmail.dat":
            self.doubts.add("winmail")
        if not isinstance(content, bytes) or not content:
            self.doubts.add("file-unread")
        elif len(self.files) >= _MOST_FILES:
            self.doubts.add("files-too-many")
        else:
            self.files.append(MailFile(name, content))

    def words(self) -> str:
        """Plain text is what was written; the marked twin of it is read only where there is none."""
        written = "\n\n".join(text.strip() for text in self.plain if text.strip())
        return written or "\n\n".join(_unmarked(text) for text in self.marked)


def _text(part: EmailMessage) -> str:
    """Letters of an unknown or wrong code page are read as UTF-8, then as Windows 1250: what cannot be read shows as �."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    for encoding in (part.get_content_charset() or "utf-8", "utf-8", "cp1250"):
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("utf-8", errors="replace")


def _unmarked(text: str) -> str:
    try:
        blocks, _ = read_html(text.encode())
    except Malformed:
        return ""
    return "\n\n".join(block.text for block in blocks)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, LookupError, IndexError, AttributeError):
        return ""


def _file_name(part: EmailMessage) -> str:
    try:
        return part.get_filename() or ""
    except (ValueError, LookupError, IndexError, AttributeError):
        return ""


def _sender(message: EmailMessage) -> tuple[str, str]:
    name, address = email.utils.parseaddr(_header(message, "From"))
    return name.strip(), address.strip().lower()


def _moment(typed: str) -> str:
    try:
        read: datetime = email.utils.parsedate_to_datetime(typed.strip())
    except (ValueError, TypeError, IndexError):
        return ""
    return read.isoformat() if read.tzinfo else ""
