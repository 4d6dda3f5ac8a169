"""What the demonstration plays of the policy dialogue: the account of a programme, a contact point, a round table, a working group."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker.accounts.queries import actor_of
from dialog_tracker.activities.programmes import Details, save_activity, save_programme
from dialog_tracker.activities.register import activity_page, programme_keys
from dialog_tracker.attendance.actions import open_registration
from dialog_tracker.contacts.actions import ZONE, ContactDraft, enter_contact
from dialog_tracker.directory.actions import add_authority
from dialog_tracker.directory.queries import authority_named
from dialog_tracker.documents.queries import version_card
from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.activity import ActivityKind
from dialog_tracker.domain.attendance import Opening
from dialog_tracker.domain.contact_point import Duty
from dialog_tracker.domain.programme import ActivityFacts, Where
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.domain.vague_date import DatePrecision, When
from dialog_tracker.domain.window import window_of_days
from dialog_tracker.domain.working_group import NominationDraft, Seat, Statement, check_criteria
from dialog_tracker.sample.account import read_account
from dialog_tracker.sample.scene import Progress
from dialog_tracker.storage.engine import transaction
from dialog_tracker.workgroups.actions import CallDraft, GroupDraft, MemberDraft, add_member, announce_call, enter_group
from dialog_tracker.workgroups.nominating import nominate

KEY = "demonstration-of-the-dialogue"


def at_home(day: date, at: time) -> datetime:
    """Give the instant of a local time."""
    return datetime.combine(day, at, ZONE).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Enters it, each part in a transaction of its own; `book` is what is told of the invented municipality, `address` its contact point's."""

    sessions: async_sessionmaker[AsyncSession]
    book: Mapping[str, Any]
    opens_on: date
    now: datetime
    tell: Progress
    address: str

    async def programme(self, keeper: UUID) -> None:
        """Enter the account of the project from which this service grew, once."""
        account = read_account()
        async with transaction(self.sessions) as session:
            if account.programme.slug in await programme_keys(session):
                return
            body = account.authority
            named: dict[str, Any] = {name: body[name] for name in ("name", "kind", "name_en", "place")}
            known = await authority_named(session, body["name"])
            authority_id = known or await add_authority(session, self.now, level=AuthorityLevel(body["level"]), **named)
            actor = await actor_of(session, keeper, self.now)
            programme_id = await save_programme(session, actor, self.now, authority_id, account.programme)
            for one in account.programme.activities:
                await save_activity(session, actor, self.now, authority_id, programme_id, one)
        self.tell(f"Entered the programme “{account.programme.name_en}” with {len(account.programme.activities)} activities.")

    async def office(self, authority_id: UUID, officer: UUID, at: datetime) -> None:
        """Enter the contact point of the authority, and a round table for which one may register."""
        said, table = self.book["contact_point"], self.book["round_table"]
        begins = self.opens_on + timedelta(days=said["begins"])
        term = (begins, begins + timedelta(days=said["lasts"]))
        name, email = self.book["people"]["contact_point"], self.address
        contact = ContactDraft(Duty.CONTACT_POINT, name, said["function"], email, said["telephone"], *term, said["decision"])
        day = self.now.astimezone(ZONE).date() + timedelta(days=table["day"])
        when, where = When(day, day, DatePrecision.DAY), (Where(table["place"], "RS"),)
        facts = ActivityFacts("", ActivityKind.ROUND_TABLE, table["title"], table["title_en"], when, where)
        details = Details(place=table["hall"], starts_time=time(table["starts"]), public=True)
        closes = at_home(day, time(0))
        async with transaction(self.sessions) as session:
            actor = await actor_of(session, officer, at)
            await enter_contact(session, actor, at, authority_id, contact, KEY)
            held = await save_activity(session, actor, at, authority_id, None, facts, details, key=KEY)
            opening = Opening(at, closes, table["seats"])
            await open_registration(session, actor, at, await activity_page(session, held), opening, table["note"])

    async def working_group(self, authority_id: UUID, officer: UUID, version_id: UUID) -> None:
        """Form a working group with a call that is open now and with what was nominated in it so far."""
        book, day = self.book["working_group"], (self.now - timedelta(days=6)).astimezone(ZONE).date()
        begun = at_home(day, time(8))
        texts: dict[str, Any] = {name: book[name] for name in ("title", "title_en", "basis", "decision", "seats")}
        window = window_of_days(day, day + timedelta(days=20), time(15, 30), ZONE.key)
        criteria = check_criteria([(name, str(most)) for name, most in book["criteria"]])
        async with transaction(self.sessions) as session:
            actor = await actor_of(session, officer, begun)
            act_id = (await version_card(session, version_id, latin=False)).act_id
            draft = GroupDraft(**texts, act_id=act_id, decided_on=day - timedelta(days=5), public=True)
            group_id = await enter_group(session, actor, begun, authority_id, draft, "demonstration")
            call = CallDraft(window, criteria, book["objection_days"], book["areas"], book["body"])
            await announce_call(session, actor, begun, group_id, call, "demonstration")
            for at, (name, body, seat) in enumerate(book["members"]):
                member = MemberDraft(name, body, Seat(seat), appointed_on=draft.decided_on, decision=book["decision"])
                await add_member(session, actor, begun + timedelta(minutes=at), group_id, member, f"demonstration-{at}")
            for at, row in enumerate(book["nominations"]):
                said = NominationDraft(**row, email=f"predlog{at}@organizacija.example", statements=frozenset(Statement))
                received = begun + timedelta(days=at + 1, hours=at, minutes=17, seconds=41 * (at + 1))
                await nominate(session, received, group_id, said, SubmitterKind.ASSOCIATION, f"demonstration-{at}")
        self.tell(f"Announced a call for {texts['seats']} members of a working group.")
