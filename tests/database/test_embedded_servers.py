"""The embedded servers on real files: odd paths, killed parents, damaged leftovers."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from arq.connections import RedisSettings
from redis.asyncio import Redis

from kit.embedded import EmbeddedPostgres, EmbeddedValkey


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedPostgres:
    """One prepared cluster, in a folder with blanks and a quote whose path no socket could have."""
    folder = tmp_path_factory.mktemp("data") / ("Dinas Kesehatan 'Batang' " + "x" * 130)
    postgres = EmbeddedPostgres(folder / "postgres", durable=False, tell=lambda line: None)
    (folder / "postgres" / "cluster.new").mkdir(parents=True)
    (folder / "postgres" / "cluster.new" / "half-made").write_text("by an initdb that was killed")
    postgres.prepare()
    return postgres


@pytest.fixture
def postgres(cluster: EmbeddedPostgres) -> Iterator[EmbeddedPostgres]:
    cluster.prepare()
    cluster.start()
    cluster.wait_ready(20)
    yield cluster
    cluster.stop()


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    valkey = EmbeddedValkey(tmp_path / "data with blanks")
    valkey.prepare()
    valkey.start()
    valkey.wait_ready(10)
    yield valkey
    valkey.stop()


async def test_a_long_path_with_blanks_is_a_good_home(postgres: EmbeddedPostgres) -> None:
    connection = await asyncpg.connect(postgres.url("postgres", "postgres"))
    assert await connection.fetchval("SELECT current_setting('data_directory')") == str(postgres.cluster)
    assert await connection.fetchval("SELECT current_setting('listen_addresses')") == ""
    assert await connection.fetchval("SELECT datcollate FROM pg_database LIMIT 1") == "C.UTF-8"
    await connection.close()


def test_sockets_lie_in_a_folder_of_our_own(postgres: EmbeddedPostgres) -> None:
    assert postgres.sockets.stat().st_mode & 0o777 == 0o700
    elsewhere = postgres.sockets
    postgres.stop()
    assert not elsewhere.exists()


def test_a_killed_server_comes_back_with_everything_that_was_committed(postgres: EmbeddedPostgres) -> None:
    postgres.psql("SET synchronous_commit = on; CREATE TABLE kept AS SELECT 1 AS id")
    os.kill(killed := _head(postgres), signal.SIGKILL)
    os.waitpid(killed, 0)
    postgres.start()
    postgres.wait_ready(20)
    assert postgres.psql("SELECT count(*) FROM kept") == "1"


def test_a_server_that_an_earlier_run_left_behind_is_ended_first(postgres: EmbeddedPostgres) -> None:
    left_behind = _head(postgres)
    postgres.start()
    assert os.waitstatus_to_exitcode(os.waitpid(left_behind, 0)[1]) == 0
    postgres.wait_ready(20)
    assert _head(postgres) != left_behind


def test_a_folder_that_was_closed_meanwhile_is_opened_again(postgres: EmbeddedPostgres) -> None:
    postgres.folder.parent.chmod(0o700)
    os.kill(killed := _head(postgres), signal.SIGKILL)
    os.waitpid(killed, 0)
    postgres.start()
    postgres.wait_ready(20)


def test_a_pid_file_that_names_a_stranger_is_not_believed(postgres: EmbeddedPostgres) -> None:
    postgres.stop()
    postgres.prepare()
    (postgres.cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.cluster}\n")
    postgres.start()
    postgres.wait_ready(20)


def test_errors_of_statements_stay_out_of_the_log(postgres: EmbeddedPostgres) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        postgres.psql("SELECT '+6281234567890'::int")
    assert "+6281234567890" not in postgres.log.read_text()


async def test_arq_and_redis_understand_the_address(valkey: EmbeddedValkey) -> None:
    assert RedisSettings.from_dsn(valkey.url()).unix_socket_path == str(valkey.sockets / "valkey.sock")
    async with Redis.from_url(valkey.url()) as client:
        assert await client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert await client.config_get("appendonly") == {"appendonly": "yes"}


async def test_a_second_valkey_on_the_same_files_ends_the_first(valkey: EmbeddedValkey) -> None:
    async with Redis.from_url(valkey.url()) as client:
        await client.set("rung", 1)
        first = (await client.info("server"))["process_id"]
    valkey.start()
    _, status = await asyncio.to_thread(os.waitpid, first, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    valkey.wait_ready(10)
    async with Redis.from_url(valkey.url()) as client:
        assert await client.get("rung") == b"1"


async def test_valkey_gets_past_a_file_that_a_power_cut_spoiled(valkey: EmbeddedValkey) -> None:
    async with Redis.from_url(valkey.url()) as client:
        await client.set("rung", 1)
    valkey.stop()
    for file in (valkey.folder / "appendonlydir").glob("*.incr.aof"):
        file.write_bytes(b"\0" * 512)
    valkey.prepare()
    await asyncio.to_thread(os.waitpid, valkey.start(), 0)
    valkey.start()
    valkey.wait_ready(10)
    assert len(list(valkey.folder.glob("appendonlydir.unreadable-*"))) == 1


def _head(postgres: EmbeddedPostgres) -> int:
    return int((postgres.cluster / "postmaster.pid").read_text().split()[0])
