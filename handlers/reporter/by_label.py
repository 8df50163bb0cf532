"""What stands on a button can be typed as well: it does what the button does, and is said to nobody but us."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, User

from cases.errors import CaseError
from cases.reach import By
from cases.understanding.reply import bare_words
from handlers.callbacks import CasePress, MaterialPress, MenuPress, ReportPress
from handlers.chat import ELSEWHERE, LONGEST_LABEL
from handlers.door import Door, Voice
from handlers.reporter import colleagues, money, reach_buttons, rhythm
from handlers.reporter.after import open_number
from handlers.reporter.asking import Asking, show
from storage.cases import case_for_firm, desk_spoke_last
from storage.conversations import Caller
from storage.tables import Saying
from storage.utterances import Words, keep_words

Makes = Callable[[str], CallbackData]


def _menu(action: str) -> Makes:
    return lambda number: MenuPress(action=action, argument=number if action.startswith("officer") else "")


def _case(action: str, argument: str = "") -> Makes:
    return lambda number: CasePress(action=action, number=number, argument=argument)


# By the path of the label; those that replies.toml has as well go that way.
ANYWHERE: dict[str, Makes] = {
    f"buttons.{one}": _menu(one)
    for one in (*sorted(money.ON_THE_SHEET), "money_another", "money_go_on", "code_new", "devices_out", "language",
                "only_this_device", "hand_in", "officer_rings", "officer_code")
}  # fmt: skip
OF_A_CASE: dict[str, Makes] = {
    **{
        f"buttons.{one}": _case(one)
        for one in ("write", "reach", "reach_no", "colleagues", "withdraw", "withdraw_sure", "come_back")
    },
    **{f"calendar.{one}": _case(one) for one in ("calendar", "calendar_file", "calendar_new", "calendar_end")},
    "buttons.my_part": _case("colleagues"),
    "buttons.reply": _case("write"),
    "buttons.rather_not": _case("status"),
    "buttons.materials": lambda number: MaterialPress(action="open", number=number),
    "buttons.report_pdf": lambda number: ReportPress(action="pdf", number=number),
    "buttons.report_receipts": lambda number: ReportPress(action="receipts", number=number),
    "rhythm.button": _case(rhythm.SHOWS),
    "reach.add.push": _case("reach"),  # its button alone can ask the browser
    "colleagues.add": _case(colleagues.ADDS),
    "colleagues.pass": _case(colleagues.PASS),
    "colleagues.leave": _case(colleagues.LEAVES),
}
OF_A_REPORT = (
    "keep", "as_said", "several_done", "files_done", "drop", "money_sheet", "on_photo", "change", "more", "more_files",
    "show", "review",
)  # fmt: skip

NAMED = ("off", "is_them", "pass_to")  # labels with a colleague's name; those of handing on begin like the last


class TypedPress(CallbackQuery):
    """A press that nobody made: what would be shown at the button is said in the chat."""

    async def answer(self, text: str | None = None, **_more: Any) -> bool:  # type: ignore[override]
        if text and isinstance(self.message, Message):
            await self.message.answer(text)
        return True


async def typed(
    message: Message, words: Words, asking: Asking | None, door: Door, caller: Caller, now: datetime, router: Router
) -> bool:
    """False for whatever is no label. While a report is told, only its own and those of the menu are."""
    said = bare_words(words.text)
    if not said or len(words.text) > LONGEST_LABEL or words.kind is not Saying.TEXT:
        return False
    data = _of_report(said, words, asking) if asking else await _of_case(said, door, caller)
    if data is None:
        return False
    if asking:
        await keep_words(door.database, asking.draft, words)
    await press(message, data, door, caller, now, router)
    return True


async def press(message: Message, data: str, door: Door, caller: Caller, now: datetime, router: Router) -> None:
    """As if the button with this data had been pressed, in a message of its own."""
    there = message.model_copy(update={"message_id": ELSEWHERE})
    sender = message.from_user or User(id=message.chat.id, is_bot=False, first_name="")
    made = TypedPress(id="typed", from_user=sender, chat_instance="", message=there, data=data)
    await router.propagate_event("callback_query", made.as_(message.bot), door=door, caller=caller, now=now)


def _of_report(said: str, words: Words, asking: Asking) -> str | None:
    """What came already does nothing a second time."""
    if words.message_id <= asking.draft.last_message_id:
        return None
    if any(bare_words(asking.say(f"buttons.{one}")) == said for one in OF_A_REPORT):
        beside = [asking.button("show"), *([] if asking.step else [asking.button("review")])]
        return _called(said, _buttons(show(asking).keyboard) + beside)
    make = _known(said, ANYWHERE, asking.voice)
    return make("").pack() if make else None


async def _of_case(said: str, door: Door, caller: Caller) -> str | None:
    """Of their newest case. Nothing is read for what is no label."""
    voice = door.voice(caller)
    make = _known(said, ANYWHERE | OF_A_CASE, voice)
    if make is None and not _may_be_chosen(said, voice):
        return None
    number = await open_number(door, caller)
    if make:
        return make(number or "").pack() if number or make in ANYWHERE.values() else None
    return await _chosen(said, number, voice, caller) if number else None


async def _chosen(said: str, number: str, voice: Voice, caller: Caller) -> str | None:
    """From the lists as they are now; what may answer an officer does so: 每天一次."""
    database, offered = voice.door.database, rhythm.offered_at(voice.door, caller)
    if await desk_spoke_last(database, caller.conversation.id, since=offered):
        return None
    try:
        async with database.reading() as session:
            case = await case_for_firm(session, number, caller.conversation)
    except CaseError:
        return None
    found = rhythm.every_choice(voice, number)
    found += await reach_buttons.buttons_now(voice, case, caller)
    return _called(said, found + await colleagues.buttons_now(voice, case, caller))


def _known(said: str, labels: dict[str, Makes], voice: Voice) -> Makes | None:
    return next((make for path, make in labels.items() if bare_words(voice.say(path)) == said), None)


def _may_be_chosen(said: str, voice: Voice) -> bool:
    """Of the lists of how often, of addresses and of colleagues: by its label, or by how one with a name begins."""
    fixed = {
        *(one.text for one in rhythm.every_choice(voice, "")),
        *(voice.say(f"reach.add.{by}") for by in By if by is not By.PUSH),
    }
    named = [voice.say("reach.off", by=",", shown=","), *(voice.say(f"colleagues.{one}", name=",") for one in NAMED)]
    return said in map(bare_words, fixed) or said.startswith(tuple(bare_words(one).split(" ")[0] for one in named))


def _called(said: str, buttons: Iterable[InlineKeyboardButton]) -> str | None:
    return next((one.callback_data for one in buttons if one.callback_data and bare_words(one.text) == said), None)


def _buttons(rows: InlineKeyboardMarkup | None) -> list[InlineKeyboardButton]:
    return [one for row in rows.inline_keyboard for one in row] if rows else []
