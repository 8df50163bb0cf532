"""The team's menu: /start, help, language, a link into the console, inviting a colleague."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from sqlmodel import col, update

from actions.gathering import set_gathers
from actions.signing_in import make_login_link
from cases.follow_ups import GATHER_FOR
from cases.people import WORKING, Role
from handlers.callbacks import FindPress, QueuePress, TeamPress
from handlers.chat import WAY, button, keyboard, message_of
from handlers.desk import absence, code, groups, house, my_work, queue, unreachable
from handlers.door import Door, Voice, login_address
from handlers.said.counts import count_words
from handlers.said.house import END_SESSIONS
from storage.conversations import Caller, set_language, set_mode
from storage.queue import count_few, counts
from storage.sessions import sessions_of
from storage.tables import Member
from storage.team import name_of
from storage.unreachable import unreachable_for

A_MINUTE = timedelta(minutes=1)
TOGETHER, ALONE = "together", "alone"  # how new cases come
ANSWERS = dict.fromkeys(house.STEPS, house.pressed) | dict.fromkeys(code.STEPS, code.pressed)  # to what was asked here


def register(router: Router) -> None:
    router.message.register(start, Command("start", "menu", "help", "cancel"))
    router.message.register(language, Command("language"))
    router.message.register(console, Command("console"))
    router.callback_query.register(pressed, TeamPress.filter())


async def start(message: Message, door: Door, caller: Caller) -> None:
    """What waits, and the ways to it."""
    assert caller.member
    async with door.database.writing() as session:
        await set_mode(session, caller.conversation.id)
        found, name = await counts(session, caller.member), name_of(session, caller.member)
        is_anybody_lost = caller.member.role is Role.LEAD and bool(await unreachable_for(session, caller.member, 1))
        found["late"] = await count_few(session, caller.member, queue.view_of("late", door.clock()))
    said = {show: count_words(show, count) for show, count in found.items()}
    voice = door.voice(caller)
    rows = [
        [_team(voice, my_work.ACTION)] if caller.member.role in WORKING else [],
        [_queue(voice, show, said[show]) for show in ("waiting", "asked", "late")],
        [_queue(voice, show, said[show]) for show in ("mine", "open")],
        [_team(voice, unreachable.ACTION)] if is_anybody_lost else [],
        [_queue(voice, "ended", None), button(voice.say("buttons.find"), FindPress(before=0))],
        [_team(voice, "absence", WAY), _gather(voice, caller.member)] if caller.member.role in WORKING else [],
        [_team(voice, "console", WAY), _team(voice, "language", WAY)],
    ]
    hears = caller.member.role in WORKING
    facts = {"counts": said, "name": name, "member": caller.member, "hears": hears}
    text = voice.chat("desk/menu", **facts, minutes=GATHER_FOR // A_MINUTE)
    await message.answer(text, reply_markup=keyboard(*rows))


async def language(message: Message, door: Door, caller: Caller) -> None:
    """Between Chinese and English, in chat and console alike."""
    assert caller.member
    caller.conversation.language = "en" if door.voice(caller).language == "zh" else "zh"
    async with door.database.writing() as session:
        await set_language(session, caller.conversation.id, caller.conversation.language)
        await session.exec(
            update(Member).where(col(Member.id) == caller.member.id).values(language=caller.conversation.language)
        )
    await start(message, door, caller)


async def gather(message: Message, door: Door, caller: Caller, how: str) -> None:
    """New cases that follow each other come to this member together, or each by itself."""
    assert caller.member
    caller.member.gathers = how == TOGETHER
    async with door.database.writing() as session:
        await set_gathers(session, caller.member.id, gathers=caller.member.gathers)
    await start(message, door, caller)


async def console(
    message: Message, door: Door, caller: Caller, now: datetime, command: CommandObject | None = None
) -> None:
    """A one-time link, only ever in the member's own chat; with the code of a browser, the way in for that one."""
    assert caller.member
    if command and command.args:
        await code.typed(message, command.args, door, caller)
        return
    async with door.database.writing() as session:
        token = await make_login_link(session, caller.member.id, now)
        open_in = await sessions_of(session, caller.member.id, now)
    voice = door.voice(caller)
    text = voice.chat("desk/console", address=login_address(door.address, token), browsers=open_in, now=now)
    ends = [button(voice.say(f"buttons.{END_SESSIONS}"), TeamPress(action=END_SESSIONS), WAY)] if open_in else []
    await message.answer(text, reply_markup=keyboard(ends))


async def pressed(query: CallbackQuery, callback_data: TeamPress, door: Door, caller: Caller, now: datetime) -> None:
    message = message_of(query)
    if message is None:
        await query.answer()
        return
    if callback_data.action in absence.STEPS:
        await absence.pressed(absence.Noting(message, door, caller, now), callback_data.action, callback_data.argument)
    elif answers := ANSWERS.get(callback_data.action):
        await answers(message, callback_data, door, caller)
    elif shows := SHOWS.get(callback_data.action):
        await shows(message, door, caller)
    elif callback_data.action == "gather":
        await gather(message, door, caller, callback_data.argument)
    elif callback_data.action == groups.ACTION:
        await groups.pressed(message, door, caller, callback_data.argument)
    elif callback_data.action == "console":
        await console(message, door, caller, now)
    else:
        await start(message, door, caller)
    await query.answer()


SHOWS: dict[str, Callable[[Message, Door, Caller], Awaitable[None]]] = {
    my_work.ACTION: my_work.show,
    unreachable.ACTION: unreachable.show,
    "queue": queue.first_page,
    "language": language,
}


def _queue(voice: Voice, show: str, count: str | None) -> InlineKeyboardButton:
    label = voice.say(f"buttons.queue_{show}")
    return button(label if count is None else f"{label} {count}", QueuePress(show=show))


def _team(voice: Voice, action: str, style: str | None = None) -> InlineKeyboardButton:
    return button(voice.say(f"buttons.{action}"), TeamPress(action=action), style)


def _gather(voice: Voice, member: Member) -> InlineKeyboardButton:
    """What it says is what it does."""
    how = ALONE if member.gathers else TOGETHER
    return button(voice.say(f"buttons.new_cases_{how}"), TeamPress(action="gather", argument=how), WAY)
