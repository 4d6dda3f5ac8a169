"""What an authority's own Word template may say: the tags, the blocks that the service fills in, and what is wrong with a template.

A template makes the frame of a report: letterhead, fonts, order and texts. The sections and the tables of comments are blocks, each in
a paragraph of its own, which the service writes itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dialog_tracker.domain.outcome import OutcomeReport

COMMENTS = "comments"
BLOCKS = ("contents", "sections_before", COMMENTS, "sections_after")
TAGS = (
    "above",
    "authority",
    "unit",
    "place",
    "case_number",
    "issued_on",
    "basis",
    "title",
    "subject",
    "place_and_month",
    "intro",
    "facts",
    "citations",
    "participation",
    "outcome",
    "statuses",
    "totals",
    "procedure",
    "reference",
    "version",
    "closing",
    "signatory_office",
    "signatory_name",
    "remarks",
)


@dataclass(frozen=True, slots=True)
class TemplateFinding:
    """What is wrong with a template: a code, the tag, and the words of the paragraph in which it stands."""

    code: str
    tag: str = ""
    paragraph: str = ""


def context_of(report: OutcomeReport, say: Callable[[str], str] = str) -> dict[str, Any]:
    """Give what the tags say of a report, as plain texts, numbers and lists; `say` puts a text into the script of the document."""
    head, front, numbers, totals = report.letterhead, report.front, report.numbers, report.totals
    names = ("submitters", "submissions", "late_submissions", "received", "texts", "points", "withdrawn")
    return {
        "above": list(map(say, head.above)),
        "authority": say(head.authority),
        "unit": say(head.unit),
        "place": say(head.place),
        "case_number": say(head.case_number),
        "issued_on": say(head.issued_on),
        "basis": say(front.basis),
        "title": say(front.title),
        "subject": say(front.subject),
        "place_and_month": say(front.place_and_month),
        "intro": list(map(say, front.intro)),
        "facts": [{"label": say(one.label), "value": say(one.value)} for one in front.facts],
        "citations": list(map(say, report.course.citations)),
        "participation": say(numbers.participation),
        "outcome": say(numbers.outcome),
        "statuses": [
            {"label": say(one.label), "points": one.points, "share": one.share, "comments": one.comments} for one in numbers.statuses
        ],
        "totals": {name: getattr(totals, name) for name in names},
        "procedure": say(report.procedure),
        "reference": report.reference,
        "version": report.version,
        "closing": say(report.aftermath.closing),
        "signatory_office": say(report.signatory.office),
        "signatory_name": say(report.signatory.name),
        "remarks": list(map(say, report.remarks)),
    }


def mark_of(block: str) -> str:
    """Give the sign that stands for a block between the two steps of writing; no text of a report holds it."""
    return f"\u27e6DT:{block}\u27e7"
