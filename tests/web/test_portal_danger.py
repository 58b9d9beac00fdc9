"""A report that sounds like danger to life: 119 stands first, before sending, after it, and on the tracking page."""

from support.citizen import Citizen, Portal

DANGER = "Ibu saya pingsan di antrean puskesmas dan tidak bernapas, tolong cepat dibantu"
ADVICE = "Telepon 119 sekarang"


async def test_119_comes_first_before_and_after_sending(portal: Portal, citizen: Citizen) -> None:
    check = await citizen.write_report(text=DANGER)
    assert ADVICE in check.html
    assert check.html.index(ADVICE) < check.html.index(DANGER)
    done = await citizen.press(check, "new/complaint/check")
    assert ADVICE in done.html
    assert done.html.index(ADVICE) < done.html.index(done.ticket.number)
    assert await portal.office.value("SELECT danger FROM cases WHERE tenant_id = $1") is True
    report = await citizen.track(done.ticket)
    assert "119 SEKARANG" in report.text


async def test_an_ordinary_report_stays_calm(portal: Portal, citizen: Citizen) -> None:
    check = await citizen.write_report()
    assert ADVICE not in check.html
    done = await citizen.press(check, "new/complaint/check")
    assert ADVICE not in done.html
    assert await portal.office.value("SELECT danger FROM cases WHERE tenant_id = $1") is False
