"""What the database itself promises: read from its catalogue, so that a new table is covered or fails."""

from typing import Any

import asyncpg
import pytest
from piccolo.table import Table

from kit.settings import Settings
from support.databases import LASTING
from support.sources import files
from support.world import World
from tenants.offices import tables

WITHOUT_TENANT = {
    "installation": "one row about the installation",
    "tenant": "what stands in it is printed on every office's door",
    "person": "one per installation; seen through memberships only",
    "one_time_link": "before a tenant is known; only the directory's functions reach it",
    "migration": "Piccolo's bookkeeping",
    "unasked_mail": "keyed marks of addresses, over all offices; only its functions reach them",
    "national_day": "printed in the state's decree; the same for every office",
}
MEASURED_FROM = ("analyze_threshold", "vacuum_threshold", "vacuum_insert_threshold")
_LEDGERS = ("audit_entry", "audit_seal", "case_event", "register_entry", "consent")
APPEND_ONLY = {"letter_taken", *_LEDGERS, "outbox_heard", "case_consent", "consent_question", "rule_set"}
DEFINERS = {
    *("search_cases", "search_contacts", "overview_offices", "count_unasked_mail", "forget_unasked_mail"),
    "open_office_below",
    *(f"directory_{name}" for name in ("person", "memberships", "session", "api_key", "add_person")),
    *("figures_below", "relations_with_us", "announcements_here", "announcement_readers", "retention_above"),
    *(f"directory_{name}_link" for name in ("make", "read", "use")),
    *(f"directory_set_{name}" for name in ("password", "preferences")),
    *(
        f"directory_{name}"
        for name in ("add_newcomer", "rehash", "forget_links", "account", "addresses", "far_office")
    ),
}
SWEEP_MAY_READ = {"tenant_id", "id", "due_at", "state", "seq", "look_at", "listen_at", "far", "given_up_at"}
SWEEP_MAY_READ |= {"probe_at"}
_TABLES = """
    SELECT c.oid, c.relname, c.relrowsecurity AS secured, c.relforcerowsecurity AS forced,
           pg_get_userbyid(c.relowner) AS owner,
           EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id'
                   AND NOT a.attisdropped) AS tenanted
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""
_KEYS = """
    SELECT c.relname, i.relname AS name, x.indisprimary,
           ARRAY(SELECT a.attname::text FROM unnest(x.indkey::int[]) WITH ORDINALITY k (n, place)
                 JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.n ORDER BY k.place) AS columns
    FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
    WHERE c.relnamespace = 'public'::regnamespace AND x.indisunique
"""
_FOREIGN = """
    SELECT c.relname, f.relname AS target, o.confdeltype::text AS on_delete,
           ARRAY(SELECT a.attname::text FROM unnest(o.conkey) k (n)
                 JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.n) AS columns,
           ARRAY(SELECT a.attname::text FROM unnest(o.confkey) k (n)
                 JOIN pg_attribute a ON a.attrelid = f.oid AND a.attnum = k.n) AS targets
    FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_class f ON f.oid = o.confrelid
    WHERE o.contype = 'f' AND c.relnamespace = 'public'::regnamespace
"""
_POLICIES = """
    SELECT c.relname, p.polname, p.polcmd::text AS command, p.polpermissive,
           ARRAY(SELECT pg_get_userbyid(r)::text FROM unnest(p.polroles) r) AS roles,
           pg_get_expr(p.polqual, p.polrelid) AS reads, pg_get_expr(p.polwithcheck, p.polrelid) AS writes
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
"""


async def _tenanted(owner: "asyncpg.Connection[Any]") -> set[str]:
    return {row["relname"] for row in await owner.fetch(_TABLES) if row["tenanted"]}


async def test_every_table_belongs_to_tenants_or_is_named_here(owner: "asyncpg.Connection[Any]") -> None:
    others = {row["relname"] for row in await owner.fetch(_TABLES) if not row["tenanted"]}
    assert others == set(WITHOUT_TENANT)
    assert len(await _tenanted(owner)) > 25


async def test_row_security_is_on_and_forced(owner: "asyncpg.Connection[Any]") -> None:
    for row in await owner.fetch(_TABLES):
        expected = row["relname"] not in ("installation", "migration", "national_day")
        assert (row["secured"], row["forced"]) == (expected, expected), row["relname"]
        assert row["owner"] == "sahut_owner", row["relname"]


async def test_every_tenant_table_has_one_policy_for_the_application_with_both_halves(
    owner: "asyncpg.Connection[Any]",
) -> None:
    policies = await owner.fetch(_POLICIES)
    condition = "(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::integer)"
    for table in await _tenanted(owner):
        [mine] = [
            p for p in policies if p["relname"] == table and {"sahut_web", "sahut_worker"} & set(p["roles"])
        ]
        assert set(mine["roles"]) == {"sahut_web", "sahut_worker"}, table
        assert (mine["command"], mine["reads"], mine["writes"]) == ("*", condition, condition), table
        others = [p for p in policies if p["relname"] == table and p["polname"] != mine["polname"]]
        for policy in others:
            assert policy["command"] == "r", f"{table}: {policy['polname']} may only read"
            assert set(policy["roles"]) <= {"sahut_backup", "sahut_search", "sahut_sweep"}, table
        assert [p for p in others if p["roles"] == ["sahut_backup"]], f"{table} is not in the backup"


async def test_every_key_and_every_unique_index_begins_with_the_tenant(
    owner: "asyncpg.Connection[Any]",
) -> None:
    tenanted, keyed = await _tenanted(owner), set()
    for row in await owner.fetch(_KEYS):
        if row["relname"] in tenanted:
            assert row["columns"][0] == "tenant_id", row["name"]
            keyed |= {row["relname"]} if row["indisprimary"] else set()
    assert keyed == tenanted, "tables without a primary key"


async def test_no_reference_leaves_its_tenant(owner: "asyncpg.Connection[Any]") -> None:
    tenanted = await _tenanted(owner)
    for row in await owner.fetch(_FOREIGN):
        if row["relname"] not in tenanted:
            continue
        if row["target"] in tenanted:
            pairs = list(zip(row["columns"], row["targets"], strict=True))
            assert pairs[0] == ("tenant_id", "tenant_id"), row["relname"]
        else:
            assert (row["target"], row["columns"]) in (("tenant", ["tenant_id"]), ("person", ["person_id"]))
        assert row["on_delete"] == "a" or row["relname"] == "outbox_heard", f"{row['relname']} cascades"


async def test_no_role_stands_above_row_security_and_none_may_become_another(
    owner: "asyncpg.Connection[Any]",
) -> None:
    roles = await owner.fetch(
        "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS strong,"
        " rolcanlogin FROM pg_roles WHERE rolname LIKE 'sahut%'"
    )
    assert {row["rolname"] for row in roles} == {
        f"sahut_{name}" for name in ("owner", "web", "worker", "sweep", "backup", "search")
    }
    assert not [row["rolname"] for row in roles if row["strong"]]
    assert [row["rolname"] for row in roles if not row["rolcanlogin"]] == ["sahut_search"]
    members = await owner.fetch(
        "SELECT pg_get_userbyid(member) AS who, pg_get_userbyid(roleid) AS what, inherit_option"
        " FROM pg_auth_members WHERE pg_get_userbyid(member) LIKE 'sahut%'"
    )
    assert [tuple(row) for row in members] == [("sahut_owner", "sahut_search", False)]


async def test_only_the_listed_functions_act_with_anothers_rights(owner: "asyncpg.Connection[Any]") -> None:
    functions = await owner.fetch(
        "SELECT p.proname, p.prosecdef, p.proconfig, pg_get_userbyid(p.proowner) AS owner, p.proleakproof,"
        " has_function_privilege('sahut_web', p.oid, 'EXECUTE') AS web,"
        " EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0) OR p.proacl IS NULL AS public"
        " FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS"
        " (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    )
    definers = {row["proname"]: row for row in functions if row["prosecdef"]}
    assert set(definers) == DEFINERS
    for name, row in definers.items():
        assert row["owner"] == "sahut_search", name
        assert row["proconfig"] == ["search_path=pg_catalog, public, pg_temp"], name
        assert (row["web"], row["public"]) == (True, False), name
    assert not [row["proname"] for row in functions if row["proleakproof"]]


async def test_there_is_no_view_and_no_copy_that_would_forget_row_security(
    owner: "asyncpg.Connection[Any]",
) -> None:
    assert (
        await owner.fetch(
            "SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm', 'f')"
            " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
        )
        == []
    )
    assert await owner.fetch("SELECT FROM pg_publication") == []
    assert (
        await owner.fetch(
            "SELECT FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal"
        )
        == []
    )


async def test_the_sweep_reads_ids_and_times_and_nothing_else(owner: "asyncpg.Connection[Any]") -> None:
    may = await owner.fetch(
        "SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges"
        " WHERE grantee = 'sahut_sweep' AND table_schema = 'public' AND table_name NOT IN ('tenant', 'installation')"
    )
    assert {row["privilege_type"] for row in may} == {"SELECT"}
    assert {row["column_name"] for row in may} <= SWEEP_MAY_READ
    assert len({row["table_name"] for row in may}) == 25


async def test_the_sweep_is_refused_everything_personal(database_urls: Settings) -> None:
    sweep = await asyncpg.connect(database_urls.sweep_url)
    for sql in (
        *(
            f"SELECT * FROM {table}"
            for table in ("inbox_entry", "outbox", "delivery", "letter", "audit_entry")
        ),
        "SELECT text FROM message",
        "SELECT address FROM conversation",
        "SELECT title FROM cases",
        "SELECT name FROM contact",
        "SELECT email FROM person",
        "SELECT * FROM directory_person('x@example.org')",
        "SELECT arrival FROM inbox_entry",
        "SELECT law FROM case_erasure",
        "SELECT periods FROM retention_plan",
        "SELECT state FROM dialogue",
        "UPDATE delivery SET due_at = now()",
        "DELETE FROM outbox",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await sweep.execute(sql)
    works = "inbox outbox delivery attachment letter register register_answer chore round clock dialogue delegation"
    works += " reminder retention erasure probe"
    for work in works.split():
        await sweep.fetch("SELECT * FROM due_tenants($1, 10)", work)
    await sweep.fetch("SELECT * FROM due_audit_tenants(10), due_forgetting_tenants(10)")
    await sweep.close()


async def test_what_is_history_can_only_be_appended(owner: "asyncpg.Connection[Any]") -> None:
    for table in await _tenanted(owner):
        for role in ("sahut_web", "sahut_worker"):
            may = {
                right
                for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
                if await owner.fetchval("SELECT has_table_privilege($1, $2, $3)", role, table, right)
            }
            usual = {"SELECT", "INSERT"} if table in APPEND_ONLY else {"SELECT", "INSERT", "UPDATE", "DELETE"}
            usual -= {"DELETE"} if table in LASTING else set()
            assert may == usual, (table, role)


async def test_the_working_roles_can_make_nothing_new(database_urls: Settings) -> None:
    urls = database_urls
    for url in (urls.web_url, urls.worker_url, urls.sweep_url, urls.backup_url):
        connection = await asyncpg.connect(url)
        for sql in (
            "CREATE TABLE mine (id int)",
            "CREATE TEMP TABLE mine (id int)",
            "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE SCHEMA mine",
            "ALTER TABLE cases NO FORCE ROW LEVEL SECURITY",
            "SET ROLE sahut_owner",
            "SET ROLE sahut_search",
            "SELECT password_hash FROM person"
            if "backup" not in url
            else "INSERT INTO counter VALUES (1, 'x', 1)",
            "SELECT move_demonstration_clock('1 h')",
            "TRUNCATE cases",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(sql)
        await connection.close()


_PICCOLO = [kind for kind in vars(tables).values() if isinstance(kind, type) and issubclass(kind, Table)]


@pytest.mark.parametrize("table", [kind for kind in _PICCOLO if kind is not Table])
async def test_piccolo_and_the_catalogue_agree(world: World, table: type[Table]) -> None:
    stands = {
        row["column_name"]: (row["data_type"], row["is_nullable"] == "YES")
        for row in await world.district.rows(
            "SELECT column_name, data_type, is_nullable FROM information_schema.columns"
            " WHERE table_schema = 'public' AND $1::int > 0 AND table_name = $2",
            table._meta.tablename,
        )
    }
    said = {
        column._meta.db_column_name: (_in_catalogues_words(column.column_type), column._meta.null)
        for column in table._meta.columns
    }
    assert said == stands


def _in_catalogues_words(piccolos: str) -> str:
    words = {"TIMESTAMPTZ": "timestamp with time zone"}
    return "ARRAY" if piccolos.endswith("[]") else words.get(piccolos, piccolos.lower())


def test_every_table_of_piccolo_is_compared() -> None:
    assert [file.parent.name for file in files("tables.py")] == ["offices"]


async def test_a_table_is_first_measured_when_it_has_rows_enough_for_honest_plans(
    owner: "asyncpg.Connection[Any]",
) -> None:
    options = {
        row["relname"]: set(row["reloptions"] or ())
        for row in await owner.fetch("SELECT relname, reloptions FROM pg_class WHERE relkind = 'r'")
    }
    for table in await _tenanted(owner):
        assert {f"autovacuum_{name}=2000" for name in MEASURED_FROM} <= options[table], table
