"""Gathering the facts of a report as they are now."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.activities.outreach import InvitationLine, invitations_of
from dialog_tracker.activities.queries import ActivityLine, events_of
from dialog_tracker.analysis.tables import CommentTopic, Topic
from dialog_tracker.comments.shown import HELD, public
from dialog_tracker.comments.tables import Comment, CommentPlace, Submission
from dialog_tracker.consultations.queries import Facts, LegalClock, changes_of, clock_of
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.directory.queries import AuthorityCard, authority, standing_for, survivors
from dialog_tracker.documents.tables import Act, Provision, Version
from dialog_tracker.domain import outcome_facts as report
from dialog_tracker.domain.answering import AnswerStage
from dialog_tracker.domain.outcome_choice import working_copy
from dialog_tracker.domain.outcome_grammar import hard_spaces
from dialog_tracker.domain.place import new_after
from dialog_tracker.domain.procedure import find_procedure
from dialog_tracker.domain.publication import said_instead
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.submission import Channel, SubmitterKind
from dialog_tracker.domain.topic import TopicLine, tree
from dialog_tracker.domain.window import WindowChangeKind
from dialog_tracker.responses.actions import policy_facts
from dialog_tracker.responses.queries import CURRENT
from dialog_tracker.responses.tables import Response

_CHANNELS = {
    Channel.WEB: "интернет страница",
    Channel.EMAIL: "електронска пошта",
    Channel.POST: "пошта",
    Channel.EVENT: "догађај",
    Channel.OFFICE: "писарница",
    Channel.PORTAL: "портал еКонсултације",
    Channel.TABLE: "табела преузета из друге евиденције",
}
EVENT_NAMES = {
    "round_table": "округли сто",
    "public_meeting": "трибина",
    "panel": "панел",
    "focus_group": "фокус група",
    "consultation_event": "разговор",
}
PROCEDURE_FORMS = {
    "public_debate": report.PUBLIC_DEBATE,
    "consultations": report.CONSULTATIONS,
    "public_inspection": report.PUBLIC_INSPECTION,
}
LEVEL_HEADERS = {
    "national": ("Република Србија",),
    "provincial": ("Република Србија", "Аутономна покрајина Војводина"),
    "local": ("Република Србија",),
}


class Counted(StrEnum):
    """Which answers count: those that are published, those approved as well, or all that are drafted."""

    PUBLISHED = "published"
    APPROVED = "approved"
    DRAFTED = "drafted"


_OUT: Any = col(Response.published_at).is_not(None)
_COUNTED: Mapping[Counted, Any] = {
    Counted.PUBLISHED: _OUT,
    Counted.APPROVED: or_(_OUT, col(Response.stage) == AnswerStage.APPROVED),
    Counted.DRAFTED: true(),
}


async def report_facts(
    session: AsyncSession, facts: Facts, now: datetime, *, number: int, four_eyes: bool, site: str, counted: Counted = Counted.PUBLISHED
) -> report.ReportFacts:
    """Gather everything that the report is made of, in twelve queries whatever the number of comments.

    `counted` says which answers count; those that are not published are for officials alone.
    """
    case = select(Consultation, Act, Version).join(Act, col(Act.id) == col(Consultation.act_id))
    case = case.join(Version, col(Version.id) == col(Consultation.version_id)).where(col(Consultation.id) == facts.id)
    consultation, act, version = (await session.execute(case)).one()
    body = await authority(session, facts.authority_id)
    clock = await clock_of(session, facts, now)
    rows = await _comment_rows(session, facts, now, counted)
    places = await _places(session, facts)
    topics = await _topics(session, facts)
    closing = facts.window.closing_time
    return report.ReportFacts(
        reference=facts.reference,
        case_number=act.case_number,
        version=number,
        authority=report.AuthorityFacts(body.name, body.place, LEVEL_HEADERS[body.level], body.unit, body.address),
        act=report.ActFacts(act.title, act.kind, _local(version.created_at, facts).date()),
        procedure=PROCEDURE_FORMS[find_procedure(facts.procedure_key).family],
        legal_basis=legal_basis(clock),
        window=report.WindowFacts(facts.window.opens_on, facts.window.last_on, closing, min(clock.least_days, default=None)),
        issued_on=facts.today(now),
        signatory=_signatory(body),
        report_due_on=clock.report_due_on,
        extensions=tuple(
            [
                report.ExtensionFacts(_local(e.old_closes_at, facts).date(), _local(e.new_closes_at, facts).date(), e.reason)
                for e in await changes_of(session, facts.id)
                if e.kind is WindowChangeKind.EXTENSION
            ]
        ),
        channels=_channels(rows),
        publications=_publications(facts, act, consultation, site),
        drafted_by=_prepared(consultation),
        events=tuple(map(_event, await events_of(session, facts.id))),
        invited=tuple(map(_invited, await invitations_of(session, facts.id))),
        submissions=_submissions(rows, facts),
        comments=tuple(_comment(row, places, topics) for row in rows),
        responses=_responses(rows),
        drafted=sum(row.status is not None and row.published_at is None and row.withdrawn_at is None for row in rows),
        four_eyes=four_eyes,
        report_addresses=(f"{site}/c/{facts.reference}/report",),
        topics=tuple(topics),
    )


async def present_facts(session: AsyncSession, facts: Facts, now: datetime, site: str, counted: Counted) -> report.ReportFacts:
    """Gather the facts as they are now, marked as a working copy where no report is published."""
    four_eyes = (await policy_facts(session, facts, now)).four_eyes
    gathered = await report_facts(session, facts, now, number=1, four_eyes=four_eyes, site=site, counted=counted)
    return gathered if facts.report_published else working_copy(gathered, facts.today(now))


async def _comment_rows(session: AsyncSession, facts: Facts, now: datetime, counted: Counted) -> list[Any]:
    comment = (
        Comment.id,
        Comment.number,
        Comment.kind,
        Comment.target,
        Comment.language,
        Comment.script,
        Comment.text_hash,
    )
    submission = (Submission.public_name, Submission.submitter_kind, Submission.received_at, Submission.channel)
    # A text that is not public does not come into a report, which is published.
    words = (public(col(Comment.proposed)).label("proposed"), public(col(Comment.reasons)).label("reasons"), HELD.label("held"))
    answer: tuple[Any, ...] = (
        col(Response.status),
        col(Response.reasons).label("answer"),
        col(Response.what_changed),
        col(Response.published_at),
    )
    merged = survivors()
    columns = (
        *map(col, comment),
        *words,
        *map(col, submission),
        standing_for(merged, col(Submission.organisation_id)).label("organisation_id"),
        col(Submission.withdrawn_at),
        col(Submission.number).label("submission"),
        *answer,
    )
    answered = and_(CURRENT, _COUNTED[counted])
    query = (
        select(*columns)
        .select_from(Comment)
        .join(Submission, col(Submission.id) == col(Comment.submission_id))
        .outerjoin(merged, merged.c.id == col(Submission.organisation_id))
        .outerjoin(Response, answered)
        .where(col(Comment.consultation_id) == facts.id, col(Comment.set_aside_at).is_(None))
        .order_by(col(Comment.place_order), col(Comment.position))
    )
    return list((await session.execute(query, {"now": now})).all())


async def _places(session: AsyncSession, facts: Facts) -> dict[UUID, tuple[report.Place, ...]]:
    """Read where each comment stands, with the chapter that its article belongs to."""
    chapters = select(
        col(Provision.anchor), col(Provision.parent_anchor), col(Provision.kind), col(Provision.label), col(Provision.heading)
    )
    nodes = {
        row.anchor: row
        for row in await session.execute(chapters.where(col(Provision.version_id) == facts.version_id, col(Provision.depth) <= 2))
    }
    here = (col(Provision.version_id) == col(CommentPlace.version_id)) & (col(Provision.anchor) == col(CommentPlace.anchor))
    columns = (
        col(CommentPlace.comment_id),
        col(Provision.anchor),
        col(Provision.unit_anchor),
        col(Provision.place),
        col(Provision.position),
    )
    query = (
        select(*columns)
        .join(Provision, here)
        .join(Comment, col(Comment.id) == col(CommentPlace.comment_id))
        .where(col(CommentPlace.version_id) == facts.version_id, col(Comment.consultation_id) == facts.id)
        .order_by(col(Provision.position))
    )
    found: dict[UUID, tuple[report.Place, ...]] = {}
    for comment_id, anchor, unit, place, position in await session.execute(query):
        chapter = _chapter(unit, nodes)
        found[comment_id] = (*found.get(comment_id, ()), report.Place(anchor, place, position, *chapter))
    return found


async def _topics(session: AsyncSession, facts: Facts) -> dict[str, frozenset[UUID]]:
    """Read the comments under each topic, topics in the order of their tree."""
    under = select(func.array_agg(col(CommentTopic.comment_id))).where(col(CommentTopic.topic_id) == col(Topic.id)).scalar_subquery()
    columns: tuple[Any, ...] = (col(Topic.id), col(Topic.parent_id), col(Topic.name), col(Topic.position), under)
    rows = (await session.execute(select(*columns).where(col(Topic.consultation_id) == facts.id))).all()
    comments = {row[0]: frozenset(row[4] or ()) for row in rows}
    return {" / ".join(line.path): comments[line.topic.id] for line in tree([TopicLine(*row[:4]) for row in rows])}


def _chapter(anchor: str | None, nodes: dict[str, Any]) -> tuple[str, str]:
    while anchor is not None and anchor in nodes:
        node = nodes[anchor]
        if node.kind in ("chapter", "part", "section"):
            return node.label, node.heading or ""
        anchor = node.parent_anchor
    return "", ""


def _point(row: Any) -> str:
    """Name the point of a comment: identical words with an identical answer are one point, answered once.

    What is held back is a point of its own, so that its sentence does not stand for the same words of others.
    """
    answer = f"{row.status}\x1f{row.answer}\x1f{row.what_changed}"
    return hashlib.sha256(f"{row.text_hash}{answer}{row.held}".encode()).hexdigest()[:24]


def _comment(row: Any, places: dict[UUID, tuple[report.Place, ...]], topics: Mapping[str, frozenset[UUID]]) -> report.CommentFacts:
    return report.CommentFacts(
        number=row.number,
        submission=row.submission,
        text=said_instead(row.held) if row.held else row.reasons,
        places=tuple(
            replace(place, label=new_after(place.label)) if row.target == "new_after" else place for place in places.get(row.id, ())
        ),
        kind=row.kind,
        proposed_wording=row.proposed,
        language="sr" if row.held else row.language,
        script=Script.CYRILLIC if row.held else Script(row.script),
        withdrawn=row.withdrawn_at is not None,
        text_hash=row.text_hash,
        point=_point(row),
        topics=tuple(topic for topic, comments in topics.items() if row.id in comments),
    )


def _responses(rows: Iterable[Any]) -> tuple[report.ResponseFacts, ...]:
    answered = {_point(row): row for row in rows if row.status is not None}
    return tuple(
        report.ResponseFacts(point, ResponseStatus(row.status), hard_spaces(row.answer), row.what_changed)
        for point, row in answered.items()
    )


def _submissions(rows: Iterable[Any], facts: Facts) -> tuple[report.SubmissionFacts, ...]:
    first = {row.submission: row for row in reversed(list(rows)) if row.withdrawn_at is None}
    return tuple(
        report.SubmissionFacts(
            number=number,
            submitter=row.public_name,
            kind=SubmitterKind(row.submitter_kind),
            received_on=_local(row.received_at, facts).date(),
            channel=_CHANNELS[Channel(row.channel)],
            received_at=_local(row.received_at, facts).time().replace(microsecond=0),
            late=row.received_at >= facts.window.closes_at,
            submitter_key=str(row.organisation_id or number),
        )
        for number, row in sorted(first.items())
    )


def _invited(one: InvitationLine) -> report.InvitedFacts:
    return report.InvitedFacts(one.name, one.channel, one.invited_on, one.answered_on)


def _channels(rows: Iterable[Any]) -> tuple[report.ChannelFacts, ...]:
    counted: dict[str, set[str]] = {}
    for row in rows:
        if row.withdrawn_at is None:
            counted.setdefault(row.channel, set()).add(row.submission)
    return tuple(report.ChannelFacts(name, len(counted[channel])) for channel, name in _CHANNELS.items() if channel in counted)


def _event(line: ActivityLine) -> report.EventFacts:
    qualifier = report.Qualifier(line.count.qualifier.value)
    return report.EventFacts(EVENT_NAMES.get(line.kind, "догађај"), line.title, line.place, line.starts_on, line.count.number, qualifier)


def legal_basis(clock: LegalClock) -> tuple[str, ...]:
    """Give the provisions that the report stands on: the general law first, then the authority's own act in its order."""
    found = sorted({(o.rule.own_act, o.rule.basis) for o in clock.obligations if o.rule.basis})
    return tuple(basis for _, basis in found)


def _publications(facts: Facts, act: Act, consultation: Consultation, site: str) -> tuple[report.PublicationFacts, ...]:
    address = f"{site}/c/{facts.reference}"
    called_on = facts.today(consultation.published_at) if consultation.published_at else None
    call = report.PublicationFacts("позив на јавну расправу", address, called_on)
    portal = report.PublicationFacts("позив на порталу еКонсултације", consultation.portal_url) if consultation.portal_url else None
    return tuple(filter(None, (call, report.PublicationFacts(act.title, f"{address}/text", called_on), portal)))


def _prepared(consultation: Consultation) -> str | None:
    decided = f"О спровођењу расправе одлучено је актом: {consultation.decision}." if consultation.decision else ""
    return " ".join(filter(None, [consultation.drafted_by, consultation.working_group, decided])) or None


def _signatory(body: AuthorityCard) -> report.Signatory:
    return report.Signatory(body.signatory_office, body.signatory_name)


def _local(instant: datetime, facts: Facts) -> datetime:
    return instant.astimezone(ZoneInfo(facts.window.zone))
