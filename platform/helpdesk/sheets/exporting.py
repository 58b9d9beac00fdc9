"""Cases as lines of the sheet that offices know, with citizens masked unless somebody says why they must not be."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.cases.model import Case, CaseWord
from helpdesk.cases.rules import word_of
from helpdesk.cases.store import COLUMNS, case_of
from helpdesk.cases.visibility import ASKER, VISIBLE, asker_values
from helpdesk.contacts.model import masked, masked_name
from helpdesk.contacts.rules import given_reason
from helpdesk.registers.leaks import veiled
from helpdesk.sheets.model import Column
from kit.errors import Invalid
from tenants.audit.service import record
from tenants.doors import tenant_scope
from tenants.offices.service import office
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

MOST_LINES = 10_000
"""As of lists: a longer one belongs in a report."""
_PART = 500
_DAY = timedelta(days=1)
_FOUND = (
    f"{{what}} FROM cases c, {ASKER} WHERE {VISIBLE} AND NOT c.withdrawn AND NOT c.spam"
    " AND c.opened_at >= $6 AND c.opened_at < $7"
)
_HOW_MANY = _FOUND.format(what="SELECT count(*)")
_LINES = (
    "SELECT c.*, k.name AS contact, s.name AS topic, f.name AS facility, u.name AS unit, h.level AS holder,"  # noqa: S608
    " coalesce(h.name, b.escalated_to, '') AS escalated_to, w.text AS said, a.text AS answer, a.at AS answer_at,"
    " (SELECT i.value FROM contact_identity i WHERE i.tenant_id = c.tenant_id AND i.contact_id = c.contact_id"
    "  AND i.scheme = 'phone' ORDER BY i.value LIMIT 1) AS phone FROM ("
    + _FOUND.format(what=f"SELECT c.tenant_id, {COLUMNS}")
    + " AND (c.opened_at, c.id) > ($8::timestamptz, $9::uuid) ORDER BY c.opened_at, c.id LIMIT $10) c"
    " LEFT JOIN contact k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id"
    " LEFT JOIN topic s ON s.tenant_id = c.tenant_id AND s.id = c.topic_id"
    " LEFT JOIN unit f ON f.tenant_id = c.tenant_id AND f.id = c.facility_id"
    " LEFT JOIN unit u ON u.tenant_id = c.tenant_id AND u.id = c.unit_id"
    " LEFT JOIN LATERAL (SELECT escalated_to FROM sheet_case b WHERE b.tenant_id = c.tenant_id AND b.case_id = c.id"
    "  AND b.escalated_to <> '' LIMIT 1) b ON true"
    " LEFT JOIN LATERAL (SELECT t.name, t.level FROM link l JOIN known_offices() t ON t.uid = l.peer_uid"
    "  WHERE l.tenant_id = c.tenant_id AND l.case_id = c.id AND l.side = 'source'"
    "  ORDER BY l.created_at DESC LIMIT 1) h ON true"
    " LEFT JOIN LATERAL (SELECT m.text FROM message m WHERE m.tenant_id = c.tenant_id AND m.case_id = c.id"
    "  AND m.direction = 'in' AND m.revoked_at IS NULL ORDER BY m.at, m.id LIMIT 1) w ON true"
    " LEFT JOIN LATERAL (SELECT m.text, m.at FROM message m WHERE m.tenant_id = c.tenant_id AND m.case_id = c.id"
    "  AND m.direction = 'out' AND NOT m.automatic AND m.revoked_at IS NULL ORDER BY m.at DESC, m.id DESC LIMIT 1)"
    "  a ON true ORDER BY c.opened_at, c.id"
)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which cases, and whether their citizens are to be named."""

    since: date
    until: date
    """The last day that counts."""
    named: bool = False
    reason: str = ""


class SheetLine(msgspec.Struct, frozen=True, kw_only=True):
    """One case: what its columns hold; words that depend on the reader's language are made by whoever shows it."""

    case: Case
    word: CaseWord
    holder: str
    texts: dict[Column, str]
    moments: dict[Column, datetime | None]


async def usual_days(actor: Actor) -> tuple[date, date]:
    """The last thirty days, as the office counts them."""
    here = await office(actor.tenant_id)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        today = scope.now.astimezone(ZoneInfo(here.timezone)).date()
    return today - 30 * _DAY, today


async def begin(actor: Actor, wanted: Wanted, form: str) -> int:
    """Note that it is taken and how wide, before a line leaves; answers how many cases there are.

    Raises `Forbidden`; `Invalid` for days that end before they begin, too many cases, or names without a reason.
    """
    require(actor, Permission.EXPORT_CASES)
    if wanted.until < wanted.since:
        raise Invalid("invalid", fields={"until": "before_since"})
    reason = ""
    if wanted.named:
        require(actor, Permission.REVEAL_IDENTITY)
        reason = given_reason(wanted.reason)
    here = await office(actor.tenant_id)
    async with tenant_scope(actor.tenant_id) as scope:
        span = _span(wanted, here.timezone)
        number = int(await scope.fetchval(_HOW_MANY, *asker_values(scope, actor), *span))
        if number > MOST_LINES:
            raise Invalid("invalid", fields={"until": "too_many"})
        days, why = f"{wanted.since} – {wanted.until}", {"reason": reason} if wanted.named else {}
        await record(scope, actor, "sheet.exported", "case", None, cases=number, days=days, form=form, **why)
    return number


async def exported(actor: Actor, wanted: Wanted) -> AsyncIterator[SheetLine]:
    """The lines that `begin` allowed, oldest case first; no transaction stays open while they are sent."""
    here = await office(actor.tenant_id)
    after: tuple[datetime, UUID] = (_span(wanted, here.timezone)[0] - _DAY, UUID(int=0))
    while True:
        async with tenant_scope(actor.tenant_id, read_only=True) as scope:
            values = (*asker_values(scope, actor), *_span(wanted, here.timezone), *after, _PART)
            rows = await scope.fetch(_LINES, *values)
        for row in rows:
            yield _line(row, named=wanted.named)
        if len(rows) < _PART:
            return
        after = rows[-1]["opened_at"], rows[-1]["id"]


def _span(wanted: Wanted, zone: str) -> tuple[datetime, datetime]:
    midnight = time(tzinfo=ZoneInfo(zone))
    return datetime.combine(wanted.since, midnight), datetime.combine(wanted.until + _DAY, midnight)


_BESIDE = (
    *(
        "contact",
        "topic",
        "facility",
        "unit",
        "holder",
        "escalated_to",
        "said",
        "answer",
        "answer_at",
        "phone",
    ),
)


def _line(row: Any, *, named: bool) -> SheetLine:
    fields = dict(row)
    del fields["tenant_id"]
    beside = {name: fields.pop(name) for name in _BESIDE}
    case = case_of(fields)
    told = {name: beside[name] or "" for name in _BESIDE if name != "answer_at"}
    name = "" if case.anonymous else told["contact"]
    phone = "" if case.anonymous else told["phone"]
    said, answer = told["said"] or case.summary, told["answer"]
    if not named:
        said, answer = (veiled(text, told["contact"]) for text in (said, answer))
        name, phone = masked_name(name), masked(phone) if phone else ""
        said = "•••" if case.confidential and said else said
    return SheetLine(
        case=case,
        word=word_of(case),
        holder=told["holder"] if case.escalated else "",
        texts={
            Column.NUMBER: case.number,
            Column.NAME: name,
            Column.PHONE: phone,
            Column.TOPIC: told["topic"],
            Column.FACILITY: told["facility"],
            Column.TEXT: said,
            Column.UNIT: told["unit"],
            Column.ESCALATED_TO: told["escalated_to"],
            Column.ANSWER: answer,
        },
        moments={
            Column.DATE: case.opened_at,
            Column.ANSWERED_AT: beside["answer_at"] or case.answered_at,
            Column.CLOSED_AT: case.closed_at,
        },
    )
