"""`/me`, `/units`, `/topics`, `/authorities`, `/announcements`, `/events`: who asks, the parts of the office, what it
is told, and what happens in it."""

from typing import Annotated

from litestar import get
from litestar.params import FromQuery, QueryParameter

from helpdesk.announcements.model import Importance
from helpdesk.announcements.service import heard
from helpdesk.api import service
from helpdesk.api.office_answers import (
    AnnouncementList,
    AnnouncementOut,
    AuthorityList,
    AuthorityOut,
    EventList,
    Me,
    OfficeOut,
    TopicList,
    TopicOut,
    UnitList,
    UnitOut,
)
from helpdesk.api.problem import problems
from helpdesk.api.requests import AnyRequest, Caller, runtime_of
from helpdesk.authorities.service import authorities_to_name
from helpdesk.registers.modes import mode_of
from helpdesk.topics.service import topics_to_read
from tenants.offices.service import office
from tenants.permissions.model import Permission
from tenants.permissions.rules import require

Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=500)]


@get("/me", operation_id="readMe", tags=["office"], responses=problems())
async def me(request: AnyRequest, actor: Caller) -> Me:
    """The office whose key it is, how it deals with SP4N-LAPOR, and the key's scopes."""
    own = await office(actor.tenant_id)
    return Me(
        key_id=actor.id,
        office=OfficeOut(id=own.uid, slug=own.slug, name=own.name, level=own.level, timezone=own.timezone),
        register_mode=await mode_of(actor, runtime_of(request).accounts),
        scopes=tuple(sorted(permission.value for permission in actor.permissions)),
    )


@get("/units", operation_id="listUnits", tags=["office"], responses=problems())
async def units(actor: Caller) -> UnitList:
    """The units of the office; facilities are those that citizens can name. Scope `cases:read`."""
    found = await service.units_of(actor)
    return UnitList(
        items=tuple(
            UnitOut(
                id=unit.id,
                parent_id=unit.parent_id,
                name=unit.name,
                kind=unit.kind,
                is_facility=unit.is_facility,
                active=unit.active,
            )
            for unit in found
        )
    )


@get("/topics", operation_id="listTopics", tags=["office"], responses=problems())
async def topics(actor: Caller) -> TopicList:
    """What cases can be about, in the office's own words. Scope `cases:read`."""
    found = await topics_to_read(actor)
    return TopicList(items=tuple(TopicOut(id=each.id, name=each.name, active=each.active) for each in found))


@get("/authorities", operation_id="listAuthorities", tags=["office"], responses=problems())
async def authorities(actor: Caller) -> AuthorityList:
    """Authorities outside that a case can be referred to. Scope `cases:read`."""
    found = await authorities_to_name(actor)
    return AuthorityList(
        items=tuple(AuthorityOut(id=each.id, name=each.name, reach=each.reach) for each in found)
    )


@get("/announcements", operation_id="listAnnouncements", tags=["office"], responses=problems())
async def announcements(actor: Caller) -> AnnouncementList:
    """What the offices above tell this one now. Scope `cases:read`."""
    require(actor, Permission.READ_CASES)
    return AnnouncementList(
        items=tuple(
            AnnouncementOut(
                id=each.id,
                office=each.office,
                title=each.title,
                text=each.text,
                important=each.importance is Importance.IMPORTANT,
                begins_at=each.begins_at,
                ends_at=each.ends_at,
                changed_at=each.changed_at,
                version=each.version,
            )
            for each in await heard(actor)
        )
    )


@get("/events", operation_id="readEvents", tags=["office"], responses=problems())
async def events(actor: Caller, after: FromQuery[str] = "", limit: Limit = 100) -> EventList:
    """What happened after a cursor, in the order of publishing; without one, from the beginning. Keep the
    cursor of each answer and ask again from there: nothing is ever put in before it. Scope `events:read`."""
    return await service.events_after(actor, after, limit)


ROUTES = (me, units, topics, authorities, announcements, events)
