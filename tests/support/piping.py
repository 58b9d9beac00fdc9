"""`sahut pipe` as the command of a mail server that runs it under an account of its own, which must not be root's."""

import os
import pwd
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import ChannelKind
from kit.keys import read_keys
from kit.sealing import Sealer
from kit.settings import Settings
from support.mailboxes import MailDesk

AWAY = "postgresql://nobody@127.0.0.1:9/none"
"""A database that nobody answers for."""
_ROOT = Path(__file__).parents[2]
_COMMAND = """#!/bin/sh
. {folder}/environment
export PYTHONPATH="{root}:{root}/platform" PYTHONDONTWRITEBYTECODE=1 SAHUT_MODE=test SAHUT_KEY_FILE={folder}/key
export DATABASE_URL_WEB DATABASE_URL_WORKER DATABASE_URL_SWEEP REDIS_URL
exec "{python}" -m wiring.cli pipe --data {folder}/data "$@"
"""


class Piped:
    """The command, whom it runs under, and where it keeps files."""

    def __init__(self, folder: Path, settings: Settings, user: str) -> None:
        self._folder, self._settings = folder, settings
        self.user = user
        self.command = folder / "sahut-pipe"
        self.data = folder / "data"

    def reaches(self, worker_url: str = "") -> None:
        """From now on it finds the database there; where the tests have it, when no place is named."""
        found = self._settings
        addresses = {
            "DATABASE_URL_WEB": found.web_url,
            "DATABASE_URL_WORKER": worker_url or found.worker_url,
            "DATABASE_URL_SWEEP": found.sweep_url,
            "REDIS_URL": found.redis_url,
        }
        lines = [f"{name}='{value}'\n" for name, value in addresses.items()]
        (self._folder / "environment").write_text("".join(lines))


@contextmanager
def a_pipe(folder: Path, settings: Settings) -> Iterator[Piped]:
    """Made in a folder that other users may pass through; it runs as whoever may reach the database of the tests."""
    sockets = Path(parse_qs(urlsplit(settings.worker_url).query)["host"][0])
    account = pwd.getpwuid(sockets.stat().st_uid)
    piped = Piped(folder, settings, account.pw_name)
    piped.data.mkdir()
    shutil.copyfile(os.environ["SAHUT_KEY_FILE"], folder / "key")
    for each in (piped.data, folder / "key"):
        os.chown(each, account.pw_uid, account.pw_gid)
    piped.command.write_text(_COMMAND.format(folder=folder, root=_ROOT, python=sys.executable))
    piped.command.chmod(0o755)
    piped.reaches()
    with _passable(Path(sys.executable).resolve(), Path(sys.executable), _ROOT / "platform"):
        yield piped


@contextmanager
def _passable(*targets: Path) -> Iterator[None]:
    """Let everybody pass through the folders above; they are as they were in the end."""
    above = {folder for target in targets for folder in target.parents}
    closed = {folder: mode for folder in above if not (mode := folder.stat().st_mode) & stat.S_IXOTH}
    for folder, mode in closed.items():
        folder.chmod(mode | stat.S_IXOTH)
    try:
        yield
    finally:
        for folder, mode in closed.items():
            folder.chmod(mode)


def sealed_by_us(desk: MailDesk) -> AccountBook:
    """Mailboxes that the command, a process of its own, can open."""
    sealer = Sealer(read_keys(os.environ).derive_all("sealing"))
    kinds = (ChannelKind.WHATSAPP, ChannelKind.EMAIL)
    return AccountBook({kind: found for kind in kinds if (found := desk.world.book.adapter(kind))}, sealer)
