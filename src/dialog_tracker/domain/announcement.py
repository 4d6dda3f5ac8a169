"""What an authority announces: the notice of start, the public call, the programme of the debate and the letter to those invited.

The contents are those of art. 41 of the Rules of Procedure of the Government (call with programme: draft, period, activities,
ways to send comments, working group) and of art. 77 of the Law on State Administration (notice of start). They are written in
Serbian Cyrillic from the data of a consultation; what is not known is left out, and said to be missing to who prepares it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from dialog_tracker.domain.outcome_facts import ProcedureFacts
from dialog_tracker.domain.outcome_grammar import day_as_label, day_in_text, hard_spaces, hour, period, quoted, sentence

_EVERYBODY = "државне органе, јединице локалне самоуправе, организације цивилног друштва, стручну јавност и све заинтересоване"


class AnnouncementKind(StrEnum):
    """What is announced."""

    NOTICE = "notice"
    CALL = "call"
    PROGRAMME = "programme"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """An event of the programme: its kind in Serbian, its title, and where and when it is held."""

    kind: str
    title: str
    held_on: date
    starts: time | None = None
    place: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class AnnouncementFacts:
    """What is known of a consultation when it is announced; texts are Serbian, in Cyrillic, empty where nothing was entered."""

    authority: str
    headers: tuple[str, ...]
    place: str
    case_number: str
    issued_on: date
    title: str
    procedure: ProcedureFacts
    basis: tuple[str, ...]
    opens_on: date
    last_on: date
    closes_at: time | None
    page: str
    summary: str = ""
    email: str = ""
    postal_address: str = ""
    portal: str = ""
    coordinator: str = ""
    drafted_by: str = ""
    working_group: str = ""
    decision: str = ""
    report_due_on: date | None = None
    events: tuple[PlannedEvent, ...] = ()
    annexes: tuple[str, ...] = ()
    signatory_office: str = ""
    signatory_name: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an announcement: a heading (empty for the opening), paragraphs, points and a table of events."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    events: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Announcement:
    """An announcement, ready to be written as Word or as text."""

    kind: AnnouncementKind
    headers: tuple[str, ...]
    authority: str
    case_number: str
    dated: str
    issued_on: date
    basis: str
    title: str
    subtitle: str
    parts: tuple[Part, ...]
    signatory_office: str
    signatory_name: str


def announcement(kind: AnnouncementKind, facts: AnnouncementFacts) -> Announcement:
    """Write an announcement of a kind."""
    titles = {
        AnnouncementKind.NOTICE: ("Обавештење о почетку израде акта", facts.title),
        AnnouncementKind.CALL: (f"Јавни позив за учешће у {facts.procedure.locative}", facts.title),
        AnnouncementKind.PROGRAMME: (f"Програм {facts.procedure.genitive}", facts.title),
        AnnouncementKind.LETTER: (f"Позив за учешће у {facts.procedure.locative}", facts.title),
    }
    written = {
        AnnouncementKind.NOTICE: _notice,
        AnnouncementKind.CALL: _call,
        AnnouncementKind.PROGRAMME: _programme,
        AnnouncementKind.LETTER: _letter,
    }
    where = f"{facts.place}, " if facts.place else ""
    return Announcement(
        kind=kind,
        headers=facts.headers,
        authority=facts.authority,
        case_number=facts.case_number,
        dated=hard_spaces(f"{where}{day_as_label(facts.issued_on)}"),
        issued_on=facts.issued_on,
        basis=_basis(facts),
        title=titles[kind][0],
        subtitle=titles[kind][1],
        parts=tuple(part for part in written[kind](facts) if part.paragraphs or part.points or part.events),
        signatory_office=facts.signatory_office,
        signatory_name=facts.signatory_name,
    )


def _basis(facts: AnnouncementFacts) -> str:
    if not facts.basis:
        return ""
    return hard_spaces(f"На основу {' и '.join(facts.basis)}, {facts.authority} објављује")


def _notice(facts: AnnouncementFacts) -> Iterator[Part]:
    begun = f"{facts.authority} обавештава јавност да је почела израда акта {quoted(facts.title)}."
    yield Part("", (sentence(begun),))
    yield Part("Основне информације о предвиђеним решењима", _paragraphs(facts.summary))
    yield Part("Достављање предлога", (f"Писани предлози достављају се {_until(facts)}:",), _ways(facts))
    yield Part("Контакт", _contact(facts))


def _call(facts: AnnouncementFacts) -> Iterator[Part]:
    opening = f"{facts.authority} позива {_EVERYBODY} да учествују у {facts.procedure.locative} о акту {quoted(facts.title)}."
    yield Part("", (sentence(opening), _lasts(facts)))
    yield Part("Шта се мења", _paragraphs(facts.summary))
    yield Part("Текст", (f"Текст акта може се прочитати на адреси {facts.page}{_on_portal(facts)}.",))
    yield Part("Достављање предлога, примедаба, сугестија и иницијатива", (f"Достављају се {_until(facts)}:",), _ways(facts))
    yield Part("Радна група", _working_group(facts))
    yield Part("Програм и извештај", tuple(_what_follows(facts)))
    yield Part("Контакт", _contact(facts))


def _programme(facts: AnnouncementFacts) -> Iterator[Part]:
    yield Part("Акт", (sentence(f"предмет {facts.procedure.genitive} је акт {quoted(facts.title)}."),), facts.annexes)
    yield Part("Трајање", (_lasts(facts),))
    none = sentence(f"у току {facts.procedure.genitive} нису предвиђени догађаји.")
    yield Part("Активности", () if facts.events else (none,), (), tuple(_event(event) for event in facts.events))
    yield Part("Достављање предлога, примедаба, сугестија и иницијатива", (f"Достављају се {_until(facts)}:",), _ways(facts))
    yield Part("Радна група", _working_group(facts))
    yield Part("Остали подаци", (*_what_follows(facts), *_contact(facts)))


def _letter(facts: AnnouncementFacts) -> Iterator[Part]:
    asked = f"{facts.authority} позива вас да учествујете у {facts.procedure.locative} о акту {quoted(facts.title)}."
    yield Part("", ("Поштовани,", sentence(asked), _lasts(facts), *_paragraphs(facts.summary)))
    yield Part(
        "", (f"Текст акта може се прочитати на адреси {facts.page}. Своје предлоге можете доставити {_until(facts)}:",), _ways(facts)
    )
    if facts.events:
        yield Part("", ("Позивамо вас и на следеће догађаје:",), (), tuple(_event(event) for event in facts.events))
    yield Part("", _contact(facts))


def _lasts(facts: AnnouncementFacts) -> str:
    until = f", последњег дана до {hour(facts.closes_at)} часова" if facts.closes_at else ""
    return sentence(f"{facts.procedure.name} {_lasting(facts)} {period(facts.opens_on, facts.last_on)}{until}.")


def _lasting(facts: AnnouncementFacts) -> str:
    return "трају" if facts.procedure.conducted.endswith("су") else "траје"


def _until(facts: AnnouncementFacts) -> str:
    until = f" до {hour(facts.closes_at)} часова" if facts.closes_at else ""
    return hard_spaces(f"до {day_in_text(facts.last_on)}{until}")


def _ways(facts: AnnouncementFacts) -> tuple[str, ...]:
    ways = [f"на страници {facts.page}, уз сваки члан текста"]
    if facts.email:
        ways.append(f"електронском поштом на адресу {facts.email}")
    if facts.postal_address:
        ways.append(f"поштом на адресу {facts.postal_address}")
    if facts.portal:
        ways.append(f"преко портала еКонсултације, на адреси {facts.portal}")
    return tuple(ways)


def _on_portal(facts: AnnouncementFacts) -> str:
    return f" и на порталу еКонсултације, на адреси {facts.portal}" if facts.portal else ""


def _working_group(facts: AnnouncementFacts) -> tuple[str, ...]:
    drafted = (f"Акт је припремио: {facts.drafted_by}",) if facts.drafted_by else ()
    return (*drafted, *_paragraphs(facts.working_group))


def _what_follows(facts: AnnouncementFacts) -> Iterator[str]:
    if facts.decision:
        yield hard_spaces(f"Програм је утврђен одлуком: {facts.decision}.".replace("..", "."))
    if facts.report_due_on is not None:
        yield sentence(f"извештај о {facts.procedure.locative} биће објављен најкасније {day_in_text(facts.report_due_on)}.")


def _contact(facts: AnnouncementFacts) -> tuple[str, ...]:
    return (f"Координатор: {facts.coordinator}",) if facts.coordinator else ()


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _event(event: PlannedEvent) -> tuple[str, str, str]:
    when = day_as_label(event.held_on) + (f", {hour(event.starts)} часова" if event.starts else "")
    where = ", ".join(filter(None, (event.place, event.link)))
    return hard_spaces(when), sentence(f"{event.kind}: {event.title}"), where or "–"


def missing(facts: AnnouncementFacts) -> tuple[str, ...]:
    """Name what the law asks to be announced and nobody entered; codes of sentences."""
    empty = {
        "summary": not facts.summary,
        "coordinator": not facts.coordinator,
        "address": not (facts.email or facts.postal_address),
        "working_group": not facts.working_group,
        "decision": not facts.decision,
        "events": not facts.events,
        "portal": not facts.portal,
        "signatory": not facts.signatory_name,
    }
    return tuple(code for code, is_empty in empty.items() if is_empty)


def as_lines(written: Announcement) -> Iterator[str]:
    """Write an announcement as plain text for a site or a portal, an empty line between paragraphs."""
    yield written.title.upper()
    yield written.subtitle
    if written.basis:
        yield f"{written.basis}:"
    for part in written.parts:
        yield from filter(None, (part.heading.upper(), *part.paragraphs))
        yield from (f"– {point}" for point in part.points)
        yield from (f"– {when}: {what} ({where})" for when, what, where in part.events)
    yield written.dated
    yield from filter(None, (written.signatory_office, written.signatory_name))
