"""The figures that the service publishes, as its own pages compute them; a dump carries them beside the rows they count.

What other rooms publish is added to PROVIDERS: a provider gives reference, name and value of each of its figures, and `recompute.py`
gets a function of the same names.
"""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.comments.queries import totals_of
from dialog_tracker.comments.tables import Comment
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.domain.consultation import Venue
from dialog_tracker.domain.oversight_facts import Scope
from dialog_tracker.opendata.records import PUBLIC
from dialog_tracker.oversight.queries import counts_of
from dialog_tracker.responses.queries import answer_state

Figure = tuple[str, str, float]
Figures = AsyncIterator[Figure]


async def of_consultations(session: AsyncSession, _now: datetime) -> Figures:
    """Give what stands on the page of each consultation: what came in, and what became of it."""
    said = select(col(Comment.id)).where(col(Comment.consultation_id) == col(Consultation.id)).exists()
    query = select(col(Consultation.id), col(Consultation.reference)).where(PUBLIC, col(Consultation.venue) == Venue.HERE, said)
    known: Any = (await session.execute(query.order_by(col(Consultation.reference)))).all()
    for consultation_id, reference in known:
        totals = await totals_of(session, consultation_id)
        for name in ("comments", "submissions", "organisations", "late", "general"):
            yield reference, name, getattr(totals, name)
        for status, count in (await answer_state(session, consultation_id)).by_status.items():
            yield reference, f"answers.{status}", count


async def of_measures(session: AsyncSession, now: datetime) -> Figures:
    """Give what the oversight of the practice publishes of each measure over everything; one that has nothing to count has no value."""
    for address, told in (await counts_of(session, now)).all_figures(Scope()).items():
        if told.value is not None:
            yield address, "value", told.value
        for name in ("part", "whole", "rows", "bad"):
            yield address, name, getattr(told, name)
        for code, count in told.parts.items():
            yield address, f"parts.{code}", count


PROVIDERS: tuple[Callable[[AsyncSession, datetime], Figures], ...] = (of_consultations, of_measures)


async def published_figures(session: AsyncSession, now: datetime) -> list[Figure]:
    """Gather the figures of every provider."""
    return [figure for provider in PROVIDERS async for figure in provider(session, now)]
