"""The words of the pages of accounts: fields, what a test found, how the hook does, what is wrong."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from admin.channels import email_words, lapor_groups, lapor_words, phone_words, sms_words
from admin.channels.kinds import WORDS, kind_words
from admin.channels.model import AccountState, Field, SetAside, TypedAccount
from admin.frame.service import Words, address, time_of
from helpdesk.cases.words import CHANNELS
from helpdesk.channels.errors import ERRORS, ChannelError
from helpdesk.channels.health import Cause, Health
from helpdesk.channels.model import AccountEvent, ChannelKind
from helpdesk.desk.pages import Visit
from ui.i18n import N_
from ui.model import Option

NAMES: Mapping[str, tuple[str, str]] = {
    "name": (N_("Nama akun"), N_("Untuk dikenali petugas, misalnya “WhatsApp Dinkes”.")),
    "display_number": (N_("Nomor WhatsApp"), N_("Nomor yang dikenal warga, misalnya 0811 2345 678.")),
    "phone_number_id": (
        N_("ID nomor telepon"),
        N_("“Phone number ID” di halaman Meta: hanya angka, bukan nomor teleponnya."),
    ),
    "waba_id": (N_("ID akun WhatsApp Business"), N_("“WhatsApp Business Account ID” di halaman Meta.")),
    "access_token": (
        N_("Token akses"),
        N_("Token tetap milik pengguna sistem, dengan izin whatsapp_business_messaging."),
    ),
    "app_secret": (
        N_("App secret"),
        N_("Di Meta: App settings, Basic. Dengan ini kami mengenali panggilan asli."),
    ),
    "verify_token": (N_("Token verifikasi"), N_("Boleh dikosongkan: kami buatkan dan tampilkan sekali.")),
    "most_per_second": (
        N_("Paling banyak pesan per detik"),
        N_("1 sampai 1000. Turunkan menjadi 20 bila nomornya juga dipakai di aplikasi WhatsApp Business."),
    ),
    "most_per_minute": (
        N_("Paling banyak pesan per menit"),
        N_("1 sampai 6000. Yang lebih dari itu menunggu giliran, tidak hilang."),
    ),
    "api_base": (N_("Alamat API"), N_("Jangan diubah, kecuali penyedia Anda meminta.")),
    **sms_words.NAMES,
    **email_words.NAMES,
    **phone_words.NAMES,
    **lapor_words.NAMES,
}
"""Label and hint of each field."""
OPTIONAL = frozenset({"verify_token", "api_base", "hook_word", "signing_secret", "call_secret"})

DONE: Mapping[str, str] = {
    "saved": N_("Akun disimpan. Uji sekali lagi agar yakin."),
    "off": N_("Akun dimatikan. Pesan baru ke nomor ini tidak lagi diterima dan tidak ada yang dikirim."),
    "on": N_("Akun aktif lagi."),
    "menu_on": N_("Menu percakapan menyala: warga yang menyapa dipandu dengan pertanyaan."),
    "menu_off": N_("Menu percakapan mati: pesan pertama warga langsung menjadi laporan."),
}
REFUSED: Mapping[str, str] = {
    "account_changed": N_(
        "Orang lain baru saja mengubah akun ini. Di bawah ini keadaan terbarunya; isian Anda belum disimpan."
    ),
    "account_off": N_("Akun ini dimatikan. Aktifkan dahulu, lalu ubah."),
    "address_taken": N_("Akun lain yang aktif sudah memakai nomor ini."),
    "too_many_accounts": N_("Sudah ada 20 akun aktif. Matikan yang tidak dipakai lagi."),
}
WRONG: Words = {
    ("name", "required"): N_("Tulis nama akunnya."),
    ("name", "too_long"): N_("Nama akun terlalu panjang: paling banyak 80 huruf."),
    ("display_number", "required"): N_("Tulis nomor WhatsApp-nya."),
    ("display_number", "form"): N_("Nomor itu tidak lengkap. Contoh: 0811 2345 678 atau +62 811 2345 678."),
    ("phone_number_id", "required"): N_("Salin ID nomor telepon dari halaman Meta."),
    ("phone_number_id", "form"): N_("ID nomor telepon hanya berisi angka, misalnya 106540352242922."),
    ("phone_number_id", "taken"): N_("Nomor ini sudah dipasang di kantor Anda. Ubah akun yang sudah ada."),
    ("waba_id", "required"): N_("Salin ID akun WhatsApp Business dari halaman Meta."),
    ("waba_id", "form"): N_("ID akun WhatsApp Business hanya berisi angka."),
    ("access_token", "required"): N_("Tempel token aksesnya."),
    ("access_token", "form"): N_(
        "Token akses tidak boleh berisi spasi dan terdiri atas 8 sampai 1.000 karakter."
    ),
    ("access_token", "again"): N_("Alamat API berubah. Tempel token aksesnya sekali lagi."),
    ("app_secret", "required"): N_("Tempel app secret-nya."),
    ("app_secret", "form"): N_("App secret tidak boleh berisi spasi dan terdiri atas sedikitnya 8 karakter."),
    ("verify_token", "form"): N_(
        "Token verifikasi tidak boleh berisi spasi dan terdiri atas sedikitnya 8 karakter."
    ),
    ("most_per_second", "form"): N_("Tulis angka 1 sampai 1000."),
    ("most_per_minute", "form"): N_("Tulis angka 1 sampai 6000."),
    ("api_base", "form"): N_("Alamat API ditulis seperti https://graph.facebook.com/v23.0."),
    **sms_words.WRONG,
    **email_words.WRONG,
    **phone_words.WRONG,
    **lapor_words.WRONG,
}
_CHOICES = {**sms_words.CHOICES, **email_words.CHOICES, **lapor_words.CHOICES}
_FIRST = (*sms_words.FIRST, *email_words.FIRST, *phone_words.FIRST, *lapor_words.FIRST)
_CAUSES: Mapping[Cause, str] = {
    Cause.ACCESS: N_(
        "Token akses ditolak. Mungkin salah salin atau sudah tidak berlaku:"
        " buat token tetap di Meta, lalu ganti di sini."
    ),
    Cause.PERMISSION: N_(
        "Token ini tidak berhak mengirim pesan."
        " Berikan izin whatsapp_business_messaging kepada pengguna sistem di Meta."
    ),
    Cause.NUMBER: N_(
        "ID nomor telepon tidak dikenal, atau token ini bukan untuk nomor itu. Salin “Phone number ID” sekali lagi."
    ),
    Cause.SIGNING: N_("App secret belum diisi, jadi panggilan WhatsApp tidak dapat dikenali."),
    Cause.ADDRESS: N_(
        "Yang menjawab di alamat API bukan WhatsApp. Periksa alamat API pada setelan lanjutan."
    ),
    Cause.NETWORK: N_(
        "WhatsApp tidak dapat dihubungi dari peladen ini."
        " Periksa alamat API, atau mintalah pengelola sistem memeriksa jaringan."
    ),
    Cause.BLOCKED: N_(
        "Nomor ini dimatikan oleh WhatsApp (diblokir, belum terdaftar, atau terputus). Periksa di Meta."
    ),
    Cause.BUSY: N_("WhatsApp sedang terganggu atau membatasi permintaan. Coba uji lagi beberapa menit lagi."),
}
_CAUSES_OF = {ChannelKind.SMS: sms_words.CAUSES, ChannelKind.EMAIL: email_words.CAUSES}
_ABOUT: Mapping[str, str] = {
    "template": N_("Keadaan templat berubah"),
    "account": N_("Kabar tentang akun"),
    "account:phone_number_quality_update": N_("Mutu atau batas kirim nomor berubah"),
    "account:phone_number_name_update": N_("Nama yang tampil ditinjau"),
    "account:account_update": N_("Akun diubah atau dibatasi"),
    "account:account_review_update": N_("Akun ditinjau"),
    "account:account_alerts": N_("Peringatan untuk akun"),
}
"""What the remote tells of itself."""
_NATIONAL = N_("Bawaan nasional: %(usual)s.")
_SHORT = 5
"""Lines that still fit into a hint."""
_UNNAMED = N_("Kanal menolak tanpa menyebut alasan. Periksa setelan akun ini.")


def row(here: Visit, account: AccountState) -> dict[str, Any]:
    """An account as its card shows it."""
    error = ERRORS.get(account.error_code, ChannelError) if account.error_code else None
    return {
        "id": str(account.id),
        "name": account.name,
        "kind": here.say(CHANNELS[account.kind]),
        "address": account.address,
        "active": account.active,
        "version": account.version,
        "hook": hook_of(here, account),
        "hook_name": kind_words(here, account.kind)["hook_name"],
        "hook_state": _hook_state(here, account),
        "last_in": time_of(here, account.last_in),
        "last_out": time_of(here, account.last_out),
        "tested": time_of(here, account.tested),
        "error": here.say(error.sentence) if error else "",
        "blocked": time_of(here, account.blocked),
        "asked_again": time_of(here, account.asked_again),
        "waiting": account.waiting,
        "failing": time_of(here, account.failing),
        "remedy": result(here, account, account.fault)["advice"] if account.fault else "",
        "probed_again": time_of(here, account.probed_again),
        "by_hand": account.by_hand,
        "follows": account.kind is ChannelKind.LAPOR,
        "test_href": address(here, f"channels/{account.id}/test")
        if account.testable and account.active
        else "",
        "href": address(here, f"channels/{account.id}") if account.enterable else "",
        "message_href": address(here, f"channels/{account.id}/message")
        if account.sends and account.active
        else "",
        "refused": time_of(here, account.unsigned) if account.unsigned and not account.listens else "",
        "silent": account.silent,
        "talks": account.talks,
        "menu": account.menu,
    }


def hook_of(here: Visit, account: AccountState) -> str:
    """Where the remote calls us; empty when it does not."""
    base = here.runtime.settings.base_url
    return f"{base}/hooks/{account.kind.value}/{account.id}" if account.listens else ""


def called_at(here: Visit, account: AccountState, typed: TypedAccount) -> str:
    """Where a register calls us; empty unless its account wants that."""
    base = here.runtime.settings.base_url
    is_on = account.kind is ChannelKind.LAPOR and typed.values.get("webhook") == "true"
    return f"{base}/hooks/{account.kind.value}/{account.id}" if is_on else ""


def result(here: Visit, account: AccountState, health: Health) -> dict[str, Any]:
    """What a test found, in plain words, and what is still missing."""
    causes = _CAUSES_OF.get(account.kind, _CAUSES)
    said = causes.get(health.cause, "") if health.cause else ""
    advice = "" if health.ok else here.say(said or health.advice or _UNNAMED)
    silent = kind_words(here, account.kind)["silent"] if health.ok and account.silent else ""
    return {"name": account.name, "ok": health.ok, "advice": advice, "silent": silent}


def told(here: Visit, at: datetime, event: AccountEvent) -> dict[str, str]:
    """News of the account: in our words what it is about, and the remote's own words behind it."""
    about = _ABOUT.get(event.what) or _ABOUT.get(event.what.partition(":")[0], _ABOUT["account"])
    words = event.what.partition(":")[2]
    return {
        "at": time_of(here, at),
        "about": here.say(about),
        "words": " · ".join(filter(None, (words, event.detail))),
    }


def aside(here: Visit, account_id: UUID, each: SetAside) -> dict[str, str]:
    """A letter that became no case, and why."""
    why = email_words.ASIDE.get(each.reason, email_words.ASIDE_OTHERWISE)
    return {
        "at": time_of(here, each.at),
        "why": here.say(why),
        "sender": each.sender,
        "title": each.title,
        "href": address(here, f"channels/{account_id}/letters/{each.original}") if each.original else "",
    }


def inputs(
    here: Visit, kind: ChannelKind, fields: Sequence[Field], typed: TypedAccount, *, new: bool
) -> dict[str, Any]:
    """The fields of the form, and those that hardly anybody needs, by groups."""
    national = kind is ChannelKind.LAPOR
    groups = lapor_groups.GROUPS if national else {}
    usual: list[dict[str, Any]] = []
    rare: dict[str, list[dict[str, Any]]] = {group: [] for group in (*groups, "")}
    for field in fields:
        label, hint = NAMES.get(field.name, (field.name, ""))
        drawn = {
            "name": field.name,
            "label": here.say(label),
            "hint": _hint(here, field, _of_secret(field, hint) if not new else hint, national=national),
            "value": "" if field.secret else typed.values.get(field.name, "") or field.default or "",
            "type": "password" if field.secret else "text",
            "many": field.many,
            "options": [Option(value=value, label=here.say(_CHOICES[value])) for value in field.choices],
            "optional": field.default is not None or (field.secret and (not new or field.name in OPTIONAL)),
        }
        first = field.name in _FIRST
        needed = field.default is None and field.name not in OPTIONAL
        inside = (
            field.name.partition(".")[0] if "." in field.name else lapor_groups.GROUP_OF.get(field.name, "")
        )
        group = inside if inside in groups else ""
        (usual if first or needed else rare[group]).append(drawn)
    order = {name: place for place, name in enumerate(_FIRST)}
    titles = {"": N_("Setelan lanjutan"), **groups}
    return {
        "usual": sorted(usual, key=lambda drawn: order.get(drawn["name"], 0)),
        "rare": [(here.say(titles[group]), drawn) for group, drawn in rare.items() if drawn],
    }


def _of_secret(field: Field, hint: str) -> str:
    """Of a secret that was perhaps never given nobody is told that it is kept."""
    kept = N_("Tersimpan dan tidak ditampilkan. Kosongkan bila tidak diganti.")
    return kept if field.secret and field.name not in ("webhook_secret", "extra_value") else hint


def _hint(here: Visit, field: Field, hint: str, *, national: bool) -> str:
    """What the field is for, and what holds for the whole country, so that a change of it is seen."""
    said = [here.say(hint)] if hint else []
    usual = field.default
    if national and usual and not field.secret and usual.count("\n") < _SHORT:
        word = here.say(_CHOICES[usual]) if field.choices else ", ".join(filter(None, usual.split("\n")))
        said.append(here.say(_NATIONAL, usual=word))
    return " ".join(said)


def _hook_state(here: Visit, account: AccountState) -> tuple[str, str, str]:
    """Words, tone and icon about the remote's calls; empty words when it never calls."""
    if not account.listens:
        return "", "", ""
    newest = max((at for at in (account.last_in, account.greeted) if at), default=None)
    if account.unsigned and (newest is None or account.unsigned > newest):
        said = WORDS.get(account.kind, WORDS[ChannelKind.WHATSAPP]).unsigned
        return here.say(said, time=time_of(here, account.unsigned)), "bad", "circle-alert"
    if account.last_in:
        said = N_("Bekerja: panggilan terakhir %(time)s")
        return here.say(said, time=time_of(here, account.last_in)), "ok", "circle-check"
    if account.greeted:
        said = N_("Terverifikasi %(time)s, belum ada pesan")
        return here.say(said, time=time_of(here, account.greeted)), "ok", "circle-check"
    return kind_words(here, account.kind)["never"], "warn", "triangle-alert"
