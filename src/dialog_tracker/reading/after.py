"""What came of a consultation: the newest text compared with the one consulted on, the comments behind each change, and their fates."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from dialog_tracker.consultations.queries import Facts
from dialog_tracker.documents.queries import GazetteLine, VersionLine, gazette_of, text_of, tree_of_lines
from dialog_tracker.documents.versions import Compared, compared_versions, consulted_and_newest
from dialog_tracker.domain.change_note import NotedComment, change_note
from dialog_tracker.domain.comparison import Change, UnitChange
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.domain.policy import Actor
from dialog_tracker.domain.promises import Asked, Fate, Fates, LaterText, fates_of
from dialog_tracker.domain.provision import walk
from dialog_tracker.domain.publication import said_instead
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.domain.script import Face, to_latin
from dialog_tracker.office.exports import redlined
from dialog_tracker.office.redline_notes import Notes
from dialog_tracker.reading.heads import Head, head_of
from dialog_tracker.reading.versions import about_version
from dialog_tracker.responses.asked import asked_of
from dialog_tracker.responses.queries import AnsweredLine, answered_lines
from dialog_tracker.storage.transaction import Reader

SHOWN = 5  # comments beside one change; their number is told, and the page of the article has them all
_IN_WORD = 10  # in the Word comment of one change
_DROPPED_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Behind:
    """A comment with its answer and what became of it."""

    line: AnsweredLine
    fate: Fate


@dataclass(frozen=True, slots=True)
class AfterRow:
    """A unit that changed with the first comments behind it; `numbers` are those of all."""

    unit: UnitChange
    behind: Sequence[Behind]
    numbers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The two texts, what changed, and what became of all comments; `dropped` are the first that were accepted and are not in the text."""

    old: VersionLine
    new: VersionLine
    compared: Compared
    fates: Fates
    rows: Sequence[AfterRow]
    dropped: Sequence[Behind]


@dataclass(frozen=True, slots=True)
class AfterPage:
    """What came of a consultation; `outcome` is None until its report and a later text are public."""

    head: Head
    reported: bool
    adopted: GazetteLine | None
    outcome: Outcome | None = field(default=None)


async def after_page(session: Reader, actor: Actor, reference: str, now: datetime, *, face: Face) -> AfterPage:
    """Read what came of a consultation, each change with its comments and each comment with its fate."""
    facts, head = await head_of(session, actor, reference, now, face=face)
    adopted = await gazette_of(session, facts.act_id, latin=face.latin)
    pair = await consulted_and_newest(session, facts.act_id, facts.version_id) if facts.report_published else None
    if pair is None:
        return AfterPage(head, facts.report_published, adopted)
    return AfterPage(head, reported=True, adopted=adopted, outcome=await _outcome(session, facts, pair, now, SHOWN, latin=face.latin))


async def _outcome(
    session: Reader, facts: Facts, pair: tuple[VersionLine, VersionLine], now: datetime, most: int, *, latin: bool
) -> Outcome:
    old, new = pair
    compared = await compared_versions(session, old.id, new.id)
    fates = await fates_in(session, facts, compared, (old.id, new.id), now)
    units = compared.comparison.units
    changed = [(unit, fates.behind.get(at, ())) for at, unit in enumerate(units) if unit.changes - {Change.SAME, Change.RENUMBERED}]
    dropped = [number for number, fate in fates.of.items() if fate is Fate.DROPPED][:_DROPPED_SHOWN]
    shown = {number for _, numbers in changed for number in numbers[:most]} | set(dropped)
    lines = await answered_lines(session, sorted(shown), now, latin=latin)
    rows = [AfterRow(unit, _behind(numbers[:most], lines, fates), numbers) for unit, numbers in changed]
    return Outcome(old, new, compared, fates, rows, _behind(dropped, lines, fates))


def _behind(numbers: Iterable[str], lines: Mapping[str, AnsweredLine], fates: Fates) -> list[Behind]:
    return [Behind(lines[number], fates.of[number]) for number in numbers if number in lines]


_Key = tuple[UUID, UUID, UUID, tuple[int, int]]
_KEPT: OrderedDict[_Key, Fates] = OrderedDict()
_MOST_KEPT = 12


async def fates_in(session: Reader, facts: Facts, compared: Compared, versions: tuple[UUID, UUID], now: datetime) -> Fates:
    """Tell what became of all comments, or give what was told under the same stamp, which moves with every answer and decision."""
    key = (*versions, facts.id, facts.stamp)
    known = _KEPT.get(key)
    if known is None:
        asked = await asked_of(session, facts.id, now)
        known = _KEPT[key] = await asyncio.to_thread(_told, asked, compared)
        if len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return known


def _told(asked: Sequence[Asked], compared: Compared) -> Fates:
    return fates_of(asked, LaterText(compared.comparison))


async def commented_redline(session: Reader, actor: Actor, reference: str, now: datetime, site: str, *, face: Face) -> bytes:
    """Write the newest text with its changes tracked, each with a Word comment that says what stands behind it.

    Raises NotFound("report-not-published") and, where no later text is public, NotFound("version-unknown").
    """
    facts, head = await head_of(session, actor, reference, now, face=face)
    if not facts.report_published:
        raise NotFound("report-not-published")
    pair = await consulted_and_newest(session, facts.act_id, facts.version_id)
    if pair is None:
        raise NotFound("version-unknown")
    told = await _outcome(session, facts, pair, now, _IN_WORD, latin=face.latin)
    before, after = [tree_of_lines(await text_of(session, version.id, latin=face.latin)) for version in pair]
    about = replace(about_version(head, told.new, latin=face.latin), running=f"{head.title}: {told.old.number} → {told.new.number}")
    notes = _notes(told.rows, f"{site}/c/{reference}", latin=face.latin)
    return await asyncio.to_thread(redlined, before, after, about, told.new.frozen_at or told.new.created_at, notes)


def _notes(rows: Sequence[AfterRow], address: str, *, latin: bool) -> Notes:
    of_old: dict[str, int] = {}
    of_new: dict[str, int] = {}
    for at, row in enumerate(rows):
        for unit, anchors in ((row.unit.old, of_old), (row.unit.new, of_new)):
            if unit is not None:
                anchors.update({part.anchor: at for part in ((unit,) if row.unit.divides else walk((unit,)))})
    return Notes([_note(row, address, latin=latin) for row in rows], of_old, of_new)


def _note(row: AfterRow, address: str, *, latin: bool) -> tuple[str, ...]:
    here = f"{address}/text/{row.unit.old.anchor}" if row.unit.old else f"{address}/after"
    return change_note([_noted(one, latin=latin) for one in row.behind], len(row.numbers), here, latin=latin)


def _noted(one: Behind, *, latin: bool) -> NotedComment:
    line = one.line
    held = said_instead(line.held) if line.held else ""
    text = (to_latin(held) if latin else held) or "\n".join(filter(None, (line.proposed, line.reasons)))
    return NotedComment(line.number, line.submitter, text, ResponseStatus(line.status), line.answer, one.fate)
