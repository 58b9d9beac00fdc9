"""All pages of the administration: `/admin/{slug}/…`; forms are guarded where all pages are put together."""

from litestar import Router

from admin.announcements.routes import announcement_pages
from admin.approvals.routes import approval_pages
from admin.audit.routes import audit_pages
from admin.authorities.routes import authority_pages
from admin.calendars.routes import calendar_pages
from admin.canned.routes import canned_pages
from admin.channels.routes import channel_pages
from admin.delegations.routes import delegation_pages
from admin.elsewhere.routes import elsewhere_pages
from admin.message_templates.routes import template_pages
from admin.offices.routes import office_pages
from admin.people.routes import people_pages
from admin.promises.routes import promise_pages
from admin.registers.routes import register_pages
from admin.relations.routes import relation_pages
from admin.retention.routes import retention_pages
from admin.rounds.routes import round_pages
from admin.sheets.export_pages import export_pages
from admin.sheets.routes import sheet_pages
from admin.start.routes import start_pages
from admin.texts.routes import text_pages
from admin.topics.routes import topic_pages
from admin.units.posters import poster_pages
from admin.units.reaching import reach_pages
from admin.units.routes import unit_pages

_MOST_BYTES = 16 * 1024

admin_routes = [
    Router(
        path="/admin/{slug:str}",
        route_handlers=[
            *delegation_pages,
            *(*start_pages, *people_pages, *poster_pages, *reach_pages, *unit_pages, *channel_pages),
            *(*approval_pages, *calendar_pages, *promise_pages, *round_pages, *topic_pages, *relation_pages),
            *authority_pages,
            *register_pages,
            *elsewhere_pages,
            *retention_pages,
            *(*office_pages, *announcement_pages),
            *(*canned_pages, *template_pages, *text_pages, *audit_pages),
            *(*sheet_pages, *export_pages),
        ],
        include_in_schema=False,
        request_max_body_size=_MOST_BYTES,
    )
]
