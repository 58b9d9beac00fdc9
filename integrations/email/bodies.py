"""Which parts are the shown body, and their text."""

import re

import msgspec

from .charsets import decode
from .flowed import unflowed
from .limits import LIMITS
from .markup import cleaned
from .payloads import Part
from .rendering import words_of
from .transfer import untransferred
from .uuencode import Uuencoded, files_in

_META = re.compile(rb"<meta[^<>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_SHOWN = ("text/plain", "text/html")


class Left(msgspec.Struct, kw_only=True):
    """What may still be read of this letter; all its parts share it."""

    html: int = LIMITS.html
    text: int = LIMITS.text


class Body(msgspec.Struct, kw_only=True):
    """The text of the shown parts, and the parts that it was made of."""

    texts: list[str] = []
    own_texts: list[str] = []
    """The same without what HTML marks as quotation or signature."""
    htmls: list[str] = []
    has_html: bool = False
    used: list[int] = []
    """`id` of each part that is shown, or is another form of what is shown."""
    files: list[Uuencoded] = []
    defects: list[str] = []
    left: Left


def body_of(root: Part) -> Body:
    """The inline text parts in order; of alternatives HTML where it carries text."""
    body = Body(left=Left())
    _read(root, body)
    return body


def _read(part: Part, body: Body) -> None:
    """Recursion is bounded by the depth that was cut."""
    if not part.children:
        if _is_shown(part, body):
            _show(part, body)
    elif part.type == "multipart/alternative":
        _read_alternative(part, body)
    elif part.type == "multipart/related":
        _read(_root(part), body)
    elif part.type == "multipart/signed":
        _read(part.children[0], body)
    elif part.type != "multipart/encrypted":
        for child in part.children:
            _read(child, body)


def _root(part: Part) -> Part:
    """The part that the others belong to: the named one, else the first."""
    start = part.parameters.get("start", "").strip("<> ")
    named = (each for each in part.children if start and _content_id(each) == start)
    return next(named, part.children[0])


def _content_id(part: Part) -> str:
    return decode(part.headers.first("content-id"))[0].strip().strip("<>")


def _is_shown(part: Part, body: Body) -> bool:
    """A text with a file's name behind the first text is a file, unless it asks to be shown."""
    if part.type not in _SHOWN or part.disposition == "attachment":
        return False
    return not part.file_name or part.disposition == "inline" or not (body.texts or body.has_html)


def _read_alternative(part: Part, body: Body) -> None:
    """Every form is read apart; the last with HTML that says something wins, else the last with text."""
    forms: list[Body] = []
    for child in part.children:
        form = Body(left=body.left)
        _read(child, form)
        forms.append(form)
    telling = [form for form in forms if any(form.texts)]
    chosen = next((form for form in reversed(telling) if form.htmls), None)
    chosen = chosen or (telling[-1] if telling else next(iter(forms), Body(left=body.left)))
    body.texts += chosen.texts
    body.own_texts += chosen.own_texts
    body.htmls += next((form.htmls for form in reversed(forms) if form.htmls), [])
    body.files += chosen.files
    for form in forms:
        body.has_html = body.has_html or form.has_html
        body.used += form.used
        body.defects += form.defects


def _show(part: Part, body: Body) -> None:
    content, fault = untransferred(part.content, part.encoding)
    body.used.append(id(part))
    body.defects += [fault] if fault else []
    if part.type == "text/html":
        _show_html(content, part, body)
    else:
        _show_plain(content, part, body)


def _show_html(content: bytes, part: Part, body: Body) -> None:
    charset = part.parameters.get("charset", "")
    if not charset and (match := _META.search(content[:4096])):
        charset = match[1].decode("ascii")
    text, fault = decode(content, charset)
    markup = cleaned(text, body.left.html)
    body.left.html -= markup.bytes_read
    words = markup.words or words_of(markup.safe)
    body.has_html = True
    body.htmls.append(markup.safe)
    body.texts.append(words)
    body.own_texts.append(markup.words or words_of(markup.safe, own_only=True))
    body.defects += [fault] if fault else []
    body.defects += markup.defects


def _show_plain(content: bytes, part: Part, body: Body) -> None:
    files = files_in(content)
    for file in reversed(files):
        content = content[: file.start] + content[file.stop :]
    body.files += files
    text, fault = decode(content, part.parameters.get("charset", ""))
    if len(text) > body.left.text:
        text = text[: body.left.text]
        body.defects.append("text_too_long")
    body.left.text -= len(text)
    if part.parameters.get("format", "").lower() == "flowed":
        text = unflowed(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
    text = text.strip("\n").rstrip()
    body.texts.append(text)
    body.own_texts.append(text)
    body.defects += [fault] if fault else []
