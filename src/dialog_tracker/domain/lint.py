"""What is checked before an outcome report is published: rules as data, and what each finds in the facts.

A red finding holds the report back until an approver signs an exception, which the report prints; where a rule cannot be signed,
nothing but putting it right helps. An amber finding is pointed out and holds nothing back.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dialog_tracker.domain.consultation import Phase
from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.outcome_facts import ExceptionFacts
from dialog_tracker.domain.procedure import Wording
from dialog_tracker.domain.promises import Promises
from dialog_tracker.domain.response import REASONS_OWED, ResponseStatus
from dialog_tracker.domain.substance import without_substance

SHOWN = 20  # subjects that a finding lists; its total counts all


class Severity(StrEnum):
    """Whether a finding holds the report back."""

    RED = "red"
    AMBER = "amber"


class About(StrEnum):
    """What the subjects of a finding are."""

    CONSULTATION = "consultation"
    COMMENT = "comment"
    GROUP = "group"
    EVENT = "event"
    PROVISION = "provision"
    NUMBERS = "numbers"


@dataclass(frozen=True, slots=True)
class LintRule:
    """One check; its key is also the id of its sentence, `printed` names it above the signature, `citation` is given where it is law."""

    key: str
    severity: Severity
    about: About
    printed: str = ""
    citation: Wording | None = None

    @property
    def signable(self) -> bool:
        """Tell whether an exception may be signed: what is printed of it says so."""
        return self.severity is Severity.RED and bool(self.printed)


_REASONS = Wording(
    "Закон о планском систему, члан 34. ст. 3. и 4. и члан 36. став 2.", "Law on the Planning System, art. 34(3)-(4) and 36(2)"
)
_PRIVACY = Wording("Закон о заштити података о личности, члан 5.", "Law on Personal Data Protection, art. 5")
_RED, _AMBER = Severity.RED, Severity.AMBER
RULES: tuple[LintRule, ...] = (
    LintRule("window-still-open", _RED, About.CONSULTATION),
    LintRule("consultation-ended", _RED, About.CONSULTATION),
    LintRule("comments-waiting", _RED, About.COMMENT),
    LintRule("answers-not-published", _RED, About.COMMENT),
    LintRule("numbers-differ", _RED, About.NUMBERS),
    LintRule("answers-missing", _RED, About.COMMENT, "Коментари без одговора", _REASONS),
    LintRule("late-unanswered", _RED, About.COMMENT, "Коментари примљени после рока, без одговора"),
    LintRule("reasons-without-substance", _RED, About.COMMENT, "Одговори чији разлози нису образложени", _REASONS),
    LintRule("out-of-scope-without-reasons", _RED, About.COMMENT, "Коментари ван предмета, без образложења", _REASONS),
    LintRule("groups-disagree", _RED, About.GROUP, "Групе истих коментара са различитим исходима"),
    LintRule("objections-unanswered", _RED, About.COMMENT, "Приговори на поделу коментара, без одговора"),
    LintRule("personal-data-in-comments", _RED, About.COMMENT, "Коментари са подацима о личности", _PRIVACY),
    LintRule("personal-data-in-answers", _RED, About.COMMENT, "Одговори са подацима о личности", _PRIVACY),
    LintRule("accepted-unchanged", _RED, About.COMMENT, "Прихваћени коментари чија одредба није измењена"),
    LintRule("contradictions", _AMBER, About.COMMENT),
    LintRule("partly-accepted-unchanged", _AMBER, About.COMMENT),
    LintRule("refused-yet-changed", _AMBER, About.COMMENT),
    LintRule("changed-without-comment", _AMBER, About.PROVISION),
    LintRule("events-without-minutes", _AMBER, About.EVENT),
    # A late report held back would be later still, so the delay is told and not forbidden.
    LintRule("report-late", _AMBER, About.CONSULTATION),
)
RULE: Mapping[str, LintRule] = {rule.key: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class CheckedComment:
    """A comment with its answer; `published` tells that the answer will be in the report, `group` is its confirmed group."""

    number: str
    text_hash: str = ""
    status: ResponseStatus = ResponseStatus.UNANSWERED
    published: bool = True
    late: bool = False
    own_words: str = ""
    reasons: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class CheckedEvent:
    """An event of the consultation; `recorded` tells that something is kept of what was said there."""

    id: str
    title: str
    held_on: date
    recorded: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks look at; `alike` are like comments by number, `waiting` those in quarantine.

    A report is frozen, so what it shows must be decided first.
    """

    phase: Phase
    today: date
    comments: Sequence[CheckedComment] = ()
    waiting: Sequence[str] = ()
    alike: Sequence[Sequence[str]] = ()
    objections: Sequence[str] = ()
    events: Sequence[CheckedEvent] = ()
    report_due_on: date | None = None
    personal_comments: Sequence[str] = ()
    personal_answers: Sequence[str] = ()
    promises: Promises = field(default_factory=Promises)
    report: OutcomeReport | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding concerns: its key leads there, its label is printed where the key says nothing; of a comment, another unlike it."""

    key: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: the first subjects, how many there are, and a mark by which a later look sees whether they changed."""

    rule: LintRule
    subjects: tuple[Subject, ...]
    total: int
    mark: str

    @property
    def blocks(self) -> bool:
        """Tell whether it holds the report back unless it is signed for."""
        return self.rule.severity is Severity.RED


def findings(checked: Checked) -> tuple[Finding, ...]:
    """Apply every rule; what is found comes in the order of the rules, red before amber."""
    found = ((rule, list(_CHECKS[rule.key](checked))) for rule in RULES)
    return tuple(_finding(rule, subjects) for rule, subjects in found if subjects)


def _finding(rule: LintRule, subjects: Sequence[Subject]) -> Finding:
    mark = hashlib.sha256("\n".join(sorted(subject.key for subject in subjects)).encode()).hexdigest()[:16]
    return Finding(rule, tuple(subjects[:SHOWN]), len(subjects), mark)


@dataclass(frozen=True, slots=True)
class Signature:
    """An approver's reason to publish in spite of a finding, and the mark of the finding as it was seen; empty where none was shown."""

    reason: str
    mark: str = ""


def unsigned(found: Iterable[Finding], signed: Mapping[str, Signature]) -> list[str]:
    """Name the red findings that hold the report back: those without a reason, and those that nobody may sign for."""
    return [
        one.rule.key
        for one in found
        if one.blocks and not (one.rule.signable and one.rule.key in signed and signed[one.rule.key].reason.strip())
    ]


def outgrown(found: Iterable[Finding], signed: Mapping[str, Signature]) -> list[str]:
    """Name the findings that are no longer what was signed for."""
    return [one.rule.key for one in found if one.blocks and one.rule.key in signed and signed[one.rule.key].mark not in ("", one.mark)]


def printed_exceptions(found: Iterable[Finding], signed: Mapping[str, Signature], by: str, on: date) -> tuple[ExceptionFacts, ...]:
    """Give the exceptions as the report prints them, each with how many it concerns."""
    return tuple(
        ExceptionFacts(f"{one.rule.printed}: {one.total}", signed[one.rule.key].reason, by, on)
        for one in found
        if one.blocks and one.rule.key in signed
    )


# The checks

_UNANSWERED = ResponseStatus.UNANSWERED


def _numbers(numbers: Iterable[str]) -> Iterator[Subject]:
    return (Subject(number) for number in numbers)


def _of(test: Callable[[CheckedComment], bool]) -> Callable[[Checked], Iterator[Subject]]:
    return lambda checked: _numbers(comment.number for comment in checked.comments if test(comment))


def _in_phase(*phases: Phase) -> Callable[[Checked], list[Subject]]:
    return lambda checked: [Subject(checked.phase.value)] if checked.phase in phases else []


def _empty_reasons(comment: CheckedComment) -> bool:
    return comment.status in REASONS_OWED and without_substance(comment.reasons, comment.own_words)


def _disagreeing_groups(checked: Checked) -> Iterator[Subject]:
    groups: dict[str, list[CheckedComment]] = defaultdict(list)
    for comment in checked.comments:
        if comment.group:
            groups[comment.group].append(comment)
    return (Subject(key, members[0].number) for key, members in groups.items() if _unlike(members))


def _unlike(comments: Iterable[CheckedComment]) -> bool:
    return len({comment.status for comment in comments if comment.status is not _UNANSWERED}) > 1


def _contradictions(checked: Checked) -> Iterator[Subject]:
    """Like comments with unlike statuses, named by the first and the first unlike it; those of one confirmed group are told by it."""
    by_text: dict[str, list[CheckedComment]] = defaultdict(list)
    by_number = {comment.number: comment for comment in checked.comments}
    for comment in checked.comments:
        if comment.text_hash:
            by_text[comment.text_hash].append(comment)
    proposed = [[by_number[number] for number in numbers if number in by_number] for numbers in checked.alike]
    told: set[str] = set()
    for members in (*by_text.values(), *proposed):
        groups = {comment.group for comment in members}
        if not _unlike(members) or (len(groups) == 1 and "" not in groups) or members[0].number in told:
            continue
        answered = [comment for comment in members if comment.status is not _UNANSWERED]
        other = next(comment for comment in answered if comment.status is not answered[0].status)
        told.add(members[0].number)
        yield Subject(answered[0].number, other.number)


def _unrecorded_events(checked: Checked) -> Iterator[Subject]:
    return (Subject(event.id, event.title) for event in checked.events if event.held_on <= checked.today and not event.recorded)


def _late_report(checked: Checked) -> list[Subject]:
    due = checked.report_due_on
    return [Subject(due.isoformat())] if due is not None and checked.today > due else []


def _unexplained(checked: Checked) -> Iterator[Subject]:
    for unit in checked.promises.unexplained:
        yield Subject(unit.shown.anchor if unit.new else f"{unit.shown.anchor}-old", unit.shown.label or unit.shown.heading or "")


def _recounted(checked: Checked) -> list[Subject]:
    return [Subject(name) for name in recount(checked.report, checked.comments)] if checked.report else []


def recount(report: OutcomeReport, comments: Sequence[CheckedComment]) -> list[str]:
    """Count the report again: every table must give the same totals, and the totals what is in the register; names those that differ."""
    totals, numbers = report.totals, report.numbers
    rows = [row for section in report.sections for table in section.tables for row in table.rows]
    answered = sum(comment.status is not _UNANSWERED and comment.published for comment in comments)
    heard = sum(count.comments for count in numbers.statuses if count.status is not _UNANSWERED)
    pairs = {
        "comments-received": (totals.received, len(comments)),
        "comments-by-kind": (sum(kind.comments for kind in numbers.kinds), totals.received),
        "comments-by-status": (sum(count.comments for count in numbers.statuses), totals.received),
        "comments-by-part": (sum(part.comments for part in numbers.parts), totals.received),
        "comments-listed": (len(rows) + len(report.aftermath.members), totals.received),
        "points-by-status": (sum(count.points for count in numbers.statuses), totals.points),
        "points-listed": (len(rows), totals.points),
        "submissions-by-kind": (sum(kind.submissions for kind in numbers.kinds), totals.submissions),
        "answers": (heard, answered),
    }
    return [name for name, (one, other) in pairs.items() if one != other]


_CHECKS: Mapping[str, Callable[[Checked], Iterable[Subject]]] = {
    "window-still-open": _in_phase(Phase.DRAFT, Phase.UPCOMING, Phase.OPEN),
    "consultation-ended": _in_phase(Phase.CONCLUDED, Phase.WITHDRAWN),
    "comments-waiting": lambda checked: _numbers(checked.waiting),
    "answers-not-published": _of(lambda comment: comment.status is not _UNANSWERED and not comment.published),
    "numbers-differ": _recounted,
    "answers-missing": _of(lambda comment: comment.status is _UNANSWERED and not comment.late),
    "late-unanswered": _of(lambda comment: comment.status is _UNANSWERED and comment.late),
    "reasons-without-substance": _of(lambda comment: comment.status is not ResponseStatus.OUT_OF_SCOPE and _empty_reasons(comment)),
    "out-of-scope-without-reasons": _of(lambda comment: comment.status is ResponseStatus.OUT_OF_SCOPE and _empty_reasons(comment)),
    "groups-disagree": _disagreeing_groups,
    "objections-unanswered": lambda checked: _numbers(checked.objections),
    "personal-data-in-comments": lambda checked: _numbers(checked.personal_comments),
    "personal-data-in-answers": lambda checked: _numbers(checked.personal_answers),
    "accepted-unchanged": lambda checked: _numbers(checked.promises.unkept),
    "contradictions": _contradictions,
    "partly-accepted-unchanged": lambda checked: _numbers(checked.promises.unkept_in_part),
    "refused-yet-changed": lambda checked: _numbers(checked.promises.taken_unsaid),
    "changed-without-comment": _unexplained,
    "events-without-minutes": _unrecorded_events,
    "report-late": _late_report,
}
