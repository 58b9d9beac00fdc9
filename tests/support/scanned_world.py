"""A small world whose files wait for a virus scanner."""

from typing import Any

from helpdesk.attachments.service import fetch_due
from helpdesk.casefile.service import file_of_case
from helpdesk.scanning.service import scan_due
from kit.clamd import Clamd
from kit.errors import Missing
from kit.folder_files import FolderFiles
from support.scanners import Scanner
from support.world import Place, World
from tenants.permissions.model import Actor

_FILES = """
    SELECT id, name, state, reason, storage_key, due_at, attempts FROM attachment
    WHERE tenant_id = $1 ORDER BY created_at, id
"""


class ScannedWorld:
    """The world, its scanner, and the worker's hand that asks it."""

    def __init__(self, world: World, scanner: Scanner) -> None:
        self.world, self.scanner = world, scanner
        world.files = FolderFiles(world.settings.data / "attachments", scanned=True)
        self.client = Clamd(scanner.address, patience=0.5)

    @property
    def place(self) -> Place:
        return self.world.district

    async def scan(self) -> int:
        """The worker's look at the district's files."""
        return await scan_due(self.place.id, self.world.files, self.client)

    async def fetch(self) -> int:
        """The worker fetches what lies at the remotes."""
        return await fetch_due(self.place.id, self.world.book, self.world.files)

    async def files(self) -> list[dict[str, Any]]:
        """The district's files."""
        return await self.place.rows(_FILES)

    async def states(self) -> dict[str, str]:
        """Name → state."""
        return {file["name"]: file["state"] for file in await self.files()}

    async def fetched(self, actor: Actor, number: str, name: str) -> bytes | None:
        """What an officer gets who asks for a file by its name; none when nobody may have it."""
        [file] = [each for each in await self.files() if each["name"] == name]
        try:
            found = await file_of_case(actor, number, file["id"])
        except Missing:
            return None
        return await self.world.files.read(self.place.id, found.key)

    def bytes_of(self, file: dict[str, Any]) -> bytes | None:
        """What lies on the disk of a file."""
        path = self.world.settings.data / "attachments" / file["storage_key"]
        return path.read_bytes() if file["storage_key"] and path.is_file() else None
