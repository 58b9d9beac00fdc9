"""Twilio's error codes as errors of ours; other gateways' codes stay text for a person to read.

Source: Twilio's error and warning dictionary. Other gateways are seldom public about theirs.
"""

from collections.abc import Mapping

from helpdesk.channels.errors import (
    AccountBlocked,
    ChannelError,
    ChannelFailing,
    ChannelThrottled,
    CredentialsRejected,
    MessageRejected,
    RecipientUnreachable,
)

ERROR_OF: Mapping[str, type[ChannelError]] = {
    **dict.fromkeys(("20003", "20404"), CredentialsRejected),
    **dict.fromkeys(("20429", "14107", "21611"), ChannelThrottled),
    **dict.fromkeys(("20005", "21212", "21408", "21606", "21659", "21660", "21661"), AccountBlocked),
    **dict.fromkeys(("30002", "30010", "30034"), AccountBlocked),
    **dict.fromkeys(("21211", "21214", "21217", "21265", "21266", "21610", "21612"), RecipientUnreachable),
    **dict.fromkeys(("21614", "21635", "30003", "30004", "30005", "30006"), RecipientUnreachable),
    **dict.fromkeys(("21602", "21617", "30007", "30019"), MessageRejected),
    "30001": ChannelFailing,
}


def error_of(code: str) -> type[ChannelError]:
    """The error a code stands for; the general one for a code we do not know."""
    return ERROR_OF.get(code, ChannelError)


def error_code_of(code: str) -> str:
    """The same as a word of ours, for a report."""
    return error_of(code).code
