"""The team's door in chat: the queue, a dossier card, and the verbs."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.desk import at_home, attaching, groups, menu, my_work, queue, search, verbs, writing
from storage.conversations import Caller


def router() -> Router:
    """A fresh router that only team members pass; everyone else goes on to the reporter's door."""
    found = Router(name="desk")
    found.message.filter(is_member)
    found.callback_query.filter(is_member)
    found.callback_query.middleware(at_home.in_own_chat)
    groups.register(found)  # first: in a group only its own few commands work
    menu.register(found)
    queue.register(found)
    my_work.register(found)
    verbs.register(found)
    search.register(found)  # after the commands and before any text, which may be words to look for
    attaching.register(found)
    writing.register(found)  # last: any text, in the light of what was pressed before
    return found


async def is_member(_event: Message | CallbackQuery, caller: Caller) -> bool:
    return caller.member is not None
