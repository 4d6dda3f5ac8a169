"""Programs that keep a copy ask for what changed since: published answers and reports are among it."""

from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.reports.actions import publish_report
from dialog_tracker.responses.actions import draft_answer, publish_answers
from factories import a_stage, a_submission


async def test_published_answers_and_a_published_report_change_the_consultation(session, clock, browser):
    stage = await a_stage(session, clock.now)
    sent = await a_submission(session, clock.now, stage)
    visitor = browser()

    async def changed():
        await session.commit()
        asked = {"phase": "all", "changed_since": clock.now.isoformat()}
        return [one["reference"] for one in (await visitor.client.get("/api/consultations", params=asked)).json()["items"]]

    clock.forward(days=20)
    draft = ResponseDraft(ResponseStatus.NOT_ACCEPTED, "Закон не дозвољава.")
    await draft_answer(session, stage.officer, clock.now, sent.comments[0], draft, 0)
    assert await changed() == []
    await publish_answers(session, stage.approver, clock.now, stage.reference)
    assert await changed() == [stage.reference]
    clock.forward(days=1)
    assert await changed() == []
    await publish_report(session, stage.approver, clock.now, stage.reference, "http://dijalog.example")
    assert await changed() == [stage.reference]
    lastmod = f"<lastmod>{clock.now.isoformat()}</lastmod>"
    index = (await visitor.get("/sitemap.xml")).text
    file = index.partition("/sitemaps/consultations/")[2].partition("<")[0]
    assert lastmod in (await visitor.get(f"/sitemaps/consultations/{file}")).text
