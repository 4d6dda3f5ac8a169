"""Writing numbers in the formats that lists and numbered fields of Word use."""

# Word leaves out й, ъ and ь; Serbian authors who choose these letters get ы after щ too.
_ALPHABETS = {
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "russianLower": "абвгдежзиклмнопрстуфхцчшщыэюя",
    "serbianLower": "абвгдђежзијклљмнњопрстћуфхцчџш",  # a name of our own, see odt_letters
}
_CAPITALS = {"upperLetter": "lowerLetter", "russianUpper": "russianLower", "serbianUpper": "serbianLower"}
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def number_as(number: int, form: str) -> str:
    """Write a number in one of Word's formats, or with zeros as in a sample such as „001”; an unknown format is written in digits."""
    if form == "none" or number < 0:
        return ""
    if form in _ALPHABETS:
        return _letters(number, _ALPHABETS[form])
    if form in _CAPITALS:
        return number_as(number, _CAPITALS[form]).upper()
    if form in {"upperRoman", "lowerRoman"}:
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    if form == "ordinal":
        return f"{number}."  # as Word writes it in a Serbian text
    sample = "01" if form == "decimalZero" else form
    return str(number).zfill(len(sample) if sample.isdecimal() else 1)


def _letters(number: int, alphabet: str) -> str:
    """Past the end of the alphabet Word repeats the letter: aa, bb and so on."""
    if not number:
        return ""
    turns, index = divmod(number - 1, len(alphabet))
    return alphabet[index] * min(turns + 1, 10)


def _roman(number: int) -> str:
    written = ""
    for value, numeral in _ROMAN:
        times, number = divmod(number, value)
        written += numeral * min(times, 40)
    return written
