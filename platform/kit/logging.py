"""Logs: JSON lines on stderr, with ids and codes; a second net catches what must never stand in one."""

import logging
import re
import sys
from typing import Any

import msgspec
import structlog

_HIDDEN = "‹hidden›"
_SECRET_NAMES = re.compile(r"secret|token|password|authorization|cookie|pin|phone|email|text|body", re.I)
_OURS = frozenset({"level", "timestamp", "_record", "_from_structlog"})
_PERSONAL = re.compile(
    r"(?<![0-9a-f-])\+?62[\d \-]{7,16}\d|(?<![0-9a-f-])0\d{2,3}[\d \-]{6,11}\d(?![0-9a-f])"
    r"|(?<!\d)\d{16}(?!\d)|[\w.+-]+@[\w-]+\.[\w.]+"
)


def configure(*, level: int = logging.INFO) -> None:
    """Set up structlog and the standard library's loggers for this process."""
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _one_line_errors,
        redact,
    ]
    structlog.configure(
        processors=[*processors, structlog.processors.JSONRenderer(serializer=_json)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_json),
            ],
            foreign_pre_chain=processors,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("httpx", "httpx2", "httpcore2", "arq", "arq.worker", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)


def redact(_logger: Any, _method: str, line: dict[str, Any]) -> dict[str, Any]:
    """Hide fields that by their name may hold something personal, and values that look like it."""
    for name, value in line.items():
        if name not in _OURS:
            line[name] = _HIDDEN if _SECRET_NAMES.search(name) else _redacted(value)
    return line


def _redacted(value: Any) -> Any:
    """The value without what looks personal, however deep it lies in other values."""
    if isinstance(value, dict):
        return {
            _PERSONAL.sub(_HIDDEN, str(name)): _HIDDEN
            if _SECRET_NAMES.search(str(name))
            else _redacted(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _PERSONAL.sub(_HIDDEN, str(value))


def _one_line_errors(_logger: Any, _method: str, line: dict[str, Any]) -> dict[str, Any]:
    """Of an exception only its kind and place: its text may quote what somebody wrote."""
    information = line.pop("exc_info", None)
    error = information[1] if isinstance(information, tuple) else information
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        line["error"] = type(error).__name__
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        if trace is not None:
            line["place"] = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
    return line


def _json(line: Any, **_: Any) -> str:
    return msgspec.json.encode(line, enc_hook=str).decode()
