"""The demonstration's coordinates: made once, random, in a file that only its owner can read."""

import secrets
from pathlib import Path

import msgspec

from kit.ids import uuid7
from kit.settings import Settings
from wiring.installation import write_private


class DemoTenant(msgspec.Struct, kw_only=True):
    """An office, with the addresses of its portal."""

    slug: str
    name: str
    portal: str
    track: str


class DemoUser(msgspec.Struct, kw_only=True):
    """Somebody invented, who can sign in."""

    email: str
    password: str
    tenant: str
    roles: list[str]
    name: str = ""
    units: list[str] = []


class DemoAccount(msgspec.Struct, kw_only=True):
    """A WhatsApp account at the simulator."""

    id: str
    tenant: str
    channel: str
    name: str
    hook: str
    verify_token: str
    app_secret: str
    access_token: str
    phone_number_id: str
    waba_id: str
    address: str


class DemoSms(msgspec.Struct, kw_only=True):
    """An SMS account at the simulated gateway, or at the simulated Twilio."""

    id: str
    tenant: str
    name: str
    number: str
    access_key: str
    hook_word: str
    hook: str = ""
    account_sid: str = ""
    """Of whoever is at Twilio."""


class DemoMail(msgspec.Struct, kw_only=True):
    """A mailbox at the simulated mail servers."""

    id: str
    tenant: str
    name: str
    address: str
    user: str
    password: str


class DemoLine(msgspec.Struct, kw_only=True):
    """A telephone line at the simulated exchange."""

    id: str
    tenant: str
    name: str
    number: str
    secret: str
    hook: str = ""


class DemoAgency(msgspec.Struct, kw_only=True):
    """An agency's keys at the simulated SP4N-LAPOR."""

    tenant: str
    institution_id: int
    name: str
    auth_value: str
    token_value: str


class DemoKey(msgspec.Struct, kw_only=True):
    """An API key."""

    tenant: str
    key: str
    scopes: list[str]


class Coordinates(msgspec.Struct, kw_only=True):
    """What contract.md calls `sahut demo --json`; parts that are not built yet are empty."""

    base_url: str
    tenants: list[DemoTenant]
    users: list[DemoUser]
    accounts: list[DemoAccount]
    api_keys: list[DemoKey]
    webhooks: list[dict[str, str]] = []
    simulators: dict[str, str | dict[str, str]]
    """Where somebody plays the outside world; `mail` names the servers themselves."""
    agencies: list[DemoAgency]
    sms_accounts: list[DemoSms] = []
    mail_accounts: list[DemoMail] = []
    phone_lines: list[DemoLine] = []


def file_of(settings: Settings) -> Path:
    """Where the coordinates are kept."""
    return settings.data / "demo.json"


def coordinates(settings: Settings) -> Coordinates:
    """Read them, with the addresses that hold for this start; raises `FileNotFoundError` before seeding."""
    stored = msgspec.json.decode(file_of(settings).read_bytes(), type=Coordinates)
    return _addressed(stored, settings)


def make(settings: Settings, invented: Coordinates) -> Coordinates:
    """Read them, or write the invented ones down at the first start."""
    try:
        return coordinates(settings)
    except FileNotFoundError:
        write_private(file_of(settings), msgspec.json.format(msgspec.json.encode(invented)))
        return coordinates(settings)


def _addressed(stored: Coordinates, settings: Settings) -> Coordinates:
    base, outside = settings.base_url, f"http://localhost:{settings.port + 1}"
    stored.base_url = base
    stored.simulators = {
        "whatsapp": f"{outside}/whatsapp/",
        "sms": f"{outside}/sms/",
        "email": f"{outside}/email/",
        "phone": f"{outside}/phone/",
        "lapor": f"{outside}/lapor/admin",
    }
    if settings.mail_ports:
        imap, smtp = settings.mail_ports
        stored.simulators["mail"] = {"imap": f"localhost:{imap}", "smtp": f"localhost:{smtp}"}
    for tenant in stored.tenants:
        tenant.portal, tenant.track = f"{base}/t/{tenant.slug}/", f"{base}/t/{tenant.slug}/track"
    hooks = f"http://localhost:{settings.port}/hooks"
    for account in stored.accounts:
        account.hook = f"{hooks}/whatsapp/{account.id}"
    for number in stored.sms_accounts:
        number.hook = f"{hooks}/sms/{number.id}/{number.hook_word}"
    for line in stored.phone_lines:
        line.hook = f"{hooks}/phone/{line.id}"
    return stored


def new_secret() -> str:
    """For keys between machines."""
    return secrets.token_urlsafe(32)


def new_password() -> str:
    """For a person to type: five groups of four, about 100 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(5))


def new_account(tenant: str, name: str, number: str) -> DemoAccount:
    """An invented WhatsApp account."""
    return DemoAccount(
        id=str(uuid7()),
        tenant=tenant,
        channel="whatsapp",
        name=name,
        hook="",
        verify_token=new_secret(),
        app_secret=secrets.token_hex(32),
        access_token=new_secret(),
        phone_number_id=str(10**14 + secrets.randbelow(9 * 10**14)),
        waba_id=str(10**14 + secrets.randbelow(9 * 10**14)),
        address=number,
    )


def new_sms_account(tenant: str, name: str, number: str, *, at_twilio: bool) -> DemoSms:
    """An invented number at the simulated gateway, or at the simulated Twilio."""
    return DemoSms(
        id=str(uuid7()),
        tenant=tenant,
        name=name,
        number=number,
        access_key=new_secret(),
        hook_word=new_secret(),
        account_sid=f"AC{secrets.token_hex(16)}" if at_twilio else "",
    )


def new_mail_account(tenant: str, name: str, address: str) -> DemoMail:
    """An invented mailbox at the simulated mail servers."""
    return DemoMail(
        id=str(uuid7()), tenant=tenant, name=name, address=address, user=address, password=new_secret()
    )


def new_line(tenant: str, name: str, number: str) -> DemoLine:
    """An invented line at the simulated exchange."""
    return DemoLine(id=str(uuid7()), tenant=tenant, name=name, number=number, secret=new_secret())


def print_sign_ins(settings: Settings) -> None:
    """What a person needs to look around; everybody named is invented."""
    known = coordinates(settings)
    print("\nOffices (all people and cases are invented):")
    for tenant in known.tenants:
        print(f"  {tenant.name}: {tenant.portal}")
    print(f"\nStaff sign in at {known.base_url}/sign-in")
    width = max(len(user.email) for user in known.users)
    for user in known.users:
        print(f"  {user.email:<{width}}  {user.password}  {', '.join(user.roles)}")
    print(f"\nPlay a citizen on WhatsApp: {known.simulators['whatsapp']}")
    print(f"Play a citizen by SMS:      {known.simulators['sms']}")
    print(f"Play a citizen by e-mail:   {known.simulators['email']}")
    print(f"Call an office:             {known.simulators['phone']}")
    print(f"Play the SP4N-LAPOR desk:   {known.simulators['lapor']}\n")
