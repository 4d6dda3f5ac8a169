"""What pages tell machines of themselves in the words of schema.org; it is data, not script, and runs nowhere.

Of people nothing is said here, and of what is not public the pages do not ask for it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from markupsafe import Markup

_CONTEXT = "https://schema.org"
_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def json_ld(*things: Mapping[str, Any]) -> Markup:
    """Write things as a block of JSON-LD, none where there is nothing to tell; what is empty is left out, and nothing can end the block."""
    graph = [_full(thing) for thing in things if thing]
    if not graph:
        return Markup()
    body = msgspec.json.encode({"@context": _CONTEXT, "@graph": graph}).decode().translate(_ESCAPED)
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(body))  # noqa: S704  (signs of markup are escaped above)


def _full(thing: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in thing.items() if value not in (None, "", [], {})}
    return {name: _plain(value) for name, value in kept.items()}


def _plain(value: Any) -> Any:
    """A template gives its words as markup; here they are words again."""
    if isinstance(value, Mapping):
        return _full(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.unescape() if isinstance(value, Markup) else value


def consultation(head: Any, home: str, areas: Sequence[str] = ()) -> list[Mapping[str, Any]]:
    """Tell of a consultation held here: the draft as legislation in the making, and the service of taking part in it."""
    address, authority = f"{home}/c/{head.reference}", body(head.authority, f"{home}/directory/authorities/{head.authority_id}")
    draft = {
        "@type": "Legislation",
        "@id": f"{address}/text",
        "url": f"{address}/text",
        "name": head.title,
        "identifier": head.reference,
        "legislationIdentifier": head.case_number,
        "legislationType": head.act_kind,
        "legislationResponsible": authority,
        "legislationLegalForce": "https://schema.org/NotInForce",
        "inLanguage": f"{head.language}-{head.script}" if head.language == "sr" else head.language,
        "jurisdiction": "RS",
        "keywords": list(areas),
        "isAccessibleForFree": True,
    }
    service = {
        "@type": "GovernmentService",
        "@id": address,
        "url": address,
        "name": head.title,
        "description": head.summary,
        "serviceType": "Public consultation",
        "provider": authority,
        "hoursAvailable": {
            "@type": "OpeningHoursSpecification",
            "validFrom": head.opens_at.isoformat(),
            "validThrough": head.closes_at.isoformat(),
        },
        "availableChannel": {"@type": "ServiceChannel", "serviceUrl": f"{address}/text"},
        "isRelatedTo": {"@id": f"{address}/text"},
    }
    return [draft, service]


def body(name: str, address: str, website: str = "") -> Mapping[str, Any]:
    """Tell of an authority."""
    return {"@type": "GovernmentOrganization", "@id": address, "name": name, "url": website or address}


def organisation(card: Any, home: str) -> Mapping[str, Any]:
    """Tell of an organisation of the directory."""
    kind = "NGO" if card.kind.value in {"association", "alliance", "foundation", "informal_group"} else "Organization"
    address = f"{home}/directory/organisations/{card.id}"
    more = {"identifier": card.register_number, "taxID": card.tax_number, "address": card.seat}
    return {"@type": kind, "@id": address, "name": card.name, "url": card.website or address, **more}


def event(
    title: str,
    days: tuple[date | None, date | None],
    times: tuple[time | None, time | None],
    address: str,
    place: str = "",
    link: str = "",
    organiser: str = "",
    zone: str = "Europe/Belgrade",
    precision: str = "day",
) -> Mapping[str, Any]:
    """Tell of an event; nothing of one whose day is not known, since a program would take a month for its first day."""
    if days[0] is None or precision != "day":
        return {}
    there = {"@type": "Place", "name": place, "address": place} if place else None
    return {
        "@type": "Event",
        "name": title,
        "url": address,
        "startDate": _instant(days[0], times[0], zone),
        "endDate": _instant(days[1], times[1], zone),
        "location": {"@type": "VirtualLocation", "url": link} if link else there,
        "organizer": {"@type": "GovernmentOrganization", "name": organiser} if organiser else None,
        "isAccessibleForFree": True,
    }


def _instant(day: date | None, at: time | None, zone: str) -> str:
    if day is None:
        return ""
    return datetime.combine(day, at, ZoneInfo(zone)).isoformat() if at else day.isoformat()


def dataset(dump: Any, home: str, name: str, description: str) -> Mapping[str, Any]:
    """Tell of the open data: what they are, under which licence, and where their files are."""
    files = [one for one in dump.files if one.what in {"csv", "sqlite", "table"}] if dump else []
    return {
        "@type": "Dataset",
        "@id": f"{home}/data",
        "url": f"{home}/data",
        "name": name,
        "description": description,
        "license": _LICENCE,
        "isAccessibleForFree": True,
        "dateModified": dump.made_at.isoformat() if dump else "",
        "includedInDataCatalog": {"@type": "DataCatalog", "url": f"{home}/data/catalogue.jsonld"},
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"{home}/data/latest/{one.name}",
                "encodingFormat": one.media_type,
                "contentSize": str(one.size),
                "sha256": one.sha256,
            }
            for one in files
        ],
    }
