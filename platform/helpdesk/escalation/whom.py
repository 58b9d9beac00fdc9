"""Whom a case may be handed to, and what of it travels there: relations between offices as data. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from uuid import UUID

import msgspec

from tenants.offices.model import Kin, Office

MOST_HOURS = 24 * 60
_DEEP = 8


class Identity(StrEnum):
    """How the citizen is named to the other office."""

    NONE = "none"
    MASKED = "masked"
    CONSENTED = "consented"
    """Masked until the citizen agrees that this office sees name and contact."""
    CLEAR = "clear"


class FileKind(StrEnum):
    """Kinds of files that may travel."""

    PICTURES = "pictures"
    DOCUMENTS = "documents"
    RECORDINGS = "recordings"


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """What our office agreed with another one, and what leaves us for it."""

    peer_uid: UUID
    asks: bool
    """We hand cases to it."""
    receives: bool
    """We take offers of it."""
    agree_hours: int | None = None
    """How long it may take to take a case on; without it our own promise of a hand-over counts."""
    stands_hours: int = 48
    """How long an offer still stands after that."""
    title: bool = True
    facility: bool = True
    earlier: bool = True
    """All of what was said so far; otherwise the report alone."""
    identity: Identity = Identity.CONSENTED
    files: frozenset[FileKind] = frozenset({FileKind.PICTURES, FileKind.DOCUMENTS})
    version: int = 0
    """0 when nobody has set anything yet."""


def what_leaves(relation: Relation) -> str:
    """All that decides what of a case leaves us, in a word that can be compared: what was shown, and what is sent."""
    parts = [name for name in ("title", "facility", "earlier") if getattr(relation, name)]
    return " ".join([*parts, relation.identity.value, *sorted(kind.value for kind in relation.files)])


def identity_now(identity: Identity, given: bool | None) -> Identity:
    """How the citizen is named after what they said about it: a no counts everywhere, a yes where it is asked for."""
    if identity is Identity.CONSENTED:
        return Identity.CLEAR if given else Identity.MASKED
    return Identity.MASKED if identity is Identity.CLEAR and given is False else identity


def kind_of_file(mime_type: str) -> FileKind:
    """The kind that a rule names."""
    head = mime_type.split("/")[0]
    if head == "image":
        return FileKind.PICTURES
    return FileKind.RECORDINGS if head in ("audio", "video") else FileKind.DOCUMENTS


def kin_of(own: Office, peer: Office, offices: Mapping[int, Office], far: Mapping[UUID, Kin]) -> Kin:
    """Where the other office stands in the tree; one elsewhere (`far`) as both sides agreed."""
    if peer.uid in far:
        return far[peer.uid]
    if peer.id in _line_above(own, offices):
        return Kin.ABOVE
    if own.id in _line_above(peer, offices):
        return Kin.BELOW
    return Kin.SIBLING if own.parent_id is not None and own.parent_id == peer.parent_id else Kin.OTHER


def _line_above(office: Office, offices: Mapping[int, Office]) -> list[int]:
    above: list[int] = []
    here: Office | None = office
    while here is not None and here.parent_id is not None and len(above) < _DEEP:
        above.append(here.parent_id)
        here = offices.get(here.parent_id)
    return above


def usual(peer_uid: UUID, kin: Kin) -> Relation:
    """What holds before anybody sets anything: offices of one line work together, others have to agree first."""
    related = kin in (Kin.ABOVE, Kin.BELOW)
    return Relation(peer_uid=peer_uid, asks=related, receives=related)


def asked_from(
    own: Office,
    offices: Sequence[Office],
    relations: Mapping[UUID, Relation],
    agreed: Mapping[UUID, bool],
    far: Mapping[UUID, Kin],
) -> list[Office]:
    """The offices that may be asked: those above first, from the nearest on, then those below, then others by name.

    `agreed` says of offices whether they take our offers, as far as they have set anything.
    """
    known = {office.id: office for office in offices}
    line = _line_above(own, known)
    order = {office_id: place for place, office_id in enumerate(line)}
    found: list[tuple[tuple[int, int, str], Office]] = []
    for peer in offices:
        if peer.id == own.id:
            continue
        kin = kin_of(own, peer, known, far)
        by_kin = usual(peer.uid, kin)
        if relations.get(peer.uid, by_kin).asks and agreed.get(peer.uid, by_kin.receives):
            rank = list(Kin).index(kin)
            found.append(((rank, order.get(peer.id, 0), peer.name), peer))
    return [peer for _, peer in sorted(found, key=lambda pair: pair[0])]


def agreed_by(rows: Iterable[tuple[UUID, bool]]) -> dict[UUID, bool]:
    """What other offices say about taking our offers."""
    return dict(rows)
