"""The comments of the report: rows with one running number, sections, tables, changes, and who stands behind a row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dialog_tracker.domain.outcome import (
    EXCERPT,
    LONGEST_IN_TABLE,
    ROWS_PER_TABLE,
    ChangeRow,
    CommentRow,
    CommentSection,
    CommentTable,
    Grouping,
    LongText,
    MemberRow,
    SectionKey,
)
from dialog_tracker.domain.outcome_facts import CommentFacts, Place, ReportFacts, SubmissionFacts
from dialog_tracker.domain.outcome_grammar import HARD, TEXT, Forms, day_in_text, hard_spaces, hour, listed
from dialog_tracker.domain.outcome_grouping import groups_of
from dialog_tracker.domain.outcome_labels import GROUPED, GROUPED_LEAD, PART_OF_SECTION, SECTION, STATUS, chapter_heading, shown_name
from dialog_tracker.domain.outcome_points import Point, chapters_of, submission_of, submissions_by_number, text_of
from dialog_tracker.domain.outcome_wording import section_lead

_IDENTICAL = Forms("истоветан", "истоветна", "истоветних")
_SIMILAR = Forms("сличан", "слична", "сличних")
_CONTINUED = " (наставак)"
_NUMBERS_NAMED = 12  # more would not fit the cell; the table of comments has them all


def sections_of(facts: ReportFacts, points: Sequence[Point], grouping: Grouping = Grouping.ARTICLE) -> tuple[CommentSection, ...]:
    """Lay the points out in the four sections, or those in time by another grouping; the running number goes through all of them."""
    submissions = submissions_by_number(facts)
    annex = long_texts_annex(points)
    numbered = [(point, _row(number, point, submissions, annex)) for number, point in enumerate(points, start=1)]
    late = [pair for pair in numbered if pair[0].section is SectionKey.LATE]
    if grouping is not Grouping.ARTICLE:
        return _grouped(facts, points, grouping, [row for _, row in numbered]), _section(SectionKey.LATE, facts, late)
    return tuple(_section(key, facts, [pair for pair in numbered if pair[0].section is key]) for key in SectionKey)


def _grouped(facts: ReportFacts, points: Sequence[Point], grouping: Grouping, rows: Sequence[CommentRow]) -> CommentSection:
    title = GROUPED[grouping]
    tables = [
        replace(table, see_also=_see_also(group.also) if not at else "")
        for group in groups_of(facts, points, grouping)
        for at, table in enumerate(
            _tables(group.heading, title, [rows[number - 1] for number in group.own]) or [CommentTable(group.heading, ())]
        )
    ]
    lead = GROUPED_LEAD[grouping] if tables else "Није било благовремених коментара."
    return CommentSection(SectionKey.PROVISIONS, title, lead, tuple(tables))


def _see_also(numbers: Sequence[int]) -> str:
    return f"Видети и {'ред' if len(numbers) == 1 else 'редове'} {listed([str(number) for number in numbers])}." if numbers else ""


def _section(key: SectionKey, facts: ReportFacts, numbered: Sequence[tuple[Point, CommentRow]]) -> CommentSection:
    rows = {id(point): row for point, row in numbered}
    chapters = (
        chapters_of([point for point, _ in numbered]) if key is SectionKey.PROVISIONS else {("", ""): [point for point, _ in numbered]}
    )
    tables = [
        table
        for chapter, inside in chapters.items()
        for table in _tables(_heading(key, chapter, len(chapters)), SECTION[key], [rows[id(point)] for point in inside])
    ]
    return CommentSection(key, SECTION[key], section_lead(key, facts, bool(numbered)), tuple(tables))


def _heading(key: SectionKey, chapter: tuple[str, str], chapters: int) -> str:
    heading = chapter_heading(*chapter)
    return heading or (PART_OF_SECTION[key] if chapters > 1 else "")


def _tables(heading: str, section: str, rows: Sequence[CommentRow]) -> list[CommentTable]:
    tables = []
    for start in range(0, len(rows), ROWS_PER_TABLE):
        shown = f"{heading or section}{_CONTINUED}" if start else heading
        tables.append(CommentTable(hard_spaces(shown), tuple(rows[start : start + ROWS_PER_TABLE])))
    return tables


def _row(number: int, point: Point, submissions: Mapping[str, SubmissionFacts], annex: str) -> CommentRow:
    first, submission = point.first, submissions[point.first.submission]
    return CommentRow(
        number=number,
        comment=first.number,
        submitter=_name(submission),
        notes=(*_company(point), *_lateness(submission)),
        provisions=tuple(provision_lines(place) for place in sorted(first.places, key=lambda place: place.order)),
        text=shortened(first.text),
        proposed_wording=shortened(first.proposed_wording),
        reasons=shortened(first.reasons),
        language=first.language,
        script=first.script,
        status=point.response.status,
        status_label=STATUS[point.response.status],
        answer=point.response.reasons,
        continued=annex if _is_long(first) else "",
    )


def _is_long(comment: CommentFacts) -> bool:
    return any(len(text) > LONGEST_IN_TABLE for text in (comment.text, comment.proposed_wording, comment.reasons))


def shortened(text: str) -> str:
    """Cut a long text at a word, so that its row stays a row."""
    if len(text) <= LONGEST_IN_TABLE:
        return text
    beginning = text[:EXCERPT]
    return f"{beginning.rsplit(maxsplit=1)[0]} […]"


def long_texts_annex(points: Sequence[Point]) -> str:
    """Name the annex of long texts; the list of submitters goes before it where there is one."""
    return f"Прилог{HARD}{2 if any(len(point.comments) > 1 for point in points) else 1}"


def long_texts_of(facts: ReportFacts, points: Sequence[Point]) -> tuple[LongText, ...]:
    """List in full what was cut in the tables, each text once."""
    submissions = submissions_by_number(facts)
    found: dict[tuple[int, str], LongText] = {}
    for number, point in enumerate(points, start=1):
        for comment in filter(_is_long, point.comments):
            found.setdefault((number, text_of(comment)), _in_full(number, comment, _name(submissions[comment.submission])))
    return tuple(found.values())


def _in_full(number: int, comment: CommentFacts, name: str) -> LongText:
    wording = comment.proposed_wording
    return LongText(number, comment.number, name, comment.text, wording, comment.reasons, comment.language, comment.script)


def _name(submission: SubmissionFacts) -> str:
    return shown_name(submission.submitter, submission.kind)


def _company(point: Point) -> tuple[str, ...]:
    others, texts = len(point.comments) - 1, len(point.texts)
    if not others:
        return ()
    if texts == 1:
        return (f"и још {others}{HARD}{_IDENTICAL.after(others)} (Прилог{HARD}1)",)
    return (f"и још {others}{HARD}{_SIMILAR.after(others)} ({TEXT.counted(texts)}, Прилог{HARD}1)",)


def _lateness(submission: SubmissionFacts) -> tuple[str, ...]:
    if not submission.late:
        return ()
    at = f" у {hour(submission.received_at)} часова" if submission.received_at else ""
    return (f"примљено {day_in_text(submission.received_on)}{at} ({submission.channel})",)


def provision_lines(place: Place) -> str:
    """Break „члан 4. став 1.” before the paragraph, as tables print it."""
    return hard_spaces(place.label).replace(" став", "\nстав", 1)


def changes_of(points: Sequence[Point]) -> tuple[ChangeRow, ...]:
    """List the changes in the order of the text; one that several points brought about stands once."""
    causes: dict[tuple[str, str], list[int]] = {}
    for number, point in sorted(enumerate(points, start=1), key=lambda pair: pair[1].place.order if pair[1].place else -1):
        if point.response.what_changed:
            causes.setdefault((_changed_place(point), point.response.what_changed), []).append(number)
    return tuple(
        ChangeRow(index, hard_spaces(place), hard_spaces(change), _numbers(numbers))
        for index, ((place, change), numbers) in enumerate(causes.items(), start=1)
    )


def _numbers(numbers: Sequence[int]) -> str:
    named = ", ".join(str(number) for number in numbers[:_NUMBERS_NAMED])
    return f"бр.{HARD}{named}{' и др.' if len(numbers) > _NUMBERS_NAMED else ''}"


def _changed_place(point: Point) -> str:
    place = point.place
    return point.response.changed_place or (place.label if place else "текст у целини")


def members_of(facts: ReportFacts, points: Sequence[Point]) -> tuple[MemberRow, ...]:
    """List every further comment behind a row, so that each received comment is found in the report."""
    submissions = submissions_by_number(facts)
    return tuple(member for number, point in enumerate(points, start=1) for member in _members(number, point, submissions))


def _members(number: int, point: Point, submissions: Mapping[str, SubmissionFacts]) -> Iterator[MemberRow]:
    printed = {text_of(point.first): point.first.number}
    for comment in point.comments[1:]:
        twin = printed.setdefault(text_of(comment), comment.number)
        name = _name(submission_of(comment, submissions))
        text = shortened(comment.text) if twin == comment.number else ""
        yield MemberRow(number, comment.number, name, _likeness(point.first.number, twin, text), text, comment.language, comment.script)


def _likeness(first: str, twin: str, text: str) -> str:
    if twin == first:
        return "истоветан"
    return "сличан" if text else f"сличан, исти текст као {twin}"
