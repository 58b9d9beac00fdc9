"""Things that would make sense in any company."""
