"""Word files for tests, written from parts: honest ones by a short description, hostile ones by hand."""

import io
import struct
import zipfile
import zlib
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def types(main: str = MAIN_TYPE) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )


def relations(*entries: str) -> str:
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(entries)}</Relationships>'


def relation(number: int, kind: str, target: str, mode: str = "") -> str:
    outside = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="rId{number}" Type="{R}/{kind}" Target="{target}"{outside}/>'


def document(body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def word(body: str = "", *, extra: dict[str, str | bytes] | None = None, main: str = MAIN_TYPE) -> bytes:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": types(main),
        "_rels/.rels": relations(relation(1, "officeDocument", "word/document.xml")),
        "word/document.xml": document(body or paragraph("Члан 1.") + paragraph("Текст.")),
    }
    return archive(parts | (extra or {}))


def archive(parts: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return stream.getvalue()


def numbering(levels: str, numbers: str = "") -> str:
    return (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{numbers}</w:numbering>'
    )


def level(depth: int, form: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/>{more}<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


def counted(text: str, depth: int = 0, number: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def with_false_size(name: str, size: int) -> bytes:
    """A Word file whose one entry unpacks to `size` zeros while the archive declares ten bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(size // (1024 * 1024))) + packer.flush()
    honest = word()
    with zipfile.ZipFile(io.BytesIO(honest)) as source:
        parts = {entry.filename: source.read(entry) for entry in source.infolist()}
    stream = io.BytesIO(archive(parts | {name: b"0123456789"}))
    content = stream.getvalue()
    directory = content.index(b"PK\x01\x02")
    local = content.index(struct.pack("<4s", b"PK\x03\x04"), content.index(name.encode()) - 30)
    start = local + 30 + len(name)
    declared = struct.unpack("<I", content[local + 18 : local + 22])[0]
    grown = content[:start] + packed + content[start + declared :]
    shift = len(packed) - declared
    entries = bytearray(grown[directory + shift :])
    at = entries.index(name.encode()) - 46
    entries[at + 20 : at + 24] = struct.pack("<I", len(packed))
    end = entries.index(b"PK\x05\x06")
    entries[end + 16 : end + 20] = struct.pack("<I", directory + shift)
    whole = bytearray(grown[: directory + shift] + entries)
    whole[local + 18 : local + 22] = struct.pack("<I", len(packed))
    return bytes(whole)
