"""Drafts of every shape for property tests, and what a draft says letter by letter."""

import unicodedata
from collections import Counter

from hypothesis import strategies as st

from dialog_tracker.domain.headings import SourceLine, SourceTable
from dialog_tracker.domain.provision import DraftText, walk

TYPICAL = st.sampled_from(
    [
        "Члан 1.", "Члан 2", "Члан 2.", "Члан 12а", "Član 3.", "Члан 5[с1]", "Члан", "Č l a n", "„Члан 77.", "Члан 5. мења се.",
        "З А К О Н", "О РАДУ", "ПРАВИЛНИК о раду", "I. ОСНОВНЕ ОДРЕДБЕ", "II", "ГЛАВА ПРВА", "ДЕО II", "А) Уређивање", "Предмет", "ПРЕЛАЗНЕ ОДРЕДБЕ",
        "На основу члана 5. Закона", "министар доноси", "1) прво;", "а) слово", "(1) став", "– алинеја", "1. тачка", "мења се и гласи:", "крај.”",
        "ОБРАЗЛОЖЕЊЕ", "О б р а з л о ж е њ е", "ПРИЛОГ 1", "Прилог", "Број: 1/2026", "У Београду, 1. маја 2026.", "Самостални чланови Закона",
        "Предмет\nЧлан 7.", "(Назив)", "", "Обична реченица са тачком.", "недовршена реченица", 'рекао је "да', ",,Наводник",
    ]
)  # fmt: skip
ANYTHING = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), max_size=25)
LINES = st.builds(
    SourceLine,
    text=TYPICAL | ANYTHING,
    centred=st.booleans(),
    bold=st.booleans(),
    style_name=st.sampled_from(["", "Normal", "Clan"]),
    outline_level=st.none() | st.integers(1, 9),
    list_label=st.sampled_from(["", "", "", "1)", "Члан 1.", "•", "I.", "1."]),
    footnote=st.sampled_from(["", "", "", "1"]),
)
TABLES = st.builds(SourceTable, st.lists(st.lists(ANYTHING | TYPICAL, max_size=3).map(tuple), max_size=3).map(tuple))
DRAFTS = st.lists(LINES | TABLES, max_size=25)


def letters(text: str) -> Counter[str]:
    """Letters and digits; case is changed in titles, and dots and spaces around labels are not kept."""
    folded = unicodedata.normalize("NFKC", text).upper().casefold()
    return Counter(letter for letter in folded if letter.isalnum())


def said(draft: DraftText) -> Counter[str]:
    pieces = [draft.title]
    for provision in walk(draft.provisions):
        pieces += [provision.label, provision.heading or "", provision.text]
    return letters(" ".join(pieces))
