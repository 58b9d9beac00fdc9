"""Everything that a new office needs to receive its first message."""

from admin.offices.beginnings import CANNED, SUPERVISORY_TOPIC, TOPICS
from admin.offices.model import NewOffice
from helpdesk.canned import store as canned
from helpdesk.canned.model import CannedReply
from helpdesk.channels.accounts import AccountBook, NoSettings
from helpdesk.channels.model import ChannelKind
from helpdesk.delivery import quiet
from helpdesk.delivery.model import QuietHours
from helpdesk.rounds.rules import BATANG
from helpdesk.rounds.setting import begin_with as begin_rounds
from helpdesk.sla import store as sla
from helpdesk.sla.defaults import DISTRICT_RULES, HALO_RULES, halo_hours, office_hours, with_topic
from helpdesk.sla.targets import OFFICE
from helpdesk.topics import store as topics
from helpdesk.topics.model import Topic
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.offices import store as offices
from tenants.offices.model import Level, Unit

_PLAIN_CHANNELS = {
    ChannelKind.PORTAL: "Portal",
    ChannelKind.PHONE: "Telepon",
    ChannelKind.COUNTER: "Loket",
    ChannelKind.SOCIAL_MEDIA: "Media sosial",
    ChannelKind.EMAIL: "Surel",
    ChannelKind.SMS: "SMS",
    ChannelKind.RELAY: "Kantor lain",
    ChannelKind.LAPOR: "SP4N-LAPOR! (tanpa kunci)",
}
"""Ways in that need no settings: every office has them from the first day."""


async def is_furnished(scope: Scope) -> bool:
    """Whether `furnish` was done; of two who ask at once, the second waits for the first one's transaction."""
    await scope.execute("SELECT pg_advisory_xact_lock(7711004, $1)", scope.tenant_id)
    found: bool = await scope.fetchval(
        "SELECT EXISTS (SELECT FROM account WHERE tenant_id = $1 AND kind = $2)",
        scope.tenant_id,
        ChannelKind.PORTAL.value,
    )
    return found


async def furnish(scope: Scope, office: NewOffice, book: AccountBook, *, quiet_nights: bool = True) -> None:
    """Units, hours, promises, a district's rounds, first texts and the channels that need no keys, in the caller's
    transaction. Without quiet nights, whoever tries the office at night sees every message arrive."""
    if not quiet_nights:
        await quiet.put(scope, QuietHours(active=False))
    await _add_units(scope, office)
    hours = halo_hours() if office.hours == "halo" else office_hours(office.timezone)
    await sla.put_hours(scope, OFFICE, "Jam layanan", hours)
    ids = {name: uuid7() for name in TOPICS}
    rules = HALO_RULES if office.hours == "halo" else DISTRICT_RULES
    await sla.add_rule_set(scope, with_topic(rules, str(ids[SUPERVISORY_TOPIC])))
    for kind, name in _PLAIN_CHANNELS.items():
        await book.add(scope, kind, name, "", NoSettings())
    if office.level == Level.DISTRICT:
        await begin_rounds(scope, BATANG, office.timezone)
    for title, text in CANNED:
        await canned.add(scope, CannedReply(id=uuid7(), title=title, text=text, active=True))
    await topics.add(scope, *(Topic(id=each, name=name, active=True) for name, each in ids.items()))


async def _add_units(scope: Scope, office: NewOffice) -> None:
    ids = {unit.name: uuid7() for unit in office.units}
    rows = (
        Unit(
            id=ids[unit.name],
            parent_id=ids[unit.parent] if unit.parent else None,
            name=unit.name,
            kind=unit.kind,
            is_facility=unit.is_facility,
            address=unit.address,
            active=True,
        )
        for unit in office.units
    )
    await offices.add_units(scope, list(rows))
