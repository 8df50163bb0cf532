"""The buttons below where news may reach a reporter: what could be added, what can be taken off."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton

from cases.reach import READERS, By
from handlers.callbacks import CasePress
from handlers.chat import WAY, asking_the_browser, button
from handlers.door import Door, Voice
from storage.conversations import Caller
from storage.push_key import push_public_key
from storage.reaches import Known, known_of
from storage.tables import Case


def offered(door: Door) -> list[By]:
    return [by for by in By if by in door.reaches]


def adds(voice: Voice, number: str, caller: Caller) -> list[InlineKeyboardButton]:
    """A browser only where there is one."""
    has_pages = voice.door.ways_in[caller.conversation.channel].has_pages
    return [_add(voice, by, number) for by in offered(voice.door) if by in READERS or has_pages]


def _add(voice: Voice, by: By, number: str) -> InlineKeyboardButton:
    label, press = voice.say(f"reach.add.{by}"), CasePress(action="reach_by", number=number, argument=by)
    if by is By.PUSH:
        return asking_the_browser(label, press, push_public_key(voice.door.keys))
    return button(label, press)


def offs(voice: Voice, number: str, known: Sequence[Known]) -> list[list[InlineKeyboardButton]]:
    return [
        [
            button(
                voice.say("reach.off", by=voice.say(f"reach.by.{one.by}"), shown=one.shown).strip(),
                CasePress(action="reach_off", number=number, argument=one.row.id.hex),
                WAY,
            )
        ]
        for one in known
    ]


async def buttons_now(voice: Voice, case: Case, caller: Caller) -> list[InlineKeyboardButton]:
    async with voice.door.database.reading() as session:
        known = await known_of(session, case, caller.conversation.id)
    return [*adds(voice, case.number, caller), *(one for row in offs(voice, case.number, known) for one in row)]


def to_list(voice: Voice, number: str, action: str = "reach") -> InlineKeyboardButton:
    return button(voice.say(f"buttons.{action}"), CasePress(action=action, number=number), WAY)
