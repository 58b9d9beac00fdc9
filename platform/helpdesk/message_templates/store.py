"""The only queries on message templates."""

from typing import Any
from uuid import UUID

from helpdesk.channels.model import TemplateState
from helpdesk.message_templates.model import MessageTemplate
from tenants.doors import Scope

_TEMPLATES = """
    SELECT id, account_id, name, language, category, body, variables, state, version FROM message_template
    WHERE tenant_id = $1 AND ($2::uuid IS NULL OR account_id = $2) AND ($3::text IS NULL OR state = $3)
      AND ($4::uuid IS NULL OR id = $4)
    ORDER BY name, language, id
"""
_ADD = """
    INSERT INTO message_template (tenant_id, id, account_id, name, language, category, body, variables, state)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_CHANGE = """
    UPDATE message_template SET name = $4, language = $5, category = $6, body = $7, variables = $8, state = $9,
        version = version + 1
    WHERE tenant_id = $1 AND id = $2 AND version = $3 RETURNING version
"""


async def templates(
    scope: Scope, account_id: UUID | None = None, state: TemplateState | None = None
) -> list[MessageTemplate]:
    """Templates of one account or of all, in one state or in any, by name and language."""
    word = state.value if state else None
    rows = await scope.fetch(_TEMPLATES, scope.tenant_id, account_id, word, None)
    return [_template(row) for row in rows]


async def template(scope: Scope, template_id: UUID) -> MessageTemplate | None:
    """One template of the office."""
    row = await scope.fetchrow(_TEMPLATES, scope.tenant_id, None, None, template_id)
    return _template(row) if row else None


async def hold_account(scope: Scope, account_id: UUID) -> bool:
    """Let nobody else change the account's templates until the transaction ends; false when there is none."""
    sql = "SELECT id FROM account WHERE tenant_id = $1 AND id = $2 FOR UPDATE"
    return await scope.fetchval(sql, scope.tenant_id, account_id) is not None


async def add(scope: Scope, template: MessageTemplate) -> None:
    """Insert a new one."""
    await scope.execute(_ADD, scope.tenant_id, template.id, template.account_id, *_words(template))


async def change(scope: Scope, template: MessageTemplate) -> bool:
    """Write it, unless somebody changed it since `template.version`."""
    values = (scope.tenant_id, template.id, template.version, *_words(template))
    return await scope.fetchval(_CHANGE, *values) is not None


async def note_state(scope: Scope, account_id: UUID, name: str, language: str, state: TemplateState) -> None:
    """The remote judged it anew; one that was never taken over stays unknown."""
    await scope.execute(
        "UPDATE message_template SET state = $5, version = version + 1"
        " WHERE tenant_id = $1 AND account_id = $2 AND name = $3 AND language = $4 AND state <> $5",
        scope.tenant_id,
        account_id,
        name,
        language,
        state.value,
    )


def _words(template: MessageTemplate) -> tuple[Any, ...]:
    t = template
    return t.name, t.language, t.category, t.body, list(t.variables), t.state.value


def _template(row: Any) -> MessageTemplate:
    fields = dict(row)
    state, variables = TemplateState(fields.pop("state")), tuple(fields.pop("variables"))
    return MessageTemplate(state=state, variables=variables, **fields)
