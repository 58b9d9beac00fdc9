"""Let the scanner look at what is due. It fails closed: what was not found clean stays where it is."""

from typing import Any

import structlog

from helpdesk.attachments import unchecked
from helpdesk.attachments.model import ORIGINAL, AttachmentState
from helpdesk.cases import history
from helpdesk.delivery.waking import file_was_checked
from helpdesk.events import FileChecked
from helpdesk.scanning import rules
from kit.clamd import Clamd, NotScanned, ScannerAway
from kit.files import FileMissing, FilesAway, FileStore
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.outbox.service import announce
from tenants.permissions.model import system

log = structlog.get_logger()


async def scan_due(tenant_id: int, files: FileStore, scanner: Clamd, *, most: int = 10) -> int:
    """Look at one office's due files, outside any transaction; answers how many were looked at.

    While scanner or files cannot be reached the office's files rest together; a single file that cannot be judged
    holds up no other.
    """
    for done in range(most):
        async with tenant_scope(tenant_id) as scope:
            row = await unchecked.claim(scope)
        if row is None:
            return done
        if row["state"] == AttachmentState.INFECTED.value:
            await _remove(tenant_id, row, files)
        elif not await _look(tenant_id, row, files, scanner):
            return done
    return most


async def let_all_go(tenant_id: int) -> int:
    """The operator has said that files are not scanned: what waits is handed out; answers how many."""
    async with tenant_scope(tenant_id) as scope:
        freed = await unchecked.free(scope)
        for row in freed:
            await _tell(scope, row, "")
    return len(freed)


async def _look(tenant_id: int, row: Any, files: FileStore, scanner: Clamd) -> bool:
    """Whether the others may be looked at too."""
    try:
        opened = await files.open(tenant_id, row["storage_key"])
        found = await scanner.scan(opened.chunks)
    except (ScannerAway, FilesAway) as fault:
        log.warning("files_not_scanned", error=type(fault).__name__, why=str(getattr(fault, "why", fault)))
        async with tenant_scope(tenant_id) as scope:
            await unchecked.rest(scope, row["id"], rules.rest(row["attempts"]))
        return False
    except NotScanned as fault:
        log.warning("file_not_scanned", file=str(row["id"]), code=fault.code)
        async with tenant_scope(tenant_id) as scope:
            await unchecked.not_judged(scope, row["id"], fault.code, rules.wait(row["attempts"]))
    except FileMissing:
        async with tenant_scope(tenant_id) as scope:
            await unchecked.gone(scope, row["id"])
    else:
        await _judged(tenant_id, row, found, files)
    return True


async def _judged(tenant_id: int, row: Any, found: str, files: FileStore) -> None:
    kept_apart = row["mime_type"] == ORIGINAL  # its other files lie in it
    async with tenant_scope(tenant_id) as scope:
        if not found:
            moved = await unchecked.clean(scope, row["id"])
        else:
            moved = await unchecked.infected(scope, row["id"], found, kept_apart=kept_apart)
        if moved:
            await _tell(scope, row, found)
    if found and moved and not kept_apart:
        await _remove(tenant_id, row, files)


async def _tell(scope: Scope, row: Any, found: str) -> None:
    """Every verdict to the screens; what was found also to the case's history and to the audit log."""
    actor = system(scope.tenant_id)
    if row["message_id"] is not None:
        await file_was_checked(scope, row["message_id"])
    if found:
        await record(scope, actor, "file.infected", "attachment", row["id"], found=found)
    if row["case_id"] is None:
        return
    fact = FileChecked(
        case_id=row["case_id"], at=scope.now, file_id=row["id"], message_id=row["message_id"], found=found
    )
    if found:
        await history.add(scope, actor, [fact])
    await announce(scope, [fact])


async def _remove(tenant_id: int, row: Any, files: FileStore) -> None:
    """The bytes of what was found; when they cannot be removed now, the row stands for the next look."""
    try:
        await files.remove(tenant_id, row["storage_key"])
    except FileMissing:
        pass
    except FilesAway as fault:
        log.warning("files_away", why=fault.why)
        return
    async with tenant_scope(tenant_id) as scope:
        await unchecked.removed(scope, row["id"])
