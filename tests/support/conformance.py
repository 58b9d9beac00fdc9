"""What every adapter keeps to, whatever the remote: one suite, one mixin for each ability.

A test file of an adapter describes its `Subject` and inherits the mixins of what it can do:

    class TestWhatsApp(AdapterConformance, ListenerConformance, CallConformance, HealthConformance):
        subject = Subject(make=whatsapp, account=ACCOUNT, …)
"""

import json
import traceback
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar

import httpx2
import msgspec
import pytest

from helpdesk.channels.contract import Account, Adapter, HookRequest
from helpdesk.channels.errors import (
    ERRORS,
    BodyMalformed,
    ChannelError,
    ChannelThrottled,
    ChannelUnreachable,
    Fault,
    OutcomeUnknown,
    SignatureWrong,
)
from helpdesk.channels.model import Addressed
from support.odd_remotes import (
    BREAKDOWNS,
    BROKEN_OFF,
    NOT_SENT,
    ODD_REFUSALS,
    ODD_SUCCESSES,
    Script,
    answering,
    failing,
    nobody,
    scripted,
)

SECRET_WORDS = ("secret", "token", "password", "key", "auth_value")
LONGEST_ID = 300
"""Characters: an index row holds one beside the tenant and the account."""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which the adapter calls the remote; `changes` says whether it may have an effect there."""

    name: str
    run: Callable[[Adapter, Account], Awaitable[object]]
    changes: bool
    answered_by_status: bool = False
    """A success carries nothing that could be odd."""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """An adapter and what is needed to try it."""

    make: Callable[[httpx2.AsyncClient], Adapter]
    account: Account
    hidden: Sequence[str]
    """Secrets, numbers and texts that no error may repeat."""
    calls: Sequence[Call] = ()
    bodies: Sequence[bytes] = ()
    """Webhook bodies of ordinary days."""
    signed: Callable[[bytes, Account], HookRequest] | None = None
    """The remote's own way of signing a body."""
    without_secret: Account | None = None
    """The account as it is before its signing secret is typed in."""


async def _error(subject: Subject, call: Call, script: Script) -> ChannelError:
    """The error of one call; what it tells may hold nothing that has to stay inside."""
    async with scripted(script) as http:
        with pytest.raises(ChannelError) as caught:
            await call.run(subject.make(http), subject.account)
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert not [hidden for hidden in subject.hidden if hidden in told], call.name
    assert ERRORS[caught.value.code] is type(caught.value)
    return caught.value


class AdapterConformance:
    """What holds for an adapter before it does anything."""

    subject: ClassVar[Subject]

    async def test_making_the_adapter_callsnobody(self) -> None:
        async with scripted(nobody) as http:
            adapter = self.subject.make(http)
        assert adapter.kind is self.subject.account.kind
        assert isinstance(self.subject.account.settings, adapter.settings)
        assert any((adapter.listener, adapter.sender, adapter.register))

    async def test_settings_are_values_and_their_secrets_are_marked(self) -> None:
        async with scripted(nobody) as http:
            settings = self.subject.make(http).settings
        assert settings.__struct_config__.frozen
        described = msgspec.inspect.type_info(settings)
        assert isinstance(described, msgspec.inspect.StructType)
        unmarked = [field.name for field in described.fields if _sounds_secret(field) and not _marked(field)]
        assert not unmarked


def _sounds_secret(field: msgspec.inspect.Field) -> bool:
    kind = field.type.type if isinstance(field.type, msgspec.inspect.Metadata) else field.type
    harmless = "header" in field.name or "prefix" in field.name
    text = isinstance(kind, msgspec.inspect.StrType)
    return text and not harmless and any(word in field.name for word in SECRET_WORDS)


def _marked(field: msgspec.inspect.Field) -> bool:
    return isinstance(field.type, msgspec.inspect.Metadata) and bool((field.type.extra or {}).get("secret"))


class ListenerConformance:
    """The remote calls us."""

    subject: ClassVar[Subject]

    async def _listener(self) -> Any:
        async with scripted(nobody) as http:
            listener = self.subject.make(http).listener
        assert listener
        return listener

    def _signed(self, body: bytes, account: Account | None = None) -> HookRequest:
        assert self.subject.signed
        return self.subject.signed(body, account or self.subject.account)

    async def test_the_remotes_signature_is_taken_for_these_bytes_only(self) -> None:
        listener = await self._listener()
        for body in self.subject.bodies:
            request = self._signed(body)
            listener.verify(request, self.subject.account)
            for other in (body + b" ", body[:-1], b"", body.replace(b":", b": ", 1)):
                with pytest.raises(SignatureWrong):
                    listener.verify(msgspec.structs.replace(request, body=other), self.subject.account)

    async def test_without_headers_nothing_is_taken(self) -> None:
        listener = await self._listener()
        with pytest.raises(SignatureWrong):
            listener.verify(HookRequest(headers={}, query={}, body=b"{}"), self.subject.account)

    async def test_an_account_without_its_secret_takes_nothing(self) -> None:
        listener, account = await self._listener(), self.subject.without_secret
        assert account
        with pytest.raises(SignatureWrong):
            listener.verify(self._signed(b"{}", account), account)

    async def test_arrivals_have_lasting_names_and_true_times(self) -> None:
        listener = await self._listener()
        for body in self.subject.bodies:
            call = self._signed(body)
            found: Sequence[Addressed] = listener.arrivals(call, self.subject.account)
            assert found == listener.arrivals(call, self.subject.account)
            assert found
            names = [(each.address, each.arrival.external_id) for each in found]
            assert len(set(names)) == len(names)
            assert all(0 < len(name) <= LONGEST_ID for _, name in names)
            assert all(each.arrival.at.tzinfo for each in found)
            assert msgspec.json.decode(msgspec.json.encode(found), type=list[Addressed]) == list(found)


class JsonConformance(ListenerConformance):
    """The remote's calls are JSON."""

    @pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"\xef\xbb\xbf{}", b"[" * 100_000])
    async def test_what_is_not_json_is_malformed(self, body: bytes) -> None:
        with pytest.raises(BodyMalformed):
            (await self._listener()).arrivals(self._signed(body), self.subject.account)

    @pytest.mark.parametrize("value", [[], {}, 3, None, "x", [[]], {"entry": {}}, [1, {"a": [None]}]])
    async def test_any_other_json_is_arrivals_with_a_reason(self, value: object) -> None:
        call = self._signed(json.dumps(value).encode())
        found = (await self._listener()).arrivals(call, self.subject.account)
        assert all(each.arrival.reason for each in found)
        assert found


class CallConformance:
    """We call the remote: what an error may claim."""

    subject: ClassVar[Subject]

    @pytest.mark.parametrize("failure", NOT_SENT, ids=lambda failure: type(failure).__name__)
    async def test_what_never_left_may_be_tried_again(self, failure: Exception) -> None:
        for call in self.subject.calls:
            error = await _error(self.subject, call, failing(failure))
            assert type(error) is ChannelUnreachable, call.name
            assert error.retryable

    @pytest.mark.parametrize("failure", BROKEN_OFF, ids=lambda failure: type(failure).__name__)
    async def test_what_broke_off_is_unknown_when_it_may_have_had_its_effect(
        self, failure: Exception
    ) -> None:
        for call in self.subject.calls:
            error = await _error(self.subject, call, failing(failure))
            assert (type(error) is OutcomeUnknown) is call.changes, call.name
            assert error.retryable is not call.changes

    @pytest.mark.parametrize("status", BREAKDOWNS)
    async def test_a_breakdown_of_the_remote_proves_nothing(self, status: int) -> None:
        for call in self.subject.calls:
            error = await _error(self.subject, call, answering(status))
            assert (type(error) is OutcomeUnknown) is call.changes, call.name
            assert error.retryable is not call.changes

    async def test_refused_keys_are_the_accounts_fault(self) -> None:
        for call in self.subject.calls:
            error = await _error(self.subject, call, answering(401))
            assert (error.fault, error.retryable) == (Fault.ACCOUNT, False), call.name

    async def test_throttling_names_the_time_to_wait(self) -> None:
        for call in self.subject.calls:
            error = await _error(self.subject, call, answering(429, retry_after="7"))
            assert (type(error), error.retry_after) == (ChannelThrottled, 7.0), call.name

    @pytest.mark.parametrize("script", ODD_SUCCESSES, ids=range(len(ODD_SUCCESSES)))
    async def test_a_success_that_cannot_be_read_is_none(self, script: Script) -> None:
        for call in self.subject.calls:
            if not call.answered_by_status:
                await self._odd(call, script)

    @pytest.mark.parametrize("script", ODD_REFUSALS, ids=range(len(ODD_REFUSALS)))
    async def test_an_odd_refusal_is_an_error_of_ours(self, script: Script) -> None:
        for call in self.subject.calls:
            await self._odd(call, script)

    async def _odd(self, call: Call, script: Script) -> None:
        """One error of ours after one request: no redirect followed, nothing tried again behind our back."""
        asked: list[str] = []

        def counting(request: httpx2.Request) -> httpx2.Response:
            asked.append(request.url.host)
            return script(request)

        error = await _error(self.subject, call, counting)
        assert len(asked) == 1, call.name
        assert not (call.changes and error.retryable), call.name

    async def test_no_cookie_travels_from_one_office_to_the_next(self) -> None:
        seen: list[str | None] = []

        def script(request: httpx2.Request) -> httpx2.Response:
            seen.append(request.headers.get("cookie"))
            return httpx2.Response(400, headers={"set-cookie": "office=a; Path=/"})

        async with scripted(script) as http:
            adapter = self.subject.make(http)
            for call in [*self.subject.calls, *self.subject.calls]:
                with pytest.raises(ChannelError):
                    await call.run(adapter, self.subject.account)
        assert seen
        assert set(seen) == {None}


class HealthConformance:
    """Is this account able to work: an answer, never an error."""

    subject: ClassVar[Subject]

    @pytest.mark.parametrize(
        "script",
        [
            *(failing(failure) for failure in (*NOT_SENT, *BROKEN_OFF)),
            *(answering(status) for status in (*BREAKDOWNS, 401, 403, 404, 429)),
            *ODD_SUCCESSES[1:4],
        ],
    )
    async def test_trouble_is_told_with_advice(self, script: Script) -> None:
        async with scripted(script) as http:
            probe = self.subject.make(http).health
            assert probe
            health = await probe.check(self.subject.account)
        assert not health.ok
        assert health.code
        assert health.advice
        assert not [hidden for hidden in self.subject.hidden if hidden in health.advice + health.code]
