"""The figures that the service publishes, as its own pages compute them; a dump carries them beside the rows they count.

What other rooms publish (indicators of the practice, for example) is added to PROVIDERS: a provider gives reference, name and value
of each of its figures, and `recompute.py` gets a function of the same names.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from dialog_tracker.comments.queries import totals_of
from dialog_tracker.comments.tables import Comment
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.domain.consultation import Venue
from dialog_tracker.opendata.records import PUBLIC
from dialog_tracker.responses.queries import answer_state

Figures = AsyncIterator[tuple[str, str, int]]


async def of_consultations(session: AsyncSession) -> Figures:
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


PROVIDERS: tuple[Callable[[AsyncSession], Figures], ...] = (of_consultations,)


async def published_figures(session: AsyncSession) -> list[tuple[str, str, int]]:
    """Gather the figures of every provider."""
    return [figure for provider in PROVIDERS async for figure in provider(session)]
