"""The simulated mail servers behave as servers do, also to those who speak out of turn."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from integrations.email.reader import Reader
from integrations.email.simulator.box import Box
from integrations.email.simulator.model import MAIL_HOST, SimulatedMailbox
from integrations.email.simulator.router import simulator
from integrations.email.simulator.world import World
from integrations.email.trust import is_proven

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BATANG = SimulatedMailbox(id="1", address="aduan@batang.example", name="Batang", user="u", password="p w")
PUSAT = SimulatedMailbox(id="2", address="halo@pusat.example", name="Pusat", user="v", password="q")
LOGIN = base64.b64encode(b"\0u\0p w").decode()


class Line:
    """A connection on which somebody types."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def says(self, *lines: str) -> str:
        """Type lines; answers the last line that came back."""
        said = ""
        for line in lines:
            self._writer.write(f"{line}\r\n".encode())
            said = await self.hears()
        return said

    async def hears(self) -> str:
        async with asyncio.timeout(60):
            return (await self._reader.readline()).decode().strip()

    async def hears_until(self, start: str) -> list[str]:
        heard = [await self.hears()]
        while not heard[-1].startswith(start):
            assert heard[-1], heard
            heard.append(await self.hears())
        return heard


@asynccontextmanager
async def servers(now: datetime = NOW) -> AsyncIterator[tuple[World, int, int]]:
    world = World([BATANG, PUSAT], lambda: now)
    imap, smtp = (socket.create_server(("127.0.0.1", 0)) for _ in range(2))
    ports = imap.getsockname()[1], smtp.getsockname()[1]
    async with world.serving(imap, smtp):
        yield world, *ports


@asynccontextmanager
async def speaking(port: int) -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    line = Line(reader, writer)
    await line.hears()
    yield line
    writer.close()


async def proven(world: World, mailbox: str) -> bool:
    """Whether the last letter there is proven to whoever believes these servers, as the adapter reads it."""
    *_, last = world.boxes[mailbox].letters.values()
    async with Reader() as reader:
        mail = await reader.read(last.content)
    return is_proven(mail.sender.address, mail.authentication, MAIL_HOST)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["MAIL FROM:<a@b.example>"], "530"),
        ([f"AUTH PLAIN {LOGIN}", "RCPT TO:<a@b.example>"], "503"),
        ([f"AUTH PLAIN {LOGIN}", "DATA"], "503"),
        ([f"AUTH PLAIN {LOGIN}", "MAIL FROM:<a@b.example>", "RCPT TO:<nobody>"], "553"),
        ([f"AUTH PLAIN {LOGIN}", "MAIL"], "501"),
        (["AUTH PLAIN %%%"], "501"),
        (["AUTH LOGIN"], "504"),
        (["AUTH PLAIN AHUAeA=="], "535"),
        (["AUTH PLAIN", LOGIN], "235"),
        ([f"AUTH PLAIN {LOGIN}", "VRFY a"], "502"),
        (["QUIT"], "221"),
    ],
)
async def test_letters_are_handed_over_in_their_order(lines: list[str], code: str) -> None:
    async with servers() as (world, _, port), speaking(port) as line:
        assert (await line.says(*lines)).startswith(code)
        assert not world.handed


async def test_nothing_is_read_without_the_password_and_nothing_is_changed() -> None:
    async with servers() as (world, port, _), speaking(port) as line:
        world.write(BATANG, "siti@warga.example", "Antrean", "Lama sekali.")
        assert await line.says("1 EXAMINE INBOX") == "1 BAD unknown"
        assert await line.says('1 LOGIN u "salah"') == "1 NO [AUTHENTICATIONFAILED] no"
        assert await line.says('1 LOGIN u "p w"', "2 NOOP") == "2 OK done"
        assert (await line.says("3 EXAMINE Sent")).startswith("3 NO")
        await line.says("4 EXAMINE INBOX")
        assert (await line.hears_until("4 "))[-1] == "4 OK [READ-ONLY] done"
        assert (await line.says("5 UID STORE 1 +FLAGS (\\Deleted)")).startswith("5 NO")
        assert await line.says("6 UID SEARCH UID 1:* SINCE 23-Nov-2026") == "* SEARCH 1"
        assert await line.says("7 UID SEARCH UID 9:* SINCE 23-Nov-2026") == "6 OK done"
        assert (await line.hears_until("7 "))[0] == "* SEARCH 1", "9:* names the last letter"
        assert await line.says("8 UID SEARCH UID 1:* SINCE 24-Nov-2026") == "* SEARCH"
        assert world.boxes["1"].changes == 1
        await line.hears()
        await line.says("9 UID FETCH 1 (BODY.PEEK[]<0.12>)")
        assert (await line.hears_until("9 "))[:1] == ["Authenticati)"]


async def test_one_office_may_write_to_another() -> None:
    async with servers() as (world, _, port), speaking(port) as line:
        await line.says(
            f"AUTH PLAIN {LOGIN}", "MAIL FROM:<aduan@batang.example>", "RCPT TO:<halo@pusat.example>"
        )
        assert await line.says("DATA") == "354 go on"
        assert await line.says("Subject: x\r\n\r\n..satu\r\n.") == "250 taken"
        assert world.boxes["2"].letters[1].content.endswith(b"\r\n\r\n.satu\r\n")
        assert not await proven(world, "2"), "it names no sender"
        letter = "From: Batang <aduan@batang.example>\r\nSubject: x\r\n\r\ndua\r\n."
        await line.says("MAIL FROM:<aduan@batang.example>", "RCPT TO:<halo@pusat.example>", "DATA", letter)
        assert await proven(world, "2")


@pytest.mark.parametrize(
    ("sender", "spoofed", "shown"),
    [
        ("siti@warga.example", False, True),
        ("siti@warga.example", True, False),
        ("dewi@batang.example", False, False),
        ("Kepala@PUSAT.example", False, False),
    ],
)
async def test_the_server_tells_whose_letter_is_proven(sender: str, spoofed: bool, shown: bool) -> None:
    """A citizen's is, a forger's is not, nor that of a citizen who writes in an office's name."""
    world = World([BATANG, PUSAT], lambda: NOW)
    letter = world.write(BATANG, sender, "Antrean", "Lama sekali.", spoofed=spoofed)
    assert (letter.spoofed, await proven(world, "1")) == (spoofed, shown)


def test_a_mailbox_remembers_so_much_and_no_more() -> None:
    box = Box("u", "p", lambda: NOW, most_bytes=100)
    for _ in range(4):
        box.put(bytes(40))
    assert list(box.letters) == [3, 4]
    box.put(bytes(400))
    assert list(box.letters) == [5], "one letter always lies there"


async def test_the_handles_refuse_what_they_cannot_read() -> None:
    world = World([BATANG], lambda: NOW + timedelta(days=1))
    async with AsyncTestClient(Litestar([simulator(world)])) as client:
        for path, body, status in (
            ("control/9/letters", {"from": "a@b.example"}, 404),
            ("control/1/letters", {"from": "tidak ada"}, 400),
            ("control/1/letters", {"from": "a@b.example", "answers": "<x@y>"}, 400),
            ("control/1/letters", {"from": "a@b.example", "more": 1}, 400),
            ("control/1/raw", {"raw_base64": "%"}, 400),
            ("control/1/raw", {"raw_base64": "QQ=="}, 202),
            ("control/faults", {"mailbox": "1", "slow_seconds": 1000}, 400),
            ("control/faults", {"mailbox": "1", "bounces": True}, 200),
        ):
            assert (await client.post(f"/email/{path}", json=body)).status_code == status, (path, body)
        elsewhere = {"sec-fetch-site": "cross-site"}
        for path in ("1/begin", "1/faults", "1/a@b.example/letters"):
            answer = await client.post(f"/email/{path}", data={"fault": "none"}, headers=elsewhere)
            assert answer.status_code == 403, path
        assert (await client.get("/email/1/kosong")).status_code == 404
        page = (await client.get("/email/?lang=en")).text
        assert 'value="bounces" checked' in page
        assert (await client.get("/email/1/a@b.example/letters")).status_code == 200
