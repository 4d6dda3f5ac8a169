"""Writes messages of Outlook (.msg) for tests: a small writer of OLE files [MS-CFB], and the properties of a message in it [MS-OXMSG]."""

import struct
from datetime import UTC, datetime

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
MESSAGE_CLASS = bytes.fromhex("0b0d020000000000c000000000000046")
SUBJECT, BODY, HTML, RTF, HEADERS = 0x0037, 0x1000, 0x1013, 0x1009, 0x007D
SENDER_NAME, SENDER_TYPE, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1E, 0x0C1F, 0x5D01
SENT, DELIVERED = 0x0039, 0x0E06
CODE_PAGE, INTERNET_PAGE = 0x3FFD, 0x3FDE
ATTACH_METHOD, ATTACH_DATA, LONG_NAME = 0x3705, 0x3701, 0x3707


def outlook(properties, files=(), *, page=None, root_class=MESSAGE_CLASS):
    """Write a message; strings are Unicode, or letters of `page`. `files` are names with bytes, or with the storage of a message."""
    return ole(message_storage(properties, files, page=page), root_class)


def message_storage(properties, files=(), *, page=None, head=32):
    storage = stored(properties, head, page)
    for at, (name, content) in enumerate(files):
        held = stored({LONG_NAME: name, ATTACH_METHOD: 5 if isinstance(content, dict) else 1}, 8, page)
        if isinstance(content, dict):
            held["__substg1.0_3701000D"] = content
        elif content is not None:
            held["__substg1.0_37010102"] = content
        storage[f"__attach_version1.0_#{at:08X}"] = held
    return storage


def stored(properties, head, page=None):
    storage, table = {}, bytearray(head)
    for number, value in sorted(properties.items()):
        kind, fixed, content = 0x0102, b"", value
        match value:
            case str():
                kind, content = 0x001E if page else 0x001F, value.encode(page or "utf-16-le")
            case datetime():
                ticks = int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds() * 10_000_000)
                kind, fixed = 0x0040, struct.pack("<Q", ticks)
            case int():
                kind, fixed = 0x0003, struct.pack("<i4x", value)
        if not fixed:
            storage[f"__substg1.0_{number:04X}{kind:04X}"] = content
            fixed = struct.pack("<I4x", len(content))
        table += struct.pack("<HHI", kind, number, 6) + fixed
    return storage | {"__properties_version1.0": bytes(table)}


def ole(root, root_class=b"\0" * 16):
    """Write an OLE file of storages (dicts) and streams (bytes)."""
    entries = [["Root Entry", 5, root, FREE, FREE, FREE, END, 0]]
    _kids(entries, 0, root)
    sectors, small, table, small_table = [], bytearray(), [], []
    for entry in entries:
        if isinstance(entry[2], bytes) and entry[2]:
            entry[7] = len(entry[2])
            if len(entry[2]) < CUTOFF:
                entry[6] = _chain(small_table, -(-len(entry[2]) // MINI))
                small += entry[2].ljust(-(-len(entry[2]) // MINI) * MINI, b"\0")
            else:
                entry[6] = _lay(sectors, table, entry[2])
    entries[0][6:] = [_lay(sectors, table, bytes(small)), len(small)]
    minifat = _lay(sectors, table, b"".join(struct.pack("<I", one) for one in small_table), fill=b"\xff")
    directory = b"".join(_entry(entry, root_class if at == 0 else b"\0" * 16) for at, entry in enumerate(entries))
    first = _lay(sectors, table, directory)
    count = 1
    while (len(sectors) + count) * 4 > count * SECTOR:
        count += 1
    at = len(sectors)
    assert count <= 109
    table += [FAT] * count
    fat = b"".join(struct.pack("<I", one) for one in table).ljust(count * SECTOR, b"\xff")
    header = struct.pack("<8s16xHHHHH6xIIIIIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), 62, 3, 0xFFFE, 9, 6, *(0, count, first, 0, CUTOFF),
                         *(minifat, -(-len(small_table) * 4 // SECTOR), END, 0))  # fmt: skip
    header += b"".join(struct.pack("<I", at + one if one < count else FREE) for one in range(109))
    return header + b"".join(sectors) + fat


def _kids(entries, above, storage):
    """Lay the names of a storage as a balanced tree in the order of the format: shorter names first."""
    ordered = sorted(storage, key=lambda name: (len(name), name.upper()))
    numbers = {}
    for name in ordered:
        numbers[name] = len(entries)
        entries.append([name, 1 if isinstance(storage[name], dict) else 2, storage[name], FREE, FREE, FREE, END, 0])

    def tree(low, high):
        if low >= high:
            return FREE
        middle = (low + high) // 2
        number = numbers[ordered[middle]]
        entries[number][3], entries[number][4] = tree(low, middle), tree(middle + 1, high)
        return number

    entries[above][5] = tree(0, len(ordered))
    for name in ordered:
        if isinstance(storage[name], dict):
            _kids(entries, numbers[name], storage[name])


def _chain(table, count):
    first = len(table)
    table += [*range(first + 1, first + count), END]
    return first


def _lay(sectors, table, content, fill=b"\0"):
    if not content:
        return END
    pieces = [content[at : at + SECTOR].ljust(SECTOR, fill) for at in range(0, len(content), SECTOR)]
    sectors += pieces
    return _chain(table, len(pieces))


def _entry(entry, class_id):
    name, kind, _, left, right, child, start, size = entry
    coded = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII16s20xIQ", coded, len(coded) + 2, kind, 1, left, right, child, class_id, start, size)
