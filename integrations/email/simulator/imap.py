"""An IMAP server as far as a reader needs one that changes nothing: log in, open the inbox, search, fetch."""

import asyncio
import re
import ssl
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from integrations.email.simulator.box import Box

_WORD = r'("(?:[^"\\]|\\.)*"|[^\s"]+)'
_LOGIN = re.compile(rf"{_WORD} {_WORD}")
_SEARCH = re.compile(r"SEARCH UID (\d{1,10}):\* SINCE (\d{1,2}-[A-Z]{3}-\d{4})", re.IGNORECASE)
_SIZES = re.compile(r"FETCH (\d{1,10}(?:,\d{1,10})*) \(RFC822\.SIZE\)", re.IGNORECASE)
_FETCH = re.compile(r"FETCH (\d{1,10}) \(BODY\.PEEK\[(HEADER)?\]<0\.(\d{1,10})>\)", re.IGNORECASE)
_CHANGING = {"STORE", "EXPUNGE", "COPY", "MOVE", "APPEND", "DELETE", "CREATE", "RENAME", "CLOSE"}


class ImapSession:
    """One session; whatever is not listed here is answered with BAD, as a server answers what it does not know."""

    def __init__(
        self,
        boxes: Mapping[str, Box],
        security: ssl.SSLContext | None,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._boxes, self._security = boxes, security
        self._reader, self._writer = reader, writer
        self._box: Box | None = None
        self._opened = False

    async def run(self) -> None:
        """Until the reader leaves."""
        self._say("* OK ready")
        try:
            while line := await self._reader.readline():
                tag, _, command = line.decode("latin-1").strip().partition(" ")
                word, _, rest = command.partition(" ")
                if not await self._answer(tag, word.upper(), rest):
                    break
                await self._writer.drain()
        except (OSError, ValueError):  # gone, or a line without end
            pass
        finally:
            self._writer.close()

    async def _answer(self, tag: str, word: str, rest: str) -> bool:
        """Answer one command; false when the session is over."""
        if word == "CAPABILITY":
            self._say(" ".join(["* CAPABILITY IMAP4rev1", *self._abilities()]))
        elif word == "STARTTLS" and self._security:
            self._say(f"{tag} OK go on")
            await self._writer.drain()
            await self._writer.start_tls(self._security)
            return True
        elif word == "LOGOUT":
            self._say("* BYE", f"{tag} OK done")
            return False
        elif word == "LOGIN":
            return await self._log_in(tag, rest)
        elif self._box is not None and word in ("EXAMINE", "SELECT"):
            return self._open(tag, rest, self._box)
        elif self._box is not None and self._opened and word == "UID":
            return await self._by_number(tag, rest, self._box)
        elif self._box is not None and word in _CHANGING:
            return self._refuse_change(tag, self._box)
        elif self._box is not None and self._opened and word == "IDLE" and self._box.tells:
            return await self._idle(tag, self._box)
        elif word != "NOOP":
            self._say(f"{tag} BAD unknown")
            return True
        self._say(f"{tag} OK done")
        return True

    async def _log_in(self, tag: str, rest: str) -> bool:
        found = _LOGIN.fullmatch(rest)
        if found is None:
            self._say(f"{tag} BAD unknown")
            return True
        box = self._boxes.get(_plain(found[1]))
        if box is not None:
            await asyncio.sleep(box.faults.slow_seconds)
        if box is None or not box.opens_with(_plain(found[2])):
            self._say(f"{tag} NO [AUTHENTICATIONFAILED] no")
            return True
        self._box = box
        self._say(f"{tag} OK done")
        return True

    def _open(self, tag: str, rest: str, box: Box) -> bool:
        self._opened = _plain(rest).upper() == "INBOX"
        if not self._opened:
            self._say(f"{tag} NO [NONEXISTENT] no such mailbox")
            return True
        self._say(
            f"* {len(box.letters)} EXISTS",
            f"* OK [UIDVALIDITY {box.validity}] ok",
            f"* OK [UIDNEXT {box.next_uid}] ok",
            f"{tag} OK [READ-ONLY] done",
        )
        return True

    def _abilities(self) -> list[str]:
        tells = self._box is None or self._box.tells
        return [*(["STARTTLS"] if self._security else []), *(["IDLE"] if tells else [])]

    async def _idle(self, tag: str, box: Box) -> bool:
        """Tell of each letter that comes in, until the reader has heard enough."""
        came = asyncio.Event()
        box.told.add(came.set)
        self._say("+ idling")
        await self._writer.drain()
        reading = asyncio.create_task(self._reader.readline())
        try:
            while not reading.done():
                waiting = asyncio.create_task(came.wait())
                await asyncio.wait({reading, waiting}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
                if came.is_set():
                    came.clear()
                    self._say(f"* {len(box.letters)} EXISTS")
                    await self._writer.drain()
        finally:
            reading.cancel()
            box.told.discard(came.set)
        enough = (await reading).strip().upper() == b"DONE"
        self._say(f"{tag} {'OK done' if enough else 'BAD unknown'}")
        return enough

    async def _by_number(self, tag: str, rest: str, box: Box) -> bool:
        if found := _SEARCH.fullmatch(rest):
            uids = [uid for uid in box.letters if uid >= int(found[1])] or list(box.letters)[-1:]
            day = _day(found[2])
            since = [str(uid) for uid in uids if box.letters[uid].at.astimezone(UTC).date() >= day]
            self._say(f"* SEARCH {' '.join(since)}".rstrip())
        elif found := _SIZES.fullmatch(rest):
            self._tell_sizes([int(uid) for uid in found[1].split(",")], box)
        elif found := _FETCH.fullmatch(rest):
            return await self._fetch(tag, int(found[1]), (found[2] or "").upper(), int(found[3]), box)
        elif rest.partition(" ")[0].upper() in _CHANGING:
            return self._refuse_change(tag, box)
        else:
            self._say(f"{tag} BAD unknown")
            return True
        self._say(f"{tag} OK done")
        return True

    def _tell_sizes(self, uids: Sequence[int], box: Box) -> None:
        for place, (uid, letter) in enumerate(box.letters.items(), 1):
            if uid in uids:
                size = 1 if box.faults.understates else letter.size
                self._say(f"* {place} FETCH (UID {uid} RFC822.SIZE {size})")

    async def _fetch(self, tag: str, uid: int, section: str, most: int, box: Box) -> bool:
        box.sections.add(section)
        if uid == box.faults.breaks_off_at:
            self._writer.write(b"* 1 FETCH (UID 1 BODY[]<0> {5000}\r\nhalf of")
            await self._writer.drain()
            return False
        if uid in box.letters:
            content = box.letters[uid].content
            if section:
                content = content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            content = content[:most]
            place = list(box.letters).index(uid) + 1
            self._say(f"* {place} FETCH (UID {uid} BODY[{section}]<0> {{{len(content)}}}")
            self._writer.write(content + b")\r\n")
        self._say(f"{tag} OK done")
        return True

    def _refuse_change(self, tag: str, box: Box) -> bool:
        box.changes += 1
        self._say(f"{tag} NO [NOPERM] this mailbox is only read")
        return True

    def _say(self, *lines: str) -> None:
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode("latin-1"))


def _plain(word: str) -> str:
    """A word without its quotation marks."""
    return re.sub(r"\\(.)", r"\1", word[1:-1]) if word.startswith('"') else word


def _day(written: str) -> date:
    return datetime.strptime(written, "%d-%b-%Y").replace(tzinfo=UTC).date()
