"""Whether the address in From is proven: by the office's own receiving server, and by nobody else."""

from collections.abc import Sequence

from .values import Authentication, Claim

_SILENT = ("none",)
"""What a server says when the domain has no DMARC at all: then the signatures decide."""


def is_proven(sender: str, authentication: Authentication | None, host: str) -> bool:
    """By a DMARC pass, or where DMARC is not told, by a DKIM or SPF pass of the sender's own domain.

    Nothing is believed while `host`, the server's name in what it writes, is empty.
    """
    domain = _domain(sender)
    if authentication is None or not host or authentication.host != host.lower() or not domain:
        return False
    told = [claim for claim in _of("dmarc", authentication) if claim.result not in _SILENT]
    if told:
        return all(_passes_dmarc(claim, domain) for claim in told)
    signed = (_signer(claim) for claim in _of("dkim", authentication) if claim.result == "pass")
    sent = (_envelope(claim) for claim in _of("spf", authentication) if claim.result == "pass")
    return any(_aligned(domain, name) for name in (*signed, *sent))


def _of(method: str, authentication: Authentication) -> Sequence[Claim]:
    return [claim for claim in authentication.claims if claim.method == method]


def _passes_dmarc(claim: Claim, domain: str) -> bool:
    named = claim.properties.get("header.from", domain)
    return claim.result == "pass" and _domain(named) == domain


def _signer(claim: Claim) -> str:
    return _domain(claim.properties.get("header.d") or claim.properties.get("header.i", ""))


def _envelope(claim: Claim) -> str:
    return _domain(claim.properties.get("smtp.mailfrom", ""))


def _domain(text: str) -> str:
    """What stands behind the last `@`, or the whole when there is none."""
    return text.rpartition("@")[2].strip().rstrip(".").lower()


def _aligned(domain: str, name: str) -> bool:
    """The same domain, or one above it: without a list of public suffixes, one below it proves nothing."""
    return "." in name and (domain == name or domain.endswith(f".{name}"))
