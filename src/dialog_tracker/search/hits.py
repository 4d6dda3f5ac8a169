"""What hits show: titles and passages with the words that were sought, who said what, and the names of what narrows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.directory.naming import name_in_sql
from dialog_tracker.domain.finding import EntryKind, Piece, Query, excerpt, marked
from dialog_tracker.domain.mistyping import ALIKE, LEAST_LETTERS, likeness
from dialog_tracker.domain.script import Face, fold, to_latin


@dataclass(frozen=True, slots=True)
class Hit:
    """One hit as it is shown; `who` said it and `of` is the act it was said about, where it is a comment or an answer."""

    id: int
    kind: str
    address: str
    title: tuple[Piece, ...]
    title_language: str
    place: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    language: str
    at: datetime
    status: str
    authority: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value by which hits can be narrowed, and how many it leaves; None where they were not all counted."""

    value: str
    name: str
    hits: int | None


_ENTRIES = """
    SELECT entry.id, entry.kind, entry.subject_id, entry.address, entry.title, entry.language, entry.place, entry.words, entry.at,
           entry.status, {authority} AS authority
    FROM search_entry AS entry LEFT JOIN authority ON authority.id = entry.authority_id
    WHERE entry.id = ANY(:ids) AND NOT (entry.kind = 'file' AND EXISTS (
        SELECT FROM submission_file JOIN submission ON submission.id = submission_file.submission_id
        WHERE submission_file.id = entry.subject_id
          AND (NOT submission_file.public OR submission_file.erased_at IS NOT NULL OR submission.withdrawn_at IS NOT NULL
               OR submission.withheld_code <> '' OR submission.quarantined_until > :now)
    ))
"""
# Held back or redacted meanwhile, nothing of it is shown.
_SAID = """
    SELECT comment.id, {name} AS who, {title} AS title, act.language AS title_language, comment.language, {words} AS words,
           response.id AS response_id, {answer} AS answer
    FROM comment
    JOIN submission ON submission.id = comment.submission_id
    JOIN consultation ON consultation.id = comment.consultation_id
    JOIN act ON act.id = consultation.act_id
    LEFT JOIN response ON response.comment_id = comment.id AND response.superseded_at IS NULL AND response.published_at IS NOT NULL
    WHERE comment.id = ANY(CAST(:comments AS uuid[]) || ARRAY(SELECT comment_id FROM response WHERE response.id = ANY(:answers)))
      AND comment.set_aside_at IS NULL AND submission.withdrawn_at IS NULL AND submission.withheld_code = ''
      AND (submission.quarantined_until IS NULL OR submission.quarantined_until <= :now)
"""


async def hits_of(session: AsyncSession, ids: Sequence[int], stems: frozenset[str], now: datetime, *, face: Face) -> list[Hit]:
    """Read what hits show, in the order of their ids; one that is held back by now is left out."""
    if not ids:
        return []
    name = name_in_sql(face, "authority")
    rows = (await session.execute(text(_ENTRIES.format(authority=name)), {"ids": list(ids), "now": now})).all()
    said = await _said(session, rows, now, latin=face.latin)
    shown = {row.id: _hit(row, said, stems, latin=face.latin) for row in rows}
    return [hit for key in ids if (hit := shown.get(key)) is not None]


async def _said(session: AsyncSession, rows: Sequence[Any], now: datetime, *, latin: bool) -> dict[UUID, Any]:
    comments = [row.subject_id for row in rows if row.kind == EntryKind.COMMENT]
    answers = [row.subject_id for row in rows if row.kind == EntryKind.ANSWER]
    if not (comments or answers):
        return {}
    end = "_latn" if latin else ""
    statement = _SAID.format(
        name=f"submission.public_name{end}",
        title=f"act.title{end}",
        words=f"concat_ws(E'\\n', nullif(comment.proposed{end}, ''), nullif(comment.reasons{end}, ''))",
        answer=f"concat_ws(E'\\n', nullif(response.reasons{end}, ''), nullif(response.what_changed{end}, ''))",
    )
    found = (await session.execute(text(statement), {"comments": comments, "answers": answers, "now": now})).all()
    return {row.id: row for row in found} | {row.response_id: row for row in found if row.response_id}


def _hit(row: Any, said: Mapping[UUID, Any], stems: frozenset[str], *, latin: bool) -> Hit | None:
    def script(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        return tuple(Piece(to_latin(one.text), one.found) for one in pieces) if latin else pieces

    common = {"id": row.id, "kind": row.kind, "address": row.address, "at": row.at, "status": row.status, "authority": row.authority or ""}
    if row.kind in (EntryKind.COMMENT, EntryKind.ANSWER):
        words = said.get(row.subject_id)
        if words is None:
            return None
        text_ = words.answer if row.kind == EntryKind.ANSWER else words.words
        return Hit(
            title=(Piece(words.title),),
            title_language=words.title_language,
            place=script((Piece(row.place),)) if row.place else (),
            excerpt=excerpt(text_, stems),
            language=words.language if row.kind == EntryKind.COMMENT else "sr",
            who=words.who,
            **common,
        )
    return Hit(
        title=script(marked(row.title, stems)),
        title_language=row.language,
        place=script(marked(row.place, stems)) if row.place else (),
        excerpt=script(excerpt(row.words, stems)) if row.words else (),
        language=row.language,
        **common,
    )


_CANDIDATES = """
    SELECT id, kind, title_fold, word_similarity(:typed, title_fold) AS shared FROM search_entry
    WHERE title_fold <> '' AND :typed <% title_fold AND {narrowed} ORDER BY shared DESC, id DESC LIMIT 300
"""
_SHARED = 0.5  # of the groups of three letters: alike by themselves; those that share fewer are compared word by word
_MOST_ALIKE = 10
_KINDS = list(EntryKind)  # a consultation before a meeting about it, whose title holds its own


class Narrowing(NamedTuple):
    """What narrows a search besides its words: a condition and its values."""

    condition: str
    given: Mapping[str, Any]


async def titles_like(session: AsyncSession, query: Query, narrowed: Narrowing, now: datetime, *, face: Face) -> list[Hit]:
    """Find titles that look like what was typed: a letter too many, one too few, two that changed places."""
    typed = fold(query.typed)
    if len(typed) < LEAST_LETTERS:
        return []
    await session.execute(text("SET LOCAL pg_trgm.word_similarity_threshold = 0.25"))
    rows = (await session.execute(text(_CANDIDATES.format(narrowed=narrowed.condition)), {"typed": typed, **narrowed.given})).all()
    best = sorted(((_alike(typed, row), -_KINDS.index(row.kind), row.id) for row in rows), reverse=True)[:_MOST_ALIKE]
    return await hits_of(session, [id_ for how, _, id_ in best if how], frozenset(), now, face=face)


def _alike(typed: str, row: Any) -> float:
    by_word = likeness(typed, row.title_fold)
    return by_word if by_word >= ALIKE else float(row.shared) if row.shared >= _SHARED else 0.0


_SIGNS = {"k": "kind", "a": "authority", "r": "area", "t": "territory", "y": "year", "s": "status", "p": "phase"}
_NAMED = {
    "a": ("authority", "SELECT id::text AS value, {} AS name FROM authority WHERE id = ANY(CAST(:values AS uuid[]))"),
    "r": ("area", "SELECT key AS value, {} AS name FROM area WHERE key = ANY(CAST(:values AS text[]))"),
    "t": ("territory", "SELECT code AS value, {} AS name FROM territory WHERE code = ANY(CAST(:values AS text[]))"),
}


async def named_facets(session: AsyncSession, rows: Sequence[Any], *, over: bool, face: Face) -> dict[str, tuple[FacetValue, ...]]:
    """Give the values of each facet, most hits first, years newest first; authorities, areas and territories by name."""
    named: dict[str, tuple[FacetValue, ...]] = {}
    for sign, facet in _SIGNS.items():
        mine = [row for row in rows if row.facet == sign]
        names = {row.value: row.value for row in mine}
        if sign in _NAMED and mine:
            table, statement = _NAMED[sign]
            found = await session.execute(text(statement.format(name_in_sql(face, table))), {"values": list(names)})
            names = {row.value: row.name for row in found}
        mine.sort(key=lambda row: row.value if sign == "y" else row.hits, reverse=True)
        named[facet] = tuple(FacetValue(row.value, names[row.value], None if over else row.hits) for row in mine if row.value in names)
    return named
