"""What the operator says for every office's account at SP4N-LAPOR: a file, read at start; offices inherit it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from admin.channels.typed import texts_of
from helpdesk.channels.accounts import secret_fields
from helpdesk.channels.inherited import National, structs
from helpdesk.channels.model import ChannelKind
from integrations.lapor.settings import LaporSettings
from kit.settings import Settings, SettingWrong

_VARIABLE = "SAHUT_LAPOR_DEFAULTS"
_EACH_OWN = {
    "user_id",
    "disposition_id",
    "category_id",
    "client_id",
    "webhook",
    *secret_fields(LaporSettings),
}
"""Nobody says these for others."""
_FIELDS = set(LaporSettings.__struct_fields__)
_NOBODY = {"auth_value": "-", "token_value": "-", "user_id": 0, "disposition_id": 0, "category_id": 0}


def national(settings: Settings) -> Mapping[ChannelKind, National]:
    """The file's settings; nothing where none is named. Raises `SettingWrong` for one that could not work."""
    if not settings.lapor_defaults:
        return {}
    told = _read(Path(settings.lapor_defaults))
    if wrong := (set(told) & _EACH_OWN) or _unknown(told):
        raise SettingWrong(f"{_VARIABLE}: not for everybody, or not known: {', '.join(sorted(wrong))}")
    _settings(told)
    return {ChannelKind.LAPOR: told}


def as_texts(told: National) -> dict[str, str]:
    """The same as an account's form begins with it."""
    found = texts_of(_settings(told))
    return {name: text for name, text in found.items() if name.partition(".")[0] in told}


def _read(path: Path) -> dict[str, Any]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        raise SettingWrong(f"{_VARIABLE} names a JSON file that can be read") from None


def _settings(told: National) -> LaporSettings:
    try:
        return msgspec.convert({**_NOBODY, **told}, LaporSettings)
    except msgspec.ValidationError as fault:
        raise SettingWrong(f"{_VARIABLE}: {fault}") from None


def _unknown(told: National) -> set[str]:
    """Names that no setting has, in a struct within too."""
    usual = msgspec.to_builtins(_settings({name: value for name, value in told.items() if name in _FIELDS}))
    within = {name for name in structs(LaporSettings) if isinstance(told.get(name), dict)}
    inner = {f"{name}.{key}" for name in within for key in told[name] if key not in usual[name]}
    return (set(told) - _FIELDS) | inner
