"""What a member's next text means: as we wrote it, and no older than what was last seen of that chat.

Whoever can write the database would else make an officer's next words an answer to another case. The mark stands with
what the mode is about, and is no part of it for whoever reads it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from storage.keys import KeyRing

MARK, AT = "_mark", "_at"
GOOD_FOR = 12 * 60 * 60 * 1_000_000  # microseconds: a day's work
_newest: dict[UUID, int] = {}  # of each member's chat, as far as this process has seen it


def marked(keys: KeyRing, chat_id: UUID, mode: str, about: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of it: later than all that was seen of this chat, also where the clock was set back."""
    at, said = max(_now(), _newest.get(chat_id, 0) + 1), unmarked(about)
    return {**said, AT: at, MARK: _mark(keys, chat_id, mode, said, at)}


def is_as_we_wrote(keys: KeyRing, chat_id: UUID, mode: str, kept: Mapping[str, Any]) -> bool:
    """Whether it is ours, not older than what was seen of this chat, and of this day. No mode needs no mark."""
    at = kept.get(AT)
    if not isinstance(at, int) or kept.get(MARK) != _mark(keys, chat_id, mode, unmarked(kept), at):
        return not mode
    if at < _newest.get(chat_id, 0):
        return not mode
    _newest[chat_id] = at
    return not mode or _now() - at < GOOD_FOR


def unmarked(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in kept.items() if name not in {MARK, AT}}


def _mark(keys: KeyRing, chat_id: UUID, mode: str, about: Mapping[str, Any], at: int) -> str:
    said = json.dumps([chat_id.hex, mode, about, at], sort_keys=True)
    return keys.stamp(f"mode {said}".encode()).hex()


def _now() -> int:
    return time.time_ns() // 1000
