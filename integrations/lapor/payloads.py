"""SP4N-LAPOR's own words on the wire. What it sends varies between agencies, so incoming fields are loose."""

from datetime import date
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType


class CreateComplaint(msgspec.Struct, frozen=True, kw_only=True):
    """Body of the create call. The three fields about the reporter go only with their word on it, in place of
    `user_id`."""

    title: str
    content: str
    channel: int
    user_id: int | UnsetType
    classification_id: int
    disposition_id: int
    category_id: int
    location_id: int
    date_of_incident: date
    tags_raw: str
    is_anonymous: bool
    is_secret: bool
    attachments: str | bool | list[int]
    is_new_user_slider: bool = False
    """False: filed in the name of `user_id`, no citizen's account is made or found."""
    nameUser: str | UnsetType = UNSET
    phoneUser: str | UnsetType = UNSET
    emailUser: str | UnsetType = UNSET
    is_inbox: bool = True
    is_disposisi_slider: bool = True
    is_approval: bool = False
    is_priority: bool = False
    priority_program_id: None = None
    community_id: None = None
    copy_externals: None = None
    info_disposition: None = None
    info_attachments: None = None


class RequestTransfer(msgspec.Struct, frozen=True, kw_only=True):
    """Body of "not our authority", as a request to pass the complaint to another institution."""

    reason: str
    """The institution's id; the words stand in the next field."""
    reason_description: str
    is_request: int = 1
    not_authority: int = 1


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A follow-up or log line. It has no id; every field may be missing, null or of another shape."""

    institution_from_name: Any = None
    institution_from: Any = None
    institution_from_id: Any = None
    institution_to_name: Any = None
    institution_to: Any = None
    institution_to_id: Any = None
    institution: Any = None
    content: Any = None
    template_code: Any = None
    template_content: Any = None
    attachments: Any = None
    status_old: Any = None
    status_new: Any = None
    data: Any = None
    """A JSON text that holds the statuses, or the object itself."""
    created_at: Any = None
    date: Any = None


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a complaint."""

    status_code: Any = None
    status_name: Any = None
    disposition_name: Any = None
