"""Whatever a reporter types: an answer to the open question, a message to the desk, or a reason to show the menu."""

from __future__ import annotations

from datetime import datetime

from aiogram import Router
from aiogram.types import Message

from actions.reporter import write_to_desk
from cases.answers import chosen, read_answer
from cases.errors import CaseError, NotUnderstood
from cases.kinds import KINDS, Kind
from cases.money_lane import STEPS as MONEY_STEPS
from cases.money_lane import sounds_just_paid
from cases.numbers import read_case_number
from cases.questionnaire import ADD, DONE, REVIEW, Step
from cases.understanding.writing import plain
from handlers.chat import Shown, source_of
from handlers.door import Door
from handlers.reporter import money
from handlers.reporter.after import open_number, show_case
from handlers.reporter.asking import Asking, option_label, show
from handlers.reporter.drafting import hold, keep, open_draft
from handlers.reporter.menu import show_opening
from handlers.said.errors import error_words
from storage.conversations import Caller, set_mode
from storage.drafts import DraftMovedOn

YES = {"是", "有", "对", "好", "yes", "y", "add", "ok"}
NO = {"不", "没有", "否", "没", "无", "不是", "no", "n", "none", "done"}


def register(router: Router) -> None:
    router.message.register(typed)
    router.edited_message.register(corrected)


async def typed(message: Message, door: Door, caller: Caller, now: datetime) -> None:
    """Any message with text, in the order of what it most likely means."""
    if not message.text:
        await message.answer(door.voice(caller).chat("only_text"))
        return
    asking = await open_draft(door, caller)
    if caller.conversation.mode == "write":
        await to_desk(message, str(caller.conversation.about["number"]), door, caller)
    elif asking:
        await answer(message, asking, now)
    elif (number := read_case_number(message.text)) and await show_case(message, number, door, caller):
        return
    elif number := await open_number(door, caller):
        await to_desk(message, number, door, caller)
    else:
        await show_opening(message, door, caller)


async def corrected(message: Message, door: Door, caller: Caller) -> None:
    """Telegram lets people edit what they sent; the answer taken stays until they change it here."""
    if caller.draft:
        await message.answer(door.voice(caller).chat("edited_message"))


async def answer(message: Message, asking: Asking, now: datetime) -> None:
    """The text as the answer to the question that is open. A repeated update shows where we are and changes nothing."""
    if message.message_id <= asking.draft.last_message_id:
        await reply(message, show(asking))
        return
    try:
        shown = await take(asking, message, now)
    except DraftMovedOn:
        await message.answer(asking.say("phrases.other_device"))
        return
    await reply(message, shown)


async def take(asking: Asking, message: Message, now: datetime) -> Shown:
    """Understand and store, or keep the words and say what we expected."""
    said, step = message.text or "", asking.step
    if step is None:
        return show(asking, problem=asking.say("phrases.review_buttons") if asking.draft.step == REVIEW else None)
    if (option := option_of(asking, step, said)) is not None:
        await keep(asking, step.id, chosen(option), now, message.message_id)
        return show(asking, answered=step.id)
    try:
        if step.id in MONEY_STEPS:
            return await money.take(asking, step, said, now, message.message_id)
        understood = read_answer(step.question, said, now, asking.door.zone)
    except NotUnderstood as error:
        await hold(asking, said, now, message.message_id)
        if money.offer(asking, step, said, now):
            return await money.offered(asking, now)
        return show(asking, problem=problem_words(asking, step, error, said))
    await keep(asking, step.id, understood, now, message.message_id)
    if money.offer(asking, step, said, now):
        return await money.offered(asking, now)
    return show(asking, answered=step.id)


def option_of(asking: Asking, step: Step, said: str) -> str | None:
    """The option whose label was typed instead of pressed."""
    if step.question.kind not in {Kind.CHOICE, Kind.MORE}:
        return None
    words = plain(said).rstrip("。.!").lower()
    options = asking.door.questionnaire.options(step, asking.told.answers)
    labels = {option_label(asking, step, option).lower(): option for option in options}
    if step.question.kind is Kind.MORE:
        labels |= dict.fromkeys(YES, ADD) | dict.fromkeys(NO, DONE)
    if words in {"是", "yes"} and "yes" in options:
        return "yes"
    if words in {"不是", "没有", "否", "no"} and "no" in options:
        return "no"
    if words.isdecimal() and 1 <= int(words) <= len(options):
        return options[int(words) - 1]
    return labels.get(words)


def problem_words(asking: Asking, step: Step, error: NotUnderstood, said: str) -> str:
    """What was wrong with the value, with an example."""
    path = f"understanding.{error.kind}.{error.reason}"
    if not asking.voice.has(path):
        path = "phrases.pick_one" if KINDS[step.question.kind].is_chosen else "phrases.not_understood"
    shown = said if len(said) <= 40 else said[:39] + "…"
    return asking.say(path, said=shown, **error.details)


async def to_desk(message: Message, number: str, door: Door, caller: Caller) -> None:
    """The words go to the desk; the reporter is told that they are there."""
    voice = door.voice(caller)
    try:
        async with door.database.writing() as session:
            hand = door.hand(session, conversation=caller.conversation, source=source_of(message))
            case = await write_to_desk(hand, number, message.text or "")
            await set_mode(session, caller.conversation.id)
    except CaseError as error:
        await message.answer(error_words(voice, error))
        return
    await message.answer(voice.chat("passed_on", number=case.number, ended=case.ended_at is not None))
    if sounds_just_paid(message.text or ""):
        await reply(message, money.offer_shown(voice))
    if asking := await open_draft(door, caller):
        await reply(message, show(asking))


async def reply(message: Message, shown: Shown) -> None:
    await message.answer(shown.text, reply_markup=shown.keyboard)
