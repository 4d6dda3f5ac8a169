"""What is pointed out before publication, and what a text looks like without it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog_tracker.domain.personal_data import is_jmbg, personal_data
from dialog_tracker.domain.redaction import ReasonCode, Span, find_words, redacted
from dialog_tracker.domain.script import Script


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Мој ЈМБГ је 0101006500006, хвала.", [("jmbg", "0101006500006")]),
        ("Број 0101006500007 није ЈМБГ, ни 1234567890123.", []),
        ("Пишите на ana.maric@primer.co.rs или 011/123-4567.", [("email", "ana.maric@primer.co.rs"), ("phone", "011/123-4567")]),
        ("Телефон +381 63 123 4567", [("phone", "+381 63 123 4567")]),
        ("Рачун 160-0000000123456-78 код банке", [("account", "160-0000000123456-78")]),
        ("Члан 12. став 3. Закона („Службени гласник РС”, бр. 129/07 и 83/14), рок 15.11.2026.", []),
        ("Буџет од 1.250.000 динара, 2021–2023.", []),
    ],
)
def test_what_looks_like_personal_data_is_found_and_law_is_not(text, found):
    assert [(one.kind.value, text[one.start : one.end]) for one in personal_data(text)] == found


def test_the_control_digit_of_a_jmbg():
    assert is_jmbg("0101006500006")
    assert not is_jmbg("0101006500005")
    assert not is_jmbg("3201006500006")


def test_a_span_is_replaced_by_what_it_was_in_the_script_of_the_text():
    said = "Зовите ме на 011/123-4567 увече."
    ((start, end),) = find_words(said, "011/123-4567")
    span = Span("reasons", start, end, ReasonCode.PERSONAL_DATA)
    assert redacted("reasons", said, [span], Script.CYRILLIC) == "Зовите ме на [изостављено: лични подаци] увече."
    assert redacted("reasons", said, [span], Script.LATIN) == "Зовите ме на [izostavljeno: lični podaci] увече."
    assert redacted("proposed", said, [span], Script.CYRILLIC) == said
    assert "[left out: personal data]" in redacted("reasons", said, [span], Script.LATIN, "en")
    assert find_words(said, "нема тога") == find_words(said, "") == []
    assert find_words("ана и Ана, ана", "ана") == [(0, 3), (11, 14)]


@given(st.text("абв г", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10)), max_size=5))
def test_whatever_is_marked_nothing_outside_the_marks_is_lost_or_doubled(text, marks):
    spans = [Span("reasons", min(at, len(text)), min(at + size, len(text)), ReasonCode.INSULT) for at, size in marks]
    spans = [span for span in spans if span.start < span.end]
    hidden = {place for span in spans for place in range(span.start, span.end)}
    shown = redacted("reasons", text, spans, Script.CYRILLIC).replace("[изостављено: увреда]", "")
    assert shown == "".join(letter for place, letter in enumerate(text) if place not in hidden)
