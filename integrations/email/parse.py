"""A letter's bytes made into a value. Never raises on bytes that fit into the memory and time given."""

import msgspec

from .attachments import attachments_of
from .automatic import is_automatic
from .bodies import Body, body_of
from .bounces import bounce_of
from .head import head_of
from .headers import split_head
from .limits import LIMITS
from .payloads import Part
from .quotes import is_forward, reply_of
from .structure import tree_of
from .tnef import is_tnef, unpacked
from .transfer import untransferred
from .values import Mail, Quarantine


def read(raw: bytes) -> Mail:
    """The whole letter."""
    if len(raw) > LIMITS.file:
        return read_head(raw, Quarantine.TOO_LARGE)
    tree = tree_of(raw)
    head = head_of(tree.root.headers)
    body = body_of(tree.root)
    files, faults = attachments_of(tree.root, body)
    text = _joined(body.texts) or _enveloped(tree.root)
    address, subject = head.sender.address, head.subject
    return msgspec.structs.replace(
        head,
        text=text,
        reply_text=_reply(body, text, subject),
        html=body.has_html,
        safe_html="\n".join(body.htmls),
        attachments=files,
        automatic=is_automatic(tree.root, address, subject),
        bounce=bounce_of(tree.root, address, subject, text),
        quarantine=head.quarantine or tree.quarantine,
        defects=tuple(dict.fromkeys((*tree.defects, *head.defects, *body.defects, *faults))),
    )


def read_head(raw: bytes, reason: Quarantine | None) -> Mail:
    """Only what stands above the body, for a letter that is set aside; what is wrong with its head goes first."""
    headers, _ = split_head(raw, 0, min(len(raw), LIMITS.header_block + 1))
    head = head_of(headers)
    automatic = is_automatic(Part(headers=headers), head.sender.address, head.subject)
    return msgspec.structs.replace(head, automatic=automatic, quarantine=head.quarantine or reason)


def _joined(texts: list[str]) -> str:
    """The parts with an empty line between them."""
    return "\n\n".join(text for text in texts if text.strip())[: LIMITS.text]


def _reply(body: Body, text: str, subject: str) -> str:
    """By the signs in the HTML and by the words; the words alone when the signs leave nothing or take a forward."""
    own = _joined(body.own_texts)
    return reply_of(own if own and not is_forward(text, subject) else text, subject)


def _enveloped(root: Part) -> str:
    """The text inside a winmail.dat, when the letter has no other."""
    for part in root.leaves():
        content, _ = untransferred(part.content, part.encoding)
        if is_tnef(part.type, content):
            return unpacked(content).text.strip("\n")
    return ""
