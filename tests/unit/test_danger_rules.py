"""What sounds like danger to life, and what only looks like it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.danger.phrases import ENGLISH, INDONESIAN, JAVANESE, Sign
from helpdesk.danger.rules import MOST_CHARACTERS, danger_in


@pytest.mark.parametrize(
    "text",
    [
        "Tolong, ibu saya tidak bernapas!",
        "bapak gak bisa nafas pak",
        "Anak saya kejang dari tadi",
        "Ibu saya pingsan di antrean puskesmas",
        "istri saya perdarahan hebat setelah melahirkan",
        "pendarahan terus, sudah 3 pembalut",
        "Saya ingin bunuh diri",
        "kemarin saya mencoba bunuh diri",
        "kalau begini terus saya mau mati saja",
        "Ada kecelakaan di depan pasar, dua orang luka",
        "serangan jantung, tolong kirim ambulan",
        "Istri saya mau melahirkan sekarang, bidan tidak ada",
        "ketuban pecah, puskesmas tutup",
        "anak tenggelam di sungai",
        "Simbah semaput, ora eling",
        "Pakdhe ora ambegan, tulung",
        "getihe metu akeh banget",
        "My father is not breathing",
        "She passed out and won't wake up",
        "I want to kill myself",
        "he can’t breathe",
        "Saya tidak tahu kenapa, ibu saya pingsan",
        "Kemarin jatuh, sekarang tidak sadar",
        "Waktu pelatihan ada peserta pingsan dan sekarang tidak bernapas",
        "kalau boleh tolong, anak saya kejang",
        "PINGSAN",
        "Bapak pingsan, BPJS ditolak IGD",
        "keluhan saya soal antrean. Oh ya ibu saya kejang ini",
        "tidak sadarkan diri sejak pagi",
    ],
)
def test_danger_is_heard(text: str) -> None:
    assert danger_in(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Antrean poli gigi selalu penuh",
        "Kapan ada pelatihan P3K pingsan di puskesmas?",
        "Mohon penyuluhan tentang kejang demam, di sekolah kami",
        "Seminar pencegahan bunuh diri untuk remaja",
        "Apa itu serangan jantung dan bagaimana mencegahnya",
        "Anak saya tidak kejang, hanya demam",
        "Bukan serangan jantung kata dokter",
        "Syukurlah tidak ada perdarahan hebat",
        "jangan sampai pingsan di antrean",
        "Bulan lalu ayah saya kena serangan jantung",
        "Bulan lalu, ayah saya kena serangan jantung",
        "Ibu saya pernah pingsan di puskesmas",
        "Almarhum bapak kena serangan jantung",
        "Bagaimana klaim asuransi kecelakaan",
        "Rujukan fisioterapi untuk pasien stroke",
        "Istri saya mau melahirkan bulan depan, apa syarat BPJS?",
        "Kalau ada yang pingsan di antrean siapa yang bertanggung jawab",
        "jika anak kejang apa yang harus dilakukan",
        "First aid training: what if somebody is choking",
        "She had a heart attack last year",
        "It was not a heart attack",
        "No heavy bleeding",
        "Saya tidak sabar menunggu",
        "ora kejang, mung panas",
        "",
        "119",
    ],
)
def test_what_only_looks_like_danger_passes(text: str) -> None:
    assert danger_in(text) is None


def test_who_writes_english_is_answered_in_english() -> None:
    english, indonesian = danger_in("he is unconscious"), danger_in("dia pingsan")
    assert english is not None
    assert indonesian is not None
    assert (english.english, indonesian.english) == (True, False)


@pytest.mark.parametrize("language", [INDONESIAN, JAVANESE, ENGLISH])
@pytest.mark.parametrize("sign", list(Sign))
def test_every_phrase_is_heard_by_itself(language: dict[Sign, tuple[str, ...]], sign: Sign) -> None:
    for phrase in language[sign]:
        assert danger_in(f"tolong pak {phrase}"), phrase


def test_a_wish_to_die_stays_danger_beside_the_past_and_a_supposition() -> None:
    assert danger_in("kalau saya bunuh diri siapa peduli")
    assert danger_in("dulu pernah mau bunuh diri")
    assert not danger_in("ini bukan bunuh diri")


@given(st.text(max_size=400))
def test_any_text_has_an_answer(text: str) -> None:
    danger_in(text)


def test_a_long_text_takes_no_long_time() -> None:
    started = time.process_time()
    for words in (
        "tidak " * MOST_CHARACTERS,
        "kejang, " * MOST_CHARACTERS,
        "pelatihan kejang " * MOST_CHARACTERS,
    ):
        danger_in(words)
    assert time.process_time() - started < 2.0
