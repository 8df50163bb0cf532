"""How the entries of a chain of custody hang together: pure arithmetic, said once more for others in docs/custody.md.

Everything that is hashed is JSON with its keys in order, without spaces, in UTF-8.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64  # what the first entry follows
COMPACT = "GCR1"  # how the short form of a receipt begins, which fits a QR code


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def moment(at: datetime) -> str:
    """To the microsecond, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def committed(salt: bytes, details: dict[str, Any]) -> str:
    """What an entry says of its details: enough to know them again, too little to guess them."""
    return hashlib.sha256(salt + canonical(details)).hexdigest()


def name_hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


@dataclass(frozen=True)
class Link:
    """One entry as it is hashed."""

    case: str
    n: int
    at: str
    deed: str
    commitment: str
    previous: str

    @property
    def own(self) -> str:
        return hashlib.sha256(canonical(vars(self))).hexdigest()


def compact(case: str, n: int, sha256: str, own: str) -> str:
    """What the short form of a receipt says, before its signature: this file is entry n of that case."""
    return "/".join((COMPACT, case, str(n), sha256, own))
