"""Reading what can be found: each statement gives the things of one kind that are public, or will be once a quarantine ends.

They are written as SQL: each joins four or five rooms for what a hit shows, and nothing but the shape below leaves it.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.domain.finding import EntryKind


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


_OF_AUTHORITY = """
    LEFT JOIN territory ON territory.code = authority.territory_code
"""
_TERRITORIES = "array_remove(ARRAY[territory.code, territory.within, territory.province], NULL) AS territories"
_AREAS = "ARRAY(SELECT area_key FROM act_area WHERE act_area.act_id = act.id ORDER BY area_key) AS areas"
_PUBLIC = "consultation.stage <> 'draft' AND consultation.published_at IS NOT NULL"

_CONSULTATIONS = f"""
    SELECT consultation.id, consultation.reference, act.title, act.title_en, act.language, act.case_number, consultation.summary,
           authority.id AS authority_id, authority.name AS authority, coalesce(consultation.opens_at, consultation.published_at) AS at,
           {_AREAS}, {_TERRITORIES}
    FROM consultation
    JOIN act ON act.id = consultation.act_id
    JOIN authority ON authority.id = consultation.authority_id {_OF_AUTHORITY}
    WHERE {_PUBLIC} AND consultation.id = ANY(:ids)
"""
_ACTS = f"""
    SELECT act.id, act.title, act.title_en, act.language, act.case_number, authority.id AS authority_id, authority.name AS authority,
           newest.id AS consultation_id, newest.published_at AS at, {_AREAS}, {_TERRITORIES}
    FROM act
    JOIN authority ON authority.id = act.authority_id {_OF_AUTHORITY}
    JOIN LATERAL (
        SELECT consultation.id, consultation.published_at FROM consultation
        WHERE consultation.act_id = act.id AND {_PUBLIC} ORDER BY consultation.published_at DESC LIMIT 1
    ) AS newest ON true
    WHERE act.id IN (SELECT act_id FROM consultation WHERE id = ANY(:ids))
"""
_ARTICLES = f"""
    WITH held AS (
        SELECT DISTINCT ON (consultation.version_id) consultation.id, consultation.reference, consultation.version_id,
               consultation.published_at, act.title, act.id AS act_id, act.language, act.authority_id
        FROM consultation JOIN act ON act.id = consultation.act_id
        WHERE {_PUBLIC} AND consultation.version_id IS NOT NULL
          AND consultation.version_id IN (SELECT version_id FROM consultation WHERE id = ANY(:ids))
        ORDER BY consultation.version_id, consultation.published_at DESC
    ), unit AS (
        SELECT held.id AS consultation_id, held.version_id, provision.unit_anchor,
               (array_agg(provision.id ORDER BY provision.position))[1] AS id,
               (array_agg(provision.place ORDER BY provision.position))[1] AS place,
               (array_agg(provision.heading ORDER BY provision.position))[1] AS heading,
               string_agg(concat_ws(' ', CASE WHEN provision.anchor <> provision.unit_anchor THEN provision.heading END, provision.words), E'\\n'
                          ORDER BY provision.position) AS words
        FROM held JOIN provision ON provision.version_id = held.version_id
        GROUP BY held.id, held.version_id, provision.unit_anchor
    )
    SELECT unit.*, held.reference, held.title, held.language, held.published_at AS at, authority.id AS authority_id,
           ARRAY(SELECT area_key FROM act_area WHERE act_area.act_id = held.act_id ORDER BY area_key) AS areas, {_TERRITORIES}
    FROM unit JOIN held ON held.id = unit.consultation_id
    JOIN authority ON authority.id = held.authority_id {_OF_AUTHORITY}
"""
_REPORTS = f"""
    SELECT consultation.id, consultation.reference, act.title, act.language, authority.id AS authority_id, authority.name AS authority,
           newest.published_at AS at, {_AREAS}, {_TERRITORIES}
    FROM consultation
    JOIN LATERAL (SELECT published_at FROM report WHERE consultation_id = consultation.id ORDER BY number DESC LIMIT 1) AS newest ON true
    JOIN act ON act.id = consultation.act_id
    JOIN authority ON authority.id = consultation.authority_id {_OF_AUTHORITY}
    WHERE {_PUBLIC} AND consultation.id = ANY(:ids)
      AND EXISTS (SELECT FROM step WHERE consultation_id = consultation.id AND kind = 'report_published')
"""
_ACT_FILES = f"""
    SELECT act_attachment.id, act_attachment.name, act_attachment.sha256, act_attachment.created_at AS at, act.id AS act_id, act.title,
           act.language, authority.id AS authority_id, newest.id AS consultation_id, {_AREAS}, {_TERRITORIES}
    FROM act_attachment
    JOIN act ON act.id = act_attachment.act_id
    JOIN authority ON authority.id = act.authority_id {_OF_AUTHORITY}
    JOIN LATERAL (
        SELECT consultation.id FROM consultation
        WHERE consultation.act_id = act.id AND {_PUBLIC} ORDER BY consultation.published_at DESC LIMIT 1
    ) AS newest ON true
    WHERE act_attachment.public AND act.id IN (SELECT act_id FROM consultation WHERE id = ANY(:ids))
"""
_LISTED = "submission.withdrawn_at IS NULL AND submission.withheld_code = ''"
_COMMENTS = f"""
    SELECT comment.id, comment.number, comment.position, comment.proposed, comment.reasons, comment.place, comment.anchor, comment.language,
           submission.number AS submission, submission.public_name, submission.received_at AS at, submission.quarantined_until,
           consultation.id AS consultation_id, consultation.authority_id, {_AREAS}, {_TERRITORIES},
           response.id AS response_id, response.status, response.reasons AS answer, response.what_changed, response.published_at
    FROM comment
    JOIN submission ON submission.id = comment.submission_id
    JOIN consultation ON consultation.id = comment.consultation_id
    JOIN act ON act.id = consultation.act_id
    JOIN authority ON authority.id = consultation.authority_id {_OF_AUTHORITY}
    LEFT JOIN response ON response.comment_id = comment.id AND response.superseded_at IS NULL AND response.published_at IS NOT NULL
    WHERE {_PUBLIC} AND {_LISTED} AND comment.set_aside_at IS NULL
"""
_SUBMISSION_FILES = f"""
    SELECT submission_file.id, submission_file.name, submission_file.words, submission.number AS submission,
           submission.received_at AS at, submission.quarantined_until, consultation.id AS consultation_id, consultation.authority_id,
           act.language, {_AREAS}, {_TERRITORIES}
    FROM submission_file
    JOIN submission ON submission.id = submission_file.submission_id
    JOIN consultation ON consultation.id = submission.consultation_id
    JOIN act ON act.id = consultation.act_id
    JOIN authority ON authority.id = consultation.authority_id {_OF_AUTHORITY}
    WHERE {_PUBLIC} AND {_LISTED} AND submission_file.public AND submission_file.erased_at IS NULL
"""
_ACTIVITIES = f"""
    SELECT activity.id, activity.title, activity.title_en, activity.place, activity.agenda, activity.minutes, activity.consultation_id,
           consultation.reference, authority.id AS authority_id, authority.name AS authority, {_TERRITORIES},
           coalesce(activity.starts_on::timestamptz, activity.published_at, activity.created_at) AS at,
           ARRAY(SELECT name FROM activity_place WHERE activity_id = activity.id ORDER BY position) AS places
    FROM activity
    JOIN authority ON authority.id = activity.authority_id {_OF_AUTHORITY}
    LEFT JOIN consultation ON consultation.id = activity.consultation_id
    WHERE activity.id = ANY(:ids)
      AND CASE WHEN activity.consultation_id IS NULL THEN activity.published_at IS NOT NULL ELSE {_PUBLIC} END
"""
_PROGRAMMES = f"""
    SELECT programme.id, programme.slug, programme.name, programme.name_en, programme.aims, programme.aims_en, programme.published_at AS at,
           authority.id AS authority_id, authority.name AS authority, {_TERRITORIES}
    FROM programme JOIN authority ON authority.id = programme.authority_id {_OF_AUTHORITY}
    WHERE programme.published_at IS NOT NULL AND programme.id = ANY(:ids)
"""
_GROUPS = f"""
    SELECT working_group.id, working_group.title, working_group.title_en, working_group.basis, working_group.published_at AS at,
           authority.id AS authority_id, authority.name AS authority, {_TERRITORIES}
    FROM working_group JOIN authority ON authority.id = working_group.authority_id {_OF_AUTHORITY}
    WHERE working_group.published_at IS NOT NULL AND working_group.id = ANY(:ids)
"""
_ORGANISATIONS = """
    SELECT organisation.id, organisation.name, organisation.seat, organisation.register_number, organisation.created_at AS at,
           ARRAY(SELECT area_key FROM organisation_area WHERE organisation_id = organisation.id ORDER BY area_key) AS areas,
           array_remove(ARRAY[territory.code, territory.within, territory.province], NULL) AS territories
    FROM organisation LEFT JOIN territory ON territory.code = organisation.territory_code
    WHERE organisation.merged_into IS NULL AND organisation.kind <> 'individual' AND organisation.id = ANY(:ids)
"""
_AUTHORITIES = f"""
    SELECT authority.id, authority.name, authority.name_en, authority.place, authority.created_at AS at, {_TERRITORIES}
    FROM authority {_OF_AUTHORITY} WHERE authority.id = ANY(:ids)
"""


def _facets(row: Any) -> dict[str, Any]:
    return {
        "authority_id": row.authority_id,
        "territories": tuple(row.territories),
        "areas": tuple(getattr(row, "areas", ())),
        "consultation_id": getattr(row, "consultation_id", None),
        "at": row.at,
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
        place=" ".join(filter(None, (row.place, row.heading))),
        words=row.words,
        texts=((row.heading or "", "A"), (row.place, "B"), (row.words, "C"), (row.title, "D")),
        article=number if number != row.unit_anchor else "",
        **_facets(row),
    )


def _report(row: Any) -> Source:
    of = _facets(row) | {"consultation_id": row.id}
    texts = ((row.title, "A"), (row.reference, "B"), (row.authority, "C"), ("извештај report", "C"))
    return Source(
        EntryKind.REPORT, row.id, f"/c/{row.reference}/report", title=row.title, language=row.language, texts=texts, fuzzy=True, **of
    )


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
    address = f"/k/{row.submission}#k{row.position}"
    article = row.anchor.partition("-")[0].removeprefix("cl") if row.anchor.startswith("cl") else ""
    texts = ((row.proposed, "C"), (row.reasons, "C"), (row.public_name, "D"), (row.number, "B"))
    made = [Source(EntryKind.COMMENT, row.id, address, texts=texts, article=article, status=row.status or "unanswered", **of)]
    if row.response_id is not None:
        answered = of | {"at": row.published_at, "status": row.status}
        said = ((row.answer, "C"), (row.what_changed, "C"))
        made.append(Source(EntryKind.ANSWER, row.response_id, address, texts=said, article=article, **answered))
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
        visible_from=row.quarantined_until,
        **_facets(row),
    )


_KEPT = 40_000  # signs of a long text that are kept to show an excerpt of; all of it is searched


def _activity(row: Any) -> Source:
    said = "\n".join(filter(None, (row.agenda, row.minutes)))
    texts = ((row.title, "A"), (row.title_en, "A"), (f"{row.place} {' '.join(row.places)}", "B"), (row.authority, "D"), (said, "C"))
    address = f"/c/{row.reference}" if row.reference else f"/activities/{row.id}"
    return Source(EntryKind.ACTIVITY, row.id, address, title=row.title, words=said[:_KEPT], texts=texts, fuzzy=True, **_facets(row))


def _programme(row: Any) -> Source:
    texts = ((row.name, "A"), (row.name_en, "A"), (f"{row.aims}\n{row.aims_en}", "C"), (row.authority, "D"))
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


_OF_CONSULTATION = ((_CONSULTATIONS, _consultation), (_ACTS, _act), (_ARTICLES, _article), (_REPORTS, _report), (_ACT_FILES, _act_file))
_BY_SUBJECT: Mapping[str, tuple[str, Any]] = {
    "activity": (_ACTIVITIES, _activity),
    "programme": (_PROGRAMMES, _programme),
    "working_group": (_GROUPS, _group),
    "organisation": (_ORGANISATIONS, _organisation),
    "authority": (_AUTHORITIES, _authority),
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
    made = [one for row in await session.execute(text(_COMMENTS + here), given) for one in _comment(row)]
    return made + [_submission_file(row) for row in await session.execute(text(_SUBMISSION_FILES + here), given)]


async def of_all_comments(session: AsyncSession, after: UUID, limit: int) -> AsyncIterator[Source]:
    """Read comments of everything in the order of their ids, for an index that is made anew."""
    statement = text(f"{_COMMENTS} AND comment.id > :after ORDER BY comment.id LIMIT :most")
    for row in await session.execute(statement, {"after": after, "most": limit}):
        for one in _comment(row):
            yield one
