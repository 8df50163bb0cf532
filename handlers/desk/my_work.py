"""My work in chat: one list of what waits for who asks, with a button for each case."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import InlineKeyboardButton, Message

from cases.people import WORKING
from handlers.callbacks import QueuePress, TeamPress
from handlers.chat import WAY, button, keyboard
from handlers.desk.card import desk_button
from handlers.desk.forms import put_aside
from handlers.door import Door, Voice
from handlers.said.cases import short_name
from handlers.said.my_work import Item, MyWork, look_at_work
from storage.conversations import Caller

ACTION = "my_work"
MOST_SHOWN, MOST_BUTTONS = 6, 10  # of each pile, and of all


def register(router: Router) -> None:
    router.message.register(show, Command("mine"))


async def show(message: Message, door: Door, caller: Caller) -> None:
    """Who only audits is owed nothing."""
    assert caller.member
    voice = door.voice(caller)
    if caller.member.role not in WORKING:
        await message.answer(voice.say("errors.not_allowed"))
        return
    await put_aside(message, door, caller)
    async with door.database.reading() as session:
        work = await look_at_work(session, voice, caller.member)
    text = voice.chat("desk/my_work", work=work, most=MOST_SHOWN, now=door.clock(), address=door.address)
    around = [
        button(f"{voice.say(f'buttons.queue_{show}')} {count}", QueuePress(show=show), WAY)
        for show, count in work.around.items()
    ]
    menu = [button(voice.say("buttons.desk_menu"), TeamPress(action="menu"), WAY)]
    again = [button(voice.say("buttons.look_again"), TeamPress(action=ACTION), WAY)]
    await message.answer(text, reply_markup=keyboard(*_buttons(voice, work), around, again, menu))


def _buttons(voice: Voice, work: MyWork) -> list[list[InlineKeyboardButton]]:
    """Each case once, in the order of the list."""
    shown: dict[str, Item] = {}
    for pile in work.piles:
        for item in pile.items[:MOST_SHOWN]:
            shown.setdefault(item.case.number, item)
    found = list(shown.values())[:MOST_BUTTONS]
    return [
        [desk_button(voice, "dossier", item.case.number, label=short_name(voice, item.case, item.company))]
        for item in found
    ]
