"""Pure files turn values into values: no database, no network, no framework, no clock."""

from collections.abc import Iterator
from functools import cache

import pytest

from support.rooms import is_pure
from support.sources import PACKAGES, Source, clock_reads, imports, our_modules, product, snippet

OUTSIDE = {
    "piccolo",
    "litestar",
    "httpx",
    "httpx2",
    "redis",
    "arq",
    "structlog",
    "asyncpg",
    "socket",
    "asyncio",
}
"""What no pure file reaches, neither by itself nor through a module of ours."""

IMPURE_FILES = {"tables", "store", "service", "routes", "jobs"}


def impurities(source: Source) -> list[str]:
    """What a pure file does that a value could not."""
    if not is_pure(source.module):
        return []
    found = [
        source.at(line, f"a pure file reads the clock ({name}); take the time as `now`")
        for line, name in clock_reads(source.tree)
    ]
    for target, line in imports(source):
        way = _way_outside(target)
        if way:
            found.append(source.at(line, f"a pure file reaches {way[-1]}: {' → '.join(way)}"))
    return found


def _way_outside(target: str) -> tuple[str, ...]:
    """The chain of imports from `target` to something outside; empty when there is none."""
    first, *parts = target.split(".")
    if first in OUTSIDE:
        return (first,)
    if first in PACKAGES and IMPURE_FILES & set(parts[1:3]):
        return (target,)
    module = _module_of(target)
    return next(((target, end) for end in sorted(_reached(module)) if end in OUTSIDE), ()) if module else ()


def _module_of(target: str) -> str | None:
    """The module of ours that an imported name lives in."""
    parts = target.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in names if name in our_modules()), None)


@cache
def _reached(module: str) -> frozenset[str]:
    """First names of everything that importing the module brings along, through modules of ours."""
    seen, waiting, reached = set[str](), [module], set[str]()
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        for target, _ in imports(_by_name()[current]):
            reached.add(target.split(".")[0])
            waiting.extend(_opened(target))
    return frozenset(reached)


def _opened(target: str) -> Iterator[str]:
    """The modules that run when the name is imported: its own and those of the folders above."""
    module = _module_of(target)
    while module:
        if module in our_modules():
            yield module
        module = module.rpartition(".")[0]


@cache
def _by_name() -> dict[str, Source]:
    return {source.module: source for source in product()}


def test_pure_files_are_pure() -> None:
    found = [finding for source in product() for finding in impurities(source)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "code",
    [
        "from piccolo.table import Table",
        "def f():\n    import structlog",
        "import httpx2 as http",
        "from datetime import datetime\ndef f():\n    return datetime.now()",
        "import datetime as dt\nf = dt.datetime.utcnow",
        "from datetime import date\nx = date.today()",
        "from time import time as moment\nx = moment()",
        "import time\nx = time.time_ns()",
        "from helpdesk.cases import store",
        "from .tables import Case",
        "from kit.migrations import sql_migration",
    ],
)
def test_an_impurity_is_refused(code: str) -> None:
    assert impurities(snippet("helpdesk.cases.rules", code))


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import UTC, datetime, timedelta\nx = datetime(2026, 1, 1, tzinfo=UTC)",
        "import msgspec\nfrom .model import Case\nfrom helpdesk.events import CaseOpened",
        "def due(now): return now",
        "from kit.ids import uuid7",
    ],
)
def test_a_rule_is_not(code: str) -> None:
    assert not impurities(snippet("helpdesk.cases.rules", code))


def test_other_files_may_touch_the_world() -> None:
    assert not impurities(snippet("helpdesk.cases.store", "from piccolo.table import Table"))
