"""Reading a letter that came by e-mail (.eml, .msg): who sent it, when, its words, and the files that came with it.

A message is read by the standard library; whatever a program wrote into it that is against the rules is passed over, not guessed.
"""

import email
import email.policy
import email.utils
import re
from email.message import EmailMessage

from dialog_tracker.office.mail_letter import MOST_DEPTH, Gathered, MailLetter, header, moment, said_moment
from dialog_tracker.office.outlook_reading import is_outlook, read_outlook

_HEADER = re.compile(
    rb"^(?:From|Received|Return-Path|Date|Subject|MIME-Version|Message-ID|Delivered-To|X-[\w-]+):", re.MULTILINE | re.IGNORECASE
)
_SAMPLE = 8192


def is_mail(content: bytes, name: str = "") -> bool:
    """Tell a message by what it begins with; one of Outlook that was cut is known by its name alone."""
    return is_outlook(content, name) or _has_headers(content)


def _has_headers(content: bytes) -> bool:
    head = content[:_SAMPLE]
    return not head.startswith((b"PK", b"%PDF", b"<")) and len(_HEADER.findall(head)) >= 2


def read_mail(content: bytes) -> MailLetter:
    """Read a message; raises Malformed("mail-unreadable")."""
    if not _has_headers(content):
        return read_outlook(content)
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    gathered = Gathered()
    _walk(message, gathered, 0)
    sent, received = said_moment(header(message, "Date")), said_moment(header(message, "Received").rpartition(";")[2])
    return gathered.letter(email.utils.parseaddr(header(message, "From")), header(message, "Subject"), moment(sent), moment(received))


def _walk(part: EmailMessage, gathered: Gathered, depth: int) -> None:
    if depth > MOST_DEPTH:
        gathered.doubts.add("mail-too-deep")
        return
    if part.is_multipart():
        for inner in part.iter_parts():
            if isinstance(inner, EmailMessage):
                _walk(inner, gathered, depth + 1)
        return
    name = _file_name(part)
    if name or part.get_content_disposition() == "attachment":
        gathered.file(name, part.get_payload(decode=True))
    elif part.get_content_type() == "text/plain":
        gathered.plain.append(_text(part))
    elif part.get_content_type() == "text/html":
        gathered.marked.append(_text(part))


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


def _file_name(part: EmailMessage) -> str:
    try:
        return part.get_filename() or ""
    except (ValueError, LookupError, IndexError, AttributeError):
        return ""
