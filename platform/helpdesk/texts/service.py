"""Offices' own words: kept by their administrators, asked for by whatever tells somebody something."""

from collections.abc import Mapping

from helpdesk.channels.accounts import AccountBook, accounts_of_kind
from helpdesk.channels.model import ChannelKind
from helpdesk.texts import rules, store
from helpdesk.texts.catalogue import BY_KEY
from helpdesk.texts.model import Own, OwnText, Place, Text
from kit.errors import Conflict, Invalid, Missing, Stale
from kit.remembered import Remembered
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require
from ui.i18n import LANGUAGES

_own = Remembered[int, Own](5.0)


async def own_words(scope: Scope) -> Own:
    """What the office of a scope says in its own words.

    Read at most every five seconds per process, because every message asks.
    """
    return await _own.get(scope.tenant_id, lambda: _read(scope))


async def texts_of(actor: Actor) -> dict[Place, OwnText]:
    """What the office says in its own words, or once said so; raises `Forbidden`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.own_texts(scope)


async def change(
    actor: Actor, place: Place, typed: str, sample: Mapping[str, str], book: AccountBook, *, version: int
) -> bool:
    """Say it in these words from now on; false when they are the usual ones, which are no own words.

    `sample`: values as long as they get. Raises `Invalid` (see `rules.checked`), `Missing` for what the text is not
    written for, `Conflict` with `text_fixed`, `Stale` when somebody else changed it meanwhile.
    """
    require(actor, Permission.MANAGE_OFFICE)
    text = _changeable(place)
    _, form, language = place
    async with tenant_scope(actor.tenant_id) as scope:
        words = rules.checked(text, form, typed, sample, await _most_parts(scope, book))
        is_own = words != rules.usual(text, form, language)
        parts = rules.parts_of(form, rules.filled(words, sample))
        await _put(scope, actor, place, words if is_own else None, version, parts if is_own else 0)
    _own.forget(actor.tenant_id)
    return is_own


async def tried(actor: Actor, place: Place, typed: str, sample: Mapping[str, str], book: AccountBook) -> str:
    """The words as they would be kept; changes nothing. Raises what `change` raises, but for `Stale`."""
    require(actor, Permission.MANAGE_OFFICE)
    text = _changeable(place)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return rules.checked(text, place[1], typed, sample, await _most_parts(scope, book))


async def take_back(actor: Actor, place: Place, *, version: int) -> None:
    """Say it in the usual words again; raises what `change` raises, but for `Invalid`. Twice is once."""
    require(actor, Permission.MANAGE_OFFICE)
    _changeable(place)
    async with tenant_scope(actor.tenant_id) as scope:
        await _put(scope, actor, place, None, version)
    _own.forget(actor.tenant_id)


async def must_take_all(scope: Scope, most_parts: int) -> None:
    """Raise `Invalid` at `most_parts` when a gateway would refuse the longest of the office's own words."""
    if most_parts < await store.longest_sms(scope):
        raise Invalid("invalid", fields={"most_parts": "own_texts"})


def _changeable(place: Place) -> Text:
    """The text that is written for this place; raises `Missing`, `Conflict` with `text_fixed`."""
    key, form, language = place
    text = BY_KEY.get(key)
    if text is None or language not in LANGUAGES:
        raise Missing("text_missing")
    if text.fixed is not None:
        raise Conflict("text_fixed")
    if form not in text.forms:
        raise Missing("text_missing")
    return text


async def _put(
    scope: Scope, actor: Actor, place: Place, words: str | None, version: int, parts: int = 0
) -> None:
    was = await store.own_text(scope, place)
    if (was.text, was.version) == (words, version):
        return
    if not await store.put(scope, place, words, version, parts=parts):
        raise Stale("own_text_changed", current=(await store.own_text(scope, place)).version)
    key, form, language = place
    action = "own_text.changed" if words is not None else "own_text.taken_back"
    await record(scope, actor, action, "own_text", own_text=key, form=form.value, language=language)


async def _read(scope: Scope) -> Own:
    kept = {place: own.text for place, own in (await store.own_texts(scope)).items() if own.text is not None}
    return {
        place: words
        for place, words in kept.items()
        if place[0] in BY_KEY and rules.holds(BY_KEY[place[0]], place[1], words)
    }


async def _most_parts(scope: Scope, book: AccountBook) -> int:
    """So many SMS may an automatic text make: each of the office's gateways takes that."""
    taken = [rules.MOST_PARTS]
    for account_id in await accounts_of_kind(scope, ChannelKind.SMS):
        account = await book.readable(scope, account_id)  # what cannot be opened sends nothing
        adapter = book.adapter_of(account) if account else None
        if account and adapter and adapter.most_parts:
            taken.append(adapter.most_parts(account))
    return min(taken)
