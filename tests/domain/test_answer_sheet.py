"""A sheet of answers that came back: read in either script, damaged rows told, and nothing that changed meanwhile overwritten."""

import pytest

from dialog_tracker.domain.answer_sheet import HEAD, Present, RowOutcome, SheetRow, read_answer_sheet, settle
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.reference import comment_number, submission_number
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.domain.script import to_latin

N = [comment_number(submission_number("JR-2026-0007", at), at) for at in range(1, 9)]


def sheet(*rows: object, head=HEAD):
    return [["Табела"], list(head), *map(list, rows)]


def row(number, version="1", decision="", reasons="", changes=""):
    return [number, version, "Липа", "Члан 1", "Текст", "", decision, reasons, changes]


def test_rows_are_read_in_either_script_and_rows_without_an_answer_are_counted():
    rows = sheet(
        row(N[0], "2", "Прихвата се", "", "Члан 1."),
        row(N[1], "", "NE PRIHVATA SE", "Zakon ne dozvoljava."),
        row(f"ЈР{N[2][2:]}", "0", "Прима се к\u00a0знању", "Хвала."),
        row(N[3], "1", "Изаберите"),
        row(N[4]),
        [],
        list(HEAD),
        row(N[5], "1", "Прихвата се у начелу", "Биће разрађено."),
    )
    read = read_answer_sheet(rows, {"Прихвата се у начелу": ResponseStatus.PARTIALLY_ACCEPTED})
    assert [(one.row, one.number, one.revision, one.answer.status.value) for one in read.rows] == [
        (3, N[0], 2, "accepted"),
        (4, N[1], 0, "not_accepted"),
        (5, N[2], 0, "noted"),
        (10, N[5], 1, "partially_accepted"),
    ]
    assert (read.empty, read.damaged) == (2, ())


def test_what_cannot_be_read_is_told_with_its_row():
    wrong = N[0].replace("1A", "2A") if "1A" in N[0] else N[0][:-3] + "X/1"
    rows = sheet(
        row(wrong, "1", "Прихвата се"),
        row(N[1], "1", "Можда", "Видећемо."),
        row(N[2], "1", "", "Само образложење."),
        row(N[3], "1", "Не прихвата се"),
        row(N[4], "1", "Прихвата се", "Једно."),
        row(N[4], "1", "Прима се к знању", "Друго."),
    )
    read = read_answer_sheet(rows)
    assert [(one.row, one.code) for one in read.damaged] == [
        (3, "sheet-number-unreadable"),
        (4, "sheet-decision-unknown"),
        (5, "sheet-decision-missing"),
        (6, "reasons-required"),
        (7, "sheet-row-twice"),
        (8, "sheet-row-twice"),
    ]
    assert read.rows == ()


def test_columns_may_stand_in_any_order_and_a_word_file_says_the_version_under_the_number():
    head = ("Obrazloženje organa", "Odluka", "Broj")
    read = read_answer_sheet(sheet(["Разлог.", "Прима се к знању", f"{N[0]}\nv7"], head=head))
    assert [(one.number, one.revision, one.answer.reasons) for one in read.rows] == [(N[0], 7, "Разлог.")]
    with pytest.raises(Malformed, match="sheet-head-missing"):
        read_answer_sheet([["Нешто", "друго"]])
    with pytest.raises(Malformed, match="table-too-long"):
        read_answer_sheet(sheet(*([row(N[0])] * 5_003)))


@pytest.mark.parametrize(
    ("revision", "present", "outcome"),
    [
        (0, Present(0, "", "", "", published=False, locked=False), RowOutcome.DRAFTED),
        (1, Present(1, "noted", "Старо.", "", published=False, locked=False), RowOutcome.DRAFTED),
        (1, Present(2, "noted", "Старо.", "", published=False, locked=False), RowOutcome.WAITS),
        (1, Present(1, "noted", "Старо.", "", published=True, locked=False), RowOutcome.WAITS),
        (1, Present(1, "noted", "Старо.", "", published=False, locked=True), RowOutcome.LOCKED),
        (0, Present(9, "accepted", "Ново слово.", "Члан  1.", published=True, locked=True), RowOutcome.SAME),
        (0, None, RowOutcome.UNKNOWN),
    ],
)
def test_nothing_is_overwritten_unseen(revision, present, outcome):
    answer = ResponseDraft(ResponseStatus.ACCEPTED, to_latin("Ново слово."), "Члан 1.")
    assert settle(SheetRow(2, N[0], revision, answer), present) is outcome
