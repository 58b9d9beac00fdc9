"""A remote that sends signed webhooks, writes down what it did, and repeats what was not acknowledged.

A line is written before each sending and after each answer, so that what must be kept is known whatever dies.
"""

import asyncio
import hashlib
import hmac
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx2
import msgspec

from support.wires import trusted

AT_ONCE = 8
FIRST_PAUSE, LONGEST_PAUSE = 0.3, 3.0
"""Seconds between tries; Meta is more patient, a test is not."""

Account = Mapping[str, Any]
"""One of the accounts of `sahut demo --json`."""


def signature(account: Account, raw: bytes) -> str:
    """The value of Meta's header for these bytes."""
    return "sha256=" + hmac.new(account["app_secret"].encode(), raw, hashlib.sha256).hexdigest()


def signed(account: Account, raw: bytes) -> dict[str, str]:
    """The headers of a genuine call."""
    return {"content-type": "application/json", "x-hub-signature-256": signature(account, raw)}


def text_message(message_id: str, sender: str, text: str, at: float | None = None) -> dict[str, Any]:
    """One message as Meta writes it."""
    moment = str(int(time.time() if at is None else at))
    return {"from": sender, "id": message_id, "timestamp": moment, "type": "text", "text": {"body": text}}


def change(account: Account, *messages: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a body that concerns one number."""
    senders = {str(message.get("from", "")): {"profile": {"name": "Warga Uji"}} for message in messages}
    metadata = {"phone_number_id": account["phone_number_id"], "display_phone_number": account["address"][1:]}
    value = {
        "messaging_product": "whatsapp",
        "metadata": metadata,
        "contacts": [card | {"wa_id": sender} for sender, card in senders.items()],
        "messages": list(messages),
    }
    return {"field": "messages", "value": value}


def body(account: Account, *changes: Mapping[str, Any]) -> bytes:
    """A whole webhook body of this account's business."""
    entry = {"id": account["waba_id"], "changes": list(changes)}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """One call to be made."""

    account: Account
    message_id: str
    sender: str
    raw: bytes


def webhooks(accounts: Sequence[Account], count: int, *, repeats: float, seed: int) -> list[Webhook]:
    """So many calls of which a share repeats an earlier one; every fourth citizen writes more than once."""
    chance = random.Random(seed)
    made: list[Webhook] = []
    for number in range(count):
        if made and chance.random() < repeats:
            made.append(chance.choice(made))
            continue
        account = accounts[number % len(accounts)]
        known = [each.sender for each in made[-80:] if each.account is account]
        sender = chance.choice(known) if known and chance.random() < 0.25 else f"62812{seed:02}{number:06}"
        message = text_message(f"wamid.drill.{seed}.{number}", sender, f"Antrean penuh, laporan ke-{number}")
        raw = body(account, change(account, message))
        made.append(Webhook(account=account, message_id=message["id"], sender=sender, raw=raw))
    return made


class Driver(threading.Thread):
    """Sends webhooks at a steady rate, in a thread of its own, until all are acknowledged."""

    def __init__(self, calls: Sequence[Webhook], *, rate: float, ledger: Path) -> None:
        super().__init__(name="driver", daemon=True)
        self.acknowledged: Counter[str] = Counter()
        """How often each message was acknowledged."""
        self.answers: Counter[int] = Counter()
        """How often each status was answered; 0 where there was no answer."""
        self.slowest = 0.0
        """Seconds from the first try of a webhook to its acknowledgement, at worst."""
        self.fault: BaseException | None = None
        self._calls = calls
        self._rate = rate
        self._ledger = ledger.open("x", encoding="utf-8")
        self._give_up = False

    def run(self) -> None:
        try:
            asyncio.run(self._drive())
        except BaseException as fault:
            self.fault = fault
        finally:
            self._ledger.close()

    def finish(self, seconds: float) -> None:
        """Wait until every webhook is acknowledged; an error when that takes longer."""
        self.join(seconds)
        late = self.is_alive()
        self._give_up = True
        self.join(10)
        if self.fault is not None:
            raise self.fault
        assert not late, f"not all were acknowledged {seconds:g} s later: {dict(self.answers)}"

    async def _drive(self) -> None:
        slots, started = asyncio.Semaphore(AT_ONCE), time.monotonic()
        async with (
            httpx2.AsyncClient(timeout=30, trust_env=False, verify=trusted()) as http,
            asyncio.TaskGroup() as group,
        ):
            for number, call in enumerate(self._calls):
                await asyncio.sleep(started + number / self._rate - time.monotonic())
                group.create_task(self._deliver(http, slots, call))

    async def _deliver(self, http: httpx2.AsyncClient, slots: asyncio.Semaphore, call: Webhook) -> None:
        pause, begun = FIRST_PAUSE, time.monotonic()
        while not self._give_up:
            async with slots:
                status = await self._try(http, call)
            if 200 <= status < 300:
                self.acknowledged[call.message_id] += 1
                self.slowest = max(self.slowest, time.monotonic() - begun)
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _try(self, http: httpx2.AsyncClient, call: Webhook) -> int:
        self._write("sending", call.message_id)
        headers = signed(call.account, call.raw)
        try:
            answer = await http.post(call.account["hook"], content=call.raw, headers=headers)
            status = answer.status_code
        except httpx2.RequestError:
            status = 0
        self.answers[status] += 1
        self._write("acknowledged" if 200 <= status < 300 else f"status {status}", call.message_id)
        return status

    def _write(self, what: str, message_id: str) -> None:
        self._ledger.write(f"{time.time():.3f} {what} {message_id}\n")
        self._ledger.flush()


def acknowledged_in(ledger: Path) -> set[str]:
    """The messages whose acknowledgement stands in a driver's ledger."""
    lines = (line.split(" ", 2) for line in ledger.read_text(encoding="utf-8").splitlines())
    return {message_id for _, what, message_id in lines if what == "acknowledged"}
