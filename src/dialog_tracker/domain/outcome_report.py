"""From the facts of a consultation to its outcome report; pure, so that the same facts always give the same report."""

from collections.abc import Sequence

from dialog_tracker.domain.outcome import (
    LONG_TEXTS_TITLE,
    MEMBERS_TITLE,
    Aftermath,
    Course,
    EventRow,
    FrontPage,
    Grouping,
    InvitedRow,
    Letterhead,
    Numbers,
    OutcomeReport,
    Totals,
)
from dialog_tracker.domain.outcome_counts import arrivals_of, busiest_places, kinds_of, parts_of, statuses_of, totals_of
from dialog_tracker.domain.outcome_english import in_english
from dialog_tracker.domain.outcome_facts import EventFacts, InvitedFacts, ReportFacts
from dialog_tracker.domain.outcome_grammar import SUBMISSION, case_number, day_as_label, hard_spaces, month_as_label, sentence
from dialog_tracker.domain.outcome_grouping import in_order_of
from dialog_tracker.domain.outcome_labels import INVITED_BY
from dialog_tracker.domain.outcome_points import Point, points_of
from dialog_tracker.domain.outcome_sections import changes_of, long_texts_of, members_of, sections_of
from dialog_tracker.domain.outcome_wording import (
    answered_note,
    arrivals_note,
    arrivals_sentence,
    basic_facts,
    basis_sentence,
    changes_sentence,
    closing_sentence,
    correction_lines,
    exception_lines,
    extension_sentences,
    four_eyes_sentence,
    intro_sentences,
    invited_sentence,
    kinds_note,
    meanings,
    outcome_sentence,
    participants,
    participation_sentence,
    parts_note,
    publication_line,
    withdrawn_sentence,
)

WORKING = " – радна верзија"


def report_on(facts: ReportFacts, grouping: Grouping = Grouping.ARTICLE) -> OutcomeReport:
    """Count and word the outcome of a consultation.

    Raises Malformed `comment-without-submission` or `two-responses-for-a-point`.
    """
    report = _in_serbian(facts, grouping)
    return in_english(report, facts, grouping) if facts.english else report


def _in_serbian(facts: ReportFacts, grouping: Grouping) -> OutcomeReport:
    points = in_order_of(facts, points_of(facts), grouping)
    totals = totals_of(facts, points)
    return OutcomeReport(
        reference=facts.reference,
        case_number=facts.case_number,
        version=facts.version,
        procedure=facts.procedure.name,
        procedure_genitive=facts.procedure.genitive,
        act_title=facts.act.title,
        issued_on=facts.issued_on,
        totals=totals,
        letterhead=_letterhead(facts),
        front=_front(facts, points, totals),
        course=_course(facts),
        numbers=_numbers(facts, points, totals),
        sections=sections_of(facts, points, grouping),
        aftermath=_aftermath(facts, points),
        signatory=facts.signatory,
        working=facts.working,
        remarks=facts.remarks,
    )


def _letterhead(facts: ReportFacts) -> Letterhead:
    return Letterhead(
        above=facts.authority.header_lines,
        authority=facts.authority.name,
        unit=facts.authority.unit,
        place=facts.authority.address or facts.authority.place,
        case_number=f"Број: {case_number(facts.case_number)}",
        issued_on=f"Датум: {day_as_label(facts.issued_on)}",
        running_title=f"{facts.procedure.report_title}{WORKING * facts.working}",
    )


def _front(facts: ReportFacts, points: Sequence[Point], totals: Totals) -> FrontPage:
    return FrontPage(
        basis=basis_sentence(facts),
        title=facts.procedure.report_title,
        subject=hard_spaces(facts.act.title),
        place_and_month=f"{facts.authority.place}, {month_as_label(facts.issued_on)}",
        intro=intro_sentences(facts),
        facts=basic_facts(facts, totals),
        facts_note=answered_note(statuses_of(points), totals),
    )


def _course(facts: ReportFacts) -> Course:
    arrivals = arrivals_of(facts)
    procedure = facts.procedure
    return Course(
        grounds=(_grounds(facts),),
        citations=tuple(hard_spaces(citation) for citation in facts.legal_basis),
        drafting=(hard_spaces(facts.drafted_by) if facts.drafted_by else "Подаци о томе ко је припремио текст нису наведени.",),
        published="Објављено је:" if facts.publications else "Подаци о објављеним документима нису наведени.",
        publications=tuple(publication_line(publication) for publication in facts.publications),
        channels_lead=_channels_lead(facts),
        channels=tuple(f"{channel.name}: {SUBMISSION.counted(channel.submissions)}" for channel in facts.channels),
        events_lead="" if facts.events else sentence(f"у току {procedure.genitive} није било догађаја."),
        events=tuple(_event(index, event) for index, event in enumerate(facts.events, start=1)),
        arrivals_lead=" ".join((*extension_sentences(facts), arrivals_sentence(arrivals))),
        arrivals=arrivals,
        arrivals_note=arrivals_note(arrivals),
        invited_lead=invited_sentence(facts.invited),
        invited=tuple(map(_invited, facts.invited)),
    )


def _invited(one: InvitedFacts) -> InvitedRow:
    answered = day_as_label(one.answered_on) if one.answered_on else "–"
    return InvitedRow(one.name, INVITED_BY[one.channel], day_as_label(one.invited_on), answered)


def _channels_lead(facts: ReportFacts) -> str:
    if facts.channels:
        return "Поднесци су примљени на следеће начине:"
    return "Подаци о начину пријема поднесака нису наведени." if facts.submissions else "Није било примљених поднесака."


def _grounds(facts: ReportFacts) -> str:
    procedure = facts.procedure
    if not facts.legal_basis:
        return sentence(f"{procedure.name} {procedure.conducted}; правни основ није наведен.")
    return sentence(f"{procedure.name} {procedure.conducted} на основу:")


def _event(index: int, event: EventFacts) -> EventRow:
    name = ", ".join(part for part in (event.kind, event.title, event.place) if part)
    return EventRow(index, day_as_label(event.held_on), sentence(name), participants(event))


def _numbers(facts: ReportFacts, points: Sequence[Point], totals: Totals) -> Numbers:
    statuses = statuses_of(points)
    return Numbers(
        participation=participation_sentence(facts, totals),
        kinds=kinds_of(facts),
        kinds_note=kinds_note(totals),
        meanings=meanings(totals),
        outcome=outcome_sentence(statuses, totals),
        statuses=statuses,
        statuses_note="Удели су заокружени на једну децималу, па збир може одступити за 0,1.",
        parts=parts_of(points),
        parts_note=parts_note(busiest_places(points)),
    )


def _aftermath(facts: ReportFacts, points: Sequence[Point]) -> Aftermath:
    changes, members = changes_of(points), members_of(facts, points)
    long_texts = long_texts_of(facts, points)
    own = [title for title, filled in ((MEMBERS_TITLE, members), (LONG_TEXTS_TITLE, long_texts)) if filled]
    return Aftermath(
        withdrawn=withdrawn_sentence(facts),
        exceptions=exception_lines(facts.exceptions),
        corrections=correction_lines(facts.corrections),
        four_eyes=four_eyes_sentence(facts.four_eyes, len(points)),
        changes_lead=changes_sentence(len(changes), len(points)),
        changes=changes,
        annexes=(*own, *(hard_spaces(annex) for annex in facts.annexes)),
        members=members,
        long_texts=long_texts,
        closing=closing_sentence(facts.report_addresses, len(facts.submissions)),
    )
