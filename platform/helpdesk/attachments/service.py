"""Fetch files that the remotes keep for us; store what came with forms."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import structlog

from helpdesk.attachments import rules, store
from helpdesk.attachments.model import MOST_BYTES, MOST_FILES, AttachmentState
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account
from helpdesk.channels.errors import ChannelError, ChannelFailing, MediaRejected, NotSupported
from helpdesk.channels.model import FetchedMedia, MediaRef
from kit.errors import Invalid
from kit.files import FileStore
from kit.ids import uuid7
from tenants.doors import Scope, tenant_scope

log = structlog.get_logger()
MOST_ATTEMPTS = 6


async def fetch_due(tenant_id: int, book: AccountBook, files: FileStore, *, most: int = 10) -> int:
    """Fetch one office's waiting files, outside any transaction; answers how many were tried.

    One is claimed at a time: a file that waited behind slow ones would outlive its lease.
    """
    for done in range(most):
        async with tenant_scope(tenant_id) as scope:
            row = await store.claim(scope)
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
        fetched = await _get(media, account, book, content)
    except ChannelError as error:
        again = error.retryable and row["attempts"] < MOST_ATTEMPTS
        state = AttachmentState.WAITING if again else AttachmentState.FAILED
        wait = timedelta(seconds=2.0 ** row["attempts"]) if again else None
        async with tenant_scope(tenant_id) as scope:
            await store.mark(scope, row["id"], state, error.code, wait)
        return
    await _keep(tenant_id, row, fetched, files)


async def _original(tenant_id: int, original_id: UUID, files: FileStore) -> bytes:
    async with tenant_scope(tenant_id, read_only=True) as scope:
        key = await store.original_key(scope, original_id)
    try:
        return await asyncio.to_thread(files.path(tenant_id, key or "").read_bytes)
    except FileNotFoundError:
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
    mime_type = rules.mime_type_of(fetched.content)
    if mime_type is None:
        async with tenant_scope(tenant_id) as scope:
            await store.mark(scope, row["id"], AttachmentState.REFUSED, "type_not_taken", None)
        return
    key = await asyncio.to_thread(files.put, tenant_id, fetched.content)
    name = rules.safe_name(row["name"], mime_type)
    async with tenant_scope(tenant_id) as scope:
        kept = await store.mark_stored(
            scope, row["id"], name, mime_type, len(fetched.content), fetched.sha256, key
        )
    if not kept:
        files.remove(tenant_id, key)


async def keep_uploads(
    scope: Scope, uploads: Sequence[tuple[str, bytes]], files: FileStore, *, beside: int = 0
) -> tuple[MediaRef, ...]:
    """Store what came with a form, in the caller's transaction; `beside` so many files are there already.

    Raises `Invalid` (`files`: too_many, too_large, type_not_taken) and stores nothing then.
    """
    if len(uploads) + beside > MOST_FILES:
        raise Invalid("invalid", fields={"files": "too_many"})
    judged = []
    for name, content in uploads:
        if len(content) > MOST_BYTES:
            raise Invalid("invalid", fields={"files": "too_large"})
        mime_type = rules.mime_type_of(content)
        if mime_type is None:
            raise Invalid("invalid", fields={"files": "type_not_taken"})
        judged.append((rules.safe_name(name, mime_type), mime_type, content))
    return tuple([await _put(scope, name, mime_type, content, files) for name, mime_type, content in judged])


async def _put(scope: Scope, name: str, mime_type: str, content: bytes, files: FileStore) -> MediaRef:
    key = await asyncio.to_thread(files.put, scope.tenant_id, content)
    attachment_id: UUID = uuid7()
    digest = hashlib.sha256(content).hexdigest()
    await store.add_stored(scope, attachment_id, name, mime_type, len(content), digest, key)
    return MediaRef(
        remote_id="",
        kind=mime_type.split("/")[0],
        mime_type=mime_type,
        name=name,
        sha256=digest,
        stored_id=attachment_id,
    )
