"""`platform/` is a source root: the standard library keeps its name, and the wheel carries the houses."""

import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest

from support.sources import PACKAGES, ROOT, imports, product

VENDOR = Path("platform", "ui", "static", "vendor")


def test_platform_is_no_package() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists(), "it would hide the standard library's platform"


@pytest.mark.parametrize("folder", [".", "platform", "tests"])
def test_import_platform_is_the_standard_library_s(folder: str) -> None:
    code = "import platform; print(platform.__file__); platform.system()"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT / folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert Path(run.stdout.strip()).is_relative_to(sysconfig.get_path("stdlib"))


def test_nobody_imports_our_packages_through_platform() -> None:
    found = [
        source.at(line, f"imports {target}; platform/ is a source root, leave it out")
        for source in product()
        for target, line in imports(source)
        if target.startswith(tuple(f"platform.{package}" for package in PACKAGES))
    ]
    assert not found, "\n".join(found)


def test_the_wheel_carries_the_houses_and_nothing_else(tmp_path: Path) -> None:
    project = _copy_of_the_project(tmp_path / "a project")
    (project / VENDOR / "icons.svg").write_text("<svg/>\n")
    (project / VENDOR / ".stamp").write_text("of `make assets`")
    expected = {name for package in PACKAGES for name in _files(project, package)} | {"wiring/roles.sql"}

    run = _build(project)

    assert run.returncode == 0, run.stderr
    (wheel,) = (project / "dist").glob("*.whl")
    found = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert found == expected
    assert "ui/static/vendor/icons.svg" in found
    assert {name.split("/")[0] for name in found} == set(PACKAGES)


def test_a_wheel_without_front_end_files_is_refused(tmp_path: Path) -> None:
    project = _copy_of_the_project(tmp_path)
    (project / VENDOR / ".stamp").write_text("left behind")

    run = _build(project)

    assert run.returncode != 0
    assert "make assets" in run.stderr
    assert not list((project / "dist").glob("*.whl"))


def test_python_finds_the_same_roots_everywhere() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    assert settings["hatch"]["build"]["dev-mode-dirs"] == [".", "platform"]
    packages = {str(folder.relative_to(ROOT)) for folder in PACKAGES.values()}
    assert set(settings["hatch"]["build"]["targets"]["wheel"]["packages"]) == packages
    assert set(settings["mypy"]["packages"]) == set(PACKAGES)


def _copy_of_the_project(target: Path) -> Path:
    """What a fresh clone has, without the front-end files."""
    target.mkdir(exist_ok=True)
    for name in ("pyproject.toml", "hatch_build.py", "README.md", ".gitignore"):
        shutil.copy(ROOT / name, target)
    (target / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "roles.sql", target / "deploy")
    for folder in PACKAGES.values():
        place = target / folder.relative_to(ROOT)
        shutil.copytree(folder, place, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
    (target / VENDOR).mkdir(parents=True)
    return target


def _files(project: Path, package: str) -> set[str]:
    """The names that the package's files have inside a wheel."""
    root = (project / PACKAGES[package].relative_to(ROOT)).parent
    files = (file for file in (root / package).rglob("*") if file.is_file() and file.name != ".stamp")
    return {file.relative_to(root).as_posix() for file in files}


def _build(project: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
