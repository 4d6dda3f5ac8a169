"""Reading a version's text: whole, one unit, or only its outline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from dialog_tracker.directory.tables import Area
from dialog_tracker.documents.tables import Act, ActArea, ActAttachment, ActStage, Provision, StoredFile, Version
from dialog_tracker.domain import provision as law
from dialog_tracker.domain.act import ActStageKind, DocumentKind
from dialog_tracker.domain.errors import NotFound
from dialog_tracker.storage.transaction import Reader


@dataclass(frozen=True, slots=True)
class ProvisionLine:
    """One provision as it is shown, in the reader's script."""

    anchor: str
    parent_anchor: str | None
    unit_anchor: str
    depth: int
    position: int
    kind: str
    label: str
    heading: str | None
    words: str


def _line(*, latin: bool) -> tuple[Any, ...]:
    return (
        col(Provision.anchor),
        col(Provision.parent_anchor),
        col(Provision.unit_anchor),
        col(Provision.depth),
        col(Provision.position),
        col(Provision.kind),
        col(Provision.label_latn if latin else Provision.label),
        col(Provision.heading_latn if latin else Provision.heading),
        col(Provision.words_latn if latin else Provision.words),
    )


async def text_of(session: Reader, version_id: UUID, *, latin: bool) -> list[ProvisionLine]:
    """Read a whole text in its order."""
    query = select(*_line(latin=latin)).where(col(Provision.version_id) == version_id).order_by(col(Provision.position))
    return [ProvisionLine(*row) for row in await session.execute(query)]


async def unit_of(session: Reader, version_id: UUID, anchor: str, *, latin: bool) -> list[ProvisionLine]:
    """Read the unit (an article, as a rule) that an anchor belongs to; empty for an unknown anchor."""
    unit = (
        select(col(Provision.unit_anchor)).where(col(Provision.version_id) == version_id, col(Provision.anchor) == anchor).scalar_subquery()
    )
    query = (
        select(*_line(latin=latin))
        .where(col(Provision.version_id) == version_id, col(Provision.unit_anchor) == unit)
        .order_by(col(Provision.position))
    )
    return [ProvisionLine(*row) for row in await session.execute(query)]


def tree_of_lines(lines: Sequence[ProvisionLine]) -> tuple[law.Provision, ...]:
    """Build the tree of a whole text from its lines in their order; anchors stay as they were stored."""
    roots: list[law.Provision] = []
    children: dict[str | None, list[law.Provision]] = {}
    for line in reversed(lines):  # a provision is frozen, so its children come first
        inside = tuple(reversed(children.pop(line.anchor, [])))
        one = law.Provision(line.anchor, line.label, law.ProvisionKind(line.kind), line.heading, line.words, inside)
        (roots if line.parent_anchor is None else children.setdefault(line.parent_anchor, [])).append(one)
    return tuple(reversed(roots))


async def head_of_rows(session: Reader, version_id: UUID, anchor: str, *, latin: bool) -> Sequence[str]:
    """Read the head of the table whose rows a provision holds; empty where there is none."""
    words = col(Provision.words_latn if latin else Provision.words)
    head = await session.execute(select(words).where(col(Provision.version_id) == version_id, col(Provision.anchor) == anchor))
    found: str = head.scalar() or ""
    return tuple(found.split("\t")) if "\t" in found else ()


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place of a text as it is printed, and where in the text it stands."""

    anchor: str
    place: str
    place_latn: str
    position: int


async def places(session: Reader, version_id: UUID, anchors: Sequence[str]) -> dict[str, PlaceLine]:
    """Read the places behind anchors; those that the text does not have are missing."""
    columns = (col(Provision.anchor), col(Provision.place), col(Provision.place_latn), col(Provision.position))
    query = select(*columns).where(col(Provision.version_id) == version_id, col(Provision.anchor).in_(anchors))
    return {row.anchor: PlaceLine(*row) for row in await session.execute(query)}


async def all_places(session: Reader, version_id: UUID) -> dict[str, PlaceLine]:
    """Read every place of a text, by its anchor."""
    columns = (col(Provision.anchor), col(Provision.place), col(Provision.place_latn), col(Provision.position))
    rows = await session.execute(select(*columns).where(col(Provision.version_id) == version_id).order_by(col(Provision.position)))
    return {row.anchor: PlaceLine(*row) for row in rows}


async def language_of(session: Reader, version_id: UUID) -> str:
    """Give the language of a text."""
    return (await session.execute(select(col(Version.language)).where(col(Version.id) == version_id))).scalar_one()


async def counts_by_kind(session: Reader, version_id: UUID) -> dict[str, int]:
    """Count the provisions of each kind."""
    query = select(col(Provision.kind), func.count()).where(col(Provision.version_id) == version_id).group_by(col(Provision.kind))
    return dict((await session.execute(query)).all())


@dataclass(frozen=True, slots=True)
class VersionCard:
    """A version with the act that it belongs to."""

    id: UUID
    act_id: UUID
    authority_id: UUID
    title: str
    kind: str
    case_number: str
    articles: int
    frozen: bool


async def version_card(session: Reader, version_id: UUID, *, latin: bool) -> VersionCard:
    """Read a version; raises NotFound("version-unknown")."""
    act = (col(Act.authority_id), col(Act.title_latn if latin else Act.title), col(Act.kind), col(Act.case_number))
    columns = (col(Version.id), col(Version.act_id), *act, col(Version.articles), col(Version.frozen_at).is_not(None))
    row = (
        await session.execute(select(*columns).join(Act, col(Act.id) == col(Version.act_id)).where(col(Version.id) == version_id))
    ).first()
    if row is None:
        raise NotFound("version-unknown")
    return VersionCard(*row)


@dataclass(frozen=True, slots=True)
class ActCard:
    """The file of an act."""

    id: UUID
    authority_id: UUID
    title: str
    kind: str
    case_number: str


async def act_card(session: Reader, act_id: UUID, *, latin: bool) -> ActCard:
    """Read the file of an act; raises NotFound("act-unknown")."""
    columns = (col(Act.id), col(Act.authority_id), col(Act.title_latn if latin else Act.title), col(Act.kind), col(Act.case_number))
    row = (await session.execute(select(*columns).where(col(Act.id) == act_id))).first()
    if row is None:
        raise NotFound("act-unknown")
    return ActCard(*row)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of an act; `frozen_at` is when it became public, None before that."""

    id: UUID
    number: int
    kind: str
    language: str
    script: str
    articles: int
    source_name: str
    source_sha256: str
    source_size: int
    media_type: str
    created_at: datetime
    frozen_at: datetime | None


async def versions_of(session: Reader, act_id: UUID, *, public: bool) -> list[VersionLine]:
    """Read the versions of an act in their order; `public` leaves out those that nobody but the authority may see."""
    texts = (col(Version.language), col(Version.script), col(Version.articles), col(Version.source_name), col(Version.source_sha256))
    files = (col(StoredFile.size), col(StoredFile.media_type), col(Version.created_at), col(Version.frozen_at))
    query = select(col(Version.id), col(Version.number), col(Version.kind), *texts, *files)
    query = query.join(StoredFile, col(StoredFile.sha256) == col(Version.source_sha256)).where(col(Version.act_id) == act_id)
    if public:
        query = query.where(col(Version.frozen_at).is_not(None))
    rows: Sequence[Any] = (await session.execute(query.order_by(col(Version.number)))).all()
    return [VersionLine(*row) for row in rows]


async def newest_version(session: Reader, act_id: UUID) -> UUID | None:
    """Find the newest version of an act, public or not."""
    query = select(col(Version.id)).where(col(Version.act_id) == act_id).order_by(col(Version.number).desc()).limit(1)
    found: UUID | None = (await session.execute(query)).scalar()
    return found


@dataclass(frozen=True, slots=True)
class GazetteLine:
    """Where and when an adopted act was published: the gazette with its number, and an address where one was noted."""

    published_on: date
    gazette: str
    address: str


async def gazette_of(session: Reader, act_id: UUID, *, latin: bool) -> GazetteLine | None:
    """Read where an adopted act was published, as it was noted last; None where it was not."""
    gazette = col(ActStage.note_latn if latin else ActStage.note)
    columns: tuple[Any, ...] = (col(ActStage.done_on), gazette, col(ActStage.address))
    query = select(*columns).order_by(col(ActStage.created_at).desc(), col(ActStage.id).desc())
    mine = (col(ActStage.act_id) == act_id, col(ActStage.kind) == ActStageKind.GAZETTE, col(ActStage.done_on).is_not(None))
    row = (await session.execute(query.where(*mine).limit(1))).first()
    return GazetteLine(*row) if row else None


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """A file kept with an act."""

    id: UUID
    name: str
    sha256: str
    size: int
    media_type: str
    created_at: datetime
    kind: str
    public: bool


_ATTACHMENTS = (
    select(
        *(col(column) for column in (ActAttachment.id, ActAttachment.name, ActAttachment.sha256)),
        *(col(column) for column in (StoredFile.size, StoredFile.media_type, ActAttachment.created_at)),
        *(col(column) for column in (ActAttachment.kind, ActAttachment.public)),
    )
    .join(StoredFile, col(StoredFile.sha256) == col(ActAttachment.sha256))
    .order_by(col(ActAttachment.created_at))
)


async def attachments_of(session: Reader, act_id: UUID, *, public: bool = False) -> list[AttachmentLine]:
    """Read the files kept with an act, or those of them that everybody may read, oldest first."""
    query = _ATTACHMENTS.where(col(ActAttachment.act_id) == act_id)
    rows: Sequence[Any] = (await session.execute(query.where(col(ActAttachment.public)) if public else query)).all()
    return [AttachmentLine(*row) for row in rows]


async def attachments_of_kind(session: Reader, act_id: UUID, kind: DocumentKind) -> list[AttachmentLine]:
    """Read the public files of a kind kept with an act, oldest first."""
    query = _ATTACHMENTS.where(col(ActAttachment.act_id) == act_id, col(ActAttachment.kind) == kind, col(ActAttachment.public))
    rows: Sequence[Any] = (await session.execute(query)).all()
    return [AttachmentLine(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class AreaChoice:
    """An area of work, and whether an act concerns it."""

    key: str
    name: str
    chosen: bool


async def areas_of(session: Reader, act_id: UUID, language: str) -> list[AreaChoice]:
    """List the areas of work in a language, with those of an act marked."""
    name = {"en": Area.name_en, "sr-Latn": Area.name_latn}.get(language, Area.name)
    chosen = select(col(ActArea.act_id)).where(col(ActArea.act_id) == act_id, col(ActArea.area_key) == col(Area.key)).exists()
    query = select(col(Area.key), col(name), chosen).order_by(col(Area.position))
    return [AreaChoice(*row) for row in await session.execute(query)]


@dataclass(frozen=True, slots=True)
class ActAreaLine:
    """An area of work that an act concerns, with its name in every face."""

    key: str
    name: str
    name_latn: str
    name_en: str

    def named(self, language: str) -> str:
        """Give the name in a language."""
        return {"en": self.name_en, "sr-Latn": self.name_latn}.get(language, self.name)


async def acts_by_area(session: Reader) -> dict[str, int]:
    """Count the acts that concern each area of work; an area with none is left out."""
    query = select(col(ActArea.area_key), func.count()).group_by(col(ActArea.area_key))
    return {row[0]: row[1] for row in await session.execute(query)}


async def areas_concerned(session: Reader, act_id: UUID) -> list[ActAreaLine]:
    """List the areas of work that an act concerns, in the order of the list."""
    query = select(col(Area.key), col(Area.name), col(Area.name_latn), col(Area.name_en)).join(
        ActArea, col(ActArea.area_key) == col(Area.key)
    )
    rows: Sequence[Any] = (await session.execute(query.where(col(ActArea.act_id) == act_id).order_by(col(Area.position)))).all()
    return [ActAreaLine(*row) for row in rows]


async def acts_of(session: Reader, authority_id: UUID, *, latin: bool = False) -> list[tuple[UUID, str]]:
    """List the acts of an authority, newest first, to choose one from."""
    query = select(col(Act.id), col(Act.title_latn if latin else Act.title)).where(col(Act.authority_id) == authority_id)
    return [(known, title) for known, title in await session.execute(query.order_by(col(Act.created_at).desc()).limit(200))]
