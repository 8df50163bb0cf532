"""A file that the desk sent: handed over in the reporter's own chat when they ask for it."""

from __future__ import annotations

from contextlib import suppress

import structlog
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from handlers.callbacks import CasePress
from handlers.chat import button, is_full, keyboard
from handlers.checking import wait_for_check
from handlers.door import Door, Voice
from storage.attached import Attached, handed_before, note_handed, sent_file
from storage.files import FileMissing
from storage.keys import Cipher, keys_of
from storage.tables import Case

log = structlog.get_logger()
SURE = "file_sure"  # on a phone that the suspect may read, the file is asked for twice


async def hand_over(query: CallbackQuery, message: Message, press: CasePress, case: Case, voice: Voice) -> None:
    """The file as a document below; what is not there any more is said by the answer to the press."""
    door: Door = voice.door
    async with door.database.reading() as session:
        found = await sent_file(session, case, press.argument)
        cipher = await keys_of(session).cipher(session, case.key_id)
    if found is None:
        await query.answer(voice.say("errors.file_not_there"), show_alert=True)
        return
    await wait_for_check(door, found.file)
    async with door.database.reading() as session:
        found = await sent_file(session, case, press.argument) or found
    if found.file.virus:
        await query.answer(voice.say("errors.file_infected", name=found.name), show_alert=True)
        return
    if case.quiet and press.action != SURE:
        sure = button(voice.say("buttons.file_sure"), CasePress(action=SURE, number=case.number, argument=found.mark))
        await message.answer(voice.chat("desk_file_quiet"), reply_markup=keyboard([sure]))
        return
    if await _shown_again(message, door, found):
        return
    try:
        await _hand_in(message, door, found, cipher)
    except FileMissing:
        await query.answer(voice.say("errors.file_missing"), show_alert=True)
    except TelegramBadRequest as error:
        if not is_full(error):
            raise
        await query.answer(voice.say("errors.chat_full"), show_alert=True)


async def _shown_again(message: Message, door: Door, found: Attached) -> bool:
    """The file that lies in this chat already, by what its channel knows it: asked for ten times, it is still one."""
    async with door.database.reading() as session:
        file_id = await handed_before(session, found)
    if file_id:
        with suppress(TelegramBadRequest):  # it is not there any more
            await message.answer_document(file_id)
            return True
    return False


async def _hand_in(message: Message, door: Door, found: Attached, cipher: Cipher) -> None:
    """Raises FileMissing."""
    content = b"".join([chunk async for chunk in door.files.open(cipher, found.file.id)])
    sent = await message.answer_document(BufferedInputFile(content, found.name))
    log.info("desk file handed over", file=str(found.file.id))
    if sent.document:
        async with door.database.writing() as session:
            await note_handed(session, found, sent.document.file_id)
