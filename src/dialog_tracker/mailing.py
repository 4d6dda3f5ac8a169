"""Letters leave through SMTP, in an installation's own words where it has them, and with what it puts under every one."""

from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import aiosmtplib
import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker.clock import Clock
from dialog_tracker.directory.queries import letter_feet, own_letters
from dialog_tracker.domain.letter import LetterWords, reworded, with_foot
from dialog_tracker.outbox.actions import DueLetter, claim_letters, letter_failed, letter_sent
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import transaction

AT_ONCE = 20
_SECONDS = 20
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
                words = reworded(letter.words, own.get((letter.template, letter.language)))
                await self._send(session, letter, words, feet.get(letter.language, ""))
        return len(letters)

    async def _send(self, session: AsyncSession, letter: DueLetter, words: LetterWords, foot: str) -> None:
        try:
            await self._deliver(letter, words, foot)
        except (aiosmtplib.SMTPException, OSError) as error:
            log.warning("letter-failed", letter=str(letter.id), attempts=letter.attempts + 1, error=type(error).__name__)
            await letter_failed(session, self.clock(), letter.id, letter.attempts, f"{type(error).__name__}: {error}")
        else:
            await letter_sent(session, self.clock(), letter.id, words)

    async def _deliver(self, letter: DueLetter, words: LetterWords, foot: str = "") -> None:
        message = EmailMessage()
        name, address = parseaddr(self.settings.mail_from)
        message.set_raw("From", _from(" ".join((letter.sender or name).split()), address))
        message["To"] = letter.address
        message["Subject"] = words.subject
        message["Message-ID"] = f"<{letter.id}@{self.settings.mail_from.partition('@')[2] or 'localhost'}>"
        if letter.unsubscribe:
            message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(with_foot(words.body, foot))
        message["Content-Language"] = letter.language  # after the content, which clears such headers
        tls = self.settings.smtp_tls
        credentials: dict[str, Any] = (
            {"username": self.settings.smtp_user, "password": self.settings.smtp_password} if self.settings.smtp_user else {}
        )
        where: dict[str, Any] = {"hostname": self.settings.smtp_host, "port": self.settings.smtp_port}
        await aiosmtplib.send(message, **where, use_tls=tls == "tls", start_tls=tls == "starttls", timeout=_SECONDS, **credentials)


def _from(name: str, address: str) -> str:
    """Write the sender by RFC 2047; a long name folded by the message class itself loses spaces at its folds."""
    return f"{Header(name, 'utf-8', header_name='From').encode()}\n <{address}>" if name else address
