"""Other places where a citizen may be answered while their own takes no free text: an SMS, a letter.

Nobody chose such a place for the case, so less is allowed than in its own thread. A number is written to only when it
is the thread's own or was heard on WhatsApp, which proves it; a mailbox only when a letter from it was proven. What
belongs to the other side of a merge, or to where no extra messages are wanted, is left alone, and whoever was promised
to stay unnamed is answered in their own thread and nowhere else.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from helpdesk.cases.model import Case
from helpdesk.channels.accounts import AccountBook, account_of_kind
from helpdesk.channels.model import ChannelKind
from helpdesk.consents import store as consents
from helpdesk.consents.model import Way as Address
from helpdesk.contacts import merges
from helpdesk.contacts.model import Merge
from helpdesk.contacts.rules import other_side
from helpdesk.conversations import places, store
from helpdesk.conversations.model import Conversation
from helpdesk.conversations.places import Heard
from helpdesk.replies.carrying import way_by
from helpdesk.replies.model import Way
from kit.errors import Conflict
from kit.ids import uuid7
from kit.phones import takes_messages
from tenants.doors import Scope
from ui.i18n import N_, translate

ELSEWHERE = (ChannelKind.SMS, ChannelKind.EMAIL)
_ABOUT = {
    ChannelKind.SMS: N_("Laporan %(number)s: %(said)s"),
    ChannelKind.EMAIL: N_("Tentang laporan Anda, nomor %(number)s:\n\n%(said)s"),
}
"""Here the citizen did not ask: they read first what it is about."""


async def others(scope: Scope, case: Case, usual: Way, book: AccountBook) -> tuple[Way, ...]:
    """The other ways to the citizen; none while their own takes free text."""
    thread = usual.conversation
    if thread is None or usual.open or case.anonymous or case.mirrored:
        return ()
    heard = await places.heard_of(scope, thread.contact_id)
    found = [await _by_sms(scope, thread, heard, book), await _by_letter(scope, heard, book)]
    ways = [replace(each, elsewhere=True) for each in found if each]
    return await _allowed(scope, case, ways)


async def must_reach(scope: Scope, case: Case, usual: Way, channel: str, book: AccountBook) -> Way:
    """The way by this channel; raises `Conflict` with `window_open_again` or `not_reached_there`."""
    if usual.open:
        raise Conflict("window_open_again")
    for way in await others(scope, case, usual, book):
        if way.account and way.conversation and way.account.kind == channel:
            return replace(way, conversation=await places.settle(scope, way.conversation))
    raise Conflict("not_reached_there")


def framed(text: str, case: Case, channel: str, language: str) -> str:
    """The text as it is read where the citizen did not ask: with the number of their report."""
    return translate(language, _ABOUT[ChannelKind(channel)], number=case.number, said=text)


async def _by_sms(
    scope: Scope, thread: Conversation, heard: Sequence[Heard], book: AccountBook
) -> Way | None:
    numbers = [each.thread.address for each in heard if each.kind == ChannelKind.WHATSAPP and each.by_phone]
    number = thread.address if thread.scheme == "phone" else next(iter(numbers), "")
    if not number or not takes_messages(number):
        return None
    account_id = await account_of_kind(scope, ChannelKind.SMS, outside=True)
    account = await book.load(scope, account_id) if account_id else None
    if account is None:
        return None
    known = (await store.find(scope, [(account.id, "phone", number)])).get((account.id, "phone", number))
    if known is not None and known.contact_id != thread.contact_id:
        return None
    place = known or Conversation(
        id=uuid7(), contact_id=thread.contact_id, account_id=account.id, scheme="phone", address=number
    )
    return way_by(place, account, book)


async def _by_letter(scope: Scope, heard: Sequence[Heard], book: AccountBook) -> Way | None:
    proven = (each.thread for each in heard if each.kind == ChannelKind.EMAIL and each.proven)
    place = next(proven, None)
    account = await book.load(scope, place.account_id) if place else None
    return way_by(place, account, book) if place and account else None


async def _allowed(scope: Scope, case: Case, ways: Sequence[Way]) -> tuple[Way, ...]:
    """Without those of the other side of a merge, and those where no extra messages are wanted."""
    if not ways or case.contact_id is None:
        return ()
    standing = await merges.standing(scope, [case.contact_id])
    stopped = await consents.stopped(scope, [_address(way) for way in ways])
    return tuple(way for way in ways if _address(way) not in stopped and not _apart(case, way, standing))


def _apart(case: Case, way: Way, standing: Sequence[Merge]) -> bool:
    place = _address(way)
    key = (place.scheme, place.address)
    return any(other_side(merge, case.id, case.opened_at, key) for merge in standing)


def _address(way: Way) -> Address:
    assert way.account
    assert way.conversation
    place = way.conversation
    return Address(channel=way.account.kind.value, scheme=place.scheme, address=place.address)
