"""The labels of provisions as printed, and what follows from them: their order, and the number that an anchor holds.

An anchor's number is a function of the label alone, so a provision keeps its anchor however it came into the tree.
"""

import re

from dialog_tracker.domain.provision import ProvisionKind
from dialog_tracker.domain.script import fold, to_latin

# Inserted articles follow the order of the azbuka even when they are typed in Latin letters: 12a, 12b, 12v, 12g, 12d, 12đ.
_AZBUKA = "абвгдђежзијклљмнњопрстћуфхцчџш"
_INDEX = {to_latin(letter): index for index, letter in enumerate(_AZBUKA, start=1)} | {"q": 31, "w": 32, "x": 33, "y": 34}
_ASCII = {"đ": "dj", "ž": "zh", "ć": "tj", "č": "ch", "dž": "dzh", "š": "sh"}
_NUMBERED = re.compile(r"(\d+)(?:-(?=[^\W\d_])|\s?)(dž|lj|nj|[^\W\d_])?(?!\w)(?:\s?\[(\w{1,6})\])?", re.IGNORECASE)


def label_order(label: str) -> tuple[int, int, str]:
    """Give the place of „Члан 12а” or „5a)” among its like: the number, the letter's place in the azbuka, the mark in brackets."""
    found = _NUMBERED.search(label)
    if not found:
        return (0, 0, label)
    number, letter, mark = found.groups()
    return (int(number), _INDEX.get(to_latin(letter or "").lower(), 0), to_latin(mark or "").lower())


def label_key(label: str) -> str:
    """Write the number of a label in ASCII, as anchors hold it: „Члан 12ђ” gives `12dj`, „Члан 5[с1]” gives `5-s1`."""
    found = _NUMBERED.search(label)
    if not found:
        return ""
    number, letter, mark = found.groups()
    return f"{int(number)}{letter_key(letter or '')}" + (f"-{letter_key(mark)}" if mark else "")


def letter_key(letters: str) -> str:
    """Write letters in ASCII so that no two of the azbuka fall together."""
    latin = to_latin(letters).lower()
    known = _ASCII.get(latin) or "".join(_ASCII.get(letter, letter) for letter in latin)
    return "".join(letter for letter in known if letter.isascii() and letter.isalnum())


_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ROMAN = re.compile(r"([IVXLCІХС]{1,8})([^\W\d_]?)")
_ORDINALS = "prv drug trec cetvrt pet sest sedm osm devet deset jedanaest dvanaest trinaest cetrnaest petnaest sesnaest sedamnaest osamnaest devetnaest dvadeset".split()
_LARGEST_ROMAN = 150


def roman_value(numeral: str) -> int:
    """Read a Roman numeral, also one typed with the Cyrillic Х, С or І; 0 for what is none."""
    values = [_ROMAN_VALUES.get(letter, 0) for letter in numeral.translate(str.maketrans("ХІС", "XIC"))]
    if not values or not all(values):
        return 0
    total = sum(-here if here < after else here for here, after in zip(values, [*values[1:], 0], strict=True))
    return total if 0 < total <= _LARGEST_ROMAN else 0


def ordinal(number: str) -> str:
    """Read the number of a division: „3”, „III”, „трећи”, „прва”; empty for any other word."""
    if number.isdecimal():
        return str(int(number))
    if value := roman_value(number):
        return str(value)
    folded = fold(number)
    found = (str(value) for value, stem in enumerate(_ORDINALS, start=1) if re.fullmatch(rf"{stem}[aieo]", folded))
    return next(found, "")


_SLOVENE = re.compile(r"(\d{1,4})\.\s?([a-zčšž])?\s*člen", re.IGNORECASE)
_DECIMAL = re.compile(r"\d{1,3}(?:\.\d{1,3})+")
_DECIMAL_KINDS = frozenset({ProvisionKind.HEADING, ProvisionKind.MEASURE, ProvisionKind.OBJECTIVE, ProvisionKind.ACTIVITY})
_GENERAL = re.compile(r"ops?[tc]i|general|overall")  # the general objective stands above those that are numbered
_DIVISIONS = frozenset({ProvisionKind.PART, ProvisionKind.CHAPTER, ProvisionKind.SECTION})


def anchor_key(kind: ProvisionKind, label: str) -> str:
    """Give the number that a provision's anchor holds, read from its label; empty where such provisions are counted."""
    if kind in _DECIMAL_KINDS and (decimal := _DECIMAL.search(label)):
        return "-".join(str(int(step)) for step in decimal[0].split("."))
    if kind is ProvisionKind.OBJECTIVE and _GENERAL.match(fold(label)):
        return label_key(label) or "0"
    if kind in _DIVISIONS:
        return _division_key(label)
    if kind is ProvisionKind.ANNEX:
        return _annex_key(label)
    if kind is ProvisionKind.ARTICLE and (slovene := _SLOVENE.fullmatch(label)):
        return f"{int(slovene[1])}{letter_key(slovene[2] or '')}"
    return label_key(label) or (letter_key(label) if len(label) <= _LONGEST_LETTERED else "")


_LONGEST_LETTERED = 4  # „џ)”, „(dž)”: a letter with its brackets


def _division_key(label: str) -> str:
    for word in re.findall(r"\w+", label):
        found = _ROMAN.fullmatch(word)
        if found and (value := roman_value(found[1])):
            return f"{value}{letter_key(found[2])}"
        if number := ordinal(word):
            return number
    return label_key(label) or (letter_key(label) if len(label) <= _LONGEST_LETTERED else "")


def _annex_key(label: str) -> str:
    _, _, last = label.rpartition(" ")
    if " " not in label:
        return ""
    return ordinal(last) or (letter_key(last) if len(last) == 1 else "")
