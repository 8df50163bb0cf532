"""A browser's subscription to push messages, as its page hands it in: read as a stranger's word.

We send to the address in it, so it must be one of a push service that is known: else anybody could have us knock at
whatever stands in our own network.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from cases.errors import CaseError

# of the browsers' makers: Chrome, Firefox, Safari; and Edge, which has many of that ending
SERVICES = (
    "https://fcm.googleapis.com",
    "https://jmt17.google.com",
    "https://updates.push.services.mozilla.com",
    "https://web.push.apple.com",
)
ENDING = ".notify.windows.com"
LONGEST = 1024
POINT, SECRET = 65, 16  # bytes: of the browser's public key, and of what it shares with us


class NotSubscribed(CaseError):
    """The browser did not subscribe, or to a service that nobody knows."""


def read_subscription(handed: str, more: Collection[str] = ()) -> str:
    """In one spelling, to be sealed: endpoint, p256dh and auth. `more` are origins of the settings.

    Raises NotSubscribed.
    """
    try:
        given = json.loads(handed)
        endpoint, keys = given["endpoint"], given["keys"]
        found = {"endpoint": endpoint, "keys": {"p256dh": keys["p256dh"], "auth": keys["auth"]}}
        if not _is_known(endpoint, more) or not _are_keys(**found["keys"]):
            raise NotSubscribed
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotSubscribed from error
    return json.dumps(found, sort_keys=True)


def _is_known(endpoint: Any, more: Collection[str]) -> bool:
    if not isinstance(endpoint, str) or not endpoint.isascii() or len(endpoint) > LONGEST:
        return False
    parts = urlsplit(endpoint)
    if "@" in parts.netloc or any(one.isspace() for one in endpoint):
        return False
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    return origin in {*SERVICES, *more} or (origin.startswith("https://") and origin.endswith(ENDING))


def _are_keys(p256dh: Any, auth: Any) -> bool:
    point, secret = _decoded(p256dh), _decoded(auth)
    return len(point) == POINT and point[:1] == b"\x04" and len(secret) == SECRET


def _decoded(value: Any) -> bytes:
    if not isinstance(value, str) or len(value) > 2 * POINT:
        raise NotSubscribed
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
