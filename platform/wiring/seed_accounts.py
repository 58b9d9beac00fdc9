"""Accounts of a demonstration: each office's numbers, mailboxes and registers at the simulators."""

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar
from uuid import UUID

import msgspec

from helpdesk.channels.model import ChannelKind, TemplateState
from helpdesk.message_templates import store as message_templates
from helpdesk.message_templates.model import MessageTemplate
from integrations.email.settings import EmailSettings
from integrations.email.simulator.model import MAIL_HOST
from integrations.lapor.settings import LaporSettings
from integrations.phone.settings import PhoneSettings
from integrations.sms.settings import SmsSettings
from integrations.whatsapp.settings import WhatsAppSettings
from kit.ids import uuid7
from tenants.doors import Scope
from wiring.demo import Coordinates, DemoAccount, DemoAgency, DemoLine, DemoMail, DemoSms
from wiring.runtime import Runtime
from wiring.seed_data import SeedOffice
from wiring.seed_texts import TEMPLATES

_WHATSAPP, _LAPOR = "/whatsapp/v23.0", "/lapor/3.0.0"
_GATEWAY, _BALANCE, _TWILIO = "/sms/v1/messages", "/sms/v1/balance", "/sms/2010-04-01"
"""Where the simulators are."""

_Known = TypeVar("_Known", DemoAccount, DemoSms, DemoMail, DemoLine, DemoAgency)


async def add_accounts(scope: Scope, office: SeedOffice, known: Coordinates, runtime: Runtime) -> None:
    """All accounts of an office."""
    for account in _of(office, known.accounts):
        await _whatsapp(scope, account, runtime)
    for number in _of(office, known.sms_accounts):
        await _sms(scope, number, runtime)
    for mailbox in _of(office, known.mail_accounts):
        await _mailbox(scope, mailbox, office, runtime)
    for line in _of(office, known.phone_lines):
        await _line(scope, line, runtime)
    for agency in _of(office, known.agencies):
        await _agency(scope, agency, runtime)


def _of(office: SeedOffice, known: Iterable[_Known]) -> Iterator[_Known]:
    return (each for each in known if each.tenant == office.slug)


async def find_simulators_again(scope: Scope, runtime: Runtime) -> None:
    """The demonstration may have been started on another port than before."""
    await scope.execute(
        "UPDATE account SET settings = settings || $2::jsonb WHERE tenant_id = $1 AND kind = 'email'"
        " AND settings ->> 'imap_host' = 'localhost' AND settings ->> 'mail_tls' = 'none'",
        scope.tenant_id,
        msgspec.json.encode(_mail_ports(runtime)).decode(),
    )
    places = "|".join(re.escape(place) for place in (_WHATSAPP, _LAPOR, _GATEWAY, _BALANCE, _TWILIO))
    await scope.execute(
        "UPDATE account SET settings = regexp_replace(settings::text, $2, $3, 'g')::jsonb WHERE tenant_id = $1",
        scope.tenant_id,
        f'"http://localhost:[0-9]+({places})"',
        f'"{_outside(runtime)}\\1"',
    )


async def _whatsapp(scope: Scope, account: DemoAccount, runtime: Runtime) -> None:
    settings = WhatsAppSettings(
        phone_number_id=account.phone_number_id,
        waba_id=account.waba_id,
        display_number=account.address,
        verify_token=account.verify_token,
        app_secret=account.app_secret,
        access_token=account.access_token,
        api_base=f"{_outside(runtime)}{_WHATSAPP}",
    )
    await runtime.accounts.add(
        scope,
        ChannelKind.WHATSAPP,
        account.name,
        account.phone_number_id,
        settings,
        account_id=UUID(account.id),
    )
    await _templates(scope, UUID(account.id))


async def _sms(scope: Scope, number: DemoSms, runtime: Runtime) -> None:
    settings = _at_twilio(number, runtime) if number.account_sid else _at_gateway(number, runtime)
    await runtime.accounts.add(
        scope, ChannelKind.SMS, number.name, number.number, settings, account_id=UUID(number.id)
    )


def _at_gateway(number: DemoSms, runtime: Runtime) -> SmsSettings:
    outside = _outside(runtime)
    return SmsSettings(
        sender=number.number,
        send_address=f"{outside}{_GATEWAY}",
        check_address=f"{outside}{_BALANCE}",
        access_key=number.access_key,
        hook_word=number.hook_word,
        in_time="time",
        in_joint="ref",
        in_part="part",
        in_parts="parts",
    )


def _at_twilio(number: DemoSms, runtime: Runtime) -> SmsSettings:
    return SmsSettings(
        sender=number.number,
        provider="twilio",
        send_address=f"{_outside(runtime)}{_TWILIO}",
        user=number.account_sid,
        access_key=number.access_key,
        hook_word=number.hook_word,
    )


async def _mailbox(scope: Scope, mailbox: DemoMail, office: SeedOffice, runtime: Runtime) -> None:
    """Read and written to in the clear: nothing of it leaves the machine, and only there is that allowed."""
    ports = _mail_ports(runtime)
    settings = EmailSettings(
        mailbox=mailbox.address,
        imap_host="localhost",
        smtp_host="localhost",
        mail_user=mailbox.user,
        mail_password=mailbox.password,
        display_name=office.desk_name,
        mail_tls="none",
        imap_port=ports["imap_port"],
        smtp_port=ports["smtp_port"],
        results_host=MAIL_HOST,
    )
    await runtime.accounts.add(
        scope, ChannelKind.EMAIL, mailbox.name, mailbox.address, settings, account_id=UUID(mailbox.id)
    )


async def _line(scope: Scope, line: DemoLine, runtime: Runtime) -> None:
    settings = PhoneSettings(line_number=line.number, exchange="Simulator", call_secret=line.secret)
    await runtime.accounts.add(
        scope, ChannelKind.PHONE, line.name, line.number, settings, account_id=UUID(line.id)
    )


async def _agency(scope: Scope, agency: DemoAgency, runtime: Runtime) -> None:
    settings = LaporSettings(
        auth_value=agency.auth_value,
        token_value=agency.token_value,
        user_id=agency.institution_id,
        disposition_id=agency.institution_id,
        category_id=1,
        base_url=f"{_outside(runtime)}{_LAPOR}",
    )
    await runtime.accounts.add(scope, ChannelKind.LAPOR, "SP4N-LAPOR!", str(agency.institution_id), settings)


async def _templates(scope: Scope, account_id: UUID) -> None:
    """Those that the simulated remote approved, as if the administrator had read its list already."""
    for name, language, body, variables in TEMPLATES:
        template = MessageTemplate(
            id=uuid7(),
            account_id=account_id,
            name=name,
            language=language,
            category="utility",
            body=body,
            variables=variables,
            state=TemplateState.APPROVED,
        )
        await message_templates.add(scope, template)


def _mail_ports(runtime: Runtime) -> dict[str, str]:
    imap, smtp = runtime.settings.mail_ports or (993, 465)
    return {"imap_port": str(imap), "smtp_port": str(smtp)}


def _outside(runtime: Runtime) -> str:
    return f"http://localhost:{runtime.settings.port + 1}"
