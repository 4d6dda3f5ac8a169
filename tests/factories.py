"""Plain functions that make what tests need, through the same actions as the service."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.accounts import actions as accounts
from dialog_tracker.accounts.queries import actor_of
from dialog_tracker.comments.actions import submit
from dialog_tracker.comments.storing import Author, Receipt
from dialog_tracker.consultations.actions import ConsultationDraft, open_consultation, publish
from dialog_tracker.directory.actions import add_authority, find_or_add_organisation
from dialog_tracker.documents.actions import add_act, add_version, keep_file
from dialog_tracker.domain.act import ActKind, AuthorityLevel, VersionKind
from dialog_tracker.domain.comment import CommentDraft, CommentKind, CommentTarget
from dialog_tracker.domain.headings import SourceLine
from dialog_tracker.domain.policy import Actor, Held, Role
from dialog_tracker.domain.structure import structure
from dialog_tracker.domain.submission import NameDisplay, SubmissionDraft, SubmitterKind

PASSWORD = "correct horse battery"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LINES = """ОДЛУКА
О ЗЕЛЕНИМ ПОВРШИНАМА
I. ОСНОВНЕ ОДРЕДБЕ
Предмет
Члан 1.
Овом одлуком уређује се одржавање зелених површина.
Одржавање обухвата:
1) заливање;
2) орезивање.
Начела
Члан 2.
Зелене површине су доступне свима.
II. ЗАВРШНЕ ОДРЕДБЕ
Ступање на снагу
Члан 3.
Ова одлука ступа на снагу осмог дана од дана објављивања."""


@dataclass(frozen=True)
class Stage:
    """A consultation with those who run it and one who comments."""

    reference: str
    authority_id: UUID
    version_id: UUID
    officer: Actor
    approver: Actor
    speaker: Actor
    organisation_id: UUID


async def a_person(session: AsyncSession, now: datetime, email: str, *held: Held, name: str = "Ана Марић") -> Actor:
    person_id = await accounts.add_person(session, now, email=email, name=name, password=PASSWORD, confirmed=True)
    for one in held:
        await accounts.grant(session, now, person_id, one)
    return await actor_of(session, person_id, now)


async def an_authority(session: AsyncSession, now: datetime, name: str = "Општина Врбовац", *, four_eyes: bool | None = True) -> UUID:
    more = {"place": "Врбовац", "signatory_office": "НАЧЕЛНИЦА", "signatory_name": "Вера Илић", "four_eyes": four_eyes}
    return await add_authority(session, now, name=name, kind="municipality", level=AuthorityLevel.LOCAL, **more)


async def a_version(session: AsyncSession, now: datetime, authority_id: UUID) -> tuple[UUID, UUID]:
    draft = structure([SourceLine(line) for line in LINES.splitlines()])
    await keep_file(session, now, sha256="0" * 64, size=1000, media_type=WORD)
    act_id = await add_act(
        session, now, authority_id=authority_id, kind=ActKind.DECISION, title=draft.title, case_number="011-1/2026", by=None
    )
    version_id = await add_version(
        session, now, act_id=act_id, kind=VersionKind.CONSULTATION, draft=draft, source_sha256="0" * 64, source_name="nacrt.docx", by=None
    )
    return act_id, version_id


async def a_stage(
    session: AsyncSession,
    now: datetime,
    *,
    opens_on: date | None = None,
    last_on: date | None = None,
    closing: time | None = None,
    four_eyes: bool = True,
) -> Stage:
    """Make an open consultation of 21 days, begun a week ago; one that is over by now was published when it began."""
    authority_id = await an_authority(session, now, four_eyes=four_eyes)
    officer = await a_person(
        session, now, "kontakt@vrbovac.example", Held(Role.CONTACT_POINT, authority_id=authority_id), name="Мира Лукић"
    )
    approver = await a_person(session, now, "nacelnica@vrbovac.example", Held(Role.APPROVER, authority_id=authority_id), name="Вера Илић")
    organisation_id = await find_or_add_organisation(session, now, "Удружење „Липа”", SubmitterKind.ASSOCIATION, None)
    speaker = await a_person(session, now, "lipa@lipa.example", Held(Role.CSO_MEMBER, organisation_id=organisation_id))
    act_id, version_id = await a_version(session, now, authority_id)
    first = opens_on or (now - timedelta(days=7)).date()
    last = last_on or first + timedelta(days=20)
    draft = ConsultationDraft(authority_id, act_id, version_id, "rs.local_debate", first, last, closing)
    reference = await open_consultation(session, officer, now, draft)
    await publish(session, officer, now if last >= now.date() else datetime.combine(first, time(6), UTC), reference)
    return Stage(reference, authority_id, version_id, officer, approver, speaker, organisation_id)


def a_comment(reasons: str = "Предлог је јасан.", proposed: str = "", anchor: str = "cl1") -> CommentDraft:
    target = CommentTarget.PROVISION if anchor else CommentTarget.GENERAL
    return CommentDraft(CommentKind.PROPOSAL, target, (anchor,) if anchor else (), proposed, reasons)


async def a_submission(
    session: AsyncSession, now: datetime, stage: Stage, *comments: CommentDraft, key: str = "key-of-a-form-0001"
) -> Receipt:
    author = Author(
        "Ана Марић", SubmitterKind.ASSOCIATION, stage.organisation_id, "Удружење „Липа”", stage.speaker.person_id, "lipa@lipa.example"
    )
    draft = SubmissionDraft(SubmitterKind.ASSOCIATION, NameDisplay.FULL, comments or (a_comment(),))
    return await submit(session, stage.speaker, now, stage.reference, key, author, draft)
