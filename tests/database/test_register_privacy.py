"""What never leaves with a filing, and where the keys never stand."""

import json
import re
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from helpdesk.registers import by_hand
from helpdesk.registers import service as registers
from helpdesk.registers.drafting import propose
from helpdesk.registers.model import Wishes
from kit.errors import Invalid
from kit.settings import Settings
from support.builders import an_opened_case
from support.lapor_stage import BPJS, Stage, lapor_stage
from tenants.permissions.model import Actor

TOLD = (
    "Saya Siti Rahmawati, NIK 3325010101010001, telepon 0812 3456 7890, surel siti@contoh.id. Antrean habis."
)
NAMED = "Saya Siti Rahmawati, telepon 0812 3456 7890. Antrean habis."
TRACES = ("Siti", "Rahmawati", "3325010101010001", "3456", "siti@contoh.id")
KEYS = ("kanari-auth-7d1f", "{KANARI-TOKEN-93AB}")


@pytest.fixture
async def stage(database_urls: Settings) -> AsyncIterator[Stage]:
    """A world with a LAPOR behind the network."""
    async with lapor_stage(database_urls) as opened:
        yield opened


async def _told(stage: Stage, *, anonymous: bool) -> tuple[Actor, str]:
    dewi, number = await stage.world.staff(stage.world.district), await an_opened_case(stage.world, text=TOLD)
    await stage.world.district.change(
        "UPDATE cases SET anonymous = $2, title = 'Antrean Bu Siti' WHERE tenant_id = $1", anonymous
    )
    return dewi, number


async def test_an_anonymous_case_stays_anonymous_in_title_text_and_file_names(stage: Stage) -> None:
    """Must-pass 4 of the contract: refused until every trace is gone, whatever the officer confirms."""
    dewi, number = await _told(stage, anonymous=True)
    await stage.a_file(number, "KTP Siti Rahmawati.png")
    for wishes in (None, Wishes(confirmed=True), Wishes(title="Antrean", confirmed=True)):
        with pytest.raises(Invalid) as refused:
            await registers.file(dewi, number, version=None, wishes=wishes)
        assert set(refused.value.details["fields"]) <= {"title", "content"}
    proposal = await propose(dewi, number, stage.world.book)
    assert {leak.where for leak in proposal.leaks} == {"title", "content"}
    assert len(proposal.leaks) == 5
    await registers.file(
        dewi, number, version=None, wishes=Wishes(title="Antrean habis", content="Antrean habis.")
    )
    await stage.advance()
    remote = await stage.remote()
    [complaint] = remote["complaints"]
    everything = json.dumps(remote)
    assert [word for word in TRACES if re.search(rf"\b{re.escape(word)}\b", everything, re.IGNORECASE)] == []
    assert (complaint["sent"]["is_anonymous"], complaint["sent"]["is_secret"]) == (True, True)
    assert [each["name"] for each in remote["documents"]] == ["lampiran-1.png"]


async def test_what_names_the_citizen_goes_only_when_an_officer_confirmed_it(stage: Stage) -> None:
    dewi, number = (
        await stage.world.staff(stage.world.district),
        await an_opened_case(stage.world, text=NAMED),
    )
    with pytest.raises(Invalid) as refused:
        await registers.file(dewi, number, version=None)
    assert refused.value.details["fields"] == {"confirmed": "tells_who"}
    await registers.file(dewi, number, version=None, wishes=Wishes(confirmed=True))
    await stage.advance()
    [complaint] = (await stage.remote())["complaints"]
    assert not {"emailUser", "nameUser", "phoneUser"} & set(complaint["sent"])
    assert complaint["sent"]["is_new_user_slider"] is False


async def test_a_nik_never_leaves_whatever_was_confirmed(stage: Stage) -> None:
    dewi, number = await _told(stage, anonymous=False)
    photo = await stage.a_file(number, "3325010101010001.png")
    for wrong, wishes in (
        ("content", Wishes(confirmed=True, files=())),
        ("title", Wishes(title="NIK 3325-0101-0101-0001", content="Antrean", confirmed=True, files=())),
        ("files", Wishes(content="Antrean", confirmed=True, files=(photo,))),
        (
            "transfer_reason",
            Wishes(
                content="Antrean",
                files=(),
                transfer_to=BPJS,
                transfer_reason="3325010101010001",
                confirmed=True,
            ),
        ),
    ):
        with pytest.raises(Invalid) as refused:
            await registers.file(dewi, number, version=None, wishes=wishes)
        assert refused.value.details["fields"] == {wrong: "tells_nik"}
    await stage.advance()
    assert (await stage.remote())["complaints"] == []
    assert await stage.world.district.rows("SELECT id FROM register_link WHERE tenant_id = $1") == []


async def test_a_file_whose_name_tells_is_warned_of(stage: Stage) -> None:
    dewi, number = await stage.world.staff(stage.world.district), await an_opened_case(stage.world)
    await stage.a_file(number, "081234567890.png")
    with pytest.raises(Invalid):
        await registers.file(dewi, number, version=None)
    await registers.file(dewi, number, version=None, wishes=Wishes(files=()))


async def test_a_document_of_an_unnamed_citizen_goes_only_when_an_officer_opened_it(stage: Stage) -> None:
    """A photo is drawn anew; what a document says inside nobody but a person can judge."""
    dewi, number = await stage.world.staff(stage.world.district), await an_opened_case(stage.world)
    await stage.world.district.change("UPDATE cases SET anonymous = true WHERE tenant_id = $1")
    photo = await stage.a_file(number, "foto.png")
    letter = await stage.a_file(number, "surat.pdf", b"%PDF-1.4 /Author (Siti)")
    with pytest.raises(Invalid) as refused:
        await registers.file(dewi, number, version=None, wishes=Wishes(files=(photo, letter)))
    assert refused.value.details["fields"] == {"confirmed": "tells_who"}
    await registers.file(dewi, number, version=None, wishes=Wishes(files=(photo,)))
    await stage.advance()
    [complaint] = (await stage.remote())["complaints"]
    assert (complaint["sent"]["is_anonymous"], len((await stage.remote())["documents"])) == (True, 1)
    other = await an_opened_case(stage.world)
    named = await stage.a_file(other, "surat.pdf", b"%PDF-1.4")
    await registers.file(dewi, other, version=None, wishes=Wishes(files=(named,)))


@pytest.mark.parametrize(
    "failure", ["", "unauthorized", "refused", "stored_then_garbled", "stored_then_silent"]
)
async def test_keys_never_stand_in_logs_rows_errors_or_what_officers_see(
    stage: Stage, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], failure: str
) -> None:
    """Must-pass 9 of the contract: the keys reach LAPOR, and no other place."""
    caplog.set_level("DEBUG")
    if failure:
        stage.settings = replace(stage.settings, auth_value=KEYS[0], token_value=KEYS[1], write_seconds=3)
        await stage.enter(stage.world.district)
    dewi, number = await stage.world.staff(stage.world.district), await an_opened_case(stage.world)
    await stage.a_file(number)
    await registers.file(dewi, number, version=None)
    for call in ("upload", "create"):
        if failure:
            await stage.fail((call, failure), silent_seconds=60)
        await stage.advance()
        await stage.world.clock.forward(minutes=6)
    await by_hand.to_copy(dewi, number, stage.world.book)
    secrets = (*KEYS, "pusat", "{PUSAT}") if not failure else KEYS
    printed = capsys.readouterr()
    told = caplog.text + printed.out + printed.err
    for table in ("register_link", "case_event", "audit_entry", "outbox", "account"):
        rows = await stage.world.district.rows(f"SELECT t::text AS row FROM {table} t WHERE tenant_id = $1")
        told += "\n".join(row["row"] for row in rows)
    filing = await stage.world.district.value("SELECT filing FROM register_link WHERE tenant_id = $1")
    told += bytes(filing).decode()
    assert "/lapor/3.0.0/complaints/complaint" in told, "the transport's own log was kept"
    assert [secret for secret in secrets if secret in told] == []
