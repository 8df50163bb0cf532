"""A team group on Telegram: a lead binds it with /bind, and it hears of every case of its district."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from actions.team import bind_group
from cases.people import may_see
from cases.verbs import Verb, may
from handlers.door import Door
from storage.conversations import Caller
from storage.tables import Member


def register(router: Router) -> None:
    router.message.register(bind, Command("bind"))
    router.message.register(leave_alone, in_group)


async def in_group(_message: Message, caller: Caller) -> bool:
    return caller.conversation.is_group


async def leave_alone(_message: Message) -> None:
    """What colleagues say to each other in their group is not for us."""


async def bind(message: Message, command: CommandObject, door: Door, caller: Caller) -> None:
    """/bind, or /bind yinzhou: only a lead, only in a group."""
    voice = door.voice(caller)
    district = (command.args or "").strip().lower() or None
    if not caller.conversation.is_group or not caller.member or not _may_bind(caller.member, district):
        await message.answer(voice.say("errors.not_allowed"))
        return
    districts = door.questionnaire.questions["district"].options
    if district and district not in districts:
        await message.answer(voice.chat("desk/bind_which", districts=districts))
        return
    async with door.database.writing() as session:
        await bind_group(session, caller.conversation, district or caller.member.district)
    await message.answer(voice.chat("desk/bound", district=district or caller.member.district))


def _may_bind(member: Member, district: str | None) -> bool:
    """A lead bound to a district opens no other to a group."""
    return may(member.role, Verb.MANAGE_TEAM) and (district is None or may_see(member.district, district))
