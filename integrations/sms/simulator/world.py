"""Everything the simulated gateway remembers, all of it bounded; a restart forgets it."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from litestar.di import NamedDependency

from integrations.sms.simulator.model import (
    Faults,
    Hooking,
    Limits,
    Line,
    Pace,
    Sending,
    SimulatedCustomer,
    Talk,
)
from integrations.sms.simulator.speech import Plain, Speech
from integrations.sms.simulator.twilio import Twilio
from kit.simulator.courier import Call, Courier
from kit.simulator.handles import known
from kit.simulator.latest import Latest
from kit.simulator.limits import Meter
from kit.sms_parts import counted

MOST_TALKS = 2_000
"""Per customer; the one that was quiet longest is forgotten first."""
MOST_SENDINGS = 20_000
MOST_REFERENCES = 20_000


class World:
    """Customers, phones and ledgers. One event loop owns it."""

    def __init__(
        self, customers: Sequence[SimulatedCustomer], now: Callable[[], datetime], pace: Pace
    ) -> None:
        self.customers = {customer.id: customer for customer in customers}
        self.faults = {customer.id: Faults() for customer in customers}
        self.limits = {customer.id: Limits() for customer in customers}
        self.meters = {customer.id: Meter() for customer in customers}
        self.now = now
        self.pace = pace
        self.courier = Courier[Hooking](pace)
        self.sendings: deque[Sending] = deque(maxlen=MOST_SENDINGS)
        self._talks = {name: Latest[str, Talk](MOST_TALKS) for name in self.customers}
        self._references = Latest[tuple[str, str], str](MOST_REFERENCES)

    def customer(self, customer_id: str) -> SimulatedCustomer:
        """The customer of that id; raises that there is none."""
        return known(self.customers, customer_id, "customer")

    def limit(self, customer: SimulatedCustomer, limits: Limits) -> None:
        """From now on the customer is this fast; what it has sent before counts no more."""
        self.limits[customer.id] = limits
        self.meters[customer.id] = Meter()

    def talks(self, customer: SimulatedCustomer) -> Iterator[Talk]:
        """The talks of a customer, the latest first."""
        return reversed(self._talks[customer.id])

    def talk(self, customer: SimulatedCustomer, citizen: str) -> Talk:
        """The talk with a number, begun now if there is none; it is the latest."""
        return self._talks[customer.id].put(citizen, self.known_talk(customer, citizen))

    def known_talk(self, customer: SimulatedCustomer, citizen: str) -> Talk:
        """The same without beginning one: looking changes nothing."""
        return self._talks[customer.id].get(citizen) or Talk(citizen=citizen)

    def taken_as(self, customer: SimulatedCustomer, reference: str) -> str:
        """The id under which this reference was taken already; empty when it was not."""
        return self._references.get((customer.id, reference)) or "" if reference else ""

    def take(
        self, customer: SimulatedCustomer, to: str, text: str, *, reference: str = "", report_to: str = ""
    ) -> Line:
        """Take an SMS of the office over and let it make its way."""
        line = Line(
            id=_speech(customer).new_id(),
            from_citizen=False,
            at=self.now(),
            text=text,
            parts=counted(text).parts,
            our_id=reference,
            report_to=report_to,
            state="accepted",
        )
        if reference:
            self._references.put((customer.id, reference), line.id)
        self.talk(customer, to).lines.append(line)
        failing = self.faults[customer.id].once("fails")
        self.courier.later(self._make_its_way(customer, to, line, failing=failing))
        return line

    def write(
        self, customer: SimulatedCustomer, citizen: str, text: str, *, line_id: str = ""
    ) -> tuple[Line, int]:
        """A citizen writes; answers the SMS and in how many calls the hook hears of it."""
        speech = _speech(customer)
        line = Line(
            id=line_id or speech.new_id(),
            from_citizen=True,
            at=self.now(),
            text=text,
            parts=counted(text).parts,
            state="sent",
        )
        talk = self.talk(customer, citizen)
        if all(each.id != line.id for each in talk.lines):
            talk.lines.append(line)

        def heard(hooking: Hooking) -> None:
            line.state = "delivered" if hooking.done or line.state == "delivered" else "undelivered"

        calls = speech.said(customer, citizen, line, in_parts=self.faults[customer.id].in_parts)
        for fields in calls:
            self.call(customer, fields, "message", line.id, done=heard)
        return line, len(calls)

    def call(
        self,
        customer: SimulatedCustomer,
        fields: Mapping[str, str],
        what: str,
        line_id: str = "",
        *,
        to: str = "",
        done: Callable[[Hooking], None] | None = None,
    ) -> None:
        """Call the customer's hook with a form, or the place that it named for this."""
        hooking = Hooking(at=self.now(), customer=customer.id, what=what, id=line_id)
        place, headers = _speech(customer).called(customer, to or customer.hook_url, fields)
        headers = {"content-type": "application/x-www-form-urlencoded", **headers}
        call = Call(place, urlencode(fields).encode(), headers)
        self.courier.post(hooking, call, self.faults[customer.id], done)

    async def _make_its_way(
        self, customer: SimulatedCustomer, citizen: str, line: Line, *, failing: bool
    ) -> None:
        await asyncio.sleep(self.pace.sent)
        self._report(customer, citizen, line, "undelivered" if failing else "sent")
        if not failing and self.faults[customer.id].auto_deliver:
            await asyncio.sleep(self.pace.delivered)
            self._report(customer, citizen, line, "delivered")

    def _report(self, customer: SimulatedCustomer, citizen: str, line: Line, state: str) -> None:
        """Twilio tells nobody who named no place for it."""
        line.state = state
        fields = _speech(customer).reported(customer, citizen, line)
        if line.report_to or not customer.account_sid:
            self.call(customer, fields, f"report {state}", line.id, to=line.report_to)


def _speech(customer: SimulatedCustomer) -> Speech:
    return _TWILIO if customer.account_sid else _PLAIN


_PLAIN, _TWILIO = Plain(), Twilio()


TheWorld = NamedDependency[World]
"""How a handler asks for it."""
