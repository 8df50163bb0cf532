"""Feishu's robots with a secret: the time and a signature go along in what is sent, which apprise does not do.

As Feishu publishes it: time in seconds and the secret, a line apart, are the key of an HMAC-SHA256 over nothing.
"""

from __future__ import annotations

import base64
import hmac
import time
from typing import Any

import requests
from apprise.plugins.feishu import NotifyFeishu


def sign_for_feishu(by: Any) -> None:
    """A secret stands before the token: feishu://secret@token."""
    is_signed = isinstance(by, NotifyFeishu) and bool(by.user)
    if is_signed:
        by.send = lambda body, title="", **_: _send(by, f"{title}\n{body}" if title else body)


def signature(at: str, secret: str) -> str:
    return base64.b64encode(hmac.digest(f"{at}\n{secret}".encode(), b"", "sha256")).decode()


def _send(by: Any, text: str) -> bool:
    """Whether it was answered; what with, bot/carriers/heard.py hears."""
    at = f"{time.time():.0f}"
    facts: dict[str, Any] = {
        "timestamp": at,
        "sign": signature(at, by.user),
        "msg_type": "text",
        "content": {"text": text},
    }
    try:
        requests.post(by.notify_url.format(token=by.token), json=facts, timeout=by.request_timeout).raise_for_status()
    except requests.RequestException:
        return False
    return True
