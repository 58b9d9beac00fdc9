"""What a filing says, put together from the case and from what the officer chose, and judged before it may go."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.attachments import store as attachments
from helpdesk.attachments.model import ORIGINAL, Attachment, AttachmentState
from helpdesk.cases.work import Work, working
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.conduct import Conduct
from helpdesk.channels.register import Filing, FilingFile, MasterKind, Prepared
from helpdesk.contacts import store as contacts
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Direction
from helpdesk.conversations.rules import cleaned, is_strangers_letter
from helpdesk.masters import service as masters
from helpdesk.masters.model import Codes, Master
from helpdesk.registers import rules, store
from helpdesk.registers.leaks import Leak, Trace, leaks, must_hold_no_nik, unseen
from helpdesk.registers.model import Mode, Wishes
from helpdesk.registers.sharing import reporter_of
from kit.errors import Conflict, Invalid
from tenants.offices import service as offices
from tenants.offices.model import Office
from tenants.permissions.model import Actor, Permission

LONGEST_TITLE = 200
LONGEST_CONTENT = 10_000


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A filing before anybody asked for it, as its page shows it."""

    filing: Filing
    files: tuple[Attachment, ...]
    """What citizens sent with the case and could go along; those that go stand in `filing.files`."""
    leaks: tuple[Leak, ...]
    mode: Mode
    prepared: Prepared | None
    """In the register's own words; none when no adapter knows them."""
    promised: bool = False
    """The citizen was promised to stay unnamed: nobody decides otherwise."""
    lists: Mapping[MasterKind, tuple[Master, ...]] = {}
    """What the register offers to choose from, as far as its lists are known."""


async def propose(actor: Actor, number: str, book: AccountBook, wishes: Wishes | None = None) -> Proposal:
    """What would be filed now; raises `Conflict` when the office has no account there."""
    async with working(actor, number, Permission.FILE_IN_REGISTER) as work:
        found = await store.account(work.scope)
        if found is None:
            raise Conflict("register_not_configured")
        account_id, mode = found
        offered = await _offered(work)
        account = await book.load(work.scope, account_id)
        conduct = book.conduct_of(account)
        mode = Mode.SANDBOX if conduct.trial else mode
        filing = await _filing(work, wishes or Wishes(), offered, conduct, strict=False)
        adapter = book.adapter(account.kind) if account else None
        register = adapter.register if adapter else None
        reporter = await reporter_of(work.scope, work.case, filing, conduct)
        return Proposal(
            filing=filing,
            files=tuple(offered),
            leaks=await _told(work, filing),
            mode=mode,
            prepared=register.prepared(filing, account, reporter) if register else None,
            promised=work.case.anonymous,
            lists=await masters.offered(work.scope, account_id),
        )


async def drafted(work: Work, wishes: Wishes, conduct: Conduct) -> Filing:
    """The filing that was asked for; what nobody decided is as `conduct` says.

    Raises `Invalid`: a NIK never goes, nor does an unnamed filing that still tells who wrote it; another one goes
    when the officer has confirmed that it may (`confirmed`), as does a document whose inside nobody but the officer
    can judge. No chosen file is dropped.
    """
    filing = await _filing(work, wishes, await _offered(work), conduct, strict=True)
    found = await _told(work, filing)
    certain = [each for each in found if each.trace is not Trace.INSIDE]
    must_hold_no_nik([] if filing.anonymous else found)
    if certain and filing.anonymous:
        raise Invalid("invalid", fields={each.where: f"tells_{each.trace}" for each in certain})
    if found and not wishes.confirmed:
        raise Invalid("invalid", fields={"confirmed": "tells_who"})
    return filing


async def _told(work: Work, filing: Filing) -> tuple[Leak, ...]:
    """What still tells who the citizen is; of an unnamed one documents are suspect too."""
    found = leaks(_texts(filing), await citizens_name(work))
    return found + (unseen(filing.files) if filing.anonymous else ())


async def _filing(
    work: Work, wishes: Wishes, offered: Sequence[Attachment], conduct: Conduct, *, strict: bool
) -> Filing:
    office = await offices.office(work.scope.tenant_id)
    content = await _content(work) if wishes.content is None else wishes.content
    base = rules.filing_of(work.case, content, office.timezone)
    title = base.title if wishes.title is None else wishes.title
    if strict:
        title = cleaned(title, "title", LONGEST_TITLE, needed=False)
        content = cleaned(content, "content", LONGEST_CONTENT, needed=wishes.content is not None)
    codes = await _codes(work, base, office)
    anonymous = base.anonymous or _decided(wishes.anonymous, conduct.anonymous)
    return replace(
        base,
        title=title,
        content=content,
        secret=_decided(wishes.secret, conduct.secret),
        anonymous=anonymous,
        files=_chosen(offered, wishes.files, anonymous=anonymous, strict=strict),
        classification=_id(wishes.classification, "classification") or codes.classification,
        category=_id(wishes.category, "category") or codes.category,
        location=_id(wishes.location, "location") or codes.location,
        channel=codes.channel,
        priority=work.case.priority.value,
        transfer_to=_id(wishes.transfer_to, "transfer_to"),
        transfer_reason=cleaned(
            wishes.transfer_reason, "transfer_reason", 1000, needed=strict and bool(wishes.transfer_to)
        ),
    )


async def _codes(work: Work, base: Filing, office: Office) -> Codes:
    found, case = await store.account(work.scope), work.case
    if found is None:
        return Codes()
    return await masters.codes_for(
        work.scope,
        found[0],
        kind=base.kind,
        topic_id=case.topic_id,
        region=office.region,
        channel=case.channel,
    )


def _decided(officers: bool | None, usual: bool) -> bool:
    return usual if officers is None else officers


def _id(written: str, field: str) -> str:
    """An id of the register's lists; empty leaves it to the account."""
    plain = written.strip()
    if plain and not (plain.isascii() and plain.isdecimal() and len(plain) < 12):
        raise Invalid("invalid", fields={field: "malformed"})
    return plain


def _chosen(
    offered: Sequence[Attachment], wished: Sequence[UUID] | None, *, anonymous: bool, strict: bool
) -> tuple[FilingFile, ...]:
    """The files that go: those that were named, or all of them. One that is not here yet stops the filing."""
    known = {each.id: each for each in offered}
    named = list(known) if wished is None else list(dict.fromkeys(wished))
    if strict and not set(named) <= set(known):
        raise Invalid("invalid", fields={"files": "unknown"})
    chosen = [known[each] for each in named if each in known]
    if strict and any(each.state is not AttachmentState.STORED for each in chosen):
        raise Invalid("invalid", fields={"files": "not_here_yet"})
    return tuple(
        FilingFile(
            id=each.id,
            name=f"lampiran-{place}{PurePath(each.name).suffix}" if anonymous else each.name,
            mime_type=each.mime_type,
        )
        for place, each in enumerate(chosen, 1)
        if each.state is AttachmentState.STORED
    )


async def _offered(work: Work) -> list[Attachment]:
    """What came from the citizen, without letters as they came and without what was refused at the door."""
    said = await conversations.messages_of(work.scope, work.case.id)
    theirs = {
        each.id
        for each in said
        if each.direction is Direction.IN and not is_strangers_letter(each, work.case.conversation_id)
    }
    gone = (AttachmentState.REFUSED, AttachmentState.FAILED)
    return [
        each
        for each in await attachments.of_case(work.scope, work.case.id)
        if each.message_id in theirs and each.mime_type != ORIGINAL and each.state not in gone
    ]


async def _content(work: Work) -> str:
    said = await conversations.messages_of(work.scope, work.case.id)
    own = [each for each in said if not is_strangers_letter(each, work.case.conversation_id)]
    texts = [message.shown_text for message in own if message.direction is Direction.IN and message.text]
    return "\n\n".join(texts) or work.case.title


async def citizens_name(work: Work) -> str:
    """What the citizen is called, as far as it is known: to be looked for, never to be sent."""
    contact = await contacts.load(work.scope, work.case.contact_id) if work.case.contact_id else None
    return contact.name if contact else ""


def _texts(filing: Filing) -> dict[str, str]:
    return {
        "title": filing.title,
        "content": filing.content,
        "files": "\n".join(each.name for each in filing.files),
        "transfer_reason": filing.transfer_reason,
    }
