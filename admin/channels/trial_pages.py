"""The page from which an administrator sends a test message, and sees what became of it."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from admin.channels import service, trying
from admin.channels.model import TestMessage
from admin.frame.service import (
    Section,
    Words,
    address,
    back_to,
    done_words,
    refusal_shown,
    section_page,
    status_of,
    time_of,
    visit_section,
)
from helpdesk.channels.errors import ERRORS
from helpdesk.channels.model import ChannelKind
from helpdesk.delivery.model import DeliveryState
from helpdesk.desk.bubbles import state_words
from helpdesk.desk.pages import Answer, AnyRequest, Visit
from kit.errors import Conflict, Invalid, Missing, Refusal
from tenants.sign_in.pages import fields
from ui.i18n import N_

_LABELS = {ChannelKind.EMAIL: (N_("Alamat surel"), N_("Misalnya nama@contoh.go.id."))}
_PHONE = (N_("Nomor telepon"), N_("Misalnya 0812 3456 7890. Sebaiknya nomor Anda sendiri."))
_DONE = {"queued": N_("Pesan percobaan masuk antrean. Muat ulang sebentar lagi untuk melihat hasilnya.")}
_REFUSED = {
    "account_off": N_("Akun ini dimatikan atau setelannya tidak terbaca. Perbaiki dahulu akunnya."),
    "too_many_test_messages": N_("Sudah enam pesan percobaan dalam satu jam. Coba lagi nanti."),
    "address_stopped": N_("Pemilik alamat ini meminta tidak dikirimi pesan tambahan. Pakai alamat lain."),
    "address_had_enough": N_(
        "Alamat ini sudah menerima tiga surel yang tidak dimintanya dalam 24 jam, dari semua kantor bersama. Pakai"
        " alamat lain, atau coba lagi besok."
    ),
    "test_needs_template": N_(
        "Orang itu tidak menulis dalam 24 jam terakhir, dan templat case_update berbahasa Indonesia belum disetujui"
        " WhatsApp. Setujukan templat itu di Meta lalu ambil daftarnya, atau tulislah dahulu dari nomor itu ke kantor."
    ),
}
_WRONG: Words = {
    ("to", "required"): N_("Tulis ke mana pesan percobaan dikirim."),
    ("to", "form"): N_("Alamat itu tidak dapat dikirimi pesan di kanal ini. Periksa lagi."),
}
_TONES = {
    DeliveryState.FAILED: "bad",
    DeliveryState.UNKNOWN: "warn",
    DeliveryState.DELIVERED: "ok",
    DeliveryState.READ: "ok",
    DeliveryState.SENT: "ok",
}


@get("/channels/{account_id:uuid}/message")
async def show_trial(request: AnyRequest, slug: FromPath[str], account_id: FromPath[UUID]) -> Answer:
    """The form, and the last test messages."""
    return await _page(await visit_section(request, slug, Section.CHANNELS), account_id)


@post("/channels/{account_id:uuid}/message", status_code=200)
async def send_trial(request: AnyRequest, slug: FromPath[str], account_id: FromPath[UUID]) -> Answer:
    """Send one."""
    here = await visit_section(request, slug, Section.CHANNELS)
    (to,) = await fields(request, "to")
    try:
        await trying.send(here.actor, account_id, to, here.book)
    except (Invalid, Conflict) as refusal:
        return await _page(here, account_id, refusal, to)
    here.ring()
    return back_to(here, f"channels/{account_id}/message", "queued")


async def _page(here: Visit, account_id: UUID, refusal: Refusal | None = None, typed: str = "") -> Answer:
    found = await service.account(here.actor, account_id, here.book)
    if not found.sends:
        raise Missing("account_missing")
    label, hint = _LABELS.get(found.kind, _PHONE)
    return section_page(
        Section.CHANNELS,
        here,
        "channel_message",
        status=status_of(refusal),
        name=found.name,
        label=here.say(label),
        hint=here.say(hint),
        windowed=found.kind is ChannelKind.WHATSAPP,
        active=found.active,
        typed=typed,
        messages=[_line(here, each) for each in await trying.sent(here.actor, account_id)],
        **refusal_shown(here, refusal, _WRONG, ("to",), _REFUSED),
        done=done_words(here, _DONE),
        to=address(here, f"channels/{account_id}/message"),
        back_href=address(here, f"channels/{account_id}"),
    )


def _line(here: Visit, message: TestMessage) -> dict[str, Any]:
    state, _, icon = state_words(message.state, message.code, here.say)
    error = ERRORS.get(message.code)
    failed = message.state in (DeliveryState.FAILED, DeliveryState.UNKNOWN) or (error and error.blocks)
    return {
        "at": time_of(here, message.at),
        "address": message.address,
        "template": message.template,
        "by": message.by_name,
        "state": state,
        "tone": _TONES.get(DeliveryState(message.state), "info"),
        "icon": icon,
        "error": here.say(error.sentence) if error and (failed or error.retryable) else "",
    }


trial_pages = [show_trial, send_trial]
