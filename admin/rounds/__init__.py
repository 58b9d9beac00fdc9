"""The plan of monitoring rounds."""
