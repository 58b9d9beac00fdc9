"""Two places that keep files, a folder and a bucket, do the same; the bucket's server checks every signature."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from kit.bucket_files import BucketFiles
from kit.bucket_settings import BucketUnusable, bucket_from
from kit.files import FileMissing, FilesAway, FileStore, new_key
from kit.folder_files import FolderFiles
from support.buckets import ACCESS, SECRET, Bucket, a_bucket

Fault = Callable[[], Awaitable[None]]


class Shelf(NamedTuple):
    """A place with nothing in it."""

    files: FileStore
    lies: Callable[[], list[str]]
    """The keys of all that lies there."""
    break_down: Fault


@pytest.fixture(params=["folder", "bucket", "bucket with a prefix"])
async def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Shelf]:
    async with AsyncExitStack() as stack:
        if request.param == "folder":
            yield _folder(tmp_path / "berkas")
        else:
            bucket = await stack.enter_async_context(a_bucket())
            yield _bucket(bucket, "kantor/berkas" if "prefix" in request.param else "")


def _folder(place: Path) -> Shelf:
    def turn_into_a_file() -> None:
        place.rename(place.with_name("gone"))
        place.write_bytes(b"a file where the folder was")

    async def break_down() -> None:
        turn_into_a_file()

    place.mkdir()
    return Shelf(FolderFiles(place), lambda: _folder_keys(place), break_down)


def _folder_keys(place: Path) -> list[str]:
    return [str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()]


def _bucket(bucket: Bucket, prefix: str) -> Shelf:
    def lies() -> list[str]:
        assert all(key.startswith(prefix) for key in bucket.objects)
        return [key.removeprefix(f"{prefix}/") for key in bucket.objects]

    return Shelf(BucketFiles(bucket.settings(prefix=prefix)), lies, bucket.close)


async def test_what_is_put_is_read_whole_and_in_pieces(shelf: Shelf) -> None:
    for content in (b"", b"%PDF", bytes(range(256)) * 4000):
        key = new_key(7)
        await shelf.files.put(7, key, content)
        assert await shelf.files.read(7, key) == content
        opened = await shelf.files.open(7, key)
        pieces = [piece async for piece in opened.chunks]
        assert (b"".join(pieces), opened.size) == (content, len(content))
        assert all(len(piece) < len(content) for piece in pieces) or len(content) < 300_000
        assert key in shelf.lies()


async def test_the_same_key_again_takes_the_place_of_what_was_there(shelf: Shelf) -> None:
    key = new_key(7)
    await shelf.files.put(7, key, b"pertama, dan lebih panjang")
    await shelf.files.put(7, key, b"kedua")
    assert await shelf.files.read(7, key) == b"kedua"
    assert shelf.lies() == [key]


async def test_what_is_removed_is_gone_and_may_be_removed_again(shelf: Shelf) -> None:
    key, other = new_key(7), new_key(7)
    await shelf.files.put(7, key, b"x")
    await shelf.files.put(7, other, b"y")
    await shelf.files.remove(7, key)
    await shelf.files.remove(7, key)
    assert shelf.lies() == [other]
    with pytest.raises(FileMissing):
        await shelf.files.read(7, key)
    with pytest.raises(FileMissing):
        await shelf.files.open(7, key)


@pytest.mark.parametrize(
    "key", ["", "7", "7/../8/x", "/etc/passwd", "7/aa/../../../x", "check", "7/aa/%2e%2e"]
)
async def test_a_key_that_was_not_made_here_opens_nothing(shelf: Shelf, key: str) -> None:
    for ask in (shelf.files.read(7, key), shelf.files.open(7, key), shelf.files.put(7, key, b"x")):
        with pytest.raises(FileMissing):
            await ask
    with pytest.raises(FileMissing):
        await shelf.files.remove(7, key)
    assert shelf.lies() == []


async def test_another_office_s_key_opens_nothing(shelf: Shelf) -> None:
    key = new_key(17)
    await shelf.files.put(17, key, b"x")
    for tenant in (7, 1, 177):
        with pytest.raises(FileMissing):
            await shelf.files.read(tenant, key)
        with pytest.raises(FileMissing):
            await shelf.files.remove(tenant, key)
    assert await shelf.files.read(17, key) == b"x"


async def test_a_place_that_broke_down_is_away_and_no_file_is_held_for_lost(shelf: Shelf) -> None:
    key = new_key(7)
    await shelf.files.put(7, key, b"x")
    await shelf.break_down()
    for ask in (
        shelf.files.read(7, key),
        shelf.files.open(7, key),
        shelf.files.put(7, new_key(7), b"y"),
        shelf.files.remove(7, key),
        shelf.files.check(),
    ):
        with pytest.raises(FilesAway) as away:
            await ask
        assert away.value.why
        assert key not in away.value.why


async def test_a_place_that_works_says_so_and_keeps_nothing_of_the_question(shelf: Shelf) -> None:
    await shelf.files.check()
    assert shelf.lies() == []


async def test_a_folder_never_shows_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full in the middle of writing."""
    files, key = FolderFiles(tmp_path), new_key(7)
    await files.put(7, key, b"lama")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("os.fsync", full)
        with pytest.raises(FilesAway):
            await files.put(7, key, b"baru")
        with pytest.raises(FilesAway):
            await files.put(7, new_key(7), b"baru")
    assert await files.read(7, key) == b"lama"
    assert _folder_keys(tmp_path) == [key]


@pytest.fixture
async def bucket() -> AsyncIterator[Bucket]:
    async with a_bucket() as opened:
        yield opened


@pytest.mark.parametrize("status", [403, 500, 503])
async def test_a_bucket_that_refuses_is_away(bucket: Bucket, status: int) -> None:
    files, key = BucketFiles(bucket.settings()), new_key(7)
    await files.put(7, key, b"x")
    bucket.status = status
    with pytest.raises(FilesAway):
        await files.read(7, key)
    with pytest.raises(FilesAway):
        await files.put(7, new_key(7), b"y")
    bucket.status = 0
    assert await files.read(7, key) == b"x"


async def test_a_bucket_that_is_gone_does_not_make_its_files_missing(bucket: Bucket) -> None:
    files, key = BucketFiles(bucket.settings()), new_key(7)
    await files.put(7, key, b"x")
    bucket.gone = True
    with pytest.raises(FilesAway):
        await files.read(7, key)
    with pytest.raises(FilesAway):
        await files.open(7, key)


async def test_an_answer_that_breaks_off_is_taken_up_where_it_broke(bucket: Bucket) -> None:
    files, key, content = BucketFiles(bucket.settings()), new_key(7), bytes(range(256)) * 4000
    await files.put(7, key, content)
    bucket.cuts_after = 600_000
    assert await files.read(7, key) == content
    bucket.cuts_after = 0
    with pytest.raises(FilesAway):
        await files.read(7, key)
    opened = await files.open(7, key)
    with pytest.raises(FilesAway):
        _ = [piece async for piece in opened.chunks]


async def test_wrong_keys_are_refused_and_stand_in_no_error(bucket: Bucket) -> None:
    files = BucketFiles(bucket.settings(secret_key="kunci-yang-salah"))
    with pytest.raises(FilesAway) as away:
        await files.put(7, new_key(7), b"x")
    assert bucket.refused > 0
    told = f"{away.value!r} {away.value.why} {away.value.__cause__} {files!r} {bucket.settings()!r}"
    assert "salah" not in told
    assert SECRET not in told
    assert ACCESS not in told


def test_the_keys_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "kunci"
    file.write_text(f"{ACCESS}\n{SECRET}\n")
    told = {
        "SAHUT_S3_BUCKET": "berkas",
        "SAHUT_S3_PREFIX": "/kantor/",
        "SAHUT_S3_ENDPOINT": "https://s3.example/",
    }
    found = bucket_from({**told, "SAHUT_S3_KEY_FILE": str(file)})
    assert found is not None
    assert (found.access_key, found.secret_key) == (ACCESS, SECRET)
    assert (found.prefix, found.endpoint, found.region) == ("kantor", "https://s3.example", "us-east-1")
    assert bucket_from({}) is None


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"SAHUT_S3_ACCESS_KEY": ACCESS},
        {"SAHUT_S3_KEY_FILE": "/tidak/ada"},
        {"SAHUT_S3_ACCESS_KEY": ACCESS, "SAHUT_S3_SECRET_KEY": SECRET, "SAHUT_S3_ENDPOINT": "s3.example"},
    ],
)
def test_a_bucket_without_what_it_needs_is_refused_without_telling_keys(told: dict[str, str]) -> None:
    with pytest.raises(BucketUnusable) as unusable:
        bucket_from({"SAHUT_S3_BUCKET": "berkas", **told})
    assert SECRET not in str(unusable.value)
