"""The report as a file from the desk: at once or by a job, of what is asked for, for those who may."""

import asyncio
import csv
import io
import json
import zipfile
from dataclasses import replace
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import func, select

from dialog_tracker.analysis.topics import add_topic, assign_topic
from dialog_tracker.comments.withholding import withhold
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.documents.tables import StoredFile
from dialog_tracker.domain.errors import NotPermitted
from dialog_tracker.domain.outcome import Grouping
from dialog_tracker.domain.outcome_choice import Choice, FileForm, Names
from dialog_tracker.domain.outcome_held import facts_without_held
from dialog_tracker.domain.publication import WithholdingReason
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.domain.script import Script
from dialog_tracker.outbox.actions import cancel_job
from dialog_tracker.outbox.queries import newest_job
from dialog_tracker.outbox.tables import Job
from dialog_tracker.reports import copies
from dialog_tracker.reports.actions import publish_report
from dialog_tracker.reports.copies import COPY_JOB, Wish, ask_for_copy, comes_at_once, copies_of, copy_at_once, forget_copies
from dialog_tracker.reports.queries import frozen_facts
from dialog_tracker.reports.renderings import facts_to_show
from dialog_tracker.reports.tables import Report, ReportCopy
from dialog_tracker.responses.actions import draft_answer, publish_answers
from dialog_tracker.upkeep import file_store
from dialog_tracker.worker import Worker
from factories import PASSWORD, a_comment, a_stage, a_submission

SITE = "http://dijalog.example"
OFFICER = "kontakt@vrbovac.example"


@pytest.fixture
async def stage(session, clock):
    """A consultation that runs, with two comments, of which one is answered after the end."""
    made = await a_stage(session, clock.now)
    await a_submission(session, clock.now, made, a_comment("Прво."), a_comment("Друго.", anchor="cl2"))
    return made


async def published(session, clock, stage):
    clock.forward(days=20)
    for number in await numbers(session, stage, clock):
        await draft_answer(session, stage.officer, clock.now, number, ResponseDraft(ResponseStatus.ACCEPTED, "Да.", "Члан 1."), 0)
    await publish_answers(session, stage.approver, clock.now, stage.reference)
    await publish_report(session, stage.approver, clock.now, stage.reference, SITE)


async def numbers(session, stage, clock):
    told = json.loads(await copy_at_once(session, stage.officer, clock.now, stage.reference, Wish(FileForm.JSON, Script.CYRILLIC), SITE))
    return [one["number"] for one in told["comments"]]


async def test_while_the_window_runs_a_copy_is_a_working_copy(session, clock, stage):
    told = json.loads(await copy_at_once(session, stage.officer, clock.now, stage.reference, Wish(FileForm.JSON, Script.CYRILLIC), SITE))
    assert (told["working_copy"], told["totals"]["unanswered"]) == (True, 2)


async def test_after_publication_a_copy_is_made_of_what_was_frozen(session, clock, stage):
    await published(session, clock, stage)
    facts = await frozen_facts(session, stage.reference, clock.now)
    assert len(facts.comments) == 2
    told = json.loads(await copy_at_once(session, stage.officer, clock.now, stage.reference, Wish(FileForm.JSON, Script.LATIN), SITE))
    assert (told["working_copy"], told["remarks"], told["totals"]["accepted"]) == (False, [], 2)
    assert told["comments"][0]["answer"] == "Da."


async def test_where_names_are_hidden_kinds_are_too(session, clock, stage):
    wish = Wish(FileForm.JSON, Script.CYRILLIC, Choice(Names.HIDDEN))
    told = json.loads(await copy_at_once(session, stage.officer, clock.now, stage.reference, wish, SITE))
    assert [one["name"] for one in told["submitters"]] == ["Подносилац\u00a01"]
    assert "kind" not in told["submitters"][0]
    assert "submitter_kind" not in told["comments"][0]


async def test_topics_are_told_in_the_order_of_their_tree(session, clock, stage):
    facts = await facts_of(session, stage.reference, clock.now)
    roads = await add_topic(session, stage.officer, clock.now, facts, "Путеви", None)
    water = await add_topic(session, stage.officer, clock.now, facts, "Вода", None)
    trees = await add_topic(session, stage.officer, clock.now, facts, "Дрвеће", roads)
    first, _ = await numbers(session, stage, clock)
    for topic in (water, trees):
        await assign_topic(session, stage.officer, clock.now, facts, topic, [first])
    wish = Wish(FileForm.JSON, Script.CYRILLIC, Choice(grouping=Grouping.TOPIC))
    told = json.loads(await copy_at_once(session, stage.officer, clock.now, stage.reference, wish, SITE))
    assert [(one["row"], one["topics"]) for one in told["comments"]] == [(1, ["Путеви / Дрвеће", "Вода"]), (2, [])]


async def test_only_officials_of_the_authority_take_copies(session, clock, stage):
    with pytest.raises(NotPermitted):
        await copy_at_once(session, stage.speaker, clock.now, stage.reference, Wish(FileForm.CSV, Script.CYRILLIC), SITE)
    with pytest.raises(NotPermitted):
        await ask_for_copy(session, stage.speaker, clock.now, stage.reference, Wish(FileForm.CSV, Script.CYRILLIC))


def test_large_copies_and_pdf_are_made_by_a_job():
    assert comes_at_once(Wish(FileForm.XLSX, Script.LATIN), 1000)
    assert not comes_at_once(Wish(FileForm.XLSX, Script.LATIN), 1001)
    assert not comes_at_once(Wish(FileForm.PDF, Script.LATIN), 1)


async def test_a_job_writes_what_was_asked_for_and_keeps_it(session, sessions, clock, settings, stage):
    choice = Choice(Names.KIND, late=False, statuses=frozenset({ResponseStatus.UNANSWERED}), place="cl2", grouping=Grouping.STATUS)
    wish = Wish(FileForm.CSV, Script.LATIN, choice, ("number", "submitter", "text"))
    copy_id = await ask_for_copy(session, stage.officer, clock.now, stage.reference, wish)
    job = await newest_job(session, COPY_JOB, copy_id)
    await session.commit()
    await Worker(replace(settings, soffice="/nonexistent/soffice"), sessions, clock).do_job(job.id)
    done = await newest_job(session, COPY_JOB, copy_id)
    assert (done.state, done.done, done.total, done.error) == ("done", 100, 100, "")
    consultation_id = await session.scalar(select(ReportCopy.consultation_id))
    line = (await copies_of(session, consultation_id))[0]
    assert (line.wish, line.reference) == (wish, stage.reference)
    rows = list(csv.reader(io.StringIO(file_store(settings).path_of(line.sha256).read_text(encoding="utf-8-sig"), newline="")))
    assert rows[0] == ["Broj komentara", "Podnosilac", "Komentar", "Napomena"]
    assert [row[1:3] for row in rows[1:]] == [["udruženje", "Drugo."]]
    assert "Radna verzija" in rows[1][3]
    assert "Neblagovremeni komentari su izostavljeni." in rows[1][3]


async def test_a_cancelled_job_stops_and_leaves_no_file(session, sessions, clock, settings, stage, monkeypatch):
    copy_id = await ask_for_copy(session, stage.officer, clock.now, stage.reference, Wish(FileForm.HTML, Script.LATIN))
    job = await newest_job(session, COPY_JOB, copy_id)
    await session.commit()

    async def cancelled_meanwhile(*_: object) -> None:
        await asyncio.sleep(0.4)  # all sessions of a test share one connection, so not while the worker notes its progress
        await cancel_job(session, clock.now, job.id)
        await session.commit()
        await asyncio.sleep(60)

    monkeypatch.setattr("dialog_tracker.reports.copies.write_copy", cancelled_meanwhile)
    monkeypatch.setattr("dialog_tracker.worker._TELL_SECONDS", 1)
    await asyncio.wait_for(Worker(settings, sessions, clock).do_job(job.id), 20)
    ended = await newest_job(session, COPY_JOB, copy_id)
    assert (ended.state, await session.scalar(select(ReportCopy.sha256))) == ("cancelled", None)


async def test_a_pdf_without_libreoffice_fails_with_its_reason(session, sessions, clock, settings, stage):
    copy_id = await ask_for_copy(session, stage.officer, clock.now, stage.reference, Wish(FileForm.PDF, Script.LATIN))
    job = await newest_job(session, COPY_JOB, copy_id)
    await session.commit()
    await Worker(replace(settings, soffice="/nonexistent/soffice"), sessions, clock).do_job(job.id)
    failed = await newest_job(session, COPY_JOB, copy_id)
    assert (failed.state, failed.error) == ("failed", "pdf-needs-libreoffice")


async def signed_in(browser, session, email):
    await session.commit()
    visitor = browser()
    await visitor.sign_in(email, PASSWORD)
    return visitor


ALL = {f"columns-{name}": "yes" for name in ("number", "text", "status")}


async def test_the_desk_sends_a_small_file_at_once(browser, session, stage):
    visitor = await signed_in(browser, session, OFFICER)
    address = f"/desk/c/{stage.reference}/report/files"
    shown = await visitor.get(address)
    assert shown.status_code == 200
    assert 'value="general"' in shown.text
    assert 'value="cl2"' in shown.text
    sent = await visitor.post(address, {"form": "csv", "script": "Cyrl", "place": "cl2", **ALL})
    assert sent.status_code == 200, sent.text[:500]
    assert sent.headers["content-disposition"] == f'attachment; filename="izvestaj-{stage.reference}-cyrl.csv"'
    rows = list(csv.reader(io.StringIO(sent.content.decode("utf-8-sig"), newline="")))
    assert [row[1] for row in rows[1:]] == ["Друго."]
    word = await visitor.post(address, {"form": "docx", "script": "Latn", "grouping": "submitter", "late": "no"})
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(word.content)).namelist()
    odd = await visitor.post(address, {"form": "exe", "columns-nonsense": "yes"})
    assert odd.status_code == 422


async def test_the_desk_queues_a_large_file_and_gives_it_when_it_is_made(browser, session, sessions, clock, settings, stage, monkeypatch):
    monkeypatch.setattr(copies, "AT_ONCE", 1)
    visitor = await signed_in(browser, session, OFFICER)
    address = f"/desk/c/{stage.reference}/report/files"
    asked = await visitor.post(address, {"form": "html", "script": "Cyrl"})
    assert (asked.status_code, asked.headers["location"]) == (303, f"{address}#made")
    copy_id = await session.scalar(select(ReportCopy.id))
    assert (await visitor.get(f"{address}/{copy_id}")).status_code == 404
    assert "/desk/jobs/" in (await visitor.get(address)).text
    job = await newest_job(session, COPY_JOB, copy_id)
    await session.commit()
    await Worker(replace(settings, soffice="/nonexistent/soffice"), sessions, clock).do_job(job.id)
    assert f"{address}/{copy_id}" in (await visitor.get(address)).text
    made = await visitor.get(f"{address}/{copy_id}")
    assert made.headers["content-type"].startswith("text/html")
    assert made.headers["content-disposition"].startswith("attachment")
    assert "Радна верзија" in made.text


async def test_the_public_takes_files_of_the_published_report_only(browser, session, sessions, clock, settings, stage):
    await session.commit()
    visitor = browser()
    assert (await visitor.get(f"/c/{stage.reference}/report/cyrl.xlsx")).status_code == 404
    await published(session, clock, stage)
    job_id = await session.scalar(select(Job.id).where(Job.kind == "render-report"))
    await session.commit()
    await Worker(replace(settings, soffice="/nonexistent/soffice"), sessions, clock).do_job(job_id)
    page = (await visitor.get(f"/c/{stage.reference}/report")).text
    for form in ("docx", "xlsx", "csv", "json", "html"):
        for code in ("cyrl", "latn"):
            assert f"/c/{stage.reference}/report/{code}.{form}" in page
            assert (await visitor.get(f"/c/{stage.reference}/report/{code}.{form}")).status_code == 200
    told = (await visitor.get(f"/c/{stage.reference}/report/latn.json")).json()
    assert (told["totals"]["accepted"], told["working_copy"]) == (2, False)
    number = told["comments"][0]["number"].replace("/", "-")
    assert f'id="k-{number}"' in page
    assert (await visitor.get(f"/desk/c/{stage.reference}/report/files")).status_code in {303, 403}
    assert await session.scalar(select(func.count()).select_from(ReportCopy)) == 0


async def test_two_versions_are_compared_on_a_page(browser, session, clock, stage):
    await published(session, clock, stage)
    first = (await session.scalars(select(Report))).one()
    facts = await frozen_facts(session, stage.reference, clock.now)
    changed = replace(facts.responses[0], status=ResponseStatus.NOTED, reasons="Ипак се прима к знању.")
    later = replace(facts, version=2, responses=(changed, *facts.responses[1:]))
    again = {"consultation_id": first.consultation_id, "number": 2, "published_by": first.published_by, "published_at": clock.now}
    session.add(Report(id=uuid4(), model=first.model, model_hash=first.model_hash, facts=msgspec.json.encode(later), **again))
    await session.commit()
    visitor = browser()
    address = f"/c/{stage.reference}/report/versions/1/2"
    assert address in (await visitor.get(f"/c/{stage.reference}/report")).text
    shown = (await visitor.get(address)).text
    assert "Ипак се прима" in shown
    assert "Исто у обе верзије: 1" in " ".join(shown.split())
    assert (await visitor.get(f"/c/{stage.reference}/report/versions/1/3")).status_code == 404


async def test_copies_go_when_what_they_show_was_withheld_and_when_they_are_a_month_old(session, sessions, clock, settings):
    stage = await a_stage(session, clock.now)
    got = await a_submission(session, clock.now, stage, a_comment("Увредљиве речи."))
    clock.forward(days=20)
    wish = Wish(FileForm.CSV, Script.CYRILLIC)
    copy_id = await ask_for_copy(session, stage.officer, clock.now, stage.reference, wish)
    await session.commit()
    worker = Worker(settings, sessions, clock)
    await worker.do_job((await newest_job(session, COPY_JOB, copy_id)).id)
    consultation = await session.scalar(select(ReportCopy.consultation_id))
    [made] = await copies_of(session, consultation)
    assert "Увредљиве" in file_store(settings).path_of(made.sha256).read_text(encoding="utf-8-sig")
    assert await forget_copies(session, clock.now) == 0
    clock.forward(hours=1)
    await withhold(session, stage.officer, clock.now, got.number, WithholdingReason.INSULT)
    assert await forget_copies(session, clock.now) == 1
    assert await copies_of(session, consultation) == []
    assert made.sha256 in set(await session.scalars(select(StoredFile.sha256).where(StoredFile.erased_at.is_not(None))))
    clock.forward(hours=1)
    await ask_for_copy(session, stage.officer, clock.now, stage.reference, wish)
    clock.forward(days=29)
    assert await forget_copies(session, clock.now) == 0
    clock.forward(days=2)
    assert await forget_copies(session, clock.now) == 1


async def test_a_working_copy_of_officials_counts_drafts_and_what_others_get_does_not(session, clock, stage):
    clock.forward(days=20)
    first, *_ = await numbers(session, stage, clock)
    await draft_answer(session, stage.officer, clock.now, first, ResponseDraft(ResponseStatus.ACCEPTED, "Да.", "Члан 1."), 0)
    told = json.loads(await copy_at_once(session, stage.officer, clock.now, stage.reference, Wish(FileForm.JSON, Script.CYRILLIC), SITE))
    assert (told["totals"]["accepted"], told["totals"]["unanswered"]) == (1, 1)
    assert "Одговори који нису објављени: 1." in [remark.replace("\u00a0", " ") for remark in told["remarks"]]
    others = await facts_to_show(session, await facts_of(session, stage.reference, clock.now), clock.now, SITE)
    assert others.responses == ()


async def test_facts_of_a_report_lose_what_was_withheld_and_keep_its_answer(session, clock, stage):
    await published(session, clock, stage)
    whole = await frozen_facts(session, stage.reference, clock.now)
    one, other = (comment.number for comment in whole.comments)
    shown = facts_without_held(whole, {one: "insult"})
    assert [comment.text for comment in shown.comments] == ["Текст се не објављује: увреда.", "Друго."]
    assert [comment.number for comment in shown.comments] == [one, other]
    assert {response.point for response in shown.responses} == {comment.point for comment in shown.comments}
    assert len(shown.responses) == 2
    assert facts_without_held(whole, {}) is whole
