"""What an office says of itself: how fast it answers, never of so few that one could be known; and privacy."""

from datetime import timedelta

from helpdesk.cases.model import CaseKind
from helpdesk.intake.hand import Filing, open_in_portal
from helpdesk.portal import speed
from helpdesk.replies import service as replies
from support.citizen import Portal
from tenants.permissions.model import Actor, ActorKind


async def _file(portal: Portal, count: int, kind: CaseKind) -> list[str]:
    citizen, book = Actor(tenant_id=portal.office.id, kind=ActorKind.CITIZEN), portal.runtime.accounts
    filed = []
    for number in range(count):
        filing = Filing(kind=kind, text=f"laporan {number}")
        filed.append((await open_in_portal(citizen, filing, (), book, key=f"{kind}-{number}")).number)
    return filed


async def test_figures_of_a_month_by_kind_and_never_of_few(portal: Portal) -> None:
    officer = await portal.world.staff(portal.office)
    complaints = await _file(portal, 12, CaseKind.COMPLAINT)
    await _file(portal, 9, CaseKind.ASPIRATION)
    await portal.world.clock.forward(minutes=30)
    for number in complaints[:6]:
        await replies.reply(officer, number, "Kami tambah loket.", portal.runtime.accounts, version=None)
    await portal.world.clock.forward(minutes=60)
    for number in complaints[6:]:
        await replies.reply(officer, number, "Kami tambah loket.", portal.runtime.accounts, version=None)
    speed.forget(portal.office.id)
    figures = {each.kind: each for each in await speed.speed_of(portal.office.id)}
    whole, complaint = figures[None], figures[CaseKind.COMPLAINT]
    assert (whole.cases, complaint.cases) == (21, 12)
    assert complaint.median
    assert timedelta(minutes=59) < timedelta(seconds=complaint.median) < timedelta(minutes=70)
    assert complaint.kept == 100
    assert (figures[CaseKind.ASPIRATION].cases, figures[CaseKind.ASPIRATION].kept) == (None, None)
    page = await portal.citizen().open("service")
    assert "Semua laporan Laporan 21" in page.text
    assert page.text.count("Belum cukup data: kurang dari 10 laporan.") == 3
    assert "100 dari 100" in (await portal.citizen().open("")).text


async def test_missed_promises_count_and_old_reports_do_not(portal: Portal) -> None:
    await _file(portal, 10, CaseKind.COMPLAINT)
    await portal.world.clock.forward(days=4)
    speed.forget(portal.office.id)
    whole, *_ = await speed.speed_of(portal.office.id)
    assert (whole.cases, whole.median, whole.kept) == (10, None, 0)
    await portal.world.clock.forward(days=27)
    speed.forget(portal.office.id)
    whole, *_ = await speed.speed_of(portal.office.id)
    assert whole.cases is None


async def test_an_office_with_few_reports_says_so(portal: Portal) -> None:
    assert "Belum cukup data dari 30 hari terakhir." in (await portal.citizen().open("")).text


async def test_figures_are_counted_at_most_every_ten_minutes(portal: Portal) -> None:
    speed.forget(portal.office.id)
    first = await speed.speed_of(portal.office.id)
    await _file(portal, 10, CaseKind.COMPLAINT)
    assert await speed.speed_of(portal.office.id) is first


async def test_every_page_leads_to_what_becomes_of_ones_data(portal: Portal) -> None:
    citizen = portal.citizen()
    for path in ("", "track", "new/complaint/text", "service"):
        assert f'href="/t/{portal.office.slug}/privacy"' in (await citizen.open(path)).html
    page = await citizen.open("privacy")
    assert "Undang-Undang Nomor 27 Tahun 2022" in page.text
    assert 'content="noindex"' not in page.html
