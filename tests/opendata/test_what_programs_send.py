"""What programs of authorities send wrongly: each refusal has a code of its own, and nothing is an error of the service."""

import base64

import pytest
from sqlalchemy import select

from dialog_tracker.comments.tables import Submission
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.documents.tables import Act
from dialog_tracker.opendata.tokens import make_token
from factories import LINES

ELSEWHERE = {"title": "Нацрт закона о водама", "act_kind": "draft_law", "procedure": "rs.local_debate", "last_on": "2026-12-01"}
DRAFT = ELSEWHERE | {"opens_on": "2026-11-23", "file_name": "odluka.txt", "content": base64.b64encode(LINES.encode()).decode()}
SENT = {"comments": [{"reasons": "Рок је кратак."}], "received_at": "2026-11-20T08:00:00Z", "name": "Ана Марић"}
HOME = "/api/office/consultations"


@pytest.fixture
async def post(session, clock, stage, browser):
    """Send something as a program of the authority, under a new key each time."""
    scopes = ["consultations:write", "comments:write"]
    secret = await make_token(session, stage.officer, clock.now, stage.authority_id, "писарница", scopes, 30)
    await session.commit()
    client, keys = browser().client, iter(range(1000))

    async def send(path, body=None, content=None, **headers: str):
        told = {"Authorization": f"Bearer {secret}", "Idempotency-Key": f"a-key-of-mine-{next(keys)}"} | headers
        return await client.post(path, json=body, content=content, headers={name: value for name, value in told.items() if value})

    return send


@pytest.mark.parametrize("blank", ["\u2028\u2029", "\u200b\u200d", "\u3164\u2800", " \u00a0 ", "\u0301"])
async def test_a_title_that_shows_nothing_is_none(post, blank):
    for path, body in ((f"{HOME}/elsewhere", ELSEWHERE), (HOME, DRAFT)):
        refused = await post(path, body | {"title": blank})
        assert (refused.status_code, refused.json()["code"], refused.json()["facts"]) == (422, "field-required", {"field": "title"})


async def test_comments_names_and_reasons_that_show_nothing_are_none(post, stage):
    path = f"{HOME}/{stage.reference}"
    for more, code in (({"name": "\u200b"}, "field-required"), ({"comments": [{"reasons": "\u200b"}]}, "fields-refused")):
        refused = await post(f"{path}/submissions", SENT | more)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    refused = await post(f"{path}/window", {"last_on": "2026-12-30", "reason": "\u2060"})
    assert (refused.status_code, refused.json()["code"]) == (422, "field-required")


async def test_a_title_is_one_line_and_holds_no_control_characters(post, session):
    made = await post(f"{HOME}/elsewhere", ELSEWHERE | {"title": "Нацрт\u2028закона\u0085о водама\u2029"})
    assert made.status_code == 201, made.text
    assert await session.scalar(select(Act.title).order_by(Act.id.desc()).limit(1)) == "Нацрт закона о водама"
    refused = await post(f"{HOME}/elsewhere", ELSEWHERE | {"title": "Нацрт \u0090 закона"})
    assert (refused.status_code, refused.json()["code"]) == (422, "text-control-characters")


async def test_an_address_is_one(post, session):
    for path, body in ((f"{HOME}/elsewhere", ELSEWHERE), (HOME, DRAFT)):
        refused = await post(path, body | {"email": "није адреса"})
        assert (refused.status_code, refused.json()["code"]) == (422, "email-unreadable")
    made = await post(f"{HOME}/elsewhere", ELSEWHERE | {"email": " Pisarnica@Vrbovac.example "})
    assert made.status_code == 201
    kept = select(Consultation.email).where(Consultation.reference == made.json()["reference"])
    assert await session.scalar(kept) == "pisarnica@vrbovac.example"


async def test_when_it_was_received_and_written(post, stage, session):
    path = f"{HOME}/{stage.reference}/submissions"
    made = await post(path, SENT | {"received_at": "2026-11-20T09:00:00+23:59", "written_on": "2026-11-19"})
    assert made.status_code == 201, made.text
    assert made.json()["received_at"] == "2026-11-19T09:01:00Z"
    assert (await session.scalar(select(Submission.received_at))).isoformat() == "2026-11-19T09:01:00+00:00"
    for written_on, code in (("2026-11-21", "written-after-receipt"), ("1989-12-31", "day-impossible")):
        refused = await post(path, SENT | {"written_on": written_on})
        assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_a_body_that_nobody_can_read_is_an_error_of_the_sender(post):
    for content in (b"\xff\xfe{}", b"[" * 20_000 + b"]" * 20_000, b'{"title": "\xd0"}', b"{"):
        refused = await post(f"{HOME}/elsewhere", content=content, **{"Content-Type": "application/json"})
        assert (refused.status_code, refused.json()["code"]) == (400, "request-unreadable"), content[:9]
        assert refused.json()["fields"]["request"] != "Bad Request", "what is wrong is told"
    refused = await post(f"{HOME}/elsewhere", content=b"title=x", **{"Content-Type": "application/x-www-form-urlencoded"})
    assert (refused.status_code, refused.json()["code"]) == (415, "media-type-unknown")


@pytest.mark.parametrize(("key", "code"), [("", "missing"), ("short", "unreadable"), ("with a space", "unreadable")])
async def test_a_key_that_is_none_has_its_code(post, key, code):
    refused = await post(f"{HOME}/elsewhere", ELSEWHERE, **{"Idempotency-Key": key})
    assert (refused.status_code, refused.json()["code"]) == (422, f"idempotency-key-{code}")


async def test_a_token_without_the_scope_is_refused_before_what_was_sent_is_judged(post):
    refused = await post("/api/office/webhooks", content=b"{", **{"Content-Type": "application/json", "Idempotency-Key": ""})
    assert (refused.status_code, refused.json()["code"]) == (403, "token-without-scope")


async def test_what_was_prepared_is_published_with_its_articles_and_only_while_its_time_is_not_over(post, clock):
    first, second = (await post(HOME, DRAFT)).json()["reference"], (await post(HOME, DRAFT)).json()["reference"]
    published = await post(f"{HOME}/{first}/publish")
    assert (published.status_code, published.json()["articles"]) == (201, 3)
    clock.forward(days=20)
    refused = await post(f"{HOME}/{second}/publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "window-over")
