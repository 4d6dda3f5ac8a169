import re
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from dialog_tracker.web.i18n import LANGUAGES, catalogue, gettext, ngettext

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def messages(name: str) -> list[Message]:
    with resources.files("dialog_tracker.web").joinpath("locale", name).open("rb") as opened:
        return [message for message in read_po(opened) if message.id]


def forms(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]


SERBIAN = messages("sr_Cyrl.po")


def test_catalogues_hold_exactly_what_the_interface_says() -> None:
    asked = [sys.executable, str(ROOT / "scripts" / "collect_messages.py"), "--check"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_message_is_translated() -> None:
    assert [message.id for message in SERBIAN if not all(forms(message.string))] == []


def test_counted_messages_have_three_forms() -> None:
    assert [message.id for message in SERBIAN if not isinstance(message.id, str) and len(forms(message.string)) != 3] == []


def test_placeholders_agree() -> None:
    for message in SERBIAN:
        wanted = set(PLACEHOLDER.findall(forms(message.id)[-1]))
        assert all(set(PLACEHOLDER.findall(form)) == wanted for form in forms(message.string)), message.id


def test_no_message_holds_a_lone_percent_sign() -> None:
    for message in SERBIAN:
        assert all("%" not in PLACEHOLDER.sub("", form) for form in (*forms(message.id), *forms(message.string))), message.id


def test_serbian_is_written_in_cyrillic() -> None:
    assert [
        message.id for message in SERBIAN if not all(map(CYRILLIC.search, map(str, forms(message.string)))) and _has_words(message)
    ] == []


def _has_words(message: Message) -> bool:
    """Tell whether there is anything to write in Cyrillic beside placeholders."""
    return any(re.search(r"[A-Za-z]{2}", PLACEHOLDER.sub("", form).replace("to", "")) for form in forms(message.id))


def test_the_latin_twin_has_no_cyrillic_left() -> None:
    latin = catalogue("sr-Latn")
    for message in SERBIAN:
        said = latin.ugettext(message.id) if isinstance(message.id, str) else latin.ungettext(*message.id, 5)
        assert not CYRILLIC.search(said), message.id


def test_ends_of_sentences_agree() -> None:
    for message in SERBIAN:
        ends = {form[-1] for form in forms(message.string) if form[-1] in ".:"}
        assert ends <= {forms(message.id)[0][-1], "."}, message.id


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 коментар"), (2, "2 коментара"), (5, "5 коментара"), (11, "11 коментара"), (21, "21 коментар")]
)
def test_comments_are_counted_by_three_forms(count: int, said: str) -> None:
    assert ngettext("sr-Cyrl", "%(num)s comment", "%(num)s comments", count) == said


def test_working_days_are_counted_by_three_forms() -> None:
    said = [ngettext("sr-Cyrl", "%(num)s working day", "%(num)s working days", count) for count in (1, 3, 15, 22)]
    assert said == ["1 радни дан", "3 радна дана", "15 радних дана", "22 радна дана"]


def test_english_is_the_message_itself() -> None:
    assert gettext("en", "Partially accepted") == "Partially accepted"
    assert ngettext("en", "%(num)s comment", "%(num)s comments", 1) == "1 comment"


def test_every_language_is_read() -> None:
    assert [gettext(language, "Accepted") for language in LANGUAGES] == ["Прихваћено", "Prihvaćeno", "Accepted"]
