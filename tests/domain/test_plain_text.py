from dialog_tracker.domain.headings import SourceLine
from dialog_tracker.domain.plain_text import as_text
from dialog_tracker.domain.provision import walk
from dialog_tracker.domain.structure import structure

LAW = (
    "ЗАКОН О ПАРКУ", "I. ОСНОВНЕ ОДРЕДБЕ", "Предмет", "Члан 1.", "Овај закон уређује парк.", "Парк има:", "1) стабла;", "2) клупе.", "Члан 1а",
    "Парк се чува.", "II. ЗАВРШНЕ ОДРЕДБЕ", "Члан 2.", "Ступа на снагу.",
)  # fmt: skip


def read(lines):
    return structure([SourceLine(line, centred=line[:2] in {"ЗА", "I.", "II", "Пр", "Чл"}) for line in lines])


def test_a_text_is_written_as_people_set_it():
    draft = read(LAW)
    written = as_text(draft.title, draft.provisions)
    assert [line.strip() for line in written.split("\n") if line] == [
        "ЗАКОН О ПАРКУ", "I. ОСНОВНЕ ОДРЕДБЕ", "Предмет", "Члан 1.", "Овај закон уређује парк.", "Парк има:", "1) стабла;", "2) клупе.", "Члан 1а.",
        "Парк се чува.", "II. ЗАВРШНЕ ОДРЕДБЕ", "Члан 2.", "Ступа на снагу.",
    ]  # fmt: skip
    assert "  1) стабла;\n" in written
    assert written.endswith("Ступа на снагу.\n")


def test_the_written_text_reads_back_with_the_same_anchors():
    draft = read(LAW)
    again = structure([SourceLine(line) for line in as_text(draft.title, draft.provisions).split("\n")])
    assert [one.anchor for one in walk(again.provisions)] == [one.anchor for one in walk(draft.provisions)]
    assert again.title == draft.title


def test_nothing_gives_nothing():
    assert as_text("", ()) == "\n"
