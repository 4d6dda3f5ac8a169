"""What became of comments in a later text, and where answers and text do not agree; every case with its own words."""

import time

import pytest

from dialog_tracker.domain.comparison import compare
from dialog_tracker.domain.headings import SourceLine
from dialog_tracker.domain.promises import Asked, Fate, LaterText, Promises, fate_of, promises
from dialog_tracker.domain.response import ResponseStatus as Status
from dialog_tracker.domain.structure import structure

DRAFT = """ОДЛУКА
Предмет
Члан 1.
Овом одлуком уређује се одржавање зелених површина.
Рок
Члан 2.
Рок за изјашњење је осам дана. Месна заједница изјашњава се о сваком предлогу који се односи на њено подручје.
Накнада
Члан 3.
Накнада се плаћа унапред.
Завршна одредба
Члан 4.
Ова одлука ступа на снагу осмог дана од дана објављивања."""
LATER = """ОДЛУКА
Предмет
Члан 1.
Овом одлуком уређује се одржавање зелених површина.
Обавештавање
Члан 2.
О радовима се грађани обавештавају пет дана унапред.
Рок
Члан 3.
Рок за изјашњење је петнаест дана од дана пријема захтева. Месна заједница изјашњава се о сваком предлогу који се односи на њено подручје.
Накнада
Члан 4.
Накнада се плаћа унапред.
Завршна одредба
Члан 5.
Ова одлука ступа на снагу наредног дана од дана објављивања."""


def read(text: str):
    return structure([SourceLine(line) for line in text.splitlines()]).provisions


@pytest.fixture(scope="module")
def later() -> LaterText:
    return LaterText(compare(read(DRAFT), read(LATER)))


def asked(status: Status, anchor: str = "cl2", proposed: str = "", **more: object) -> Asked:
    return Asked("a/1", status, (anchor,) if anchor else (), proposed=proposed, **more)


@pytest.mark.parametrize(
    ("comment", "fate"),
    [
        (asked(Status.ACCEPTED, proposed="Рок за изјашњење је петнаест дана од дана пријема захтева."), Fate.AS_PROPOSED),
        (asked(Status.ACCEPTED, proposed="rok za izjašnjenje je petnaest dana"), Fate.AS_PROPOSED),
        (asked(Status.PARTIALLY_ACCEPTED, proposed="Речи „осам дана” заменити речима „петнаест дана”."), Fate.AS_PROPOSED),
        (asked(Status.NOT_ACCEPTED, proposed="Додати „од дана пријема захтева”."), Fate.AS_PROPOSED),
        (asked(Status.ACCEPTED, proposed="Рок за изјашњење је тридесет дана."), Fate.OTHER_WORDS),
        (asked(Status.ACCEPTED), Fate.OTHER_WORDS),
        (asked(Status.ACCEPTED, "cl2-st1"), Fate.OTHER_WORDS),
        (asked(Status.ACCEPTED, "cl3"), Fate.DROPPED),
        (asked(Status.PARTIALLY_ACCEPTED, "cl1", "Накнада се плаћа унапред."), Fate.DROPPED),
        (asked(Status.ACCEPTED, "cl3", changed_anchor="cl2"), Fate.OTHER_WORDS),
        (asked(Status.ACCEPTED, "cl2", changed_anchor="cl3"), Fate.DROPPED),
        (asked(Status.ACCEPTED, "cl1", new_after=True), Fate.OTHER_WORDS),
        (asked(Status.ACCEPTED, "cl1", "О радовима се грађани обавештавају пет дана унапред.", new_after=True), Fate.AS_PROPOSED),
        (asked(Status.ACCEPTED, ""), Fate.OTHER_WORDS),
        (asked(Status.NOT_ACCEPTED, proposed="Рок је тридесет дана."), Fate.NOT_TAKEN),
        (asked(Status.NOT_ACCEPTED, proposed="Рок за изјашњење"), Fate.NOT_TAKEN),
        (asked(Status.NOTED), Fate.NOT_TAKEN),
        (asked(Status.OUT_OF_SCOPE), Fate.NOT_TAKEN),
        (asked(Status.UNANSWERED), Fate.NOT_TAKEN),
        (asked(Status.ACCEPTED, "cl9"), Fate.DROPPED),
        (asked(Status.ACCEPTED, "", "О радовима се грађани обавештавају пет дана унапред."), Fate.AS_PROPOSED),
        (asked(Status.ACCEPTED, "cl3", "пет дана унапред"), Fate.DROPPED),
    ],
)
def test_what_became_of_a_comment(later, comment, fate):
    assert fate_of(comment, later) is fate


def test_a_number_alone_changes_nothing():
    text = read(DRAFT)
    same = LaterText(compare(text, read(DRAFT.replace("Члан 4.", "Члан 5.").replace("Члан 3.", "Члан 4."))))
    assert fate_of(asked(Status.ACCEPTED, "cl3"), same) is Fate.DROPPED


def test_answers_and_text_that_do_not_agree_are_all_found(later):
    comments = [
        Asked("kept/1", Status.ACCEPTED, ("cl2",)),
        Asked("unkept/1", Status.ACCEPTED, ("cl3",)),
        Asked("part/1", Status.PARTIALLY_ACCEPTED, ("cl1",)),
        Asked("unsaid/1", Status.NOT_ACCEPTED, ("cl2",), proposed="Рок за изјашњење је петнаест дана."),
        Asked("refused/1", Status.NOT_ACCEPTED, ("cl3",), proposed="Накнада се не плаћа."),
    ]
    kept = promises(comments, later)
    assert (kept.unkept, kept.unkept_in_part, kept.taken_unsaid) == (("unkept/1",), ("part/1",), ("unsaid/1",))
    assert [unit.shown.label for unit in kept.unexplained] == ["Члан 2", "Члан 5"]
    more = [
        *comments,
        Asked("new/1", Status.ACCEPTED, ("cl1",), new_after=True),
        Asked("end/1", Status.NOTED, ("cl1",), changed_anchor="cl4"),
    ]
    assert promises(more, later).unexplained == ()


def test_without_a_change_nothing_is_missing_but_what_was_accepted():
    same = LaterText(compare(read(DRAFT), read(DRAFT)))
    assert promises([Asked("a/1", Status.NOT_ACCEPTED, ("cl2",))], same) == Promises()
    assert promises([Asked("a/1", Status.ACCEPTED)], same) == Promises(unkept=("a/1",))


def test_ten_thousand_comments_take_no_time(later):
    many = [
        Asked(f"a/{at}", Status.NOT_ACCEPTED, (f"cl{at % 4 + 1}",), proposed="Рок за изјашњење је шест дана. " * 10) for at in range(10_000)
    ]
    begun = time.process_time()
    assert promises(many, later).unkept == ()
    assert time.process_time() - begun < 10
