"""The standard Word template that an authority downloads, changes in Word and brings back."""

from collections.abc import Iterator
from datetime import date

from dialog_tracker.domain.report_template import BLOCKS, COMMENTS
from dialog_tracker.domain.script import Script
from dialog_tracker.office.ooxml_blocks import Block, Raw
from dialog_tracker.office.ooxml_text import escaped, paragraph, run
from dialog_tracker.office.report_layout import PAGE_BREAK
from dialog_tracker.office.small_document import Frame, small_document


def standard_template(script: Script, today: date) -> bytes:
    """Write the standard template: the title page in tags, and the four blocks in their order."""
    frame = Frame("{{ title }}", "{{ subject }}", "{{ authority }}", today, "{{ reference }}")
    return small_document(frame, script, list(_blocks()))


def _blocks() -> Iterator[Block]:
    yield _line("DTBroj", "{%p for line in above %}")
    yield _line("DTBroj", "{{ line }}")
    yield _line("DTBroj", "{%p endfor %}")
    yield _line("DTOrgan", "{{ authority }}")
    for tag in ("unit", "case_number", "issued_on", "place"):
        yield _line("DTBroj", f"{{%p if {tag} %}}")
        yield _line("DTBroj", f"{{{{ {tag} }}}}")
        yield _line("DTBroj", "{%p endif %}")
    yield _line("DTOsnov", "{{ basis }}")
    yield _line("Title", "{{ title }}", '<w:spacing w:before="1700"/>')
    yield _line("Subtitle", "{{ subject }}")
    yield _line("DTMesto", "{%p for line in remarks %}")
    yield _line("DTMesto", "{{ line }}")
    yield _line("DTMesto", "{%p endfor %}")
    yield _line("DTMesto", "{{ place_and_month }}", '<w:spacing w:before="3600"/>')
    yield PAGE_BREAK
    for block in BLOCKS:
        yield _line("Normal" if block == COMMENTS else "BodyText", f"{{{{ {block} }}}}")


def _line(style: str, words: str, properties: str = "") -> Raw:
    return Raw(paragraph(style, run(escaped(words)), properties))
