"""Reading what can be found: the rows of each kind in one shape, which is all that leaves this module."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.domain.finding import EntryKind
from dialog_tracker.domain.outcome_sentences import SaidReport, sentences
from dialog_tracker.search import selections


@dataclass(frozen=True, slots=True)
class Source:
    """A thing that can be found; `texts` are searched with their weights, A to D, and `words` shown of it where they are kept."""

    kind: EntryKind
    subject_id: UUID
    address: str
    at: datetime
    title: str = ""
    language: str = "sr"
    place: str = ""
    words: str = ""
    texts: tuple[tuple[str, str], ...] = ()
    authority_id: UUID | None = None
    consultation_id: UUID | None = None
    areas: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    status: str = ""
    visible_from: datetime | None = None
    article: str = ""
    fuzzy: bool = False
    file: str = field(default="")


def _facets(row: Any) -> dict[str, Any]:
    return {
        "authority_id": row.authority_id,
        "territories": tuple(row.territories),
        "areas": tuple(getattr(row, "areas", ())),
        "consultation_id": getattr(row, "consultation_id", None),
        "at": row.at,
        "visible_from": getattr(row, "visible_from", None),
    }


def _consultation(row: Any) -> Source:
    texts = ((row.title, "A"), (row.title_en, "A"), (f"{row.reference} {row.case_number}", "B"), (row.authority, "C"), (row.summary, "C"))
    of = _facets(row) | {"consultation_id": row.id}
    address = f"/c/{row.reference}"
    return Source(
        EntryKind.CONSULTATION, row.id, address, title=row.title, language=row.language, words=row.summary, texts=texts, fuzzy=True, **of
    )


def _act(row: Any) -> Source:
    texts = ((row.title, "A"), (row.title_en, "A"), (row.case_number, "B"), (row.authority, "C"))
    return Source(EntryKind.ACT, row.id, f"/acts/{row.id}", title=row.title, language=row.language, texts=texts, fuzzy=True, **_facets(row))


def _article(row: Any) -> Source:
    number = row.unit_anchor.removeprefix("cl")
    return Source(
        EntryKind.ARTICLE,
        row.id,
        f"/c/{row.reference}/text/{row.unit_anchor}",
        title=row.title,
        language=row.language,
        place=" ".join(dict.fromkeys(filter(None, (row.place, row.heading)))),  # an annex may be called as it is headed
        words=row.words,
        texts=((row.heading or "", "A"), (row.place, "B"), (row.words, "C"), (row.title, "D")),
        article=number if number != row.unit_anchor else "",
        **_facets(row),
    )


def _report(row: Any) -> Source:
    of = _facets(row) | {"consultation_id": row.id}
    words = "\n".join(sentences(msgspec.json.decode(row.said, type=SaidReport)))
    texts = ((row.title, "A"), (row.reference, "B"), (row.authority, "C"), ("извештај report", "C"), (words, "D"))
    address = f"/c/{row.reference}/report"
    return Source(EntryKind.REPORT, row.id, address, title=row.title, language=row.language, words=words, texts=texts, fuzzy=True, **of)


def _act_file(row: Any) -> Source:
    address = f"/acts/{row.act_id}/files/{row.id}"
    return Source(
        EntryKind.FILE,
        row.id,
        address,
        title=row.name,
        language=row.language,
        place=row.title,
        texts=((row.name, "A"), (row.title, "D")),
        file=row.sha256,
        **_facets(row),
    )


def _comment(row: Any) -> list[Source]:
    of = _facets(row) | {"visible_from": row.quarantined_until, "language": row.language, "place": row.place}
    address, place = f"/k/{row.submission}", row.position
    article = row.anchor.partition("-")[0].removeprefix("cl") if row.anchor.startswith("cl") else ""
    texts = ((row.proposed, "C"), (row.reasons, "C"), (row.public_name, "D"), (row.number, "B"))
    made = [Source(EntryKind.COMMENT, row.id, f"{address}#k{place}", texts=texts, article=article, status=row.status or "unanswered", **of)]
    if row.response_id is not None:
        answered = of | {"at": row.published_at, "status": row.status}
        said = ((row.answer, "C"), (row.what_changed, "C"))
        made.append(Source(EntryKind.ANSWER, row.response_id, f"{address}#a{place}", texts=said, article=article, **answered))
    return made


def _submission_file(row: Any) -> Source:
    return Source(
        EntryKind.FILE,
        row.id,
        f"/k/{row.submission}#files",
        title=row.name,
        language=row.language,
        texts=((row.name, "A"), (row.words, "C")),
        words=row.words[:_KEPT],
        **_facets(row) | {"visible_from": row.quarantined_until},
    )


_KEPT = 40_000  # signs of a long text that are kept to show an excerpt of; all of it is searched


def _activity(row: Any) -> Source:
    said = "\n".join(filter(None, (row.agenda, row.minutes)))
    places, parties = f"{row.place} {' '.join(row.places)}", " ".join(row.parties)
    texts = ((row.title, "A"), (row.title_en, "A"), (places, "B"), (row.authority, "D"), (said, "C"), (parties, "C"))
    address = f"/c/{row.reference}" if row.reference else f"/activities/{row.id}"
    return Source(EntryKind.ACTIVITY, row.id, address, title=row.title, words=said[:_KEPT], texts=texts, fuzzy=True, **_facets(row))


def _programme(row: Any) -> Source:
    texts = ((row.name, "A"), (row.name_en, "A"), (f"{row.aims}\n{row.aims_en}", "C"), (" ".join(row.parties), "C"), (row.authority, "D"))
    return Source(
        EntryKind.PROGRAMME,
        row.id,
        f"/programmes/{row.slug}",
        title=row.name,
        words=row.aims[:_KEPT],
        texts=texts,
        fuzzy=True,
        **_facets(row),
    )


def _group(row: Any) -> Source:
    texts = ((row.title, "A"), (row.title_en, "A"), (row.basis, "C"), (row.authority, "D"))
    return Source(
        EntryKind.GROUP, row.id, f"/working-groups/{row.id}", title=row.title, words=row.basis, texts=texts, fuzzy=True, **_facets(row)
    )


def _organisation(row: Any) -> Source:
    return Source(
        EntryKind.ORGANISATION,
        row.id,
        f"/directory/organisations/{row.id}",
        row.at,
        title=row.name,
        words=row.seat,
        texts=((row.name, "A"), (row.seat, "B"), (row.register_number, "B")),
        areas=tuple(row.areas),
        territories=tuple(row.territories),
        fuzzy=True,
    )


def _authority(row: Any) -> Source:
    return Source(
        EntryKind.AUTHORITY,
        row.id,
        f"/directory/authorities/{row.id}",
        row.at,
        title=row.name,
        words=row.place,
        texts=((row.name, "A"), (row.name_en, "A"), (row.place, "B")),
        authority_id=row.id,
        territories=tuple(row.territories),
        fuzzy=True,
    )


_OF_CONSULTATION = (
    (selections.CONSULTATIONS, _consultation),
    (selections.ACTS, _act),
    (selections.ARTICLES, _article),
    (selections.REPORTS, _report),
    (selections.ACT_FILES, _act_file),
)
_BY_SUBJECT: Mapping[str, tuple[str, Any]] = {
    "activity": (selections.ACTIVITIES, _activity),
    "programme": (selections.PROGRAMMES, _programme),
    "working_group": (selections.GROUPS, _group),
    "organisation": (selections.ORGANISATIONS, _organisation),
    "authority": (selections.AUTHORITIES, _authority),
}


async def of_consultations(session: AsyncSession, ids: Iterable[UUID]) -> list[Source]:
    """Read consultations with their acts, articles, reports and the files of their acts."""
    given = {"ids": list(ids)}
    return [make(row) for statement, make in _OF_CONSULTATION for row in await session.execute(text(statement), given)]


async def of_subjects(session: AsyncSession, kind: str, ids: Iterable[UUID]) -> list[Source]:
    """Read the things of one kind of the ledger: activities, programmes, working groups, organisations, authorities."""
    statement, make = _BY_SUBJECT[kind]
    return [make(row) for row in await session.execute(text(statement), {"ids": list(ids)})]


async def of_submissions(session: AsyncSession, ids: Iterable[UUID]) -> list[Source]:
    """Read the comments of submissions with their answers, and the files that are public."""
    given = {"ids": list(ids)}
    here = " AND submission.id = ANY(:ids)"
    made = [one for row in await session.execute(text(selections.COMMENTS + here), given) for one in _comment(row)]
    return made + [_submission_file(row) for row in await session.execute(text(selections.SUBMISSION_FILES + here), given)]


async def of_all_comments(session: AsyncSession, after: UUID, limit: int) -> AsyncIterator[Source]:
    """Read comments of everything in the order of their ids, for an index that is made anew."""
    statement = text(f"{selections.COMMENTS} AND comment.id > :after ORDER BY comment.id LIMIT :most")
    for row in await session.execute(statement, {"after": after, "most": limit}):
        for one in _comment(row):
            yield one
