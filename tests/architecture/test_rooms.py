"""A room has the same few files everywhere; a further name is listed beside support/rooms.py."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.further_rooms import FURTHER_FILES
from support.pure_rooms import FURTHER_PURE_FILES
from support.rooms import files_of
from support.sources import PACKAGES, ROOT, Source, product, snippet

SHOWS_ITS_FILES = {"tenants.doors"}
"""Folders whose `__init__.py` also hands on the names that everybody uses."""

NOT_ROOMS = {"piccolo_app", "piccolo_migrations", "events"}
"""What stands in a package beside its rooms."""


def strange_files(source: Source) -> list[str]:
    """A file of a room or adapter whose name says nothing to a reader who knows the others."""
    parts = source.module.split(".")
    if source.package not in ("helpdesk", "tenants", "admin", "integrations") or len(parts) < 2:
        return []
    if parts[1] in NOT_ROOMS or _is_simulator(parts) or source.path.name == "__init__.py":
        return []
    if len(parts) == 2:
        return [source.at(1, f"{source.path.name} stands outside the rooms; a room is a folder")]
    if len(parts) > 3:
        return [source.at(1, f"{'.'.join(parts[:2])} has rooms inside it; a room has files only")]
    if parts[2] in files_of(".".join(parts[:2])):
        return []
    return [
        source.at(1, f"{parts[2]} is not a file of a room; use one, or list it in support/further_rooms.py")
    ]


def _is_simulator(parts: list[str]) -> bool:
    return parts[0] == "integrations" and len(parts) > 2 and parts[2] == "simulator"


def busy_openings(source: Source) -> list[str]:
    """An `__init__.py` is one sentence about the folder: code in it would run for every neighbour."""
    if source.path.name != "__init__.py" or "piccolo_migrations" in source.module:
        return []
    if ast.get_docstring(source.tree) is None:
        return [source.at(1, "the folder does not say what it is: one line of docstring")]
    if source.package in ("kit", "wiring") or source.module in SHOWS_ITS_FILES:
        return []
    return [source.at(node.lineno, "an __init__.py has its docstring only") for node in source.tree.body[1:]]


def test_files_of_rooms_have_the_names_of_the_house() -> None:
    found = [finding for source in product() for finding in strange_files(source)]
    assert not found, "\n".join(found)


def test_openings_say_one_sentence() -> None:
    found = [finding for source in product() for finding in busy_openings(source)]
    assert not found, "\n".join(found)


def test_every_folder_of_code_opens_with_its_sentence() -> None:
    missing = [
        str(folder.relative_to(ROOT))
        for folder in _folders()
        if any(folder.glob("*.py")) and not (folder / "__init__.py").exists()
    ]
    assert not missing, f"no __init__.py in {missing}"


def test_lists_name_files_that_exist() -> None:
    modules = {source.module for source in product()}
    tables = (FURTHER_FILES, FURTHER_PURE_FILES)
    listed = {f"{room}.{name}" for table in tables for room, ideas in table.items() for name in ideas}
    assert listed <= modules, f"listed beside support/rooms.py, but gone: {sorted(listed - modules)}"


def _folders() -> Iterator[Path]:
    for package in PACKAGES.values():
        yield package
        yield from (path for path in package.rglob("*") if path.is_dir() and path.name != "__pycache__")


@pytest.mark.parametrize(
    "module",
    [
        "helpdesk.cases.utils",
        "helpdesk.inbox.letter",
        "helpdesk.helpers",
        "helpdesk.cases.parts.model",
        "tenants.people.manager",
        "admin.routes",
        "integrations.sms.service",
        "integrations.sms.simulation.server",
    ],
)
def test_a_strange_file_is_refused(module: str) -> None:
    assert strange_files(snippet(module, ""))


@pytest.mark.parametrize(
    "module",
    [
        "helpdesk.cases.rules",
        "helpdesk.escalation.letter",
        "helpdesk.events",
        "integrations.sms.payloads",
        "integrations.sms.simulator.server",
        "kit.anything",
    ],
)
def test_a_familiar_file_is_not(module: str) -> None:
    assert not strange_files(snippet(module, ""))


@pytest.mark.parametrize("code", ["", "import os", '"""A room."""\nfrom .model import Case'])
def test_a_busy_opening_is_refused(code: str) -> None:
    source = snippet("helpdesk.cases", code)
    assert busy_openings(source._replace(path=source.path.with_name("__init__.py")))
