"""What one side of a hand-over keeps for itself is searched on the other side, in every row and on every page.

What is looked for is not listed: it is every word and every id of every table of one office, but for what two other
offices, who never met them and went through the same, have in common with it: the product's own vocabulary.
"""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from io import StringIO
from typing import Any

import msgspec

from helpdesk.api.routes import PATH as API
from helpdesk.attachments import store as attachments
from helpdesk.cases import service as cases
from helpdesk.cases.folders import Folder
from helpdesk.escalation import agreeing
from helpdesk.escalation import service as escalation
from helpdesk.registers import service as registers
from helpdesk.registers.model import Wishes
from helpdesk.replies import service as replies
from kit.ids import uuid7
from support.across_rows import PROPOSED
from support.asker import Asker
from support.builders import a_message
from support.filled import TENANTED, fill, word
from support.integrators import House
from support.kept_files import a_file
from support.one_of_each import things_of
from support.things import MACHINES, routes_of, worded
from support.world import Place, World
from tenants.directory.model import Post
from tenants.doors import tenant_scope
from tenants.permissions.model import Role
from tenants.sessions.service import begin

_UNFILED = "UPDATE cases SET lapor_number = '', filed_elsewhere = false WHERE tenant_id = $1 AND number = $2"
_TOKEN = re.compile(r"[A-Za-z0-9][\w@.+-]{6,}[A-Za-z0-9]")
_OF_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d)?|\d\d\.\d+(Z|\+\d\d)?|[\d.]{1,10}")
_SAYS_NOTHING = {
    "letter_taken",
    *("letter", "link_citizen"),
    "register_rule",
    "sheet_choice",
    "quiet_hours",
    "round_plan",
    "counter",
    "forgetting",
}
"""Tables without a word or an id that the other side may not know; a new one is not among them."""
_TYPED_INSIDE = (
    "citizen",
    "officer",
    "instruction",
    "note",
    "inside",
    "leftout",
    "revealed",
    "draft",
    "filed",
    "rating",
    *("bytes", "filename"),
)
_TYPED_TO_OTHERS = ("told", "answer", "reason", "peer", "again", "replied")
_NEWEST = (
    "SELECT m.case_id, m.id FROM message m JOIN cases c ON c.tenant_id = m.tenant_id AND c.id = m.case_id"
    " WHERE m.tenant_id = $1 AND c.number = $2 AND m.direction = 'in' ORDER BY m.id LIMIT 1"
)
_SEARCHES = (
    f"{API}/cases",
    "/desk/{slug}/cases",
    "/desk/{slug}/cases.csv",
    "/desk/{slug}/live/list",
    "/desk/{slug}/overview/shared",
    "/desk/{slug}/overview/shared.csv",
)
_FURTHER = tuple(
    (path, {"folder": folder.value})
    for folder in Folder
    for path in ("/desk/{slug}/cases", "/desk/{slug}/cases.csv", f"{API}/cases")
)
"""Lists and exports that nobody gets without picking them."""
Found = dict[str, set[str]]
"""Words, by the table they stand in."""


def _told(text: str) -> set[str]:
    """Words and ids long enough to be nobody else's; no moments, which both sides share."""
    return {each for each in _TOKEN.findall(text) if not _OF_TIME.fullmatch(each)}


def _as_text(value: Any) -> str:
    """What a column holds, however it is kept."""
    if isinstance(value, bytes):
        return value.decode(errors="ignore")
    return msgspec.json.encode(value, enc_hook=str).decode() if not isinstance(value, str) else value


async def _kept_by(world: World, place: Place) -> Found:
    tables = await place.rows(TENANTED.replace("ORDER", "AND $1::int > 0 ORDER"))
    found: Found = {}
    for name in (table["name"] for table in tables):
        rows = await place.rows(f"SELECT * FROM {name} WHERE tenant_id = $1")
        found[name] = {each for row in rows for value in row.values() for each in _told(_as_text(value))}
    kept = world.settings.data / "attachments"
    files = [
        path for path in kept.rglob("*") if path.is_file() and str(place.id) in path.relative_to(kept).parts
    ]
    found["(bytes of files)"] = {each for path in files for each in _told(_as_text(path.read_bytes()))}
    return found


class Pair:
    """Two offices with something in every table, and a case that one handed over to the other."""

    def __init__(self, house: House, asks: Place, asked: Place) -> None:
        self.house, self.world, self.asks, self.asked = house, house.world, asks, asked
        self.number, self.linked = "", ""

    async def play(self) -> None:
        """Offered, taken on, worked on, talked about, filed, answered; both sides keep words of their own."""
        world, asks, asked = self.world, self.asks, self.asked
        await fill(world, asked, None)
        number = self.number = await fill(world, asks, asked)
        for place in (asks, asked):  # a connection whose keys open is among the things of its page
            await place.change("DELETE FROM far_office WHERE tenant_id = $1")
        await world.work()
        linked = self.linked = await asked.value("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
        await asked.change(PROPOSED, uuid7())  # as if the office that asked had proposed an answer
        here = await world.staff(asks, name=word(asks, "second"))
        there = await world.staff(asked, name=word(asked, "second"))
        await self._files_at_home()
        await agreeing.accept(there, linked, version=None)
        await cases.dispose(there, linked, asked.units["Sekretariat"], word(asked, "passed"), version=None)
        await replies.note(there, linked, word(asked, "inside"))
        await replies.note(here, number, word(asks, "inside"))
        for actor, place, its in ((there, asked, linked), (here, asks, number)):
            await escalation.write_to_peer(actor, its, word(place, "peer"), version=None)
        await world.arrive(asks, a_message(await self._phone(), word(asks, "again")))
        await world.work()
        # As if the office that asked had not filed it already: what is filed here is watched too.
        await asked.change(_UNFILED, linked)
        wishes = Wishes(title=word(asked, "register"), files=())
        await registers.file(there, linked, version=None, wishes=wishes)
        await replies.reply(there, linked, word(asked, "replied"), world.book, version=None)
        await world.work()

    async def _files_at_home(self) -> None:
        """Each side has one with its case that nobody picked."""
        for place, number in ((self.asks, self.number), (self.asked, self.linked)):
            name = f"{word(place, 'filename')} surat.pdf"
            file = await a_file(place.id, self.world.files, f"%PDF-1.7 {word(place, 'bytes')}".encode(), name)
            async with tenant_scope(place.id) as scope:
                [case_id, message_id] = (await scope.fetchrow(_NEWEST, place.id, number)).values()
                await attachments.bind(scope, [file], case_id, message_id)

    async def _phone(self) -> str:
        found: str = await self.asks.value(
            "SELECT v.address FROM conversation v JOIN cases c ON c.tenant_id = $1 AND c.conversation_id = v.id"
            " WHERE v.tenant_id = $1 AND c.number = $2",
            self.number,
        )
        return found

    async def travelled(self, place: Place) -> set[str]:
        """What the other side may know: the office's names, the case, its letters, the files that went along."""
        said = [word(place, each) for each in _TYPED_TO_OTHERS]
        office = await place.row("SELECT uid, slug, code, name, desk_name FROM tenant WHERE id = $1")
        letters = await place.rows("SELECT id, link_id, body FROM letter WHERE tenant_id = $1")
        files = {
            each
            for row in letters
            for each in re.findall(r'"files":\s*\[([^\]]*)\]', bytes(row["body"]).decode())
        }
        said += [
            each for row in letters for each in re.findall(r'"of":"([^"]*)"', bytes(row["body"]).decode())
        ]
        ids = [str(row[name]) for row in letters for name in ("id", "link_id")]
        return _told(" ".join([*said, *map(str, office.values()), *ids, *files, self.number, self.linked]))


@asynccontextmanager
async def _somebody(house: House, place: Place) -> AsyncIterator[Asker]:
    member = await house.world.staff(place)
    assert member.id and member.person_id
    roles = [Role.SUPERVISOR.value, Role.ADMINISTRATOR.value]
    await place.change("UPDATE membership SET roles = $2 WHERE tenant_id = $1 AND id = $3", roles, member.id)
    secret = await begin(Post(tenant_id=place.id, membership_id=member.id), member.person_id)
    asker = Asker(house, await house.key(office=place), secret)
    try:
        yield asker
    finally:
        await asker.close()


async def _shown_to(pair: Pair, place: Place, number: str) -> Found:
    """What every page, every list, every file and the interface show an office of its side."""
    house, shown = pair.house, Found()
    things = (await things_of(house, place))._replace(number=number).in_path()
    async with _somebody(house, place) as asker:
        routes = [route.path_format for route, method in routes_of(house) if method == "GET"]
        paths = [path for route in routes for path in worded(route) if not path.startswith(MACHINES)]
        for path in paths:
            answer = await asker.send("GET", path, things, {})
            assert answer.status_code < 500, path
            shown[path] = _told(answer.text)
        for path, fields in _FURTHER:
            answer = await asker.send("GET", path, things, fields)
            assert answer.status_code == 200, (path, fields)
            shown[f"{path} {fields}"] = _told(answer.text)
        shown["(events to their end)"] = await _all_events(asker, things)
    return shown


async def _all_events(asker: Asker, things: Mapping[str, str]) -> set[str]:
    said, after = set[str](), ""
    while events := (
        answer := await asker.send("GET", f"{API}/events", things, {"after": after, "limit": "7"})
    ).json():
        said |= _told(answer.text)
        if not events["items"]:
            return said
        after = events["cursor"]
    return said


async def _finds(pair: Pair, place: Place, number: str, text: str) -> set[str]:
    """Where an office of the pair finds its case by a text; the text itself is on the page that looked for it."""
    things = (await things_of(pair.house, place))._replace(number=number).in_path()
    found = set()
    async with _somebody(pair.house, place) as asker:
        for path in _SEARCHES:
            answer = await asker.send("GET", path, things, {"q": text})
            assert answer.status_code == 200, path
            if number in answer.text:
                found.add(path)
    return found


class Side:
    """What one side of a hand-over keeps, and what it is shown."""

    def __init__(self, place: Place, shown: Found, kept: Found) -> None:
        self.place, self.shown, self.kept = place, shown, kept

    @property
    def words(self) -> set[str]:
        return set[str]().union(*self.shown.values(), *self.kept.values())


async def _sides(pair: Pair) -> tuple[Side, Side]:
    await pair.play()
    shown = [
        await _shown_to(pair, place, number)
        for place, number in ((pair.asks, pair.number), (pair.asked, pair.linked))
    ]
    kept = [await _kept_by(pair.world, place) for place in (pair.asks, pair.asked)]
    return Side(pair.asks, shown[0], kept[0]), Side(pair.asked, shown[1], kept[1])


async def test_nothing_travels_but_the_package_and_the_words_between_desks(
    house: House, written: StringIO
) -> None:
    world = house.world
    pair = Pair(house, world.district, world.ministry)
    ours = set[str]().union(
        *(side.words for side in await _sides(Pair(house, world.neighbour, world.province)))
    )
    asks, asked = await _sides(pair)
    ours |= await pair.travelled(asks.place) | await pair.travelled(asked.place)
    for side, other in ((asks, asked), (asked, asks)):
        secret = {table: words - ours for table, words in side.kept.items()}
        assert {table for table, words in secret.items() if not words} == _SAYS_NOTHING
        everything = set[str]().union(*secret.values())
        assert everything >= {word(side.place, each) for each in _TYPED_INSIDE}
        told = [*other.shown.items(), *other.kept.items()]
        assert {(where, each) for where, words in told for each in words & everything} == set()
        typed = {word(side.place, each) for each in (*_TYPED_INSIDE, *_TYPED_TO_OTHERS)}
        assert typed & _told(written.getvalue()) == set(), "no process writes down what somebody typed"
    for place, number, other in (
        (pair.asks, pair.number, pair.asked),
        (pair.asked, pair.linked, pair.asks),
    ):
        for each in _TYPED_INSIDE:
            assert await _finds(pair, place, number, word(other, each)) == set(), each
    assert await _finds(pair, pair.asks, pair.number, word(pair.asks, "told")), (
        "searching finds what is one's own"
    )
