"""The LAPOR adapter against the simulated LAPOR over real HTTP, with each of its faults."""

import socket
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
import uvicorn
from litestar import Litestar

from helpdesk.channels.contract import Account
from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    ChannelThrottled,
    CredentialsRejected,
    MessageRejected,
    OutcomeUnknown,
)
from helpdesk.channels.model import ChannelKind
from helpdesk.channels.register import Filed, Filing, Register, RemoteCase
from integrations.lapor.adapter import lapor
from integrations.lapor.settings import LaporSettings, Paths
from integrations.lapor.simulator.model import SimulatedAgency
from integrations.lapor.simulator.router import simulator
from kit.egress import EgressPolicy
from kit.http import outside_client

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOW = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
SHORT = 2.0
"""Seconds: long enough for a call to arrive on a busy machine, and far from the end of a silence."""
MINISTRY = SimulatedAgency(
    institution_id=151, name="Kementerian Kesehatan", auth_value="Bearer pusat", token_value="{PUSAT}"
)
PROVINCE = SimulatedAgency(
    institution_id=33,
    name="Dinas Kesehatan Provinsi Jawa Tengah",
    auth_value="provinsi",
    token_value="{PROV}",
    auth_header="auth",
    token_header="x-token",
)
FILING = Filing(
    local_ref="BTG-7K4Q-29XM-C",
    title="Antrean poli gigi",
    content="Nomor antrean selalu habis.",
    incident_on=date(2026, 11, 20),
    kind="complaint",
)


class World:
    """A running LAPOR and the ministry's account there."""

    def __init__(self, base: str, http: httpx2.AsyncClient) -> None:
        self.base = base
        self.http = http
        adapter = lapor(http)
        assert adapter.register and adapter.health
        self.register: Register = adapter.register
        self.health = adapter.health

    def account(self, **changes: Any) -> Account:
        given: dict[str, Any] = {
            "base_url": f"{self.base}/3.0.0",
            "auth_value": "pusat",
            "token_value": MINISTRY.token_value,
            "user_id": 7,
            "disposition_id": MINISTRY.institution_id,
            "category_id": 88,
        }
        settings = LaporSettings(**{**given, **changes})
        return Account(id=UUID(int=1), kind=ChannelKind.LAPOR, address="151", settings=settings)

    async def file(self, **changes: Any) -> Filed:
        return await self.register.file(FILING, self.account(**changes))

    async def follow(self, filed: Filed, **changes: Any) -> RemoteCase:
        return await self.register.follow(filed.remote_id, self.account(**changes))

    async def order(self, **faults: Any) -> None:
        answer = await self.http.post(f"{self.base}/control/faults", json=faults)
        assert answer.status_code == 200, answer.text

    async def fail_next(self, call: str, failure: str, **more: Any) -> None:
        await self.order(orders=[{"call": call, "failure": failure}], **more)

    async def control(self, filed: Filed, what: str, **body: Any) -> None:
        url = f"{self.base}/control/complaints/{filed.remote_id}/{what}"
        assert (await self.http.post(url, json=body)).status_code == 200

    async def ledger(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.http.get(f"{self.base}/ledger.json")).json()
        return found


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    lapors = simulator(lambda: NOW, [MINISTRY, PROVINCE])
    app = Litestar([lapors], openapi_config=None, logging_config=None)
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run, args=([listening],))
    running.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/lapor"
    server.should_exit = True
    running.join(timeout=60)
    listening.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    async with outside_client(EgressPolicy.LOOPBACK_ONLY) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="module")
async def world(address: str, http: httpx2.AsyncClient) -> World:
    await http.delete(f"{address}/control/complaints")
    return World(address, http)


async def test_a_case_is_filed_followed_and_answered(world: World) -> None:
    filed = await world.file()
    assert filed.tracking_id == filed.remote_id and filed.tracking_id.isdecimal()
    before = await world.follow(filed)
    assert (before.status.code, before.entries) == ("unverified", [])
    assert before.status.institution == "Kementerian Kesehatan"
    await world.control(filed, "state", code="2", name="Terverifikasi")
    await world.register.answer(filed.remote_id, "Poli gigi dibuka dua sesi.", world.account())
    after = await world.follow(filed)
    assert (after.status.code, after.status.raw_code) == ("in_process", "3")
    assert [entry.kind for entry in after.entries] == ["status", "status", "reply"]
    assert after.entries[-1].text == "Poli gigi dibuka dua sesi."
    assert after.entries[-1].author == "Kementerian Kesehatan"
    assert after.entries[-1].at == NOW
    (complaint,) = (await world.ledger())["complaints"]
    assert complaint["sent"]["content"].startswith("[Tiket BTG-7K4Q-29XM-C] ")
    assert complaint["sent"]["is_secret"] is True
    assert not {"emailUser", "nameUser", "phoneUser"} & set(complaint["sent"])


@pytest.mark.parametrize(
    ("failure", "error", "filed"),
    [
        ("unauthorized", CredentialsRejected, 0),
        ("throttled", ChannelThrottled, 0),
        ("refused", MessageRejected, 0),
        ("failing", OutcomeUnknown, 0),
        ("stored_then_failing", OutcomeUnknown, 1),
        ("stored_then_silent", OutcomeUnknown, 1),
        ("stored_without_id", OutcomeUnknown, 1),
        ("stored_then_garbled", OutcomeUnknown, 1),
    ],
)
async def test_a_filing_that_fails_says_whether_it_may_exist_and_is_never_repeated(
    world: World, failure: str, error: type[ChannelError], filed: int
) -> None:
    await world.fail_next("create", failure, retry_after=11, silent_seconds=60)
    with pytest.raises(error) as raised:
        await world.file(write_seconds=SHORT if "silent" in failure else 30)
    ledger = await world.ledger()
    assert (ledger["filed"], ledger["calls"]["create"]) == (filed, 1)
    assert raised.value.retry_after == (11 if failure == "throttled" else None)


@pytest.mark.parametrize("failure", ["stored_then_failing", "stored_then_silent"])
async def test_an_answer_of_unknown_outcome_is_written_once(world: World, failure: str) -> None:
    filed = await world.file()
    await world.fail_next("answer", failure, silent_seconds=60)
    with pytest.raises(OutcomeUnknown):
        await world.register.answer(
            filed.remote_id, "Sudah.", world.account(write_seconds=SHORT if "silent" in failure else 30)
        )
    assert len((await world.follow(filed)).entries) == 1


@pytest.mark.parametrize("call", ["follow", "followups"])
@pytest.mark.parametrize(
    ("failure", "error"),
    [
        ("failing", ChannelFailing),
        ("stored_then_silent", ChannelFailing),
        ("stored_then_garbled", ChannelFailing),
        ("throttled", ChannelThrottled),
        ("unauthorized", CredentialsRejected),
    ],
)
async def test_following_fails_once_and_works_again(
    world: World, call: str, failure: str, error: type[ChannelError]
) -> None:
    filed = await world.file()
    await world.fail_next(call, failure, silent_seconds=60)
    with pytest.raises(error):
        await world.follow(filed, read_seconds=SHORT if "silent" in failure else 30)
    assert (await world.follow(filed)).status.code == "unverified"


@pytest.mark.parametrize("id_as", ["int", "str"])
@pytest.mark.parametrize("id_place", ["nested", "top"])
@pytest.mark.parametrize("path", ["/complaints/complaint", "/complaints/complaint-lmw"])
async def test_the_number_is_read_in_every_shape(world: World, id_as: str, id_place: str, path: str) -> None:
    await world.order(id_as=id_as, id_place=id_place)
    filed = await world.file(paths=Paths(create=path))
    assert filed.remote_id == str((await world.ledger())["complaints"][0]["id"])


@pytest.mark.parametrize("count", [0, 1, 100, 101])
async def test_all_pages_of_followups_are_read_and_read_alike_again(world: World, count: int) -> None:
    filed = await world.file()
    await world.control(filed, "followups", count=count)
    first = await world.follow(filed)
    assert [entry.text for entry in first.entries] == [f"Tindak lanjut {n}" for n in range(1, count + 1)]
    await world.order(page_size=7, repeated_items=True)
    again = await world.follow(filed)
    assert [entry.key for entry in again.entries] == [entry.key for entry in first.entries]


async def test_odd_items_are_read_as_far_as_they_say_anything(world: World) -> None:
    filed = await world.file()
    await world.order(odd_items=True, page_size=3)
    texts = [entry.text for entry in (await world.follow(filed)).entries]
    assert texts == [
        "Memakai date",
        "Instansi Contoh menjawab; status –.\nSudah diperiksa.\nA & B\nLampiran: surat.pdf",
        "Tanpa waktu",
        "Terverifikasi → Dalam Proses",
        "Waktu rusak",
    ]


async def test_an_unknown_status_and_one_that_goes_back_are_told_as_they_are(world: World) -> None:
    filed = await world.file()
    for code, name in (("finished", "Selesai"), ("in_process", "Dalam Proses"), ("unknown", "Klarifikasi")):
        await world.control(filed, "state", code="99", name=name)
        status = (await world.follow(filed)).status
        assert (status.code, status.raw_code, status.raw_name) == (code, "99", name)


@pytest.mark.parametrize(
    "wrong",
    [
        {"auth_value": "salah"},
        {"token_value": "{SALAH}"},
        {"headers": {"auth": "Bearer {auth_value}", "token": "{token_value}"}},
        {"headers": {"Authorization": "Bearer {auth_value}", "x-token": "{token_value}"}},
    ],
)
async def test_both_headers_must_fit(world: World, wrong: dict[str, str]) -> None:
    with pytest.raises(CredentialsRejected):
        await world.file(**wrong)
    health = await world.health.check(world.account(**wrong))
    assert (health.ok, health.code) == (False, "credentials_rejected")
    assert (await world.health.check(world.account())).ok


async def test_two_offices_with_other_headers_and_forms_do_not_mix(world: World) -> None:
    province = {
        "auth_value": PROVINCE.auth_value,
        "headers": {"auth": "{auth_value}", "x-token": "{token_value}"},
        "token_value": PROVINCE.token_value,
        "disposition_id": PROVINCE.institution_id,
        "paths": Paths(create="/complaints/complaint-lmw"),
        "attachments_format": "json_string_dot",
    }
    ours, theirs = await world.file(), await world.file(**province)
    assert [c["filed_by"] for c in (await world.ledger())["complaints"]] == [151, 33]
    assert (await world.follow(theirs, **province)).status.institution == PROVINCE.name
    with pytest.raises(MessageRejected):
        await world.follow(ours, **province)
    with pytest.raises(MessageRejected):
        await world.register.answer(ours.remote_id, "Sudah.", world.account(**province))


async def test_a_filing_that_lapor_would_refuse_is_refused_by_the_simulator_too(world: World) -> None:
    with pytest.raises(MessageRejected):
        await world.file(disposition_id=424242)
    assert (await world.ledger())["filed"] == 0
