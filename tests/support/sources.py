"""The project's own sources as syntax trees: what the architecture tests read."""

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]

PACKAGES = {
    "kit": ROOT / "platform" / "kit",
    "ui": ROOT / "platform" / "ui",
    "tenants": ROOT / "tenants",
    "helpdesk": ROOT / "platform" / "helpdesk",
    "integrations": ROOT / "integrations",
    "admin": ROOT / "admin",
    "wiring": ROOT / "platform" / "wiring",
}
"""The street, left to right, and where each package stands."""

NEVER_READ = {".git", ".venv", ".data", "node_modules", "vendor", "__pycache__", ".mypy_cache", ".ruff_cache"}


class Source(NamedTuple):
    """One Python file; `module` is its dotted name as it is imported."""

    path: Path
    module: str
    tree: ast.Module

    def at(self, line: int, sentence: str) -> str:
        """One finding: the place, and the rule in a sentence."""
        return f"{self.path}:{line}: {sentence}"

    @property
    def package(self) -> str:
        return self.module.split(".")[0]


class Import(NamedTuple):
    """`target` is the dotted name that is imported, down to the imported thing."""

    target: str
    line: int


@cache
def product() -> tuple[Source, ...]:
    """Every Python file of the seven packages."""
    return tuple(
        _read(file, _module(package, folder, file))
        for package, folder in PACKAGES.items()
        for file in sorted(folder.rglob("*.py"))
    )


def snippet(module: str, code: str) -> Source:
    """A piece of code as if it stood in `module`: the linters are tried on these."""
    return Source(Path(f"{module.replace('.', '/')}.py"), module, ast.parse(code))


def files(*patterns: str) -> Iterator[Path]:
    """Files of the repository whose name fits a pattern, without what tools and runs leave behind."""
    for folder, inside, found in os.walk(ROOT):
        inside[:] = sorted(set(inside) - NEVER_READ)
        yield from (Path(folder, name) for name in sorted(found) if any(map(Path(name).match, patterns)))


def imports(source: Source) -> Iterator[Import]:
    """Everything the file depends on by name.

    Imports inside functions and for type checkers count, and so does one of our modules named in a string
    (`import_module("…")`, a table's `module_path`): a name in a string is a dependency all the same.
    """
    for node in ast.walk(source.tree):
        match node:
            case ast.Import():
                yield from (Import(alias.name, node.lineno) for alias in node.names)
            case ast.ImportFrom():
                base = _absolute(source, node)
                yield from (Import(f"{base}.{alias.name}", node.lineno) for alias in node.names)
            case ast.Constant(value=str(text)) if "." in text and text in our_modules():
                yield Import(text, node.lineno)


@cache
def our_modules() -> frozenset[str]:
    return frozenset(source.module for source in product())


def names(tree: ast.Module) -> dict[str, str]:
    """What each imported name of the file stands for: `dt` → `datetime`, `now` → `kit.clock.now`."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                for alias in node.names:
                    first = alias.name.split(".")[0]
                    known[alias.asname or first] = alias.name if alias.asname else first
            case ast.ImportFrom():
                base = "." * node.level + (node.module or "")
                known.update({alias.asname or alias.name: f"{base}.{alias.name}" for alias in node.names})
    return known


def dotted(node: ast.expr, known: dict[str, str]) -> str:
    """The dotted name an expression stands for, through the file's imports; empty for anything else."""
    match node:
        case ast.Name(id=name):
            return known.get(name, name)
        case ast.Attribute(value=value, attr=attribute):
            base = dotted(value, known)
            return f"{base}.{attribute}" if base else ""
    return ""


def texts(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every text of a file that is no docstring, and its line; an f-string is one text with `{}` as gaps."""
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.JoinedStr(values=pieces):
                skipped |= {id(piece) for piece in pieces}
                yield "".join(map(_piece, pieces)), node.lineno
            case ast.Constant(value=str(text)) if id(node) not in skipped:
                yield text, node.lineno


def _piece(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else "{}"


WALL_CLOCK = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime|ctime))$"
)


def clock_reads(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Where the wall clock is read, or handed on to be read: line and name."""
    known = names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            name = dotted(node, known)
            if WALL_CLOCK.search(name):
                yield node.lineno, name


def _read(file: Path, module: str) -> Source:
    text = file.read_text(encoding="utf-8")
    return Source(file.relative_to(ROOT), module, ast.parse(text, filename=str(file)))


def _module(package: str, folder: Path, file: Path) -> str:
    parts = [package, *file.relative_to(folder).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _absolute(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = source.module.split(".")
    up = node.level - (source.path.name == "__init__.py")
    return ".".join([*parts[: len(parts) - up], *(node.module or "").split(".")]).strip(".")
