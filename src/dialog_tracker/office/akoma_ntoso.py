"""A version as Akoma Ntoso 3.0 (OASIS LegalDocML), an XML that other systems of legislation read.

A draft of a regulation is a `bill`, an adopted one an `act`, a policy document a `doc`. Every element has the eId of the naming
convention, made of our anchor, and the anchor itself as wId, so that a reader can lead back to the place that people commented on.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from dialog_tracker.domain.provision import Provision, ProvisionKind
from dialog_tracker.domain.script import Script
from dialog_tracker.office.ooxml_text import clean

_K = ProvisionKind
NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
# Kinds that Akoma Ntoso has an element for; every other one is a container that bears its name.
ELEMENTS: Mapping[ProvisionKind, str] = {
    _K.PART: "part",
    _K.CHAPTER: "chapter",
    _K.SECTION: "section",
    _K.ARTICLE: "article",
    _K.PARAGRAPH: "paragraph",
    _K.POINT: "point",
    _K.INDENT: "indent",
}
_CELLS = frozenset({_K.TABLE, _K.ACTIVITY})
_ATTACHED = frozenset({_K.ANNEX, _K.EXPLANATORY_NOTE})
LANGUAGES: Mapping[str, str] = {"sr": "srp", "hr": "hrv", "bs": "bos", "me": "cnr", "en": "eng", "mk": "mkd", "sl": "slv"}
# What each step of an anchor is called in an eId [Akoma Ntoso Naming Convention 1.0, 5.2].
_STEPS: Mapping[str, str] = {
    "deo": "part",
    "gl": "chp",
    "od": "sec",
    "cl": "art",
    "st": "para",
    "t": "point",
    "pt": "subpoint",
    "al": "indent",
    "nas": "hcontainer",
    "pr": "att",
    "obrazlozenje": "att_note",
    "preambula": "preamble_1",
    "potpis": "conclusions_1",
}
_STEP = re.compile(r"([a-z]+?)(\d+[a-z]*)?")


@dataclass(frozen=True, slots=True)
class Work:
    """What identifies a text: its type (`bill`, `act` or `doc`), the kind of act, number, days, author, language and script; `eli` if known."""

    title: str
    doc_type: str
    act_kind: str
    number: str
    work_date: date
    version: int
    version_date: date
    author: str
    language: str = "sr"
    script: Script = Script.CYRILLIC
    country: str = "rs"
    eli: str = ""

    @property
    def uri(self) -> str:
        """The address of the work, whatever its versions."""
        return f"/akn/{self.country}/{self.doc_type}/{self.work_date.isoformat()}/{self.number}"

    @property
    def tongue(self) -> str:
        """The language by its ISO 639-2 code."""
        return LANGUAGES.get(self.language, "srp")

    @property
    def expression(self) -> str:
        """The address of this version in this language and script."""
        return f"{self.uri}/{self.tongue}-{self.script.value.lower()}@{self.version_date.isoformat()}_v{self.version}"


def document_type(act_kind: str, version_kind: str) -> str:
    """Choose the type: policy documents have no articles and are a `doc`; an adopted regulation is an `act`, any other text a `bill`."""
    if act_kind in {"strategy", "programme", "action_plan", "concept", "development_plan"}:
        return "doc"
    return "act" if version_kind == "adopted" else "bill"


def akoma_ntoso(provisions: Sequence[Provision], work: Work) -> bytes:
    """Write a version as Akoma Ntoso 3.0, in UTF-8; the same version gives the same bytes."""
    return "".join(_document(tuple(provisions), work)).encode()


def _document(provisions: tuple[Provision, ...], work: Work) -> Iterator[str]:
    preamble = provisions[:1] if provisions and _is_block(provisions[0], _K.PREAMBLE) else ()
    rest = provisions[len(preamble) :]
    tail = next((at for at, one in enumerate(rest) if all(later.kind in _ATTACHED for later in rest[at:])), len(rest))
    signature = rest[tail - 1 : tail] if tail and _is_block(rest[tail - 1], _K.SIGNATURE) else ()
    body, attached = rest[: tail - len(signature)], rest[tail:]
    body_name = "mainBody" if work.doc_type == "doc" else "body"
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<akomaNtoso xmlns="{NAMESPACE}"><{work.doc_type} name="{work.doc_type}">'
    yield _meta(work, "")
    yield f'<preface eId="preface"><longTitle eId="preface__longTitle_1"><p><docTitle>{_words(work.title)}</docTitle></p></longTitle></preface>'
    yield from (f'<preamble eId="preamble" wId="{one.anchor}">{_lines(one.text)}</preamble>' for one in preamble)
    yield f"<{body_name}>"
    yield from (_node(one) for one in body)
    if not body:
        yield '<hcontainer eId="hcontainer_0" name="empty"/>'
    yield f"</{body_name}>"
    yield from (f'<conclusions eId="conclusions" wId="{one.anchor}">{_lines(one.text)}</conclusions>' for one in signature)
    if attached:
        yield f"<attachments>{''.join(_attachment(one, work) for one in attached)}</attachments>"
    yield f"</{work.doc_type}></akomaNtoso>"


def _is_block(one: Provision, kind: ProvisionKind) -> bool:
    return one.kind is kind and not one.label and one.heading is None and not one.children


def _attachment(one: Provision, work: Work) -> str:
    """An annex or the explanatory note is a document of its own that belongs to this one."""
    body = "".join(_node(child) for child in one.children)
    words = (
        f'<hcontainer eId="{_eid(one.anchor)}__words" name="words"><content>{_lines(one.text)}</content></hcontainer>' if one.text else ""
    )
    return (
        f'<attachment eId="{_eid(one.anchor)}" wId="{one.anchor}">{_named(one)}<doc name="{one.kind.value}">{_meta(work, one.anchor)}'
        f"<mainBody>{words}{body or ('' if words else '<p/>')}</mainBody></doc></attachment>"
    )


def _named(one: Provision) -> str:
    num = f"<num>{_words(one.label)}</num>" if one.label else ""
    return num + (f"<heading>{_words(one.heading)}</heading>" if one.heading is not None else "")


def _node(one: Provision) -> str:
    name = ELEMENTS.get(one.kind)
    opened = f"{name}" if name else "hcontainer"
    attributes = f'eId="{_eid(one.anchor)}" wId="{one.anchor}"' + ("" if name else f' name="{one.kind.value}"')
    inside = "".join(_node(child) for child in one.children)
    words = (_table(one.text, _eid(one.anchor)) if one.kind in _CELLS else _lines(one.text)) if one.text else ""
    if inside:
        words = f"<intro>{words}</intro>" if words else ""
    elif words:
        words = f"<content>{words}</content>"
    return f"<{opened} {attributes}>{_named(one)}{words}{inside}</{opened}>"


def _lines(text: str) -> str:
    return "".join(f"<p>{_words(line)}</p>" for line in clean(text).split("\n"))


def _table(text: str, eid: str) -> str:
    rows = "".join(
        f"<tr>{''.join(f'<td><p>{_words(cell)}</p></td>' for cell in row.split(chr(9)))}</tr>" for row in clean(text).split("\n")
    )
    return f'<table eId="{eid}__table_1">{rows}</table>'


def _words(text: str) -> str:
    return escape(clean(text))


def _eid(anchor: str) -> str:
    """Write our anchor by the naming convention: „cl12a-st2-t1” is `art_12a__para_2__point_1`."""
    steps: list[str] = []
    for piece in anchor.split("-"):
        found = _STEP.fullmatch(piece)
        if found and found[1] in _STEPS:
            steps.append(_STEPS[found[1]] + (f"_{found[2]}" if found[2] else ""))
        elif found and found[2] and not piece[0].isdigit():
            steps.append(f"{found[1]}_{found[2]}")
        elif steps:
            steps[-1] += f"_{piece}"  # a repeated number: cl16-2, cl5-s1
        else:
            steps.append(piece)
    return "__".join(steps)


def _meta(work: Work, component: str) -> str:
    """Identify work, version and file [FRBR]; a component is named behind an exclamation mark."""
    part = f"/!{component or 'main'}"
    office = "#authority"
    language = f'<FRBRlanguage language="{work.tongue}"/>'
    alias = f'<FRBRalias name="eli" value={quoteattr(work.eli)}/>' if work.eli and not component else ""
    days = f'<FRBRdate date="{work.version_date.isoformat()}" name="version"/><FRBRauthor href="{office}"/>'
    return (
        '<meta><identification source="#service">'
        f'<FRBRWork><FRBRthis value="{work.uri}{part}"/><FRBRuri value="{work.uri}"/>{alias}'
        f'<FRBRdate date="{work.work_date.isoformat()}" name="work"/><FRBRauthor href="{office}"/><FRBRcountry value="{work.country}"/>'
        f'<FRBRsubtype value="{work.act_kind}"/><FRBRnumber value={quoteattr(work.number)}/></FRBRWork>'
        f'<FRBRExpression><FRBRthis value="{work.expression}{part}"/><FRBRuri value="{work.expression}"/>{days}{language}</FRBRExpression>'
        f'<FRBRManifestation><FRBRthis value="{work.expression}{part}.xml"/><FRBRuri value="{work.expression}.xml"/>{days}</FRBRManifestation>'
        "</identification>"
        f"{'' if component else _references(work)}</meta>"
    )


def _references(work: Work) -> str:
    """Name the service that wrote the file and the authority whose text it is; components refer to those of the whole."""
    return (
        '<references source="#service"><TLCOrganization eId="service" href="/ontology/organization/rs/dialog-tracker" showAs="Dialog Tracker"/>'
        f'<TLCOrganization eId="authority" href="/ontology/organization/rs/authority" showAs={quoteattr(clean(work.author))}/></references>'
    )
