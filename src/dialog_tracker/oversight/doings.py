"""Gathering working groups and activities as they are counted: only those that are public."""

from typing import Any

from sqlalchemy import text

from dialog_tracker.domain.activity import CountUnit
from dialog_tracker.domain.oversight_facts import ActivityFact, GroupFact
from dialog_tracker.domain.territory import bare_name
from dialog_tracker.storage.transaction import Reader

_AREAS = "coalesce((SELECT array_agg(area_key ORDER BY area_key) FROM act_area n WHERE n.act_id = {act}), '{{}}') AS areas"
_GROUPS = text(
    f"""
    SELECT g.id, g.authority_id AS authority, g.title, g.title_latn, g.title_en,
           coalesce(g.decided_on, (g.published_at AT TIME ZONE b.time_zone)::date) AS day, {_AREAS.format(act="g.act_id")},
           count(m.id) AS members, count(m.id) FILTER (WHERE m.is_cso) AS cso_members
    FROM working_group g
    JOIN authority b ON b.id = g.authority_id
    LEFT JOIN group_member m ON m.group_id = g.id AND m.seat IN ('chair', 'member')
    WHERE g.published_at IS NOT NULL
    GROUP BY g.id, b.id
    """  # noqa: S608  (made of constants)
)
# A series whose activities are entered is counted by them, and by the number told of it where they are not.
_ACTIVITIES = text(
    f"""
    SELECT e.id, e.authority_id AS authority, e.title, e.title_latn, e.title_en, e.kind, e.starts_on AS day, e.occurrences AS times,
           CASE WHEN e.unit = '{CountUnit.PERSONS}' THEN coalesce(e.participants, 0) ELSE 0 END AS persons,
           {_AREAS.format(act="coalesce(e.act_id, c.act_id)")},
           coalesce((SELECT array_agg(p.name_fold) FROM activity_place p WHERE p.activity_id = e.id AND p.country = 'RS'), '{{}}') AS places
    FROM activity e
    LEFT JOIN consultation c ON c.id = e.consultation_id
    LEFT JOIN programme g ON g.id = e.programme_id
    WHERE e.starts_on IS NOT NULL
      AND CASE WHEN e.consultation_id IS NULL THEN e.published_at IS NOT NULL AND (g.id IS NULL OR g.published_at IS NOT NULL)
               ELSE c.stage = 'published' END
      AND NOT EXISTS (SELECT FROM activity part WHERE part.series_id = e.id AND part.published_at IS NOT NULL)
    """  # noqa: S608  (made of constants)
)
_UNITS = text("SELECT code, name_fold FROM territory WHERE usual")


async def group_facts(session: Reader) -> list[GroupFact]:
    """Read published working groups with their members; one query."""
    return [GroupFact(**_plain(row)) for row in await session.execute(_GROUPS)]


async def activity_facts(session: Reader) -> list[ActivityFact]:
    """Read public activities with a date and the municipalities and cities where they were held; two queries."""
    units = {bare_name(fold): code for code, fold in await session.execute(_UNITS)}
    facts = []
    for row in await session.execute(_ACTIVITIES):
        told = _plain(row)
        named = {units.get(bare_name(place)) for place in told.pop("places")}
        facts.append(ActivityFact(**told, units=tuple(sorted(code for code in named if code))))
    return facts


def _plain(row: Any) -> dict[str, Any]:
    told = dict(row._mapping)  # noqa: SLF001  (a row's public name for its columns)
    return told | {"areas": tuple(told["areas"])}
