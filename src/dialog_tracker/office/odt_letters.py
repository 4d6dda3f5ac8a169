"""Keeping the Serbian letters of OpenDocument lists, „а) б) … ђ)”.

Word has no name for that order, so LibreOffice would write such lists in figures. Before the conversion the lists take Russian letters,
which Word has, and after it those are given a name that `number_forms` knows.
"""

import io
import re
import zipfile

_SERBIAN = re.compile(rb'(num-format="[^"]{1,80}\()sr(\)")')
_LENT = re.compile(rb'(numFmt w:val=")russian(Lower|Upper")')


def with_lent_letters(content: bytes) -> bytes:
    """A checked OpenDocument text whose Serbian lists have Russian letters; the same bytes where there are none."""
    return _edited(content, ("content.xml", "styles.xml"), _SERBIAN, rb"\1ru\2")


def with_own_letters(content: bytes) -> bytes:
    """The converted Word file with the letters given back."""
    return _edited(content, ("word/numbering.xml",), _LENT, rb"\1serbian\2")


def _edited(content: bytes, names: tuple[str, ...], found: re.Pattern[bytes], put: bytes) -> bytes:
    written, changed = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            part, count = source.read(entry), 0
            if entry.filename in names:
                part, count = found.subn(put, part)
            changed += count
            target.writestr(entry, part)
    return written.getvalue() if changed else content
