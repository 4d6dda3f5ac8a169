"""Parting a comment: sentences as people write them, what is covered, words marked in either script, and the time to object."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.splitting import (
    Piece,
    laid_out,
    objection_until,
    pieces_of,
    sentences,
    share_covered,
    uncovered,
    words_of_part,
)

LETTER = {
    "proposed": "",
    "reasons": "Поштовани. У члану 12. став 2. реч „може” треба заменити. Рок је кратак!\n\nПредлажемо регистар (нпр. удружења).\n– прва ставка\nЦ.",
}


def said(texts, pieces):
    return [texts[one.field][one.start : one.end] for one in pieces]


def test_sentences_end_where_a_reader_ends_them():
    assert said(LETTER, sentences(LETTER)) == [
        "Поштовани.",
        "У члану 12. став 2. реч „може” треба заменити.",
        "Рок је кратак!",
        "Предлажемо регистар (нпр. удружења).",
        "– прва ставка",
        "Ц.",
    ]


@pytest.mark.parametrize(
    "text",
    ["Видети чл. 3. Закона о раду.", "Members of art. 5. Law apply.", "Каже А. Б. Марић.", "Рок од 8. Дана", "Drugo, tj. Član 4 važi"],
)
def test_numbers_and_short_words_do_not_end_a_sentence(text):
    texts = {"proposed": "", "reasons": text}
    assert said(texts, sentences(texts)) == ([text] if "tj" not in text else ["Drugo, tj.", "Član 4 važi"])


def test_marked_sentences_that_touch_are_one_piece_and_a_gap_is_marked():
    found = sentences(LETTER)
    pieces = pieces_of(LETTER, [found[2], found[1], found[4]], "", [])
    assert pieces == (Piece("reasons", 11, 72), Piece("reasons", found[4].start, found[4].end))
    assert words_of_part(LETTER, pieces) == {
        "proposed": "",
        "reasons": "У члану 12. став 2. реч „може” треба заменити. Рок је кратак!\n[…]\n– прва ставка",
    }


def test_exact_words_are_found_in_either_script_across_lines_and_where_they_stand_free():
    texts = {"proposed": "Љубазно молимо.", "reasons": "Рок је кратак.\nРок је кратак."}
    assert said(texts, pieces_of(texts, [], "Ljubazno  molimo", [])) == ["Љубазно молимо"]
    first = pieces_of(texts, [], "РОК ЈЕ КРАТАК", [])
    assert first == (Piece("reasons", 0, 13),)
    assert pieces_of(texts, [], "rok je kratak", list(first)) == (Piece("reasons", 15, 28),)


@pytest.mark.parametrize(
    ("ticked", "words", "taken", "code"),
    [
        ([], "  ", [], "part-empty"),
        ([Piece("reasons", 10, 11)], "", [], "part-empty"),
        ([Piece("reasons", 5_000, 5_010)], "", [], "part-empty"),
        ([], "нема тога", [], "words-not-found"),
        ([], "Рок је кратак", [Piece("reasons", 60, 70)], "words-taken"),
        ([Piece("reasons", 0, 20)], "", [Piece("reasons", 19, 30)], "words-taken"),
    ],
)
def test_what_is_no_point_is_refused(ticked, words, taken, code):
    with pytest.raises(Malformed) as refused:
        pieces_of(LETTER, ticked, words, taken)
    assert (refused.value.code, refused.value.facts["field"]) == (code, "words")


def test_what_no_point_covers_is_seen_and_measured():
    texts = {"proposed": "аб вг", "reasons": "– дђ. Еж."}
    taken = [Piece("proposed", 0, 2), Piece("reasons", 2, 4)]
    assert said(texts, uncovered(texts, taken)) == ["вг", "Еж."]
    assert share_covered(texts, taken) == 0.5
    assert share_covered({"proposed": "", "reasons": "…"}, []) == 1.0


def test_the_original_is_laid_out_with_the_number_of_each_point():
    texts = {"proposed": "Ново.", "reasons": "Прво. Друго.\nТреће."}
    parts = [[Piece("reasons", 6, 12)], [Piece("proposed", 0, 5)]]
    assert [(run.words, run.part, run.begins_line) for run in laid_out(texts, parts)] == [
        ("Ново.", 2, True),
        ("Прво.", 0, True),
        ("Друго.", 1, False),
        ("Треће.", 0, True),
    ]


@given(st.text(alphabet="аб .!?\n12", max_size=80), st.data())
def test_sentences_hold_every_letter_once_and_free_and_taken_never_meet(text, data):
    texts = {"proposed": "", "reasons": text}
    whole = sentences(texts)
    letters = [sign for sign in text if not sign.isspace()]
    assert [sign for one in whole for sign in text[one.start : one.end] if not sign.isspace()] == letters
    taken = data.draw(st.lists(st.sampled_from(whole), unique=True)) if whole else []
    free = uncovered(texts, taken)
    places = [at for one in [*free, *taken] for at in range(one.start, one.end)]
    assert len(places) == len(set(places))
    counted = sum(sign.isalnum() for one in [*free, *taken] for sign in text[one.start : one.end])
    assert counted >= sum(sign.isalnum() for sign in text)


def test_the_author_has_whole_days_in_the_zone_of_the_authority():
    finished = datetime(2026, 10, 20, 22, 30, tzinfo=UTC)  # the 21st in Belgrade, before the change of clocks
    assert objection_until(finished, 7, "Europe/Belgrade") == datetime(2026, 10, 28, 23, 0, tzinfo=UTC)
