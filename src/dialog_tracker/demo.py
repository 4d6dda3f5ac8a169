"""The demonstration: the main job from a Word draft to a published report, through the same actions as the web.

It has its own data directory and database. What happened is dated back from now: the window closed two days ago, the
answers and the report follow, and the pages say that it is a demonstration.
"""

import asyncio
import shutil
import sys
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from dialog_tracker import upkeep
from dialog_tracker.accounts import actions as accounts
from dialog_tracker.accounts.queries import actor_of, person_by_email
from dialog_tracker.activities.actions import ActivityDraft, log_activity
from dialog_tracker.comments.queries import totals_of
from dialog_tracker.consultations.actions import ConsultationDraft, note_step, open_consultation, publish
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.demo_conversation import KEYS, Conversation
from dialog_tracker.demo_dialogue import Dialogue
from dialog_tracker.demo_practice import Practice
from dialog_tracker.directory.actions import add_authority, find_or_add_organisation, override_rule, verify_organisation
from dialog_tracker.directory.loading import load_directory
from dialog_tracker.directory.queries import authority_named
from dialog_tracker.documents.actions import add_act, add_version, keep_file, set_areas
from dialog_tracker.documents.queries import version_card
from dialog_tracker.domain.act import ActKind, AuthorityLevel, VersionKind
from dialog_tracker.domain.activity import ActivityKind, Count, Qualifier
from dialog_tracker.domain.calendar import CountMode, Unit
from dialog_tracker.domain.errors import Conflict
from dialog_tracker.domain.lint import RULES, Signature
from dialog_tracker.domain.policy import Actor, Held, Role
from dialog_tracker.domain.procedure import RuleOverride, Wording, find_procedure
from dialog_tracker.domain.script import Script
from dialog_tracker.domain.submission import SubmitterKind
from dialog_tracker.ledger.actions import record
from dialog_tracker.ledger.queries import holds_act, holds_anything
from dialog_tracker.office.soffice import found_soffice
from dialog_tracker.reports.actions import publish_report
from dialog_tracker.reports.queries import ReportKey, report_model, report_of_source
from dialog_tracker.reports.renderings import WORD, render
from dialog_tracker.responses.queries import answer_state
from dialog_tracker.sample.scene import Progress, Scene, Wish, article_count, chapter_count, read_scene
from dialog_tracker.search.actions import index_everything
from dialog_tracker.settings import Settings
from dialog_tracker.storage.engine import make_sessions, transaction

_ZONE = ZoneInfo("Europe/Belgrade")
PASSWORD = "dijalog-za-probu"  # noqa: S105  (printed with the sign-ins; the demonstration listens on this machine only)
_BEGUN = "demonstration-begun"
_TRIED = "ово је проба и нема правно дејство"
SIGN_INS = {
    "administrator": "administrator@dijalog.example",
    "contact_point": "kontakt@dijalog.example",
    "approver": "odobravanje@dijalog.example",
    "cso": "organizacija@dijalog.example",
}


def demo_settings(settings: Settings) -> Settings:
    """Give the demonstration its own directory and mark its pages."""
    return replace(settings, data_dir=settings.data_dir / "demo", demonstration=True)


async def play(settings: Settings, wish: Wish, now: datetime, tell: Progress) -> dict[str, Any]:
    """Do the main job and give its figures and paths; running it again finds what is there and changes nothing."""
    if wish.reset and settings.embedded:
        shutil.rmtree(settings.data_dir, ignore_errors=True)
    scene = await read_scene(wish, tell)
    async with upkeep.open_database(settings) as database:
        await upkeep.migrate(database)
        sessions = make_sessions(database.engine)
        await _refuse_other_data(sessions)
        known = await _played_before(sessions, scene)
        stage = _Stage(sessions, settings, scene, now, tell)
        return await stage.report_again(known, wish.out) if known else await stage.play(wish.out)


async def _refuse_other_data(sessions: async_sessionmaker[AsyncSession]) -> None:
    """Refuse a database that holds anything but a demonstration."""
    async with transaction(sessions) as session:
        if await holds_anything(session) and not await holds_act(session, _BEGUN):
            raise Conflict("demonstration-not-here")


async def _played_before(sessions: async_sessionmaker[AsyncSession], scene: Scene) -> ReportKey | None:
    """Find the report that the same draft was played to."""
    async with transaction(sessions) as session:
        return await report_of_source(session, scene.draft.sha256, scene.procedure)


class _Stage:
    """One run of the demonstration; each act is a transaction of its own, at its own time."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], settings: Settings, scene: Scene, now: datetime, tell: Progress) -> None:
        self.sessions = sessions
        self.settings = settings
        self.scene = scene
        self.now = now
        self.tell = tell
        self.store = upkeep.file_store(settings)
        self.last_on = (now.astimezone(_ZONE) - timedelta(days=3)).date()
        self.opens_on = self.last_on - timedelta(days=20)

    def instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, _ZONE).astimezone(ZoneInfo("UTC"))

    async def play(self, out: Path) -> dict[str, Any]:
        """Play everything once."""
        begun = self.instant(self.opens_on - timedelta(days=14), time(9))
        authority_id, people = await self._people(begun)
        dialogue = Dialogue(self.sessions, self.scene.book, self.opens_on, self.now, self.tell, SIGN_INS["contact_point"])
        await dialogue.programme(people["administrator"])
        await dialogue.office(authority_id, people["contact_point"], begun)
        reference, version_id = await self._open(authority_id, people["contact_point"])
        await self._more_consultations(authority_id, people["contact_point"], version_id)
        await dialogue.working_group(authority_id, people["contact_point"], version_id)
        conversation = Conversation(self.sessions, self.scene, reference, people, self.opens_on, self.now, self.tell)
        await conversation.answer(await conversation.take_comments())
        await Practice(self.sessions, self.now, self.tell, people["contact_point"]).play()
        figures = await self._publish(reference, people["approver"], out)
        self.tell("making everything findable …")
        await index_everything(self.sessions, lambda: self.now, self.store)
        return figures

    async def _people(self, at: datetime) -> tuple[UUID, dict[str, UUID]]:
        body = self.scene.book["authority"]
        async with transaction(self.sessions) as session:
            await record(session, at=at, actor_id=None, act=_BEGUN, subject_kind="installation", subject_id=KEYS)
            await load_directory(session, at)
            columns = {
                name: body[name]
                for name in ("name_en", "unit", "place", "address", "email", "signatory_office", "signatory_name")
                if name in body
            }
            found = await authority_named(session, body["name"])
            authority_id: UUID = found or await add_authority(
                session, at, name=body["name"], kind=body["kind"], level=AuthorityLevel(body["level"]), four_eyes=True, **columns
            )
            if not found:
                for row in body.get("rules", []):
                    await override_rule(session, at, authority_id, _override(row), None)
        return authority_id, {role: await self._person(at, role, authority_id) for role in SIGN_INS}

    async def _person(self, at: datetime, role: str, authority_id: UUID) -> UUID:
        names = self.scene.book["people"]
        held = {
            "administrator": Held(Role.ADMINISTRATOR),
            "contact_point": Held(Role.CONTACT_POINT, authority_id=authority_id),
            "approver": Held(Role.APPROVER, authority_id=authority_id),
        }
        async with transaction(self.sessions) as session:
            known = await person_by_email(session, SIGN_INS[role])
            person_id: UUID = known or await accounts.add_person(
                session, at, email=SIGN_INS[role], name=names[role], password=PASSWORD, confirmed=True
            )
            if role == "cso":
                first = self.scene.book["organisations"][0]
                organisation_id = await find_or_add_organisation(session, at, first["name"], SubmitterKind(first["kind"]), person_id)
                await verify_organisation(session, at, organisation_id, person_id, at.date())
                held["cso"] = Held(Role.CSO_COORDINATOR, organisation_id=organisation_id)
            await accounts.grant(session, at, person_id, held[role])
        return person_id

    async def _open(self, authority_id: UUID, officer: UUID) -> tuple[str, UUID]:
        at = self.instant(self.opens_on, time(8, 5))
        body, draft = self.scene.book["authority"], self.scene.draft
        sha256 = self.store.put(self.scene.content)
        async with transaction(self.sessions) as session:
            actor = await actor_of(session, officer, at)
            await keep_file(session, at, sha256=sha256, size=draft.size, media_type=WORD)
            kind = ActKind(draft.text.act_kind) if draft.text.act_kind in list(ActKind) else ActKind.OTHER
            title = body.get("act_title") or draft.text.title
            act_id = await add_act(
                session, at, authority_id=authority_id, kind=kind, title=title, case_number=body.get("case_number", ""), by=officer
            )
            await set_areas(session, actor, at, act_id, body.get("areas", ()))
            version_id = await add_version(
                session,
                at,
                act_id=act_id,
                kind=VersionKind.CONSULTATION,
                draft=draft.text,
                source_sha256=sha256,
                source_name=draft.filename,
                by=officer,
            )
            details: dict[str, Any] = {
                name: body.get(name, "") for name in ("summary", "coordinator", "email", "drafted_by", "working_group", "decision")
            }
            window: dict[str, Any] = {"opens_on": self.opens_on, "last_on": self.last_on, "closing_time": None}
            ids: dict[str, Any] = {
                "authority_id": authority_id,
                "act_id": act_id,
                "version_id": version_id,
                "procedure_key": self.scene.procedure,
            }
            reference = await open_consultation(
                session, actor, at, ConsultationDraft(**ids, **window, postal_address=body.get("address", ""), **details)
            )
            await publish(session, actor, at, reference)
            facts = await facts_of(session, reference, at)
            started = self.opens_on - timedelta(days=14)
            for step, day in (("start_notice_published", started), ("programme_published", self.opens_on)):
                await note_step(session, at, facts.id, step, day, officer)
            await self._log_events(session, actor, facts.id, authority_id)
        self.tell(
            f"Opened {reference} from {self.opens_on:%d.%m.%Y.} to {self.last_on:%d.%m.%Y.} ({find_procedure(self.scene.procedure).name.en})."
        )
        return reference, version_id

    async def _log_events(self, session: AsyncSession, actor: Actor, consultation_id: UUID, authority_id: UUID) -> None:
        for row in self.scene.book.get("events", []):
            day = self.opens_on + timedelta(days=row["day"])
            count = Count(row.get("participants"), Qualifier(row.get("qualifier", "not_stated")))
            await log_activity(
                session,
                actor,
                self.instant(day, time(19)),
                ActivityDraft(authority_id, consultation_id, ActivityKind(row["kind"]), row["title"], day, day, row["place"], count),
            )

    async def _more_consultations(self, authority_id: UUID, officer: UUID, version_id: UUID) -> None:
        """Open one consultation that runs now and one that comes, so that every list of the home page shows something."""
        today = self.now.astimezone(_ZONE).date()
        async with transaction(self.sessions) as session:
            actor = await actor_of(session, officer, self.now)
            act_id = (await version_card(session, version_id, latin=False)).act_id
            for opens_on, days in ((today - timedelta(days=6), 21), (today + timedelta(days=9), 24)):
                at = self.instant(min(opens_on, today - timedelta(days=1)), time(8, 30))
                body = self.scene.book["authority"]
                more: dict[str, Any] = {name: body.get(name, "") for name in ("summary", "coordinator", "email")}
                window: dict[str, Any] = {"opens_on": opens_on, "last_on": opens_on + timedelta(days=days), "closing_time": time(15, 30)}
                ids: dict[str, Any] = {
                    "authority_id": authority_id,
                    "act_id": act_id,
                    "version_id": version_id,
                    "procedure_key": self.scene.procedure,
                }
                reference = await open_consultation(session, actor, at, ConsultationDraft(**ids, **window, **more))
                await publish(session, actor, at, reference)

    async def _publish(self, reference: str, approver: UUID, out: Path) -> dict[str, Any]:
        async with transaction(self.sessions) as session:
            # Nobody corrects the comments and answers of a demonstration, so what the checks find is signed for, and printed.
            signed = {rule.key: Signature(_TRIED) for rule in RULES if rule.signable}
            report_id = await publish_report(
                session, await actor_of(session, approver, self.now), self.now, reference, self.settings.base_url, signed
            )
        self.tell("Report published; writing it in both scripts.")
        paths = await self._files(report_id, out, reference)
        return await self._figures(reference, paths)

    async def report_again(self, known: ReportKey, out: Path) -> dict[str, Any]:
        """Write the files of an earlier run where they are asked for; nothing else is changed."""
        self.tell(f"{known.reference} is already there; nothing is changed.")
        return await self._figures(known.reference, await self._files(known.id, out, known.reference))

    async def _files(self, report_id: UUID, out: Path, reference: str) -> dict[str, str]:
        soffice = found_soffice(self.settings.soffice)
        await asyncio.to_thread(out.mkdir, parents=True, exist_ok=True)
        paths: dict[str, str] = {}
        for script in Script:
            async with transaction(self.sessions) as session:
                model = await report_model(session, report_id)
                kept = await render(
                    session,
                    self.now,
                    self.store,
                    report_id,
                    model,
                    script,
                    soffice,
                    "arial" if "local" in self.scene.procedure else "times",
                )
            target = out / f"izvestaj-{reference}-{'cirilica' if script is Script.CYRILLIC else 'latinica'}.docx"
            await asyncio.to_thread(shutil.copyfile, kept, target)
            paths[script] = str(target.absolute())
            self.tell(f"Wrote {target}.")
        return paths

    async def _figures(self, reference: str, paths: dict[str, str]) -> dict[str, Any]:
        async with transaction(self.sessions) as session:
            facts = await facts_of(session, reference, self.now)
            totals, answers = await totals_of(session, facts.id), await answer_state(session, facts.id)
        return {
            "reference": reference,
            "title": self.scene.draft.text.title,
            "procedure": self.scene.procedure,
            "articles": article_count(self.scene.draft),
            "chapters": chapter_count(self.scene.draft),
            "submissions": totals.submissions,
            "comments": totals.comments,
            "organisations": totals.organisations,
            "answered": answers.received - answers.unanswered - answers.unpublished,
            "reports": [paths[Script.CYRILLIC], paths[Script.LATIN]],
            "data_dir": str(self.settings.data_dir.absolute()),
            "sign_ins": dict(SIGN_INS),
            "password": PASSWORD,
        }


def _override(row: dict[str, Any]) -> RuleOverride:
    wording = Wording(row["citation"], row["citation_en"])
    return RuleOverride(
        row["rule"], row["amount"], Unit(row["unit"]), CountMode(row["count"]), wording, row["valid_from"], None, row["basis"]
    )


def show_progress(line: str) -> None:
    """Show one line of progress on the terminal; it goes to standard error, so that JSON stays clean."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
