"""All addresses of the portal."""

from litestar import Router

from helpdesk.portal.about import ABOUT_ROUTES
from helpdesk.portal.agreeing import AGREEING_ROUTES
from helpdesk.portal.answering import ANSWERING_ROUTES
from helpdesk.portal.answers import ANSWER_ROUTES
from helpdesk.portal.done import DONE_ROUTES
from helpdesk.portal.filing import FILING_ROUTES
from helpdesk.portal.home import HOME_ROUTES
from helpdesk.portal.pages import unreadable
from helpdesk.portal.sending import SENDING_ROUTES
from helpdesk.portal.tracking import TRACKING_ROUTES

_MOST_BYTES = 256 * 1024
"""Of a form without files: a text that is far too long still comes back to be shortened."""

portal_routes: list[Router] = [
    Router(
        path="/",
        route_handlers=[
            *HOME_ROUTES,
            *ABOUT_ROUTES,
            *FILING_ROUTES,
            *ANSWER_ROUTES,
            *SENDING_ROUTES,
            *DONE_ROUTES,
            *TRACKING_ROUTES,
            *ANSWERING_ROUTES,
            *AGREEING_ROUTES,
        ],
        exception_handlers={UnicodeDecodeError: unreadable},
        include_in_schema=False,
        request_max_body_size=_MOST_BYTES,
    )
]
