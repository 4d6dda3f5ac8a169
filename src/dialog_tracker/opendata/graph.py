"""A few statements of RDF and their three spellings: Turtle, JSON-LD and RDF/XML. Every node has an address; there are no blank ones."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import msgspec

PREFIXES: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_UNSAFE = re.compile(r"[\x00-\x20<>\"{}|^`\\]")


@dataclass(frozen=True, slots=True)
class Ref:
    """The address of another node."""

    iri: str


@dataclass(frozen=True, slots=True)
class Text:
    """A literal with a language, a datatype such as `xsd:date`, or neither."""

    value: str
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A thing with its kinds and what is said of it, by prefixed names."""

    iri: str
    kinds: Sequence[str]
    said: Mapping[str, Sequence[Ref | Text]]


def as_turtle(nodes: Sequence[Node]) -> str:
    """Write Turtle."""
    lines = [f"@prefix {prefix}: <{address}> ." for prefix, address in PREFIXES.items()]
    for node in nodes:
        said = [f"a {', '.join(node.kinds)}"]
        said += [f"{name} {', '.join(_turtle(one) for one in values)}" for name, values in node.said.items() if values]
        lines.append(f"\n<{_iri(node.iri)}> " + " ;\n    ".join(said) + " .")
    return "\n".join(lines) + "\n"


def _turtle(value: Ref | Text) -> str:
    if isinstance(value, Ref):
        return f"<{_iri(value.iri)}>"
    plain = value.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    end = f"@{value.language}" if value.language else f"^^{value.datatype}" if value.datatype else ""
    return f'"{plain}"{end}'


def _iri(iri: str) -> str:
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", iri)


def as_json_ld(nodes: Sequence[Node]) -> bytes:
    """Write JSON-LD."""
    graph = [
        {
            "@id": node.iri,
            "@type": list(node.kinds),
            **{name: [_json(one) for one in values] for name, values in node.said.items() if values},
        }
        for node in nodes
    ]
    return msgspec.json.format(msgspec.json.encode({"@context": dict(PREFIXES), "@graph": graph}))


def _json(value: Ref | Text) -> dict[str, Any]:
    if isinstance(value, Ref):
        return {"@id": _iri(value.iri)}
    more = {"@language": value.language} if value.language else {"@type": value.datatype} if value.datatype else {}
    return {"@value": value.value, **more}


def as_rdf_xml(nodes: Sequence[Node]) -> str:
    """Write RDF/XML."""
    spaces = "".join(f"\n    xmlns:{prefix}={quoteattr(address)}" for prefix, address in PREFIXES.items())
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<rdf:RDF{spaces}>"]
    for node in nodes:
        first, *others = node.kinds
        lines.append(f"  <{first} rdf:about={quoteattr(_iri(node.iri))}>")
        lines += [f"    <rdf:type rdf:resource={quoteattr(_full(kind))}/>" for kind in others]
        lines += [f"    {_xml(name, one)}" for name, values in node.said.items() for one in values]
        lines.append(f"  </{first}>")
    return "\n".join([*lines, "</rdf:RDF>", ""])


def _xml(name: str, value: Ref | Text) -> str:
    if isinstance(value, Ref):
        return f"<{name} rdf:resource={quoteattr(_iri(value.iri))}/>"
    more = f" xml:lang={quoteattr(value.language)}" if value.language else ""
    more += f" rdf:datatype={quoteattr(_full(value.datatype))}" if value.datatype else ""
    return f"<{name}{more}>{escape(value.value)}</{name}>"


def _full(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local
