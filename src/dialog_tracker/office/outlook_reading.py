"""Reading a message of Outlook (.msg): an OLE file in which every property is a stream [MS-OXMSG].

Properties are read by their streams, not through the library's own decoding: a code page that is wrong must not cost the letter.
"""

import email.policy
import email.utils
import io
import struct
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.parser import HeaderParser

from olefile import OleFileIO
from oxmsg.domain import constants as pid
from oxmsg.domain.encodings import encoding_from_codepage
from oxmsg.domain.model import UnrecognizedCodePageError, UnsupportedEncodingError
from oxmsg.storage import Storage

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.office.mail_letter import MOST_DEPTH, Gathered, MailLetter, header, moment, said_moment
from dialog_tracker.office.plain_text import decoded

_OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
_PROPERTIES = "__properties_version1.0"
_PROPERTIES_NAME = _PROPERTIES.encode("utf-16-le")
_WORD_CLASS = bytes.fromhex("0609020000000000c000000000000046")
_OUTER_HEAD, _INNER_HEAD, _FILE_HEAD = 32, 24, 8  # what stands before the properties of a message, of one inside it, of a file
_PROPERTY = struct.Struct("<HHI8s")
_NUMBER, _TIME = struct.Struct("<i4x"), struct.Struct("<Q")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_UNICODE, _LETTERS, _BINARY = 0x001F, 0x001E, 0x0102
_SENDER_SMTP, _REPRESENTING_SMTP = 0x5D01, 0x5D02
_INNER_MESSAGE = f"__substg1.0_{pid.PID_ATTACH_DATA_BINARY:04X}000D"
# All that reading a damaged OLE file may end with.
_BROKEN = (OSError, ValueError, LookupError, struct.error, TypeError, AttributeError, OverflowError, AssertionError)


def is_outlook(content: bytes, name: str = "") -> bool:
    """Tell a message of Outlook from a Word document, which may hold one inside it; what was cut is known by its name alone."""
    if not content.startswith(_OLE2):
        return False
    return name.lower().endswith(".msg") or (_PROPERTIES_NAME in content and _root_class(content) != _WORD_CLASS)


def _root_class(content: bytes) -> bytes:
    """The class of the file stands in its first directory entry; a header that was spoiled gives none."""
    shift, first = struct.unpack_from("<30xH16xI", content.ljust(52, b"\0"))
    at = (first + 1) << min(shift, 12)
    return content[at + 80 : at + 96]


def read_outlook(content: bytes) -> MailLetter:
    """Read a message of Outlook; raises Malformed("mail-unreadable")."""
    if not content.startswith(_OLE2):
        raise Malformed("mail-unreadable")
    try:
        with OleFileIO(io.BytesIO(content)) as opened:
            root = Storage.from_ole(opened)
        gathered = Gathered()
        message = _Held(root, _OUTER_HEAD)
        _walk(message, gathered, 0)
        return _letter(message, gathered)
    except _BROKEN as error:
        raise Malformed("mail-unreadable") from error


class _Held:
    """The properties that a storage holds: strings in their own streams, numbers and times in one stream together."""

    def __init__(self, storage: Storage, head: int, pages: tuple[int, ...] = ()) -> None:
        self.storage = storage
        self._streams: Mapping[str, bytes] = {stream.name: stream.bytes_ for stream in storage.streams}
        packed = self._streams[_PROPERTIES][head:]
        found = _PROPERTY.iter_unpack(packed[: len(packed) // _PROPERTY.size * _PROPERTY.size])
        self._fixed: Mapping[int, bytes] = {number: value for _, number, _, value in found}
        own = (self.number(pid.PID_MESSAGE_CODEPAGE), self.number(pid.PID_INTERNET_CODEPAGE))
        self.pages = tuple(filter(None, own)) or pages

    def number(self, number: int) -> int:
        """Give a number; 0 where it is not there."""
        value: int = _NUMBER.unpack(self._fixed[number])[0] if number in self._fixed else 0
        return value

    def time(self, number: int) -> datetime | None:
        """Give a time in UTC; none where it is not there or lies outside the calendar."""
        ticks: int = _TIME.unpack(self._fixed[number])[0] if number in self._fixed else 0
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    def text(self, number: int) -> str:
        """Give a string, as Unicode where it is kept so, else by its code page."""
        whole = self._stream(number, _UNICODE)
        if whole is not None:
            return whole.decode("utf-16-le", "replace").rstrip("\0")
        letters = self._stream(number, _LETTERS)
        return self._by_page(letters, self.pages) if letters else ""

    def marked(self) -> str:
        """Give the body as HTML, which is kept as bytes in the code page of the Internet, or as a string."""
        content = self._stream(pid.PID_HTML, _BINARY)
        return self._by_page(content, self.pages[::-1]) if content else self.text(pid.PID_HTML)

    def binary(self, number: int) -> bytes | None:
        """Give bytes as they are."""
        return self._stream(number, _BINARY)

    def _stream(self, number: int, kind: int) -> bytes | None:
        return self._streams.get(f"__substg1.0_{number:04X}{kind:04X}")

    def _by_page(self, content: bytes, pages: tuple[int, ...]) -> str:
        """UTF-8 proves itself; else the pages that the message names, else the one that gives most Serbian letters."""
        content = content.rstrip(b"\0")
        for encoding in ("utf-8", *_encodings(pages)):
            try:
                return content.decode(encoding)
            except (LookupError, ValueError):
                continue
        return decoded(content)


def _encodings(pages: tuple[int, ...]) -> Iterator[str]:
    """Letters of one byte are never UTF-16, though messages that are Unicode elsewhere may say so."""
    for page in pages:
        try:
            encoding = encoding_from_codepage(page)
        except (UnrecognizedCodePageError, UnsupportedEncodingError):
            continue
        if not encoding.lower().startswith("utf-"):
            yield encoding


def _walk(message: _Held, gathered: Gathered, depth: int) -> None:
    plain, marked = message.text(pid.PID_BODY), message.marked()
    gathered.plain.append(plain.replace("\r\n", "\n"))
    gathered.marked.append(marked)
    if not plain.strip() and not marked.strip() and message.binary(pid.PID_RTF_COMPRESSED):
        gathered.doubts.add("letter-rtf")
    for storage in message.storage.iter_attachment_storages():
        _attachment(_Held(storage, _FILE_HEAD, message.pages), gathered, depth)


def _attachment(held: _Held, gathered: Gathered, depth: int) -> None:
    """Another message stands inside as a storage of its own; a drawing or a file that only points elsewhere cannot be unpacked."""
    inner = next((one for one in held.storage.storages if one.name == _INNER_MESSAGE), None)
    if inner is None or not any(stream.name == _PROPERTIES for stream in inner.streams):
        named = filter(None, map(held.text, (pid.PID_ATTACH_LONG_FILENAME, pid.PID_ATTACH_FILENAME, pid.PID_DISPLAY_NAME)))
        gathered.file(next(named, "prilog"), held.binary(pid.PID_ATTACH_DATA_BINARY))
    elif depth >= MOST_DEPTH:
        gathered.doubts.add("mail-too-deep")
    else:
        _walk(_Held(inner, _INNER_HEAD, held.pages), gathered, depth + 1)


def _letter(message: _Held, gathered: Gathered) -> MailLetter:
    headers = HeaderParser(policy=email.policy.default).parsestr(message.text(pid.PID_TRANSPORT_MESSAGE_HEADERS).lstrip())
    sent = message.time(pid.PID_CLIENT_SUBMIT_TIME) or said_moment(header(headers, "Date"))
    received = said_moment(header(headers, "Received").rpartition(";")[2]) or message.time(pid.PID_MESSAGE_DELIVERY_TIME)
    return gathered.letter(_sender(message, headers), _subject(message), moment(sent), moment(received))


def _subject(message: _Held) -> str:
    return message.text(pid.PID_SUBJECT) or message.text(pid.PID_NORMALIZED_SUBJECT)


def _sender(message: _Held, headers: Message) -> tuple[str, str]:
    """Who sends for somebody else stands behind that person; within Exchange the address is no address of the Internet."""
    said = email.utils.parseaddr(header(headers, "From"))
    names = (message.text(pid.PID_SENT_REPRESENTING_NAME), message.text(pid.PID_SENDER_NAME), said[0])
    addresses = (
        message.text(_REPRESENTING_SMTP),
        message.text(pid.PID_SENT_REPRESENTING_EMAIL_ADDRESS),
        message.text(_SENDER_SMTP),
        message.text(pid.PID_SENDER_EMAIL_ADDRESS),
        said[1],
    )
    address = next((one for one in addresses if "@" in one and not one.startswith("/")), "")
    name = next((one for one in names if one.strip() and one.strip() != address), "")
    return name, address
