"""Refusing hostile and unusable Word files before any parser sees them.

Order of the checks: size, kind of file, then every entry of the archive under running limits, then what the entries declare.
"""

import io
import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from dialog_tracker.domain.errors import Malformed

_OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
_CHUNK = 64 * 1024
_NESTED = re.compile(
    r"\.(?:zip|docx|docm|dotx|dotm|xlsx|xlsm|xlsb|pptx|pptm|odt|ods|odp|jar|7z|rar|gz|tgz|tar|bz2|xz|doc|xls|ppt|exe|msi)$", re.IGNORECASE
)
_NESTED_MAGIC = (b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b\x08", _OLE2, b"MZ")
_DOCTYPES = tuple(word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be"))
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ENCODINGS = frozenset({b"utf-8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1250", b"windows-1251", b"windows-1252"})
# All that reading a damaged archive may end with; an entry under a password is a RuntimeError.
BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
)
_WORD_MAIN = "wordprocessingml.document.main+xml"
_EXTERNAL_ALLOWED = ("/hyperlink",)
_EMBEDDING_TYPES = ("/oleObject", "/package", "/aFChunk", "/control", "/attachedToolbars")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a draft may weigh: the file itself, what it unpacks to, how much tighter it may be packed, and its entries."""

    file_bytes: int = 20 * 1024 * 1024
    part_bytes: int = 64 * 1024 * 1024
    total_bytes: int = 96 * 1024 * 1024
    ratio: int = 150
    ratio_free_bytes: int = 8 * 1024 * 1024
    entries: int = 2000

    @property
    def megabytes(self) -> int:
        """The limit of the file as people read it."""
        return max(1, self.file_bytes // (1024 * 1024))


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a checked Word file that are read, by name, and the name of the main one."""

    parts: dict[str, bytes]
    main: str


def open_package(content: bytes, limits: Limits) -> Package:
    """Unpack a Word file under limits and refuse macros, entities, outside references and embedded files."""
    parts = check_archive(content, limits)
    _check_types(parts)
    for name, part in parts.items():
        if name.lower().endswith(".rels"):
            _check_relationships(part)
    return Package(parts, _main_part(parts))


def check_archive(content: bytes, limits: Limits) -> dict[str, bytes]:
    """Unpack an archive under limits and give its XML parts; an OpenDocument text passes it before LibreOffice sees it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_names(entries, limits)
            return _unpacked(archive, entries, limits)
    except BROKEN_ARCHIVE as error:
        raise Malformed("draft-damaged") from error


def _check_names(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise Malformed("draft-zip-bomb", entries=len(entries))
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if entry.flag_bits & 0x1:
            raise Malformed("draft-encrypted")
        pieces = name.replace("\\", "/").split("/")
        if "\\" in name or name.startswith("/") or ".." in pieces or ":" in name or "\0" in entry.orig_filename or name.lower() in seen:
            raise Malformed("draft-damaged", reason="path")
        seen.add(name.lower())
        _check_name(name.lower())


def _check_name(name: str) -> None:
    last = name.rsplit("/", 1)[-1]
    if last.startswith(("vbaproject", "vbadata")) or name.startswith(("basic/", "scripts/")):
        raise Malformed("draft-has-macros")
    if "/embeddings/" in f"/{name}" or "/activex/" in f"/{name}" or last.startswith("oleobject") or _NESTED.search(name):
        raise Malformed("draft-embedded-files")


def _unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: Limits) -> dict[str, bytes]:
    """Read every entry in small pieces, counting what really comes out; only XML is kept."""
    parts: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        if entry.is_dir():
            continue
        kept = entry.filename.lower().endswith((".xml", ".rels"))
        pieces: list[bytes] = []
        size = 0
        with archive.open(entry) as stream:
            while piece := stream.read(_CHUNK):
                if not size and piece.startswith(_NESTED_MAGIC):
                    raise Malformed("draft-embedded-files")
                size += len(piece)
                _check_volume(size, total + size, entry.compress_size, limits)
                if kept:
                    pieces.append(piece)
        total += size
        if kept:
            parts[entry.filename] = _without_entities(b"".join(pieces))
    if b":encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Malformed("draft-encrypted")
    if b":event-listener" in parts.get("content.xml", b""):
        raise Malformed("draft-has-macros")
    return parts


def _check_volume(size: int, total: int, packed: int, limits: Limits) -> None:
    too_tight = size > limits.ratio_free_bytes and size > limits.ratio * max(packed, 1)
    if size > limits.part_bytes or total > limits.total_bytes or too_tight:
        raise Malformed("draft-zip-bomb")


def _without_entities(part: bytes) -> bytes:
    """Word never writes a DOCTYPE, and an encoding we do not know could hide one."""
    if any(word in part for word in _DOCTYPES):
        raise Malformed("draft-has-entities")
    declared = _ENCODING.search(part[:200])
    if declared and declared[1].lower() not in _ENCODINGS:
        raise Malformed("draft-damaged", reason="encoding")
    return part


def parse_part(part: bytes) -> etree._Element:
    """Parse one checked part without entities, network or huge trees."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", 0) == 2:
            raise MemoryError from error
        raise Malformed("draft-damaged") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Malformed("draft-has-entities")
    return root


def _check_types(parts: dict[str, bytes]) -> None:
    types = parts.get("[Content_Types].xml")
    if types is None:
        raise Malformed("draft-format-unknown")
    declared = [str(element.get("ContentType", "")) for element in parse_part(types)]
    if any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in declared):
        raise Malformed("draft-has-macros")
    if any("oleobject" in kind.lower() or "activex" in kind.lower() for kind in declared):
        raise Malformed("draft-embedded-files")
    if not any(_WORD_MAIN in kind or "wordprocessingml.template.main+xml" in kind for kind in declared):
        raise Malformed("draft-format-unknown")


def _check_relationships(part: bytes) -> None:
    for relation in parse_part(part):
        kind = str(relation.get("Type", ""))
        if str(relation.get("TargetMode", "")).lower() == "external" and not kind.endswith(_EXTERNAL_ALLOWED):
            raise Malformed("draft-external-content")
        if kind.endswith("/vbaProject"):
            raise Malformed("draft-has-macros")
        if kind.endswith(_EMBEDDING_TYPES):
            raise Malformed("draft-embedded-files")


def _main_part(parts: dict[str, bytes]) -> str:
    relations = parse_part(parts["_rels/.rels"]) if "_rels/.rels" in parts else ()
    for relation in relations:
        target = str(relation.get("Target", "")).lstrip("/")
        if str(relation.get("Type", "")).endswith("/officeDocument") and target in parts:
            return target
    raise Malformed("draft-format-unknown")
