"""What an installation puts under every letter: kept, shown as it will arrive, sent, and refused where it is too long."""

from sqlalchemy import text

from dialog_tracker.directory.queries import letter_feet
from dialog_tracker.domain.letter import with_foot


def test_a_foot_stands_after_the_line_that_mail_programs_know():
    assert with_foot("Поштовани,\n\nтекст.\n", "Министарство\nПитања: pitanja@primer.rs") == (
        "Поштовани,\n\nтекст.\n\n-- \nМинистарство\nПитања: pitanja@primer.rs\n"
    )
    assert with_foot("Текст.\n", "  ") == "Текст.\n"


async def test_words_are_kept_shown_and_made_latin(session, administrator):
    assert (await administrator.post("/admin/mail", {"foot-sr": "Пише вам Општина Њивице.", "foot-en": "Ask us."})).status_code == 303
    shown = (await administrator.get("/admin/mail?script=sr-Cyrl")).text
    assert "Пише вам Општина Њивице." in shown
    assert "Piše vam Opština Njivice." in shown
    assert await letter_feet(session) == {"sr-Cyrl": "Пише вам Општина Њивице.", "sr-Latn": "Piše vam Opština Njivice.", "en": "Ask us."}
    long = await administrator.post("/admin/mail", {"foot-sr": "а" * 1001, "foot-en": ""})
    assert long.status_code == 422
    assert "а" * 1001 in long.text
    await administrator.post("/admin/mail", {"foot-sr": "", "foot-en": ""})
    assert await session.scalar(text("SELECT count(*) FROM house_page")) == 0


async def test_nobody_else_may_change_them(browser):
    assert (await browser().post("/admin/mail", {"foot-sr": "x"})).status_code in (303, 401, 403, 404)
    assert (await browser().get("/admin/mail")).status_code in (303, 401, 403, 404)
