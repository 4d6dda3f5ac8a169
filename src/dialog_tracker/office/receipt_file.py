"""The receipt of a submission as a Word file: number, times, in time or late and why, fingerprints, and where it can be checked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dialog_tracker.domain.outcome_grammar import day_in_text, hard_spaces
from dialog_tracker.domain.script import Script
from dialog_tracker.office.ooxml_blocks import Block, Heading, Table, Text, cell, row, twips
from dialog_tracker.office.ooxml_text import Voice, escaped, paragraph, run
from dialog_tracker.office.small_document import Frame, small_document

_WIDTHS = (48, 112)
_GROUP = 8
_TIMES = ("Датум на прилогу", "Послато", "Примљено", "Објављено")


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What a receipt says; `times` are those of writing, sending, receipt and publication, where they are known."""

    number: str
    title: str
    authority: str
    submitter: str
    zone: str
    times: tuple[date | None, datetime | None, datetime, datetime]
    closes_at: datetime
    late: bool
    content_hash: str
    comments: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, str]]
    address: str
    reference: str


def receipt_file(facts: ReceiptFacts, script: Script) -> bytes:
    """Write a receipt as DOCX in a script."""
    day = facts.times[2].astimezone(ZoneInfo(facts.zone)).date()
    frame = Frame("Потврда о пријему", facts.title, facts.authority, day, facts.reference)
    return small_document(frame, script, list(_blocks(facts, Voice(script))))


def _blocks(facts: ReceiptFacts, voice: Voice) -> Iterator[Block]:
    yield Text(facts.authority, "DTOrgan")
    yield Text("Потврда о пријему", "Title", before=240)
    yield Text(facts.title, "Subtitle")
    yield _table(list(_facts(facts)), "Потврда", "Две колоне: податак и вредност", voice)
    yield Heading(1, "Садржина", annex=True)
    yield _table([(number, place) for number, place in facts.comments], "Коментари", "Две колоне: број и место у тексту", voice)
    yield Heading(1, "Отисци (SHA-256)", annex=True)
    prints = [("Садржина прилога", facts.content_hash), *facts.files]
    yield _table([(name, grouped(digest)) for name, digest in prints if digest], "Отисци", "Две колоне: шта и отисак", voice)
    yield Text(f"Да ли је запис и даље исти може се проверити на адреси {facts.address}?check=", "DTNapomena")


def _facts(facts: ReceiptFacts) -> Iterator[tuple[str, str]]:
    yield "Број", facts.number
    yield "Подносилац", facts.submitter or "име се не објављује"
    for label, at in zip(_TIMES, facts.times, strict=True):
        if at is not None:
            yield label, _moment(at, facts.zone)
    end = _moment(facts.closes_at, facts.zone)
    yield "У року", f"не: рок је истекао {end}; прилог је сачуван и означен" if facts.late else f"да: рок истиче {end}"


def _moment(at: date | datetime, zone: str) -> str:
    if not isinstance(at, datetime):
        return hard_spaces(day_in_text(at))
    local = at.astimezone(ZoneInfo(zone))
    return hard_spaces(f"{day_in_text(local.date())} у {local:%H.%M.%S} ({zone}, UTC{local:%z})")


def grouped(digest: str) -> str:
    """Write a fingerprint in groups of eight, which people can compare."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))


def _table(rows: Sequence[tuple[str, str]], title: str, summary: str, voice: Voice) -> Table:
    sizes = twips(_WIDTHS)

    def written() -> Iterator[str]:
        for label, value in rows:
            said = escaped(value) if _is_code(value) else voice.say(value)
            cells = [cell(sizes[0], paragraph("DTTekst", run(voice.say(label)))), cell(sizes[1], paragraph("DTTekst", run(said)))]
            yield row(cells, whole=True)

    return Table(_WIDTHS, written, title, summary, style="DTCinjenice", first_column=True)


def _is_code(value: str) -> bool:
    return value.isascii()
