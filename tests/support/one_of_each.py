"""Things of one office that its requests may name (test_foreign_objects.py): each made here is one more."""

from uuid import UUID

from helpdesk.attachments.model import ORIGINAL
from helpdesk.authorities import store as authorities
from helpdesk.authorities.model import Authority
from helpdesk.canned import store as canned
from helpdesk.canned.model import CannedReply
from helpdesk.channels.model import TemplateState
from helpdesk.elsewhere import store as far_offices
from helpdesk.elsewhere.model import Far, FarState, KeyRing, Plate
from helpdesk.message_templates import store as templates
from helpdesk.message_templates.model import MessageTemplate
from helpdesk.sla.defaults import office_hours
from helpdesk.sla.store import put_hours
from helpdesk.topics import store as topics
from helpdesk.topics.model import Topic
from kit.ids import uuid7
from kit.webhooks import new_key
from support.announcing import announced_to
from support.integrators import House
from support.kept_files import a_file
from support.lending import a_request_for
from support.things import Things
from support.worksheets import a_kept_sheet
from support.world import Place
from tenants.doors import tenant_scope


async def person_of(office: Place, contact_id: UUID | None) -> tuple[str, str, str]:
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


async def unit_things_of(office: Place, case_id: UUID) -> tuple[str, str]:
    """What a unit answered about the case, and a disposition of it that waits for approval."""
    part, answer, request = uuid7(), uuid7(), uuid7()
    unit = office.units["Puskesmas Batang II"]
    await office.change(
        "INSERT INTO disposition (tenant_id, id, case_id, unit_id, instruction, at, role)"
        " VALUES ($1, $2, $3, $4, '', now(), 'helper')",
        *(part, case_id, unit),
    )
    await office.change(
        "INSERT INTO unit_answer (tenant_id, id, case_id, unit_id, disposition_id, message_id, came_by, at)"
        " SELECT $1, $2, case_id, $4, $5, id, 'link', now() FROM message WHERE tenant_id = $1 AND case_id = $3 LIMIT 1",
        *(answer, case_id, unit, part),
    )
    await office.change(
        "INSERT INTO approval_request (tenant_id, id, case_id, unit_id, instruction, why, approvers, asked_at)"
        " VALUES ($1, $2, $3, $4, '', '{every}', 'either', now())",
        *(request, case_id, unit),
    )
    return str(answer), str(request)


async def letter_of(house: House, office: Place) -> str:
    """A letter that became no case."""
    content, account = b"From: siti@warga.example", office.account_id
    return str(
        await a_file(office.id, house.runtime.files, content, "surat-asli.eml", ORIGINAL, account_id=account)
    )


async def call_of(office: Place) -> str:
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


async def calendar_of(office: Place) -> str:
    """Hours of one office alone; every office has `office`."""
    key = f"jam-{uuid7().hex}"
    async with tenant_scope(office.id) as scope:
        await put_hours(scope, key, key, office_hours("Asia/Jakarta"))
    return key


async def round_of(office: Place) -> tuple[str, str]:
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


async def texts_of(office: Place) -> tuple[str, str, str]:
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


async def authority_of(office: Place) -> str:
    """An authority outside, of one office's list."""
    authority = uuid7()
    async with tenant_scope(office.id) as scope:
        await authorities.add(scope, Authority(id=authority, name=f"Instansi {authority}"))
    return str(authority)


async def things_of(house: House, office: Place) -> Things:
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
        *await texts_of(office),
        await calendar_of(office),
        *await round_of(office),
        *await person_of(office, case.contact_id),
        await letter_of(house, office),
        await call_of(office),
        str(
            await office.value(
                "SELECT id FROM account WHERE tenant_id = $1 AND kind = 'lapor' AND address <> ''"
            )
        ),
        await a_request_for(office, member.person_id),
        await a_kept_sheet(office, member),
        await authority_of(office),
        *await unit_things_of(office, case.id),
        await announced_to(house.world, office),
        await far_of(house, office),
        await carried_of(office, case.id),
    )


async def carried_of(office: Place, case_id: UUID) -> str:
    """A letter to another office that did not arrive."""
    link, letter = uuid7(), uuid7()
    for sql, *values in (
        (
            "INSERT INTO link (tenant_id, id, case_id, side, peer_uid, state, reason, created_at, changed_at)"
            " SELECT $1, $2, $3, 'source', uid, 'closed', 'x', now(), now() FROM tenant WHERE id <> $1 LIMIT 1",
            *(link, case_id),
        ),
        (
            "INSERT INTO letter (tenant_id, id, link_id, seq, kind, body, state, created_at)"
            " VALUES ($1, $2, $3, 1, 'note', '', 'dead', now())",
            *(letter, link),
        ),
    ):
        await office.change(str(sql), *values)
    return str(letter)


async def far_of(house: House, office: Place) -> str:
    """A connection with an office of another installation that does not answer."""
    plate = Plate(
        uid=uuid7(),
        slug="jauh",
        code="JAU",
        name="Kantor jauh",
        desk_name="Meja jauh",
        level="district",
        timezone="Asia/Jakarta",
    )
    far = Far(
        id=uuid7(),
        state=FarState.CONNECTED,
        name=plate.name,
        plate=plate,
        address="http://localhost:9/letters/1",
        receives=True,
        keys=KeyRing(ours=(new_key(),), theirs=(new_key(),)),
    )
    async with tenant_scope(office.id) as scope:
        await far_offices.put(scope, far, house.runtime.far.sealer)
    return str(far.id)
