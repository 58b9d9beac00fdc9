"""Histories of one matter between three offices: what desks do, citizens write, and carriers that die at every step."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Coroutine, Generator
from functools import partial
from random import Random
from typing import Any

from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind
from helpdesk.escalation import agreeing, carriage, ending, erasing, speaking
from helpdesk.escalation import service as escalation
from helpdesk.relay.service import carry_due
from helpdesk.replies import service as replies
from kit.errors import Refusal
from support.builders import a_message, an_opened_case
from support.world import Place, World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role

_WAITING = (
    "SELECT p.id FROM proposal p JOIN cases c ON c.tenant_id = p.tenant_id AND c.id = p.case_id"
    " WHERE p.tenant_id = $1 AND c.number = $2 AND p.state = 'waiting' ORDER BY p.id"
)
_ADDRESS = (
    "SELECT v.address FROM conversation v JOIN cases c ON c.tenant_id = v.tenant_id AND c.conversation_id = v.id"
    " WHERE v.tenant_id = $1 AND c.number = $2"
)
_WAITS = (
    "SELECT (SELECT count(*) FROM letter WHERE tenant_id = $1 AND state = 'waiting')"
    " + (SELECT count(*) FROM inbox_entry WHERE tenant_id = $1 AND state = 'new')"
    " + (SELECT count(*) FROM outbox WHERE tenant_id = $1 AND seq IS NULL)"
)
_words = itertools.count(1)

OFTEN = {
    **dict.fromkeys(("offer", "accept", "note", "ask"), 4),
    **dict.fromkeys(("reply", "say", "propose", "wish", "agree", "verify", "resolve"), 3),
    **dict.fromkeys(("give_back", "withdraw", "close", "reopen", "merge", "reject", "decline", "spam"), 1),
}
"""How often each act is tried, against the others."""
Step = tuple[int, str, int]
"""Which office, what, and to whom (an offer)."""
STORIES: dict[str, tuple[Step, ...]] = {
    "answered": ((0, "offer", 1), (1, "accept", 0), (1, "verify", 0), (0, "ask", 0), (1, "reply", 0), (0, "say", 0),
                 (1, "resolve", 0), (0, "close", 0), (0, "reopen", 0), (0, "offer", 1), (0, "withdraw", 0)),
    "spoken for": ((0, "offer", 2), (2, "accept", 0), (0, "wish", 0), (2, "agree", 0), (0, "propose", 0),
                   (2, "say", 0), (2, "reply", 0), (2, "wish", 0), (0, "agree", 0), (2, "wish", 0), (0, "decline", 0)),
    "further up": ((0, "offer", 1), (1, "offer", 2), (2, "note", 0), (2, "reply", 0), (1, "say", 0), (0, "say", 0),
                   (0, "reject", 0)),
    "back and forth": ((0, "offer", 2), (2, "give_back", 0), (2, "reopen", 0), (2, "offer", 0), (2, "offer", 1),
                       (0, "offer", 2), (0, "offer", 1), (0, "spam", 0)),
    "two at once": ((0, "offer", 1), (0, "merge", 0), (1, "note", 0), (0, "reopen", 0), (1, "resolve", 0)),
}  # fmt: skip


PIECES = (
    (("accept", 1), ("verify", 1)),
    (("reply", 1), ("say", 0)),
    (("wish", 0), ("agree", 1)),
    (("propose", 0), ("say", 1)),
    (("wish", 1), ("agree", 0)),
    (("ask", 0), ("note", 1)),
)
"""What follows upon another, by the district (0) and whom it asked (1)."""


class Dying:
    """Something that is ended in the middle: at its n-th wait, or not at all when it is done before."""

    def __init__(self, doing: Coroutine[Any, Any, Any], at: int) -> None:
        self._doing, self._at = doing, at

    def __await__(self) -> Generator[Any, Any, Any]:
        inner = self._doing.__await__()
        go: Any = partial(inner.send, None)
        for wait in itertools.count(1):
            try:
                waits_for = go()
            except StopIteration as done:
                return done.value
            task = asyncio.current_task()
            if wait == self._at and task is not None:
                task.cancel()
            try:
                go = partial(inner.send, (yield waits_for))
            except BaseException as thrown:
                go = partial(inner.throw, thrown)
        return None

    async def run(self) -> None:
        """Until it is done, or dead."""
        task = asyncio.create_task(self._whole())
        await asyncio.wait([task])
        if not task.cancelled() and (fault := task.exception()):
            raise fault

    async def _whole(self) -> Any:
        return await self


class Matter:
    """Two cases of one matter at the district, and whoever they come to."""

    def __init__(self, world: World, staff: list[Actor], done: Counter[str], *numbers: str) -> None:
        self.world, self.staff, self.first, self.done = world, staff, numbers, done
        self.places: list[Place] = [world.district, world.province, world.ministry]
        self.told: list[Any] = []
        """What was done, to be read when something is wrong."""

    async def numbers(self, who: int) -> list[str]:
        """The cases of this matter at an office, the oldest first."""
        if who == 0:
            return list(self.first)
        sql = "SELECT number FROM cases WHERE tenant_id = $1 AND mirrored ORDER BY id"
        return [row["number"] for row in await self.places[who].rows(sql)][-2:]

    async def tries(self, who: int, which: int, act: str, to: int = 0) -> None:
        """Do something as a desk would; what the rules refuse changes nothing."""
        found = await self.numbers(who)
        if not found:
            return
        number, other = found[which % len(found)], found[(which + 1) % len(found)]
        self.told.append((who, act, to))
        try:
            if act == "say":
                await self._says(who, number)
            else:
                await self._does(self.staff[who], number, act, self.places[to].slug, other)
                self.done[act] += 1
        except Refusal:
            return

    async def _says(self, who: int, number: str) -> None:
        """Every proposal that waits on the case is told the citizen."""
        for row in await self.places[who].rows(_WAITING, number):
            book, files = self.world.book, self.world.files
            await speaking.say(self.staff[who], number, row["id"], None, book, files, version=None)
            self.done["say"] += 1

    async def _does(self, actor: Actor, number: str, act: str, slug: str, other: str) -> None:
        word, why, book = f"kata {next(_words)}", f"alasan {next(_words)}", self.world.book
        doing: dict[str, Any] = {
            "offer": partial(escalation.escalate, actor, number, slug, "Rujukan", book),
            "merge": partial(cases.mark_duplicate, actor, number, other),
            "erase": partial(erasing.erase, actor, number, "request"),
            "wish": partial(speaking.wish, actor, number),
            "agree": partial(speaking.settle, actor, number, agrees=True),
            "decline": partial(speaking.settle, actor, number, agrees=False),
            "propose": partial(speaking.propose, actor, number, word),
            "reply": partial(replies.reply, actor, number, word, book),
            "accept": partial(agreeing.accept, actor, number),
            "give_back": partial(agreeing.give_back, actor, number, why),
            "withdraw": partial(agreeing.withdraw, actor, number, why),
            "verify": partial(cases.verify, actor, number, CaseKind.COMPLAINT),
            "resolve": partial(cases.resolve, actor, number),
            "close": partial(cases.close, actor, number),
            "reopen": partial(cases.reopen, actor, number),
            "reject": partial(ending.reject, actor, number, reason=why),
            "spam": partial(ending.mark_spam, actor, number, reason=why),
            "note": partial(escalation.write_to_peer, actor, number, word),
            "ask": partial(escalation.write_to_peer, actor, number, word, asks=True),
        }
        await doing[act](version=None)

    async def citizen_writes(self, which: int) -> None:
        """The citizen adds something on the thread of one of the cases."""
        district = self.places[0]
        for row in await district.rows(_ADDRESS, self.first[which]):
            self.told.append("citizen")
            await self.world.arrive(district, a_message(row["address"], f"warga {next(_words)}"))

    async def hand(self, rnd: Random, who: int) -> None:
        """One of the worker's hands has a turn at one office, and may die in the middle of it."""
        place, files = self.places[who], self.world.files
        hands = {
            "carry": partial(carry_due, place.id, files=files),
            "take_in": partial(self.world.take_in, place),
            "dispatch": partial(self.world.dispatch, place),
        }
        name = rnd.choice(list(hands))
        dies_at = rnd.choice((0, 0, rnd.randrange(1, 8), rnd.randrange(8, 60)))
        self.told.append((name, who, dies_at))
        await Dying(hands[name](), dies_at).run()
        self.done["died"] += bool(dies_at)

    async def carrier_dies(self, who: int, *, after: bool) -> None:
        """Before it delivered anything, or after it delivered and before that was written down."""
        place = self.places[who]
        self.told.append(("carrier dies", who, after))
        if after:
            await carry_due(place.id, files=self.world.files)
            lost = "UPDATE letter SET state = 'waiting', due_at = now() WHERE tenant_id = $1 AND state = 'delivered'"
            await place.change(f"{lost} AND body <> ''")
        else:
            async with tenant_scope(place.id) as scope:
                await carriage.claim(scope, 5)

    async def days_pass(self) -> None:
        """Offers that nobody took on end."""
        self.told.append("days")
        await self.world.clock.forward(days=6)
        for place in self.places:
            await agreeing.expire_due(place.id)

    async def is_heard(self) -> None:
        """Every hand has its turn at every office until none finds anything."""
        hands = (self.world.take_in, self.world.dispatch, self._carry)
        while sum([await hand(place) for place in self.places for hand in hands]):
            pass

    async def _carry(self, place: Place) -> int:
        return await carry_due(place.id, files=self.world.files)

    async def settles(self) -> None:
        """Everything that waits is done; the demonstration's clock passes every lease."""
        self.told.append("settles")
        for _ in range(6):
            await self.world.clock.forward(minutes=2)
            await self.is_heard()
            if not sum([await place.value(_WAITS) for place in self.places]):
                break
        for place in self.places:
            await self.world.send(place)


async def three_desks(world: World) -> list[Actor]:
    """Who acts at the district, the province and the ministry."""
    return [
        await world.staff(place, Role.SUPERVISOR)
        for place in (world.district, world.province, world.ministry)
    ]


async def begun(world: World, staff: list[Actor], done: Counter[str]) -> Matter:
    """A new matter: two citizens wrote about it."""
    return Matter(world, staff, done, await an_opened_case(world), await an_opened_case(world))


async def a_story(matter: Matter, steps: tuple[Step, ...]) -> None:
    """Step by step, each heard everywhere before the next; the first case is meant, and whatever came of it."""
    for who, act, to in steps:
        await matter.tries(who, 0 if who == 0 else -1, act, to)
        await matter.is_heard()
    await matter.settles()


async def _a_piece(matter: Matter, rnd: Random) -> None:
    asked, which = rnd.choice((1, 2)), rnd.randrange(2)
    for act, who in rnd.choice(PIECES):
        await matter.tries(asked if who else 0, which, act)
        if rnd.random() < 0.7:
            await matter.is_heard()
        else:
            await matter.hand(rnd, asked)


async def a_history(matter: Matter, rnd: Random, steps: int, *, erasing_too: bool = False) -> None:
    """Whatever comes: acts that cross, hands that die, days that pass; in the end all is heard everywhere."""
    weights = OFTEN | ({"erase": 2} if erasing_too else {})
    acts, often = list(weights), list(weights.values())
    await matter.tries(0, 0, "offer", rnd.choice((1, 2)))
    for _ in range(steps):
        chance, who, which = rnd.random(), rnd.randrange(3), rnd.randrange(2)
        if chance < 0.20:
            await _a_piece(matter, rnd)
        elif chance < 0.62:
            [act] = rnd.choices(acts, often)
            await matter.tries(who, which, act, rnd.randrange(3))
        elif chance < 0.70:
            await matter.citizen_writes(which)
        elif chance < 0.88:
            await matter.hand(rnd, who)
        elif chance < 0.92:
            await matter.carrier_dies(who, after=rnd.random() < 0.5)
        elif chance < 0.93:
            await matter.days_pass()
        else:
            await matter.settles()
    await matter.settles()
