"""Everything of one case in one statement: the page costs one round trip, however long the case is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.approvals.store import REQUEST
from helpdesk.attachments.model import Attachment
from helpdesk.calls.model import CallOnCase
from helpdesk.casefile import rows
from helpdesk.casefile.model import FIRST_WORDS, Earlier, Handover, Happened, Passed, Said
from helpdesk.casefile.registered import RegisterView
from helpdesk.casefile.with_units import Asked, UnitWay
from helpdesk.cases.model import Case
from helpdesk.cases.store import COLUMNS, case_of
from helpdesk.cases.visibility import ASKER, READABLE, asker_values
from helpdesk.consenting.model import Agreement
from helpdesk.consenting.store import LATEST
from helpdesk.consents.store import STOPPED_AT
from helpdesk.conversations.model import Conversation
from helpdesk.sla.model import Clock
from tenants.doors import Scope
from tenants.permissions.model import Actor

MOST_ROWS = 300
"""Messages, and facts of the history, that a page reads; the newest."""
_MESSAGE = ", ".join(f"m.{field}" for field in rows.MESSAGE)
# What was taken back is not shown again by who answered it. Only what an office sent, or reacted to, has deliveries.
_MESSAGES = (
    f"SELECT ROW({_MESSAGE}, m.original_text, coalesce(d.state, ''), coalesce(d.error_code, ''), q.id,"  # noqa: S608
    f" q.direction, q.author_name, CASE WHEN q.revoked_at IS NULL THEN left(q.text, {FIRST_WORDS}) ELSE '' END, q.kind)"
    " FROM message m LEFT JOIN LATERAL (SELECT state, error_code FROM delivery d"
    " WHERE d.tenant_id = m.tenant_id AND d.message_id = m.id"
    " AND (m.direction = 'out' OR m.office_reaction IS NOT NULL)"
    " ORDER BY d.created_at DESC, d.id DESC LIMIT 1) d ON true"
    " LEFT JOIN LATERAL (SELECT id, direction, author_name, text, kind, revoked_at FROM message o"
    " WHERE m.reply_to <> '' AND o.tenant_id = m.tenant_id AND o.conversation_id = m.conversation_id"
    " AND o.external_id = m.reply_to AND o.external_id <> '' AND o.case_id = m.case_id LIMIT 1) q ON true"
    " WHERE m.tenant_id = c.tenant_id AND m.case_id = c.id"
)
_FILES = (
    "SELECT ROW(f.id, f.message_id, f.name, f.mime_type, f.size, f.state, f.reason, f.created_at)"
    " FROM attachment f WHERE f.tenant_id = c.tenant_id AND f.case_id = c.id ORDER BY f.created_at, f.id"
)
_PARTS = {
    "messages": f"{_MESSAGES} ORDER BY m.at DESC, m.id DESC LIMIT {MOST_ROWS}",
    "events": "SELECT ROW(e.actor_kind, e.actor_name, e.detail::text) FROM case_event e"  # noqa: S608
    f" WHERE e.tenant_id = c.tenant_id AND e.case_id = c.id ORDER BY e.at DESC, e.id DESC LIMIT {MOST_ROWS}",
    "dispositions": "SELECT ROW(d.id, d.at, d.unit_id, u.name, d.instruction, d.due_at, d.actor_name,"
    " d.answered_at, d.state, d.role) FROM disposition d JOIN unit u ON u.tenant_id = d.tenant_id AND u.id = d.unit_id"
    " WHERE d.tenant_id = c.tenant_id AND d.case_id = c.id ORDER BY d.at, d.id",
    "unit_answers": "SELECT ROW(a.message_id, a.id, a.state, a.came_by, a.word) FROM unit_answer a"
    " WHERE a.tenant_id = c.tenant_id AND a.case_id = c.id",
    "proposals": "SELECT ROW(p.message_id, p.id, p.state, p.spoken) FROM proposal p"
    " WHERE p.tenant_id = c.tenant_id AND p.case_id = c.id",
    "unit_ways": "SELECT ROW(d.unit_id, u.name, d.role, d.state, d.instruction, d.due_at, d.at,"
    " coalesce(t.phone <> '' OR t.email <> '', false), l.id,"
    " l.expires_at) FROM disposition d JOIN unit u ON u.tenant_id = d.tenant_id AND u.id = d.unit_id"
    " LEFT JOIN unit_terms t ON t.tenant_id = d.tenant_id AND t.unit_id = d.unit_id"
    " LEFT JOIN unit_link l ON l.tenant_id = d.tenant_id AND l.disposition_id = d.id AND l.revoked_at IS NULL"
    " WHERE d.tenant_id = c.tenant_id AND d.case_id = c.id AND d.state IN ('open', 'answered')"
    " ORDER BY d.role <> 'lead', d.at, d.id",
    "asked": f"SELECT ROW({', '.join(f'q.{field}' for field in REQUEST)}, u.name, ARRAY(SELECT b.name FROM unit b"  # noqa: S608
    " WHERE b.tenant_id = q.tenant_id AND b.id = ANY (q.helpers || q.copies) ORDER BY b.name))"
    " FROM approval_request q JOIN unit u ON u.tenant_id = q.tenant_id AND u.id = q.unit_id"
    " WHERE q.tenant_id = c.tenant_id AND q.case_id = c.id AND q.state = 'waiting' AND $2::uuid[] IS NULL",
    "calls": "SELECT ROW(p.id, p.account_id, p.remote_id, p.began_at, p.answered_at, p.ended_at, p.seconds, p.outcome,"
    " p.recording, n.noted_name) FROM call_case n JOIN phone_call p ON p.tenant_id = n.tenant_id AND p.id = n.call_id"
    " WHERE n.tenant_id = c.tenant_id AND n.case_id = c.id ORDER BY p.began_at, p.id LIMIT 100",
    "files": _FILES,
    "clocks": "SELECT k.value::text FROM clock k WHERE k.tenant_id = c.tenant_id AND k.case_id = c.id",
    "handovers": "SELECT ROW(l.id, l.side, l.state, l.reason, t.name, t.slug, t.level, l.peer_number, l.created_at,"
    " l.changed_at, l.said, l.agree_by, l.due_at, l.turn, CASE WHEN n.named THEN '' ELSE coalesce(n.citizen, '') END,"
    " coalesce(n.named, false), l.speaker, l.wish, l.with_files, l.copy, l.copy_said, l.holder,"
    " l.peer_files_at, l.peer_passed,"
    " EXISTS (SELECT FROM far_office f WHERE f.tenant_id = l.tenant_id"
    " AND f.uid = l.peer_uid AND f.state = 'connected' AND f.kin = 'above' AND f.kin_there = 'below'))"
    " FROM link l JOIN known_offices() t ON t.uid = l.peer_uid"
    " LEFT JOIN link_citizen n ON n.tenant_id = l.tenant_id AND n.link_id = l.id"
    " WHERE l.tenant_id = c.tenant_id AND l.case_id = c.id ORDER BY l.created_at, l.id",
    "agreements": f"SELECT ROW(a.*) FROM ({LATEST}) a ORDER BY a.at",  # noqa: S608 - words of ours
    "registers": "SELECT ROW(r.id, r.step, r.tracking_id, r.status, r.raw_name, r.institution,"
    " r.error_code, r.changed_at, r.polled_at, r.mode, r.proposes_close) FROM register_link r"
    " WHERE r.tenant_id = c.tenant_id AND r.case_id = c.id"
    " ORDER BY r.step <> 'failed', r.mode <> 'sandbox', r.created_at, r.id",
    "register_entries": "SELECT ROW(n.register_link_id, n.kind, n.author, n.text, n.at, n.first_seen_at)"
    " FROM register_entry n JOIN register_link r ON r.tenant_id = n.tenant_id AND r.id = n.register_link_id"
    " WHERE r.tenant_id = c.tenant_id AND r.case_id = c.id ORDER BY n.first_seen_at, n.at, n.key",
    "earlier": "SELECT ROW(e.number, e.title, e.state, e.opened_at) FROM cases e"
    " WHERE e.tenant_id = c.tenant_id AND e.contact_id = c.contact_id AND e.id <> c.id"
    " AND NOT e.anonymous AND NOT c.anonymous AND ($2::uuid[] IS NULL OR e.unit_id = ANY ($2))"
    " ORDER BY e.opened_at DESC, e.id DESC LIMIT 20",
    "identities": "SELECT ROW(i.scheme, i.value) FROM contact_identity i"
    " WHERE i.tenant_id = c.tenant_id AND i.contact_id = c.contact_id ORDER BY i.scheme, i.value",
}
_ARRAYS = ", ".join(f"ARRAY({part}) AS {name}" for name, part in _PARTS.items())
_CONVERSATION = ("id", "contact_id", "account_id", "scheme", "address", "last_in_at", "warned_at")
_ACCOUNT = {
    "id": "id",
    "kind": "kind",
    "address": "address",
    "settings": "settings::text",
    "secrets": "secrets",
}
_WAY = ", ".join(
    [f"v.{field} AS conversation_{field}" for field in _CONVERSATION]
    + [f"a.{sent} AS way_{field}" for field, sent in _ACCOUNT.items()]
    + [
        "EXISTS (SELECT FROM account r WHERE r.tenant_id = c.tenant_id AND r.kind = 'lapor' AND r.active)"
        " AS files_in_register",
        "EXISTS (SELECT FROM relation r WHERE r.tenant_id = c.tenant_id AND r.asks) AS asks_others",
        f"{STOPPED_AT.format(tenant='c.tenant_id', at='v', channel='a.kind')} AS stopped",
    ]
)
_PAGE = (
    "SELECT c.*, k.name AS contact, k.language, u.name AS unit, s.name AS topic,"  # noqa: S608
    " staff_name(p.name, m.tenant_id, m.delegation_id) AS assignee,"
    f" f.name AS facility, o.number AS original, {_WAY}, {_ARRAYS}"
    f" FROM (SELECT c.tenant_id, {COLUMNS} FROM cases c, {ASKER}"
    f" WHERE {READABLE} AND NOT c.withdrawn AND c.number = $6) c"
    " LEFT JOIN contact k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id"
    " LEFT JOIN unit u ON u.tenant_id = c.tenant_id AND u.id = c.unit_id"
    " LEFT JOIN unit f ON f.tenant_id = c.tenant_id AND f.id = c.facility_id"
    " LEFT JOIN topic s ON s.tenant_id = c.tenant_id AND s.id = c.topic_id"
    " LEFT JOIN membership m ON m.tenant_id = c.tenant_id AND m.id = c.assignee_id"
    " LEFT JOIN person p ON p.id = m.person_id"
    " LEFT JOIN cases o ON o.tenant_id = c.tenant_id AND o.id = c.duplicate_of"
    " LEFT JOIN conversation v ON v.tenant_id = c.tenant_id AND v.id = c.conversation_id"
    " LEFT JOIN account a ON a.tenant_id = c.tenant_id AND a.id = v.account_id AND a.active"
)
_SLICE = (
    f"SELECT c.anonymous, ARRAY({_MESSAGES} AND ($10 OR m.direction <> 'note')"  # noqa: S608
    " AND (m.at, m.id) > ($7::timestamptz, $8::uuid) ORDER BY m.at, m.id LIMIT $9) AS messages,"
    f" ARRAY({_FILES}) AS files FROM cases c, {ASKER} WHERE {READABLE} AND NOT c.withdrawn AND c.number = $6"
)
_COLUMNS = tuple(COLUMNS.split(", "))
_NAMES = ("contact", "language", "unit", "topic", "assignee", "facility", "original")


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What the statement found."""

    case: Case
    contact: str
    language: str
    unit: str
    topic: str
    assignee: str
    facility: str
    original: str
    identities: tuple[tuple[str, str], ...]
    said: tuple[Said, ...]
    happened: tuple[Happened, ...]
    passed: tuple[Passed, ...]
    clocks: tuple[Clock, ...]
    calls: tuple[CallOnCase, ...]
    files: tuple[Attachment, ...]
    handovers: tuple[Handover, ...]
    agreements: tuple[Agreement, ...]
    register: RegisterView | None
    unit_ways: tuple[UnitWay, ...]
    asked: Asked | None
    earlier: tuple[Earlier, ...]
    conversation: Conversation | None
    account: Mapping[str, Any] | None
    """As `AccountBook.opened` takes it."""
    files_in_register: bool
    """The office has a working account at SP4N-LAPOR."""
    asks_others: bool
    """The office set that it hands cases to another one."""
    stopped: bool
    """The citizen wants no extra messages where they are answered."""


async def page(scope: Scope, actor: Actor, number: str) -> Stored | None:
    """One case by its number, with the last 300 messages and facts, if the actor sees it."""
    row = await scope.fetchrow(_PAGE, *asker_values(scope, actor), number)
    if row is None:
        return None
    case = case_of({column: row[column] for column in _COLUMNS})
    files = tuple(map(rows.file, row["files"]))
    names: dict[str, Any] = {name: row[name] or "" for name in _NAMES}
    return Stored(
        case=case,
        **names,
        identities=tuple(row["identities"]),
        said=rows.from_desks(
            rows.from_units(
                rows.said_of(row["messages"][::-1], files, anonymous=case.anonymous), row["unit_answers"]
            ),
            row["proposals"],
        ),
        happened=tuple(map(rows.happened, row["events"][::-1])),
        passed=tuple(map(rows.passed, row["dispositions"])),
        clocks=rows.clocks(row["clocks"]),
        calls=tuple(rows.call(each, scope.now) for each in row["calls"]),
        files=files,
        handovers=tuple(map(rows.handover, row["handovers"])),
        agreements=rows.agreements(row["agreements"]),
        register=rows.register(row["registers"], row["register_entries"]),
        unit_ways=tuple(map(rows.unit_way, row["unit_ways"])),
        asked=rows.asked(row["asked"]),
        earlier=tuple(map(rows.earlier, row["earlier"])),
        conversation=rows.conversation({field: row[f"conversation_{field}"] for field in _CONVERSATION}),
        account={field: row[f"way_{field}"] for field in _ACCOUNT} if row["way_id"] else None,
        files_in_register=row["files_in_register"],
        asks_others=row["asks_others"],
        stopped=bool(row["stopped"]),
    )


async def messages_after(
    scope: Scope, actor: Actor, number: str, after: tuple[datetime, UUID], most: int, *, notes: bool
) -> tuple[Said, ...] | None:
    """The next messages of a case, oldest first, if the actor sees it; with or without internal notes."""
    row = await scope.fetchrow(_SLICE, *asker_values(scope, actor), number, *after, most, notes)
    if row is None:
        return None
    files = tuple(map(rows.file, row["files"]))
    return rows.said_of(row["messages"], files, anonymous=row["anonymous"])
