"""The outcome report: totals, sections and sentences, by literals."""

from dataclasses import replace
from datetime import date, time

import msgspec
import pytest

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.outcome import OutcomeReport, SectionKey
from dialog_tracker.domain.outcome_counts import arrivals_of
from dialog_tracker.domain.outcome_facts import (
    CONSULTATIONS,
    PUBLIC_DEBATE,
    ActFacts,
    AuthorityFacts,
    CommentFacts,
    CountUnit,
    EventFacts,
    ExceptionFacts,
    ExtensionFacts,
    Place,
    Qualifier,
    ReportFacts,
    ResponseFacts,
    Signatory,
    SubmissionFacts,
    WindowFacts,
)
from dialog_tracker.domain.outcome_held import without_held
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.outcome_wording import duration, participants
from dialog_tracker.domain.response import ResponseStatus as Status
from dialog_tracker.domain.submission import SubmitterKind as Kind

BARE = ReportFacts(
    reference="JR-2026-0001",
    case_number="011-00-1/2026",
    version=1,
    authority=AuthorityFacts("Управа општине Врелник", "Врелник"),
    act=ActFacts("Нацрт одлуке о баштама", "одлука"),
    procedure=PUBLIC_DEBATE,
    legal_basis=("члана 5. Одлуке о расправама",),
    window=WindowFacts(date(2026, 9, 1), date(2026, 9, 21), time(15, 30), 20),
    issued_on=date(2026, 10, 5),
    signatory=Signatory("Начелник", "Раде Јовић"),
)
FIRST, SECOND, ANNEX = (
    Place("cl1", "члан 1.", 10, "Глава I", "Опште"),
    Place("cl2", "члан 2. став 1.", 20, "Глава II", "Баште"),
    Place("p1", "прилог", 30),
)


def submission(number: str, late: bool = False, **more: object) -> SubmissionFacts:
    return SubmissionFacts(number, f"Удружење {number}", Kind.ASSOCIATION, date(2026, 9, 22 if late else 2), "портал", late=late, **more)


def comment(number: str, **more: object) -> CommentFacts:
    return CommentFacts(number, number.split("/", maxsplit=1)[0], f"Текст {number}", **more)


def report(comments=(), responses=(), submissions=None, **more: object) -> OutcomeReport:
    sent = submissions or tuple(submission(number) for number in dict.fromkeys(one.submission for one in comments))
    return report_on(replace(BARE, submissions=sent, comments=tuple(comments), responses=tuple(responses), **more))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2011", "-")


def section(made: OutcomeReport, key: SectionKey):
    return next(one for one in made.sections if one.key is key)


def rows(made: OutcomeReport, key: SectionKey):
    return [row for table in section(made, key).tables for row in table.rows]


def test_three_counts_differ():
    made = report(
        [comment("1/1", point="п", text_hash="a"), comment("2/1", point="п", text_hash="a"), comment("3/1", point="п", text_hash="b"), comment("3/2")],
        [ResponseFacts("п", Status.ACCEPTED, "Усвојено.")],
    )  # fmt: skip
    totals = made.totals
    assert (totals.submissions, totals.received, totals.texts, totals.points) == (3, 4, 3, 2)
    assert plain(made.numbers.outcome) == "Од 2 различите тачке, 1 је прихваћена. Преостало: без одговора (1)."
    assert plain(rows(made, SectionKey.GENERAL)[0].notes[0]) == "и још 2 слична (2 текста, Прилог 1)"
    assert [(member.comment, member.likeness) for member in made.aftermath.members] == [("2/1", "истоветан"), ("3/1", "сличан")]


def test_every_table_adds_up_to_the_same_totals():
    made = report(
        [comment("1/1", places=(FIRST,)), comment("1/2", places=(SECOND,)), comment("2/1"), comment("3/1"), comment("4/1", withdrawn=True)],
        [ResponseFacts("1/1", Status.ACCEPTED, "Да."), ResponseFacts("3/1", Status.OUT_OF_SCOPE, "Не уређује се.")],
        [submission("1"), submission("2", late=True), submission("3"), submission("4")],
    )
    totals, numbers = made.totals, made.numbers
    assert (totals.received, totals.points, totals.withdrawn, totals.late_submissions) == (4, 4, 1, 1)
    assert sum(status.points for status in numbers.statuses) == sum(part.points for part in numbers.parts) == 4
    assert sum(status.comments for status in numbers.statuses) == sum(part.comments for part in numbers.parts) == 4
    assert sum(kind.submitters for kind in numbers.kinds) == totals.submitters == 4
    assert sum(kind.submissions for kind in numbers.kinds) == totals.submissions == 4
    assert sum(day.submissions for day in made.course.arrivals) == 3
    assert plain(made.aftermath.withdrawn).startswith("Повучен је 1 коментар (бр. 4/1).")


def test_one_running_number_goes_through_all_sections():
    made = report(
        [
            comment("1/1", places=(ANNEX,)),
            comment("2/1"),
            comment("3/1", places=(SECOND,)),
            comment("4/1", places=(FIRST,)),
            comment("5/1"),
        ],
        [ResponseFacts("5/1", Status.OUT_OF_SCOPE, "Не уређује се.")],
        [submission("1"), submission("2"), submission("3"), submission("4"), submission("5")],
    )
    numbered = [(row.number, row.comment) for one in made.sections for table in one.tables for row in table.rows]
    assert numbered == [(1, "2/1"), (2, "4/1"), (3, "3/1"), (4, "1/1"), (5, "5/1")]
    headings = [plain(table.heading) for table in section(made, SectionKey.PROVISIONS).tables]
    assert headings == ["Глава I. Опште", "Глава II. Баште", "Одредбе изван глава"]


def test_a_long_chapter_is_split_and_says_that_it_continues():
    made = report([comment(f"1/{index}", places=(FIRST,)) for index in range(250)])
    tables = section(made, SectionKey.PROVISIONS).tables
    assert [len(table.rows) for table in tables] == [100, 100, 50]
    assert [plain(table.heading) for table in tables] == ["Глава I. Опште", "Глава I. Опште (наставак)", "Глава I. Опште (наставак)"]


def test_without_comments_every_section_keeps_a_sentence():
    made = report_on(BARE)
    assert [one.lead for one in made.sections] == [
        "Није било начелних коментара.",
        "Није било благовремених коментара на поједине одредбе.",
        "Није било неблаговремених коментара.",
        "Није било коментара ван предмета.",
    ]
    assert made.numbers.outcome == "Није било коментара о којима би се одлучивало."
    assert made.numbers.participation == "У јавној расправи није учествовао ниједан подносилац."
    assert made.front.facts_note == "Није било коментара."
    assert made.aftermath.changes_lead == "Текст није мењан, јер није било коментара."
    assert made.aftermath.withdrawn == "Није било повучених коментара."
    assert made.aftermath.four_eyes == ""
    assert made.aftermath.closing == "Извештај се објављује."


def test_only_late_comments():
    made = report(
        [comment("1/1", places=(FIRST,))],
        [ResponseFacts("1/1", Status.NOTED, "Примљено.")],
        [submission("1", late=True, received_at=time(9, 14))],
    )
    assert plain(section(made, SectionKey.LATE).lead).startswith(
        "Рок је истекао 21. септембра 2026. године у 15.30 часова. Коментари примљени"
    )
    assert plain(rows(made, SectionKey.LATE)[0].notes[0]) == "примљено 22. септембра 2026. године у 9.14 часова (портал)"
    assert section(made, SectionKey.PROVISIONS).tables == ()
    assert plain(made.numbers.outcome) == "Од 1 различите тачке, ниједна није ни прихваћена ни одбијена; остало је: примљено к знању (1)."
    assert made.course.arrivals_lead.startswith("Нема података за приказ")


def test_a_late_comment_never_joins_a_timely_point():
    made = report(
        [comment("1/1", point="п"), comment("2/1", point="п")],
        [ResponseFacts("п", Status.ACCEPTED, "Да.")],
        [submission("1"), submission("2", late=True)],
    )
    assert len(rows(made, SectionKey.GENERAL)) == len(rows(made, SectionKey.LATE)) == 1
    assert plain(made.numbers.outcome) == "Од 2 различите тачке, 2 су прихваћене."


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "учествовао је 1 подносилац, који је поднео 1 поднесак."),
        (2, "учествовала су 2 подносиоца, који су поднели 2 поднеска."),
        (5, "учествовало је 5 подносилаца, који су поднели 5 поднесака."),
        (21, "учествовао је 21 подносилац, који је поднео 21 поднесак."),
    ],
)
def test_the_verb_agrees_with_the_number(count, said):
    made = report(submissions=tuple(submission(str(index)) for index in range(count)), procedure=CONSULTATIONS)
    assert plain(made.numbers.participation) == f"У консултацијама {said}"


def test_a_submitter_with_two_submissions_counts_once():
    made = report(submissions=(submission("1", submitter_key="а"), submission("2", submitter_key="а"), submission("3")))
    assert (made.totals.submitters, made.totals.submissions) == (2, 3)


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (21, "21 дан са оба крајња дана, 20 дана без првог дана; најмање 20 дана, поштовано"),
        (20, "20 дана са оба крајња дана, 19 дана без првог дана; најмање 20 дана, поштовано само ако се урачунају оба крајња дана"),
        (18, "18 дана са оба крајња дана, 17 дана без првог дана; најмање 20 дана, краће за 2 дана"),
    ],
)
def test_both_counts_of_days_are_told(last, said):
    window = WindowFacts(date(2026, 9, 1), date(2026, 9, last), None, 20)
    assert plain(duration(window)) == f"од 1. до {last}. септембра 2026. године ({said})"


def test_citations_come_from_the_facts():
    made = report_on(replace(BARE, legal_basis=("члана 5. Закона о расправама", "члана 7. Статута")))
    assert plain(made.front.basis) == "На основу члана 5. Закона о расправама и члана 7. Статута, Управа општине Врелник објављује"
    assert report_on(replace(BARE, legal_basis=())).front.basis == "Управа општине Врелник објављује"


def test_changes_name_the_rows_that_brought_them_about():
    changed = [ResponseFacts(f"1/{index}", Status.ACCEPTED, "Усвојено.", "Рок је 15 дана.", "члан 3.") for index in (1, 2)]
    made = report([comment("1/1"), comment("1/2")], changed)
    assert [(plain(change.place), plain(change.change), plain(change.because_of)) for change in made.aftermath.changes] == [
        ("члан 3.", "Рок је 15 дана.", "бр. 1, 2")
    ]
    assert plain(made.aftermath.changes_lead) == "На основу примљених коментара текст је измењен на 1 месту."


def test_extensions_exceptions_and_one_officer_are_told():
    made = report(
        [comment("1/1")],
        extensions=(ExtensionFacts(date(2026, 9, 20), date(2026, 9, 21), "прекид рада портала."),),
        exceptions=(ExceptionFacts("Једна тачка је без одговора", "чека се мишљење", "начелник", date(2026, 10, 5)),),
        four_eyes=False,
    )
    told = plain(made.course.arrivals_lead)
    assert told.startswith(
        "Рок за коментаре померен је са 20. септембра 2026. године на 21. септембар 2026. године. Разлог: прекид рада портала."
    )
    assert (
        plain(made.aftermath.exceptions[0])
        == "Једна тачка је без одговора. Разлог: чека се мишљење. Одобрење: начелник, 5. октобар 2026. године."
    )
    assert made.aftermath.four_eyes == "Израду, одобравање и објављивање одговора обавило је исто лице."


def test_a_stated_number_is_written_as_it_was_stated():
    event = EventFacts("Трибина", "", "Врелник", date(2026, 9, 8), 40)
    assert participants(event) == "40"
    assert participants(replace(event, qualifier=Qualifier.OVER)) == "преко 40"
    assert plain(participants(replace(event, qualifier=Qualifier.ABOUT, unit=CountUnit.ORGANISATIONS))) == "око 40 организација"
    assert participants(replace(event, participants=None)) == "није наведено"


def test_a_withheld_name_leaves_the_kind():
    made = report([comment("1/1")], submissions=(SubmissionFacts("1", "", Kind.INDIVIDUAL, date(2026, 9, 2), "портал"),))
    assert rows(made, SectionKey.GENERAL)[0].submitter == "име није објављено (физичко лице)"


def test_a_long_text_is_cut_in_its_row_and_whole_in_the_annex():
    long = "реч " * 1000
    made = report([CommentFacts("1/1", "1", long)])
    row = rows(made, SectionKey.GENERAL)[0]
    assert row.text.endswith("реч […]")
    assert len(row.text) < 750
    assert plain(row.continued) == "Прилог 1"
    assert [text.text for text in made.aftermath.long_texts] == [long]
    assert made.aftermath.annexes == ("Цели текстови дугих коментара",)


def test_a_long_window_is_shown_by_weeks():
    facts = replace(BARE, window=WindowFacts(date(2026, 9, 1), date(2026, 10, 30)), submissions=(submission("1"),))
    weeks = arrivals_of(facts)
    assert [(week.label, week.submissions) for week in weeks[:2]] == [("1.9–7.9.", 1), ("8.9–14.9.", 0)]
    assert len(weeks) == 9


def test_facts_that_contradict_each_other_are_refused():
    with pytest.raises(Malformed, match="comment-without-submission"):
        report_on(replace(BARE, comments=(comment("1/1"),)))
    with pytest.raises(Malformed, match="two-responses-for-a-point"):
        report([comment("1/1")], [ResponseFacts("1/1", Status.NOTED, "а")] * 2)


def test_the_report_survives_json():
    made = report([comment("1/1", places=(FIRST, SECOND))], [ResponseFacts("1/1", Status.ACCEPTED, "Да.", "Додато.")])
    assert msgspec.json.decode(msgspec.json.encode(made), type=OutcomeReport) == made


def test_a_withdrawn_submission_may_be_gone():
    made = report_on(replace(BARE, comments=(comment("1/1", withdrawn=True), comment("2/1", withdrawn=True))))
    assert (made.totals.received, made.totals.withdrawn) == (0, 2)
    assert plain(made.aftermath.withdrawn).startswith("Повучена су 2 коментара (бр. 1/1 и 2/1).")


@pytest.mark.parametrize(
    ("kind", "said"), [("draft_law", "нацрт закона"), ("урбанистички пројекат", "урбанистички пројекат"), ("other", None)]
)
def test_the_kind_of_act_is_named_in_serbian(kind, said):
    rows_of_facts = {fact.label: fact.value for fact in report_on(replace(BARE, act=ActFacts("Нацрт", kind))).front.facts}
    assert rows_of_facts.get("Врста акта") == said


def test_missing_channels_are_not_missing_submissions():
    assert report_on(BARE).course.channels_lead == "Није било примљених поднесака."
    assert report([comment("1/1")]).course.channels_lead == "Подаци о начину пријема поднесака нису наведени."


def test_what_is_withheld_later_leaves_its_number_and_place_wherever_it_stands() -> None:
    long = "Дуго. " * 700
    said = [
        replace(comment("1/1", places=(FIRST,), text_hash="a", point="p"), text=long, proposed_wording="Предлог."),
        replace(comment("2/1", places=(FIRST,), text_hash="b", point="p"), text="Слично."),
        comment("3/1", places=(SECOND,)),
    ]
    made = report(said)
    assert without_held(made, {}) is made
    shown = without_held(made, {"1/1": "insult", "2/1": "quarantined"})
    first, other = rows(shown, SectionKey.PROVISIONS)
    assert (first.comment, first.text, first.proposed_wording) == ("1/1", "Текст се не објављује: увреда.", "")
    assert first.provisions == rows(made, SectionKey.PROVISIONS)[0].provisions
    assert other == rows(made, SectionKey.PROVISIONS)[1]
    assert [one.text for one in shown.aftermath.members] == ["Текст чека проверу и још није објављен."]
    assert [one.text for one in shown.aftermath.long_texts] == ["Текст се не објављује: увреда."]
    assert shown.totals == made.totals
    assert without_held(made, {"9/9": "spam"}) == made
