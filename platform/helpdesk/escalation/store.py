"""The only queries on links and letters."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.escalation.letter import Content, Letter, Package
from helpdesk.escalation.model import Copy, Link, LinkState, Side, Wish
from kit.ids import uuid7
from tenants.doors import Scope

_LINK = (
    "SELECT id, case_id, side, peer_uid, peer_number, state, reason, own_seq, peer_seq, created_at, changed_at,"
    " said, agree_by, due_at, chain, asked, owed, speaker, wish, with_files, peer_files, peer_files_at,"
    " peer_passed, told_files, home_id, copy,"
    " copy_said, holder"
    " FROM link WHERE tenant_id = $1"
)
_OF_CASE = f"{_LINK} AND case_id = $2 ORDER BY created_at, id"
_OF_CASE_HELD = f"{_OF_CASE} FOR UPDATE"


def _link_of(row: Any) -> Link:
    fields = dict(row)
    return Link(
        side=Side(fields.pop("side")),
        state=LinkState(fields.pop("state")),
        chain=tuple(fields.pop("chain")),
        speaker=Side(fields.pop("speaker")),
        wish=Wish(fields.pop("wish")),
        copy=Copy(fields.pop("copy")),
        **fields,
    )


async def links_of(scope: Scope, case_id: UUID, *, hold: bool = True) -> list[Link]:
    """The hand-overs of a case, oldest first; held until the transaction ends, unless told otherwise."""
    sql = _OF_CASE_HELD if hold else _OF_CASE
    rows = await scope.fetch(sql, scope.tenant_id, case_id)
    return [_link_of(row) for row in rows]


async def has_links(scope: Scope, case_id: UUID) -> bool:
    """Was the case ever handed over, or taken over?"""
    found: bool = await scope.fetchval(
        "SELECT EXISTS (SELECT FROM link WHERE tenant_id = $1 AND case_id = $2)", scope.tenant_id, case_id
    )
    return found


async def case_of_link(scope: Scope, link_id: UUID) -> UUID | None:
    """The case of a hand-over now; merging cases may change it until both are held."""
    found: UUID | None = await scope.fetchval(
        "SELECT case_id FROM link WHERE tenant_id = $1 AND id = $2", scope.tenant_id, link_id
    )
    return found


async def links_from(scope: Scope, home_id: UUID) -> list[tuple[UUID, UUID]]:
    """(link, case) of hand-overs that were made with a case that was merged away since; holds nothing."""
    rows = await scope.fetch(
        "SELECT id, case_id FROM link WHERE tenant_id = $1 AND home_id = $2 ORDER BY created_at, id",
        scope.tenant_id,
        home_id,
    )
    return [(row["id"], row["case_id"]) for row in rows]


async def link(scope: Scope, link_id: UUID) -> Link | None:
    """One hand-over, held, or none."""
    row = await scope.fetchrow(f"{_LINK} AND id = $2 FOR UPDATE", scope.tenant_id, link_id)
    return _link_of(row) if row else None


async def add_link(scope: Scope, link: Link, package: Package) -> None:
    """Insert a new hand-over; what its package carried can be searched from now on."""
    said = "\n".join(extract.text for extract in package.extracts)
    await scope.execute(
        "INSERT INTO link (tenant_id, id, case_id, side, peer_uid, peer_number, state, reason, own_seq,"
        " peer_seq, created_at, changed_at, said, agree_by, due_at, chain, speaker, with_files, handed,"
        " peer_files, told_files, known) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,"
        " $16, $17, $18, search_words($19, $20), $21, $22,"
        " ARRAY(SELECT id FROM message WHERE tenant_id = $1 AND case_id = $3 AND direction = 'in'))",
        scope.tenant_id,
        link.id,
        link.case_id,
        link.side.value,
        link.peer_uid,
        link.peer_number,
        link.state.value,
        link.reason,
        link.own_seq,
        link.peer_seq,
        link.created_at,
        link.changed_at,
        link.said,
        link.agree_by,
        link.due_at,
        list(link.chain),
        link.speaker.value,
        link.with_files,
        " ".join((package.title, package.facility)),
        said,
        link.peer_files,
        link.told_files,
    )


async def was_known(scope: Scope, link_id: UUID, message_id: UUID) -> bool:
    """Did the officer who handed the case over have this message before them?"""
    return bool(
        await scope.fetchval(
            "SELECT $3 = ANY (known) FROM link WHERE tenant_id = $1 AND id = $2",
            scope.tenant_id,
            link_id,
            message_id,
        )
    )


async def save_link(scope: Scope, link: Link) -> None:
    """Write a held hand-over back."""
    await scope.execute(
        "UPDATE link SET peer_number = $3, state = $4, own_seq = $5, peer_seq = $6, changed_at = $7,"
        " said = $8, due_at = $9, asked = $10, speaker = $11, wish = $12, case_id = $13, home_id = $14, copy = $15,"
        " copy_said = $16, holder = $17, peer_files = $18, told_files = $19, owed = $20,"
        " peer_files_at = $21, peer_passed = $22"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        link.id,
        link.peer_number,
        link.state.value,
        link.own_seq,
        link.peer_seq,
        link.changed_at,
        link.said,
        link.due_at,
        link.asked,
        link.speaker.value,
        link.wish.value,
        link.case_id,
        link.home_id,
        link.copy.value,
        link.copy_said,
        link.holder,
        link.peer_files,
        link.told_files,
        link.owed,
        link.peer_files_at,
        link.peer_passed,
    )


async def due_offers(scope: Scope, most: int) -> list[tuple[UUID, UUID]]:
    """(case, link) of hand-overs whose time is over, the oldest first; holds nothing."""
    rows = await scope.fetch(
        "SELECT case_id, id FROM link WHERE tenant_id = $1 AND due_at <= $2 ORDER BY due_at, id LIMIT $3",
        scope.tenant_id,
        scope.now,
        most,
    )
    return [(row["case_id"], row["id"]) for row in rows]


async def look_later(scope: Scope, link_id: UUID, wait: timedelta) -> None:
    """An offer that could not be ended now waits a while."""
    await scope.execute(
        "UPDATE link SET due_at = $3 WHERE tenant_id = $1 AND id = $2 AND due_at IS NOT NULL",
        scope.tenant_id,
        link_id,
        scope.now + wait,
    )


async def post(scope: Scope, link: Link, own_uid: UUID, content: Content) -> Link:
    """Put a letter on its way, in the caller's transaction; answers the link with its count moved on.

    Behind one that is left to a person it has no due time: it waits for that person too.
    """
    link = replace(link, own_seq=link.own_seq + 1)
    await write(scope, link.id, link.own_seq, own_uid, link.peer_uid, content)
    await save_link(scope, link)
    return link


async def write(
    scope: Scope, link_id: UUID, seq: int, own_uid: UUID, peer_uid: UUID, content: Content
) -> None:
    """Put one letter on its way, in its place of the order."""
    letter = Letter(
        id=uuid7(), link=link_id, seq=seq, sender=own_uid, recipient=peer_uid, at=scope.now, content=content
    )
    await scope.execute(
        "INSERT INTO letter (tenant_id, id, link_id, seq, kind, body, due_at, created_at, far)"
        " VALUES ($1, $2, $3, $4, $7, $5, CASE WHEN NOT EXISTS (SELECT FROM letter WHERE tenant_id = $1"
        " AND link_id = $3 AND state = 'dead') THEN $6::timestamptz END, $6,"
        " EXISTS (SELECT FROM far_office WHERE tenant_id = $1 AND uid = $8))",
        scope.tenant_id,
        letter.id,
        link_id,
        letter.seq,
        msgspec.json.encode(letter),
        scope.now,
        letter.kind,
        peer_uid,
    )


async def link_of_letter(scope: Scope, letter_id: UUID) -> UUID:
    """The hand-over that a letter of ours belongs to."""
    found: UUID = await scope.fetchval(
        "SELECT link_id FROM letter WHERE tenant_id = $1 AND id = $2", scope.tenant_id, letter_id
    )
    return found


async def revive(scope: Scope, case_id: UUID, link_id: UUID | None = None) -> bool:
    """Let a case's letters that wait for a person be tried anew, from now, or one hand-over's; false when none does."""
    rows = await scope.fetch(
        "WITH stuck AS (SELECT DISTINCT d.link_id FROM letter d JOIN link k"
        " ON k.tenant_id = d.tenant_id AND k.id = d.link_id WHERE d.tenant_id = $1 AND k.case_id = $2"
        " AND d.state IN ('waiting', 'dead') AND d.due_at IS NULL AND ($4::uuid IS NULL OR d.link_id = $4))"
        " UPDATE letter l SET state = 'waiting', attempts = 0, due_at = $3 FROM stuck"
        " WHERE l.tenant_id = $1 AND l.link_id = stuck.link_id AND l.state IN ('waiting', 'dead') RETURNING l.id",
        scope.tenant_id,
        case_id,
        scope.now,
        link_id,
    )
    return bool(rows)
