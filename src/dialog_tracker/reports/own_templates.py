"""An authority's own Word template of its reports: checked when it comes, tried on a real report, then accepted; one at a time."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.documents.actions import keep_file
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import Conflict, NotFound
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.policy import Actor, Facts, Permission, require
from dialog_tracker.domain.report_template import TemplateFinding
from dialog_tracker.domain.script import Script
from dialog_tracker.ledger.actions import record
from dialog_tracker.office.template_sandbox import check_template_async
from dialog_tracker.reports.renderings import WORD, facts_to_show, write_rendering
from dialog_tracker.reports.tables import Report, ReportTemplate
from dialog_tracker.storage.columns import new_id
from dialog_tracker.storage.files import FileStore
from dialog_tracker.storage.transaction import Reader

_NAME = 200


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template that was brought; `tried_at` is when a trial report was last written with it."""

    id: UUID
    sha256: str
    name: str
    uploaded_at: datetime
    tried_at: datetime | None
    accepted_at: datetime | None
    retired_at: datetime | None

    @property
    def in_use(self) -> bool:
        """Tell whether reports are written with it."""
        return self.accepted_at is not None and self.retired_at is None


async def templates_of(session: Reader, authority_id: UUID) -> list[TemplateLine]:
    """List the templates of an authority, the newest first."""
    shown: tuple[Any, ...] = (ReportTemplate.id, ReportTemplate.sha256, ReportTemplate.name, ReportTemplate.uploaded_at)
    then = (ReportTemplate.tried_at, ReportTemplate.accepted_at, ReportTemplate.retired_at)
    query = select(*map(col, (*shown, *then))).where(col(ReportTemplate.authority_id) == authority_id)
    return [TemplateLine(*row) for row in await session.execute(query.order_by(col(ReportTemplate.uploaded_at).desc()).limit(50))]


async def accepted_template(session: Reader, report_id: UUID) -> str | None:
    """Give the fingerprint of the template that the authority of a report uses; None where it is the standard one."""
    query = (
        select(col(ReportTemplate.sha256))
        .join(Act, col(Act.authority_id) == col(ReportTemplate.authority_id))
        .join(Consultation, col(Consultation.act_id) == col(Act.id))
        .join(Report, col(Report.consultation_id) == col(Consultation.id))
        .where(col(Report.id) == report_id, col(ReportTemplate.accepted_at).is_not(None), col(ReportTemplate.retired_at).is_(None))
    )
    return await session.scalar(query)


async def bring_template(
    session: AsyncSession, actor: Actor, now: datetime, store: FileStore, authority_id: UUID, name: str, content: bytes
) -> tuple[TemplateFinding, ...]:
    """Check a template and keep it where nothing is wrong with it; gives what is wrong. Raises Malformed as `check_template_async`."""
    _require(actor, authority_id)
    findings = await check_template_async(content)
    if findings:
        return findings
    sha256 = store.put(content)
    await keep_file(session, now, sha256=sha256, size=len(content), media_type=WORD)
    given = {"id": new_id(), "authority_id": authority_id, "sha256": sha256, "name": clean_text("name", name, _NAME)}
    await session.execute(insert(ReportTemplate).values(**given, uploaded_by=actor.person_id, uploaded_at=now))
    await _told(session, actor, now, authority_id, "template-brought", sha256)
    return ()


async def try_template(
    session: AsyncSession, actor: Actor, now: datetime, store: FileStore, authority_id: UUID, template_id: UUID, script: Script, site: str
) -> bytes:
    """Write the authority's newest report, or one as it would be now, with a template.

    Raises Malformed("template-not-filled", "template-too-heavy") and Conflict("template-nothing-to-try", "report-not-written").
    """
    line = await _line(session, actor, authority_id, template_id)
    latest = select(col(Consultation.reference)).join(Act, col(Act.id) == col(Consultation.act_id))
    latest = latest.where(col(Act.authority_id) == authority_id, col(Consultation.published_at).is_not(None))
    latest = latest.outerjoin(Report, col(Report.consultation_id) == col(Consultation.id))
    order = (col(Report.published_at).desc().nulls_last(), col(Consultation.published_at).desc())
    reference = await session.scalar(latest.order_by(*order).limit(1))
    if reference is None:
        raise Conflict("template-nothing-to-try")
    shown = await facts_to_show(session, await facts_of(session, reference, now), now, site, drafts=True)
    with tempfile.TemporaryDirectory(prefix="trial-") as folder:
        target = Path(folder) / "trial.docx"
        await write_rendering(msgspec.json.encode(report_on(shown)), script, target, None, template=store.get(line.sha256))
        written = target.read_bytes()
    await session.execute(update(ReportTemplate).where(col(ReportTemplate.id) == template_id).values(tried_at=now))
    return written


async def accept_template(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, template_id: UUID) -> None:
    """Use a template from now on instead of the one before; raises Conflict("template-not-tried")."""
    line = await _line(session, actor, authority_id, template_id)
    if line.tried_at is None:
        raise Conflict("template-not-tried")
    if line.in_use:
        return
    others = (col(ReportTemplate.authority_id) == authority_id, col(ReportTemplate.accepted_at).is_not(None))
    await session.execute(update(ReportTemplate).where(*others, col(ReportTemplate.retired_at).is_(None)).values(retired_at=now))
    accepted = {"accepted_by": actor.person_id, "accepted_at": now, "retired_at": None}
    await session.execute(update(ReportTemplate).where(col(ReportTemplate.id) == template_id).values(**accepted))
    await _told(session, actor, now, authority_id, "template-accepted", line.sha256)


async def retire_template(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, template_id: UUID) -> None:
    """Go back to the standard template."""
    line = await _line(session, actor, authority_id, template_id)
    if line.retired_at is None:
        await session.execute(update(ReportTemplate).where(col(ReportTemplate.id) == template_id).values(retired_at=now))
        await _told(session, actor, now, authority_id, "template-retired", line.sha256)


async def template_file(session: Reader, actor: Actor, authority_id: UUID, template_id: UUID) -> TemplateLine:
    """Read a template, to be downloaded as it was brought; raises NotFound("template-unknown")."""
    return await _line(session, actor, authority_id, template_id)


async def _line(session: Reader, actor: Actor, authority_id: UUID, template_id: UUID) -> TemplateLine:
    _require(actor, authority_id)
    found = next((line for line in await templates_of(session, authority_id) if line.id == template_id), None)
    if found is None:
        raise NotFound("template-unknown")
    return found


def _require(actor: Actor, authority_id: UUID) -> None:
    require(Permission.RULE_OVERRIDE, actor, Facts(authority_id=authority_id))


async def _told(session: AsyncSession, actor: Actor, now: datetime, authority_id: UUID, act: str, sha256: str) -> None:
    await record(session, at=now, actor_id=actor.person_id, act=act, subject_kind="authority", subject_id=authority_id, sha256=sha256)
