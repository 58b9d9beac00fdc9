"""Option values that several commands share; argparse turns the error into one line."""

import argparse


def port(text: str) -> int:
    """A TCP port; 0 lets the system choose."""
    return _whole(text, 0, 65535)


def processes(text: str) -> int:
    """How many processes of a kind."""
    return _whole(text, 1, 64)


def words(text: str) -> str:
    """What people read: not empty, with single blanks."""
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return " ".join(text.split())


def _whole(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
    return int(text)
