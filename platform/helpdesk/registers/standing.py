"""The only queries on what an office files by itself, and on what citizens said about it."""

from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases.model import CaseKind
from helpdesk.consenting import store as consenting
from helpdesk.consenting.model import AT_DESK, Purpose, Subject, Word
from helpdesk.registers.model import Consent, FilingRule
from tenants.doors import Scope
from tenants.permissions.model import Actor

FILING = Subject(purpose=Purpose.REGISTER)
REPORTER = Subject(purpose=Purpose.REPORTER)


async def rule(scope: Scope) -> FilingRule:
    """The office's rule; one that is off where nobody made any."""
    row = await scope.fetchrow(
        "SELECT active, kinds, topics, version FROM register_rule WHERE tenant_id = $1", scope.tenant_id
    )
    if row is None:
        return FilingRule()
    return FilingRule(
        active=row["active"],
        kinds=frozenset(CaseKind(each) for each in row["kinds"]),
        topics=frozenset(row["topics"]),
        version=row["version"],
    )


async def save_rule(scope: Scope, changed: FilingRule) -> bool:
    """Write it; false when somebody changed it since `changed.version`."""
    written = await scope.fetchval(
        "INSERT INTO register_rule (tenant_id, active, kinds, topics, version, changed_at)"
        " SELECT $1, $2, $3, $4, 1, $6::timestamptz WHERE $5 = 0 OR EXISTS"
        " (SELECT FROM register_rule WHERE tenant_id = $1)"
        " ON CONFLICT (tenant_id) DO UPDATE SET active = $2, kinds = $3, topics = $4, changed_at = $6,"
        " version = register_rule.version + 1 WHERE register_rule.version = $5 RETURNING version",
        scope.tenant_id,
        changed.active,
        sorted(changed.kinds),
        sorted(changed.topics),
        changed.version,
        scope.now,
    )
    return written is not None


async def consent(scope: Scope, case_id: UUID) -> Consent | None:
    """What the citizen said last about this case, themselves or to an officer; none when nobody asked."""
    word = await consenting.last_word(scope, case_id, FILING)
    if word is None:
        return None
    named = await consenting.last_word(scope, case_id, REPORTER)
    return Consent(
        given=word.given,
        contact=word.given and named is not None and named.given,
        how=word.how,
        actor_name=word.actor_name,
        at=word.at,
        channel=word.channel,
    )


async def add_consent(
    scope: Scope, case_id: UUID, actor: Actor, *, given: bool, contact: bool, how: str
) -> None:
    """Append what was said to an officer; of name and contact a line of its own."""
    word = Word(
        subject=FILING,
        given=given,
        channel=AT_DESK,
        how=how,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        at=scope.now,
    )
    await consenting.add_word(scope, case_id, word)
    if contact or await consenting.last_word(scope, case_id, REPORTER):
        await consenting.add_word(scope, case_id, replace(word, subject=REPORTER, given=contact))
