"""The ministry's view at two sizes of the country: the same pages asked of both in turn."""

import asyncio
import contextlib
import random
import statistics
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec

from kit.settings import Settings
from tenants.directory.model import Post
from tenants.doors import close_gate, open_gate, tenant_scope
from tenants.permissions.model import Role
from tenants.sessions import service as sessions
from wiring.bench.bed import Bed, free_port, wait_for_port
from wiring.bench.driver import drive, pages
from wiring.bench.filling import fill, link, stand
from wiring.bench.house import member
from wiring.bench.intake import Measurement, conditions, percentile
from wiring.bench.processes import Process

ROUNDS = 5
SECONDS = 4.0
CLIENTS = 4
GOAL = 2.0

_PAGES = {
    "overview": ("overview", "overview?sort=late", "overview?sort=response", "overview?province=33"),
    "list of hand-overs": (
        "overview/shared",
        "overview/shared?holding=there",
        "overview/shared?late=1",
        "overview/shared?province=33",
    ),
    "search in hand-overs": ("overview/shared?q=imunisasi", "overview/shared?q=vaksin+umrah"),
}


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How big a country is."""

    offices: int
    cases: int
    linked: int


SMALL = Size(offices=20, cases=5_000, linked=500)
LARGE = Size(offices=200, cases=50_000, linked=5_000)


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A filled country with its web process, and a supervisor of its ministry."""

    size: Size
    settings: Settings
    port: int
    slug: str
    secret: str


@contextlib.contextmanager
def overseen(bed: Bed, size: Size) -> Iterator[Scene]:
    """Copy the bed's database, put the offices under a ministry, fill it, start a web process."""
    name = f"sahut_{size.offices}"
    settings = bed.copy(name)
    stand(bed.postgres, name, size.offices)
    fill(bed.postgres, name, size.cases)
    link(bed.postgres, name, size.linked)
    found = bed.folder / f"supervisor-{size.offices}.json"
    bed.run("supervisor", partial(_sit_down, settings, found))
    slug, secret = msgspec.json.decode(found.read_bytes(), type=tuple[str, str])
    port = free_port()
    with Process(settings, "web", str(port)):
        wait_for_port(port)
        yield Scene(size=size, settings=settings, port=port, slug=slug, secret=secret)


def _sit_down(settings: Settings, found: Path) -> None:
    found.write_bytes(msgspec.json.encode(asyncio.run(_supervisor(settings))))


async def _supervisor(settings: Settings) -> tuple[str, str]:
    await open_gate(settings.worker_url, most=2)
    try:
        async with tenant_scope(1, read_only=True) as scope:
            who = await member(scope, Role.SUPERVISOR)
        post = Post(tenant_id=1, membership_id=who["id"])
        return who["slug"], await sessions.begin(post, who["person_id"])
    finally:
        await close_gate()


def view(scenes: Sequence[Scene]) -> Iterator[Measurement]:
    """p95 of the ministry's pages: the large country's to the small one's."""
    for name, paths in _PAGES.items():
        rounds = [[_p95(scene, paths, number) for scene in scenes] for number in range(ROUNDS + 1)][1:]
        ratios = [each[-1] / each[0] for each in rounds]
        small = statistics.median(each[0] for each in rounds)
        yield Measurement(
            name=f"ministry's view: {name}, p95",
            value=round(statistics.median(each[-1] for each in rounds), 1),
            unit="ms",
            reference=f"{_said(scenes[0].size)} = {small:.1f} ms, goal {GOAL:g} ×",
            ratio=round(statistics.median(ratios), 3),
            rounds=[round(ratio, 3) for ratio in ratios],
            conditions=f"{conditions(scenes[-1].size.offices)}, {_said(scenes[-1].size)}, {CLIENTS} clients",
        )


def _said(size: Size) -> str:
    return f"{size.offices} offices with {size.cases:,} cases, {size.linked:,} linked"


def _p95(scene: Scene, paths: Sequence[str], number: int) -> float:
    addresses = [(f"/desk/{scene.slug}/{path}", scene.secret) for path in paths]
    chosen = random.Random(number).choices(addresses, k=5_000)  # noqa: S311 - a seeded load
    told = asyncio.run(drive(scene.port, pages(scene.port, chosen), seconds=SECONDS, connections=CLIENTS))
    if told.refused or not told.accepted:
        raise RuntimeError(f"{told.refused} of {told.accepted + told.refused} pages were refused")
    return percentile(told.waits, 95) * 1000
