"""News that wait for the morning, at the desk: seen, and sent at once by whoever may answer."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from helpdesk.cases import service as cases
from helpdesk.channels.model import UNKNOWN_TIME
from helpdesk.delivery import quiet
from helpdesk.delivery.model import QuietHours
from support.officers import Floor
from support.people import Person, a_person
from tenants.doors import tenant_scope
from tenants.permissions.model import Role

_ZONE = ZoneInfo("Asia/Jakarta")


@pytest.fixture
async def siti(floor: Floor) -> Person:
    """Somebody whose case the office will not work on; at ten in the evening she has not heard it yet."""
    world = floor.world
    now = (await world.district.value("SELECT sahut_now() WHERE $1 > 0")).astimezone(_ZONE)
    evening = datetime.combine(now.date() + timedelta(days=1), time(22), tzinfo=_ZONE)
    await world.clock.forward(seconds=(evening - now).total_seconds())
    async with tenant_scope(world.district.id) as scope:
        await quiet.put(scope, QuietHours(version=1))
    person = await a_person(world, at=UNKNOWN_TIME)
    await world.work()
    await cases.reject(await world.staff(world.district), person.number, version=None)
    await world.work()
    return person


def _told(floor: Floor) -> int:
    return len([text for text in floor.world.far_end.texts if "tidak dapat kami tindak lanjuti" in text])


async def test_it_is_sent_now_by_one_press_and_the_history_says_by_whom(floor: Floor, siti: Person) -> None:
    browser, officer = await floor.officer()
    page = await browser.get(f"cases/{siti.number}")
    assert "menunggu pagi" in page.text
    assert "Kirim sekarang" in page.text
    assert _told(floor) == 0
    done = await browser.does(f"cases/{siti.number}", "/early")
    assert "Pesan dikirim sekarang, tanpa menunggu pagi." in done.text
    assert "Pesan otomatis dikirim tanpa menunggu pagi" in done.text
    assert f"<b>{officer.name}</b> · Pesan otomatis" in done.text
    await floor.world.work()
    assert _told(floor) == 1
    twice = await browser.send(page, "/early")
    assert twice.status_code == 409
    assert "Pesan itu tidak menunggu pagi lagi" in twice.text
    await floor.world.work()
    assert _told(floor) == 1
    assert "Kirim sekarang" not in (await browser.get(f"cases/{siti.number}")).text


async def test_who_may_not_answer_sees_that_it_waits_and_no_button(floor: Floor, siti: Person) -> None:
    reader, _ = await floor.officer(Role.HEAD)
    page = await reader.get(f"cases/{siti.number}")
    assert "menunggu pagi" in page.text
    assert "Kirim sekarang" not in page.text
    officer, _ = await floor.officer()
    asked = await officer.send(await officer.get(f"cases/{siti.number}"), "/early", _csrf_token="x")
    assert asked.status_code == 403, "nobody else's page presses it"
    assert _told(floor) == 0
