"""Tables of comments come in: real files, spoiled files, the same file twice, and an import cut half way."""

import hashlib
import io
from datetime import timedelta

import pytest
import xlsxwriter
from sqlalchemy import func, select

from dialog_tracker.analysis.actions import propose_groups
from dialog_tracker.analysis.queries import counts_of
from dialog_tracker.comments.tables import Comment, Submission, SubmissionFile
from dialog_tracker.consultations.actions import ConsultationDraft, open_consultation, publish
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.domain.comment_columns import Preset
from dialog_tracker.domain.errors import Conflict, Malformed, NotPermitted
from dialog_tracker.domain.group import ThreeCounts
from dialog_tracker.domain.held_rows import Unplaced
from dialog_tracker.domain.incoming import FileState, read_table
from dialog_tracker.domain.policy import ANONYMOUS
from dialog_tracker.intake import imports
from dialog_tracker.intake.actions import Given
from dialog_tracker.intake.tables import IntakeFile, IntakeRow
from dialog_tracker.office.sheets import read_sheet
from dialog_tracker.responses.brought import bring_decisions
from dialog_tracker.responses.tables import Response

TABLE = "Организација;Члан;Коментар\nЛипа;1;Први предлог.\nЛипа;члан 2;Други предлог.\nБреза;члан 77;Трећи предлог.\n"


@pytest.mark.shared
async def test_the_bulk_format_of_regulations_gov(session, clock, stage, take, shared):
    content = (shared / "data" / "comments" / "regulations-gov-CMS-2025-0050-sample.csv").read_bytes()
    done = await take(content, Preset.REGULATIONS_GOV)
    assert (done.submissions, done.comments) == (65, 65)
    assert [(one.row, one.code) for one in done.left_out] == [(2, "row-not-a-comment")]
    per_organisation = select(func.count()).select_from(Submission).group_by(Submission.organisation_id)
    counts = sorted((await session.scalars(per_organisation)).all(), reverse=True)
    assert (len(counts), counts[0]) == (56, 6)
    assert await session.scalar(select(func.count()).select_from(SubmissionFile).where(SubmissionFile.address != "")) > 50
    facts = await facts_of(session, stage.reference, clock.now)
    assert await propose_groups(session, stage.officer, clock.now, facts) == 0
    assert (await session.scalars(select(Comment.language).distinct())).all() == ["en"]


@pytest.mark.shared
async def test_the_export_of_e_savjetovanja_proposes_one_identical_and_three_near_groups(session, clock, stage, take, shared):
    content = (shared / "data" / "comments" / "esavjetovanja-hr-5638-associations.csv").read_bytes()
    done = await take(content, Preset.ESAVJETOVANJA)
    assert (done.submissions, done.comments, done.left_out) == (20, 20, ())
    facts = await facts_of(session, stage.reference, clock.now)
    assert await propose_groups(session, stage.officer, clock.now, facts) == 4
    assert await propose_groups(session, stage.officer, clock.now, facts) == 0
    assert await counts_of(session, facts.id) == ThreeCounts(received=20, texts=17, points=20)
    texts = (await session.scalars(select(Comment.reasons))).all()
    assert max(map(len, texts)) == 16_892


@pytest.mark.shared
async def test_a_disposition_of_comments_keeps_the_order_of_each_submitter(session, take, shared):
    content = (shared / "data" / "comments" / "w3c-css-backgrounds-3-lc-2010.csv").read_bytes()
    done = await take(content, Preset.DISPOSITION, decisions=bring_decisions)
    assert (done.submissions, done.comments) == (10, 12)
    statuses = await session.execute(select(Response.status, func.count()).group_by(Response.status).order_by(Response.status))
    assert statuses.all() == [("accepted", 9), ("not_accepted", 2), ("out_of_scope", 1)]
    assert set((await session.scalars(select(Response.published_at))).all()) == {None}
    per_submitter = select(Submission.public_name, func.count()).join(Comment, Comment.submission_id == Submission.id)
    shown = dict((await session.execute(per_submitter.group_by(Submission.public_name))).all())
    assert shown == {"C01": 2, "PFWG": 2} | {f"C0{at}": 1 for at in range(2, 10)}


@pytest.mark.shared
async def test_rows_without_a_text_are_all_reported(session, take, shared):
    done = await take((shared / "data" / "comments" / "esavjetovanja-hr-5638-metadata.csv").read_bytes(), Preset.ESAVJETOVANJA)
    assert (done.submissions, len(done.left_out)) == (0, 370)
    assert await session.scalar(select(func.count()).select_from(IntakeRow)) == 370
    assert (await session.scalars(select(IntakeFile.state))).all() == [FileState.TAKEN]


async def test_rows_stand_on_their_articles_and_a_place_that_is_not_there_is_kept_as_written(session, take):
    done = await take(TABLE.encode(), unplaced=Unplaced.GENERAL)
    assert (done.submissions, done.comments) == (2, 3)
    rows = (await session.execute(select(Comment.target, Comment.anchor, Comment.quote).order_by(Comment.position))).all()
    assert rows == [("provision", "cl1", ""), ("provision", "cl2", ""), ("general", "", "члан 77")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
async def test_the_encodings_of_offices(take, encoding):
    assert (await take(TABLE.encode(encoding), unplaced=Unplaced.GENERAL)).comments == 3


def test_cells_keep_line_breaks_and_quoted_delimiters():
    content = 'Članak,Komentar\r\n"12, st. 1","Prvi red.\nDrugi ""red""."\r\n'.encode("cp1250")
    assert read_sheet(content) == [["Članak", "Komentar"], ["12, st. 1", 'Prvi red.\nDrugi "red".']]


def test_a_workbook_is_read_with_its_numbers_days_and_formulas_as_they_show():
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet("Коментари")
        sheet.write_row(0, 0, ["Члан", "Коментар", "Збир"])
        sheet.write_row(1, 0, [12, "Предлог"])
        sheet.write_formula(1, 2, "=1+1", None, 2)
    assert read_sheet(made.getvalue()) == [["Члан", "Коментар", "Збир"], ["12", "Предлог", "2"]]
    with pytest.raises(Malformed):
        read_sheet(b"PK\x03\x04 no workbook")


async def test_the_same_file_comes_in_once_and_says_when(session, take):
    await take(TABLE.encode())
    with pytest.raises(Conflict, match="file-came-before"):
        await take(TABLE.encode(), name="isto.csv")
    assert await session.scalar(select(func.count()).select_from(Submission)) == 1


async def test_one_table_may_come_into_two_consultations(session, sessions, clock, stage, take):
    await take(TABLE.encode(), unplaced=Unplaced.GENERAL)
    facts = await facts_of(session, stage.reference, clock.now)
    first = (clock.now - timedelta(days=7)).date()
    draft = ConsultationDraft(
        stage.authority_id, facts.act_id, stage.version_id, "rs.local_debate", first, first + timedelta(days=20), None
    )
    reference = await open_consultation(session, stage.officer, clock.now, draft)
    await publish(session, stage.officer, clock.now, reference)
    await session.commit()
    content = TABLE.encode()
    given = Given("isto.csv", hashlib.sha256(content).hexdigest(), len(content), "text/csv")
    done = await imports.import_table(
        sessions, clock, stage.officer, reference, given, Preset.TABLE, lambda zone: read_table(read_sheet(content), zone)
    )
    assert (done.submissions, len(done.held)) == (1, 1)


async def test_a_submission_that_is_refused_is_named_with_all_its_rows(take):
    done = await take("Организација;Коментар\nЛипа;Добар предлог.\nЛипа;Знак \x01 у тексту.\n".encode())
    assert [(one.row, one.code) for one in done.left_out] == [(2, "text-control-characters"), (3, "text-control-characters")]


async def test_an_import_cut_half_way_goes_on_where_it_stopped(session, take, cut_after_twenty):
    table = "Коментар,Организација\n" + "".join(f"Предлог број {n} о уређењу.,Удружење {n}\n" for n in range(25))
    await cut_after_twenty(table.encode())
    assert await session.scalar(select(func.count()).select_from(Submission)) == 20
    rest = await take(table.encode())
    assert rest.submissions == 5
    assert (await session.scalars(select(Submission.serial).order_by(Submission.serial))).all() == list(range(1, 26))


async def test_a_refused_table_says_why_and_may_come_again(session, take):
    with pytest.raises(Malformed, match="table-header-unknown"):
        await take("Шифра,Цена\n1,2\n".encode())
    assert (await session.execute(select(IntakeFile.state, IntakeFile.code))).all() == [("refused", "table-header-unknown")]
    with pytest.raises(Malformed, match="table-header-unknown"):
        await take("Шифра,Цена\n1,2\n".encode())


async def test_a_row_that_the_law_book_refuses_is_left_out_alone(session, take):
    done = await take("Коментар,Примљено\nДобар предлог.,2026-01-10\nЗлонамеран \x01 знак.,\nИз будућности.,2126-01-10\n".encode())
    assert done.comments == 1
    assert [(one.row, one.code) for one in done.left_out] == [(3, "text-control-characters"), (4, "date-in-future")]
    assert await session.scalar(select(func.count()).select_from(IntakeRow)) == 2


async def test_strangers_import_nothing(sessions, clock, stage):
    given = Given("x.csv", "1" * 64, 1, "text/csv")
    with pytest.raises(NotPermitted):
        await imports.import_table(sessions, clock, ANONYMOUS, stage.reference, given, Preset.TABLE, lambda _zone: None)
