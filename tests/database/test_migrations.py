"""Migrations: any number of processes at once, any number of times."""

import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from helpdesk.sla.holidays import national_days
from kit.embedded import EmbeddedPostgres
from support.servers import Servers
from support.sources import ROOT
from wiring.servers import apply_roles

_RUN = (
    "import sys; from pathlib import Path; from kit.settings import Mode, Settings; from wiring import migrate;"
    "migrate.run(Settings(mode=Mode.TEST, data=Path('.'), base_url='http://localhost', owner_url=sys.argv[1]))"
)
_SHAPE = """
    SELECT md5(string_agg(t, ',' ORDER BY t)) FROM (
        SELECT table_name || column_name || data_type AS t FROM information_schema.columns
        WHERE table_schema = 'public'
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT tablename || policyname || qual FROM pg_policies
        UNION ALL SELECT oid::regprocedure || prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace) s
"""


async def test_three_at_once_all_succeed_and_a_later_one_changes_nothing(
    servers: Servers, tmp_path: Path, worker_id: str
) -> None:
    postgres, name = EmbeddedPostgres(Path(servers.postgres)), f"migrations_{worker_id}"
    apply_roles(postgres, name)
    url = postgres.url("sahut_owner", name)

    def begin() -> "subprocess.Popen[bytes]":
        path = {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", "PATH": "/usr/bin:/bin"}
        return subprocess.Popen(
            [sys.executable, "-c", _RUN, url], env=path, stderr=subprocess.PIPE, cwd=tmp_path
        )

    try:
        for process in [begin() for _ in range(3)]:
            _, said = process.communicate(timeout=60)
            assert process.returncode == 0, said.decode()
        owner = await asyncpg.connect(url)
        first = (
            await owner.fetchval(_SHAPE),
            await owner.fetch("SELECT name, ran_on FROM migration ORDER BY id"),
        )
        assert len({row["name"] for row in first[1]}) == len(first[1]) >= 2
        known = await owner.fetchval("SELECT count(*) FROM national_day")
        assert known == len(national_days())
        await owner.execute("UPDATE national_day SET name = 'Dibetulkan' WHERE date = '2026-08-17'")
        again = begin()
        assert again.wait(60) == 0
        assert await owner.fetchval("SELECT name FROM national_day WHERE date = '2026-08-17'") == "Dibetulkan"
        assert await owner.fetchval("SELECT count(*) FROM national_day") == known
        second = (
            await owner.fetchval(_SHAPE),
            await owner.fetch("SELECT name, ran_on FROM migration ORDER BY id"),
        )
        await owner.close()
        assert first == second
    finally:
        postgres.psql(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def worker_id(request: pytest.FixtureRequest) -> str:
    """Which of the run's processes this is."""
    return str(getattr(request.config, "workerinput", {"workerid": "gw0"})["workerid"])
