"""The JSON twins of an act's versions: their list, the text of one, and the comparison of two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from litestar import get
from litestar.params import FromPath, FromQuery

from dialog_tracker.domain.comparison import UnitChange
from dialog_tracker.domain.difference import Piece
from dialog_tracker.domain.policy import ANONYMOUS
from dialog_tracker.domain.reference import read_reference
from dialog_tracker.domain.script import Face
from dialog_tracker.reading import after, versions
from dialog_tracker.reading.api_shapes import AnyRequest, ProvisionItem, provision_items, site
from dialog_tracker.storage.transaction import Reads
from dialog_tracker.web.problems import ONE, Script, in_face


@dataclass(frozen=True, slots=True)
class VersionItem:
    """A public version of an act; `consulted` marks the one that the consultation is held on."""

    number: int
    kind: str
    published_at: datetime
    language: str
    script: str
    articles: int
    source_sha256: str
    consulted: bool
    url: str
    akoma_ntoso: str


@dataclass(frozen=True, slots=True)
class VersionTextItem:
    """The text of one version, in order."""

    reference: str
    number: int
    kind: str
    provisions: list[ProvisionItem]


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """A provision before and after; `words` are pairs of what happened (equal, deleted, inserted) and the text."""

    old_anchor: str
    new_anchor: str
    heading: list[tuple[str, str]]
    words: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ChangedUnit:
    """An article or a heading before and after, with what happened to it; `parts` are empty where its words are the same."""

    old_anchor: str
    new_anchor: str
    old_label: str
    new_label: str
    changes: list[str]
    parts: list[ChangedPart]


@dataclass(frozen=True, slots=True)
class ComparisonItem:
    """Two versions compared, in the order of the later; units that did not change are left out and counted."""

    reference: str
    old: int
    new: int
    counts: dict[str, int]
    units: list[ChangedUnit]
    orphans: list[str]


@dataclass(frozen=True, slots=True)
class GazetteItem:
    """Where and when the adopted act was published."""

    published_on: date
    gazette: str
    address: str


@dataclass(frozen=True, slots=True)
class ChangeBehind:
    """An article or a heading that changed, and the numbers of the comments behind it."""

    old_anchor: str
    new_anchor: str
    changes: list[str]
    comments: list[str]


@dataclass(frozen=True, slots=True)
class AfterItem:
    """What came of a consultation: versions are null until the report and a later text are public.

    `fates` tells for each comment, by its number, whether it is in the text as proposed (`as_proposed`), in other words
    (`other_words`), was accepted and is not in the text (`dropped`), or was not taken (`not_taken`).
    """

    reference: str
    old: int | None
    new: int | None
    adopted: GazetteItem | None
    counts: dict[str, int]
    fates: dict[str, str]
    changes: list[ChangeBehind]


@get("/api/consultations/{reference:str}/after", tags=["versions"], responses=ONE)
async def after_report(request: AnyRequest, reads: Reads, reference: FromPath[str]) -> AfterItem:
    """Tell what came of the comments: what changed in the newest public text, and what became of each comment."""
    page = await after.after_page(reads, ANONYMOUS, read_reference(reference), request.app.state.clock(), face=Face.CYRILLIC)
    adopted = GazetteItem(page.adopted.published_on, page.adopted.gazette, page.adopted.address) if page.adopted else None
    told = page.outcome
    if told is None:
        return AfterItem(page.head.reference, None, None, adopted, {}, {}, [])
    counts = {fate.value: count for fate, count in told.fates.counts.items()}
    fates = {number: fate.value for number, fate in told.fates.of.items()}
    changes = [_change_behind(row) for row in told.rows]
    return AfterItem(page.head.reference, told.old.number, told.new.number, adopted, counts, fates, changes)


def _change_behind(row: after.AfterRow) -> ChangeBehind:
    old, new = row.unit.old, row.unit.new
    changes = sorted(change.value for change in row.unit.changes)
    return ChangeBehind(old.anchor if old else "", new.anchor if new else "", changes, list(row.numbers))


@get("/api/consultations/{reference:str}/versions", tags=["versions"], responses=ONE)
async def version_list(request: AnyRequest, reads: Reads, reference: FromPath[str]) -> list[VersionItem]:
    """List the public versions of the act, in their order."""
    page = await versions.versions_page(reads, ANONYMOUS, read_reference(reference), request.app.state.clock(), face=Face.CYRILLIC)
    home = f"{site(request)}/c/{page.head.reference}/versions"
    return [
        VersionItem(
            *(v.number, v.kind, v.frozen_at, v.language, v.script, v.articles, v.source_sha256, v.id == page.head.version_id),
            f"{home}/{v.number}",
            f"{home}/{v.number}/text.xml",
        )
        for v in page.versions
        if v.frozen_at is not None
    ]


@get("/api/consultations/{reference:str}/versions/{number:int}", tags=["versions"], responses=ONE)
async def version_text(
    request: AnyRequest, reads: Reads, reference: FromPath[str], number: FromPath[int], script: FromQuery[Script | None] = None
) -> VersionTextItem:
    """Read the text of one public version, provision by provision."""
    now = request.app.state.clock()
    page = await versions.version_text(reads, ANONYMOUS, read_reference(reference), number, now, face=in_face(script))
    return VersionTextItem(page.head.reference, number, page.version.kind, provision_items(page.units))


@get("/api/consultations/{reference:str}/versions/{old:int}/{new:int}", tags=["versions"], responses=ONE)
async def comparison(request: AnyRequest, reads: Reads, reference: FromPath[str], old: FromPath[int], new: FromPath[int]) -> ComparisonItem:
    """Compare two public versions, word by word; `orphans` are commented places that the later one does not have."""
    now = request.app.state.clock()
    page = await versions.comparison_page(reads, ANONYMOUS, read_reference(reference), (old, new), now, face=Face.CYRILLIC)
    changed = [row.unit for row in page.rows if row.unit is not None]
    counts = {change.value: count for change, count in page.comparison.counts.items()}
    return ComparisonItem(
        page.head.reference, old, new, counts, [_changed(unit) for unit in changed], [o.before.anchor for o in page.orphans]
    )


def _changed(unit: UnitChange) -> ChangedUnit:
    old, new = unit.old, unit.new
    return ChangedUnit(
        old.anchor if old else "",
        new.anchor if new else "",
        old.label if old else "",
        new.label if new else "",
        sorted(change.value for change in unit.changes),
        [
            ChangedPart(
                part.old.anchor if part.old else "", part.new.anchor if part.new else "", _pieces(part.heading), _pieces(part.words)
            )
            for part in unit.parts
        ],
    )


def _pieces(pieces: Sequence[Piece]) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in pieces]


HANDLERS = [after_report, version_list, version_text, comparison]
