"""Reading a form that somebody filled in: its lines and tables, and the ids that its program has left in it."""

from collections.abc import Iterator, Mapping

from lxml import etree

from dialog_tracker.domain.comment_form import FilledForm, read_filled_form
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.headings import SourceTable
from dialog_tracker.office.formats import Format
from dialog_tracker.office.incoming import Limits, Package, open_package, parse_part
from dialog_tracker.office.readers import read

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LONGEST = 20_000
_MOST_ROWS = 10_000


def read_form(content: bytes, form: Format, limits: Limits, zone: str) -> FilledForm:
    """Read a form; raises Malformed("form-empty", "form-too-long") and what a draft is refused for."""
    blocks, _ = read(content, form, limits)
    if sum(len(block.rows) for block in blocks if isinstance(block, SourceTable)) > _MOST_ROWS:
        raise Malformed("form-too-long", limit=_MOST_ROWS)
    if form is not Format.DOCX:
        return read_filled_form(blocks, {}, {}, "\n".join(block.text for block in blocks)[-_LONGEST:], zone)
    package = open_package(content, limits)
    return read_filled_form(blocks, _properties(package), _choices(package), _around(package), zone)


def _properties(package: Package) -> Mapping[str, str]:
    part = package.parts.get("docProps/custom.xml")
    if part is None:
        return {}
    return {str(one.get("name", "")): "".join(map(str, one.itertext())).strip() for one in parse_part(part)}


def _choices(package: Package) -> Mapping[str, str]:
    """Give the values of the lists of provisions by what they show; a list without values gives nothing."""
    found: dict[str, str] = {}
    for item in parse_part(package.parts[package.main]).iter(f"{_W}listItem"):
        shown, value = item.get(f"{_W}displayText"), item.get(f"{_W}value")
        if shown and value and shown != value:
            found.setdefault(" ".join(shown.split()), value)
    return found


def _around(package: Package) -> str:
    parts = [part for name, part in package.parts.items() if name.startswith(("word/header", "word/footer"))]
    return "\n".join("".join(_texts(parse_part(part))) for part in parts)[:_LONGEST]


def _texts(root: etree._Element) -> Iterator[str]:
    return (text.text or "" for text in root.iter(f"{_W}t"))
