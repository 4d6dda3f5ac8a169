"""The practice of invented bodies in the demonstration, so that figures of oversight have something to count over some years."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker.activities.inviting import invite
from dialog_tracker.activities.outreach import Occasion
from dialog_tracker.consultations.actions import note_step
from dialog_tracker.consultations.elsewhere import FollowedDraft, follow
from dialog_tracker.contacts.actions import ZONE
from dialog_tracker.directory.actions import add_authority, override_rule
from dialog_tracker.directory.queries import authority_named
from dialog_tracker.documents.actions import add_act, note_stage, set_areas
from dialog_tracker.domain.act import ActKind, ActStageKind, AuthorityLevel
from dialog_tracker.domain.activity import InvitationChannel
from dialog_tracker.domain.calendar import CountMode, Unit
from dialog_tracker.domain.consultation import Method
from dialog_tracker.domain.indicator import find_indicator
from dialog_tracker.domain.outreach import OccasionKind
from dialog_tracker.domain.oversight_facts import Record
from dialog_tracker.domain.policy import Actor, Held, Role
from dialog_tracker.domain.procedure import RuleOverride, Wording
from dialog_tracker.domain.script import Face
from dialog_tracker.oversight.actions import explain
from dialog_tracker.oversight.counting import count
from dialog_tracker.oversight.queries import counts_of
from dialog_tracker.reading.followed import followed_page
from dialog_tracker.sample.scene import Progress
from dialog_tracker.storage.engine import transaction

_SOURCE = "https://primer.example/konsultacije"
_STATUTE = Wording("Статут (пример), члан 50.", "Statute (example), art. 50")
# The rows of local procedures whose amounts each statute sets, as the invented ones set them.
_LOCAL = (("rs.jls.duration", CountMode.INCLUSIVE), ("rs.jls.report", CountMode.EXCLUSIVE))
_DAYS = 15


@dataclass(frozen=True, slots=True)
class Practice:
    """Enters it; `keeper` is who is said to have written what an authority explains."""

    sessions: async_sessionmaker[AsyncSession]
    now: datetime
    tell: Progress
    keeper: UUID

    async def play(self) -> None:
        """Enter bodies, what they put to consultation and what they did not, once; then count, and explain a row."""
        book = tomllib.loads(resources.files("dialog_tracker.sample").joinpath("practice.toml").read_text(encoding="utf-8"))
        async with transaction(self.sessions) as session:
            bodies = {row["key"]: await self._body(session, row) for row in book["bodies"]}
            found = {row["title"]: await self._consultation(session, bodies[row["body"]], row) for row in book["consultations"]}
            for row in book["past"]:
                await self._past(session, bodies[row["body"]], row)
        async with transaction(self.sessions) as session:
            await count(session, self.now, anew=True)
            record = (await counts_of(session, self.now)).record
            await self._explain(session, record, book["explanation"], found)
        self.tell(f"Entered {len(found)} consultations of {len(bodies)} invented bodies for the figures of oversight.")

    def _day(self, back: int) -> date:
        return self.now.astimezone(ZONE).date() - timedelta(days=back)

    async def _body(self, session: AsyncSession, row: Mapping[str, Any]) -> UUID:
        known = await authority_named(session, row["name"])
        level = AuthorityLevel(row["level"])
        made = known or await add_authority(
            session,
            self.now,
            name=row["name"],
            kind=row["kind"],
            level=level,
            name_en=row["name_en"],
            territory_code=row.get("district"),
        )
        if known is None and level is AuthorityLevel.LOCAL:
            for rule, counted in _LOCAL:
                own = RuleOverride(rule, _DAYS, Unit.CALENDAR_DAYS, counted, _STATUTE, date(2015, 1, 1))
                await override_rule(session, self.now, made, own, None)
        return made

    async def _consultation(self, session: AsyncSession, body: UUID, row: Mapping[str, Any]) -> tuple[str, UUID]:
        opens_on = self._day(row["opens"])
        last_on = opens_on + timedelta(days=row["days"] - 1)
        started = opens_on - timedelta(days=row["notice"]) if "notice" in row else None
        act_id = await add_act(
            session, self.now, authority_id=body, kind=ActKind(row["kind"]), title=row["title"], started_on=started, by=self.keeper
        )
        await set_areas(session, _officer(body), self.now, act_id, row["areas"])
        first = None if row.get("first_day_unknown") else opens_on
        methods = tuple(Method(method) for method in row.get("methods", ()))
        source = _SOURCE if row.get("text", True) else ""
        draft = FollowedDraft(body, act_id, row["procedure"], first, last_on, source_url=source, methods=methods)
        reference = await follow(session, _officer(body), self.now, draft)
        found = (await followed_page(session, _officer(body), reference, self.now, face=Face.CYRILLIC)).head.id
        steps = {"start_notice_published": started, "portal_published": opens_on if row.get("portal") else None}
        steps["report_published"] = last_on + timedelta(days=row["report"]) if "report" in row else None
        for kind, day in steps.items():
            if day is not None:
                await note_step(session, self.now, found, kind, day, self.keeper)
        if row.get("invited"):
            of = Occasion(OccasionKind.CONSULTATION, found, body)
            await invite(session, _officer(body), self.now, of, row["invited"], InvitationChannel.EMAIL, opens_on)
        return reference, body

    async def _past(self, session: AsyncSession, body: UUID, row: Mapping[str, Any]) -> None:
        act_id = await add_act(session, self.now, authority_id=body, kind=ActKind(row["kind"]), title=row["title"], by=self.keeper)
        await note_stage(session, _officer(body), self.now, act_id, ActStageKind.GAZETTE, self._day(row["gazette"]), planned=False)

    async def _explain(self, session: AsyncSession, record: Record, said: Mapping[str, str], found: Mapping[str, tuple[str, UUID]]) -> None:
        reference, body = found[said["title"]]
        speaker = Actor(self.keeper, _officer(body).mandates)
        await explain(session, speaker, self.now, record, find_indicator(said["indicator"]), reference, said["words"])


def _officer(body: UUID) -> Actor:
    return Actor(None, frozenset({Held(Role.CONTACT_POINT, authority_id=body)}))
