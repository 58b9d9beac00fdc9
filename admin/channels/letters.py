"""A letter that became no case, as it came: for the administrator, who may find a citizen's among them."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from admin.frame.service import Section, visit_section
from helpdesk.attachments import store
from helpdesk.attachments.model import KeptFile
from helpdesk.attachments.serving import STREAMED, hand_out
from helpdesk.desk.pages import AnyRequest
from kit.errors import Missing
from tenants.audit.service import record
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


@get("/channels/{account_id:uuid}/letters/{letter_id:uuid}", opt=STREAMED)
async def send_letter(
    request: AnyRequest, slug: FromPath[str], account_id: FromPath[UUID], letter_id: FromPath[UUID]
) -> Response[Any]:
    """One letter, always as a download that can do nothing; who fetched it is on record."""
    here = await visit_section(request, slug, Section.CHANNELS)
    return await hand_out(await letter_set_aside(here.actor, account_id, letter_id), here.runtime)


async def letter_set_aside(actor: Actor, account_id: UUID, letter_id: UUID) -> KeptFile:
    """A letter of this account that belongs to no case; raises `Missing` for everything else."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        row = await store.original_set_aside(scope, account_id, letter_id)
        if row is None:
            raise Missing("file_missing")
        await record(scope, actor, "letter.fetched", "account", account_id, letter=str(letter_id))
        return store.kept_file(scope, row)
