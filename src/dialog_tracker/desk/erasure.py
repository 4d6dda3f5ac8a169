"""Erasing a person from all rooms: name, contacts, account and the files that hold them go; submissions and receipts stay."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, case, cast, delete, func, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts.actions import erase_account
from dialog_tracker.attendance.tables import Attendee
from dialog_tracker.comments.moderation import erase_submitter, forget_submitters, records_of
from dialog_tracker.comments.tables import BasketCorrection, BasketFile, BasketItem, CoSignature, SubmissionFile
from dialog_tracker.contacts.tables import ContactPoint
from dialog_tracker.documents.erasing import ERASE_JOB, erase_unused
from dialog_tracker.domain.incoming import FileState
from dialog_tracker.domain.policy import Actor
from dialog_tracker.intake.tables import IntakeFile, IntakeRow
from dialog_tracker.notices.tables import Follower
from dialog_tracker.outbox.actions import queue_job
from dialog_tracker.outbox.tables import Letter
from dialog_tracker.workgroups.tables import GroupCall, Nomination, RankingObjection

# What is left of somebody who took part is that a person did, from which organisation.
BLANK_ATTENDEE: dict[str, Any] = {"name": "", "email": "", "function": "", "digest": None, "named": False}
# A contact point stays as a function and its dates, without the person.
_BLANK_CONTACT: dict[str, Any] = {"name": "", "email": "", "telephone": "", "note": "", "person_id": None}
# An emptied letter keeps its key, so that it is not written again; a key that holds an address is replaced.
BLANK_LETTER: dict[str, Any] = {
    "address": "",
    "subject": "",
    "body": "",
    "facts": {},
    "last_error": "",
    "person_id": None,
    "dedupe_key": case(
        (col(Letter.dedupe_key).contains("@"), func.concat("emptied:", cast(col(Letter.id), String))), else_=col(Letter.dedupe_key)
    ),
}
BLANK_NOMINATION: dict[str, Any] = {
    **dict.fromkeys(("candidate", "function", "deputy", "email", "motivation", "cv"), ""),
    "shows_name": False,
}
_ENDING = r"\.[A-Za-z0-9]+$"


async def erase_behind(session: AsyncSession, actor: Actor, now: datetime, number: str) -> None:
    """Erase the person behind a submission, as an official; raises NotFound("submission-unknown")."""
    submission_id = await erase_submitter(session, actor, now, number)
    await _blank_letters(session, now, col(Letter.dedupe_key) == f"receipt:{number}")
    await forget_originals(session, now, [submission_id], by=actor.person_id)


async def erase_person(session: AsyncSession, now: datetime, person_id: UUID, email: str, *, by: UUID | None) -> int:
    """Erase a person with the account, the contacts behind all their submissions and what lies in their baskets; counts submissions.

    A person that was erased already has no address, and there is nothing more to do.
    """
    if not email:
        return 0
    theirs = [one.id for one in await records_of(session, email, person_id)]
    if theirs:
        await forget_submitters(session, now, theirs, by=by)
    laid = (await session.scalars(delete(BasketFile).where(col(BasketFile.person_id) == person_id).returning(col(BasketFile.sha256)))).all()
    await session.execute(delete(BasketItem).where(col(BasketItem.person_id) == person_id))
    await session.execute(delete(BasketCorrection).where(col(BasketCorrection.person_id) == person_id))
    signed = update(CoSignature).where(col(CoSignature.email) == email)
    await session.execute(signed.values(email=cast(col(CoSignature.id), String), signed_by="", function=""))
    await session.execute(update(Attendee).where(col(Attendee.email) == email).values(**BLANK_ATTENDEE))
    await session.execute(delete(Follower).where(col(Follower.email) == email))
    held = or_(col(ContactPoint.person_id) == person_id, func.lower(col(ContactPoint.email)) == email)
    await session.execute(update(ContactPoint).where(held).values(**_BLANK_CONTACT))
    await _forget_nominations(session, now, email)
    await _blank_letters(session, now, or_(col(Letter.person_id) == person_id, col(Letter.address) == email))
    await erase_account(session, now, person_id, by=by)
    await forget_originals(session, now, theirs, by=by, also=laid)
    return len(theirs)


async def _forget_nominations(session: AsyncSession, now: datetime, email: str) -> None:
    """Empty the nominations and objections of an address; whoever is forgotten before the appointment is no candidate any more."""
    waiting = select(col(GroupCall.id)).where(col(GroupCall.id) == col(Nomination.call_id), col(GroupCall.appointed_at).is_(None)).exists()
    ended = case((waiting, func.coalesce(col(Nomination.withdrawn_at), now)), else_=col(Nomination.withdrawn_at))
    await session.execute(update(Nomination).where(col(Nomination.email) == email).values(**BLANK_NOMINATION, withdrawn_at=ended))
    await session.execute(update(RankingObjection).where(col(RankingObjection.email) == email).values(name="", email=""))


async def _blank_letters(session: AsyncSession, now: datetime, which: Any) -> None:
    """Empty letters; one that was not sent yet is given up, since its address is gone."""
    given_up = func.coalesce(col(Letter.given_up_at), col(Letter.sent_at), now)
    await session.execute(update(Letter).where(which, col(Letter.address) != "").values(**BLANK_LETTER, given_up_at=given_up))


async def forget_originals(
    session: AsyncSession, now: datetime, submission_ids: Sequence[UUID], *, by: UUID | None, also: Collection[str] = ()
) -> int:
    """Erase the files of submissions that are not public: letters, filled-in forms, scans; counts the contents that go.

    A content that another submission uses stays with that one. A file's name goes too, since people call files by their names.
    """
    of_these = (col(SubmissionFile.submission_id).in_(submission_ids), ~col(SubmissionFile.public), col(SubmissionFile.sha256).is_not(None))
    gone = set(also) | await erase_submission_files(session, now, *of_these)
    gone |= await erase_intake_files(session, now, col(IntakeFile.submission_id).in_(submission_ids))
    return await erase_contents(session, now, gone, by=by)


async def erase_submission_files(session: AsyncSession, now: datetime, *which: Any) -> set[str]:
    """Mark files of submissions as erased, with the words read out of them; gives their fingerprints."""
    name = func.concat("datoteka-", col(SubmissionFile.position), func.substring(col(SubmissionFile.name), _ENDING))
    erased = update(SubmissionFile).where(*which, col(SubmissionFile.erased_at).is_(None))
    return set(await session.scalars(erased.values(erased_at=now, words="", name=name).returning(col(SubmissionFile.sha256))))


async def erase_intake_files(session: AsyncSession, now: datetime, *which: Any) -> set[str]:
    """Mark files in which comments came as erased, with what was read of them; gives the fingerprints, attachments of letters too."""
    files = (await session.execute(select(col(IntakeFile.id), col(IntakeFile.sha256), col(IntakeFile.read)).where(*which))).all()
    ids = [row.id for row in files]
    name = func.concat("datoteka", func.substring(col(IntakeFile.name), _ENDING))
    laid_aside = {"state": FileState.DROPPED, "finished_at": now}
    await session.execute(update(IntakeFile).where(col(IntakeFile.id).in_(ids)).values(erased_at=now, read=null(), name=name))
    await session.execute(
        update(IntakeFile).where(col(IntakeFile.id).in_(ids), col(IntakeFile.state) == FileState.WAITING).values(**laid_aside)
    )
    await session.execute(update(IntakeRow).where(col(IntakeRow.file_id).in_(ids)).values(source=""))
    attached = {one["sha256"] for row in files for one in (row.read or {}).get("files", ())}
    return {row.sha256 for row in files} | attached


async def erase_contents(session: AsyncSession, now: datetime, gone: Collection[str], *, by: UUID | None) -> int:
    """Mark contents that nothing uses as erased, and queue their deletion with the commit.

    What a letter on the desk still brings with it is named only in what was read of the letter, so it is looked for there.
    """
    waiting = select(cast(col(IntakeFile.read), String)).where(
        col(IntakeFile.state) == FileState.WAITING, col(IntakeFile.read).is_not(None)
    )
    named = "\n".join([words for words in await session.scalars(waiting) if words]) if gone else ""
    erased = await erase_unused(session, now, [sha256 for sha256 in gone if sha256 not in named])
    if erased:
        await queue_job(session, now, ERASE_JOB, UUID(int=0), {}, by)
    return erased
