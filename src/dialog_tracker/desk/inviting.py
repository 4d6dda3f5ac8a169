"""Reading what a form says of invitations, for a consultation of one's own and for one that is held elsewhere."""

from typing import Any
from uuid import UUID

from dialog_tracker.activities.actions import invite, note_answer
from dialog_tracker.domain.activity import InvitationChannel
from dialog_tracker.domain.errors import FieldErrors, Malformed
from dialog_tracker.web.forms import Form
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor


async def logged(
    request: AnyRequest, visitor: Visitor, form: Form, db: Any, consultation_id: UUID, authority_id: UUID
) -> tuple[dict[str, str], dict[str, str]]:
    """Log what a form says of invitations; gives what was typed, and what was wrong with it."""
    now, answered = request.app.state.clock(), form.text("answered")
    typed = {name: form.long_text(name) for name in ("names", "channel", "invited_on", "answered_on")}
    try:
        if answered:
            answered_on = form.day("answered_on")
            form.check()
            assert answered_on is not None
            await note_answer(db, visitor.actor, now, consultation_id, authority_id, answered, answered_on)
        else:
            channel, invited_on = form.choice("channel", InvitationChannel), form.day("invited_on")
            form.text("names", required=True, limit=20_000)
            form.check()
            assert invited_on is not None
            names = [line.strip() for line in typed["names"].splitlines() if line.strip()]
            await invite(db, visitor.actor, now, consultation_id, authority_id, names, channel, invited_on)
    except Malformed as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {"names": refused}
        return typed, field_messages(visitor.language, by_field)
    return typed, {}
