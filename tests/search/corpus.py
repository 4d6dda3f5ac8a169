"""The texts that the golden queries are asked of: five real documents, our own decision, and the titles of a state portal."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.consultations.actions import ConsultationDraft, open_consultation, publish
from dialog_tracker.consultations.elsewhere import follow_all
from dialog_tracker.documents.actions import add_act, add_version, keep_file
from dialog_tracker.domain.act import ActKind, VersionKind
from dialog_tracker.domain.listing import read_listing
from dialog_tracker.domain.policy import Actor, Held, Role
from dialog_tracker.drafting.importer import ImportedDraft, import_draft
from dialog_tracker.search.actions import index_consultations
from factories import a_person, an_authority

GOLDEN = Path(__file__).parent / "golden.tsv"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
OWN = Path(__file__).parents[2] / "src" / "dialog_tracker" / "sample" / "odluka.docx"
TEXTS = {
    "udr": ("laws/zakon-o-udruzenjima.docx", ActKind.DRAFT_LAW),
    "info": ("laws/zakon-o-slobodnom-pristupu-informacijama.txt", ActKind.DRAFT_LAW),
    "nab": ("laws/pravilnik-izvestaji-javne-nabavke.docx", ActKind.RULEBOOK),
    "kfw": ("laws/zakon-garancija-kfw-2006.docx", ActKind.DRAFT_LAW),
    "plan": ("policies/akcioni-plan-javne-nabavke.docx", ActKind.ACTION_PLAN),
}


@dataclass(frozen=True)
class Pair:
    """A query and the addresses, by their beginnings, that it should find."""

    query: str
    wanted: tuple[str, ...]


async def fill(session: AsyncSession, data: Path) -> dict[str, str]:
    """Open a consultation on each text and follow those of the portal; gives the reference of each text and of each title."""
    authority_id = await an_authority(session, NOW, "Министарство правде")
    officer = await a_person(session, NOW, "kontakt@pravda.example", Held(Role.CONTACT_POINT, authority_id=authority_id))
    known = {}
    for key, (path, kind) in TEXTS.items():
        known[key] = await _open(session, officer, authority_id, data / path, kind)
    known["odl"] = await _open(session, officer, authority_id, OWN, ActKind.DECISION)
    listed = read_listing((data / "consultations" / "esavjetovanja-hr-2018q4.csv").read_bytes())
    await follow_all(session, NOW, listed.rows, officer.person_id)
    ids = list((await session.execute(text("SELECT id FROM consultation"))).scalars())
    await index_consultations(session, NOW, ids)
    await session.execute(text("ANALYZE search_entry"))
    titles = await session.execute(text("SELECT reference, title FROM consultation JOIN act ON act.id = act_id WHERE venue = 'elsewhere'"))
    return known | {f"hr:{row.title}": row.reference for row in titles}


def _draft(path: Path) -> ImportedDraft:
    return import_draft(path.read_bytes(), path.name)


async def _open(session: AsyncSession, officer: Actor, authority_id, path: Path, kind: ActKind) -> str:
    draft = _draft(path)
    await keep_file(session, NOW, sha256=draft.sha256, size=draft.size, media_type="application/octet-stream")
    act_id = await add_act(session, NOW, authority_id=authority_id, kind=kind, title=draft.text.title, by=officer.person_id)
    source = {"source_sha256": draft.sha256, "source_name": path.name}
    version_id = await add_version(
        session, NOW, act_id=act_id, kind=VersionKind.CONSULTATION, draft=draft.text, **source, by=officer.person_id
    )
    first = (NOW - timedelta(days=5)).date()
    wish = ConsultationDraft(authority_id, act_id, version_id, "rs.public_debate", first, first + timedelta(days=20), None)
    reference = await open_consultation(session, officer, NOW, wish)
    await publish(session, officer, NOW, reference)
    return reference


def pairs(known: dict[str, str]) -> list[Pair]:
    """Read the golden list; a title that the portal does not have is a mistake of the list."""
    found = []
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            query, wanted = line.split("\t")
            found.append(Pair(query, tuple(_address(one, known) for one in wanted.split(";"))))
    return found


def _address(wanted: str, known: dict[str, str]) -> str:
    document, _, rest = wanted.partition(":")
    if document == "hr":
        return f"/c/{next(reference for title, reference in known.items() if title.startswith('hr:') and rest in title)}"
    return f"/c/{known[document]}/text/{rest}" if rest else f"/c/{known[document]}"
