"""What one mailbox needs."""

from typing import Annotated, Literal

import msgspec

from helpdesk.channels.contract import SECRET


class EmailSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One mailbox: where letters are read, where they are handed over, and how ours look."""

    mailbox: str
    """The address that citizens write to."""
    imap_host: str
    smtp_host: str
    mail_user: str
    mail_password: Annotated[str, SECRET]
    display_name: str = ""
    """Stands beside the address on our letters."""
    subject: str = "Laporan Anda"
    """Stands above our letters; never what a citizen wrote."""
    mail_tls: Literal["tls", "starttls", "none"] = "tls"
    """`none` only where nothing leaves the machine."""
    imap_port: str = "993"
    smtp_port: str = "465"
    most_per_minute: str = "60"
    """Letters handed to the server in a minute."""
    results_host: str = ""
    """By what name the office's own server signs its Authentication-Results; empty: nobody's are believed."""
    reply_address: Literal["tagged", "plain"] = "tagged"
    """`tagged` when the server delivers `name+anything@` to `name@`."""


def port_of(written: str) -> int:
    """A port; 0 for what is none."""
    good = written.isascii() and written.isdecimal() and len(written) < 6
    return int(written) if good and int(written) < 65536 else 0
