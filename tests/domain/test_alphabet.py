"""The order of letters in three faces."""

import pytest

from dialog_tracker.domain.alphabet import letters_in_order, order_key
from dialog_tracker.domain.script import Face, to_latin

AZBUKA = "абвгдђежзијклљмнњопрстћуфхцчџш"
GAJICA = "a b c č ć d dž đ e f g h i j k l lj m n nj o p r s š t u v z ž".split()
TOWNS = ["Бујановац", "Дољевац", "Ђаково", "Жагубица", "Зајечар", "Лапово", "Љиг", "Ниш", "Црна Трава", "Чајетина", "Чачак", "Чока", "Џеп"]


def test_cyrillic_stands_by_the_azbuka():
    assert sorted(AZBUKA, key=lambda letter: order_key(Face.CYRILLIC, letter)) == list(AZBUKA)
    assert sorted({*TOWNS}, key=lambda name: order_key(Face.CYRILLIC, name)) == TOWNS


def test_latin_stands_by_the_gajica_with_lj_nj_and_dz_as_letters():
    letters = sorted(AZBUKA, key=lambda letter: order_key(Face.LATIN, letter))
    assert [to_latin(letter) for letter in letters] == GAJICA
    latin = [to_latin(name) for name in sorted(TOWNS, key=lambda name: order_key(Face.LATIN, name))]
    assert latin[:5] == ["Bujanovac", "Crna Trava", "Čačak", "Čajetina", "Čoka"]
    assert latin.index("Doljevac") < latin.index("Džep") < latin.index("Đakovo")
    assert latin[-2:] == ["Zaječar", "Žagubica"]


def test_english_reads_letters_of_others_as_its_own():
    assert sorted(["Žabalj", "Zrenjanin", "Čačak", "Zemun", "Crepaja"], key=lambda name: order_key(Face.ENGLISH, name)) == [
        "Čačak",
        "Crepaja",
        "Žabalj",
        "Zemun",
        "Zrenjanin",
    ]


@pytest.mark.parametrize("face", Face)
def test_quotes_are_not_heard_capitals_are_equal_and_words_end_before_letters(face):
    assert order_key(face, "„Липа”") == order_key(face, "липа")
    assert order_key(face, "Lipa") == order_key(face, "Липа")
    assert order_key(face, "Нови Сад") < order_key(face, "Новине")
    known, signs = letters_in_order(face)
    assert len(known) > len(signs)
    assert len(set(known)) == len(known)
