"""What should stand beside a draft that is put to consultation, and what is missing of it.

The list follows art. 41 of the Rules of Procedure of the Government, art. 33 of the Law on the Planning System and the duty to
publish on one's own site and on the state portal [Decision on the eConsultations portal, 62/2021; binding on state bodies].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dialog_tracker.domain.procedure import Procedure


class Item(StrEnum):
    """A document or a step."""

    DRAFT = "draft"
    EXPLANATORY_NOTE = "explanatory_note"
    IMPACT_ANALYSIS = "impact_analysis"
    START_NOTICE = "start_notice"
    CALL = "call"
    PROGRAMME = "programme"
    WORKING_GROUP = "working_group"
    OWN_SITE = "own_site"
    STATE_PORTAL = "state_portal"


# Steps that are noted for the list alone, beside those of the rules.
OWN_SITE_STEP, PORTAL_STEP = "own_site_published", "portal_published"
STEPS: Mapping[Item, str] = {
    Item.IMPACT_ANALYSIS: "impact_analysis_published",
    Item.START_NOTICE: "start_notice_published",
    Item.CALL: "call_published",
    Item.PROGRAMME: "programme_published",
    Item.OWN_SITE: OWN_SITE_STEP,
    Item.STATE_PORTAL: PORTAL_STEP,
}
# The call is noted by publishing it here; the others by hand.
NOTED_BY_HAND = frozenset(STEPS.values()) - {STEPS[Item.CALL]}
_BY_FAMILY: Mapping[str, tuple[Item, ...]] = {
    "public_debate": (
        Item.DRAFT,
        Item.EXPLANATORY_NOTE,
        Item.IMPACT_ANALYSIS,
        Item.START_NOTICE,
        Item.CALL,
        Item.PROGRAMME,
        Item.WORKING_GROUP,
        Item.OWN_SITE,
        Item.STATE_PORTAL,
    ),
    "consultations": (Item.DRAFT, Item.START_NOTICE, Item.CALL, Item.OWN_SITE, Item.STATE_PORTAL),
    "public_inspection": (Item.DRAFT, Item.EXPLANATORY_NOTE, Item.CALL, Item.OWN_SITE),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """An item of the list and whether it is there; `step` is what notes it, empty where it is entered otherwise.

    `address` is the page where it can be read, where somebody gave one.
    """

    item: Item
    there: bool
    step: str
    address: str = ""


def checklist(procedure: Procedure, level: str, there: Mapping[Item, str], steps: Mapping[str, str]) -> tuple[Checked, ...]:
    """Check what a procedure of an authority's level asks for; local bodies need not use the state portal.

    Items and noted steps come with the address where they can be read, empty where none was given.
    """
    asked = [item for item in _BY_FAMILY[procedure.family] if item is not Item.STATE_PORTAL or level != "local"]
    return tuple(_checked(item, STEPS.get(item, ""), there, steps) for item in asked)


def _checked(item: Item, step: str, there: Mapping[Item, str], steps: Mapping[str, str]) -> Checked:
    return Checked(item, item in there or step in steps, step, steps.get(step) or there.get(item, ""))
