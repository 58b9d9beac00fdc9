"""Seed a demonstration: offices, units, hours, promises, people, accounts. Running it twice changes nothing."""

import asyncio
from uuid import UUID

import asyncpg

from helpdesk.channels.model import ChannelKind, TemplateState
from helpdesk.message_templates import store as message_templates
from helpdesk.message_templates.model import MessageTemplate
from integrations.lapor.settings import LaporSettings
from integrations.sms.settings import SmsSettings
from integrations.whatsapp.settings import WhatsAppSettings
from kit.ids import uuid7
from kit.passwords import hash_password
from kit.settings import Settings, require
from tenants.directory import store as directory
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.sessions.rules import digest_of, new_api_key
from wiring.demo import (
    Coordinates,
    DemoAgency,
    DemoKey,
    DemoSms,
    DemoTenant,
    DemoUser,
    make,
    new_account,
    new_password,
    new_secret,
    new_sms_account,
)
from wiring.offices import add_office, furnish, is_furnished
from wiring.runtime import Runtime, open_runtime
from wiring.seed_data import KEY_SCOPES, OFFICES, SeedOffice
from wiring.seed_texts import TEMPLATES

TIMEZONE = "Asia/Jakarta"


def run(settings: Settings) -> None:
    """Seed what is missing; each office in one transaction, so that a stop in the middle is mended next time."""
    require(settings, "owner_url", "worker_url", "redis_url")
    asyncio.run(_seed(settings))


async def _seed(settings: Settings) -> None:
    known = make(settings, _invented(settings))
    owner = await asyncpg.connect(settings.owner_url)
    try:
        ids = {office.slug: await add_office(owner, office, TIMEZONE) for office in OFFICES}
    finally:
        await owner.close()
    offices.forget()
    async with open_runtime(settings, settings.worker_url, connections=2) as runtime:
        for office in OFFICES:
            await _furnish(runtime, ids[office.slug], office, known)


async def _furnish(runtime: Runtime, tenant_id: int, office: SeedOffice, known: Coordinates) -> None:
    people = [user for user in known.users if user.tenant == office.slug]
    async with tenant_scope(tenant_id) as scope:
        if await is_furnished(scope):
            await _find_simulators_again(scope, runtime)
            return
    ids = {user.email: await _person(user) for user in people}
    async with tenant_scope(tenant_id) as scope:
        await furnish(scope, office, TIMEZONE, runtime.accounts)
        for user in people:
            await _member(scope, ids[user.email], user)
        for person in office.people:
            if person.phone:
                await _phone(scope, ids[person.email], person.phone)
        await _accounts(scope, office, known, runtime)
        for key in known.api_keys:
            if key.tenant == office.slug:
                await _key(scope, key)


async def _find_simulators_again(scope: Scope, runtime: Runtime) -> None:
    """The demonstration may have been started on another port than before."""
    outside = _outside(runtime)
    for kind, field, address in (
        (ChannelKind.WHATSAPP, "api_base", f"{outside}/whatsapp/v23.0"),
        (ChannelKind.LAPOR, "base_url", f"{outside}/lapor/3.0.0"),
        (ChannelKind.SMS, "send_address", f"{outside}/sms/v1/messages"),
        (ChannelKind.SMS, "check_address", f"{outside}/sms/v1/balance"),
    ):
        await scope.execute(
            "UPDATE account SET settings = settings || jsonb_build_object($3::text, $4::text)"
            " WHERE tenant_id = $1 AND kind = $2 AND settings ->> $3 LIKE 'http://localhost:%'",
            scope.tenant_id,
            kind.value,
            field,
            address,
        )


def _outside(runtime: Runtime) -> str:
    return f"http://localhost:{runtime.settings.port + 1}"


async def _person(user: DemoUser) -> UUID:
    person_id = await directory.add_person(uuid7(), user.email, user.name, "id")
    await directory.set_password(person_id, await hash_password(user.password))
    return person_id


async def _member(scope: Scope, person_id: UUID, user: DemoUser) -> None:
    await scope.execute(
        "INSERT INTO membership (tenant_id, id, person_id, roles, unit_ids)"
        " VALUES ($1, $2, $3, $4, (SELECT coalesce(array_agg(id), '{}') FROM unit"
        " WHERE tenant_id = $1 AND name = ANY($5)))",
        scope.tenant_id,
        uuid7(),
        person_id,
        user.roles,
        user.units,
    )


async def _phone(scope: Scope, person_id: UUID, phone: str) -> None:
    await scope.execute(
        "UPDATE membership SET phone = $3 WHERE tenant_id = $1 AND person_id = $2",
        scope.tenant_id,
        person_id,
        phone,
    )


async def _key(scope: Scope, key: DemoKey) -> None:
    await scope.execute(
        "INSERT INTO api_key (tenant_id, id, name, digest, scopes) VALUES ($1, $2, $3, $4, $5)",
        scope.tenant_id,
        uuid7(),
        "Integrasi demonstrasi",
        digest_of(key.key),
        key.scopes,
    )


async def _accounts(scope: Scope, office: SeedOffice, known: Coordinates, runtime: Runtime) -> None:
    outside = _outside(runtime)
    for account in known.accounts:
        if account.tenant == office.slug:
            settings = WhatsAppSettings(
                phone_number_id=account.phone_number_id,
                waba_id=account.waba_id,
                display_number=account.address,
                verify_token=account.verify_token,
                app_secret=account.app_secret,
                access_token=account.access_token,
                api_base=f"{outside}/whatsapp/v23.0",
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
    for number in known.sms_accounts:
        if number.tenant == office.slug:
            await _sms(scope, number, runtime)
    for agency in known.agencies:
        if agency.tenant == office.slug:
            lapor = LaporSettings(
                auth_value=agency.auth_value,
                token_value=agency.token_value,
                user_id=agency.institution_id,
                disposition_id=agency.institution_id,
                category_id=1,
                base_url=f"{outside}/lapor/3.0.0",
            )
            await runtime.accounts.add(
                scope, ChannelKind.LAPOR, "SP4N-LAPOR!", str(agency.institution_id), lapor
            )


async def _sms(scope: Scope, number: DemoSms, runtime: Runtime) -> None:
    outside = _outside(runtime)
    settings = SmsSettings(
        sender=number.number,
        send_address=f"{outside}/sms/v1/messages",
        check_address=f"{outside}/sms/v1/balance",
        access_key=number.access_key,
        hook_word=number.hook_word,
        in_time="time",
        in_joint="ref",
        in_part="part",
        in_parts="parts",
    )
    await runtime.accounts.add(
        scope, ChannelKind.SMS, number.name, number.number, settings, account_id=UUID(number.id)
    )


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


def _invented(settings: Settings) -> Coordinates:
    return Coordinates(
        base_url=settings.base_url,
        tenants=[DemoTenant(slug=o.slug, name=o.name, portal="", track="") for o in OFFICES],
        users=[
            DemoUser(
                email=person.email,
                password=new_password(),
                tenant=office.slug,
                roles=list(person.roles),
                name=person.name,
                units=list(person.units),
            )
            for office in OFFICES
            for person in office.people
        ],
        accounts=[new_account(o.slug, o.desk_name, o.whatsapp) for o in OFFICES if o.whatsapp],
        api_keys=[DemoKey(tenant=o.slug, key=new_api_key(), scopes=list(KEY_SCOPES)) for o in OFFICES],
        simulators={},
        sms_accounts=[new_sms_account(o.slug, f"SMS {o.desk_name}", o.sms) for o in OFFICES if o.sms],
        agencies=[
            DemoAgency(
                tenant=o.slug,
                institution_id=o.lapor_institution,
                name=o.name,
                auth_value=f"Bearer {new_secret()}",
                token_value=f"{{{str(uuid7()).upper()}}}",
            )
            for o in OFFICES
            if o.lapor_institution
        ],
    )
