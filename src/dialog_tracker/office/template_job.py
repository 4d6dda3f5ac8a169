"""Read an authority's template in a process of its own: `python -m dialog_tracker.office.template_job < order.json`.

The process limits itself before it looks at the template: endless loops and floods end it, and nothing else.
"""

import io
import sys
import zipfile
from typing import Any

import msgspec

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.report_template import TemplateFinding
from dialog_tracker.office.child import OUT_OF_MEMORY, Bounds, limit_itself
from dialog_tracker.office.template_frame import check_template, filled_frame

BOUNDS = Bounds(memory_bytes=512 * 1024 * 1024, cpu_seconds=15, wall_seconds=30)


class TemplateOrder(msgspec.Struct, frozen=True):
    """What is to be done with a template: it is checked, or with a context filled in."""

    template: bytes
    context: dict[str, Any] | None = None


class TemplateAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of it: findings, the filled frame as a package, or the code and facts of a refusal."""

    findings: tuple[TemplateFinding, ...] = ()
    frame: bytes = b""
    refused: str = ""
    facts: dict[str, str | int] = {}


def done(order: TemplateOrder) -> TemplateAnswer:
    """Do what is ordered, and put a refusal into words that cross the pipe."""
    try:
        if order.context is None:
            return TemplateAnswer(findings=tuple(check_template(order.template)))
        return TemplateAnswer(frame=_packed(filled_frame(order.template, order.context)))
    except Malformed as refused:
        facts = {name: fact if isinstance(fact, int) else str(fact) for name, fact in refused.facts.items()}
        return TemplateAnswer(refused=refused.code, facts=facts)
    except RecursionError:
        return TemplateAnswer(refused="template-too-heavy")


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def main() -> None:
    """Read the order from standard input, and answer on standard output."""
    given = sys.stdin.buffer.read()
    limit_itself(BOUNDS)
    try:
        sys.stdout.buffer.write(msgspec.json.encode(done(msgspec.json.decode(given, type=TemplateOrder))))
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
