"""Every table of the service in one metadata, for migrations and for nothing else."""

from sqlalchemy import MetaData

from dialog_tracker.accounts import tables as accounts
from dialog_tracker.activities import tables as activities
from dialog_tracker.analysis import tables as analysis
from dialog_tracker.attendance import tables as attendance
from dialog_tracker.comments import tables as comments
from dialog_tracker.consultations import tables as consultations
from dialog_tracker.contacts import tables as contacts
from dialog_tracker.directory import tables as directory
from dialog_tracker.documents import tables as documents
from dialog_tracker.drafting import tables as drafting
from dialog_tracker.intake import tables as intake
from dialog_tracker.ledger import tables as ledger
from dialog_tracker.notices import tables as notices
from dialog_tracker.opendata import tables as opendata
from dialog_tracker.outbox import tables as outbox
from dialog_tracker.oversight import tables as oversight
from dialog_tracker.reports import tables as reports
from dialog_tracker.responses import tables as responses
from dialog_tracker.search import tables as search
from dialog_tracker.storage.columns import metadata
from dialog_tracker.workgroups import tables as workgroups

ROOMS = (
    accounts,
    activities,
    analysis,
    attendance,
    comments,
    consultations,
    contacts,
    directory,
    documents,
    drafting,
    intake,
    ledger,
    notices,
    opendata,
    outbox,
    oversight,
    reports,
    responses,
    search,
    workgroups,
)
SCHEMA: MetaData = metadata


def is_ours(name: str | None, type_: str, _: object) -> bool:
    """Leave the tables of the job queue to the queue."""
    return not (type_ == "table" and name is not None and name.startswith("pgqueuer"))
