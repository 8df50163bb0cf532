"""Opening, menu, language, help, return code: what a reporter meets outside the report."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, InaccessibleMessage, InlineKeyboardButton, Message

from actions.person import CalledTooOften, ask_for_person
from cases.numbers import codes_in
from handlers.callbacks import CasePress, MenuPress
from handlers.chat import ANSWER, URGENT, WAY, Shown, button, keyboard
from handlers.door import Door, Voice
from handlers.reporter import devices, joining, locking, money, officer, watching
from handlers.reporter.after import begin_writing, open_number, show_cases, way_back_in
from handlers.reporter.asking import Asking, progress_words, show, show_cancel
from handlers.reporter.drafting import begin_draft, leave_mode, open_draft
from handlers.reporter.just_in import held_until, say_held
from handlers.reporter.money import case_of
from handlers.team_entry import try_to_join
from storage import tallies
from storage.cases import cases_of
from storage.conversations import Caller, set_language
from storage.team import is_attended

NO_CODES, NO_CODES_WITHIN = 10, timedelta(minutes=15)  # of one chat: a place to try out codes is not what it is


def register(router: Router) -> None:
    router.message.register(start, CommandStart())
    router.message.register(start, Command("menu", "report"))
    router.message.register(help_, Command("help"))
    router.message.register(language, Command("language"))
    router.message.register(code, Command("code"))
    router.message.register(devices.show_devices, Command("devices"))
    router.message.register(devices.arrived, Command("arrived"))
    router.message.register(cancel, Command("cancel"))
    router.message.register(join, Command("join"))
    officer.register(router)
    router.callback_query.register(pressed, MenuPress.filter())


async def start(message: Message, command: CommandObject, door: Door, caller: Caller) -> None:
    """The opening; with an invitation's code behind /start, the way into the team."""
    if command.command == "start" and command.args and await try_to_join(message, command.args, door, caller):
        return
    if command.args and await joining.try_code(message, command.args, door, caller):
        return
    await leave_mode(door, caller)
    await show_opening(message, door, caller)


async def join(message: Message, command: CommandObject, door: Door, caller: Caller) -> None:
    if not await try_to_join(message, command.args or "", door, caller):
        await message.answer(door.voice(caller).say("errors.invite_not_valid"))


async def show_opening(message: Message, door: Door, caller: Caller, *, greeted: bool = False) -> None:
    """What this is and is not, what we never ask, and the first question."""
    shown = await opening(door, caller, greeted=greeted)
    await message.answer(shown.text, reply_markup=shown.keyboard)


async def opening(door: Door, caller: Caller, *, greeted: bool = False) -> Shown:
    """`greeted`: somebody only said hello; there is a draft, and nothing in it yet."""
    voice = door.voice(caller)
    asking = None if greeted else await open_draft(door, caller)
    text = voice.chat("opening", draft=bool(asking), progress=_progress(asking))
    rows = _draft_rows(voice) if asking else _first_rows(voice)
    status = [_menu(voice, "status", "my_cases")] if not asking or await has_cases(door, caller) else []
    return Shown(text, keyboard(*rows, status, [_menu(voice, "language")]))


def _progress(asking: Asking | None) -> str:
    """How far the report is; nothing at the review, which says it itself."""
    return progress_words(asking, asking.step) if asking and asking.step else ""


async def reported_already(message: Message, door: Door, caller: Caller) -> None:
    """Their cases; on a device that knows of none, the way back to them."""
    await show_cases(message, door, caller)


async def person(message: Message, door: Door, caller: Caller) -> None:
    """Whoever wants to speak to somebody: the desk hears of it at once, and they have a time; then where we are."""
    await call(message, door, caller)


async def hand_in(message: Message, door: Door, caller: Caller) -> None:
    """Whoever has to stop in the midst of telling: the desk has what was told so far, in the same way."""
    await call(message, door, caller, hands_in=True)


async def call(message: Message, door: Door, caller: Caller, *, hands_in: bool = False) -> None:
    asking = await open_draft(door, caller)
    if asking is None and (number := await open_number(door, caller)):
        await begin_writing(message, CasePress(action="write", number=number), door, caller)
        return
    asking = asking or await begin_draft(door, caller, door.clock())
    answers, case, attended = door.questionnaire.on_the_way(asking.told.answers), None, True
    with suppress(CalledTooOften):
        async with door.database.writing() as session:
            case = await ask_for_person(door.hand(session), asking.draft, answers)
            attended = await is_attended(session, case.district, door.clock())
    facts = {"case": case, "attended": attended, "hands_in": hands_in, "now": door.clock()}
    await message.answer(asking.voice.chat("person_coming", **facts))
    shown = show(asking)
    await message.answer(shown.text, reply_markup=shown.keyboard)


async def is_code(door: Door, caller: Caller, said: str) -> bool:
    """Whether a code that opens some chat stands in these words. Who keeps typing what is none hears no more of it."""
    ways, codes = [way.chat_of_code for way in door.ways_in.values() if way.chat_of_code], codes_in(said)
    if not ways or not codes:
        return False
    whose, now = str(caller.conversation.id), door.clock()
    async with door.database.reading() as session:
        if await tallies.times(session, "codes typed", whose, NO_CODES_WITHIN, now) >= NO_CODES:
            return False
        if any([await chat_of(session, code) is not None for chat_of in ways for code in codes]):
            return True
    async with door.database.writing() as session:
        await tallies.count(session, "codes typed", whose, NO_CODES_WITHIN, now)
    return False


def code_typed(door: Door, caller: Caller) -> str:
    """A return code is a key, not words: where it opens its chat."""
    has_code = door.ways_in[caller.conversation.channel].return_code is not None
    return door.voice(caller).chat("code_typed", has_code=has_code, address=door.address)


async def has_cases(door: Door, caller: Caller) -> bool:
    async with door.database.reading() as session:
        return bool(await cases_of(session, caller.conversation.id))


async def help_(message: Message, door: Door, caller: Caller) -> None:
    """What can be done here, by words or by button."""
    voice = door.voice(caller)
    has_code = door.ways_in[caller.conversation.channel].return_code is not None
    rows = [
        [_menu(voice, "money")],
        [_menu(voice, "report"), _menu(voice, "status")],
        [_menu(voice, "person")],
        [_menu(voice, "language")],
    ]
    if has_code:
        rows[-1].append(_menu(voice, "code"))
    await message.answer(voice.chat("help", has_code=has_code), reply_markup=keyboard(*rows))


async def language(message: Message, door: Door, caller: Caller) -> None:
    await switch_language(door, caller)
    await show_where_we_are(message, door, caller)


async def code(message: Message, door: Door, caller: Caller) -> None:
    """Where a chat opens on another device by its code: one is made, but never in silence in the place of another."""
    voice, way = door.voice(caller), door.ways_in[caller.conversation.channel]
    if way.return_code is None:
        await message.answer(voice.chat("no_code_needed"))
    elif not await _is_worth_a_code(door, caller):
        await message.answer(voice.chat("nothing_to_return_to"), reply_markup=keyboard(way_back_in(door, caller)))
    elif await locking.has_code(door, caller):
        another = button(voice.say("buttons.code_new"), MenuPress(action="code_new"), WAY)
        await message.answer(voice.chat("code_stands", address=door.address), reply_markup=keyboard([another]))
    else:
        await new_code(message, door, caller)


async def new_code(message: Message, door: Door, caller: Caller) -> None:
    """A code that opens this chat elsewhere; the one before is void, and that is said."""
    if until := await held_until(door, caller):
        await say_held(message, until, door, caller)
        return
    if not await locking.give_code(message, "return_code", door, caller):
        await message.answer(door.voice(caller).chat("no_code_needed"))


async def _is_worth_a_code(door: Door, caller: Caller) -> bool:
    """Whether something was said or reported here; a code to an empty chat would be taken for the one to a report."""
    asking = await open_draft(door, caller)
    return bool(asking and asking.told.answers) or await has_cases(door, caller)


async def cancel(message: Message, door: Door, caller: Caller) -> None:
    """Out of whatever is open; a report asks first."""
    if caller.conversation.mode:
        await leave_mode(door, caller)
        await message.answer(door.voice(caller).say("phrases.left"))
        return
    asking = await open_draft(door, caller)
    if asking is None:
        await show_opening(message, door, caller)
        return
    shown = show_cancel(asking, await case_of(asking))
    await message.answer(shown.text, reply_markup=shown.keyboard)


async def pressed(query: CallbackQuery, callback_data: MenuPress, door: Door, caller: Caller, now: datetime) -> None:
    """Buttons of the menu; they stay good for ever because each looks at how things stand now."""
    message = query.message
    if message is None or isinstance(message, InaccessibleMessage):
        await query.answer()
        return
    action = callback_data.action
    if action in {"just_now", "money"}:
        await money.begin(message, door, caller, now)
    elif action == "money_another":
        await money.another(message, door, caller, now)
    elif action in money.ON_THE_SHEET:
        await money.pressed(message, action, door, caller, now)
    elif action in watching.PRESSES:
        await watching.pressed(message, action, door, caller, now)
    elif action in devices.PRESSES:
        await devices.pressed(query, callback_data, door, caller)
    elif action in {"report", "go_on", "money_go_on"}:
        await into_report(message, door, caller, now)
    elif action == "again":
        await begin_again(message, door, caller, now)
    elif act := ASKED_FOR.get(action):
        await act(message, door, caller)
    await query.answer()  # last: what could not be stored is told by the one answer a press has


# What needs nothing but to know who asks.
ASKED_FOR = {
    "status": show_cases,
    "person": person,
    "hand_in": hand_in,
    "language": language,
    "code": code,
    "code_new": new_code,
    "devices": devices.show_devices,
    "lock": locking.lock_as_asked,
    "unlock": locking.unlock,
}


async def into_report(message: Message, door: Door, caller: Caller, now: datetime) -> None:
    """Into the report: where it stands, or a fresh one, by whoever did not press that money is leaving."""
    await leave_mode(door, caller)
    asking = await open_draft(door, caller)
    if asking is None:
        asking = await begin_draft(door, caller, now)
    shown = show(asking)
    await message.answer(shown.text, reply_markup=shown.keyboard)


async def begin_again(message: Message, door: Door, caller: Caller, now: datetime) -> None:
    """Begin from the first question; what was told so far is given up only by who is asked and says so."""
    asking = await open_draft(door, caller)
    shown = show_cancel(asking, await case_of(asking)) if asking else show(await begin_draft(door, caller, now))
    await message.answer(shown.text, reply_markup=shown.keyboard)


async def switch_language(door: Door, caller: Caller) -> None:
    caller.conversation.language = "en" if door.voice(caller).language == "zh" else "zh"
    async with door.database.writing() as session:
        await set_language(session, caller.conversation.id, caller.conversation.language)


async def show_where_we_are(message: Message, door: Door, caller: Caller) -> None:
    """The open question in the new language, or the opening."""
    asking = await open_draft(door, caller)
    shown = show(asking) if asking else await opening(door, caller)
    await message.answer(shown.text, reply_markup=shown.keyboard)


def _menu(voice: Voice, action: str, label: str | None = None) -> InlineKeyboardButton:
    style = {"just_now": URGENT, "money": URGENT, "report": ANSWER, "go_on": ANSWER}.get(action)
    return button(voice.say(f"buttons.{label or action}"), MenuPress(action=action), style)


def _first_rows(voice: Voice) -> list[list[InlineKeyboardButton]]:
    return [[_menu(voice, "just_now")], [_menu(voice, "report")]]


def _draft_rows(voice: Voice) -> list[list[InlineKeyboardButton]]:
    return [[_menu(voice, "go_on")], [_menu(voice, "money")], [_menu(voice, "again")]]
