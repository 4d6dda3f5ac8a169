"""A report that is out, as it is shown after some of its comments ceased to be public: numbers and places stay, texts go."""

from collections.abc import Mapping
from dataclasses import replace

from dialog_tracker.domain.outcome import CommentRow, CommentSection, CommentTable, LongText, MemberRow, OutcomeReport
from dialog_tracker.domain.outcome_facts import CommentFacts, ReportFacts
from dialog_tracker.domain.publication import said_instead
from dialog_tracker.domain.script import Script


def without_held(report: OutcomeReport, held: Mapping[str, str]) -> OutcomeReport:
    """Replace the texts of comments that are not public by the reason; `held` gives it by the number of the comment."""
    if not held:
        return report
    after = report.aftermath
    return replace(
        report,
        sections=tuple(_section(section, held) for section in report.sections),
        aftermath=replace(
            after,
            members=tuple(_member(member, held) for member in after.members),
            long_texts=tuple(_long_text(text, held) for text in after.long_texts),
        ),
    )


def facts_without_held(facts: ReportFacts, held: Mapping[str, str]) -> ReportFacts:
    """Do the same to the facts of a report: what is held back answers for itself, and no longer for the same words of others."""
    if not held:
        return facts
    answers = {response.point: response for response in facts.responses}
    comments = tuple(_comment(comment, held) for comment in facts.comments)
    moved = {old.point or old.number: new.point for old, new in zip(facts.comments, comments, strict=True) if new is not old}
    own = (replace(answers[point], point=apart) for point, apart in moved.items() if point in answers)
    kept = {comment.point or comment.number for comment in comments}
    return replace(facts, comments=comments, responses=(*(r for r in facts.responses if r.point in kept), *own))


def _comment(comment: CommentFacts, held: Mapping[str, str]) -> CommentFacts:
    if comment.number not in held:
        return comment
    said, point = said_instead(held[comment.number]), f"{comment.point or comment.number}-{held[comment.number]}"
    return replace(comment, text=said, proposed_wording="", reasons="", language="sr", script=Script.CYRILLIC, point=point)


def _section(section: CommentSection, held: Mapping[str, str]) -> CommentSection:
    tables = (CommentTable(table.heading, tuple(_row(row, held) for row in table.rows)) for table in section.tables)
    return replace(section, tables=tuple(tables))


def _row(row: CommentRow, held: Mapping[str, str]) -> CommentRow:
    if row.comment not in held:
        return row
    said = said_instead(held[row.comment])
    return replace(row, text=said, proposed_wording="", reasons="", language="sr", script=Script.CYRILLIC, continued="")


def _member(member: MemberRow, held: Mapping[str, str]) -> MemberRow:
    if member.comment not in held or not member.text:
        return member
    return replace(member, text=said_instead(held[member.comment]), language="sr", script=Script.CYRILLIC)


def _long_text(text: LongText, held: Mapping[str, str]) -> LongText:
    if text.comment not in held:
        return text
    return replace(text, text=said_instead(held[text.comment]), proposed_wording="", reasons="", language="sr", script=Script.CYRILLIC)
