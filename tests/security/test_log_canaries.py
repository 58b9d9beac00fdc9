"""A whole journey is logged, and nothing of what anybody wrote, is called or may keep secret stands in it."""

import json
import logging
from io import StringIO

import structlog

from helpdesk.cases.numbers import pin
from helpdesk.channels.errors import MessageRejected, OutcomeUnknown
from helpdesk.channels.model import DeliveryProgress
from helpdesk.replies import service as replies
from kit.settings import Settings
from support.builders import a_message, a_number, a_status, an_opened_case
from support.channel import refusing
from support.world import PIN_KEY, small_world

TEXT, NAME = "Obat HIV saya habis", "Siti Rahmawati"


async def test_a_journey_with_faults_logs_ids_and_codes_only(
    database_urls: Settings, written: StringIO
) -> None:
    phone = a_number()
    async with small_world(database_urls) as world:
        number = await an_opened_case(world, phone=phone, text=TEXT)
        case_id = await world.district.value("SELECT id FROM cases WHERE tenant_id = $1")
        world.far_end.answers = [
            ValueError(f"{phone} {TEXT} rahasia"),
            refusing(MessageRejected),
            OutcomeUnknown(),
        ]
        dewi = await world.staff(world.district)
        for _ in range(3):
            await world.send(world.district)
            await replies.reply(dewi, number, f"{TEXT}, {NAME}", world.book, version=None)
        await world.arrive(world.district, a_message(phone, TEXT, external_id="wamid.poison"))
        await world.district.change(
            "UPDATE inbox_entry SET arrival = $2 WHERE tenant_id = $1 AND external_id = 'wamid.poison'",
            json.dumps({"type": "message", "text": TEXT, "from": phone}).encode(),
        )
        await world.arrive(world.district, a_status("wamid.x", DeliveryProgress.READ, recipient=phone))
        await world.take_in(world.district)
        digits = pin(PIN_KEY, world.district.id, case_id, 1)
    try:
        raise ValueError(f"{TEXT} {phone}")
    except ValueError:
        logging.getLogger("somebody.else").exception("not delivered to %s", phone)
        structlog.get_logger().exception("work_failed", tenant=1)
    said = written.getvalue()
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert {"adapter_fault", "intake_entry_failed", "work_failed"} <= {line["event"] for line in lines}
    assert len(lines) == len(said.splitlines()), "every line is one JSON object"
    for canary in (TEXT, NAME, phone, phone[1:], "rahasia", digits, "postgresql://"):
        assert canary not in said, canary
