"""Files and words of the portal's forms: what was sent, and what is wrong with it in words."""

from collections.abc import Mapping, Sequence

from litestar.datastructures import UploadFile

from helpdesk.attachments.model import MOST_BYTES, MOST_FILES
from tenants.sessions.rules import new_secret, presented_digest
from tenants.sign_in.asker import AnyRequest
from ui.i18n import N_

MOST_REQUEST_BYTES = MOST_FILES * MOST_BYTES + 5 * 1024 * 1024
"""Of a form with files, with room for its other fields."""

TEXT_ERRORS: Mapping[str, str] = {
    "required": N_("Tuliskan dulu pesan Anda."),
    "too_long": N_("Pesan Anda terlalu panjang. Persingkat menjadi paling banyak 4.000 karakter."),
}
PLACE_ERRORS: Mapping[str, str] = {
    "required": N_("Tulis nama fasilitas, atau pilih “Saya tidak tahu”."),
    "unknown": N_("Fasilitas itu tidak ada dalam daftar. Pilih satu dari daftar, atau “Saya tidak tahu”."),
    "malformed": N_("Tanggal tidak terbaca. Pilih tanggal, atau kosongkan."),
    "in_the_future": N_("Tanggal itu belum tiba. Pilih tanggal kejadian, atau kosongkan."),
}
PURPOSE_ERRORS: Mapping[str, str] = {
    "required": N_("Tuliskan untuk apa informasi itu. Satu kalimat sudah cukup."),
    "too_long": N_("Tujuannya terlalu panjang. Persingkat menjadi paling banyak 500 karakter."),
    "unknown": N_("Pilih salah satu."),
}
FILE_ERRORS: Mapping[str, str] = {
    "too_many": N_("Paling banyak 5 berkas. Hapus satu berkas dulu."),
    "too_large": N_("%(name)s lebih besar dari 10 MB. Kirim berkas yang lebih kecil."),
    "type_not_taken": N_("%(name)s tidak dapat diterima. Kirim foto (JPG, PNG), PDF, audio, atau video MP4."),
    "broken_picture": N_("%(name)s tidak dapat dibuka sebagai foto. Ambil atau pilih foto itu sekali lagi."),
    "too_many_pixels": N_(
        "%(name)s terlalu besar untuk dibuka. Perkecil fotonya dulu, atau ambil foto dengan ukuran biasa."
    ),
    "too_much": N_(
        "Semua berkas bersama-sama terlalu besar. Kirim paling banyak 5 berkas, masing-masing 10 MB."
    ),
}
CONTACT_ERRORS: Mapping[str, str] = {
    "too_long": N_("Nama terlalu panjang: paling banyak 120 karakter."),
    "malformed": N_("Nomor telepon tidak terbaca. Tulis seperti 0812 3456 7890, atau kosongkan."),
    "required": N_("Pilih salah satu."),
}
TRAP_ERROR = N_("Kosongkan isian yang tidak perlu diisi, lalu kirim lagi.")


_NAME_SHOWN = 60


def shown_name(name: str) -> str:
    """A file's name as its sender knows it, without signs that would turn the sentence around."""
    plain = "".join(sign for sign in name if sign.isprintable())
    return plain if len(plain) <= _NAME_SHOWN else f"{plain[:_NAME_SHOWN]}…"


async def uploads(request: AnyRequest, name: str) -> Sequence[tuple[str, bytes]]:
    """The files of a field: names as they were sent, and at most a byte more than is taken of each."""
    form = await request.form()
    sent = [each for each in form.getall(name, []) if isinstance(each, UploadFile)]
    return [(each.filename, await each.read(MOST_BYTES + 1)) for each in sent[: MOST_FILES + 1]]


def form_key(written: str) -> str:
    """The key that makes a form count once; a new one for what is none of ours."""
    return written if presented_digest(written) else new_secret()
