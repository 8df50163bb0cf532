"""What a member types: the question, answer or note they announced by a button, or a case number to open."""

from __future__ import annotations

from datetime import datetime

from aiogram import Router
from aiogram.types import Message
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.desk import add_note, answer_reporter, ask_reporter
from cases.errors import CaseError, NotUnderstood
from cases.numbers import read_case_number
from cases.people import CaseNotFound
from cases.tracks import CaseEnded
from handlers.chat import keyboard, source_of
from handlers.desk.menu import start
from handlers.desk.verbs import card
from handlers.desk.words import desk_button, error_words
from handlers.door import Door
from storage.conversations import Caller, set_mode
from storage.tables import CaseMessage


def register(router: Router) -> None:
    router.message.register(typed)


async def typed(message: Message, door: Door, caller: Caller, now: datetime) -> None:
    """Any text of a member in their own chat."""
    if caller.conversation.is_group:
        return
    voice, mode = door.voice(caller), caller.conversation.mode
    if mode in {"ask", "answer", "note"} and message.text:
        await write(message, mode, str(caller.conversation.about["number"]), door, caller, now)
    elif message.text and (number := read_case_number(message.text)):
        await open_by_number(message, number, door, caller)
    elif message.text:
        await start(message, door, caller)
    else:
        await message.answer(voice.chat("only_text"))


async def open_by_number(message: Message, number: str, door: Door, caller: Caller) -> None:
    assert caller.member
    voice = door.voice(caller)
    try:
        text, rows = await card(voice, caller.member, number)
    except CaseNotFound:
        text, rows = voice.say("errors.case_not_found"), None
    await message.answer(text, reply_markup=rows)


async def write(message: Message, mode: str, number: str, door: Door, caller: Caller, now: datetime) -> None:
    """Store and send; what could not be taken is said, and the chat stays ready for another try."""
    voice = door.voice(caller)
    source = source_of(message)
    try:
        async with door.database.writing() as session:
            await _write(session, mode, number, message.text or "", source, door, caller, now)
            await set_mode(session, caller.conversation.id)
    except NotUnderstood as error:
        await message.answer(voice.say(f"understanding.{error.kind}.{error.reason}", **error.details))
        return
    except CaseError as error:
        if isinstance(
            error, CaseEnded | CaseNotFound
        ):  # nobody is there to write to: the next text means something else
            async with door.database.writing() as session:
                await set_mode(session, caller.conversation.id)
        await message.answer(error_words(error, voice, now))
        return
    again = [desk_button(voice, action, number) for action in ("answer", "ask")]
    text = voice.chat("desk/written", number=number, mode=mode)
    await message.answer(text, reply_markup=keyboard([*again, desk_button(voice, "dossier", number)]))


async def _write(
    session: AsyncSession, mode: str, number: str, text: str, source: str, door: Door, caller: Caller, now: datetime
) -> None:
    assert caller.member
    if (await session.exec(select(CaseMessage.id).where(CaseMessage.source == source))).first():
        return  # the same update again
    if mode == "note":
        await add_note(session, number, caller.member, text, now, source=source)
    elif mode == "ask":
        await ask_reporter(session, number, caller.member, text, now, door.zone, source=source)
    else:
        await answer_reporter(session, number, caller.member, text, now, door.zone, source=source)
