"""The scene of a demonstration: the authority and its rules, the draft, and what is said and answered.

It is read from the sample beside this module, or from a draft and a table of comments that the user names.
"""

import csv
import io
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time
from importlib import resources
from pathlib import Path
from typing import Any

from dialog_tracker.domain.comment import CommentDraft, CommentKind, CommentTarget
from dialog_tracker.domain.errors import Malformed
from dialog_tracker.domain.procedure import find_procedure
from dialog_tracker.domain.provision import ProvisionKind, walk
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.domain.submission import Channel, NameDisplay, SubmitterKind
from dialog_tracker.drafting.importer import ImportedDraft, import_draft_async

_DEMONSTRATION_ANSWER = "Коментар је примљен у оквиру приказа рада сервиса и није разматран по садржини."
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for."""

    draft: Path | None = None
    comments: Path | None = None
    procedure: str | None = None
    out: Path = Path("demo-out")
    reset: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """A submission of the demonstration with the answers that it will get."""

    organisation: str
    kind: SubmitterKind
    day: int
    at: time
    channel: Channel
    display: NameDisplay
    comments: tuple[CommentDraft, ...]
    answers: tuple[ResponseDraft, ...]
    language: str = "sr"


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that the demonstration plays: the authority, its rules, the draft, what is said and answered."""

    book: dict[str, Any]
    procedure: str
    draft: ImportedDraft
    content: bytes
    spoken: tuple[Spoken, ...]


async def read_scene(wish: Wish, tell: Progress) -> Scene:
    """Read what is to be played; raises Malformed("comments-file-columns") and whatever the importer refuses."""
    sample = resources.files("dialog_tracker.sample")
    book = tomllib.loads(sample.joinpath("sample.toml").read_text(encoding="utf-8"))
    content = wish.draft.read_bytes() if wish.draft else sample.joinpath("odluka.docx").read_bytes()
    draft = await import_draft_async(content, wish.draft.name if wish.draft else "odluka.docx")
    tell(f"Read „{draft.text.title}”: {article_count(draft)} articles in {chapter_count(draft)} chapters.")
    procedure = wish.procedure or ("rs.public_debate" if wish.draft else "rs.local_debate")
    find_procedure(procedure)
    spoken = tuple(_from_csv(wish.comments)) if wish.comments else () if wish.draft else tuple(_from_book(book))
    if wish.draft:
        book = book | {"authority": book["ministry"], "events": []}
    return Scene(book, procedure, draft, content, spoken)


def _from_book(book: dict[str, Any]) -> Iterator[Spoken]:
    kinds = {row["name"]: SubmitterKind(row["kind"]) for row in book["organisations"]}
    for row in book["submissions"]:
        comments = tuple(_comment(said) for said in row["comments"])
        answers = tuple(
            ResponseDraft(ResponseStatus(a["status"]), a.get("reasons", ""), a.get("what_changed", ""))
            for a in (s["answer"] for s in row["comments"])
        )
        how = Channel(row.get("channel", "web")), NameDisplay(row.get("display", "full"))
        yield Spoken(row["organisation"], kinds[row["organisation"]], row["day"], time.fromisoformat(row["at"]), *how, comments, answers)


def _comment(said: dict[str, Any]) -> CommentDraft:
    target = CommentTarget(said.get("target", "provision" if said.get("anchors") else "general"))
    return CommentDraft(
        CommentKind(said["kind"]), target, tuple(said.get("anchors", ())), said.get("proposed", ""), said.get("reasons", "")
    )


_NAME_COLUMNS = ("organization", "organisation", "organizacija", "organization name", "submitter", "podnosilac")
_TEXT_COLUMNS = ("text", "comment", "komentar", "tekst")


def _from_csv(file: Path) -> Iterator[Spoken]:
    """Read comments from a table with a column for the organisation and one for the text; nothing is cut."""
    csv.field_size_limit(10_000_000)
    rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))
    columns = {name.strip().lower(): name for name in rows.fieldnames or ()}
    who = next((columns[name] for name in _NAME_COLUMNS if name in columns), None)
    what = next((columns[name] for name in _TEXT_COLUMNS if name in columns), None)
    if who is None or what is None:
        raise Malformed("comments-file-columns", wanted=f"{_NAME_COLUMNS[0]}, {_TEXT_COLUMNS[0]}")
    answer = ResponseDraft(ResponseStatus.NOTED, _DEMONSTRATION_ANSWER)
    for at, row in enumerate(rows):
        words = (row[what] or "").strip()
        if words:
            comment = CommentDraft(CommentKind.SUGGESTION, CommentTarget.GENERAL, (), "", words)
            when = time(9 + at // 60 % 8, at % 60)
            yield Spoken(
                (row[who] or "").strip() or "–",
                SubmitterKind.ASSOCIATION,
                at % 18,
                when,
                Channel.WEB,
                NameDisplay.FULL,
                (comment,),
                (answer,),
                "hr",
            )


def article_count(draft: ImportedDraft) -> int:
    """Count the articles of a draft, those of its explanatory note and annexes left out."""
    return _count(draft, ProvisionKind.ARTICLE)


def chapter_count(draft: ImportedDraft) -> int:
    """Count the chapters of a draft, those of its explanatory note and annexes left out."""
    return _count(draft, ProvisionKind.CHAPTER)


def _count(draft: ImportedDraft, kind: ProvisionKind) -> int:
    beside = {ProvisionKind.EXPLANATORY_NOTE, ProvisionKind.ANNEX}
    body = tuple(node for node in draft.text.provisions if node.kind not in beside)
    return sum(node.kind is kind for node in walk(body))
