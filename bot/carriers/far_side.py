"""Who takes what a URL of apprise sends: where they are, whether the way there is sealed, and whether they answer."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import apprise

from bot.carriers.sending import ASSET, filled_in

WITHIN = 5.0  # seconds


@dataclass(frozen=True)
class FarSide:
    host: str
    port: int
    is_sealed: bool  # by TLS
    lacks_secret: bool  # a robot that would take messages by a secret, and has none here

    @property
    def where(self) -> str:
        return f"{self.host}:{self.port}"

    def answers(self) -> bool:
        """Somebody takes the connection; nothing is said to them."""
        with suppress(OSError), socket.create_connection((self.host, self.port), WITHIN):
            return True
        return False


def far_side(url: str, somebody: str = "") -> FarSide | None:
    """None where apprise does not know what it means."""
    by: Any = apprise.Apprise.instantiate(filled_in(url, somebody), asset=ASSET, suppress_exceptions=True)
    if by is None:
        return None
    lacks_secret = _lacks_secret(by)
    if host := getattr(by, "smtp_host", ""):
        return FarSide(host, by.port or (587 if by.secure else 25), bool(by.secure), lacks_secret)
    address = urlsplit(str(getattr(by, "notify_url", "")))
    if address.hostname:
        is_sealed = address.scheme == "https"
        return FarSide(address.hostname, address.port or (443 if is_sealed else 80), is_sealed, lacks_secret)
    return FarSide(by.host, by.port or (443 if by.secure else 80), bool(by.secure), lacks_secret)


def _lacks_secret(by: Any) -> bool:
    """DingTalk's and Feishu's sign; others know by the address alone whom they believe."""
    name = type(by).__name__
    return (name == "NotifyDingTalk" and not by.secret) or (name == "NotifyFeishu" and not by.user)
