"""Making notices of what the ledger says: each act that is public and is told makes one, once."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.domain.notice import KINDS, NoticeKind
from dialog_tracker.ledger.actions import begin_following, move_position, take_position
from dialog_tracker.ledger.queries import LedgerLine, committed_after

FOLLOWER = "notices"
_BATCH = 500
_PUBLIC = "consultation.stage <> 'draft' AND consultation.published_at IS NOT NULL"
_AREAS = "ARRAY(SELECT area_key FROM act_area WHERE act_area.act_id = act.id ORDER BY area_key)"
_INTO = """
    INSERT INTO notice (ledger_sequence, kind, at, address, title, title_latn, authority, authority_latn, authority_id, act_id, areas,
                        organisations, facts)
"""
_END = " ON CONFLICT (ledger_sequence) DO NOTHING"
_OF_CONSULTATION = f"""{_INTO}
    SELECT :sequence, :kind, :at, '/c/' || consultation.reference, act.title, act.title_latn, authority.name, authority.name_latn,
           authority.id, act.id, {_AREAS}, CAST(:organisations AS uuid[]),
           jsonb_build_object('opens_at', consultation.opens_at, 'closes_at', consultation.closes_at, 'zone', consultation.time_zone,
                              'procedure', consultation.procedure_key)
    FROM consultation JOIN act ON act.id = consultation.act_id JOIN authority ON authority.id = consultation.authority_id
    WHERE consultation.id = :subject AND {_PUBLIC}
{_END}"""
_OF_ACT = f"""{_INTO}
    SELECT :sequence, :kind, :at, '/acts/' || act.id, act.title, act.title_latn, authority.name, authority.name_latn, authority.id,
           act.id, {_AREAS}, CAST(:organisations AS uuid[]), CAST(:facts AS jsonb)
    FROM act JOIN authority ON authority.id = act.authority_id
    WHERE act.id = :subject AND EXISTS (SELECT FROM consultation WHERE consultation.act_id = act.id AND {_PUBLIC})
{_END}"""
# An activity is told once, when it is first public; a consultation's own events are in its calendar and on its page.
_OF_ACTIVITY = f"""{_INTO}
    SELECT :sequence, :kind, :at, '/activities/' || activity.id, activity.title, activity.title_latn, authority.name, authority.name_latn,
           authority.id, activity.act_id, ARRAY[]::text[], CAST(:organisations AS uuid[]),
           jsonb_build_object('starts_on', activity.starts_on, 'ends_on', activity.ends_on)
    FROM activity JOIN authority ON authority.id = activity.authority_id
    WHERE activity.id = :subject AND activity.published_at IS NOT NULL AND activity.consultation_id IS NULL
      AND coalesce(activity.ends_on, activity.published_at::date) >= CAST(:at AS timestamptz)::date - 1
      AND NOT EXISTS (SELECT FROM notice WHERE notice.kind = 'activity' AND notice.address = '/activities/' || activity.id)
{_END}"""
_OF_GROUP = f"""{_INTO}
    SELECT :sequence, :kind, :at, '/working-groups/' || working_group.id, working_group.title, working_group.title_latn, authority.name,
           authority.name_latn, authority.id, working_group.act_id, coalesce(ARRAY(SELECT area_key FROM act_area
           WHERE act_area.act_id = working_group.act_id ORDER BY area_key), ARRAY[]::text[]), CAST(:organisations AS uuid[]),
           CAST(:facts AS jsonb)
    FROM working_group JOIN authority ON authority.id = working_group.authority_id
    WHERE working_group.id = :subject AND working_group.published_at IS NOT NULL
{_END}"""
# What an organisation sent is told to those who follow the organisation, and to nobody else: there may be very much of it.
_OF_SUBMISSION = f"""{_INTO}
    SELECT :sequence, :kind, :at, '/k/' || submission.number, act.title,
           act.title_latn, authority.name, authority.name_latn, authority.id, act.id, {_AREAS}, ARRAY[submission.organisation_id],
           jsonb_build_object('submitter', submission.public_name)
    FROM submission JOIN consultation ON consultation.id = submission.consultation_id
    JOIN act ON act.id = consultation.act_id JOIN authority ON authority.id = consultation.authority_id
    WHERE submission.id = :subject AND submission.organisation_id IS NOT NULL AND submission.withheld_code = ''
      AND (submission.quarantined_until IS NULL OR submission.quarantined_until <= :at)
      AND submission.withdrawn_at IS NULL AND submission.display IN ('full', 'organisation') AND {_PUBLIC}
      AND EXISTS (SELECT FROM subscription WHERE what = 'organisation' AND target = submission.organisation_id::text)
{_END}"""
_STATEMENTS = {
    "consultation": _OF_CONSULTATION,
    "act": _OF_ACT,
    "activity": _OF_ACTIVITY,
    "working_group": _OF_GROUP,
    "submission": _OF_SUBMISSION,
}
_ANSWERED_TO = """
    SELECT DISTINCT submission.organisation_id FROM response
    JOIN comment ON comment.id = response.comment_id JOIN submission ON submission.id = comment.submission_id
    WHERE comment.consultation_id = :subject AND response.published_at = :at AND submission.organisation_id IS NOT NULL
"""


async def note_happenings(session: AsyncSession, now: datetime) -> int:
    """Make the notices of one batch of the ledger; gives how many of its acts were read, 0 where another process is at it."""
    await begin_following(session, now, FOLLOWER)
    position = await take_position(session, FOLLOWER)
    lines = await committed_after(session, position, _BATCH) if position is not None else []
    for line in lines:
        if line.act in KINDS and line.subject_kind in _STATEMENTS:
            await _note(session, line, KINDS[line.act])
    if lines:
        await move_position(session, now, FOLLOWER, lines[-1].sequence)
    return len(lines)


async def _note(session: AsyncSession, line: LedgerLine, kind: NoticeKind) -> None:
    organisations = await _answered_to(session, line) if kind is NoticeKind.ANSWERED else []
    given: dict[str, Any] = {
        "sequence": line.sequence,
        "kind": kind.value,
        "at": line.at,
        "subject": line.subject_id,
        "organisations": organisations,
        "facts": _facts(line),
    }
    statement = _STATEMENTS[line.subject_kind]
    await session.execute(text(statement), {name: value for name, value in given.items() if f":{name}" in statement})


def _facts(line: LedgerLine) -> str:
    return json.dumps({name: line.facts[name] for name in ("stage", "on", "planned") if name in line.facts}, default=str)


async def _answered_to(session: AsyncSession, line: LedgerLine) -> Sequence[Any]:
    return list((await session.execute(text(_ANSWERED_TO), {"subject": line.subject_id, "at": line.at})).scalars())
