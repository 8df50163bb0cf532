"""In which browsers a chat can be opened: the list of them, putting one out, and what is said when another came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.callbacks import MenuPress
from handlers.chat import URGENT, WAY, Shown, button, change, keyboard, message_of, shortened
from handlers.door import Browsers, Door, Voice, at_device
from handlers.reporter.just_in import held_until, say_held
from handlers.reporter.locking import code_shown, give_code, has_code, is_locking, make_code
from handlers.said.browser import browser_words
from storage.cases import cases_of
from storage.conversations import Caller
from storage.lying_open import says_else
from storage.tables import WebDevice
from storage.web_devices import is_new, mark_of

OUT, OTHERS_OUT, ONLY_THIS, MINE = "device_out", "devices_out", "only_this_device", "device_mine"
PRESSES = frozenset({OUT, OTHERS_OUT, ONLY_THIS, MINE})


@dataclass(frozen=True)
class Listed:
    """A browser as the list says it."""

    mark: str
    name: str
    device: WebDevice
    is_this: bool
    held_until: datetime | None


async def show_devices(message: Message, door: Door, caller: Caller) -> None:
    """By word or button."""
    way = door.ways_in[caller.conversation.channel]
    if way.browsers is None:
        await message.answer(door.voice(caller).say("phrases.no_devices_here"))
        return
    shown = await _list(door, caller, way.browsers)
    await message.answer(shown.text, reply_markup=shown.keyboard)


async def arrived(message: Message, door: Door, caller: Caller) -> None:
    """The browser that this came from used the return code: everybody here hears of it, and there is a new code.

    What it cannot do yet is said, with a press by which an older one vouches for it. Where the suspect may read along
    it is not said that there is another device.
    """
    way, voice = door.ways_in[caller.conversation.channel], door.voice(caller)
    if way.browsers is None or await has_code(door, caller):  # a code that was used is none any more
        return
    this = next((one for one in await _listed(door, caller, way.browsers) if one.is_this), None)
    code = await make_code(door, caller) if this else None
    if this is None or code is None:
        return
    facts = {"code": code, "name": this.name, "is_quiet": await _is_quiet(door, caller)}
    facts |= {"until": this.held_until, "now": door.clock()}
    rows = (
        [_out(voice, this.mark)],
        [_mine(voice, this.mark)],
        [button(voice.say("buttons.devices"), MenuPress(action="devices"), WAY)],
    )
    await code_shown(message, voice.chat("device_came", **facts), code, door, caller, *rows)


async def pressed(query: CallbackQuery, press: MenuPress, door: Door, caller: Caller) -> None:
    """What is put out is out at once, in every process. One that came by a code puts out nobody."""
    way, voice = door.ways_in[caller.conversation.channel], door.voice(caller)
    if way.browsers is None:
        return
    message, until = message_of(query), await held_until(door, caller)
    if until:
        if message:
            await say_held(message, until, door, caller)
        return
    async with door.database.writing() as session:
        done = await _do(session, press, way.browsers, caller.conversation.chat_id)
        if message:
            await says_else(session, caller.conversation.id, message.message_id)
    shown = await _list(door, caller, way.browsers)
    if message:
        await change(message, f"{voice.say(f'devices.{done}')}\n\n{shown.text}", shown.keyboard)
        await _give_key(message, done, door, caller)


async def _give_key(message: Message, done: str, door: Door, caller: Caller) -> None:
    """With whoever went out the code went, and where the chat locks it is the only key."""
    if done in {"is_out", "only_this"} and await is_locking(door, caller):
        await give_code(message, "return_code", door, caller)


async def _do(session: AsyncSession, press: MenuPress, browsers: Browsers, chat_id: int) -> str:
    """What was done, as words say it. Whoever is put out may know the code: it opens nothing either."""
    if press.action == MINE:
        return "is_mine" if await browsers.vouch_for(session, chat_id, press.argument) else "gone_already"
    if press.action == OUT:
        if not await browsers.put_out(session, chat_id, press.argument):
            return "gone_already"
        await browsers.drop_code(session, chat_id)
        return "is_out"
    if not (here := at_device.get()):
        return "not_known_here"
    await browsers.put_out_others(session, chat_id, here)
    if press.action == OTHERS_OUT:
        return "others_out"
    await browsers.drop_code(session, chat_id)
    return "only_this"


async def _list(door: Door, caller: Caller, browsers: Browsers) -> Shown:
    voice, found = door.voice(caller), await _listed(door, caller, browsers)
    coded = await has_code(door, caller)
    text = voice.chat("devices", devices=found, has_code=coded, now=door.clock())
    others = [one for one in found if not one.is_this]
    rows = [_ways(voice, one) for one in others] if len(found) > len(others) else []
    all_out = [button(voice.say("buttons.devices_out"), MenuPress(action=OTHERS_OUT))] if len(others) > 1 else []
    only = [button(voice.say("buttons.only_this_device"), MenuPress(action=ONLY_THIS))] if others or coded else []
    return Shown(text, keyboard(*rows, all_out, only))


async def _listed(door: Door, caller: Caller, browsers: Browsers) -> list[Listed]:
    voice, here = door.voice(caller), at_device.get()
    async with door.database.reading() as session:
        found = await browsers.those_of(session, caller.conversation.chat_id, door.clock())
    return [
        Listed(
            mark_of(one),
            browser_words(voice, one.label),
            one,
            mark_of(one) == here,
            one.held_until if is_new(one, door.clock()) else None,
        )
        for one in found
    ]


async def _is_quiet(door: Door, caller: Caller) -> bool:
    """The chat locks, or somebody said of a case of theirs that the suspect may read along."""
    if await is_locking(door, caller):
        return True
    async with door.database.reading() as session:
        return any(case.quiet for case in await cases_of(session, caller.conversation.id))


def _ways(voice: Voice, one: Listed) -> list[InlineKeyboardButton]:
    out = _out(voice, one.mark, one.name)
    return [out, _mine(voice, one.mark)] if one.held_until else [out]


def _mine(voice: Voice, mark: str) -> InlineKeyboardButton:
    return button(voice.say("buttons.device_mine"), MenuPress(action=MINE, argument=mark), WAY)


def _out(voice: Voice, mark: str, name: str = "") -> InlineKeyboardButton:
    label = voice.say("buttons.device_out_named", name=name) if name else voice.say("buttons.device_out")
    return button(shortened(label), MenuPress(action=OUT, argument=mark), URGENT)
