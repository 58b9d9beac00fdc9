"""The only queries on questions to citizens, and on what they said."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from helpdesk.consenting.model import Agreement, Asked, Purpose, Question, Subject, Word
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.permissions.model import ActorKind

_QUESTION = (
    "id, case_id, purpose, offices, conversation_id, message_id, channel, asked, wording, actor_id, actor_name,"
    " at, expires_at"
)
_Q = ", ".join(f"q.{field.strip()}" for field in _QUESTION.split(","))
_WORD = "purpose, office, given, channel, how, wording, question_id, actor_kind, actor_id, actor_name, at"
_ADD_QUESTION = (
    f"INSERT INTO consent_question (tenant_id, {_QUESTION})"  # noqa: S608 - column names of ours
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
)
_ADD_WORD = (
    f"INSERT INTO case_consent (tenant_id, id, case_id, {_WORD})"  # noqa: S608 - column names of ours
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
)
_LAST = (
    f"SELECT {_WORD} FROM case_consent WHERE tenant_id = $1 AND case_id = $2 AND purpose = $3"  # noqa: S608
    " AND office IS NOT DISTINCT FROM $4 ORDER BY at DESC, id DESC LIMIT 1"
)
_OF_MATTER = (
    "WITH RECURSIVE matter AS (SELECT id, contact_id FROM cases WHERE tenant_id = $1 AND id = $2 UNION"  # noqa: S608
    " SELECT d.id, d.contact_id FROM matter m JOIN cases d ON d.tenant_id = $1 AND d.contact_id = m.contact_id"
    f" AND d.duplicate_of = m.id) SELECT {_WORD} FROM case_consent WHERE tenant_id = $1"
    " AND case_id IN (SELECT id FROM matter) AND (case_id = $2 OR NOT given) AND purpose = $3"
    " AND office IS NOT DISTINCT FROM $4 ORDER BY at DESC, id DESC LIMIT 1"
)
_ASKED_IN = (
    f"SELECT {_Q}, ARRAY(SELECT d.external_id FROM delivery d WHERE d.tenant_id = q.tenant_id"  # noqa: S608
    " AND d.message_id = q.message_id AND d.external_id <> '') || m.external_id AS external_ids,"
    " EXISTS (SELECT FROM message o WHERE o.tenant_id = q.tenant_id AND o.conversation_id = q.conversation_id"
    " AND o.external_id <> '' AND o.at > q.at AND o.direction = 'out' AND NOT o.automatic) AS spoken_since"
    " FROM consent_question q JOIN message m ON m.tenant_id = q.tenant_id AND m.id = q.message_id"
    " WHERE q.tenant_id = $1 AND q.conversation_id = ANY($2::uuid[]) ORDER BY q.at DESC, q.id DESC LIMIT 200"
)

LATEST = (
    "SELECT DISTINCT ON (purpose, office) purpose, office, coalesce(t.name, '') AS name, given, channel, s.at,"
    " actor_name, expires_at FROM (SELECT purpose, office, given, channel, at, id, actor_name,"
    " NULL::timestamptz AS expires_at"
    " FROM case_consent WHERE tenant_id = c.tenant_id AND case_id = c.id UNION ALL"
    " SELECT purpose, o.office, NULL, channel, at, id, actor_name, expires_at FROM consent_question q"
    " LEFT JOIN LATERAL unnest(q.offices) AS o (office) ON true WHERE q.tenant_id = c.tenant_id AND q.case_id = c.id) s"
    " LEFT JOIN known_offices() t ON t.uid = s.office ORDER BY purpose, office, given IS NULL, s.at DESC, s.id DESC"
)
"""Of a case `c`: each thing that was asked or said, once; the last word, else the last question."""


async def add_question(scope: Scope, question: Question) -> None:
    """Append a question."""
    await scope.execute(
        _ADD_QUESTION,
        scope.tenant_id,
        question.id,
        question.case_id,
        question.purpose.value,
        list(question.offices),
        question.conversation_id,
        question.message_id,
        question.channel,
        question.asked,
        question.wording,
        question.actor_id,
        question.actor_name,
        question.at,
        question.expires_at,
    )


async def question(scope: Scope, question_id: UUID) -> Question | None:
    """One question."""
    row = await scope.fetchrow(
        f"SELECT {_QUESTION} FROM consent_question WHERE tenant_id = $1 AND id = $2",  # noqa: S608
        scope.tenant_id,
        question_id,
    )
    return question_of(row) if row else None


async def add_word(scope: Scope, case_id: UUID, word: Word) -> None:
    """Append what was said."""
    await scope.execute(
        _ADD_WORD,
        scope.tenant_id,
        uuid7(),
        case_id,
        word.subject.purpose.value,
        word.subject.office,
        word.given,
        word.channel,
        word.how,
        word.wording,
        word.question_id,
        word.actor_kind.value,
        word.actor_id,
        word.actor_name,
        word.at,
    )


async def questions_of(scope: Scope, case_id: UUID) -> list[Question]:
    """What was asked about a case, oldest first."""
    rows = await scope.fetch(
        f"SELECT {_QUESTION} FROM consent_question WHERE tenant_id = $1 AND case_id = $2 ORDER BY at, id",  # noqa: S608
        scope.tenant_id,
        case_id,
    )
    return [question_of(row) for row in rows]


async def open_in_thread(scope: Scope, conversation_id: UUID) -> list[Question]:
    """Questions of a thread whose time is not over, of whatever case, and that nobody has answered."""
    rows = await scope.fetch(
        f"SELECT {_Q} FROM consent_question q WHERE q.tenant_id = $1 AND q.conversation_id = $2"  # noqa: S608
        " AND q.expires_at > $3 AND NOT EXISTS (SELECT FROM case_consent w WHERE w.tenant_id = $1"
        " AND w.case_id = q.case_id AND w.purpose = q.purpose AND w.at >= q.at"
        " AND (w.office IS NULL OR w.office = ANY (q.offices)))",
        scope.tenant_id,
        conversation_id,
        scope.now,
    )
    return [question_of(row) for row in rows]


async def words_of(scope: Scope, case_id: UUID) -> list[Word]:
    """What was said about a case, oldest first."""
    rows = await scope.fetch(
        f"SELECT {_WORD} FROM case_consent WHERE tenant_id = $1 AND case_id = $2 ORDER BY at, id",  # noqa: S608
        scope.tenant_id,
        case_id,
    )
    return [word_of(row) for row in rows]


async def last_word(scope: Scope, case_id: UUID, subject: Subject) -> Word | None:
    """What counts of one thing; none when nobody has said anything."""
    row = await scope.fetchrow(_LAST, scope.tenant_id, case_id, subject.purpose.value, subject.office)
    return word_of(row) if row else None


async def last_on_matter(scope: Scope, case_id: UUID, subject: Subject) -> Word | None:
    """The same, where a no also counts that its citizen said about a case that was merged into this one."""
    row = await scope.fetchrow(_OF_MATTER, scope.tenant_id, case_id, subject.purpose.value, subject.office)
    return word_of(row) if row else None


async def asked_in(scope: Scope, conversations: Collection[UUID]) -> dict[UUID, list[Asked]]:
    """The questions of threads, the latest first."""
    found: dict[UUID, list[Asked]] = {}
    for row in await scope.fetch(_ASKED_IN, scope.tenant_id, list(conversations)):
        fields = dict(row)
        names, spoken = frozenset(fields.pop("external_ids")) - {""}, fields.pop("spoken_since")
        asked = Asked(question=question_of(fields), external_ids=names, spoken_since=spoken)
        found.setdefault(fields["conversation_id"], []).append(asked)
    return found


async def agreements(scope: Scope, case_id: UUID) -> list[Agreement]:
    """Where each thing stands that the citizen of a case was asked or said something about, oldest first."""
    rows = await scope.fetch(
        f"SELECT a.* FROM cases c, LATERAL ({LATEST}) a WHERE c.tenant_id = $1 AND c.id = $2 ORDER BY a.at",  # noqa: S608
        scope.tenant_id,
        case_id,
    )
    return [
        Agreement(
            subject=Subject(purpose=Purpose(row["purpose"]), office=row["office"]),
            office=row["name"],
            given=row["given"],
            channel=row["channel"],
            at=row["at"],
            name=row["actor_name"],
            expires_at=row["expires_at"],
        )
        for row in rows
    ]


def question_of(row: Any) -> Question:
    """A row as a value."""
    fields = dict(row)
    purpose, offices = Purpose(fields.pop("purpose")), tuple(fields.pop("offices"))
    return Question(purpose=purpose, offices=offices, **fields)


def word_of(row: Any) -> Word:
    """A row as a value."""
    fields = dict(row)
    subject = Subject(purpose=Purpose(fields.pop("purpose")), office=fields.pop("office"))
    return Word(subject=subject, actor_kind=ActorKind(fields.pop("actor_kind")), **fields)
