"""SMS through any gateway that speaks HTTP, and through Twilio."""
