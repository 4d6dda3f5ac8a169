"""What a copy of the report shows: which comments, whose names, in what order; what is left out is said in front of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from dialog_tracker.domain.outcome import Grouping
from dialog_tracker.domain.outcome_english import counted, english_day
from dialog_tracker.domain.outcome_facts import ChannelFacts, CommentFacts, ReportFacts, SubmissionFacts
from dialog_tracker.domain.outcome_grammar import COMMENT, HARD, Forms, day_in_text, hard_spaces
from dialog_tracker.domain.outcome_labels import STATUS, WITHHELD
from dialog_tracker.domain.response import ResponseStatus

MANY = 1_000  # comments; of more the tables are given in a file of their own, too
GENERAL = "general"  # the place of comments on the text as a whole


class Names(StrEnum):
    """What a copy says of those who wrote; a name that its owner withheld is in none."""

    SHOWN = "shown"
    KIND = "kind"
    HIDDEN = "hidden"


class FileForm(StrEnum):
    """What kind of file a copy of the report is; the tables alone are a Word file too."""

    DOCX = "docx"
    TABLES = "tables.docx"
    XLSX = "xlsx"
    CSV = "csv"
    HTML = "html"
    JSON = "json"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked of a copy; no statuses means all, `place` is an anchor, GENERAL, or empty for everything."""

    names: Names = Names.SHOWN
    late: bool = True
    statuses: frozenset[ResponseStatus] = frozenset()
    place: str = ""
    grouping: Grouping = Grouping.ARTICLE
    english: bool = False

    @property
    def narrows(self) -> bool:
        """Tell whether comments are left out."""
        return bool(self.statuses or self.place or not self.late)


def chosen(facts: ReportFacts, choice: Choice) -> ReportFacts:
    """Leave out what was not asked for, so that every number is of what is shown; the remarks say what was left out."""
    kept = _narrowed(facts, choice) if choice.narrows else facts
    left_out = len(facts.comments) - len(kept.comments)
    if choice.english:
        kept = replace(kept, english=True, remarks=(*_working_in_english(facts), *_remarks_in_english(facts, choice, left_out)))
    else:
        kept = replace(kept, remarks=(*facts.remarks, *_remarks(facts, choice, left_out)))
    # A list of those who were invited would name submitters whose names are left out everywhere else.
    invited = kept.invited if choice.names is Names.SHOWN else ()
    return replace(kept, submissions=_renamed(kept.submissions, choice), invited=invited)


def working_copy(facts: ReportFacts, today: date) -> ReportFacts:
    """Mark facts that no published report holds yet, and say how many of their answers are not published."""
    said = hard_spaces(f"Радна верзија: извештај није објављен. Стање на дан {day_in_text(today)}.")
    drafted = (hard_spaces(f"Одговори који нису објављени: {facts.drafted}."),) if facts.drafted else ()
    return replace(facts, working=True, remarks=(said, *drafted, *facts.remarks))


def _narrowed(facts: ReportFacts, choice: Choice) -> ReportFacts:
    late = {submission.number for submission in facts.submissions if submission.late}
    answered = {response.point: response.status for response in facts.responses}

    def asked_for(comment: CommentFacts) -> bool:
        status = answered.get(comment.point or comment.number, ResponseStatus.UNANSWERED)
        in_time = choice.late or comment.submission not in late
        return in_time and status in (choice.statuses or ResponseStatus) and _is_about(comment, choice.place)

    comments = tuple(filter(asked_for, facts.comments))
    heard = {comment.submission for comment in comments}
    submissions = tuple(submission for submission in facts.submissions if submission.number in heard)
    return replace(facts, comments=comments, submissions=submissions, channels=_channels(facts.channels, submissions), narrowed=True)


def _channels(channels: Sequence[ChannelFacts], submissions: Sequence[SubmissionFacts]) -> tuple[ChannelFacts, ...]:
    left = Counter(submission.channel for submission in submissions)
    return tuple(ChannelFacts(channel.name, left[channel.name]) for channel in channels if left[channel.name])


def _is_about(comment: CommentFacts, place: str) -> bool:
    if place == GENERAL:
        return not comment.places
    return not place or any(f"{one.anchor}-".startswith(f"{place}-") for one in comment.places)


def _renamed(submissions: Sequence[SubmissionFacts], choice: Choice) -> tuple[SubmissionFacts, ...]:
    if choice.names is Names.SHOWN:
        return tuple(submissions)
    if choice.names is Names.KIND:
        return tuple(replace(submission, submitter=WITHHELD[submission.kind]) for submission in submissions)
    word = "Submitter" if choice.english else "Подносилац"
    ordinals: dict[str, int] = {}
    for submission in submissions:
        ordinals.setdefault(submission.submitter_key or submission.number, len(ordinals) + 1)
    return tuple(replace(one, submitter=f"{word}{HARD}{ordinals[one.submitter_key or one.number]}") for one in submissions)


def _remarks(facts: ReportFacts, choice: Choice, left_out: int) -> Iterator[str]:
    if not choice.late:
        yield "Неблаговремени коментари су изостављени."
    if choice.statuses:
        yield f"Приказани су само коментари са исходом: {', '.join(label for status, label in STATUS.items() if status in choice.statuses)}."
    if choice.place:
        yield hard_spaces(f"Приказани су само коментари на: {_place_name(facts, choice.place)}.")
    if left_out:
        gone = Forms("Изостављен је", "Изостављена су", "Изостављено је").after(left_out)
        yield f"{gone} {COMMENT.counted(left_out)}; сви бројеви односе се на оно што је приказано."
    if choice.names is Names.KIND:
        yield "Уместо имена подносиоца наведена је његова врста."
    if choice.names is Names.HIDDEN:
        yield "Имена подносилаца су изостављена; исти редни број означава истог подносиоца."


def _working_in_english(facts: ReportFacts) -> Iterator[str]:
    if facts.working:
        yield f"Working copy: the report is not published. As of {english_day(facts.issued_on)}."
        if facts.drafted:
            yield f"Answers that are not published: {facts.drafted}."


def _remarks_in_english(facts: ReportFacts, choice: Choice, left_out: int) -> Iterator[str]:
    if not choice.late:
        yield "Late comments are left out."
    if choice.statuses:
        yield f"Only comments with these outcomes are shown: {', '.join(status.replace('_', ' ') for status in ResponseStatus if status in choice.statuses)}."
    if choice.place:
        place = "the text as a whole" if choice.place == GENERAL else _place_name(facts, choice.place)
        yield f"Only comments on this place are shown: {place}."
    if left_out:
        yield f"Left out: {counted(left_out, 'comment')}; all numbers are of what is shown."
    if choice.names is Names.KIND:
        yield "Instead of the submitter's name its kind is given."
    if choice.names is Names.HIDDEN:
        yield "Submitters are not named; the same number means the same submitter."


def _place_name(facts: ReportFacts, place: str) -> str:
    if place == GENERAL:
        return "текст у целини"
    labels = {one.anchor: one.label for comment in facts.comments for one in comment.places}
    return labels.get(place, place).rstrip(".")
