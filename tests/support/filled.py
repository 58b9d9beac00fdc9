"""An office with something in every table it has, and which tables those are."""

from functools import partial

from helpdesk.cases import service as cases
from helpdesk.channels.model import MediaRef
from helpdesk.escalation import service as escalation
from helpdesk.registers import service as registers
from helpdesk.registers.model import Wishes
from helpdesk.replies import service as replies
from kit.ids import uuid7
from support.across_rows import across_rows
from support.announcing import announcement_rows
from support.builders import a_message, a_number, an_opened_case
from support.counted import FIGURES
from support.lending import a_request_for
from support.register_rows import register_rows
from support.unit_rows import far_row, unit_rows
from support.worksheets import a_line, as_csv, taken_in
from support.world import Place, World
from tenants.audit.service import record, seal
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role

TENANTED = """
    SELECT c.relname AS name,
           ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum) AS columns
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')
    ORDER BY 1
"""
"""The tables that have an office's rows, and their columns."""


def word(place: Place, where: str) -> str:
    """A word that nobody but this office has, and that tells where it was typed; searching cuts nothing off it."""
    return f"x{where}{place.slug[::-1]}7"


async def fill(world: World, place: Place, to: Place | None) -> str:
    """Something in every table of the office, most of it by the product itself; answers the number of its case, which
    is handed over `to` another office."""
    say = partial(word, place)
    dewi: Actor = await world.staff(place, name=say("officer"))
    media = (MediaRef(remote_id="m", kind="image"),)
    phone = a_number()
    number = await an_opened_case(world, place, phone, media=media, text=f"Antrean panjang {say('told')}")
    await world.arrive(place, a_message(phone, say("leftout"), external_id=place.slug))
    await world.take_in(place)
    await place.change("UPDATE contact SET name = $2 WHERE tenant_id = $1", say("citizen"))
    await cases.dispose(dewi, number, place.units["Sekretariat"], say("instruction"), version=None)
    await replies.note(dewi, number, say("note"))
    await replies.reply(dewi, number, f"Kami periksa, {say('answer')}.", world.book, version=None)
    if to:
        left_out = {
            await place.value("SELECT id FROM message WHERE tenant_id = $1 AND external_id = $2", place.slug)
        }
        reason = f"Mohon {say('reason')}"
        await escalation.escalate(
            dewi, number, to.slug, reason, world.book, version=None, left_out=frozenset(left_out)
        )
    await registers.file(dewi, number, version=None, wishes=Wishes(title=say("filed"), files=()))
    async with tenant_scope(place.id) as scope:
        await record(scope, dewi, "case.revealed", "case", None, reason=say("revealed"))
    await world.arrive(place, a_message(a_number(), "halo"))  # and is shown the menu
    await world.work()
    await seal(place.id)
    await a_request_for(place, dewi.person_id)
    async with tenant_scope(place.id) as scope:
        await record(scope, dewi, "case.revealed", "case", None)  # and one that waits for its seal
    case_id = await place.value("SELECT id FROM cases WHERE tenant_id = $1")
    one, other = [
        row["id"] for row in await place.rows("SELECT id FROM contact WHERE tenant_id = $1 ORDER BY id")
    ][:2]
    link_id = await place.value("SELECT id FROM register_link WHERE tenant_id = $1")
    for sql, *values in (
        ("INSERT INTO session VALUES ($1, $2, $3, $4, now(), now(), now())", uuid7(), b"d", dewi.person_id),
        ("INSERT INTO api_key VALUES ($1, $2, 'xkey§', $3, '{}')", uuid7(), b"d"),
        ("INSERT INTO idempotency_key VALUES ($1, $2, 'r', 'k', $3)", uuid7(), b"d"),
        *(*unit_rows(place.account_id), far_row()),
        ("INSERT INTO forgetting SELECT $1, now() WHERE $2::int = 1", 1),
        (
            "INSERT INTO monitoring_round (tenant_id, id, day, place, begins_at, ends_at)"
            " VALUES ($1, $2, now()::date, 1, now(), now())",
            (round_id := uuid7()),
        ),
        (
            "INSERT INTO round_line (tenant_id, id, round_id, place, kind, account_id)"
            " VALUES ($1, $2, $3, 1, 'account', $4)",
            (line_id := uuid7()),
            round_id,
            place.account_id,
        ),
        ("INSERT INTO round_case VALUES ($1, $2, $3)", line_id, case_id),
        (
            "INSERT INTO case_elsewhere SELECT $1, id, $2 FROM conversation WHERE tenant_id = $1 LIMIT 1",
            case_id,
        ),
        (
            "INSERT INTO phone_call (tenant_id, id, account_id, remote_id, caller, began_at)"
            " VALUES ($1, $2, $3, 'c-1', '+6281200000101', now())",
            (call_id := uuid7()),
            place.account_id,
        ),
        ("INSERT INTO call_case VALUES ($1, $2, $3, now(), 'xcaller§')", call_id, case_id),
        (
            "INSERT INTO retention_plan (tenant_id, periods) SELECT $1, jsonb_build_object('complaint',"
            " jsonb_build_object('months', 600, 'law', 'xlaw§')) WHERE $2::int = 1",
            1,
        ),
        ("INSERT INTO quiet_hours SELECT $1, false, 0, 1, $2 ON CONFLICT DO NOTHING", 1),
        (
            "INSERT INTO test_message SELECT $1, id, account_id, '•••', '', 'xtester§', now() FROM delivery"
            " WHERE tenant_id = $1 AND $2::int = 1 LIMIT 1",
            1,
        ),
        ("INSERT INTO sending_pace VALUES ($1, $2, now()) ON CONFLICT DO NOTHING", uuid7()),
        ("INSERT INTO pin_failure VALUES ($1, 'BTG', $2)", uuid7()),
        (
            "INSERT INTO draft (tenant_id, id, case_id, author_id, author_name, tab, text, plan, updated_at)"
            " SELECT $1, $2, $3, $4, 'xauthor§', 'note', 'xdraft§', '{}', now()",
            uuid7(),
            case_id,
            dewi.id,
        ),
        ("INSERT INTO contact_pair VALUES ($1, $2, $3, now())", one, other),
        (
            "INSERT INTO contact_merge (tenant_id, id, kept_id, absorbed_id, reason, identities, conversations,"
            " cases, at, by_name) VALUES ($1, $2, $3, $4, 'xmerged§', '{}', '{}', '{}', now(), 'xmerger§')",
            uuid7(),
            one,
            other,
        ),
        (
            "INSERT INTO consent (tenant_id, id, purpose, channel, scheme, address, given, wording, source,"
            " actor_kind, at) VALUES ($1, $2, 'extra_messages', 'whatsapp', 'phone', '+62', false, '1', 'message',"
            " 'citizen', now())",
            uuid7(),
        ),
        ("INSERT INTO rating VALUES ($1, $2, '', 5, 'xrating§', now())", case_id),
        ("INSERT INTO canned_reply VALUES ($1, $2, 'xcanned§', 'Terima kasih, {nama}.')", uuid7()),
        (
            "INSERT INTO relation VALUES ($1, $2, true, true, NULL, 48, true, true, true, 'none', '{}', 1, now())",
            uuid7(),
        ),
        ("INSERT INTO own_text VALUES ($1, $2, 'message', 'id', 'xtext§', 0, 1)", f"key {uuid7()}"),
        (
            "INSERT INTO message_template"
            " SELECT $1, $2, $3, 'kabar', 'id', 'utility', 'Kabar xtemplate§ {{1}}', '{1}', 'approved'",
            uuid7(),
            place.account_id,
        ),
        *announcement_rows(dewi.id),
        *FIGURES,
        ("INSERT INTO notice VALUES ($1, $2, $3, NULL, 'answer', now())", uuid7(), dewi.id),
        (
            "INSERT INTO recount (tenant_id, id, why, asked_by, asked_at, total)"
            " VALUES ($1, $2, 'hours', 'xasker§', now(), 1)",
            uuid7(),
        ),
        (
            "INSERT INTO alert VALUES ($1, $2, 'told', NULL, NULL, '', 'xalert§', 'resolution', 80, now(), now())",
            uuid7(),
        ),
        ("INSERT INTO colleague_line VALUES ($1, $2, $3, now())", dewi.id, place.account_id),
        *across_rows(case_id),
        *register_rows(case_id, place.account_id, link_id),
        (
            "INSERT INTO outbox_heard SELECT tenant_id, id, 'probe' FROM outbox WHERE tenant_id = $1"
            " AND $2::int = 1",
            1,
        ),
    ):
        await place.change(str(sql).replace("§", f"{place.slug[::-1]}7"), *values)
    await taken_in(
        place, await world.staff(place, Role.SUPERVISOR), as_csv([a_line("A-1", text=say("sheet"))])
    )
    return number
