"""Reading reports that are out, and the files made from them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlmodel import col

from dialog_tracker.comments.withholding import held_numbers
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.documents.tables import Version
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.outcome_choice import FileForm
from dialog_tracker.domain.outcome_difference import ReportComparison, compare_reports
from dialog_tracker.domain.outcome_facts import ReportFacts
from dialog_tracker.domain.outcome_held import facts_without_held, without_held
from dialog_tracker.domain.script import Script
from dialog_tracker.reports.tables import Rendering, Report
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class RenderingLine:
    """A file made from a report."""

    script: Script
    form: FileForm
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class ReportCard:
    """A report that is out, with its model and the files made from it."""

    id: UUID
    reference: str
    number: int
    model: OutcomeReport
    model_hash: str
    published_at: datetime
    files: tuple[RenderingLine, ...]

    @property
    def written_in_word(self) -> bool:
        """Tell whether the Word files of both scripts are there."""
        return {file.script for file in self.files if file.form is FileForm.DOCX} == set(Script)


async def newest_report(session: Reader, reference: str) -> ReportCard:
    """Read the report of a consultation; raises NotFound("report-not-published")."""
    columns = (col(Report.id), col(Report.number), col(Report.model), col(Report.model_hash), col(Report.published_at))
    query = (
        select(*columns)
        .join(Consultation, col(Consultation.id) == col(Report.consultation_id))
        .where(col(Consultation.reference) == reference)
    )
    row = (await session.execute(query.order_by(col(Report.number).desc()).limit(1))).first()
    if row is None:
        raise NotFound("report-not-published")
    files = await session.execute(
        select(col(Rendering.script), col(Rendering.form), col(Rendering.sha256), col(Rendering.size)).where(
            col(Rendering.report_id) == row.id
        )
    )
    renderings = tuple(RenderingLine(Script(script), FileForm(form), sha256, size) for script, form, sha256, size in files)
    model = msgspec.json.decode(row.model, type=OutcomeReport)
    return ReportCard(row.id, reference, row.number, model, row.model_hash, row.published_at, renderings)


async def frozen_facts(session: Reader, reference: str, now: datetime, number: int | None = None) -> ReportFacts | None:
    """Read what the newest report, or the one with a number, was made of, without what is not public any more; None where there is none."""
    query = select(col(Report.facts), col(Report.consultation_id)).join(Consultation, col(Consultation.id) == col(Report.consultation_id))
    query = query.where(col(Consultation.reference) == reference, col(Report.facts).is_not(None))
    if number is not None:
        query = query.where(col(Report.number) == number)
    found = (await session.execute(query.order_by(col(Report.number).desc()).limit(1))).first()
    return await _public_facts(session, found, now)


async def compared_versions(session: Reader, reference: str, now: datetime, old: int, new: int) -> ReportComparison:
    """Compare two published versions of a report; raises NotFound("report-not-published")."""
    earlier, later = await frozen_facts(session, reference, now, old), await frozen_facts(session, reference, now, new)
    if earlier is None or later is None:
        raise NotFound("report-not-published")
    return compare_reports(earlier, later)


async def facts_by_id(session: Reader, report_id: UUID, now: datetime) -> ReportFacts | None:
    """Read what a report was made of, as `frozen_facts`; None for one that was published before its facts were kept."""
    query = select(col(Report.facts), col(Report.consultation_id)).where(col(Report.id) == report_id)
    return await _public_facts(session, (await session.execute(query)).first(), now)


async def _public_facts(session: Reader, row: Any, now: datetime) -> ReportFacts | None:
    if row is None or row.facts is None:
        return None
    facts = msgspec.json.decode(row.facts, type=ReportFacts)
    return facts_without_held(facts, await held_numbers(session, row.consultation_id, now))


async def report_model(session: Reader, report_id: UUID) -> bytes:
    """Read the frozen model of a report as it was written."""
    model = await session.scalar(select(col(Report.model)).where(col(Report.id) == report_id))
    if model is None:
        raise NotFound("report-not-published")
    return model


async def public_model(session: Reader, now: datetime, report_id: UUID) -> bytes:
    """Give the frozen model as the public may read it now: without the texts that were withheld after it was published."""
    model = await report_model(session, report_id)
    held = await held_numbers(session, await session.scalar(select(col(Report.consultation_id)).where(col(Report.id) == report_id)), now)
    return msgspec.json.encode(without_held(msgspec.json.decode(model, type=OutcomeReport), held)) if held else model


@dataclass(frozen=True, slots=True)
class ReportKey:
    """A report and the consultation it belongs to."""

    id: UUID
    reference: str


async def report_of_source(session: Reader, source_sha256: str, procedure_key: str) -> ReportKey | None:
    """Find the newest report on a draft by the fingerprint of its file and the procedure; None where there is none."""
    query = (
        select(col(Report.id), col(Consultation.reference))
        .join(Consultation, col(Consultation.id) == col(Report.consultation_id))
        .join(Version, col(Version.id) == col(Consultation.version_id))
        .where(col(Version.source_sha256) == source_sha256, col(Consultation.procedure_key) == procedure_key)
        .order_by(col(Report.published_at).desc())
    )
    row = (await session.execute(query.limit(1))).first()
    return ReportKey(row[0], row[1]) if row else None
