"""Once a case has ended: a mark, three questions, words of one's own; and a month later what became of it."""

from __future__ import annotations

from datetime import timedelta

from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from actions.feedback import rate_case, remark, say_how_it_was, say_what_became
from cases.errors import CaseError
from cases.feedback import Felt, Money, next_after
from cases.understanding.reply import gives_up, read_reply, stands_for_a_button
from handlers.callbacks import CasePress, MenuPress
from handlers.chat import WAY, button, keyboard, message_of
from handlers.door import Door, Voice
from handlers.reporter.money import sounds_urgent
from handlers.said.errors import error_words
from storage.cases import case_for_reporter
from storage.conversations import Caller, set_mode
from storage.utterances import Words

MODE, WAITS_FOR = "remark", timedelta(minutes=30)  # later, what is said is for the desk
RATINGS = frozenset("12345")
RATE, FELT, NO_REMARK, AGAIN = "rate", "felt", "no_remark", "again_since"
LATER = {f"money_{money.value}": money for money in Money}
PRESSES = frozenset({RATE, FELT, NO_REMARK, AGAIN, *LATER})


def register(router: Router) -> None:
    router.callback_query.register(pressed, CasePress.filter(F.action.in_(PRESSES)))


async def pressed(query: CallbackQuery, callback_data: CasePress, door: Door, caller: Caller) -> None:
    """Somebody else's number is answered like a missing one."""
    message, voice = message_of(query), door.voice(caller)
    try:
        if message:
            await _take(message, callback_data, door, caller)
    except CaseError as error:
        await query.answer(error_words(voice, error), show_alert=True)
        return
    await query.answer()  # last: what could not be stored is told by the one answer a press has


async def _take(message: Message, press: CasePress, door: Door, caller: Caller) -> None:
    if press.action == RATE and press.argument in RATINGS:
        await _rated(message, press.number, int(press.argument), door, caller)
    elif press.action == FELT:
        await _felt(message, press, door, caller)
    elif press.action == NO_REMARK:
        await _over(message, door, caller)
    elif press.action in {*LATER, AGAIN}:
        await _later(message, press, door, caller)


async def _rated(message: Message, number: str, rating: int, door: Door, caller: Caller) -> None:
    async with door.database.writing() as session:
        hand = door.hand(session, conversation=caller.conversation)
        await rate_case(hand, number, rating, door.own_voice.say("feedback.task"))
    voice = door.voice(caller)
    said = f"{voice.chat('rated', rating=rating, number=number)}\n\n{_question(voice, Felt.IN_TIME)}"
    await message.answer(said, reply_markup=_answers(voice, number, Felt.IN_TIME))


async def _felt(message: Message, press: CasePress, door: Door, caller: Caller) -> None:
    """One after the other; which one it was stands with the button."""
    name, _, answer = press.argument.partition(".")
    if name not in list(Felt):
        return
    asked, voice = Felt(name), door.voice(caller)
    async with door.database.writing() as session:
        hand, task = door.hand(session, conversation=caller.conversation), door.own_voice.say("feedback.task")
        if answer in {"yes", "no"}:
            await say_how_it_was(hand, press.number, asked, task, was_so=answer == "yes")
        following = next_after(asked)
        if following is None:
            await case_for_reporter(session, press.number, caller.conversation)
            until = (door.clock() + WAITS_FOR).isoformat()
            await set_mode(session, caller.conversation.id, MODE, number=press.number, until=until)
    if following:
        await message.answer(_question(voice, following), reply_markup=_answers(voice, press.number, following))
    else:
        nothing = _press(voice, "feedback.no_remark", NO_REMARK, press.number)
        await message.answer(voice.chat("remark"), reply_markup=keyboard([nothing]))


def _question(voice: Voice, asked: Felt) -> str:
    return f"<b>{voice.say(f'feedback.{asked.value}')}</b>"


def _answers(voice: Voice, number: str, asked: Felt) -> InlineKeyboardMarkup | None:
    yes, no, skip = (
        _press(voice, f"feedback.{one}", FELT, number, f"{asked.value}.{one}") for one in ("yes", "no", "skip")
    )
    return keyboard([yes, no], [skip])


async def _over(message: Message, door: Door, caller: Caller) -> None:
    async with door.database.writing() as session:
        await set_mode(session, caller.conversation.id)
    await message.answer(door.voice(caller).say("feedback.thanks"))


async def _later(message: Message, press: CasePress, door: Door, caller: Caller) -> None:
    money, again = LATER.get(press.action), press.action == AGAIN
    async with door.database.writing() as session:
        hand = door.hand(session, conversation=caller.conversation)
        await say_what_became(hand, press.number, money=money, again=again)
    voice = door.voice(caller)
    comes_back = _press(voice, "buttons.come_back", "come_back", press.number)
    another = button(voice.say("buttons.another"), MenuPress(action="another"))
    rows = keyboard([comes_back], [another]) if again or money in {Money.NONE, Money.PART} else None
    await message.answer(voice.chat("later", money=money.value if money else "", again=again), reply_markup=rows)


async def typed(message: Message, words: Words, door: Door, caller: Caller) -> bool:
    """Words of their own on how it was; whoever says 没有 or presses something else has none.

    Money that is leaving comes first here too.
    """
    chat, said = caller.conversation, words.text
    if chat.mode != MODE or stands_for_a_button(said) or door.clock().isoformat() > str(chat.about["until"]):
        return False
    if sounds_urgent(words, door):
        return False
    number, voice = str(chat.about["number"]), door.voice(caller)
    reply = read_reply(said)
    if gives_up(said) or (reply and reply.kind in {"no", "done", "skip"}):
        await _over(message, door, caller)
        return True
    try:
        async with door.database.writing() as session:
            hand = door.hand(session, conversation=caller.conversation)
            await remark(hand, number, said)
            await set_mode(session, chat.id)
    except CaseError as error:
        await message.answer(error_words(voice, error))
        return True
    comes_back = _press(voice, "buttons.come_back", "come_back", number)
    await message.answer(voice.say("feedback.remarked"), reply_markup=keyboard([comes_back]))
    return True


def _press(voice: Voice, label: str, action: str, number: str, argument: str = "") -> InlineKeyboardButton:
    style = WAY if action == NO_REMARK or argument.endswith(".skip") else None
    return button(voice.say(label), CasePress(action=action, number=number, argument=argument), style)
