"""Whom no message reaches, in chat, for leads: by what else they may be, with a button for each case."""

from __future__ import annotations

from aiogram.types import Message

from cases.verbs import Verb, may
from handlers.chat import keyboard
from handlers.desk.card import DOOR, desk_button
from handlers.door import Door
from handlers.said.cases import short_name
from handlers.said.unreachable import look_at_unreachable
from storage.conversations import Caller
from storage.looks import note_looks
from storage.tables import Seen

ACTION = "unreachable"
MOST = 10  # in one message; the console has more


async def show(message: Message, door: Door, caller: Caller) -> None:
    """As a message of its own."""
    assert caller.member
    voice, member = door.voice(caller), caller.member
    if not may(member.role, Verb.MANAGE_TEAM):
        await message.answer(voice.say("errors.not_allowed"))
        return
    async with door.database.reading() as session:
        found = await look_at_unreachable(session, voice, member, MOST + 1)
    shown = found[:MOST]
    await note_looks(door.database, [one.case for one in shown], member, Seen.CASE, DOOR, door.clock())
    facts = {"unreachable": shown, "more": len(found) > MOST, "address": door.address, "now": door.clock()}
    rows = [
        [desk_button(voice, "dossier", one.case.number, label=short_name(voice, one.case, one.company))]
        for one in shown
    ]
    await message.answer(voice.chat("desk/unreachable", **facts), reply_markup=keyboard(*rows))
