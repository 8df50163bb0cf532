"""The reporter's colleagues in a case: named, told, taken off; and the case handed on to one of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from actions.colleagues import confirm_colleague, leave, name_colleague, take_off
from actions.passing_on import pass_on
from cases.colleagues import LONGEST_NAME, MOST, TO_NAME, Post
from cases.errors import CaseError
from cases.fitting import fits
from cases.tracks import ENDED
from cases.understanding.colleague import called, means, names_colleague, takes_off
from cases.understanding.colleague_named import Named, colleague_named, who_it_is
from cases.understanding.reply import gives_up, stands_for_a_button
from handlers.callbacks import CasePress
from handlers.chat import WAY, button, keyboard, shortened
from handlers.door import Door, Voice
from handlers.reporter import joining
from handlers.reporter.drafting import enter_mode, leave_mode, until_in
from handlers.reporter.just_in import held_until, say_held
from handlers.reporter.money import sounds_urgent
from handlers.reporter.reach_code import WAITS
from handlers.said.errors import error_words
from storage.cases import case_for_firm
from storage.colleagues import Known, known_of
from storage.conversations import Caller, set_mode
from storage.tables import Case
from storage.utterances import Words

MODE = "colleague"  # what is typed next is a colleague's name
SHOWS, ADDS, NAMES, OFF, IS_THEM = "colleagues", "colleague_add", "colleague_post", "colleague_off", "colleague_is"
PASS, PASS_TO, STAYS, GOES = "pass", "pass_to", "pass_stay", "pass_go"
LEAVES = "part_end"  # a colleague does
PRESSES = frozenset({SHOWS, ADDS, NAMES, OFF, IS_THEM, PASS, PASS_TO, STAYS, GOES, LEAVES})

Act = Callable[[Message, CasePress, Case, Door, Caller], Awaitable[None]]


def register(router: Router) -> None:
    router.callback_query.register(pressed, CasePress.filter(F.action.in_(PRESSES)))
    joining.register(router)


async def pressed(query: CallbackQuery, callback_data: CasePress, door: Door, caller: Caller) -> None:
    """Buttons of one's own case, or of one that one was named in. A browser that came by a code changes nothing yet."""
    message, press = query.message, callback_data
    try:
        async with door.database.reading() as session:
            case = await case_for_firm(session, press.number, caller.conversation)
        if isinstance(message, Message):
            await _act(message, press, case, door, caller)
    except CaseError as error:
        await query.answer(error_words(door.voice(caller), error), show_alert=True)
        return
    await query.answer()  # last: what could not be stored is told by the one answer a press has


async def _act(message: Message, press: CasePress, case: Case, door: Door, caller: Caller) -> None:
    if not caller.has(case):
        await (_leave if press.action == LEAVES else _show_part)(message, press, case, door, caller)
        return
    if press.action in CHANGES and (until := await held_until(door, caller)):
        await say_held(message, until, door, caller)
        return
    await ACTS.get(press.action, _show)(message, press, case, door, caller)


async def _show(message: Message, _pressed: CasePress, case: Case, door: Door, caller: Caller) -> None:
    voice = door.voice(caller)
    async with door.database.reading() as session:
        known = await known_of(session, case, door.clock())
    beside = [one for one in known if not one.has_case]
    text = voice.chat("colleagues", known=beside, case=case, most=MOST, now=door.clock())
    may_name = len(beside) < MOST and case.is_complete and case.service not in ENDED
    rows = [row for one in beside for row in _rows_of(voice, case, one)]
    adds = [_button(voice, "colleagues.add", ADDS, case)] if may_name else []
    passes = [_button(voice, "colleagues.pass", PASS, case, style=WAY)] if any(one.is_in for one in beside) else []
    await message.answer(text, reply_markup=keyboard(*rows, adds, passes))


def _rows_of(voice: Voice, case: Case, one: Known) -> list[list[InlineKeyboardButton]]:
    is_them = _button(voice, "colleagues.is_them", IS_THEM, case, one.mark, name=one.name)
    off = _button(voice, "colleagues.off", OFF, case, one.mark, style=WAY, name=one.name)
    return [[is_them], [off]] if one.waits else [[off]]


async def buttons_now(voice: Voice, case: Case, caller: Caller) -> list[InlineKeyboardButton]:
    """All that carry a name, for who types one: who is told, and to whom the case could go."""
    if not caller.has(case):
        return []
    async with voice.door.database.reading() as session:
        known = [one for one in await known_of(session, case, voice.door.clock()) if not one.has_case]
    rows = [one for each in known for row in _rows_of(voice, case, each) for one in row]
    return [*rows, *(one for each in known if each.is_in for one in _takes_over(voice, case, each))]


def _takes_over(voice: Voice, case: Case, one: Known) -> list[InlineKeyboardButton]:
    return [
        _button(voice, f"colleagues.{action}", action, case, one.mark, name=one.name)
        for action in (PASS_TO, STAYS, GOES)
    ]


async def _show_part(message: Message, _pressed: CasePress, case: Case, door: Door, caller: Caller) -> None:
    """What a colleague is in this case, and the way out of it."""
    voice = door.voice(caller)
    async with door.database.reading() as session:
        known = await known_of(session, case, door.clock())
    own = next(one for one in known if one.row.conversation_id == caller.conversation.id)
    ends = _button(voice, "colleagues.leave", LEAVES, case, style=WAY)
    await message.answer(voice.chat("colleague_part", own=own, case=case), reply_markup=keyboard([ends]))


async def _leave(message: Message, _pressed: CasePress, case: Case, door: Door, caller: Caller) -> None:
    async with door.database.writing() as session:
        await leave(door.hand(session, conversation=caller.conversation), case.number)
    await message.answer(door.voice(caller).say("colleagues.left", number=case.number))


async def _ask_post(message: Message, _pressed: CasePress, case: Case, door: Door, caller: Caller) -> None:
    """By a button, or typed: their name as well."""
    voice = door.voice(caller)
    rows = [[_button(voice, f"colleagues.posts.{post}", NAMES, case, post)] for post in TO_NAME]
    await enter_mode(door, caller, MODE, WAITS, number=case.number)
    await message.answer(f"<b>{voice.say('colleagues.which_post')}</b>", reply_markup=keyboard(*rows))


async def _ask_name(message: Message, press: CasePress, case: Case, door: Door, caller: Caller) -> None:
    if press.argument not in TO_NAME:
        return
    await enter_mode(door, caller, MODE, WAITS, number=case.number, post=press.argument)
    post = door.voice(caller).say(f"colleagues.posts.{press.argument}")
    await message.answer(door.voice(caller).chat("colleague_name", post=post))


async def typed(message: Message, words: Words, door: Door, caller: Caller) -> bool:
    """The name that was asked for, or who it is; whatever else is said is none, and goes on as always."""
    about, until = caller.conversation.about, until_in(caller, MODE)
    if until is None or until < door.clock():
        return False
    named = _named(words, about.get("post"), door)
    if named is None:
        await leave_mode(door, caller)
        return False
    if until := await held_until(door, caller):
        await say_held(message, until, door, caller)
        return True
    await _take(message, named, str(about["number"]), door, caller)
    return True


def _named(words: Words, asked: str | None, door: Door) -> Named | None:
    """Whom they mean; `asked`: the post they pressed before, of which only 公司同事 leaves more to say."""
    said = called(words.text.strip())
    is_name = len(said) <= LONGEST_NAME and not gives_up(said) and not stands_for_a_button(said)
    if not is_name or not fits("contact_name", said, door.clock(), door.zone) or sounds_urgent(words, door):
        return None
    known = who_it_is(words.text)
    if asked is None:
        return known
    post = Post(asked)
    if known is None or not known.name:
        return Named(said, post)
    return Named(known.name, (known.post if post is Post.OTHER else None) or post)


async def _take(message: Message, named: Named, number: str, door: Door, caller: Caller) -> None:
    """With a name they can come in; without, it is asked for."""
    post = named.post or Post.OTHER
    if named.name:
        await _name(message, named.name, number, post, door, caller)
        return
    async with door.database.reading() as session:
        case = await case_for_firm(session, number, caller.conversation)
    await _act(message, CasePress(action=NAMES, number=number, argument=post), case, door, caller)


async def _name(message: Message, name: str, number: str, post: Post, door: Door, caller: Caller) -> None:
    """The code stands here once, for the reporter to pass on."""
    voice = door.voice(caller)
    try:
        async with door.database.writing() as session:
            hand = door.hand(session, conversation=caller.conversation)
            asked, code = await name_colleague(hand, number, post, name)
            await set_mode(session, caller.conversation.id)
    except CaseError as error:
        await message.answer(error_words(voice, error))
        return
    ways = [(way.name.value, await way.link(f"{joining.PREFIX}{code}")) for way in door.ways_in.values()]
    links = [(name, link) for name, link in ways if link]
    text = voice.chat("colleague_code", asked=asked, code=code, links=links, address=door.address, now=door.clock())
    await message.answer(
        text, reply_markup=keyboard([_button(voice, "buttons.colleagues", SHOWS, asked.case, style=WAY)])
    )


async def _take_off(message: Message, press: CasePress, case: Case, door: Door, caller: Caller) -> None:
    async with door.database.writing() as session:
        asked = await take_off(door.hand(session, conversation=caller.conversation), case.number, press.argument)
    await _say(message, "off", asked.name, case, door.voice(caller))


async def _confirm(message: Message, press: CasePress, case: Case, door: Door, caller: Caller) -> None:
    async with door.database.writing() as session:
        hand = door.hand(session, conversation=caller.conversation)
        asked = await confirm_colleague(hand, case.number, press.argument)
    await _say(message, "in", asked.name, case, door.voice(caller))


async def _say(message: Message, now: str, name: str, case: Case, voice: Voice) -> None:
    back = _button(voice, "buttons.colleagues", SHOWS, case, style=WAY)
    await message.answer(voice.chat("colleague_now", now_is=now, name=name), reply_markup=keyboard([back]))


async def _ask_whom(message: Message, _pressed: CasePress, case: Case, door: Door, caller: Caller) -> None:
    """Only who is in can have it: where nobody is, that comes first."""
    voice = door.voice(caller)
    async with door.database.reading() as session:
        known = [one for one in await known_of(session, case, door.clock()) if one.is_in and not one.has_case]
    rows = [[_button(voice, "colleagues.pass_to", PASS_TO, case, one.mark, name=one.name)] for one in known]
    adds = [] if rows else [_button(voice, "colleagues.add", ADDS, case)]
    await message.answer(
        voice.say(f"colleagues.{'whom' if rows else 'nobody_yet'}"), reply_markup=keyboard(*rows, adds)
    )


async def _ask_staying(message: Message, press: CasePress, case: Case, door: Door, caller: Caller) -> None:
    voice = door.voice(caller)
    async with door.database.reading() as session:
        known = [one for one in await known_of(session, case, door.clock()) if one.mark == press.argument and one.is_in]
    if not known:
        await _ask_whom(message, press, case, door, caller)
        return
    rows = [
        [_button(voice, f"colleagues.{one}", one, case, press.argument, name=known[0].name)] for one in (STAYS, GOES)
    ]
    rather_not = CasePress(action="status", number=case.number)
    rows.append([button(voice.say("colleagues.not_yet"), rather_not, WAY)])
    await message.answer(voice.chat("pass_on", to=known[0], case=case), reply_markup=keyboard(*rows))


async def _pass_on(message: Message, press: CasePress, case: Case, door: Door, caller: Caller) -> None:
    stays, voice = press.action == STAYS, door.voice(caller)
    async with door.database.writing() as session:
        hand = door.hand(session, conversation=caller.conversation)
        asked = await pass_on(hand, case.number, press.argument, stays=stays)
    await message.answer(voice.chat("passed_to", name=asked.name, number=case.number, stays=stays))


async def grant(message: Message, said: str, case: Case, door: Door, caller: Caller) -> bool:
    """Said in words: let a colleague hear too, no more, or take the case over. False: it is none of whoever says so."""
    if not caller.has(case):
        return False
    async with door.database.reading() as session:
        known = [one for one in await known_of(session, case, door.clock()) if not one.has_case]
    if who := takes_off(said):
        return await _ask_whether_off(
            message, [one for one in known if means(who, one.name, one.post)], case, door.voice(caller)
        )
    await leave_mode(door, caller)
    if named := colleague_named(said):
        if until := await held_until(door, caller):
            await say_held(message, until, door, caller)
        else:
            await _take(message, named, case.number, door, caller)
        return True
    heir = next((one for one in known if one.is_in and one.name in said), None)
    if post := names_colleague(said):
        press = CasePress(action=NAMES, number=case.number, argument=post)
    elif heir:
        press = CasePress(action=PASS_TO, number=case.number, argument=heir.mark)
    else:
        press = CasePress(action=PASS, number=case.number)
    await _act(message, press, case, door, caller)
    return True


async def _ask_whether_off(message: Message, meant: list[Known], case: Case, voice: Voice) -> bool:
    """By the button that names them: a word less could be somebody else."""
    if not meant:
        return False
    rows = [[_button(voice, "colleagues.off", OFF, case, one.mark, style=WAY, name=one.name)] for one in meant]
    await message.answer(f"<b>{voice.say('colleagues.whose_off')}</b>", reply_markup=keyboard(*rows))
    return True


def _button(
    voice: Voice, label: str, action: str, case: Case, argument: str = "", *, style: str | None = None, name: str = ""
) -> InlineKeyboardButton:
    said = voice.say(label, name=name) if name else voice.say(label)
    return button(shortened(said), CasePress(action=action, number=case.number, argument=argument), style)


ACTS: dict[str, Act] = {
    ADDS: _ask_post,
    NAMES: _ask_name,
    OFF: _take_off,
    IS_THEM: _confirm,
    PASS: _ask_whom,
    PASS_TO: _ask_staying,
    STAYS: _pass_on,
    GOES: _pass_on,
}
CHANGES = frozenset(ACTS)
