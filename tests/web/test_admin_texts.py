"""Canned replies and message templates, as administrators keep them and officers are offered them."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from msgspec.structs import replace

from helpdesk.canned import service as canned
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account
from helpdesk.channels.errors import ChannelError, CredentialsRejected
from helpdesk.channels.model import ChannelKind, RemoteTemplate, TemplateState
from helpdesk.message_templates import service as templates
from kit.errors import Forbidden, Stale
from kit.ids import uuid7
from kit.sealing import Sealer
from kit.settings import Settings
from support.administrators import an_administrator, audited
from support.channel import adapters
from support.officers import Browser, Floor, open_floor
from tenants.permissions.model import Actor, Role


class Remote:
    """A far end that lists templates."""

    def __init__(self) -> None:
        self.lists: list[RemoteTemplate] | ChannelError = []

    async def templates(self, account: Account) -> list[RemoteTemplate]:
        if isinstance(self.lists, ChannelError):
            raise self.lists
        return self.lists


class House(Floor):
    """The pages, with a far end that has templates."""

    remote: Remote


@pytest.fixture
async def house(database_urls: Settings) -> AsyncIterator[House]:
    async with open_floor(database_urls) as floor:
        house = House(floor.world, floor.runtime)
        house.app, house.remote = floor.app, Remote()
        known = adapters(floor.world.far_end)
        known[ChannelKind.WHATSAPP] = replace(known[ChannelKind.WHATSAPP], templates=house.remote)
        floor.runtime.accounts = AccountBook(known, Sealer([b"s" * 32]))
        yield house


@pytest.fixture
async def administrator(house: House) -> tuple[Browser, Actor]:
    return await an_administrator(house)


def listed(name: str, state: TemplateState = TemplateState.APPROVED, **more: object) -> RemoteTemplate:
    fields = {"language": "id", "category": "utility", "body": "Kabar {{1}}: {{2}}", **more}
    return RemoteTemplate(name=name, state=state, **fields)  # type: ignore[arg-type]


async def test_a_reply_is_written_changed_and_retired(
    house: House, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    _, agent = await house.officer()
    page = await browser.get("canned/new")
    typed = {"title": "Jam buka", "text": "Halo {nama}, {kantor} buka pukul 07.30."}
    assert (await browser.send(page, "/canned/new", **typed)).status_code == 303
    [reply] = [each for each in await canned.canned_replies(agent) if each.title == "Jam buka"]
    one = await browser.get(f"canned/{reply.id}")
    assert "Halo Siti Rahmawati, " in one.text, "an example with invented names"
    assert (await browser.send(one, f"/canned/{reply.id}", text="Buka pukul 08.00.")).status_code == 303
    assert (await browser.send(one, f"/canned/{reply.id}", text="Basi")).status_code == 409, (
        "that page is old"
    )
    await browser.send(await browser.get(f"canned/{reply.id}"), "/retire")
    assert reply.id not in {each.id for each in await canned.canned_replies(agent)}
    await browser.send(await browser.get(f"canned/{reply.id}"), "/restore")
    [again] = [each for each in await canned.canned_replies(agent) if each.id == reply.id]
    assert again.text == "Buka pukul 08.00."
    log = await audited(house.world.district)
    assert [each for each in log if each.startswith("canned_reply.")] == [
        f"canned_reply.{act}" for act in ("added", "changed", "retired", "restored")
    ]


async def test_what_a_reply_cannot_hold_is_said(house: House, administrator: tuple[Browser, Actor]) -> None:
    browser, _ = administrator
    page = await browser.get("canned/new")
    for typed, said in (
        ({"title": "A", "text": "Halo {namanya} dan {pin}"}, "{namanya}, {pin}"),
        ({"title": "A", "text": "Halo {nama"}, "kurung kurawal"),
        ({"title": "", "text": "x"}, "Tulis judulnya."),
        ({"title": "y" * 81, "text": "x"}, "paling banyak 80"),
        ({"title": "penutup", "text": "x"}, "Sudah ada balasan aktif"),
        ({"title": "A", "text": "z" * 2001}, "paling banyak 2.000"),
    ):
        answer = await browser.send(page, "/canned/new", **typed)
        assert answer.status_code == 422, typed
        assert said in answer.text, typed


async def test_replies_are_for_those_who_answer_and_kept_by_administrators(
    house: House, administrator: tuple[Browser, Actor]
) -> None:
    _, actor = administrator
    _, agent = await house.officer()
    with pytest.raises(Forbidden):
        await canned.canned_replies(actor)
    reply = (await canned.canned_replies(agent))[0]
    with pytest.raises(Forbidden):
        await canned.change_canned_reply(agent, reply.id, "a", "b", version=1)
    with pytest.raises(Stale) as stale:
        await canned.change_canned_reply(actor, reply.id, "a", "b", version=7)
    assert stale.value.details["current"] == 1
    other = await house.world.staff(house.world.neighbour)
    assert reply.id not in {each.id for each in await canned.canned_replies(other)}


async def test_officers_are_offered_approved_templates_only(
    house: House, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    account = house.world.district.account_id
    _, agent = await house.officer()
    house.remote.lists = [
        listed("kabar"),
        listed("kabar", language="en", body="News {{1}}"),
        listed("menunggu", TemplateState.PENDING),
        listed("poster", plain=False),
        listed("aneh", body="Kabar {{nama}}"),
    ]
    answer = await browser.send(await browser.get("templates"), f"/templates/fetch/{account}")
    assert "3 baru, 0 berubah, 0 tidak ada lagi" in answer.text
    assert "2 dilewati" in answer.text
    offered = await templates.message_templates(agent, account)
    assert [(each.name, each.language, each.variables) for each in offered] == [
        ("kabar", "en", ("1",)),
        ("kabar", "id", ("1", "2")),
    ]
    assert await templates.message_templates(agent, house.world.neighbour.account_id) == ()


async def test_the_remotes_list_wins_but_the_labels_stay(
    house: House, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    account = house.world.district.account_id
    _, agent = await house.officer()
    house.remote.lists = [listed("kabar"), listed("lama")]
    await browser.send(await browser.get("templates"), f"/templates/fetch/{account}")
    [kabar, _] = await templates.message_templates(agent, account)
    page = await browser.get(f"templates/{kabar.id}")
    assert (
        await browser.send(page, f"/templates/{kabar.id}", variables="nomor laporan, isi")
    ).status_code == 303
    assert (await browser.send(page, f"/templates/{kabar.id}", variables="basi")).status_code == 409
    house.remote.lists = [listed("kabar", TemplateState.PAUSED)]
    answer = await browser.send(await browser.get("templates"), f"/templates/fetch/{account}")
    assert "0 baru, 1 berubah, 1 tidak ada lagi" in answer.text
    assert await templates.message_templates(agent, account) == ()
    house.remote.lists = [listed("kabar"), listed("lama")]
    await browser.send(await browser.get("templates"), f"/templates/fetch/{account}")
    offered = {each.name: each.variables for each in await templates.message_templates(agent, account)}
    assert offered == {"kabar": ("nomor laporan", "isi"), "lama": ("1", "2")}
    house.remote.lists = CredentialsRejected("190")
    answer = await browser.send(await browser.get("templates"), f"/templates/fetch/{account}")
    assert "WhatsApp tidak memberikan daftarnya" in answer.text
    assert len(await templates.message_templates(agent, account)) == 2, (
        "an answer that did not come changes nothing"
    )


async def test_a_template_is_entered_by_hand(house: House, administrator: tuple[Browser, Actor]) -> None:
    browser, _ = administrator
    account = str(house.world.district.account_id)
    _, agent = await house.officer()
    page = await browser.get("templates/new")
    good = {"account": account, "name": "kabar_baru", "body": "Kabar {{1}}", "state": "approved"}
    assert (await browser.send(page, "/templates/new", **good)).status_code == 303
    assert [each.name for each in await templates.message_templates(agent, UUID(account))] == ["kabar_baru"]
    foreign = str(house.world.neighbour.account_id)
    for wrong, said in (
        ({"name": "kabar_baru"}, "sudah ada untuk akun ini"),
        ({"name": "Kabar Baru"}, "huruf kecil"),
        ({"body": "Kabar {{2}}"}, "Nomori variabel berurutan"),
        ({"body": "Kabar {{nama}}"}, "Nomori variabel berurutan"),
        ({"body": ""}, "Salin isi templatnya."),
        ({"variables": "a, b"}, "lebih banyak arti"),
        ({"state": "sah"}, "Pilih keadaan"),
        ({"account": foreign}, "Pilih akun"),
        ({"account": str(uuid7())}, "Pilih akun"),
        ({"account": "x"}, "Pilih akun"),
    ):
        answer = await browser.send(page, "/templates/new", **{**good, "name": "lain", **wrong})
        assert answer.status_code == 422, wrong
        assert said in answer.text, wrong


async def test_the_template_that_tells_unit_officers_is_asked_for_until_it_is_approved(
    house: House, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    fetch = f"/templates/fetch/{house.world.district.account_id}"
    for state, asked in ((TemplateState.PENDING, True), (TemplateState.APPROVED, False)):
        house.remote.lists = [listed("colleague_notice", state)]
        await browser.send(await browser.get("templates"), fetch)
        assert ("bila templat bernama colleague_notice" in (await browser.get("templates")).text) is asked


async def test_only_administrators_see_these_pages(house: House) -> None:
    agent, _ = await house.officer(Role.SUPERVISOR)
    agent.desk = agent.desk.replace("/desk/", "/admin/")
    for path in ("canned", "templates", "units", "people", "channels"):
        assert (await agent.get(path)).status_code == 403
    assert (await agent.get("")).headers["location"].endswith("/audit")
