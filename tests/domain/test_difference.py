from hypothesis import given
from hypothesis import strategies as st

from dialog_tracker.domain.difference import Piece, PieceKind, difference

DELETED, EQUAL, INSERTED = PieceKind.DELETED, PieceKind.EQUAL, PieceKind.INSERTED
WORDINGS = st.lists(st.sampled_from(["рок", "од", "30", "дана", " ", ",", "\n", "и", "а"]), max_size=60).map("".join) | st.text(max_size=80)


def old_of(pieces):
    return "".join(piece.text for piece in pieces if piece.kind is not INSERTED)


def new_of(pieces):
    return "".join(piece.text for piece in pieces if piece.kind is not DELETED)


@given(WORDINGS, WORDINGS)
def test_the_pieces_rebuild_both_wordings(old, new):
    pieces = difference(old, new)
    assert old_of(pieces) == old
    assert new_of(pieces) == new


@given(WORDINGS)
def test_a_wording_does_not_differ_from_itself(text):
    assert difference(text, text) == ((Piece(EQUAL, text),) if text else ())


def test_one_changed_word_is_shown_alone():
    assert difference("у року од 15 дана од дана", "у року од 30 дана од дана") == (
        Piece(EQUAL, "у року од "),
        Piece(DELETED, "15"),
        Piece(INSERTED, "30"),
        Piece(EQUAL, " дана од дана"),
    )


def test_a_space_between_two_changed_words_is_part_of_the_change():
    assert difference("надлежни орган одлучује", "свако лице одлучује") == (
        Piece(DELETED, "надлежни орган"),
        Piece(INSERTED, "свако лице"),
        Piece(EQUAL, " одлучује"),
    )


def test_an_added_sentence_is_only_inserted():
    assert difference("Рад је јаван.", "Рад је јаван. Извештај се објављује.") == (
        Piece(EQUAL, "Рад је јаван."),
        Piece(INSERTED, " Извештај се објављује."),
    )


def test_long_wordings_of_few_words_stay_quick():
    old = "да не " * 3500
    new = "не да и " * 2600
    pieces = difference(old, new)
    assert (old_of(pieces), new_of(pieces)) == (old, new)


def test_a_long_text_with_one_change_finds_that_change():
    words = [f"реч{number} и " for number in range(2500)]
    old = "".join(words)
    new = "".join([*words[:1200], "нова ", *words[1200:]])
    assert [piece for piece in difference(old, new) if piece.kind is not EQUAL] == [Piece(INSERTED, "нова ")]


def test_repeated_words_are_aligned_in_full():
    assert difference("а а б б", "б б а а") == (
        Piece(DELETED, "а а "),
        Piece(EQUAL, "б б"),
        Piece(INSERTED, " а а"),
    )
    pieces = difference("а б а б в в", "б б а в а в")
    assert (old_of(pieces), new_of(pieces)) == ("а б а б в в", "б б а в а в")
