"""The corridor: inside `helpdesk` and inside `tenants` a room imports only rooms further to the right."""

from collections.abc import Iterable

import pytest

from support.sources import ROOT, Source, imports, product, snippet

Corridor = tuple[tuple[str, ...], ...]

# Left to right. Rooms that share a step do not import each other.
# The migrations stand at the left end: they may name any table, and no room names them.
CORRIDORS: dict[str, Corridor] = {
    "helpdesk": (
        ("piccolo_app",),
        ("piccolo_migrations",),
        ("desk", "portal", "api"),
        ("overview",),
        ("casefile", "contactfile"),
        ("live",),
        ("reports",),
        ("relay",),
        ("sheets",),
        ("incoming",),
        ("intake",),
        ("inbox",),
        ("retention",),
        ("escalation",),
        ("elsewhere",),
        ("registers",),
        ("masters",),
        ("rounds",),
        ("surveys",),
        ("webhooks",),
        ("unit_links",),
        ("consenting",),
        ("notifications",),
        ("dialogues", "tracking"),
        ("drafts",),
        ("replies",),
        ("scanning",),
        ("delivery",),
        ("calls",),
        ("cases",),
        ("approvals", "reminders", "unit_terms"),
        ("sla",),
        ("knowledge",),
        ("announcements", "figures", "canned", "message_templates", "texts", "topics", "authorities"),
        ("conversations",),
        ("attachments",),
        ("contacts", "consents", "danger"),
        ("channels",),
        ("events",),
        ("facts",),
    ),
    "tenants": (
        ("piccolo_app",),
        ("piccolo_migrations",),
        ("sign_in",),
        ("delegations",),
        ("offices",),
        ("people",),
        ("sessions",),
        ("audit",),
        ("outbox",),
        ("events",),
        ("permissions",),
        ("directory",),
        ("doors",),
        ("ids",),
    ),
}


def steps_back(source: Source) -> list[str]:
    """Each import of a room that does not stand further right; and the room, if nobody gave it a place."""
    if source.package not in CORRIDORS or source.module == source.package:
        return []
    here = _place(source.module)
    if here is None:
        return [source.at(1, f"{source.module} is in no room that the corridor lists; give it a place")]
    found = []
    for target, line in imports(source):
        if target.split(".")[0] != source.package or _room(target) == _room(source.module):
            continue
        there = _place(target)
        if there is None:
            found.append(source.at(line, f"{target} is in no room that the corridor lists"))
        elif there <= here:
            sentence = f"{_room(source.module)} imports {target}, which does not stand further right"
            found.append(source.at(line, f"{sentence}; announce a fact instead, or move the room"))
    return found


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def _place(module: str) -> int | None:
    corridor = CORRIDORS[module.split(".")[0]]
    return next((place for place, rooms in enumerate(corridor) if _room(module) in rooms), None)


def test_no_room_reaches_back() -> None:
    found = [finding for source in product() for finding in steps_back(source)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("package", CORRIDORS)
def test_the_page_about_the_house_shows_the_same_corridor_once(package: str) -> None:
    rooms = [step for step in CORRIDORS[package] if not step[0].startswith("piccolo")]
    blocks = (ROOT / "ARCHITECTURE.md").read_text("utf-8").split("```\n")[1::2]
    shown = [block for block in blocks if "→" in block and f"{rooms[0][0]}" in block.split("→")[0]]
    steps = [[set(step.replace(" ", "").strip().split(",")) for step in block.split("→")] for block in shown]
    assert steps == [[set(step) for step in rooms]]


@pytest.mark.parametrize(
    ("module", "code", "sentence"),
    [
        ("helpdesk.cases.service", "from helpdesk.intake import service", "further right"),
        ("helpdesk.cases.service", "def f():\n    import helpdesk.delivery.service", "further right"),
        ("helpdesk.events", "from helpdesk.cases.model import Case", "further right"),
        ("helpdesk.sla.rules", "from ..cases import model", "further right"),
        ("helpdesk.desk.routes", "from helpdesk.portal import pages", "further right"),
        ("helpdesk.cases.service", "from helpdesk import piccolo_app", "further right"),
        ("helpdesk.cases.service", "from helpdesk import *", "no room"),
        ("helpdesk.cases.service", "from helpdesk.utils import text", "no room"),
        ("helpdesk.utils", "import re", "no room"),
        ("tenants.doors.scope", "from tenants.people import model", "further right"),
        ("tenants.people.service", "from tenants.sign_in.service import sign_in", "further right"),
    ],
)
def test_a_step_back_is_refused(module: str, code: str, sentence: str) -> None:
    assert sentence in "".join(steps_back(snippet(module, code)))


@pytest.mark.parametrize(
    ("module", "code"),
    [
        (
            "helpdesk.intake.service",
            "from helpdesk.cases import service\nfrom helpdesk.events import Fact",
        ),
        ("helpdesk.cases.service", "from . import rules, store\nfrom tenants.outbox import service"),
        ("tenants.sign_in.service", "from tenants.doors import tenant_scope"),
        ("wiring.subscriptions", "from helpdesk.inbox import service"),
    ],
)
def test_a_step_to_the_right_is_not(module: str, code: str) -> None:
    assert not steps_back(snippet(module, code))


def test_every_room_has_one_place() -> None:
    for package, corridor in CORRIDORS.items():
        rooms = list(_flat(corridor))
        assert len(rooms) == len(set(rooms)), f"a room of {package} is listed twice"


def _flat(corridor: Corridor) -> Iterable[str]:
    return (room for step in corridor for room in step)
