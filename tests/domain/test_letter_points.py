"""A letter becomes points: parted at places that the draft has, greetings left out, nothing else lost."""

from dialog_tracker.domain.letter_points import points_of

KNOWN = {"cl1", "cl2", "cl2-st1", "cl12", "cl12-st3"}
LETTER = """Поштовани,

у прилогу Вам достављамо предлоге.

Поздрављамо намеру да се уреди одржавање зелених површина у општини.

Члан 12. став 3. треба брисати.
Нејасно је ко одлучује.

У чл. 2 додати „и деца”. Видети и члан 12.

- čl. 40: toga nema u nacrtu.

С поштовањем,
Ана Марић

--\x20
Телефон 011/000-000
"""


def test_a_letter_is_parted_where_a_paragraph_names_a_place():
    points = points_of(LETTER, KNOWN)
    assert [(one.written_place, one.reasons.split("\n")[0][:30]) for one in points] == [
        ("", "Поздрављамо намеру да се уреди"),
        ("Члан 12. став 3", "Члан 12. став 3. треба брисати"),
        ("чл. 2", "У чл. 2 додати „и деца”. Видет"),
    ]
    assert points[1].reasons.endswith("Нејасно је ко одлучује.")
    assert "čl. 40: toga nema u nacrtu." in points[2].reasons
    assert not any("Телефон" in one.reasons or "Поштовани" in one.reasons for one in points)


def test_a_letter_without_places_is_one_comment_on_the_whole():
    (one,) = points_of("Противимо се одлуци у целини јер је донета без расправе.\n\nТражимо нову расправу о свим питањима.", KNOWN)
    assert one.written_place == ""
    assert one.reasons.count("\n\n") == 1


def test_lines_quoted_from_an_earlier_letter_are_left_out_and_an_empty_letter_has_no_points():
    (one,) = points_of("Остајемо при предлогу да се члан измени.\n> Члан 1. је добар.\n> Поздрав", KNOWN)
    assert one.reasons == "Остајемо при предлогу да се члан измени."
    assert points_of("\n\nПоздрав\n", KNOWN) == ()
