"""A WhatsApp Cloud API of our own: its calls, webhooks and faults, and a page to play the citizen."""
