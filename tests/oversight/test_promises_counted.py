"""Promises are counted once a later text is public, and counted again when it changes."""

from datetime import UTC, datetime, timedelta

from dialog_tracker.documents.actions import add_version, keep_file, publish_version
from dialog_tracker.documents.queries import version_card
from dialog_tracker.domain.act import VersionKind
from dialog_tracker.domain.headings import SourceLine
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.domain.structure import structure
from dialog_tracker.oversight.counting import count
from dialog_tracker.oversight.queries import counts_of
from dialog_tracker.reports.actions import publish_report
from dialog_tracker.responses.actions import draft_answer, publish_answers
from factories import LINES, WORD, a_comment, a_stage, a_submission

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=20)
ANSWERS = (
    ResponseDraft(ResponseStatus.ACCEPTED, "Предлог је прихваћен."),
    ResponseDraft(ResponseStatus.ACCEPTED, "Предлог је прихваћен."),
    ResponseDraft(ResponseStatus.NOT_ACCEPTED, "Рок прописује статут."),
)


async def counted(session):
    await count(session, LATER, anew=True)
    (one,) = (await counts_of(session, LATER)).record.consultations
    return one


async def a_text(session, stage, sign: str, lines: str, *, public: bool = True) -> None:
    act_id = (await version_card(session, stage.version_id, latin=False)).act_id
    draft = structure([SourceLine(line) for line in lines.splitlines()])
    await keep_file(session, LATER, sha256=sign * 64, size=2000, media_type=WORD)
    source = {"source_sha256": sign * 64, "source_name": "usvojen.docx"}
    version_id = await add_version(session, LATER, act_id=act_id, kind=VersionKind.ADOPTED, draft=draft, **source, by=None)
    if public:
        await publish_version(session, stage.officer, LATER, version_id)


async def test_what_was_accepted_is_held_against_the_newest_public_text(session):
    stage = await a_stage(session, NOW)
    comments = (a_comment("Набројати још радова."), a_comment("Начела су преуска.", anchor="cl2"), a_comment("Одредба је сувишна."))
    receipt = await a_submission(session, NOW, stage, *comments)
    for number, answer in zip(receipt.comments, ANSWERS, strict=True):
        await draft_answer(session, stage.officer, LATER, number, answer, 0)
    await publish_answers(session, stage.approver, LATER, stage.reference)
    await publish_report(session, stage.approver, LATER, stage.reference, "http://dijalog.example")
    before = await counted(session)
    assert (before.promised, before.unfulfilled) == (0, 0)  # there is no later text to hold them against
    await a_text(session, stage, "1", LINES.replace("2) орезивање.", "2) орезивање и чишћење."))
    after = await counted(session)
    assert (after.promised, after.unfulfilled) == (2, 1)
    mended = LINES.replace("2) орезивање.", "2) орезивање и чишћење.").replace("доступне свима", "доступне свима и бесплатне")
    await a_text(session, stage, "2", mended, public=False)
    assert (await counted(session)).unfulfilled == 1  # a text in the office changes nothing
    await a_text(session, stage, "3", mended)
    kept = await counted(session)
    assert (kept.promised, kept.unfulfilled) == (2, 0)
