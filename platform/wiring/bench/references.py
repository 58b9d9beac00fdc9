"""P1 and P7: what the database itself can do of the same work, measured with its own tool."""

import asyncio
import re
import subprocess
from pathlib import Path

import asyncpg

from kit.embedded.cluster import binaries
from kit.embedded.postgres import EmbeddedPostgres
from wiring.bench.bed import Hook
from wiring.servers import DATABASE

_HERE = Path(__file__).parent
_TPS = re.compile(r"tps = ([0-9.]+)")


class References:
    """Runs pgbench as the web role, row security on, synchronous commit on."""

    def __init__(self, postgres: EmbeddedPostgres, owner_url: str, hooks: list[Hook]) -> None:
        self._postgres = postgres
        tenants = [hook.tenant_id for hook in hooks]
        self._given = ["-D", f"first={min(tenants)}", "-D", f"offices={len(tenants)}"]
        asyncio.run(_run(owner_url, (_HERE / "reference.sql").read_text(encoding="utf-8")))

    def p1(self, seconds: int) -> float:
        """Transactions a second, the work as one function call."""
        return self._measure("p1.pgbench", seconds)

    def p7(self, seconds: int) -> float:
        """Transactions a second, the work statement by statement."""
        return self._measure("p7.pgbench", seconds)

    def _measure(self, script: str, seconds: int) -> float:
        url = self._postgres.url("sahut_web", DATABASE)
        words = [str(binaries() / "pgbench"), "-n", "-M", "prepared", "-c", "16", "-j", "1"]
        said = subprocess.run(  # noqa: S603 - our own binary and script
            [*words, "-T", str(seconds), *self._given, "-f", str(_HERE / script), url],
            check=True,
            capture_output=True,
            text=True,
        )
        found = _TPS.search(said.stdout)
        if found is None:
            raise RuntimeError("pgbench said nothing of its speed")
        return float(found[1])


async def _run(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
