"""The list of materials of one's own case: what is there, what is missing, why it matters and how to prepare it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from actions.materials import tick
from cases.errors import CaseError
from cases.materials import ItemState, MaterialNotListed
from cases.tracks import ENDED
from handlers.callbacks import CasePress, FilePress, MaterialPress
from handlers.chat import Shown, button, keyboard, put_in_place, shortened
from handlers.door import Door, Voice
from handlers.reporter.drafting import leave_mode
from handlers.reporter.filing import sort_button
from handlers.reporter.materials_sent import (
    ASKING,
    MODES,
    PAGE,
    UPLOADING,
    look,
    page_of,
    speaks_of_an_item,
    to_desk,
    way_back,
)
from handlers.said.errors import error_words
from handlers.said.materials import line_title
from storage.conversations import Caller, set_mode
from storage.materials import Checklist, Line
from storage.tables import Case

MARKS = {ItemState.HAVE: "✓", ItemState.FILED: "📎", ItemState.MISSING: "○", ItemState.WAIVED: "–"}


@dataclass(frozen=True)
class Pressing:
    """One press on the list of one's own case."""

    press: MaterialPress
    door: Door
    caller: Caller
    now: datetime
    case: Case
    checklist: Checklist

    @property
    def voice(self) -> Voice:
        return self.door.voice(self.caller)

    @property
    def line(self) -> Line:
        """The item pressed. Raises MaterialNotListed when the list has changed since."""
        found = self.checklist.line(self.press.item)
        if found is None:
            raise MaterialNotListed
        return found

    def title(self, line: Line) -> str:
        return line_title(self.voice, line)

    def say(self, label: str) -> str:
        return self.voice.say(f"buttons.{label}")

    def button(self, action: str, label: str | None = None, item: str = "", page: int = 0) -> InlineKeyboardButton:
        press = MaterialPress(action=action, number=self.case.number, item=item, page=page)
        return button(label or self.say(action), press)


def register(router: Router) -> None:
    router.callback_query.register(pressed, MaterialPress.filter())
    router.message.register(to_desk, speaks_of_an_item)


async def pressed(
    query: CallbackQuery, callback_data: MaterialPress, door: Door, caller: Caller, now: datetime
) -> None:
    """Any button of the list. Somebody else's number is answered like a missing one."""
    action = callback_data.action
    try:
        async with door.database.reading() as session:
            case, checklist = await look(session, door, caller, callback_data.number)
        shown = await ACTIONS.get(action, show_list)(Pressing(callback_data, door, caller, now, case, checklist))
    except CaseError as error:
        await query.answer(error_words(door.voice(caller), error), show_alert=True)
        return
    if action in NEW_MESSAGES and isinstance(query.message, Message):
        await query.message.answer(shown.text, reply_markup=shown.keyboard)
    else:
        await put_in_place(query, shown)
    await query.answer()


async def show_list(pressing: Pressing) -> Shown:
    """The page of the list that was asked for; whoever comes back to it has done with uploading."""
    await leave(pressing)
    return list_page(pressing, pressing.press.page)


def list_page(pressing: Pressing, wanted: int) -> Shown:
    """Eight items, each a button, and how much is there."""
    lines = pressing.checklist.lines
    pages = max(1, -(-len(lines) // PAGE))
    page = min(max(wanted, 0), pages - 1)
    here = lines[page * PAGE : (page + 1) * PAGE]
    text = pressing.voice.chat(
        "materials",
        case=pressing.case,
        lines=here,
        marks=MARKS,
        readiness=pressing.checklist.readiness,
        page=page + 1,
        pages=pages,
        loose=len(pressing.checklist.loose),
    )
    is_open = pressing.case.service not in ENDED
    sort = [sort_button(pressing.voice, pressing.case.number)] if pressing.checklist.loose and is_open else []
    turns = [pressing.button("list", pressing.say("earlier"), page=page - 1)] if page else []
    turns += [pressing.button("list", pressing.say("later"), page=page + 1)] if page + 1 < pages else []
    status = button(pressing.say("status"), CasePress(action="status", number=pressing.case.number))
    return Shown(text, keyboard(sort, *([_item_button(pressing, line)] for line in here), turns, [status]))


async def show_item(pressing: Pressing) -> Shown:
    """One item: what it shows, how to prepare it, what came, and what can be done."""
    await leave(pressing)
    line = pressing.line
    text = pressing.voice.chat("materials_item", line=line, title=pressing.title(line))
    return Shown(text, _item_keyboard(pressing, line))


async def set_tick(pressing: Pressing) -> Shown:
    """I have it, or not yet; then the list again, where it shows."""
    door, press = pressing.door, pressing.press
    ticked = press.action == "material_have"
    async with door.database.writing() as session:
        hand = door.hand(session, conversation=pressing.caller.conversation)
        case, checklist = await tick(hand, press.number, press.item, ticked=ticked)
    return list_page(replace(pressing, case=case, checklist=checklist), page_of(checklist, press.item))


async def begin_uploading(pressing: Pressing) -> Shown:
    """The next files belong to this item."""
    return await _begin(pressing, UPLOADING, "materials_upload")


async def begin_asking(pressing: Pressing) -> Shown:
    """The next text goes to the expert with the name of this item."""
    return await _begin(pressing, ASKING, "materials_ask")


async def leave(pressing: Pressing) -> None:
    if pressing.caller.conversation.mode in MODES:
        await leave_mode(pressing.door, pressing.caller)


async def _begin(pressing: Pressing, mode: str, template: str) -> Shown:
    line, door, number = pressing.line, pressing.door, pressing.case.number
    async with door.database.writing() as session:
        await set_mode(session, pressing.caller.conversation.id, mode, number=number, item=line.id)
    text = pressing.voice.chat(template, title=pressing.title(line), number=number)
    return Shown(text, way_back(pressing.voice, number, pressing.checklist, line.id))


def _item_keyboard(pressing: Pressing, line: Line) -> InlineKeyboardMarkup | None:
    back = pressing.button("list", pressing.say("back_to_list"), page=page_of(pressing.checklist, line.id))
    ask, upload = pressing.button("material_ask", item=line.id), pressing.button("material_upload", item=line.id)
    if pressing.case.service in ENDED:
        return keyboard([ask], [back])
    wrong = [_not_this(pressing, line)] if line.papers else []
    if line.state is ItemState.WAIVED:
        return keyboard([upload, ask], wrong, [back])
    said = "material_not_yet" if line.marked.mark.ticked else "material_have"
    is_told = line.state is ItemState.FILED and not line.marked.mark.ticked  # the file says that they have it
    return keyboard([*([] if is_told else [pressing.button(said, item=line.id)]), upload], wrong, [ask, back])


def _not_this(pressing: Pressing, line: Line) -> InlineKeyboardButton:
    """Takes the item's only file out, or asks which of several."""
    only = line.papers[0].mark if len(line.papers) == 1 else ""
    press = FilePress(action="out" if only else "which", number=pressing.case.number, file=only, item=line.id)
    return button(pressing.say("file_not_this"), press)


def _item_button(pressing: Pressing, line: Line) -> InlineKeyboardButton:
    return pressing.button("item", shortened(f"{MARKS[line.state]} {pressing.title(line)}"), item=line.id)


ACTIONS: dict[str, Callable[[Pressing], Awaitable[Shown]]] = {
    "open": show_list,
    "list": show_list,
    "item": show_item,
    "material_have": set_tick,
    "material_not_yet": set_tick,
    "material_upload": begin_uploading,
    "material_ask": begin_asking,
}
NEW_MESSAGES = frozenset({"open", "material_upload", "material_ask"})  # the rest changes the message it stands under
