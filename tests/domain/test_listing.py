"""Lists of consultations: what is read, and what is set aside with its row and the reason."""

from datetime import date, time

import pytest

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.listing import read_listing

OURS = "id,country,language,authority,document_title,document_type,phase,start,end,events,participants_reported,source_page\n"


def listing(*rows: str):
    return read_listing((OURS + "\n".join(rows)).encode())


def test_a_row_with_two_bodies_an_hour_and_no_start():
    (row,) = listing("x,RS,sr-Latn,Ministarstvo; Kancelarija,Nacrt strategije,strategy,public_debate,,2015-08-14T15:30,,,primer.rs").rows
    assert (row.bodies, row.opens_on, row.closes_on, row.closing_time) == (
        ("Ministarstvo", "Kancelarija"),
        None,
        date(2015, 8, 14),
        time(15, 30),
    )
    assert (row.procedure_key, row.act_kind, row.language, row.row) == ("rs.public_debate", "strategy", "sr", 2)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("x,RS,sr,M,Nacrt,law,public_debate,2026-02-30,2026-03-20,,,", "day-impossible"),
        ("x,RS,sr,M,Nacrt,law,public_debate,2026-03-20,2026-03-19,,,", "window-ends-before-it-opens"),
        ("x,RS,sr,M,Nacrt,law,public_debate,2026-03-20,,,,", "day-impossible"),
        ("x,RS,sr,,Nacrt,law,public_debate,2026-03-01,2026-03-20,,,", "field-required"),
        ("x,RS,sr,M,,law,public_debate,2026-03-01,2026-03-20,,,", "field-required"),
        ("x,QQ,sr,M,Nacrt,law,public_debate,2026-03-01,2026-03-20,,,", "country-unknown"),
        ("x,RS,sr,M,Nacrt", "listing-columns"),
    ],
)
def test_a_bad_row_is_set_aside_and_the_others_are_taken(row, code):
    good = "y,ME,sr,M,Nacrt,law,public_debate,2026-03-01,2026-03-20,,,"
    found = listing(row, good)
    assert [(one.row, one.error.code) for one in found.rejected] == [(2, code)]
    assert [(one.row, one.procedure_key) for one in found.rows] == [(3, "me.public_debate")]


def test_the_croatian_export_with_dots_after_the_year():
    header = "Institucija;Naslov;ImaIzvjesce;DatumOtvaranja;DatumZatvaranja;OcekivanaObjavaIzvjesca;Stanje;ID\n"
    found = read_listing((header + "Ministarstvo;Nacrt;DA;31.12.2018.;15.01.2019.;22.01.2019.;Zatvoren;9955\n").encode("utf-8-sig"))
    assert [(r.opens_on, r.closes_on, r.source, r.country) for r in found.rows] == [(date(2018, 12, 31), date(2019, 1, 15), "9955", "HR")]


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "listing-header-unknown"), (b"a,b\n1,2\n", "listing-header-unknown"), (b"\x81\x8d\n", "listing-unreadable")]
)
def test_what_is_no_list_is_refused(content, code):
    with pytest.raises(Malformed, match=code):
        read_listing(content)
