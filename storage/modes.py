"""What a member's next text means: as we wrote it, and no older than what was last seen of that chat.

Whoever can write the database would else make an officer's next words an answer to another case. The mark stands with
what the mode is about, and is no part of it for whoever reads it.
"""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from storage.keys import KeyRing

MARK, AT = "_mark", "_at"
GOOD_FOR = 12 * 60 * 60 * 1_000_000  # microseconds: a day's work
BEHIND = timedelta(seconds=30)  # a press may be handled so long after the words that follow it were said
_newest: OrderedDict[UUID, int] = OrderedDict()  # of each chat, as far as this process has seen it
_REMEMBERED, _WRITTEN = 10_000, "modes written"


def marked(keys: KeyRing, chat_id: UUID, mode: str, about: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of it: later than all that was seen of this chat, also where the clock was set back."""
    at, said = max(_now(), _newest.get(chat_id, 0) + 1), unmarked(about)
    return {**said, AT: at, MARK: _mark(keys, chat_id, mode, said, at)}


def is_as_we_wrote(keys: KeyRing, chat_id: UUID, mode: str, kept: Any) -> bool:
    """Whether it is ours, not older than what was seen of this chat, and of this day. No mode needs no mark."""
    at = kept.get(AT) if isinstance(kept, Mapping) else None
    if not isinstance(at, int) or kept.get(MARK) != _mark(keys, chat_id, mode, unmarked(kept), at):
        return not mode
    if at < _newest.get(chat_id, 0):
        return not mode
    _saw(chat_id, at)
    return not mode or _now() - at < GOOD_FOR


def unmarked(kept: Any) -> dict[str, Any]:
    return {name: one for name, one in kept.items() if name not in {MARK, AT}} if isinstance(kept, Mapping) else {}


def was_said_before(kept_at: int, said_at: datetime) -> bool:
    """Whether these words are older than what they would be taken for; of a clock that was set back, nobody knows."""
    return (said_at + BEHIND).timestamp() * 1_000_000 < kept_at <= _now()


def is_written(session: Session, chat_id: UUID, kept: Mapping[str, Any]) -> None:
    """With the commit what stood there before is older than what was seen."""
    session.info.setdefault(_WRITTEN, {})[chat_id] = kept[AT]


def _saw(chat_id: UUID, at: int) -> None:
    _newest[chat_id] = max(at, _newest.pop(chat_id, 0))
    if len(_newest) > _REMEMBERED:
        _newest.popitem(last=False)


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    for chat_id, at in session.info.pop(_WRITTEN, {}).items():
        _saw(chat_id, at)


@event.listens_for(Session, "after_rollback")
def _rolled_back(session: Session) -> None:
    session.info.pop(_WRITTEN, None)


def _mark(keys: KeyRing, chat_id: UUID, mode: str, about: Mapping[str, Any], at: int) -> str:
    said = json.dumps([chat_id.hex, mode, about, at], sort_keys=True)
    return keys.stamp(f"mode {said}".encode()).hex()


def _now() -> int:
    return time.time_ns() // 1000
