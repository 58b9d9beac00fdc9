"""The office's topics, as its administrators keep them."""

import asyncio

import pytest

from admin.offices.beginnings import TOPICS
from helpdesk.topics import rules
from helpdesk.topics import service as topics
from kit.errors import Conflict, Forbidden, Invalid, Missing, Stale
from kit.ids import uuid7
from support.administrators import audited
from support.officers import Browser, Floor
from tenants.permissions.model import Actor


async def _names(actor: Actor) -> list[str]:
    return [each.name for each in await topics.all_topics(actor) if each.active]


async def test_an_office_begins_with_topics(administrator: tuple[Browser, Actor]) -> None:
    assert await _names(administrator[1]) == list(TOPICS)


async def test_a_topic_is_added_renamed_moved_and_retired(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, actor = administrator
    added = await browser.does("topics/new", "/topics/new", name="  Vektor  dan DBD ")
    assert "Topik ditambahkan" in added.text
    assert (await _names(actor))[-1] == "Vektor dan DBD"
    topic = (await topics.all_topics(actor))[-1]
    await browser.does(f"topics/{topic.id}", f"/topics/{topic.id}", name="DBD dan malaria")
    await browser.does("topics", f"/topics/{topic.id}/raise")
    assert (await _names(actor))[-2:] == ["DBD dan malaria", "Lainnya"]
    await browser.does(f"topics/{topic.id}", "/retire")
    assert "DBD dan malaria" not in await _names(actor)
    await browser.does(f"topics/{topic.id}", "/restore")
    assert "DBD dan malaria" in await _names(actor)
    log = [each for each in await audited(floor.world.district) if each.startswith("topic.")]
    assert log == [f"topic.{act}" for act in ("added", "changed", "changed", "retired", "restored")]


async def test_what_a_topic_cannot_be_called_is_said(administrator: tuple[Browser, Actor]) -> None:
    browser, actor = administrator
    page = await browser.get("topics/new")
    for name, said in (
        (" ", "Tulis nama topiknya."),
        ("x" * 61, "paling banyak 60"),
        ("obat DAN  vaksin", "Sudah ada topik dengan nama itu."),
    ):
        answer = await browser.send(page, "/topics/new", name=name)
        assert answer.status_code == 422, name
        assert said in answer.text, name
    first, second = (await topics.all_topics(actor))[:2]
    one = await browser.get(f"topics/{first.id}")
    assert (await browser.send(one, f"/topics/{first.id}", name=second.name)).status_code == 422
    assert await _names(actor) == list(TOPICS)


async def test_two_administrators_do_not_overwrite_each_other(administrator: tuple[Browser, Actor]) -> None:
    browser, actor = administrator
    topic = (await topics.all_topics(actor))[0]
    page = await browser.get(f"topics/{topic.id}")
    await topics.rename_topic(actor, topic.id, "Layanan puskesmas", version=topic.version)
    answer = await browser.send(page, f"/topics/{topic.id}", name="Puskesmas")
    assert answer.status_code == 409
    assert "Orang lain baru saja mengubah topik ini" in answer.text
    assert (await _names(actor))[0] == "Layanan puskesmas"
    with pytest.raises(Stale):
        await topics.retire_topic(actor, topic.id, version=topic.version)


async def test_of_two_who_add_the_same_name_at_once_one_is_told(administrator: tuple[Browser, Actor]) -> None:
    _, actor = administrator
    done = await asyncio.gather(*(topics.add_topic(actor, "Gizi") for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(each, Invalid) for each in done) == 3
    assert (await _names(actor)).count("Gizi") == 1


async def test_a_name_may_be_given_again_once_its_topic_is_retired(
    administrator: tuple[Browser, Actor],
) -> None:
    browser, actor = administrator
    old = (await topics.all_topics(actor))[0]
    await topics.retire_topic(actor, old.id, version=old.version)
    await topics.add_topic(actor, old.name)
    answer = await browser.send(await browser.get(f"topics/{old.id}"), "/restore")
    assert answer.status_code == 422
    assert "Sudah ada topik dengan nama itu." in answer.text


async def test_a_list_of_topics_stays_short(administrator: tuple[Browser, Actor]) -> None:
    browser, actor = administrator
    for place in range(rules.MOST - len(TOPICS)):
        await topics.add_topic(actor, f"Perihal {place}")
    with pytest.raises(Conflict):
        await topics.add_topic(actor, "Satu lagi")
    answer = await browser.send(await browser.get("topics/new"), "/topics/new", name="Satu lagi")
    assert answer.status_code == 409
    assert "Sudah ada 50 topik" in answer.text


async def test_topics_are_read_by_officers_and_kept_by_administrators(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    _, actor = administrator
    browser, agent = await floor.officer()
    topic = (await topics.topics_to_read(agent))[0]
    assert (await browser.get(f"/admin/{floor.world.district.slug}/topics")).status_code == 403
    for act in (
        topics.add_topic(agent, "Gizi"),
        topics.rename_topic(agent, topic.id, "Gizi", version=1),
        topics.raise_topic(agent, topic.id),
        topics.retire_topic(agent, topic.id, version=1),
        topics.all_topics(agent),
        topics.topic(agent, topic.id),
    ):
        with pytest.raises(Forbidden):
            await act
    with pytest.raises(Missing):
        await topics.topic(actor, uuid7())
    stranger = await floor.world.staff(floor.world.neighbour)
    assert topic.id not in {each.id for each in await topics.topics_to_read(stranger)}
