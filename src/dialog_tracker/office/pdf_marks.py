"""What LibreOffice leaves out of a tagged PDF: the words that stand for a chart, and the script in the tag of the language.

LibreOffice drops the description of a chart when it reads a Word file. The PDF is not written anew: the few objects that
change are added at its end, as the format allows [ISO 32000-1, 7.5.6].
"""

import re
from collections.abc import Sequence

_FIGURE = re.compile(rb"(?:^|[\r\n])(\d+) 0 obj\s*(<<\s*/Type\s*/StructElem\s*/S\s*/Figure\b)(.*?)>>\s*endobj", re.DOTALL)
_CATALOGUE = re.compile(rb"(?:^|[\r\n])(\d+) 0 obj\s*(<<\s*/Type\s*/Catalog\b.*?>>)\s*endobj", re.DOTALL)
_LANGUAGE = re.compile(rb"/Lang\s*\([^)]*\)")
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s*(\d+)\s*%%EOF\s*$", re.DOTALL)
_TAIL = 4096


def with_alternatives(pdf: bytes, alternatives: Sequence[str], language: str) -> bytes:
    """Give every chart its words, in their order, and the document its language; a file written otherwise stays as it is."""
    trailer = _TRAILER.search(pdf, max(0, len(pdf) - _TAIL))
    figures = list(_FIGURE.finditer(pdf))
    if trailer is None or len(figures) != len(alternatives):
        return pdf
    changed = {
        int(figure[1]): figure[2] + b"\n/Alt" + _text(words) + figure[3] + b">>"
        for figure, words in zip(figures, alternatives, strict=True)
    }
    if catalogue := _CATALOGUE.search(pdf):
        changed[int(catalogue[1])] = _LANGUAGE.sub(b"/Lang(" + language.encode() + b")", catalogue[2])
    return _appended(pdf, changed, trailer)


def _text(words: str) -> bytes:
    """Write a text string as UTF-16 in hexadecimal digits, which need no escapes."""
    return b"<" + (b"\xfe\xff" + words.encode("utf-16-be")).hex().upper().encode() + b">"


def _appended(pdf: bytes, changed: dict[int, bytes], trailer: re.Match[bytes]) -> bytes:
    written = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n")
    table = b"xref\n0 1\n0000000000 65535 f \n"
    for number, body in sorted(changed.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(written)
    written += table + b"trailer\n<<" + trailer[1] + b"/Prev " + trailer[2] + b">>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(written)
