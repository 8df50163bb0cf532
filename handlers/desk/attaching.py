"""A file that a member sends: it goes with the words to a reporter that they are at, and otherwise nowhere."""

from __future__ import annotations

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from aiogram import Router
from aiogram.types import Message

from actions.attaching import LARGEST
from cases.errors import CaseError
from cases.verbs import Takes, Verb
from handlers.attaching import take_in
from handlers.callbacks import DeskPress
from handlers.chat import Shown, source_of
from handlers.desk.asking import at_form, form_shown, say_why_not
from handlers.desk.card import Pressing
from handlers.desk.crossing import keep_more
from handlers.desk.forms import chosen_files, takes_of, with_files
from handlers.door import Door
from handlers.incoming import Albums, Received, on_files, received, stream
from storage.cases import case_for_member
from storage.conversations import Caller

LIMIT = LARGEST // 1024**2


def register(router: Router) -> None:
    on_files(router, file_sent)


async def file_sent(message: Message, door: Door, caller: Caller, now: datetime, albums: Albums) -> None:
    """Attach it where words to a reporter are written, else say that it went nowhere."""
    chat, file = caller.conversation, received(message)
    assert file
    if takes_of(chat.mode) is Takes.TO_REPORTER and chat.about.get("ready", True):
        press = DeskPress(action=chat.mode, number=str(chat.about["number"]))
        await attach(Pressing(message, press, door, caller, now), file, albums)
        return
    form = "choose" if takes_of(chat.mode) is Takes.TO_REPORTER else "words" if chat.mode else ""
    text = door.voice(caller).chat("desk/file_not_taken", name=file.name, form=form)
    await albums.reply(message, Shown(text, None))


async def attach(pressing: Pressing, file: Received, albums: Albums) -> None:
    """It waits with the others at this form; what was written below it is kept as words. What cannot be is said."""
    message, door = pressing.message, pressing.door
    assert message.bot
    file_id = uuid5(NAMESPACE_URL, source_of(message, door.keys))  # the same update again is the same file
    try:
        asked = await at_form(pressing)
        chunks = stream(message.bot, file)
        await take_in(door, pressing.member, pressing.number, file_id, file.name, file.media_type, chunks)
        if message.caption:
            await _keep_words(pressing, message.caption)
    except CaseError as error:
        await say_why_not(pressing, error, name=file.name, limit=LIMIT)
        return
    chosen = tuple(dict.fromkeys((*chosen_files(asked), file_id)))
    await albums.reply(message, await form_shown(pressing, with_files(asked, chosen)))


async def _keep_words(pressing: Pressing, text: str) -> None:
    async with pressing.door.database.writing() as session:
        case = await case_for_member(session, pressing.number, pressing.member)
        await keep_more(session, pressing, case, Verb(pressing.press.action), text)
