"""Mail servers of the tests: those of the simulator on free ports, and a certificate that nobody trusts."""

import socket
import ssl
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from integrations.email.simulator.box import Box
from integrations.email.simulator.servers import MailServers

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
_ANY_DAY = datetime(9000, 1, 1, tzinfo=UTC)
"""When letters come in: tests look from days of their own choosing."""


class Post:
    """One mailbox and one outgoing server."""

    def __init__(self) -> None:
        self.box = Box(USER, PASSWORD, lambda: _ANY_DAY)
        self.servers = MailServers({USER: self.box}, self._take)
        self.taken: list[tuple[str, str, bytes]] = []
        """From, to and content of everything that was handed over."""
        self.imap_port = self.smtp_port = 0

    @property
    def entered(self) -> dict[str, str]:
        """What an administrator enters to use these servers."""
        return {**ENTERED, "imap_port": str(self.imap_port), "smtp_port": str(self.smtp_port)}

    @property
    def answers(self) -> dict[str, str]:
        """What the SMTP server says to a command instead; `hang up` closes the connection."""
        return self.box.faults.answers

    def put(self, content: bytes, size: int = 0) -> int:
        """A letter comes in; `size` is what the server tells of it, when that is more than it has."""
        return self.box.put(content, size)

    def number_anew(self) -> None:
        """The server forgets its numbers, as after a restored backup."""
        self.box.number_anew()

    def _take(self, box: Box, sender: str, recipients: list[str], content: bytes) -> None:
        self.taken.extend((sender, recipient, content) for recipient in recipients)


@asynccontextmanager
async def a_post(security: ssl.SSLContext | None = None) -> AsyncIterator[Post]:
    """Both servers on free ports of this machine; with `security` every session is safe from its first byte."""
    post = Post()
    imap, smtp = (socket.create_server(("127.0.0.1", 0)) for _ in range(2))
    post.imap_port, post.smtp_port = imap.getsockname()[1], smtp.getsockname()[1]
    async with post.servers.serving(imap, smtp, security=security):
        yield post


@contextmanager
def a_trusted_folder() -> Iterator[tuple[Path, tuple[Path, Path]]]:
    """A folder that servers of other users may pass, and a certificate with its key that this process trusts."""
    with tempfile.TemporaryDirectory(prefix="sahut-mail-") as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        folder.chmod(0o755)
        shown, _ = a_certificate(folder)
        patch.setenv("SSL_CERT_FILE", str(shown))
        yield folder, (shown, folder / "kept.pem")


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
