"""What a new office begins with, in words that it changes as it likes."""

CANNED = (
    (
        "Salam dan terima kasih",
        "Halo {nama}, terima kasih sudah menghubungi {kantor}. Laporan Anda sudah kami terima dengan nomor"
        " {nomor}. Saya {petugas}, dan saya yang membantu Anda.",
    ),
    (
        "Minta keterangan: tempat dan waktu",
        "Halo {nama}, supaya laporan {nomor} dapat kami periksa, mohon tuliskan kapan kejadiannya dan di"
        " fasilitas kesehatan mana. Jangan kirim foto KTP atau hasil pemeriksaan.",
    ),
    (
        "Sudah diteruskan ke fasilitas",
        "Laporan {nomor} sudah kami teruskan kepada {fasilitas}. Kami kabari Anda begitu ada jawaban.",
    ),
    (
        "Cara mendaftar antrean puskesmas",
        "Antrean puskesmas dapat diambil lewat aplikasi Mobile JKN sehari sebelumnya, atau di loket mulai"
        " pukul 07.00. Bawa KTP atau kartu JKN. Peserta tanpa ponsel tetap dilayani di loket.",
    ),
    (
        "Kepesertaan JKN tidak aktif",
        "Halo {nama}, status kepesertaan JKN dapat ditanyakan kepada BPJS Kesehatan melalui 165 atau kantor"
        " cabang terdekat. Dalam keadaan gawat darurat Anda tetap dilayani lebih dahulu.",
    ),
    (
        "Keadaan darurat: 119",
        "Jika ini keadaan darurat, hubungi 119 sekarang juga atau datang ke IGD terdekat. Pesan di sini"
        " tidak dibaca setiap saat.",
    ),
    (
        "Penutup",
        "Laporan {nomor} sudah selesai kami tangani. Jika masih ada yang belum jelas, balas pesan ini."
        " Terima kasih, {petugas}, {kantor}.",
    ),
)
"""Titles and texts; the office changes them as it likes."""

SUPERVISORY_TOPIC = "Berkadar pengawasan (perlu pemeriksaan)"
"""The rules give complaints of this topic sixty working days."""
TOPICS = (
    "Pelayanan puskesmas",
    "Antrean dan waktu tunggu",
    "Obat dan vaksin",
    "Biaya dan BPJS/JKN",
    "Sikap petugas",
    "Fasilitas dan kebersihan",
    "Kesehatan lingkungan",
    SUPERVISORY_TOPIC,
    "Lainnya",
)
"""What cases are about, until the office says it in its own words."""
