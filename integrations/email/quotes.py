"""What the writer of a reply wrote: the text without what mail programs put below or above it.

Line by line, in Indonesian and English. What is doubtful stays: a quotation too much is better than lost words.
A forwarded letter is what the writer wants us to read, so it stays.
"""

import re

_DAYS = r"(?:sen|sel|rab|kam|jum|sab|min|mon|tue|wed|thu|fri|sat|sun)"
_ATTRIBUTION = re.compile(
    r"(?:pada|on)\s.{4,300}?\s(?:menulis|wrote)\s*:"
    rf"|(?:\d|{_DAYS}).{{4,200}}\s(?:menulis|wrote)\s*:"
    r"|.{1,150}?<[^<>\s]{3,120}>\s+(?:menulis|wrote)(?:\s.{0,80})?:",
    re.IGNORECASE | re.DOTALL,
)
_ENDS_ATTRIBUTION = re.compile(r"(?:menulis|wrote)(?:\s[^\n]{0,80})?:$", re.IGNORECASE)
_BEGINS_ATTRIBUTION = re.compile(rf"(?:pada|on)\s|{_DAYS}[a-z]*,?\s|\d{{1,4}}[-./\s]", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"-{2,}\s*(?:original message|pesan asli|pesan awal|reply message|pesan balasan)\s*-{2,}", re.IGNORECASE
)
_FORWARD = re.compile(
    r"-{2,}\s*(?:forwarded message|pesan terusan|pesan yang diteruskan|pesan diteruskan)\s*-{2,}"
    r"|(?:begin forwarded message|mulai pesan terusan|awal pesan terusan|pesan terusan dimulai)\s*:",
    re.IGNORECASE,
)
_FORWARD_SUBJECT = re.compile(r"\s*(?:fwd?|fw|trs|terusan|diteruskan|teruskan)\s*:", re.IGNORECASE)
_FROM = re.compile(r"[*_]{0,2}(?:dari|from)\s*:", re.IGNORECASE)
_HEAD = re.compile(
    r"[*_]{0,2}(?:dikirim|terkirim|tanggal|kepada|ke|untuk|cc|tembusan|perihal|subjek|hal|judul"
    r"|sent|date|to|subject|reply-to)\s*:",
    re.IGNORECASE,
)
_RULE = re.compile(r"_{10,}|-{20,}")
_SENT_FROM = re.compile(
    r"(?:dikirim (?:dari|melalui|menggunakan|via|dengan)|terkirim dari|sent (?:from|via|with|using)"
    r"|dapatkan outlook|get outlook|diunduh dari)\s\S+(?:\s\S+){0,11}",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"iphone|ipad|android|samsung|galaxy|outlook|yahoo|gmail|mail|surel|ponsel|telepon|huawei|xiaomi|redmi|oppo|vivo"
    r"|windows|blackberry|proton|thunderbird|phone|perangkat|seluler|mobile|ios|handphone|hp",
    re.IGNORECASE,
)
_LONGEST_SIGNATURE = 15
_MOST_LINES = 20_000
"""Below them only the marks of quotations are looked at."""
_FIRST_PAGE = 5_000
"""Characters in which a passed-on letter is announced."""
_NEAR_THE_END = 500
_WINDOW = 4
"""Lines over which a mail program may break the sentence above a quotation."""


def reply_of(text: str, subject: str = "") -> str:
    """The text without quotations and signature; empty when there is nothing else."""
    lines = text.split("\n")
    lines, far_below = lines[:_MOST_LINES], lines[_MOST_LINES:]
    kept: list[str] = []
    forwarded = bool(_FORWARD_SUBJECT.match(subject))
    at = 0
    while at < len(lines):
        stripped = lines[at].strip()
        if not forwarded and _FORWARD.fullmatch(stripped):
            forwarded = True
        if not forwarded and _ends_here(lines, at):
            break
        if _is_signature(lines, at):
            break
        if (length := _attribution(lines, at)) and not forwarded:
            if not _quoted_next(lines, at + length):
                break
            at += length
            continue
        if not stripped.startswith(">") or forwarded:
            kept.append(lines[at])
        at += 1
    else:
        kept += (line for line in far_below if forwarded or not line.startswith(">"))
    return _without_device("\n".join(kept))


def is_forward(text: str, subject: str) -> bool:
    """Whether somebody passes a letter on: then what stands below is what they want us to read."""
    return bool(_FORWARD_SUBJECT.match(subject)) or any(
        _FORWARD.fullmatch(line.strip()) for line in text[:_FIRST_PAGE].split("\n")
    )


def _ends_here(lines: list[str], at: int) -> bool:
    """Whether an unmarked quotation begins: a separator, or the head of another letter."""
    stripped = lines[at].strip()
    if _SEPARATOR.fullmatch(stripped):
        return True
    if _RULE.fullmatch(stripped):
        below = next((each for each in range(at + 1, min(at + 4, len(lines))) if lines[each].strip()), None)
        return below is not None and _is_head(lines, below)
    return _is_head(lines, at)


def _is_head(lines: list[str], at: int) -> bool:
    """`Dari:` with at least two of Dikirim, Kepada, Perihal right below it."""
    if not _FROM.match(lines[at].strip()):
        return False
    below = [line.strip() for line in lines[at + 1 : at + 9]]
    return sum(bool(_HEAD.match(line)) for line in below if line) >= 2


def _is_signature(lines: list[str], at: int) -> bool:
    """The usual sign is "-- "; without its blank it counts only near the end."""
    if lines[at] == "-- ":
        return True
    if lines[at].rstrip() != "--" or len(lines) - at > _NEAR_THE_END:
        return False
    rest = [line for line in lines[at + 1 :] if line.strip() and not line.startswith(">")]
    return len(rest) <= _LONGEST_SIGNATURE


def _attribution(lines: list[str], at: int) -> int:
    """How many lines the sentence "on … somebody wrote:" takes; 0 when there is none."""
    first = lines[at].strip().lstrip("> ")
    if lines[at].startswith(">") or not first:
        return 0
    together = ""
    for length in range(1, _WINDOW + 1):
        if at + length > len(lines) or not (line := lines[at + length - 1].strip()):
            return 0
        together = f"{together} {line}".strip()
        if _ENDS_ATTRIBUTION.search(line):
            opens = length == 1 or _BEGINS_ATTRIBUTION.match(first)
            return length if opens and _ATTRIBUTION.fullmatch(together[:600]) else 0
    return 0


def _quoted_next(lines: list[str], at: int) -> bool:
    """Whether the next line that says something is marked as quoted."""
    following = next((line for line in lines[at:] if line.strip()), "")
    return following.startswith(">")


def _without_device(text: str) -> str:
    """Without "sent from my phone" at the end."""
    lines = text.rstrip().split("\n")
    while lines and (not lines[-1].strip() or _is_device_line(lines[-1].strip())):
        lines.pop()
    return "\n".join(lines).strip("\n")


def _is_device_line(line: str) -> bool:
    return len(line) <= 120 and bool(_SENT_FROM.fullmatch(line.strip("*_ .")) and _DEVICE.search(line))
