"""The virus scanner is asked as clamd(8) says, and only its one word for a clean file lets a file through."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kit.clamd import AddressWrong, Clamd, NotScanned, ScannerAway
from support.scanners import EICAR, FOUND, Scanner, a_scanner


async def pieces(*content: bytes) -> AsyncIterator[bytes]:
    for each in content:
        yield each


@pytest.fixture(params=["port", "socket"])
async def scanner(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scanner]:
    async with a_scanner(tmp_path / "clamd.ctl" if request.param == "socket" else None) as opened:
        yield opened


async def test_a_clean_file_is_clean_and_was_seen_whole(scanner: Scanner) -> None:
    content = bytes(range(256)) * 8000
    halves = pieces(content[:1_000_000], b"", content[1_000_000:])
    assert await Clamd(scanner.address).scan(halves) == ""
    assert await Clamd(scanner.address).scan(pieces()) == ""
    assert scanner.scanned == [content, b""]


async def test_a_virus_has_its_name_wherever_it_lies(scanner: Scanner) -> None:
    assert await Clamd(scanner.address).scan(pieces(b"%PDF " + EICAR)) == FOUND
    assert await Clamd(scanner.address).scan(pieces(EICAR[:20], EICAR[20:])) == FOUND


async def test_a_name_is_told_without_signs_that_could_play_tricks(scanner: Scanner) -> None:
    scanner.answer = "stream: Evil\u202e\x1b[2J FOUND"
    assert await Clamd(scanner.address).scan(pieces(b"x")) == "Evil??[2J"


async def test_a_file_above_its_limit_is_not_judged_and_it_says_so(scanner: Scanner) -> None:
    scanner.limit = 1000
    with pytest.raises(NotScanned) as fault:
        await Clamd(scanner.address).scan(pieces(*[bytes(60_000)] * 100))
    assert fault.value.code == "too_large"
    assert await Clamd(scanner.address).scan(pieces(b"kecil")) == ""


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("stream: Can't allocate memory ERROR", "scanner_error"),
        ("stream: OK\nstream: OK", "not_understood"),
        ("OK", "not_understood"),
        ("stream: ok", "not_understood"),
        ("stream: OK ", "not_understood"),
        ("UNKNOWN COMMAND", "not_understood"),
        ("<html>200 OK</html>", "not_understood"),
    ],
)
async def test_anything_else_lets_nothing_through(scanner: Scanner, answer: str, code: str) -> None:
    scanner.answer = answer
    with pytest.raises(NotScanned) as fault:
        await Clamd(scanner.address).scan(pieces(b"x"))
    assert fault.value.code == code


async def test_a_scanner_that_says_nothing_or_hangs_up_has_judged_nothing(scanner: Scanner) -> None:
    scanner.hangs_up = True
    with pytest.raises(NotScanned) as cut:
        await Clamd(scanner.address).scan(pieces(*[bytes(60_000)] * 20))
    scanner.hangs_up, scanner.silent = False, True
    with pytest.raises(NotScanned) as silent:
        await Clamd(scanner.address, patience=0.2).scan(pieces(b"x"))
    assert (cut.value.code, silent.value.code) == ("cut_off", "silent")


async def test_a_scanner_that_is_not_there_is_away_and_comes_back(scanner: Scanner) -> None:
    client = Clamd(scanner.address)
    assert (await client.version()).startswith("ClamAV")
    await scanner.close()
    with pytest.raises(ScannerAway):
        await client.scan(pieces(b"x"))
    with pytest.raises(ScannerAway):
        await client.version()
    await scanner.open()
    assert await client.scan(pieces(b"x")) == ""


async def test_what_cannot_be_read_is_never_judged_by_its_beginning(scanner: Scanner) -> None:
    async def breaks() -> AsyncIterator[bytes]:
        yield b"the harmless half"
        raise OSError("the disk broke")

    with pytest.raises(OSError, match="disk"):
        await Clamd(scanner.address).scan(breaks())
    assert scanner.scanned == []


@pytest.mark.parametrize(
    "address", ["localhost", ":3310", "localhost:", "localhost:0", "localhost:x", "a:70000"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(AddressWrong):
        Clamd(address)
