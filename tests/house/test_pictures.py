"""The pictures of the docs: whatever a page of the docs shows is there, in every language, and all together stay small."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
_SHOWN = re.compile(r"!\[[^\]]+\]\(([^)]+\.png)\)")


def test_every_picture_that_the_docs_show_is_there():
    shown = [
        (page, page.parent / address)
        for page in (ROOT / "README.md", *ROOT.glob("docs/**/*.md"))
        for address in _SHOWN.findall(page.read_text())
    ]
    assert shown
    assert [f"{page.name}: {picture.name}" for page, picture in shown if not picture.is_file()] == []


def test_each_page_is_there_in_three_languages_and_in_the_dark_scheme():
    names = {one.stem.rsplit("-sr-Cyrl", 1)[0] for one in PICTURES.glob("*-sr-Cyrl-dark.png")}
    assert len(names) > 10
    faces = ("sr-Cyrl", "sr-Latn", "en", "sr-Cyrl-dark")
    assert [f"{name}-{face}" for name in sorted(names) for face in faces if not (PICTURES / f"{name}-{face}.png").is_file()] == []
    assert sum(one.stat().st_size for one in PICTURES.iterdir()) < 5_000_000
