"""A browser that came in with the return code, and for how long it does nothing that cannot be taken back.

Whoever saw the code once comes in by it. So for a while such a browser reads, writes and sends files as every other,
and puts nobody out, makes no code, withdraws and deletes nothing, unless one that was here before says that it is them.
"""

from __future__ import annotations

from datetime import datetime

from aiogram.types import Message

from cases.questionnaire import Answer, State
from handlers.door import Door, at_device
from handlers.reporter.asking import Asking
from storage.conversations import Caller
from storage.drafts import told_in
from storage.web_devices import HELD, MOST, held_among


async def held_until(door: Door, caller: Caller) -> datetime | None:
    """Until when the browser that this came from is held; None for every other, and where there are no browsers.

    Where nobody knows from which it came, as from the one that is held longest.
    """
    way, here, now = door.ways_in[caller.conversation.channel], at_device.get(), door.clock()
    if way.browsers is None or caller.member:
        return None
    async with door.database.reading() as session:
        found = await way.browsers.those_of(session, caller.conversation.chat_id, now)
    return held_among(found, here, now)


async def came_after(asking: Asking) -> bool:
    """Whether this browser came by a code into a report in which others had written."""
    until = await held_until(asking.door, asking.caller)
    others = [one for one in asking.told.hands if one != at_device.get()]
    return until is not None and bool(others or (not asking.told.hands and asking.draft.created_at < until - HELD))


async def keep_earlier(asking: Asking) -> None:
    """What such a browser writes over, or takes out, stays beside it: the desk asks by what stood there first.

    What one that was here before writes there since, counts.
    """
    told, here = asking.told, at_device.get()
    before = (await told_in(asking.door.database, asking.draft)).answers
    changed = {step: one for step, one in before.items() if _says_more(one, told.answers.get(step))}
    if changed and await came_after(asking):
        told.earlier = changed | told.earlier
    elif changed:
        told.earlier = {step: one for step, one in told.earlier.items() if step not in changed}
    if here and here not in told.hands:
        told.hands = (*told.hands, here)[-MOST:]


def _says_more(before: Answer, now: Answer | None) -> bool:
    """Whether something was said there that is not said any more."""
    said = _what(before)
    return said is not None and before.state is not State.SKIPPED and (now is None or _what(now) != said)


def _what(answer: Answer) -> object:
    """What it says, however it came to be understood."""
    return answer.said or None if answer.value is None else answer.value


async def say_held(message: Message, until: datetime, door: Door, caller: Caller) -> None:
    """What this browser cannot do yet, and the ways that there are."""
    await message.answer(door.voice(caller).chat("held", until=until, now=door.clock()))
