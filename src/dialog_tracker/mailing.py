"""Letters leave through SMTP, in an installation's own words where it has them, and with what it puts under every one."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from enum import Enum, auto
from typing import Any
from urllib.parse import urlsplit

import aiosmtplib
import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker.clock import Clock
from dialog_tracker.directory.queries import letter_feet, own_letters
from dialog_tracker.domain.email_address import check_email, mailbox_of
from dialog_tracker.domain.letter import LetterWords, OwnWords, reworded, with_foot
from dialog_tracker.domain.script import to_latin
from dialog_tracker.outbox.actions import DueLetter, claim_letters, letter_failed, letter_sent
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import transaction

AT_ONCE = 20  # letters over one connection; servers take no end of them
_SECONDS = 20
_CLOSING = 421  # [RFC 5321, 3.8]
# Headers leave as they are written here: a long address that is folded and encoded is no address to a mail program any more.
_AS_WRITTEN = SMTP.clone(refold_source="none")
log = structlog.get_logger()


class _Went(Enum):
    """What became of a try: the server can be asked for more, it is away, or nothing is to be sent now."""

    ON = auto()
    AWAY = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Mailing:
    """The outbox and the mail server that an installation uses."""

    settings: Settings
    sessions: async_sessionmaker[AsyncSession]
    clock: Clock

    async def send_due_letters(self, stop: asyncio.Event | None = None) -> int:
        """Send letters that are due, until told to stop; gives how many were tried.

        Each is locked while it is sent and noted in a transaction of its own, so that of a killed process one letter at most goes out
        again, under the same Message-ID. A server that is away ends the round: the letters behind lose no attempt to it.
        """
        tried, more, told = 0, bool(self.settings.smtp_host), stop or asyncio.Event()
        while more:
            some, more = await self._send_some(told)
            tried += some
        return tried

    async def _send_some(self, stop: asyncio.Event) -> tuple[int, bool]:
        """Send letters over one connection; gives how many were tried, and whether there may be more to send now."""
        async with transaction(self.sessions) as session:
            words = (await own_letters(session), await letter_feet(session))
        server = self._server()
        try:
            for tried in range(AT_ONCE):
                went = _Went.NOTHING if stop.is_set() else await self._send_next(server, *words)
                if went is not _Went.ON:
                    return tried + (went is _Went.AWAY), False
        finally:
            with suppress(aiosmtplib.SMTPException, OSError):
                await server.quit()
            server.close()
        return AT_ONCE, True

    async def _send_next(self, server: aiosmtplib.SMTP, own: Mapping[tuple[str, str], OwnWords], feet: Mapping[str, str]) -> _Went:
        """Try the next letter."""
        async with transaction(self.sessions) as session:
            for letter in await claim_letters(session, self.clock(), 1):
                return await self._send(session, server, letter, own.get((letter.template, letter.language)), feet.get(letter.language, ""))
        return _Went.NOTHING

    async def _send(self, session: AsyncSession, server: aiosmtplib.SMTP, letter: DueLetter, own: OwnWords | None, foot: str) -> _Went:
        try:
            words = reworded(letter.words, own)
            mailbox = mailbox_of(check_email(letter.address))
            await self.deliver(server, mailbox, message_of(letter, mailbox, words, foot, self.settings.mail_from, self.clock()))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one letter, the others wait for nothing
            log.warning("letter-failed", letter=str(letter.id), attempts=letter.attempts + 1, error=type(error).__name__)
            await letter_failed(session, self.clock(), letter.id, letter.attempts, f"{type(error).__name__}: {error}")
            return _Went.AWAY if _is_of_the_server(error) else _Went.ON
        await letter_sent(session, self.clock(), letter.id, words)
        return _Went.ON

    def _server(self) -> aiosmtplib.SMTP:
        tls = self.settings.smtp_tls
        credentials: dict[str, Any] = (
            {"username": self.settings.smtp_user, "password": self.settings.smtp_password} if self.settings.smtp_user else {}
        )
        where: dict[str, Any] = {"hostname": self.settings.smtp_host, "port": self.settings.smtp_port}
        return aiosmtplib.SMTP(**where, use_tls=tls == "tls", start_tls=tls == "starttls", timeout=_SECONDS, **credentials)

    async def deliver(self, server: aiosmtplib.SMTP, mailbox: str, message: bytes) -> None:
        """Hand a letter to the server, which is connected to where it is not yet."""
        if not server.is_connected:
            await server.connect()
        await server.sendmail(parseaddr(self.settings.mail_from)[1], [mailbox], message)


def _is_of_the_server(error: Exception) -> bool:
    """Tell whether every other letter would fare the same now: nobody answers, signing in fails, or the server says that it closes."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return any(one.code == _CLOSING for one in error.recipients)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return error.code == _CLOSING or isinstance(error, aiosmtplib.SMTPAuthenticationError | aiosmtplib.SMTPConnectResponseError)
    return isinstance(error, OSError)


def message_of(letter: DueLetter, mailbox: str, words: LetterWords, foot: str, mail_from: str, now: datetime) -> bytes:
    """Write a letter as it leaves: RFC 5322, marked as one that a program sends (RFC 3834).

    What somebody follows is named as a list, for those who sort their mail (RFC 2919), and ended by one click (RFC 8058).
    """
    name, address = parseaddr(mail_from)
    message = EmailMessage(policy=_AS_WRITTEN)
    sender = _one_line(letter.sender or name)
    message.set_raw("From", _from(to_latin(sender) if letter.language == "sr-Latn" else sender, address))
    message.set_raw("To", mailbox)
    message.set_raw("Subject", _encoded("Subject", _one_line(words.subject)))
    message.set_raw("Date", format_datetime(now))
    message.set_raw("Message-ID", f"<{letter.id}@{address.partition('@')[2] or 'localhost'}>")
    message.set_raw("Auto-Submitted", "auto-generated")
    if letter.unsubscribe:
        message.set_raw("List-Id", f"<following.{urlsplit(letter.unsubscribe).hostname}>")
        message.set_raw("List-Unsubscribe", f"<{letter.unsubscribe}>")
        message.set_raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    message.set_content(with_foot(words.body, foot), cte="base64")
    message["Content-Language"] = letter.language  # after the content, which clears such headers
    return message.as_bytes()


def _one_line(text: str) -> str:
    """Take every break of a line out; some of them are no white space to the eye and end a header all the same."""
    return " ".join(text.split())


def _from(name: str, address: str) -> str:
    return f"{_encoded('From', name)}\n <{address}>" if name else address


def _encoded(header: str, text: str) -> str:
    """Write the words of a header by RFC 2047; the message class, which would fold them itself, loses spaces at its folds."""
    return Header(text, "us-ascii" if text.isascii() else "utf-8", header_name=header).encode()
