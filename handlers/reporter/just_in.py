"""A browser that came in with the return code, and for how long it does nothing that cannot be taken back.

Whoever saw the code once comes in by it. So for a while such a browser reads, writes and sends files as every other,
and puts nobody out, makes no code, withdraws and deletes nothing, unless one that was here before says that it is them.
"""

from __future__ import annotations

from datetime import datetime

from aiogram.types import Message

from handlers.door import Door, at_device
from storage.conversations import Caller
from storage.web_devices import is_new, mark_of


async def held_until(door: Door, caller: Caller) -> datetime | None:
    """Until when the browser that this came from is held; None for every other, and where there are no browsers.

    Where nobody knows from which it came, as from the one that is held longest.
    """
    way, here, now = door.ways_in[caller.conversation.channel], at_device.get(), door.clock()
    if way.browsers is None or caller.member:
        return None
    async with door.database.reading() as session:
        found = await way.browsers.those_of(session, caller.conversation.chat_id, now)
    held = [one for one in found if is_new(one, now) and here in {"", mark_of(one)}]
    return max((one.held_until for one in held if one.held_until), default=None)


async def say_held(message: Message, until: datetime, door: Door, caller: Caller) -> None:
    """What this browser cannot do yet, and the ways that there are."""
    await message.answer(door.voice(caller).chat("held", until=until, now=door.clock()))
