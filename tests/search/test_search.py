"""The search over HTTP and underneath: what is found, by what it is narrowed, what is never shown, and what is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from dialog_tracker.comments.withholding import withhold
from dialog_tracker.domain.finding import read_query, vector
from dialog_tracker.domain.publication import WithholdingReason
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.domain.script import Face
from dialog_tracker.reports.actions import publish_report
from dialog_tracker.responses.actions import draft_answer, publish_answers
from dialog_tracker.search import queries
from dialog_tracker.search.actions import index_consultations, index_everything, index_submissions
from dialog_tracker.search.queries import Wanted, find
from dialog_tracker.search.reactions import follow
from factories import a_comment, a_stage, a_submission


@pytest.fixture
async def stage(session, clock):
    made = await a_stage(session, clock.now)
    await session.commit()
    return made


async def indexed(session, clock):
    for table, index in (("consultation", index_consultations), ("submission", index_submissions)):
        ids = list((await session.execute(text(f"SELECT id FROM {table}"))).scalars())
        await index(session, clock.now, ids)
    await session.commit()


async def found(session, clock, typed, latin=False, after=None, limit=20, **narrowed: str):
    return await find(
        session, read_query(typed), Wanted(**narrowed), clock.now, face=Face.LATIN if latin else Face.CYRILLIC, after=after, limit=limit
    )


def addresses(answer):
    return [hit.address for hit in answer.hits]


async def test_articles_are_found_by_their_number_and_their_words_in_either_script(session, clock, stage):
    await indexed(session, clock)
    for typed in ("члан 2 одлуке о зеленим површинама", "cl. 2 zelene povrsine", "dostupnost svima", "начелима"):
        answer = await found(session, clock, typed)
        assert f"/c/{stage.reference}/text/cl2" in addresses(answer), typed


@pytest.mark.usefixtures("stage")
async def test_marks_and_words_stand_in_the_script_of_the_reader(session, clock):
    await indexed(session, clock)
    hit = next(hit for hit in (await found(session, clock, "заливање", latin=True)).hits if hit.kind == "article")
    assert [piece.text for piece in hit.excerpt if piece.found] == ["zalivanje"]


async def test_comments_and_answers_are_found_with_who_said_them_and_counted_by_their_answer(session, clock):
    stage = await a_stage(session, clock.now, four_eyes=False)
    receipt = await a_submission(session, clock.now, stage, a_comment("Додати обалу језера."), a_comment("Клупе у парку."))
    one = receipt.comments[0] if receipt.comments else f"{receipt.number}/1"
    await draft_answer(session, stage.officer, clock.now, one, ResponseDraft(ResponseStatus.ACCEPTED, "Обала је додата уз језеро."), 0)
    clock.forward(days=20)
    await publish_answers(session, stage.officer, clock.now, stage.reference)
    await indexed(session, clock)
    answer = await found(session, clock, "jezero obala")
    assert [hit.kind for hit in answer.hits] == ["comment", "answer"]
    assert answer.hits[0].who == "Удружење „Липа”"
    assert {value.value: value.hits for value in answer.facets["kind"]} == {"comment": 1, "answer": 1}
    assert {value.value: value.hits for value in answer.facets["status"]} == {"accepted": 2}
    assert (await found(session, clock, "", kind="comment", status="unanswered")).total == 1


async def test_what_is_withheld_is_never_shown_even_before_the_index_knows(session, clock, stage):
    receipt = await a_submission(session, clock.now, stage, a_comment("Увредљива реченица о комшији."))
    await indexed(session, clock)
    assert (await found(session, clock, "комшија")).total == 1
    await withhold(session, stage.officer, clock.now, receipt.number, WithholdingReason.INSULT)
    assert (await found(session, clock, "комшија")).hits == []
    await indexed(session, clock)
    assert (await found(session, clock, "комшија")).total == 0


async def test_an_attachment_is_found_by_its_words_until_its_submission_is_held_back(session, clock, stage):
    receipt = await a_submission(session, clock.now, stage, a_comment("Видети прилог."))
    await session.execute(
        text("""
            INSERT INTO submission_file (id, submission_id, position, address, name, words, public)
            SELECT gen_random_uuid(), id, 1, 'https://primer.rs/studija.pdf', 'студија.pdf', 'Меандри реке и поплаве.', true FROM submission
        """)
    )
    await indexed(session, clock)
    [hit] = (await found(session, clock, "meandar", kind="file")).hits
    assert [piece.text for piece in hit.excerpt if piece.found] == ["Меандри"]
    await withhold(session, stage.officer, clock.now, receipt.number, WithholdingReason.COPYRIGHT)
    assert (await found(session, clock, "meandar", kind="file")).hits == []


async def test_what_waits_in_quarantine_is_found_when_it_ends_and_not_before(session, clock, stage):
    await a_submission(session, clock.now, stage, a_comment("Мост преко реке."))
    until = clock.now + timedelta(hours=5)
    await session.execute(text("UPDATE submission SET quarantined_until = :until"), {"until": until})
    await indexed(session, clock)
    assert (await found(session, clock, "мост")).total == 0
    clock.forward(hours=6)
    assert (await found(session, clock, "мост")).total == 1


@pytest.mark.usefixtures("stage")
async def test_a_draft_consultation_is_not_found(session, clock):
    await indexed(session, clock)
    await session.execute(text("UPDATE consultation SET stage = 'draft', published_at = NULL"))
    await indexed(session, clock)
    assert (await found(session, clock, "зелене површине")).total == 0


async def test_pages_follow_each_other_without_gaps_or_repeats(session, clock, stage):
    for n in range(7):
        await a_submission(session, clock.now, stage, a_comment(f"Предлог о стаблима број {n}."), key=f"key-of-a-form-{n:04d}")
    await indexed(session, clock)
    seen, after = [], None
    while True:
        answer = await found(session, clock, "стабла", limit=3, after=after)
        assert answer.total == 7
        seen += addresses(answer)
        if answer.next is None:
            break
        after = answer.next
    assert len(seen) == len(set(seen)) == 7


async def test_above_the_bound_nothing_is_said_to_be_exact(session, clock, stage, monkeypatch):
    monkeypatch.setattr(queries, "MOST_COUNTED", 3)
    for n in range(6):
        await a_submission(session, clock.now, stage, a_comment(f"Предлог о стаблима број {n}."), key=f"key-of-a-form-{n:04d}")
    await indexed(session, clock)
    answer = await found(session, clock, "стабла")
    assert answer.total is None
    assert len(answer.hits) == 4  # as many as were read to know that there are more
    assert [value.hits for value in answer.facets["kind"]] == [None]


async def test_where_nothing_holds_all_the_words_some_of_them_and_titles_like_it_are_shown(session, clock, stage):
    await indexed(session, clock)
    answer = await found(session, clock, "зелнеим површинама")
    assert answer.relaxed
    assert f"/c/{stage.reference}" in [hit.address for hit in answer.alike]


@pytest.mark.usefixtures("stage")
@pytest.mark.parametrize(("phase", "total"), [("open", 1), ("answering", 0), ("upcoming", 0), ("nonsense", 0)])
async def test_phases_are_those_of_now(session, clock, phase, total):
    await indexed(session, clock)
    assert (await found(session, clock, "", kind="consultation", phase=phase)).total == total


async def test_the_page_finds_narrows_and_refuses(session, clock, stage, browser):
    await indexed(session, clock)
    visitor = browser()
    shown = await visitor.get("/search?q=зелене+површине&kind=article&script=sr-Latn")
    assert shown.status_code == 200
    assert "<mark>" in shown.text
    assert "Ukloni" in shown.text
    assert (await visitor.get(f"/search?q={stage.reference}")).headers["location"] == f"/c/{stage.reference}"
    long = await visitor.get("/search?q=" + "закон" * 2000)
    assert long.status_code == 422
    assert "300" in long.text
    for query in ("since=nije-datum&q=закон", "after=abc&q=закон", "q=%00%27%3B--&kind=%27", "q=закон&authority=xyz&year=9999&phase='"):
        assert (await visitor.get(f"/search?{query}")).status_code in (200, 422)
    nothing = await visitor.get("/search?q=непостојеће")
    assert "Ništa nije pronađeno" in nothing.text or "Ништа није" in nothing.text


async def test_a_cursor_of_another_search_is_refused(session, clock, stage, browser):
    for n in range(25):
        await a_submission(session, clock.now, stage, a_comment(f"Предлог о стаблима број {n}."), key=f"key-of-a-form-{n:04d}")
    await indexed(session, clock)
    visitor = browser()
    first = (await visitor.get("/api/search?q=стабла")).json()
    assert first["total"] == 25
    again = (await visitor.get(f"/api/search?q=стабла&after={first['next']}")).json()
    assert len(first["items"]) + len(again["items"]) == 25
    other = await visitor.get(f"/api/search?q=предлог&after={first['next']}")
    assert other.status_code in (404, 422)
    assert other.json()["code"] in ("cursor-unreadable", "cursor-of-another-list")


async def test_the_follower_finds_what_the_ledger_tells_and_forgets_what_is_gone(fresh, clock):
    async with fresh.transaction() as session:
        stage = await a_stage(session, clock.now)
        receipt = await a_submission(session, clock.now, stage, a_comment("Обала језера."))
    assert await follow(fresh.sessions, lambda: clock.now) > 0
    async with fresh.transaction() as session:
        assert (await found(session, clock, "језеро")).total == 1
        await withhold(session, stage.officer, clock.now, receipt.number, WithholdingReason.SPAM)
    assert await follow(fresh.sessions, lambda: clock.now) == 1
    assert await follow(fresh.sessions, lambda: clock.now) == 0
    async with fresh.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM search_entry WHERE kind = 'comment'")) == 0
    entries = await index_everything(fresh.sessions, lambda: clock.now, None)
    async with fresh.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM search_entry")) == entries


async def test_an_index_of_before_is_written_anew_from_the_ledger_and_nothing_in_it_counts_as_new(fresh, clock):
    async with fresh.transaction() as session:
        stage = await a_stage(session, clock.now)
        await a_submission(session, clock.now, stage, a_comment("Додати обалу језера."))
    await follow(fresh.sessions, lambda: clock.now)
    whole = "SELECT kind, subject_id, entered_at, vector::text FROM search_entry ORDER BY id"
    async with fresh.transaction() as session:
        before = (await session.execute(text(whole))).all()
        await session.execute(text("UPDATE search_entry SET vector = ''"))
        await session.execute(text("UPDATE ledger_follower SET position = 0 WHERE name = 'search'"))
    clock.forward(hours=1)
    await follow(fresh.sessions, lambda: clock.now)
    async with fresh.transaction() as session:
        assert (await session.execute(text(whole))).all() == before
    assert {"comment", "article", "consultation"} <= {row.kind for row in before}


async def test_a_report_is_found_by_what_the_authority_says_in_it_and_not_by_what_others_said(session, clock):
    stage = await a_stage(session, clock.now, four_eyes=False)
    receipt = await a_submission(session, clock.now, stage, a_comment("Додати обалу језера."))
    await draft_answer(session, stage.officer, clock.now, f"{receipt.number}/1", ResponseDraft(ResponseStatus.ACCEPTED, "Обала."), 0)
    clock.forward(days=20)
    await publish_answers(session, stage.officer, clock.now, stage.reference)
    await publish_report(session, stage.officer, clock.now, stage.reference, "http://dijalog.example")
    await indexed(session, clock)
    (hit,) = (await found(session, clock, "jednu tačku prihvatio, učestvovao podnosilac", latin=True, kind="report")).hits
    assert hit.address == f"/c/{stage.reference}/report"
    assert "podnosilac, koji je podneo" in "".join(piece.text for piece in hit.excerpt)
    assert (await found(session, clock, "обала језера", kind="report")).total == 0
    assert {one.kind for one in (await found(session, clock, "обала")).hits} == {"comment", "answer"}


async def test_pages_of_hits_with_some_of_the_words_follow_each_other(session, clock, stage):
    for at in range(5):
        await a_submission(session, clock.now, stage, a_comment(f"Предлог о клупама {at}."), key=f"key-of-a-form-{at:04}")
    await indexed(session, clock)
    seen, after = [], None
    while True:
        answer = await found(session, clock, "клупе хеликоптер", limit=2, after=after, kind="comment")
        assert (answer.total, answer.relaxed) == (5, True)
        seen += addresses(answer)
        after = answer.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 5


async def test_a_comment_and_its_answer_have_addresses_of_their_own(session, clock):
    stage = await a_stage(session, clock.now, four_eyes=False)
    receipt = await a_submission(session, clock.now, stage, a_comment("Додати обалу језера."))
    await draft_answer(
        session, stage.officer, clock.now, f"{receipt.number}/1", ResponseDraft(ResponseStatus.ACCEPTED, "Обала је додата."), 0
    )
    clock.forward(days=20)
    await publish_answers(session, stage.officer, clock.now, stage.reference)
    await indexed(session, clock)
    comment, answer = addresses(await found(session, clock, "обала"))
    assert {comment, answer} == {f"/k/{receipt.number}#k10001", f"/k/{receipt.number}#a10001"}


async def test_titles_like_a_mistyped_word_are_narrowed_as_hits_are(session, clock, stage):
    await indexed(session, clock)
    slips = await found(session, clock, "poevrsinama")
    assert f"/c/{stage.reference}" in [hit.address for hit in slips.alike]
    assert not (await found(session, clock, "poevrsinama", phase="withdrawn")).alike
    since = Wanted(since=(clock.now + timedelta(days=400)).date())
    assert not (await find(session, read_query("poevrsinama"), since, clock.now, face=Face.CYRILLIC)).alike
    assert {hit.kind for hit in (await found(session, clock, "poevrsinama", kind="act")).alike} == {"act"}


async def test_what_is_announced_is_found_from_its_publication(session, clock):
    stage = await a_stage(session, clock.now, opens_on=(clock.now + timedelta(days=10)).date())
    await indexed(session, clock)
    answer = await found(session, clock, "зеленим површинама", phase="upcoming")
    assert f"/c/{stage.reference}" in addresses(answer)


async def test_a_period_alone_finds_what_is_in_it(session, clock, stage):
    await indexed(session, clock)
    day = clock.now.date()
    everything = await found(session, clock, "", since=day - timedelta(days=30))
    assert f"/c/{stage.reference}" in addresses(everything)
    assert (await found(session, clock, "", until=day - timedelta(days=30))).total == 0
    assert (await found(session, clock, "", phase="open")).total == everything.total


@pytest.mark.parametrize("door", ["/search", "/search.atom", "/search.ics"])
@pytest.mark.parametrize("name", ["kind", "authority", "area", "territory", "status", "phase"])
async def test_a_value_with_a_sign_that_no_text_has_finds_nothing(browser, door, name):
    assert (await browser().get(f"{door}?q=парк&{name}=%00")).status_code == 200


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("q=ЛР-2026-0001-0008X", "откуцан"),
        ("q=!!!", "бар још једну реч"),
        ("q=парк&since=2026-03-01&until=2026-02-01", "не може бити пре првог"),
        ("q=парк&until=9999-12-31", "датум"),
        ("q=парк&since=0001-01-01", "датум"),
    ],
)
async def test_what_cannot_be_searched_is_said(browser, address, said):
    answer = await browser().get(f"/search?{address}")
    assert answer.status_code == (200 if "!!!" in address else 422)
    assert said in answer.text
    if "since" in address or "until" in address:
        assert (await browser().get(f"/api/search?{address}")).json()["total"] == 0
        assert (await browser().get(f"/search.atom?{address}")).status_code == 422


async def test_an_article_is_that_of_the_act_that_is_named_and_not_of_one_that_speaks_of_it(session, clock, stage):
    await indexed(session, clock)
    speaking = text("""
        INSERT INTO search_entry (kind, subject_id, address, title, title_fold, language, place, words, areas, territories, year, status, at,
                                  visible_from, entered_at, vector)
        SELECT 'article', gen_random_uuid(), '/c/JR-2026-7777/text/cl2-' || n, 'Закон о водама', '', 'sr', 'Члан 2.', '', '{}', '{}', 2026, '',
               :now, :now, :now, CAST(CAST(:vector AS text) AS tsvector) FROM generate_series(1, 12) AS n
    """)
    said = (("Зелене површине", "A"), ("Члан 2.", "B"), ("Одлука о зеленим површинама. " * 5, "C"), ("Закон о водама", "D"))
    await session.execute(speaking, {"now": clock.now, "vector": vector(said, ("k:article", "c:2"))})
    answer = await found(session, clock, "члан 2 одлуке о зеленим површинама")
    assert addresses(answer)[0] == f"/c/{stage.reference}/text/cl2"


async def test_titles_like_a_slip_are_shown_where_somebody_else_slipped_too(session, clock, stage):
    await a_submission(session, clock.now, stage, a_comment("Предлог о поевршинама."))
    await indexed(session, clock)
    answer = await found(session, clock, "poevrsinama")
    assert (answer.total, answer.relaxed) == (1, False)
    assert [hit.kind for hit in answer.alike] == ["consultation", "act"]


async def test_articles_alone_come_before_what_was_said_on_them(session, clock, stage):
    await a_submission(session, clock.now, stage, a_comment("Примедба.", anchor="cl2"))
    await indexed(session, clock)
    assert addresses(await found(session, clock, "члан 2"))[0] == f"/c/{stage.reference}/text/cl2"


async def test_many_hits_are_read_from_the_newest_on_and_few_by_the_index_with_the_same_counts(session, clock, stage, monkeypatch):
    for n in range(6):
        await a_submission(session, clock.now, stage, a_comment(f"Предлог о стаблима број {n}."), key=f"key-of-a-form-{n:04d}")
    await indexed(session, clock)
    counted = []
    for share, newest in ((0.0, 70_000), (0.0, 2), (2.0, 2)):
        monkeypatch.setattr(queries, "_SHARE", share)
        monkeypatch.setattr(queries, "_NEWEST", newest)
        monkeypatch.setattr(queries, "MOST_COUNTED", 4 if newest > 2 else 10)
        answer = await found(session, clock, "стабла")
        counted.append((answer.total, [(one.value, one.hits) for one in answer.facets["kind"]]))
    assert counted == [(None, [("comment", None)]), (6, [("comment", 6)]), (6, [("comment", 6)])]


async def test_a_phrase_is_its_words_beside_each_other(session, clock, stage):
    for n, said in enumerate(("Јавна расправа траје.", "Расправа је јавна.", "Јавна и отворена расправа.")):
        await a_submission(session, clock.now, stage, a_comment(said), key=f"key-of-a-form-{n:04d}")
    await indexed(session, clock)
    assert (await found(session, clock, '"јавне расправе"', kind="comment")).total == 1
    assert (await found(session, clock, 'расправа -"јавне расправе"', kind="comment")).total == 2
