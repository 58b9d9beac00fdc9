"""What strangers and confused remotes send to the hooks: a clear answer, and nothing kept wrongly."""

import gzip
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from support.desk import Counts, Desk
from support.ledger import body, change, signature, signed, text_message
from support.wires import trusted

MEGABYTE = 1024 * 1024
NUMBERS = ("inbox_entries", "messages_in", "reactions", "ignored", "cases", "statuses")


class Hook:
    """One office's hook, with the keys of its account, and the other office that must not notice anything."""

    def __init__(self, desk: Desk) -> None:
        known = desk.coordinates()
        self.desk = desk
        self.account, self.other = (
            next(account for account in known["accounts"] if account["tenant"] == slug)
            for slug in ("batang", "kemenkes")
        )
        self.base: str = known["base_url"]
        self.http = httpx2.Client(timeout=60, trust_env=False, verify=trusted())
        self._known = self._counts()

    def post(self, raw: bytes, *, url: str = "", **headers: str) -> httpx2.Response:
        """A call with exactly these headers, underscores written as hyphens."""
        named = {name.replace("_", "-"): value.encode() for name, value in headers.items()}
        return self.http.post(url or self.account["hook"], content=raw, headers=named)

    def genuine(self, raw: bytes) -> httpx2.Response:
        """The same, signed with the account's secret."""
        return self.post(raw, **signed(self.account, raw))

    def grown(self) -> dict[str, int]:
        """What the office's WhatsApp has more than when we last looked, statuses of what it sent left out.

        Every other office and channel must be as it was.
        """
        before, after = self._known, self._counts()
        self._known, place = after, ("batang", "whatsapp")
        assert {key: row for key, row in after.items() if key != place} == {
            key: row for key, row in before.items() if key != place
        }
        differences = {name: after[place][name] - before[place][name] for name in NUMBERS}
        differences["inbox_entries"] -= differences.pop("statuses")
        return {name: difference for name, difference in differences.items() if difference}

    def _counts(self) -> Counts:
        """What is stored, once nothing waits to be understood or sent."""
        self.desk.settle()
        return self.desk.counts()

    def message(self, **more: Any) -> dict[str, Any]:
        """A message that nobody has sent before, of somebody who has never written."""
        sender = f"62812{uuid4().int % 10**8:08}"
        return text_message(f"wamid.bad.{uuid4().hex}", sender, "Obat habis") | more

    def wrapped(self, *messages: dict[str, Any]) -> bytes:
        """A body of the account's own number."""
        return body(self.account, change(self.account, *messages))


@pytest.fixture(scope="module")
def hook(desk: Desk) -> Iterator[Hook]:
    opened = Hook(desk)
    yield opened
    opened.http.close()


def test_a_call_that_is_not_genuine_is_refused_and_nothing_of_it_is_kept(hook: Hook) -> None:
    raw = hook.wrapped(hook.message())
    good = signature(hook.account, raw)
    for wrong in (
        {},
        {"x_hub_signature_256": ""},
        {"x_hub_signature_256": "sha256="},
        {"x_hub_signature_256": good[:-1]},
        {"x_hub_signature_256": good[:-1] + ("0" if good[-1] != "0" else "1")},
        {"x_hub_signature_256": good.removeprefix("sha256=")},
        {"x_hub_signature_256": good.replace("sha256=", "sha1=")},
        {"x_hub_signature_256": good.replace("sha256=", "SHA256=")},
        {"x_hub_signature_256": f"sha256={'é' * 64}"},
        {"x_hub_signature": good},
        {"x_hub_signature_256": signature(hook.other, raw)},
        {"x_hub_signature_256": signature(hook.account, raw + b" ")},
    ):
        answer = hook.post(raw, **wrong)
        assert (answer.status_code, answer.json()["code"]) == (401, "signature_wrong"), wrong
    assert hook.grown() == {}


def test_hexadecimal_in_capitals_is_as_good(hook: Hook) -> None:
    raw = hook.wrapped(hook.message())
    capitals = "sha256=" + signature(hook.account, raw).removeprefix("sha256=").upper()
    assert hook.post(raw, x_hub_signature_256=capitals).status_code == 200
    assert hook.grown()["messages_in"] == 1


def test_what_is_not_json_is_refused_and_nothing_of_it_is_kept(hook: Hook) -> None:
    whole = hook.wrapped(hook.message())
    for raw in (
        whole[:-1],
        whole[: len(whole) // 2],
        whole + b"}",
        b"\xef\xbb\xbf" + whole,
        b"",
        b" ",
        b"\xff\xfe\xfd",
        whole.replace(b"Obat", b"Ob\xffat"),
        b"[" * 200_000 + b"]" * 200_000,
        b"<xml/>",
        b'{"entry": [' + b"9" * 5_000 + b"]}",
    ):
        answer = hook.genuine(raw)
        assert (answer.status_code, answer.json()["code"]) == (400, "body_malformed"), raw[:40]
    assert hook.grown() == {}


def test_an_address_that_is_nobodys_is_not_found(hook: Hook) -> None:
    raw = hook.wrapped(hook.message())
    own = hook.account["id"]
    lapor = hook.desk.account_ids("kemenkes", "lapor")
    for path in (
        f"whatsapp/{uuid4()}",
        "whatsapp/1",
        "whatsapp/%00",
        f"whatsapp/{own}x",
        f"lapor/{own}",
        f"email/{own}",
        f"telegram/{own}",
        f"portal/{own}",
        *(f"whatsapp/{each}" for each in lapor),
        *(f"lapor/{each}" for each in lapor),
    ):
        answer = hook.http.post(f"{hook.base}/hooks/{path}", content=raw, headers=signed(hook.account, raw))
        assert answer.status_code == 404, path
        assert hook.http.get(f"{hook.base}/hooks/{path}").status_code == 404, path
    assert lapor
    assert hook.grown() == {}


def test_large_and_compressed_bodies_are_refused(hook: Hook) -> None:
    raw = hook.wrapped(hook.message(text={"body": "x" * 12 * MEGABYTE}))
    assert hook.genuine(raw).status_code == 413
    in_pieces = (raw[at : at + MEGABYTE] for at in range(0, len(raw), MEGABYTE))
    answer = hook.http.post(hook.account["hook"], content=in_pieces, headers=signed(hook.account, raw))
    assert answer.status_code == 413, "without Content-Length the bytes are counted as they come"
    small = gzip.compress(hook.wrapped(hook.message()))
    for encoding in ("gzip", "GZIP", "br", "deflate", "gzip, identity"):
        assert hook.post(small, **signed(hook.account, small), content_encoding=encoding).status_code == 415
    assert hook.grown() == {}


def test_a_body_of_several_megabytes_is_taken(hook: Hook) -> None:
    """Meta puts many messages into one body when many people write; the limit is 8 MB (contract.md)."""
    messages = [hook.message(context={"id": "x" * 200, "note": "x" * 75_000}) for _ in range(100)]
    messages[1:] = [message | {"from": messages[0]["from"]} for message in messages[1:]]
    raw = hook.wrapped(*messages)
    assert 7 * MEGABYTE < len(raw) < 8 * MEGABYTE
    assert hook.genuine(raw).status_code == 200
    assert hook.grown() == {"inbox_entries": 100, "messages_in": 100, "cases": 1}


def test_the_checks_come_in_the_order_that_is_promised(hook: Hook) -> None:
    large = b"{" + b" " * 9 * MEGABYTE
    nobody = f"{hook.base}/hooks/whatsapp/{uuid4()}"
    assert hook.post(large, url=nobody, content_encoding="gzip").status_code == 404
    assert hook.post(large, content_encoding="gzip").status_code == 415
    assert hook.post(large).status_code == 413
    assert hook.post(b"{").status_code == 401
    assert hook.genuine(b"{").status_code == 400
    assert hook.genuine(b"{}").status_code == 200
    assert hook.grown() == {"inbox_entries": 1, "ignored": 1}


def test_signed_json_that_means_nothing_is_acknowledged_and_recorded_as_ignored(hook: Hook) -> None:
    bodies = [
        b"[]",
        b"3",
        b"null",
        b'"halo"',
        b"NaN",
        b'{"object": "page", "entry": []}',
        b'{"object": "whatsapp_business_account"}',
        b'{"object": "whatsapp_business_account", "entry": 7}',
        body(hook.account, {"field": "messages", "value": []}),
        hook.wrapped(hook.message(id=7)),
        hook.wrapped(hook.message(id="wamid.\x00")),
        hook.wrapped(hook.message(id="wamid.\ud800")),
        body(hook.account, change(hook.account | {"phone_number_id": "100200300400500"}, hook.message())),
    ]
    for raw in bodies:
        assert hook.genuine(raw).status_code == 200, raw[:60]
    expected = {"inbox_entries": len(bodies), "ignored": len(bodies)}
    assert hook.grown() == expected
    for raw in bodies:
        assert hook.genuine(raw).status_code == 200, "the same again"
    assert hook.grown() == {}, "is recorded once"


def test_a_kind_that_nobody_knows_keeps_the_case_and_loses_nothing_else_of_the_body(hook: Hook) -> None:
    strange = hook.message(type="hologram", hologram={"depth": 3})
    del strange["text"]
    raw = hook.wrapped(strange, hook.message(text={"body": "Antre\x00an \ud800 penuh"}), hook.message())
    assert hook.genuine(raw).status_code == 200
    after = hook.grown()
    assert after["inbox_entries"] == 3
    assert after["messages_in"] + after.get("ignored", 0) == 3
    assert after["messages_in"] >= 2, "a NUL and half a character are replaced, the message is kept"


def test_another_offices_number_in_our_body_reaches_only_our_record(hook: Hook) -> None:
    """The two offices have different secrets: who signs for one of them cannot write to the other."""
    ours, theirs = hook.message(), hook.message()
    raw = body(hook.account, change(hook.account, ours), change(hook.other, theirs))
    assert hook.genuine(raw).status_code == 200
    assert hook.grown() == {"inbox_entries": 2, "messages_in": 1, "ignored": 1, "cases": 1}


def test_only_who_knows_the_token_is_greeted_back(hook: Hook) -> None:
    def greeted(**query: str) -> httpx2.Response:
        query = {f"hub.{key}": value for key, value in query.items()}
        return hook.http.get(hook.account["hook"], params=query)

    token = hook.account["verify_token"]
    answer = greeted(mode="subscribe", verify_token=token, challenge="1158201444")
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")
    for wrong in (
        {},
        {"mode": "subscribe", "challenge": "1"},
        {"mode": "subscribe", "verify_token": token[:-1], "challenge": "1"},
        {"mode": "subscribe", "verify_token": hook.other["verify_token"], "challenge": "1"},
        {"mode": "unsubscribe", "verify_token": token, "challenge": "1"},
    ):
        assert greeted(**wrong).status_code == 403, wrong


def test_other_methods_and_broken_requests_never_end_in_an_error_of_ours(hook: Hook) -> None:
    path = hook.account["hook"].removeprefix(hook.base).encode()
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        assert hook.http.request(method, hook.account["hook"]).status_code in (204, 405), method
    host, port = hook.base.removeprefix("http://").split(":")
    for first_lines in (
        b"POST %b HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST %b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST %b HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST %b HTTP/1.1\r\n\r\n",
        b"POST %b\r\n\r\n",
        b"\x16\x03\x01\x02",
    ):
        with socket.create_connection((host, int(port)), timeout=60) as raw:
            raw.sendall(first_lines.replace(b"%b", path))
            raw.shutdown(socket.SHUT_WR)
            answer = raw.makefile("rb").readline()
        assert answer.split(b" ")[1:2] in ([b"400"], [b"401"], [b"413"], []), (first_lines, answer)
    assert hook.grown() == {}


def test_a_message_ten_times_at_once_is_one_message(hook: Hook) -> None:
    raw = hook.wrapped(hook.message())
    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda _: hook.genuine(raw).status_code, range(10)))
    assert answers == [200] * 10
    assert hook.grown()["messages_in"] == 1


def test_bodies_are_never_read_as_anything_but_bytes(hook: Hook) -> None:
    """The kind of content that a header claims changes nothing: the signature over the bytes counts."""
    raw = hook.wrapped(hook.message())
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        headers = signed(hook.account, raw) | {"content-type": kind}
        assert hook.http.post(hook.account["hook"], content=raw, headers=headers).status_code == 200, kind
    assert hook.grown()["messages_in"] == 1
