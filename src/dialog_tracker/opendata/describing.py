"""The description of the API as it is given out: what the framework leaves unsaid is added."""

from typing import Any

import msgspec
from litestar.openapi.plugins import JsonRenderPlugin

from dialog_tracker.domain.procedure import all_procedures
from dialog_tracker.opendata import office_shapes

_GIVEN = {name for name, shape in vars(office_shapes).items() if isinstance(shape, type) and issubclass(shape, office_shapes.Given)}


class Description(JsonRenderPlugin):
    """Says that nothing unknown is taken, and which procedures there are."""

    def render(self, request: Any, openapi_schema: dict[str, Any]) -> bytes:
        """Give the description out."""
        del request
        for name, shape in openapi_schema["components"]["schemas"].items():
            if name in _GIVEN or name.rpartition("_")[2] in _GIVEN:
                shape["additionalProperties"] = False
                if "procedure" in shape["properties"]:
                    shape["properties"]["procedure"] = {"type": "string", "enum": sorted(all_procedures())}
        return msgspec.json.encode(openapi_schema)
