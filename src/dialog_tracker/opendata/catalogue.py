"""The catalogue of the open data in DCAT-AP 3: one dataset with its files, and the API that serves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dialog_tracker.opendata.about_dump import LICENCE_URL
from dialog_tracker.opendata.graph import Node, Ref, Text
from dialog_tracker.opendata.shelf import DumpFile, Manifest

_EU = "http://publications.europa.eu/resource/authority"
_LANGUAGES = (f"{_EU}/language/SRP", f"{_EU}/language/ENG")
_DAILY, _SERBIA, _THEME = f"{_EU}/frequency/DAILY", f"{_EU}/country/SRB", f"{_EU}/data-theme/GOVE"
_PUBLIC = f"{_EU}/access-right/PUBLIC"
_OPENAPI = "https://spec.openapis.org/oas/v3.1.0"
_FORMS = {"csv": "ZIP", "table": "JSON", "sqlite": "GZIP"}
_IANA = "https://www.iana.org/assignments/media-types"
_TITLE = {
    "sr-Cyrl": "Јавне консултације: нацрти, коментари, одговори и извештаји",
    "sr-Latn": "Javne konsultacije: nacrti, komentari, odgovori i izveštaji",
    "en": "Public consultations: drafts, comments, answers and reports",
}
_ABOUT = {
    "sr-Cyrl": "Све што је јавно о консултацијама о нацртима прописа: текстови, коментари организација и грађана, одговори органа, извештаји.",
    "sr-Latn": "Sve što je javno o konsultacijama o nacrtima propisa: tekstovi, komentari organizacija i građana, odgovori organa, izveštaji.",
    "en": "Everything public about consultations on draft regulations: texts, comments of organisations and citizens, answers, reports.",
}
_NAME = {"sr-Cyrl": "Отворени подаци", "sr-Latn": "Otvoreni podaci", "en": "Open data"}


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes: the name of the installation and an address to write to, which may be none."""

    name: str
    email: str = ""


def catalogue(site: str, publisher: Publisher, dump: Manifest | None, now: datetime) -> list[Node]:
    """Describe the data of an installation; before the first dump only the API is in it."""
    home, dataset, service = f"{site}/data", f"{site}/data#consultations", f"{site}/api"
    changed = dump.made_at if dump else now
    files = [one for one in dump.files if one.what in _FORMS] if dump else []
    places = {one.name: f"{site}/data/latest/{one.name}" for one in files}
    distributions = [f"{site}/data#{name}" for name in places]
    described: dict[str, list[Ref | Text]] = {
        "dct:title": _said(_NAME),
        "dct:description": _said(_ABOUT),
        "dct:publisher": [Ref(f"{home}#publisher")],
        "dct:language": [Ref(one) for one in _LANGUAGES],
        "dct:license": [Ref(LICENCE_URL)],
        "dct:modified": [_at(changed)],
        "dct:spatial": [Ref(_SERBIA)],
        "foaf:homepage": [Ref(home)],
        "dcat:themeTaxonomy": [Ref(f"{_EU}/data-theme")],
        "dcat:dataset": [Ref(dataset)],
        "dcat:service": [Ref(service)],
    }
    nodes = [
        Node(home + "#catalogue", ["dcat:Catalog"], described),
        _dataset(site, dataset, distributions, changed),
        _service(site, service, dataset),
        Node(f"{home}#publisher", ["foaf:Agent"], {"foaf:name": [Text(publisher.name)]}),
        _contact(site, publisher),
        *[_distribution(f"{site}/data#{one.name}", places[one.name], one, changed) for one in files],
    ]
    return [*nodes, *_known(home, files)]


def _dataset(site: str, iri: str, distributions: Sequence[str], changed: datetime) -> Node:
    words = {"sr-Cyrl": ("јавне консултације", "јавна расправа", "прописи"), "en": ("public consultations", "public debate", "legislation")}
    return Node(
        iri,
        ["dcat:Dataset"],
        {
            "dct:title": _said(_TITLE),
            "dct:description": _said(_ABOUT),
            "dct:identifier": [Text(iri)],
            "dct:publisher": [Ref(f"{site}/data#publisher")],
            "dcat:contactPoint": [Ref(f"{site}/data#contact")],
            "dcat:theme": [Ref(_THEME)],
            "dcat:keyword": [Text(word, language) for language, many in words.items() for word in many],
            "dct:language": [Ref(one) for one in _LANGUAGES],
            "dct:accrualPeriodicity": [Ref(_DAILY)],
            "dct:accessRights": [Ref(_PUBLIC)],
            "dct:spatial": [Ref(_SERBIA)],
            "dct:modified": [_at(changed)],
            "dcat:landingPage": [Ref(f"{site}/data")],
            "dcat:distribution": [Ref(one) for one in distributions],
        },
    )


def _service(site: str, iri: str, dataset: str) -> Node:
    return Node(
        iri,
        ["dcat:DataService"],
        {
            "dct:title": [Text("API", "sr-Latn"), Text("API", "en")],
            "dct:description": _said(_ABOUT),
            "dct:publisher": [Ref(f"{site}/data#publisher")],
            "dcat:endpointURL": [Ref(f"{site}/api/consultations")],
            "dcat:endpointDescription": [Ref(f"{site}/api/description/openapi.json")],
            "dct:conformsTo": [Ref(_OPENAPI)],
            "dct:license": [Ref(LICENCE_URL)],
            "dct:accessRights": [Ref(_PUBLIC)],
            "dcat:servesDataset": [Ref(dataset)],
            "foaf:page": [Ref(f"{site}/api")],
        },
    )


def _contact(site: str, publisher: Publisher) -> Node:
    said: dict[str, list[Ref | Text]] = {"vcard:fn": [Text(publisher.name)], "vcard:hasURL": [Ref(f"{site}/")]}
    if publisher.email:
        said["vcard:hasEmail"] = [Ref(f"mailto:{publisher.email}")]
    return Node(f"{site}/data#contact", ["vcard:Kind", "vcard:Organization"], said)


def _distribution(iri: str, place: str, file: DumpFile, changed: datetime) -> Node:
    media_type = file.media_type.partition(";")[0].removesuffix("+gzip")
    packed = [Ref(f"{_IANA}/application/gzip")] if file.name.endswith(".gz") else []
    return Node(
        iri,
        ["dcat:Distribution"],
        {
            "dct:title": [Text(file.name, "en")],
            "dcat:accessURL": [Ref(place)],
            "dcat:downloadURL": [Ref(place)],
            "dct:format": [Ref(f"{_EU}/file-type/{_FORMS[file.what]}")],
            "dcat:mediaType": [Ref(f"{_IANA}/{media_type}")],
            "dcat:compressFormat": packed,
            "dcat:byteSize": [Text(str(file.size), datatype="xsd:nonNegativeInteger")],
            "spdx:checksum": [Ref(f"{iri}-sha256")],
            "dct:license": [Ref(LICENCE_URL)],
            "dct:modified": [_at(changed)],
            "dct:language": [Ref(one) for one in _LANGUAGES],
        },
    )


def _known(home: str, files: Sequence[DumpFile]) -> list[Node]:
    """Say of what kind the addresses of others are, and what the checksums are."""
    sums = [
        Node(
            f"{home}#{one.name}-sha256",
            ["spdx:Checksum"],
            {
                "spdx:algorithm": [Ref("http://spdx.org/rdf/terms#checksumAlgorithm_sha256")],
                "spdx:checksumValue": [Text(one.sha256, datatype="xsd:hexBinary")],
            },
        )
        for one in files
    ]
    types = {one.media_type.partition(";")[0].removesuffix("+gzip") for one in files} | {"application/gzip"}
    kinds = {
        LICENCE_URL: "dct:LicenseDocument",
        _DAILY: "dct:Frequency",
        _SERBIA: "dct:Location",
        _PUBLIC: "dct:RightsStatement",
        _OPENAPI: "dct:Standard",
        home: "foaf:Document",
        **dict.fromkeys(_LANGUAGES, "dct:LinguisticSystem"),
        **{f"{_EU}/file-type/{one}": "dct:MediaTypeOrExtent" for one in _FORMS.values()},
        **{f"{_IANA}/{one}": "dct:MediaType" for one in sorted(types)},
        "http://spdx.org/rdf/terms#checksumAlgorithm_sha256": "spdx:ChecksumAlgorithm",
    }
    said = [Node(iri, [kind], {}) for iri, kind in kinds.items()]
    scheme = f"{_EU}/data-theme"
    theme: dict[str, list[Ref | Text]] = {"skos:prefLabel": [Text("Government and public sector", "en")], "skos:inScheme": [Ref(scheme)]}
    taxonomy = Node(scheme, ["skos:ConceptScheme"], {"dct:title": [Text("Data theme", "en")]})
    return [*sums, *said, Node(_THEME, ["skos:Concept"], theme), taxonomy]


def _said(words: dict[str, str]) -> list[Ref | Text]:
    return [Text(word, language) for language, word in words.items()]


def _at(instant: datetime | date) -> Text:
    return Text(instant.isoformat(), datatype="xsd:dateTime")
