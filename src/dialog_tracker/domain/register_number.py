"""The two numbers of an organisation in Serbian registers, each with a check digit.

The register number (matični broj, MB) has 8 digits and checks by weights modulo 11; the tax number (PIB) has 9 and checks by
ISO 7064, MOD 11,10. A number that does not check was mistyped, or is another number. The personal number of a citizen (13 digits) is
not taken: it is not to be kept here.
"""

import re

from dialog_tracker.domain.errors import Malformed

_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)
_BETWEEN = re.compile(r"[\s.\-/]")


def check_register_number(typed: str) -> str:
    """Give a register number as 8 digits, empty where none was typed; raises Malformed("register-number-wrong").

    A spreadsheet drops a leading nought, so seven digits are read with it.
    """
    digits = _digits(typed, "register-number-wrong", "register_number", 8)
    if digits and digits[7] != _modulo_11(digits[:7]):
        raise Malformed("register-number-wrong", field="register_number")
    return digits


def _modulo_11(digits: str) -> str:
    left = 11 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
    return str(left) if left < 10 else "0"


def check_tax_number(typed: str) -> str:
    """Give a tax number as 9 digits, empty where none was typed; raises Malformed("tax-number-wrong")."""
    digits = _digits(typed, "tax-number-wrong", "tax_number", 9)
    if digits and digits[8] != _modulo_11_10(digits[:8]):
        raise Malformed("tax-number-wrong", field="tax_number")
    return digits


def _modulo_11_10(digits: str) -> str:
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def _digits(typed: str, code: str, field: str, length: int) -> str:
    bare = _BETWEEN.sub("", typed)
    if not bare:
        return ""
    if len(bare) == length - 1:
        bare = f"0{bare}"
    if len(bare) != length or not (bare.isascii() and bare.isdigit()):
        raise Malformed(code, field=field)
    return bare
