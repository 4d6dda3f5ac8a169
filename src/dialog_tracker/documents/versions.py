"""Two versions of an act compared, worked out once: a stored version never changes."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from dialog_tracker.documents.queries import VersionLine, text_of, tree_of_lines, versions_of
from dialog_tracker.domain.anchoring import Later
from dialog_tracker.domain.comparison import Comparison, compare
from dialog_tracker.domain.provision import Provision, walk
from dialog_tracker.storage.transaction import Reader


async def consulted_and_newest(session: Reader, act_id: UUID, consulted: UUID) -> tuple[VersionLine, VersionLine] | None:
    """Find the version that was consulted on and the newest public one after it; None where no later one is public."""
    versions = await versions_of(session, act_id, public=True)
    old = next((version for version in versions if version.id == consulted), None)
    return (old, versions[-1]) if old is not None and versions[-1].number > old.number else None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions with their comparison, kept since published versions never change; `unit_of` leads from anchors to units."""

    old: tuple[Provision, ...]
    new: tuple[Provision, ...]
    comparison: Comparison
    later: Later
    unit_of: Mapping[str, str]


_KEPT: OrderedDict[tuple[UUID, UUID], Compared] = OrderedDict()
_MOST_KEPT = 12  # a comparison of two laws of 230 articles takes about 3 MiB


async def compared_versions(session: Reader, old: UUID, new: UUID) -> Compared:
    """Compare two versions, or give what was compared before; a stored version never changes, public or not."""
    key = (old, new)
    known = _KEPT.get(key)
    if known is None:
        texts = [tree_of_lines(await text_of(session, version, latin=False)) for version in key]
        known = _KEPT[key] = await asyncio.to_thread(_compare, *texts)
        if len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return known


def _compare(old: tuple[Provision, ...], new: tuple[Provision, ...]) -> Compared:
    comparison = compare(old, new)
    unit_of = {
        part.anchor: unit.new.anchor
        for unit in comparison.units
        if unit.new is not None
        for part in ((unit.new,) if unit.divides else walk((unit.new,)))
    }
    return Compared(old, new, comparison, Later(old, new, comparison.fates), unit_of)
