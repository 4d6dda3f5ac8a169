"""Comments, submissions and answers: what is kept as typed, what is refused, and never a cut word."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog_tracker.domain.comment import MAX_TEXT, CommentDraft, CommentKind, CommentTarget, check_comment, clean_text
from dialog_tracker.domain.email_address import check_email, mailbox_of
from dialog_tracker.domain.errors import FieldErrors, Malformed
from dialog_tracker.domain.response import REASONS_OWED, ResponseDraft, ResponseStatus, check_response
from dialog_tracker.domain.submission import (
    MAX_COMMENTS,
    NameDisplay,
    SubmissionDraft,
    SubmitterKind,
    check_submission,
    content_hash,
    initials,
    is_late,
    text_hash,
)
from dialog_tracker.domain.window import window_of_days


def comment(reasons: str = "Разлози.", proposed: str = "", target: CommentTarget = CommentTarget.PROVISION, *anchors: str) -> CommentDraft:
    return CommentDraft(
        CommentKind.PROPOSAL, target, anchors or (("cl1",) if target is not CommentTarget.GENERAL else ()), proposed, reasons
    )


def codes(refused: pytest.ExceptionInfo[FieldErrors]) -> dict[str, str]:
    return {field: error.code for field, error in refused.value.by_field.items()}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Текст.\r\nДруги ред.\r ", "Текст.\nДруги ред."),
        ("a\u2028b\u2029c\x0bd\x0ce\x85f", "a\nb\nc\nd\ne\nf"),
        ("c\u030c", "č"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Аdmin", "Аdmin"),
        ("zero\u200bwidth and \u00a0 hard", "zero\u200bwidth and \u00a0 hard"),
        ("\t1)\tтачка", "1)\tтачка"),
        ("😀", "😀"),
    ],
)
def test_words_are_kept_as_typed(typed, kept):
    assert clean_text("reasons", typed) == kept


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\ufeff", "\ud800"])
def test_a_sign_that_cannot_be_kept_is_named_with_its_place(sign):
    with pytest.raises(Malformed, match="text-control-characters") as refused:
        clean_text("reasons", f"Пре{sign}после")
    assert (refused.value.facts["position"], refused.value.facts["sign"]) == (4, f"U+{ord(sign):04X}")


def test_a_text_is_refused_whole_rather_than_cut():
    assert len(clean_text("reasons", "ш" * MAX_TEXT)) == MAX_TEXT
    with pytest.raises(Malformed, match="text-too-long") as refused:
        clean_text("reasons", "ш" * (MAX_TEXT + 1))
    assert refused.value.facts == {"field": "reasons", "length": 100_001, "limit": 100_000}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"])))
def test_cleaning_twice_changes_nothing_more(typed):
    once = clean_text("reasons", typed)
    assert clean_text("reasons", once) == once


def test_a_comment_needs_words_and_a_place():
    with pytest.raises(FieldErrors) as refused:
        check_comment(CommentDraft(CommentKind.OBJECTION, CommentTarget.PROVISION, (), "  ", "\n"))
    assert codes(refused) == {"reasons": "comment-empty", "anchors": "comment-without-place"}
    with pytest.raises(FieldErrors) as refused:
        check_comment(comment("Начелно.", "", CommentTarget.GENERAL, "cl1"))
    assert codes(refused) == {"anchors": "general-comment-on-provision"}


def test_every_refused_field_is_named_at_once():
    with pytest.raises(FieldErrors) as refused:
        check_comment(CommentDraft(CommentKind.PROPOSAL, CommentTarget.NEW_AFTER, ("cl1",), "\x00", "x" * 100_001, "y" * 2_001))
    assert codes(refused) == {"proposed": "text-control-characters", "reasons": "text-too-long", "quote": "text-too-long"}


def test_a_place_named_twice_is_one_place():
    assert check_comment(comment("Исто.", "", CommentTarget.PROVISION, "cl1", "cl2", "cl1")).anchors == ("cl1", "cl2")


def test_a_submission_checks_every_comment():
    good = SubmissionDraft(SubmitterKind.ASSOCIATION, NameDisplay.FULL, (comment("  Један. "), comment("", "Нови текст.")))
    assert [c.reasons or c.proposed for c in check_submission(good).comments] == ["Један.", "Нови текст."]
    bad = SubmissionDraft(SubmitterKind.INDIVIDUAL, NameDisplay.WITHHELD, (comment(), comment("")))
    with pytest.raises(FieldErrors) as refused:
        check_submission(bad)
    assert codes(refused) == {"comments.1.reasons": "comment-empty"}


@pytest.mark.parametrize(("count", "code"), [(0, "submission-empty"), (MAX_COMMENTS + 1, "submission-too-many")])
def test_a_submission_has_between_one_and_five_hundred_comments(count, code):
    with pytest.raises(Malformed, match=code):
        check_submission(SubmissionDraft(SubmitterKind.COMPANY, NameDisplay.FULL, (comment(),) * count))


def test_late_begins_at_the_closing_second():
    window = window_of_days(date(2026, 3, 2), date(2026, 3, 21), None, "Europe/Belgrade")
    assert [is_late(window, window.closes_at + timedelta(microseconds=moved)) for moved in (-1, 0, 1)] == [False, True, True]


def test_identical_letters_agree_and_others_do_not():
    assert text_hash("Предлог", "Разлози  и\nразлози") == text_hash("Предлог", " Разлози и разлози ")
    assert text_hash("а", "б") != text_hash("аб", "")
    assert text_hash("c\u030c") == text_hash("č")


def test_the_fingerprint_covers_number_time_and_every_word():
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    given_ = content_hash("JR-2026-0007-0031J", at, [comment()])
    # printed on receipts that people keep: this value must never change
    assert given_ == "a23dc33696bbf9734d9c38a41a3e694f5a18fcca99451505b4dfe1d5d0cc7a5d"
    others = [
        content_hash("JR-2026-0007-0001C", at, [comment()]),
        content_hash("JR-2026-0007-0031J", at + timedelta(microseconds=1), [comment()]),
        content_hash("JR-2026-0007-0031J", at, [comment("Разлози")]),
        content_hash("JR-2026-0007-0031J", at, [comment(), comment()]),
    ]
    assert len({given_, *others}) == 5


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" Ana@Lipa.RS ", "ana@lipa.rs"), ("a+b@sub.opstina.rs", "a+b@sub.opstina.rs"), ("ana.i@општина.СРБ", "ana.i@општина.срб")],
)
def test_an_address_is_trimmed_and_in_lower_case(typed, kept):
    assert check_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ana",
        "ana@",
        "@lipa.rs",
        "ana@lipa",
        "a na@lipa.rs",
        "ana@lipa..rs",
        "<ana@lipa.rs>",
        "ana@lipa.rs\nBcc: x@y.z",
        "a" * 250 + "@b.rs",
        "a" * 65 + "@b.rs",
        "a@[x.y",
        "a:b;@c.d",
        "ана@општина.срб",
        "a..b@c.rs",
        ".a@c.rs",
        "a@-b.rs",
        "a@b_c.rs",
        "a@10.0.0.1",
        "a@b\u2028c.rs",
        "a@" + "б" * 63 + ".rs",
    ],
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(Malformed, match="email-unreadable"):
        check_email(typed)


def test_a_domain_in_another_script_is_written_for_mail_servers():
    assert mailbox_of("ana@општина.срб") == "ana@xn--80appcfs5b.xn--90a3ac"


@pytest.mark.parametrize(("name", "short"), [("Ана Марић", "А. М."), ("ana-marija  Petrović 2", "a. P."), ("", "")])
def test_initials(name, short):
    assert initials(name) == short


@pytest.mark.parametrize("status", [s for s in ResponseStatus if s is not ResponseStatus.UNANSWERED])
def test_reasons_are_owed_for_whatever_was_not_taken_over(status):
    with_reasons = ResponseDraft(status, " Зато. ", "Члан 1.")
    assert check_response(with_reasons) == ResponseDraft(status, "Зато.", "Члан 1.")
    owed = status.value in {"partially_accepted", "not_accepted", "out_of_scope"}
    assert (status in REASONS_OWED) == owed
    if not owed:
        assert check_response(ResponseDraft(status)).reasons == ""
        return
    with pytest.raises(FieldErrors) as refused:
        check_response(ResponseDraft(status, " \n "))
    assert codes(refused) == {"reasons": "reasons-required"}


def test_an_answer_needs_a_decision_and_clean_words():
    with pytest.raises(FieldErrors) as refused:
        check_response(ResponseDraft(ResponseStatus.UNANSWERED, "\x00", "\x00"))
    assert codes(refused) == {"reasons": "text-control-characters", "what_changed": "text-control-characters", "status": "status-required"}
