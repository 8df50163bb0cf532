"""The coming dates for a reporter's own calendar: a file to put in once, or an address that it asks by itself."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardButton, Message

from actions.calendar import check_calendar, end_calendar, make_calendar
from cases.errors import CaseError
from cases.people import CaseNotFound
from cases.tracks import ENDED
from handlers.calendar import calendar_of
from handlers.callbacks import CasePress
from handlers.chat import WAY, button, keyboard, message_of
from handlers.door import Door, Voice
from handlers.said.errors import error_words
from storage.calendars import calendar_of_case
from storage.conversations import Caller
from storage.tables import Case

SHOWS, FILE, MAKES, ENDS = "calendar", "calendar_file", "calendar_new", "calendar_end"


def register(router: Router) -> None:
    router.callback_query.register(pressed, CasePress.filter(F.action.in_({SHOWS, FILE, MAKES, ENDS})))


def calendar_button(voice: Voice, case: Case) -> list[InlineKeyboardButton]:
    """Below how a case stands; none on a phone that somebody else may read."""
    return [] if case.quiet or case.service in ENDED else [_button(voice, SHOWS, case.number, WAY)]


async def pressed(query: CallbackQuery, callback_data: CasePress, door: Door, caller: Caller) -> None:
    message, voice, does = message_of(query), door.voice(caller), WAYS[callback_data.action]
    try:
        if message:
            await does(message, callback_data.number, door, caller)
    except CaseNotFound:
        await query.answer(voice.say("errors.case_not_found"), show_alert=True)
        return
    except CaseError as error:
        await query.answer(error_words(voice, error), show_alert=True)
        return
    await query.answer()


async def _shows(message: Message, number: str, door: Door, caller: Caller) -> None:
    """What there is, and what whoever keeps their calendar learns by it."""
    voice = door.voice(caller)
    async with door.database.writing() as session:
        case = await check_calendar(door.hand(session, conversation=caller.conversation), number)
        has_link = await calendar_of_case(session, case.id) is not None
    rows = [[_button(voice, FILE, number)], [_button(voice, MAKES, number)]]
    rows += [[_button(voice, ENDS, number)]] if has_link else []
    await message.answer(voice.chat("calendar", number=number, has_link=has_link), reply_markup=keyboard(*rows))


async def _file(message: Message, number: str, door: Door, caller: Caller) -> None:
    """Nothing while the last one is fresh: it stands above, and each is kept with the chat."""
    key = (caller.conversation.chat_id, SHOWS)
    if door.printing.is_fresh(key, door.clock()):
        return
    async with door.database.writing() as session:
        case = await check_calendar(door.hand(session, conversation=caller.conversation), number)
        made = calendar_of(session, door.voice(caller), case)
        content = await door.printing.of(key, number, door.clock(), lambda: made)
    if content:
        await message.answer_document(BufferedInputFile(content, f"{number}.ics"))


async def _makes(message: Message, number: str, door: Door, caller: Caller) -> None:
    """Shown this once; a press makes another, and ends this one."""
    voice = door.voice(caller)
    async with door.database.writing() as session:
        token = await make_calendar(door.hand(session, conversation=caller.conversation), number)
    address = f"{door.address}/calendar/{token}.ics"
    await message.answer(
        voice.chat("calendar_address", address=address), reply_markup=keyboard([_button(voice, ENDS, number)])
    )


async def _ends(message: Message, number: str, door: Door, caller: Caller) -> None:
    async with door.database.writing() as session:
        await end_calendar(door.hand(session, conversation=caller.conversation), number)
    await message.answer(door.voice(caller).chat("calendar_ended"))


WAYS = {SHOWS: _shows, FILE: _file, MAKES: _makes, ENDS: _ends}


def _button(voice: Voice, action: str, number: str, style: str | None = None) -> InlineKeyboardButton:
    return button(voice.say(f"calendar.{action}"), CasePress(action=action, number=number), style)
