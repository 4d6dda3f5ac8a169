"""Writing a feed by RFC 4287: one entry a consultation, moved up by each change and never doubled."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import uuid5
from xml.sax.saxutils import escape, quoteattr

from dialog_tracker.contacts.queries import Vacancy
from dialog_tracker.domain.contact_point import Standing
from dialog_tracker.domain.window import days_of
from dialog_tracker.notices.entries import CANCELLED, Names
from dialog_tracker.notices.queries import Followed
from dialog_tracker.web.formats import clock_time, long_date, period
from dialog_tracker.web.i18n import Language, gettext
from dialog_tracker.web.words import procedure_name

MEDIA_TYPE = "application/atom+xml"
UNTIL = "until %(day)s"
AT = "at %(time)s"
REPORT = "The report is due by %(day)s."
ENDED = "The mandate of the contact point ended; the place is vacant from %(day)s."
ENDING = "The mandate of the contact point ends; the place is vacant from %(day)s."
_AUTHORITY = re.compile("(?<!/directory)/authorities/")  # its feed is older than its page
# What no XML document may hold [XML 1.0, 2.2].
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def atom_feed(name: str, address: str, lines: Sequence[Followed], names: Names, updated: datetime) -> str:
    """Write a feed of lines that come with the newest change first; `address` is the feed's own."""
    return _feed(name, address, names.language, updated, "".join(_entry(line, names) for line in lines))


def vacancy_feed(name: str, address: str, rows: Sequence[Vacancy], base_url: str, language: Language, updated: datetime) -> str:
    """Write a feed of the places of contact points that are vacant or soon will be; an entry moves up when the mandate changes."""
    newest = sorted(rows, key=lambda row: row.changed_at, reverse=True)
    entries = "".join(_vacancy(row, base_url, language) for row in newest)
    return _feed(name, address, language, updated, entries)


@dataclass(frozen=True, slots=True)
class FeedLine:
    """An entry of a feed of anything: what it is about, when it came, where it stands."""

    title: str
    at: datetime
    address: str
    summary: str


def list_feed(name: str, address: str, lines: Sequence[FeedLine], base_url: str, language: Language, updated: datetime) -> str:
    """Write a feed of lines that come with the newest first; the address of each is its name, so that none is doubled."""
    entries = "".join(
        f"<entry><id>{_text(base_url + line.address)}</id><title>{_text(line.title)}</title>"
        f"<published>{_instant(line.at)}</published><updated>{_instant(line.at)}</updated>"
        f'<link rel="alternate" href={_attribute(base_url + line.address)}/><summary>{_text(line.summary)}</summary></entry>'
        for line in lines
    )
    return _feed(name, address, language, updated, entries)


def _vacancy(row: Vacancy, base_url: str, language: Language) -> str:
    assert row.outlook.vacant_from is not None
    day = row.outlook.vacant_from
    said = ENDED if row.outlook.standing is Standing.ENDED else ENDING
    return (
        f"<entry><id>urn:uuid:{uuid5(row.authority_id, day.isoformat())}</id><title>{_text(row.authority)}</title>"
        f"<updated>{_instant(row.changed_at)}</updated>"
        f'<link rel="alternate" href={_attribute(f"{base_url}/directory/authorities/{row.authority_id}")}/>'
        f"<summary>{_text(gettext(language, said, day=long_date(day, language)))}</summary></entry>"
    )


def _page_of(address: str) -> str:
    """Give the address of the page that a feed follows: that of the feed without its ending."""
    path, _, query = address.partition("?")
    page = _AUTHORITY.sub("/directory/authorities/", path.removesuffix("/feed.atom").removesuffix(".atom"))
    return f"{page if urlsplit(page).path else page + '/'}?{query}"


def _feed(name: str, address: str, language: Language, updated: datetime, entries: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">'
        f"<id>{_text(address)}</id><title>{_text(name)}</title><updated>{_instant(updated)}</updated>"
        f'<link rel="self" href={_attribute(address)}/><link rel="alternate" href={_attribute(_page_of(address))}/>'
        f"<author><name>{_text(gettext(language, 'Dialog'))}</name></author>{entries}</feed>\n"
    )


def _entry(line: Followed, names: Names) -> str:
    title = gettext(names.language, CANCELLED, title=line.title) if line.withdrawn else line.title
    areas = "".join(f"<category term={_attribute(key)} label={_attribute(names.areas.get(key, key))}/>" for key in line.areas)
    return (
        f"<entry><id>urn:uuid:{line.id}</id><title>{_text(title)}</title>"
        f"<published>{_instant(line.published_at)}</published><updated>{_instant(line.changed_at)}</updated>"
        f'<link rel="alternate" href={_attribute(names.address(line.reference))}/>'
        f"<author><name>{_text(line.authority)}</name></author>{areas}<summary>{_text(_summary(line, names))}</summary></entry>"
    )


def _summary(line: Followed, names: Names) -> str:
    language = names.language
    opens_on, last_on = days_of(line.opens_at, line.closes_at, line.time_zone)
    when = period(opens_on, last_on, language) if opens_on else gettext(language, UNTIL, day=long_date(last_on, language))
    hour = clock_time(line.closes_at, language, line.time_zone)
    if hour not in ("0.00", "0:00"):
        when = f"{when}, {gettext(language, AT, time=hour)}"
    report = gettext(language, REPORT, day=long_date(line.report_on, language)) if line.report_on else ""
    return " ".join(filter(None, [f"{procedure_name(language, line.procedure_key)}: {when}.", report, line.summary]))


def _instant(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _text(text: str) -> str:
    return escape(_CONTROL.sub("", text))


def _attribute(text: str) -> str:
    return quoteattr(_CONTROL.sub("", text))
