"""The doors for programs: tokens with scopes and an end, nothing done twice, and the same rules as on the desk."""

import asyncio
import base64

import pytest
from sqlalchemy import func, select

from dialog_tracker.accounts.actions import end_mandate
from dialog_tracker.app import create_app
from dialog_tracker.comments.tables import Submission
from dialog_tracker.comments.withholding import withhold
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.domain.api_access import REQUESTS_A_MINUTE
from dialog_tracker.domain.errors import Malformed, NotPermitted
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.publication import WithholdingReason
from dialog_tracker.ledger.queries import newest
from dialog_tracker.opendata.tables import ApiToken
from dialog_tracker.opendata.tokens import make_token, revoke_token, tokens_of
from factories import LINES, PASSWORD, a_comment, a_stage, a_submission, an_authority
from visitors import Browser

SCOPES = ["consultations:write", "comments:read", "comments:write", "webhooks"]
ELSEWHERE = {
    "title": "Нацрт закона о водама",
    "act_kind": "draft_law",
    "procedure": "rs.local_debate",
    "opens_on": "2026-11-10",
    "last_on": "2026-12-01",
    "source_url": "https://ekonsultacije.example/1",
}


class Program:
    """A program of an authority, with its token."""

    def __init__(self, browser, secret) -> None:
        self.client, self.secret = browser().client, secret

    async def get(self, path):
        return await self.client.get(path, headers={"Authorization": f"Bearer {self.secret}"})

    async def post(self, path, body=None, key="a-key-of-mine-1"):
        headers = {"Authorization": f"Bearer {self.secret}"} | ({"Idempotency-Key": key} if key else {})
        return await self.client.post(path, json=body, headers=headers)


@pytest.fixture
async def program(session, clock, stage, browser):
    secret = await make_token(session, stage.officer, clock.now, stage.authority_id, "писарница", SCOPES, 30)
    await session.commit()
    return Program(browser, secret)


async def test_a_consultation_elsewhere_is_logged_once_however_often_it_is_sent(program, session, browser):
    first = await program.post("/api/office/consultations/elsewhere", ELSEWHERE)
    assert first.status_code == 201, first.text
    again = await program.post("/api/office/consultations/elsewhere", ELSEWHERE)
    assert (again.status_code, again.content, again.headers["idempotent-replayed"]) == (201, first.content, "true")
    held = select(func.count()).select_from(Consultation).where(Consultation.venue == "elsewhere")
    assert await session.scalar(held) == 1
    other = await program.post("/api/office/consultations/elsewhere", ELSEWHERE | {"title": "Други"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    shown = await browser().get(first.json()["api"].removeprefix("http://dijalog.example"))
    assert (shown.json()["venue"], shown.json()["title"], shown.json()["phase"]) == ("elsewhere", "Нацрт закона о водама", "open")


async def test_what_failed_may_be_sent_again_under_its_key(program):
    wrong = await program.post("/api/office/consultations/elsewhere", ELSEWHERE | {"procedure": "rs.nema"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "choice-required")
    assert (await program.post("/api/office/consultations/elsewhere", ELSEWHERE)).status_code == 201


async def test_a_draft_is_imported_opened_and_published(program, browser):
    content = base64.b64encode(LINES.encode()).decode()
    body = {
        "title": "Одлука о парковима",
        "act_kind": "decision",
        "procedure": "rs.local_debate",
        "opens_on": "2026-11-23",
        "last_on": "2026-12-14",
        "file_name": "odluka.txt",
        "content": content,
    }
    made = await program.post("/api/office/consultations", body)
    assert made.status_code == 201, made.text
    answer = made.json()
    assert (answer["published"], answer["articles"]) == (False, 3)
    path = answer["api"].removeprefix("http://dijalog.example")
    assert (await browser().get(path)).status_code == 404
    mine = (await program.get("/api/office/consultations")).json()["items"]
    assert (answer["reference"], "draft") in [(one["reference"], one["stage"]) for one in mine]
    published = await program.post(f"/api/office/consultations/{answer['reference']}/publish", key="publish-key-1")
    assert published.status_code == 201, published.text
    assert (await browser().get(path)).status_code == 200
    broken = await program.post("/api/office/consultations", body | {"content": "није base64"}, key="another-key-1")
    assert (broken.status_code, broken.json()["code"]) == (422, "content-unreadable")


async def test_dates_are_moved_with_a_reason(program, stage):
    path = f"/api/office/consultations/{stage.reference}/window"
    moved = await program.post(path, {"last_on": "2026-12-20", "reason": "Празници."})
    assert moved.status_code == 201, moved.text
    assert moved.json()["closes_at"].startswith("2026-12-20T23")
    earlier = await program.post(path, {"last_on": "2026-12-01", "reason": "Раније."}, key="another-key-2")
    assert (earlier.status_code, earlier.json()["code"]) == (422, "window-not-later")
    for strange in (
        {"last_on": "9999-12-31", "reason": "x"},
        {"last_on": "2026-12-30", "reason": ""},
        {"last_on": "2026-12-30", "reason": "\x00"},
    ):
        assert (await program.post(path, strange, key="another-key-3")).status_code in {400, 422}


async def test_submissions_are_logged_on_behalf_once_and_judged_by_their_arrival(program, stage, session):
    path = f"/api/office/consultations/{stage.reference}/submissions"
    body = {
        "comments": [{"anchor": "cl1", "reasons": "Рок је кратак."}, {"reasons": "Опште."}],
        "received_at": "2026-11-20T08:00:00Z",
        "channel": "post",
        "submitter_kind": "association",
        "organisation": "Удружење „Врба”",
        "registry_number": "011-7/2026",
    }
    first, again = await program.post(path, body), await program.post(path, body)
    assert first.status_code == 201, first.text
    assert first.content == again.content
    assert await session.scalar(select(func.count()).select_from(Submission)) == 1
    assert (await program.client.get(f"/k/{first.json()['number']}")).status_code == 200
    for wrong, code in (
        ({"received_at": "2027-01-01T00:00:00Z"}, "date-in-future"),
        ({"received_at": "2026-11-20T08:00:00"}, "zone-missing"),
        ({"organisation": ""}, "field-required"),
        ({"comments": [{"reasons": ""}]}, "fields-refused"),
        ({"comments": [{"anchor": "cl99", "reasons": "x"}]}, "provision-unknown"),
        ({"email": "nije adresa"}, "email-unreadable"),
    ):
        refused = await program.post(path, body | wrong, key="another-key-4")
        assert (refused.status_code in {404, 422}, refused.json()["code"]) == (True, code), refused.text


async def test_an_authority_reads_its_comments_with_what_is_held_back_and_nobody_elses(program, stage, session, clock, browser):
    sent = await a_submission(session, clock.now, stage, a_comment("Увреда."))
    await withhold(session, stage.officer, clock.now, sent.number, WithholdingReason.INSULT)
    await session.commit()
    mine = await program.get(f"/api/office/consultations/{stage.reference}/comments")
    assert mine.headers["cache-control"] == "no-store"
    assert [(one["reasons"], one["held"]) for one in mine.json()["items"]] == [("Увреда.", "insult")]
    other = await an_authority(session, clock.now, "Општина Друга")
    from factories import a_person

    official = await a_person(session, clock.now, "drugi@drugi.example", Held(Role.CONTACT_POINT, authority_id=other))
    secret = await make_token(session, official, clock.now, other, "друга", SCOPES, 30)
    await session.commit()
    stranger = Program(browser, secret)
    assert (await stranger.get(f"/api/office/consultations/{stage.reference}/comments")).status_code == 404
    path = f"/api/office/consultations/{stage.reference}"
    assert (await stranger.post(f"{path}/window", {"last_on": "2026-12-20", "reason": "x"})).status_code == 404
    assert (await stranger.post(f"{path}/publish")).status_code == 404


async def test_tokens_that_are_missing_unknown_expired_or_revoked_open_nothing(program, stage, session, clock, browser):
    nobody = browser()
    missing = await nobody.get("/api/office")
    assert (missing.status_code, missing.json()["code"], missing.headers["www-authenticate"]) == (401, "token-missing", "Bearer")
    await nobody.sign_in("kontakt@vrbovac.example", PASSWORD)
    assert (await nobody.get("/api/office")).status_code == 401
    assert (await Program(browser, "dt_x").get("/api/office")).json()["code"] == "token-unknown"
    assert (await program.get("/api/office")).json()["scopes"] == sorted(SCOPES)
    clock.forward(days=31)
    assert (await program.get("/api/office")).json()["code"] == "token-expired"
    clock.forward(days=-31)
    (line,) = await tokens_of(session, stage.authority_id)
    assert line.last_used_at is not None
    await revoke_token(session, stage.officer, clock.now, stage.authority_id, line.id)
    await session.commit()
    assert (await program.get("/api/office")).json()["code"] == "token-revoked"


async def test_a_token_does_what_it_was_made_for_and_ends_with_the_office_of_its_maker(stage, session, clock, browser):
    secret = await make_token(session, stage.officer, clock.now, stage.authority_id, "читач", ["comments:read"], 30)
    await session.commit()
    reader = Program(browser, secret)
    refused = await reader.post("/api/office/consultations/elsewhere", ELSEWHERE)
    assert (refused.status_code, refused.json()["code"]) == (403, "token-without-scope")
    assert (await reader.get("/api/office/webhooks")).status_code == 403
    await end_mandate(session, clock.now, stage.officer.person_id, Held(Role.CONTACT_POINT, authority_id=stage.authority_id), clock.now)
    await session.commit()
    clock.forward(minutes=1)
    assert (await reader.get("/api/office")).json()["code"] == "token-without-mandate"


async def test_a_program_that_runs_wild_is_told_when_to_come_again(program, clock):
    for _ in range(REQUESTS_A_MINUTE):
        assert (await program.get("/api/office")).status_code == 200
    stopped = await program.get("/api/office")
    assert (stopped.status_code, stopped.json()["code"], stopped.headers["retry-after"]) == (429, "api-too-often", "60")
    clock.forward(seconds=61)
    assert (await program.get("/api/office")).status_code == 200


async def test_a_token_is_kept_as_a_fingerprint_and_stands_in_the_ledger(stage, session, clock):
    secret = await make_token(session, stage.officer, clock.now, stage.authority_id, "писарница", SCOPES, 30)
    row = (await session.execute(select(ApiToken))).scalar_one()
    assert secret not in str(row.model_dump())
    assert "token-made" in [one.act for one in await newest(session)]
    for wrong, code in (
        (("", SCOPES, 30), "field-required"),
        (("а", [], 30), "choice-required"),
        (("а", ["x"], 30), "choice-required"),
        (("а", SCOPES, 9999), "token-days"),
        (("писарница", SCOPES, 3), "token-name-taken"),
    ):
        with pytest.raises(Malformed, match=code):
            await make_token(session, stage.officer, clock.now, stage.authority_id, *wrong)
    with pytest.raises(NotPermitted):
        await make_token(session, stage.speaker, clock.now, stage.authority_id, "туђ", SCOPES, 30)
    with pytest.raises(NotPermitted):
        await make_token(session, stage.approver, clock.now, stage.authority_id, "одобравалац", SCOPES, 30)


async def test_without_a_key_nothing_is_done(program):
    refused = await program.post("/api/office/consultations/elsewhere", ELSEWHERE, key="")
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency-key-missing")
    short = await program.post("/api/office/consultations/elsewhere", ELSEWHERE, key="x")
    assert (short.status_code, short.json()["code"]) == (422, "idempotency-key-unreadable")
    unknown = await program.post("/api/office/consultations/elsewhere", ELSEWHERE | {"nepoznato": 1})
    assert (unknown.status_code, unknown.headers["content-type"]) == (400, "application/problem+json")


async def test_the_page_shows_a_secret_once(stage, browser):
    official = browser()
    await official.sign_in("kontakt@vrbovac.example", PASSWORD)
    address = f"/desk/authority/{stage.authority_id}/programs"
    made = await official.post(f"{address}/tokens", {"name": "систем", "days": "30", "scopes-comments:read": "yes"})
    assert made.status_code == 200
    assert "dt_" in made.text
    assert made.headers["cache-control"] == "no-store"
    assert "dt_" not in (await official.get(address)).text.replace("dt_csrf", "")
    twice = await official.post(f"{address}/tokens", {"name": "систем", "days": "30", "scopes-comments:read": "yes"})
    assert twice.status_code == 422
    added = await official.post(f"{address}/webhooks", {"url": "https://primalac.example/x", "events-report.published": "yes"})
    assert "whsec_" in added.text
    refused = await official.post(f"{address}/webhooks", {"url": "https://10.0.0.1/x", "events-report.published": "yes"})
    assert refused.status_code == 422
    stranger = browser()
    await stranger.sign_in("nacelnica@vrbovac.example", PASSWORD)
    assert (await stranger.get(address)).status_code == 403


async def test_the_same_request_sent_twice_at_once_is_done_once(fresh, clock, settings):
    async with fresh.transaction() as opened:
        stage = await a_stage(opened, clock.now)
        secret = await make_token(opened, stage.officer, clock.now, stage.authority_id, "писарница", SCOPES, 30)
    app = create_app(settings, clock, sessions=fresh.sessions, engine=fresh.engine)
    program = Program(lambda: Browser(app), secret)
    answers = await asyncio.gather(*(program.post("/api/office/consultations/elsewhere", ELSEWHERE) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotent-replayed" in answer.headers for answer in answers) == 4
    async with fresh.transaction() as opened:
        assert await opened.scalar(select(func.count()).select_from(Consultation).where(Consultation.venue == "elsewhere")) == 1
    await program.client.aclose()
