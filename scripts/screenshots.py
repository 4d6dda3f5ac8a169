"""Takes the pictures of the docs: each page in three languages, and in the dark scheme, under names that stay the same.

The demonstration is played into a directory of its own, as for the tests of the browser, so that the pictures show what the program does.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from playwright.async_api import Browser, Page, async_playwright  # noqa: E402  (the path comes first)
from running import running_house  # noqa: E402
from visits import CHROMIUM, FLAGS, LANGUAGES, House, import_sample, official, publish_revision  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 5_000_000
_DESK, _PHONE = {"width": 960, "height": 600}, {"width": 375, "height": 640}


@dataclass(frozen=True)
class Sight:
    """A page to photograph: its name in the docs, its address, who sees it, how wide the window is, and where it begins."""

    name: str
    address: str
    role: str = "public"
    narrow: bool = False
    below: str = ""


async def sights(browser: Browser, house: House) -> list[Sight]:
    """Name the pages; those that need an id are made or looked up first."""
    await publish_revision(browser, house)
    page = await official(browser, house, "contact_point")
    draft = await import_sample(page)
    await page.goto(f"/desk/c/{house.closed}/answers")
    bench = page.url.removeprefix(house.url)
    await page.close()
    return [
        Sight("home", "/"),
        Sight("consultation", f"/c/{house.open}"),
        Sight("text", f"/c/{house.concluded}/text"),
        Sight("phone", f"/c/{house.concluded}/text", narrow=True),
        Sight("comparison", f"/c/{house.concluded}/versions/1/2?view=side", below="main h1"),
        Sight("report", f"/c/{house.concluded}/report"),
        Sight("search", "/search?q=ucesce+gradjana"),
        Sight("calendar", "/calendar"),
        Sight("oversight", "/oversight", below="main h1"),
        Sight("map", "/oversight/map", below="main h1"),
        Sight("answering", bench, "contact_point", below="main h1"),
        Sight("import", f"{draft}?at=cl2-st1", "contact_point", below=".dt-tree"),
        Sight("administration", "/admin", "administrator"),
    ]


async def photograph(page: Page, sight: Sight, into: Path) -> None:
    """Take one page in every language, and in the dark scheme in the first."""
    await page.set_viewport_size(_PHONE if sight.narrow else _DESK)
    for language in LANGUAGES:
        await page.emulate_media(color_scheme="light", reduced_motion="reduce")
        joint = "&" if "?" in sight.address else "?"
        answer = await page.goto(f"{sight.address}{joint}script={language}")
        if answer is None or not answer.ok:
            raise SystemExit(f"{sight.address} answered {answer.status if answer else 'nothing'}")
        if sight.below:
            await page.locator(sight.below).first.evaluate("one => one.scrollIntoView({block: 'start', behavior: 'instant'})")
        await page.screenshot(path=into / f"{sight.name}-{language}.png")
        if language == LANGUAGES[0]:
            await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            await page.screenshot(path=into / f"{sight.name}-{language}-dark.png")


def report_page(house: House, into: Path) -> None:
    """Take a page of the report in Word, laid out by LibreOffice, as the demonstration wrote it."""
    with tempfile.TemporaryDirectory() as folder:
        for word in sorted(house.files.glob("*.docx")):
            subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, str(word)], check=True, capture_output=True)
            pdf = Path(folder, word.with_suffix(".pdf").name)
            script = "sr-Latn" if word.stem.endswith("latinica") else "sr-Cyrl"
            target = into / f"word-{script}"
            subprocess.run(
                ["pdftoppm", "-png", "-gray", "-r", "70", "-f", "3", "-l", "3", "-singlefile", str(pdf), str(target)], check=True
            )


async def take_all(house: House, into: Path, only: Sequence[str]) -> None:
    """Take every picture that was asked for."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for sight in await sights(browser, house):
            if not only or sight.name in only:
                page = await official(browser, house, sight.role)
                await photograph(page, sight, into)
                await page.close()
                print(sight.name)
        await browser.close()


def main() -> None:
    """Play, serve, photograph, and hold the pictures small."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these pages; all without a name")
    parser.add_argument("--into", type=Path, default=PICTURES)
    wish = parser.parse_args()
    wish.into.mkdir(parents=True, exist_ok=True)
    with running_house() as house:
        asyncio.run(take_all(house, wish.into, wish.names))
        if not wish.names or "word" in wish.names:
            report_page(house, wish.into)
    size = sum(one.stat().st_size for one in wish.into.glob("*.png"))
    print(f"{len(list(wish.into.glob('*.png')))} pictures, {size / 1e6:.1f} MB")
    if size > MOST_BYTES:
        raise SystemExit(f"The pictures take more than {MOST_BYTES / 1e6:.0f} MB.")


if __name__ == "__main__":
    main()
