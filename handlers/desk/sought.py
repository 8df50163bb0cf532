"""Words to look for, as a member said them: they stay with the chat for a press, sealed."""

from __future__ import annotations

from base64 import b64decode, b64encode
from html import escape

from aiogram.types import Message

from cases.searching import LONGEST
from handlers.callbacks import FindPress, TeamPress
from handlers.chat import button, keyboard, shortened
from handlers.door import Door
from storage.conversations import Caller, set_mode
from storage.keys import KeyLost
from storage.tables import Conversation

FIND = "find"  # the mode of a chat whose next text is what to look for
SAID = "said"  # and of one where words came that nobody had asked for
OF_WORDS_SAID = -1  # a button that looks for what is kept, from the first page on


async def keep_words(door: Door, chat: Conversation, words: str, mode: str = FIND) -> None:
    kept = words[: LONGEST + 1].encode("utf-8", "replace")
    sealed = b64encode(door.keys.unit.seal(kept, f"search:{chat.id}")).decode()
    async with door.database.writing() as session:
        await set_mode(session, chat.id, mode, said=sealed)


def kept_words_of(door: Door, chat: Conversation) -> str:
    """Empty when something else was done here meanwhile."""
    try:
        sealed = b64decode(str(chat.about.get("said", ""))) if chat.mode in {FIND, SAID} else b""
        return door.keys.unit.open_text(sealed, f"search:{chat.id}")
    except (KeyLost, ValueError):
        return ""


async def offer_to_find(message: Message, door: Door, caller: Caller) -> None:
    """Nobody had asked for these words: that is said, and one press looks for them."""
    words, say = " ".join((message.text or "").split()), door.voice(caller).say
    await keep_words(door, caller.conversation, words, SAID)
    find = button(shortened(say("buttons.find_this", words=words)), FindPress(before=OF_WORDS_SAID))
    menu = button(say("buttons.desk_menu"), TeamPress(action="menu"))
    await message.answer(escape(say("phrases.not_asked_for", words=words[:60])), reply_markup=keyboard([find], [menu]))
