"""One table from Meta's error codes to ours; codes stay text, an unknown one means failed.

Source: Meta's error code reference, classed as in domain.md §6.4.
"""

from helpdesk.channels.errors import (
    AccountBlocked,
    ChannelError,
    ChannelFailing,
    ChannelThrottled,
    CredentialsRejected,
    MediaRejected,
    MessageRejected,
    NotSupported,
    PairThrottled,
    RecipientUnreachable,
    TemplateRejected,
    WindowClosed,
)

_CODES: dict[type[ChannelError], tuple[int, ...]] = {
    ChannelThrottled: (4, 80007, 130429, 133016),
    PairThrottled: (131056,),
    ChannelFailing: (1, 2, 131000, 131016, 131057, 133004),
    RecipientUnreachable: (130472, 130497, 131021, 131026, 131030, 131050, 131062),
    WindowClosed: (131047,),
    MessageRejected: (100, 131008, 131009, 131049, 131051, 135000),
    MediaRejected: (131052, 131053),
    TemplateRejected: (
        *(132000, 132001, 132005, 132007, 132008, 132012),
        *(132015, 132016, 132068, 132069),
    ),
    CredentialsRejected: (0, 10, 190, 131005),
    AccountBlocked: (368, 131031, 131042, 131045, 131048, 133000, 133010),
    NotSupported: (3,),
}

ERROR_OF = {str(code): error for error, codes in _CODES.items() for code in codes}

VAGUE = frozenset({"1", "2", "131000"})
"""“Something went wrong”: these name no reason, so with a 5xx they do not prove that nothing was done."""

_UNKNOWN_OBJECT = ("100", "33")
"""No such phone number id, or none that this token may use."""


def error_of(code: str, subcode: str = "") -> type[ChannelError]:
    """The class of a remote code; `ChannelError` itself for one that is not in the table."""
    if (code, subcode) == _UNKNOWN_OBJECT:
        return CredentialsRejected
    if len(code) == 3 and code.isascii() and code.isdigit() and code.startswith("2"):
        return CredentialsRejected  # 200–299: a permission is missing
    return ERROR_OF.get(code, ChannelError)
