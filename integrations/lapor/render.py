"""From a filing or an answer to LAPOR's words, with no more about the citizen than the caller wrote."""

import json
import re
from collections.abc import Sequence

from msgspec import UNSET

from helpdesk.channels.errors import MediaRejected, MessageRejected
from helpdesk.channels.register import Filing, Prepared, Reporter, Upload
from integrations.lapor.payloads import CreateComplaint, RequestTransfer
from integrations.lapor.plain import clipped, tidy
from integrations.lapor.settings import AttachmentsFormat, LaporSettings

_NOT_TAKEN = "not_taken"
_FIELD = re.compile(r"\{(local_ref|title|content)\}")


def create(
    filing: Filing,
    settings: LaporSettings,
    documents: Sequence[str] = (),
    reporter: Reporter | None = None,
) -> CreateComplaint:
    """The body of the create call: filed in the office's own name, so that no contact detail is needed, unless the
    office shares its reporters and this one agreed."""
    shared = _shared(filing, settings, reporter)
    title = clipped(" ".join(tidy(filing.title or filing.content).split()), settings.title_max)
    return CreateComplaint(
        title=title,
        content=_content(filing, title, settings),
        channel=_chosen(filing.channel, settings.channel),
        user_id=UNSET if shared else settings.user_id,
        classification_id=_chosen(
            filing.classification, settings.classification.get(filing.kind, settings.classification_default)
        ),
        disposition_id=settings.disposition_id,
        category_id=_chosen(filing.category, settings.category_id),
        location_id=_chosen(filing.location, settings.location_id),
        date_of_incident=filing.incident_on,
        tags_raw=settings.tags,
        is_anonymous=filing.anonymous,
        is_secret=filing.secret,
        is_priority=filing.priority in settings.is_priority,
        attachments=attachments([int(each) for each in documents], settings.attachments_format),
        is_new_user_slider=bool(shared),
        nameUser=shared.get("name") or UNSET,
        phoneUser=shared.get("phone") or UNSET,
        emailUser=shared.get("email") or UNSET,
    )


def _shared(filing: Filing, settings: LaporSettings, reporter: Reporter | None) -> dict[str, str]:
    """What of the reporter goes along: somebody without a number or mailbox cannot be made out there."""
    if reporter is None or filing.anonymous or settings.share_reporter == "none":
        return {}
    email = reporter.email if settings.share_reporter == "full" else ""
    ways = {"phone": reporter.phone, "email": email}
    known = {name: value for name, value in ways.items() if value}
    return {"name": " ".join(reporter.name.split()), **known} if known and reporter.name.strip() else {}


def prepared(filing: Filing, settings: LaporSettings, reporter: Reporter | None = None) -> Prepared:
    """The same values before they are sent, for a person who reads or copies them; an id of 0 is none."""
    body = create(filing, settings, reporter=reporter)
    return Prepared(
        title=body.title,
        content=body.content,
        classification=str(body.classification_id or ""),
        category=str(body.category_id or ""),
        location=str(body.location_id or ""),
        incident_on=body.date_of_incident,
        anonymous=body.is_anonymous,
        secret=body.is_secret,
        tags=body.tags_raw,
        channel=str(body.channel or ""),
        priority=body.is_priority,
        reporter=tuple(_shared(filing, settings, reporter)),
    )


def transfer(institution: str, reason: str, settings: LaporSettings) -> RequestTransfer:
    """Who is asked to take the complaint over, and why."""
    return RequestTransfer(reason=institution, reason_description=clipped(tidy(reason), settings.answer_max))


def forms(
    files: Sequence[Upload], settings: LaporSettings, name: str
) -> list[tuple[str, tuple[str, bytes, str]]]:
    """All files as parts of a form, `{}` in `name` being their place; raises `MediaRejected` for what is too much."""
    if len(files) > settings.files_max:
        raise MediaRejected(_NOT_TAKEN)
    for file in files:
        if file.mime_type not in settings.file_types or len(file.content) > settings.file_bytes_max:
            raise MediaRejected(_NOT_TAKEN)
    return [
        (name.format(place), (file.name, file.content, file.mime_type)) for place, file in enumerate(files)
    ]


def _chosen(officers: str, usual: int) -> int:
    return int(officers) if officers.isascii() and officers.isdecimal() and len(officers) < 12 else usual


def answer(remote_id: str, text: str, settings: LaporSettings, template: str = "") -> dict[str, str]:
    """The fields of an answer; raises `MessageRejected`, because a cut answer would say something else."""
    content = tidy(text)
    if len(content) > settings.answer_max:
        raise MessageRejected("too_long")
    return {
        "user_id": str(settings.user_id),
        "institution_from_id": str(settings.disposition_id),
        "institution_to_id": str(settings.disposition_id),
        "complaint_id": remote_id,
        "info_disposition": "",
        "template_code": template or settings.template_code,
        "rating": "0",
        "is_secret": str(int(settings.answer_secret)),
        "content": content,
    }


def attachments(ids: Sequence[int], form: AttachmentsFormat) -> str | bool | list[int]:
    """Ids of uploaded files in the shape this agency's interface takes."""
    written = json.dumps(list(ids), separators=(",", ":"))
    match form:
        case "list":
            return list(ids)
        case "json_string":
            return written
        case "json_string_dot":
            return f"{written}." if ids else False
        case "none_as_false":
            return written if ids else False


def _content(filing: Filing, title: str, settings: LaporSettings) -> str:
    """The template filled once; only the citizen's words are cut, never our reference."""
    values = {"local_ref": filing.local_ref, "title": title, "content": ""}
    frame = _FIELD.sub(lambda found: values[found[1]], settings.content_template)
    values["content"] = clipped(tidy(filing.content), settings.content_max - len(frame))
    return _FIELD.sub(lambda found: values[found[1]], settings.content_template).strip()
