"""Collect every message of the interface into the two catalogues.

Messages come from templates, from calls in the code, and from the tables of words and sentences that stand in modules of
`dialog_tracker.web`. English is the message itself, so its catalogue holds only what has plural forms. Catalogues carry
no file positions: they would change with every line moved.
"""

import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract, extract_from_dir
from babel.messages.pofile import read_po, write_po

from dialog_tracker.domain import retention
from dialog_tracker.notices import atom_feed, entries, searches
from dialog_tracker.web import (
    answer_words,
    desk_words,
    directory_words,
    file_messages,
    lawtext,
    messages,
    notice_words,
    open_words,
    oversight_words,
    reasons,
    ruler,
    search_words,
    seat_words,
    words,
)

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "src" / "dialog_tracker" / "web" / "locale"
TABLES = (
    messages,
    file_messages,
    words,
    answer_words,
    desk_words,
    directory_words,
    seat_words,
    notice_words,
    open_words,
    oversight_words,
    search_words,
    reasons,
    ruler,
    lawtext,
    entries,
    atom_feed,
    searches,
    retention,
)
NO_MESSAGES = frozenset({"MEDIA_TYPE", "_ESCAPED", "STATUS_CLASSES", "_CLASSES", "_TAGS", "_SIDES"})
IN_TEMPLATES = {"_": None, "gettext": None, "ngettext": (1, 2)}
IN_CODE = {"gettext": (2,), "ngettext": (2, 3)}  # the first argument is the language
JINJA = {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "silent": "false", "newstyle_gettext": "true", "trim_blocks": "true"}
Message = str | tuple[str, str]


def from_templates() -> Iterator[Message]:
    """Read the calls in templates, of pages and of letters."""
    jinja = [("**.html", "jinja2.ext:babel_extract"), ("**.txt", "jinja2.ext:babel_extract")]
    options: dict[str, dict[str, Any]] = {"**.html": dict(JINJA), "**.txt": dict(JINJA)}
    everywhere = {"keywords": IN_TEMPLATES, "directory_filter": lambda _: True}  # by default folders named with _ are left out
    for _, _, found, _, _ in extract_from_dir(ROOT / "templates", jinja, options, **everywhere):
        yield found


def from_code() -> Iterator[Message]:
    """Read the calls with literal messages in the code."""
    for file in sorted((ROOT / "src").rglob("*.py")):
        for _, found, _, _ in extract("python", BytesIO(file.read_bytes()), keywords=IN_CODE):
            yield found


def from_tables() -> Iterator[Message]:
    """Read the tables of words and sentences."""
    for module in TABLES:
        for name, value in sorted(_constants(module)):
            if name not in NO_MESSAGES:
                yield from _strings(value)


def _constants(module: ModuleType) -> Iterator[tuple[str, Any]]:
    own = {name: value for name, value in vars(module).items() if name.strip("_").isupper()}
    yield from ((name, value) for name, value in own.items() if isinstance(value, (str, Mapping)))


def _strings(value: Any) -> Iterator[Message]:
    if isinstance(value, Mapping):
        for inside in value.values():
            yield from _strings(inside)
    elif isinstance(value, tuple) and len(value) == 2 and all(isinstance(form, str) for form in value):
        yield (value[0], value[1])
    elif isinstance(value, str) and value:
        yield value


def collected() -> Catalog:
    """Gather everything into a catalogue without translations; a message with forms swallows the same one without."""
    found: dict[str, Message] = {}
    for message in (*from_templates(), *from_code(), *from_tables()):
        key = message if isinstance(message, str) else message[0]
        if key and not (isinstance(message, str) and key in found):
            found[key] = message
    catalog = Catalog()
    for key in sorted(found, key=str.casefold):
        catalog.add(found[key])
    return catalog


def updated(name: str, locale: str, template: Catalog) -> bytes:
    """Give the text of a catalogue as it should be; translations that still have their message are kept."""
    present = read_po((LOCALE / name).open("rb"), locale=locale)
    fresh = Catalog(locale=locale)
    for message in template:
        if not message.id:
            continue
        known = present.get(message.id if isinstance(message.id, str) else message.id[0])
        if locale == "en":
            if isinstance(message.id, str):
                continue
            fresh.add(message.id, tuple(message.id))
        else:
            forms = known.string if known is not None else None
            fitting = isinstance(forms, tuple) is not isinstance(message.id, str)
            fresh.add(message.id, forms if forms and fitting else ("" if isinstance(message.id, str) else ("",) * fresh.num_plurals))
    written = BytesIO()
    write_po(written, fresh, width=0, omit_header=True, no_location=True)
    head = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {fresh.plural_forms}\\n"\n\n'
    return head.encode() + written.getvalue().lstrip()


def main() -> int:
    """Bring both catalogues up to date, or with --check tell whether they are."""
    template = collected()
    stale = []
    for name, locale in (("sr_Cyrl.po", "sr"), ("en.po", "en")):
        text = updated(name, locale, template)
        if (LOCALE / name).read_bytes() != text:
            stale.append(name)
            if "--check" not in sys.argv:
                (LOCALE / name).write_bytes(text)
    missing = sum(
        not all([m.string] if isinstance(m.string, str) else m.string) for m in read_po((LOCALE / "sr_Cyrl.po").open("rb")) if m.id
    )
    print(f"{len(template)} messages, {missing} without a Serbian translation{'; updated: ' + ', '.join(stale) if stale else ''}")
    return 1 if "--check" in sys.argv and (stale or missing) else 0


if __name__ == "__main__":
    sys.exit(main())
