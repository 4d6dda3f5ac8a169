"""Templates are touched by a child process alone; the server asks, and waits no longer than the limits allow."""

import asyncio
import sys
from collections.abc import Mapping
from typing import Any

import msgspec

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.report_template import TemplateFinding
from dialog_tracker.office.bare import bare_environment
from dialog_tracker.office.template_frame import TEMPLATE_LIMITS
from dialog_tracker.office.template_job import BOUNDS, TemplateAnswer, TemplateOrder


async def check_template_async(content: bytes) -> tuple[TemplateFinding, ...]:
    """Say what is wrong with a template; raises Malformed with the codes of a draft, and "template-too-heavy"."""
    if len(content) > TEMPLATE_LIMITS.file_bytes:
        raise Malformed("draft-too-large", limit_mb=TEMPLATE_LIMITS.megabytes)
    return (await _asked(TemplateOrder(content))).findings


async def fill_template_async(content: bytes, context: Mapping[str, Any]) -> bytes:
    """Fill in a template and give its frame; raises Malformed("template-not-filled", "template-too-heavy")."""
    return (await _asked(TemplateOrder(content, dict(context)))).frame


async def _asked(order: TemplateOrder) -> TemplateAnswer:
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, "-P", "-m", "dialog_tracker.office.template_job"]
    child = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe, env=bare_environment())
    try:
        async with asyncio.timeout(BOUNDS.wall_seconds):
            answered, _ = await child.communicate(msgspec.json.encode(order))
    except TimeoutError as late:
        raise Malformed("template-too-heavy") from late
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        raise Malformed("template-too-heavy")
    answer = msgspec.json.decode(answered, type=TemplateAnswer)
    if answer.refused:
        raise Malformed(answer.refused, **answer.facts)
    return answer
