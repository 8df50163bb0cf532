"""The number by which a channel knows a chat: somebody's own on Telegram, and so kept as nobody can read it.

A row is found by a keyed number in its place, and the number itself is sealed beside it. Those of the web chat are
ours: drawn by lot, they name nobody, and stand as they are (docs/decisions/0043).
"""

from __future__ import annotations

from uuid import UUID

from storage.keys import KeyRing
from storage.tables import Conversation

FIRST_CHAT_ID = 4_000_000_000_000_000  # of the web chat: far above Telegram's, and below 2^52 as theirs are
PAST_CHAT_IDS = 2**52
HIDDEN = 1 << 62  # what stands in for a number has this bit, so it is none of the web chat's


def kept_as(keys: KeyRing, bot_id: int, chat_id: int) -> int:
    """What stands in the row, and in whatever else names the chat: always the same, and only we can work it out."""
    if FIRST_CHAT_ID <= chat_id < PAST_CHAT_IDS:
        return chat_id
    return int(keys.blind("chat", f"{bot_id}:{chat_id}")[:16], 16) & (HIDDEN - 1) | HIDDEN


def sealed_number(keys: KeyRing, conversation_id: UUID, chat_id: int) -> bytes | None:
    if FIRST_CHAT_ID <= chat_id < PAST_CHAT_IDS:
        return None
    return keys.unit.seal(chat_id.to_bytes(8, "big", signed=True), f"chat:{conversation_id}")


def opened_number(keys: KeyRing, conversation_id: UUID, kept: int, sealed: bytes | None) -> int:
    """Raises KeyLost."""
    if sealed is None:
        return kept
    return int.from_bytes(keys.unit.open(sealed, f"chat:{conversation_id}"), "big", signed=True)


def number_of(keys: KeyRing, chat: Conversation) -> int:
    """What its channel calls this chat. Raises KeyLost."""
    return opened_number(keys, chat.id, chat.chat_id, chat.sealed_chat_id)
