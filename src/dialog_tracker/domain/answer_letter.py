"""The letter that answers one submission: only its own comments, with the numbers that they have in the report."""

from dataclasses import dataclass, replace
from datetime import date

from dialog_tracker.domain.errors import Conflict, NotFound
from dialog_tracker.domain.outcome import Letterhead
from dialog_tracker.domain.outcome_facts import ReportFacts, Signatory, SubmissionFacts
from dialog_tracker.domain.outcome_grammar import (
    COMMENT,
    DAY,
    HARD,
    Forms,
    case_number,
    day_as_label,
    day_in_text,
    hard_spaces,
    hour,
    listed,
    period,
    quoted,
)
from dialog_tracker.domain.outcome_rows import OutcomeRow, register_of
from dialog_tracker.domain.outcome_sections import shortened
from dialog_tracker.domain.response import ResponseStatus

_SHORTENED = "Дуги текстови су овде скраћени на месту означеном са […]; у целини стоје у вашем поднеску и у извештају."


@dataclass(frozen=True, slots=True)
class AnswerLetter:
    """One letter, worded; the numbers of its rows are those of the report only where one is published."""

    head: Letterhead
    reference: str
    submission: str
    issued_on: date
    addressee: str
    subject: str
    opening: tuple[str, ...]
    number_head: str
    rows: tuple[tuple[str, OutcomeRow], ...]
    closing: tuple[str, ...]
    signatory: Signatory


def answer_letter(facts: ReportFacts, submission: str, today: date, objection_days: int) -> AnswerLetter:
    """Word the letter on a submission.

    Raises NotFound("submission-unknown") for one that is not in the report and Conflict("letter-without-answers").
    """
    sent = next((one for one in facts.submissions if one.number == submission), None)
    if sent is None:
        raise NotFound("submission-unknown")
    own = {comment.number: at for at, comment in enumerate(facts.comments) if comment.submission == submission}
    rows = sorted((row for row in register_of(facts).comments if row.number in own), key=lambda row: own[row.number])
    answered = sum(row.status is not ResponseStatus.UNANSWERED for row in rows)
    if not answered:
        raise Conflict("letter-without-answers")
    short = [replace(row, text=shortened(row.text), proposed=shortened(row.proposed), reasons=shortened(row.reasons)) for row in rows]
    return AnswerLetter(
        head=_head(facts, today),
        reference=facts.reference,
        submission=submission,
        issued_on=today,
        addressee=sent.submitter,
        subject=hard_spaces(f"Одговор на коментаре: {facts.procedure.name}, {quoted(facts.act.title)}"),
        opening=(_thanks(facts), _received(sent, len(rows), answered), *((_SHORTENED,) if short != rows else ())),
        number_head="Број коментара" if facts.working else "Број у извештају",
        rows=tuple((row.number.rpartition("/")[2] if facts.working else str(row.row), row) for row in short),
        closing=_closing(facts, objection_days),
        signatory=facts.signatory,
    )


def _head(facts: ReportFacts, today: date) -> Letterhead:
    authority = facts.authority
    return Letterhead(
        above=authority.header_lines,
        authority=authority.name,
        unit=authority.unit,
        place=authority.address or authority.place,
        case_number=f"Број: {case_number(facts.case_number)}",
        issued_on=f"Датум: {day_as_label(today)}",
        running_title="Одговор подносиоцу",
    )


def _thanks(facts: ReportFacts) -> str:
    window, procedure = facts.window, facts.procedure
    return hard_spaces(
        f"захваљујемо на учешћу. {procedure.name.capitalize()} {procedure.conducted} у периоду {period(window.opens_on, window.closes_on)}."
    )


def _received(sent: SubmissionFacts, comments: int, answered: int) -> str:
    at = f" у {hour(sent.received_at)} часова" if sent.received_at else ""
    late = " Поднесак је примљен после рока, па није разматран по одредбама." if sent.late else ""
    holds = f"Ваш поднесак број {case_number(sent.number)}, примљен {day_in_text(sent.received_on)}{at}, садржи {COMMENT.counted(comments)}.{late}"
    if answered == comments:
        said = "Размотрен је и на њега је одговорено како следи." if comments == 1 else "Размотрени су и на њих је одговорено како следи."
        return hard_spaces(f"{holds} {said}")
    left = comments - answered
    return hard_spaces(f"{holds} Одговорено је на {answered}, а без одговора {Forms('је', 'су', 'је').after(left)} {left}.")


def _closing(facts: ReportFacts, objection_days: int) -> tuple[str, ...]:
    where = f" на: {listed(facts.report_addresses)}" if facts.report_addresses else ""
    published = f"Извештај са свим коментарима и одговорима објављен је {day_in_text(facts.issued_on)}{where}."
    coming = f"Извештај са свим коментарима и одговорима биће објављен{where}."
    days = f"{objection_days}{HARD}{DAY.after(objection_days)}"
    objecting = f"Примедбу на начин на који је ваш коментар пренет или разврстан можете доставити у року од {days} од дана пријема, на адресу органа."
    return hard_spaces(coming if facts.working else published), f"Овај одговор није управни акт. {objecting}"
