"""Checking an authority's own Word template, and filling in its frame: in a sandbox of the language, and in a child process.

The language is that of docxtpl. Attributes that lead to Python are refused by the sandbox; endless loops and floods are ended by the
limits of the process that calls this.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.report_template import BLOCKS, COMMENTS, TAGS, TemplateFinding, mark_of
from dialog_tracker.office.incoming import Limits, open_package, parse_part

TEMPLATE_LIMITS = Limits(file_bytes=5 * 1024 * 1024, part_bytes=10 * 1024 * 1024, total_bytes=24 * 1024 * 1024)
MOST_FRAME_BYTES = 8 * 1024 * 1024  # a frame is some pages of text; tables are written by us
_ZIP = b"PK\x03\x04"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_STEP = re.compile(r"\{%-?\s*(?:(?:p|tr|tc|r)\s+)?(end)?(for|if)\b")
_KIND = re.compile(r"(?<=\{[{%])(?:p|tr|tc|r)(?=\s)")
_LOOSE = re.compile(r"\{\{|\}\}|\{%|%\}")


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def check_template(content: bytes) -> list[TemplateFinding]:
    """Say what is wrong with a template, each finding with the paragraph it stands in; an empty list means that it can be tried.

    Raises Malformed("template-not-word") for what is no DOCX (a .dotx, an old .doc, a PDF), and with the codes of a draft for what is
    too large or damaged, or holds macros or foreign files.
    """
    if len(content) > TEMPLATE_LIMITS.file_bytes:
        raise Malformed("draft-too-large", limit_mb=TEMPLATE_LIMITS.megabytes)
    if not content.startswith(_ZIP):
        raise Malformed("template-not-word")
    try:
        package = open_package(content, TEMPLATE_LIMITS)
    except Malformed as refused:
        if refused.code != "draft-format-unknown":
            raise
        raise Malformed("template-not-word") from refused
    if b"document.main+xml" not in package.parts.get("[Content_Types].xml", b""):  # a .dotx can be read, and filled in by nothing
        raise Malformed("template-not-word")
    read = {name: parse_part(part) for name, part in package.parts.items() if _is_text(name, package.main)}
    found = [one for root in read.values() for paragraph in root.iter(f"{_W}p") for one in _in_paragraph(_words(paragraph))]
    found += _blocks(read[package.main])
    return found or [one for root in read.values() for one in _unpaired(root)] or _in_language(content, read)


def _is_text(name: str, main: str) -> bool:
    return name == main or (name.startswith(("word/header", "word/footer")) and name.endswith(".xml"))


def _words(paragraph: etree._Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(f"{_W}t"))


def _in_paragraph(words: str) -> Iterator[TemplateFinding]:
    """A tag begins and ends in one paragraph; braces that are left outside tags were not closed."""
    loose = _LOOSE.search(_TAG.sub("", words))
    if loose:
        yield TemplateFinding("template-tag-not-closed", loose[0], words[:200])


def _unpaired(root: etree._Element) -> Iterator[TemplateFinding]:
    """Every loop and condition has its end in the same part of the document; the one that has none is named with its paragraph."""
    opened: list[tuple[str, TemplateFinding]] = []
    for words in map(_words, root.iter(f"{_W}p")):
        for tag in _TAG.findall(words):
            step = _STEP.match(tag)
            if step is None:
                continue
            ends, kind = step.groups()
            here = TemplateFinding("template-loop-broken", tag, words[:200])
            if not ends:
                opened.append((kind, here))
            elif opened and opened[-1][0] == kind:
                opened.pop()
            else:
                yield here
                return
    yield from (finding for _, finding in opened)


def _unreadable(read: Mapping[str, etree._Element]) -> Iterator[TemplateFinding]:
    """Find the tags that the language cannot read by themselves."""
    environment = _environment()
    for words in (_words(paragraph) for root in read.values() for paragraph in root.iter(f"{_W}p")):
        for tag in _TAG.findall(words):
            step = _STEP.match(tag)
            if step[1] if step is not None else tag.startswith("{%"):
                continue
            try:
                environment.parse(_KIND.sub("", tag) + (f"{{% end{step[2]} %}}" if step is not None else ""))
            except TemplateSyntaxError:
                yield TemplateFinding("template-tag-unreadable", tag, words[:200])


def _blocks(root: etree._Element) -> Iterator[TemplateFinding]:
    """A block stands alone in a paragraph of the body itself, outside tables, and the comments stand in every report."""
    body = root.find(f"{_W}body")
    top = [_words(one) for one in body.iterchildren(f"{_W}p")] if body is not None else []
    for block in BLOCKS:
        pattern = re.compile(r"\{\{-?\s*" + block + r"\s*-?\}\}")
        alone = sum(bool(pattern.fullmatch(words.strip())) for words in top)
        everywhere = [words for paragraph in root.iter(f"{_W}p") if pattern.search(words := _words(paragraph))]
        if len(everywhere) > alone:
            yield TemplateFinding("template-block-not-alone", block, everywhere[0][:200])
        elif alone > 1:
            yield TemplateFinding("template-block-twice", block, everywhere[0][:200])
        elif not alone and block == COMMENTS:
            yield TemplateFinding("template-comments-missing", block)


def _in_language(content: bytes, read: Mapping[str, etree._Element]) -> list[TemplateFinding]:
    """Let the language itself read the template: loops that are not closed, and names that nobody gives."""
    try:
        names = DocxTemplate(io.BytesIO(content)).get_undeclared_template_variables(_environment())
    except TemplateSyntaxError as error:
        words = " ".join(" ".join(getattr(error, "docx_context", ())).split())
        return [*_unreadable(read)] or [TemplateFinding("template-tag-unreadable", str(error.message or "").rstrip("."), words[:200])]
    unknown = sorted(names - set(TAGS) - set(BLOCKS))
    return [TemplateFinding("template-tag-unknown", name, _where(name, read)) for name in unknown]


def _where(name: str, read: Mapping[str, etree._Element]) -> str:
    paragraphs = (_words(paragraph) for root in read.values() for paragraph in root.iter(f"{_W}p"))
    pattern = re.compile(rf"\{{[{{%][^}}]*\b{re.escape(name)}\b")
    return next((words[:200] for words in paragraphs if pattern.search(words)), "")


def filled_frame(content: bytes, context: Mapping[str, Any]) -> dict[str, bytes]:
    """Fill in the tags of a template and give its parts; blocks become signs in paragraphs of their own.

    Raises Malformed("template-not-filled") with what the language says, and Malformed("template-too-heavy").
    """
    template = DocxTemplate(io.BytesIO(content))
    try:
        template.render({**context, **{block: mark_of(block) for block in BLOCKS}}, jinja_env=_environment())
    except (TemplateError, OverflowError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise Malformed("template-not-filled", reason=str(error)[:200].rstrip(".")) from error
    written = io.BytesIO()
    template.save(written)
    with zipfile.ZipFile(written) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_FRAME_BYTES * 3:
            raise Malformed("template-too-heavy")
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    if len(parts.get("word/document.xml", b"")) > MOST_FRAME_BYTES:
        raise Malformed("template-too-heavy")
    return parts
