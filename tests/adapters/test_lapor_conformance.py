"""SP4N-LAPOR keeps to what every adapter keeps to."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from helpdesk.channels.contract import Account, Adapter
from helpdesk.channels.model import ChannelKind
from helpdesk.channels.register import Filing, Upload
from integrations.lapor.adapter import lapor
from integrations.lapor.settings import LaporSettings
from support.conformance import AdapterConformance, Call, CallConformance, HealthConformance, Subject

TEXT = "isi laporan yang rahasia"
ACCOUNT = Account(
    id=UUID(int=2),
    kind=ChannelKind.LAPOR,
    address="151",
    settings=LaporSettings(
        auth_value="Bearer sangat-rahasia",
        token_value="{RAHASIA}",
        user_id=7,
        disposition_id=151,
        category_id=88,
        base_url="https://lapor.example/lapor/3.0.0",
    ),
)


async def file(adapter: Adapter, account: Account) -> object:
    assert adapter.register
    filing = Filing(
        local_ref="BTG-7K4Q-29XM-C",
        title="Antrean",
        content=TEXT,
        incident_on=date(2026, 11, 20),
        kind="complaint",
    )
    return await adapter.register.file(filing, account)


async def upload(adapter: Adapter, account: Account) -> object:
    assert adapter.register
    file = Upload(name="foto.png", mime_type="image/png", content=b"gambar")
    return await adapter.register.upload((file,), account)


async def transfer(adapter: Adapter, account: Account) -> None:
    assert adapter.register
    await adapter.register.request_transfer("123", "9002", TEXT, account)


async def follow(adapter: Adapter, account: Account) -> object:
    assert adapter.register
    return await adapter.register.follow("123", account)


async def answer(adapter: Adapter, account: Account) -> None:
    assert adapter.register
    await adapter.register.answer("123", TEXT, account)


class TestLapor(AdapterConformance, CallConformance, HealthConformance):
    subject: ClassVar[Subject] = Subject(
        make=lapor,
        account=ACCOUNT,
        hidden=("sangat-rahasia", "RAHASIA", TEXT),
        calls=(
            Call(name="file", run=file, changes=True),
            Call(name="upload", run=upload, changes=False),
            Call(name="transfer", run=transfer, changes=False, answered_by_status=True),
            Call(name="follow", run=follow, changes=False),
            Call(name="answer", run=answer, changes=True, answered_by_status=True),
        ),
    )
