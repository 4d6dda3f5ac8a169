import os
import time
from pathlib import Path

import pytest

from dialog_tracker.domain.headings import SourceLine
from dialog_tracker.domain.plain_text import as_text
from dialog_tracker.domain.provision import ProvisionKind, walk
from dialog_tracker.domain.structure import structure
from dialog_tracker.drafting.importer import as_json, import_draft

pytestmark = pytest.mark.shared

SHARED = Path(__file__).parents[3] / "shared" / "data"
ASSOCIATIONS = "laws/zakon-o-udruzenjima.docx"
RULEBOOK = "laws/pravilnik-izvestaji-javne-nabavke.docx"
GUARANTEE = "laws/zakon-garancija-kfw-2006.docx"
ACTION_PLAN = "policies/akcioni-plan-javne-nabavke.docx"
INFORMATION = "laws/zakon-o-slobodnom-pristupu-informacijama.txt"


def material(name: str) -> bytes:
    path = SHARED / name
    if not path.exists():
        if os.environ.get("DIALOG_REQUIRE_SHARED"):
            pytest.fail(f"{name} is required and missing")
        pytest.skip(f"the real material {name} is not beside this checkout")
    return path.read_bytes()


def read(name):
    return import_draft(material(name), Path(name).name).text


def of_kind(draft, kind):
    return [provision for provision in walk(draft.provisions) if provision.kind is kind]


def under(provision, kind):
    return [child for child in walk(provision.children) if child.kind is kind]


def test_the_law_on_associations():
    draft = read(ASSOCIATIONS)
    articles = of_kind(draft, ProvisionKind.ARTICLE)
    chapters = of_kind(draft, ProvisionKind.CHAPTER)
    assert (draft.title, draft.act_kind, draft.script) == ("Закон о удружењима", "draft_law", "Cyrl")
    assert [article.anchor for article in articles] == [f"cl{number}" for number in range(1, 91)]
    assert [article.label for article in articles] == [f"Члан {number}" for number in range(1, 91)]
    assert [under(chapter, ProvisionKind.ARTICLE)[0].anchor for chapter in chapters] == [
        f"cl{number}" for number in (1, 10, 19, 26, 36, 45, 49, 59, 69, 71, 72, 76)
    ]
    assert [article.anchor for article in articles if article.heading] == [f"cl{number}" for number in range(1, 74)]
    assert draft.findings == ()


def test_the_law_on_associations_in_detail():
    draft = read(ASSOCIATIONS)
    by_anchor = {provision.anchor: provision for provision in walk(draft.provisions)}
    assert (by_anchor["cl1"].heading, by_anchor["cl73"].heading, by_anchor["gl8"].heading) == (
        "Предмет закона",
        "Прекршаји",
        "СТРАНА УДРУЖЕЊА",
    )
    assert by_anchor["cl73-st1-t4"].text.startswith("представништво страног удружења")
    assert [by_anchor[f"cl68-st1-t{number}"].label for number in (1, 2, 3)] == ["1)", "2)", "3)"]
    assert by_anchor["cl89-st2"].text.startswith("Чланови 67. до 75.")
    assert by_anchor["cl7-st2"].text.startswith("На савезе из става 1.")


def test_reading_the_law_on_associations_takes_less_than_a_second():
    content = material(ASSOCIATIONS)
    began = time.process_time()
    import_draft(content, "zakon.docx")
    assert time.process_time() - began < 1


def test_a_rulebook_has_its_preamble_and_signature_apart():
    draft = read(RULEBOOK)
    first, last = draft.provisions[0], draft.provisions[-1]
    assert draft.title == "Правилник о садржини извештаја о јавним набавкама и начину вођења евиденције о јавним набавкама"
    assert draft.act_kind == "rulebook"
    assert [article.anchor for article in of_kind(draft, ProvisionKind.ARTICLE)] == [f"cl{number}" for number in range(1, 11)]
    assert (first.kind, first.text[:25]) == (ProvisionKind.PREAMBLE, "На основу члана 132. став")
    assert (last.kind, last.text[:22]) == (ProvisionKind.SIGNATURE, "Број 110-00-4/2013-01\n")
    assert last.text.endswith("с.р.")
    assert under(draft.provisions[-2], ProvisionKind.PARAGRAPH)[-1].text == "Овај правилник ступа на снагу 1. априла 2013. године."
    assert len(of_kind(draft, ProvisionKind.POINT)) == 20


def test_a_title_in_a_layout_table_is_found():
    draft = read(GUARANTEE)
    assert draft.title.startswith("Zakon o davanju garancije Republike Srbije nemačkoj finansijskoj organizaciji KFW po zaduženju JP ")
    assert (draft.act_kind, draft.script) == ("draft_law", "Latn")
    assert [article.label for article in of_kind(draft, ProvisionKind.ARTICLE)] == [f"Član {number}" for number in range(1, 7)]


def test_an_action_plan_has_48_activities_under_4_sections():
    draft = read(ACTION_PLAN)
    assert (draft.title, draft.act_kind) == ("Akcioni plan strategije razvoja javnih nabavki", "action_plan")
    sections = draft.provisions
    assert [(section.anchor, section.kind) for section in sections] == [(f"od{number}", "section") for number in range(1, 5)]
    assert [len(section.children) for section in sections] == [14, 13, 12, 9]
    activities = of_kind(draft, ProvisionKind.ACTIVITY)
    assert len(activities) == 48
    assert {len(activity.text.split("\t")) for activity in activities} == {7}
    assert [section.text.split("\t")[1] for section in sections] == ["AKTIVNOST"] * 4
    assert (activities[3].anchor, activities[3].label) == ("od1-akt4", "4.")
    assert [found.code for found in draft.findings] == ["no-articles"]


def paragraphs(text: str) -> list[SourceLine]:
    """Paragraphs of a text layer: blank lines part them, indentation centres, running heads and page numbers go."""
    lines = []
    for block in text.split("\n\n"):
        rows = [row for row in block.split("\n") if row.strip() and not row.strip().isdigit() and "Незванично пречишћена" not in row]
        if rows:
            lines.append(SourceLine(" ".join(row.strip() for row in rows), centred=rows[0].startswith("      ")))
    return lines


@pytest.mark.parametrize(
    "lines", [paragraphs, lambda text: [SourceLine(line) for line in text.split("\n")]], ids=["paragraphs", "raw-lines"]
)
def test_the_law_on_information_as_lines_of_text(lines):
    draft = structure(lines(material(INFORMATION).decode()))
    articles = [article.anchor for article in of_kind(draft, ProvisionKind.ARTICLE)]
    chapters = of_kind(draft, ProvisionKind.CHAPTER)
    assert draft.title == "Закон о слободном приступу информацијама од јавног значаја"
    assert articles == [*(f"cl{number}" for number in range(1, 51)), "cl5-s1", "cl6-s1", "cl16-2", "cl17-2"]
    assert [chapter.label for chapter in chapters] == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
    assert [article.anchor for article in under(chapters[-1], ProvisionKind.ARTICLE)] == ["cl49", "cl50"]
    assert [(found.code, found.place) for found in draft.findings if found.code.startswith("number")] == [
        ("number-repeated", "cl16-2"),
        ("number-repeated", "cl17-2"),
    ]


def test_the_law_on_information_as_a_text_file():
    draft = import_draft(material(INFORMATION), "zakon.txt")
    articles = of_kind(draft.text, ProvisionKind.ARTICLE)
    assert [article.anchor for article in articles] == [
        *(f"cl{number}" for number in range(1, 51)),
        *("cl5-s1", "cl6-s1", "cl16-2", "cl17-2"),
    ]
    assert [chapter.label for chapter in of_kind(draft.text, ProvisionKind.CHAPTER)] == "I II III IV V VI VII VIII IX X".split()
    assert not [part for part in walk(draft.text.provisions) if "Незванично" in part.text or part.text.strip().isdecimal()]
    heads = draft.text.findings[0]
    assert (heads.code, heads.facts["count"]) == ("running-heads-left-out", "44")
    assert "Незванично пречишћена верзија" in heads.facts["text"]


def test_the_import_as_json_says_what_was_read():
    draft = import_draft(material(ASSOCIATIONS), "zakon.docx")
    written = as_json(draft)
    assert (written["title"], written["kind"], written["script"]) == ("Закон о удружењима", "draft_law", "Cyrl")
    assert (written["counts"]["article"], written["counts"]["chapter"], written["findings"]) == (90, 12, [])
    assert written["provisions"][0]["children"][0]["children"][1]["anchor"] == "cl1-st2"
    assert (len(draft.sha256), draft.size) == (64, len(material(ASSOCIATIONS)))


@pytest.mark.parametrize("name", [ASSOCIATIONS, RULEBOOK])
def test_the_plain_text_of_a_law_reads_back_with_the_same_articles_and_titles(name):
    draft = read(name)
    again = import_draft(as_text(draft.title, draft.provisions), "").text
    for kind in (ProvisionKind.CHAPTER, ProvisionKind.ARTICLE):
        assert [(one.anchor, one.label) for one in of_kind(again, kind)] == [(one.anchor, one.label) for one in of_kind(draft, kind)]
    assert [one.heading for one in of_kind(again, ProvisionKind.ARTICLE)] == [one.heading for one in of_kind(draft, ProvisionKind.ARTICLE)]
    assert again.title == draft.title
