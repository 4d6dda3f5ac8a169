"""Letters leave through SMTP, in an installation's own words where it has them, and with what it puts under every one."""

from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

import aiosmtplib
import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker.clock import Clock
from dialog_tracker.directory.queries import letter_feet, own_letters
from dialog_tracker.domain.email_address import check_email, mailbox_of
from dialog_tracker.domain.letter import LetterWords, OwnWords, reworded, with_foot
from dialog_tracker.outbox.actions import DueLetter, claim_letters, letter_failed, letter_sent
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import transaction

AT_ONCE = 20
_SECONDS = 20
# Headers leave as they are written here: a long address that is folded and encoded is no address to a mail program any more.
_AS_WRITTEN = SMTP.clone(refold_source="none")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Mailing:
    """The outbox and the mail server that an installation uses."""

    settings: Settings
    sessions: async_sessionmaker[AsyncSession]
    clock: Clock

    async def send_due_letters(self) -> int:
        """Send letters that are due, batch after batch; each is locked while it is sent and noted in the same transaction."""
        sent = 0
        while self.settings.smtp_host and (batch := await self._send_batch()):
            sent += batch
            if batch < AT_ONCE:
                break
        return sent

    async def _send_batch(self) -> int:
        async with transaction(self.sessions) as session:
            letters = await claim_letters(session, self.clock(), AT_ONCE)
            feet, own = (await letter_feet(session), await own_letters(session)) if letters else ({}, {})
            for letter in letters:
                await self._send(session, letter, own.get((letter.template, letter.language)), feet.get(letter.language, ""))
        return len(letters)

    async def _send(self, session: AsyncSession, letter: DueLetter, own: OwnWords | None, foot: str) -> None:
        try:
            words = reworded(letter.words, own)
            mailbox = mailbox_of(check_email(letter.address))
            await self._deliver(mailbox, message_of(letter, mailbox, words, foot, self.settings.mail_from, self.clock()))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one letter, the others wait for nothing
            log.warning("letter-failed", letter=str(letter.id), attempts=letter.attempts + 1, error=type(error).__name__)
            await letter_failed(session, self.clock(), letter.id, letter.attempts, f"{type(error).__name__}: {error}")
        else:
            await letter_sent(session, self.clock(), letter.id, words)

    async def _deliver(self, mailbox: str, message: bytes) -> None:
        tls = self.settings.smtp_tls
        credentials: dict[str, Any] = (
            {"username": self.settings.smtp_user, "password": self.settings.smtp_password} if self.settings.smtp_user else {}
        )
        where: dict[str, Any] = {"hostname": self.settings.smtp_host, "port": self.settings.smtp_port}
        parties: dict[str, Any] = {"sender": parseaddr(self.settings.mail_from)[1], "recipients": [mailbox]}
        await aiosmtplib.send(
            message, **parties, **where, use_tls=tls == "tls", start_tls=tls == "starttls", timeout=_SECONDS, **credentials
        )


def message_of(letter: DueLetter, mailbox: str, words: LetterWords, foot: str, mail_from: str, now: datetime) -> bytes:
    """Write a letter as it leaves: RFC 5322, marked as one that a program sends (RFC 3834), ended by one click (RFC 8058)."""
    name, address = parseaddr(mail_from)
    message = EmailMessage(policy=_AS_WRITTEN)
    message.set_raw("From", _from(_one_line(letter.sender or name), address))
    message.set_raw("To", mailbox)
    message.set_raw("Subject", _encoded("Subject", _one_line(words.subject)))
    message.set_raw("Date", format_datetime(now))
    message.set_raw("Message-ID", f"<{letter.id}@{address.partition('@')[2] or 'localhost'}>")
    message.set_raw("Auto-Submitted", "auto-generated")
    if letter.unsubscribe:
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
