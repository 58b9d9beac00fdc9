"""The three offices of a demonstration. Offices and puskesmas are real names, everybody in them is invented."""

from typing import NamedTuple

from admin.offices.model import NewOffice, NewUnit
from tenants.permissions.model import Permission


class SeedPerson(NamedTuple):
    """An invented member of staff."""

    name: str
    email: str
    roles: tuple[str, ...]
    units: tuple[str, ...] = ()
    phone: str = ""
    """Where the simulated WhatsApp tells them of cases."""


class SeedOffice(NewOffice, frozen=True, kw_only=True):
    """One tenant of the demonstration, with who works there and what it is reached by."""

    timezone: str = "Asia/Jakarta"
    people: tuple[SeedPerson, ...]
    whatsapp: str
    sms: str = ""
    sms_at_twilio: bool = False
    """Else at the simulated gateway that is nobody's in particular."""
    email: str = ""
    telephone: str = ""
    lapor_institution: int = 0


PUSKESMAS = (
    *("Wonotunggal", "Bandar I", "Bandar II", "Blado I", "Blado II", "Reban", "Bawang", "Tersono"),
    *("Gringsing I", "Gringsing II", "Limpung", "Banyuputih", "Subah", "Pecalungan", "Tulis", "Kandeman"),
    *("Batang I", "Batang II", "Batang III", "Batang IV", "Warungasem"),
)

_FIELDS = (
    "Bidang Pelayanan Kesehatan",
    "Bidang Kesehatan Masyarakat",
    "Bidang Pencegahan dan Pengendalian Penyakit",
    "Bidang Sumber Daya Kesehatan",
)

KEMENKES = SeedOffice(
    slug="kemenkes",
    code="KMK",
    name="Kementerian Kesehatan",
    desk_name="Halo Kemenkes",
    level="ministry",
    region="",
    parent="",
    hours="halo",
    contacts={"phone": "1500567", "email": "kontak@kemkes.go.id", "sms": "081281562620"},
    units=(
        NewUnit("Biro Komunikasi dan Informasi Publik", "secretariat"),
        NewUnit("Direktorat Jenderal Kesehatan Lanjutan", "directorate"),
        NewUnit("Direktorat Pelayanan Klinis", "directorate", "Direktorat Jenderal Kesehatan Lanjutan"),
        NewUnit("Direktorat Jenderal Kesehatan Primer dan Komunitas", "directorate"),
        NewUnit(
            "Direktorat Pelayanan Kesehatan Primer",
            "directorate",
            "Direktorat Jenderal Kesehatan Primer dan Komunitas",
        ),
        NewUnit("Direktorat Jenderal Penanggulangan Penyakit", "directorate"),
        NewUnit("Direktorat Jenderal Sumber Daya Manusia Kesehatan", "directorate"),
        NewUnit("Inspektorat Jenderal", "inspectorate"),
    ),
    people=(
        SeedPerson("Ratna Kusumawati", "ratna@kemenkes.example", ("agent",)),
        SeedPerson(
            "Bagus Hartanto",
            "bagus@kemenkes.example",
            ("unit_officer",),
            ("Direktorat Pelayanan Klinis",),
        ),
        SeedPerson("Lestari Wulandari", "lestari@kemenkes.example", ("supervisor",)),
        SeedPerson("Arif Setiabudi", "arif@kemenkes.example", ("administrator",)),
        SeedPerson("Nadia Prameswari", "nadia@kemenkes.example", ("integrator",)),
    ),
    whatsapp="+628110000567",
    sms="+628110000568",
    sms_at_twilio=True,
    email="halo@kemenkes.example",
    telephone="1500567",
    lapor_institution=151,
)

JATENG = SeedOffice(
    slug="jateng",
    code="JTG",
    name="Dinas Kesehatan Provinsi Jawa Tengah",
    desk_name="Meja Layanan Dinkes Jateng",
    level="province",
    region="33",
    parent="kemenkes",
    hours="office",
    contacts={},
    units=(
        NewUnit("Sekretariat", "secretariat"),
        *(NewUnit(name, "field") for name in _FIELDS),
    ),
    people=(
        SeedPerson("Hendro Wicaksono", "hendro@jateng.example", ("agent",)),
        SeedPerson("Sekar Ayuningtyas", "sekar@jateng.example", ("administrator", "supervisor")),
    ),
    whatsapp="",
)

BATANG = SeedOffice(
    slug="batang",
    code="BTG",
    name="Dinas Kesehatan Kabupaten Batang",
    desk_name="Konlaporbae",
    level="district",
    region="33.25",
    parent="jateng",
    hours="office",
    contacts={},
    units=(
        NewUnit("Sekretariat", "secretariat"),
        *(NewUnit(name, "field") for name in _FIELDS),
        *(NewUnit(f"Puskesmas {name}", "puskesmas", "", True) for name in PUSKESMAS),
    ),
    people=(
        SeedPerson("Dewi Anjani", "dewi@batang.example", ("agent",)),
        SeedPerson("Rina Maharani", "rina@batang.example", ("agent",)),
        SeedPerson(
            "Joko Susilo",
            "joko@batang.example",
            ("unit_officer",),
            ("Puskesmas Batang I",),
            "+6281300000021",
        ),
        SeedPerson("Wahyu Nugroho", "wahyu@batang.example", ("supervisor",)),
        SeedPerson("Tri Handayani", "tri@batang.example", ("administrator",)),
    ),
    whatsapp="+628110003325",
    sms="+628110003326",
    email="konlaporbae@batang.example",
    telephone="+62285390199",
)

UNIT_PHONES = {"batang": {"Puskesmas Gringsing II": "+6281300000022"}}
"""Units with a number of their own: they answer by a link, or by replying to our message."""

OFFICES = (KEMENKES, JATENG, BATANG)
"""Parents first."""

KEY_SCOPES = tuple(
    permission.value
    for permission in Permission
    if permission
    not in (
        *(Permission.MANAGE_OFFICE, Permission.READ_AUDIT, Permission.REVEAL_IDENTITY),
        *(Permission.OVERSEE_ROUNDS, Permission.MERGE_CONTACTS),
    )
)
