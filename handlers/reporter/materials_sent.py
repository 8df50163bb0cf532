"""What a reporter sends about one item of the list: files that belong to it, and words for the expert that name it."""

from __future__ import annotations

from aiogram.types import InlineKeyboardMarkup, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.reporter import write_to_desk
from cases.errors import CaseError
from cases.understanding.reply import gives_up, stands_for_a_button
from handlers.callbacks import MaterialPress
from handlers.chat import Shown, button, keyboard, source_of
from handlers.door import Door, Voice
from handlers.said.errors import error_words
from handlers.said.materials import line_title
from storage.cases import case_for_firm
from storage.conversations import Caller, set_mode
from storage.materials import Checklist, Line, open_checklist
from storage.tables import Case

PAGE = 8
UPLOADING, ASKING = "material", "material_ask"
MODES = frozenset({UPLOADING, ASKING})
FILING = "filing"  # a file came, and a few words may say what it is


async def look(session: AsyncSession, door: Door, caller: Caller, number: str) -> tuple[Case, Checklist]:
    """One's own case with its list. Raises CaseNotFound."""
    case = await case_for_firm(session, number, caller.conversation)
    return case, await open_checklist(session, door.law, case)


async def speaks_of_an_item(message: Message, caller: Caller) -> bool:
    """A question about an item, or a remark between its files; beside an open report a text is its answer."""
    draft, mode = caller.draft, caller.conversation.mode
    is_telling = draft is not None and draft.is_told
    if gives_up(message.text or "") or stands_for_a_button(message.text or ""):
        return False
    return bool(message.text) and (mode == ASKING or (mode == UPLOADING and not is_telling))


async def to_desk(message: Message, door: Door, caller: Caller) -> None:
    """The words go to the expert, who sees which item they are about."""
    voice = door.voice(caller)
    try:
        text, rows = await _pass_on(message, message.text or "", door, caller)
    except CaseError as error:
        text, rows = error_words(voice, error), None
    await message.answer(text, reply_markup=rows)


async def file_kept(door: Door, caller: Caller, number: str, item: str, name: str) -> Shown:
    """A file arrived for an item: where it went, how many there are, and the way back to the list."""
    voice = door.voice(caller)
    async with door.database.reading() as session:
        _, checklist = await look(session, door, caller, number)
    line = checklist.line(item)
    text = voice.chat(
        "materials_kept",
        name=name,
        title=line_title(voice, line) if line else "",
        count=len(line.papers) if line else 1,
        readiness=checklist.readiness,
    )
    return Shown(text, way_back(voice, number, checklist, item, "material_done"))


def way_back(
    voice: Voice, number: str, checklist: Checklist, item: str, label: str = "back_to_list"
) -> InlineKeyboardMarkup | None:
    """To the page of the list on which the item stands, as a message of its own."""
    press = MaterialPress(action="open", number=number, page=page_of(checklist, item))
    return keyboard([button(voice.say(f"buttons.{label}"), press)])


def page_of(checklist: Checklist, item: str) -> int:
    return next((place // PAGE for place, line in enumerate(checklist.lines) if line.id == item), 0)


async def _pass_on(message: Message, said: str, door: Door, caller: Caller) -> tuple[str, InlineKeyboardMarkup | None]:
    about, voice = caller.conversation.about, door.voice(caller)
    number, item = str(about["number"]), str(about["item"])
    async with door.database.writing() as session:
        _, checklist = await look(session, door, caller, number)
        words = _quoting(door, checklist.line(item), said)
        hand = door.hand(session, conversation=caller.conversation, source=source_of(message, door.keys))
        passed = await write_to_desk(hand, number, words)
        if caller.conversation.mode == ASKING:
            await set_mode(session, caller.conversation.id)
    text = voice.chat("passed_on", passed=passed, now=door.clock())
    return text, way_back(voice, number, checklist, item)


def _quoting(door: Door, line: Line | None, said: str) -> str:
    """The reporter's words with the item's name, as the desk reads it."""
    if line is None:
        return said
    return door.own_voice.say("materials.about.item", title=line_title(door.own_voice, line), said=said)
