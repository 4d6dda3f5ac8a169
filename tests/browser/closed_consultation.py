"""Opens a consultation that is over and waits for answers, beside those that the demonstration leaves; prints its reference."""

import asyncio
import sys
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from dialog_tracker import upkeep
from dialog_tracker.accounts.queries import actor_of, person_by_email
from dialog_tracker.clock import utc_now
from dialog_tracker.comments.actions import log_on_behalf
from dialog_tracker.comments.storing import Arrival, Author
from dialog_tracker.consultations.actions import ConsultationDraft, open_consultation, publish
from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.demo import SIGN_INS
from dialog_tracker.documents.queries import version_card
from dialog_tracker.domain.comment import CommentDraft, CommentKind, CommentTarget
from dialog_tracker.domain.submission import Channel, NameDisplay, SubmissionDraft, SubmitterKind
from dialog_tracker.settings import load
from dialog_tracker.storage.engine import make_sessions, transaction

LONG_WORD = "Ж" * 300
SAID = (
    (CommentTarget.PROVISION, ("cl7",), "Рок за достављање предлога не може бити краћи од тридесет дана."),
    (CommentTarget.GENERAL, (), f"Одлуку треба објавити и на језицима националних мањина. {LONG_WORD}"),
)


async def stage(model: str) -> str:
    settings, now = load(), utc_now()
    opens_on = now.astimezone(ZoneInfo("Europe/Belgrade")).date() - timedelta(days=30)
    async with upkeep.open_database(replace(settings)) as database, transaction(make_sessions(database.engine)) as session:
        officer_id = await person_by_email(session, SIGN_INS["contact_point"])
        assert officer_id is not None
        begun = now - timedelta(days=31)
        facts = await facts_of(session, model, now)
        act_id = (await version_card(session, facts.version_id, latin=False)).act_id
        officer = await actor_of(session, officer_id, begun)
        draft = ConsultationDraft(
            authority_id=facts.authority_id,
            act_id=act_id,
            version_id=facts.version_id,
            procedure_key=facts.procedure_key,
            opens_on=opens_on,
            last_on=opens_on + timedelta(days=20),
            closing_time=None,
        )
        reference = await open_consultation(session, officer, begun, draft)
        await publish(session, officer, begun, reference)
        received = now - timedelta(days=12)
        comments = tuple(CommentDraft(CommentKind.PROPOSAL, target, places, "", reasons, "") for target, places, reasons in SAID)
        author = Author("Савез месних заједница Врбовца", SubmitterKind.ASSOCIATION, language="sr")
        said = SubmissionDraft(SubmitterKind.ASSOCIATION, NameDisplay.FULL, comments)
        await log_on_behalf(session, officer, now, reference, f"closed-{reference}", author, Arrival(Channel.POST, received), said)
    return reference


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(stage(sys.argv[1])))
