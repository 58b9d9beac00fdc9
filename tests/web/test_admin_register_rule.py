"""What an office files by itself, on its page; and the citizen's word, on the case's."""

from helpdesk.topics import service as topics
from support.administrators import an_administrator
from support.officers import Floor
from tenants.permissions.model import Role

_RULE = "SELECT active, kinds, topics, version FROM register_rule WHERE tenant_id = $1"


async def test_the_rule_is_off_until_an_administrator_turns_it_on(floor: Floor) -> None:
    browser, admin = await an_administrator(floor)
    topic_id = await topics.add_topic(admin, "Antrean poli gigi")
    overview = await browser.get("lapor")
    assert "Mendaftarkan sendiri" in overview.text and "Mati" in overview.text
    assert await floor.world.district.rows(_RULE) == []
    nothing = await browser.send(await browser.get("lapor/rule"), "/rule", active="1")
    assert (nothing.status_code, "Pilih sedikitnya satu jenis kasus." in nothing.text) == (422, True)
    done = await browser.does("lapor/rule", "/rule", active="1", kinds="complaint", topics=str(topic_id))
    assert "Aturan disimpan." in done.text
    assert await floor.world.district.rows(_RULE) == [
        {"active": True, "kinds": ["complaint"], "topics": [topic_id], "version": 1}
    ]
    old = await browser.get("lapor/rule")
    await browser.does("lapor/rule", "/rule", active="1", kinds="aspiration")
    late = await browser.send(old, "/rule", kinds="complaint")
    assert (late.status_code, "Orang lain baru saja mengubah" in late.text) == (409, True)
    agent, _ = await floor.officer(Role.AGENT)
    address = f"/admin/{floor.world.district.slug}/lapor/rule"
    assert (await agent.get(address)).status_code == 403


async def test_the_citizens_word_is_noted_on_the_case_and_stands_in_its_history(floor: Floor) -> None:
    browser, agent = await floor.officer()
    case = await floor.case()
    page = f"cases/{case.number}/consent"
    empty = await browser.send(await browser.get(page), "/consent")
    assert (empty.status_code, "Pilih apa jawaban warga." in empty.text) == (422, True)
    silent = await browser.send(await browser.get(page), "/consent", given="yes")
    assert (silent.status_code, "Tulis bagaimana warga menjawab." in silent.text) == (422, True)
    done = await browser.does(page, "/consent", given="yes", how="lewat telepon pukul 10")
    assert "warga setuju" in done.text
    again = await browser.get(page)
    assert agent.name in again.text and "lewat telepon pukul 10" in again.text
