"""Logs: JSON lines on stdout. Case numbers yes; names, texts, phones, tokens never."""

from __future__ import annotations

import logging
import re
import sys
from collections import Counter
from threading import Lock, Timer
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

TOKEN = re.compile(r"\d{6,}:[\w-]{20,}")
ONE_TIME = re.compile(r"(/(?:login|upload)/)[\w-]+")
VARIES = re.compile(r"0x[0-9a-f]+|\d+")
MINUTE = 60.0
MOST_TROUBLES, MOST_OTHERS = 10, 300  # of one kind in a minute


def set_up() -> None:
    """Everything, also what libraries log, in one form."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
        _without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    render = structlog.processors.JSONRenderer(ensure_ascii=False)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _without_secrets, render],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    handler.addFilter(Limited(MINUTE).filter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("aiogram", "apscheduler", "alembic", "httpx", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _without_secrets(_logger: Any, _method: str, event: Any) -> Any:
    """Tracebacks may show values of variables and addresses with tokens: both are taken out."""
    for trace in event.get("exception", []) if isinstance(event.get("exception"), list) else []:
        trace["exc_value"] = _masked(str(trace.get("exc_value", "")))[:200]
        for frame in trace.get("frames", []):
            frame.pop("locals", None)
    return {key: _masked(value) if isinstance(value, str) else value for key, value in event.items()}


def _masked(text: str) -> str:
    return ONE_TIME.sub(r"\1***", TOKEN.sub("***", text))


class Limited:
    """Lines of one kind, so many a minute: whatever fails without end shall not fill the disk with saying so.

    What was left out is counted, and said at the end of the minute. A kind is an event, its level and the error.
    """

    def __init__(self, minute: float) -> None:
        self._minute, self._lock = minute, Lock()
        self._said: Counter[tuple[str, ...]] = Counter()
        self._left_out: Counter[tuple[str, ...]] = Counter()
        self._ends: Timer | None = None

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this line may be said."""
        kind, most = kind_of(record), MOST_TROUBLES if record.levelno >= logging.WARNING else MOST_OTHERS
        with self._lock:
            if self._ends is None:
                self._ends = Timer(self._minute, self._over)
                self._ends.daemon = True
                self._ends.start()
            self._said[kind] += 1
            if self._said[kind] <= most:
                return True
            self._left_out[kind] += 1
            return False

    def _over(self) -> None:
        with self._lock:
            left_out, self._ends = self._left_out, None
            self._said, self._left_out = Counter(), Counter()
        for (event, level, error), count in left_out.items():
            structlog.get_logger().warning("lines left out", of=event, of_level=level, of_error=error, count=count)


def kind_of(record: logging.LogRecord) -> tuple[str, str, str]:
    """Numbers in it make no other kind, and neither do the lines below the first."""
    said = record.msg.get("event", "") if isinstance(record.msg, dict) else record.getMessage()
    first = str(said).partition("\n")[0][:100]
    error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
    return VARIES.sub("#", first), record.levelname, error
