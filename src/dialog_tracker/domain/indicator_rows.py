"""The rows behind each measure of the indicators: what is counted, what of it counts, and which rows are bad ones.

A row has a part and a whole. A share divides the sum of parts by the sum of wholes; the other methods look at the parts alone.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from dialog_tracker.domain.act import AuthorityLevel
from dialog_tracker.domain.activity import ActivityKind
from dialog_tracker.domain.consultation import Method as Technique
from dialog_tracker.domain.oversight_facts import ActFact, ActivityFact, ConsultationFact, Fact, Record
from dialog_tracker.domain.response import ResponseStatus

# The techniques of the methodology of public policies [domain.md 1.4] are the first six methods.
TECHNIQUES = tuple(Technique)[:6]
_TAKEN = (ResponseStatus.ACCEPTED, ResponseStatus.PARTIALLY_ACCEPTED)
# Where people of several bodies and organisations met to talk; research, surveys and interviews gather answers instead.
_MEETINGS = frozenset(
    {
        ActivityKind.ROUND_TABLE,
        ActivityKind.PUBLIC_MEETING,
        ActivityKind.PANEL,
        ActivityKind.FOCUS_GROUP,
        ActivityKind.CONSULTATION_EVENT,
        ActivityKind.CONFERENCE,
        ActivityKind.CONTACT_POINT_MEETING,
        ActivityKind.WORKSHOP,
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list behind a figure; `weight` orders bad rows, the worst first, `parts` are those of a spread."""

    subject: Fact
    part: int
    whole: int = 1
    bad: bool = False
    weight: int = 0
    parts: Mapping[str, int] = field(default_factory=dict)
    members: tuple[str | int, ...] = ()


Rows = Iterator[Row]


def _consulted(record: Record) -> Rows:
    return (Row(act, int(act.consulted), 1, not act.consulted, record.today.toordinal() - act.day.toordinal()) for act in record.acts)


def _judged(record: Record) -> Iterator[ConsultationFact]:
    """Closed windows that the minimum of their own procedure can be held against."""
    return (one for one in record.consultations if one.is_closed(record.today) and one.minimum != "unknown")


def _minimum_kept(record: Record) -> Rows:
    return (Row(one, int(one.minimum != "breached"), 1, one.minimum == "breached", one.days_short) for one in _judged(record))


def _short(record: Record) -> Rows:
    return (Row(one, one.days_short, 1, True, one.days_short) for one in _judged(record) if one.minimum == "breached")


def _short_counted(record: Record) -> Rows:
    return (Row(one, int(one.minimum == "breached"), 1, one.minimum == "breached", one.days_short) for one in _judged(record))


def _without_first_day(record: Record) -> Rows:
    return (Row(one, int(one.opens_on is None), 1, one.opens_on is None) for one in record.consultations)


def _without_text(record: Record) -> Rows:
    return (Row(one, int(not one.text_public), 1, not one.text_public) for one in record.consultations)


def _settled(record: Record) -> Iterator[ConsultationFact]:
    return (one for one in record.consultations if one.is_settled(record.today))


def _report_published(record: Record) -> Rows:
    for one in _settled(record):
        out = one.reported_on is not None
        yield Row(one, int(out), 1, not out, one.report_days_late(record.today))


def _report_in_time(record: Record) -> Rows:
    for one in _settled(record):
        if one.report_due_on is not None:
            late = one.report_days_late(record.today)
            yield Row(one, int(not late), 1, late > 0, late)


def _answered(record: Record) -> Rows:
    for one in _settled(record):
        if one.comments:
            waiting = one.comments - one.answered
            yield Row(one, one.answered, one.comments, waiting > 0, waiting)


def _reasons_given(record: Record) -> Rows:
    for one in record.consultations:
        if one.refused:
            without = one.refused - one.refused_with_reasons
            yield Row(one, one.refused_with_reasons, one.refused, without > 0, without)


def _taken(record: Record) -> Rows:
    for one in _settled(record):
        if one.comments:
            yield Row(one, sum(one.by_status.get(status, 0) for status in _TAKEN), one.comments)


def _outcomes(record: Record) -> Rows:
    for one in _settled(record):
        if one.comments:
            parts = {status.value: one.by_status[status] for status in ResponseStatus if one.by_status.get(status)}
            waiting = one.comments - one.answered
            told = parts | ({ResponseStatus.UNANSWERED.value: waiting} if waiting else {})
            yield Row(one, one.answered, one.comments, parts=told)


def _promises_kept(record: Record) -> Rows:
    for one in record.consultations:
        if one.promised:
            yield Row(one, one.promised - one.unfulfilled, one.promised, one.unfulfilled > 0, one.unfulfilled)


def _early(record: Record) -> Rows:
    return (Row(act, int(act.early), 1, not act.early) for act in record.acts)


def _complete(record: Record) -> Rows:
    for one in record.consultations:
        if one.here and one.items_asked:
            lacking = one.items_asked - one.items_there
            yield Row(one, one.items_there, one.items_asked, lacking > 0, lacking)


def _consulted_acts(record: Record) -> Iterator[ActFact]:
    return (act for act in record.acts if act.consulted)


def _invited(record: Record) -> Rows:
    return (Row(act, int(act.invited), 1, not act.invited) for act in _consulted_acts(record))


def _invited_kinds(record: Record) -> Rows:
    return (Row(one, one.invited, one.invited, parts=one.invited_kinds) for one in record.consultations if one.invited)


def _groups_with(least: int) -> Callable[[Record], Rows]:
    def rows(record: Record) -> Rows:
        for one in record.groups:
            if one.members:
                enough = one.cso_members >= least
                yield Row(one, int(enough), 1, not enough, least - one.cso_members if not enough else 0)

    return rows


def _submissions(record: Record) -> Rows:
    return (Row(one, one.submissions) for one in record.consultations)


def _organisations(record: Record) -> Rows:
    return (Row(one, one.organisations, members=record.taking_part.get(one.id, ())) for one in record.consultations)


def _comments_per_act(record: Record) -> Rows:
    """Acts consulted on elsewhere are left out: how many comments came is not known, and nothing known is not none."""
    return (Row(act, act.comments) for act in _consulted_acts(record) if act.comments_known)


def _first_time(record: Record) -> Rows:
    return (Row(one, one.first_time) for one in record.consultations)


def _methods(record: Record) -> Rows:
    for one in record.consultations:
        used = [technique.value for technique in TECHNIQUES if technique.value in one.methods]
        if used:
            yield Row(one, len(used), len(TECHNIQUES), parts=dict.fromkeys(used, 1))


def _on_portal(record: Record) -> Rows:
    """The portal binds state bodies; municipalities and the Province may use it."""
    for one in record.consultations:
        state = record.authorities[one.authority].level is AuthorityLevel.NATIONAL
        if state and Technique.WRITTEN_COMMENTS in one.methods:
            yield Row(one, int(one.on_portal), 1, not one.on_portal)


def _units_with_procedure(record: Record) -> Rows:
    known = record.authorities
    held = {known[one.authority].unit for one in record.consultations if known[one.authority].level is AuthorityLevel.LOCAL}
    return (Row(unit, int(unit.code in held), 1, unit.code not in held) for unit in record.units)


def _units_with_contact(record: Record) -> Rows:
    return (Row(unit, int(unit.has_contact), 1, not unit.has_contact) for unit in record.units)


def _days_to_answer(record: Record) -> Rows:
    return (Row(one, one.answer_days, weight=one.answer_days) for one in record.consultations if one.answer_days is not None)


def _days_to_report(record: Record) -> Rows:
    for one in record.consultations:
        if one.reported_on is not None:
            days = max(0, (one.reported_on - one.last_on).days)
            yield Row(one, days, 1, one.report_days_late(record.today) > 0, days)


def _held(record: Record) -> Iterator[ActivityFact]:
    return (one for one in record.activities if one.day <= record.today)


def _trainings(record: Record) -> Rows:
    return (Row(one, one.times if one.kind == ActivityKind.TRAINING else 0) for one in _held(record))


def _meetings(record: Record) -> Rows:
    return (Row(one, one.times if one.kind in _MEETINGS else 0) for one in _held(record))


def _persons(record: Record) -> Rows:
    return (Row(one, one.persons) for one in _held(record))


def _units_of_activities(record: Record) -> Rows:
    return (Row(one, len(one.units), members=one.units) for one in _held(record))


ROWS: Mapping[str, Callable[[Record], Rows]] = {
    "I1.consulted": _consulted,
    "I2.kept": _minimum_kept,
    "I3.mean": _short,
    "I3.worst": _short,
    "I3.windows": _short_counted,
    "I4.dates": _without_first_day,
    "I4.text": _without_text,
    "I5.published": _report_published,
    "I5.in_time": _report_in_time,
    "I6.answered": _answered,
    "I7.reasons": _reasons_given,
    "I8.taken": _taken,
    "I8.outcomes": _outcomes,
    "I8.promises": _promises_kept,
    "I9.early": _early,
    "I10.complete": _complete,
    "I11.invited": _invited,
    "I11.kinds": _invited_kinds,
    "I12.one": _groups_with(1),
    "I12.two": _groups_with(2),
    "I13.submissions": _submissions,
    "I13.organisations": _organisations,
    "I13.per_act": _comments_per_act,
    "I13.first_time": _first_time,
    "I14.methods": _methods,
    "I15.portal": _on_portal,
    "I16.procedures": _units_with_procedure,
    "I16.contacts": _units_with_contact,
    "I17.report": _days_to_report,
    "I17.answer": _days_to_answer,
    "I18.trainings": _trainings,
    "I18.meetings": _meetings,
    "I18.persons": _persons,
    "I18.units": _units_of_activities,
}
