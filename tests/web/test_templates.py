import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialog_tracker.domain.answer_sheet import HEAD, read_answer_sheet
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.reference import comment_number, submission_number
from dialog_tracker.domain.response import ResponseStatus
from dialog_tracker.web.i18n import LANGUAGES, Language
from dialog_tracker.web.messages import SENTENCES, message
from dialog_tracker.web.render import asset, environment, render, static_root, templates_root
from dialog_tracker.web.visitor import Chrome, Visitor
from dialog_tracker.web.words import STATUS_CLASSES, TABLES, WORDS, content_language, procedure_name, word

NOW = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
TEMPLATES = sorted(str(path.relative_to(templates_root())) for path in templates_root().rglob("*") if path.suffix in {".html", ".txt"})


def around(language: Language, path: str = "/") -> dict[str, object]:
    languages = tuple((code, f"{path}?script={code}") for code in LANGUAGES)
    chrome = Chrome(path, languages, "token", "http://localhost:8000", demonstration=True, mail_works=False, site_name="", now=NOW)
    return {"visitor": Visitor(language=language, state={"flash": "Сачувано <b>"}), "chrome": chrome}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles(name: str) -> None:
    environment("sr-Cyrl").get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_needs_what_the_security_policy_forbids(name: str) -> None:
    source = (templates_root() / name).read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\bsrc=)|javascript:", source)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", source)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_page_stands_in_its_frame(language: Language) -> None:
    page = {"status": 404, "code": "page-unknown", "message": message(language, "page-unknown", {}), "request_id": "abc"}
    html = render(language, "error.html", page=page, **around(language))
    assert f'<html class="govuk-template" lang="{language}">' in html
    assert html.count("<h1") == 1
    assert html.count('rel="alternate"') == 4
    assert "Сачувано &lt;b&gt;" in html
    assert "%(" not in html


def test_fields_keep_what_was_typed_and_say_what_is_wrong() -> None:
    source = (
        '{% from "_macros/form.html" import text_field, radio_field, error_summary %}{{ error_summary(errors) }}'
        '{{ text_field("email", "E", "a<b", errors) }}{{ radio_field("r", "R", [("1", "One"), ("2", "Two")], 2, errors) }}'
    )
    html = environment("en").from_string(source).render(errors={"email": "Not <this>"})
    assert 'href="#email"' in html
    assert 'value="a&lt;b"' in html
    assert html.count("Not &lt;this&gt;") == 2
    assert re.search(r'value="2"\s+checked', html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_word(language: Language) -> None:
    for group, codes in (one for table in TABLES for one in table.items()):
        assert all(word(language, group, code) for code in codes)
    assert set(STATUS_CLASSES) == set(WORDS["status"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_of_answers_is_read_in_the_words_of_the_pages(language: Language) -> None:
    answered = [status for status in ResponseStatus if status is not ResponseStatus.UNANSWERED]
    number = comment_number(submission_number("JR-2026-0007", 1), 1)
    for status in answered:
        row = [number, "0", "", "", "", "", word(language, "status", status), "Рок је прописан законом.", ""]
        assert [one.answer.status for one in read_answer_sheet([HEAD, row]).rows] == [status]


def test_a_code_without_a_word_is_shown_itself() -> None:
    assert word("sr-Cyrl", "phase", "unheard-of") == "unheard-of"


def test_procedures_are_named_with_a_capital_letter() -> None:
    assert [procedure_name(language, "rs.public_debate") for language in LANGUAGES] == ["Јавна расправа", "Javna rasprava", "Public debate"]


def test_content_says_in_which_language_and_script_it_is_shown() -> None:
    assert content_language("sr-Latn") == "sr-Latn"
    assert content_language("en") == "sr-Cyrl"
    assert content_language("sr-Cyrl", "sr", "Latn") == "sr-Latn"
    assert content_language("sr-Cyrl", "hu", "Latn") == "hu"


def test_every_error_sentence_takes_the_facts_it_may_lack() -> None:
    for code in SENTENCES:
        assert "%(" not in message("sr-Cyrl", code, Malformed(code).facts)


def test_our_own_script_is_a_module_without_addresses_of_others() -> None:
    script = (static_root() / "dialog.js").read_text(encoding="utf-8")
    assert "eval(" not in script
    assert "http" not in script
    assert "missing" not in asset("dialog.js")


def test_the_manifest_and_the_mark_are_there() -> None:
    assert all((Path(static_root()) / name).is_file() for name in ("favicon.svg", "site.webmanifest"))


def test_each_group_of_words_stands_in_one_table_and_templates_name_groups_that_there_are() -> None:
    groups = [group for table in TABLES for group in table]
    assert len(groups) == len(set(groups))
    named = set()
    for file in templates_root().rglob("*"):
        if file.suffix in {".html", ".txt"}:
            named |= set(re.findall(r'\|word(?:_inside)?\("([a-z_]+)"\)', file.read_text(encoding="utf-8")))
    assert named - set(groups) == set()
