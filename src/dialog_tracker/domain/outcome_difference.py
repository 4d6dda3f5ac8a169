"""What changed between two versions of a report: which comments ended otherwise, or were answered in other words."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dialog_tracker.domain.outcome_facts import ReportFacts
from dialog_tracker.domain.outcome_rows import OutcomeRow, register_of


class Difference(StrEnum):
    """How the row of a comment differs; one that ended otherwise is not also said to be answered in other words."""

    ADDED = "added"
    LEFT_OUT = "left_out"
    STATUS = "status"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A comment that differs, as it stands in the earlier and in the later version; None where it stands in one only."""

    difference: Difference
    old: OutcomeRow | None
    new: OutcomeRow | None

    @property
    def shown(self) -> OutcomeRow:
        """Give the row that names the comment, the later one where there is one."""
        row = self.new or self.old
        assert row is not None
        return row


@dataclass(frozen=True, slots=True)
class ReportComparison:
    """The differing comments in the order of the later report, those left out after them, and how many are the same."""

    changed: tuple[ChangedRow, ...]
    same: int

    @property
    def counts(self) -> Mapping[Difference, int]:
        """Count the differences of each kind; each kind has a count."""
        counted = Counter(row.difference for row in self.changed)
        return {kind: counted[kind] for kind in Difference}


def compare_reports(old: ReportFacts, new: ReportFacts) -> ReportComparison:
    """Compare two versions by the lasting numbers of their comments."""
    before = {row.number: row for row in register_of(old).comments}
    after = {row.number: row for row in register_of(new).comments}
    pairs = [(before.get(number), row) for number, row in after.items()]
    met = [ChangedRow(kind, earlier, later) for earlier, later in pairs if (kind := _difference(earlier, later))]
    gone = [ChangedRow(Difference.LEFT_OUT, row, None) for number, row in before.items() if number not in after]
    return ReportComparison((*met, *gone), len(pairs) - len(met))


def _difference(old: OutcomeRow | None, new: OutcomeRow) -> Difference | None:
    if old is None:
        return Difference.ADDED
    if old.status is not new.status:
        return Difference.STATUS
    return Difference.ANSWER if (old.answer, old.what_changed) != (new.answer, new.what_changed) else None
