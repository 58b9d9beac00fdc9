"""Files in a bucket that speaks S3: AWS, or a server of one's own such as MinIO, Ceph or Garage.

Importing this costs several megabytes; the library opens its threads when it is first used, after every fork.
"""

import contextlib
from collections.abc import AsyncIterator, Awaitable
from datetime import timedelta
from functools import cached_property
from typing import TypeVar

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from kit.bucket_settings import BucketSettings
from kit.files import CHUNK_BYTES, FileMissing, FilesAway, OpenFile, own_key

T = TypeVar("T")

_CONNECT, _SILENCE = timedelta(seconds=3), timedelta(seconds=15)
_WHOLE = timedelta(minutes=10)
"""Of one answer: a citizen's slow line sets its pace."""
_TRIES, _TRYING = 2, timedelta(seconds=10)
_CHECK = "check"
_NO_BUCKET = "NoSuchBucket"


class BucketFiles:
    """A `FileStore`."""

    def __init__(self, settings: BucketSettings, *, scanned: bool = False) -> None:
        self._settings = settings
        self.scanned = scanned

    @cached_property
    def _bucket(self) -> S3Store:
        told = self._settings
        return S3Store(
            told.bucket,
            prefix=told.prefix or None,
            config={
                "access_key_id": told.access_key,
                "secret_access_key": told.secret_key,
                "region": told.region,
                "disable_bulk_delete": True,  # not every server of one's own knows it
                **({"endpoint": told.endpoint} if told.endpoint else {}),
            },
            client_options={
                "allow_http": told.endpoint.startswith("http://"),
                "connect_timeout": _CONNECT,
                "read_timeout": _SILENCE,
                "timeout": _WHOLE,
                "user_agent": "Sahut",
            },
            retry_config={"max_retries": _TRIES, "retry_timeout": _TRYING},
        )

    async def put(self, tenant_id: int, key: str, content: bytes) -> None:
        """Store bytes durably."""
        await self._put(own_key(tenant_id, key), content)

    async def read(self, tenant_id: int, key: str) -> bytes:
        """All bytes; raises `FileMissing`."""
        return await self._read(own_key(tenant_id, key))

    async def open(self, tenant_id: int, key: str) -> OpenFile:
        """The same piece by piece; raises `FileMissing` before the first one."""
        found = await _asked(obstore.get_async(self._bucket, own_key(tenant_id, key)))

        async def pieces() -> AsyncIterator[bytes]:
            try:
                async for piece in found.stream(min_chunk_size=CHUNK_BYTES):
                    yield bytes(piece)
            except (BaseError, OSError) as fault:
                raise _said(fault) from None

        return OpenFile(found.meta["size"], pieces())

    async def remove(self, tenant_id: int, key: str) -> None:
        """Delete; what is gone is gone."""
        mine = own_key(tenant_id, key)
        with contextlib.suppress(FileMissing):
            await _asked(obstore.delete_async(self._bucket, mine))

    async def check(self) -> None:
        """Write something, read it and take it away again; raises `FilesAway` with what is wrong."""
        try:
            await self._put(_CHECK, b"check")
            await self._read(_CHECK)
            await _asked(obstore.delete_async(self._bucket, _CHECK))
        except FileMissing:
            raise FilesAway("the bucket does not find what was just put into it") from None

    async def _put(self, key: str, content: bytes) -> None:
        await _asked(obstore.put_async(self._bucket, key, content, use_multipart=False))

    async def _read(self, key: str) -> bytes:
        found = await _asked(obstore.get_async(self._bucket, key))
        return bytes(await _asked(found.bytes_async()))


async def _asked(answer: Awaitable[T]) -> T:
    try:
        return await answer
    except (BaseError, OSError) as fault:
        raise _said(fault) from None


def _said(fault: Exception) -> FileMissing | FilesAway:
    """The library's error in our words; its text quotes addresses, so that only its kind is told on.

    A bucket that is not there answers like a file that is not there: no file may be held for lost then.
    """
    if isinstance(fault, FileNotFoundError) and _NO_BUCKET not in str(fault):
        return FileMissing()
    if isinstance(fault, FileNotFoundError):
        return FilesAway("there is no such bucket")
    return FilesAway(f"the bucket: {type(fault).__name__}")
