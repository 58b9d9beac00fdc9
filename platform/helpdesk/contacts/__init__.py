"""People who write to an office: what they are called, how they are recognised and reached."""
