"""The simulated exchange: a person rings, answers and hangs up on its pages, and the adapter takes what it tells."""

import re
from typing import Any
from uuid import UUID

import httpx
from litestar import Litestar

from helpdesk.channels.calls import CallArrived, CallOutcome, CallStep
from helpdesk.channels.contract import Account, HookRequest
from helpdesk.channels.errors import SignatureWrong
from helpdesk.channels.model import ChannelKind
from integrations.phone.adapter import phone
from integrations.phone.settings import PhoneSettings
from integrations.phone.simulator.model import SimulatedLine
from integrations.phone.simulator.router import simulator
from kit.simulator.model import Pace
from support.phone_script import NOW, SECRET
from support.sms_stage import NOW as MOMENT
from support.whatsapp_stage import received, served, until

PACE = Pace(held_back=0.05, first_retry=0.02, longest_retry=0.1, tries=20)
ACCOUNT = Account(
    id=UUID(int=1),
    kind=ChannelKind.PHONE,
    address="+62285390199",
    settings=PhoneSettings(line_number="+62285390199", call_secret=SECRET),
)


class Hook:
    """What our door does with a call: check, parse, answer."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.refused = 0

    async def answer(self, scope: Any, receive: Any, send: Any) -> None:
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        call = HookRequest(headers=headers, query={}, body=await received(receive))
        listener, status = phone(lambda: float(NOW)).listener, 200
        assert listener
        try:
            listener.verify(call, ACCOUNT)
            self.heard += [each.arrival for each in listener.arrivals(call, ACCOUNT)]
        except SignatureWrong:
            self.refused, status = self.refused + 1, 401
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def test_a_person_plays_the_exchange_on_its_pages_without_scripts() -> None:
    hook = Hook()

    async def application(scope: Any, receive: Any, send: Any) -> None:  # uvicorn knows functions only
        await hook.answer(scope, receive, send)

    async with served(application) as base:
        line = SimulatedLine(
            id="dinkes", number=ACCOUNT.address, name="Telepon <Dinkes>", secret=SECRET, hook_url=base
        )
        app: Any = Litestar(
            [simulator([line], lambda: MOMENT, lambda: float(NOW), pace=PACE)], openapi_config=None
        )
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://s", follow_redirects=True) as http:
            page = (await http.get("/phone/")).text
            assert "Telepon &lt;Dinkes&gt;" in page
            nobody = await http.post("/phone/dinkes/ring", data={"number": ""})
            assert "Tulis nomor penelepon" in nobody.text
            call = await http.post("/phone/dinkes/ring", data={"number": "0812 0000 0101"})
            for act in ("answer", "answer", "end", "busy", "record", "record"):
                call = await http.post(f"{call.url.path}/go", data={"act": act})
            await until(lambda: len(hook.heard) == 4)
            heard = {each.step: each for each in hook.heard}
            assert set(heard) == set(CallStep), "each once, in whatever order they came"
            assert {each.caller for each in hook.heard if isinstance(each, CallArrived)} == {"+6281200000101"}
            assert heard[CallStep.ENDED].outcome is CallOutcome.ANSWERED
            assert heard[CallStep.RINGING].at == MOMENT
            assert len(re.findall("<li>", (await http.get(f"{call.url.path}/told")).text)) == 4
            assert "Telephone simulator" in (await http.get("/phone/?lang=en")).text
            await http.post("/phone/dinkes/ring", data={"hidden": "1"})
            await until(lambda: len(hook.heard) == 5)
            assert (hook.heard[4].caller, hook.heard[4].written) == ("", "")
            stranger = await http.post(
                "/phone/dinkes/ring", data={"number": "119"}, headers={"sec-fetch-site": "cross-site"}
            )
            assert stranger.status_code == 403
            for how in ({"forged": True}, {"old": 600}):
                told = {"events": [{"call": "x", "event": "ringing"}], **how}
                await http.post("/phone/control/dinkes/events", json=told)
            await until(lambda: hook.refused == 2)
            assert not [each for each in hook.heard if each.call_id == "x"]
            assert len((await http.get("/phone/ledger.json")).json()["hooks"]) == 7
