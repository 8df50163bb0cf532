"""The search in chat: /find with words, or the words after the menu's button; each case found is a button.

The words stay with the chat for its next pages, sealed.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from cases.numbers import read_case_number
from cases.searching import LONGEST
from handlers.callbacks import FindPress, TeamPress
from handlers.chat import WAY, button, change, keyboard, message_of
from handlers.desk.card import desk_button
from handlers.desk.forms import put_aside
from handlers.desk.sought import FIND, OF_WORDS_SAID, keep_words, kept_words_of
from handlers.desk.writing import open_by_number
from handlers.door import Door
from handlers.said.cases import company_name, short_name
from handlers.searching import search
from storage.conversations import Caller, set_mode
from storage.queue import companies_of

PAGE = 6


def register(router: Router) -> None:
    router.message.register(asked, Command("find"))
    router.callback_query.register(turned, FindPress.filter())
    router.message.register(typed, is_asked)


async def is_asked(message: Message, caller: Caller) -> bool:
    """A number alone opens its case, as everywhere."""
    chat = caller.conversation
    return chat.mode == FIND and bool(message.text) and not read_case_number(message.text or "")


async def asked(message: Message, command: CommandObject, door: Door, caller: Caller) -> None:
    """/find 镇海天元; alone, it asks for the words."""
    await put_aside(message, door, caller)
    words = (command.args or "").strip()
    if number := read_case_number(words):
        await open_by_number(message, number, door, caller)
    elif words:
        await _first_page(message, words, door, caller)
    else:
        await _ask(message, door, caller)


async def typed(message: Message, door: Door, caller: Caller) -> None:
    await _first_page(message, message.text or "", door, caller)


async def turned(query: CallbackQuery, callback_data: FindPress, door: Door, caller: Caller) -> None:
    """The next page in place of this one; of words that are gone, they are asked for again."""
    if message := message_of(query):
        await _turn(message, callback_data, door, caller)
    await query.answer()


async def _turn(message: Message, callback_data: FindPress, door: Door, caller: Caller) -> None:
    words = kept_words_of(door, caller.conversation)
    if words and callback_data.before == OF_WORDS_SAID:
        await _first_page(message, words, door, caller)
    elif words and callback_data.before:
        text, rows = await _page(door, caller, words, callback_data.before)
        await change(message, text, rows)
    else:
        await put_aside(message, door, caller)
        await _ask(message, door, caller)


async def _ask(message: Message, door: Door, caller: Caller) -> None:
    async with door.database.writing() as session:
        await set_mode(session, caller.conversation.id, FIND)
    await message.answer(door.voice(caller).chat("desk/find"))


async def _first_page(message: Message, words: str, door: Door, caller: Caller) -> None:
    await keep_words(door, caller.conversation, words)
    text, rows = await _page(door, caller, words, None)
    await message.answer(text, reply_markup=rows)


async def _page(door: Door, caller: Caller, words: str, before: int | None) -> tuple[str, InlineKeyboardMarkup | None]:
    assert caller.member
    voice = door.voice(caller)
    found = await search(door, caller.member, words, "chat", before=before, size=PAGE)
    async with door.database.reading() as session:
        names = await companies_of(session, [hit.case for hit in found.hits])
    companies = {case_id: company_name(voice, name) for case_id, name in names.items()}
    rows = [
        [desk_button(voice, "dossier", hit.case.number, label=short_name(voice, hit.case, companies[hit.case.id]))]
        for hit in found.hits
    ]
    more = [button(voice.say("buttons.later"), FindPress(before=found.goes_on), WAY)] if found.goes_on else []
    text = voice.chat(
        "desk/found", found=found, words=words[:LONGEST], companies=companies, is_first=before is None, now=door.clock()
    )
    return text, keyboard(*rows, more, [button(voice.say("buttons.desk_menu"), TeamPress(action="menu"), WAY)])
