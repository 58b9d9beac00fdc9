"""A mailbox on a real IMAP server: Debian's Dovecot, on a free port of this machine, gone in the end."""

import imaplib
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.mail_servers import PASSWORD, USER
from support.ports import a_free_port

PROGRAM = Path("/usr/sbin/dovecot")

_SETTINGS = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
{security}
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth_port}
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail
}}
"""


class Dovecot:
    """One mailbox that is really there."""

    def __init__(self, port: int, auth_port: int, folder: Path) -> None:
        self.port, self._folder = port, folder
        self.auth_port = auth_port
        """Where another server asks who may log in."""
        self.owner = _owner()

    def put(self, content: bytes) -> None:
        """A letter comes in."""
        box = imaplib.IMAP4("127.0.0.1", self.port)
        box.login(USER, PASSWORD)
        assert box.append("INBOX", "", "", content)[0] == "OK"
        box.logout()

    def number_anew(self) -> None:
        """The server forgets its numbers, as after a restored backup."""
        time.sleep(1.1)  # UIDVALIDITY is made of the second in which the mailbox is numbered
        for path in (self._folder / "mail").glob("dovecot*"):
            path.unlink()

    def flags(self) -> list[bytes]:
        """What stands at the letters."""
        box = imaplib.IMAP4("127.0.0.1", self.port)
        box.login(USER, PASSWORD)
        box.select("INBOX", readonly=True)
        found = box.fetch("1:*", "(FLAGS)")[1]
        box.logout()
        return [each for each in found if isinstance(each, bytes)]


def _owner() -> tuple[int, int]:
    """Whose the letters are: nobody's, when root runs the server."""
    return (65534, 65534) if os.getuid() == 0 else (os.getuid(), os.getgid())


@contextmanager
def running_dovecot(folder: Path, certificate: tuple[Path, Path] | None = None) -> Iterator[Dovecot]:
    """Started and stopped; `folder` must be one that other users may pass through when root starts it.

    With a `certificate` and its key a session becomes safe once it is asked to be.
    """
    assert PROGRAM.exists(), f"these tests need {PROGRAM} (Debian: dovecot-imapd)"
    is_root = os.getuid() == 0
    uid, gid = _owner()
    (folder / "mail").mkdir()
    os.chown(folder / "mail", uid, gid)
    port, auth_port = a_free_port(), a_free_port()
    (folder / "dovecot.conf").write_text(
        _SETTINGS.format(
            folder=folder,
            port=port,
            auth_port=auth_port,
            security="ssl_cert = <{}\nssl_key = <{}".format(*certificate) if certificate else "ssl = no",
            uid=uid,
            gid=gid,
            password=PASSWORD,
            user="nobody" if is_root else os.environ["USER"],
            group="nogroup" if is_root else os.environ["USER"],
        )
    )
    server = subprocess.Popen([PROGRAM, "-F", "-c", folder / "dovecot.conf"])
    try:
        _wait(server, port, folder)
        yield Dovecot(port, auth_port, folder)
    finally:
        server.terminate()
        server.wait(20)


def _wait(server: "subprocess.Popen[bytes]", port: int, folder: Path) -> None:
    for _ in range(1200):
        assert server.poll() is None, (folder / "log").read_text()
        try:
            imaplib.IMAP4("127.0.0.1", port).shutdown()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError((folder / "log").read_text())
