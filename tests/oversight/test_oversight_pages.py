"""The pages of oversight, their downloads and JSON twins: empty, filled, wrongly asked, in three faces; and the box of an authority."""

import csv
import io
import json
import re
from datetime import date, timedelta

import pytest
import python_calamine

from dialog_tracker.consultations.actions import note_step
from dialog_tracker.consultations.elsewhere import FollowedDraft, follow
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.consultations.reckoning import Scope, reckon
from dialog_tracker.directory.actions import override_rule
from dialog_tracker.directory.loading import load_directory
from dialog_tracker.documents.actions import add_act, note_stage
from dialog_tracker.domain.act import ActKind, ActStageKind
from dialog_tracker.domain.calendar import CountMode, Unit
from dialog_tracker.domain.indicator import all_indicators, all_measures
from dialog_tracker.domain.policy import Held, Role
from dialog_tracker.domain.procedure import RuleOverride, Wording
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.ledger.queries import newest
from dialog_tracker.oversight.counting import count
from dialog_tracker.oversight.tables import OversightExplanation
from dialog_tracker.responses.actions import draft_answer, publish_answers
from factories import PASSWORD, a_comment, a_person, a_stage, a_submission, an_authority

BOM = "\ufeff"


@pytest.fixture
async def stage(session, clock):
    """A consultation that closed long ago with two comments, of which one was answered, and an act past the public."""
    made = await a_stage(session, clock.now, opens_on=date(2026, 9, 1), last_on=date(2026, 9, 20))
    receipt = await a_submission(session, clock.now - timedelta(days=70), made, a_comment(), a_comment("Други разлог."))
    refusal = ResponseDraft(ResponseStatus.NOT_ACCEPTED, "Рок прописује статут.")
    await draft_answer(session, made.officer, clock.now, receipt.comments[0], refusal, 0)
    await publish_answers(session, made.approver, clock.now, made.reference)
    act = await add_act(session, clock.now, authority_id=made.authority_id, kind=ActKind.DECISION, title="=Одлука о таксама", by=None)
    await note_stage(session, made.officer, clock.now, act, ActStageKind.GAZETTE, date(2026, 6, 1), planned=False)
    await load_directory(session, clock.now)
    await count(session, clock.now, anew=True)
    await session.commit()
    return made


@pytest.mark.parametrize("face", ["sr-Cyrl", "sr-Latn", "en"])
async def test_an_empty_installation_says_of_every_indicator_what_it_takes(browser, face):
    shown = await browser().get(f"/oversight?script={face}")
    assert shown.status_code == 200
    for indicator in all_indicators().values():
        needs = indicator.chief.needs
        assert (needs.en if face == "en" else needs.sr) in shown.text or face == "sr-Latn"
    missing = {"sr-Cyrl": "још није могуће израчунати", "sr-Latn": "još nije moguće izračunati", "en": "not computable yet"}[face]
    assert shown.text.count(missing) >= 18


async def test_every_indicator_and_map_of_an_empty_installation_opens(browser):
    visitor = browser()
    for measure in all_measures():
        shown = await visitor.get(f"/oversight/{measure.indicator}?measure={measure.key}&script=en")
        assert shown.status_code == 200
        assert "Not computable yet." in shown.text
    for address in ("/oversight/map", "/oversight/map?of=units", "/oversight/years/2026", "/oversight/years/2026?level=local"):
        assert (await visitor.get(address)).status_code == 200


async def test_the_dashboard_shows_each_figure_and_what_to_look_at(browser, stage):
    shown = (await browser().get("/oversight?script=en")).text
    assert "50%" in shown  # one of two comments answered, one of two acts consulted on
    assert "acts with no consultation" in shown
    assert "Counted on 23\u00a0November\u00a02026" in shown
    narrowed = (await browser().get(f"/oversight?year=2025&authority={stage.authority_id}&script=en")).text
    assert narrowed.count("not computable yet") >= 14


async def test_the_list_behind_a_figure_puts_bad_rows_first_and_leads_to_them(browser, stage):
    shown = (await browser().get("/oversight/I6?script=en")).text
    assert f'id="row-{stage.reference}"' in shown
    assert f'href="/c/{stage.reference}"' in shown
    assert "1 of 2" in shown
    acts = (await browser().get("/oversight/I1?script=sr-Cyrl")).text
    assert acts.index("Одлука о таксама") < acts.index("Одлука о зеленим површинама")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("/oversight?from=2026-13-01", 422),
        ("/oversight?year=20266", 422),
        ("/oversight?from=2026-05-01&to=2026-01-01", 422),
        ("/oversight?level=galactic", 422),
        ("/oversight?authority=x", 422),
        ("/oversight?procedure=x", 422),
        ("/oversight?territory=nowhere", 422),
        ("/oversight?area=nothing", 422),
        ("/oversight?authority=00000000-0000-7000-8000-000000000000", 422),
        ("/oversight/I5?area=nothing", 422),
        ("/oversight/map?area=nothing", 422),
        ("/oversight/I5/rows.csv?territory=nowhere", 422),
        ("/oversight/years/abc", 404),
        ("/oversight/I5?after=!!!", 422),
        ("/oversight/I5?after=TGlwYQ", 422),
        ("/oversight/I19", 404),
        ("/oversight/I5?measure=never", 404),
        ("/oversight/map?measure=I8.outcomes", 404),
        ("/oversight/map?measure=I99", 404),
        ("/oversight/years/12", 404),
        ("/oversight/years/2026.pdf", 404),
        ("/oversight/years/2026?level=x", 422),
        ("/oversight/I5/rows.pdf", 404),
        ("/api/indicators?script=runes", 400),
        ("/api/indicators/I19", 404),
        ("/api/indicators/I5/rows?after=!!!", 404),
    ],
)
async def test_what_cannot_be_answered_is_refused_in_words(browser, stage, query, status):
    answer = await browser().get(query)
    assert answer.status_code == status, stage.reference


@pytest.mark.parametrize("address", ["/api/indicators", "/api/indicators/I16", "/api/indicators/I16/rows"])
@pytest.mark.parametrize("asked", ["area=nema", "territory=99999", "authority=01a21de6-e19e-727e-a28e-2fbfbdeefceb"])
@pytest.mark.usefixtures("stage")
async def test_a_choice_that_is_not_there_is_refused_to_programs_with_its_name(browser, address, asked):
    refused = await browser().get(f"{address}?{asked}")
    assert refused.status_code == 422
    told = refused.json()
    assert (told["code"], told["facts"]["field"]) == ("choice-required", asked.partition("=")[0])


@pytest.mark.usefixtures("stage")
async def test_the_cursor_of_one_list_of_rows_is_no_cursor_of_another(browser):
    visitor = browser()
    cursor = (await visitor.get("/api/indicators/I16/rows?measure=procedures")).json()["next"]
    for other in ("/api/indicators/I16/rows?measure=procedures&year=2026", "/api/indicators/I5/rows?"):
        assert (await visitor.get(f"{other}&after={cursor}")).json()["code"] == "cursor-of-another-list", other


async def test_a_list_is_paged_by_key(browser, stage):
    visitor = browser()
    page = (await visitor.get("/api/indicators/I16/rows?measure=procedures")).json()
    keys = []
    for _ in range(3):
        keys += [row["key"] for row in page["items"]]
        if page["next"] is None:
            break
        page = (await visitor.get(f"/api/indicators/I16/rows?measure=procedures&after={page['next']}")).json()
    assert (len(keys), len(set(keys)), page["next"]) == (145, 145, None)
    shown = (await visitor.get("/oversight/I16")).text
    assert "after=" in shown
    assert stage.reference not in shown


async def test_the_downloads_say_the_same_as_the_page(browser, stage):
    visitor = browser()
    rows = list(csv.reader(io.StringIO((await visitor.get("/oversight/I1/rows.csv?script=sr-Latn")).text.removeprefix(BOM))))
    assert rows[0][1] == "Naziv"
    assert [row[1] for row in rows[1:]] == ["'=Odluka o taksama", "Odluka o zelenim površinama"]
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO((await visitor.get("/oversight/I6/rows.xlsx?script=en")).content))
    assert book.sheet_names == ["List", "About the indicator"]
    assert book.get_sheet_by_name("List").to_python()[1][0] == stage.reference
    about = dict(row[:2] for row in book.get_sheet_by_name("About the indicator").to_python()[1:])
    assert about["Value"] == "0.5"
    told = (await visitor.get("/oversight/I6/rows.json")).json()
    assert (told["value"], told["part"], told["whole"], told["rows"][0]["key"]) == (0.5, 1, 2, stage.reference)


async def test_the_api_gives_what_it_takes_to_count_again(browser, stage):
    visitor = browser()
    listed = (await visitor.get("/api/indicators")).json()
    assert [one["key"] for one in listed["items"]] == list(all_indicators())
    assert listed["counted_at"] == "2026-11-23T09:00:00Z"
    for one in listed["items"]:
        for told in one["figures"]:
            if told["method"] != "share" or told["value"] is None:
                continue
            rows, after = [], ""
            while True:
                page = (await visitor.get(f"/api/indicators/{one['key']}/rows?measure={told['measure']}{after}")).json()
                rows += page["items"]
                if page["next"] is None:
                    break
                after = f"&after={page['next']}"
            assert sum(row["part"] for row in rows) / sum(row["whole"] for row in rows) == pytest.approx(told["value"])
            assert sum(row["bad"] for row in rows) == told["bad"]
    one = (await visitor.get(f"/api/indicators/I6?authority={stage.authority_id}")).json()
    assert [(part["key"], part["value"], part["comments"]) for part in one["by_authority"]] == [(str(stage.authority_id), 0.5, 2)]
    assert [part["key"] for part in one["by_year"]] == ["2026"]


async def test_the_map_says_its_figures_in_words_too(browser, stage):
    shown = (await browser().get("/oversight/map?measure=I16.contacts&of=units&script=sr-Latn")).text
    assert shown.count('<rect class="tile') == 145
    assert "Subotica: 0" in shown
    districts = (await browser().get("/oversight/map?script=en")).text
    assert districts.count('<rect class="tile') == 30
    assert "Prizren District: no data" in districts
    assert stage.reference not in districts


async def test_the_questions_of_the_dashboard_do_not_grow(browser, statements, stage):
    visitor = browser()
    await visitor.get("/oversight")
    statements.begin()
    assert (await visitor.get("/oversight")).status_code == 200
    assert len(statements.sent) <= 4  # the stamp, the places, the areas, and who asks
    assert stage.reference


async def test_an_authority_explains_a_row_and_everybody_reads_it(browser, session, stage):
    officer, address = browser(), f"/oversight/I6/explain/{stage.reference}"
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    assert address in (await officer.get("/oversight/I6")).text
    assert (await officer.get(address)).status_code == 200
    empty = await officer.post(address, {"words": "  "})
    assert empty.status_code == 422
    assert "Прво напишите објашњење." in empty.text
    long = await officer.post(address, {"words": "а" * 2_001})
    assert long.status_code == 422
    first, second = "Одговор чека мишљење министарства.", "Одговор стиже до краја месеца."
    for words in (first, first, second):
        assert (await officer.post(address, {"words": words})).status_code == 303
    kept = (await session.execute(OversightExplanation.__table__.select().order_by(OversightExplanation.written_at))).all()
    assert [(row.words, row.superseded_at is None, row.year, row.subject_kind) for row in kept] == [
        (first, False, 2026, "consultations"),
        (second, True, 2026, "consultations"),
    ]
    acts = [line for line in await newest(session) if line.act == "indicator-explained"]
    assert [(line.facts["subject"], line.facts["again"]) for line in acts] == [(stage.reference, True), (stage.reference, False)]
    anybody = browser()
    shown = (await anybody.get("/oversight/I6?script=sr-Latn")).text
    assert "Odgovor stiže do kraja meseca." in shown
    assert "Odgovor čeka mišljenje ministarstva." in shown
    assert address not in shown
    assert second in (await anybody.get("/oversight/I6/rows.csv?script=sr-Cyrl")).text
    assert (await anybody.get("/api/indicators/I6/rows")).json()["items"][0]["explanation"] == second
    assert second in (await anybody.get("/oversight/years/2026?script=sr-Cyrl")).text
    assert json.loads((await anybody.get("/oversight/years/2026.json")).text)["explained"][0]["words"] == second


async def test_nobody_else_explains_and_nothing_good_is_explained(browser, session, clock, stage):
    address = f"/oversight/I6/explain/{stage.reference}"
    stranger = browser()
    await a_person(session, clock.now, "strani@drugi.example")
    await stranger.sign_in("strani@drugi.example", PASSWORD)
    assert (await stranger.get(address)).status_code == 403
    assert (await stranger.post(address, {"words": "Туђе објашњење."})).status_code == 403
    approver = browser()
    await approver.sign_in("nacelnica@vrbovac.example", PASSWORD)
    assert (await approver.get(address)).status_code == 200
    assert (await approver.get(f"/oversight/I2/explain/{stage.reference}")).status_code == 404
    assert (await approver.get(f"/oversight/I4/explain/{stage.reference}")).status_code == 409
    assert (await approver.get("/oversight/I6/explain/LR-1999-0001")).status_code == 404


@pytest.mark.parametrize("typed", ["year=1800", "year=x", "authority=zz", "from=2026-02-30"])
async def test_what_cannot_be_chosen_is_said(browser, typed):
    shown = await browser().get(f"/oversight?{typed}&script=sr-Cyrl")
    assert shown.status_code == 422
    assert "govuk-error-summary" in shown.text


async def test_what_has_no_procedure_is_a_dash_where_one_is_chosen(browser, stage):
    visitor, chosen = browser(), "procedure=rs.local_debate&script=en"
    shown = (await visitor.get(f"/oversight?{chosen}")).text
    assert "cannot be told by procedure" in shown
    assert "This cannot be told for one procedure" in (await visitor.get(f"/oversight/I1?{chosen}")).text
    told = (await visitor.get("/api/indicators/I1?procedure=rs.local_debate")).json()["indicator"]["figures"][0]
    assert (told["value"], told["needs_en"][:24]) == (None, "This cannot be told for ")
    rows = (await visitor.get(f"/oversight/I1/rows.csv?{chosen}")).text
    assert len(rows.strip().splitlines()) == 1
    assert stage.reference not in rows


async def test_words_of_acts_quarters_years_and_what_is_not_on_the_map(browser, stage):
    visitor = browser()
    acts = (await visitor.get("/oversight/I1?by=quarter&script=sr-Cyrl")).text
    assert '<th role="columnheader" scope="col">Акти</th>' in acts
    assert "2. квартал 2026." in acts
    assert "објављивање у службеном гласилу" in acts
    assert "Те године овде нема." in (await visitor.get("/oversight/years/abc?script=sr-Cyrl")).text
    assert "Not on the map: 1 authority (1 consultation held, 2 acts on record)." in (await visitor.get("/oversight/map?script=en")).text
    assert "Поднесци: <b" in (await visitor.get("/oversight/I13?script=sr-Cyrl")).text
    assert stage.reference


async def test_a_quarter_with_nothing_to_count_keeps_its_place(browser, session, clock, stage):
    late = await add_act(session, clock.now, authority_id=stage.authority_id, kind=ActKind.DECISION, title="Одлука о прузи", by=None)
    await note_stage(session, stage.officer, clock.now, late, ActStageKind.GAZETTE, date(2025, 11, 3), planned=False)
    await count(session, clock.now, anew=True)
    await session.commit()
    shown = (await browser().get("/oversight/I1?by=quarter&script=en")).text
    axis = re.findall(r'class="under"[^>]*>([^<]*)<', shown)
    assert axis == ["Q4 2025", "Q1 2026", "Q2 2026", "Q3 2026"]
    assert "Q1 2026: –" in shown


async def test_a_report_that_came_late_is_told_apart_from_one_that_is_missing(browser, session, clock, stage):
    rule = RuleOverride("rs.jls.report", 15, Unit.CALENDAR_DAYS, CountMode.EXCLUSIVE, Wording("Статут", "Statute"), date(2019, 1, 1))
    await override_rule(session, clock.now, stage.authority_id, rule, None)
    await reckon(session, clock.now, Scope(authority_id=stage.authority_id))
    held = await facts_of(session, stage.reference, clock.now)
    for noted, said in ((None, "касни 49 дана"), (date(2026, 10, 6), "објављен са закашњењем од 1 дана")):
        if noted:
            await note_step(session, clock.now, held.id, "report_published", noted, None)
        await count(session, clock.now, anew=True)
        await session.commit()
        shown = (await browser().get("/oversight/I5?measure=in_time&script=sr-Cyrl")).text
        assert said in shown.lower(), re.findall(r"[^<>]*дана[^<>]*", shown)


async def test_comments_of_what_was_held_elsewhere_are_a_dash_and_no_nought(browser, session, clock, stage):
    assert stage.reference
    other = await an_authority(session, clock.now, name="Општина Тихи Поток")
    act = await add_act(session, clock.now, authority_id=other, kind=ActKind.DECISION, title="Одлука о води", by=None)
    officer = await a_person(session, clock.now, "kontakt@tihi.example", Held(Role.CONTACT_POINT, authority_id=other))
    await follow(session, officer, clock.now, FollowedDraft(other, act, "rs.local_debate", date(2026, 5, 1), date(2026, 5, 20)))
    await count(session, clock.now, anew=True)
    await session.commit()
    visitor = browser()
    full = (await visitor.get("/api/indicators/I4")).json()
    assert {part["name"]: part["comments"] for part in full["by_authority"]}["Општина Тихи Поток"] is None
    per_act = (await visitor.get("/api/indicators/I13")).json()["indicator"]["figures"]
    assert {one["measure"]: one["value"] for one in per_act}["per_act"] == 2
    shown = (await visitor.get(f"/directory/authorities/{other}?script=sr-Cyrl")).text
    assert "примљених коментара" not in shown
    assert "број није познат" in shown
