"""One letter handed to the SMTP server, and what its answers mean. Runs in a thread."""

import contextlib
import smtplib
from collections.abc import Iterator

from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    ChannelUnreachable,
    CredentialsRejected,
    MessageRejected,
    OutcomeUnknown,
    RecipientUnreachable,
)
from integrations.email.doors import Door, Smtp
from integrations.email.settings import EmailSettings
from integrations.email.tokens import domain_of


def hand_over(way: Door, settings: EmailSettings, recipient: str, content: bytes) -> None:
    """Raises a `ChannelError`; what happens after the letter has begun to leave may have had its effect."""
    with _greeted(way, settings) as server:
        _accepted(*server.mail(settings.mailbox), MessageRejected)
        _accepted(*server.rcpt(recipient), RecipientUnreachable)
        code, _ = server.docmd("data")
        if code != 354:
            raise _refused(code, MessageRejected)
        unknown: ChannelError | None = None
        try:
            server.send(_stuffed(content))
            code, _ = server.getreply()
        except (OSError, smtplib.SMTPException):
            unknown = OutcomeUnknown("broken_off")
        if unknown is not None:
            raise unknown
        _accepted(code, b"", MessageRejected)


def greet(way: Door, settings: EmailSettings) -> None:
    """Log in and leave again; raises a `ChannelError`."""
    with _greeted(way, settings):
        pass


@contextlib.contextmanager
def _greeted(way: Door, settings: EmailSettings) -> Iterator[Smtp]:
    """A connection that is logged in; what breaks before the letter leaves had no effect."""
    error: ChannelError | None = None
    server: Smtp | None = None
    try:
        server = Smtp(way, domain_of(settings.mailbox))
        server.ehlo_or_helo_if_needed()
        server.login(settings.mail_user, settings.mail_password)
        yield server
    except smtplib.SMTPAuthenticationError as said:
        error = ChannelFailing(str(said.smtp_code)) if said.smtp_code < 500 else CredentialsRejected("smtp")
    except smtplib.SMTPNotSupportedError:
        error = CredentialsRejected("smtp_no_login")
    except smtplib.SMTPResponseException as said:
        error = _refused(said.smtp_code, MessageRejected)
    except (OSError, smtplib.SMTPException):
        error = ChannelUnreachable("smtp")
    finally:
        if server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                server.close()
    # Raised out here: inside the except block it would carry the server's words as its context.
    if error is not None:
        raise error


def _accepted(code: int, _: bytes, refusal: type[ChannelError]) -> None:
    if not 200 <= code < 300:
        raise _refused(code, refusal)


def _refused(code: int, refusal: type[ChannelError]) -> ChannelError:
    """4xx asks us to come again; 5xx is a refusal."""
    return refusal(str(code)) if 500 <= code < 600 else ChannelFailing(str(code))


def _stuffed(content: bytes) -> bytes:
    lines = content.split(b"\r\n")
    stuffed = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)
    return stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n"
