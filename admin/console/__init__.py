"""All addresses of the administration, put together."""
