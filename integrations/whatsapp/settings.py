"""What one WhatsApp account needs."""

from typing import Annotated

import msgspec

from helpdesk.channels.contract import SECRET


class WhatsAppSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One phone number of one WhatsApp business account; the administration's form is drawn from this."""

    phone_number_id: str
    """Meta's id of the number: what webhooks name and messages are sent through."""
    waba_id: str
    """The WhatsApp business account that owns the number and its templates."""
    display_number: str
    """The number as citizens know it, E.164."""
    verify_token: Annotated[str, SECRET]
    """Chosen by us, typed into Meta's form; answers the GET handshake."""
    app_secret: Annotated[str, SECRET]
    """Signs every webhook; an empty one never verifies anything."""
    access_token: Annotated[str, SECRET]
    """A system user's token with the permission `whatsapp_business_messaging`."""
    most_per_second: str = "60"
    """Meta takes 80 a second, what comes in counted too, and 20 of a number that the Business app shares."""
    api_base: str = "https://graph.facebook.com/v23.0"
    """Where the Graph API answers, version included."""
