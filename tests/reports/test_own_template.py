"""An authority's own Word template: what is found wrong with one, what a hostile one cannot do, and a report written with one."""

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter

import docx
import pytest
from lxml import etree
from sample_report import facts
from sqlalchemy import select

from dialog_tracker.domain.errors import Conflict, Malformed, NotPermitted
from dialog_tracker.domain.outcome_report import report_on
from dialog_tracker.domain.report_template import BLOCKS, TAGS, TemplateFinding, context_of
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus
from dialog_tracker.domain.script import Script, to_latin
from dialog_tracker.ledger.tables import LedgerEntry
from dialog_tracker.office.standard_template import standard_template
from dialog_tracker.office.template_frame import check_template, filled_frame
from dialog_tracker.office.template_report import write_in_frame
from dialog_tracker.office.template_sandbox import check_template_async, fill_template_async
from dialog_tracker.outbox.queries import newest_job
from dialog_tracker.reports.actions import RENDER_JOB, publish_report
from dialog_tracker.reports.own_templates import (
    accept_template,
    accepted_template,
    bring_template,
    retire_template,
    templates_of,
    try_template,
)
from dialog_tracker.reports.queries import newest_report
from dialog_tracker.responses.actions import draft_answer, publish_answers
from dialog_tracker.upkeep import file_store
from dialog_tracker.worker import Worker
from factories import a_comment, a_stage, a_submission

SITE = "http://dijalog.example"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def template(*paragraphs: str, blocks: tuple[str, ...] = ("comments",), header: str = "") -> bytes:
    """Make a template in a foreign frame, as Word saves one, with each text in a paragraph of its own."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Georgia"
    if header:
        document.sections[0].header.paragraphs[0].text = header
    for words in (*paragraphs, *(f"{{{{ {block} }}}}" for block in blocks)):
        document.add_paragraph(words)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def as_dotx(content: bytes) -> bytes:
    """Say of a Word file that it is a template of Word, as .dotx files do."""
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(saved, "w") as archive:
        for name in given.namelist():
            archive.writestr(name, given.read(name).replace(b"document.main+xml", b"template.main+xml"))
    return saved.getvalue()


def words(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return ["".join(text.text or "" for text in paragraph.iter(f"{W}t")) for paragraph in root.iter(f"{W}p")]


def written_with(content: bytes, gathered=None, script: Script = Script.CYRILLIC) -> bytes:
    report = report_on(gathered or facts())
    say = to_latin if script is Script.LATIN else str
    frame = io.BytesIO()
    with zipfile.ZipFile(frame, "w") as archive:
        for name, part in filled_frame(content, context_of(report, say)).items():
            archive.writestr(name, part)
    target = io.BytesIO()
    write_in_frame(report, frame.getvalue(), target, script=script)
    return target.getvalue()


@pytest.mark.parametrize("script", list(Script))
def test_the_standard_template_has_nothing_wrong_and_says_what_the_standard_report_says(script):
    content = standard_template(script, date(2026, 11, 26))
    assert check_template(content) == []
    report = report_on(facts())
    said = "\n".join(words(written_with(content, script=script)))
    subject = to_latin(report.front.subject) if script is Script.LATIN else report.front.subject
    assert subject in said
    assert "{{" not in said
    assert "⟦" not in said
    for section in report.sections:
        for table in section.tables:
            for row in table.rows:
                answer = row.answer.split("\n")[0]
                assert (to_latin(answer) if script is Script.LATIN else answer) in said


@pytest.mark.parametrize(
    ("paragraphs", "blocks", "found"),
    [
        (("Предмет: {{ predmet }}",), ("comments",), TemplateFinding("template-tag-unknown", "predmet", "Предмет: {{ predmet }}")),
        (("Назив {{ title",), ("comments",), TemplateFinding("template-tag-not-closed", "{{", "Назив {{ title")),
        (("Назив title }}",), ("comments",), TemplateFinding("template-tag-not-closed", "}}", "Назив title }}")),
        (("Овде: {{ contents }}",), ("comments",), TemplateFinding("template-block-not-alone", "contents", "Овде: {{ contents }}")),
        ((), ("contents", "contents", "comments"), TemplateFinding("template-block-twice", "contents", "{{ contents }}")),
        (("Без коментара",), (), TemplateFinding("template-comments-missing", "comments")),
    ],
)
def test_what_is_wrong_is_said_with_its_paragraph(paragraphs, blocks, found):
    assert check_template(template(*paragraphs, blocks=blocks)) == [found]


@pytest.mark.parametrize(
    ("paragraphs", "code", "tag", "at"),
    [
        (("{%p for line in above %}", "{{ line }}"), "template-loop-broken", "{%p for line in above %}", 0),
        (("Пре", "{% if unit %}Да {{ unit }}"), "template-loop-broken", "{% if unit %}", 1),
        (("{%p for line in above %}", "{%p if unit %}", "{%p endfor %}", "{%p endif %}"), "template-loop-broken", "{%p endfor %}", 2),
        (("{%p endif %}",), "template-loop-broken", "{%p endif %}", 0),
        (("Акт", "{{ title subject }}"), "template-tag-unreadable", "{{ title subject }}", 1),
        (("{%p for in above %}", "{%p endfor %}"), "template-tag-unreadable", "{%p for in above %}", 0),
    ],
)
def test_a_loop_without_its_end_and_a_tag_that_cannot_be_read_are_named_with_their_paragraph(paragraphs, code, tag, at):
    assert check_template(template(*paragraphs)) == [TemplateFinding(code, tag, paragraphs[at])]


def test_a_tag_that_word_cut_into_runs_is_one_tag():
    document = docx.Document()
    paragraph = document.add_paragraph("Назив: {")
    for part in ("{ ti", "tle", " }", "}"):
        paragraph.add_run(part).bold = True
    document.add_paragraph("{{ comments }}")
    saved = io.BytesIO()
    document.save(saved)
    assert check_template(saved.getvalue()) == []
    assert f"Назив: {report_on(facts()).front.title}" in words(written_with(saved.getvalue()))


def test_a_header_is_filled_in_and_its_faults_are_found():
    made = written_with(template(header="{{ authority }}"))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        headers = "".join(archive.read(name).decode() for name in archive.namelist() if name.startswith("word/header"))
    assert report_on(facts()).letterhead.authority in headers
    assert check_template(template(header="{{ authority")) == [TemplateFinding("template-tag-not-closed", "{{", "{{ authority")]


def test_a_foreign_frame_keeps_its_own_styles_and_gets_those_of_the_tables(tmp_path):
    made = written_with(template("Увод органа", blocks=("contents", "sections_before", "comments", "sections_after")))
    (tmp_path / "report.docx").write_bytes(made)
    read = docx.Document(tmp_path / "report.docx")
    assert read.styles["Normal"].font.name == "Georgia"
    assert read.paragraphs[0].text == "Увод органа"
    assert len(read.tables) > 1
    used = {style.get(f"{W}val") for style in read.element.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")}
    assert used <= {style.style_id for style in read.styles}
    assert [section.orientation for section in read.sections] == [0, 1, 0]


@pytest.mark.parametrize("tool", [("ooxml-integrity", "check"), ("openxml-audit",)])
@pytest.mark.parametrize("foreign", [True, False])
def test_validators_find_nothing_in_a_report_of_an_own_template(tool, foreign, tmp_path):
    blocks = ("contents", "sections_before", "comments", "sections_after")
    own = template("Увод {{ subject }}", blocks=blocks, header="{{ authority }}")
    path = tmp_path / "report.docx"
    path.write_bytes(written_with(own if foreign else standard_template(Script.CYRILLIC, date(2026, 11, 26))))
    command = [str(Path(sys.executable).parent / tool[0]), *tool[1:], str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert "0 error(s), 0 warning(s)" in ran.stdout or "Errors: 0" in ran.stdout, ran.stdout


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ title.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ above.append('x') }}",
        "{% set x = cycler.__init__.__globals__ %}{{ x.os }}",
        "{{ 1 / 0 }}",
        "{{ statuses[99].label }}",
    ],
)
def test_a_template_reaches_nothing_but_its_tags(hostile):
    context = context_of(report_on(facts()))
    with pytest.raises(Malformed):
        filled_frame(template(hostile), context)


def test_words_of_people_stay_words_in_a_template():
    gathered = facts()
    gathered = replace(gathered, authority=replace(gathered.authority, name="<w:p>&{{ title }}"))
    assert "<w:p>&{{ title }}" in words(written_with(template("{{ authority }}"), gathered))


@pytest.mark.parametrize(
    "flood",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in range(90000) %}{{ 'x' * 9000 }}{% endfor %}",
        "{{ 'x' * 900000000 }}",
    ],
)
async def test_endless_and_flooding_templates_end_with_a_clear_word(flood):
    content = template(flood)
    began = perf_counter()
    with pytest.raises(Malformed) as refused:
        await fill_template_async(content, context_of(report_on(facts())))
    assert refused.value.code in {"template-too-heavy", "template-not-filled"}
    assert perf_counter() - began < 60


async def test_what_is_no_template_is_refused():
    refusals = {
        b"": "template-not-word",
        b"%PDF-1.7": "template-not-word",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "template-not-word",
        as_dotx(template()): "template-not-word",
        b"PK\x03\x04": "draft-damaged",
        b"x" * (6 * 1024 * 1024): "draft-too-large",
    }
    for content, code in refusals.items():
        with pytest.raises(Malformed) as refused:
            await check_template_async(content)
        assert refused.value.code == code
    macros = io.BytesIO(template())
    with zipfile.ZipFile(macros, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(Malformed) as refused:
        await check_template_async(macros.getvalue())
    assert refused.value.code == "draft-has-macros"


def test_every_tag_of_the_list_is_given():
    assert set(context_of(report_on(facts()))) == set(TAGS)
    assert not set(TAGS) & set(BLOCKS)


async def test_a_template_is_brought_tried_accepted_and_used(session, sessions, clock, settings):
    stage = await a_stage(session, clock.now)
    got = await a_submission(session, clock.now, stage, a_comment("Прво."))
    clock.forward(days=20)
    await draft_answer(session, stage.officer, clock.now, got.comments[0], ResponseDraft(ResponseStatus.ACCEPTED, "Да.", "Члан 1."), 0)
    await publish_answers(session, stage.approver, clock.now, stage.reference)
    store, authority = file_store(settings), stage.authority_id
    with pytest.raises(NotPermitted):
        await bring_template(session, stage.speaker, clock.now, store, authority, "туђ.docx", template())
    assert await bring_template(session, stage.officer, clock.now, store, authority, "лош.docx", template("{{ nema }}"))
    assert await templates_of(session, authority) == []
    content = template("Оквир органа: {{ subject }}")
    assert await bring_template(session, stage.officer, clock.now, store, authority, "наш.docx", content) == ()
    [line] = await templates_of(session, authority)
    with pytest.raises(Conflict, match="template-not-tried"):
        await accept_template(session, stage.officer, clock.now, authority, line.id)
    tried = await try_template(session, stage.officer, clock.now, store, authority, line.id, Script.CYRILLIC, SITE)
    assert words(tried)[0].startswith("Оквир органа: ")
    await accept_template(session, stage.officer, clock.now, authority, line.id)
    report_id = await publish_report(session, stage.approver, clock.now, stage.reference, SITE)
    assert await accepted_template(session, report_id) == line.sha256
    await session.commit()
    await Worker(replace(settings, soffice="/nonexistent/soffice"), sessions, clock).do_job(
        (await newest_job(session, RENDER_JOB, report_id)).id
    )
    files = {(file.form, file.script): file.sha256 for file in (await newest_report(session, stage.reference)).files}
    for script in Script:
        assert words(store.get(files["docx", script]))[0].startswith(("Оквир органа: ", "Okvir organa: "))
    await retire_template(session, stage.officer, clock.now, authority, line.id)
    assert await accepted_template(session, report_id) is None
    acts = set(await session.scalars(select(LedgerEntry.act).where(LedgerEntry.subject_id == authority)))
    assert {"template-brought", "template-accepted", "template-retired"} <= acts
