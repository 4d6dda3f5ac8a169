"""Forms of a word fall together, in both scripts and without diacritics; different words stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog_tracker.domain.script import to_latin
from dialog_tracker.domain.stemming import STOP_WORDS, stems_in, stems_of, words_found, words_in

FORMS = """
propis propisi прописима propisa прописе
zaštita заштити zaštite zaštitom zastita заштиту
odluka odluci одлуке odlukama одлуком
predlog predloga predlozi predloge prijedlog предлогом
član članovi члана članu чланом
javni javan javnih javnog јавној javnim
javnost javnosti јавношћу
udruženje udruženja удружењима udruženjem udruzenje
rok roka rokovi rokova року rokovima
ministar ministra ministru министри
ministarstvo ministarstva ministarstvu министарствима
sastanak sastanci sastanka састанцима
podatak podaci података podacima податке
zadatak zadaci задатака
program programa programi програмима програму
organizacija organizacije организацијама organizaciju
građanin građani грађана građanima gradjanin
izveštaj извештаја izvještaj izvestaju
mera mjera mere мерама
zakon zakona законом zakonima
osnova osnovu основе osnovi
postupak postupka postupku поступци
rasprava raspravi rasprave расправама
učešće učešća учешћем
zaključak zaključka закључци
nacrt nacrta нацрти
opština opštine општинама opstinu
korisnik korisnici корисника
službenik službenici службеника
pravo prava правима
žalba žalbe жалби žalbu
sednica сједница sednice седници
međunarodni medjunarodni medunarodni међународног
udeo udela уделом
association associations
""".strip().splitlines()


@pytest.mark.parametrize("forms", FORMS, ids=lambda forms: forms.split()[0])
def test_forms_of_a_word_share_a_stem(forms):
    first, *others = forms.split()
    for other in others:
        assert set(stems_of(first)) & set(stems_of(other)), (first, stems_of(first), other, stems_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("zakon", "zaklon"), ("савет", "светац"), ("odluka", "odlika"), ("рок", "ром"), ("mera", "mora"), ("план", "клан"), ("2026", "2025")],
)
def test_different_words_stay_apart(one, other):
    assert not set(stems_of(one)) & set(stems_of(other))


def test_words_that_say_nothing_have_no_stem_in_either_script():
    assert stems_of("и") == stems_of("i") == stems_of("ЗА") == ()
    assert "ne" not in STOP_WORDS


def test_numbers_and_marks_stay_as_they_are():
    assert stems_of("12а") == ("12a",)
    assert stems_in("бр. 011-1/2026") == [("br",), ("011",), ("1",), ("2026",)]


def test_a_letter_of_the_other_script_inside_a_word_does_not_hide_it():
    assert set(stems_of("propis")) & set(stems_of("рropis"))


@pytest.mark.parametrize(
    "typed", ["за\u00adкон", "za\u200bkon", "\u202eзакон", "\ufeffzakon", "зако\u0301н", "zako\u0301n", "ｚａｋｏｎ"], ids=ascii
)
def test_signs_that_are_not_seen_and_letters_of_other_widths_hide_no_word(typed):
    assert stems_in(typed) == [("zakon",)]


def test_ligatures_are_read_as_their_letters():
    assert stems_in("ﬁnansije ǆep") == [("finansij",), ("dzep",)]
    assert stems_of("\ufe70") == ()  # nothing is left of a bare sign of a vowel


def test_words_know_where_they_stand():
    text = "Члан 12. Заштита"
    assert [text[word.start : word.end] for word in words_in(text)] == ["Члан", "12", "Заштита"]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=80))
def test_any_text_has_stems_that_are_one_word_each(text):
    for stems in stems_in(text):
        assert all(stem and stem == stem.lower() and not any(sign.isspace() or sign in "'\\:" for sign in stem) for stem in stems)


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=80),
    st.sets(st.sampled_from("zakon prav r p s c x h".split())),
)
def test_words_are_found_by_their_stems_as_if_all_were_looked_at(text, stems):
    stems = frozenset(stems) | frozenset(stem for word in words_in(text[:20]) for stem in word.stems)
    assert words_found(text, stems) == [word for word in words_in(text) if not stems.isdisjoint(word.stems)]


@given(st.text("абвгдђежзијклљмнњопрстћуфхцчџш", min_size=1, max_size=14))
def test_a_word_is_the_same_in_latin(word):
    assert stems_of(word) == stems_of(to_latin(word))
