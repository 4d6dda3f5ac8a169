"""Keeping the index fresh: what the ledger says happened is found, or found no more, seconds later."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker.clock import Clock
from dialog_tracker.domain.finding import Facet, facet_word
from dialog_tracker.ledger.actions import begin_following, move_position, take_position
from dialog_tracker.ledger.queries import LedgerLine, committed_after
from dialog_tracker.search.actions import FOLLOWER, index_consultations, index_subjects, index_submissions
from dialog_tracker.storage.files import FileStore

_BATCH = 500
_SUBJECTS = frozenset({"activity", "programme", "working_group", "organisation", "authority"})
_ANSWERED = frozenset({"answers-published", "report-published", "report-corrected"})
_MANY = 20  # consultations that are written anew in one go


@dataclass
class _Touched:
    """What a batch of the ledger changed; `answered` says since when answers of a consultation were published."""

    consultations: set[UUID] = field(default_factory=set)
    acts: set[UUID] = field(default_factory=set)
    versions: set[UUID] = field(default_factory=set)
    submissions: set[UUID] = field(default_factory=set)
    comments: set[UUID] = field(default_factory=set)
    answered: dict[UUID, datetime] = field(default_factory=dict)
    subjects: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))

    def note(self, line: LedgerLine) -> None:
        """Sort one act by what it was about; acts on people and on the installation touch nothing that is found."""
        by_kind = {
            "consultation": self.consultations,
            "act": self.acts,
            "version": self.versions,
            "submission": self.submissions,
            "comment": self.comments,
        }
        if line.subject_kind in by_kind:
            by_kind[line.subject_kind].add(line.subject_id)
        elif line.subject_kind in _SUBJECTS:
            self.subjects[line.subject_kind].add(line.subject_id)
        if line.act in _ANSWERED:
            self.answered[line.subject_id] = min(line.at, self.answered.get(line.subject_id, line.at))


async def follow(sessions: async_sessionmaker[AsyncSession], clock: Clock, store: FileStore | None = None) -> int:
    """Bring the index up to what the ledger says, batch by batch; gives how many acts were read.

    Each batch is one transaction with its position, so that a killed process loses nothing and doubles nothing.
    """
    read = 0
    while True:
        async with sessions() as session, session.begin():
            lines = await follow_batch(session, clock(), store)
        read += len(lines)
        if len(lines) < _BATCH:
            return read


async def follow_batch(session: AsyncSession, now: datetime, store: FileStore | None = None) -> Sequence[LedgerLine]:
    """Do one batch; nothing where another process is at it."""
    await begin_following(session, now, FOLLOWER)
    position = await take_position(session, FOLLOWER)
    lines = await committed_after(session, position, _BATCH) if position is not None else []
    if lines:
        touched = _Touched()
        for line in lines:
            touched.note(line)
        await _write(session, now, touched, store)
        await move_position(session, now, FOLLOWER, lines[-1].sequence)
    return lines


async def _write(session: AsyncSession, now: datetime, touched: _Touched, store: FileStore | None) -> None:
    for kind, ids in touched.subjects.items():
        await index_subjects(session, now, kind, sorted(ids))
    consultations = touched.consultations | await _of_acts(session, touched)
    for part in _parts(sorted(consultations)):
        await index_consultations(session, now, part, store)
    for consultation_id in sorted(await _of_changed_acts(session, touched)):
        await _renew_areas(session, consultation_id)
    await index_submissions(session, now, sorted(touched.submissions | await _of_comments(session, touched)))


def _parts(ids: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    return [ids[start : start + _MANY] for start in range(0, len(ids), _MANY)]


async def _of_acts(session: AsyncSession, touched: _Touched) -> set[UUID]:
    if not (touched.acts or touched.versions or touched.subjects.get("authority")):
        return set()
    query = """
        SELECT id FROM consultation
        WHERE act_id = ANY(:acts) OR version_id = ANY(:versions) OR authority_id = ANY(:authorities)
    """
    given = {"acts": list(touched.acts), "versions": list(touched.versions), "authorities": list(touched.subjects.get("authority", ()))}
    return set((await session.execute(text(query), given)).scalars())


async def _of_changed_acts(session: AsyncSession, touched: _Touched) -> set[UUID]:
    if not touched.acts:
        return set()
    query = text("SELECT id FROM consultation WHERE act_id = ANY(:acts)")
    return set((await session.execute(query, {"acts": list(touched.acts)})).scalars())


async def _of_comments(session: AsyncSession, touched: _Touched) -> set[UUID]:
    found: set[UUID] = set()
    if touched.comments:
        query = text("SELECT DISTINCT submission_id FROM comment WHERE id = ANY(:ids)")
        found |= set((await session.execute(query, {"ids": list(touched.comments)})).scalars())
    for consultation_id, since in touched.answered.items():
        query = text("""
            SELECT DISTINCT comment.submission_id FROM comment JOIN response ON response.comment_id = comment.id
            WHERE comment.consultation_id = :consultation AND (response.published_at >= :since OR response.superseded_at >= :since)
        """)
        found |= set((await session.execute(query, {"consultation": consultation_id, "since": since})).scalars())
    return found


async def _renew_areas(session: AsyncSession, consultation_id: UUID) -> None:
    """Narrow the comments and answers of a consultation by the areas that its act has now, without reading their words again."""
    areas = text("""
        SELECT area_key FROM act_area JOIN consultation ON consultation.act_id = act_area.act_id
        WHERE consultation.id = :id ORDER BY area_key
    """)
    chosen = list((await session.execute(areas, {"id": consultation_id})).scalars())
    query = text("""
        UPDATE search_entry
        SET areas = :chosen,
            vector = ts_delete(vector, ARRAY(SELECT :sign || key FROM unnest(areas) AS key)) || array_to_tsvector(CAST(:words AS text[]))
        WHERE consultation_id = :id AND kind IN ('comment', 'answer', 'file') AND areas IS DISTINCT FROM CAST(:chosen AS text[])
    """)
    words = [facet_word(Facet.AREA, key) for key in chosen]
    await session.execute(query, {"id": consultation_id, "chosen": chosen, "words": words, "sign": facet_word(Facet.AREA, "")})
