"""The files of others are those that package-lock.json names, and no registry's address is written down."""

import json
import re
from pathlib import Path

import pytest

from ui.build import COPIES, ROOT, STAMP, VENDOR, BuildFailed, fingerprint, sprite
from ui.icons import SPRITE, IconMissing, Icons, listed

LOCK = ROOT / "package-lock.json"


def test_every_package_is_pinned_by_its_hash():
    packages = {name: entry for name, entry in json.loads(LOCK.read_text())["packages"].items() if name}
    assert len(packages) == 2
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


def test_no_registry_is_named():
    assert '"resolved"' not in LOCK.read_text()
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text()
    assert "registry=" not in (ROOT / ".npmrc").read_text()


def test_the_built_files_belong_to_this_lock():
    assert STAMP.read_text() == fingerprint(ROOT), "run: make assets"
    assert all((VENDOR / name).stat().st_size for name in COPIES)


def test_every_listed_icon_can_be_drawn():
    icons = Icons((VENDOR.parent / SPRITE).read_text())
    assert len(set(listed())) == len(listed())
    assert all('aria-hidden="true"' in icons(name) for name in listed())


def test_an_icon_that_is_not_listed_is_an_error_with_a_way_out():
    with pytest.raises(IconMissing, match=r"icons\.txt"):
        Icons("<svg></svg>")("unicorn")


def test_the_sprite_keeps_the_shapes_and_nothing_else(tmp_path: Path):
    (tmp_path / "dot.svg").write_text(
        '<!-- licence --><svg width="24" class="x">\n  <circle r="1" />\n</svg>'
    )
    assert '<symbol id="dot"><circle r="1"/></symbol>' in sprite(tmp_path, ("dot",))
    with pytest.raises(BuildFailed, match="no icon called square"):
        sprite(tmp_path, ("square",))
