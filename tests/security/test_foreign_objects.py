"""Another office's things answer exactly as things that do not exist (T1), on every route there is.

The requests are made from the application's own table of routes: each identifier in path, query and body is
asked for once as a thing of another office and once as nothing at all, and the two answers are compared byte
for byte. What the requests are, and what a new route must tell about itself, stands in support/things.py.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from difflib import unified_diff
from typing import Any
from uuid import UUID

from helpdesk.attachments.model import ORIGINAL
from helpdesk.canned import store as canned
from helpdesk.canned.model import CannedReply
from helpdesk.cases.numbers import new_number
from helpdesk.channels.model import TemplateState
from helpdesk.message_templates import store as templates
from helpdesk.message_templates.model import MessageTemplate
from helpdesk.sla.defaults import office_hours
from helpdesk.sla.store import put_hours
from helpdesk.topics import store as topics
from helpdesk.topics.model import Topic
from kit.ids import uuid7
from support.asker import Asker
from support.integrators import House
from support.kept_files import a_file
from support.things import DEED, IN_PATH, MACHINES, NO_THINGS, PUBLIC, Ask, Things, asks, routes_of, worded
from support.world import Place
from tenants.directory.model import Post
from tenants.doors import tenant_scope
from tenants.permissions.model import Role
from tenants.sessions.service import begin

_OF_THE_MOMENT = re.compile(
    r"nonce[=-][\"']?[\w-]+|name=\"_csrf_token\" value=\"[^\"]*\"|data-csrf=\"[^\"]*|\d{4}-\d\d-\d\dT[\d:.+Z-]+"
    r"|<span class=\"num\">[0-9a-f]{16}</span>|name=\"(?:key|seen)\" value=\"[^\"]*\"|data-since=\"\d+\""
    r"|class=\"round\" href=\"[^\"]*\""  # the side bar's: which of one's own rounds runs is remembered for seconds
)
_AUTHORS_ONLY = {("POST", "/desk/{slug}/cases/{number}/attachments", frozenset({"remove"}))}
"""A draft's files are its author's, not every colleague's (tests/database/test_drafts.py)."""
_HEADS_ONLY = ("/admin/{slug}/offices",)
"""Only an office with others below it has these (tests/web/test_admin_offices.py)."""
_NOT_COMPARED = {"x-request-id", "content-length", "set-cookie"}


async def _things(house: House, office: Place) -> Things:
    """A case with a file, a unit, a member and an account of one office."""
    case, member = await house.case(office=office), await house.world.staff(office)
    file_id = await a_file(office.id, house.runtime.files, b"%PDF-1.7")
    await office.change(
        "UPDATE attachment SET case_id = $3 WHERE tenant_id = $1 AND id = $2", file_id, case.id
    )
    unit = str(office.units["Puskesmas Batang I"])
    draft_id, message_id = (
        uuid7(),
        await office.value("SELECT id FROM message WHERE tenant_id = $1 AND case_id = $2", case.id),
    )
    await office.change(
        "INSERT INTO draft (tenant_id, id, case_id, author_id, author_name, tab, state, text, plan, updated_at)"
        " VALUES ($1, $2, $3, $4, 'Dewi', 'reply', 'held', 'Draf', '{}', now())",
        draft_id,
        case.id,
        member.id,
    )
    return Things(
        office.slug,
        case.number,
        unit,
        str(member.id),
        str(file_id),
        str(office.account_id),
        str(draft_id),
        str(message_id),
        *await _texts(office),
        await _calendar(office),
        *await _round(office),
        *await _person(office, case.contact_id),
        await _letter(house, office),
        await _call(office),
        str(
            await office.value(
                "SELECT id FROM account WHERE tenant_id = $1 AND kind = 'lapor' AND address <> ''"
            )
        ),
    )


async def _person(office: Place, contact_id: UUID | None) -> tuple[str, str, str]:
    """The citizen of the case, whom another one was merged into, and a thread with them."""
    absorbed, merge, thread = uuid7(), uuid7(), uuid7()
    for sql, *values in (
        ("INSERT INTO contact (tenant_id, id, created_at) VALUES ($1, $2, now())", absorbed),
        (
            "INSERT INTO contact_merge (tenant_id, id, kept_id, absorbed_id, reason, identities, conversations,"
            " cases, at, by_name) VALUES ($1, $2, $3, $4, 'Sama', '{}', '{}', '{}', now(), 'Dewi')",
            *(merge, contact_id, absorbed),
        ),
        (
            "INSERT INTO conversation (tenant_id, id, contact_id, account_id, scheme, address)"
            " VALUES ($1, $2, $3, $4, 'phone', $5)",
            *(thread, contact_id, office.account_id, f"+62{thread.int % 10**10}"),
        ),
    ):
        await office.change(str(sql), *values)
    return str(contact_id), str(merge), str(thread)


async def _letter(house: House, office: Place) -> str:
    """A letter that became no case."""
    content, account = b"From: siti@warga.example", office.account_id
    return str(
        await a_file(office.id, house.runtime.files, content, "surat-asli.eml", ORIGINAL, account_id=account)
    )


async def _call(office: Place) -> str:
    """A caller whom nobody spoke with, at one office."""
    call = uuid7()
    await office.change(
        "INSERT INTO phone_call (tenant_id, id, account_id, remote_id, caller, began_at, ended_at, outcome)"
        " VALUES ($1, $2, $3, $4, '+6281299990000', now(), now(), 'missed')",
        call,
        office.account_id,
        str(call),
    )
    return str(call)


async def _calendar(office: Place) -> str:
    """Hours of one office alone; every office has `office`."""
    key = f"jam-{uuid7().hex}"
    async with tenant_scope(office.id) as scope:
        await put_hours(scope, key, key, office_hours("Asia/Jakarta"))
    return key


async def _round(office: Place) -> tuple[str, str]:
    """A round that runs, and a line of it, at one office."""
    look, line = uuid7(), uuid7()
    await office.change(
        "INSERT INTO monitoring_round (tenant_id, id, day, place, begins_at, ends_at) SELECT $1, $2, now()::date, 1,"
        " now() - interval '1 hour' + count(*) * interval '1 ms', now() + interval '7 hours'"
        " FROM monitoring_round WHERE tenant_id = $1",
        look,
    )
    await office.change(
        "INSERT INTO round_line (tenant_id, id, round_id, place, kind, name, channel)"
        " VALUES ($1, $2, $3, 1, 'hand', 'Loket', 'counter')",
        line,
        look,
    )
    return str(look), str(line)


async def _texts(office: Place) -> tuple[str, str, str]:
    """A canned reply, a template and a topic of one office."""
    reply, template, topic = uuid7(), uuid7(), uuid7()
    kept = MessageTemplate(
        id=template,
        account_id=office.account_id,
        name=f"kabar_{template.hex}",
        language="id",
        category="utility",
        body="Kabar",
        variables=(),
        state=TemplateState.PAUSED,
    )
    async with tenant_scope(office.id) as scope:
        await canned.add(scope, CannedReply(id=reply, title=f"Salam {reply}", text="Halo", active=True))
        await templates.add(scope, kept)
        await topics.add(scope, Topic(id=topic, name=f"Perihal {topic}", active=True))
    return str(reply), str(template), str(topic)


async def _told(asker: Asker, ask: Ask, own: Things, other: Things) -> tuple[int, dict[str, str], str]:
    """What the answer tells, without what was asked and what differs from moment to moment."""
    things = ask.filled(own, other)
    answer = await asker.send(ask.method, ask.path, things, ask.fields)

    def masked(text: str) -> str:
        for value in sorted({*own, *things.values()}, key=len, reverse=True):
            text = text.replace(value, "…")
        return _OF_THE_MOMENT.sub("…", text)

    headers = {name: masked(value) for name, value in answer.headers.items() if name not in _NOT_COMPARED}
    return answer.status_code, headers, masked(answer.text)


def _difference(foreign: str, missing: str) -> str:
    return "\n".join(unified_diff(foreign.splitlines(), missing.splitlines(), lineterm="", n=0))[:2000]


async def _rows(office: Place) -> Any:
    """What would show that somebody changed something there."""
    return await office.rows(
        "SELECT (SELECT string_agg(c::text, '|' ORDER BY c.id) FROM cases c WHERE c.tenant_id = $1) AS cases,"
        " (SELECT count(*) FROM case_event WHERE tenant_id = $1) AS events,"
        " (SELECT count(*) FROM message WHERE tenant_id = $1) AS messages,"
        " (SELECT count(*) FROM audit_entry WHERE tenant_id = $1) AS audited,"
        " (SELECT string_agg(r::text, '|' ORDER BY r.id) FROM monitoring_round r WHERE r.tenant_id = $1) AS rounds,"
        " (SELECT string_agg(l::text, '|' ORDER BY l.id) FROM round_line l WHERE l.tenant_id = $1) AS lines,"
        " (SELECT string_agg(p::text, '|' ORDER BY p.id) FROM phone_call p WHERE p.tenant_id = $1) AS calls,"
        " (SELECT p::text FROM round_plan p WHERE p.tenant_id = $1) AS plan,"
        " (SELECT count(*) FROM outbox WHERE tenant_id = $1) AS told,"
        " (SELECT string_agg(k::text, '|' ORDER BY k.id) FROM contact k WHERE k.tenant_id = $1) AS contacts,"
        " (SELECT string_agg(g::text, '|' ORDER BY g.id) FROM contact_merge g WHERE g.tenant_id = $1) AS merges,"
        " (SELECT count(*) FROM consent WHERE tenant_id = $1) AS consents,"
        " (SELECT string_agg(m::text, '|' ORDER BY m.id) FROM membership m WHERE m.tenant_id = $1) AS members"
    )


@asynccontextmanager
async def _somebody(house: House, office: Place) -> AsyncIterator[Asker]:
    """A supervisor and administrator of an office, signed in, with a key that has every scope."""
    member = await house.world.staff(office)
    assert member.id is not None
    assert member.person_id is not None
    roles = [Role.SUPERVISOR.value, Role.ADMINISTRATOR.value]
    await office.change("UPDATE membership SET roles = $2 WHERE tenant_id = $1 AND id = $3", roles, member.id)
    secret = await begin(Post(tenant_id=office.id, membership_id=member.id), member.person_id)
    asker = Asker(house, await house.key(office=office), secret)
    try:
        yield asker
    finally:
        await asker.close()


async def _asked(house: House, office: Place) -> AsyncIterator[tuple[Ask, Things]]:
    """Every request, and things of one's own that no request before it can have changed: none but a GET has."""
    own: Things | None = None
    for ask in asks(house):
        own = own or await _things(house, office)
        yield ask, own
        own = own if ask.method == "GET" else None


async def test_another_office_s_things_answer_as_missing_ones(house: House) -> None:
    victim, here = house.world.district, house.world.neighbour
    foreign = await _things(house, victim)
    ids = [str(uuid7()) for _ in Things._fields[2:]]
    missing = Things("tidak-ada", new_number(foreign.number.split("-")[0]), *ids)
    before = await _rows(victim)
    tried = 0
    async with _somebody(house, here) as asker:
        async for ask, own in _asked(house, here):
            told = [await _told(asker, ask, own, other) for other in (foreign, missing)]
            if told[0] != told[1]:  # a minute may have passed between the two
                told = [await _told(asker, ask, own, other) for other in (foreign, missing)]
            assert told[0] == told[1], f"{ask}:\n{_difference(told[0][2], told[1][2])}"
            assert told[0][0] < 500, f"{ask}"
            tried += 1
    assert tried >= 40
    assert await _rows(victim) == before


async def test_the_same_requests_reach_one_s_own_things(house: House) -> None:
    """Otherwise the comparison above would compare two refusals that have another reason."""
    here = house.world.neighbour
    async with _somebody(house, here) as asker:
        async for ask, own in _asked(house, here):
            answer = await asker.send(ask.method, ask.path, ask.filled(own, own), ask.fields)
            mine = (ask.method, ask.path, ask.named) not in _AUTHORS_ONLY
            if mine and not ask.path.startswith((*PUBLIC, *_HEADS_ONLY)):
                assert answer.status_code not in (401, 403, 404), f"{ask}: {answer.text[:300]}"


async def test_nothing_of_another_office_stands_in_any_answer(house: House) -> None:
    """Lists, searches, counts and the feed: nobody asks for the thing by name, and it does not come by itself."""
    victim, here = house.world.district, house.world.neighbour
    case = await house.case("Kenari lembayung", office=victim, name="Kenari Jingga")
    await house.case(office=here)
    for office in (victim, here):
        await house.world.dispatch(office)
    async with _somebody(house, here) as asker:
        own = await _things(house, here)
        routes = [route.path_format for route, method in routes_of(house) if method == "GET"]
        for path in (path for route in routes for path in worded(route) if not path.startswith(MACHINES)):
            for word in ("", "kenari", "jingga", "081255501234", case.number):
                answer = await asker.send("GET", path, own.in_path(), {"q": word} if word else {})
                told = answer.text.lower().replace(word.lower() or "\0", "")
                for canary in ("lembayung", "jingga", case.number.lower(), str(case.id)):
                    assert canary not in told, f"{path}?q={word}"


def test_every_identifier_in_a_path_is_known(house: House) -> None:
    known = IN_PATH.keys() | NO_THINGS.keys() | DEED.keys()
    unknown = {
        f"{{{name}}} of {route.path_format}"
        for route, _ in routes_of(house)
        for name in route.path_parameters
        if name not in known
    }
    assert not unknown, f"tell in support/things.py what these name: {sorted(unknown)}"
