"""What a citizen hears when a case ends, and how long a text may be that goes out late."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from msgspec.structs import replace

from helpdesk.cases import service as cases
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import ChannelKind
from helpdesk.escalation import service as escalation
from helpdesk.replies import service as replies
from kit.errors import Invalid
from kit.sealing import Sealer
from support.builders import an_opened_case
from support.channel import adapters
from support.world import World
from tenants.permissions.model import Actor

End = Callable[[Actor, str], Awaitable[Any]]


async def _reject(dewi: Actor, number: str) -> None:
    await cases.reject(dewi, number, version=None)


async def _close(dewi: Actor, number: str) -> None:
    await cases.close(dewi, number, version=None)


async def _heard(world: World) -> list[str]:
    """What went out since the last time."""
    await world.work()
    texts: list[str] = world.far_end.texts
    world.far_end.sent = []
    return texts


@pytest.mark.parametrize(("end", "words"), [(_reject, "tindak lanjuti"), (_close, "kami tutup")])
async def test_who_is_refused_or_not_answered_hears_that_it_is_over(
    world: World, end: End, words: str
) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await _heard(world)
    await end(dewi, number)
    [text] = await _heard(world)
    assert number in text and words in text and "/track" in text


async def test_a_duplicate_is_told_with_the_number_of_its_original_in_the_citizens_language(
    world: World,
) -> None:
    dewi = await world.staff(world.district)
    original, number = [await an_opened_case(world) for _ in range(2)]
    await world.district.change("UPDATE contact SET language = 'en' WHERE tenant_id = $1")
    await _heard(world)
    await cases.mark_duplicate(dewi, number, original, version=None)
    [text] = await _heard(world)
    assert number in text and original in text and "same matter" in text


async def test_spam_and_what_was_answered_before_end_in_silence(world: World) -> None:
    dewi = await world.staff(world.district)
    spam, answered = [await an_opened_case(world) for _ in range(2)]
    await cases.resolve(dewi, answered, version=None)
    await _heard(world)
    await cases.close(dewi, answered, version=None)
    await cases.mark_spam(dewi, spam, version=None)
    assert await _heard(world) == []


async def test_an_end_that_was_taken_back_at_once_is_not_told(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await _heard(world)
    await cases.reject(dewi, number, version=None)
    await cases.reopen(dewi, number, version=None)
    [text] = await _heard(world)
    assert "buka kembali" in text


async def test_the_linked_case_of_another_office_ends_without_a_word_from_that_office(world: World) -> None:
    dewi, ratna = await world.staff(world.district), await world.staff(world.province)
    number = await an_opened_case(world)
    await escalation.escalate(dewi, number, world.province.slug, "Rujukan", world.book, version=None)
    await _heard(world)
    mirrored = await world.province.value("SELECT number FROM cases WHERE tenant_id = $1")
    await cases.reject(ratna, mirrored, version=None)
    [text] = await _heard(world)
    assert f"Laporan {number} kembali kami tangani" in text, "its own office tells that it is back"
    said = "SELECT count(*) FROM message WHERE tenant_id = $1 AND direction = 'out'"
    assert await world.province.value(said) == 0


async def test_a_text_that_the_template_cannot_hold_is_refused_before_it_is_queued(world: World) -> None:
    kinds = adapters(world.far_end)
    short = replace(kinds[ChannelKind.WHATSAPP], template_characters=20)
    book = world.book = AccountBook({**kinds, ChannelKind.WHATSAPP: short}, Sealer([b"s" * 32]))
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await _heard(world)
    await replies.reply(dewi, number, "x" * 21, book, version=None, as_template=True)
    await world.clock.forward(hours=25)
    with pytest.raises(Invalid) as refused:
        await replies.reply(dewi, number, "y" * 21, book, version=None, as_template=True)
    assert refused.value.details["fields"] == {"text": "too_long"}
    await replies.reply(dewi, number, "z" * 20, book, version=None, as_template=True)
    await cases.resolve(dewi, number, version=None)
    await world.dispatch(world.district)
    assert await world.district.value("SELECT count(*) FROM delivery WHERE tenant_id = $1") == 4
