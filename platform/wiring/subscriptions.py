"""Who listens to which fact: everything that happens by itself can be read here, top to bottom.

Subscribers run in the worker only, once per fact, each in a transaction of its own.
"""

from collections.abc import Mapping

from helpdesk.cases import approving
from helpdesk.channels.accounts import AccountBook
from helpdesk.consenting.expiring import expire
from helpdesk.escalation.filings import pass_on_number, tell_filing
from helpdesk.escalation.holders import tell_back, tell_further, tell_holder
from helpdesk.escalation.joining import follow_merge, go_home
from helpdesk.escalation.keeping import (
    pass_on_citizen,
    tell_answer,
    tell_source_state,
    tell_state,
)
from helpdesk.escalation.naming import pass_on_consent
from helpdesk.escalation.proposing import propose_for_unit
from helpdesk.escalation.speaking import say_for_peer
from helpdesk.notifications.alerting import alert_colleagues
from helpdesk.notifications.approving import tell_approvers, tell_asker, tell_still_waiting
from helpdesk.notifications.beside import tell_at_opening, tell_beside, tell_former_lead, tell_help_over
from helpdesk.notifications.colleagues import answer_colleague, tell_assignee, tell_unit
from helpdesk.notifications.helping import remind_helpers
from helpdesk.notifications.links import Links
from helpdesk.notifications.listening import (
    remind_citizen,
    tell_answered,
    tell_closed,
    tell_duplicate,
    tell_passed_on,
    tell_register_number,
    tell_rejected,
    tell_reopened,
)
from helpdesk.notifications.unheard import tell_lapsed, tell_lapsed_at_opening, tell_unanswered
from helpdesk.registers.by_rule import file_by_rule
from helpdesk.reminders.model import Matter
from helpdesk.reminders.service import Hand
from helpdesk.unit_links.hearing import after_answer, show_the_way
from helpdesk.unit_links.linking import tell_instructed, tell_returned, tell_unit_itself
from helpdesk.unit_links.links import UnitLinks
from tenants.delegations.carrying import end_of_those_gone
from tenants.outbox.dispatcher import Subscriptions


def subscriptions(book: AccountBook, links: Links, unit_links: UnitLinks) -> Subscriptions:
    """Name of the fact → who hears it, in this order."""
    state = ("escalation.tell_state", tell_state)
    source = ("escalation.tell_source_state", tell_source_state)
    holder = ("escalation.tell_holder", tell_holder)
    filing = ("escalation.tell_filing", tell_filing)
    by_rule = ("registers.file_by_rule", file_by_rule(book))
    beside = ("notifications.tell_beside", tell_beside(book, links))
    help_over = ("notifications.tell_help_over", tell_help_over(book, links))
    unit_told = ("unit_links.tell_unit_itself", tell_unit_itself(book, unit_links))
    return {
        "case.message_received": [("escalation.pass_on_citizen", pass_on_citizen)],
        "case.replied": [("escalation.tell_answer", tell_answer), state],
        "case.verified": [state, by_rule],
        "case.corrected": [by_rule],
        "register.consented": [by_rule],
        "register.asked": [filing],
        "register.stuck": [filing],
        "register.not_found": [filing],
        "register.passed_over": [filing],
        "consent.answered": [("escalation.pass_on_consent", pass_on_consent), by_rule],
        "case.disposed": [
            ("notifications.tell_unit", tell_unit(book, links)),
            ("notifications.tell_former_lead", tell_former_lead(book, links)),
            unit_told,
            ("notifications.tell_passed_on", tell_passed_on(book)),
            state,
        ],
        "case.disposition_asked": [("notifications.tell_approvers", tell_approvers(book, links))],
        "case.disposition_decided": [("notifications.tell_asker", tell_asker(book, links))],
        "case.disposition_undecided": [
            ("notifications.tell_approvers", tell_approvers(book, links)),
            ("notifications.tell_still_waiting", tell_still_waiting(book, links)),
        ],
        "consent.expired": [("notifications.tell_unanswered", tell_unanswered(book, links))],
        "case.assigned": [("notifications.tell_assignee", tell_assignee(book, links))],
        "colleague.wrote": [("notifications.answer_colleague", answer_colleague(book, links))],
        "case.unit_joined": [beside, unit_told],
        "case.unit_instructed": [
            beside,
            ("unit_links.tell_instructed", tell_instructed(book, unit_links)),
        ],
        "case.unit_left": [beside],
        "case.unit_answered": [("unit_links.after_answer", after_answer(book))],
        "case.unit_answer_passed_on": [("escalation.propose_for_unit", propose_for_unit)],
        "case.unit_answer_returned": [("unit_links.tell_returned", tell_returned(book, unit_links))],
        "unit.wrote": [("unit_links.show_the_way", show_the_way(book))],
        "case.waiting": [state],
        "case.answered": [("notifications.tell_answered", tell_answered(book)), state],
        "case.rejected": [("notifications.tell_rejected", tell_rejected(book)), help_over, state, source],
        "case.spam": [help_over, state, source],
        "case.duplicate": [
            ("notifications.tell_duplicate", tell_duplicate(book)),
            ("escalation.follow_merge", follow_merge),
            help_over,
        ],
        "case.reopened": [
            ("escalation.go_home", go_home),
            ("notifications.tell_reopened", tell_reopened(book)),
            state,
            source,
        ],
        "case.closed": [
            ("notifications.tell_closed", tell_closed(book)),
            ("notifications.tell_lapsed", tell_lapsed(book, links)),
            help_over,
            state,
            source,
        ],
        "case.escalated": [holder],
        "handover.changed": [("escalation.tell_back", tell_back(book)), holder],
        "handover.decided": [("escalation.tell_back", tell_back(book)), holder],
        "handover.moved": [holder],
        "handover.passed_on": [("escalation.tell_further", tell_further(book)), holder],
        "handover.message": [("escalation.say_for_peer", say_for_peer(book))],
        "clock.missed": [("notifications.alert_colleagues", alert_colleagues)],
        "clock.stage": [
            ("notifications.remind_citizen", remind_citizen(book)),
            ("notifications.alert_colleagues", alert_colleagues),
        ],
        "register.number_known": [
            ("notifications.tell_register_number", tell_register_number(book)),
            ("escalation.pass_on_number", pass_on_number),
        ],
        "staff.membership_changed": [("delegations.end_of_those_gone", end_of_those_gone)],
    }


def looking_again(book: AccountBook, links: Links) -> Mapping[Matter, Hand]:
    """Who looks again at what, when its moment has come."""
    return {
        Matter.PART: tell_at_opening(book, links),
        Matter.HELP: remind_helpers,
        Matter.APPROVAL: approving.look_again,
        Matter.CONSENT: expire,
        Matter.LAPSED: tell_lapsed_at_opening(book, links),
    }
