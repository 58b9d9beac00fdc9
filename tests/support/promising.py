"""An administrator writes a new version of the time promises: one form, many buttons."""

import html
import re
from typing import Any

import httpx
from msgspec import json

from helpdesk.sla.targets import RuleSet
from support.officers import BASE, Browser, Floor, Form

DRAFT = "/promises/draft"


async def press(browser: Browser, page: httpx.Response, act: str, **typed: Any) -> httpx.Response:
    """Press one button of the draft's form; a condition that is not typed keeps no tick."""
    form = Form(page.text, DRAFT)
    fields = {name: value for name, value in form.fields.items() if not name.startswith("if_")}
    return await browser.http.post(
        form.action.partition("#")[0], data={**fields, **typed, "act": act}, headers={"origin": BASE}
    )


def told(page: httpx.Response) -> str:
    """The words of a page, without its marks."""
    words = re.sub(r"<(?!input)[^>]+>", " ", page.text)
    return " ".join(html.unescape(words).split())


async def stored(floor: Floor) -> list[RuleSet]:
    rows = await floor.world.district.rows(
        "SELECT rules::text AS rules FROM rule_set WHERE tenant_id = $1 ORDER BY (rules->>'number')::int"
    )
    return [json.decode(row["rules"], type=RuleSet) for row in rows]


async def begun(browser: Browser) -> httpx.Response:
    page = await browser.get("promises/draft")
    assert page.status_code == 200, page.text
    return page


async def quicker(browser: Browser, page: httpx.Response) -> httpx.Response:
    """Complaints are answered within three working days."""
    page = await press(browser, page, "edit:complaint")
    typed = {"amount_first_response": "3", "if_kind": ["complaint"]}
    answer = await press(browser, page, "apply:complaint", **typed)
    assert answer.status_code == 200, told(answer)
    return answer
