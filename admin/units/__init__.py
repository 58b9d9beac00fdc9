"""The office's units and facilities."""
