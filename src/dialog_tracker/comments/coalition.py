"""Coalitions: the lead asks others to stand behind a submission, each confirms by a link of its own, and may withdraw by it."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.accounts.actions import count_try
from dialog_tracker.comments.changes import speaks_for
from dialog_tracker.comments.tables import CoSignature, Submission, Submitter
from dialog_tracker.consultations.actions import next_number
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.actions import find_or_add_organisation
from dialog_tracker.directory.tables import Organisation
from dialog_tracker.domain.coalition import joint_name
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import Conflict, DialogError, FieldErrors, Malformed, NotFound
from dialog_tracker.domain.incoming import submitter_kind
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.policy import Actor
from dialog_tracker.domain.script import fold, to_latin
from dialog_tracker.domain.submission import NameDisplay, SubmitterKind, is_late
from dialog_tracker.ledger.actions import record
from dialog_tracker.outbox.actions import write_letter
from dialog_tracker.storage.columns import new_id
from dialog_tracker.storage.transaction import Reader

# Subject and body of the letter that asks, made by the door; `%(secret)s` stands for the secret of the link.
Asking = Callable[[str], LetterWords]


@dataclass(frozen=True, slots=True)
class Signatory:
    """An organisation behind a submission, as the receipt and the lead see it."""

    name: str
    email: str
    signed_by: str
    function: str
    confirmed_at: datetime | None
    withdrawn_at: datetime | None


async def signatories(session: Reader, submission_id: UUID) -> list[Signatory]:
    """List who was asked, in the order in which they confirmed; those who did not yet come last."""
    shown = (
        CoSignature.name,
        CoSignature.email,
        CoSignature.signed_by,
        CoSignature.function,
        CoSignature.confirmed_at,
        CoSignature.withdrawn_at,
    )
    columns: tuple[Any, ...] = tuple(map(col, shown))
    query = select(*columns).where(col(CoSignature.submission_id) == submission_id)
    rows = await session.execute(query.order_by(col(CoSignature.confirmed_at).asc().nulls_last(), col(CoSignature.id)))
    return [Signatory(*row) for row in rows]


async def ask_to_join(
    session: AsyncSession, actor: Actor, now: datetime, number: str, invited: Sequence[tuple[str, str]], language: str, asking: Asking
) -> None:
    """Ask organisations to stand behind a submission of one's own organisation; asked again, the same address is left alone.

    Raises NotFound("submission-unknown"), Conflict("withdrawn-before", "coalition-too-late") and Malformed("coalition-without-lead").
    """
    row, late = await _locked(session, now, number)
    if not speaks_for(actor, row.person, row.organisation_id):
        raise NotFound("submission-unknown")
    if row.withdrawn_at is not None:
        raise Conflict("withdrawn-before")
    if late:
        raise Conflict("coalition-too-late")
    if row.organisation_id is None:
        raise Malformed("coalition-without-lead", field="invited")
    await count_try(session, now, f"coalition:{actor.person_id}", most=200, seconds=86_400)
    known = set((await session.scalars(select(col(CoSignature.email)).where(col(CoSignature.submission_id) == row.id))).all())
    for name, address in invited:
        if address in known:
            continue
        secret = secrets.token_urlsafe(32)
        values = {"submission_id": row.id, "name": clean_text("invited", name, 300), "email": address, "digest": _digest(secret)}
        blank = {"signed_by": "", "function": "", "asked_by": actor.person_id, "asked_at": now}
        await session.execute(insert(CoSignature).values(id=new_id(), **values, **blank))
        await write_letter(session, now, f"sign:{_digest(secret)}", "co-signature", address, language, asking(secret))
    await record(
        session, at=now, actor_id=actor.person_id, act="signatories-asked", subject_kind="submission", subject_id=row.id, count=len(invited)
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What an organisation was asked: for which submission, of whom, and how it stands."""

    number: str
    lead: str
    name: str
    title_reference: str
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    closes_at: datetime
    time_zone: str


async def asked(session: Reader, secret: str) -> Asked:
    """Read what a link asks; raises NotFound("link-spent")."""
    columns: tuple[Any, ...] = (
        *(col(Submission.number), col(Organisation.name), col(CoSignature.name), col(Consultation.reference)),
        *(col(CoSignature.confirmed_at), col(CoSignature.withdrawn_at), col(Consultation.closes_at), col(Consultation.time_zone)),
    )
    query = (
        select(*columns)
        .join(Submission, col(Submission.id) == col(CoSignature.submission_id))
        .join(Consultation, col(Consultation.id) == col(Submission.consultation_id))
        .join(Organisation, col(Organisation.id) == col(Submission.organisation_id))
        .where(col(CoSignature.digest) == _digest(secret), col(Submission.withdrawn_at).is_(None))
    )
    row = (await session.execute(query)).first()
    if row is None:
        raise NotFound("link-spent")
    return Asked(*row)


async def sign(session: AsyncSession, now: datetime, secret: str, name: str, signed_by: str, function: str) -> str:
    """Confirm that an organisation stands behind a submission, with the name and function of whoever says so; gives its number.

    The same click twice confirms once. Raises FieldErrors, NotFound("link-spent") and Conflict("coalition-too-late").
    """
    texts = {"name": name, "signed_by": signed_by, "function": function}
    clean = {field: clean_text(field, text, 300) for field, text in texts.items()}
    errors: dict[str, DialogError] = {field: Malformed("field-required", field=field) for field, text in clean.items() if not text}
    if errors:
        raise FieldErrors(errors)
    one = await asked(session, secret)
    row, late = await _locked(session, now, one.number)
    if one.confirmed_at is not None:
        return one.number
    if late:
        raise Conflict("coalition-too-late")
    kind = submitter_kind("", clean["name"])
    kind = SubmitterKind.ASSOCIATION if kind in {SubmitterKind.OTHER, SubmitterKind.INDIVIDUAL} else kind
    organisation_id = await find_or_add_organisation(session, now, clean["name"], kind, None)
    if organisation_id == row.organisation_id:
        raise FieldErrors({"name": Malformed("coalition-lead-again")})
    signed = update(CoSignature).where(col(CoSignature.digest) == _digest(secret))
    await session.execute(signed.values(**clean, organisation_id=organisation_id, confirmed_at=now))
    await _rename(session, row)
    await _told(session, now, row, "signature-confirmed", organisation_id)
    return one.number


async def unsign(session: AsyncSession, now: datetime, secret: str) -> str:
    """Withdraw an organisation from a submission; that it stood behind it stays on record. Raises NotFound("link-spent")."""
    one = await asked(session, secret)
    row, _ = await _locked(session, now, one.number)
    mine = (col(CoSignature.digest) == _digest(secret), col(CoSignature.confirmed_at).is_not(None), col(CoSignature.withdrawn_at).is_(None))
    gone = await session.execute(update(CoSignature).where(*mine).values(withdrawn_at=now).returning(col(CoSignature.organisation_id)))
    found = gone.first()
    if found is None:
        raise NotFound("link-spent")
    await _rename(session, row)
    await _told(session, now, row, "signature-withdrawn", found[0])
    return one.number


async def _locked(session: AsyncSession, now: datetime, number: str) -> tuple[Any, bool]:
    owner = select(col(Submitter.person_id)).where(col(Submitter.submission_id) == col(Submission.id)).scalar_subquery()
    shown = (Submission.id, Submission.organisation_id, Submission.withdrawn_at, Submission.display)
    columns: tuple[Any, ...] = (*map(col, shown), col(Consultation.reference), owner.label("person"))
    query = select(*columns).join(Consultation, col(Consultation.id) == col(Submission.consultation_id))
    row = (await session.execute(query.where(col(Submission.number) == number).with_for_update(of=Submission))).first()
    if row is None:
        raise NotFound("submission-unknown")
    facts = await facts_of(session, row.reference, now, lock=True)
    return row, is_late(facts.window, now)


async def _rename(session: AsyncSession, row: Any) -> None:
    """Lists and reports print the name that is kept with the submission: it names everybody who stands behind it now.

    A lead that keeps its name back is not named because others join it.
    """
    lead = (
        ""
        if row.display == NameDisplay.WITHHELD
        else await session.scalar(select(col(Organisation.name)).where(col(Organisation.id) == row.organisation_id)) or ""
    )
    others = [one.name for one in await signatories(session, row.id) if one.confirmed_at and not one.withdrawn_at]
    name = joint_name(lead, [other for other in others if fold(other) != fold(lead)])
    renamed = update(Submission).where(col(Submission.id) == row.id)
    await session.execute(renamed.values(public_name=name, public_name_latn=to_latin(name)))


async def _told(session: AsyncSession, now: datetime, row: Any, act: str, organisation_id: UUID | None) -> None:
    await next_number(session, f"{row.reference}/answers")
    told = {"organisation": str(organisation_id)}
    await record(session, at=now, actor_id=None, act=act, subject_kind="submission", subject_id=row.id, **told)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
