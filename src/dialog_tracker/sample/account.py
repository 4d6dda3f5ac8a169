"""The account of the project from which this service grew, read from the facts beside it."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from dialog_tracker.domain.activity import ActivityKind, CountUnit, PartyRole
from dialog_tracker.domain.programme import HOME, ActivityFacts, Figure, OutputFacts, PartyFacts, ProgrammeFacts, Where
from dialog_tracker.domain.stated_count import read_count
from dialog_tracker.domain.vague_date import read_when


@dataclass(frozen=True, slots=True)
class Account:
    """A programme with its activities, and the authority that keeps it."""

    authority: dict[str, str]
    programme: ProgrammeFacts


def read_account() -> Account:
    """Read the account; raises Malformed for a count or a date that cannot be read."""
    book = tomllib.loads((files("dialog_tracker.sample") / "programme.toml").read_text("utf-8"))
    head = book["programme"]
    facts = ProgrammeFacts(
        slug=head["slug"],
        name=head["name"],
        name_en=head["name_en"],
        aims=head["aims"],
        aims_en=head["aims_en"],
        when=read_when(head["when"]),
        source=head["source"],
        authority=book["authority"]["name"],
        parties=_parties(head),
        figures=_figures(head, head["source"]),
        outputs=(),
        activities=tuple(_activity(row, head["source"]) for row in book["activities"]),
    )
    return Account(book["authority"], facts)


def _activity(row: dict[str, Any], source: str) -> ActivityFacts:
    countries = row.get("countries", [HOME])
    places = [Where(name, countries[0]) for name in row.get("places", [])]
    return ActivityFacts(
        key="",
        kind=ActivityKind(row["kind"]),
        title=row["title"],
        title_en=row.get("title_en", ""),
        when=read_when(row.get("when", "")),
        where=tuple(places or [Where("", code) for code in countries if code != HOME]),
        online=row.get("online", False),
        count=read_count(row.get("count", "")),
        source=row.get("source", source),
        occurrences=row.get("occurrences", 1),
        parties=_parties(row),
        figures=_figures(row, source),
        outputs=tuple(OutputFacts(title, link) for title, link in row.get("outputs", [])),
    )


def _parties(row: dict[str, Any]) -> tuple[PartyFacts, ...]:
    return tuple(PartyFacts(PartyRole(role), name) for role, name in row.get("parties", []))


def _figures(row: dict[str, Any], source: str) -> tuple[Figure, ...]:
    return tuple(_figure(one, source) for one in row.get("figures", []))


def _figure(row: dict[str, Any], source: str) -> Figure:
    count = read_count(row["value"])
    assert count.number is not None
    words = (row["of_what"], row["of_what_en"])
    return Figure(count.number, count.qualifier, CountUnit(row["unit"]), *words, row.get("source", source), measure=row.get("measure", ""))
