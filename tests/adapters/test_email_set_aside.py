"""Letters that become no case by themselves, each with its reason; and those that nobody is answered for."""

import pytest

from admin.channels.email_words import ASIDE, NO_NEWS
from helpdesk.channels.model import Ignored, MessageArrived
from helpdesk.intake.braking import TOO_MANY
from integrations.email import arriving
from integrations.email.arriving import arrival
from integrations.email.parse import read
from integrations.email.settings import EmailSettings
from integrations.email.values import REASONS
from integrations.email.verifying import asks_to_verify
from support.mail_servers import ENTERED

SETTINGS = EmailSettings(**ENTERED)


def taken(raw: bytes) -> Ignored | MessageArrived:
    found = arrival(read(raw), raw, SETTINGS, "1/1")
    assert isinstance(found, Ignored | MessageArrived)
    return found


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("From: a@warga.example, b@warga.example", REASONS["several_senders"]),
        ("From: a@warga.example\nFrom: b@warga.example", REASONS["several_senders"]),
        ("From: a@warga.example\nFrom: a@warga.example", REASONS["several_senders"]),
        ("From: Warga: a@warga.example, b@warga.example;", REASONS["several_senders"]),
        ("From: Warga: a@warga.example;", arriving.DOUBTFUL_SENDER),
        ("From: <=?utf-8?q?siti?=@warga.example>", arriving.DOUBTFUL_SENDER),
        ("From: alice@example.org)bob@x.example", REASONS["sender_unreadable"]),
        ("From: alice@example.org <bob@x.example", REASONS["sender_unreadable"]),
        ("From: <alice@example.org> <bob@x.example>", REASONS["sender_unreadable"]),
        ('From: "alice@example.org', REASONS["sender_unreadable"]),
        ("From: siti@dömain.example", arriving.NO_SENDER),
        ("From: siti@localhost", arriving.NO_SENDER),
        ("From: Undisclosed:;", arriving.NO_SENDER),
        ("From: Siti Aminah", arriving.NO_SENDER),
        ("X: y", arriving.NO_SENDER),
        ("From: accounts-noreply@layanan.example", arriving.AUTOMATIC),
        ("From: verification@layanan.example", arriving.AUTOMATIC),
        ("From: otp@layanan.example", arriving.AUTOMATIC),
        ("From: notifikasi+4711@layanan.example", arriving.AUTOMATIC),
    ],
)
def test_whoever_cannot_be_named_opens_nothing(head: str, reason: str) -> None:
    found = taken(f"{head}\nSubject: Antrean\nTo: pengaduan@dinkes.example\n\nhalo\n".encode())
    assert isinstance(found, Ignored)
    assert (found.reason, found.title) == (reason, "Antrean")


def test_the_administrator_reads_every_reason_in_plain_words() -> None:
    reasons = {*REASONS.values(), arriving.AUTOMATIC, arriving.DOUBTFUL_SENDER, arriving.NO_SENDER, TOO_MANY}
    assert set(ASIDE) == reasons
    assert set(NO_NEWS) == {arriving.OURSELVES, arriving.REPORT}


VERIFYING = [
    ("Verify your email address", "Click https://layanan.example/v/8s7d to finish."),
    ("Please confirm your account", "https://layanan.example/confirm"),
    ("Your verification code", "482913"),
    ("482913 is your security code", "Do not share it."),
    ("Your Slack sign-in code", "Use 4F7-K2P to sign in."),
    ("Login code", "Your code is 482 913."),
    ("Your one-time password", "0042"),
    ("OTP", "Kode Anda 99120."),
    ("Magic link", "https://layanan.example/m/abc"),
    ("Reset your password", "https://layanan.example/r/abc"),
    ("Password reset requested", "Code: 771204"),
    ("Activate your account", "https://layanan.example/a/1"),
    ("Confirm your subscription", "http://layanan.example/s"),
    ("Kode verifikasi Anda", "Masukkan 120944 di aplikasi."),
    ("Kode OTP", "Jangan beri tahu siapa pun: 5512"),
    ("Verifikasi email Anda", "Buka https://layanan.example/v"),
    ("Konfirmasi pendaftaran", "Tekan https://layanan.example/k"),
    ("Atur ulang kata sandi", "https://layanan.example/s"),
    ("Aktivasi akun", "https://layanan.example/akt"),
    ("Halo", "Kode masuk Anda: 482913"),
]


@pytest.mark.parametrize(("subject", "text"), VERIFYING)
def test_a_letter_with_a_key_to_an_account_is_answered_by_no_machine(subject: str, text: str) -> None:
    found = taken(
        f"From: tim@layanan.example\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}\n".encode()
    )
    assert isinstance(found, MessageArrived)
    assert found.quiet


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Antrean", "Sudah dua jam menunggu di loket 3, nomor antrean 45."),
        ("Kode OTP SATUSEHAT tidak masuk", "Sejak Agustus 2026 tidak pernah sampai. Mohon dibantu."),
        ("Verifikasi akun ditolak", "Petugas bilang data saya salah."),
        ("Tautan", "Lihat https://berita.example/antrean-puskesmas"),
        ("NIK", "NIK saya 3325010101900001, mohon dicek."),
    ],
)
def test_a_complaint_is_no_verification(subject: str, text: str) -> None:
    assert not asks_to_verify(subject, text)
