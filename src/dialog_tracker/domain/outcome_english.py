"""The report with its frame in English: the sentences are worded anew from the same facts and counts.

What people and authorities wrote stays in Serbian: comments, answers, titles, names, citations. Fixed words (headings, outcomes,
kinds) are translated where they are laid out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from dialog_tracker.domain.activity import InvitationChannel
from dialog_tracker.domain.outcome import (
    Aftermath,
    CommentRow,
    CommentSection,
    Course,
    FrontPage,
    Grouping,
    InvitedRow,
    Labelled,
    MemberRow,
    Numbers,
    OutcomeReport,
    SectionKey,
)
from dialog_tracker.domain.outcome_counts import busiest_places
from dialog_tracker.domain.outcome_facts import CountUnit, EventFacts, InvitedFacts, PublicationFacts, Qualifier, ReportFacts
from dialog_tracker.domain.outcome_grammar import HARD, hour
from dialog_tracker.domain.outcome_grouping import in_order_of
from dialog_tracker.domain.outcome_points import Point, points_of, submissions_by_number
from dialog_tracker.domain.response import ResponseStatus

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
PROCEDURES = {"public_debate": "the public debate", "consultations": "the consultations", "public_inspection": "the public inspection"}
CHANNELS = {
    "интернет страница": "through this service",
    "електронска пошта": "by e-mail",
    "пошта": "by post",
    "догађај": "at an event",
    "писарница": "at the registry office",
    "портал еКонсултације": "through the eConsultations portal",
    "табела преузета из друге евиденције": "in a table taken from another record",
}
_ENDED = {
    ResponseStatus.ACCEPTED: "accepted",
    ResponseStatus.PARTIALLY_ACCEPTED: "partially accepted",
    ResponseStatus.NOT_ACCEPTED: "not accepted",
    ResponseStatus.NOTED: "noted",
    ResponseStatus.OUT_OF_SCOPE: "out of scope",
    ResponseStatus.UNANSWERED: "unanswered",
}


def english_day(day: date) -> str:
    """Write a date as 5 October 2026."""
    return f"{day.day}{HARD}{MONTHS[day.month - 1]}{HARD}{day.year}"


def english_title(facts: ReportFacts) -> str:
    """Name the report of a kind of procedure."""
    return f"Report on {PROCEDURES[facts.procedure.key]}"


def counted(count: int, one: str, many: str = "") -> str:
    """Write a number with its noun: 1 comment, 1,234 comments."""
    return f"{count:,}{HARD}{one if count == 1 else many or f'{one}s'}"


def in_english(report: OutcomeReport, facts: ReportFacts, grouping: Grouping = Grouping.ARTICLE) -> OutcomeReport:
    """Word the frame of a report in English; `facts` and `grouping` are those it was made of."""
    points = in_order_of(facts, points_of(facts), grouping)
    procedure = PROCEDURES[facts.procedure.key]
    title = english_title(facts)
    head = replace(
        report.letterhead,
        case_number=f"No.: {facts.case_number}",
        issued_on=f"Date: {english_day(facts.issued_on)}",
        running_title=f"{title}{' – working copy' * facts.working}",
    )
    return replace(
        report,
        procedure=procedure.removeprefix("the "),
        procedure_genitive=procedure,
        letterhead=head,
        front=_front(report, facts, title, procedure),
        course=_course(report, facts, procedure),
        numbers=_numbers(report, procedure, busiest_places(points)),
        sections=tuple(_section(section, facts, points) for section in report.sections),
        aftermath=_aftermath(report, facts),
        english=True,
    )


def _front(report: OutcomeReport, facts: ReportFacts, title: str, procedure: str) -> FrontPage:
    window = facts.window
    held = f"{procedure.capitalize()} {'were' if procedure.endswith('s') else 'was'} held from {english_day(window.opens_on)} to {english_day(window.closes_on)}."
    basis = (
        f"Legal basis: {'; '.join(facts.legal_basis)}. Published by: {facts.authority.name}"
        if facts.legal_basis
        else f"Published by: {facts.authority.name}"
    )
    return replace(
        report.front,
        basis=basis,
        title=title,
        place_and_month=f"{facts.authority.place}, {MONTHS[facts.issued_on.month - 1]} {facts.issued_on.year}",
        intro=(
            f"{held} Subject: „{facts.act.title}”. Responsible authority: {facts.authority.name}.",
            "The report shows the course of the procedure, all comments received, and the reasons why they were accepted or not.",
        ),
        facts=tuple(_facts(report, facts)),
        facts_note=_answered(report),
    )


def _facts(report: OutcomeReport, facts: ReportFacts) -> Iterator[Labelled]:
    totals, window = report.totals, facts.window
    version = f", version of {english_day(facts.act.version_on)}" if facts.act.version_on else ""
    yield Labelled("Subject", f"{facts.act.title}{version}")
    days = (window.closes_on - window.opens_on).days + 1
    until = f" at {hour(window.closes_at)}" if window.closes_at else ""
    least = f"; at least {counted(window.minimum_days, 'day')} required" if window.minimum_days else ""
    span = f"{english_day(window.opens_on)} to {english_day(window.closes_on)}{until}"
    yield Labelled("Duration", f"{span} ({counted(days, 'day')} with both end days, {counted(days - 1, 'day')} without the first{least})")
    if facts.report_due_on:
        yield Labelled("Report due", f"{english_day(facts.report_due_on)}; the report was made on {english_day(facts.issued_on)}")
    yield Labelled("Events", counted(len(facts.events), "event") if facts.events else "there were no events")
    late = f", of which {totals.late_submissions:,} late" if totals.late_submissions else ""
    yield Labelled("Submissions", f"{counted(totals.submissions, 'submission')}{late}")
    yield Labelled(
        "Comments", f"{totals.received:,} received · {counted(totals.texts, 'distinct text')} · {counted(totals.points, 'distinct point')}"
    )


def _answered(report: OutcomeReport) -> str:
    if not report.totals.points:
        return "There were no comments."
    silent = sum(one.points for one in report.numbers.statuses if one.status is ResponseStatus.UNANSWERED)
    return f"{counted(silent, 'point')} without an answer." if silent else "Every point was answered."


def _course(report: OutcomeReport, facts: ReportFacts, procedure: str) -> Course:
    course, held = report.course, f"{procedure.capitalize()} {'were' if procedure.endswith('s') else 'was'} held"
    whole = sum(day.submissions for day in course.arrivals)
    came = "There are no data to show: no submission came in time."
    if whole:
        peak = max(course.arrivals, key=lambda day: day.submissions)
        came = f"{counted(whole, 'submission')} came in time, most of them on {peak.label} ({peak.submissions:,})."
    moved = [
        f"The closing day was moved from {english_day(one.old_end)} to {english_day(one.new_end)}. Reason: {one.reason.rstrip('.')}."
        for one in facts.extensions
    ]
    named = ", ".join(f"{day.label}{HARD}({day.submissions:,})" for day in course.arrivals if day.submissions)
    return replace(
        course,
        grounds=(f"{held} on the basis of:" if facts.legal_basis else f"{held}; no legal basis is stated.",),
        drafting=(facts.drafted_by or "Who prepared the text is not stated.",),
        published="Published:" if facts.publications else "No published documents are stated.",
        publications=tuple(map(_publication, facts.publications)),
        channels_lead=_channels_lead(facts),
        channels=tuple(
            f"{CHANNELS.get(channel.name, channel.name)}: {counted(channel.submissions, 'submission')}" for channel in facts.channels
        ),
        events_lead="" if facts.events else "There were no events.",
        events=tuple(
            replace(row, held_on=english_day(event.held_on), participants=_participants(event))
            for row, event in zip(course.events, facts.events, strict=True)
        ),
        arrivals_lead=" ".join((*moved, came)),
        arrivals_note=f"Source: the register of submissions. Late ones are not shown. {named}. None on other days." if named else "",
        invited_lead=_invited_lead(facts),
        invited=tuple(map(_invited, facts.invited)),
    )


def _invited_lead(facts: ReportFacts) -> str:
    if not facts.invited:
        return ""
    count, answered = len({one.name for one in facts.invited}), len({one.name for one in facts.invited if one.answered_on})
    return f"{counted(count, 'participant')} {'was' if count == 1 else 'were'} invited; {answered or 'none'} of them answered."


def _invited(one: InvitedFacts) -> InvitedRow:
    answered = english_day(one.answered_on) if one.answered_on else "–"
    return InvitedRow(one.name, _INVITED_BY[one.channel], english_day(one.invited_on), answered)


_INVITED_BY = {
    InvitationChannel.EMAIL: "by e-mail",
    InvitationChannel.POST: "by post",
    InvitationChannel.PHONE: "by telephone",
    InvitationChannel.IN_PERSON: "in person",
    InvitationChannel.PORTAL: "through the portal",
    InvitationChannel.OTHER: "in another way",
}


def _publication(publication: PublicationFacts) -> str:
    on = f", published on {english_day(publication.published_on)}" if publication.published_on else ""
    return f"{publication.title}{on}{f', {publication.address}' if publication.address else ''}"


def _channels_lead(facts: ReportFacts) -> str:
    if facts.channels:
        return "Submissions came in these ways:"
    return "How submissions came is not stated." if facts.submissions else "There were no submissions."


def _participants(event: EventFacts) -> str:
    if event.participants is None or event.qualifier is Qualifier.NOT_STATED:
        return "not stated"
    number = f"{event.participants:,}" if event.unit is CountUnit.PARTICIPANTS else counted(event.participants, "organisation")
    return {Qualifier.OVER: "over ", Qualifier.ABOUT: "about "}.get(event.qualifier, "") + number


def _numbers(report: OutcomeReport, procedure: str, busiest: Sequence[tuple[str, int]]) -> Numbers:
    numbers, totals = report.numbers, report.totals
    took = f"{counted(totals.submitters, 'submitter')} took part in {procedure}, with {counted(totals.submissions, 'submission')}."
    most = ", ".join(f"{label} ({count:,})" for label, count in busiest)
    ended = ", ".join(f"{one.points:,} {_ENDED[one.status]}" for one in numbers.statuses if one.points)
    return replace(
        numbers,
        participation=took if totals.submitters else f"Nobody took part in {procedure}.",
        kinds=tuple(replace(kind, share=_share(kind.share)) for kind in numbers.kinds),
        kinds_note=f"Shares are of all comments received ({totals.received:,}). A submitter counts once, whatever the number of submissions.",
        meanings=(
            Labelled(f"received: {totals.received:,}", "every comment as it came; a submission with nine comments counts nine times;"),
            Labelled(f"distinct texts: {totals.texts:,}", "comments whose text differs; identical letters count once;"),
            Labelled(f"distinct points: {totals.points:,}", "requests for the same; each point has one answer."),
        ),
        outcome=f"Of {counted(totals.points, 'distinct point')}: {ended}." if totals.points else "There were no comments to decide on.",
        statuses=tuple(replace(one, share=_share(one.share)) for one in numbers.statuses),
        parts_note=f"Most comments on: {most}." if most else "There were no comments in time on single provisions.",
    )


def _share(share: str) -> str:
    return share.replace(",", ".").replace(f"{HARD}%", "%")


def _section(section: CommentSection, facts: ReportFacts, points: Sequence[Point]) -> CommentSection:
    lead = section.lead
    if section.key is SectionKey.LATE and section.tables:
        lead = f"The window closed on {english_day(facts.window.closes_on)}. Comments that came later were not considered provision by provision, but are shown."
    tables = tuple(
        replace(
            table,
            heading=table.heading.replace(" (наставак)", " (continued)"),
            rows=tuple(_row(row, points[row.number - 1], facts) for row in table.rows),
            see_also=table.see_also.replace("Видети и редове", "See also rows")
            .replace("Видети и ред", "See also row")
            .replace(" и ", " and "),
        )
        for table in section.tables
    )
    return replace(section, lead=lead, tables=tables)


def _row(row: CommentRow, point: Point, facts: ReportFacts) -> CommentRow:
    others, texts = len(point.comments) - 1, len(point.texts)
    notes = []
    if others:
        notes.append(
            f"and {others:,} more, identical (Annex{HARD}1)"
            if texts == 1
            else f"and {others:,} more, similar ({counted(texts, 'text')}, Annex{HARD}1)"
        )
    sent = submissions_by_number(facts)[point.first.submission]
    if sent.late:
        at = f" at {hour(sent.received_at)}" if sent.received_at else ""
        notes.append(f"received on {english_day(sent.received_on)}{at} ({CHANNELS.get(sent.channel, sent.channel)})")
    return replace(row, notes=tuple(notes), continued=row.continued.replace("Прилог", "Annex"))


def _aftermath(report: OutcomeReport, facts: ReportFacts) -> Aftermath:
    after = report.aftermath
    gone = [comment.number for comment in facts.comments if comment.withdrawn]
    places = len(after.changes)
    changed = (
        f"The text was changed in {counted(places, 'place')} because of comments."
        if places
        else "The text was not changed because of comments."
    )
    where = f" at: {', '.join(facts.report_addresses)}" if facts.report_addresses else ""
    signed = [
        f"{one.what.rstrip('.')}. Reason: {one.reason.rstrip('.')}. Approved by: {one.signed_by}{f', {english_day(one.signed_on)}' if one.signed_on else ''}."
        for one in facts.exceptions
    ]
    corrected = [
        f"Comment no. {one.comment}: {_ENDED[one.status]}. Reason of the correction: {one.reason.rstrip('.')}." for one in facts.corrections
    ]
    return replace(
        after,
        corrections=tuple(corrected),
        withdrawn=f"Withdrawn: {counted(len(gone), 'comment')} ({', '.join(gone)}), printed nowhere and counted in no other number."
        if gone
        else "No comment was withdrawn.",
        exceptions=tuple(signed),
        changes_lead=changed,
        changes=tuple(
            replace(one, because_of=one.because_of.replace("бр.", "no.").replace(" и др.", " and others")) for one in after.changes
        ),
        members=tuple(map(_member, after.members)),
        closing=f"The report is published{where}.",
    )


def _member(member: MemberRow) -> MemberRow:
    return replace(member, likeness=member.likeness.replace("сличан, исти текст као", "similar, the same text as"))
