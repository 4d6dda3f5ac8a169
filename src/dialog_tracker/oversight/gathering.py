"""Gathering the rows that figures are counted from: published consultations, and acts that were consulted on or went on without.

Only what is public is gathered. An act that nobody was consulted on is told of once it went to the Government, the assembly or the gazette,
which is public by itself; a draft in an office is nobody's business yet.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from dialog_tracker.domain.act import ActKind, ActStageKind
from dialog_tracker.domain.checklist import Item, checklist
from dialog_tracker.domain.consultation import Venue
from dialog_tracker.domain.oversight_facts import ActFact, ConsultationFact
from dialog_tracker.domain.procedure import all_procedures, all_rules
from dialog_tracker.domain.window import days_of
from dialog_tracker.storage.transaction import Reader

_WINDOWS = sorted({rule.key for rule in all_rules() if rule.kind == "window"})
_REPORTS = sorted({rule.key for rule in all_rules() if rule.kind == "deadline" and rule.step == "report_published"})
_WENT_ON = (ActStageKind.GOVERNMENT, ActStageKind.ASSEMBLY, ActStageKind.GAZETTE)
_EARLY = (ActStageKind.START_NOTICE, ActStageKind.CONSULTATIONS)
_CONSULTATIONS = text(
    """
    SELECT c.id, c.reference, c.authority_id, c.act_id, a.title, a.title_latn, a.language, a.kind AS act_kind, c.procedure_key, c.venue,
           c.opens_at, c.closes_at, c.time_zone, c.methods, c.version_id, coalesce(v.articles, 0) AS articles, b.level,
           c.source_url <> '' AS has_source, c.portal_url <> '' AS has_portal, c.working_group <> '' AS has_group,
           EXISTS (SELECT FROM provision p WHERE p.version_id = c.version_id AND p.kind = 'explanatory_note') AS has_note,
           w.breached, w.kept, w.only_inclusive, w.below_usual, w.days_short, r.due_on,
           coalesce(s.steps, '{}') AS steps, coalesce(f.kinds, '{}') AS files, coalesce(n.areas, '{}') AS areas,
           later.id AS later_id,
           concat_ws('/', coalesce(sent.last, 0), coalesce(told.last, 0), later.id, s.steps ->> 'report_published') AS mark
    FROM consultation c
    JOIN act a ON a.id = c.act_id
    JOIN authority b ON b.id = c.authority_id
    LEFT JOIN version v ON v.id = c.version_id
    LEFT JOIN number_series sent ON sent.key = c.reference
    LEFT JOIN number_series told ON told.key = c.reference || '/answers'
    LEFT JOIN (
        SELECT consultation_id, bool_or(verdict = 'breached') AS breached, bool_or(verdict = 'kept') AS kept,
               bool_or(only_inclusive) AS only_inclusive, bool_or(below_usual) AS below_usual,
               max(days_short) FILTER (WHERE verdict = 'breached') AS days_short
        FROM obligation WHERE rule_key = ANY(CAST(:windows AS text[])) GROUP BY consultation_id
    ) w ON w.consultation_id = c.id
    LEFT JOIN (
        SELECT consultation_id, min(due_on) AS due_on FROM obligation
        WHERE rule_key = ANY(CAST(:reports AS text[])) AND verdict <> 'not_applicable' GROUP BY consultation_id
    ) r ON r.consultation_id = c.id
    LEFT JOIN (
        SELECT consultation_id, jsonb_object_agg(kind, done_on) AS steps FROM step GROUP BY consultation_id
    ) s ON s.consultation_id = c.id
    LEFT JOIN (
        SELECT act_id, array_agg(DISTINCT kind) AS kinds FROM act_attachment WHERE public GROUP BY act_id
    ) f ON f.act_id = c.act_id
    LEFT JOIN (
        SELECT act_id, array_agg(area_key ORDER BY area_key) AS areas FROM act_area GROUP BY act_id
    ) n ON n.act_id = c.act_id
    LEFT JOIN LATERAL (
        SELECT l.id FROM version l
        WHERE l.act_id = c.act_id AND l.frozen_at IS NOT NULL AND l.number > v.number ORDER BY l.number DESC LIMIT 1
    ) later ON true
    WHERE c.stage = 'published'
    ORDER BY c.id
    """
)
_STAGES = text(
    """
    SELECT a.id, a.authority_id, a.title, a.title_latn, a.language, a.kind AS act_kind, s.kind AS stage, s.done_on, s.address,
           coalesce((SELECT array_agg(area_key ORDER BY area_key) FROM act_area n WHERE n.act_id = a.id), '{}') AS areas
    FROM act_stage s JOIN act a ON a.id = s.act_id
    WHERE s.done_on IS NOT NULL AND s.kind = ANY(CAST(:kinds AS text[]))
    ORDER BY s.done_on, s.id
    """
)


async def consultation_rows(session: Reader) -> Sequence[Any]:
    """Read published consultations with their obligations, steps and documents in one query; `mark` moves with their comments."""
    return (await session.execute(_CONSULTATIONS, {"windows": _WINDOWS, "reports": _REPORTS})).all()


def consultation_fact(row: Any) -> ConsultationFact:
    """Make the facts of a consultation that its own row tells."""
    opens_on, last_on = days_of(row.opens_at, row.closes_at, row.time_zone)
    steps: Mapping[str, str] = row.steps
    reported = steps.get("report_published")
    asked = [] if row.venue != Venue.HERE else _checked(row, steps)
    return ConsultationFact(
        id=row.id,
        reference=row.reference,
        authority=row.authority_id,
        act=row.act_id,
        title=row.title,
        title_latn=row.title_latn,
        language=row.language,
        act_kind=row.act_kind,
        procedure=row.procedure_key,
        family=all_procedures()[row.procedure_key].family,
        opens_on=opens_on,
        last_on=last_on,
        areas=tuple(row.areas),
        here=row.venue == Venue.HERE,
        articles=row.articles,
        text_public=row.version_id is not None or row.has_source or Item.DRAFT in row.files,
        minimum=_minimum(row),
        days_short=row.days_short or 0,
        report_due_on=row.due_on,
        reported_on=date.fromisoformat(reported) if reported else None,
        items_asked=len(asked),
        items_there=sum(there for _, there in asked),
        missing=tuple(item for item, there in asked if not there),
        methods=tuple(row.methods),
        on_portal=row.has_portal or "portal_published" in steps,
    )


def _minimum(row: Any) -> str:
    """Say how a window stands to its minimum, as the overview of lengths does."""
    if row.opens_at is None or not (row.kept or row.breached):
        return "unknown"
    if row.breached:
        return "breached"
    return "below_usual" if row.below_usual else "only_inclusive" if row.only_inclusive else "kept"


def _checked(row: Any, steps: Mapping[str, str]) -> list[tuple[str, bool]]:
    entered = {Item.EXPLANATORY_NOTE: row.has_note, Item.WORKING_GROUP: row.has_group, Item.STATE_PORTAL: row.has_portal}
    attached = {Item(kind) for kind in row.files if kind in list(Item)}
    there = dict.fromkeys([Item.DRAFT, *attached, *(item for item, is_there in entered.items() if is_there)], "")
    asked = checklist(all_procedures()[row.procedure_key], row.level, there, dict.fromkeys(steps, ""))
    return [(one.item.value, one.there) for one in asked]


async def stage_rows(session: Reader) -> Sequence[Any]:
    """Read the stages of acts that say that an act went on, or that views were asked for early."""
    kinds = [kind.value for kind in (*_WENT_ON, *_EARLY, ActStageKind.PUBLIC_DEBATE)]
    return (await session.execute(_STAGES, {"kinds": kinds})).all()


def act_facts(consultations: Iterable[ConsultationFact], notices: Mapping[UUID, date], stages: Sequence[Any]) -> list[ActFact]:
    """Make the facts of acts from the consultations on them and the stages on their way; `notices` are days of starts of drafting."""
    held: dict[UUID, list[ConsultationFact]] = {}
    for one in consultations:
        held.setdefault(one.act, []).append(one)
    passed: dict[UUID, list[Any]] = {}
    for row in stages:
        passed.setdefault(row.id, []).append(row)
    acts = [_consulted(rounds, passed.get(key, ()), notices.get(key)) for key, rounds in held.items()]
    return acts + [act for key, rows in passed.items() if key not in held and (act := _without(rows)) is not None]


def _consulted(rounds: Sequence[ConsultationFact], stages: Sequence[Any], notice: date | None) -> ActFact:
    first = rounds[0]
    went = [row for row in stages if row.stage in _WENT_ON]
    asked = [one.day for one in rounds if one.family == "consultations"]
    asked += [row.done_on for row in stages if row.stage in _EARLY] + ([notice] if notice else [])
    debates = [one.day for one in rounds if one.family != "consultations"]
    debates += [row.done_on for row in stages if row.stage == ActStageKind.PUBLIC_DEBATE]
    return ActFact(
        id=first.act,
        authority=first.authority,
        title=first.title,
        title_latn=first.title_latn,
        language=first.language,
        kind=first.act_kind,
        day=min(one.day for one in rounds),
        consulted=True,
        areas=first.areas,
        procedures=tuple(sorted({one.procedure for one in rounds})),
        early=bool(asked) and (not debates or min(asked) < min(debates)),
        invited=any(one.invited for one in rounds),
        went_to=went[-1].stage if went else "",
        address=went[-1].address if went else "",
        articles=max(one.articles for one in rounds),
        comments=sum(one.comments for one in rounds),
        comments_known=all(one.here for one in rounds),
    )


def _without(stages: Sequence[Any]) -> ActFact | None:
    """An act with no consultation on record, once it went on; of other kinds nobody says that it should have had one."""
    went = [row for row in stages if row.stage in _WENT_ON]
    if not went or went[0].act_kind == ActKind.OTHER:
        return None
    if any(row.stage in (ActStageKind.CONSULTATIONS, ActStageKind.PUBLIC_DEBATE) for row in stages):
        return _known(went, consulted=True, early=any(row.stage == ActStageKind.CONSULTATIONS for row in stages))
    return _known(went, consulted=False, early=any(row.stage in _EARLY for row in stages))


def _known(went: Sequence[Any], *, consulted: bool, early: bool) -> ActFact:
    first, last = went[0], went[-1]
    return ActFact(
        id=first.id,
        authority=first.authority_id,
        title=first.title,
        title_latn=first.title_latn,
        language=first.language,
        kind=first.act_kind,
        day=first.done_on,
        consulted=consulted,
        areas=tuple(first.areas),
        early=early,
        went_to=last.stage,
        address=last.address,
        comments_known=not consulted,
    )


def notices_of(rows: Iterable[Any]) -> dict[UUID, date]:
    """Give the day on which the start of drafting was announced, by act."""
    found: dict[UUID, date] = {}
    for row in rows:
        noted = row.steps.get("start_notice_published")
        if noted:
            day = date.fromisoformat(noted)
            found[row.act_id] = min(day, found.get(row.act_id, day))
    return found
