"""Facts about the repository: what a newcomer finds, and what never gets in."""

import ast
import re
import sys
import tomllib
from collections.abc import Mapping, Set
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support.sources import PACKAGES, ROOT, files, imports, product

LONGEST = 300
"""Lines of a Python file; above it are usually two rooms in one."""

LOCKS = ("requirements.lock", "requirements-test.lock")

CARRIED_BY = {
    "markupsafe": "jinja2",
    "ruamel.yaml": "check-jsonschema",
    "packaging": "pytest",
    "httpcore2": "httpx2",
    "httpx": "litestar",  # its test client; the product itself speaks httpx2
    "click": "litestar",
    "anyio": "litestar",
    "rich": "litestar",
}
"""Distributions that we import although another one of ours brings them, and which."""

TEXTS = (
    "*.py",
    "*.md",
    "*.toml",
    "*.yml",
    "*.json",
    "*.sql",
    "*.html",
    "*.css",
    "*.js",
    "*.po",
    "*.sh",
    "*.lock",
)
NAMED = ("Makefile", "Dockerfile", "run", ".dockerignore", ".editorconfig", ".gitignore", ".npmrc")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _project() -> dict[str, list[Requirement]]:
    """The declared requirements: those of the product, and each named extra."""
    project = tomllib.loads(_text("pyproject.toml"))["project"]
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    return {name: [Requirement(line) for line in lines] for name, lines in groups.items()}


def _pins(lock: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", _text(lock), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


# -- the two commands


def test_the_readme_shows_both_commands() -> None:
    assert re.search(r"^make run\b", _text("README.md"), re.MULTILINE)
    assert re.search(r"^make test\b", _text("README.md"), re.MULTILINE)


def test_ci_runs_the_checks_and_the_readme_s_tests() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111, "not executable"
    assert "set -euo pipefail" in script.read_text()
    assert re.search(r"^make check\b", script.read_text(), re.MULTILINE)
    assert re.search(r"^[^#\n]*\bmake test\b", script.read_text(), re.MULTILINE)


def test_every_make_target_is_declared_and_explained() -> None:
    text = _text("Makefile")
    targets = set(re.findall(r"^([a-z]+):", text, re.MULTILINE))
    (declared,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert targets == set(declared.split())
    assert targets >= {"run", "test", "check", "bench", "assets", "clean", "lock"}
    assert targets == set(re.findall(r"^([a-z]+):.*## \w", text, re.MULTILINE))


# -- the locks


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_no_path(lock: str) -> None:
    for number, line in enumerate(_text(lock).splitlines(), start=1):
        assert "://" not in line, f"{lock}:{number}: an address"
        assert not re.match(r"\s*-{1,2}(?!hash=)[a-z]", line), f"{lock}:{number}: an option of pip"
        assert not re.search(r"(^|\s)/\w", line), f"{lock}:{number}: a path of some machine"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_its_hashes(lock: str) -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9._-]+==)", _text(lock), flags=re.MULTILINE)[1:]
    assert len(blocks) == len(_pins(lock)) > 50
    bare = [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block]
    assert not bare


@pytest.mark.parametrize(("lock", "groups"), [(LOCKS[0], ("", "build")), (LOCKS[1], ("", "build", "test"))])
def test_a_lock_satisfies_what_the_project_declares(lock: str, groups: tuple[str, ...]) -> None:
    pins, declared = _pins(lock), _project()
    for requirement in (each for group in groups for each in declared[group]):
        version = pins.get(canonicalize_name(requirement.name))
        assert version, f"{requirement} is not in {lock}; run make lock"
        assert requirement.specifier.contains(version, prereleases=True), (
            f"{lock} pins {version}, not {requirement}"
        )


def test_both_locks_agree() -> None:
    assert _pins(LOCKS[0]).items() <= _pins(LOCKS[1]).items()


def test_no_other_lock_and_no_address_of_a_registry() -> None:
    assert not (ROOT / "uv.lock").exists(), "it names hosts; the locks are requirements*.lock"
    assert '"resolved"' not in _text("package-lock.json")
    pattern = re.compile(r"^registry\s*=\s*\S|--(?:extra-)?index-url|--find-" + "links", re.MULTILINE)
    found = [str(file) for file in files(*TEXTS) if file != Path(__file__) and pattern.search(_read(file))]
    assert not found, f"a registry's address stands in {found}"


# -- what is imported is declared


def test_the_product_imports_only_what_it_declares() -> None:
    allowed = {canonicalize_name(each.name) for each in _project()[""]}
    builder = {"ui.build", "hatch_build"}  # run by `make assets` and by the wheel's build
    build = {canonicalize_name(each.name) for each in _project()["build"]}
    found = [
        source.at(line, f"imports {name}, which pyproject.toml does not declare")
        for source in product()
        for target, line in imports(source)
        if (name := _undeclared(target, allowed | (build if source.module in builder else set())))
    ]
    assert not found, "\n".join(found)


def test_the_tests_import_only_what_the_project_declares() -> None:
    allowed = {canonicalize_name(each.name) for group in _project().values() for each in group}
    found = [
        f"{file.relative_to(ROOT)}: imports {name}, which pyproject.toml does not declare"
        for file in sorted((ROOT / "tests").rglob("*.py"))
        for target in _imported(file)
        if (name := _undeclared(target, allowed)) and name not in {"support", "tests"}
    ]
    assert not found, "\n".join(found)


def _imported(file: Path) -> set[str]:
    tree = ast.parse(file.read_text())
    whole = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    parts = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module and not n.level}
    return whole | parts


def _undeclared(target: str, allowed: Set[str]) -> str:
    """The first name of an import that nobody declared; empty when it is ours, Python's or declared."""
    first = target.split(".")[0]
    if first in sys.stdlib_module_names or first in PACKAGES:
        return ""
    names = {canonicalize_name(name) for name in _distributions().get(first, [])}
    carried = {canonicalize_name(CARRIED_BY[name]) for name in CARRIED_BY if canonicalize_name(name) in names}
    return "" if (names | carried) & allowed else first


@cache
def _distributions() -> Mapping[str, list[str]]:
    return packages_distributions()


def test_an_undeclared_import_would_be_noticed() -> None:
    assert _undeclared("yaml.nodes", {"jinja2"}) == "yaml"
    assert _undeclared("no_such_thing", {"jinja2"}) == "no_such_thing"
    assert not _undeclared("jinja2", {"jinja2"})
    assert not _undeclared("markupsafe", {"jinja2"})
    assert not _undeclared("json.decoder", set())


# -- handwriting


def test_no_python_file_is_two() -> None:
    long = {str(file.relative_to(ROOT)): n for file in _python() if (n := _read(file).count("\n")) > LONGEST}
    assert not long, f"above {LONGEST} lines: {long}"


def test_nothing_is_left_for_later() -> None:
    # Put together here, so that this file does not hold what it looks for.
    words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error"]
    marks = [r"pytest\.mark\.s" + "kip", r"pytest\.mark\.x" + "fail", r"unittest\.s" + "kip"]
    pattern = re.compile(rf"\b(?:{'|'.join(words)})\b|{'|'.join(marks)}")
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in _python()
        for number, line in enumerate(_read(file).splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)


def test_no_path_of_a_machine() -> None:
    roots = [r"/(?:home|Users)/\w", r"/(?:root)/\w"]
    if len(ROOT.parts) > 2:  # this very clone's folder, unless it stands at the top of the disk
        roots.append(re.escape(f"{ROOT.parent}/"))
    pattern = re.compile(rf"(?:^|[\s\"'`=(])(?:{'|'.join(roots)})", re.MULTILINE)
    found = [str(file.relative_to(ROOT)) for file in files(*TEXTS) if pattern.search(_read(file))]
    assert not found, f"a path of some machine stands in {found}"


def test_the_documents_point_at_files_that_exist() -> None:
    for document in files("*.md"):
        for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", _read(document)):
            assert (document.parent / target).exists(), f"{document.relative_to(ROOT)} points at {target}"


def _python() -> list[Path]:
    return [file for file in files("*.py") if "migrations" not in str(file.parent)]


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
