"""The import of drafts: the child that reads them against a bare parse of the same file, and how both grow with the length of a law."""

import sys
from pathlib import Path
from statistics import median

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1] / "drafting"))
from figures import Row, child
from word_files import paragraph, word

from dialog_tracker.domain.provision import ProvisionKind, walk
from dialog_tracker.drafting.importer import import_draft
from dialog_tracker.office.child import Order

_BARE = """
import io, sys, zipfile
from lxml import etree
with zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())) as packed:
    root = etree.fromstring(packed.read("word/document.xml"))
    print(len(["".join(found.itertext()) for found in root.iter("{*}p")]))
"""
_PARAGRAPHS = 1354, 230  # of a law on public procurement, in so many articles
_CENTRED, _BOLD = '<w:jc w:val="center"/>', "<w:b/>"
_ROUNDS = 5


def imports(law: Path) -> list[Row]:
    """Measure the real law, and laws made of 60, 230 and 920 articles."""
    idle = min(child([sys.executable, "-c", "import dialog_tracker.office.child"], b"")[1] for _ in range(3))
    drafts = {"the 90-article law": law.read_bytes()} | {f"a made law, {count} articles": made_law(count) for count in (60, 230, 920)}
    rows = []
    for name, content in drafts.items():
        found = sum(provision.kind is ProvisionKind.ARTICLE for provision in walk(import_draft(content, "").text.provisions))
        rows += _measured(f"{name}, {found} read" if str(found) not in name else name, content, idle)
    return rows


def _measured(name: str, content: bytes, idle: float) -> list[Row]:
    order = msgspec.json.encode(Order()).decode()
    times, peaks, ratios = [], [], []
    for _ in range(_ROUNDS):
        bare, _ = child([sys.executable, "-c", _BARE], content)
        taken, peak = child([sys.executable, "-P", "-m", "dialog_tracker.office.child", order], content)
        times.append(taken)
        peaks.append(peak)
        ratios.append(taken / bare)
    aim = next((aim for articles, aim in (("90", "< 1 s"), ("230", "< 2 s")) if articles in name), "")
    return [
        Row(f"import of {name}", f"{median(times):.2f} s", f"{median(ratios):.1f} ×", aim),
        Row(f"  peak memory above the idle child ({idle:.0f} MiB)", f"{max(peaks) - idle:.0f} MiB", "", ""),
    ]


def made_law(articles: int) -> bytes:
    """A Word file of so many titled articles, with paragraphs in proportion: the same bytes each time."""
    total = articles * _PARAGRAPHS[0] // _PARAGRAPHS[1] - 2 * articles
    body = []
    for number in range(1, articles + 1):
        body += [paragraph(f"Предмет уређивања број {number}", _CENTRED, _BOLD), paragraph(f"Члан {number}.", _CENTRED)]
        count = total * number // articles - total * (number - 1) // articles
        body += [paragraph(_sentence(number, at, count)) for at in range(count)]
    return word("".join(body))


def _sentence(article: int, at: int, count: int) -> str:
    """A paragraph that opens a list, its points, or a plain paragraph."""
    words = f"наручилац у поступку број {article * 31 + at} објављује одлуку у року од {at + 5} дана од дана њеног доношења"
    if article % 3 or count < 3:
        return f"У складу са чланом {article}. овог закона, {words}, а понуђач може да поднесе захтев за заштиту права."
    return (
        f"Одлука из става 1. овог члана, коју {words}, садржи:" if not at else f"{at}) податак који {words}{';' if at < count - 1 else '.'}"
    )
