"""The office's accounts on channels: what they are, how they do, a test."""
