"""The street: kit ← ui ← tenants ← helpdesk ← {integrations, admin} ← wiring."""

import sys

import pytest

from support.sources import PACKAGES, ROOT, Source, imports, product, snippet

MAY_IMPORT = {
    "kit": set[str](),
    "ui": {"kit"},
    "tenants": {"kit", "ui"},
    "helpdesk": {"kit", "ui", "tenants"},
    "integrations": {"kit", "helpdesk.channels"},
    "admin": {"kit", "ui", "tenants", "helpdesk"},
    "wiring": {"kit", "ui", "tenants", "helpdesk", "integrations", "admin"},
}

TESTS_ONLY = {"tests", "support", "pytest", "hypothesis", "playwright"}


def steps_off_the_street(source: Source) -> list[str]:
    """Each import of ours that its package may not make."""
    found = []
    for target, line in imports(source):
        first = target.split(".")[0]
        if first in TESTS_ONLY:
            found.append(source.at(line, f"the product imports {target}, which only tests may"))
        elif first in PACKAGES and not _allowed(source, target):
            may = ", ".join(sorted(MAY_IMPORT[source.package])) or "nothing of ours"
            found.append(source.at(line, f"{_house(source)} imports {target}; it may import {may}"))
    return found


def _allowed(source: Source, target: str) -> bool:
    doors = MAY_IMPORT[source.package] | {_house(source)}
    return any(f"{target}.".startswith(f"{door}.") for door in doors)


def _house(source: Source) -> str:
    """The package; in `integrations` the single adapter, since adapters do not know each other."""
    return ".".join(source.module.split(".")[: 2 if source.package == "integrations" else 1])


def test_every_import_goes_down_the_street() -> None:
    found = [finding for source in product() for finding in steps_off_the_street(source)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("kit.text", "from ui.model import Page"),
        ("ui.render", "import helpdesk.cases.model"),
        ("tenants.people.service", "def later():\n    from helpdesk import events"),
        ("tenants.people.service", "from importlib import import_module\nimport_module('wiring.cli')"),
        ("helpdesk.cases.service", "from integrations.whatsapp import adapter"),
        ("helpdesk.desk.routes", "import wiring"),
        ("integrations.sms.adapter", "from helpdesk.cases import service"),
        ("integrations.sms.adapter", "from helpdesk import cases"),
        ("integrations.sms.adapter", "from integrations.whatsapp.parse import arrivals"),
        ("integrations.sms.adapter", "from ..whatsapp import parse"),
        ("integrations.sms.adapter", "from tenants.doors import tenant_scope"),
        ("integrations.sms.adapter", "from helpdesk.channels_old import Adapter"),
        ("admin.channels.routes", "from integrations import whatsapp"),
        ("helpdesk.cases.service", "from support import builders"),
    ],
)
def test_a_step_off_the_street_is_refused(module: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("support.sources.our_modules", lambda: frozenset({"wiring.cli"}))
    assert steps_off_the_street(snippet(module, code))


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("helpdesk.cases.service", "from tenants.doors import tenant_scope\nfrom . import store"),
        (
            "integrations.sms.adapter",
            "from helpdesk.channels.contract import Adapter\nfrom .parse import text",
        ),
        ("integrations.sms.adapter", "from helpdesk.channels import errors\nfrom kit import http"),
        ("wiring.adapters", "from integrations.sms.adapter import sms"),
        ("kit.http", "import platform, httpx2"),
    ],
)
def test_ordinary_steps_are_not(module: str, code: str) -> None:
    assert not steps_off_the_street(snippet(module, code))


def test_all_seven_houses_stand_on_the_street() -> None:
    assert set(MAY_IMPORT) == set(PACKAGES)
    stray = {
        path.parent.name
        for parent in (ROOT, ROOT / "platform")
        for path in parent.glob("*/__init__.py")
        if path.parent not in PACKAGES.values()
    }
    assert not stray, f"packages that the street does not know: {sorted(stray)}"
    assert not set(PACKAGES) & set(sys.stdlib_module_names)
