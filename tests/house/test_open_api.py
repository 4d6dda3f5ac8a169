"""The read API as a whole: its description, its cursors, its fingerprints, what it compresses, and who may fetch it from where."""

import base64
import json

import msgspec
import pytest
from sqlalchemy import update

from dialog_tracker.app import create_app
from dialog_tracker.comments.tables import Comment
from dialog_tracker.comments.withholding import withhold
from dialog_tracker.consultations.actions import ConsultationDraft, extend, open_consultation
from dialog_tracker.domain.publication import WithholdingReason
from dialog_tracker.opendata import describing, office_shapes
from factories import a_comment, a_stage, a_submission, a_version
from visitors import Browser

LISTS = (
    "consultations",
    "acts",
    "comments",
    "submissions",
    "reports",
    "authorities",
    "organisations",
    "areas",
    "activities",
    "programmes",
    "working-groups",
    "changes",
)


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    for number in range(3):
        await a_submission(session, clock.now, made, a_comment(f"Разлог {number}."), key=f"key-of-a-form-{number:04d}")
    await session.commit()
    return made


async def test_the_description_names_every_list_and_every_single_thing(browser):
    described = (await browser().get("/api/description/openapi.json")).json()
    assert described["openapi"].startswith("3.1")
    assert {f"/api/{name}" for name in LISTS} <= set(described["paths"])
    assert {
        "/api/consultations/{reference}/text/{anchor}",
        "/api/comments/{number}",
        "/api/acts/{act_id}",
        "/api/authorities/{authority_id}",
        "/api/organisations/{organisation_id}",
        "/api/activities/{activity_id}",
        "/api/programmes/{slug}",
        "/api/working-groups/{group_id}",
    } <= set(described["paths"])


@pytest.mark.usefixtures("stage")
@pytest.mark.parametrize("name", LISTS)
async def test_every_list_answers_with_items_and_a_way_on(browser, name):
    answer = await browser().get(f"/api/{name}")
    assert answer.status_code == 200, answer.text
    assert isinstance(answer.json()["items"], list)
    assert {"next", "position"} & set(answer.json())


@pytest.mark.usefixtures("stage")
async def test_everything_that_is_listed_is_found_under_its_addresses(browser):
    visitor = browser()
    seen = 0
    for name in ("consultations", "acts", "comments", "submissions", "authorities", "organisations"):
        for item in (await visitor.get(f"/api/{name}")).json()["items"]:
            for address in ("url", "api"):
                path = item[address].removeprefix("http://dijalog.example").partition("#")[0]
                assert (await visitor.get(path)).status_code == 200, path
                seen += 1
    assert seen > 10


async def test_pages_follow_each_other_to_the_end_without_gap_or_repetition(browser, stage):
    visitor, found, cursor = browser(), [], ""
    while True:
        page = (await visitor.get(f"/api/comments?limit=1{cursor}")).json()
        found += [item["number"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&after={page['next']}"
    assert found == [f"{stage.reference}-000{n}{c}/1" for n, c in zip((1, 2, 3), [one[-3] for one in found], strict=True)]
    assert len(set(found)) == 3


@pytest.mark.usefixtures("stage")
async def test_a_cursor_of_another_list_or_of_other_filters_is_refused_with_a_sentence(browser):
    visitor = browser()
    cursor = (await visitor.get("/api/comments?limit=1")).json()["next"]
    for path in (f"/api/submissions?after={cursor}", f"/api/comments?status=noted&after={cursor}"):
        refused = await visitor.get(path)
        assert (refused.status_code, refused.json()["code"]) == (404, "cursor-of-another-list")
        assert refused.headers["content-type"] == "application/problem+json"
    forged = base64.urlsafe_b64encode(json.dumps(["comments", "0" * 12, "x"]).encode()).decode()
    for strange in ("%00", "x", "AAAA", forged):
        assert (await visitor.get(f"/api/comments?after={strange}")).status_code == 404


async def test_who_holds_an_answer_already_is_told_so_and_a_change_gives_a_new_one(browser, stage, session, clock):
    visitor = browser()
    first = await visitor.get(f"/api/consultations/{stage.reference}/comments")
    again = await visitor.get(f"/api/consultations/{stage.reference}/comments", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await a_submission(session, clock.now, stage, a_comment("Још један."), key="key-of-a-form-9999")
    await session.commit()
    changed = await visitor.get(f"/api/consultations/{stage.reference}/comments", **{"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("coding", ["br", "gzip"])
async def test_answers_are_compressed_for_those_who_take_it(browser, stage, coding):
    answer = await browser().get(f"/api/consultations/{stage.reference}/text", **{"Accept-Encoding": coding})
    assert answer.headers["content-encoding"] == coding
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert answer.json()["provisions"]
    page = await browser().get("/", **{"Accept-Encoding": coding})
    assert "content-encoding" not in page.headers


@pytest.mark.usefixtures("stage")
async def test_open_data_may_be_fetched_from_any_origin_and_nothing_else_may(browser):
    visitor = browser()
    origin = {"Origin": "https://novine.example"}
    assert (await visitor.get("/api/consultations", **origin)).headers["access-control-allow-origin"] == "*"
    asked = await visitor.client.options("/api/consultations", headers=origin | {"Access-Control-Request-Method": "GET"})
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, "*")
    assert "access-control-allow-origin" not in (await visitor.get("/", **origin)).headers
    writing = await visitor.client.options("/api/consultations", headers=origin | {"Access-Control-Request-Method": "POST"})
    assert "access-control-allow-origin" not in writing.headers


async def test_filters_by_authority_and_by_time_narrow_every_list(browser, stage):
    visitor = browser()
    other = "01980000-0000-7000-8000-000000000000"
    for name in ("consultations", "acts", "comments", "submissions", "reports"):
        assert (await visitor.get(f"/api/{name}?authority={other}")).json()["items"] == []
        assert (await visitor.get(f"/api/{name}?changed_since=2027-01-01T00:00:00Z")).json()["items"] == []
        assert (await visitor.get(f"/api/{name}?area=nema")).json()["items"] == []
    assert len((await visitor.get(f"/api/comments?authority={stage.authority_id}")).json()["items"]) == 3
    for strange, status in (("9999-12-31T23:59:59-12:00", 200), ("0001-01-01T00:00:00%2B14:00", 200), ("juče", 422), ("0.5", 422)):
        assert (await visitor.get(f"/api/comments?changed_since={strange}")).status_code == status
    assert len((await visitor.get("/api/comments?changed_since=0001-01-01T00:00:00Z")).json()["items"]) == 3


async def test_one_article_and_one_comment_have_addresses_of_their_own(browser, stage):
    visitor = browser()
    article = (await visitor.get(f"/api/consultations/{stage.reference}/text/cl1-st2-t1")).json()
    assert article["anchor"] == "cl1"
    assert [p["anchor"] for p in article["provisions"]] == ["cl1", "cl1-st1", "cl1-st2", "cl1-st2-t1", "cl1-st2-t2"]
    listed = (await visitor.get(article["comments"].removeprefix("http://dijalog.example"))).json()["items"]
    assert len(listed) == 3
    one = (await visitor.get(listed[0]["api"].removeprefix("http://dijalog.example"))).json()
    assert one == listed[0]
    page = await visitor.get(one["url"].removeprefix("http://dijalog.example").partition("#")[0])
    assert f'id="{one["url"].rpartition("#")[2]}"' in page.text
    assert (await visitor.get(f"/api/consultations/{stage.reference}/text/nema")).status_code == 404
    assert (await visitor.get(f"/api/comments/{one['number'].replace('/1', '-7')}")).status_code == 404


@pytest.mark.usefixtures("stage")
async def test_a_comment_that_was_parted_keeps_its_address_and_leaves_the_lists(browser, session, clock):
    visitor = browser()
    first = (await visitor.get("/api/comments")).json()["items"][0]
    await session.execute(update(Comment).where(Comment.number == first["number"]).values(set_aside_at=clock.now))
    await session.commit()
    assert first["number"] not in [one["number"] for one in (await visitor.get("/api/comments")).json()["items"]]
    assert (await visitor.get(first["api"].removeprefix("http://dijalog.example"))).json()["reasons"] == first["reasons"]


async def test_drafts_and_what_is_withheld_are_in_no_list(browser, stage, session, clock):
    act_id, version_id = await a_version(session, clock.now, stage.authority_id)
    day = clock.now.date()
    draft = ConsultationDraft(stage.authority_id, act_id, version_id, "rs.local_debate", day, day.replace(month=12), None)
    hidden = await open_consultation(session, stage.officer, clock.now, draft)
    visitor = browser()
    number = (await visitor.get("/api/comments")).json()["items"][1]["number"].partition("/")[0]
    await withhold(session, stage.officer, clock.now, number, WithholdingReason.INSULT)
    await session.commit()
    for name in LISTS:
        for more in ("", "?phase=all") if name == "consultations" else ("",):
            text = (await visitor.get(f"/api/{name}{more}")).text
            assert hidden not in text
            assert str(act_id) not in text
            assert "Разлог 1." not in text
    held = next(one for one in (await visitor.get("/api/comments")).json()["items"] if one["number"].startswith(number))
    assert (held["held"], held["reasons"], held["proposed"]) == ("insult", "", "")


async def test_the_change_feed_tells_what_changed_and_never_who_did_it(fresh, clock, settings):
    async with fresh.transaction() as session:
        stage = await a_stage(session, clock.now)
        sent = await a_submission(session, clock.now, stage, key="key-of-a-form-0001")
    async with fresh.transaction() as session:
        day = clock.now.date()
        act_id, version_id = await a_version(session, clock.now, stage.authority_id)
        draft = ConsultationDraft(stage.authority_id, act_id, version_id, "rs.local_debate", day, day.replace(month=12), None)
        hidden = await open_consultation(session, stage.officer, clock.now, draft)
        await extend(session, stage.officer, clock.now, stage.reference, day.replace(month=12, day=20), None, "Касно је стигао нацрт.")
    app = create_app(settings, clock, sessions=fresh.sessions, engine=fresh.engine)
    visitor = Browser(app)
    page = (await visitor.get("/api/changes")).json()
    told = [(one["change"], one["reference"]) for one in page["items"] if one["kind"] in {"consultation", "submission"}]
    assert sorted(told) == [
        ("consultation.changed", stage.reference),
        ("consultation.published", stage.reference),
        ("consultation.window-changed", stage.reference),
        ("submission.received", sent.number),
    ]
    text = json.dumps(page, ensure_ascii=False)
    for private in (hidden, str(act_id), str(stage.officer.person_id), "Касно", "Лукић", "actor"):
        assert private not in text
    numbers = [one["sequence"] for one in page["items"]]
    assert numbers == sorted(set(numbers))
    assert (await visitor.get(f"/api/changes?after={page['position']}")).json()["items"] == []
    walked, position = [], 0
    while True:
        step = (await visitor.get(f"/api/changes?after={position}&limit=1")).json()
        walked += step["items"]
        position = step["position"]
        if not step["more"]:
            break
    assert walked == page["items"]
    await visitor.client.aclose()


@pytest.mark.usefixtures("stage")
async def test_the_feed_keeps_back_what_a_running_transaction_wrote(browser):
    assert (await browser().get("/api/changes")).json() == {"items": [], "position": 0, "more": False}


async def test_every_operation_and_parameter_is_described_and_every_body_has_an_example_that_is_one(browser):
    described = (await browser().get("/api/description/openapi.json")).json()
    for address, operations in described["paths"].items():
        for method, operation in operations.items():
            assert operation["description"].startswith(operation["summary"]), (method, address)
            assert " " in operation["summary"], (method, address)
            for parameter in operation.get("parameters", ()):
                assert parameter.get("description"), (method, address, parameter["name"])
    shapes = {name.rpartition("_")[2]: shape for name, shape in described["components"]["schemas"].items()}
    for name, example in describing.EXAMPLES.items():
        assert shapes[name]["examples"] == [example]
        msgspec.convert(example, getattr(office_shapes, name), strict=True)
    sent = {body["schema"]["$ref"] for body in _bodies(described)}
    assert {ref.rpartition("/")[2].rpartition("_")[2] for ref in sent} == set(describing.EXAMPLES)
    assert {"fields", "facts"} <= shapes["Problem"]["properties"].keys()
    assert not {"fields", "facts"} & set(shapes["Problem"]["required"])


def _bodies(described):
    for operations in described["paths"].values():
        for operation in operations.values():
            yield from operation.get("requestBody", {}).get("content", {}).values()
