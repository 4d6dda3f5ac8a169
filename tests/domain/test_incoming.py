"""Tables of comments: known formats, header words in both scripts, dates, joined rows, and rows left out with the reason."""

from datetime import UTC, datetime

import pytest

from dialog_tracker.domain.comment_columns import Column, Preset, columns_by_words, is_header, preset_of
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.incoming import only_points_to_attachment, read_instant, read_table, submitter_kind
from dialog_tracker.domain.submission import SubmitterKind

ZONE = "Europe/Belgrade"


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (
            ["Р. бр.", "Члан (став, тачка)", "Постојећи текст", "Предлог измене", "Образложење"],
            {1: Column.PLACE, 2: Column.CURRENT, 3: Column.PROPOSED, 4: Column.REASONS},
        ),
        (["Obrazloženje", "Predloženi tekst", "Član"], {0: Column.REASONS, 1: Column.PROPOSED, 2: Column.PLACE}),
        (["Одредба нацрта", "Примедба/сугестија", "Разлози"], {0: Column.CURRENT, 1: Column.TEXT, 2: Column.REASONS}),
        (
            ["Подносилац", "Имејл", "Коментар", "Датум пријема"],
            {0: Column.ORGANISATION, 1: Column.EMAIL, 2: Column.TEXT, 3: Column.RECEIVED},
        ),
        (["No", "Article", "Comment", "Proposed text"], {1: Column.PLACE, 2: Column.TEXT, 3: Column.PROPOSED}),
    ],
)
def test_columns_are_known_by_their_words_in_any_order(header, columns):
    assert columns_by_words(header) == columns
    assert is_header(header)


@pytest.mark.parametrize(
    "cells",
    [["Назив организације", ""], ["Адреса", "Главна 1"], ["1.", "Члан 2", "текст", "", ""], ["члан 7", "Нови текст.", "Разлог."], []],
)
def test_other_rows_are_no_header(cells):
    assert not is_header(cells)


def test_a_table_of_anybodys_joins_the_rows_of_one_submitter():
    rows = [
        ["Организација", "Члан", "Коментар", "Примљено"],
        ["Липа", "1", "Први.", "12.11.2026. 10:30"],
        ["", "", "", ""],
        ["ЛИПА", "2", "Други.", "12.11.2026. 10:30"],
        ["Бреза", "", "Трећи.", "2026-11-13"],
        ["Јасен", "3", "", ""],
        ["Храст", "3", "Четврти.", "31.02.2026."],
    ]
    table = read_table(rows, ZONE)
    assert [(one.organisation, [c.row for c in one.comments]) for one in table.submissions] == [("Липа", [2, 4]), ("Бреза", [5])]
    assert table.submissions[0].received_at == datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
    assert [(one.row, one.code) for one in table.left_out] == [(6, "row-without-text"), (7, "date-unreadable")]


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2025-06-17T03:59:59Z", datetime(2025, 6, 17, 3, 59, 59, tzinfo=UTC)),
        ("2025-05-16T04:00Z", datetime(2025, 5, 16, 4, tzinfo=UTC)),
        ("2017-07-27T11:13:30.89", datetime(2017, 7, 27, 9, 13, 30, 890_000, tzinfo=UTC)),
        ("1. 12. 2026.", datetime(2026, 12, 1, 11, tzinfo=UTC)),
        ("2026-07-01", datetime(2026, 7, 1, 10, tzinfo=UTC)),
    ],
)
def test_times_of_receipt_are_instants(typed, instant):
    assert read_instant(typed, ZONE) == instant


def test_a_withdrawn_row_is_told_and_one_without_its_text_left_out():
    header = ["Document ID", "Document Type", "Comment", "Organization Name", "Is Withdrawn?", "Reason Withdrawn"]
    rows = [
        header,
        ["1", "Public Submission", "A text.", "Ash", "true", "Sent twice"],
        ["2", "Public Submission", "", "Elm", "true", ""],
        ["3", "Notice", "", "", "false", ""],
    ]
    table = read_table(rows, ZONE)
    assert preset_of(header) is Preset.REGULATIONS_GOV
    assert [(one.organisation, one.withdrawn, one.withdrawn_reason) for one in table.submissions] == [("Ash", True, "Sent twice")]
    assert [(one.row, one.code) for one in table.left_out] == [(3, "row-withdrawn"), (4, "row-not-a-comment")]


def test_a_table_without_comments_is_refused_with_its_header():
    with pytest.raises(Malformed, match="table-header-unknown"):
        read_table([["Шифра", "Цена"], ["1", "2"]], ZONE)
    with pytest.raises(Malformed, match="table-empty"):
        read_table([[""]], ZONE)
    with pytest.raises(Malformed, match="table-column-missing"):
        read_table([["Comment"], ["x"]], ZONE, Preset.REGULATIONS_GOV)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("See attached file(s)", True),
        ("Видети прилог.", True),
        ("Predlog se nalazi u prilogu ovog dopisa.", True),
        ("Подржавам предлог у целини.", False),
        ("The attached report shows, in detail, " + "why the article must change, " * 12, False),
    ],
)
def test_a_comment_that_only_points_to_a_file_is_known(text, points):
    assert only_points_to_attachment(text) is points


@pytest.mark.parametrize(
    ("category", "organisation", "kind"),
    [
        ("individual", "", SubmitterKind.INDIVIDUAL),
        ("", "Удружење „Липа”", SubmitterKind.ASSOCIATION),
        ("Private Industry - PI001", "Ad Hoc LLC", SubmitterKind.COMPANY),
        ("", "Мрежа организација за децу", SubmitterKind.ALLIANCE),
        ("", "Непознато", SubmitterKind.OTHER),
        ("", "", SubmitterKind.INDIVIDUAL),
        ("", "Друштво за отворену општину", SubmitterKind.ASSOCIATION),
        ("", "Друштво са ограниченом одговорношћу „Врба”", SubmitterKind.COMPANY),
        ("", "Организација потрошача", SubmitterKind.OTHER),
        ("организација цивилног друштва", "Липа", SubmitterKind.ASSOCIATION),
        ("орган јавне власти", "Врбовац", SubmitterKind.AUTHORITY),
    ],
)
def test_the_kind_of_submitter_follows_the_category_or_the_name(category, organisation, kind):
    assert submitter_kind(category, organisation) is kind
