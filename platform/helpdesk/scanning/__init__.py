"""What came from outside is looked at by the virus scanner before anybody may have it."""
