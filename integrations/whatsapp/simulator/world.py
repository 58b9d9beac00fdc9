"""Everything the simulator remembers, all of it bounded; a restart forgets it, as a demonstration may."""

import hashlib
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from litestar.di import NamedDependency
from msgspec.structs import replace

from integrations.whatsapp.simulator.hooks import signed
from integrations.whatsapp.simulator.model import (
    MEDIA_LASTS,
    PLACE_LASTS,
    Chat,
    Faults,
    Hooking,
    Limits,
    Pace,
    Sending,
    SimulatedAccount,
    StoredFile,
)
from kit.simulator.courier import Courier
from kit.simulator.handles import known
from kit.simulator.latest import Latest
from kit.simulator.limits import Meter

MOST_CHATS = 2_000
"""Per account; the one that was quiet longest is forgotten first."""
MOST_SENDINGS = 20_000
MOST_PLACES = 5_000
MOST_MEDIA_BYTES = 64_000_000
MOST_INVENTED = 50
"""Numbers given out on the page of new numbers."""


class World:
    """Accounts, chats, files and ledgers. One event loop owns it."""

    def __init__(self, accounts: Sequence[SimulatedAccount], now: Callable[[], datetime], pace: Pace) -> None:
        self.accounts = {account.phone_number_id: account for account in accounts}
        self.faults = {number: Faults() for number in self.accounts}
        self.limits = dict[str, Limits]()
        self.meters = dict[str, Meter]()
        self.invented: list[str] = []
        """Numbers that were given out here, the oldest first."""
        for number in self.accounts:
            self.limit(number, Limits())
        self.now = now
        self.pace = pace
        self.courier = Courier[Hooking](pace)
        self.sendings: deque[Sending] = deque(maxlen=MOST_SENDINGS)
        self._chats = {number: Latest[str, Chat](MOST_CHATS) for number in self.accounts}
        self._files: OrderedDict[str, StoredFile] = OrderedDict()
        self._bytes = 0
        self._places = Latest[str, tuple[str, datetime]](MOST_PLACES)

    def invent(self, name: str, number: str) -> SimulatedAccount:
        """A number with new ids and keys, whose hook is not known yet; all templates are approved for it."""
        account = SimulatedAccount(
            phone_number_id=_new_number(),
            waba_id=_new_number(),
            display_number=number,
            app_secret=secrets.token_hex(16),
            access_token=f"EAA{secrets.token_urlsafe(96)}",
            verify_token="",
            hook_url="",
            name=name,
        )
        self.accounts[account.phone_number_id] = account
        self.faults[account.phone_number_id] = Faults()
        self.limit(account.phone_number_id, Limits())
        self._chats[account.phone_number_id] = Latest(MOST_CHATS)
        self.invented.append(account.phone_number_id)
        return account

    def limit(self, phone_number_id: str, limits: Limits) -> None:
        """From now on the account is this fast; what it has sent before counts no more."""
        self.limits[phone_number_id] = limits
        self.meters[phone_number_id] = Meter()

    def hear(self, phone_number_id: str, hook_url: str, verify_token: str) -> None:
        """From now on the account's hook is there."""
        was = self.accounts[phone_number_id]
        self.accounts[phone_number_id] = replace(was, hook_url=hook_url, verify_token=verify_token)

    def post(
        self,
        account: SimulatedAccount,
        body: object,
        what: str,
        ids: Sequence[str],
        done: Callable[[Hooking], None] | None = None,
    ) -> list[Hooking]:
        """Send the account's hook one webhook, or two when a duplicate is ordered."""
        number = account.phone_number_id
        hooking = Hooking(at=self.now(), phone_number_id=number, what=what, ids=list(ids))
        return self.courier.post(hooking, signed(account, body), self.faults[number], done)

    def account(self, phone_number_id: str) -> SimulatedAccount:
        """The account of that id; raises that there is none."""
        return known(self.accounts, phone_number_id, "account")

    def chats(self, account: SimulatedAccount) -> Iterator[Chat]:
        """The chats of an account, the one with the latest message first."""
        return reversed(self._chats[account.phone_number_id])

    def chat(self, account: SimulatedAccount, citizen: str, name: str = "", user_id: str = "") -> Chat:
        """The chat with a citizen, by number or user id, begun now if there is none."""
        chats = self._chats[account.phone_number_id]
        found = chats.get(citizen)
        if found is None and not citizen.isdigit():
            found = next((chat for chat in chats if chat.user_id == citizen), None)
        if found is None:
            found = Chat(citizen=citizen, user_id=user_id or _user_id(account, citizen))
        if name:
            found.name = name
        return chats.put(found.citizen, found)

    def known_chat(self, account: SimulatedAccount, citizen: str) -> Chat | None:
        """The chat with a citizen, if there is one; looking changes nothing."""
        return self._chats[account.phone_number_id].get(citizen)

    def store(self, account: SimulatedAccount, content: bytes, mime_type: str, name: str) -> StoredFile:
        """Keep a file of a citizen; the oldest give way."""
        file = StoredFile(
            id=str(10**15 + secrets.randbelow(9 * 10**15)),
            phone_number_id=account.phone_number_id,
            content=content,
            mime_type=mime_type,
            sha256=hashlib.sha256(content).hexdigest(),
            name=name,
            at=self.now(),
        )
        self._files[file.id] = file
        self._bytes += len(content)
        while self._bytes > MOST_MEDIA_BYTES and len(self._files) > 1:
            _, oldest = self._files.popitem(last=False)
            self._bytes -= len(oldest.content)
        return file

    def file(self, file_id: str) -> StoredFile | None:
        """A file that is still kept and not older than a week."""
        file = self._files.get(file_id)
        return file if file and self.now() - file.at <= MEDIA_LASTS else None

    def place(self, file: StoredFile) -> str:
        """A token under which the file can be fetched for a few minutes."""
        token = secrets.token_urlsafe(24)
        self._places.put(token, (file.id, self.now() + PLACE_LASTS))
        return token

    def placed(self, token: str) -> StoredFile | None:
        """The file under a token that has not run out."""
        file_id, until = self._places.get(token) or ("", self.now())
        return self.file(file_id) if self.now() < until else None


TheWorld = NamedDependency[World]
"""How a handler asks for it."""


def _user_id(account: SimulatedAccount, citizen: str) -> str:
    """A business-scoped user id: the same for a citizen at one business, another at the next."""
    if not citizen.isdigit():
        return citizen
    digest = hashlib.sha256(f"{account.waba_id} {citizen}".encode()).hexdigest()
    return f"ID.{int(digest[:16], 16)}"


def _new_number() -> str:
    return str(10**14 + secrets.randbelow(9 * 10**14))
