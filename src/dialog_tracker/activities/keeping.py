"""The rows that belong to a programme or an activity: its places, who ran it, what was stated of it and what came of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.activities.tables import ActivityOutput, Party, StatedFigure
from dialog_tracker.domain.activity import Qualifier
from dialog_tracker.domain.address import check_page_address
from dialog_tracker.domain.comment import clean_text
from dialog_tracker.domain.errors import FieldErrors, Malformed
from dialog_tracker.domain.programme import Figure, OutputFacts, PartyFacts, Where
from dialog_tracker.domain.script import fold, to_latin
from dialog_tracker.storage.columns import new_id

MOST_ROWS = 40  # of places, parties, figures or outputs of one programme or activity


def place_rows(where: Sequence[Where]) -> list[dict[str, Any]]:
    """Write where it was as rows; raises FieldErrors for too many places."""
    rows = []
    for position, one in enumerate(few("where", where)):
        name = clean_text("where", one.name, 100)
        rows.append({"position": position, "name": name, "name_latn": to_latin(name), "name_fold": fold(name), "country": one.country})
    return rows


def few(field: str, rows: Sequence[Any]) -> Sequence[Any]:
    """Refuse more rows than a form holds; raises FieldErrors."""
    if len(rows) > MOST_ROWS:
        raise FieldErrors({field: Malformed("too-many-rows", field=field, most=MOST_ROWS)})
    return rows


async def keep_parts(
    session: AsyncSession,
    of: dict[str, UUID],
    parties: Sequence[PartyFacts],
    figures: Sequence[Figure],
    outputs: Sequence[OutputFacts],
) -> None:
    """Replace who ran it, what was stated of it and what came of it; raises FieldErrors."""
    ((column, identity),) = of.items()
    for table in (Party, StatedFigure, ActivityOutput):
        await session.execute(delete(table).where(getattr(table, column) == identity))
    rows = [(position, one, clean_text("parties", one.name, 300)) for position, one in enumerate(few("parties", parties))]
    await insert_rows(
        session,
        Party,
        [
            {"id": new_id(), **of, "position": position, "role": one.role, "name": name, "name_latn": to_latin(name)}
            for position, one, name in rows
        ],
    )
    await insert_rows(session, StatedFigure, [_figure(of, position, one) for position, one in enumerate(few("figures", figures))])
    await insert_rows(session, ActivityOutput, [_output(of, position, one) for position, one in enumerate(few("outputs", outputs))])


def _figure(of: dict[str, UUID], position: int, one: Figure) -> dict[str, Any]:
    if one.value < 0:
        raise FieldErrors({"figures": Malformed("count-negative", field="figures")})
    if one.qualifier is Qualifier.NOT_STATED:
        raise FieldErrors({"figures": Malformed("count-needs-qualifier", field="figures")})
    of_what = clean_text("figures", one.of_what, 500)
    words = {"of_what": of_what, "of_what_latn": to_latin(of_what), "of_what_en": clean_text("figures", one.of_what_en, 500)}
    more = {"sector": clean_text("figures", one.sector, 200), "source": clean_text("figures", one.source, 500), "measure": one.measure}
    return {"id": new_id(), **of, "position": position, "value": one.value, "qualifier": one.qualifier, "unit": one.unit, **words, **more}


def _output(of: dict[str, UUID], position: int, one: OutputFacts) -> dict[str, Any]:
    title = clean_text("outputs", one.title, 500) or one.file_name or one.link
    kept = {"link": check_page_address("outputs", one.link), "sha256": one.sha256 or None, "file_name": one.file_name}
    return {"id": new_id(), **of, "position": position, "title": title, "title_latn": to_latin(title), **kept}


async def insert_rows(session: AsyncSession, table: Any, rows: list[dict[str, Any]]) -> None:
    """Insert rows, if there are any."""
    if rows:
        await session.execute(insert(table), rows)
