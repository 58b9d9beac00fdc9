"""WhatsApp Cloud API: webhooks in, messages out, media in two steps."""
