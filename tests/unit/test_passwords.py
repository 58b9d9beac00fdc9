"""What a new password must be, and how passwords are kept."""

import asyncio
import threading
from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters

from kit import passwords
from kit.passwords import Verdict, Weakness, hash_password, verify_password, weakness

ME = ("dewi.anjani@dinkes.batang.example", "Dewi Anjani")

TAKEN = [
    "tujuh gajah menari pelan",
    "correct horse battery staple",
    "Kucingku tidur di atas kompor",
    "hujan di bulan juni turun lagi",
    "x7$Kq!pZ2mV#9wLt",
    "}{#%^&*()_+~|<>?:",
    "пароль из пятнадцати букв",
    "🦆🌧🚲🍜🗿🎺🪁🧦🛶🍉🦜🔦🪗🧭🎏",
    "0812 mangga 4471 sepeda",
    "aku sayang kamu tapi sepedaku lebih cepat",
]
TOO_EASY = [
    "123456789012345",
    "098765432109876",
    "aaaaaaaaaaaaaaaaaaaa",
    "abababababababab",
    "abc123abc123abc123",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjkl",
    "passwordpassword",
    "P@ssw0rdP@ssw0rd!",
    "password123456789",
    "admin administrator",
    "rahasia rahasia rahasia",
    "r4h4514_r4h4514_1",
    "sayangkusayangku",
    "bismillahirrahman"[:9] * 2,
    "indonesia merdeka 1945",
    "indonesia jakarta bandung",
    "dinas kesehatan batang",
    "puskesmas batang 2026",
    "dewi anjani dewi anjani",
    "DewiAnjani-Batang-1",
    "anjani.dewi@dinkes!!",
    "iloveyouiloveyouilove",
    "katasandi katasandi",
]


@pytest.mark.parametrize("password", TAKEN)
def test_whatever_is_long_and_ones_own_is_taken(password: str) -> None:
    assert weakness(password, ME) is None


@pytest.mark.parametrize("password", TOO_EASY)
def test_what_everybody_tries_first_is_not(password: str) -> None:
    assert weakness(password, ME) is Weakness.GUESSABLE


def test_length_is_counted_in_characters() -> None:
    assert weakness("empat belas hu") is Weakness.TOO_SHORT
    assert weakness("lima belas huru") is None
    assert weakness("é" * 7 + "abcdefg") is Weakness.TOO_SHORT, "bytes do not count"
    assert weakness("kuda-" * 25 + "abc") is None or len("kuda-" * 25 + "abc") == 128
    assert weakness("x" * 129) is Weakness.TOO_LONG


async def test_a_hash_knows_its_password_and_no_other() -> None:
    password = TAKEN[0]
    stored = await hash_password(password)
    assert stored.startswith("$argon2id$")
    assert password not in stored
    assert await verify_password(stored, password) == Verdict(right=True)
    assert not (await verify_password(stored, password + "x")).right
    assert not (await verify_password(None, password)).right
    assert not (await verify_password(None, "nobody's")).right, "nobody has the password of nobody"
    assert not (await verify_password("", password)).right
    assert not (await verify_password("no hash at all", password)).right


async def test_nothing_is_cut_off() -> None:
    long = "kalimat panjang sekali " * 5
    stored = await hash_password(long + "a")
    assert not (await verify_password(stored, long + "b")).right, "also beyond 72 bytes"
    assert (await verify_password(await hash_password("ガ" * 64), "ガ" * 64)).right
    assert not (await verify_password(stored, (long + "a").strip()[:72])).right


async def test_the_same_keys_give_the_same_password_on_every_keyboard() -> None:
    stored = await hash_password("cafe\u0301 di tepi sungai")
    assert (await verify_password(stored, "caf\u00e9 di tepi sungai")).right


async def test_what_cannot_be_written_is_only_wrong() -> None:
    assert not (await verify_password(None, "\ud800\x00")).right


async def test_a_hash_of_earlier_days_is_known_and_named() -> None:
    earlier = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(TAKEN[0])
    assert await verify_password(earlier, TAKEN[0]) == Verdict(right=True, outdated=True)
    assert await verify_password(earlier, "lain") == Verdict(right=False)


async def test_hashing_leaves_the_loop_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparison that goes on only when the loop has had a turn meanwhile."""
    begun, turned, compare = threading.Event(), threading.Event(), PasswordHasher.verify

    def waiting(*given: Any) -> bool:
        begun.set()
        assert turned.wait(60), "the loop stood still"
        return bool(compare(*given))

    stored = await hash_password(TAKEN[0])
    monkeypatch.setattr(PasswordHasher, "verify", waiting)
    comparing = asyncio.create_task(verify_password(stored, TAKEN[0]))
    while not begun.is_set():  # noqa: ASYNC110 - set in another thread
        await asyncio.sleep(0.001)
    turned.set()
    assert (await comparing).right


async def test_nobody_costs_as_much_as_somebody() -> None:
    """Both are compared with a hash of the same parameters, which alone decide what a comparison costs."""
    stored = await hash_password(TAKEN[0])
    assert extract_parameters(passwords._nobodys_hash()) == extract_parameters(stored)
    assert await verify_password(None, "nobody's") == Verdict(right=False)
