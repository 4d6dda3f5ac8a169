"""What forbids publishing an outcome report, and what may be published only with a signed exception."""

from dataclasses import dataclass

from dialog_tracker.domain.consultation import Phase


@dataclass(frozen=True, slots=True)
class ReportFindings:
    """The state of the answers: counts of comments, and whether the approver explained what is missing.

    `waiting` are those in quarantine: a report is frozen, so what it shows must be decided first.
    """

    phase: Phase
    received: int
    unanswered: int
    unpublished: int
    exceptions: str = ""
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason not to publish; `count` says how many comments it concerns."""

    code: str
    count: int = 0


def obstacles(findings: ReportFindings) -> tuple[Obstacle, ...]:
    """List what stands in the way of publishing; empty means that the report may go out."""
    found: list[Obstacle] = []
    if findings.phase in (Phase.DRAFT, Phase.UPCOMING, Phase.OPEN):
        found.append(Obstacle("window-still-open"))
    if findings.phase in (Phase.CONCLUDED, Phase.WITHDRAWN):
        found.append(Obstacle("consultation-ended"))
    if findings.waiting:
        found.append(Obstacle("comments-waiting", findings.waiting))
    if findings.unpublished:
        found.append(Obstacle("answers-not-published", findings.unpublished))
    if findings.unanswered and not findings.exceptions.strip():
        found.append(Obstacle("answers-missing", findings.unanswered))
    return tuple(found)
