"""A contact point changes the template of the report: a faulty one is refused with its paragraph, a good one is tried and used."""

import io

import docx
import pytest
from visits import official, violations

pytestmark = pytest.mark.browser
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def changed(content: bytes, words: str) -> bytes:
    """Write some words over the title page of a template, as an official does in Word."""
    document = docx.Document(io.BytesIO(content))
    document.paragraphs[0].insert_paragraph_before(words)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


async def downloaded(page, click: str) -> bytes:
    async with page.expect_download() as coming:
        await page.click(click)
    return (await (await coming.value).path()).read_bytes()


async def test_a_template_is_changed_refused_mended_tried_and_used(chromium, house):
    page = await official(chromium, house, "contact_point")
    await page.goto(f"/desk/c/{house.closed}")
    await page.click("a[href^='/desk/authority/']")
    await page.click("a[href$='/template']")
    standard = await downloaded(page, "a[href$='/standard.docx']")

    faulty = {"name": "naš obrazac.docx", "mimeType": WORD, "buffer": changed(standard, "Акт: {{ naziv_akta }}")}
    await page.set_input_files("input[type=file]", faulty)
    await page.click("button[value=bring]")
    await page.wait_for_selector("#findings")
    said = await page.inner_text("section[aria-labelledby=findings]")
    assert "naziv_akta" in said
    assert "Акт: {{ naziv_akta }}" in said
    assert await page.locator("button[value=accept]").count() == 0
    assert await violations(page, "/template") == []

    whole = {"name": "naš obrazac.docx", "mimeType": WORD, "buffer": changed(standard, "Оквир општине: {{ subject }}")}
    await page.set_input_files("input[type=file]", whole)
    await page.click("button[value=bring]")
    await page.wait_for_selector("button[value=accept]")
    await page.click("button[value=accept]")
    await page.wait_for_selector(".govuk-error-summary")

    tried = docx.Document(io.BytesIO(await downloaded(page, "button[value=try]")))
    assert tried.paragraphs[0].text.startswith("Оквир општине: ")
    assert len(tried.tables) > 1
    await page.click("button[value=accept]")
    await page.wait_for_selector("button[value=retire]")
    assert await violations(page, "/template") == []

    await page.click("button[value=retire]")
    await page.wait_for_selector("button[value=accept]")
    await page.close()
