"""What is announced of a consultation, made from what is entered: the notice of start, the call, the programme and the letter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dialog_tracker.activities.queries import ActivityLine, events_of
from dialog_tracker.consultations.queries import Facts, clock_of, steps_of, texts_of
from dialog_tracker.directory.queries import authority
from dialog_tracker.documents.queries import AttachmentLine, ProvisionLine, attachments_of_kind, text_of
from dialog_tracker.domain.act import DocumentKind
from dialog_tracker.domain.announcement import Announcement, AnnouncementFacts, AnnouncementKind, PlannedEvent, announcement, missing, ways
from dialog_tracker.domain.consultation import Phase
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.outcome_labels import ACT_KINDS
from dialog_tracker.domain.policy import Actor
from dialog_tracker.domain.procedure import find_procedure
from dialog_tracker.domain.provision import ROW_KINDS, ProvisionKind
from dialog_tracker.domain.script import Face, Script
from dialog_tracker.office.announcement_file import announcement_file
from dialog_tracker.office.comment_form_file import CommentForm, comment_form
from dialog_tracker.reading.heads import Head, head_of
from dialog_tracker.reports.gathering import EVENT_NAMES, LEVEL_HEADERS, PROCEDURE_FORMS, legal_basis
from dialog_tracker.storage.transaction import Reader

_STEPS: Mapping[AnnouncementKind, str] = {
    AnnouncementKind.NOTICE: "start_notice_published",
    AnnouncementKind.CALL: "call_published",
    AnnouncementKind.PROGRAMME: "call_published",
}
_MOST_ANNEXES = 20
PUBLIC = (AnnouncementKind.CALL, AnnouncementKind.PROGRAMME)


@dataclass(frozen=True, slots=True)
class Announcements:
    """What can be announced of a consultation; `kinds` are those that its procedure has, `steps` the days on which they went out."""

    head: Head
    facts: AnnouncementFacts
    kinds: Sequence[AnnouncementKind]
    steps: Mapping[str, date]
    lines: Sequence[ProvisionLine]
    notes: Sequence[AttachmentLine]

    @property
    def missing(self) -> tuple[str, ...]:
        """Name what nobody entered."""
        return missing(self.facts)

    def written(self, kind: AnnouncementKind, recipient: str = "") -> Announcement:
        """Write one of them; what went out keeps the day on which it did."""
        day = self.steps.get(_STEPS.get(kind, ""), self.facts.issued_on)
        return announcement(kind, replace(self.facts, issued_on=day, recipient=recipient))

    def as_word(self, kind: AnnouncementKind, script: Script, recipient: str = "") -> bytes:
        """Write one of them as a Word file."""
        return announcement_file(self.written(kind, recipient), script, self.head.reference)


async def gathered(session: Reader, facts: Facts, head: Head, now: datetime, base_url: str) -> Announcements:
    """Gather what the announcements say, whatever the number of comments; `head` is the one in Cyrillic."""
    body = await authority(session, facts.authority_id)
    clock, steps = await clock_of(session, facts, now), await steps_of(session, facts.id)
    lines = await text_of(session, facts.version_id, latin=False)
    notes = await attachments_of_kind(session, facts.act_id, DocumentKind.EXPLANATORY_NOTE)
    has_note = bool(notes) or any(line.kind == ProvisionKind.EXPLANATORY_NOTE for line in lines)
    procedure = find_procedure(facts.procedure_key)
    known = AnnouncementFacts(
        authority=body.name,
        headers=LEVEL_HEADERS[body.level],
        place=body.place,
        case_number=head.case_number,
        issued_on=facts.today(now),
        title=head.title,
        procedure=PROCEDURE_FORMS[procedure.family],
        basis=legal_basis(clock),
        opens_on=facts.window.opens_on,
        last_on=facts.window.last_on,
        closes_at=facts.window.closing_time,
        page=f"{base_url}/c/{facts.reference}",
        email=head.email,
        portal=head.portal_url,
        report_due_on=clock.report_due_on,
        events=tuple(map(_event, await events_of(session, facts.id))),
        annexes=tuple(_annexes(head, lines, note=has_note)),
        signatory_office=body.signatory_office,
        signatory_name=body.signatory_name,
        unit=body.unit,
        procedure_name=procedure.name.sr,
        started_on=facts.started_on,
        note=has_note,
        **await texts_of(session, facts.id),
    )
    announces_start = any(duty.rule.step == _STEPS[AnnouncementKind.NOTICE] for duty in clock.obligations)
    kinds = [kind for kind in AnnouncementKind if kind is not AnnouncementKind.NOTICE or announces_start]
    return Announcements(head, known, kinds, steps, lines, notes)


def _annexes(head: Head, lines: Sequence[ProvisionLine], *, note: bool) -> Iterator[str]:
    yield ACT_KINDS.get(head.act_kind) or "текст акта"
    if note:
        yield "образложење"
    annexes = [line for line in lines if line.kind == ProvisionKind.ANNEX]
    yield from (" ".join(filter(None, (line.label, line.heading))) or "прилог" for line in annexes[:_MOST_ANNEXES])
    yield "образац за достављање предлога"


def _event(line: ActivityLine) -> PlannedEvent:
    kind = EVENT_NAMES.get(line.kind, "догађај")
    return PlannedEvent(kind, line.title, line.starts_on, line.starts_time, line.place, line.link, line.ends_time)


async def public_announcement(
    session: Reader, actor: Actor, reference: str, now: datetime, base_url: str, kind: AnnouncementKind, script: Script
) -> bytes:
    """Write the call or the programme of a published consultation as Word; raises NotFound where it is not out yet."""
    facts, head = await head_of(session, actor, reference, now, face=Face.CYRILLIC)
    if facts.phase is Phase.DRAFT:
        raise NotFound("file-missing")
    return (await gathered(session, facts, head, now, base_url)).as_word(kind, script)


def form_of(found: Announcements, script: Script) -> bytes:
    """Write the form for comments as a Word file; its ways are those of the call, without the pages that need no form."""
    facts = found.facts
    known = (facts.title, facts.last_on, facts.closes_at, ways(facts, by_form=True), facts.authority, facts.issued_on)
    form = CommentForm(*known, provisions=_choices(found), text_version=str(found.head.version_id))
    return comment_form(form, script, found.head.reference)


# What can be chosen on the form: the units of a text that comments stand on, by the name under which people know them.
_CHOSEN = frozenset({ProvisionKind.ARTICLE, ProvisionKind.ANNEX, ProvisionKind.PREAMBLE, *ROW_KINDS})


def _choices(found: Announcements) -> list[tuple[str, str]]:
    chosen = [line for line in found.lines if line.kind in _CHOSEN]
    return [(line.anchor, ". ".join(filter(None, (line.label.rstrip("."), line.heading or ""))) or line.anchor) for line in chosen]


async def public_form(session: Reader, actor: Actor, reference: str, now: datetime, base_url: str, script: Script) -> bytes:
    """Write the form for comments of a published consultation as Word; raises NotFound where it is not out yet."""
    facts, head = await head_of(session, actor, reference, now, face=Face.CYRILLIC)
    if facts.phase is Phase.DRAFT:
        raise NotFound("file-missing")
    return form_of(await gathered(session, facts, head, now, base_url), script)
