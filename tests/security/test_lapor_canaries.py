"""A whole run with LAPOR, faults included: no key, NIK or phone number in logs, errors, exports or the ledger."""

import json
import logging
import time

import httpx
import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind
from helpdesk.channels.signing import ID_HEADER, SIGNATURE_HEADER, TIME_HEADER, signature
from helpdesk.inbox.routes import HookDoor
from helpdesk.incoming.chores import keep_due
from helpdesk.registers import answering, by_hand, by_rule
from helpdesk.registers import service as registers
from helpdesk.registers.model import FilingRule, Wishes
from integrations.lapor.settings import Paths
from integrations.lapor.simulator.model import SimulatedAgency
from kit.errors import Invalid
from kit.settings import Settings
from support.administrators import an_administrator
from support.builders import a_number, an_opened_case
from support.kept_log import kept_log
from support.lapor_watch import AGENCIES, LaporStage, a_lapor
from support.officers import Floor, open_floor

NIK, NAME, HEALTH = "3325017101010007", "Kenari Lembayung", "obat HIV saya habis"
AGENCY = SimulatedAgency(
    institution_id=151,
    name="Dinas Kesehatan Contoh",
    auth_value="Bearer kanari-auth-55f1",
    token_value="{KANARI-TOKEN-77AB}",
)
_LEDGERS = ("register_link", "register_entry", "register_answer", "case_consent", "register_chore")
_TOLD_ELSEWHERE = ("case_event", "audit_entry", "outbox", "account", "register_master", "register_map")


async def _called(floor: Floor, hook: str, secret: str, body: str) -> None:
    async def nowhere(scope: object, receive: object, send: object) -> None:
        raise AssertionError("not for the door")

    at = str(int(time.time()))
    headers = {
        ID_HEADER: "panggilan",
        TIME_HEADER: at,
        SIGNATURE_HEADER: signature(secret, "panggilan", at, body.encode()),
    }
    door = httpx.ASGITransport(app=HookDoor(nowhere, lambda: floor.runtime))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=door, base_url="http://localhost:8000") as http:
        await http.post(hook, content=body, headers=headers)


async def _run(floor: Floor, stage: LaporStage, phone: str) -> str:
    """Filed, refused, silent, followed, answered, compared, exported, taken in; answers what pages and files said."""
    world, district = floor.world, floor.world.district
    floor.runtime.accounts = stage.book
    dewi = await world.staff(district)
    told = f"{NAME}, NIK {NIK}, telepon {phone}: {HEALTH}."
    number = await an_opened_case(world, phone=phone, text=told)
    with pytest.raises(Invalid) as refused:
        await registers.file(dewi, number, version=None)
    said = [json.dumps(refused.value.details), str(refused.value)]
    browser, _ = await floor.officer()
    wishes = Wishes(title="Persediaan obat", content="Persediaan obat di puskesmas habis.")
    await registers.file(dewi, number, version=None, wishes=wishes)
    for failure in ("unauthorized", "refused", "throttled", "failing", "stored_then_garbled"):
        await stage.faults(orders=[{"call": "create", "failure": failure}])
        await registers.advance_due(district.id, stage.book)
        await world.clock.forward(hours=2)
        line = await district.row(
            "SELECT step FROM register_link WHERE tenant_id = $1 ORDER BY created_at DESC LIMIT 1"
        )
        if line["step"] == "needs_person":
            await by_hand.not_found(dewi, number, version=None)
        if line["step"] in ("failed", "needs_person"):
            await registers.file(dewi, number, version=None, wishes=wishes)
    await stage.faults()
    await registers.advance_due(district.id, stage.book)
    await stage.faults(odd_items=True, orders=[{"call": "follow", "failure": "failing"}])
    for _ in range(3):
        await world.clock.forward(hours=15)
        await registers.advance_due(district.id, stage.book)
    await stage.faults(orders=[{"call": "answer", "failure": "refused"}])
    for _ in range(2):
        await answering.write(dewi, number, "Obat tersedia lagi.", version=None)
        await answering.answer_due(district.id, stage.book)
    await stage.control("incoming", institution_id=151, title="Antrean", content="Antrean sejak subuh")
    for _ in range(4):
        await world.clock.forward(hours=25)
        await keep_due(district.id, stage.book)
    admin, administrator = await an_administrator(floor)
    await by_rule.change_rule(administrator, FilingRule(active=True, kinds=frozenset({CaseKind.COMPLAINT})))
    other = await an_opened_case(world, phone=phone, text=told)
    await by_rule.note_consent(dewi, other, "lewat telepon", given=True)
    await cases.verify(dewi, other, CaseKind.COMPLAINT, version=None)
    await world.work()
    await world.clock.forward(days=8)
    for page in ("lapor", "lapor.csv"):
        said.append((await browser.get(page)).text)
    account = await district.value(
        "SELECT id FROM account WHERE tenant_id = $1 AND kind = 'lapor' AND address <> ''"
    )
    for page in ("lapor", "lapor/rule", f"channels/{account}", "channels", "audit"):
        said.append((await admin.get(page)).text)
    return "\n".join(said)


async def test_what_is_shared_on_the_citizens_word_stands_at_lapor_and_nowhere_else(
    database_urls: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, secret, bell = a_number(), "kanari-rahasia-panggilan-88c2", "complaint_id"
    async with open_floor(database_urls) as floor, a_lapor(floor.world) as stage:
        world, district = floor.world, floor.world.district
        floor.runtime.accounts = stage.book
        account = await stage.join(
            district, share_reporter="full", webhook=True, webhook_secret=secret, write_seconds=5
        )
        with kept_log(monkeypatch) as written:
            dewi, number = await world.staff(district), await an_opened_case(world, phone=phone)
            await district.change("UPDATE contact SET name = $2 WHERE tenant_id = $1", NAME)
            await by_rule.note_consent(dewi, number, "lewat telepon", given=True, contact=True)
            for failure in ("failing", "stored_then_silent"):
                await registers.file(dewi, number, version=None, book=stage.book)
                await stage.faults(orders=[{"call": "create", "failure": failure}], silent_seconds=60)
                await registers.advance_due(district.id, stage.book)
                await by_hand.not_found(dewi, number, version=None)
            await stage.faults()
            await registers.file(dewi, number, version=None, book=stage.book)
            await registers.advance_due(district.id, stage.book)
            remote_id = await district.value(
                "SELECT remote_id FROM register_link WHERE tenant_id = $1 AND step = 'tracking'"
            )
            for key in (secret, "kanari-lain-panggilan-17e0"):
                await _called(floor, f"/hooks/lapor/{account}", key, json.dumps({bell: remote_id, "x": NAME}))
            browser, _ = await floor.officer()
            admin, _ = await an_administrator(floor)
            said = [(await browser.get(page)).text for page in ("lapor", "lapor.csv")]
            said += [(await admin.get(page)).text for page in (f"channels/{account}", "audit")]
            logging.getLogger("integrations.lapor").error("the run is over")
        rows = []
        for table in (*_LEDGERS, *_TOLD_ELSEWHERE):
            rows += await district.rows(f"SELECT t::text AS row FROM {table} t WHERE tenant_id = $1")
        filings = await district.rows("SELECT filing FROM register_link WHERE tenant_id = $1")
        sent = [each["sent"] for each in (await stage.ledger())["complaints"]]
    assert {(each["nameUser"], each["phoneUser"]) for each in sent} == {(NAME, phone)}, "LAPOR has it"
    told = {
        "log": written.getvalue(),
        "pages and files": "\n".join(said),
        "rows": "\n".join(row["row"] for row in rows),
        "filings": "\n".join(bytes(row["filing"]).decode() for row in filings),
    }
    assert "the run is over" in told["log"] and "/hooks/lapor/" in told["pages and files"]
    person = (phone, phone[1:], phone[3:], NAME, "Lembayung", secret, "kanari-lain")
    assert {(where, canary) for where, text in told.items() for canary in person if canary in text} == set()


async def test_nothing_that_may_stay_secret_leaves_a_trace(
    database_urls: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = a_number()
    async with open_floor(database_urls) as floor, a_lapor(floor.world, (AGENCY, AGENCIES[1])) as stage:
        await stage.join(floor.world.district, AGENCY, paths=Paths(listing="/complaints/incoming"))
        with kept_log(monkeypatch) as written:
            pages = await _run(floor, stage, phone)
            logging.getLogger("integrations.lapor").error("the run is over")
        rows = []
        for table in (*_LEDGERS, *_TOLD_ELSEWHERE):
            found = await floor.world.district.rows(
                f"SELECT t::text AS row FROM {table} t WHERE tenant_id = $1"
            )
            assert found or table in ("register_map",), f"{table} stayed empty: nothing is proved"
            rows += [row["row"] for row in found]
        filings = await floor.world.district.rows("SELECT filing FROM register_link WHERE tenant_id = $1")
        ledger = json.dumps((await stage.ledger())["complaints"])
    log = written.getvalue()
    assert "the run is over" in log, "the log was kept"
    assert len(filings) >= 3 and "Persediaan obat" in pages, "something differs, and stands on the page"
    keys = ("kanari-auth-55f1", "KANARI-TOKEN-77AB")
    person = (NIK, phone, phone[1:], phone[3:], NAME, "Lembayung", HEALTH)
    told = {
        "log": log,
        "pages and files": pages,
        "rows": "\n".join(rows),
        "filings": "\n".join(bytes(row["filing"]).decode() for row in filings),
        "what LAPOR got": ledger,
    }
    found = {(where, canary) for where, text in told.items() for canary in (*keys, *person) if canary in text}
    assert found == set()
