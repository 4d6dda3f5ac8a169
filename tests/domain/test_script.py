"""The two scripts: capitals of digraphs, what must stay, folding."""

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog_tracker.domain.script import Script, fold, script_of, to_latin

PAIRS = Path(__file__).parents[3] / "shared" / "data" / "transliteration" / "iso-codes-sr-pairs.tsv"


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("ЉУДСКИМ", "LJUDSKIM"),
        ("Љубав и Његош", "Ljubav i Njegoš"),
        ("Љ. Петровић", "Lj. Petrović"),
        ("СМАЊЕЊЕ", "SMANJENJE"),
        ("ЊЕГОВ ПАЊ", "NJEGOV PANJ"),
        ("Џ", "Dž"),
        ("„Службени гласник РС”, бр. 129/07", "„Službeni glasnik RS”, br. 129/07"),
        ("пишите на rasprava@општина.срб одмах", "pišite na rasprava@општина.срб odmah"),
        ("види https://пример.срб/пут", "vidi https://пример.срб/пут"),
        ("Microsoft и COVID-19", "Microsoft i COVID-19"),
        ("надживети, инјекција, Танјуг", "nadživeti, injekcija, Tanjug"),
    ],
)
def test_cyrillic_becomes_latin(cyrillic: str, latin: str) -> None:
    assert to_latin(cyrillic) == latin


def test_every_official_pair_of_names_agrees() -> None:
    if not PAIRS.exists():
        if os.environ.get("DIALOG_REQUIRE_SHARED"):
            pytest.fail(f"{PAIRS} is missing")
        pytest.skip("the real material is not beside the project")
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t"))[1:]
    assert [row for row in rows if to_latin(row[-2]) != row[-1]] == []


@given(st.text())
def test_latin_has_no_serbian_cyrillic_left(text: str) -> None:
    if "@" not in text and "://" not in text and "www." not in text:
        assert not set(to_latin(text)) & set("абвгдђежзијклљмнњопрстћуфхцчџш")


@pytest.mark.parametrize(
    ("text", "script"),
    [("Закон о удружењима", Script.CYRILLIC), ("Zakon o udruženjima", Script.LATIN), ("1)", Script.CYRILLIC), ("", Script.CYRILLIC)],
)
def test_the_script_of_a_text(text: str, script: Script) -> None:
    assert script_of(text) is script


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Ђорђе Жижић", "djordje zizic"),
        ("Đorđe Žižić", "djordje zizic"),
        ("Zаkоn о јаvnоm", "zakon o javnom"),
        ("ЗАКОН  о\u00a0удружењима", "zakon o udruzenjima"),
    ],
)
def test_folding_unifies_scripts_and_look_alikes(typed: str, folded: str) -> None:
    assert fold(typed) == folded
