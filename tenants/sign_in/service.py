"""The procedure of signing in, switching and signing out."""

from datetime import datetime
from uuid import UUID

from kit.errors import Missing, Unauthenticated
from kit.limits import Limit, Limits
from kit.passwords import hash_password, verify_password
from tenants.directory import store as directory
from tenants.directory.model import LivingSession, Post
from tenants.offices.model import Office
from tenants.offices.service import office
from tenants.people.service import note_everywhere
from tenants.sessions import service as sessions
from tenants.sign_in.model import Identified, Refused


async def identify(email: str, password: str, network: str, limits: Limits) -> Identified | Refused:
    """Compare a password; unknown, without password, without an office and wrong take the same way.

    Raises `TooMany`. A right password is not counted as a try.
    """
    email = email.strip().lower() if email.isprintable() else ""
    tries = sign_in_limits(email, network)
    await limits.allow_all(tries)
    found = await directory.credentials(email)
    stored = found.password_hash if found else None
    verdict = await verify_password(stored, password)
    if found is None or stored is None or not verdict.right:
        return Refused(person_id=found.person_id if found else None)
    if not await directory.posts(found.person_id):
        return Refused(person_id=None)
    await limits.give_back(tries)
    if verdict.outdated:
        anew = await hash_password(password)
        if await directory.rehash(found.person_id, stored, anew):
            stored = anew
    return Identified(person_id=found.person_id, password_hash=stored, email=email)


async def note_refusal(refused: Refused) -> None:
    """Tell the audit log of each office of a known person. After the answer, so that time tells nothing."""
    if refused.person_id is not None:
        await note_everywhere(refused.person_id, "session.refused")


async def open_session(who: Identified, slug: str, old: LivingSession | None) -> str:
    """A new session in the office with this slug, else in the person's first one; the browser's old one ends.

    Raises `Unauthenticated` when the password was changed, or the last post ended, while we compared.
    """
    posts = await directory.posts(who.person_id)
    if not posts:
        raise Unauthenticated("sign_in_needed")
    secret = await sessions.begin(await _named(posts, slug) or posts[0], who.person_id)
    if old is not None:
        await sessions.end(old)
    now = await directory.credentials(who.email)
    if now is None or now.password_hash != who.password_hash:
        await _end(secret)
        raise Unauthenticated("sign_in_needed")
    return secret


async def open_first_session(person_id: UUID, old: LivingSession | None) -> str:
    """A session for somebody who has just set a password by link; raises `Unauthenticated` without a post."""
    posts = await directory.posts(person_id)
    if not posts:
        raise Unauthenticated("sign_in_needed")
    if old is not None:
        await sessions.end(old)
    return await sessions.begin(posts[0], person_id)


async def sign_out(session: LivingSession) -> None:
    """End a session for good."""
    await sessions.end(session)


async def switch(session: LivingSession, slug: str) -> str:
    """A new session in another office of the same person; the old one ends. `Missing` for any other."""
    post = await _named(await directory.posts(session.person_id), slug)
    if post is None:
        raise Missing("office_missing")
    secret = await sessions.begin(post, session.person_id, action="session.switched")
    await sessions.end(session)
    return secret


async def reopen(session: LivingSession) -> str:
    """A new session in the same place, after the password was changed and all earlier ones ended with it."""
    post = Post(tenant_id=session.tenant_id, membership_id=session.membership_id)
    return await sessions.begin(post, session.person_id)


async def guest_until(person_id: UUID) -> dict[int, datetime]:
    """When the person's posts as a guest end, by office."""
    posts = await directory.posts(person_id)
    return {post.tenant_id: post.guest_until for post in posts if post.guest_until is not None}


async def offices_of(person_id: UUID) -> list[Office]:
    """The offices that a person works for now."""
    return [await office(post.tenant_id) for post in await directory.posts(person_id)]


def sign_in_limits(email: str, network: str) -> tuple[Limit, ...]:
    """By account and network, by account, by network, and for everybody together.

    The second stays below the hundred tries of NIST SP 800-63B-4 §3.2.2 and still lets a stranger lock
    nobody out with little effort; the third is wide because a whole office may stand behind one address.
    """
    return (
        Limit(f"sign-in:{email}:{network}", 10, 15 * 60),
        Limit(f"sign-in:{email}", 50, 60 * 60),
        Limit(f"sign-in:{network}", 100, 15 * 60),
        Limit("sign-in", 600, 60),
    )


async def _named(posts: tuple[Post, ...], slug: str) -> Post | None:
    for post in posts:
        if (await office(post.tenant_id)).slug == slug:
            return post
    return None


async def _end(secret: str) -> None:
    begun = await sessions.find(secret)
    if begun is not None:
        await sessions.end(begun)
