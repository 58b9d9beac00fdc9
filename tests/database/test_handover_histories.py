"""Whatever three offices do to one matter, in any order, with carriers that die at every step: in the end both sides
of every hand-over are equal, nothing is there twice, nothing is lost, and nothing goes in a circle."""

import asyncio
from collections.abc import Awaitable, Coroutine
from functools import partial
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind
from helpdesk.escalation import agreeing, carriage, erasing, speaking
from helpdesk.escalation import service as escalation
from helpdesk.escalation.model import LIVING, LinkState
from helpdesk.relay.service import carry_due
from helpdesk.replies import service as replies
from kit.errors import Refusal
from support.builders import an_opened_case
from support.world import Place, World
from tenants.doors import tenant_scope
from tenants.offices.service import office
from tenants.permissions.model import Actor, Role

_LINKS = (
    "SELECT l.id, l.side, l.state, l.said, l.reason, l.chain, l.peer_uid, l.peer_number, l.speaker, l.wish, l.copy,"
    " c.number, c.escalated, c.spoken_for, c.duplicate_of, c.id AS case_id FROM link l"
    " JOIN cases c ON c.tenant_id = l.tenant_id AND c.id = l.case_id"
    " WHERE l.tenant_id = $1"
)
_NOTES = "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'peer' AND text LIKE 'kata %'"
_TO_CITIZEN = "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'out' AND text LIKE '%kata %'"
_WAITING = (
    "SELECT p.id FROM proposal p JOIN cases c ON c.tenant_id = p.tenant_id AND c.id = p.case_id"
    " WHERE p.tenant_id = $1 AND c.number = $2 AND p.state = 'waiting' ORDER BY p.id"
)
_LEFT = (
    "SELECT count(*) FROM case_erasure e JOIN cases c ON c.tenant_id = e.tenant_id AND c.id = e.case_id"
    " WHERE e.tenant_id = $1 AND e.erased_at IS NOT NULL AND (c.title <> '' OR c.contact_id IS NOT NULL OR EXISTS"
    " (SELECT FROM message m WHERE m.tenant_id = e.tenant_id AND m.case_id = c.id AND m.text <> ''"
    " AND m.at < e.erased_at))"
)
ACTS = (
    *("accept", "give_back", "withdraw", "verify", "resolve", "close", "reopen", "note", "reject"),
    *("merge", "erase", "wish", "agree", "decline", "propose", "say", "reply"),
)
ENDINGS = ("accept", "give_back", "withdraw", "close", "merge", "wish", "agree")
PLACES = st.integers(0, 2)


class Matter:
    """Two cases of one matter at the district, and whoever they come to."""

    def __init__(self, world: World, staff: list[Actor], *numbers: str) -> None:
        self.world, self.staff, self.first = world, staff, numbers
        self.places: list[Place] = [world.district, world.province, world.ministry]
        self.words = 0

    async def numbers(self, who: int) -> list[str]:
        """The cases of this matter at an office, as far as this office knows them."""
        if who == 0:
            return list(self.first)
        rows = await self.places[who].rows(
            "SELECT number FROM cases WHERE tenant_id = $1 AND mirrored ORDER BY id"
        )
        return [row["number"] for row in rows]

    async def tries(self, who: int, which: int, act: str, to: int = 0) -> None:
        """Do something as a desk would; what the rules refuse changes nothing."""
        found = await self.numbers(who)
        if not found:
            return
        number, actor = found[which % len(found)], self.staff[who]
        try:
            if act == "say":
                await self._says(who, number)
            else:
                await self._does(actor, number, act, self.places[to].slug, found[(which + 1) % len(found)])
        except Refusal:
            return

    async def _says(self, who: int, number: str) -> None:
        """Every proposal that waits on the case is told the citizen."""
        for row in await self.places[who].rows(_WAITING, number):
            await speaking.say(
                self.staff[who], number, row["id"], None, self.world.book, self.world.files, version=None
            )

    async def _does(self, actor: Actor, number: str, act: str, slug: str, other: str) -> None:
        self.words += 1
        doing: dict[str, Any] = {
            "offer": partial(escalation.escalate, actor, number, slug, "Rujukan", self.world.book),
            "merge": partial(cases.mark_duplicate, actor, number, other),
            "erase": partial(erasing.erase, actor, number, "request"),
            "wish": partial(speaking.wish, actor, number),
            "agree": partial(speaking.settle, actor, number, agrees=True),
            "decline": partial(speaking.settle, actor, number, agrees=False),
            "propose": partial(speaking.propose, actor, number, f"kata {self.words}"),
            "reply": partial(replies.reply, actor, number, f"kata {self.words}", self.world.book),
            "accept": partial(agreeing.accept, actor, number),
            "give_back": partial(agreeing.give_back, actor, number, f"alasan {self.words}"),
            "withdraw": partial(agreeing.withdraw, actor, number, f"alasan {self.words}"),
            "verify": partial(cases.verify, actor, number, CaseKind.COMPLAINT),
            "resolve": partial(cases.resolve, actor, number),
            "close": partial(cases.close, actor, number),
            "reopen": partial(cases.reopen, actor, number),
            "reject": partial(cases.reject, actor, number),
            "note": partial(escalation.write_to_peer, actor, number, f"kata {self.words}"),
        }
        await doing[act](version=None)

    async def carrier_dies(self, who: int, *, after: bool) -> None:
        """Before it delivered anything, or after it delivered and before that was written down."""
        place = self.places[who]
        if after:
            await carry_due(place.id, files=self.world.files)
            lost = "UPDATE letter SET state = 'waiting', due_at = now() WHERE tenant_id = $1 AND state = 'delivered'"
            await place.change(lost)
        else:
            async with tenant_scope(place.id) as scope:
                await carriage.claim(scope, 5)

    async def settles(self) -> None:
        """Everything that waits is done; the demonstration's clock passes every lease."""
        for _ in range(3):
            await self.world.clock.forward(minutes=2)
            await self.world.work(*self.places)

    async def must_agree(self) -> None:
        """No orphan, no duplicate, no loop, and both sides equal."""
        uids = {(await office(place.id)).uid: place for place in self.places}
        sides: dict[Any, dict[str, dict[str, Any]]] = {}
        for place in self.places:
            own = (await office(place.id)).uid
            for row in await place.rows(_LINKS):
                assert row["side"] not in sides.get(row["id"], {}), "a hand-over has one row a side"
                sides.setdefault(row["id"], {})[row["side"]] = row
                assert len(set(row["chain"])) == len(row["chain"]), "no office twice in a chain"
                assert row["side"] == "source" or own not in row["chain"], (
                    "nobody is asked by a chain it is in"
                )
            assert (
                await place.value("SELECT count(*) FROM letter WHERE tenant_id = $1 AND state <> 'delivered'")
                == 0
            )
            said = [row["text"] for row in await place.rows(_NOTES)]
            assert len(said) == len(set(said)), "no word twice"
            assert await place.value(_LEFT) == 0, "nothing is left of who was erased"
        told = [row["text"].split("\n")[-1] for row in await self.places[0].rows(_TO_CITIZEN)]
        assert len(told) == len(set(told)), "no citizen is answered twice"
        for both in sides.values():
            assert set(both) == {"source", "target"}, "nobody is left alone with a hand-over"
            source, target = both["source"], both["target"]
            for field in ("state", "said", "reason", "chain", "speaker", "wish"):
                assert source[field] == target[field], field
            assert (source["peer_number"], target["peer_number"]) == (target["number"], source["number"])
            assert source["copy"] != "asked", "who was told to erase says what it did"
            for each in both.values():
                living = each["state"] in LIVING
                assert not (living and each["duplicate_of"]), "what lives is with the case that survived"
                assert living or (each["speaker"], each["wish"]) == ("source", ""), (
                    "nobody speaks for what is over"
                )
            if target["state"] in (LinkState.WITHDRAWN, LinkState.EXPIRED, LinkState.RETURNED):
                assert source["case_id"] != target["case_id"]
        for place in uids.values():
            await self._away_is_true(place)

    async def _away_is_true(self, place: Place) -> None:
        rows = await place.rows(_LINKS)
        for row in rows:
            asked = [each for each in rows if each["case_id"] == row["case_id"] and each["side"] == "source"]
            away = any(each["state"] in LIVING - {LinkState.ANSWERED} for each in asked)
            assert row["escalated"] is away
            heard = any(each["state"] in LIVING and each["speaker"] == "target" for each in asked)
            assert row["spoken_for"] is heard


def _machine(loop: asyncio.AbstractEventLoop, begin: Any) -> type[RuleBasedStateMachine]:
    """The histories: each step is done by the test's own loop, from the thread in which they are thought up."""

    def run(doing: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(doing, loop).result(60)

    class Histories(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.matter: Matter = run(begin())

        @rule(who=PLACES, which=PLACES, to=PLACES)
        def offer(self, who: int, which: int, to: int) -> None:
            run(self.matter.tries(who, which, "offer", to))

        @rule(who=PLACES, which=PLACES, act=st.sampled_from(ACTS))
        def act(self, who: int, which: int, act: str) -> None:
            run(self.matter.tries(who, which, act))

        @rule(
            ours=st.sampled_from(ENDINGS),
            theirs=st.sampled_from(ENDINGS),
            low=st.integers(0, 1),
            far=st.booleans(),
        )
        def cross(self, ours: str, theirs: str, low: int, far: bool) -> None:
            """Two offices act before either hears of the other."""
            run(self.matter.tries(low, -1, ours))
            run(self.matter.tries(2 if far else low + 1, -1, theirs))

        @rule(who=PLACES, hand=st.sampled_from(("carry", "take_in", "dispatch")))
        def step(self, who: int, hand: str) -> None:
            world, place = self.matter.world, self.matter.places[who]
            hands = {
                "carry": partial(carry_due, place.id, files=world.files),
                "take_in": partial(world.take_in, place),
                "dispatch": partial(world.dispatch, place),
            }
            run(hands[hand]())

        @rule(who=PLACES, after=st.booleans())
        def die(self, who: int, after: bool) -> None:
            run(self.matter.carrier_dies(who, after=after))

        @rule()
        def days_pass(self) -> None:
            run(self.matter.world.clock.forward(days=6))
            for place in self.matter.places:
                run(agreeing.expire_due(place.id))

        @initialize(to=st.integers(1, 2))
        def is_offered(self, to: int) -> None:
            run(self.matter.tries(0, 0, "offer", to))
            run(self.matter.settles())

        def teardown(self) -> None:
            run(self.matter.settles())
            run(self.matter.must_agree())

    return Histories


async def test_both_sides_end_equal_whatever_happens(world: World) -> None:
    offices = (world.district, world.province, world.ministry)
    staff = [await world.staff(place, Role.SUPERVISOR) for place in offices]

    async def begin() -> Matter:
        await Matter(world, staff).settles()
        for place in (world.district, world.province, world.ministry):
            await place.change("UPDATE letter SET state = 'delivered', due_at = NULL WHERE tenant_id = $1")
        return Matter(world, staff, await an_opened_case(world), await an_opened_case(world))

    doing: Awaitable[None] = asyncio.to_thread(
        run_state_machine_as_test,
        _machine(asyncio.get_running_loop(), begin),
        settings=settings(
            max_examples=15,
            stateful_step_count=8,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
    await doing
