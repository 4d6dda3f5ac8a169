from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.headings import SourceLine
from dialog_tracker.domain.provision import walk
from dialog_tracker.domain.repair import CHOICES, Repair, RepairAct, repaired, repaired_again, target_of
from dialog_tracker.domain.structure import structure
from drafts import DRAFTS, said

LAW = """
>ЗАКОН О РАДУ
>I. ОСНОВНЕ ОДРЕДБЕ
>Предмет
>Члан 1.
Први став.
Други став који се
наставља овде.
Има:
1) прво;
2) друго.
>Члан 3.
Трећи.
Чл. 4
Четврти.
>II. ДРУГО
>Члан 5.
Пети.
"""


def read(source=LAW):
    return structure([SourceLine(line.lstrip(">"), centred=line.startswith(">")) for line in source.strip().split("\n")])


def do(draft, act, anchor, **words: Any):
    return repaired(draft, Repair(act, target_of(draft, anchor), **words))


def anchors(draft):
    return [provision.anchor for provision in walk(draft.provisions)]


def at(draft, anchor):
    return next(provision for provision in walk(draft.provisions) if provision.anchor == anchor)


def test_a_broken_line_is_joined_to_the_one_above():
    draft = do(read(), RepairAct.JOIN, "cl1-st3")
    assert at(draft, "cl1-st2").text == "Други став који се наставља овде."
    assert [anchor for anchor in anchors(draft) if anchor.startswith("cl1")] == [
        "cl1",
        "cl1-st1",
        "cl1-st2",
        "cl1-st3",
        "cl1-st3-t1",
        "cl1-st3-t2",
    ]


def test_a_paragraph_raised_to_an_article_takes_its_number_and_what_follows():
    draft = do(read(), RepairAct.RAISE, "cl3-st2")
    assert (at(draft, "cl4").label, at(draft, "cl4").text, at(draft, "cl4-st1").text) == ("Чл. 4", "", "Четврти.")
    assert [(found.code, found.place) for found in draft.findings] == [("gap-in-numbers", "cl3")]


def test_a_paragraph_without_a_number_becomes_the_next_article():
    draft = do(read(), RepairAct.RAISE, "cl1-st2")
    assert (at(draft, "cl2").label, at(draft, "cl2").text) == ("Члан 2", "Други став који се")
    assert at(draft, "cl2-st1").text == "наставља овде."
    assert draft.findings[0].code == "gap-in-numbers"
    assert draft.findings[0].place == "cl5"


def test_an_article_lowered_to_a_paragraph_gives_its_paragraphs_to_the_article_before():
    draft = do(read(), RepairAct.LOWER, "cl3")
    assert [at(draft, f"cl1-st{number}").text for number in (5, 6, 7, 8)] == ["Члан 3", "Трећи.", "Чл. 4", "Четврти."]


def test_a_text_is_parted_where_the_officer_says_and_keeps_every_word():
    draft = read(">Члан 1.\nПрви став. 1) прво; 2) друго.\n>Члан 2.\nКрај.")
    parted = do(draft, RepairAct.PART, "cl1-st1", pieces=("Први став.", "1) прво;", "2) друго."))
    assert anchors(parted) == ["cl1", "cl1-st1", "cl1-st1-t1", "cl1-st1-t2", "cl2", "cl2-st1"]
    with pytest.raises(Malformed, match="repair-words-changed"):
        do(draft, RepairAct.PART, "cl1-st1", pieces=("Први став.", "1) прво;"))
    with pytest.raises(Malformed, match="repair-nothing-parted"):
        do(draft, RepairAct.PART, "cl1-st1", pieces=("Први став. 1) прво; 2) друго.",))


def test_an_article_glued_to_a_sentence_is_parted_from_it():
    draft = do(read(">Члан 1.\nПрви. Члан 2. Други.\n>Члан 3.\nТрећи."), RepairAct.PART, "cl1-st1", pieces=("Први.", "Члан 2.\nДруги."))
    assert [(one.anchor, one.text) for one in draft.provisions] == [("cl1", ""), ("cl2", "Други."), ("cl3", "")]
    assert [found.code for found in draft.findings if found.code == "gap-in-numbers"] == []


def test_titles_and_numbers_are_typed_anew():
    draft = do(read(), RepairAct.NAME, "cl3", label="Члан 2", heading="Појмови")
    assert (at(draft, "cl2").label, at(draft, "cl2").heading) == ("Члан 2", "Појмови")
    assert [(found.code, found.place) for found in draft.findings] == [("gap-in-numbers", "cl5")]


def test_a_chapter_marked_as_an_annex_leaves_the_act():
    draft = do(read(), RepairAct.ANNEX, "gl2")
    assert [provision.anchor for provision in draft.provisions] == ["gl1", "pr1"]
    assert at(draft, "pr1-cl5").label == "Члан 5"
    with pytest.raises(Malformed, match="repair-no-further"):
        do(draft, RepairAct.ANNEX, "pr1")


def test_what_cannot_be_done_is_refused():
    with pytest.raises(Malformed, match="repair-place-unknown"):
        do(read(), RepairAct.JOIN, "cl99")
    with pytest.raises(Malformed, match="repair-nothing-above"):
        do(read(), RepairAct.JOIN, "gl1")
    with pytest.raises(Malformed, match="repair-no-further"):
        do(read(">ДЕО ПРВИ\n>ОПШТЕ\n>Члан 1\nТекст."), RepairAct.RAISE, "deo1")


def test_repairs_are_made_again_in_a_corrected_file_where_the_text_is_the_same():
    repairs = []
    draft = read()
    for act, anchor in ((RepairAct.JOIN, "cl1-st3"), (RepairAct.RAISE, "cl3-st2")):
        repairs.append(Repair(act, target_of(draft, anchor)))
        draft = repaired(draft, repairs[-1])
    corrected = read(LAW.replace("Први став.", "Први став, исправљен.").replace("Чл. 4", "Чл. 4а"))
    again, kept = repaired_again(corrected, repairs)
    assert kept == (repairs[0],)
    assert at(again, "cl1-st2").text == "Други став који се наставља овде."
    assert at(again, "cl1-st1").text == "Први став, исправљен."
    assert repaired_again(read(), repairs) == (draft, tuple(repairs))


def test_findings_follow_their_provision():
    draft = read(">Члан 1.\nПрви\nстав.\nЧлан 9. мења се и гласи:\n„Члан 9.\nНово.”\n>Члан 2.\nКрај.")
    assert [(found.code, found.place) for found in draft.findings][:1] == [("quoted-article", "cl1-st3-p1")]
    assert [(found.code, found.place) for found in do(draft, RepairAct.JOIN, "cl1-st2").findings][:1] == [("quoted-article", "cl1-st2-p1")]


@given(DRAFTS, st.data())
@settings(max_examples=300)
def test_a_repair_loses_no_letter_and_leaves_every_anchor_unique(blocks, data):
    draft = structure(blocks)
    if not draft.provisions:
        return
    anchor = data.draw(st.sampled_from(anchors(draft)))
    act = data.draw(st.sampled_from([RepairAct.JOIN, RepairAct.RAISE, RepairAct.LOWER, RepairAct.ANNEX, RepairAct.NAME]))
    kind = data.draw(st.sampled_from(CHOICES)) if act is RepairAct.NAME else None
    one = at(draft, anchor)
    try:
        after = do(draft, act, anchor, kind=kind, label=one.label, heading=one.heading or "")
    except Malformed:
        return
    assert not said(draft) - said(after)
    assert len(anchors(after)) == len(set(anchors(after)))
    assert all(found.place.isdecimal() or found.place in anchors(after) for found in after.findings)
