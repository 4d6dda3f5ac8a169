"""The checks before publication in a real register: what each finds, what is signed, and what goes out together."""

import asyncio
import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sample_report import facts as sample_facts
from sqlalchemy import func, select, update

from databases import fresh
from dialog_tracker.activities.actions import ActivityDraft, log_activity
from dialog_tracker.analysis.actions import decide_group, propose_groups
from dialog_tracker.analysis.queries import groups_of
from dialog_tracker.analysis.tables import CommentSplit
from dialog_tracker.comments.tables import Comment
from dialog_tracker.comments.withholding import withhold
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.consultations.tables import Consultation
from dialog_tracker.documents.actions import add_version, keep_file, publish_version
from dialog_tracker.documents.tables import Version
from dialog_tracker.domain.act import VersionKind
from dialog_tracker.domain.activity import ActivityKind, Count, Qualifier
from dialog_tracker.domain.comment import CommentDraft
from dialog_tracker.domain.consultation import Phase
from dialog_tracker.domain.errors import Conflict, NotPermitted
from dialog_tracker.domain.group import GroupState
from dialog_tracker.domain.headings import SourceLine
from dialog_tracker.domain.letter import LetterWords
from dialog_tracker.domain.lint import Checked, CheckedComment, Finding, Signature, findings, recount, unsigned
from dialog_tracker.domain.outcome_facts import ExceptionFacts
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.publication import WithholdingReason
from dialog_tracker.domain.response import ResponseDraft
from dialog_tracker.domain.response import ResponseStatus as Status
from dialog_tracker.domain.structure import structure
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.outbox.tables import Letter
from dialog_tracker.reports.actions import preview, publish_report
from dialog_tracker.reports.queries import newest_report
from dialog_tracker.reports.tables import Report
from dialog_tracker.responses import bulk
from dialog_tracker.responses.actions import draft_answer, publish_answers
from dialog_tracker.responses.tables import Response
from dialog_tracker.storage.columns import new_id
from factories import LINES, PASSWORD, WORD, a_comment, a_stage, a_submission

__all__ = ["fresh"]

SITE = "http://dijalog.example"
WHY = "Рок прописује закон, па га одлука не може продужити."
ACCEPTED, REFUSED = ResponseDraft(Status.ACCEPTED, "Предлог је прихваћен."), ResponseDraft(Status.NOT_ACCEPTED, WHY)
LETTER = "Тражимо да се рок за достављање предлога продужи на тридесет дана јер удружења немају стручне службе."


async def answered(session, clock, *pairs: tuple[CommentDraft, ResponseDraft | None], publish=True):
    """A consultation that is over, with comments and the answers drafted to them; an answer may be missing."""
    stage = await a_stage(session, clock.now)
    numbers = []
    for at, (comment, _) in enumerate(pairs):
        numbers += (await a_submission(session, clock.now, stage, comment, key=f"key-of-a-form-{at:04}")).comments
    clock.forward(days=20)
    for number, (_, answer) in zip(numbers, pairs, strict=True):
        if answer is not None:
            await draft_answer(session, stage.officer, clock.now, number, answer, 0)
    if publish:
        await publish_answers(session, stage.approver, clock.now, stage.reference)
    return stage, numbers


async def found(session, clock, stage, **more: bool) -> dict[str, Finding]:
    seen = await preview(session, stage.officer, clock.now, stage.reference, SITE, **more)
    return {one.rule.key: one for one in seen.findings}


def keys(finding: Finding) -> list[str]:
    return [subject.key for subject in finding.subjects]


async def a_later_version(session, now, stage, lines, *, public=True):
    draft = structure([SourceLine(line) for line in lines.splitlines()])
    await keep_file(session, now, sha256="1" * 64, size=2000, media_type=WORD)
    act_id = await session.scalar(select(Version.act_id).where(Version.id == stage.version_id))
    source = {"source_sha256": "1" * 64, "source_name": "izmenjen.docx"}
    version_id = await add_version(session, now, act_id=act_id, kind=VersionKind.REVISED, draft=draft, **source, by=None)
    if public:
        await publish_version(session, stage.officer, now, version_id)


def test_the_report_is_counted_again():
    given = sample_facts()
    report = report_on(given)
    answered = {response.point for response in given.responses}
    standing = [one for one in given.comments if not one.withdrawn]
    comments = [
        CheckedComment(one.number, status=Status.NOTED if (one.point or one.number) in answered else Status.UNANSWERED) for one in standing
    ]
    assert recount(report, comments) == []
    assert recount(report, comments[:-1]) == ["comments-received", "answers"]
    kinds = (replace(report.numbers.kinds[0], comments=report.numbers.kinds[0].comments + 1), *report.numbers.kinds[1:])
    wrong = replace(report, numbers=replace(report.numbers, kinds=kinds))
    assert recount(wrong, comments) == ["comments-by-kind"]
    shorter = replace(report, sections=report.sections[:-1])
    assert recount(shorter, comments) == ["comments-listed", "points-listed"]
    blocked = findings(Checked(Phase.ANSWERING, date(2026, 11, 23), comments[:-1], report=report))
    assert "numbers-differ" in unsigned(blocked, {"numbers-differ": Signature("Разлог.")})


def test_exceptions_are_printed_with_who_signed_them():
    signed = ExceptionFacts("Коментари без одговора: 2", "Чека се мишљење.", "начелница", date(2026, 11, 23))
    printed = report_on(sample_facts(exceptions=(signed,))).aftermath.exceptions
    assert [line.replace("\u00a0", " ") for line in printed] == [
        "Коментари без одговора: 2. Разлог: Чека се мишљење. Одобрење: начелница, 23. новембар 2026. године."
    ]


async def test_a_report_without_faults_finds_nothing_and_adds_up(session, clock):
    stage, _ = await answered(session, clock, (a_comment("Рок је кратак."), REFUSED), (a_comment("Друго.", anchor="cl2"), ACCEPTED))
    assert await found(session, clock, stage) == {}


async def test_personal_data_is_found_in_what_will_be_public_and_nowhere_else(session, clock):
    stage, numbers = await answered(
        session,
        clock,
        (a_comment("Пишите ми на ana.maric@primer.rs."), REFUSED),
        (a_comment("Мој ЈМБГ је 0101990710008, а број предмета 1234567890123."), REFUSED),
        (a_comment("Позовите 064 123 4567."), ResponseDraft(Status.NOT_ACCEPTED, f"{WHY} Јавите се на 011 333 4444.")),
        (a_comment("Предмет 12/2026."), REFUSED),
    )
    one = await found(session, clock, stage)
    assert set(one) == {"personal-data-in-comments", "personal-data-in-answers"}
    assert keys(one["personal-data-in-comments"])[0] == numbers[0]
    assert numbers[2] in keys(one["personal-data-in-comments"])
    assert keys(one["personal-data-in-answers"]) == [numbers[2]]
    await withhold(session, stage.officer, clock.now, numbers[0].partition("/")[0], WithholdingReason.PERSONAL_DATA)
    assert numbers[0] not in keys((await found(session, clock, stage))["personal-data-in-comments"])


async def test_like_comments_with_unlike_answers_are_found_though_nobody_looked_for_groups(session, clock):
    near = LETTER.replace("стручне службе", "своје стручне службе")
    stage, numbers = await answered(
        session, clock, (a_comment(LETTER), REFUSED), (a_comment(near), ACCEPTED), (a_comment("Друго."), REFUSED)
    )
    facts = await facts_of(session, stage.reference, clock.now)
    assert keys((await found(session, clock, stage))["contradictions"]) == [numbers[0]]
    await propose_groups(session, stage.officer, clock.now, facts)
    (group,) = await groups_of(session, facts.id, GroupState.PROPOSED, latin=False)
    await decide_group(session, stage.officer, clock.now, facts, group.id, GroupState.DISSOLVED)
    assert "contradictions" not in await found(session, clock, stage)


async def test_groups_likeness_and_objections_come_from_the_analysis(session, clock):
    stage, numbers = await answered(
        session, clock, (a_comment(LETTER), REFUSED), (a_comment(LETTER), ACCEPTED), (a_comment("Сасвим друго."), REFUSED)
    )
    facts = await facts_of(session, stage.reference, clock.now)
    assert keys((await found(session, clock, stage))["contradictions"]) == [numbers[0]]
    await propose_groups(session, stage.officer, clock.now, facts)
    await session.execute(update(Comment).values(text_hash=Comment.number))
    assert keys((await found(session, clock, stage))["contradictions"]) == [numbers[0]]
    (group,) = await groups_of(session, facts.id, GroupState.PROPOSED, latin=False)
    await decide_group(session, stage.officer, clock.now, facts, group.id, GroupState.CONFIRMED)
    told = await found(session, clock, stage)
    assert set(told) == {"groups-disagree"}
    assert [(one.key, one.label) for one in told["groups-disagree"].subjects] == [(str(group.id), numbers[0])]
    comment_id = await session.scalar(select(Comment.id).where(Comment.number == numbers[2]))
    session.add(CommentSplit(id=new_id(), comment_id=comment_id, created_at=clock.now, finished_at=clock.now, objected_at=clock.now))
    await session.flush()
    assert keys((await found(session, clock, stage))["objections-unanswered"]) == [numbers[2]]
    await session.execute(update(CommentSplit).values(answered_at=clock.now))
    assert "objections-unanswered" not in await found(session, clock, stage)


async def test_events_without_a_note_and_a_report_past_its_time_are_pointed_out(session, clock):
    stage, _ = await answered(session, clock, (a_comment("Рок је кратак."), REFUSED))
    facts = await facts_of(session, stage.reference, clock.now)
    held = clock.now.date() - timedelta(days=10)
    for title, note in (("Трибина", ""), ("Округли сто", "Записник је код писарнице.")):
        event = ActivityDraft(
            stage.authority_id, facts.id, ActivityKind.ROUND_TABLE, title, held, held, "Врбовац", Count(40, Qualifier.EXACT), note=note
        )
        await log_activity(session, stage.officer, clock.now, event)
    told = await found(session, clock, stage)
    assert [one.label for one in told["events-without-minutes"].subjects] == ["Трибина"]
    await session.execute(update(Consultation).values(procedure_key="rs.public_debate"))
    clock.forward(days=60)
    assert set(await found(session, clock, stage)) == {"events-without-minutes", "report-late"}
    assert await publish_report(session, stage.approver, clock.now, stage.reference, SITE)


async def test_answers_are_compared_with_the_next_public_text_alone(session, clock):
    stage, numbers = await answered(
        session,
        clock,
        (a_comment("Додати чишћење.", "орезивање и чишћење", anchor="cl1-st2-t2"), REFUSED),
        (a_comment("Начела су преуска."), ACCEPTED),
        (a_comment("Начела су преуска, други пут.", anchor="cl2"), ACCEPTED),
        (a_comment("Још једно.", anchor="cl2"), ResponseDraft(Status.PARTIALLY_ACCEPTED, WHY)),
    )
    later = LINES.replace("2) орезивање.", "2) орезивање и чишћење.").replace("осмог дана", "наредног дана")
    await a_later_version(session, clock.now, stage, later, public=False)
    assert await found(session, clock, stage) == {}
    version_id = await session.scalar(select(Version.id).where(Version.number == 2))
    await publish_version(session, stage.officer, clock.now, version_id)
    told = await found(session, clock, stage)
    assert {key: keys(one) for key, one in told.items()} == {
        "accepted-unchanged": [numbers[2]],
        "partly-accepted-unchanged": [numbers[3]],
        "refused-yet-changed": [numbers[0]],
        "changed-without-comment": ["cl3"],
    }
    with pytest.raises(Conflict, match="report-not-ready") as refused:
        await publish_report(session, stage.approver, clock.now, stage.reference, SITE)
    assert refused.value.facts["reasons"] == "accepted-unchanged"


async def test_the_checks_ask_the_same_for_three_comments_and_for_thirty(session, clock, statements):
    stage = await a_stage(session, clock.now)
    await a_later_version(session, clock.now, stage, LINES.replace("2) орезивање.", "2) чишћење."))
    counts = []
    for most in (3, 30):
        words = [a_comment(f"Разлог {at}, ana{at}@primer.rs.", anchor=f"cl{at % 3 + 1}") for at in range(most)]
        await a_submission(session, clock.now + timedelta(seconds=most), stage, *words, key=f"key-of-{most}-comments-001")
        await found(session, clock, stage)
        statements.begin()
        await found(session, clock, stage)
        counts.append(len(statements.sent))
    assert counts[0] == counts[1]
    assert counts[1] <= 36


# Publishing


async def test_a_signed_exception_is_printed_kept_and_holds_only_for_what_was_seen(session, clock):
    stage, numbers = await answered(session, clock, (a_comment("Један."), ACCEPTED), (a_comment("Два."), None))
    seen = (await found(session, clock, stage))["answers-missing"]
    assert keys(seen) == [numbers[1]]
    late = await a_submission(session, clock.now, stage, a_comment("Касно."), key="late-key-000000001")
    signed = {"answers-missing": Signature("Чека се мишљење.", seen.mark)}
    with pytest.raises(Conflict, match="report-not-ready") as refused:
        await publish_report(session, stage.approver, clock.now, stage.reference, SITE, signed)
    assert refused.value.facts["reasons"] == "late-unanswered"
    signed["late-unanswered"] = Signature("Стигло по истеку рока.")
    signed["answers-missing"] = Signature("Чека се мишљење.", "0" * 16)
    with pytest.raises(Conflict, match="findings-changed") as refused:
        await publish_report(session, stage.approver, clock.now, stage.reference, SITE, signed)
    assert refused.value.facts["reasons"] == "answers-missing"
    signed["answers-missing"] = Signature("Чека се мишљење.", seen.mark)
    await publish_report(session, stage.approver, clock.now, stage.reference, SITE, signed)
    printed = (await newest_report(session, stage.reference)).model.aftermath.exceptions
    assert [line.replace("\u00a0", " ")[:76] for line in printed] == [
        "Коментари без одговора: 1. Разлог: Чека се мишљење. Одобрење: НАЧЕЛНИЦА, 13.",
        "Коментари примљени после рока, без одговора: 1. Разлог: Стигло по истеку рок",
    ]
    kept = (await session.scalars(select(Report.exceptions))).one()
    assert json.loads(kept) == {"answers-missing": "Чека се мишљење.", "late-unanswered": "Стигло по истеку рока."}
    told = (await session.scalars(select(LedgerEntry.facts).where(LedgerEntry.act == "report-published"))).one()
    assert told["signed"] == ["answers-missing", "late-unanswered"]
    assert late.comments


async def approved(session, clock, *comments: CommentDraft):
    stage, numbers = await answered(session, clock, *((one, REFUSED) for one in comments), publish=False)
    facts = await facts_of(session, stage.reference, clock.now)
    await bulk.move_answers(session, stage.approver, clock.now, facts, "approve")
    return stage, numbers


def telling(number, answers, language):
    return LetterWords(f"{number} {language}", f"Одговора: {answers}")


async def test_approved_answers_go_out_with_the_report_and_their_authors_are_told(session, clock):
    stage, numbers = await approved(session, clock, a_comment("Један."), a_comment("Два."))
    assert set(await found(session, clock, stage)) == {"answers-not-published"}
    seen = await preview(session, stage.officer, clock.now, stage.reference, SITE, with_approved=True)
    assert seen.findings == ()
    with pytest.raises(Conflict):
        await publish_report(session, stage.approver, clock.now, stage.reference, SITE)
    await publish_report(session, stage.approver, clock.now, stage.reference, SITE, with_approved=True, telling=telling)
    assert (await newest_report(session, stage.reference)).model == seen.report
    assert set((await session.scalars(select(Response.published_at))).all()) == {clock.now}
    subjects = (await session.scalars(select(Letter.subject).where(Letter.kind == "answers").order_by(Letter.subject))).all()
    assert subjects == [f"{number.partition('/')[0]} sr-Cyrl" for number in numbers]


async def test_where_the_report_is_refused_no_answer_goes_out(session, clock):
    stage, _ = await approved(session, clock, a_comment("Један."))
    await a_submission(session, clock.now, stage, a_comment("Касно."), key="late-key-000000001")
    with pytest.raises(Conflict, match="report-not-ready"):
        async with session.begin_nested():
            await publish_report(session, stage.approver, clock.now, stage.reference, SITE, with_approved=True, telling=telling)
    assert (await session.scalars(select(Response.published_at))).all() == [None]
    assert (await session.scalars(select(Letter.id).where(Letter.kind == "answers"))).all() == []


async def test_of_two_approvers_at_once_one_publishes_and_the_other_is_told(fresh, clock):
    async with fresh.transaction() as session:
        stage, _ = await approved(session, clock, a_comment("Један."))

    async def publish():
        async with fresh.transaction() as session:
            await publish_report(session, stage.approver, clock.now, stage.reference, SITE, with_approved=True)

    outcomes = await asyncio.gather(publish(), publish(), return_exceptions=True)
    assert sorted(type(one) for one in outcomes if one) == [NotPermitted]
    async with fresh.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Report)) == 1


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


async def test_the_page_shows_findings_takes_reasons_and_says_what_is_new(session, clock, browser):
    stage, numbers = await answered(session, clock, (a_comment("Један."), ACCEPTED), (a_comment("Два."), None))
    await session.commit()
    approver, address = browser(), f"/desk/c/{stage.reference}/report"
    await approver.sign_in("nacelnica@vrbovac.example", PASSWORD)
    shown = (await approver.get(address)).text
    assert "Неки коментари још немају одговор" in words(shown)
    assert f'href="/desk/k/{numbers[1]}"' in shown
    mark = re.search(r'name="seen-answers-missing" value="(\w+)"', shown)[1]
    refused = await approver.post(address, {"seen-answers-missing": mark})
    assert refused.status_code == 409
    assert "Извештај још не може да се објави" in words(refused.text)
    assert "Ово је ново" not in words(refused.text)
    await a_submission(session, clock.now, stage, a_comment("Касно."), key="late-key-000000001")
    await session.commit()
    again = await approver.post(address, {"seen-answers-missing": mark, "reason-answers-missing": "Чека се <мишљење>."})
    assert again.status_code == 409
    assert words(again.text).count("Ово је ново") == 1
    assert "Чека се &lt;мишљење&gt;." in again.text
    reasons = {"reason-answers-missing": "Чека се <мишљење>.", "reason-late-unanswered": "Стигло касно."}
    too_long = await approver.post(address, reasons | {"reason-late-unanswered": "а" * 6000})
    assert too_long.status_code == 422
    assert (await approver.post(address, reasons | {"seen-answers-missing": mark})).status_code == 303
    report = (await browser().get(f"/c/{stage.reference}/report")).text
    assert "Чека се &lt;мишљење&gt;." in report
    assert "Изузеци које је одобрио потписник" in report


async def test_the_page_offers_to_publish_what_is_approved(session, clock, browser):
    stage, _ = await approved(session, clock, a_comment("Један."))
    await session.commit()
    approver, address = browser(), f"/desk/c/{stage.reference}/report"
    await approver.sign_in("nacelnica@vrbovac.example", PASSWORD)
    shown = words((await approver.get(address)).text)
    assert "Објави са извештајем и 1 одобрен одговор" in shown
    assert "Није нађено ништа" in shown
    without = await approver.post(address, {})
    assert without.status_code == 409
    assert "Неки одговори су припремљени" in words(without.text)
    assert (await approver.post(address, {"approved": "yes"})).status_code == 303
    assert "Рок прописује закон" in words((await browser().get(f"/c/{stage.reference}/report")).text)
