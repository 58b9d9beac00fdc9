"""SP4N-LAPOR as a register: upload, file, ask for a transfer, follow, answer; and a question that tries the keys."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2
import msgspec

from helpdesk.channels.conduct import CloseRules, Conduct
from helpdesk.channels.contract import Account, Adapter
from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    MediaRejected,
    MessageRejected,
    NotSupported,
    OutcomeUnknown,
)
from helpdesk.channels.health import Health
from helpdesk.channels.model import ChannelKind
from helpdesk.channels.register import Filed, Filing, Prepared, RemoteCase, RemoteEntry, Reporter, Upload
from integrations.lapor import client, entries, parse, render
from integrations.lapor.bell import LaporBell
from integrations.lapor.files import LaporFiles
from integrations.lapor.listing import LaporListing
from integrations.lapor.masters import LaporMasters
from integrations.lapor.settings import ByHandSettings, LaporSettings, settings_of


def is_the_register(base_url: str) -> bool:
    """Does an address lead to SP4N-LAPOR! itself? Whatever is no government's, or calls itself a sandbox, does not."""
    host = urlsplit(base_url).hostname or ""
    return host.endswith(".go.id") and "sandbox" not in base_url.casefold()


def lapor(
    http: httpx2.AsyncClient,
    now: Callable[[], float] | None = None,
    is_real: Callable[[str], bool] = is_the_register,
) -> Adapter:
    """The adapter; `http` obeys the installation's egress policy and is shared with other adapters, and `now` is this
    machine's time in seconds since 1970, by which signatures grow old: without it nobody calls us.

    What is filed at an address that is not `is_real` only tries something, whatever the account says.
    """
    register = Lapor(http)
    return Adapter(
        kind=ChannelKind.LAPOR,
        settings=LaporSettings,
        register=register,
        masters=LaporMasters(http),
        media=LaporFiles(http),
        incoming=LaporListing(http),
        bell=LaporBell(now) if now else None,
        by_hand=ByHandSettings,
        conduct=lambda account: conduct(_written_by(account), is_real),
        health=register,
        address_field="disposition_id",
    )


class Lapor:
    """The acts of a register, and its health."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    def prepared(self, filing: Filing, account: Account | None, reporter: Reporter | None = None) -> Prepared:
        """Exactly what `file` sends, or what an office without keys copies by hand."""
        return render.prepared(filing, _written_by(account), reporter)

    def is_number(self, typed: str, account: Account | None) -> bool:
        """Does it fit the pattern of this agency's numbers?"""
        return re.fullmatch(_written_by(account).tracking_id_pattern, typed, re.ASCII) is not None

    async def upload(self, files: Sequence[Upload], account: Account) -> tuple[str, ...]:
        """All files in one call; a file without an id is a call that failed, never a file less."""
        settings = _settings(account)
        try:
            parts = render.forms(files, settings, "attachments[]")
            answer = await client.write_form(
                self._http, settings, settings.paths.upload, {}, parts, ChannelFailing
            )
            return parse.documents(answer, len(files))
        except MessageRejected:
            raise MediaRejected("not_taken") from None
        except parse.Unreadable as failure:
            raise ChannelFailing(failure.what) from None

    async def file(
        self,
        filing: Filing,
        account: Account,
        documents: Sequence[str] = (),
        reporter: Reporter | None = None,
    ) -> Filed:
        """File once. `OutcomeUnknown` when the complaint may exist: a person looks for its reference."""
        settings = _settings(account)
        body = render.create(filing, settings, documents, reporter)
        answer = await client.write_json(self._http, settings, settings.paths.create, body)
        try:
            return parse.filed(answer, settings)
        except parse.Unreadable as failure:
            raise OutcomeUnknown(failure.what) from None

    async def request_transfer(self, remote_id: str, institution: str, reason: str, account: Account) -> None:
        """Say "not our authority" as a request; nothing moves there until an administrator acts."""
        settings = _settings(account)
        path = settings.paths.transfer.replace("{complaint_id}", quote(remote_id, safe=""))
        body = render.transfer(institution, reason, settings)
        await client.write_json(self._http, settings, path, body, ChannelFailing)

    async def follow(self, remote_id: str, account: Account) -> RemoteCase:
        """Status, log lines and all pages of follow-ups; repeated and shifted items appear once."""
        settings = _settings(account)
        path = settings.paths.follow.replace("{complaint_id}", quote(remote_id, safe=""))
        answer = await client.read(self._http, settings, path)
        try:
            complaint = parse.complaint(answer, settings)
            followups = await self._followups(remote_id, settings)
            logs = entries.entries(remote_id, complaint.logs, settings)
        except parse.Unreadable as failure:
            raise ChannelFailing(failure.what) from None
        return RemoteCase(status=complaint.status, entries=entries.oldest_first(_once(logs, followups)))

    async def answer(
        self,
        remote_id: str,
        text: str,
        account: Account,
        files: Sequence[Upload] = (),
        template: str = "",
    ) -> None:
        """Add an answer with its files; what is too long or too large is refused before anything is sent."""
        settings = _settings(account)
        fields = render.answer(remote_id, text, settings, template)
        parts = render.forms(files, settings, "attachment[{}]")
        await client.write_form(self._http, settings, settings.paths.add_followup, fields, parts)

    async def check(self, account: Account) -> Health:
        """Ask for the list of institutions: it changes nothing there."""
        settings = _settings(account)
        try:
            answer = await client.read(self._http, settings, settings.paths.institutions, {"page_size": "1"})
            parse.must_list_institutions(answer)
        except ChannelError as error:
            return Health(ok=False, code=error.code, advice=error.sentence)
        except parse.Unreadable:
            return Health(ok=False, code=ChannelFailing.code, advice=ChannelFailing.sentence)
        return Health(ok=True)

    async def _followups(self, remote_id: str, settings: LaporSettings) -> list[RemoteEntry]:
        """Pages by number, never by the address the remote names: our headers go to no other place."""
        path = settings.paths.followups.replace("{complaint_id}", quote(remote_id, safe=""))
        items: list[Any] = []
        previous: Sequence[Any] | None = None
        for number in range(1, settings.pages_max + 1):
            page = parse.page(await client.read(self._http, settings, path, {"page": str(number)}))
            items.extend(page.items)
            if not page.more or page.items == previous:  # a page that comes twice would come for ever
                return entries.entries(remote_id, items, settings)
            previous = page.items
        raise ChannelFailing("too_many_pages")


def _once(*groups: Iterable[RemoteEntry]) -> Iterable[RemoteEntry]:
    return {entry.key: entry for group in groups for entry in group}.values()


def conduct(settings: LaporSettings, is_real: Callable[[str], bool] = is_the_register) -> Conduct:
    """What the desk does by these settings, in its own words; what only tries something closes no case."""
    trial = settings.sandbox or not is_real(settings.base_url)
    return Conduct(
        trial=trial,
        poll=settings.poll,
        retry=settings.retry,
        close_rules=_proposing(settings.close_rules) if trial else settings.close_rules,
        share_reporter=settings.share_reporter,
        secret=settings.secret_default,
        anonymous=settings.anonymous_default,
        answer_max=settings.answer_max,
        tracking_url=settings.tracking_url_template,
    )


def _proposing(rules: CloseRules) -> CloseRules:
    return msgspec.structs.replace(
        rules,
        **{name: "propose" for name, way in msgspec.structs.asdict(rules).items() if way == "close"},
    )


def _written_by(account: Account | None) -> LaporSettings:
    return settings_of(account.settings if account else None)


def _settings(account: Account) -> LaporSettings:
    if not isinstance(account.settings, LaporSettings):
        raise NotSupported("settings")
    return account.settings
