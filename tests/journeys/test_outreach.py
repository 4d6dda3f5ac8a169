"""Invitations to a consultation of one's own authority: logged, answered, and part of the facts of its report."""

import re

from journey import words

from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.reports.gathering import report_facts

NAMES = {"names": "Удружење „Липа”\n  Удружење „Бреза”  \n\n", "channel": "email", "invited_on": "2026-09-03"}


async def test_who_was_invited_is_logged_answered_and_reported(stage, officer, browser, session, clock):
    address = f"/desk/c/{stage.reference}/invitations"
    assert (await officer.post(address, NAMES)).status_code == 303
    assert (await officer.post(address, NAMES)).status_code == 303, "the same again changes nothing"
    shown = (await officer.get(address)).text
    assert shown.count('name="listed-') == 2
    first, second = re.findall(r'name="listed-([0-9a-f-]{36})"', shown)
    said = {"act": "fates", f"listed-{first}": "1", f"answered-{first}": "2026-09-05", f"came-{first}": "yes"}
    assert (await officer.post(address, said | {f"listed-{second}": "1", f"delivered-{second}": "no"})).status_code == 303
    unreadable = await officer.post(address, {"act": "fates", f"listed-{first}": "1", f"answered-{first}": "јуче"})
    assert unreadable.status_code == 422
    assert 'value="2026-09-05"' in (await officer.get(address)).text
    refused = await officer.post(address, NAMES | {"names": " ", "channel": "post"})
    assert refused.status_code == 422
    assert (await browser().get(address)).status_code in (303, 403, 404)
    found = words((await officer.get("/desk/invited?q=breza&script=sr-Latn")).text)
    assert "Udruženje „Breza”" in found
    assert "5. septembra 2026" in found.replace("\u00a0", " ")
    assert "poziv se vratio" in words((await officer.get("/desk/invited?q=lipa&script=sr-Latn")).text)
    assert "Ниједан позив" in words((await officer.get("/desk/invited?q=јасен&script=sr-Cyrl")).text)
    assert (await browser().get("/desk/invited?q=breza")).status_code in (303, 403)
    case = await facts_of(session, stage.reference, clock.now)
    facts = await report_facts(session, case, clock.now, number=1, four_eyes=True, site="http://127.0.0.1")
    assert [(one.name, one.answered_on is not None) for one in facts.invited] == [("Удружење „Бреза”", True), ("Удружење „Липа”", False)]
