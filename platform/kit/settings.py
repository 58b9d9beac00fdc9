"""Where the parts of one installation find each other: read once, from the environment."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import msgspec


class Mode(StrEnum):
    """What this installation may do to the outside world."""

    DEMONSTRATION = "demo"
    TEST = "test"
    PRODUCTION = "production"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a process of Sahut is told from outside. No secret is ever printed from here."""

    mode: Mode
    data: Path
    """The data folder: keys, attachments, embedded servers."""
    base_url: str
    """Absolute links are built from this, never from a Host header."""
    host: str = "127.0.0.1"
    port: int = 8000
    owner_url: str = ""
    web_url: str = ""
    worker_url: str = ""
    sweep_url: str = ""
    backup_url: str = ""
    redis_url: str = ""
    web_processes: int = 1
    trusted_proxies: tuple[str, ...] = ()
    """Addresses of proxies whose X-Forwarded-For is believed."""
    files_url: str = ""
    """Another host name of this installation, at which files alone are handed out; empty for none."""
    scanner: str = ""
    """Where clamd listens: the path of its socket, or host:port. `none` says that files are not scanned on purpose."""
    lapor_defaults: str = ""
    """A file with what holds for every office's account at SP4N-LAPOR; empty for what the release says."""
    mail_ports: tuple[int, ...] = ()
    """Of a demonstration's simulated mail servers: IMAP and SMTP."""


class SettingMissing(Exception):
    """An environment variable that this command needs is not set."""


class SettingWrong(SettingMissing):
    """A variable is set to what it cannot be."""


_FIELDS = {
    "owner_url": "DATABASE_URL",
    "web_url": "DATABASE_URL_WEB",
    "worker_url": "DATABASE_URL_WORKER",
    "sweep_url": "DATABASE_URL_SWEEP",
    "backup_url": "DATABASE_URL_BACKUP",
    "redis_url": "REDIS_URL",
}


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the settings; only `SAHUT_*`, `DATABASE_URL*` and `REDIS_URL` are looked at."""
    port = int(environment.get("SAHUT_PORT", "8000"))
    proxies = environment.get("SAHUT_TRUSTED_PROXIES", "")
    return Settings(
        mode=Mode(environment.get("SAHUT_MODE", Mode.PRODUCTION)),
        data=Path(environment.get("SAHUT_DATA", "./.data")).absolute(),
        base_url=environment.get("SAHUT_BASE_URL", f"http://localhost:{port}").rstrip("/"),
        host=environment.get("SAHUT_HOST", "127.0.0.1"),
        port=port,
        web_processes=int(environment.get("SAHUT_WEB_PROCESSES", "1")),
        files_url=environment.get("SAHUT_FILES_URL", "").rstrip("/"),
        scanner=environment.get("SAHUT_SCANNER", "").strip(),
        lapor_defaults=environment.get("SAHUT_LAPOR_DEFAULTS", "").strip(),
        trusted_proxies=tuple(address.strip() for address in proxies.split(",") if address.strip()),
        mail_ports=tuple(int(each) for each in environment.get("SAHUT_MAIL_PORTS", "").split(",") if each),
        **{field: environment.get(variable, "") for field, variable in _FIELDS.items()},
    )


def require(settings: Settings, *fields: str) -> None:
    """Raise `SettingMissing`, naming the variables, when a command cannot work without them."""
    missing = [_FIELDS[field] for field in fields if not getattr(settings, field)]
    if missing:
        raise SettingMissing(f"not set: {', '.join(missing)}")
