"""The announcements of a consultation for those who run it, the form for comments, and the publication package."""

import asyncio
import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from dialog_tracker.consultations.queries import facts_of
from dialog_tracker.documents.queries import tree_of_lines
from dialog_tracker.domain.announcement import AnnouncementKind, as_plain
from dialog_tracker.domain.draft_format import MEDIA_TYPES, ending_of
from dialog_tracker.domain.policy import Actor, Permission, require
from dialog_tracker.domain.provision import Provision, ProvisionKind, walk
from dialog_tracker.domain.script import Face, Script, to_latin
from dialog_tracker.office.exports import EXPORTS, About
from dialog_tracker.reading.announcements import Announcements, form_of, gathered
from dialog_tracker.reading.heads import head_of
from dialog_tracker.storage.files import FileStore

_NAMES: Mapping[AnnouncementKind, str] = {
    AnnouncementKind.NOTICE: "obavestenje",
    AnnouncementKind.CALL: "javni-poziv",
    AnnouncementKind.PROGRAMME: "program",
    AnnouncementKind.LETTER: "pozivno-pismo",
}
_WHAT = {
    "obavestenje": "обавештење о почетку израде",
    "javni-poziv": "јавни позив",
    "program": "програм",
    "pozivno-pismo": "позивно писмо",
    "obrazac": "образац за достављање предлога",
    "nacrt": "текст онако како је достављен",
    "nacrt-tekst": "текст као Word документ",
    "obrazlozenje": "образложење",
}
_CONTENTS, _SUMS = "SADRZAJ.txt", "SHA256SUMS.txt"


async def announcements(session: AsyncSession, actor: Actor, reference: str, now: datetime, base_url: str) -> Announcements:
    """Gather what the announcements say; for those who run the consultation, published or not."""
    require(Permission.CONSULTATION_OPEN, actor, (await facts_of(session, reference, now)).policy)
    facts, head = await head_of(session, actor, reference, now, face=Face.CYRILLIC)
    return await gathered(session, facts, head, now, base_url)


def file_name(found: Announcements, kind: AnnouncementKind, ending: str) -> str:
    """Name a file in ASCII; nothing that somebody typed is part of it."""
    return f"{_NAMES[kind]}-{found.head.reference}.{ending}"


def as_text(found: Announcements, kind: AnnouncementKind, script: Script, recipient: str = "") -> str:
    """Write an announcement as text for a site or the state portal."""
    words = as_plain(found.written(kind, recipient))
    return to_latin(words) if script is Script.LATIN else words


async def package(found: Announcements, script: Script, store: FileStore, now: datetime) -> bytes:
    """Make the publication package with a list of its contents and their fingerprints; at one instant the same bytes."""
    return await asyncio.to_thread(_package, found, script, store, now)


def _package(found: Announcements, script: Script, store: FileStore, now: datetime) -> bytes:
    files = _files(found, script, store)
    sums = {name: sha256(content).hexdigest() for name, content in sorted(files.items())}
    listed = _contents(found, script, files, sums)
    whole = files | {_CONTENTS: listed.encode(), _SUMS: "".join(f"{digest}  {name}\n" for name, digest in sums.items()).encode()}
    target = io.BytesIO()
    at = now.astimezone(ZoneInfo(found.head.time_zone)).timetuple()[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(whole.items()):
            packed.writestr(zipfile.ZipInfo(name, at), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _files(found: Announcements, script: Script, store: FileStore) -> dict[str, bytes]:
    head = found.head
    files = {file_name(found, kind, "docx"): found.as_word(kind, script) for kind in found.kinds}
    files |= {file_name(found, kind, "txt"): as_text(found, kind, script).encode() for kind in found.kinds}
    files[f"obrazac-{head.reference}.docx"] = form_of(found, script)
    files[f"nacrt-{head.reference}.{ending_of(head.source_type)}"] = store.get(head.source_sha256)
    text = tree_of_lines(found.lines)
    if head.source_type != MEDIA_TYPES["docx"]:
        files[f"nacrt-tekst-{head.reference}.docx"] = _as_word(found, text, script)
    note = tuple(part for part in walk(text) if part.kind is ProvisionKind.EXPLANATORY_NOTE)
    if note:
        files[f"obrazlozenje-{head.reference}.docx"] = _as_word(found, note, script)
    for number, one in enumerate(found.notes, start=1):
        files[f"obrazlozenje-{head.reference}-{number}.{ending_of(one.media_type)}"] = store.get(one.sha256)
    return files


def _as_word(found: Announcements, text: tuple[Provision, ...], script: Script) -> bytes:
    """Write the text of the draft, or a part of it, as Word; only Serbian in Cyrillic is ever put into Latin."""
    head = found.head
    latin = script is Script.LATIN and head.language == "sr"
    day = head.version_at.astimezone(ZoneInfo(head.time_zone)).date()
    title = to_latin(head.title) if latin else head.title
    about = About(
        title=title,
        act_kind=head.act_kind,
        version_kind="consultation",
        number=head.reference,
        author=head.authority,
        begun_on=day,
        version=1,
        issued_on=day,
        language=head.language,
        script=Script.LATIN if latin else Script(head.script),
    )
    return EXPORTS["docx"](tuple(map(_in_latin, text)) if latin else text, about)


def _in_latin(part: Provision) -> Provision:
    heading = to_latin(part.heading) if part.heading else part.heading
    inside = tuple(map(_in_latin, part.children))
    return Provision(part.anchor, to_latin(part.label), part.kind, heading, to_latin(part.text), inside)


def _contents(found: Announcements, script: Script, files: Mapping[str, bytes], sums: Mapping[str, str]) -> str:
    """Say of each file what it is, how large, and its fingerprint."""
    head = found.head
    lines = [f"{head.title}\nЗа објављивање · {head.reference}\n"]
    for name, digest in sums.items():
        what = _WHAT[name.partition(f"-{head.reference}")[0]]
        lines.append(f"{name}\n  {what}, {len(files[name])} B\n  SHA-256 {digest}\n")
    words = "\n".join(lines)
    return to_latin(words) if script is Script.LATIN else words
