"""The sample that everybody sees first: the draft reads as meant, every comment lands, every answer may be published."""

import importlib.util
import io
import tomllib
import unicodedata
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dialog_tracker.domain.activity import ActivityKind, Count, Qualifier
from dialog_tracker.domain.calendar import CountMode, Unit
from dialog_tracker.domain.comment import CommentDraft, CommentKind, CommentTarget
from dialog_tracker.domain.procedure import RuleOverride, Wording, find_procedure
from dialog_tracker.domain.provision import Provision, ProvisionKind, walk
from dialog_tracker.domain.response import ResponseDraft, ResponseStatus, check_response
from dialog_tracker.domain.script import Script, script_of
from dialog_tracker.domain.submission import Channel, NameDisplay, SubmissionDraft, SubmitterKind, check_submission
from dialog_tracker.drafting.importer import ImportedDraft, import_draft

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "src" / "dialog_tracker" / "sample"
TITLES = (
    "Предмет уређивања",
    "Значење израза",
    "Начела",
    "Доступност",
    "План израде прописа",
    "Обавештење о почетку рада на пропису",
    "Листа за обавештавање",
    "Спровођење консултација",
    "Начини консултовања",
    "Учешће у радној групи",
    "Обавезна јавна расправа",
    "Јавни позив и програм јавне расправе",
    "Рокови",
    "Отворени састанак",
    "Достављање коментара",
    "Разматрање коментара",
    "Извештај о спроведеној јавној расправи",
    "Образовање и састав Савета",
    "Избор чланова Савета",
    "Задаци и рад Савета",
    "Контакт тачка",
    "Финансирање програма удружења",
    "Коришћење просторија",
    "Годишњи извештај",
    "Рокови за примену",
    "Започети поступци",
    "Престанак важења раније одлуке и ступање на снагу",
)


@pytest.fixture(scope="module")
def draft() -> ImportedDraft:
    return import_draft((SAMPLE / "odluka.docx").read_bytes(), "odluka.docx")


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sample", ROOT / "scripts" / "make_sample.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def book() -> dict[str, Any]:
    return tomllib.loads((SAMPLE / "sample.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Spoken:
    organisation: str
    day: int
    at: time
    channel: Channel
    draft: SubmissionDraft
    answers: tuple[ResponseDraft, ...]

    @property
    def comments(self) -> tuple[CommentDraft, ...]:
        return self.draft.comments


def comment_of(row: dict[str, Any]) -> CommentDraft:
    target = CommentTarget(row.get("target", "provision" if "anchors" in row else "general"))
    return CommentDraft(CommentKind(row["kind"]), target, tuple(row.get("anchors", ())), row.get("proposed", ""), row["reasons"])


def answer_of(row: dict[str, Any]) -> ResponseDraft:
    return ResponseDraft(ResponseStatus(row["status"]), row["reasons"], row.get("what_changed", ""))


def submissions() -> list[Spoken]:
    read = book()
    kinds = {row["name"]: SubmitterKind(row["kind"]) for row in read["organisations"]}
    return [
        Spoken(
            row["organisation"],
            row["day"],
            time.fromisoformat(row["at"]),
            Channel(row.get("channel", "web")),
            SubmissionDraft(
                kinds[row["organisation"]], NameDisplay(row.get("display", "full")), tuple(comment_of(said) for said in row["comments"])
            ),
            tuple(answer_of(said["answer"]) for said in row["comments"]),
        )
        for row in read["submissions"]
    ]


def of_kind(draft: ImportedDraft, kind: ProvisionKind) -> list[Provision]:
    return [node for node in walk(draft.text.provisions) if node.kind is kind and not node.anchor.startswith("obrazlozenje-")]


def texts(value: Any) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for inner in value.values() for text in texts(inner)]
        case list():
            return [text for inner in value for text in texts(inner)]
        case _:
            return []


def test_the_draft_reads_exactly_as_it_was_meant(draft):
    text = draft.text
    assert text.title == "Одлука о учешћу грађана и сарадњи са организацијама цивилног друштва у општини Врбовац"
    assert (text.act_kind, text.script, text.language, text.findings) == ("decision", Script.CYRILLIC, "sr", ())
    articles = of_kind(draft, ProvisionKind.ARTICLE)
    assert [node.label for node in articles] == [f"Члан {number}" for number in range(1, 28)]
    assert tuple(node.heading for node in articles) == TITLES
    assert [(node.label, node.heading) for node in of_kind(draft, ProvisionKind.CHAPTER)] == [
        ("I", "ОСНОВНЕ ОДРЕДБЕ"),
        ("II", "ОБАВЕШТАВАЊЕ ЈАВНОСТИ"),
        ("III", "КОНСУЛТАЦИЈЕ"),
        ("IV", "ЈАВНА РАСПРАВА"),
        ("V", "САВЕТ ЗА САРАДЊУ СА ЦИВИЛНИМ ДРУШТВОМ"),
        ("VI", "САРАДЊА И ПОДРШКА"),
        ("VII", "ПРЕЛАЗНЕ И ЗАВРШНЕ ОДРЕДБЕ"),
    ]


def test_the_parts_around_the_articles_are_found(draft):
    for kind in (ProvisionKind.PREAMBLE, ProvisionKind.SIGNATURE, ProvisionKind.EXPLANATORY_NOTE, ProvisionKind.TABLE):
        assert len(of_kind(draft, kind)) == 1, kind
    assert of_kind(draft, ProvisionKind.TABLE)[0].anchor == "cl13-st1-tab1"
    sections = [node.heading for node in walk(draft.text.provisions) if node.anchor.startswith("obrazlozenje-gl") and node.heading]
    assert sections == ["ПРАВНИ ОСНОВ", "РАЗЛОЗИ ЗА ДОНОШЕЊЕ", "ОБЈАШЊЕЊЕ ПОЈЕДИНИХ РЕШЕЊА", "ПОТРЕБНА СРЕДСТВА"]


@pytest.mark.parametrize("name", ["odluka", "izmene", "akcioni_plan"])
def test_the_same_words_give_the_same_file(maker, name):
    source = (maker.SCRIPTS / f"sample_{name}.txt").read_text(encoding="utf-8")
    made = maker.make(source, maker.TITLES[name])
    assert made == maker.make(source, maker.TITLES[name])
    with zipfile.ZipFile(io.BytesIO(made)) as new, zipfile.ZipFile(SAMPLE / f"{name.replace('_', '-')}.docx") as kept:
        assert new.namelist() == kept.namelist()
        assert all(new.read(part) == kept.read(part) for part in kept.namelist())


def test_the_file_holds_no_person_and_no_macro():
    with zipfile.ZipFile(SAMPLE / "odluka.docx") as packed:
        names = packed.namelist()
        about = packed.read("docProps/core.xml").decode()
    assert not [name for name in names if "vba" in name.lower() or "thumbnail" in name or "comments" in name]
    assert "<dc:creator></dc:creator>" in about or "<dc:creator/>" in about
    assert "2026-09-01T08:00:00Z" in about


def test_every_comment_stands_on_a_provision_of_the_draft(draft):
    anchors = {node.anchor for node in walk(draft.text.provisions)}
    named = [anchor for spoken in submissions() for comment in spoken.comments for anchor in comment.anchors]
    assert set(named) <= anchors
    assert len(named) > 50


def test_every_submission_and_every_answer_passes_the_checks():
    for spoken in submissions():
        checked = check_submission(spoken.draft)
        assert checked.comments == spoken.comments  # nothing had to be cleaned
        for answer in spoken.answers:
            assert check_response(answer) == answer
            assert answer.reasons
            changed = answer.status in {ResponseStatus.ACCEPTED, ResponseStatus.PARTIALLY_ACCEPTED}
            assert bool(answer.what_changed) == changed or "истоветним коментарима" in answer.reasons  # the change stands there


def test_the_sample_shows_what_a_real_debate_holds():
    said = [(spoken, comment, answer) for spoken in submissions() for comment, answer in zip(spoken.comments, spoken.answers, strict=True)]
    assert len(said) == 64
    assert Counter(answer.status.value for _, _, answer in said) == {
        "accepted": 28,
        "not_accepted": 14,
        "partially_accepted": 13,
        "noted": 6,
        "out_of_scope": 3,
    }
    assert {comment.kind for _, comment, _ in said} == set(CommentKind)
    assert Counter(comment.target for _, comment, _ in said)[CommentTarget.NEW_AFTER] == 2
    assert {spoken.channel for spoken, _, _ in said} == {Channel.WEB, Channel.EMAIL, Channel.POST, Channel.EVENT}
    assert sum(script_of(comment.reasons) is Script.LATIN for _, comment, _ in said) == 3
    assert max(len(comment.reasons) for _, comment, _ in said) > 3_000


def test_one_letter_came_from_five_organisations_and_got_one_answer():
    letters = Counter((comment.proposed, comment.reasons) for spoken in submissions() for comment in spoken.comments)
    ((words, times),) = letters.most_common(1)
    assert times == 5
    assert sorted(letters.values())[-2] == 1
    told = {
        (spoken.organisation, answer)
        for spoken in submissions()
        for comment, answer in zip(spoken.comments, spoken.answers, strict=True)
        if (comment.proposed, comment.reasons) == words
    }
    assert len({who for who, _ in told}) == 5
    assert len({answer for _, answer in told}) == 1


def test_two_submissions_come_after_the_window():
    assert sorted(spoken.day for spoken in submissions())[-3:] == [20, 21, 22]


def test_twelve_organisations_of_eight_kinds_all_speak():
    rows = book()["organisations"]
    assert len({row["name"] for row in rows}) == len(rows) == 12
    assert len({SubmitterKind(row["kind"]) for row in rows}) == 8
    assert {spoken.organisation for spoken in submissions()} == {row["name"] for row in rows}


def test_events_and_the_municipality_s_own_rules_are_readable():
    counts = [Count(row["participants"], Qualifier(row["qualifier"])) for row in book()["events"]]
    assert counts == [Count(47, Qualifier.EXACT), Count(20, Qualifier.ABOUT)]
    assert {ActivityKind(row["kind"]) for row in book()["events"]} == {ActivityKind.PUBLIC_MEETING, ActivityKind.ROUND_TABLE}
    known = find_procedure("rs.local_debate").rule_keys
    for row in book()["authority"]["rules"]:
        own = RuleOverride(
            row["rule"],
            row["amount"],
            Unit(row["unit"]),
            CountMode(row["count"]),
            Wording(row["citation"], row["citation_en"]),
            row["valid_from"],
            None,
            row["basis"],
        )
        assert own.rule_key in known
        assert (own.amount, own.valid_from) == (15, date(2019, 3, 15))


def test_the_typography_is_serbian_and_only_typed_latin_is_latin(draft):
    sample = book()
    latin = {sample["authority"]["name_en"], sample["ministry"]["name_en"], *(row["citation_en"] for row in sample["authority"]["rules"])}
    written = [text for text in texts(sample) if text not in latin] + [node.text for node in walk(draft.text.provisions)]
    for text in written:
        assert not set(text) & set("\"'!“—"), text
        assert text == unicodedata.normalize("NFC", text)
        letters = [letter for letter in text if letter.isalpha()]
        kinds = {unicodedata.name(letter).split()[0] for letter in letters}
        assert len(kinds) < 2 or all(_roman_or_address(word) for word in text.split() if script_of(word) is Script.LATIN), text


def _roman_or_address(word: str) -> bool:
    return set(word.strip(".,;()")) <= set("IVX") or "@" in word
