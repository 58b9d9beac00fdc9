"""What a form says of kind, grade, priority and topic."""

from helpdesk.cases.model import CaseKind, Grade, Priority, Triage
from helpdesk.desk.sent import Sent, id_of
from kit.errors import Invalid


def kind_of(sent: Sent) -> CaseKind:
    """The kind that a form names; raises `Invalid` for a word that is none."""
    word = sent.text("kind")
    if word not in set(CaseKind):
        raise Invalid("invalid", fields={"kind": "unknown"})
    return CaseKind(word)


def triage_of(sent: Sent, kind: CaseKind) -> Triage:
    """Both forms show all three, so an empty choice means none; what is no complaint has no grade."""
    grade, priority = read_triage(kind, sent.text("grade"), sent.text("priority"))
    topic_id = id_of(sent, "topic") if sent.text("topic") else None
    return Triage(grade=grade, priority=priority, topic_id=topic_id)


def read_triage(kind: CaseKind, grade: str, priority: str) -> tuple[Grade | None, Priority]:
    """Grade and priority as a form says them; raises `Invalid` for words that are none."""
    grade = grade if kind is CaseKind.COMPLAINT else ""
    wrong = {
        field: "unknown"
        for field, word, known in (("grade", grade, Grade), ("priority", priority, Priority))
        if word and word not in set(known)
    }
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return Grade(grade) if grade else None, Priority(priority) if priority else Priority.NORMAL
