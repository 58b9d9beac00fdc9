"""All pages of the desk: `/desk/{slug}/…`; forms are guarded where all pages are put together."""

from litestar import Router

from helpdesk.desk.acting import deed_page, do_deed, more_page, reveal_citizen
from helpdesk.desk.announced import ANNOUNCEMENT_ROUTES
from helpdesk.desk.call_acts import finish_call, take_call
from helpdesk.desk.call_note import note
from helpdesk.desk.call_page import live_call, live_calls, show_call, show_calls
from helpdesk.desk.case_page import show_case
from helpdesk.desk.contact_merging import MERGING_ROUTES
from helpdesk.desk.contact_page import CONTACT_ROUTES
from helpdesk.desk.drafting import DRAFT_ROUTES
from helpdesk.desk.duties import DUTY_ROUTES
from helpdesk.desk.exporting import send_list
from helpdesk.desk.files import send_file
from helpdesk.desk.fragments import live_case, live_here, live_list, live_writing
from helpdesk.desk.handed_list import SHARED_ROUTES
from helpdesk.desk.helping import keys_page, switch_keys
from helpdesk.desk.letters import LETTER_ROUTES
from helpdesk.desk.listing import home, list_page
from helpdesk.desk.opening import new_page, open_case
from helpdesk.desk.overseeing import overview_page
from helpdesk.desk.printing import print_page
from helpdesk.desk.promising import promises_page
from helpdesk.desk.register_import import choose_export, take_export
from helpdesk.desk.register_page import register_page, send_register
from helpdesk.desk.round_acts import (
    check_line,
    check_quiet,
    excuse_round,
    finish_round,
    see_line,
    sign_round,
)
from helpdesk.desk.round_board import board_page
from helpdesk.desk.round_month import month_page, send_month
from helpdesk.desk.round_page import show_line, show_round
from helpdesk.desk.streaming import stream
from helpdesk.desk.unsent import drafts_page

_PAGES = [
    *(home, list_page, show_case, more_page, promises_page, deed_page, do_deed, reveal_citizen),
    *(new_page, open_case, send_file),
    *CONTACT_ROUTES,
    *MERGING_ROUTES,
    *DUTY_ROUTES,
    *ANNOUNCEMENT_ROUTES,
    *LETTER_ROUTES,
    *(show_calls, live_calls, show_call, live_call, note, take_call, finish_call),
    *(drafts_page, *DRAFT_ROUTES),
    *(stream, live_list, live_case, live_here, live_writing),
    *(keys_page, switch_keys, send_list, print_page),
    *(register_page, send_register, choose_export, take_export),
    *(board_page, month_page, send_month, show_round, show_line),
    *(check_line, see_line, check_quiet, finish_round, sign_round, excuse_round),
]

desk_routes = [Router(path="/desk/{slug:str}", route_handlers=_PAGES, include_in_schema=False)]
overview_routes = [
    Router(path="/desk/{slug:str}", route_handlers=[overview_page, *SHARED_ROUTES], include_in_schema=False)
]
