"""Every leaf part that is not the shown body, as a file."""

import re

from .bodies import Body
from .charsets import decode
from .payloads import Part
from .strings import line
from .tnef import is_tnef, unpacked
from .transfer import untransferred
from .values import Attachment

_CID = re.compile(r"src=\"cid:([^\"]{1,250})\"", re.IGNORECASE)


def attachments_of(root: Part, body: Body) -> tuple[tuple[Attachment, ...], list[str]]:
    """The files in the order of the letter, files inside a text last; and what was wrong with them."""
    shown, used, related = _shown_ids(body), set(body.used), _related(root)
    found: list[Attachment] = []
    defects: list[str] = []
    for part in root.leaves():
        if id(part) in used or _is_nothing(part, root):
            continue
        content, fault = untransferred(part.content, part.encoding)
        defects += [fault] if fault else []
        content_id = line(decode(part.headers.first("content-id"))[0]).strip("<> ")
        tnef = is_tnef(part.type, content)
        found.append(
            Attachment(
                name=file_name(part.file_name),
                type=part.type,
                content=content,
                inline=_is_inline(part, content_id, shown, related),
                content_id=content_id,
                within=unpacked(content).files if tnef else (),
            )
        )
    found += [Attachment(name=file_name(each.name), content=each.content) for each in body.files]
    return tuple(found), defects


def file_name(said: str) -> str:
    """The last step of a path, as a name only: no controls, no folders."""
    name = re.split(r"[/\\]", line(said))[-1].strip()
    return "" if name in (".", "..") else name


def _is_nothing(part: Part, root: Part) -> bool:
    """A letter without a body is no file."""
    return part is root and part.type == "text/plain" and not part.content.strip() and not part.disposition


def _is_inline(part: Part, content_id: str, shown: set[str], related: set[int]) -> bool:
    if part.disposition == "inline" or (content_id and content_id in shown):
        return True
    return bool(content_id) and not part.disposition and id(part) in related


def _shown_ids(body: Body) -> set[str]:
    return {
        match.replace("%40", "@").replace("&amp;", "&") for html in body.htmls for match in _CID.findall(html)
    }


def _related(root: Part) -> set[int]:
    """`id` of every part that belongs to an HTML page."""
    found: set[int] = set()
    waiting = [root]
    while waiting:
        part = waiting.pop()
        waiting.extend(part.children)
        if part.type == "multipart/related":
            found.update(id(child) for child in part.children)
    return found
