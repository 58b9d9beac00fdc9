"""What danger to life sounds like in Indonesian, Javanese and English, and what sounds like it without being it.

Words are in small letters after `rules.plain`, which also brings common spellings together. Sources: the
signs of emergency of the 119 service, and words from complaints and messages in the three languages.
"""

from enum import StrEnum


class Sign(StrEnum):
    """How a phrase is weighed."""

    GRAVE = "grave"
    """Danger wherever it stands, unless it is denied, long past, supposed or taught."""
    EVERYDAY = "everyday"
    """Stands in requests, too: danger unless the sentence speaks of papers, money or appointments."""
    WISH = "wish"
    """Somebody wants to die: neither the past nor a supposition makes that harmless."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


INDONESIAN: dict[Sign, tuple[str, ...]] = {
    Sign.GRAVE: (
        *("tidak bernapas", "tidak napas", "berhenti bernapas", "berhenti napas", "napas berhenti"),
        *("tidak bisa bernapas", "tidak bisa napas", "susah bernapas", "susah napas", "sulit bernapas"),
        *("sesak napas berat", "sesak napas parah", "sesak parah", "sesak berat", "tersedak"),
        *("pingsan", "tidak sadar", "tidak sadarkan diri", "hilang kesadaran", "kejang", "kejang kejang"),
        *("henti jantung", "serangan jantung", "jantungnya berhenti", "nadi tidak teraba", "sekarat"),
        *("perdarahan hebat", "perdarahan parah", "perdarahan banyak", "darah tidak berhenti"),
        *("perdarahan terus", "darah keluar terus", "keluar darah banyak", "muntah darah", "kondisi kritis"),
        *("mau melahirkan sekarang", "melahirkan sekarang", "akan melahirkan sekarang", "bayinya mau keluar"),
        *(
            "bayi mau keluar",
            "kepala bayi keluar",
            "kepala bayi sudah keluar",
            "ketuban pecah",
            "air ketuban pecah",
        ),
        *("tenggelam", "tersengat listrik", "kesetrum", "digigit ular", "minum racun", "overdosis"),
        *("luka bakar parah", "ditusuk", "dibacok", "tertembak", "tertimpa reruntuhan"),
        *("gawat darurat sekarang", "butuh ambulans", "minta ambulans", "perlu ambulans", "kirim ambulans"),
        *("nyawanya terancam", "nyawa terancam", "antara hidup dan mati"),
    ),
    Sign.EVERYDAY: (
        *("kecelakaan", "tabrakan", "stroke", "keracunan", "mau melahirkan", "sudah mules mau melahirkan"),
        *(
            "nyeri dada",
            "dada sakit sekali",
            "sesak napas",
            "jatuh dari atap",
            "jatuh dari pohon",
            "terbakar",
            "tertusuk",
        ),
    ),
    Sign.WISH: (
        *("bunuh diri", "mengakhiri hidup", "akhiri hidup", "ingin mati", "mau mati saja", "pengen mati"),
        *("ingin mengakhiri semuanya", "tidak ingin hidup", "tidak mau hidup lagi", "gantung diri"),
    ),
}
JAVANESE: dict[Sign, tuple[str, ...]] = {
    Sign.GRAVE: (
        *("semaput", "ora ambegan", "ora iso ambegan", "ora bisa ambegan", "mandheg ambegan", "ora eling"),
        *("ora sadar", "getihe metu akeh", "getih metu terus", "getihe ora mandheg", "getihe mili terus"),
        *("kejet kejet", "arep nglairake saiki", "arep babaran saiki", "bayine wis arep metu", "kelelep"),
        *("kesetrum", "dicokot ula", "meh mati"),
    ),
    Sign.EVERYDAY: ("ketabrak", "tabrakan", "arep nglairake", "arep babaran", "sesek ambegan"),
    Sign.WISH: ("nglalu", "pengen mati wae", "kepengin mati", "nggantung", "kendhat"),
}
ENGLISH: dict[Sign, tuple[str, ...]] = {
    Sign.GRAVE: (
        *("not breathing", "stopped breathing", "isnt breathing", "cant breathe", "cannot breathe"),
        *("unconscious", "passed out", "unresponsive", "having a seizure", "convulsing", "convulsions"),
        *("heart attack", "cardiac arrest", "heavy bleeding", "bleeding heavily", "bleeding wont stop"),
        *("wont stop bleeding", "vomiting blood", "giving birth now", "baby is coming", "water broke"),
        *("drowning", "drowned", "choking", "electrocuted", "snake bite", "bitten by a snake", "overdose"),
        *(
            "overdosed",
            "stabbed",
            "gunshot",
            "send an ambulance",
            "need an ambulance",
            "is dying",
            "im dying",
        ),
    ),
    Sign.EVERYDAY: ("accident", "stroke", "poisoned", "poisoning", "chest pain", "in labour", "in labor"),
    Sign.WISH: ("suicide", "suicidal", "kill myself", "end my life", "want to die", "hang myself"),
}

SPELLINGS: dict[str, str] = {
    **dict.fromkeys(("gak", "ga", "nggak", "ngga", "enggak", "tdk", "tak", "gk", "nda", "ndak"), "tidak"),
    **dict.fromkeys(("nafas", "nafasnya", "napasnya", "napase"), "napas"),
    **dict.fromkeys(("bernafas", "bernapas", "brnafas"), "bernapas"),
    **dict.fromkeys(("pendarahan", "pendarahannya", "perdarahannya"), "perdarahan"),
    **dict.fromkeys(("skrg", "skg", "sekarang", "skrang"), "sekarang"),
    **dict.fromkeys(("bs", "bisa", "dapat"), "bisa"),
    **dict.fromkeys(("pengin", "pingin", "pgn", "kepengen"), "pengen"),
    **dict.fromkeys(("ambulan", "ambulance", "ambulans"), "ambulans"),
    **dict.fromkeys(("lahiran", "ngelahirin", "melahirkan"), "melahirkan"),
    **dict.fromkeys(("pinsan", "pingsan"), "pingsan"),
    **dict.fromkeys(("kejangnya", "kejang2"), "kejang"),
    **dict.fromkeys(("dadanya", "dada"), "dada"),
    **dict.fromkeys(("susah", "sulit", "kesulitan"), "susah"),
    **dict.fromkeys(("hebat", "hebatt"), "hebat"),
    **dict.fromkeys(("ora", "ra", "mboten", "boten", "ndakik"), "ora"),
}
"""Other spellings → the one that the phrases use; phrases are brought to it, too."""

NOW = _set("sekarang barusan darurat segera saiki now currently urgent emergency sedang tulung help")
"""Words that say it happens as they write: then neither the past nor a lesson nor a paper in the same
sentence makes it harmless."""
PAST = (
    *("kemarin", "kemaren", "minggu lalu", "bulan lalu", "tahun lalu", "tahun kemarin", "bulan kemarin"),
    *(
        "hari lalu",
        "hari yang lalu",
        "minggu yang lalu",
        "bulan yang lalu",
        "tahun yang lalu",
        "dulu",
        "dahulu",
    ),
    *(
        "pernah",
        "sudah sembuh",
        "sudah sadar",
        "almarhum",
        "almarhumah",
        "waktu itu",
        "wingi",
        "biyen",
        "mbiyen",
    ),
    *(
        "yesterday",
        "last week",
        "last month",
        "last year",
        "days ago",
        "weeks ago",
        "months ago",
        "years ago",
    ),
    *("used to", "recovered"),
)
LESSON = (
    *(
        "pelatihan",
        "penyuluhan",
        "seminar",
        "webinar",
        "edukasi",
        "sosialisasi",
        "simulasi",
        "materi",
        "kursus",
    ),
    *("lomba", "brosur", "poster", "spanduk", "pencegahan", "mencegah", "apa itu", "gejala", "tanda tanda"),
    *("penyebab", "skripsi", "penelitian", "tugas kuliah", "tugas sekolah", "p3k", "pertolongan pertama"),
    *(
        "training",
        "course",
        "workshop",
        "prevention",
        "prevent",
        "first aid",
        "symptoms",
        "brochure",
        "research",
    ),
)
PAPERS = (
    *("asuransi", "klaim", "santunan", "jasa raharja", "surat", "syarat", "persyaratan", "formulir", "biaya"),
    *("jadwal", "kontrol", "rujukan", "fisioterapi", "terapi", "obat", "bulan depan", "minggu depan", "hpl"),
    *("statistik", "data", "angka", "rambu", "rawan", "insurance", "claim", "schedule", "appointment"),
    *("referral", "medicine", "statistics", "next month", "next week"),
)
SUPPOSED = _set("kalau kalo jika bila apabila seandainya misalnya umpama nek yen if suppose")
POLITE = _set("boleh bisa berkenan possible")
"""After a supposing word they make a request of it: "kalau boleh, tolong …"."""
DENIALS = _set("tidak bukan tanpa belum jangan ora dudu durung not no without never isnt wasnt")
BETWEEN = _set(
    "ada sampai lagi pernah mengalami seorang sedang merasa hanya karena mau ana a an any the having "
    "had have because"
)
"""Words that may stand between a denial and what it denies."""
OF_TIME = _set(
    "kemarin kemaren wingi dulu dahulu tadi pagi siang sore malam minggu bulan tahun hari lalu yang "
    "last week month year yesterday ago pada waktu itu"
)
"""A clause of only such words belongs to the one after it."""
