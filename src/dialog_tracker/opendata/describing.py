"""The description of the API as it is given out: what the framework leaves unsaid is added."""

import re
from typing import Any

import msgspec
from litestar.openapi.plugins import JsonRenderPlugin

from dialog_tracker.domain.procedure import all_procedures
from dialog_tracker.opendata import office_shapes

_GIVEN = {name for name, shape in vars(office_shapes).items() if isinstance(shape, type) and issubclass(shape, office_shapes.Given)}
_SENTENCE = re.compile(r"(.+?)(?:[.;:](?:\s|$)|$)", re.DOTALL)
# What the parameters mean that are the same wherever they stand.
_PARAMETERS = {
    "after": "The cursor `next` of the page before, of the same list and filters.",
    "anchor": "The anchor of a provision, as `cl12` or `cl12-st2`, from the text.",
    "area": "Key of an area of work, from /api/areas.",
    "authority": "Id of an authority, from /api/authorities.",
    "key": "Key of an indicator, from /api/indicators.",
    "kind": "Only what is of this kind.",
    "level": "Only authorities of this level.",
    "measure": "Key of a measure of the indicator; without it the chief one.",
    "new": "Number of the newer version.",
    "number": "The number, as it stands on the receipt or in a list.",
    "old": "Number of the older version.",
    "phase": "Only what is in this phase.",
    "reference": "Number of a consultation, as JR-2026-0007, in either script.",
    "script": "`latn` gives Serbian Cyrillic in Latin.",
    "since": "The first day of a period.",
    "slug": "The last part of the address of a programme, from /api/programmes.",
    "status": "Only comments answered so; `unanswered` for those without an answer.",
    "territory": "Code of a district or a unit of local government.",
    "until": "The last day of a period.",
    "venue": "`here`, or `elsewhere` for those that run in another place.",
    "year": "A whole year.",
}
EXAMPLES: dict[str, dict[str, Any]] = {
    "ElsewhereGiven": {
        "title": "Нацрт закона о водама",
        "act_kind": "draft_law",
        "procedure": "rs.public_debate",
        "opens_on": "2026-12-01",
        "last_on": "2026-12-21",
        "source_url": "https://ekonsultacije.gov.rs/1",
    },
    "DraftGiven": {
        "title": "Нацрт одлуке о зеленим површинама",
        "act_kind": "decision",
        "procedure": "rs.local_debate",
        "opens_on": "2026-12-01",
        "last_on": "2026-12-21",
        "file_name": "nacrt.txt",
        "content": "0KfQu9Cw0L0gMS4K0J7QstCwINC+0LTQu9GD0LrQsCDRg9GA0LXRkdGD0ZjQtSDQt9C10LvQtdC90LUg0L/QvtCy0YDRiNC40L3QtS4K",
        "publish": False,
    },
    "WindowGiven": {"last_on": "2026-12-31", "reason": "Удружења су тражила више времена."},
    "SubmissionGiven": {
        "received_at": "2026-11-26T10:00:00+01:00",
        "channel": "email",
        "submitter_kind": "association",
        "organisation": "Удружење Липа",
        "email": "pisarnica@lipa.example",
        "comments": [{"anchor": "cl1", "proposed": "У члану 1. додаје се став 2.", "reasons": "Није уређено одржавање."}],
    },
    "WebhookGiven": {"url": "https://prijem.primer.rs/dijalog", "events": ["submission.received", "report.published"]},
}


class Description(JsonRenderPlugin):
    """Says that nothing unknown is taken, which procedures there are, what parameters mean, and what a body looks like."""

    def render(self, request: Any, openapi_schema: dict[str, Any]) -> bytes:
        """Give the description out."""
        del request
        for name, shape in openapi_schema["components"]["schemas"].items():
            own = name if name in _GIVEN else name.rpartition("_")[2]
            if own in _GIVEN:
                shape["additionalProperties"] = False
                if "procedure" in shape["properties"]:
                    shape["properties"]["procedure"] = {"type": "string", "enum": sorted(all_procedures())}
                if own in EXAMPLES:
                    shape["examples"] = [EXAMPLES[own]]
        for address in openapi_schema["paths"].values():
            for operation in address.values():
                _describe(operation)
        return msgspec.json.encode(openapi_schema)


def _describe(operation: dict[str, Any]) -> None:
    """Call an operation by its first sentence, and say of each parameter what it means."""
    if found := _SENTENCE.match(operation.get("description", "")):
        operation["summary"] = found[1]
    for parameter in operation.get("parameters", ()):
        if not parameter.get("description") and parameter["name"] in _PARAMETERS:
            parameter["description"] = _PARAMETERS[parameter["name"]]
        elif not parameter.get("description") and parameter["name"].endswith("_id"):
            parameter["description"] = "The `id` from the list."
