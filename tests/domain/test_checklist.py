"""What should stand beside a draft, and what is missing of it."""

from dialog_tracker.domain.checklist import OWN_SITE_STEP, Item, checklist
from dialog_tracker.domain.procedure import find_procedure


def missing(key, level, there=(), steps=()):
    found = checklist(find_procedure(key), level, dict.fromkeys(there, ""), dict.fromkeys(steps, ""))
    return {one.item for one in found if not one.there}


def test_a_debate_of_a_ministry_asks_for_everything():
    assert missing("rs.public_debate", "national") == set(Item)
    assert missing("rs.public_debate", "national", set(Item)) == set()
    noted = (
        "call_published",
        "programme_published",
        "start_notice_published",
        "impact_analysis_published",
        OWN_SITE_STEP,
        "portal_published",
    )
    assert missing("rs.public_debate", "national", (), noted) == {Item.DRAFT, Item.EXPLANATORY_NOTE, Item.WORKING_GROUP}


def test_a_local_body_need_not_use_the_state_portal_and_an_inspection_asks_for_less():
    assert Item.STATE_PORTAL not in missing("rs.local_debate", "local")
    assert missing("rs.public_inspection", "local", {Item.DRAFT}) == {Item.EXPLANATORY_NOTE, Item.CALL, Item.OWN_SITE}


def test_an_item_names_the_page_where_it_can_be_read():
    found = checklist(
        find_procedure("rs.local_debate"),
        "national",
        {Item.STATE_PORTAL: "https://ekonsultacije.gov.rs/1"},
        {OWN_SITE_STEP: "https://opstina.rs/poziv"},
    )
    assert {one.item: one.address for one in found if one.address} == {
        Item.OWN_SITE: "https://opstina.rs/poziv",
        Item.STATE_PORTAL: "https://ekonsultacije.gov.rs/1",
    }
