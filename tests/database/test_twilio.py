"""An office whose SMS go through Twilio, over HTTP in both directions: what comes, what goes, what is lost between."""

from collections.abc import AsyncIterator

import pytest

from helpdesk.replies import service as replies
from kit.settings import Settings
from support.builders import a_number
from support.outside import Outside, outside, until_true
from support.world import World
from tenants.permissions.model import Actor

SID = "AC0123456789abcdef0123456789abcdef"
_STATES = "SELECT state FROM delivery WHERE tenant_id = $1 ORDER BY created_at, id"


@pytest.fixture
async def out(world: World, database_urls: Settings) -> AsyncIterator[Outside]:
    async with outside(world, database_urls, sid=SID) as opened:
        yield opened


async def _a_case(out: Outside, phone: str) -> str:
    """A citizen writes; answers the number that the acknowledgement tells."""
    await out.order("sms/control/dinkes/incoming", {"from": phone, "text": "Antrean poli gigi selalu penuh"})
    await out.until_heard(1)
    await out.sent()
    number: str = await out.world.district.value("SELECT number FROM cases WHERE tenant_id = $1")
    return number


async def _become(out: Outside, *states: str) -> None:
    """Wait until reports have made the deliveries so."""

    async def now() -> list[str]:
        while await out.world.take_in(out.world.district):
            pass
        return [row["state"] for row in await out.world.district.rows(_STATES)]

    await until_true(now, list(states))


async def test_a_case_comes_by_sms_and_its_answer_is_delivered(out: Outside, officer: Actor) -> None:
    phone = a_number()
    number = await _a_case(out, phone)
    await _become(out, "delivered")
    await replies.reply(officer, number, "Dokter gigi kembali Jumat.", out.world.book, version=None)
    await out.sent()
    await _become(out, "delivered", "delivered")
    theirs, acknowledged, answered = await out.ask(f"sms/control/dinkes/talks/{phone}")
    assert theirs["from_citizen"]
    assert "PIN" in acknowledged["text"]
    assert answered["text"] == "Dokter gigi kembali Jumat."

    async def heard() -> set[int]:
        return {each["status"] for each in (await out.ask("sms/ledger.json"))["hooks"]}

    await until_true(heard, {200})


@pytest.mark.parametrize("fault", ["drop_response_after_accept", "answer_500_after_accept"])
async def test_a_lost_answer_is_settled_by_its_report_and_nothing_is_sent_twice(
    out: Outside, officer: Actor, fault: str
) -> None:
    phone = a_number()
    number = await _a_case(out, phone)
    await out.order("sms/control/faults", {"customer": "dinkes", fault: 1})
    await replies.reply(officer, number, "Bawa buku KIA.", out.world.book, version=None)
    await out.world.send(out.world.district)
    await _become(out, "delivered", "delivered")
    texts = [line["text"] for line in await out.ask(f"sms/control/dinkes/talks/{phone}")]
    assert texts.count("Bawa buku KIA.") == 1


async def test_an_sms_that_does_not_arrive_fails_with_its_reason(out: Outside, officer: Actor) -> None:
    number = await _a_case(out, a_number())
    await out.order("sms/control/faults", {"customer": "dinkes", "fails": 1})
    await replies.reply(officer, number, "Sedang kami tanyakan.", out.world.book, version=None)
    await out.sent()
    await _become(out, "delivered", "failed")
    failed = await out.world.district.row(
        "SELECT error_code, remote_code FROM delivery WHERE tenant_id = $1 AND state = 'failed'"
    )
    assert failed == {"error_code": "recipient_unreachable", "remote_code": "30003"}


async def test_a_flood_gets_through_twilio_s_limit(out: Outside, officer: Actor) -> None:
    phone = a_number()
    number = await _a_case(out, phone)
    await out.order("sms/control/limits", {"customer": "dinkes", "account": {"at_once": 2, "every": 30}})
    said = [f"Jawaban {place}" for place in range(6)]
    for text in said:
        await replies.reply(officer, number, text, out.world.book, version=None)
    await out.sent()
    shown = [line["text"] for line in await out.ask(f"sms/control/dinkes/talks/{phone}")]
    assert shown[2:] == said
    assert any(each["answered"] == "too fast" for each in (await out.ask("sms/ledger.json"))["sends"])
