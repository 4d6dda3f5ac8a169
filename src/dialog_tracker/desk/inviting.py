"""The outreach ledger as forms of the desk keep it, and who of those invited is known to have taken part."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from dialog_tracker.activities.inviting import invite, note_fates
from dialog_tracker.activities.outreach import Occasion
from dialog_tracker.activities.tables import Invitation
from dialog_tracker.attendance.tables import Attendee
from dialog_tracker.comments.tables import Submission
from dialog_tracker.directory.queries import organisation_names, standing_for, survivors
from dialog_tracker.directory.tables import Organisation
from dialog_tracker.domain.activity import InvitationChannel
from dialog_tracker.domain.errors import FieldErrors, Malformed
from dialog_tracker.domain.outreach import Fate, OccasionKind, yes_or_no
from dialog_tracker.storage.transaction import Reader
from dialog_tracker.web.forms import Form, uuid_of
from dialog_tracker.web.messages import field_messages
from dialog_tracker.web.visitor import AnyRequest, Visitor
from dialog_tracker.workgroups.tables import GroupCall, Nomination


async def logged(request: AnyRequest, visitor: Visitor, form: Form, db: Any, of: Occasion) -> tuple[dict[str, str], dict[str, str]]:
    """Log what a form says of invitations; gives what was typed, and what was wrong with it."""
    now = request.app.state.clock()
    typed = {name: form.long_text(name) for name in ("names", "channel", "invited_on")}
    try:
        if form.text("act") == "fates":
            said = _fates(form)
            form.check()
            await note_fates(db, visitor.actor, now, of, said)
        else:
            channel, invited_on = form.choice("channel", InvitationChannel), form.day("invited_on")
            form.check()
            assert invited_on is not None
            pointed_out = await organisation_names(db, [one for one in map(uuid_of, form.several("missed")) if one])
            await invite(db, visitor.actor, now, of, [*typed["names"].splitlines(), *pointed_out], channel, invited_on)
    except Malformed as refused:
        by_field = refused.by_field if isinstance(refused, FieldErrors) else {"names": refused}
        return typed, field_messages(visitor.language, by_field)
    return typed, {}


def _fates(form: Form) -> Mapping[UUID, Fate]:
    ids = {one: key for key in form.several("listed") if (one := uuid_of(key)) is not None}
    return {
        one: Fate(
            yes_or_no(form.text(f"delivered-{key}")), form.day(f"answered-{key}", required=False), yes_or_no(form.text(f"came-{key}"))
        )
        for one, key in ids.items()
    }


async def known_to_take_part(session: Reader, of: Occasion) -> set[UUID]:
    """Give the invitations to an occasion whose organisation is on record as having taken part.

    It sent a submission, stands on the attendance list, or nominated somebody. Nobody is marked by it: the office decides.
    """
    merged = survivors()
    mine = select(col(Invitation.id)).outerjoin(merged, merged.c.id == col(Invitation.organisation_id)).where(of.column == of.id)
    stands = standing_for(merged, col(Invitation.organisation_id))
    theirs = survivors().alias("theirs")
    took: Any
    match of.kind:
        case OccasionKind.CONSULTATION:
            took = select(col(Submission.id)).outerjoin(theirs, theirs.c.id == col(Submission.organisation_id))
            took = took.where(col(Submission.consultation_id) == of.id, col(Submission.withdrawn_at).is_(None))
            took = took.where(standing_for(theirs, col(Submission.organisation_id)) == stands)
        case OccasionKind.ACTIVITY:
            took = select(col(Attendee.id)).join(Organisation, col(Organisation.name_fold) == col(Attendee.organisation_fold))
            took = took.outerjoin(theirs, theirs.c.id == col(Organisation.id))
            took = took.where(col(Attendee.activity_id) == of.id, col(Attendee.came).is_(True))
            took = took.where(standing_for(theirs, col(Organisation.id)) == stands)
        case OccasionKind.WORKING_GROUP:
            took = _nominated(of, theirs, stands)
    return set(await session.scalars(mine.where(took.exists())))


def _nominated(of: Occasion, theirs: Any, stands: Any) -> Any:
    query = select(col(Nomination.id)).join(GroupCall, col(GroupCall.id) == col(Nomination.call_id))
    query = query.outerjoin(theirs, theirs.c.id == col(Nomination.organisation_id))
    return query.where(col(GroupCall.group_id) == of.id, standing_for(theirs, col(Nomination.organisation_id)) == stands)
