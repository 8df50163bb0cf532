"""The reporter's door: menu, the guided report, and what comes after it."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.reporter import (
    after,
    calendar,
    colleagues,
    feedback,
    files,
    filing,
    materials,
    menu,
    money,
    my_report,
    pressing,
    standing,
    typing,
)
from storage.conversations import Caller


def router() -> Router:
    """A fresh router; the order is from the most to the least particular."""
    found = Router(name="reporter")
    found.message.filter(alone)
    found.edited_message.filter(alone)
    found.callback_query.filter(alone)
    money.register(found)  # first of all: money that is leaving waits for nothing
    standing.register(found)  # before the menu, whose buttons its one is among
    menu.register(found)  # commands before the rest: /start works from everywhere
    pressing.register(found)
    feedback.register(found)  # before what else is pressed about a case
    calendar.register(found)  # before the other buttons of a case
    colleagues.register(found)  # as these: whoever comes by a code has no part in the case yet
    after.register(found)
    materials.register(found)  # before texts in general, because those it takes name an item
    my_report.register(found)
    filing.register(found)  # before texts in general, because a few words may say what a file is
    files.register(found)  # before texts, because a file may carry a caption
    typing.register(found)  # last: any text is an answer, a message to the desk, or a reason to show the menu
    return found


async def alone(_event: Message | CallbackQuery, caller: Caller) -> bool:
    """Nobody reports in a group: the others would read it."""
    return not caller.conversation.is_group
