"""The lines of a map: what an office has on its side, and what the register's words may mean."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from helpdesk.cases.words import CHANNELS, FOLLOWUPS, KINDS
from helpdesk.channels.model import ChannelKind
from helpdesk.channels.register import STATUS_CODES, MapKind
from helpdesk.masters import rules, store
from helpdesk.masters.model import MapLine, Master, OfficeMap
from helpdesk.topics import store as topics
from tenants.doors import Scope
from tenants.offices import service as offices


async def lines_of(
    scope: Scope, account_id: UUID, held: OfficeMap, usual: Mapping[str, str], choices: Sequence[Master]
) -> tuple[MapLine, ...]:
    """Every line of a map, those that were chosen and are not offered any more too."""
    labels = await _labels(scope, account_id, held, usual)
    return tuple(_line(held, key, label, usual, choices) for key, label in labels.items())


def _line(
    held: OfficeMap, key: str, label: str, usual: Mapping[str, str], choices: Sequence[Master]
) -> MapLine:
    chosen = held.pairs.get(key, "")
    guess = "" if chosen or held.map is MapKind.STATUS else rules.suggested(label, choices)
    return MapLine(
        key=key, label=label, chosen=chosen, usual=usual.get(key, usual.get("", "")), suggested=guess
    )


async def _labels(
    scope: Scope, account_id: UUID, held: OfficeMap, usual: Mapping[str, str]
) -> dict[str, str]:
    match held.map:
        case MapKind.STATUS:
            heard = await store.words_heard(scope, account_id)
            return _known_words([*heard, *usual, *held.pairs])
        case MapKind.CLASSIFICATION:
            return {kind.value: label for kind, label in KINDS.items()}
        case MapKind.CATEGORY:
            found = await topics.topics(scope, active_only=False)
            return {str(each.id): each.name for each in found if each.active or str(each.id) in held.pairs}
        case MapKind.INSTITUTION:
            here = await offices.office(scope.tenant_id)
            around = [here, *await offices.offices_above(scope.tenant_id)]
            units = await store.units(scope)
            return {str(each.uid): each.name for each in around} | units
        case MapKind.CHANNEL:
            return {each.value: label for each, label in CHANNELS.items() if each is not ChannelKind.LAPOR}
        case MapKind.TEMPLATE:
            return {kind.value: label for kind, label in FOLLOWUPS.items()}
        case MapKind.COLUMNS:
            return dict(held.pairs)
        case MapKind.LOCATION:
            here = await offices.office(scope.tenant_id)
            own = {here.region: here.region} if here.region else {}
            return own | {key: key for key in held.pairs}


def _known_words(words: Iterable[str]) -> dict[str, str]:
    """Each word once, as it was first written; one in small letters as LAPOR's own are."""
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(rules.folded(word), word.title() if word.islower() else word)
    return found


def is_unknown(line: MapLine) -> bool:
    """A status word that neither the office nor the settings translate."""
    return (line.chosen or line.usual or "unknown") not in STATUS_CODES[:-1]
