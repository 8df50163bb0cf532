"""A message in a reporter's chat that was put right or taken back: changed where it stands, if the channel can."""

from __future__ import annotations

from uuid import UUID

import structlog
from aiogram.exceptions import TelegramBadRequest

from bot.channels import Channel
from cases.messages import CHANGES, is_hidden
from handlers.chat import is_unchanged
from handlers.door import Door, Voice
from handlers.said.letters import Letter, closed_letter, read_letter
from storage.chat_numbers import number_of
from storage.outgoing import changes_before
from storage.tables import Case, CaseMessage, Conversation, InChat, Outgoing, OutgoingState

log = structlog.get_logger()


async def mend(door: Door, row: Outgoing, conversation: Conversation, channel: Channel) -> None:
    """Before the message that tells of it leaves, so that a try that was broken off is made again.

    So are the letters that brought earlier changes of it: none of them says any longer what is not so.

    What became of the old words in the chat is written to the case's message. Raises what the channel does when it does
    not answer at all.
    """
    if row.kind not in CHANGES:
        return
    async with door.database.reading() as session:
        letters = [UUID(row.details["original"]), *await changes_before(session, row)]
    became = {await _change(door, one, conversation, channel) for one in letters}
    in_chat = next((one for one in (InChat.STAYS, InChat.CHANGED) if one in became), None)
    async with door.database.writing() as session:
        message = await session.get(CaseMessage, UUID(row.details["message"]))
        if message and in_chat and row.copy_of is None:
            message.in_chat = in_chat


async def _change(door: Door, original: UUID, conversation: Conversation, channel: Channel) -> InChat | None:
    """None where there is nothing to change: it never came into the chat, or cannot be read any more."""
    async with door.database.reading() as session:
        old = await session.get(Outgoing, original)
        case = await session.get(Case, old.case_id) if old and old.case_id else None
        if old is None or case is None or old.state is not OutgoingState.SENT or old.message_id is None:
            return None
        if old.conversation_id != conversation.id:  # the case was in other hands then
            return None
        if is_hidden(old.kind, quiet=case.quiet):  # now; it may have come openly, before the reporter asked for quiet
            letter: Letter | None = closed_letter(Voice(door, conversation.language or door.language), old)
        else:
            _, letter = await read_letter(session, door, old)
    if letter is None:
        return None
    to = number_of(door.keys, conversation)
    try:
        await channel.bot.edit_message_text(
            letter.text, chat_id=to, message_id=old.message_id, reply_markup=letter.keyboard
        )
    except TelegramBadRequest as error:
        if not is_unchanged(error):
            log.warning("message in chat stays as it was", case=case.number)
            return InChat.STAYS
    return InChat.CHANGED
