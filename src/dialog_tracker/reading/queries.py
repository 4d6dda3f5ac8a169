"""What public pages show: one frozen shape per page, filled by a few queries; pages and API share them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dialog_tracker.activities.queries import ActivityLine, events_of
from dialog_tracker.comments.basket_lines import basket_size
from dialog_tracker.comments.coalition import Signatory, signatories
from dialog_tracker.comments.queries import PlaceCounts, ReceiptCard, Totals, receipt
from dialog_tracker.comments.receipts import FileLine, files_of_submission
from dialog_tracker.comments.withholding import held_numbers
from dialog_tracker.consultations.queries import Facts, LegalClock, RoundLine, changes_of, clock_of, phase_by, rounds_of
from dialog_tracker.documents.queries import (
    ActAreaLine,
    AttachmentLine,
    ProvisionLine,
    areas_concerned,
    attachments_of,
    head_of_rows,
    text_of,
    unit_of,
)
from dialog_tracker.domain.consultation import Phase
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.outcome_held import without_held
from dialog_tracker.domain.policy import Actor, Permission, allows
from dialog_tracker.domain.policy import Facts as PolicyFacts
from dialog_tracker.domain.provision import HOLDS_ROWS, ROW_KINDS
from dialog_tracker.domain.script import Face
from dialog_tracker.domain.submission import is_late
from dialog_tracker.domain.window import WindowChange
from dialog_tracker.outbox.queries import JobLine, newest_job
from dialog_tracker.reading.heads import Head, head_of, tallies_of
from dialog_tracker.reports.actions import RENDER_JOB
from dialog_tracker.reports.queries import ReportCard, newest_report
from dialog_tracker.responses.queries import (
    AnsweredLine,
    AnswerState,
    SentComment,
    comments_of_submission,
    comments_on_unit,
    comments_page,
)
from dialog_tracker.storage.transaction import Reader

PAGE = 50


@dataclass(frozen=True, slots=True)
class ConsultationPage:
    """A consultation: what, who, dates with their reasons, how to take part, documents, numbers."""

    head: Head
    act_id: UUID
    clock: LegalClock
    totals: Totals
    units_with_comments: int
    answers: AnswerState
    events: Sequence[ActivityLine]
    changes: Sequence[WindowChange]
    areas: Sequence[ActAreaLine]
    rounds: Sequence[RoundLine]
    files: Sequence[AttachmentLine]
    report: ReportCard | None
    may_comment: bool
    may_manage: bool


async def consultation_page(session: Reader, actor: Actor, reference: str, now: datetime, *, face: Face) -> ConsultationPage:
    """Read the page of a consultation."""
    facts, head = await head_of(session, actor, reference, now, face=face)
    tallies = await tallies_of(session, facts)
    report = await newest_report(session, reference) if facts.report_published else None
    clock = await clock_of(session, facts, now)
    return ConsultationPage(
        head=replace(head, phase=phase_by(facts, clock)),
        act_id=facts.act_id,
        clock=clock,
        totals=tallies.totals,
        units_with_comments=len(tallies.by_unit),
        answers=tallies.answers,
        events=await events_of(session, facts.id, latin=face.latin),
        changes=await changes_of(session, facts.id),
        areas=await areas_concerned(session, facts.act_id),
        rounds=await rounds_of(session, facts.act_id, facts.id) if head.other_rounds else (),
        files=await attachments_of(session, facts.act_id, public=True) if head.public_files else (),
        report=report,
        may_comment=facts.phase in (Phase.OPEN, Phase.ANSWERING, Phase.OVERDUE),
        may_manage=allows(Permission.CONSULTATION_OPEN, actor, facts.policy),
    )


@dataclass(frozen=True, slots=True)
class UnitText:
    """An article, or another unit of a text, with its parts nested as they stand; a row of a plan knows the head of its table."""

    anchor: str
    kind: str
    label: str
    heading: str | None
    words: str
    first: ProvisionLine
    lines: Sequence[ProvisionLine]
    counts: PlaceCounts | None
    columns: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TextPage:
    """The text of a draft with counts of comments, and the visitor's basket."""

    head: Head
    units: Sequence[UnitText]
    general: int
    basket: int
    may_comment: bool


def units_of(lines: Sequence[ProvisionLine], counts: Mapping[str, PlaceCounts]) -> list[UnitText]:
    """Gather the lines of a text into units, in their order."""
    gathered: dict[str, list[ProvisionLine]] = {}
    heads = {line.anchor: tuple(line.words.split("\t")) for line in lines if "\t" in line.words and line.kind in HOLDS_ROWS}
    for line in lines:
        gathered.setdefault(line.unit_anchor, []).append(line)
    return [
        UnitText(unit, first.kind, first.label, first.heading, first.words, first, rest, counts.get(unit), _columns(first, heads))
        for unit, (first, *rest) in gathered.items()
    ]


def _columns(line: ProvisionLine, heads: Mapping[str, Sequence[str]]) -> Sequence[str]:
    return heads.get(line.parent_anchor or "", ()) if line.kind in ROW_KINDS else ()


async def text_page(session: Reader, actor: Actor, reference: str, now: datetime, *, face: Face) -> TextPage:
    """Read the text page; its queries do not grow with the text or the comments."""
    facts, head = await head_of(session, actor, reference, now, face=face)
    tallies = await tallies_of(session, facts)
    lines = await text_of(session, facts.version_id, latin=face.latin)
    return TextPage(
        head, units_of(lines, tallies.by_unit), tallies.totals.general, await _basket(session, actor, facts.id), _may_comment(facts)
    )


async def _basket(session: Reader, actor: Actor, consultation_id: UUID) -> int:
    return await basket_size(session, actor, consultation_id) if actor.person_id else 0


def _may_comment(facts: Facts) -> bool:
    return facts.phase in (Phase.OPEN, Phase.ANSWERING, Phase.OVERDUE)


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit of a text with its comments; `anchor` is the place that was asked for, `unit` None for general comments."""

    head: Head
    consulted: Facts
    anchor: str
    unit: UnitText | None
    comments: Sequence[AnsweredLine]
    next: int | None
    basket: int
    may_comment: bool


async def unit_page(
    session: Reader, actor: Actor, reference: str, anchor: str, now: datetime, *, face: Face, after: int | None = None
) -> UnitPage:
    """Read one unit with a page of its comments; an empty anchor asks for general comments. Raises NotFound("provision-unknown")."""
    facts, head = await head_of(session, actor, reference, now, face=face)
    unit: UnitText | None = None
    if anchor:
        lines = await unit_of(session, facts.version_id, anchor, latin=face.latin)
        if not lines:
            raise NotFound("provision-unknown", anchor=anchor)
        unit = units_of(lines, {})[0]
        if unit.kind in ROW_KINDS and unit.first.parent_anchor:
            unit = replace(unit, columns=await head_of_rows(session, facts.version_id, unit.first.parent_anchor, latin=face.latin))
    comments = await comments_on_unit(
        session, facts.id, facts.version_id, unit.anchor if unit else "", now, latin=face.latin, after=after, limit=PAGE + 1
    )
    more = comments[PAGE - 1].position if len(comments) > PAGE else None
    return UnitPage(head, facts, anchor, unit, comments[:PAGE], more, await _basket(session, actor, facts.id), _may_comment(facts))


@dataclass(frozen=True, slots=True)
class CommentsPage:
    """A page of all comments of a consultation, with their answers."""

    head: Head
    comments: Sequence[AnsweredLine]
    answers: AnswerState | None
    status: str
    next: int | None


async def comments_list(
    session: Reader,
    actor: Actor,
    reference: str,
    now: datetime,
    *,
    face: Face,
    after: int | None = None,
    status: str = "",
    counted: bool = True,
) -> CommentsPage:
    """Read a page of comments; `counted=False` leaves out the totals, which cost a pass over all of them."""
    facts, head = await head_of(session, actor, reference, now, face=face)
    rows = await comments_page(session, facts.id, now, latin=face.latin, after=after, limit=PAGE + 1, status=status)
    more = rows[PAGE - 1].position if len(rows) > PAGE else None
    return CommentsPage(head, rows[:PAGE], (await tallies_of(session, facts)).answers if counted else None, status, more)


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """A submission as its receipt shows it, with its comments and their answers; `own` for those who sent it."""

    card: ReceiptCard
    head: Head
    consulted: Facts
    comments: Sequence[SentComment]
    own: bool
    files: Sequence[FileLine]
    may_withdraw: bool
    may_show_files: bool
    signatories: Sequence[Signatory]
    leads: bool


async def receipt_page(session: Reader, actor: Actor, number: str, now: datetime, *, face: Face) -> ReceiptPage:
    """Read a receipt; files that are not public are named to everybody, with their fingerprints, and opened by few."""
    card = await receipt(session, number, now, latin=face.latin)
    facts, head = await head_of(session, actor, card.reference, now, face=face)
    own = actor.person_id is not None and (card.person_id == actor.person_id or card.organisation_id in actor.organisation_ids)
    official = allows(Permission.RESPONSE_DRAFT, actor, PolicyFacts(authority_id=facts.authority_id, phase=Phase.ANSWERING))
    return ReceiptPage(
        card,
        head,
        facts,
        await comments_of_submission(session, card.id, now, latin=face.latin, whole=own or official),
        own or official,
        await files_of_submission(session, card.id, hidden=bool(card.held) and not (own or official)),
        may_withdraw=own and card.withdrawn_at is None and not is_late(facts.window, now),
        may_show_files=allows(Permission.COMMENT_LOG, actor, facts.policy),
        signatories=await signatories(session, card.id),
        leads=own and card.organisation_id in actor.organisation_ids,
    )


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The published report as a page; `job` makes its files where they are not there yet, and is for officials to see.

    The texts of comments that are `held` by now are left out of what was frozen.
    """

    head: Head
    report: ReportCard
    job: JobLine | None
    held: Mapping[str, str]

    @property
    def by_status(self) -> dict[str, int]:
        """Count the comments by outcome as this version of the report does; later corrections change no earlier version."""
        return {one.status.value: one.comments for one in self.report.model.numbers.statuses}


async def report_page(
    session: Reader, actor: Actor, reference: str, now: datetime, *, face: Face, version: int | None = None
) -> ReportPage:
    """Read the published report, or an earlier version of it; raises NotFound("report-not-published")."""
    facts, head = await head_of(session, actor, reference, now, face=face)
    card = await newest_report(session, reference, version)
    held = await held_numbers(session, facts.id, now)
    shown = replace(card, model=without_held(card.model, held))
    official = bool(actor.roles_for(facts.authority_id))
    job = await newest_job(session, RENDER_JOB, card.id) if official and not card.written_in_word else None
    return ReportPage(head, shown, job, held)
