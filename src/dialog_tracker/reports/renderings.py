"""Making the files of reports, each in a child process, so that the server never holds a document."""

import asyncio
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.consultations.queries import Facts
from dialog_tracker.documents.actions import keep_file
from dialog_tracker.documents.erasing import erase_unused
from dialog_tracker.domain.errors import Conflict, Malformed
from dialog_tracker.domain.outcome_choice import Choice, FileForm, Names, chosen
from dialog_tracker.domain.outcome_facts import ReportFacts
from dialog_tracker.domain.outcome_rows import Column
from dialog_tracker.domain.report_template import context_of
from dialog_tracker.domain.script import Script
from dialog_tracker.office.bare import bare_environment
from dialog_tracker.office.ooxml_text import Voice
from dialog_tracker.office.report_stream import frame_of, lines_of
from dialog_tracker.office.template_sandbox import fill_template_async
from dialog_tracker.reports.gathering import Counted, present_facts
from dialog_tracker.reports.queries import frozen_facts
from dialog_tracker.reports.tables import Rendering
from dialog_tracker.storage.files import FileStore

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA_TYPES = {
    FileForm.DOCX: WORD,
    FileForm.TABLES: WORD,
    FileForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileForm.CSV: "text/csv",
    FileForm.HTML: "text/html",
    FileForm.JSON: "application/json",
    FileForm.PDF: "application/pdf",
}
log = structlog.get_logger()
_SECONDS = 1000  # LibreOffice itself is stopped earlier
_NO_LIBREOFFICE = 3  # how the child says that it has none


async def write_rendering(
    model: bytes, script: Script, target: Path, soffice: Path | None, fonts: str = "times", template: bytes | None = None
) -> None:
    """Write a frozen report as DOCX, in an authority's own frame where a template is given.

    Raises Conflict("report-not-written"), and Malformed with what is wrong with the template.
    """
    asked = [str(target), "--script", script, "--fonts", fonts]
    if template is None:
        await _child("report_job", [*asked, *_office(soffice)], lines_of(model))
        return
    report = frame_of(model)
    frame = target.with_suffix(".frame")
    frame.write_bytes(await fill_template_async(template, context_of(report, Voice(script, report.english).plain)))
    await _child("report_job", [*asked, "--frame", str(frame)], lines_of(model))


async def write_copy(
    facts: ReportFacts,
    choice: Choice,
    form: FileForm,
    script: Script,
    target: Path,
    soffice: Path | None,
    columns: Sequence[str] = (),
    fonts: str = "times",
) -> None:
    """Write what is chosen of the facts of a report; where names are hidden, tables have no kinds of submitters either. Raises Conflict("report-not-written" or "pdf-needs-libreoffice")."""
    if choice.names is Names.HIDDEN:
        columns = [column for column in columns or Column if column != Column.SUBMITTER_KIND]
    asked = ["--format", form.value, "--script", script, "--group-by", choice.grouping.value, "--columns", ",".join(columns)]
    await _child("export_job", [str(target), *asked, "--fonts", fonts, *_office(soffice)], [msgspec.json.encode(chosen(facts, choice))])


def _office(soffice: Path | None) -> list[str]:
    return ["--soffice", str(soffice)] if soffice is not None else []


async def _child(module: str, arguments: Sequence[str], given: Iterable[bytes]) -> None:
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, "-m", f"dialog_tracker.office.{module}", *arguments]
    child = await asyncio.create_subprocess_exec(*command, stdin=pipe, stderr=pipe, env=bare_environment())
    try:
        async with asyncio.timeout(_SECONDS):
            errors, _, _ = await asyncio.gather(_read(child.stderr), _feed(child.stdin, given), child.wait())
    except TimeoutError:
        raise Conflict("report-not-written", reason="timeout") from None
    finally:
        if child.returncode is None:  # it took too long, or nobody waits for it any more
            child.kill()
            await child.wait()
    if child.returncode == _NO_LIBREOFFICE:
        raise Conflict("pdf-needs-libreoffice")
    if child.returncode:
        raise Conflict("report-not-written", reason=errors.decode(errors="replace")[-300:])


async def _read(errors: asyncio.StreamReader | None) -> bytes:
    return await errors.read() if errors else b""


async def _feed(child: asyncio.StreamWriter | None, given: Iterable[bytes]) -> None:
    """Hand over piece by piece, as the child takes it; one that has ended says itself why."""
    if child is None:
        return
    with suppress(BrokenPipeError, ConnectionResetError):
        for piece in given:
            child.write(piece)
            await child.drain()
        child.write_eof()


async def facts_to_show(session: AsyncSession, facts: Facts, now: datetime, site: str, *, drafts: bool = False) -> ReportFacts:
    """Give the facts of the newest report, or those of today, marked as a working copy, where none is published.

    With `drafts`, for officials alone, a working copy counts answers that are only drafted.
    """
    return await frozen_facts(session, facts.reference, now) or await present_facts(
        session, facts, now, site, Counted.DRAFTED if drafts else Counted.PUBLISHED
    )


async def render(
    session: AsyncSession,
    now: datetime,
    store: FileStore,
    report_id: UUID,
    made_of: bytes | ReportFacts,
    script: Script,
    soffice: Path | None,
    fonts: str,
    form: FileForm = FileForm.DOCX,
    template: bytes | None = None,
) -> Path:
    """Make one file of a report, keep it, and note it: the Word file from the frozen model, others from its facts.

    A template that cannot be filled in does not hold a published report up: the standard frame is taken, and the log says so.
    """
    store.root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=store.root) as folder:
        target = Path(folder) / f"report.{form}"
        if isinstance(made_of, bytes):
            try:
                await write_rendering(made_of, script, target, soffice, fonts, template)
            except (Malformed, Conflict) as refused:
                if template is None:
                    raise
                log.warning("template-refused", report=str(report_id), code=refused.code)
                await write_rendering(made_of, script, target, soffice, fonts)
        else:
            await write_copy(made_of, Choice(), form, script, target, soffice, fonts=fonts)
        sha256, size = await kept(session, now, store, target, form)
    key = {"report_id": report_id, "script": script, "form": form}
    again: dict[str, Any] = {"sha256": sha256, "size": size, "made_at": now}
    made = upsert(Rendering).values(**key, **again)
    before = await session.scalar(select(col(Rendering.sha256)).filter_by(**key))
    await session.execute(made.on_conflict_do_update(index_elements=list(key), set_=again))
    if before not in (None, sha256):  # what was withheld meanwhile must not stay readable under its fingerprint
        await erase_unused(session, now, [before])
    return store.path_of(sha256)


async def kept(session: AsyncSession, now: datetime, store: FileStore, path: Path, form: FileForm) -> tuple[str, int]:
    """Keep a file that was made; gives its fingerprint and its size."""
    size = (await asyncio.to_thread(path.stat)).st_size
    sha256 = store.put_file(path)
    await keep_file(session, now, sha256=sha256, size=size, media_type=MEDIA_TYPES[form])
    return sha256, size
