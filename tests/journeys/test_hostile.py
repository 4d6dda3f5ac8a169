"""What people send that nobody asked for: files, texts, double clicks, other people's addresses, and a database that is gone."""

import asyncio
from dataclasses import replace

import httpx
import pytest
from journey import hidden, words
from sqlalchemy import func, select
from sqlalchemy.pool import NullPool

from dialog_tracker.app import create_app
from dialog_tracker.comments.tables import BasketItem, Comment, Submission
from dialog_tracker.consultations.actions import ConsultationDraft, open_consultation
from dialog_tracker.documents.tables import Act
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.storage.engine import make_engine, make_sessions
from factories import PASSWORD, a_person, a_stage, a_submission, a_version, an_authority
from visitors import Browser, OneConnection

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "празн"),
        (b"%PDF-1.7 cut off", "оштећен"),
        (b"GIF89a" + bytes(500), "врста датотеке"),
        (b"PK\x03\x04" + bytes(100), "оштећен"),
        (b"x" * (3 * 1024 * 1024), "превелика"),
    ],
)
async def test_a_hostile_upload_is_answered_with_a_sentence(settings, sessions, connection, clock, stage, content, sentence):
    small = create_app(
        replace(settings, upload_limit_mb=2), clock, sessions=sessions, engine=connection.engine, reader=OneConnection(connection)
    )
    officer = Browser(small)
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    given = {"authority": str(stage.authority_id)}
    answer = await officer.post("/desk/import", given, {"file": ("nacrt.docx", content, WORD)})
    assert answer.status_code in (422, 413)
    assert sentence in words(answer.text)
    await officer.client.aclose()


async def test_an_upload_without_a_file_or_an_authority_is_a_sentence_too(officer, stage):
    for fields in ({"authority": str(stage.authority_id)}, {}):
        assert (await officer.post("/desk/import", fields)).status_code == 422
    file = {"file": ("nacrt.docx", b"%PDF", WORD)}
    for authority in ("", "not-an-id", str(stage.organisation_id)):
        assert (await officer.post("/desk/import", {"authority": authority}, file)).status_code in (403, 422), authority


@pytest.mark.parametrize(
    ("reasons", "sentence"),
    [("ш" * 200_000, "200000"), ("Пре\x07после", "U+0007"), ("Пре\u202eпосле", "U+202E"), ("   ", "образложење")],
)
async def test_a_text_that_cannot_be_kept_comes_back_whole_with_the_reason(speaker, comment, reasons, sentence):
    answer = await comment(speaker).save(reasons)
    assert answer.status_code == 422
    assert sentence in words(answer.text).replace(".", "").replace("\u00a0", "") or sentence in words(answer.text)
    assert reasons.strip()[:50] in answer.text.replace("&#7;", "\x07")
    if len(reasons) > 1000:
        assert answer.text.count("ш") >= 200_000, "not a letter of what was typed is lost"


async def test_markup_is_shown_and_never_run(speaker, comment, browser):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} javascript:alert(1)"
    assert (await comment(speaker).save(evil, evil)).status_code == 303
    pages = [(await speaker.get(f"/c/{comment(speaker).reference}/basket")).text]
    receipt = (await comment(speaker).send()).headers["location"]
    reference = comment(speaker).reference
    pages += [(await browser().get(path)).text for path in (receipt, f"/c/{reference}/comments", f"/c/{reference}/text/cl1")]
    for shown in pages:
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
        assert "{{ 7*7 }}" in shown


async def test_look_alike_letters_are_kept_and_shown_as_typed(speaker, comment, browser):
    mixed = "Општинa Врбовац и аdministrator"  # a Latin a, then a Cyrillic а
    assert (await comment(speaker).save(mixed)).status_code == 303
    receipt = (await comment(speaker).send()).headers["location"]
    assert mixed in (await browser().get(receipt)).text


async def test_the_same_form_twice_is_one_comment_and_one_submission(session, stage, speaker, comment):
    form = comment(speaker)
    for _ in range(2):
        assert (await form.save("Двапут.", form_key="the-same-key-of-a-form")).status_code == 303
    assert await session.scalar(select(func.count()).select_from(BasketItem)) == 1
    receipts = []
    key = hidden((await speaker.get(f"/c/{stage.reference}/basket")).text, "form_key")
    organisation = str(stage.organisation_id)
    for _ in range(2):
        typed = {"form_key": key, "display": "full", "agreed": "yes", "speaker": organisation}
        receipts.append((await speaker.post(f"/c/{stage.reference}/basket", typed)).headers["location"])
    assert receipts[0] == receipts[1]
    assert await session.scalar(select(func.count()).select_from(Submission)) == 1


async def test_two_clicks_at_the_same_moment_are_one_submission(fresh, settings, clock):
    async with fresh.transaction() as session:
        stage = await a_stage(session, clock.now)
    visitor = Browser(create_app(settings, clock, sessions=fresh.sessions, engine=fresh.engine))
    await visitor.sign_in("lipa@lipa.example", PASSWORD)
    typed = {"kind": "proposal", "target": "provision", "anchor": "cl1", "reasons": "Једном.", "form_key": "key-of-the-item-0001"}
    assert (await visitor.post(f"/c/{stage.reference}/comments/new", typed)).status_code == 303
    send = {"form_key": "key-of-the-basket-01", "display": "full", "agreed": "yes", "speaker": str(stage.organisation_id)}
    answers = await asyncio.gather(*[visitor.post(f"/c/{stage.reference}/basket", send) for _ in range(3)])
    assert {(a.status_code, a.headers.get("location")) for a in answers} == {(303, answers[0].headers["location"])}
    async with fresh.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Comment)) == 1
    await visitor.client.aclose()


async def test_a_form_key_that_is_not_ours_is_refused(speaker, comment):
    for key in ("", "short", "x" * 65, "with space in the key 1"):
        assert (await comment(speaker).save("Текст.", form_key=key)).status_code == 422


async def test_a_post_without_the_token_is_refused_with_a_page(stage, speaker):
    for fields in ({}, {"_csrf_token": "made up"}):
        answer = await speaker.client.post(f"/c/{stage.reference}/basket", data=fields)
        assert answer.status_code == 403
        assert "<html" in answer.text
        assert "Отворите страницу поново" in words(answer.text)


async def test_what_nobody_may_know_is_not_found(session, clock, stage, speaker, officer, browser):
    act_id, version_id = await a_version(session, clock.now, stage.authority_id)
    draft = ConsultationDraft(
        stage.authority_id, act_id, version_id, "rs.local_debate", clock.now.date(), clock.now.date().replace(day=30), None
    )
    hidden_one = await open_consultation(session, stage.officer, clock.now, draft)
    elsewhere = await an_authority(session, clock.now, "Општина Зелендол")
    await a_person(session, clock.now, "strani@zelendol.example", Held(Role.CONTACT_POINT, elsewhere))
    await session.commit()
    stranger = browser()
    await stranger.sign_in("strani@zelendol.example", PASSWORD)
    paths = ("", "/text", "/text/cl1", "/general", "/comments", "/report", "/draft.docx", "/report/cyrl.docx")
    for visitor in (browser(), speaker, stranger):
        for path in paths:
            assert (await visitor.get(f"/c/{hidden_one}{path}")).status_code == 404, path
            assert (await visitor.get(f"/api/consultations/{hidden_one}")).status_code == 404
        assert (await visitor.get("/")).text.count(hidden_one) == 0
    assert (await officer.get(f"/c/{hidden_one}")).status_code == 200
    assert (await browser().get("/c/LR-2026-9999")).status_code == 404
    assert await session.scalar(select(func.count()).select_from(Act)) == 2


async def test_what_somebody_sees_and_may_not_do_says_why(session, clock, stage, speaker, officer, browser):
    got = await a_submission(session, clock.now, stage)
    await session.commit()
    for path, fields in [
        (f"/desk/c/{stage.reference}/withdraw", {"reason": "Зато."}),
        (f"/desk/c/{stage.reference}/extend", {"last_on": "2026-12-31", "reason": "Зато."}),
        (f"/desk/k/{got.number}/1", {"revision": "0", "status": "accepted", "reasons": "Да."}),
        (f"/desk/c/{stage.reference}/answers/publish", {}),
        (f"/desk/c/{stage.reference}/report", {"exceptions": ""}),
        (f"/desk/authority/{stage.authority_id}", {"four_eyes": "no"}),
        ("/admin/authorities", {"name": "Моја општина", "level": "local"}),
        ("/desk/organisations", {"organisation": str(stage.organisation_id)}),
        (f"/desk/c/{stage.reference}/steps", {"kind": "start_notice_published", "done_on": "2026-11-01"}),
    ]:
        answer = await speaker.post(path, fields)
        assert answer.status_code == 403, f"{path}: {answer.status_code}"
        assert len(words(answer.text)) > 50
        signed_out = await browser().post(path, fields)
        if path.startswith("/desk/"):  # what was typed is kept until the sign-in
            assert signed_out.headers["location"] == f"/sign-in?next_path={path}"
        else:
            assert signed_out.status_code == 403
    for path in ("/admin", "/admin/letters", "/admin/ledger"):
        assert (await officer.get(path)).status_code == 403
    for path in (f"/desk/c/{stage.reference}", f"/desk/c/{stage.reference}/log", f"/desk/k/{got.number}/1"):
        assert (await speaker.get(path)).status_code in (403, 404), path


async def test_a_mistyped_number_says_so(stage, session, clock, browser):
    got = await a_submission(session, clock.now, stage)
    await session.commit()
    wrong = got.number.replace("-0001", "-0002", 1) if got.number.count("-0001") else got.number
    assert (await browser().get(f"/k/{wrong[:-1]}{'A' if wrong[-1] != 'A' else 'B'}")).status_code == 422
    assert (await browser().get("/find?q=nothing")).status_code == 422
    cyrillic = await browser().get(f"/c/{stage.reference.replace('LR', 'ЛР')}")
    assert (cyrillic.status_code, cyrillic.headers["location"]) == (301, f"/c/{stage.reference}")


@pytest.mark.parametrize(
    "path", ["/c?after=!!!", "/c?after=AAAA", "/c/JR", "/c/%00", "/pages/../../etc/passwd", "/static/../app.py", "/admin/ledger?before=x"]
)
async def test_an_odd_address_is_answered_without_a_defect(browser, path):
    assert (await browser().get(path)).status_code in (303, 400, 403, 404, 422)


async def test_a_database_that_is_gone_is_said_plainly_and_comes_back(fresh, settings, clock):
    async with fresh.transaction() as session:
        stage = await a_stage(session, clock.now)
    app = create_app(settings, clock, sessions=fresh.sessions, engine=fresh.engine)
    visitor = Browser(app)
    await visitor.sign_in("lipa@lipa.example", PASSWORD)
    dead = make_engine("postgresql://nobody@/nothing?host=/nonexistent", pool=NullPool)
    alive = app.state.sessions, app.state.reader
    app.state.sessions, app.state.reader = make_sessions(dead), dead
    for path in ("/", f"/c/{stage.reference}", "/account"):
        answer = await visitor.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10"), path
        assert "Ништа није изгубљено" in words(answer.text)
        assert answer.headers["x-request-id"]
    problem = await visitor.get("/api/consultations")
    assert (problem.status_code, problem.json()["code"]) == (503, "database-away")
    assert (await visitor.get("/health/ready")).status_code == 503
    assert (await visitor.get("/health/live")).status_code == 200
    app.state.sessions, app.state.reader = alive
    assert (await visitor.get("/account")).status_code == 200
    assert (await visitor.get("/health/ready")).status_code == 200
    await visitor.client.aclose()


async def test_a_connection_that_broke_is_replaced(fresh, settings, clock):
    import asyncpg

    engine = make_engine(fresh.url, pool_size=2)
    visitor = Browser(create_app(settings, clock, sessions=make_sessions(engine), engine=engine))
    assert (await visitor.get("/")).status_code == 200
    killer = await asyncpg.connect(fresh.url.replace("postgresql+asyncpg://", "postgresql://"))
    await killer.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
    await killer.close()
    statuses = [(await visitor.get("/")).status_code for _ in range(3)]
    assert statuses[-1] == 200
    assert set(statuses) <= {200, 503}
    await visitor.client.aclose()
    await engine.dispose()
    assert isinstance(visitor.client, httpx.AsyncClient)
