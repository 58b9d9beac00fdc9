"""What supervisors and administrators ask of the bridge: bring a file, say what it holds, see, take in, take back."""

from uuid import UUID

import msgspec

from helpdesk.sheets import lines, store
from helpdesk.sheets.importing import judge
from helpdesk.sheets.model import Choice, Fate, Import, ImportState, Outcome
from helpdesk.sheets.reading import workbook_of
from helpdesk.sheets.rules import must_be_choice, proposed, remembered
from kit.errors import Conflict, Invalid
from kit.ids import uuid7
from tenants.audit.service import record
from tenants.doors import tenant_scope
from tenants.offices import service as offices
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

SHOWN = 20
LONGEST_NAME = 120
MOST_OUTCOMES = 5_000


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What an import would do, line by line."""

    outcomes: tuple[Outcome, ...]

    def count(self, fate: Fate) -> int:
        """How many lines would end so."""
        return sum(each.fate is fate for each in self.outcomes)


async def bring(actor: Actor, name: str, content: bytes) -> UUID:
    """Read a file and keep it as a draft; raises `Forbidden`, and `Invalid` for what cannot be read."""
    require(actor, Permission.IMPORT_CASES)
    book = await workbook_of(content)
    import_id = uuid7()
    async with tenant_scope(actor.tenant_id) as scope:
        await store.add(scope, import_id, " ".join(name.split())[:LONGEST_NAME] or "–", book, actor)
        counts = {"pages": len(book.tabs), "lines": sum(tab.lines for tab in book.tabs)}
        await record(scope, actor, "sheet.brought", "sheet", import_id, **counts)
    return import_id


async def imports(actor: Actor) -> list[Import]:
    """The latest ones."""
    require(actor, Permission.IMPORT_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.latest(scope, SHOWN)


async def one(actor: Actor, import_id: UUID) -> tuple[Import, Choice]:
    """An import, and what its columns hold: as it was said, else as it seems; raises `Missing`."""
    require(actor, Permission.IMPORT_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        found = await store.load(scope, import_id)
        if found.choice is not None:
            return found, found.choice
        return found, proposed(found.tabs[found.tab].heads, await store.last_choice(scope))


async def turn_to(actor: Actor, import_id: UUID, tab: int, *, version: int) -> None:
    """Look at another page of the workbook; what was chosen for the one before is let go."""
    require(actor, Permission.IMPORT_CASES)
    async with tenant_scope(actor.tenant_id) as scope:
        found = _draft(await store.load_version(scope, import_id, version))
        if not 0 <= tab < len(found.tabs):
            raise Invalid("invalid", fields={"tab": "unknown"})
        await store.choose(scope, import_id, tab, found.tabs[tab].lines, None)


async def choose(actor: Actor, import_id: UUID, choice: Choice, *, version: int) -> None:
    """Say what the columns hold, for this file and the office's next; raises `Invalid`, `Stale`, `Conflict`."""
    require(actor, Permission.IMPORT_CASES)
    async with tenant_scope(actor.tenant_id) as scope:
        found = _draft(await store.load_version(scope, import_id, version))
        heads = found.tabs[found.tab].heads
        must_be_choice(choice, heads)
        await store.choose(scope, import_id, found.tab, found.tabs[found.tab].lines, choice)
        await store.remember(scope, remembered(choice, heads))


async def tried(actor: Actor, import_id: UUID) -> Trial:
    """What the import would do, as the office stands now; changes nothing."""
    require(actor, Permission.IMPORT_CASES)
    office = await offices.office(actor.tenant_id)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        found = await store.load(scope, import_id)
        if found.choice is None:
            return Trial(outcomes=())
        cells = await lines.waiting(scope, import_id, found.tab, MOST_OUTCOMES)
        judged = await judge(scope, office, found.choice, cells)
    return Trial(
        outcomes=tuple(
            Outcome(
                place=place,
                number=said.number,
                fate=fate,
                remarks=remarks,
                case_number=known.number if known else "",
                opened_on=said.line.opened_at.date() if said.line else None,
            )
            for place, said, fate, remarks, known in judged
        )
    )


async def begin(actor: Actor, import_id: UUID, *, version: int) -> None:
    """Let the worker take the lines in; raises `Stale`, and `Conflict` when the columns were not chosen."""
    require(actor, Permission.IMPORT_CASES)
    async with tenant_scope(actor.tenant_id) as scope:
        found = _draft(await store.load_version(scope, import_id, version))
        if found.choice is None:
            raise Conflict("columns_not_chosen")
        await lines.leave_out(scope, import_id, found.tab)
        await store.move(scope, import_id, ImportState.RUNNING, due=True)
        await record(scope, actor, "sheet.begun", "sheet", import_id, lines=found.total)


async def undo(actor: Actor, import_id: UUID, *, version: int) -> None:
    """Let the worker take back what the import brought; raises `Stale`, `Conflict` when it is not done."""
    require(actor, Permission.IMPORT_CASES)
    async with tenant_scope(actor.tenant_id) as scope:
        found = await store.load_version(scope, import_id, version)
        if found.state is not ImportState.DONE:
            raise Conflict("import_not_done")
        await store.move(scope, import_id, ImportState.UNDOING, due=True, name=actor.name)
        await record(scope, actor, "sheet.undo_begun", "sheet", import_id)


async def drop(actor: Actor, import_id: UUID, *, version: int) -> None:
    """Throw a draft away with everything that was read from its file."""
    require(actor, Permission.IMPORT_CASES)
    async with tenant_scope(actor.tenant_id) as scope:
        _draft(await store.load_version(scope, import_id, version))
        await store.drop(scope, import_id)
        await record(scope, actor, "sheet.dropped", "sheet", import_id)


async def outcomes(actor: Actor, import_id: UUID, *fates: Fate) -> tuple[Import, list[Outcome]]:
    """What became of the lines, of these fates only when some are named; raises `Missing`."""
    require(actor, Permission.IMPORT_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        found = await store.load(scope, import_id)
        return found, await lines.outcomes(scope, import_id, found.tab, MOST_OUTCOMES, fates)


def _draft(found: Import) -> Import:
    if found.state is not ImportState.DRAFT:
        raise Conflict("import_begun")
    return found
