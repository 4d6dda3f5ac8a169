"""A consultation with 10,000 comments, made through the service's own actions and kept between runs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker import migrations
from dialog_tracker.accounts.actions import add_person, grant, start_session
from dialog_tracker.comments.actions import submit
from dialog_tracker.comments.storing import Author
from dialog_tracker.consultations.actions import ConsultationDraft, open_consultation, publish
from dialog_tracker.directory.actions import add_authority, find_or_add_organisation
from dialog_tracker.documents.actions import add_act, add_version, keep_file
from dialog_tracker.domain.act import ActKind, AuthorityLevel, VersionKind
from dialog_tracker.domain.comment import CommentDraft, CommentKind, CommentTarget
from dialog_tracker.domain.policy import Actor, Held, Role
from dialog_tracker.domain.provision import walk
from dialog_tracker.domain.submission import NameDisplay, SubmissionDraft, SubmitterKind
from dialog_tracker.drafting.importer import import_draft
from dialog_tracker.storage.embedded import EmbeddedServer
from dialog_tracker.storage.engine import make_engine, make_sessions, transaction

VERSION = "3"
WORDS = (
    "Предлажемо да се рок за одговор продужи, јер је за мишљење стручних служби потребно више времена него што нацрт предвиђа. "
    "У пракси се показало да се одговор припрема најмање три недеље, па би краћи рок остао мртво слово. "
)
TOTAL = 10_000
EACH = 50


async def seed(home: Path, draft: Path) -> None:
    """Make the data unless the directory has them already."""
    mark = home / "seeded"
    if mark.exists() and mark.read_text() == VERSION:
        return
    with EmbeddedServer(home) as server:
        engine = make_engine(server.url)
        await migrations.upgrade(engine)
        await _fill(make_sessions(engine), draft)
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE bench_insert (id bigserial PRIMARY KEY, words text NOT NULL)"))
        async with engine.connect() as connection:
            await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("VACUUM ANALYZE"))
        await engine.dispose()
    mark.write_text(VERSION)


async def _fill(sessions: async_sessionmaker[AsyncSession], file: Path) -> None:
    now = datetime.now(UTC)
    draft = import_draft(file.read_bytes(), file.name)
    articles = [node.anchor for node in walk(draft.text.provisions) if node.kind == "article"]
    async with transaction(sessions) as session:
        authority_id = await add_authority(session, now, name="Министарство за мерење", kind="ministry", level=AuthorityLevel.NATIONAL)
        officer_id = await add_person(
            session, now, email="merenje@example.rs", name="Мерач Времена", password="dovoljno dugačka", confirmed=True
        )
        await grant(session, now, officer_id, Held(Role.CONTACT_POINT, authority_id=authority_id))
        officer = Actor(officer_id, frozenset({Held(Role.CONTACT_POINT, authority_id=authority_id)}))
        await keep_file(session, now, sha256=draft.sha256, size=draft.size, media_type="application/octet-stream")
        act_id = await add_act(session, now, authority_id=authority_id, kind=ActKind.DRAFT_LAW, title=draft.text.title, by=officer_id)
        source = {"source_sha256": draft.sha256, "source_name": draft.filename}
        version_id = await add_version(
            session, now, act_id=act_id, kind=VersionKind.CONSULTATION, draft=draft.text, **source, by=officer_id
        )
        opens_on = (now - timedelta(days=5)).date()
        reference = ""
        for _ in range(30):
            wish = ConsultationDraft(authority_id, act_id, version_id, "rs.public_debate", opens_on, opens_on + timedelta(days=40), None)
            made = await open_consultation(session, officer, now, wish)
            await publish(session, officer, now, made)
            reference = reference or made
    for at, submission in enumerate(_submissions(articles)):
        async with transaction(sessions) as session:
            name = f"Удружење број {at % 40}"
            organisation_id = await find_or_add_organisation(session, now, name, SubmitterKind.ASSOCIATION, None)
            speaker = Actor(uuid4(), frozenset({Held(Role.CSO_MEMBER, organisation_id=organisation_id)}))
            author = Author(name, SubmitterKind.ASSOCIATION, organisation_id, name)
            await submit(session, speaker, now, reference, f"bench-key-of-form-{at:06d}", author, submission)


def _submissions(articles: list[str]) -> Iterator[SubmissionDraft]:
    for start in range(0, TOTAL, EACH):
        comments = tuple(
            CommentDraft(
                CommentKind.PROPOSAL,
                CommentTarget.PROVISION,
                (articles[n % len(articles)],),
                f"Нови текст број {n}. " + WORDS,
                WORDS * 2 + f"({n})",
            )
            for n in range(start, start + EACH)
        )
        yield SubmissionDraft(SubmitterKind.ASSOCIATION, NameDisplay.FULL, comments)


async def baskets(home: Path, count: int) -> tuple[str, list[str]]:
    """Sign people in, each with three comments in the basket; gives the reference and their cookies."""
    now = datetime.now(UTC)
    engine = make_engine(EmbeddedServer(home).url)
    secrets: list[str] = []
    async with transaction(make_sessions(engine)) as session:
        row = (await session.execute(text("SELECT id, reference FROM consultation ORDER BY created_at LIMIT 1"))).one()
        for _ in range(count):
            person_id = uuid4()
            await session.execute(
                text(
                    "INSERT INTO person (id, email, name, password_hash, language, created_at) VALUES (:id, :email, 'Ана Марић', '', 'sr-Cyrl', :now)"
                ),
                {"id": person_id, "email": f"{person_id}@example.rs", "now": now},
            )
            for n in range(3):
                await session.execute(
                    text(
                        "INSERT INTO basket_item (id, person_id, consultation_id, idempotency_key, kind, target, anchor, proposed, reasons, quote, weight, saved_at)"
                        " VALUES (:id, :person, :consultation, :key, 'proposal', 'provision', 'cl1', '', :words, '', '', :now)"
                    ),
                    {"id": uuid4(), "person": person_id, "consultation": row.id, "key": uuid4().hex, "words": WORDS + str(n), "now": now},
                )
            secrets.append(await start_session(session, now, hours=1, person_id=person_id, state={}))
    await engine.dispose()
    return row.reference, secrets
