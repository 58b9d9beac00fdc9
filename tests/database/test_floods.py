"""A flood of answers meets the limits that remotes have: all get through, each once, and in their order."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from helpdesk.replies import service as replies
from kit.settings import Settings
from support.builders import a_number
from support.outside import PHONE_ID, Outside, outside
from support.world import World
from tenants.permissions.model import Actor

_NUMBER_OF = (
    "SELECT c.number FROM cases c JOIN conversation v ON v.tenant_id = c.tenant_id AND v.id = c.conversation_id"
    " WHERE c.tenant_id = $1 AND v.address = $2"
)
_STATES = "SELECT DISTINCT state FROM delivery WHERE tenant_id = $1"


@pytest.fixture
async def out(world: World, database_urls: Settings) -> AsyncIterator[Outside]:
    async with outside(world, database_urls) as opened:
        yield opened


async def _citizens(out: Outside, path: str, many: int) -> dict[str, str]:
    """Citizens who write at the same time: their numbers and those of their cases, acknowledged."""
    phones = [a_number() for _ in range(many)]
    for phone in phones:
        await out.order(path, {"from": phone, "text": "Antrean poli gigi selalu penuh"})
    await out.until_heard(many)
    await out.sent()
    return {phone: (await out.world.district.row(_NUMBER_OF, phone))["number"] for phone in phones}


async def _answer_all(out: Outside, officer: Actor, people: dict[str, str], each: int) -> None:
    for place in range(each):
        for number in people.values():
            await replies.reply(officer, number, f"Jawaban {place}", out.world.book, version=None)
    await out.sent()


def _answers(lines: list[dict[str, Any]]) -> list[str]:
    return [line["text"] for line in lines if line["text"].startswith("Jawaban")]


async def test_whatsapp_s_limits_of_an_account_and_of_one_person(out: Outside, officer: Actor) -> None:
    people = await _citizens(out, f"whatsapp/control/{PHONE_ID}/incoming", 6)
    narrow = {"account": {"at_once": 3, "every": 2}, "pair": {"at_once": 2, "every": 15}}
    await out.order("whatsapp/control/limits", {"phone_number_id": PHONE_ID, **narrow})
    await _answer_all(out, officer, people, 5)
    for phone in people:
        shown = await out.ask(f"whatsapp/control/{PHONE_ID}/chats/{phone.removeprefix('+')}")
        assert _answers(shown) == [f"Jawaban {place}" for place in range(5)]
    refused = Counter(each["refused"] for each in (await out.ask("whatsapp/ledger.json"))["sends"])
    assert await out.world.district.rows(_STATES) == [{"state": "sent"}]
    assert refused["130429"] > 0
    assert refused["131056"] > 0


async def test_a_gateway_s_limit(out: Outside, officer: Actor) -> None:
    people = await _citizens(out, "sms/control/dinkes/incoming", 6)
    await out.order("sms/control/limits", {"customer": "dinkes", "account": {"at_once": 3, "every": 20}})
    await _answer_all(out, officer, people, 5)
    for phone in people:
        shown = await out.ask(f"sms/control/dinkes/talks/{phone}")
        assert _answers(shown) == [f"Jawaban {place}" for place in range(5)]
    answered = Counter(each["answered"] for each in (await out.ask("sms/ledger.json"))["sends"])
    assert await out.world.district.rows(_STATES) == [{"state": "sent"}]
    assert answered["too fast"] > 0
