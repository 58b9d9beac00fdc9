"""Harmful words in every field, file name and profile name: nothing runs, nothing leaves, nothing is taken for HTML."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from support.clicks import Theatre
from support.crawling import Walk, addresses
from support.marker import Watch
from support.planted_sheets import bring_sheets
from support.planting import STAFF, Planting

NO_PAGES = {
    "/health/live": "for machines",
    "/health/ready": "for machines",
    "/metrics": "for machines",
    "/s/{digest}/{name}": "the same for everybody",
    "/desk/{slug}": "what people type; it leads to the list: test_desk_list.py",
    "/desk/{slug}/stream": "a stream of doorbells that never ends, and carries numbers only",
    "/desk/{slug}/cases/{number}/held/{draft_id}": "ten seconds of an undo: test_desk_composer.py",
    "/notice/{token}": "a signed link that leads to a case's own page",
    "/desk/{slug}/letters/{carried_id}": "of a letter that did not arrive: test_desk_letter_log.py",
    "/unit/{token}": "opened by a code only: test_unit_links.py writes harmful words there",
    "/unit/{token}/files/{file_id}": "a download from that page",
    "/files/{token}": "a signed link to a download, never shown: test_t44_files.py",
    "/admin/{slug}/channels/{account_id}/letters/{letter_id}": "a download, never shown: test_desk_letters.py",
    "/desk/{slug}/lapor.csv": "a download, offered where something differs: test_desk_register.py",
    "/welcome/{token}": "a link that is used once, walked by test_t37_links.py",
}
"""Addresses that no link leads to, and why that is so."""
READ_IN = {
    "/desk/{slug}/cases",
    "/desk/{slug}/cases/{number}",
    "/desk/{slug}/cases/{number}/{deed}",
    "/desk/{slug}/contacts/{contact_id}",
    "/desk/{slug}/contacts/{contact_id}/part/{merge_id}",
    "/desk/{slug}/duties",
    "/desk/{slug}/overview",
    "/admin/{slug}",
    "/admin/{slug}/sheets/{import_id}",
    "/admin/{slug}/retention",
    "/t/{slug}/track/report",
}
"""Where a payload must have been read, else the crawl says nothing."""
STEPS = ("text", "about", "purpose", "where", "when", "files", "contact", "reply", "check")
STARTS = {
    "staff": ("/desk", "/admin", "/password", "/switch"),
    "citizen": (
        "/",
        "/t/batang",
        "/t/batang/track",
        "/t/batang/track/report",
        "/sign-in",
        "/sign-in/forgotten",
    ),
}


def announces(planting: Planting) -> None:
    """The ministry tells all offices something, for a week."""
    robot, day = planting.staff("ministry administrator"), datetime.now(ZoneInfo("Asia/Jakarta")).date()
    robot.opens("/admin/kemenkes/announcements/new")
    robot.fills("/announcements/new", since=f"{day}", until=f"{day + timedelta(days=7)}")


def asks_for_help(planting: Planting) -> None:
    """An office asks for the ministry's agent, who reads why above every page."""
    robot = planting.staff("administrator")
    robot.opens("/admin/batang/delegations/new")
    robot.fills("/delegations/new", home="kemenkes", email=STAFF["ministry agent"])
    planting.desk.settle()


def test_harmful_words_stay_words(theatre: Theatre) -> None:
    planting = Planting(theatre.desk)
    planting.everywhere()
    asks_for_help(planting)
    announces(planting)
    draft, taken_in = bring_sheets(planting.staff("supervisor"))
    starts = {"supervisor": [taken_in, f"{taken_in}/progress"], "administrator": [draft]}
    walks = {
        role: _walked(theatre, planting, role, place % 2 == 1, starts.get(role, []))
        for place, role in enumerate(STAFF)
    }
    for citizen in ("citizen", "sender"):
        walks[citizen] = _walked(theatre, planting, citizen, narrow=True)
    faults = [f"{role}: {fault}" for role, walk in walks.items() for fault in walk.faults]
    assert not faults, "\n".join(faults)
    read = set().union(*(walk.marked for walk in walks.values()))
    assert read >= READ_IN, f"no payload was read in {sorted(READ_IN - read)}"
    visited = set().union(*(walk.visited for walk in walks.values()))
    wanted = {address.pattern for address in addresses() if "GET" in address.methods}
    missed = {each for each in wanted - visited - NO_PAGES.keys() if not each.startswith("/api/")}
    assert not missed, f"nobody came to {sorted(missed)}"


def _starts(planting: Planting, role: str) -> list[str]:
    """Where somebody begins; agent and administrator also read the parts of pages that scripts fetch."""
    if role == "sender":
        return ["/t/batang/done"]
    if role == "citizen":
        steps = [
            f"/t/batang/new/{kind}/{step}"
            for kind in ("complaint", "consultation", "information")
            for step in STEPS
        ]
        return [*STARTS["citizen"], *steps]
    if role == "administrator":
        return [*STARTS["staff"], "/admin/batang/promises/progress"]
    if role != "agent":
        return list(STARTS["staff"])
    at = "/desk/batang"
    case = f"{at}/cases/{planting.numbers['kept']}"
    parts = [
        f"{at}/live/cases/{planting.numbers['kept']}",
        f"{at}/live/here",
        f"{at}/live/list",
        f"{at}/live/calls",
        f"{at}/live/calls/{planting.call}",
        f"{case}/canned",
    ]
    return [*STARTS["staff"], *parts]


def _walked(
    theatre: Theatre, planting: Planting, role: str, narrow: bool, further: Sequence[str] = ()
) -> Walk:
    """All pages that somebody can reach, in a window that bypasses the content policy."""
    robot = planting.staff(role) if role in STAFF else planting.robots[role]
    context = theatre.browser.new_context(
        base_url=theatre.desk.web, bypass_csp=True, viewport={"width": 390 if narrow else 1440, "height": 900}
    )
    context.add_cookies(
        [{"name": c.name, "value": c.value or "", "url": theatre.desk.web} for c in robot.http.cookies.jar]
    )
    watch = Watch(context, {theatre.desk.web.removeprefix("http://")})
    walk = Walk(watch, theatre.desk.web, addresses(), thorough=role in ("agent", "citizen"))
    walk.begin([*further, *_starts(planting, role)])
    context.close()
    return walk
