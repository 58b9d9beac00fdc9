"""The list of templates: from the Graph API's pages to texts of ours. Source: Meta's template reference."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from helpdesk.channels.errors import ChannelError, ChannelFailing
from helpdesk.channels.model import RemoteTemplate, TemplateNews, TemplateState
from integrations.whatsapp.answers import GraphAnswer, refused_reading
from integrations.whatsapp.values import line, readable

FIELDS = "name,language,status,category,parameter_format,components"
A_PAGE = 100
MOST_PAGES = 30
"""A business account holds 250 templates, 6,000 with a verified business; a list that never ends is none."""

_STATES: Mapping[str, TemplateState] = {
    "APPROVED": TemplateState.APPROVED,
    "PENDING": TemplateState.PENDING,
    "IN_APPEAL": TemplateState.PENDING,
    "REJECTED": TemplateState.REJECTED,
    "PAUSED": TemplateState.PAUSED,
    "LIMIT_EXCEEDED": TemplateState.PAUSED,
}
"""Any other (disabled, archived, being deleted) cannot be sent and will not come back by itself."""

_JUDGED: Mapping[str, TemplateState] = {
    **_STATES,
    "REINSTATED": TemplateState.APPROVED,
    **dict.fromkeys(("DISABLED", "PENDING_DELETION", "DELETED", "ARCHIVED"), TemplateState.DISABLED),
}
"""What a webhook may call it; a warning (flagged) changes nothing yet."""

_CATEGORIES = {"UTILITY": "utility", "MARKETING": "marketing", "AUTHENTICATION": "authentication"}
_PLAIN_BUTTONS = {"QUICK_REPLY", "PHONE_NUMBER", "URL"}


class TemplateButton(msgspec.Struct, frozen=True, kw_only=True):
    type: str | None = None
    url: str | None = None


class TemplateComponent(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a template: header, body, footer or buttons."""

    type: str | None = None
    format: str | None = None
    text: str | None = None
    buttons: list[TemplateButton] | None = None


class ListedTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A template as the list of its business account shows it."""

    name: str
    language: str
    status: str
    category: str | None = None
    parameter_format: str | None = None
    components: list[TemplateComponent] = []


class Cursors(msgspec.Struct, frozen=True, kw_only=True):
    after: str | None = None


class Paging(msgspec.Struct, frozen=True, kw_only=True):
    """`next` is there when there is a further page; its address is not used, the cursor is."""

    cursors: Cursors | None = None
    next: str | None = None


class TemplatePage(msgspec.Struct, frozen=True, kw_only=True):
    """Each template is read by itself, so that an odd one costs itself only."""

    data: list[msgspec.Raw]
    paging: Paging | None = None


class TemplateList(NamedTuple):
    """One page, and the cursor behind it; empty on the last one."""

    templates: list[RemoteTemplate]
    after: str


def page_of(answer: GraphAnswer) -> TemplateList:
    """What one page lists; raises a `ChannelError` for a refusal or an answer that is no page."""
    if not answer.good:
        raise refused_reading(answer, ChannelError)
    try:
        page = msgspec.json.decode(answer.body, type=TemplatePage)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ChannelFailing("no_list") from None
    found = [each for each in map(_template, page.data) if each is not None]
    cursors = page.paging.cursors if page.paging and page.paging.next else None
    return TemplateList(found, (cursors.after if cursors else None) or "")


def judged(value: Mapping[str, Any]) -> TemplateNews | None:
    """What a webhook says has become of a template; none when it names none, or no state of ours."""
    event, name, language = (
        value.get(key) for key in ("event", "message_template_name", "message_template_language")
    )
    state = _JUDGED.get(event) if isinstance(event, str) else None
    if state is None or not isinstance(name, str) or not isinstance(language, str):
        return None
    return TemplateNews(name=line(name, 512), language=line(language, 20), state=state)


def _template(raw: msgspec.Raw) -> RemoteTemplate | None:
    try:
        listed = msgspec.json.decode(raw, type=ListedTemplate)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    bodies = [part.text or "" for part in listed.components if part.type == "BODY"]
    return RemoteTemplate(
        name=readable(listed.name),
        language=listed.language,
        category=_CATEGORIES.get(listed.category or "", "utility"),
        body=readable(bodies[0]) if bodies else "",
        state=_STATES.get(listed.status, TemplateState.DISABLED),
        plain=listed.parameter_format != "NAMED" and all(map(_is_plain, listed.components)),
    )


def _is_plain(part: TemplateComponent) -> bool:
    """Whether nothing but the body needs to be filled in."""
    if part.type == "HEADER":
        return part.format == "TEXT" and "{{" not in (part.text or "")
    if part.type == "BUTTONS":
        return all(
            button.type in _PLAIN_BUTTONS and "{{" not in (button.url or "") for button in part.buttons or ()
        )
    return part.type in ("BODY", "FOOTER")
