"""Team groups on Telegram: a lead binds one with /bind, and it hears of every case of its district."""

from __future__ import annotations

from uuid import UUID

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import InlineKeyboardButton, Message

from actions.groups import bind_group, unbind_group
from cases.people import CaseNotFound, NotAllowed, leads
from cases.verbs import Verb, may
from handlers.callbacks import TeamPress
from handlers.chat import MOST_TO_CHOOSE, button, change, keyboard, shortened
from handlers.door import Door
from handlers.outside import read_id
from handlers.said.groups import GroupSaid, look_at_groups
from storage.conversations import Caller
from storage.tables import Member

ACTION = "unbind"


def register(router: Router) -> None:
    router.message.register(bind, Command("bind"))
    router.message.register(unbind, Command("unbind"))
    router.message.register(leave_alone, in_group)
    router.message.register(show, Command("groups"))


async def in_group(_message: Message, caller: Caller) -> bool:
    return caller.conversation.is_group


async def leave_alone(_message: Message) -> None:
    """What colleagues say to each other in their group is not for us."""


async def bind(message: Message, command: CommandObject, door: Door, caller: Caller) -> None:
    """/bind, or /bind yinzhou: only a lead, only in a group."""
    voice, member = door.voice(caller), caller.member
    district = (command.args or "").strip().lower() or None
    if not caller.conversation.is_group or not member or not _may_bind(member, district):
        await message.answer(voice.say("errors.not_allowed"))
        return
    districts = door.questionnaire.questions["district"].options
    if district and district not in districts:
        await message.answer(voice.chat("desk/bind_which", districts=districts))
        return
    try:
        async with door.database.writing() as session:
            hand = door.hand(session, member=member)
            await bind_group(hand, caller.conversation.id, district or member.district, message.chat.title or "")
    except (NotAllowed, CaseNotFound):
        await message.answer(voice.say("errors.not_allowed"))
        return
    await message.answer(voice.chat("desk/bound", district=district or member.district))


async def unbind(message: Message, door: Door, caller: Caller) -> None:
    """In the group itself; it may be the last thing that is said there."""
    voice, words = door.voice(caller), "errors.not_allowed"
    if caller.conversation.is_group and await _unbound(door, caller, caller.conversation.id):
        words = "team.groups.unbound"
    await message.answer(voice.say(words))


async def show(message: Message, door: Door, caller: Caller) -> None:
    """The groups that this lead answers for, each with a way to unbind it."""
    assert caller.member
    if not may(caller.member.role, Verb.MANAGE_TEAM):
        await message.answer(door.voice(caller).say("errors.not_allowed"))
        return
    text, rows = await _shown(door, caller)
    await message.answer(text, reply_markup=keyboard(*rows))


async def pressed(message: Message, door: Door, caller: Caller, argument: str) -> None:
    """The list as it is afterwards, in its place; what is unbound already, or not theirs to unbind, stays as it is."""
    if group_id := read_id(argument):
        await _unbound(door, caller, group_id)
    text, rows = await _shown(door, caller)
    await change(message, text, keyboard(*rows))


async def _unbound(door: Door, caller: Caller, group_id: UUID) -> bool:
    try:
        async with door.database.writing() as session:
            await unbind_group(door.hand(session, member=caller.member), group_id)
    except (NotAllowed, CaseNotFound):
        return False
    return True


async def _shown(door: Door, caller: Caller) -> tuple[str, list[list[InlineKeyboardButton]]]:
    assert caller.member
    voice = door.voice(caller)
    async with door.database.reading() as session:
        groups = (await look_at_groups(session, voice, caller.member))[:MOST_TO_CHOOSE]
    return voice.chat("desk/groups", groups=groups), [
        [_button(voice.say("team.groups.unbind", name=one.name), one)] for one in groups
    ]


def _button(label: str, group: GroupSaid) -> InlineKeyboardButton:
    return button(shortened(label), TeamPress(action=ACTION, argument=group.id.hex))


def _may_bind(member: Member, district: str | None) -> bool:
    """A lead bound to a district opens no other to a group."""
    return may(member.role, Verb.MANAGE_TEAM) and (district is None or leads(member.district, district))
