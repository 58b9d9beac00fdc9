"""Files, transfers, answers, the interface and filing by hand, faults included: no NIK, name or key anywhere."""

import json
import logging
from collections.abc import Sequence

import httpx
import pytest

from helpdesk.attachments import store as attachments
from helpdesk.registers import answering, by_hand
from helpdesk.registers import service as registers
from helpdesk.registers.model import Wishes
from integrations.lapor.simulator.model import SimulatedAgency
from kit.errors import Invalid
from kit.settings import Settings
from support.builders import a_number, an_opened_case
from support.integrators import House
from support.kept_files import a_file
from support.kept_log import kept_log
from support.lapor_watch import AGENCIES, LaporStage, a_lapor
from support.officers import Floor, open_floor
from support.photos import PNG
from support.world import Place
from tenants.doors import tenant_scope

NIK, NAME, HEALTH = "3325017101010007", "Kenari Lembayung", "obat HIV saya habis"
AGENCY = SimulatedAgency(
    institution_id=151,
    name="Dinas Kesehatan Contoh",
    auth_value="Bearer kanari-auth-55f1",
    token_value="{KANARI-TOKEN-77AB}",
    further={"Apikey": "kanari-ketiga-41d9"},
)
_TABLES = (
    *("register_link", "register_entry", "register_answer", "case_event", "audit_entry", "outbox", "account"),
)
CLEAN = {"title": "Persediaan obat", "content": "Persediaan obat di puskesmas habis."}
PASSED = {"transfer_to": "9002", "transfer_reason": "Wewenang BPJS Kesehatan."}


async def _with_a_file(floor: Floor, phone: str, name: str) -> str:
    """A case that tells everything, with a picture of the citizen's."""
    world, place = floor.world, floor.world.district
    told = f"{NAME}, NIK {NIK}, telepon {phone}: {HEALTH}."
    number = await an_opened_case(world, phone=phone, text=told)
    file_id = await a_file(place.id, world.files, PNG, name, "image/png")
    row = await place.row(
        "SELECT m.id, m.case_id FROM message m JOIN cases c ON c.tenant_id = m.tenant_id AND c.id = m.case_id"
        " WHERE m.tenant_id = $1 AND c.number = $2 AND m.direction = 'in' ORDER BY m.at LIMIT 1",
        number,
    )
    async with tenant_scope(place.id) as scope:
        await attachments.bind(scope, [file_id], row["case_id"], row["id"])
    return number


async def _advance(floor: Floor, stage: LaporStage, faults: Sequence[tuple[str, str]] = ()) -> None:
    """The worker's hand, once for every fault and once more, each time after what it waits for."""
    for fault in (*faults, None):
        orders = [{"call": fault[0], "failure": fault[1]}] if fault else []
        await stage.faults(orders=orders)
        await registers.advance_due(floor.world.district.id, stage.book, files=floor.world.files)
        await floor.world.clock.forward(hours=1.1)


async def _through_the_interface(
    floor: Floor, stage: LaporStage, http: httpx.AsyncClient, number: str
) -> list[str]:
    """Refused for a NIK, filed with its file, passed on, answered; what the interface said."""
    told = f"NIK {NIK}, {NAME}"
    path, said = f"/cases/{number}/register", []
    for wrong in ({"content": told}, {"title": told}, CLEAN | PASSED | {"transfer_reason": told}):
        answer = await http.post(path, json={**wrong, "confirmed": True})
        assert answer.status_code == 400, answer.text
        said.append(answer.text)
    said.append((await http.post(path, json=CLEAN | PASSED)).text)
    await _advance(floor, stage, [("upload", "failing"), ("upload", "throttled"), ("transfer", "failing")])
    assert (await stage.ledger())["complaints"][-1]["transfers_asked"] == 1
    wrong_answer = await http.post(f"{path}/answers", json={"text": told, "confirmed": True})
    assert wrong_answer.status_code == 400
    said += [wrong_answer.text, (await http.post(f"{path}/answers", json={"text": "Obat tersedia."})).text]
    await stage.faults(orders=[{"call": "answer", "failure": "failing"}])
    await answering.answer_due(floor.world.district.id, stage.book, files=floor.world.files)
    said.append((await http.post(f"{path}/answers/settle", json={"is_there": False})).text)
    return said


async def _by_hand(floor: Floor, place: Place, phone: str) -> list[str]:
    """An office without keys copies, types the number back, keeps the status, notes its answer; what it was told."""
    await place.change(
        "UPDATE account SET address = '', settings = '{}', secrets = '' WHERE tenant_id = $1 AND kind = 'lapor'"
    )
    browser, officer = await floor.officer(place=place)
    told = f"{NAME}, NIK {NIK}, telepon {phone}: {HEALTH}."
    number, book = await an_opened_case(floor.world, place, phone=phone, text=told), floor.runtime.accounts
    said = []
    with pytest.raises(Invalid) as refused:
        await registers.file(
            officer, number, version=None, wishes=Wishes(content=told, confirmed=True), book=book
        )
    said.append(f"{refused.value} {refused.value.details}")
    await registers.file(officer, number, version=None, wishes=Wishes(**CLEAN), book=book)
    copied = await by_hand.to_copy(officer, number, book)
    assert copied is not None
    said.append(repr(copied))
    await by_hand.settle(officer, number, "7654321", version=None, book=book)
    await by_hand.note_status(officer, number, "in_process", version=None, book=book)
    with pytest.raises(Invalid) as refused:
        await answering.write(officer, number, told, version=None, confirmed=True, book=book)
    said.append(f"{refused.value} {refused.value.details}")
    await answering.write(officer, number, "Obat tersedia.", version=None, book=book)
    return [*said, *[(await browser.get(page)).text for page in ("lapor", "lapor.csv")]]


async def test_no_way_of_filing_lets_a_nik_a_name_or_a_key_out(
    database_urls: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, other = a_number(), a_number()
    async with open_floor(database_urls) as floor, a_lapor(floor.world, (AGENCY, AGENCIES[1])) as stage:
        world = floor.world
        floor.runtime.accounts = stage.book
        headers = {
            "Authorization": "Bearer {auth_value}",
            "token": "{token_value}",
            "Apikey": "{extra_value}",
        }
        await stage.join(world.district, AGENCY, headers=headers, extra_value="kanari-ketiga-41d9")
        house = House(world, floor.runtime)
        with kept_log(monkeypatch) as written:
            number = await _with_a_file(floor, phone, "foto.png")
            unnamed = await _with_a_file(floor, a_number(), f"KTP {NAME}.png")
            await world.district.change(
                "UPDATE cases SET anonymous = true WHERE tenant_id = $1 AND number = $2", unnamed
            )
            async with house.client(await house.key()) as http:
                said = await _through_the_interface(floor, stage, http, number)
                said.append((await http.post(f"/cases/{unnamed}/register", json=CLEAN)).text)
            await _advance(floor, stage, [("upload", "refused")])
            await registers.file(
                await world.staff(world.district),
                unnamed,
                version=None,
                wishes=Wishes(**CLEAN),
                book=stage.book,
            )
            await _advance(floor, stage)
            said += await _by_hand(floor, world.neighbour, other)
            logging.getLogger("integrations.lapor").error("the run is over")
        rows = []
        for place in (world.district, world.neighbour):
            for table in _TABLES:
                found = await place.rows(f"SELECT t::text AS row FROM {table} t WHERE tenant_id = $1")
                rows += [row["row"] for row in found]
            filings = await place.rows("SELECT filing FROM register_link WHERE tenant_id = $1")
            assert filings, "nothing is proved"
            rows += [bytes(row["filing"]).decode() for row in filings]
        remote = await stage.ledger()
    told = {
        "log": written.getvalue(),
        "answers and pages": "\n".join(said),
        "rows": "\n".join(rows),
        "what LAPOR got": json.dumps(remote),
    }
    assert "the run is over" in told["log"]
    assert len(remote["complaints"]) == 2
    assert sorted(each["name"] for each in remote["documents"])[-2:] == ["foto.png", "lampiran-1.png"]
    assert "Persediaan obat" in told["what LAPOR got"] and "tells_nik" in told["answers and pages"]
    keys = ("kanari-auth-55f1", "KANARI-TOKEN-77AB", "kanari-ketiga-41d9")
    person = (
        NIK,
        *[each for known in (phone, other) for each in (known[1:], known[3:])],
        "Lembayung",
        HEALTH,
    )
    assert {
        (where, each) for where, text in told.items() for each in (*keys, *person) if each in text
    } == set()
