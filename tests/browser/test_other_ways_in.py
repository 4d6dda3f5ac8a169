"""Whole ways through the browser, with axe at every stop: a coalition, marked words, and an official with a letter, a form and a long comment."""

import io
import re

import pytest
from docx import Document
from visits import WORD, official, violations, visitor

from dialog_tracker.domain.comment_form import HEAD

pytestmark = pytest.mark.browser
LETTER = """From: Весна Поповић <vesna@breza.example>
To: kontakt@dijalog.example
Subject: Примедбе на нацрт
Date: Tue, 24 Nov 2026 10:15:00 +0100
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Поштовани,

У члану 3. треба јасније одредити ко је организација цивилног друштва.

Члан 5. не каже колико траје увид у нацрт, а без тога рок нема смисла.

Срдачан поздрав,
Весна Поповић
"""
LONG = "Захваљујемо на прилици да кажемо своје. Рок за увид треба да буде дужи од седам дана. Тражимо и да се записник са расправе објави."


async def clean(page, found):
    found += await violations(page, page.url)


async def commented(page, house, anchor, said):
    await page.goto(f"/c/{house.open}/text/{anchor}")
    await page.fill("#reasons", said)
    await page.click("form[data-comment] button[type=submit]")
    await page.wait_for_selector(".dt-basket")


async def sent(page, house, of=""):
    await page.goto(f"/c/{house.open}/basket{of}")
    await page.check("input[name=agreed]")
    await page.click("form[action$='/basket'] button[type=submit]")
    await page.wait_for_url("**/k/*")
    return page.url


async def test_a_coalition_writes_together_asks_others_and_one_leaves(chromium, house):
    page, letters, found = await official(chromium, house, "cso"), await official(chromium, house, "administrator"), []
    await commented(page, house, "cl6", "Тражимо да се позив објави и на друштвеним мрежама општине.")
    await page.goto(f"/c/{house.open}/basket")
    await clean(page, found)
    await page.locator("form[action$='/basket/share'] button").first.click()
    await page.wait_for_url("**/basket?of=*")
    await clean(page, found)
    await page.locator("article a[href*='/basket/']").first.click()
    await page.wait_for_selector("form[data-comment]")
    await page.fill("#reasons", "Тражимо да се позив објави и на мрежама општине.")
    await page.click("form[data-comment] button[type=submit]")
    await page.wait_for_url("**/basket")
    together = await page.get_attribute("a[href*='basket?of=']", "href")
    receipt = await sent(page, house, "?" + together.partition("?")[2])
    await page.locator("details:has(#invited) summary").click()
    await page.fill("#invited", "Удружење Јасика, jasika@primer.example")
    await page.click("form[action$='/join'] button[type=submit]")
    await page.wait_for_selector("#signatories")
    await clean(page, found)
    await letters.goto("/admin/letters")
    letter = letters.locator("article", has_text="jasika@primer.example").first
    await letter.locator("summary").click()
    link = re.search(r"https?://\S+/sign/[\w-]+", await letter.inner_text())
    other = await visitor(chromium, house)
    await other.goto(link[0])
    await clean(other, found)
    await other.fill("#signed_by", "Јелена Јасика")
    await other.fill("#function", "председница")
    await other.click("button[value=confirm]")
    await other.wait_for_selector("button[value=withdraw]")
    await clean(other, found)
    await page.goto(receipt)
    assert "Удружење Јасика" in await page.inner_text("section:has(#signatories)")
    await other.click("button[value=withdraw]")
    await other.wait_for_load_state()
    await page.goto(receipt)
    assert "повукл" in (await page.inner_text("section:has(#signatories)")).lower() or "одустал" in await page.inner_text("main")
    await other.context.close()
    await page.close()
    await letters.close()
    assert found == []


async def test_words_marked_in_an_article_are_what_the_comment_is_about(chromium, house):
    page = await official(chromium, house, "cso")
    await page.goto(f"/c/{house.open}/text/cl4")
    words = await page.evaluate(
        """() => {
          const line = document.querySelector(".dt-article__body .dt-para p, .dt-article__body p");
          const node = line.firstChild, range = document.createRange();
          range.setStart(node, 0); range.setEnd(node, 12);
          getSelection().removeAllRanges(); getSelection().addRange(range);
          return range.toString().trim();
        }"""
    )
    await page.wait_for_selector("[data-marked]:not([hidden])")
    assert await page.inner_text("[data-marked] q") == words
    assert await page.input_value("#proposed") == words
    await page.fill("#proposed", "")
    await page.fill("#reasons", "Ове речи нису јасне.")
    await page.click("form[data-comment] button[type=submit]")
    await page.wait_for_selector(".dt-basket")
    await page.goto(f"/c/{house.open}/basket")
    assert await page.inner_text("article blockquote") == words
    await page.locator("article", has_text="Ове речи нису јасне.").locator("form[action$='/remove'] button").click()
    await page.wait_for_load_state()
    await page.close()


async def test_an_official_takes_in_a_letter_and_a_form_and_parts_a_long_comment(chromium, house):
    page, found = await official(chromium, house, "contact_point"), []
    files = f"/desk/c/{house.open}/files"

    async def bring(name, kind, content):
        await page.goto(files)
        await page.set_input_files("#files", {"name": name, "mimeType": kind, "buffer": content})
        await page.click("main form button[type=submit]")
        await page.wait_for_load_state()

    await bring("pismo.eml", "message/rfc822", LETTER.encode())
    await page.wait_for_selector("#organisation")
    await clean(page, found)
    assert await page.input_value("#email") == "vesna@breza.example"
    await page.fill("#organisation", "Удружење Бреза")
    await page.click("button[value=take]")
    await page.wait_for_url("**/k/*")
    await clean(page, found)
    assert "колико траје увид" in await page.inner_text("main")
    await bring("obrazac.docx", WORD, filled_form())
    await page.wait_for_url("**/k/*")
    assert "Члан 2" in await page.inner_text("main")

    number = page.url.rpartition("/k/")[2]
    await page.goto(f"/desk/k/{number}/1")
    await page.click("a[href$='/split']")
    await page.wait_for_selector("label.dt-run")
    for at in (1, 1):
        await page.locator("label.dt-run input").nth(at).check()
        await clean(page, found)
        await page.click("button[value=mark]")
        await page.wait_for_load_state()
    assert await page.locator(".dt-duties > li").count() == 2
    await page.check("#rest")
    await page.click("button[value=finish]")
    await page.wait_for_selector("button[value=undo]")
    await clean(page, found)
    await page.goto(f"/c/{house.open}/comments")
    listed = await page.inner_text("main")
    assert "Тражимо и да се записник са расправе објави." in listed
    assert "Захваљујемо на прилици" not in listed
    await page.goto(f"/k/{number}/1/points")
    await clean(page, found)
    await page.goto(f"/desk/c/{house.open}/topics")
    await clean(page, found)
    await page.close()
    assert found == []


def filled_form():
    document = Document()
    document.add_paragraph("Назив организације: Центар за јавни увид")
    table = document.add_table(rows=2, cols=len(HEAD))
    said = ("1", "члан 2", "", "предлог", "", "", LONG)
    for cell, words in zip([cell for row in table.rows for cell in row.cells], (*HEAD, *said), strict=True):
        cell.text = words
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
