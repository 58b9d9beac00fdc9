"""HTML made safe for showing, and bounded before anything looks at it.

nh3 decides what stays. A size, a depth and a tag length come first, because cleaning of nested
elements takes time by the square; what is above them is shown as words only.
"""

import html as entities
import re

import msgspec
import nh3

from .limits import LIMITS

_DATA = re.compile(r"data:[^\s\"'<>)]{200,}", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,40})")
_ANY_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?:script|style)\b.*?(?:</(?:script|style)|\Z)|<[^<>]*>?", re.DOTALL | re.IGNORECASE
)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)
_FRAMELESS = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)", re.IGNORECASE)
_NOT_COUNTED = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"),
    *("p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "colgroup", "option"),
}
"""Elements without an end, or that end by themselves when the next one begins."""

_TAGS = {
    *(
        "a",
        "abbr",
        "address",
        "b",
        "bdi",
        "bdo",
        "big",
        "blockquote",
        "br",
        "caption",
        "center",
        "cite",
        "code",
    ),
    *(
        "col",
        "colgroup",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
    ),
    *("i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strike"),
    *("strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var"),
}
_ATTRIBUTES = {
    "*": {"dir", "lang", "title", "style", "class", "hidden"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
    "blockquote": {"type"},
}
_DROPPED_WITH_CONTENT = {
    *(
        "script",
        "style",
        "title",
        "template",
        "noscript",
        "iframe",
        "object",
        "svg",
        "math",
        "textarea",
        "select",
    ),
}
QUOTE_CLASSES = {
    "gmail_quote",
    "gmail_quote_container",
    "yahoo_quoted",
    "moz-cite-prefix",
    "protonmail_quote",
}
SIGNATURE_CLASSES = {
    "gmail_signature",
    "gmail_signature_prefix",
    "moz-signature",
    "protonmail_signature_block",
}
_CLASSES = QUOTE_CLASSES | SIGNATURE_CLASSES


class Cleaned(msgspec.Struct, frozen=True, kw_only=True):
    """`safe` is what may be shown in a sandboxed frame; empty, with `words`, when it was too much to clean."""

    safe: str = ""
    words: str = ""
    bytes_read: int = 0
    defects: tuple[str, ...] = ()


def cleaned(source: str, most: int = LIMITS.html) -> Cleaned:
    """HTML without scripts, styles, forms and remote loads, pictures only by content id; `most` bytes of it."""
    defects: list[str] = []
    source = _DATA.sub("", source)
    encoded = source.encode("utf-8", "replace")
    taken = min(len(encoded), most)
    if len(encoded) > most:
        source = encoded[:most].decode("utf-8", "ignore")
        defects.append("html_too_long")
    if _too_much(source):
        return Cleaned(words=_bare_words(source), bytes_read=taken, defects=(*defects, "html_too_deep"))
    safe = nh3.clean(
        source,
        tags=_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
    return Cleaned(safe=safe, bytes_read=taken, defects=tuple(defects))


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Styles say only whether something is hidden or framed; classes only who quotes."""
    if name == "style":
        hidden = "display:none" if _HIDDEN.search(value) else ""
        return hidden or ("border:none" if tag == "blockquote" and _FRAMELESS.search(value) else None)
    if name == "class":
        return " ".join(word for word in value.split() if word in _CLASSES) or None
    if tag == "img" and name == "src":
        return value if value[:4].lower() == "cid:" else None
    if tag == "a" and name == "href" and value[:4].lower() == "cid:":
        return None
    return value


def _too_much(source: str) -> bool:
    """Whether a tag is too long, or more elements are open inside each other than may be."""
    depth, last = 0, 0
    for match in _TAG.finditer(source):
        if source.find(">", match.end(), match.end() + LIMITS.html_tag) < 0 and (
            len(source) - match.end() > LIMITS.html_tag
        ):
            return True
        if match[2].lower() not in _NOT_COUNTED:
            depth = depth - 1 if match[1] else depth + 1
            last = max(last, depth)
        if last > LIMITS.html_depth:
            return True
        depth = max(depth, 0)
    return False


def _bare_words(source: str) -> str:
    """What stands between tags, without an idea of what the tags mean."""
    return entities.unescape(" ".join(_ANY_TAG.sub(" ", source).split()))
