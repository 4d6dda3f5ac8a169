"""The annexes that the report carries itself: who stands behind a row, and texts too long for one."""

from collections.abc import Iterator, Sequence
from functools import partial

from dialog_tracker.domain.outcome import LONG_TEXTS_TITLE, MEMBERS_TITLE, ROWS_PER_TABLE, Aftermath, LongText, MemberRow
from dialog_tracker.domain.script import Script
from dialog_tracker.office.ooxml_blocks import Block, Flow, Heading, Raw, Table, Text
from dialog_tracker.office.ooxml_text import Voice, paragraph, run
from dialog_tracker.office.report_rows import MEMBER_WIDTHS, member_rows

_MEMBERS_LEAD = "Редни број је ред у табелама коментара. Текст сличног коментара наводи се када се разликује од текста у том реду."


def annexes(after: Aftermath, voice: Voice) -> Iterator[Block]:
    """Lay out the annexes in the order of their numbers."""
    if after.members:
        yield Heading(1, voice.phrase("Прилог\u00a0{0}. {1}", 1, voice.plain(MEMBERS_TITLE)), new_page=True, annex=True)
        yield Text(_MEMBERS_LEAD, keep_next=True)
        for start in range(0, len(after.members), ROWS_PER_TABLE):
            if start:
                yield Heading(3, "Прилог\u00a01 (наставак)")
            yield _member_table(after.members, start, voice)
            yield Text("", "DTPrelom")
    if after.long_texts:
        yield Heading(
            1, voice.phrase("Прилог\u00a0{0}. {1}", 2 if after.members else 1, voice.plain(LONG_TEXTS_TITLE)), new_page=True, annex=True
        )
        for index, text in enumerate(after.long_texts):
            yield Heading(3, voice.phrase("Ред {0}. {1} ({2})", text.number, voice.plain(text.submitter), text.comment))
            yield Flow(partial(_long_text, after.long_texts, index, voice))


def _member_table(members: Sequence[MemberRow], start: int, voice: Voice) -> Table:
    return Table(
        MEMBER_WIDTHS,
        lambda: member_rows(members[start : start + ROWS_PER_TABLE], voice),
        MEMBERS_TITLE,
        "Ред у табелама коментара, број коментара, подносилац, сличност",
        head=("Р. бр.", "Број коментара", "Подносилац", "Сличност"),
        head_styles=("DTCelijaZaglavlje",) * len(MEMBER_WIDTHS),
    )


def _long_text(texts: Sequence[LongText], index: int, voice: Voice) -> Iterator[Block]:
    text = texts[index]
    yield from _original(text.text, text.language, text.script, voice)
    if text.proposed_wording:
        yield Text("", lead="Предложени текст", keep_next=True)
        yield from _original(text.proposed_wording, text.language, text.script, voice)
    if text.reasons:
        yield Text("", lead="Разлог подносиоца", keep_next=True)
        yield from _original(text.reasons, text.language, text.script, voice)


def _original(text: str, language: str, script: Script, voice: Voice) -> Iterator[Block]:
    for line in filter(None, map(str.strip, text.splitlines())):
        content, properties = voice.original(line, language, script)
        yield Raw(paragraph("BodyText", run(content, properties)))
