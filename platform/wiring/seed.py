"""Seed a demonstration: offices, units, hours, promises, people, accounts. Running it twice changes nothing."""

import asyncio
from uuid import UUID

import asyncpg

from admin.offices.furnishing import furnish, is_furnished
from helpdesk.texts import store as own_texts
from helpdesk.unit_terms import store as unit_terms
from helpdesk.unit_terms.model import UnitTerms
from kit.ids import uuid7
from kit.passwords import hash_password
from kit.settings import Settings, require
from tenants.directory import store as directory
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.people import store as people_store
from tenants.sessions.rules import digest_of, new_api_key
from wiring.demo import (
    Coordinates,
    DemoAgency,
    DemoKey,
    DemoTenant,
    DemoUser,
    make,
    new_account,
    new_line,
    new_mail_account,
    new_password,
    new_secret,
    new_sms_account,
)
from wiring.offices import add_office
from wiring.runtime import Runtime, open_runtime
from wiring.seed_accounts import add_accounts, find_simulators_again
from wiring.seed_data import KEY_SCOPES, OFFICES, UNIT_PHONES, SeedOffice
from wiring.seed_texts import OWN_TEXTS


def run(settings: Settings) -> None:
    """Seed what is missing; each office in one transaction, so that a stop in the middle is mended next time."""
    require(settings, "owner_url", "worker_url", "redis_url")
    asyncio.run(_seed(settings))


async def _seed(settings: Settings) -> None:
    known = make(settings, _invented(settings))
    owner = await asyncpg.connect(settings.owner_url)
    try:
        ids = {office.slug: await add_office(owner, office) for office in OFFICES}
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
            await find_simulators_again(scope, runtime)
            return
    ids = {user.email: await _person(user) for user in people}
    async with tenant_scope(tenant_id) as scope:
        await furnish(scope, office, runtime.accounts, quiet_nights=False)
        for user in people:
            await _member(scope, ids[user.email], user)
        for person in office.people:
            if person.phone:
                await _phone(scope, ids[person.email], person.phone)
        for unit, phone in UNIT_PHONES.get(office.slug, {}).items():
            unit_id = (await people_store.units_named(scope, [unit]))[unit]
            await unit_terms.save(scope, UnitTerms(unit_id=unit_id, phone=phone))
        await add_accounts(scope, office, known, runtime)
        for place, words in OWN_TEXTS.get(office.slug, {}).items():
            await own_texts.put(scope, place, words, 0)
        for key in known.api_keys:
            if key.tenant == office.slug:
                await _key(scope, key)


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
        sms_accounts=[
            new_sms_account(o.slug, f"SMS {o.desk_name}", o.sms, at_twilio=o.sms_at_twilio)
            for o in OFFICES
            if o.sms
        ],
        mail_accounts=[new_mail_account(o.slug, f"Surel {o.desk_name}", o.email) for o in OFFICES if o.email],
        phone_lines=[new_line(o.slug, f"Telepon {o.desk_name}", o.telephone) for o in OFFICES if o.telephone],
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
