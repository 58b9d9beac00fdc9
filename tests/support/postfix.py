"""Debian's Postfix beside a Dovecot: it takes letters from who logs in over TLS, and lays ours into the mailbox."""

import contextlib
import json
import os
import smtplib
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support.dovecot import Dovecot
from support.mail_servers import ENTERED, MAILBOX
from support.piping import Piped
from support.ports import a_free_port

PROGRAM = Path("/usr/sbin/postfix")
SITI = "siti@warga.example"
"""Whose letters arrive."""
FULL = "penuh@warga.example"
"""Whose letters are taken and come back."""
NOBODY = "tukang@warga.example"
"""Who is refused at once."""
STRAY = "lama@dinkes.example"
"""An address that the server hands to the pipe, too, and that is no office's mailbox."""

_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/state
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = /dev/stdout
mail_owner = postfix
myhostname = pos.dinkes.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
mynetworks =
alias_maps =
alias_database =
local_recipient_maps =
recipient_delimiter = +
virtual_mailbox_domains = dinkes.example, warga.example
virtual_mailbox_base = {folder}
virtual_mailbox_maps = inline:{{ {{ {mailbox} = mail/ }}, {{ {stray} = mail/ }},
  {{ {siti} = siti/ }}, {{ {full} = siti/ }} }}
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
transport_maps = inline:{{ {{ {full} = smtp:[127.0.0.1]:{closed} }}{piped} }}
maximal_queue_lifetime = {lifetime}
bounce_queue_lifetime = 0
sahut_destination_recipient_limit = 1
always_add_missing_headers = yes
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth_port}
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
showq unix n - n - - showq
pickup unix n - n 60 1 pickup
"""
_PIPE = """
sahut unix - n n - 4 pipe
  flags=Rq user={user} argv={command} --recipient ${{original_recipient}}
"""


class RealPost:
    """Both servers, entered as an administrator enters them."""

    def __init__(self, folder: Path, settings: Path, mailbox: Dovecot, port: int) -> None:
        self._settings = settings
        self.put, self.port = mailbox.put, port
        self._folder, self._mailbox = folder, mailbox
        self._seen: set[str] = set()

    @property
    def entered(self) -> dict[str, str]:
        """What an administrator enters to use these servers."""
        ports = {"imap_port": str(self._mailbox.port), "smtp_port": str(self.port)}
        return {**ENTERED, **ports, "mail_tls": "starttls"}

    @property
    def waiting(self) -> list[dict[str, Any]]:
        """The letters that lie in the queue, each with its recipients and why it is not delivered."""
        command = ["/usr/sbin/postqueue", "-c", self._settings, "-j"]
        told = subprocess.run(command, capture_output=True, check=True).stdout
        return [json.loads(line) for line in told.splitlines()]

    def try_again(self) -> None:
        """Deliver what waits, as the server does by itself after some minutes."""
        subprocess.run(["/usr/sbin/postqueue", "-c", self._settings, "-f"], check=True)

    @property
    def told(self) -> str:
        """What Postfix has said of its work."""
        return (self._folder / "postfix.log").read_text()

    def came_back(self, mailbox: str) -> bool:
        """Whether a report of a failure lies in a mailbox, seen or not."""
        return any(
            b"MAILER-DAEMON" in path.read_bytes() for path in (self._folder / mailbox).glob("[cn][ue][rw]/*")
        )

    def laid(self, mailbox: str, words: bytes) -> bytes:
        """The next letter with these words that Postfix lays into a mailbox, once it is there."""
        for _ in range(1200):
            for path in sorted((self._folder / mailbox).glob("[cn][ue][rw]/*")):
                name = path.name.partition(":")[0]
                if name not in self._seen and words in (content := path.read_bytes()):
                    self._seen.add(name)
                    return content
            time.sleep(0.05)
        raise AssertionError(self.told)


@contextmanager
def running_postfix(
    folder: Path, mailbox: Dovecot, certificate: tuple[Path, Path], pipe: Piped | None = None
) -> Iterator[RealPost]:
    """It lays letters into that mailbox or, when there is one, hands them to a pipe, and keeps what that does not take
    now; it runs on a folder of its own, and only root can start it."""
    assert PROGRAM.exists(), f"these tests need {PROGRAM} (Debian: postfix)"
    assert os.getuid() == 0, "only root can start Postfix"
    settings, port = folder / "postfix", a_free_port()
    for each in (settings, folder / "spool", folder / "state", folder / "siti"):
        each.mkdir()
    uid, gid = mailbox.owner
    os.chown(folder / "siti", uid, gid)
    (settings / "main.cf").write_text(
        _MAIN.format(
            folder=folder,
            mailbox=MAILBOX,
            siti=SITI,
            full=FULL,
            stray=STRAY,
            closed=a_free_port(),
            uid=uid,
            gid=gid,
            certificate=certificate[0],
            key=certificate[1],
            auth_port=mailbox.auth_port,
            piped="".join(f", {{ {each} = sahut: }}" for each in (MAILBOX, STRAY)) if pipe else "",
            lifetime="1d" if pipe else "0",
        )
    )
    service = _PIPE.format(user=pipe.user, command=pipe.command) if pipe else ""
    (settings / "master.cf").write_text(_MASTER.format(port=port) + service)
    owner = subprocess.run(["id", "-u", "postfix"], capture_output=True, check=True).stdout
    os.chown(folder / "state", int(owner), 0)
    log = folder / "postfix.log"
    with log.open("wb") as said:
        server = subprocess.Popen([PROGRAM, "-c", settings, "start-fg"], stdout=said, stderr=said)
    try:
        _wait(server, port, log)
        yield RealPost(folder, settings, mailbox, port)
    finally:
        subprocess.run([PROGRAM, "-c", settings, "abort"], capture_output=True)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(20)
        server.kill()


def _wait(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    for _ in range(1200):
        assert server.poll() is None, log.read_text()
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=60).close()
        except (OSError, smtplib.SMTPException):
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text())
