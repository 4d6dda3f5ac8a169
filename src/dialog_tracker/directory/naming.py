"""Names as readers of a face read them, of whatever has one in Serbian Cyrillic, Serbian Latin and English: bodies, areas, places, programmes."""

from typing import Any

from sqlalchemy import func
from sqlmodel import col

from dialog_tracker.domain.alphabet import letters_in_order
from dialog_tracker.domain.script import Face


def name_for(face: Face, table: Any) -> Any:
    """Give the column with the name; what has no English one is called by its Serbian one, as it was typed."""
    if face.english:
        return func.coalesce(func.nullif(col(table.name_en), ""), col(table.name))
    return col(table.name_latn if face.latin else table.name)


def order_for(face: Face, table: Any) -> Any:
    """Give what names stand in order by, in the alphabet of the face; that of Latin is told by the Cyrillic name, where lj is one letter."""
    name = name_for(face, table) if face.english else col(table.name)
    return func.translate(name, *letters_in_order(face)).collate("C")


def name_in_sql(face: Face, table: str) -> str:
    """Write the same for a statement that is written as text."""
    if face.english:
        return f"coalesce(nullif({table}.name_en, ''), {table}.name)"
    return f"{table}.name_latn" if face.latin else f"{table}.name"
