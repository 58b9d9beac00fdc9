"""What Meta reports beside messages: what became of ours, errors, news of templates and of the account."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from helpdesk.channels.model import (
    UNKNOWN_TIME,
    AccountEvent,
    Arrival,
    DeliveryProgress,
    Ignored,
    StatusArrived,
)
from integrations.whatsapp import payloads as wire
from integrations.whatsapp.codes import error_of
from integrations.whatsapp.templates import judged
from integrations.whatsapp.values import Unusable, code_text, identifier, line, moment, phone

_TEMPLATE_FIELDS = {
    "message_template_status_update",
    "message_template_quality_update",
    "message_template_components_update",
    "template_category_update",
    "template_correct_category_detection",
}
_ACCOUNT_FIELDS = {
    *("account_alerts", "account_review_update", "account_settings_update", "account_update"),
    *("business_capability_update", "business_status_update", "flows", "partner_solutions"),
    *("payment_configuration_update", "phone_number_name_update", "phone_number_quality_update"),
    *("security", "user_preferences"),
}

_PROGRESS = {
    "sent": DeliveryProgress.SENT,
    "delivered": DeliveryProgress.DELIVERED,
    "read": DeliveryProgress.READ,
    "played": DeliveryProgress.READ,
    "failed": DeliveryProgress.FAILED,
}


def status_arrival(status: wire.Status) -> Arrival:
    """What became of a message of ours; raises `Unusable` when its id or time cannot be used."""
    message_id = identifier(status.id, "message id")
    state = identifier(status.status, "status")[:40]
    external_id, at = f"{message_id}:{state}", moment(status.timestamp)
    progress = _PROGRESS.get(state)
    if progress is None:
        return Ignored(external_id=external_id, at=at, what="status", reason=f"unknown status {state}")
    failed = progress is DeliveryProgress.FAILED
    remote_code, subcode = _codes(status.errors) if failed else ("", "")
    return StatusArrived(
        external_id=external_id,
        message_id=message_id,
        progress=progress,
        at=at,
        recipient=phone(status.recipient_id) or line(status.recipient_user_id or status.recipient_id),
        error_code=error_of(remote_code, subcode).code if failed else "",
        remote_code=remote_code,
        our_id=line(status.biz_opaque_callback_data, 512),
    )


def error_event(error: wire.RemoteError, name: str, at: datetime) -> AccountEvent:
    """An error that belongs to no message: for the administrator of the account."""
    what = f"account:error {code_text(error.code)}".rstrip()
    return AccountEvent(external_id=name, at=at, what=what, detail=line(error.title))


def _codes(errors: Sequence[wire.RemoteError] | None) -> tuple[str, str]:
    """Code and subcode of the first error as text; empty where the remote gives none."""
    first = errors[0] if errors else wire.RemoteError()
    return code_text(first.code), code_text(first.error_subcode)


def news(field: str, value: Mapping[str, Any], name: str, at: datetime) -> Arrival:
    """A change that is not about messages; a field we do not know is kept as ignored."""
    if field in _TEMPLATE_FIELDS:
        words = _words(value, "message_template_name", "message_template_language", "reason")
        what = _words(value, "event", "new_quality_score", "new_category") or field
        news_of = judged(value) if field == "message_template_status_update" else None
        return AccountEvent(external_id=name, at=at, what=f"template:{what}", detail=words, template=news_of)
    if field in _ACCOUNT_FIELDS:
        words = _words(value, "event", "current_limit", "decision", "requested_verified_name", "alert_type")
        return AccountEvent(external_id=name, at=at, what=f"account:{field}", detail=words)
    return Ignored(external_id=name, at=at, what=line(field, 100), reason="unknown field")


def _words(value: Mapping[str, Any], *keys: str) -> str:
    found = (value.get(key) for key in keys)
    return line(" · ".join(str(word) for word in found if isinstance(word, str | int) and word))


def moment_or_unknown(timestamp: object) -> datetime:
    """The time when it is one, `UNKNOWN_TIME` otherwise."""
    try:
        return moment(timestamp) if isinstance(timestamp, str | int) else UNKNOWN_TIME
    except Unusable:
        return UNKNOWN_TIME
