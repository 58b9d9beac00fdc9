"""Whether the address in From is proven: only by the topmost header of the office's own receiving server."""

import pytest

from integrations.email.parse import read
from integrations.email.trust import is_proven

OURS = "mx.dinkes.example"
PASSES = f"{OURS}; dmarc=pass header.from=warga.example"


def proven(*results: str, host: str = OURS, sender: str = "Siti <siti@warga.example>") -> bool:
    head = "".join(f"Authentication-Results: {each}\n" for each in results)
    mail = read(f"{head}From: {sender}\nSubject: x\n\nx\n".encode())
    return is_proven(mail.sender.address, mail.authentication, host)


@pytest.mark.parametrize(
    "said",
    [
        PASSES,
        PASSES.upper(),
        f"{OURS} 1; dmarc=pass",
        f"{OURS};\n\tspf=fail (no (not) x) smtp.mailfrom=x.id;\n dmarc=pass (p=REJECT)\n header.from=warga.example",
        f"{OURS}; dmarc=pass (says \\) and dmarc=fail) header.from=Warga.Example.",
        f"{OURS}; dkim=pass header.d=warga.example",
        f"{OURS}; dkim=pass header.i=@warga.example header.s=k1 header.b=aGk",
        f"{OURS}; dkim=fail header.d=warga.example; dkim=pass header.d=warga.example",
        f"{OURS}; dmarc=none; dkim=pass header.d=warga.example",
        f'{OURS}; spf=pass reason="a; dmarc=fail" smtp.mailfrom=siti@warga.example',
    ],
)
def test_the_receiving_server_vouches(said: str) -> None:
    assert proven(said)


@pytest.mark.parametrize(
    "said",
    [
        f"{OURS}; none",
        f"{OURS}; dmarc=fail header.from=warga.example; dkim=pass header.d=warga.example",
        f"{OURS}; dmarc=temperror; dkim=pass header.d=warga.example",
        f"{OURS}; dmarc=bestguesspass header.from=warga.example",
        f"{OURS}; dmarc=pass header.from=lain.example",
        f"{OURS}; dmarc=pass; dmarc=fail",
        f"{OURS}; dkim=pass header.d=lain.example",
        f"{OURS}; dkim=pass header.d=example",
        f"{OURS}; dkim=pass header.d=xwarga.example",
        f"{OURS}; dkim=pass header.d=jahat.warga.example",
        f"{OURS}; dkim=pass header.i=siti@warga.example header.d=lain.example",
        f"{OURS}; dkim=pass",
        f"{OURS}; spf=pass smtp.mailfrom=lain.example",
        f"{OURS}; spf=pass smtp.mailfrom=siti@warga.example@lain.example",
        f"{OURS}; spf=pass smtp.helo=warga.example",
        f"{OURS}; spf=softfail smtp.mailfrom=warga.example",
        f"{OURS}; arc=pass; auth=pass smtp.auth=siti@warga.example",
        "dmarc=pass header.from=warga.example",
        f"; {OURS}; dmarc=pass",
        f"{OURS} x; dmarc=pass",
        f"{OURS} 2; dmarc=pass",
        f"mx.lain.example {OURS}; dmarc=pass",
        f"{OURS}.lain.example; dmarc=pass",
        f"lain.{OURS}; dmarc=pass",
        f"({OURS};) mx.lain.example; dmarc=pass",
    ],
)
def test_what_says_less_proves_nothing(said: str) -> None:
    assert not proven(said)


@pytest.mark.parametrize(
    "said",
    [
        f"{OURS}; spf=fail (dmarc=pass ; dmarc=pass",
        f"{OURS}; spf=fail smtp.mailfrom=x); dmarc=pass",
        f'{OURS}; spf=fail smtp.mailfrom="x; dmarc=pass',
        f'{OURS}; spf=fail smtp.mailfrom="x; dmarc=pass header.from=warga.example"@x',
        f"{OURS}; spf=fail (a \\( b; dmarc=pass header.from=warga.example )",
        f"{OURS}; spf=fail \\(; dmarc=pass",
        f"{OURS}; dkim=fail header.d=x dmarc=pass",
        f"{OURS}; dkim=pass header.d=lain.example header.d=warga.example",
        f"{OURS}; dmarc=fail=pass",
        f"{OURS}; dmarc=pass header.from=lain.example header.from=warga.example",
        f"{OURS}; dmarc=pass/fail",
        f"{OURS}; dmarc/2=pass",
        f"{OURS}; dmarc=p(x)ass",
        f"{OURS}; dmarc=pass\x01",
        f"{OURS};" + " x=y;" * 60 + " dmarc=pass",
        f"{OURS}; dmarc=pass " + "x" * 70_000,
    ],
)
def test_what_the_sender_may_have_put_into_it_proves_nothing(said: str) -> None:
    assert not proven(said)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ((f"{OURS}; dmarc=fail", PASSES), False),
        ((PASSES, f"{OURS}; dmarc=fail"), True),
        (("mx.lain.example; dmarc=pass", PASSES), False),
        ((f"{OURS}; none", PASSES, PASSES), False),
        (("(", PASSES), False),
        ((), False),
    ],
)
def test_only_the_topmost_counts(results: tuple[str, ...], expected: bool) -> None:
    assert proven(*results) is expected


def test_headers_that_look_like_it_are_none() -> None:
    for name in ("ARC-Authentication-Results", "X-Authentication-Results", "Authentication-Results-Original"):
        mail = read(
            f"{name}: {PASSES}\nFrom: siti@warga.example\n\nAuthentication-Results: {PASSES}\n".encode()
        )
        assert not is_proven(mail.sender.address, mail.authentication, OURS), name


def test_without_a_host_nothing_is_believed() -> None:
    assert not proven(PASSES, host="")
    assert not proven("; dmarc=pass", host="")


def test_without_one_sender_there_is_nobody_to_prove() -> None:
    assert not proven(PASSES, sender="siti@warga.example, budi@lain.example")
    assert not proven(f"{OURS}; dmarc=pass", sender="")
