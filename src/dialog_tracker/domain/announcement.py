"""What an authority announces: the notice of start, the public call, the programme of the debate and the letter to those invited.

The contents are those of art. 41 of the Rules of Procedure of the Government (call with programme: draft, period, activities,
ways to send comments, working group) and of art. 77 of the Law on State Administration (notice of start). They are written in
Serbian Cyrillic from the data of a consultation; what is not known is left out, and said to be missing to who prepares it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from dialog_tracker.domain.outcome_facts import ProcedureFacts
from dialog_tracker.domain.outcome_grammar import DAY, day_as_label, day_in_text, hard_spaces, hour, listed, period, quoted, sentence

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
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class AnnouncementFacts:
    """What is known of a consultation when it is announced; texts are Serbian, in Cyrillic, empty where nothing was entered.

    `annexes` is what is put before the public: the text, its explanatory note, its annexes, the form; `note` tells whether there
    is an explanatory note. `recipient` is whom the letter goes to.
    """

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
    unit: str = ""
    procedure_name: str = ""
    started_on: date | None = None
    note: bool = False
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an announcement: a heading (empty for the opening), paragraphs, points, a table of facts and one of events."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    events: tuple[tuple[str, str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing is known of what the part would say."""
        return not (self.paragraphs or self.points or self.events or self.facts)


@dataclass(frozen=True, slots=True)
class Announcement:
    """An announcement, ready to be written as Word or as text; a letter has a recipient, and its title is its subject."""

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
    unit: str = ""
    recipient: str = ""
    attachments: tuple[str, ...] = ()


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
    letter = kind is AnnouncementKind.LETTER
    return Announcement(
        kind=kind,
        headers=facts.headers,
        authority=facts.authority,
        case_number=facts.case_number,
        dated=hard_spaces(f"{where}{day_as_label(facts.issued_on)}"),
        issued_on=facts.issued_on,
        basis="" if letter else _basis(facts, "објављује"),
        title=titles[kind][0],
        subtitle=titles[kind][1],
        parts=tuple(part for part in written[kind](facts) if not part.is_empty),
        signatory_office=facts.signatory_office,
        signatory_name=facts.signatory_name,
        unit=facts.unit,
        recipient=facts.recipient if letter else "",
        attachments=_attachments(kind, facts),
    )


def _basis(facts: AnnouncementFacts, does: str) -> str:
    """Write what an announcement rests on and the verb that it ends in; nothing where no provision is known."""
    return hard_spaces(f"На основу {listed(facts.basis)}, {facts.authority} {does}") if facts.basis else ""


def _attachments(kind: AnnouncementKind, facts: AnnouncementFacts) -> tuple[str, ...]:
    """What is published with the call and sent with the letter; the programme names the text itself, the notice has no text yet."""
    if kind in (AnnouncementKind.CALL, AnnouncementKind.LETTER):
        return (f"програм {facts.procedure.genitive}", *facts.annexes)
    return ()


def _notice(facts: AnnouncementFacts) -> Iterator[Part]:
    since = f" {day_in_text(facts.started_on)}" if facts.started_on else ""
    yield Part("", (sentence(f"{facts.authority} обавештава јавност да је{since} почела израда акта {quoted(facts.title)}."),))
    yield Part("Основне информације о предвиђеним решењима", _paragraphs(facts.summary))
    yield Part("Достављање предлога", (f"Писани предлози достављају се {_until(facts)}:",), ways(facts))
    yield Part("Контакт", facts=_coordinator(facts))


def _call(facts: AnnouncementFacts) -> Iterator[Part]:
    opening = f"{facts.authority} позива {_EVERYBODY} да учествују у {facts.procedure.locative} о акту {quoted(facts.title)}."
    yield Part("", (sentence(opening), _lasts(facts)), facts=(*_when(facts), *_coordinator(facts)))
    yield Part("Шта се мења", _paragraphs(facts.summary))
    yield Part("Текст", (f"Текст акта може се прочитати на адреси {facts.page}{_on_portal(facts)}.",))
    yield Part("Достављање предлога, примедаба, сугестија и иницијатива", (f"Достављају се {_until(facts)}:",), ways(facts))
    yield Part("Израда текста и радна група", _prepared(facts))
    yield Part("Програм и извештај", tuple(_what_follows(facts)))


def _programme(facts: AnnouncementFacts) -> Iterator[Part]:
    yield Part(
        "Акт", (sentence(f"предмет {facts.procedure.genitive} је акт {quoted(facts.title)}. На увид јавности стављају се:"),), facts.annexes
    )
    yield Part("Трајање", (_lasts(facts),), facts=_when(facts))
    none = sentence(f"у току {facts.procedure.genitive} нису предвиђени догађаји.")
    yield Part("Активности", () if facts.events else (none,), (), tuple(_event(event) for event in facts.events))
    yield Part("Достављање предлога, примедаба, сугестија и иницијатива", (f"Достављају се {_until(facts)}:",), ways(facts))
    yield Part("Израда текста и радна група", _prepared(facts))
    yield Part("Остали подаци", tuple(_what_follows(facts)), facts=_coordinator(facts))


def _letter(facts: AnnouncementFacts) -> Iterator[Part]:
    does = "позива вас"
    asking = _basis(facts, does) or f"{facts.authority} {does}"
    asked = f"{asking} да учествујете у {facts.procedure.locative} о акту {quoted(facts.title)}."
    yield Part("", ("Поштовани,", sentence(asked), _lasts(facts), *_paragraphs(facts.summary)))
    yield Part(
        "",
        (
            f"Текст акта може се прочитати на адреси {facts.page}. Молимо вас да своје предлоге, примедбе и сугестије доставите {_until(facts)}:",
        ),
        ways(facts),
    )
    if facts.events:
        yield Part("", ("Позивамо вас и на следеће догађаје:",), (), tuple(_event(event) for event in facts.events))
    contact = f"За додатне информације обратите се координатору: {facts.coordinator.rstrip('.')}." if facts.coordinator else ""
    yield Part("", _paragraphs(contact))


def _when(facts: AnnouncementFacts) -> tuple[tuple[str, str], ...]:
    """The rows that a reader looks for first; days are counted with both ends, as the call has always been read."""
    days = (facts.last_on - facts.opens_on).days + 1
    named = sentence(facts.procedure_name or facts.procedure.name)
    until = f", до {hour(facts.closes_at)} часова" if facts.closes_at else ""
    lasts = f"{DAY.counted(days)}, рачунајући први и последњи дан"
    return ("Поступак", named), ("Трајање", lasts), ("Последњи дан", hard_spaces(f"{day_as_label(facts.last_on)}{until}"))


def _coordinator(facts: AnnouncementFacts) -> tuple[tuple[str, str], ...]:
    return (("Координатор", facts.coordinator),) if facts.coordinator else ()


def _lasts(facts: AnnouncementFacts) -> str:
    until = f", последњег дана до {hour(facts.closes_at)} часова" if facts.closes_at else ""
    return sentence(f"{facts.procedure.name} {_lasting(facts)} {period(facts.opens_on, facts.last_on)}{until}.")


def _lasting(facts: AnnouncementFacts) -> str:
    return "трају" if facts.procedure.conducted.endswith("су") else "траје"


def _until(facts: AnnouncementFacts) -> str:
    until = f" до {hour(facts.closes_at)} часова" if facts.closes_at else ""
    return hard_spaces(f"до {day_in_text(facts.last_on)}{until}")


def ways(facts: AnnouncementFacts, *, by_form: bool = False) -> tuple[str, ...]:
    """Name the ways to send comments; the page of the text and the state portal take no form."""
    named = (
        (facts.email, f"електронском поштом на адресу {facts.email}"),
        (facts.postal_address, f"поштом на адресу {facts.postal_address}"),
    )
    by_letter = tuple(words for known, words in named if known)
    if by_form:
        return by_letter
    portal = (f"преко портала еКонсултације, на адреси {facts.portal}",) if facts.portal else ()
    return (f"на страници {facts.page}, уз сваки члан текста", *by_letter, *portal)


def _on_portal(facts: AnnouncementFacts) -> str:
    return f" и на порталу еКонсултације, на адреси {facts.portal}" if facts.portal else ""


def _prepared(facts: AnnouncementFacts) -> tuple[str, ...]:
    return (*_paragraphs(facts.drafted_by), *_paragraphs(facts.working_group))


def _what_follows(facts: AnnouncementFacts) -> Iterator[str]:
    if facts.decision:
        yield hard_spaces(f"Програм је утврђен актом: {facts.decision.rstrip('.')}.")
    if facts.report_due_on is not None:
        yield sentence(f"извештај о {facts.procedure.locative} биће објављен најкасније {day_in_text(facts.report_due_on)}.")


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _event(event: PlannedEvent) -> tuple[str, str, str]:
    where = ", ".join(filter(None, (event.place, event.link)))
    return hard_spaces(f"{day_as_label(event.held_on)}{_hours(event)}"), sentence(f"{event.kind}: {event.title}"), where or "–"


def _hours(event: PlannedEvent) -> str:
    if event.starts is None:
        return ""
    return f", од {hour(event.starts)} до {hour(event.ends)} часова" if event.ends else f", {hour(event.starts)} часова"


def missing(facts: AnnouncementFacts) -> tuple[str, ...]:
    """Name what the law asks to be announced and nobody entered; codes of sentences."""
    empty = {
        "summary": not facts.summary,
        "coordinator": not facts.coordinator,
        "address": not (facts.email or facts.postal_address),
        "working_group": not facts.working_group,
        "decision": not facts.decision,
        "events": not facts.events,
        "note": not facts.note,
        "portal": not facts.portal,
        "signatory": not facts.signatory_name,
    }
    return tuple(code for code, is_empty in empty.items() if is_empty)


def as_plain(written: Announcement) -> str:
    """Write an announcement as plain text for a site or a portal; what is not known leaves no line behind."""
    return "\n\n".join(line for line in _lines(written) if line) + "\n"


def _lines(written: Announcement) -> Iterator[str]:
    yield written.recipient
    yield written.title.upper()
    yield written.subtitle
    if written.basis:
        yield f"{written.basis}:"
    for part in written.parts:
        yield from filter(None, (part.heading.upper(), *part.paragraphs))
        yield from _dashes(part.points)
        yield from (f"{label}: {value}" for label, value in part.facts)
        yield from (f"– {when}: {what} ({where})" for when, what, where in part.events)
    if written.attachments:
        yield "ПРИЛОЗИ"
        yield from _dashes(written.attachments)
    yield f"Број: {written.case_number}" if written.case_number else ""
    yield written.dated
    yield from (written.signatory_office, written.signatory_name)


def _dashes(points: Sequence[str]) -> Iterator[str]:
    yield from (f"– {point}{'.' if index == len(points) else ';'}" for index, point in enumerate(points, start=1))
