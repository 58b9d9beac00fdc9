"""What must be true of all hand-overs once everything that waits was done."""

from typing import Any

from helpdesk.escalation.model import ENDED, LIVING, LinkState
from support.histories import Matter
from support.world import Place
from tenants.offices.service import office

_LINKS = (
    "SELECT l.id, l.side, l.state, l.said, l.reason, l.chain, l.peer_uid, l.peer_number, l.speaker, l.wish, l.copy,"
    " l.turn, l.agree_by, c.number, c.escalated, c.spoken_for, c.duplicate_of, c.id AS case_id FROM link l"
    " JOIN cases c ON c.tenant_id = l.tenant_id AND c.id = l.case_id WHERE l.tenant_id = $1"
)
_SAY = "SELECT text, author_kind AS who, case_id FROM message WHERE tenant_id = $1 AND direction ="
_SAID = f"{_SAY} 'peer' AND text LIKE 'kata %'"
_TO_CITIZEN = f"{_SAY} 'out' AND text LIKE '%kata %'"
_CITIZEN = f"{_SAY} 'in' AND text LIKE 'warga %'"
_WAITS = "SELECT count(*) FROM letter WHERE tenant_id = $1 AND state <> 'delivered'"
_INBOX = "SELECT kind, state, reason FROM inbox_entry WHERE tenant_id = $1 AND (state IN ('new', 'failed'))"
_REFUSED = "SELECT kind, refused FROM letter_taken WHERE tenant_id = $1 AND refused <> ''"
_LEFT = (
    "SELECT count(*) FROM case_erasure e JOIN cases c ON c.tenant_id = e.tenant_id AND c.id = e.case_id"
    " WHERE e.tenant_id = $1 AND e.erased_at IS NOT NULL AND (c.title <> '' OR c.contact_id IS NOT NULL OR EXISTS"
    " (SELECT FROM message m WHERE m.tenant_id = e.tenant_id AND m.case_id = c.id AND m.text <> ''"
    " AND m.at < e.erased_at))"
)


async def must_agree(matter: Matter, *, words: bool = True) -> None:
    """No orphan, no duplicate, nothing lost, no loop, and both sides equal; `words` as long as none was erased."""
    sides: dict[Any, dict[str, dict[str, Any]]] = {}
    for place in matter.places:
        await _nothing_waits(place)
        own, rows = (await office(place.id)).uid, await place.rows(_LINKS)
        for row in rows:
            assert row["side"] not in sides.get(row["id"], {}), "a hand-over has one row a side"
            sides.setdefault(row["id"], {})[row["side"]] = row
            assert len(set(row["chain"])) == len(row["chain"]), "no office twice in a chain"
            assert row["side"] == "source" or own not in row["chain"], "nobody is asked by a chain it is in"
        _away_is_true(rows)
    for both in sides.values():
        _equal(both, words=words)
    await _no_loop(matter)
    if words:
        await _nothing_lost(matter)


async def _nothing_waits(place: Place) -> None:
    assert await place.value(_WAITS) == 0, "every letter has arrived"
    assert await place.rows(_INBOX) == [], "every letter that came has taken effect"
    assert await place.rows(_REFUSED) == [], "no honest desk says what is not its to say"
    assert await place.value(_LEFT) == 0, "nothing is left of who was erased"
    for sql in (_SAID, _TO_CITIZEN, _CITIZEN):
        said = [(row["text"].split("\n")[-1], row["who"], row["case_id"]) for row in await place.rows(sql)]
        assert len(said) == len(set(said)), "no word stands twice in a case, and no citizen is told one twice"


def _equal(both: dict[str, dict[str, Any]], *, words: bool) -> None:
    assert set(both) == {"source", "target"}, "nobody is left alone with a hand-over"
    source, target = both["source"], both["target"]
    for field in ("state", "said", "reason", "chain", "speaker", "wish", "agree_by"):
        emptied = not words and field in ("said", "reason") and "" in (source[field], target[field])
        assert source[field] == target[field] or emptied, (field, source, target)
    for one, other in ((source, target), (target, source)):
        assert one["turn"] != "theirs" or other["turn"] == "ours", "who is waited for knows it"
    assert (source["peer_number"], target["peer_number"]) == (target["number"], source["number"])
    assert source["copy"] != "asked", "who was told to erase says what it did"
    for each in both.values():
        living = each["state"] in LIVING
        assert not (living and each["duplicate_of"]), "what lives is with the case that survived"
        assert living or (each["speaker"], each["wish"]) == ("source", ""), "nobody speaks for what is over"
        assert each["state"] not in ENDED or each["turn"] == "", "of what is over nobody owes an answer"
    if target["state"] in (LinkState.WITHDRAWN, LinkState.EXPIRED, LinkState.RETURNED):
        assert source["case_id"] != target["case_id"]


def _away_is_true(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        asked = [each for each in rows if each["case_id"] == row["case_id"] and each["side"] == "source"]
        away = any(each["state"] in LIVING - {LinkState.ANSWERED} for each in asked)
        assert row["escalated"] is away
        heard = any(each["state"] in LIVING and each["speaker"] == "target" for each in asked)
        assert row["spoken_for"] is heard


async def _no_loop(matter: Matter) -> None:
    """No matter comes back to the office where it began as a case of another office's."""
    district = matter.places[0]
    mirrored = await district.value("SELECT count(*) FROM cases WHERE tenant_id = $1 AND mirrored")
    assert mirrored == 0, "all matters here began at the district"


async def _nothing_lost(matter: Matter) -> None:
    """Every word to another desk is read there."""
    by_text: dict[str, set[tuple[int, str]]] = {}
    for who, place in enumerate(matter.places):
        for row in await place.rows(_SAID):
            by_text.setdefault(row["text"], set()).add((who, row["who"]))
    for text, where in by_text.items():
        written = {who for who, kind in where if kind == "staff"}
        read = {who for who, kind in where if kind == "peer"}
        assert not written or read - written, ("lost", text, where)
