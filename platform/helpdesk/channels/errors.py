"""What can go wrong outside: each error says whether to try again, whose fault it is, what the officer reads."""

from enum import StrEnum
from typing import ClassVar

from ui.i18n import N_


class Fault(StrEnum):
    """Who can mend it."""

    REMOTE = "remote"
    ACCOUNT = "account"
    RECIPIENT = "recipient"
    MESSAGE = "message"


class ChannelError(Exception):
    """Something outside refused or failed; never carries message text, numbers or secrets."""

    code: ClassVar[str] = "channel_error"
    retryable: ClassVar[bool] = False
    blocks: ClassVar[bool] = False
    """Everything else that the account would send fares the same: it waits, and the remote is left alone."""
    slows: ClassVar[bool] = False
    """Everything else that the account would send goes slower from here on."""
    too_soon: ClassVar[bool] = False
    """The message was not judged at all: it goes later, however often that happens within a day."""
    waits: ClassVar[bool] = False
    """Nothing was tried yet, and nothing else of the account or the conversation waits for it."""
    least_wait: ClassVar[float] = 0.0
    """Seconds before another try may succeed, whatever the remote says."""
    fault: ClassVar[Fault] = Fault.REMOTE
    sentence: ClassVar[str] = N_("Pesan tidak terkirim karena kesalahan yang tidak dikenal.")

    def __init__(self, remote_code: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(f"{self.code} {remote_code}".strip())
        self.remote_code = remote_code
        self.retry_after = retry_after
        """Seconds the remote asked us to wait, when it said so."""


class ChannelUnreachable(ChannelError):
    """The request surely did not arrive: no connection, or a refusal before it was read."""

    code = "channel_unreachable"
    retryable = True
    sentence = N_("Layanan kanal tidak dapat dihubungi. Sistem mencoba lagi.")


class ChannelThrottled(ChannelError):
    """Too many requests; the remote names a time, or we choose one."""

    code = "channel_throttled"
    retryable = True
    slows = True
    too_soon = True
    sentence = N_("Kanal sedang membatasi pengiriman. Sistem mencoba lagi.")


class PairThrottled(ChannelThrottled):
    """Too many messages to this one recipient; others may be written to."""

    code = "pair_throttled"
    slows = False
    least_wait = 6.0
    sentence = N_("Terlalu banyak pesan ke penerima ini dalam waktu singkat. Sistem mencoba lagi.")


class ChannelFailing(ChannelError):
    """The remote answered that it has a fault of its own and did nothing."""

    code = "channel_failing"
    retryable = True
    sentence = N_("Layanan kanal sedang terganggu. Sistem mencoba lagi.")


class OutcomeUnknown(ChannelError):
    """The request was sent but no usable answer came: it may or may not have had its effect."""

    code = "outcome_unknown"
    sentence = N_("Tidak diketahui apakah pesan sampai. Periksa sebelum mengirim ulang.")


class RecipientUnreachable(ChannelError):
    """The recipient cannot be reached on this channel."""

    code = "recipient_unreachable"
    fault = Fault.RECIPIENT
    sentence = N_("Penerima tidak dapat dihubungi di kanal ini.")


class NotWanted(ChannelError):
    """The recipient stopped extra messages while this one waited; nobody was asked to take it."""

    code = "citizen_wants_no_more"
    fault = Fault.RECIPIENT
    sentence = N_("Tidak dikirim: warga sudah meminta berhenti menerima pengumuman di kanal ini.")


class WindowClosed(ChannelError):
    """Free text is not allowed now; an approved template is."""

    code = "window_closed"
    fault = Fault.MESSAGE
    sentence = N_("Jendela 24 jam WhatsApp sudah lewat. Gunakan templat yang disetujui.")


class MessageRejected(ChannelError):
    """The remote refuses this message as it is."""

    code = "message_rejected"
    fault = Fault.MESSAGE
    sentence = N_("Pesan ditolak oleh kanal.")


class TemplateRejected(ChannelError):
    """The template is missing, paused, or its variables do not fit."""

    code = "template_rejected"
    fault = Fault.ACCOUNT
    sentence = N_("Templat tidak dapat dipakai. Hubungi administrator kantor.")


class MediaRejected(ChannelError):
    """The file is gone, too large, damaged or of a kind that is not taken."""

    code = "media_rejected"
    fault = Fault.MESSAGE
    sentence = N_("Berkas tidak dapat diambil atau dikirim.")


class FileUnchecked(ChannelError):
    """The virus scanner has not looked at the file yet."""

    code = "file_unchecked"
    retryable = True
    waits = True
    fault = Fault.MESSAGE
    sentence = N_("Berkas belum dapat diperiksa dari virus, jadi tidak dikirim.")


class FileAway(ChannelError):
    """The place where our files lie cannot be reached."""

    code = "file_away"
    retryable = True
    waits = True
    least_wait = 10.0
    fault = Fault.ACCOUNT
    sentence = N_("Penyimpanan berkas tidak dapat dihubungi. Sistem mencoba lagi.")


class CredentialsRejected(ChannelError):
    """The account's keys are refused: nothing works until its administrator acts."""

    code = "credentials_rejected"
    blocks = True
    fault = Fault.ACCOUNT
    sentence = N_("Kunci akun ditolak. Administrator perlu memperbarui kunci akun ini.")


class AccountBlocked(ChannelError):
    """The remote has switched the account off (locked, unpaid, not registered)."""

    code = "account_blocked"
    blocks = True
    fault = Fault.ACCOUNT
    sentence = N_("Akun kanal dinonaktifkan penyedia. Administrator perlu menghubungi penyedia.")


class AnotherSystem(ChannelError):
    """The account leads to another system than the one that has the case: to the real one, or to one for trying.

    Nobody was asked anything.
    """

    code = "another_system"
    retryable = True
    fault = Fault.ACCOUNT
    sentence = N_("Akun SP4N-LAPOR! kini terhubung ke sistem lain (uji coba atau sungguhan); ini menunggu.")


class NotSupported(ChannelError):
    """The remote has no such ability, or not for this account."""

    code = "not_supported"
    fault = Fault.ACCOUNT
    sentence = N_("Kanal ini tidak mendukung tindakan tersebut.")


ERRORS: dict[str, type[ChannelError]] = {
    error.code: error
    for error in (
        ChannelError,
        ChannelUnreachable,
        ChannelThrottled,
        PairThrottled,
        ChannelFailing,
        OutcomeUnknown,
        RecipientUnreachable,
        NotWanted,
        WindowClosed,
        MessageRejected,
        TemplateRejected,
        MediaRejected,
        FileUnchecked,
        FileAway,
        CredentialsRejected,
        AccountBlocked,
        AnotherSystem,
        NotSupported,
    )
}
BLOCKING = sorted(code for code, error in ERRORS.items() if error.blocks)
"""Errors by which everything else of the account would fare the same."""


class SignatureWrong(Exception):
    """The hook's signature is missing or does not fit the raw bytes: answer 401, keep nothing."""


class BodyMalformed(Exception):
    """The hook's body is not what the channel's format calls JSON: answer 400, keep nothing."""
