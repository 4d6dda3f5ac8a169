"""The announcements of a consultation and its publication package, made from what is entered."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.activities.queries import events_of
from dialog_tracker.consultations.queries import clock_of, texts_of
from dialog_tracker.directory.queries import authority
from dialog_tracker.documents.queries import act_card, text_of
from dialog_tracker.domain.announcement import (
    Announcement,
    AnnouncementFacts,
    AnnouncementKind,
    PlannedEvent,
    announcement,
    as_lines,
    missing,
)
from dialog_tracker.domain.draft_format import ending_of
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.procedure import find_procedure
from dialog_tracker.domain.script import Script, to_latin
from dialog_tracker.office.announcement_file import announcement_file
from dialog_tracker.office.comment_form_file import CommentForm, comment_form
from dialog_tracker.reading.heads import Head, head_of
from dialog_tracker.reports.queries import EVENT_NAMES, LEVEL_HEADERS, PROCEDURE_FORMS, legal_basis
from dialog_tracker.storage.files import FileStore

_NAMES: Mapping[AnnouncementKind, str] = {
    AnnouncementKind.NOTICE: "obavestenje",
    AnnouncementKind.CALL: "javni-poziv",
    AnnouncementKind.PROGRAMME: "program",
    AnnouncementKind.LETTER: "pozivno-pismo",
}
_NOTE_KIND = "explanatory_note"


@dataclass(frozen=True, slots=True)
class Announcements:
    """What can be announced of a consultation, and what is missing for it."""

    head: Head
    facts: AnnouncementFacts
    missing: tuple[str, ...]

    def written(self, kind: AnnouncementKind) -> Announcement:
        """Write one of them."""
        return announcement(kind, self.facts)

    def file_name(self, kind: AnnouncementKind, ending: str) -> str:
        """Name a file in ASCII."""
        return f"{_NAMES[kind]}-{self.head.reference}.{ending}"


async def announcements(session: AsyncSession, actor: Actor, reference: str, now: datetime, base_url: str) -> Announcements:
    """Gather what the announcements say; for those who run the consultation."""
    facts, head = await head_of(session, actor, reference, now, latin=False)
    require(Permission.CONSULTATION_OPEN, actor, facts.policy)
    body, act = await authority(session, facts.authority_id), await act_card(session, facts.act_id, latin=False)
    clock, texts = await clock_of(session, facts, now), await texts_of(session, facts.id)
    lines = await text_of(session, facts.version_id, latin=False)
    note = any(line.kind == _NOTE_KIND for line in lines)
    gathered = AnnouncementFacts(
        authority=body.name,
        headers=LEVEL_HEADERS[body.level],
        place=body.place,
        case_number=head.case_number,
        issued_on=facts.today(now),
        title=act.title,
        procedure=PROCEDURE_FORMS[find_procedure(facts.procedure_key).family],
        basis=legal_basis(clock),
        opens_on=facts.window.opens_on,
        last_on=facts.window.last_on,
        closes_at=facts.window.closing_time,
        page=f"{base_url}/c/{reference}",
        email=head.email,
        portal=head.portal_url,
        report_due_on=clock.report_due_on,
        events=tuple([_event(event) for event in await events_of(session, facts.id)]),
        annexes=("текст акта са образложењем" if note else "текст акта", "образац за достављање предлога"),
        signatory_office=body.signatory_office,
        signatory_name=body.signatory_name,
        **texts,
    )
    return Announcements(head, gathered, missing(gathered))


def _event(line: Any) -> PlannedEvent:
    return PlannedEvent(EVENT_NAMES.get(line.kind, "догађај"), line.title, line.starts_on, line.starts_time, line.place, line.link)


def as_text(written: Announcement, script: Script) -> str:
    """Write an announcement as text for a site or the state portal."""
    words = "\n\n".join(as_lines(written)) + "\n"
    return to_latin(words) if script is Script.LATIN else words


def as_word(found: Announcements, kind: AnnouncementKind, script: Script) -> bytes:
    """Write an announcement as a Word file."""
    return announcement_file(found.written(kind), script, found.head.reference)


def form_of(found: Announcements, script: Script) -> bytes:
    """Write the form for comments as a Word file."""
    facts = found.facts
    address = " · ".join(filter(None, (facts.page, facts.email, facts.postal_address)))
    return comment_form(
        CommentForm(facts.title, facts.last_on, facts.closes_at, address, facts.authority, facts.issued_on), script, found.head.reference
    )


def package(found: Announcements, script: Script, store: FileStore, now: datetime) -> bytes:
    """Make the publication package: call, programme, notice, letter, form, draft, texts for sites, and a list with fingerprints."""
    head = found.head
    files = {found.file_name(kind, "docx"): as_word(found, kind, script) for kind in AnnouncementKind}
    files |= {found.file_name(kind, "txt"): as_text(found.written(kind), script).encode() for kind in AnnouncementKind}
    files[f"obrazac-{head.reference}.docx"] = form_of(found, script)
    files[f"nacrt-{head.reference}.{ending_of(head.source_type)}"] = store.get(head.source_sha256)
    listed = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    target = io.BytesIO()
    at = now.astimezone(ZoneInfo(head.time_zone)).timetuple()[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted({**files, "SHA256SUMS.txt": listed.encode()}.items()):
            packed.writestr(zipfile.ZipInfo(name, at), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
