"""What the journeys share: the running house, its pages by who may see them, signing in and moving by keyboard."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from docx import Document
from playwright.async_api import Browser, BrowserContext, Page

from dialog_tracker.demo import PASSWORD, SIGN_INS

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
LANGUAGES = ("sr-Cyrl", "sr-Latn", "en")
CONCLUDED, OPEN, COMING = "LR-2026-0001", "LR-2026-0002", "LR-2026-0003"


def renamed(reference: str, concluded: str) -> str:
    """References begin with the year in which the tests run."""
    return reference.replace(CONCLUDED[:7], concluded[:7])


@dataclass
class House:
    """The running program: where it is, which consultations it has, and sessions that are open, by role."""

    url: str
    concluded: str
    closed: str
    files: Path = Path()
    sessions: dict[str, BrowserContext] = field(default_factory=dict)
    known: dict[str, list[str]] = field(default_factory=dict)
    act: str = ""

    @property
    def open(self) -> str:
        return renamed(OPEN, self.concluded)

    @property
    def coming(self) -> str:
        return renamed(COMING, self.concluded)


async def visitor(browser: Browser, house: House, *, scripts: bool = True, **settings: object) -> Page:
    """A visitor with a browser of its own, Serbian in Cyrillic."""
    context = await browser.new_context(base_url=house.url, locale="sr-RS", java_script_enabled=scripts, **settings)  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    return await context.new_page()


async def official(browser: Browser, house: House, role: str) -> Page:
    """A page of somebody who is signed in; each signs in once, as the number of tries is limited."""
    if role not in house.sessions:
        page = await visitor(browser, house)
        if role != "public":
            await sign_in(page, SIGN_INS[role], PASSWORD)
        house.sessions[role] = page.context
        await page.close()
    return await house.sessions[role].new_page()


async def violations(page: Page, address: str) -> list[str]:
    """What axe finds on the page that is shown."""
    results = await Axe().run(page, options=RULES)
    return [
        f"{address}: {one['id']} {one['nodes'][0]['html'][:160]} {one['nodes'][0]['failureSummary'][:200]}"
        for one in results.response["violations"]
    ]


async def sign_in(page: Page, email: str, password: str) -> None:
    await page.goto("/sign-in")
    await page.fill("#email", email)
    await page.fill("#password", password)
    await page.click("main form button[type=submit]")
    await page.wait_for_selector(".dt-tools form[action='/sign-out']")


async def sign_out(page: Page) -> None:
    await page.click(".dt-tools form[action='/sign-out'] button")
    await page.wait_for_selector(".dt-tools a[href='/sign-in']")


async def tab_to(page: Page, selector: str, most: int = 90) -> None:
    """Move by the tabulator alone until the wanted element has the focus."""
    for _ in range(most):
        if await page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reaches {selector}")


async def pages(browser: Browser, house: House) -> dict[str, list[str]]:
    """Every page with the role that sees it; what needs an id is made or looked up once."""
    if not house.known:
        house.known |= {
            "public": await _public(browser, house),
            "contact_point": await _of_the_office(browser, house),
            "administrator": [
                "/admin",
                "/admin/days",
                "/admin/letters",
                "/admin/mail",
                "/admin/mail/registered",
                "/admin/ledger",
                "/admin/ledger?act=mandate-given&kind=person&since=2026-01-01",
                "/admin/jobs",
                "/admin/jobs?state=done",
                "/admin/health",
                "/admin/people",
                "/admin/people?q=milica&role=contact_point",
                await _a_person(browser, house),
                "/admin/erasures",
                "/admin/lists",
                "/admin/areas",
                "/desk/organisations/merging",
                "/desk/organisations/new",
                "/desk/dialogue",
                "/desk/programmes/dijalog-promena",
                "/admin/pages/privatnost",
                "/account",
            ],
            "cso": await _of_the_organisation(browser, house),
        }
    return house.known


async def _a_person(browser: Browser, house: House) -> str:
    """The page of the contact point's account."""
    page = await official(browser, house, "administrator")
    await page.goto(f"/admin/people?q={SIGN_INS['contact_point']}")
    address = await page.get_attribute("main table a[href^='/admin/people/']", "href")
    await page.close()
    return address or ""


async def _public(browser: Browser, house: House) -> list[str]:
    await publish_revision(browser, house)
    page = await official(browser, house, "public")
    await page.goto(f"/c/{house.concluded}/comments")
    receipt = await page.get_attribute("a[href^='/k/']", "href")
    await page.goto("/working-groups")
    group = await page.get_attribute("main a[href^='/working-groups/']", "href")
    await page.goto("/activities?kind=research")
    activity = await page.get_attribute("main a[href^='/activities/']", "href")
    await page.goto("/activities?kind=round_table")
    table = await page.get_attribute("main a[href^='/activities/']", "href")
    await page.goto("/directory/authorities?q=врбовац")
    body = await page.get_attribute("main a[href^='/directory/authorities/']", "href")
    await page.goto("/directory/organisations")
    organisation = await page.get_attribute("main a[href^='/directory/organisations/']", "href")
    await page.goto("/follow")
    area = (await page.get_attribute("main a[href^='/areas/']", "href") or "").removesuffix("/calendar.ics?script=sr-Cyrl")
    await page.close()
    before, now, over = house.coming, house.open, house.concluded
    return [
        *(
            "/",
            "/c",
            "/c?phase=closed",
            "/sign-in",
            "/guest",
            "/register",
            "/forgotten",
            "/confirm/unknown",
            "/reset/unknown",
            "/erase/unknown",
            "/api",
            "/data",
            "/docs/errors",
        ),
        *(
            "/follow",
            "/planner",
            "/overview",
            "/oversight",
            "/oversight?year=2024&level=local",
            "/oversight/I1",
            "/oversight/I5?measure=in_time&by=quarter",
            "/oversight/I8?measure=outcomes",
            "/oversight/I12",
            "/oversight/I16?measure=contacts",
            "/oversight/I18",
            "/oversight/map",
            "/oversight/map?of=units&measure=I16.contacts",
            f"/oversight/years/{house.concluded[3:7]}",
            f"/oversight/years/{house.concluded[3:7]}?level=local",
            "/programmes",
            "/programmes/dijalog-promena",
            "/activities",
            "/activities?kind=conference&year=2022&q=x",
            table,
            f"{table}/register",
            f"{table}/registered",
            "/directory",
            "/directory/authorities",
            "/directory/authorities?q=врбовац&level=local",
            body,
            "/directory/organisations",
            organisation,
            "/directory/contact-points",
            "/directory/vacancies",
            area,
            "/calendar",
            "/calendar?view=list&month=2026-11",
            "/calendar?month=1999-01",
            "/search",
            "/search?q=ucesce+gradjana",
            "/search?q=zakno+o+ucescu&kind=act",
            "/search?q=ништа+од+овога+нема+овде+уопште",
            "/follow/new?what=everything",
            "/follow/new?what=search&q=ucesce",
            "/planner?procedure=rs.public_debate&opens_on=2026-12-01&last_on=2026-12-10&wanted_on=2027-06-01",
        ),
        *(f"/pages/{slug}" for slug in ("privatnost", "uslovi", "pristupacnost", "kolacici")),
        *(f"/c/{before}", f"/c/{now}", f"/c/{now}/text", f"/c/{now}/text/cl7", f"/c/{now}/general", f"/c/{now}/comments"),
        *(f"/c/{over}/versions", f"/c/{over}/versions/2", f"/c/{over}/versions/1/2", f"/c/{over}/versions/1/2?view=side"),
        *(
            f"/c/{over}",
            f"/c/{over}/text",
            f"/c/{over}/text/cl7",
            f"/c/{over}/comments",
            f"/c/{over}/report",
            f"/c/{over}/report/versions/1/1",
            f"/c/{over}/after",
        ),
        receipt or "",
        activity or "",
        *("/working-groups", group or "", f"{group}/nominate", f"{group}/object"),
    ]


async def _of_the_office(browser: Browser, house: House) -> list[str]:
    page = await official(browser, house, "contact_point")
    previews = [await import_sample(page), await import_sample(page)]
    await page.fill("#case_number", "011-9/2026")
    await page.click("main form button[type=submit]")
    await page.wait_for_url("**/desk/new/*")
    opening = _path(page)
    await page.goto(f"/desk/c/{house.closed}/answers")
    bench = _path(page)
    await page.goto(f"/desk/c/{house.closed}")
    authority = await page.get_attribute("a[href^='/desk/authority/']", "href")
    followed = await _log_elsewhere(page, (authority or "").rsplit("/", 1)[-1])
    waiting = [
        await _bring(page, f"/desk/c/{house.open}/files", name, content)
        for name, content in (("primedbe.docx", _a_form()), ("tabela.csv", _TABLE))
    ]
    rows = await _rows_that_wait(page, f"/desk/c/{house.open}/files")
    group = await _group(page, f"/desk/c/{house.closed}/groups")
    await page.goto(f"/c/{house.concluded}/comments")
    answered = await page.get_attribute("main a[href^='/k/']", "href")
    await page.goto("/activities?kind=round_table")
    table = await page.get_attribute("main a[href^='/activities/']", "href")
    roll = f"/desk{table}/attendance"
    split = await _split(page, f"/desk/c/{house.closed}/topics", bench)
    await page.goto("/desk/working-groups")
    working = await page.get_attribute("main li a[href^='/desk/working-groups/']", "href")
    await page.goto(f"{working}/nominations")
    sheet = await page.get_attribute("main table a", "href")
    await page.close()
    desk = f"/desk/c/{house.closed}"
    return [
        *(
            "/desk",
            desk,
            f"/desk/c/{house.concluded}",
            f"/desk/c/{house.open}",
            bench,
            f"{desk}/report",
            f"{desk}/report/files",
            f"{desk}/log",
            f"{desk}/event",
            f"{desk}/invitations",
        ),
        *(
            "/desk/import",
            f"/desk/import?act={house.act.rsplit('/', 1)[-1]}",
            house.act,
            previews[0],
            f"{previews[0]}?at=cl2-st1",
            opening,
            authority or "",
            followed,
            followed.replace("/desk/followed/", "/c/"),
            f"/desk/plan/{(authority or '').rsplit('/', 1)[-1]}",
            *waiting,
            rows,
            f"/desk/c/{house.concluded}/files",
            f"/desk/c/{house.concluded}/corrections",
            f"/desk{answered}/1/correct",
            f"/desk/c/{house.open}/files",
            f"{desk}/groups",
            f"{desk}/splits",
            f"{desk}/topics",
            split,
            f"{desk}/queue",
            f"{desk}/queue?status=unanswered",
            f"{desk}/workflow",
            f"{desk}/sheets",
            f"{authority}/answers",
            f"{authority}/template",
            f"{authority}/programs",
            f"{desk}/moderation",
            f"{desk}/erase",
            group,
            f"{desk}/announcements",
            f"{desk}/details",
            house.act.replace("/desk/acts/", "/acts/"),
            f"/desk/elsewhere/{(authority or '').rsplit('/', 1)[-1]}",
            f"/authorities/{(authority or '').rsplit('/', 1)[-1]}/years/{house.concluded[3:7]}",
            f"/oversight/I10/explain/{house.concluded}",
            "/desk/dialogue",
            "/desk/working-groups",
            f"/desk/working-groups/new/{(authority or '').rsplit('/', 1)[-1]}",
            *(f"{working}{part}" for part in ("", "/edit", "/call", "/nominations", "/ranking", "/sessions/new")),
            sheet or "",
            "/desk/invited",
            "/desk/invited?q=а",
            f"/desk/programmes/new/{(authority or '').rsplit('/', 1)[-1]}",
            f"/desk/activities/table/{(authority or '').rsplit('/', 1)[-1]}",
            f"/desk/activities/new/{(authority or '').rsplit('/', 1)[-1]}",
            "/desk/contacts",
            f"{authority}/contacts",
            roll,
            "/desk/organisations",
            "/desk/organisations?q=а",
            "/account",
            "/account/data",
            "/account/erase",
        ),
    ]


_TABLE = "Удружење;Одредба;Примедба\nЛипа;1;Прва.\nБреза;2;Друга.\n".encode()


def _a_form() -> bytes:
    """A form of another maker, with a row whose place the draft does not have."""
    document = Document()
    document.add_paragraph("Назив организације: Центар за паркове")
    table = document.add_table(rows=3, cols=3)
    said = ("Члан", "Предлог измене", "Образложење", "члан 7", "Нови текст.", "Разлог.", "члан 99", "Други текст.", "")
    for cell, words in zip([cell for row in table.rows for cell in row.cells], said, strict=True):
        cell.text = words
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


async def _bring(page: Page, files: str, name: str, content: bytes) -> str:
    """Bring a file that waits for somebody, and give its page."""
    await page.goto(files)
    await page.set_input_files("#files", {"name": name, "mimeType": WORD, "buffer": content})
    await page.click("main form button[type=submit]")
    await page.wait_for_url("**/files/*")
    return _path(page)


async def _split(page: Page, topics: str, bench: str) -> str:
    """Make two topics, and a point of the first sentence of a comment; give the page of its points."""
    for name, under in (("Стање зеленила", ""), ("Заливање", "Стање зеленила")):
        await page.goto(topics)
        await page.fill("#name-new", name)
        if under:
            await page.select_option("#parent-new", label=under)
        await page.click("button[value=add]")
        await page.wait_for_load_state()
    await page.goto(f"{bench}/split")
    await page.check("label.dt-run input >> nth=0")
    await page.select_option("#topic", label="Стање зеленила / Заливање")
    await page.click("button[value=mark]")
    await page.wait_for_load_state()
    return _path(page)


async def _rows_that_wait(page: Page, files: str) -> str:
    """Bring a table with places that the draft does not have, confirm its columns, and wait for the worker to take it in."""
    address = await _bring(page, files, "bez-mesta.csv", _TABLE.replace(b";2;", ";члан 777, који никада није постојао;".encode()))
    await page.click("button[value=take]")
    for _ in range(60):
        if await page.locator("#held").count():
            break
        await page.wait_for_timeout(500)
        await page.goto(address)
    return address


async def _group(page: Page, groups: str) -> str:
    """Put two comments together by hand, and give the page of the group."""
    await page.goto(groups.replace("/desk", "").replace("/groups", "/comments"))
    number = (await page.get_attribute("article a[href^='/k/']", "href") or "").removeprefix("/k/")
    await page.goto(groups)
    await page.fill("#numbers", f"{number}/1\n{number}/2")
    await page.click("button[value=join]")
    await page.wait_for_url("**/groups/*")
    return _path(page)


async def _log_elsewhere(page: Page, authority: str) -> str:
    """Log a consultation held elsewhere, with somebody who was invited."""
    await page.goto(f"/desk/elsewhere/{authority}")
    await page.fill("#title", "Одлука о јавном превозу")
    await page.fill("#opens_on", "2026-10-01")
    await page.fill("#last_on", "2026-10-30")
    await page.check("input[name='methods-round_table']")
    await page.click("main form button[type=submit]")
    await page.wait_for_url("**/desk/followed/*")
    await page.fill("#names", "Удружење возача\nСавет месне заједнице")
    await page.click("form:has(#names) button[type=submit]")
    await page.wait_for_load_state()
    return _path(page)


async def publish_revision(browser: Browser, house: House) -> None:
    """Bring a revised text of the demonstration's act, with words changed and an article less, and publish it."""
    page = await official(browser, house, "contact_point")
    await page.goto(f"/desk/c/{house.concluded}")
    await page.click("a[href^='/desk/acts/']")
    await page.click("a[href^='/desk/import?act=']")
    await page.set_input_files("#file", {"name": "izmenjena.docx", "mimeType": WORD, "buffer": _revised()})
    await page.click("main form button[type=submit]")
    await page.wait_for_selector(".dt-tree")
    await page.click("form:has(#version_kind) button[type=submit]")
    await page.wait_for_url("**/desk/acts/*")
    house.act = _path(page)
    await page.click("main form[action$='/publish'] button")
    await page.wait_for_load_state()
    await page.close()


def _revised() -> bytes:
    document = Document(io.BytesIO(resources.files("dialog_tracker.sample").joinpath("odluka.docx").read_bytes()))
    paragraphs = list(document.paragraphs)
    for at, one in enumerate(paragraphs):
        if "у најранијој могућој фази" in one.text:
            one.runs[0].text = one.text.replace("у најранијој могућој фази", "од самог почетка")
        if one.text.replace("\u00a0", " ") == "Члан 4.":
            for gone in paragraphs[at - 1 : at + 3]:
                gone._p.getparent().remove(gone._p)  # noqa: SLF001  (the library cannot remove a paragraph)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


async def import_sample(page: Page) -> str:
    await page.goto("/desk/import")
    draft = resources.files("dialog_tracker.sample").joinpath("odluka.docx").read_bytes()
    await page.set_input_files("#file", {"name": "odluka.docx", "mimeType": WORD, "buffer": draft})
    await page.click("main form button[type=submit]")
    await page.wait_for_selector(".dt-tree")
    return _path(page)


async def _of_the_organisation(browser: Browser, house: House) -> list[str]:
    page = await official(browser, house, "cso")
    for anchor in ("cl3", "cl4"):
        await write_comment(page, f"/c/{house.open}/text/{anchor}", "Овако је јасније и за неформалне групе.")
    await page.close()
    return ["/account", f"/c/{house.open}/basket", f"/c/{house.coming}/basket", f"/c/{house.open}/text", f"/c/{house.open}/text/cl7"]


async def write_comment(page: Page, address: str, reasons: str, proposed: str = "") -> None:
    """Fill in the form on the page of an article and put the comment into the basket."""
    await page.goto(address)
    if proposed:
        await page.fill("#proposed", proposed)
    await page.fill("#reasons", reasons)
    await page.click("form[data-comment] button[type=submit]")


def _path(page: Page) -> str:
    return re.sub(r"^https?://[^/]+", "", page.url)


async def overflowing(page: Page) -> Sequence[str]:
    """What reaches past the right edge of the window, and what the page itself does."""
    found: list[str] = await page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.querySelectorAll("body *")]
            .filter((one) => one.getBoundingClientRect().right > width + 1 && !one.closest("svg, .govuk-visually-hidden"))
            .slice(0, 3).map((one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`);
        }"""
    )
    return found
