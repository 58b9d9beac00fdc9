"""Two doors lead to rows, and nobody climbs in elsewhere; the linters themselves are tried on bad code."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support import lints
from support.lints import (
    clock_outside,
    declared_markup,
    forbidden_row_calls,
    forbidden_transactions,
    pickles,
    raw_in_template,
    session_sql,
    session_state,
    side_tasks_in_a_scope,
    sql_from_pieces,
)
from support.sources import PACKAGES, ROOT, Source, product, snippet

Lint = Callable[[Source], Iterator[str]]

LINTS = (
    forbidden_row_calls,
    forbidden_transactions,
    side_tasks_in_a_scope,
    session_state,
    sql_from_pieces,
    clock_outside,
    declared_markup,
    pickles,
)


@pytest.mark.parametrize("lint", LINTS, ids=lambda lint: lint.__name__)
def test_the_product_keeps_the_rule(lint: Lint) -> None:
    found = [finding for source in product() for finding in lint(source)]
    assert not found, "\n".join(found)


def test_sql_files_keep_no_state_on_a_connection() -> None:
    found = [
        f"{file.relative_to(ROOT)}:1: {sentence}"
        for file in _product_files("*.sql")
        for sentence in session_sql(file.read_text())
    ]
    assert not found, "\n".join(found)


def test_templates_escape_everything() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}: escaping is switched off in a template"
        for file in _product_files("*.html", "*.xml", "*.txt", "*.jinja")
        for line in raw_in_template(file.read_text())
    ]
    assert not found, "\n".join(found)


def test_lists_of_exceptions_name_modules_that_exist() -> None:
    listed = lints.TRANSACTION_OPENERS | lints.SQL_BUILDERS | lints.CLOCK_READERS | lints.MARKUP_MODULES
    assert listed <= {source.module for source in product()}


def _product_files(*patterns: str) -> Iterator[Path]:
    folders = PACKAGES.values()
    return (file for folder in folders for pattern in patterns for file in sorted(folder.rglob(pattern)))


ROWS = "from helpdesk.cases.tables import Case\n"
BAD = {
    forbidden_row_calls: [
        "await case.save()",
        "await case.save(columns=[name])",
        "await case.save([name])",
        "case.remove().run_sync()",
        "await row.refresh()",
        "async with await Case.select().batch(batch_size=10) as batch: pass",
        ROWS + "await case.save(columns)",
        ROWS + "await Case.objects().first().refresh(fields)",
    ],
    forbidden_transactions: [
        "async with DB.transaction(): pass",
        "async with connection.transaction(isolation='serializable'): pass",
        "from tenants.conf import DB as base\nbegin = base.transaction",
        "DB.atomic()",
    ],
    side_tasks_in_a_scope: [
        "async def f():\n async with tenant_scope(1):\n  await asyncio.gather(a(), b())",
        "async def f():\n async with doors.tenant_scope(1) as s, b():\n  if s:\n   asyncio.create_task(a())",
        "from asyncio import create_task as go\nasync def f():\n async with sweep_scope():\n  go(a())",
        "async def f():\n async with tenant_scope(1):\n  async with asyncio.TaskGroup() as g: pass",
    ],
    session_state: [
        "x = \"SET app.tenant_id = '5'\"",
        "x = 'select 1; set statement_timeout to 5'",
        "x = '-- why\\nSET SESSION work_mem = 5'",
        "x = 'set role sahut_owner'",
        "x = f\"BEGIN; SELECT set_config('app.tenant_id', '{n:d}', false)\"",
        "x = 'SELECT pg_advisory_lock(7)'",
        "x = 'select pg_try_advisory_lock(7)'",
        "x = 'LISTEN doorbell'",
        "x = 'CREATE TEMP TABLE letters (id int)'",
        "await connection.add_listener('x', f)",
    ],
    sql_from_pieces: [
        "def f(): return f'SELECT id FROM {table}'",
        "def f(): return 'SELECT id FROM case WHERE ' + where",
        "def f(): return 'DELETE FROM %s' % table",
        "def f(): return 'UPDATE {} SET a = 1'.format(table)",
        "async def f(): x = f'{start} ORDER BY id'",
        "def f(): return ' '.join(['SELECT id FROM', table])",
        "def f(): x = \"SELECT set_config('app.tenant_id', '\" + str(n) + \"', true)\"",
        "def f(): return 'SELECT id FROM t'.replace('t', table)",
        "def f(COLUMNS): return f'SELECT {COLUMNS} FROM message'",
        "_ALL = 'SELECT id FROM t WHERE a = $1'\ndef f(more): return _ALL + more",
        "def f(a): return f'SELECT id FROM t ORDER BY {\"id\" if a else a}'",
    ],
    clock_outside: [
        "from datetime import UTC, datetime\nx = datetime.now(UTC)",
        "import time\nx = time.time()",
    ],
    declared_markup: [
        "from markupsafe import Markup\nx = Markup(text)",
        "import markupsafe\nx = markupsafe.Markup(f'<b>{text}</b>')",
        "from markupsafe import Markup as safe\nx = safe('<b>' + text)",
        "from markupsafe import Markup\nx = list(map(Markup, texts))",
    ],
    pickles: [
        "import pickle",
        "from shelve import open as o",
        "from arq import create_pool\nawait create_pool(s)",
        "import arq\narq.worker.Worker(functions=[f], job_serializer=pack)",
        "import arq\ndef safe(): return {'retry': 1}\nawait arq.create_pool(s, **safe())",
    ],
}
GOOD = {
    forbidden_row_calls: [
        "from . import store\nfrom .tables import Case\nawait store.save(case)",
        ROWS + "waiting.remove(entry)",
        "image.save(buffer, 'WEBP')",
        "for entries in batched(rows): pass",
    ],
    forbidden_transactions: ["transaction = engine.current_transaction.get()"],
    side_tasks_in_a_scope: [
        "async def f():\n async with tenant_scope(1): pass\n await asyncio.gather(a(), b())"
    ],
    session_state: [
        "x = 'SET LOCAL synchronous_commit = off'",
        "x = 'UPDATE tenant SET name = $1'",
        "x = 'INSERT INTO t VALUES ($1) ON CONFLICT (id) DO UPDATE SET n = 1'",
        "x = 'CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path = public AS $$ SELECT 1 $$'",
        "x = \"SELECT set_config('app.tenant_id', $1, true), pg_advisory_xact_lock(7)\"",
        "def f():\n '''Set the tenant to this one.'''",
        "x = 'Set a new password to sign in.'",
        "x = 'no room for sockets; set TMPDIR to a short folder'",
    ],
    sql_from_pieces: [
        "def f(): return 'SELECT id FROM case WHERE id = $1' ' ORDER BY id'",
        "async def f(): return total + await one('SELECT count(*) FROM case')",
        "def f(): x = f\"BEGIN; SELECT set_config('app.tenant_id','{tenant:d}',true)\"",
        "def f(): x = f'{name} chose a unit from the list'",
        "_COLUMNS = ', '.join(TYPES)\ndef f(): return f'SELECT {_COLUMNS} FROM message ORDER BY at'",
        "from .store import COLUMNS\ndef f(): return f'SELECT {COLUMNS} FROM message'",
        'def f(hold): return f\'SELECT id FROM t{" FOR UPDATE" if hold else ""}\'',
    ],
    clock_outside: [
        "import time\nx = time.monotonic()",
        "from datetime import datetime\nx = datetime.fromisoformat(y)",
    ],
    declared_markup: [
        "from markupsafe import Markup, escape\nx = Markup('<br>').join(escape(t) for t in texts)",
        "from markupsafe import Markup\nx = Markup('<b>{}</b>').format(text)",
    ],
    pickles: [
        "import arq\nawait arq.create_pool(s, job_serializer=pack, job_deserializer=unpack)",
        "import arq\ndef f(): return {'job_serializer': p, 'job_deserializer': u}\narq.create_pool(s, **f())",
    ],
}


@pytest.mark.parametrize(("lint", "code"), [(lint, code) for lint, codes in BAD.items() for code in codes])
def test_a_breach_is_refused(lint: Lint, code: str) -> None:
    (finding, *_) = lint(snippet("helpdesk.cases.service", code))
    assert re.match(r"helpdesk/cases/service\.py:\d+: .{20}", finding)


@pytest.mark.parametrize(("lint", "code"), [(lint, code) for lint, codes in GOOD.items() for code in codes])
def test_the_ordinary_way_is_not(lint: Lint, code: str) -> None:
    assert not list(lint(snippet("helpdesk.cases.service", code)))


def test_every_lint_was_tried() -> None:
    assert set(LINTS) == set(BAD) == set(GOOD)


def test_raw_templates_are_refused() -> None:
    bad = "<p>{{ text }}</p>\n<p>{{ text|safe }}</p>\n{% autoescape false %}\n{{ text | safe }}"
    assert list(raw_in_template(bad)) == [2, 3, 4]


def test_the_doors_themselves_may_open_a_transaction() -> None:
    assert not list(forbidden_transactions(snippet("tenants.doors.scope", "engine.transaction()")))
