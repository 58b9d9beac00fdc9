"""Letters that another service writes to somebody who typed our mailbox into it: codes and links to press.

Whoever can read such a letter takes the account over, so nobody is told automatically how to read it.
"""

import re

_READ = 3_000
_PHRASE = re.compile(
    r"\b(?:verification (?:code|link|e-?mail)"
    r"|verify (?:your|this|the) (?:\w+ )?(?:e-?mail|account|address|identity|device)"
    r"|confirm (?:your|this) (?:\w+ )?(?:e-?mail|account|address|registration|sign-?up|subscription|identity)"
    r"|(?:security|sign[- ]?in|log[- ]?in|access|confirmation|authentication|activation) code"
    r"|one[- ]time (?:code|pass\w*|pin)|otp|magic link|reset (?:your|the) password|password reset"
    r"|activate (?:your|this) account|kode (?:verifikasi|otp|keamanan|konfirmasi|masuk|aktivasi|sekali pakai)"
    r"|(?:verifikasi|konfirmasi) (?:e-?mail|surel|akun|alamat|pendaftaran|identitas)"
    r"|atur ulang (?:kata )?sandi|(?:reset|setel ulang) (?:kata )?sandi|aktivasi akun|aktifkan akun)\b",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"https?://|(?<![\w.-])(?!(?:19|20)\d\d(?!\d))(?:\d{4,8}|\d{3}[- ]\d{3}|[A-Z0-9]{3,4}-[A-Z0-9]{3,4})(?![\w-])"
)
"""A link, or a code; no year."""


def asks_to_verify(subject: str, text: str) -> bool:
    """Whether it speaks of a proof and brings what proves it."""
    said = f"{subject}\n{text[:_READ]}"
    return bool(_PHRASE.search(said) and _KEY.search(said))
