"""`format=flowed` (RFC 3676): lines that a mail program broke are joined again."""


def unflowed(text: str, *, delete_space: bool) -> str:
    """The text with flowed lines joined; quotation depths are kept as ">" signs."""
    rows: list[list[str]] = []
    depth_before, open_before = -1, False
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        if flows and delete_space:
            content = content[:-1]
        if open_before and depth == depth_before and content != "-- ":
            rows[-1].append(content)
        else:
            rows.append([">" * depth + " " if depth else "", content])
        depth_before, open_before = depth, flows
    return "\n".join("".join(row) for row in rows)
