"""A day at the seeded offices, for looking at pages: cases of every kind and state."""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from helpdesk.calls.service import take_event
from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind
from helpdesk.channels.accounts import account_of_kind
from helpdesk.channels.calls import CallArrived, CallStep
from helpdesk.channels.model import ChannelKind, Identity, MessageArrived, Sender
from helpdesk.escalation import service as escalation
from helpdesk.inbox.service import receive
from helpdesk.intake.hand import Filing, open_by_hand
from helpdesk.intake.service import take_in
from helpdesk.notifications.links import Links
from helpdesk.registers import service as registers
from helpdesk.relay.service import carry_due
from helpdesk.replies import service as replies
from helpdesk.unit_links.links import UnitLinks
from kit.folder_files import FolderFiles
from kit.ids import uuid7
from tenants.doors import tenant_scope
from tenants.offices.service import office_by_slug
from tenants.outbox.dispatcher import dispatch
from tenants.permissions.model import Actor, ActorKind
from tenants.permissions.rules import permissions_of
from wiring.subscriptions import subscriptions

_BASE = "http://localhost:8000"

WORDS = (
    ("Siti Aminah", "Sudah tiga kali datang, nomor antrean poli gigi selalu habis."),
    ("Yohanes Bere", "Obat hipertensi kosong sejak Senin di puskesmas."),
    ("Made Suarsana", "Mohon data cakupan imunisasi 2025 untuk skripsi saya."),
    ("Ahmad Rifai", "Jadwal vaksin meningitis untuk umrah kapan ya?"),
)


class Day:
    """Where the cases of the day are found: office and number."""

    queue: str
    """In work, with disposition, note and replies."""
    handed_over: str
    linked: str
    """The same at the ministry, on its way into SP4N-LAPOR!."""
    resolved: str
    citizen: UUID
    """Who wrote the first of them, and may be somebody else."""
    call: UUID
    """A telephone call at Batang that rings."""


async def live_through(book: Any) -> Day:
    """Let a day pass at Batang and the ministry."""
    batang, ministry = await office_by_slug("batang"), await office_by_slug("kemenkes")
    dewi, joko = await who(batang.id, "dewi@batang.example"), await who(batang.id, "joko@batang.example")
    numbers = await _write_in(batang.id, book)
    day = Day()
    day.queue, day.handed_over, waiting, day.resolved = numbers
    day.citizen = await _citizen(batang.id, day.queue)
    unit = await _unit(batang.id, "Puskesmas Batang I")
    await cases.verify(dewi, day.queue, CaseKind.COMPLAINT, version=None)
    await cases.dispose(dewi, day.queue, unit, "cek jadwal dokter gigi", version=None)
    await cases.take(dewi, day.queue, version=None)
    await replies.note(joko, day.queue, "Dokter gigi cuti sampai 27 November.")
    await replies.reply(dewi, day.queue, "Sudah kami teruskan.", book, version=None)
    await replies.reply(dewi, waiting, "Kecamatan mana?", book, version=None, then=replies.Then.WAIT)
    await cases.resolve(dewi, day.resolved, version=None)
    for kind, source in ((CaseKind.COMPLAINT, ChannelKind.PHONE), (CaseKind.ASPIRATION, ChannelKind.COUNTER)):
        unnamed = kind is CaseKind.ASPIRATION
        name = "" if unnamed else "Siti Aminah"  # the name of somebody who wrote
        filing = Filing(kind=kind, text="Jam buka loket diperpanjang.", anonymous=unnamed, name=name)
        await open_by_hand(dewi, filing, source, book)
    day.call = await _calls(batang.id)
    await escalation.escalate(
        dewi, day.handed_over, "kemenkes", "Distribusi pusat terhenti.", book, version=None
    )
    await _carry(batang.id, ministry.id, book)
    ratna = await who(ministry.id, "ratna@kemenkes.example")
    async with tenant_scope(ministry.id) as scope:
        day.linked = await scope.fetchval(
            "SELECT number FROM cases WHERE tenant_id = $1 AND mirrored ORDER BY opened_at DESC LIMIT 1",
            ministry.id,
        )
    await escalation.write_to_peer(ratna, day.linked, "Mohon jumlah pasien.", version=None)
    await registers.file(ratna, day.linked, version=None)
    await _carry(ministry.id, batang.id, book)
    return day


async def _calls(tenant_id: int) -> UUID:
    """One that nobody answered, and one that rings; the id of the latter."""
    async with tenant_scope(tenant_id) as scope:
        line = await account_of_kind(scope, ChannelKind.PHONE, outside=True)
        assert line
        for caller, step in (("+6281255501231", CallStep.RINGING), ("+6281255501232", CallStep.ENDED)):
            told = CallArrived(external_id=caller, call_id=caller, step=step, at=scope.now, caller=caller)
            await take_event(scope, line, told, scope.now)
        call: UUID = await scope.fetchval("SELECT id FROM phone_call WHERE tenant_id = $1 LIMIT 1", tenant_id)
    return call


async def who(tenant_id: int, email: str) -> Actor:
    """A seeded member of staff, as the one who acts."""
    async with tenant_scope(tenant_id) as scope:
        row = await scope.fetchrow(
            "SELECT m.id, m.person_id, m.roles, m.unit_ids, p.name FROM membership m"
            " JOIN person p ON p.id = m.person_id WHERE m.tenant_id = $1 AND p.email = $2",
            tenant_id,
            email,
        )
    assert row is not None, f"{email} is not seeded"
    return Actor(
        tenant_id=tenant_id,
        kind=ActorKind.STAFF,
        id=row["id"],
        person_id=row["person_id"],
        name=row["name"],
        unit_ids=frozenset(row["unit_ids"]),
        roles=frozenset(row["roles"]),
        permissions=permissions_of(row["roles"]),
    )


async def _write_in(tenant_id: int, book: Any) -> list[str]:
    """Citizens write on WhatsApp; the numbers of their cases in the order of `WORDS`."""
    async with tenant_scope(tenant_id) as scope:
        account: UUID = await scope.fetchval(
            "SELECT id FROM account WHERE tenant_id = $1 AND kind = 'whatsapp'", tenant_id
        )
        now = scope.now - timedelta(minutes=1)
    arrivals = [
        MessageArrived(
            external_id=f"wamid.{uuid7()}",
            sender=Sender(
                identities=(Identity(scheme="phone", value=f"+62812{secrets.randbelow(10**8):08d}"),),
                name=name,
            ),
            at=now,
            text=text,
            unproven=text == WORDS[0][1],  # as of a letter: pages show what they show of one
        )
        for name, text in WORDS
    ]
    await receive(tenant_id, account, arrivals)
    await take_in(tenant_id, book)
    async with tenant_scope(tenant_id) as scope:
        rows = await scope.fetch(
            "SELECT number, summary FROM cases WHERE tenant_id = $1 ORDER BY opened_at", tenant_id
        )
    found = {row["summary"]: row["number"] for row in rows}
    return [found[text] for _, text in WORDS]


async def _citizen(tenant_id: int, number: str) -> UUID:
    async with tenant_scope(tenant_id) as scope:
        found: UUID = await scope.fetchval(
            "SELECT contact_id FROM cases WHERE tenant_id = $1 AND number = $2", tenant_id, number
        )
    return found


async def _unit(tenant_id: int, name: str) -> UUID:
    async with tenant_scope(tenant_id) as scope:
        unit: UUID = await scope.fetchval(
            "SELECT id FROM unit WHERE tenant_id = $1 AND name = $2", tenant_id, name
        )
    return unit


def _files() -> FolderFiles:
    """Nothing that is handed over here takes files along."""
    return FolderFiles(Path("nowhere"))


async def _carry(source: int, target: int, book: Any) -> None:
    """Letters between the two, both ways, with what they lead to."""
    for tenant_id in (source, target, source, target):
        await dispatch(
            tenant_id, subscriptions(book, Links(_BASE, [b"l" * 32]), UnitLinks(_BASE, [b"u" * 32]))
        )
        await carry_due(tenant_id, files=_files())
        await take_in(tenant_id, book)
