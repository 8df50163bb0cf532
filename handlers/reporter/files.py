"""Files from a reporter, at any moment: for the report being told, or for the case they already have."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from html import escape
from typing import Any

from aiogram import Router
from aiogram.types import Message

from actions.evidence import count_files, make_upload_link
from actions.reporter import write_to_desk
from cases.errors import CaseError
from cases.evidence import LARGEST
from cases.money_lane import STEPS as MONEY_STEPS
from cases.understanding.slip import Slip
from handlers.chat import Shown, source_of
from handlers.door import Door
from handlers.incoming import Albums, on_files, received, stream
from handlers.reporter import money
from handlers.reporter.after import open_number
from handlers.reporter.asking import show
from handlers.reporter.drafting import begin_draft, open_draft
from handlers.reporter.files_told import count_again
from handlers.reporter.filing import ask_what, asked_with
from handlers.reporter.keeping import LIMIT, Arriving, Belongs, belongs_to, keep, picture_of
from handlers.reporter.locking import give_key_with_sheet, heed
from handlers.reporter.materials_sent import file_kept
from handlers.reporter.telling import take
from handlers.reporter.words import for_desk, words_of
from handlers.room import House, room_for
from handlers.said.errors import error_words
from storage.conversations import Caller
from storage.drafts import DraftMovedOn
from storage.files import FileTooLarge
from storage.tables import Channel
from storage.utterances import Words, keep_words


def register(router: Router) -> None:
    on_files(router, take_file)


async def take_file(message: Message, door: Door, caller: Caller, now: datetime, albums: Albums) -> None:
    """Keep one file, or say clearly why not; either way the conversation goes on where it was."""
    voice, sent = door.voice(caller), received(message)
    where = await belongs_to(door, caller, message.media_group_id)
    assert sent
    assert message.bot
    words = words_of(message, now, door)
    if where is None and words:
        await begin_draft(door, caller, now, words)
        where = await belongs_to(door, caller)
    if where is None:
        await message.answer(voice.chat("file_without_report"))
        return
    album = message.media_group_id
    lot = album or asked_with(caller, where.number, [sent.name, words.text if words else ""], now)
    file = Arriving(sent.name, sent.media_type, source=source_of(message, door.keys), album=album, lot=lot)
    try:
        await _take_in(door, caller, where, file, stream(message.bot, sent), sent.size, now)
    except FileTooLarge:
        await offer_upload_page(message, door, caller, now)
        await words_alone(message, words, where, door, caller, now)
        return
    except CaseError as error:
        await message.answer(escape(error_words(voice, error, **file.facts), quote=False))
        await words_alone(message, words, where, door, caller, now)
        return
    shown = await kept(door, caller, where, file, now, words.text if words else "")
    if asking := await open_draft(door, caller):
        await give_key_with_sheet(message, asking, caller)  # the photo may have filled in the rest of it
    if words:
        shown = await with_words(message, words, where, shown, door, caller, now)
    await albums.reply(message, shown)


async def _take_in(
    door: Door, caller: Caller, where: Belongs, file: Arriving, chunks: AsyncIterator[bytes], said: int, now: datetime
) -> None:
    """Raises what `keep` does, and NoRoomLeft, FilesWait; `said` is the size that the channel says it has."""
    if caller.conversation.channel is Channel.WEB:  # there is room for it since it came into the chat
        await keep(door, where, file, chunks, now)
        return
    house = House(door.database, door.files.disk, door.clock)
    async with room_for(house, caller.conversation.id, min(said, LARGEST)) as room:
        await keep(door, where, file, room.counted(chunks), now)


async def words_alone(
    message: Message, words: Words | None, where: Belongs, door: Door, caller: Caller, now: datetime
) -> None:
    """What was written below a file that could not be kept is kept all the same, and answered."""
    if words:
        said = await with_words(message, words, where, Shown("", None), door, caller, now)
        if said.text:
            await message.answer(said.text, reply_markup=said.keyboard)


async def with_words(
    message: Message, words: Words, where: Belongs, shown: Shown, door: Door, caller: Caller, now: datetime
) -> Shown:
    """What was written below a picture or a file is said like anything else: to the desk, or to the report."""
    if where.number:
        said = await _said_to_desk(words, where.number, door, caller)
        return Shown(f"{said}\n\n{shown.text}".strip(), shown.keyboard)  # what the file is, is asked last
    asking = await open_draft(door, caller)
    if asking is None:
        return shown
    if words.message_id <= asking.draft.last_message_id:
        await keep_words(door.database, asking.draft, words)
        return shown
    added = await _said_kept(door, caller, "file_kept_with_words") if shown.text else ""
    try:
        taken = await heed(message, asking, caller, take(asking, words, now))
    except DraftMovedOn:
        await keep_words(door.database, asking.draft, words)
        return shown
    return Shown(f"{added}\n\n{taken.text}".strip(), taken.keyboard)


async def _said_to_desk(words: Words, number: str, door: Door, caller: Caller) -> str:
    """What the reporter reads of the words they wrote to a case."""
    voice = door.voice(caller)
    try:
        async with door.database.writing() as session:
            hand = door.hand(session, conversation=caller.conversation, source=words.source)
            passed = await write_to_desk(hand, number, for_desk(words, door))
    except CaseError as error:
        return error_words(voice, error)
    return voice.chat("passed_on", passed=passed, now=door.clock())


async def offer_upload_page(message: Message, door: Door, caller: Caller, now: datetime) -> None:
    """What the chat cannot carry goes through a one-time page."""
    async with door.database.writing() as session:
        token = await make_upload_link(session, caller.conversation.id, now)
    address = f"{door.address}/upload/{token}"
    await message.answer(door.voice(caller).chat("upload_page", address=address, limit=LIMIT))


async def kept(door: Door, caller: Caller, where: Belongs, file: Arriving, now: datetime, said: str) -> Shown:
    """What we have now, and the question that is open; `said` is what was written below the file."""
    if where.number and where.is_for_item:
        return await file_kept(door, caller, where.number, where.step, file.name)
    if where.number and where.is_beside:
        return await _kept_beside(door, caller, where, file.name)
    if where.number and file.source:
        return await ask_what(door, caller, where.number, file.source, said, now)
    async with door.database.reading() as session:
        count = await count_files(session, where.report_id)
    added = await _said_kept(door, caller, "file_kept", name=file.name, count=count)
    asking = await open_draft(door, caller)
    if asking and asking.draft.step in MONEY_STEPS:
        return await money.photo_kept(asking, added, now, await slip_of(door, file))
    if asking:
        await count_again(asking)
    return show(asking, added=added) if asking else Shown(escape(added), None)


async def _said_kept(door: Door, caller: Caller, words: str, **facts: Any) -> str:
    """That a file is in the report being told; of whoever has a case beside it, that it is in this one."""
    which = "_here" if await open_number(door, caller) else ""
    return door.voice(caller).say(f"phrases.{words}{which}", **facts)


async def _kept_beside(door: Door, caller: Caller, where: Belongs, name: str) -> Shown:
    """It went to the case for which it was asked, and the report goes on where it was."""
    async with door.database.reading() as session:
        count = await count_files(session, where.report_id)
    asking, facts = await open_draft(door, caller), {"name": name, "count": count, "number": where.number}
    if asking is None:
        return Shown(door.voice(caller).chat("file_passed_on", **facts), None)
    shown = show(asking)
    added = escape(door.voice(caller).say("phrases.file_for_case", **facts), quote=False)
    return Shown(f"{added}\n\n{shown.text}", shown.keyboard)


async def slip_of(door: Door, file: Arriving) -> Slip | None:
    """What a photo says of a payment, where photos are read; it was kept before, whatever comes of this."""
    if door.slips is None or file.source is None:
        return None
    try:
        picture = await picture_of(door, file.source)
    except CaseError:
        return None
    return await door.slips(picture) if picture else None
