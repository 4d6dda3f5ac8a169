"""Every door: who may act, what every answer carries, what logs never hold, and how many questions a page asks."""

import re
from dataclasses import replace

import pytest
import structlog
from litestar import Litestar

from dialog_tracker.app import create_app
from dialog_tracker.domain.policy import Permission
from dialog_tracker.web.request_log import SECRET_PATHS
from dialog_tracker.web.security import HEADERS
from factories import PASSWORD, a_comment, a_stage, a_submission
from visitors import Browser

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
# Doors of those who have no mandate yet, and the one that asks by the role it gives (`require_may_invite`).
OPEN_DOORS = {
    "follow-act",
    "following-act",
    "following-stop",
    "sign-in-act",
    "sign-out",
    "register-act",
    "confirm-act",
    "forgotten-act",
    "reset-act",
    "invitation-act",
    "invite",
    "sign-act",
    "guest-act",
    "points-link-object",
    "nominate-act",
    "nomination-withdraw",
    "group-object-act",
    "erase-act",
    "erase-link-act",
    "activity-register-act",
    "attending-act",
}
# Public pages whose content the API gives under another address; whatever else is public is listed as without a twin.
TWINS = {
    "/": "/api/consultations",
    "/c": "/api/consultations",
    "/c/{reference:str}": "/api/consultations/{reference:str}",
    "/c/{reference:str}/text": "/api/consultations/{reference:str}/text",
    "/c/{reference:str}/text/{anchor:str}": "/api/consultations/{reference:str}/text/{anchor:str}",
    "/k/{number:str}/{ordinal:int}": "/api/comments/{number:str}",
    "/c/{reference:str}/after": "/api/consultations/{reference:str}/after",
    "/c/{reference:str}/versions": "/api/consultations/{reference:str}/versions",
    "/c/{reference:str}/versions/{number:int}": "/api/consultations/{reference:str}/versions/{number:int}",
    "/c/{reference:str}/versions/{old:int}/{new:int}": "/api/consultations/{reference:str}/versions/{old:int}/{new:int}",
    "/c/{reference:str}/comments": "/api/consultations/{reference:str}/comments",
    "/c/{reference:str}/report": "/api/consultations/{reference:str}/report",
    "/k/{number:str}": "/api/submissions/{number:str}",
    "/k/{number:str}/{ordinal:int}/points": "/api/submissions/{number:str}",
}
WITHOUT_TWIN = {
    "/c/{reference:str}/call.docx",
    "/c/{reference:str}/programme.docx",
    "/c/{reference:str}/form.docx",
    "/k/{number:str}/receipt.docx",
    "/k/{number:str}/answer.docx",
    "/k/{number:str}/files/{position:int}",
    "/c/{reference:str}/general",
    "/c/{reference:str}/basket",
    "/c/{reference:str}/basket/{item_id:uuid}",
    *(f"/c/{{reference:str}}/draft.{ending}" for ending in ("docx", "doc", "odt", "rtf", "pdf", "html", "xml", "txt")),
    "/c/{reference:str}/versions/{number:int}/source",
    "/c/{reference:str}/versions/{old:int}/{new:int}/redline.docx",
    "/c/{reference:str}/after.docx",
    *(f"/c/{{reference:str}}/versions/{{number:int}}/text.{ending}" for ending in ("docx", "xml", "txt")),
    "/c/{reference:str}/report/{name:str}",
    "/c/{reference:str}/report/versions/{old:int}/{new:int}",
    "/find",
    "/pages/{slug:str}",
}


def handlers(app: Litestar):
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            yield route.path, handler


def test_every_door_that_changes_something_names_its_permission(app):
    changing = [(path, handler) for path, handler in handlers(app) if CHANGING & set(handler.http_methods)]
    assert len(changing) > 20
    for path, handler in changing:
        if handler.name in OPEN_DOORS:
            assert "permission" not in handler.opt
        else:
            assert isinstance(handler.opt.get("permission"), Permission), path
    assert {handler.name for _, handler in changing} >= OPEN_DOORS


def test_every_permission_of_an_act_has_a_door(app):
    reading = {
        Permission.CONTACT_WATCH,
        Permission.COMMENT_READ_FILES,
        Permission.CONSULTATION_READ,
        Permission.LEDGER_READ,
        Permission.VERSION_READ,
    }
    by_role = {Permission.ACCOUNT_INVITE, Permission.ORGANISATION_INVITE, Permission.COMMENT_SUBMIT_COMMON, Permission.RESPONSE_APPROVE}
    named = {handler.opt["permission"] for _, handler in handlers(app) if "permission" in handler.opt}
    assert set(Permission) - named == reading | by_role


def test_every_public_page_has_a_twin_in_the_api_or_is_known_to_have_none(app):
    paths = {path for path, _ in handlers(app)}
    assert set(TWINS.values()) <= paths
    public = {p for p in paths if p == "/" or re.match(r"/(c|k|find|pages)(/|$)", p)}
    reading = {path for path, handler in handlers(app) if path in public and "GET" in handler.http_methods}
    assert reading == set(TWINS) | WITHOUT_TWIN


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    await session.commit()
    return made


async def test_security_headers_and_the_id_of_the_request_are_on_every_answer(browser, stage):
    visitor = browser()
    paths = [
        "/",
        f"/c/{stage.reference}",
        "/nowhere",
        "/c/JR",
        "/sign-in",
        "/desk",
        "/api/consultations",
        "/api/consultations/x",
        "/health/live",
    ]
    answers = [await visitor.get(path) for path in paths]
    answers.append(await visitor.client.post("/sign-in", data={}))
    for answer in answers:
        for header in HEADERS:
            assert answer.headers[header.name] == header.value, f"{answer.url}: {header.name}"
        assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])
    assert len({answer.headers["x-request-id"] for answer in answers}) == len(answers)
    gone = await visitor.get("/nowhere")
    assert gone.headers["x-request-id"] in gone.text
    problem = await visitor.get("/api/consultations/x")
    assert (problem.headers["content-type"], problem.json()["request_id"]) == ("application/problem+json", problem.headers["x-request-id"])
    assert "'unsafe-inline'" not in answers[0].headers["content-security-policy"]


async def test_no_page_holds_inline_script_or_style(browser, stage):
    for path in ("/", f"/c/{stage.reference}", f"/c/{stage.reference}/text", f"/c/{stage.reference}/text/cl1", "/sign-in", "/register"):
        page = (await browser().get(path)).text
        assert not re.search(r"<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\">)[^>]*>", page), path
        assert not re.search(r"\s(style|on[a-z]+)=\"", page), path


async def test_over_https_cookies_are_secure_and_the_browser_is_told_to_stay(settings, sessions, connection, clock):
    secure = Browser(create_app(replace(settings, secure_cookies=True), clock, sessions=sessions, engine=connection.engine))
    answer = await secure.get("/sign-in")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"]
    await secure.client.aclose()


async def test_logs_hold_no_addresses_no_names_and_no_secrets(browser, stage):
    with structlog.testing.capture_logs() as lines:
        visitor = browser()
        await visitor.sign_in("lipa@lipa.example", PASSWORD)
        await visitor.post("/sign-in", {"email": "neko@lipa.example", "password": "wrong"})
        await visitor.post(
            "/register", {"name": "Јована Тот", "email": "jovana@izvor.example", "password": PASSWORD, "kind": "association"}
        )
        await visitor.get("/confirm/SECRETSECRET")
        await visitor.get("/reset/SECRETSECRET?x=jovana@izvor.example")
        await visitor.get("/invitation/SECRETSECRET")
        await visitor.get("/nowhere")
        await visitor.post(f"/c/{stage.reference}/comments/new", {"reasons": "Тајна реч", "target": "general", "kind": "proposal"})
    written = repr(lines)
    assert len(lines) >= 8
    for private in ("@", "Јована", "SECRET", "Тајна", PASSWORD):
        assert private not in written


@pytest.mark.parametrize(
    "path", ["/", "/c/{ref}", "/c/{ref}/comments", "/c/{ref}/text", "/c/{ref}/text/cl1", "/desk", "/desk/c/{ref}", "/account"]
)
async def test_a_page_asks_as_much_for_thirty_comments_as_for_three(session, clock, browser, statements, stage, path):
    officer = browser()
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    await officer.get(path.format(ref=stage.reference))
    asked = []
    for most in (3, 27):
        words = [a_comment(f"Разлог {at}.", anchor=f"cl{at % 3 + 1}") for at in range(most)]
        await a_submission(session, clock.now, stage, *words, key=f"key-of-{most}-comments-001")
        await session.commit()
        statements.begin()
        assert (await officer.get(path.format(ref=stage.reference))).status_code == 200
        asked.append(len(statements.sent))
    assert asked[0] == asked[1], statements.sent
    assert asked[1] <= 16, statements.sent


async def test_the_home_page_asks_as_much_for_ten_consultations_as_for_two(session, clock, browser, statements, stage):
    from dataclasses import replace as changed

    from dialog_tracker.consultations.actions import ConsultationDraft, open_consultation, publish
    from factories import a_version

    act_id, version_id = await a_version(session, clock.now, stage.authority_id)
    today = clock.now.date()
    draft = ConsultationDraft(stage.authority_id, act_id, version_id, "rs.local_debate", today, today.replace(day=30), None)
    asked = []
    for most in (1, 8):
        for _ in range(most):
            await publish(session, stage.officer, clock.now, await open_consultation(session, stage.officer, clock.now, changed(draft)))
        await session.commit()
        statements.begin()
        assert (await browser().get("/")).status_code == 200
        asked.append(len(statements.sent))
    assert asked[0] == asked[1], statements.sent


def test_the_log_names_no_secret_of_a_link(app):
    carrying = {path.split("/")[1] for path, _ in handlers(app) if re.search(r"\{(secret|code|token)[:}]", path)}
    assert carrying == SECRET_PATHS
