"""A button from further up. What only shows still does so, below; an answer stays, with the way back to its question.

The message it stands on stays what it was, so that nothing said long ago turns into what is asked now.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from aiogram.types import CallbackQuery, Message

from handlers.callbacks import Press
from handlers.chat import keyboard, message_of, put_in_place, reply
from handlers.door import Door
from handlers.reporter import money
from handlers.reporter.asking import EDITS, Asking, show
from storage.conversations import Caller
from storage.tables import Draft

SHOWS = frozenset({"money_sheet", "change", "more", "review", "show", "cancel"})  # harmless whenever it is pressed


def is_still_good(query: CallbackQuery, press: Press, asking: Asking) -> bool:
    """Whether an old button does what it says: it shows something, or opens a question again, whatever came between."""
    message = message_of(query)
    if message is None or _is_current(message, asking) or _moved_here(message, press, asking.draft):
        return False
    if press.action in EDITS | {"why"}:
        return asking.door.questionnaire.step(_asked(press), asking.told.answers) is not None
    return press.action in SHOWS


async def explain_old(query: CallbackQuery, asking: Asking, press: Press) -> None:
    """A second press changes nothing; an answer from further up stays, and there is the way to change it."""
    message = message_of(query)
    if message and not _is_current(message, asking):
        await _say_where_it_stands(query, message, asking, press)
    await query.answer(asking.say("phrases.already_answered"))


async def press_of_no_draft(query: CallbackQuery, press: Press, door: Door, caller: Caller, now: datetime) -> None:
    """The report was sent or given up. What is to be read to 110 and the bank can still be read."""
    message = message_of(query)
    found = await money.latest(door, caller, press.draft) if message and press.action == "money_sheet" else None
    if message and found:
        sheet, case = found
        await reply(message, money.shown_sheet(sheet, case, now, has_draft=False))
        await query.answer()
        return
    await query.answer(door.voice(caller).say("phrases.report_gone"), show_alert=True)


async def _say_where_it_stands(query: CallbackQuery, message: Message, asking: Asking, press: Press) -> None:
    step = asking.door.questionnaire.step(_asked(press), asking.told.answers)
    if _moved_here(message, press, asking.draft):
        shown = show(asking, answered=press.step if press.action == "pick" else None)
        await (reply(message, shown) if asking.keeps_presses else put_in_place(query, shown))
        return
    if step is None or step.id == asking.draft.step or step.id not in asking.told.answers:
        await reply(message, show(asking))
        return
    text = asking.voice.chat("old_button", label=asking.say(f"questions.{step.question.id}.label"))
    edit = asking.button("edit", step.id, label=asking.say("buttons.edit_it"))
    await message.answer(text, reply_markup=keyboard([edit], [asking.button("show")]))


def _asked(press: Press) -> str:
    """The question it stands under, or leads to."""
    return press.step or press.argument


def _moved_here(message: Message, press: Press, draft: Draft) -> bool:
    """Whether this very press may have led to where the report stands, and is pressed a second time.

    Or the process died between storing and showing, and the newest question was never seen.
    """
    if press.action in SHOWS | {"why"} or (press.action in EDITS and press.argument != draft.step):
        return False
    nothing_typed_since = message.message_id > draft.last_message_id
    return nothing_typed_since and press.version == draft.version - 1


def _is_current(message: Message, asking: Asking) -> bool:
    """Whether this message already shows the newest question: then the press was a second press."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    for one in (one for row in rows for one in row):
        with suppress(TypeError, ValueError):
            if Press.unpack(one.callback_data or "").version == asking.draft.version:
                return True
    return False
