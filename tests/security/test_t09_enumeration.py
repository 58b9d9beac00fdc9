"""Nobody learns who has an account: same words, same work (T9; osTicket 86165c2e, RT CVE-2021-38562)."""

import re
import statistics
import time

from support.front_door import Door, Staff
from tenants.doors import tenant_scope

ROUNDS = 12


async def _people(door: Door) -> dict[str, Staff]:
    existing, disabled = await door.staff(), await door.staff()
    async with tenant_scope(disabled.tenant_id) as scope:
        await scope.execute("UPDATE membership SET active = false WHERE tenant_id = $1", disabled.tenant_id)
    missing = Staff(tenant_id=0, slug="", person_id=existing.person_id, email="nobody-at-all@kantor.example")
    return {"existing": existing, "disabled": disabled, "missing": missing}


async def test_every_refusal_reads_the_same(door: Door) -> None:
    seen = set()
    for staff in (await _people(door)).values():
        answer = await door.browser().sign_in(staff, "salah salah salah salah")
        body = re.sub(r"value=\"[^\"]*\"|nonce=\"[^\"]*\"", "", answer.text)
        headers = [name for name, _ in sorted(answer.headers.items())]
        seen.add((answer.status_code, body, tuple(headers)))
    assert len(seen) == 1


async def test_the_right_password_of_somebody_disabled_reads_the_same(door: Door) -> None:
    people = await _people(door)
    disabled = await door.browser().sign_in(people["disabled"])
    missing = await door.browser().sign_in(people["missing"])
    assert disabled.status_code == missing.status_code == 422
    assert not disabled.headers.get_list("set-cookie")


async def test_every_refusal_costs_the_same(door: Door) -> None:
    """Medians within 10 % of this process' own time: it does the hashing, and no neighbour disturbs it."""
    people = await _people(door)
    spent: dict[str, list[float]] = {name: [] for name in people}
    for turn in range(ROUNDS):
        for name, staff in people.items():
            browser = door.browser(address=f"198.51.100.{turn}")
            token = await browser.token("/sign-in")
            before = time.process_time()
            await browser.post("/sign-in", token, email=staff.email, password="salah salah salah salah")
            spent[name].append(time.process_time() - before)
    medians = {name: statistics.median(times) for name, times in spent.items()}
    assert min(medians.values()) > 0.01, "somewhere no password was compared"
    assert max(medians.values()) < min(medians.values()) * 1.1, medians
