"""The folders of the desk: each is one condition, the same for its list and for its count."""

from enum import StrEnum


class Folder(StrEnum):
    """What an officer picks at the side."""

    OPEN = "open"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    UNIT = "unit"
    BESIDE = "beside"
    """An own unit helps, or has a copy."""
    ANSWERS = "answers"
    """What a unit answered waits for the desk."""
    APPROVAL = "approval"
    """A disposition waits for somebody who may decide about it."""
    DUE_SOON = "due_soon"
    """A promise has used up 80 % of its time, and none is late."""
    LATE = "late"
    LAPOR_SOON = "lapor_soon"
    """A promise of SP4N-LAPOR's own has used up 80 % of its time, or is late."""
    WAITING = "waiting"
    ESCALATED = "escalated"
    """Handed over to another office, and not back yet."""
    LINKED = "linked"
    """Mirrored here from another office."""
    DONE = "done"


UNFINISHED = "c.closed_at IS NULL AND c.state <> 'answered'"
"""Written out in full wherever it is used, so that the partial indexes match."""

NARROWER: dict[Folder, str] = {
    Folder.OPEN: "true",
    Folder.MINE: "c.assignee_id = asker.me",
    Folder.UNASSIGNED: "c.assignee_id IS NULL",
    Folder.UNIT: "c.unit_id = ANY(asker.own_units)",
    Folder.DUE_SOON: "c.due_at >= asker.now AND c.soon_at <= asker.now",
    Folder.LATE: "c.due_at < asker.now",
    Folder.LAPOR_SOON: "c.lapor_soon_at <= asker.now",
    Folder.WAITING: "c.state = 'waiting_contact'",
    Folder.ESCALATED: "c.escalated",
    Folder.LINKED: "c.mirrored",
}
"""What makes each folder of unfinished cases less than all of them. Counts ask for this alone: the index
`cases_inbox` holds these columns, and says by itself what is unfinished."""

BESIDE = (
    "EXISTS (SELECT FROM disposition p WHERE p.tenant_id = c.tenant_id AND p.case_id = c.id AND p.role {role}"
    " AND p.state IN ('open', 'answered') AND {unit})"
)
"""A unit of the asker helps with the case or has a copy of it."""

PICKED: dict[Folder, str] = {
    Folder.BESIDE: BESIDE.format(role="<> 'lead'", unit="p.unit_id = ANY(asker.own_units)"),
    Folder.ANSWERS: "EXISTS (SELECT FROM unit_answer p WHERE p.tenant_id = c.tenant_id AND p.case_id = c.id"
    " AND p.state = 'waiting')",
    Folder.APPROVAL: "asker.seen_units IS NULL AND EXISTS (SELECT FROM approval_request p"
    " WHERE p.tenant_id = c.tenant_id AND p.case_id = c.id AND p.state = 'waiting')",
}
"""Folders of what stands beside the case, of every case that is not closed; counted from there, since there are few."""

CONDITIONS: dict[Folder, str] = {
    **{folder: f"{UNFINISHED} AND {narrower}" for folder, narrower in NARROWER.items()},
    **{folder: f"c.closed_at IS NULL AND {picked}" for folder, picked in PICKED.items()},
    Folder.DONE: "(c.closed_at IS NOT NULL OR c.state = 'answered')",
}
"""In the words of `visibility.ASKER`."""

COUNTED = tuple(folder for folder in Folder if folder is not Folder.DONE)
"""What is finished grows for ever and is not counted on a page."""
