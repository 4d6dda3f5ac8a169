"""A session that runs out while somebody writes: the text survives the sign-in."""

from factories import PASSWORD, a_stage, a_submission


async def test_an_answer_survives_the_end_of_a_session(session, clock, browser):
    stage = await a_stage(session, clock.now)
    receipt = await a_submission(session, clock.now, stage)
    await session.commit()
    officer = browser()
    await officer.sign_in("kontakt@vrbovac.example", PASSWORD)
    address = f"/desk/k/{receipt.comments[0]}"
    assert (await officer.get(address)).status_code == 200
    clock.forward(hours=13)
    answer = await officer.post(
        address, {"status": "not_accepted", "reasons": "Рок већ прописује закон.", "what_changed": "", "revision": "0"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next_path={address}")
    await officer.client.post(
        "/sign-in",
        data={"_csrf_token": officer.client.cookies["dt_csrf"], "email": "kontakt@vrbovac.example", "password": PASSWORD, "next": "/"},
    )
    page = await officer.get(address)
    assert "Рок већ прописује закон." in page.text
    saved = await officer.post(
        address, {"status": "not_accepted", "reasons": "Рок већ прописује закон, члан 5.", "what_changed": "", "revision": "0"}
    )
    assert saved.status_code == 303
    assert "члан 5." in (await officer.get(address)).text
