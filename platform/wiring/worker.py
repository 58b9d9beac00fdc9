"""The worker: everything that happens without somebody pressing a button."""

import asyncio
import contextlib
import signal
from functools import partial
from typing import Any

import asyncpg
import structlog
import uvloop

from helpdesk.attachments.service import fetch_due
from helpdesk.cases.recounting import recount_due
from helpdesk.cases.watch import sweep as sweep_clocks
from helpdesk.channels.probing import probe_due
from helpdesk.delivery.service import send_due
from helpdesk.drafts.sending import send_due as send_held
from helpdesk.escalation.agreeing import expire_due
from helpdesk.inbox.listening import Ears
from helpdesk.inbox.looking import look_due
from helpdesk.incoming.chores import keep_due
from helpdesk.intake.service import end_left_alone, take_in
from helpdesk.notifications.alerting import tell_due as tell_alerts
from helpdesk.registers.answering import answer_due
from helpdesk.registers.service import advance_due
from helpdesk.relay.alarms import carry_alarms
from helpdesk.relay.announcing import carry_announcements
from helpdesk.relay.counting import carry_figures
from helpdesk.relay.service import carry_due, carry_far
from helpdesk.reminders.service import remind_due
from helpdesk.retention.jobs import erase_due, look_again
from helpdesk.rounds.keeping import keep as keep_rounds
from helpdesk.scanning.service import let_all_go, scan_due
from helpdesk.sheets.importing import import_due
from kit import doorbell
from kit.logging import configure
from kit.settings import Settings, require
from tenants.audit.service import seal
from tenants.delegations.carrying import carry_due as carry_delegations
from tenants.outbox import publishing
from tenants.outbox.dispatcher import dispatch
from wiring.forgetting import forget_due
from wiring.keeping import NOT_SCANNED
from wiring.loops import Loop
from wiring.runtime import Runtime, calm_collector, open_runtime
from wiring.subscriptions import looking_again, subscriptions

log = structlog.get_logger()

NEEDS = ("worker_url", "sweep_url", "redis_url")
"""Settings without which no worker starts."""

_FINISH_SECONDS = 18.0


def serve(settings: Settings, *, only: frozenset[str] = frozenset()) -> None:
    """Run until SIGTERM or SIGINT; turns under way are finished within 18 seconds.

    `only` names kinds of work, for a worker of its own; otherwise it does all of them.
    """
    require(settings, *NEEDS)
    configure()
    uvloop.run(_serve(settings, only))


def loops(runtime: Runtime, ears: Ears | None = None) -> list[Loop]:
    """All kinds of work, in the order a message meets them; `ears` are the process's own, which closes them."""
    ears = ears or Ears(runtime.accounts, runtime.bell.ring)
    book, listening = runtime.accounts, subscriptions(runtime.accounts, runtime.links, runtime.unit_links)

    def due(work: str) -> str:
        return f"SELECT tenant_id FROM due_tenants('{work}', 200)"  # noqa: S608 - literals below

    return [
        Loop(
            "inbox",
            due("inbox"),
            partial(take_in, book=book),
            at_once=3,
            after=("outbox", "delivery", "attachment"),
        ),
        Loop(
            "mailbox",
            due("mailbox"),
            partial(look_due, book=book, files=runtime.files),
            at_once=8,
            after=("inbox",),
        ),
        Loop("listening", due("listening"), ears.begin_due),
        Loop("probe", due("probe"), partial(probe_due, book=book), at_once=16),
        Loop(
            "outbox",
            due("outbox"),
            partial(dispatch, subscriptions=listening, ring=runtime.live.ringer.published),
            after=("delivery", "letter", "far_letter"),
        ),
        Loop(
            "delivery",
            due("delivery"),
            partial(send_due, book=book, pin_key=runtime.pin_key, files=runtime.files),
            at_once=16,
            after=("outbox",),
        ),
        Loop("dialogue", due("dialogue"), end_left_alone, after=("outbox", "delivery", "attachment")),
        Loop("held", due("held"), partial(send_held, book=book), at_once=8, after=("outbox", "delivery")),
        Loop("offer", due("offer"), expire_due, after=("outbox", "letter", "far_letter")),
        Loop("letter", due("letter"), partial(carry_due, files=runtime.files), at_once=4, after=("inbox",)),
        Loop(
            "far_letter",
            due("far_letter"),
            partial(carry_far, files=runtime.files, far=runtime.far),
            at_once=8,
        ),
        Loop(
            "announcement",
            due("announcement"),
            partial(carry_announcements, far=runtime.far),
            at_once=8,
        ),
        Loop("figures", due("figures"), partial(carry_figures, far=runtime.far), at_once=8),
        Loop(
            "attachment",
            due("attachment"),
            partial(fetch_due, book=book, files=runtime.files),
            at_once=8,
        ),
        *_scanning(runtime, due("scan")),
        Loop(
            "register",
            due("register"),
            partial(advance_due, book=book, files=runtime.files),
            at_once=8,
            after=("outbox",),
        ),
        Loop(
            "register_answer",
            due("register_answer"),
            partial(answer_due, book=book, files=runtime.files),
            at_once=8,
        ),
        Loop("chore", due("chore"), partial(keep_due, book=book), at_once=4, after=("register", "outbox")),
        Loop(
            "alert",
            due("alert"),
            partial(tell_alerts, book=book, links=runtime.links),
            after=("delivery",),
        ),
        Loop(
            "reminder",
            due("reminder"),
            partial(remind_due, hands=looking_again(book, runtime.links)),
            after=("outbox", "alert", "delivery"),
        ),
        Loop("alarm", due("alarm"), carry_alarms, after=("alert",)),
        Loop("delegation", due("delegation"), carry_delegations, after=("outbox",)),
        Loop("recount", due("recount"), recount_due),
        Loop("retention", due("retention"), erase_due, after=("outbox", "letter")),
        Loop("erasure", due("erasure"), look_again, after=("outbox", "letter")),
        Loop("sheet", due("sheet"), import_due, after=("outbox",)),
        Loop(
            "round",
            due("round"),
            partial(keep_rounds, book=book, links=runtime.links),
            after=("outbox", "delivery"),
        ),
        Loop(
            "clock",
            due("clock"),
            sweep_clocks,
            at_once=2,  # one office is reckoned while the rows of another are written
            after=("outbox",),
        ),
        Loop(
            "forgetting",
            "SELECT tenant_id FROM due_forgetting_tenants(200)",
            partial(forget_due, files=runtime.files, drafts=runtime.settings.data / "drafts"),
        ),
        Loop("audit", "SELECT tenant_id FROM due_audit_tenants(200)", seal),
    ]


def _scanning(runtime: Runtime, due: str) -> list[Loop]:
    """Without a word about a scanner, files that wait for one go on waiting."""
    if runtime.scanner is not None:
        look = partial(scan_due, files=runtime.files, scanner=runtime.scanner)
        return [Loop("scan", due, look, at_once=3, after=("outbox", "delivery"))]
    if runtime.settings.scanner == NOT_SCANNED:
        return [Loop("scan", due, let_all_go, after=("outbox", "delivery"))]
    return []


async def _serve(settings: Settings, only: frozenset[str]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_runtime(settings, settings.worker_url, connections=12) as runtime:
        sweep: asyncpg.Pool[Any]
        async with asyncpg.create_pool(settings.sweep_url, min_size=1, max_size=3) as sweep:
            ears = Ears(runtime.accounts, runtime.bell.ring)
            heard = frozenset(subscriptions(runtime.accounts, runtime.links, runtime.unit_links))
            work = [loop for loop in loops(runtime, ears) if not only or loop.topic in only]
            try:
                with publishing.at_once(heard, runtime.live.ringer.published):
                    await _run(settings, work, sweep, stop)
            finally:
                await ears.close()


async def _run(settings: Settings, work: list[Loop], sweep: "asyncpg.Pool[Any]", stop: asyncio.Event) -> None:
    by_topic = {loop.topic: loop for loop in work}

    def ring(topic: str) -> None:
        if topic in by_topic:
            by_topic[topic].ring()

    tasks = [asyncio.create_task(loop.run(sweep, ring)) for loop in work]
    tasks.append(asyncio.create_task(doorbell.answer(settings.redis_url, ring)))
    calm_collector()
    log.info("worker_ready", topics=len(work))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_FINISH_SECONDS):
            await asyncio.gather(*(loop.drain() for loop in work))
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error
