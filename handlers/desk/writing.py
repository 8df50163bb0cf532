"""What a member types: the words a form was waiting for, or a case number to open."""

from __future__ import annotations

from datetime import datetime

from aiogram import Router
from aiogram.types import InlineKeyboardButton, Message

from actions.crossing import AnsweredMeanwhile, HeldByAnother, ReporterWrote
from actions.revising import RevisedMeanwhile
from cases.errors import CaseError
from cases.numbers import read_case_number
from cases.people import CaseNotFound
from cases.verbs import Takes, offered
from handlers.callbacks import DeskPress
from handlers.chat import keyboard
from handlers.desk import absence
from handlers.desk.asking import asking, done_words, perform, say_why_not
from handlers.desk.card import Pressing, card
from handlers.desk.circulars import take_circular
from handlers.desk.composing import take_words
from handlers.desk.crossing import explain, show_meanwhile
from handlers.desk.forms import PREVIEWED, put_aside, takes_of
from handlers.desk.menu import start
from handlers.desk.sought import offer_to_find
from handlers.desk.verbs import choose_again
from handlers.door import Door
from handlers.said.errors import error_words
from storage.cases import case_for_member, chair_of
from storage.conversations import Caller


def register(router: Router) -> None:
    router.message.register(typed)


async def typed(message: Message, door: Door, caller: Caller, now: datetime) -> None:
    """Any text of a member in their own chat."""
    chat = caller.conversation
    number = read_case_number(message.text or "")
    if number:
        await open_by_number(message, number, door, caller)
    elif message.text and takes_of(chat.mode):
        press = DeskPress(action=chat.mode, number=str(chat.about["number"]))
        await go_on(Pressing(message, press, door, caller, now))
    elif message.text and chat.mode == absence.MODE:
        await absence.typed(absence.Noting(message, door, caller, now))
    elif message.text and message.text.startswith("/"):
        await start(message, door, caller)
    elif message.text:
        await offer_to_find(message, door, caller)
    else:
        await message.answer(door.voice(caller).chat("only_text"))


async def open_by_number(message: Message, number: str, door: Door, caller: Caller) -> None:
    """A number alone is never words for somebody: a form that waited for them is put aside, and that is said."""
    assert caller.member
    voice = door.voice(caller)
    await put_aside(message, door, caller)
    try:
        text, rows = await card(voice, caller.member, number)
    except CaseNotFound as error:
        text, rows = error_words(voice, error, to="desk"), None
    await message.answer(text, reply_markup=rows)


async def go_on(pressing: Pressing) -> None:
    """Take the words where the form stands; what cannot be taken is said, and the chat stays ready for another try."""
    chat = pressing.caller.conversation
    try:
        await (write(pressing) if chat.about.get("ready", True) else choose_again(pressing))
    except (RevisedMeanwhile, ReporterWrote) as error:
        await show_meanwhile(pressing, error)
    except (HeldByAnother, AnsweredMeanwhile) as error:
        await _say_what_crossed(pressing, error)
    except CaseError as error:
        await say_why_not(pressing, error)


async def _say_what_crossed(pressing: Pressing, error: HeldByAnother | AnsweredMeanwhile) -> None:
    """Words to a reporter are kept for a press; of another form they are sent once more."""
    if takes_of(pressing.press.action) is Takes.TO_REPORTER or isinstance(error, HeldByAnother):
        await explain(pressing, error, pressing.message.text or "")
    else:
        await show_meanwhile(pressing, error)


async def write(pressing: Pressing) -> None:
    """Do it with these words. Raises what the verb does, and NotUnderstood."""
    takes = takes_of(pressing.press.action)
    assert takes
    async with asking(pressing) as asked:
        pass  # read and closed before anything is written
    if takes is Takes.TO_REPORTER and PREVIEWED in asked.given:
        await take_words(pressing, pressing.message.text or "")
        return
    if takes is Takes.CIRCULAR:
        await take_circular(pressing, pressing.message.text or "")
        return
    said = await perform(pressing, asked, takes, pressing.message.text or "")
    await pressing.message.answer(done_words(pressing, said), reply_markup=keyboard(await ways_on(pressing)))


async def ways_on(pressing: Pressing) -> list[InlineKeyboardButton]:
    """What comes next, of what this member can do with the case now."""
    try:
        async with pressing.door.database.reading() as session:
            case = await case_for_member(session, pressing.number, pressing.member)
    except CaseNotFound:  # it was moved where they do not see it
        return []
    return [pressing.button(one) for one in offered(("answer", "ask", "dossier"), chair_of(case, pressing.member))]
