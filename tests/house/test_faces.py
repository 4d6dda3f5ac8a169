"""Templates compile in three languages, and every code that is raised has its sentence."""

import ast
from pathlib import Path

import pytest

import dialog_tracker
from dialog_tracker.accounts import mail
from dialog_tracker.domain import errors
from dialog_tracker.domain.policy import POLICY
from dialog_tracker.web.i18n import LANGUAGES
from dialog_tracker.web.messages import SENTENCES, message
from dialog_tracker.web.render import environment, templates_root

SOURCE = Path(dialog_tracker.__file__).parent
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.DialogError)}
TEMPLATES = sorted(str(path.relative_to(templates_root())) for path in templates_root().rglob("*") if path.suffix in (".html", ".txt"))
# Shown on the command line, by the log or on the page of a job only, where the code itself is the reader's key.
ON_THE_COMMAND_LINE = {
    "backup-damaged",
    "backup-other-schema",
    "comment-without-submission",
    "comments-file-columns",
    "database-directory-foreign",
    "database-not-starting",
    "database-programs-missing",
    "demonstration-not-here",
    "page-numbers-do-not-fit",
    "restore-not-empty",
    "schema-behind",
    "schema-newer",
    "setting-unknown",
    "setting-unreadable",
    "two-responses-for-a-point",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_compiles_in_every_language(language, template):
    assert environment(language).get_template(template)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_has_a_subject_and_its_link(language):
    link = "http://dijalog.example/confirm/SECRET"
    for words in (
        mail.confirm(language, "Ана", link),
        mail.already_registered(language, link),
        mail.reset(language, link),
        mail.invite(language, "Ана", link),
    ):
        assert words.subject
        assert "\n" not in words.subject
        assert link in words.body
        assert "&" not in words.body


def raised_codes() -> dict[str, str]:
    """Every literal code of a refusal in the program, with a file that raises it."""
    found: dict[str, str] = {}
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS | {"Obstacle"}
            if named and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                found[node.args[0].value] = file.name
    return found


def test_every_code_that_is_raised_has_a_sentence():
    raised = raised_codes()
    assert len(raised) > 60, "the scan itself finds what is raised"
    assert {code: file for code, file in raised.items() if code not in SENTENCES and code not in ON_THE_COMMAND_LINE} == {}


def test_every_predicate_of_the_policy_has_a_sentence():
    used = {predicate.__name__.replace("_", "-") for clauses in POLICY.values() for clause in clauses for predicate in clause}
    assert used - set(SENTENCES) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said_without_its_facts(language):
    for code in SENTENCES:
        assert message(language, code, {})
    assert "no-such-code" in message(language, "no-such-code", {})


def test_error_codes_are_kebab_case():
    import re

    assert [code for code in raised_codes() if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code)] == []
