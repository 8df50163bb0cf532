"""Logs: JSON lines on stdout. Case numbers yes; names, texts, phones, tokens never."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

TOKEN = re.compile(r"\d{6,}:[\w-]{20,}")
ONE_TIME = re.compile(r"(/(?:login|upload)/)[\w-]+")


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
