"""Copies of a report that officials ask for, at any time: small ones come at once, large ones by a job."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.comments.tables import Submission
from dialog_tracker.comments.withholding import WITHHOLDING_ACTS
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.documents.erasing import erase_unused
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.outcome import Grouping
from dialog_tracker.domain.outcome_choice import MANY, Choice, FileForm, Names
from dialog_tracker.domain.outcome_facts import ReportFacts
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.outbox.actions import queue_job
from dialog_tracker.reports.renderings import facts_to_show, kept, write_copy
from dialog_tracker.reports.tables import ReportCopy
from dialog_tracker.storage.columns import new_id
from dialog_tracker.storage.files import FileStore

COPY_JOB = "write-copy"
_KEPT = timedelta(days=30)
_SECONDS_AT_LEAST = 5
_SECONDS_A_ROW = 0.015  # in a PDF, on two processors with other work
AT_ONCE = MANY  # comments; more are written by a job


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: the kind of file, its script, what it shows, and which columns its tables have."""

    form: FileForm
    script: Script
    choice: Choice = field(default_factory=Choice)
    columns: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Give the part of the file's name that tells copies apart."""
        return f"{'latn' if self.script is Script.LATIN else 'cyrl'}.{self.form}"


def comes_at_once(wish: Wish, comments: int) -> bool:
    """Tell whether a copy is quick enough to wait for; LibreOffice never is."""
    return comments <= AT_ONCE and wish.form is not FileForm.PDF


async def copy_at_once(session: AsyncSession, actor: Actor, now: datetime, reference: str, wish: Wish, site: str) -> bytes:
    """Write a copy and give it; its contents name no pages, for which LibreOffice is needed. Raises as `write_copy`."""
    facts = await facts_of(session, reference, now)
    require(Permission.REPORT_EXPORT, actor, facts.policy)
    shown = await facts_to_show(session, facts, now, site, drafts=True)
    with tempfile.TemporaryDirectory(prefix="copy-") as folder:
        target = Path(folder) / "copy"
        await write_copy(shown, wish.choice, wish.form, wish.script, target, None, wish.columns)
        return target.read_bytes()


async def ask_for_copy(session: AsyncSession, actor: Actor, now: datetime, reference: str, wish: Wish) -> UUID:
    """Queue a copy; gives its id."""
    facts = await facts_of(session, reference, now)
    require(Permission.REPORT_EXPORT, actor, facts.policy)
    copy_id = new_id()
    row = {"id": copy_id, "consultation_id": facts.id, "form": wish.form, "script": wish.script, "asked": _noted(wish), "created_at": now}
    await session.execute(insert(ReportCopy).values(**row, requested_by=actor.person_id))
    await queue_job(session, now, COPY_JOB, copy_id, {"reference": reference}, actor.person_id)
    return copy_id


def _noted(wish: Wish) -> dict[str, Any]:
    choice = wish.choice
    return {
        "names": choice.names,
        "late": choice.late,
        "statuses": sorted(choice.statuses),
        "place": choice.place,
        "grouping": choice.grouping,
        "english": choice.english,
        "columns": wish.columns,
    }


def _asked(form: str, script: str, noted: Mapping[str, Any]) -> Wish:
    statuses = frozenset(map(ResponseStatus, noted["statuses"]))
    choice = Choice(Names(noted["names"]), noted["late"], statuses, noted["place"], Grouping(noted["grouping"]), noted["english"])
    return Wish(FileForm(form), Script(script), choice, tuple(noted["columns"]))


@dataclass(frozen=True, slots=True)
class AskedCopy:
    """A copy to be written: the facts to write it of, what was asked, and about how long that takes."""

    id: UUID
    facts: ReportFacts
    wish: Wish

    @property
    def seconds(self) -> float:
        """Estimate the time, by the number of comments and by whether LibreOffice lays them out."""
        a_row = _SECONDS_A_ROW if self.wish.form is FileForm.PDF else _SECONDS_A_ROW / 100
        return _SECONDS_AT_LEAST + len(self.facts.comments) * a_row

    async def write(self, target: Path, soffice: Path | None) -> None:
        """Write the file; raises as `write_copy`."""
        await write_copy(self.facts, self.wish.choice, self.wish.form, self.wish.script, target, soffice, self.wish.columns)


async def asked_copy(session: AsyncSession, now: datetime, copy_id: UUID, site: str) -> AskedCopy:
    """Read what a copy is to be written of; raises NotFound("job-unknown")."""
    columns = (col(ReportCopy.form), col(ReportCopy.script), col(ReportCopy.asked), col(Consultation.reference))
    query = select(*columns).join(Consultation, col(Consultation.id) == col(ReportCopy.consultation_id))
    row = (await session.execute(query.where(col(ReportCopy.id) == copy_id))).first()
    if row is None:
        raise NotFound("job-unknown")
    facts = await facts_to_show(session, await facts_of(session, row.reference, now), now, site, drafts=True)
    return AskedCopy(copy_id, facts, _asked(row.form, row.script, row.asked))


async def keep_copy(session: AsyncSession, now: datetime, store: FileStore, copy: AskedCopy, path: Path) -> None:
    """Keep the file of a copy that was written."""
    sha256, size = await kept(session, now, store, path, copy.wish.form)
    await session.execute(update(ReportCopy).where(col(ReportCopy.id) == copy.id).values(sha256=sha256, size=size))


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A copy that was asked for; without a fingerprint it is not written yet."""

    id: UUID
    reference: str
    wish: Wish
    created_at: datetime
    sha256: str | None
    size: int | None


async def copies_of(session: AsyncSession, consultation_id: UUID, copy_id: UUID | None = None) -> list[CopyLine]:
    """List the newest copies of a consultation's report, or one of them."""
    columns: tuple[Any, ...] = (ReportCopy.id, Consultation.reference, ReportCopy.form, ReportCopy.script, ReportCopy.asked)
    made: tuple[Any, ...] = (ReportCopy.created_at, ReportCopy.sha256, ReportCopy.size)
    query = select(*map(col, (*columns, *made))).join(Consultation, col(Consultation.id) == col(ReportCopy.consultation_id))
    query = query.where(col(ReportCopy.consultation_id) == consultation_id)
    if copy_id is not None:
        query = query.where(col(ReportCopy.id) == copy_id)
    rows = await session.execute(query.order_by(col(ReportCopy.created_at).desc()).limit(20))
    return [CopyLine(row[0], row[1], _asked(*row[2:5]), *row[5:]) for row in rows]


async def forget_copies(session: AsyncSession, now: datetime) -> int:
    """Drop copies a month old, and those made before something of their consultation was withheld or published; counts them."""
    decided = (
        select(col(LedgerEntry.sequence))
        .join(Submission, col(Submission.id) == col(LedgerEntry.subject_id))
        .where(col(Submission.consultation_id) == col(ReportCopy.consultation_id), col(LedgerEntry.act).in_(WITHHOLDING_ACTS))
        .where(col(LedgerEntry.at) > col(ReportCopy.created_at))
    )
    old = or_(col(ReportCopy.created_at) < now - _KEPT, decided.exists())
    rows = await session.execute(delete(ReportCopy).where(old).returning(col(ReportCopy.sha256)))
    files = list(rows.scalars())
    await erase_unused(session, now, [sha256 for sha256 in files if sha256])
    return len(files)
