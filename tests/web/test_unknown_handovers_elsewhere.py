"""A letter from elsewhere of a hand-over whose offer never came: on the desk's page, and what its writer hears."""

import re

from support.between import between_installations
from support.officers import Floor
from tenants.permissions.model import Role

REASON = "Tawarannya tidak pernah kami terima."


async def test_a_supervisor_reads_why_it_waits_and_gives_the_case_back(floor: Floor) -> None:
    district = floor.world.district
    async with between_installations(floor) as between:
        between.far.seq = 1  # its offer is lost
        word = between.far.word("Sudah kami kirim.")
        assert await between.far.hands_in(word) == 200
        for _ in range(76):
            await floor.world.clock.forward(minutes=69)
            await floor.world.take_in(district)
        wahyu, _ = await floor.officer(Role.SUPERVISOR)
        stuck = await wahyu.get("letters?state=dead")
        assert "Serah terimanya tidak dikenal di sini: tawarannya tidak pernah sampai." in stuck.text
        [at] = set(re.findall(rf"/desk/{district.slug}/letters/[0-9a-f-]{{36}}", stuck.text))
        page = await wahyu.get(at)
        assert "dan kasusnya kembali ke sana." in page.text
        answer = await wahyu.send(page, "/settle", reason=REASON)
        assert answer.status_code == 303
        await floor.world.work()
        told = [each["data"] for each in between.door.messages if each["type"] == "letter.v1"]
        assert [(each["seq"], each["content"]["type"], each["content"]["reason"]) for each in told] == [
            (1, "ended", REASON),
            (2, "set_aside", REASON),
        ]
        assert {each["link"] for each in told} == {str(between.far.link)}
        assert told[1]["content"]["of"] == str(word.id)
        assert "Tidak tersampaikan" not in (await wahyu.get("letters?state=dead")).text
        follows = between.far.word("Dan ini lagi.")
        assert await between.far.hands_in(follows) == 200
        await floor.world.work()
        waiting = "SELECT count(*) FROM inbox_entry WHERE tenant_id = $1 AND state IN ('new', 'failed')"
        assert await district.value(waiting) == 0, "nobody waits for what follows it"
