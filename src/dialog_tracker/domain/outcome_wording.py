"""The sentences of the outcome report; legal citations, names and reasons come from the facts, never from here."""

from collections.abc import Sequence
from datetime import date

from dialog_tracker.domain.outcome import Arrivals, Labelled, SectionKey, StatusCount, Totals
from dialog_tracker.domain.outcome_facts import (
    CorrectionFacts,
    CountUnit,
    EventFacts,
    ExceptionFacts,
    InvitedFacts,
    PublicationFacts,
    Qualifier,
    ReportFacts,
    WindowFacts,
)
from dialog_tracker.domain.outcome_grammar import (
    COMMENT,
    DAY,
    EVENT,
    HARD,
    ORGANISATION,
    PARTICIPANT,
    POINT,
    POINT_GENITIVE,
    SPOT,
    SUBMISSION,
    SUBMITTER,
    Forms,
    PluralForm,
    case_number,
    day_as_label,
    day_in_month,
    day_in_text,
    hard_spaces,
    hour,
    listed,
    number,
    period,
    plural_form,
    quoted,
    sentence,
)
from dialog_tracker.domain.outcome_labels import ACT_KINDS, STATUS
from dialog_tracker.domain.response import ResponseStatus

_ACCEPTED = Forms("је прихваћена", "су прихваћене", "је прихваћено")
_PARTIALLY = Forms("је делимично прихваћена", "су делимично прихваћене", "је делимично прихваћено")
_REFUSED = Forms("није прихваћена", "нису прихваћене", "није прихваћено")
_DECIDED = {
    ResponseStatus.ACCEPTED: _ACCEPTED,
    ResponseStatus.PARTIALLY_ACCEPTED: _PARTIALLY,
    ResponseStatus.NOT_ACCEPTED: _REFUSED,
}
_REMAINED = {
    ResponseStatus.NOTED: "примљено к знању",
    ResponseStatus.OUT_OF_SCOPE: "ван предмета",
    ResponseStatus.UNANSWERED: "без одговора",
}


def basis_sentence(facts: ReportFacts) -> str:
    """Write what the report rests on, ending in „објављује”, which agrees with every authority's name."""
    if not facts.legal_basis:
        return f"{facts.authority.name} објављује"
    return hard_spaces(f"На основу {listed(facts.legal_basis)}, {facts.authority.name} објављује")


def intro_sentences(facts: ReportFacts) -> tuple[str, ...]:
    """Say what was consulted on, when, and what the report shows."""
    procedure, window = facts.procedure, facts.window
    held = sentence(f"{procedure.name} {procedure.conducted} у периоду {_span(window.opens_on, window.closes_on)}.")
    return (
        f"{held} Предмет: {quoted(facts.act.title)}. Поступак је водио орган: {facts.authority.name}.",
        hard_spaces(
            f"Извештај приказује ток {procedure.genitive}, све примљене коментаре и разлоге због којих су прихваћени или нису прихваћени."
        ),
    )


def _span(first: date, last: date) -> str:
    return f"од {day_in_text(first)}" if first == last else period(first, last)


def basic_facts(facts: ReportFacts, totals: Totals) -> tuple[Labelled, ...]:
    """Give what, when and how much in the rows of one table."""
    rows = [
        ("Предмет", _subject(facts)),
        ("Врста акта", ACT_KINDS.get(facts.act.kind, facts.act.kind)),
        ("Трајање", duration(facts.window)),
        ("Рок за извештај", _due(facts)),
        ("Догађаји", _events_in_short(facts.events)),
        ("Примљено поднесака", _submissions_in_short(totals)),
        ("Коментари", _comments_in_short(totals)),
    ]
    return tuple(Labelled(label, hard_spaces(value)) for label, value in rows if value)


def _subject(facts: ReportFacts) -> str:
    version = f", верзија од {day_in_text(facts.act.version_on)}" if facts.act.version_on else ""
    return f"{facts.act.title}{version}"


def duration(window: WindowFacts) -> str:
    """Say how long the window was by both counts, and whether the least number of days was kept."""
    inclusive = (window.closes_on - window.opens_on).days + 1
    until = f" у {hour(window.closes_at)} часова" if window.closes_at else ""
    counts = f"{DAY.counted(inclusive)} са оба крајња дана, {DAY.counted(inclusive - 1)} без првог дана"
    return f"{_span(window.opens_on, window.closes_on)}{until} ({counts}{_least(window.minimum_days, inclusive)})"


def _least(minimum: int | None, inclusive: int) -> str:
    if minimum is None:
        return ""
    least = f"; најмање {DAY.counted(minimum)}"
    if inclusive > minimum:
        return f"{least}, поштовано"
    if inclusive == minimum:
        return f"{least}, поштовано само ако се урачунају оба крајња дана"
    return f"{least}, краће за {DAY.counted(minimum - inclusive)}"


def _due(facts: ReportFacts) -> str:
    if facts.report_due_on is None:
        return ""
    return f"{day_as_label(facts.report_due_on)}; извештај је сачињен {day_in_text(facts.issued_on)}"


def _events_in_short(events: Sequence[EventFacts]) -> str:
    if not events:
        return "није било догађаја"
    exact = [event.participants for event in events if event.qualifier is Qualifier.EXACT and event.unit is CountUnit.PARTICIPANTS]
    known = [count for count in exact if count is not None]
    if len(known) < len(events):
        return EVENT.counted(len(events))
    return f"{EVENT.counted(len(events))}, укупно {PARTICIPANT.counted(sum(known))}"


def _submissions_in_short(totals: Totals) -> str:
    late = Forms("неблаговремен", "неблаговремена", "неблаговремених")
    behind = f", од тога {late.counted(totals.late_submissions)}" if totals.late_submissions else ""
    return f"{SUBMISSION.counted(totals.submissions)}{behind}"


def _comments_in_short(totals: Totals) -> str:
    return f"примљено {number(totals.received)} · различитих текстова {number(totals.texts)} · различитих тачака {number(totals.points)}"


def answered_note(statuses: Sequence[StatusCount], totals: Totals) -> str:
    """Say whether every point was answered."""
    if not totals.points:
        return "Није било коментара."
    silent = sum(status.points for status in statuses if status.status is ResponseStatus.UNANSWERED)
    if not silent:
        return "Свака тачка је добила одговор."
    left = Forms("остала је", "остале су", "остало је").after(silent)
    return f"Без одговора {left} {POINT.counted(silent)}."


def extension_sentences(facts: ReportFacts) -> tuple[str, ...]:
    """Say how the closing day was moved, and why."""
    return tuple(
        hard_spaces(
            f"Рок за коментаре померен је са {day_in_text(extension.old_end)} на {day_as_label(extension.new_end)}. "
            f"Разлог: {extension.reason.rstrip('.')}."
        )
        for extension in facts.extensions
    )


def publication_line(publication: PublicationFacts) -> str:
    """Name a published document, where it is and since when."""
    on = f", објављено {day_in_text(publication.published_on)}" if publication.published_on else ""
    at = f", {publication.address}" if publication.address else ""
    return hard_spaces(f"{publication.title}{on}{at}")


def participants(event: EventFacts) -> str:
    """Write a stated number as it was stated: exactly, over, about, or not at all."""
    if event.participants is None or event.qualifier is Qualifier.NOT_STATED:
        return "није наведено"
    counted = number(event.participants) if event.unit is CountUnit.PARTICIPANTS else ORGANISATION.counted(event.participants)
    return {Qualifier.OVER: "преко ", Qualifier.ABOUT: "око "}.get(event.qualifier, "") + counted


def arrivals_sentence(arrivals: Sequence[Arrivals]) -> str:
    """Say how many submissions came in time and when most of them did."""
    whole = sum(day.submissions for day in arrivals)
    if not whole:
        return "Нема података за приказ: у року није примљен ниједан поднесак."
    peak = max(arrivals, key=lambda day: day.submissions)
    came = Forms("примљен је", "примљена су", "примљено је").after(whole)
    when = day_in_month(peak.first_day) if peak.days == 1 else f"у раздобљу {peak.label}"
    return f"У року {came} {SUBMISSION.counted(whole)}, највише {when} ({number(peak.submissions)})."


def arrivals_note(arrivals: Sequence[Arrivals]) -> str:
    """Repeat the numbers of the chart in words, for those who cannot see it."""
    named = ", ".join(f"{day.label}{HARD}({number(day.submissions)})" for day in arrivals if day.submissions)
    return (
        f"Извор: евиденција поднесака. Неблаговремени поднесци нису приказани. {named}. У осталим данима поднесака није било."
        if named
        else ""
    )


def participation_sentence(facts: ReportFacts, totals: Totals) -> str:
    """Say how many took part; the verb agrees with the number."""
    where = f"У {facts.procedure.locative}"
    if not totals.submitters:
        return f"{where} није учествовао ниједан подносилац."
    took = Forms("учествовао је", "учествовала су", "учествовало је").after(totals.submitters)
    who = "који је поднео" if plural_form(totals.submitters) is PluralForm.ONE else "који су поднели"
    return f"{where} {took} {SUBMITTER.counted(totals.submitters)}, {who} {SUBMISSION.counted(totals.submissions)}."


def meanings(totals: Totals) -> tuple[Labelled, ...]:
    """Explain the three counts."""
    return (
        Labelled(
            f"примљено: {number(totals.received)}", "сваки коментар онако како је стигао; поднесак са девет коментара броји се девет пута;"
        ),
        Labelled(f"различитих текстова: {number(totals.texts)}", "коментари чији се текст разликује; истоветна писма броје се једном;"),
        Labelled(f"различитих тачака: {number(totals.points)}", "захтеви који траже исто; на сваку тачку даје се један одговор."),
    )


def kinds_note(totals: Totals) -> str:
    """Say what the shares are taken of."""
    return f"Удео се рачуна од укупног броја примљених коментара ({number(totals.received)}). Исти подносилац броји се једном, без обзира на број поднесака."


def outcome_sentence(statuses: Sequence[StatusCount], totals: Totals) -> str:
    """Say how the points ended; each verb agrees with its own number."""
    if not totals.points:
        return "Није било коментара о којима би се одлучивало."
    ended = {status.status: status.points for status in statuses}
    decided = [f"{number(ended[status])} {verb.after(ended[status])}" for status, verb in _DECIDED.items() if ended.get(status)]
    remained = [f"{label} ({number(ended[status])})" for status, label in _REMAINED.items() if ended.get(status)]
    whole = f"Од {number(totals.points)}{HARD}{POINT_GENITIVE.after(totals.points)}"
    if not decided:
        return f"{whole}, ниједна није ни прихваћена ни одбијена; остало је: {', '.join(remained)}."
    last = f", а {decided[-1]}" if decided[1:] else ""
    first = f"{whole}, {', '.join(decided[:-1] or decided)}{last}."
    return f"{first} Преостало: {', '.join(remained)}." if remained else first


def parts_note(places: Sequence[tuple[str, int]]) -> str:
    """Name the provisions that drew the most comments."""
    if not places:
        return "Није било благовремених коментара на поједине одредбе."
    return hard_spaces(
        f"Појединачно највише коментара: {', '.join(f'{label[:1].lower()}{label[1:]} ({number(count)})' for label, count in places)}."
    )


_EMPTY = {
    SectionKey.GENERAL: "Није било начелних коментара.",
    SectionKey.PROVISIONS: "Није било благовремених коментара на поједине одредбе.",
    SectionKey.LATE: "Није било неблаговремених коментара.",
    SectionKey.OUT_OF_SCOPE: "Није било коментара ван предмета.",
}
_NONE_CHOSEN = {key: f"У овом избору нема {said.removeprefix('Није било ')}" for key, said in _EMPTY.items()}


def section_lead(key: SectionKey, facts: ReportFacts, filled: bool) -> str:
    """Open a section, or say in one sentence that it is empty."""
    if not filled:
        return _NONE_CHOSEN[key] if facts.narrowed else _EMPTY[key]
    if key is SectionKey.GENERAL:
        return "Коментари на текст у целини, без везе са одређеном одредбом."
    if key is SectionKey.PROVISIONS:
        return (
            "Коментари су поређани по редоследу одредаба. Реч „истоветних” значи да је текст био исти, "
            "реч „сличних” да је захтев био исти, а текст различит."
        )
    if key is SectionKey.OUT_OF_SCOPE:
        return "Коментари о питањима која текст не уређује. На њих је дат одговор, али нису разматрани по одредбама."
    closed = f" у {hour(facts.window.closes_at)} часова" if facts.window.closes_at else ""
    return (
        f"Рок је истекао {day_in_text(facts.window.closes_on)}{closed}. Коментари примљени после тог времена нису ушли "
        "у разматрање по одредбама, али су приказани."
    )


def withdrawn_sentence(facts: ReportFacts) -> str:
    """Name the withdrawn comments, whose text is not printed and which stand in no other number."""
    numbers = [case_number(comment.number) for comment in facts.comments if comment.withdrawn]
    if not numbers:
        return "Није било повучених коментара."
    gone = Forms("Повучен је", "Повучена су", "Повучено је").after(len(numbers))
    return (
        f"{gone} {COMMENT.counted(len(numbers))} (бр.{HARD}{listed(numbers)}). Текст повучених коментара не приказује се "
        "и они нису урачунати у остале бројеве."
    )


def exception_lines(exceptions: Sequence[ExceptionFacts]) -> tuple[str, ...]:
    """Print each exception with its reason and who signed for it."""
    return tuple(
        hard_spaces(
            f"{exception.what.rstrip('.')}. Разлог: {exception.reason.rstrip('.')}. Одобрење: {exception.signed_by}"
            f"{', ' + day_as_label(exception.signed_on) if exception.signed_on else ''}."
        )
        for exception in exceptions
    )


def correction_lines(corrections: Sequence[CorrectionFacts]) -> tuple[str, ...]:
    """Print each corrected answer with its outcome now and the reason of the correction."""
    return tuple(
        hard_spaces(f"Коментар бр. {one.comment}: {STATUS[one.status].lower()}. Разлог исправке: {one.reason.rstrip('.')}.")
        for one in corrections
    )


def four_eyes_sentence(kept: bool, points: int) -> str:
    """Say whether somebody other than the author approved the answers; nothing where there was nothing to answer."""
    if not points:
        return ""
    if kept:
        return "Одговоре је одобрило лице које их није израдило."
    return "Израду, одобравање и објављивање одговора обавило је исто лице."


def changes_sentence(changes: int, points: int) -> str:
    """Say in how many places the text was changed."""
    if changes:
        return f"На основу примљених коментара текст је измењен на {number(changes)}{HARD}{SPOT.after(changes)}."
    return "На основу примљених коментара текст није мењан." if points else "Текст није мењан, јер није било коментара."


def closing_sentence(addresses: Sequence[str], submissions: int) -> str:
    """Say where the report is published, and that submitters are answered."""
    where = f"Извештај се објављује на: {listed(addresses)}." if addresses else "Извештај се објављује."
    return where if not submissions else f"{where} Подносиоцима који су оставили адресу доставља се одговор на њихове коментаре."


_INVITED = Forms("Позван је", "Позвана су", "Позвано је")
_ANSWERED = Forms("је одговорио", "су одговорила", "је одговорило")
_ADDRESSEE = Forms("учесник", "учесника", "учесника")


def invited_sentence(invited: Sequence[InvitedFacts]) -> str:
    """Say how many were invited to take part and how many answered; nothing where no invitation is on record."""
    if not invited:
        return ""
    count, answered = len({one.name for one in invited}), len({one.name for one in invited if one.answered_on})
    came = f"на позив {_ANSWERED.after(answered)} {number(answered)}" if answered else "одговор ни на један позив није забележен"
    return f"{_INVITED.after(count)} {_ADDRESSEE.counted(count)}; {came}."
