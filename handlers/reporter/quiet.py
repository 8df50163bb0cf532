"""Opening a quiet message: what it was about is shown only when the person asks for it, and for a while."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery
from sqlmodel import select

from cases.quiet import OPEN_FOR
from handlers import chat
from handlers.callbacks import ClosePress, LetterPress
from handlers.chat import message_of
from handlers.door import Door
from handlers.outside import read_id
from handlers.reporter.after import show_cases
from handlers.said.letters import Letter, closed_letter, open_letter, read_letter
from storage.at_the_phone import ASKED_FOR, is_here
from storage.chat_numbers import number_of
from storage.conversations import Caller
from storage.lying_open import mark_closed, mark_opened, mark_shown
from storage.tables import Outgoing


def router() -> Router:
    found = Router(name="quiet")
    found.callback_query.register(opens, LetterPress.filter())
    found.callback_query.register(closes, ClosePress.filter())
    return found


async def opens(query: CallbackQuery, callback_data: LetterPress, door: Door, caller: Caller) -> None:
    """In the place of the line that announced it; bot/closing.py closes it again."""
    row = await own_row(callback_data.outgoing, door, caller)
    if row is None:
        await query.answer(door.voice(caller).say("phrases.report_gone"), show_alert=True)
        return
    message = message_of(query)
    if row.gathered_in and message and (whole := await _beside_others(door, row)):
        await message.answer(whole.text, reply_markup=whole.keyboard)
        await query.answer()
        return
    async with door.database.reading() as session:
        _, letter = await read_letter(session, door, row, open_quiet=True)
    if letter and query.bot:
        async with door.database.writing() as session:
            await mark_opened(session, row, door.clock())
        await show(query, row, open_letter(door.voice(caller), row, letter), door, caller)
    elif message:  # overtaken by what happened since: how things stand is the answer
        await show_cases(message, door, caller)
    await query.answer()


async def _beside_others(door: Door, row: Outgoing) -> Letter | None:
    """What was told with others, in full; None where it is not to lie open in the chat."""
    row.error = is_here(ASKED_FOR, door.clock())  # whoever presses is at the phone, at whatever hour
    async with door.database.reading() as session:
        _, letter = await read_letter(session, door, row)
    return None if letter is None or letter.is_closed else letter


async def show(query: CallbackQuery, row: Outgoing, letter: Letter, door: Door, caller: Caller) -> None:
    """Written down first: killed in the midst, it is closed all the same."""
    message, until = message_of(query), door.clock() + OPEN_FOR
    if message:
        async with door.database.writing() as session:
            await mark_shown(session, row.id, message.message_id, until)
        shown = await chat.change(message, letter.text, letter.keyboard)
        if shown.message_id == message.message_id:
            return
    else:
        assert query.bot
        to = number_of(door.keys, caller.conversation)
        shown = await query.bot.send_message(to, letter.text, reply_markup=letter.keyboard)
    async with door.database.writing() as session:
        await mark_shown(session, row.id, shown.message_id, until)


async def closes(query: CallbackQuery, callback_data: ClosePress, door: Door, caller: Caller) -> None:
    row, message = await own_row(callback_data.outgoing, door, caller), message_of(query)
    if row is None or message is None:
        await query.answer(door.voice(caller).say("phrases.report_gone"), show_alert=True)
        return
    letter = closed_letter(door.voice(caller), row)
    await chat.change(message, letter.text, letter.keyboard)
    async with door.database.writing() as session:
        await mark_closed(session, row.id, door.clock() + OPEN_FOR)
    await query.answer()


async def own_row(outgoing: str, door: Door, caller: Caller) -> Outgoing | None:
    """Only for the conversation the message was for."""
    outgoing_id = read_id(outgoing)
    if outgoing_id is None:
        return None
    async with door.database.reading() as session:
        row = (await session.exec(select(Outgoing).where(Outgoing.id == outgoing_id))).one_or_none()
    return row if row and row.conversation_id == caller.conversation.id else None
