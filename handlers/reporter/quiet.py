"""Opening a quiet message: what it was about is shown only when the person asks for it."""

from __future__ import annotations

from uuid import UUID

from aiogram import Router
from aiogram.types import CallbackQuery, Message
from sqlmodel import select

from handlers.callbacks import LetterPress
from handlers.door import Door
from handlers.reporter.after import show_cases
from handlers.said.letters import read_letter
from storage.conversations import Caller
from storage.tables import Outgoing


def router() -> Router:
    found = Router(name="quiet")
    found.callback_query.register(open_letter, LetterPress.filter())
    return found


async def open_letter(query: CallbackQuery, callback_data: LetterPress, door: Door, caller: Caller) -> None:
    """Only for the conversation the message was for."""
    try:
        outgoing_id = UUID(callback_data.outgoing)
    except ValueError:
        outgoing_id = UUID(int=0)
    async with door.database.reading() as session:
        row = (await session.exec(select(Outgoing).where(Outgoing.id == outgoing_id))).one_or_none()
        if row is None or row.conversation_id != caller.conversation.id:
            await query.answer(door.voice(caller).say("phrases.report_gone"), show_alert=True)
            return
        _, letter = await read_letter(session, door, row, open_quiet=True)
    await query.answer()
    if letter and query.bot:
        await query.bot.send_message(caller.conversation.chat_id, letter.text, reply_markup=letter.keyboard)
    elif isinstance(query.message, Message):  # overtaken by what happened since: how things stand is the answer
        await show_cases(query.message, door, caller)
