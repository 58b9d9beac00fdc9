"""Passwords: Argon2id beside the event loop, and what a new one must be (NIST SP 800-63B-4 §3.1.1)."""

import asyncio
import re
import unicodedata
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 15, 128
"""Characters; 15 because a password stands alone until there is a second factor."""

_LEFT_OVER = 8  # characters that must remain when what everybody tries first is taken out

_hasher = PasswordHasher(time_cost=2, memory_cost=24 * 1024, parallelism=1)  # 24 MiB, some 60 ms
_bench = ThreadPoolExecutor(max_workers=2, thread_name_prefix="passwords")
_nobodys: list[str] = []


class Weakness(StrEnum):
    """Why a new password is not taken."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    GUESSABLE = "guessable"


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """`outdated`: right, but hashed with earlier parameters; hash it anew while it is known."""

    right: bool
    outdated: bool = False


async def hash_password(password: str) -> str:
    """A hash to store. Two are made at once per process: more would only take memory."""
    return await asyncio.get_running_loop().run_in_executor(_bench, _hashed, password)


async def verify_password(stored: str | None, password: str) -> Verdict:
    """Compare. Without a stored hash the same work is done and the answer is no: time tells nothing."""
    return await asyncio.get_running_loop().run_in_executor(_bench, _verdict, stored, password)


def weakness(password: str, personal: Iterable[str] = ()) -> Weakness | None:
    """What is wrong with a new password, or none; `personal` are the e-mail address and name of its owner.

    There are no rules about kinds of characters. Words that everybody tries first, runs of keys,
    repetitions and the person's own names count for nothing: enough must be left to be worth guessing.
    """
    plain = _normal(password)
    if len(plain) < SHORTEST:
        return Weakness.TOO_SHORT
    if len(plain) > LONGEST:
        return Weakness.TOO_LONG
    own = {word for text in personal for word in re.split(r"[\W_]+", text.casefold()) if len(word) > 2}
    forms = (plain.casefold(), plain.casefold().translate(_DISGUISES))
    left = min(len(_worth_guessing(form, own | _WORDS)) for form in forms)
    return Weakness.GUESSABLE if left < _LEFT_OVER else None


def _worth_guessing(text: str, known: Iterable[str]) -> str:
    text = _unit(text)
    for word in sorted(known, key=len, reverse=True):
        text = text.replace(word, "")
    return "".join(_without_runs(text))


def _unit(text: str) -> str:
    """What is repeated over and over, once."""
    for size in range(1, len(text) // 2 + 1):
        if all(text[place] == text[place - size] for place in range(size, len(text))):
            return text[:size]
    return text


def _without_runs(text: str) -> Iterator[str]:
    """The characters that do not belong to three or more neighbours: `abc`, `321`, `qwe`, `aaa`."""
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and _is_run(text[start : end + 1]):
            end += 1
        if end - start < 3:
            yield text[start]
            end = start + 1
        start = end


def _is_run(text: str) -> bool:
    return len(set(text)) == 1 or any(text in row or text[::-1] in row for row in _ROWS)


def _hashed(password: str) -> str:
    return _hasher.hash(_normal(password))


def _verdict(stored: str | None, password: str) -> Verdict:
    try:
        right = _hasher.verify(stored or _nobodys_hash(), _normal(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        right = False
    return Verdict(right=right, outdated=right and stored is not None and _hasher.check_needs_rehash(stored))


def _nobodys_hash() -> str:
    """Made once per process with the parameters of the day, so that it costs what a real one costs."""
    if not _nobodys:
        _nobodys.append(_hasher.hash("nobody's"))
    return _nobodys[0]


def _normal(password: str) -> str:
    """The same keys give the same password on every keyboard: NFKC, and what UTF-8 cannot carry replaced."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


_ROWS = ("abcdefghijklmnopqrstuvwxyz", "12345678901234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_DISGUISES = str.maketrans("013457@$!", "oieastasi")
_COMMON = """
    password passwd passphrase secret letmein welcome admin administrator login master superman batman
    dragon monkey football baseball sunshine princess iloveyou shadow trustno changeme default test guest
    computer internet google facebook whatsapp instagram microsoft windows qwerty azerty summer winter
    rahasia sandi katasandi kunci masuk selamat datang indonesia merdeka pancasila garuda nusantara
    jakarta bandung surabaya semarang batang jogja yogyakarta medan makassar bali jawa
    sayang sayangku cinta cintaku kamu aku kamuaku bismillah alhamdulillah assalamualaikum allah islam
    muhammad yesus kristus tuhan ganteng cantik anjing bangsat doraemon naruto persib persija
    bola sepakbola keluarga bapak ibuku mama papa anakku lebaran ramadhan januari februari maret april
    agustus september oktober november desember senin selasa rabu kamis jumat sabtu minggu
    dinkes dinas kesehatan puskesmas rumahsakit rsud kemenkes kementerian sahut helpdesk halo lapor
    petugas pegawai operator bupati kabupaten provinsi kantor pelayanan
"""
_WORDS = frozenset(_COMMON.split())
