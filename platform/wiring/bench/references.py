"""P1 and P7: what the database itself can do of the same work, measured with its own tool."""

import re
import subprocess
from pathlib import Path

import msgspec

from kit.embedded.cluster import binaries
from kit.embedded.postgres import EmbeddedPostgres
from wiring.bench.bed import Hook
from wiring.servers import DATABASE

_TABLES = """
    CREATE TABLE bench_key (tenant_id int, key text, PRIMARY KEY (tenant_id, key));
    CREATE TABLE bench_contact (tenant_id int, id uuid, address text, PRIMARY KEY (tenant_id, id));
    CREATE TABLE bench_case (tenant_id int, id uuid, number text, title text, state text, due_at timestamptz,
        PRIMARY KEY (tenant_id, id));
    CREATE INDEX bench_case_due ON bench_case (tenant_id, due_at, id);
    CREATE TABLE bench_message (tenant_id int, id uuid, case_id uuid, text text, at timestamptz,
        PRIMARY KEY (tenant_id, id));
    CREATE TABLE bench_event (tenant_id int, id uuid, kind text, fact jsonb, PRIMARY KEY (tenant_id, id));
    CREATE TABLE bench_clock (tenant_id int, case_id uuid, due_at timestamptz, PRIMARY KEY (tenant_id, case_id));
    CREATE INDEX bench_clock_due ON bench_clock (due_at);
    DO $$ DECLARE t text; BEGIN
        FOREACH t IN ARRAY ARRAY['key', 'contact', 'case', 'message', 'event', 'clock'] LOOP
            EXECUTE format('CALL protect(%L)', 'bench_' || t);
        END LOOP;
    END $$;
"""
# Set tenant; dedupe key, contact, case, message, event, clock: one accepted message, seven statements.
_STEPS = (
    "INSERT INTO bench_key VALUES ({t}, {key})",
    "INSERT INTO bench_contact VALUES ({t}, {c}, {key})",
    "INSERT INTO bench_case VALUES ({t}, {k}, {key}, 'Antrean poli gigi di puskesmas selalu penuh', 'received',"
    " now() + interval '8 hours')",
    "INSERT INTO bench_message VALUES ({t}, {m}, {k}, 'Antrean poli gigi di puskesmas selalu penuh sejak pagi,"
    " mohon dibantu.', now())",
    "INSERT INTO bench_event VALUES ({t}, {e}, 'case.opened', '{{\"kind\": \"complaint\"}}')",
    "INSERT INTO bench_clock VALUES ({t}, {k}, now() + interval '8 hours')",
)
_TPS = re.compile(r"tps = ([0-9.]+)")


class References:
    """Runs pgbench as the web role, row security on, synchronous commit on."""

    def __init__(self, postgres: EmbeddedPostgres, hooks: list[Hook], folder: Path) -> None:
        self._postgres = postgres
        postgres.psql("SET ROLE sahut_owner; " + _TABLES + _function(), DATABASE)
        first, last = min(hook.tenant_id for hook in hooks), max(hook.tenant_id for hook in hooks)
        self._p1 = folder / "p1.sql"
        self._p7 = folder / "p7.sql"
        pick = f"\\set t random_zipfian(1, {last - first + 1}, 1.01) + {first - 1}\n"
        self._p1.write_text(pick + "SELECT bench_accept((:t)::int, gen_random_uuid()::text);\n")
        self._p7.write_text(pick + _script())

    def p1(self, seconds: int) -> float:
        """Transactions a second, the work as one function call."""
        return self._measure(self._p1, seconds)

    def p7(self, seconds: int) -> float:
        """Transactions a second, the work statement by statement."""
        return self._measure(self._p7, seconds)

    def _measure(self, script: Path, seconds: int) -> float:
        url = msgspec.convert(self._postgres.url("sahut_web", DATABASE), str)
        words = [str(binaries() / "pgbench"), "-n", "-M", "prepared", "-c", "16", "-j", "1", "-T", str(seconds)]
        said = subprocess.run(  # noqa: S603 - our own binary and script
            [*words, "-f", str(script), url], check=True, capture_output=True, text=True
        )
        found = _TPS.search(said.stdout)
        if found is None:
            raise RuntimeError("pgbench said nothing of its speed")
        return float(found[1])


def _function() -> str:
    steps = ";\n".join(_STEPS).format(t="t", key="k", c="c", k="i", m="m", e="e")
    return (
        "CREATE FUNCTION bench_accept(t int, k text) RETURNS void LANGUAGE plpgsql AS $f$ DECLARE "
        "c uuid := gen_random_uuid(); i uuid := gen_random_uuid(); m uuid := gen_random_uuid(); "
        "e uuid := gen_random_uuid(); BEGIN PERFORM enter_tenant(t);\n" + steps + ";\nEND $f$;"
    )


def _script() -> str:
    """Ids are put together from random numbers, so that each statement is sent with values, as a program does."""
    numbers = "".join(f"\\set {name} random(1, 9000000000000000000)\n" for name in "ckme")
    uid = "lpad(to_hex((:{})::bigint), 32, '0')::uuid"
    steps = ";\n".join(_STEPS).format(
        t="(:t)::int", key="(:k)::text", c=uid.format("c"), k=uid.format("k"), m=uid.format("m"), e=uid.format("e")
    )
    return numbers + "BEGIN;\nSELECT enter_tenant((:t)::int);\n" + steps + ";\nCOMMIT;\n"
