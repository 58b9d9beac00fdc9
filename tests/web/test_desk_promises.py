"""Why a due time is what it is, as an officer reads it."""

from datetime import timedelta

from msgspec.structs import replace

from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind
from helpdesk.replies import service as replies
from helpdesk.sla import service as sla
from helpdesk.sla import store
from helpdesk.sla.hours import LocalDay
from helpdesk.sla.targets import OFFICE
from support.officers import Floor
from tenants.doors import tenant_scope
from tenants.permissions.model import Role


async def test_every_promise_is_told_with_its_rule_and_its_days(floor: Floor) -> None:
    case = await floor.case()
    browser, _ = await floor.officer()
    assert f"cases/{case.number}/promises" in (await browser.get(f"cases/{case.number}")).text
    page = await browser.get(f"cases/{case.number}/promises")
    assert page.status_code == 200
    for words in (
        "Verifikasi",
        "Jawaban pertama",
        "Penyelesaian",
        ">14 hari kerja<",
        "PermenPANRB 62/2018",
    ):
        assert words in page.text
    assert "Yang dihitung (14)" in page.text
    assert ": kantor tutup" in page.text
    english = await browser.get(f"cases/{case.number}/promises?lang=en")
    assert "How due times are counted" in english.text


async def test_a_pause_is_told_with_its_reason_while_it_lasts(floor: Floor) -> None:
    case = await floor.case()
    browser, dewi = await floor.officer()
    book = floor.world.book
    await replies.reply(dewi, case.number, "Poli mana?", book, version=None, then=replies.Then.WAIT)
    page = await browser.get(f"cases/{case.number}/promises")
    assert "sampai sekarang: Jeda – menunggu warga" in page.text


async def test_a_free_day_that_was_added_is_told_and_the_promise_stays(floor: Floor) -> None:
    case = await floor.case()
    browser, _ = await floor.officer()
    tenant_id = floor.world.district.id
    async with tenant_scope(tenant_id) as scope:
        hours = (await store.hours(scope))[OFFICE]
        week = (scope.now.date() + timedelta(days=count) for count in range(1, 8))
        free = tuple(LocalDay(day, "Hari jadi") for day in week)
        await store.put_hours(scope, OFFICE, "Jam layanan", replace(hours, local_days=free))
    sla.forget_office_rules(tenant_id)
    page = await browser.get(f"cases/{case.number}/promises")
    assert "berubah sejak janji ini diberikan" in page.text
    assert ": Hari jadi" in page.text


async def test_a_unit_officer_sees_only_the_promises_of_the_unit_s_cases(floor: Floor) -> None:
    case = await floor.case()
    browser, _ = await floor.officer(Role.UNIT_OFFICER)
    assert (await browser.get(f"cases/{case.number}/promises")).status_code == 404


async def test_the_record_of_a_due_time_and_who_held_the_case_are_told(floor: Floor) -> None:
    case = await floor.case()
    browser, dewi = await floor.officer()
    book = floor.world.book
    await cases.correct(dewi, case.number, kind=CaseKind.INFORMATION, version=None)
    await floor.world.clock.forward(hours=3)
    await replies.reply(dewi, case.number, "Poli mana?", book, version=None, then=replies.Then.WAIT)
    await floor.world.clock.forward(hours=1)
    page = (await browser.get(f"cases/{case.number}/promises")).text
    assert "Riwayat tenggat (3)" in page, "at receipt, by the other kind, and held up by the pause"
    assert "Permintaan informasi · district-1" in page
    shares = page[page.index("Siapa memegang berapa lama") :]
    assert [word in shares for word in ("Meja layanan", ">75%<", "Warga", ">25%<", ">100%<")] == [True] * 5


async def test_a_due_time_that_an_officer_set_is_told_as_such(floor: Floor) -> None:
    case = await floor.case()
    browser, dewi = await floor.officer()
    unit = floor.world.district.units["Sekretariat"]
    due = case.opened_at + timedelta(days=2)
    await cases.dispose(dewi, case.number, unit, "Periksa", version=None, due_at=due)
    assert "Tenggat ini ditetapkan petugas" in (await browser.get(f"cases/{case.number}/promises")).text
