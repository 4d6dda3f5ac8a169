"""The conversation of the demonstration: comments that come in while the window is open, and an answer to each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker.accounts.queries import actor_of
from dialog_tracker.comments.actions import log_on_behalf, submit
from dialog_tracker.comments.storing import Arrival, Author
from dialog_tracker.directory.actions import find_or_add_organisation
from dialog_tracker.domain.policy import Actor, Held, Role
from dialog_tracker.domain.response import ResponseDraft
from dialog_tracker.domain.submission import Channel, SubmissionDraft
from dialog_tracker.responses.actions import draft_answer, publish_answers
from dialog_tracker.sample.scene import Progress, Scene, Spoken
from dialog_tracker.storage.engine import transaction

_ZONE = ZoneInfo("Europe/Belgrade")
KEYS = UUID("018f0000-0000-7000-8000-000000000000")  # names the demonstration and its idempotency keys


@dataclass(frozen=True, slots=True)
class Conversation:
    """One consultation with those who take part in it, by their roles; each act is a transaction of its own, at its own time."""

    sessions: async_sessionmaker[AsyncSession]
    scene: Scene
    reference: str
    people: Mapping[str, UUID]
    opens_on: date
    now: datetime
    tell: Progress

    async def take_comments(self) -> list[tuple[str, ResponseDraft]]:
        """Send the comments of the scene; gives each number with the answer that it will get."""
        answers: list[tuple[str, ResponseDraft]] = []
        last = max((spoken.day for spoken in self.scene.spoken), default=0)
        for at, spoken in enumerate(sorted(self.scene.spoken, key=lambda s: (s.day, s.at)), 1):
            day = self.opens_on + timedelta(days=spoken.day)
            received = min(datetime.combine(day, spoken.at, _ZONE).astimezone(UTC), self.now - timedelta(minutes=1))
            numbers = await self._one_submission(spoken, received, str(uuid5(KEYS, f"{self.reference}-{at}")))
            answers += zip(numbers, spoken.answers, strict=True)
            self.tell(f"Comments: {len(answers)} of {sum(len(s.comments) for s in self.scene.spoken)} (day {spoken.day} of {last}).")
        return answers

    async def _one_submission(self, spoken: Spoken, received: datetime, key: str) -> Sequence[str]:
        async with transaction(self.sessions) as session:
            organisation_id = await find_or_add_organisation(
                session, received, spoken.organisation, spoken.kind, self.people["contact_point"]
            )
            author = Author(
                spoken.organisation,
                spoken.kind,
                organisation_id,
                spoken.organisation,
                language=spoken.language,
                person_id=self.people["cso"] if spoken.channel is Channel.WEB else None,
            )
            draft = SubmissionDraft(spoken.kind, spoken.display, spoken.comments)
            if spoken.channel is Channel.WEB:
                speaker = Actor(self.people["cso"], frozenset({Held(Role.CSO_MEMBER, organisation_id=organisation_id)}))
                receipt = await submit(session, _own_sender(speaker, organisation_id), received, self.reference, key, author, draft)
            else:
                officer = await actor_of(session, self.people["contact_point"], received)
                receipt = await log_on_behalf(
                    session, officer, received, self.reference, key, author, Arrival(spoken.channel, received), draft
                )
        return receipt.comments

    async def answer(self, numbers: Sequence[tuple[str, ResponseDraft]]) -> None:
        """Draft the answers and publish them."""
        at = self.now - timedelta(minutes=30)
        for done, chunk in enumerate(_chunks(numbers, 20), 1):
            async with transaction(self.sessions) as session:
                officer = await actor_of(session, self.people["contact_point"], at)
                for number, answer in chunk:
                    await draft_answer(session, officer, at, number, answer, 0)
            self.tell(f"Answers drafted: {min(done * 20, len(numbers))} of {len(numbers)}.")
        async with transaction(self.sessions) as session:
            published = await publish_answers(
                session, await actor_of(session, self.people["approver"], at), self.now - timedelta(minutes=10), self.reference
            )
        self.tell(f"Answers published by the approver: {published}.")


def _own_sender(actor: Actor, organisation_id: UUID) -> Actor:
    """Give each organisation its own sender, so that the demonstration does not run into the limit of submissions per hour."""
    return Actor(uuid5(KEYS, str(organisation_id)), actor.mandates)


def _chunks(items: Sequence[tuple[str, ResponseDraft]], size: int) -> Iterable[Sequence[tuple[str, ResponseDraft]]]:
    return (items[at : at + size] for at in range(0, len(items), size))
