"""Letters in an installation's own words: kept, shown as they will arrive, sent, and refused where they lose what a letter is for."""

import pytest
from sqlalchemy import text

from dialog_tracker.directory.queries import own_letters
from dialog_tracker.domain.letter import LETTERS, LONGEST_BODY, LONGEST_SUBJECT, LetterWords, OwnWords, check_own_words, reworded
from dialog_tracker.web.i18n import LANGUAGES
from dialog_tracker.web.letters import shipped

_SHIPPED = LetterWords("Нова лозинка", "Отворите: https://primer.rs/r/1\n", "reset", {"link": "https://primer.rs/r/{link}"})


def _codes(template, subject, body):
    return {name: refused.code for name, refused in check_own_words(template, OwnWords(subject, body))}


def test_own_words_replace_a_letter_and_facts_are_put_in_as_they_are():
    own = OwnWords("  Лозинка \r\n за вас ", "Кликните:\r\n{link}\r\n\r\nХвала.")
    assert reworded(_SHIPPED, own) == LetterWords(
        "Лозинка за вас", "Кликните:\nhttps://primer.rs/r/{link}\n\nХвала.\n", "reset", _SHIPPED.facts
    )
    assert reworded(_SHIPPED, None) is _SHIPPED
    # Written before the letter told a fact, or about a letter that was queued by an older version: the shipped words go out.
    assert reworded(_SHIPPED, OwnWords("Х", "{name} {link}")) is _SHIPPED
    assert reworded(LetterWords("а", "б"), own) == LetterWords("а", "б")


def test_what_a_letter_is_for_cannot_be_left_out():
    assert _codes("reset", "Лозинка", "Ево је: {link}") == {}
    assert _codes("reset", "Лозинка", "Ево је.") == {"body": "letter-fact-missing"}
    assert _codes("reset", "{name}", "{link} {password}") == {"subject": "letter-fact-unknown", "body": "letter-fact-unknown"}
    assert _codes("reset", " ", "") == {"subject": "field-required", "body": "field-required"}
    long = _codes("reset", "а" * (LONGEST_SUBJECT + 1), "{link}" + "а" * LONGEST_BODY)
    assert long == {"subject": "text-too-long", "body": "text-too-long"}
    assert _codes("reset", "{ zagrada } {}", "{link} {{ x }} {Link}") == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_words_of_every_letter_are_good_own_words(language):
    for template, form in LETTERS.items():
        words = shipped(language, template)
        assert _codes(template, words.subject, words.body) == {}, template
        assert set(form.needed) <= set(form.facts)
        facts = {fact: f"<{fact}>" for fact in form.facts}
        again = reworded(LetterWords("", "", template, facts), OwnWords(words.subject, words.body))
        assert all(f"<{fact}>" in again.body for fact in form.needed), template


def test_every_template_of_a_letter_is_known():
    from dialog_tracker.web.render import templates_root

    assert {file.stem for file in (templates_root() / "mail").glob("[!_]*.txt")} == set(LETTERS)


def _typed(**more: str):
    words = shipped("en", "reset")
    return {"subject-sr": "", "body-sr": "", "subject-en": words.subject, "body-en": words.body.replace("\n", "\r\n")} | {
        name.replace("_", "-"): value for name, value in more.items()
    }


@pytest.mark.parametrize("face", LANGUAGES)
async def test_every_letter_opens_with_its_shipped_words_and_an_example(administrator, face):
    listed = (await administrator.get(f"/admin/mail?script={face}")).text
    for template in LETTERS:
        assert f'href="/admin/mail/{template}"' in listed
        shown = await administrator.get(f"/admin/mail/{template}?script={face}")
        assert shown.status_code == 200
        assert "dt-letter" in shown.text
    assert (await administrator.get("/admin/mail/nothing")).status_code == 404
    assert (await administrator.post("/admin/mail/nothing", _typed())).status_code == 404


async def test_own_words_are_kept_shown_made_latin_and_taken_back(session, administrator):
    saved = await administrator.post("/admin/mail/reset", _typed(subject_sr="Ваша лозинка", body_sr="Отворите везу:\r\n{link}"))
    assert saved.status_code == 303
    # The English words were the shipped ones, and are not kept: a later version may word them better.
    assert await own_letters(session) == {
        ("reset", "sr-Cyrl"): OwnWords("Ваша лозинка", "Отворите везу:\n{link}"),
        ("reset", "sr-Latn"): OwnWords("Vaša lozinka", "Otvorite vezu:\n{link}"),
    }
    assert await session.scalar(text("SELECT count(*) FROM ledger_entry WHERE act = 'page-changed'")) == 1, (
        "the English words are as they were"
    )
    shown = (await administrator.get("/admin/mail/reset?script=sr-Latn")).text
    assert "Vaša lozinka" in shown
    assert "/reset/…" in shown
    assert "Open this link to set a new password" in shown
    assert "sopstvene reči na srpskom" in (await administrator.get("/admin/mail?script=sr-Latn")).text
    assert (await administrator.post("/admin/mail/reset", _typed(subject_en="", body_en=""))).status_code == 303
    assert await own_letters(session) == {}


async def test_words_that_lose_the_link_are_refused_and_stay_in_the_form(session, administrator):
    refused = await administrator.post("/admin/mail/reset?script=sr-Cyrl", _typed(subject_sr="Лозинка", body_sr="Јавите се на {telefon}."))
    assert refused.status_code == 422
    assert "Ово писмо не може да каже {telefon}" in refused.text
    assert "Јавите се на {telefon}." in refused.text
    refused = await administrator.post("/admin/mail/reset?script=sr-Cyrl", _typed(subject_sr="Лозинка", body_sr="Јавите се."))
    assert "мора да стоји {link}" in refused.text
    assert await own_letters(session) == {}


async def test_nobody_else_may_change_them(browser):
    assert (await browser().get("/admin/mail/reset")).status_code in (303, 401, 403, 404)
    assert (await browser().post("/admin/mail/reset", _typed())).status_code in (303, 401, 403, 404)
