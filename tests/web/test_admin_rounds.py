"""The plan of rounds in the administration."""

import httpx
import pytest

from support.administrators import audited
from support.officers import BASE, Browser, Floor, Form
from support.rounds import first_morning, go_to, keep, newest, rounds_of
from tenants.permissions.model import Actor, Role


async def _send(
    browser: Browser, weekdays: tuple[str, ...] = ("0", "1", "2"), **typed: str
) -> httpx.Response:
    form = Form((await browser.get("rounds")).text, "/rounds")
    fields = {**form.fields, **typed, "weekdays": list(weekdays)}
    return await browser.http.post(form.action, data=fields, headers={"origin": BASE})


async def _plan(floor: Floor) -> tuple[int, str, bool]:
    row = await floor.world.district.row("SELECT version, plan, active FROM round_plan WHERE tenant_id = $1")
    return row["version"], row["plan"], row["active"]


async def test_a_district_begins_with_three_rounds_a_day(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    form = Form((await browser.get("rounds")).text, "/rounds").fields
    assert (form["starts"], form["reminders"], form["version"]) == ("06.00, 14.00, 22.00", "60, 15", "1")
    assert [form[f"line-{place}-name"] for place in (1, 2, 3, 4)] == ["Instagram", "Facebook", "Loket", ""]
    others = "SELECT count(*) FROM round_plan WHERE tenant_id = $1"
    assert await floor.world.ministry.value(others) == await floor.world.province.value(others) == 0


async def test_a_plan_is_changed_and_lines_are_moved_added_and_removed(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    typed = {
        "starts": "8.00 20:00",
        "reminders": "30",
        "skip_national": "1",
        "line-1-order": "9",
        "line-2-name": "",
        "line-4-name": "X (Twitter)",
        "line-4-channel": "social_media",
    }
    answer = await _send(browser, **typed)
    assert answer.status_code == 303
    page = (await browser.get("rounds?done=saved")).text
    assert "Rencana putaran disimpan." in page
    assert "08.00–20.00" in page
    assert "20.00–08.00" in page
    form = Form(page, "/rounds").fields
    assert [form[f"line-{place}-name"] for place in (1, 2, 3)] == ["Loket", "X (Twitter)", "Instagram"]
    version, _, active = await _plan(floor)
    assert (version, active) == (2, True)
    assert (await audited(floor.world.district))[-1] == "rounds.planned"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"starts": ""}, "Tulis jam mulai setiap putaran."),
        ({"starts": "25.00"}, "Jam mulai tidak terbaca."),
        ({"starts": "06.00, 06.20"}, "paling sedikit 60 menit"),
        ({"reminders": "satu jam"}, "Tulis menitnya dengan angka."),
        ({"reminders": "600"}, "lebih pendek daripada putaran"),
        ({"line-4-name": "Loket"}, "Dua baris bernama sama."),
        ({"line-4-name": "A", "line-4-channel": "whatsapp"}, "Pilih kanal untuk setiap baris."),
    ],
)
async def test_a_plan_that_cannot_be_is_refused_by_its_field(
    floor: Floor, administrator: tuple[Browser, Actor], typed: dict[str, str], words: str
) -> None:
    browser, _ = administrator
    before = await _plan(floor)
    answer = await _send(browser, **typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert (await _send(browser, ())).status_code == 422
    assert await _plan(floor) == before


async def test_two_administrators_do_not_overwrite_each_other(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    old = Form((await browser.get("rounds")).text, "/rounds").fields
    await _send(browser, starts="07.00")
    fields = {**old, "starts": "09.00", "weekdays": ["0"]}
    answer = await browser.http.post(f"{browser.desk}/rounds", data=fields, headers={"origin": BASE})
    assert answer.status_code == 409
    assert "baru saja diubah orang lain" in answer.text
    assert Form(answer.text, "/rounds").fields["starts"] == "07.00"
    stopped = await browser.http.post(f"{browser.desk}/rounds/stop", data=old, headers={"origin": BASE})
    assert stopped.status_code == 409


async def test_the_running_round_keeps_its_end_and_the_new_plan_follows(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    look = await first_morning(floor.world)
    await floor.world.clock.forward(hours=2)
    await _send(browser, ("0", "1", "2", "3", "4", "5", "6"), starts="00.00, 12.00, 18.00")
    await keep(floor.world)
    assert (await newest(floor.world.district)).ends_at == look.ends_at
    await go_to(floor.world, 18, 1)
    await keep(floor.world)
    found = await rounds_of(floor.world.district)
    assert len(found) == 2, "the one at noon would have begun inside the running one"
    assert found[1].begins_at.hour == 11, "18.00 WIB"


async def test_rounds_are_stopped_and_begun_again(floor: Floor, administrator: tuple[Browser, Actor]) -> None:
    browser, _ = administrator
    await first_morning(floor.world)
    answer = await browser.send(await browser.get("rounds"), "/stop")
    assert answer.status_code == 303
    await floor.world.clock.forward(days=3)
    await keep(floor.world)
    assert len(await rounds_of(floor.world.district)) == 1
    agent, _ = await floor.officer()
    assert 'class="round"' not in (await agent.get("cases")).text
    assert "Mulai putaran pantau" in (await browser.get("rounds")).text
    await _send(browser, ("0", "1", "2", "3", "4", "5", "6"))
    await floor.world.clock.forward(days=1)
    await keep(floor.world)
    assert len(await rounds_of(floor.world.district)) in (4, 5)


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.UNIT_OFFICER])
async def test_only_administrators_set_the_plan(floor: Floor, role: Role) -> None:
    browser, _ = await floor.officer(role)
    path = browser.desk.replace("/desk/", "/admin/") + "/rounds"
    assert (await browser.http.get(path)).status_code == 403
