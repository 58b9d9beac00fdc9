"""Fetch files that the remotes keep for us; store what came with forms; read what leaves.

The row is written before its bytes: what is interrupted in between is found, and forgotten with the others.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import structlog

from helpdesk.attachments import arriving, rules, store
from helpdesk.attachments.forgetting import discard
from helpdesk.attachments.model import MOST_BYTES, AttachmentState
from helpdesk.attachments.preparing import Uploads, prepared
from helpdesk.attachments.store import Kept
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account
from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    FileAway,
    FileUnchecked,
    MediaRejected,
    NotSupported,
)
from helpdesk.channels.model import FetchedMedia, MediaRef
from kit.errors import Invalid
from kit.files import FileMissing, FilesAway, FileStore, new_key
from kit.ids import uuid7
from tenants.doors import tenant_scope

log = structlog.get_logger()
MOST_ATTEMPTS = 6
_AWAY_SECONDS = 30.0


async def fetch_due(tenant_id: int, book: AccountBook, files: FileStore, *, most: int = 10) -> int:
    """Fetch one office's waiting files, outside any transaction; answers how many were tried.

    One is claimed at a time: a file that waited behind slow ones would outlive its lease.
    """
    for done in range(most):
        async with tenant_scope(tenant_id) as scope:
            row = await arriving.claim(scope, new_key(tenant_id))
            account = await book.load(scope, row["account_id"]) if row else None
        if row is None:
            return done
        await _fetch(tenant_id, row, account, book, files)
    return most


async def _fetch(
    tenant_id: int, row: Any, account: Account | None, book: AccountBook, files: FileStore
) -> None:
    media = msgspec.json.decode(row["source"], type=MediaRef)
    try:
        content = await _original(tenant_id, media.within, files) if media.within else None
        await _keep(tenant_id, row, await _get(media, account, book, content), files)
    except Invalid as fault:
        reason = fault.details["fields"]["files"]
        await _mark(tenant_id, row["id"], AttachmentState.REFUSED, reason, None)
    except FilesAway as fault:  # ours, and not the remote's fault: no try is used up
        log.warning("files_away", why=fault.why)
        await _mark(tenant_id, row["id"], AttachmentState.WAITING, FileAway.code, _AWAY_SECONDS)
    except ChannelError as error:
        again = error.retryable and row["attempts"] < MOST_ATTEMPTS
        state = AttachmentState.WAITING if again else AttachmentState.FAILED
        await _mark(tenant_id, row["id"], state, error.code, 2.0 ** row["attempts"] if again else None)


async def _mark(
    tenant_id: int, file_id: UUID, state: AttachmentState, reason: str, seconds: float | None
) -> None:
    wait = None if seconds is None else timedelta(seconds=seconds)
    async with tenant_scope(tenant_id) as scope:
        await arriving.mark(scope, file_id, state, reason, wait, counts=reason != FileAway.code)


async def _original(tenant_id: int, original_id: UUID, files: FileStore) -> bytes:
    async with tenant_scope(tenant_id, read_only=True) as scope:
        key = await store.original_key(scope, original_id)
    try:
        return await files.read(tenant_id, key or "")
    except FileMissing:
        raise MediaRejected("original_gone") from None


async def _get(
    media: MediaRef, account: Account | None, book: AccountBook, original: bytes | None
) -> FetchedMedia:
    adapter = book.adapter_of(account) if account else None
    if account is None or adapter is None or adapter.media is None:
        raise NotSupported
    try:
        if original is not None and adapter.slot is not None:
            return await adapter.slot.file(original, media, limit=MOST_BYTES)
        return await adapter.media.fetch(media, account, limit=MOST_BYTES)
    except ChannelError:
        raise
    except Exception as fault:  # an adapter's own fault must not hold up the other files
        log.error("adapter_fault", channel=account.kind, error=type(fault).__name__)
        raise ChannelFailing from fault


async def _keep(tenant_id: int, row: Any, fetched: FetchedMedia, files: FileStore) -> None:
    name, mime_type, content = await prepared(row["name"], fetched.content)
    await files.put(tenant_id, row["storage_key"], content)
    async with tenant_scope(tenant_id) as scope:
        await arriving.mark_stored(
            scope,
            row["id"],
            name,
            mime_type,
            len(content),
            hashlib.sha256(content).hexdigest(),
            first_state(files),
        )


async def outgoing(
    tenant_id: int, case_id: UUID | None, file_id: UUID, files: FileStore | None
) -> tuple[str, bytes]:
    """The type and the bytes of a case's file on its way out.

    Raises `MediaRejected` for a file that is gone or no good, `FileUnchecked` and `FileAway` for one that is awaited.
    """
    async with tenant_scope(tenant_id, read_only=True) as scope:
        row = await store.outgoing(scope, case_id, file_id)
    if row is not None and row["state"] == AttachmentState.SCANNING.value:
        raise FileUnchecked
    if row is None or files is None:
        raise MediaRejected("file_missing")
    if row["state"] != AttachmentState.STORED.value:
        raise MediaRejected(row["state"])
    try:
        return row["mime_type"], await files.read(tenant_id, row["storage_key"])
    except FileMissing:
        raise MediaRejected("file_missing") from None
    except FilesAway as fault:
        log.warning("files_away", why=fault.why)
        raise FileAway from None


def first_state(files: FileStore) -> AttachmentState:
    """What a file is as soon as its bytes are here."""
    return AttachmentState.SCANNING if files.scanned else AttachmentState.STORED


async def keep_uploads(tenant_id: int, uploads: Uploads, files: FileStore) -> tuple[MediaRef, ...]:
    """Store what came with a form. No transaction may be open meanwhile.

    The files belong to nothing yet: whoever does not take them calls `discard`. Raises `Invalid` (`files`: too_many,
    too_large, type_not_taken) and `FilesAway`, and keeps nothing then.
    """
    rules.must_fit(len(uploads))
    judged = [_judged(tenant_id, name, content) for name, content in uploads]
    if not judged:
        return ()
    await put_down(tenant_id, judged, files)
    return tuple(kept.media for kept, _ in judged)


async def put_down(tenant_id: int, things: Sequence[tuple[Kept, bytes]], files: FileStore) -> None:
    """Rows, then bytes; raises `FilesAway`, and keeps nothing then."""
    async with tenant_scope(tenant_id) as scope:
        for kept, _ in things:
            await store.add_kept(scope, kept)
    try:
        for kept, content in things:
            await files.put(tenant_id, kept.key, content)
    except FilesAway:
        await discard(tenant_id, [kept.media for kept, _ in things], files)
        raise
    async with tenant_scope(tenant_id) as scope:
        await store.are_here(scope, [kept.id for kept, _ in things], first_state(files))


def _judged(tenant_id: int, name: str, content: bytes) -> tuple[Kept, bytes]:
    if len(content) > MOST_BYTES:
        raise Invalid("invalid", fields={"files": "too_large"})
    mime_type = rules.mime_type_of(content)
    if mime_type is None:
        raise Invalid("invalid", fields={"files": "type_not_taken"})
    return a_kept(tenant_id, rules.safe_name(name, mime_type), mime_type, content), content


def a_kept(tenant_id: int, name: str, mime_type: str, content: bytes, account_id: UUID | None = None) -> Kept:
    """The row of a file whose bytes are about to be stored."""
    return Kept(
        id=uuid7(),
        name=name,
        mime_type=mime_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        key=new_key(tenant_id),
        account_id=account_id,
    )
