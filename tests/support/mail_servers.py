"""Mail servers of the tests: they speak SMTP and IMAP over real sockets, and keep letters in memory."""

import asyncio
import base64
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

USER, PASSWORD = "pengaduan", "sandi-kotak-surat"


MAILBOX = "pengaduan@dinkes.example"
ENTERED = {
    "mailbox": MAILBOX,
    "imap_host": "localhost",
    "smtp_host": "localhost",
    "mail_user": USER,
    "mail_password": PASSWORD,
    "mail_tls": "none",
}
"""The fields of a mailbox on this machine, but for its ports, as its form and its settings name them."""


class Post:
    """One mailbox and one outgoing server."""

    def __init__(self) -> None:
        self.box: dict[int, bytes] = {}
        self.validity = 7
        self.next_uid = 1
        self.password = PASSWORD
        self.taken: list[tuple[str, str, bytes]] = []
        """From, to and content of everything that was handed over."""
        self.answers: dict[str, str] = {}
        """What the SMTP server says to a command instead; `hang up` closes the connection."""
        self.break_at_uid = 0
        self.flags_set = 0
        self.imap_port = self.smtp_port = 0
        self.security: ssl.SSLContext | None = None
        """With what a session is made safe once it is asked to be."""

    @property
    def entered(self) -> dict[str, str]:
        """What an administrator enters to use these servers."""
        return {**ENTERED, "imap_port": str(self.imap_port), "smtp_port": str(self.smtp_port)}

    def put(self, content: bytes) -> int:
        """A letter comes in."""
        uid, self.next_uid = self.next_uid, self.next_uid + 1
        self.box[uid] = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return uid

    def number_anew(self) -> None:
        """The server forgets its numbers, as after a restored backup."""
        letters = list(self.box.values())
        self.validity, self.next_uid, self.box = self.validity + 1, 1, {}
        for letter in letters:
            self.put(letter)

    async def imap(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One IMAP session."""
        writer.write(b"* OK ready\r\n")
        try:
            while line := await reader.readline():
                tag, _, command = line.decode("latin-1").strip().partition(" ")
                if command.upper() == "STARTTLS" and self.security:
                    writer.write(f"{tag} OK go on\r\n".encode())
                    await writer.drain()
                    await writer.start_tls(self.security)
                elif not await self._imap_answer(tag, command, writer):
                    break
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def _imap_answer(self, tag: str, command: str, writer: asyncio.StreamWriter) -> bool:
        word = command.upper()
        if word.startswith("CAPABILITY"):
            writer.write(b"* CAPABILITY IMAP4rev1 STARTTLS\r\n")
        elif word.startswith("LOGIN"):
            if f'"{self.password}"' not in command:
                writer.write(f"{tag} NO [AUTHENTICATIONFAILED] no\r\n".encode())
                return True
        elif word.startswith("EXAMINE"):
            writer.write(f"* {len(self.box)} EXISTS\r\n".encode())
            writer.write(f"* OK [UIDVALIDITY {self.validity}] ok\r\n".encode())
            writer.write(f"* OK [UIDNEXT {self.next_uid}] ok\r\n".encode())
        elif found := re.match(r"UID SEARCH UID (\d+):\* SINCE", word):
            uids = [uid for uid in self.box if uid >= int(found[1])] or list(self.box)[-1:]
            writer.write(f"* SEARCH {' '.join(map(str, uids))}\r\n".encode())
        elif found := re.match(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", word):
            uid = int(found[1])
            if uid == self.break_at_uid:
                writer.write(b"* 1 FETCH (UID 1 BODY[]<0> {5000}\r\nhalf of")
                await writer.drain()
                return False
            if uid in self.box:
                content = self.box[uid][: int(found[2])]
                writer.write(f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(content)}}}\r\n".encode())
                writer.write(content + b")\r\n")
        else:
            self.flags_set += "STORE" in word or "EXPUNGE" in word
            writer.write(f"{tag} BAD unknown\r\n".encode())
            return True
        writer.write(f"{tag} OK done\r\n".encode())
        return True

    async def smtp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One SMTP session."""
        sender = recipient = ""
        writer.write(b"220 ready\r\n")
        try:
            while line := await reader.readline():
                command = line.decode("latin-1").strip()
                word = command.split(" ")[0].split(":")[0].upper()
                if word == "STARTTLS" and self.security:
                    writer.write(b"220 go on\r\n")
                    await writer.drain()
                    await writer.start_tls(self.security)
                    continue
                said = self.answers.get(word, "")
                if word == "AUTH" and not said and not self._knows(command):
                    said = "535 no"
                if word == "MAIL":
                    sender = command.partition("<")[2].partition(">")[0]
                if word == "RCPT":
                    recipient = command.partition("<")[2].partition(">")[0]
                if word == "DATA" and not said:
                    writer.write(b"354 go on\r\n")
                    content = await reader.readuntil(b"\r\n.\r\n")
                    said = self.answers.get("CONTENT", "250 taken")
                    if said[0] == "2" or said == "hang up":
                        self.taken.append((sender, recipient, content[:-3].replace(b"\r\n..", b"\r\n.")))
                if said == "hang up":
                    break
                usual = (
                    "250-post\r\n250-STARTTLS\r\n250 AUTH PLAIN"
                    if word == "EHLO"
                    else "235 ok"
                    if word == "AUTH"
                    else "250 ok"
                )
                writer.write(f"{said or usual}\r\n".encode())
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _knows(self, command: str) -> bool:
        return base64.b64decode(command.split(" ")[-1]).split(b"\0")[-1].decode() == self.password


@asynccontextmanager
async def a_post(security: ssl.SSLContext | None = None) -> AsyncIterator[Post]:
    """Both servers on free ports of this machine; with `security` every session is safe from its first byte."""
    post = Post()
    imap = await asyncio.start_server(post.imap, "127.0.0.1", 0, ssl=security)
    smtp = await asyncio.start_server(post.smtp, "127.0.0.1", 0, ssl=security, limit=32 * 1024 * 1024)
    post.imap_port, post.smtp_port = (each.sockets[0].getsockname()[1] for each in (imap, smtp))
    try:
        yield post
    finally:
        imap.close()
        smtp.close()


def a_certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for `localhost` that nobody trusts yet, and a server's use of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    born = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(born)
        .not_valid_after(born + timedelta(days=3))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown, kept = folder / "shown.pem", folder / "kept.pem"
    shown.write_bytes(made.public_bytes(Encoding.PEM))
    kept.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(shown, kept)
    return shown, server
