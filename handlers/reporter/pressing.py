"""Buttons of the guided report. A button belongs to one version of one draft; an older one: old_buttons.py."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.evidence import count_files
from actions.report import ReportIncomplete, discard_report, submit_report
from cases.answers import as_said, said_beside, several, skipped
from cases.kinds import Kind
from cases.money_lane import STEPS as MONEY_STEPS
from cases.placing import ANY_ITEM
from handlers.callbacks import MenuPress, Press
from handlers.chat import Shown, button, go_below, keyboard, message_of, put_below, put_in_place
from handlers.door import Door
from handlers.outside import read_number
from handlers.reporter import money, reaching
from handlers.reporter.after import tell_of_held
from handlers.reporter.asking import Asking, show, show_cancel, show_changes, show_more, show_review, show_why
from handlers.reporter.choosing import choose
from handlers.reporter.drafting import drop_item, is_of, keep, move, open_draft
from handlers.reporter.files_told import files_answer, take_out
from handlers.reporter.filing import sort_button
from handlers.reporter.just_in import came_after, held_until, say_held
from handlers.reporter.locking import give_code_with_receipt, has_code, heed
from handlers.reporter.old_buttons import explain_old, is_still_good, press_of_no_draft
from storage.conversations import Caller
from storage.drafts import DraftMovedOn


@dataclass(frozen=True)
class Pressed:
    """A button of a draft, pressed now, and the question it stands under."""

    asking: Asking
    argument: str
    now: datetime
    caller: Caller
    step: str = ""


Move = Callable[[Pressed], Awaitable[Shown]]


def register(router: Router) -> None:
    router.callback_query.register(press, Press.filter())


async def press(query: CallbackQuery, callback_data: Press, door: Door, caller: Caller, now: datetime) -> None:
    """Any button of the report."""
    asking = await open_draft(door, caller)
    if asking is None or not is_of(asking.draft, callback_data.draft):
        await press_of_no_draft(query, callback_data, door, caller, now)
        return
    is_old = callback_data.version != asking.draft.version
    if is_old and not is_still_good(query, callback_data, asking):
        await explain_old(query, asking, callback_data)
        return
    if callback_data.action in GIVE_UP and (until := await held_until(door, caller)):
        await _hold(query, until, asking, caller)
        return
    pressed = Pressed(asking, callback_data.argument, now, caller, callback_data.step)
    made = MOVES.get(callback_data.action, show_again)(pressed)
    try:
        shown = await heed(message_of(query), asking, caller, made)
    except DraftMovedOn:
        await query.answer(asking.say("phrases.other_device"))
        return
    if is_old:
        await put_below(query, shown)
    elif callback_data.action in ANSWERS and door.ways_in[caller.conversation.channel].keeps_presses:
        await go_below(query, shown)
    else:
        await put_in_place(query, shown)
    if message := message_of(query):
        await give_code_with_receipt(message, asking, caller)
        await reaching.offer_with_receipt(message, asking, caller)
    await query.answer()


async def _hold(query: CallbackQuery, until: datetime, asking: Asking, caller: Caller) -> None:
    """What was told stays: the browser came by a code."""
    if case := await money.case_of(asking):
        await tell_of_held(case.number, asking.door, caller)
    if message := message_of(query):
        await say_held(message, until, asking.door, caller)
    await query.answer()


async def pick(pressed: Pressed) -> Shown:
    """One option."""
    asking, step = pressed.asking, pressed.asking.step
    if step is None or pressed.argument not in asking.door.questionnaire.options(step, asking.told.answers):
        return show(asking)
    await choose(asking, step, pressed.argument, pressed.now)
    return show(asking, answered=step.id)


async def toggle(pressed: Pressed) -> Shown:
    """One of several options, on or off; the question stays."""
    asking, step = pressed.asking, pressed.asking.step
    if step is None or step.question.kind is not Kind.SEVERAL or pressed.argument not in step.question.options:
        return show(asking)
    answer = asking.told.answers.get(step.id)
    chosen, said = set(answer.value or []) if answer else set(), said_beside(answer)
    chosen ^= {pressed.argument}
    asking.told.answers[step.id] = several([option for option in step.question.options if option in chosen], said)
    if not chosen and not said:
        del asking.told.answers[step.id]
    await move(asking, asking.draft.step, pressed.now)
    return show(asking)


async def go_on(pressed: Pressed) -> Shown:
    """Keep what is there and go to the next open question."""
    asking = pressed.asking
    await move(asking, asking.door.questionnaire.next(asking.told.answers), pressed.now)
    return show(asking)


async def skip(pressed: Pressed) -> Shown:
    asking, step = pressed.asking, pressed.asking.step
    if step and step.id in MONEY_STEPS:
        return await money.pass_over(asking, skipped(), pressed.now)
    if step and not step.question.required:
        await keep(asking, step.id, skipped(), pressed.now)
    return show(asking)


async def back(pressed: Pressed) -> Shown:
    asking = pressed.asking
    before = asking.door.questionnaire.before(asking.draft.step, asking.told.answers)
    if before:
        await move(asking, before, pressed.now)
    return show(asking)


async def why(pressed: Pressed) -> Shown:
    return show_why(pressed.asking, pressed.step)


async def keep_as_said(pressed: Pressed) -> Shown:
    """Nothing typed is thrown away: the officer reads the person's own words."""
    asking = pressed.asking
    here, said = asking.draft.step, asking.told.unread
    if said and here in MONEY_STEPS:
        return await money.pass_over(asking, as_said(said), pressed.now)
    if said:
        await keep(asking, here, as_said(said), pressed.now)
    return show(asking, answered=here if said else None)


async def money_sheet(pressed: Pressed) -> Shown:
    """The sheet as far as it goes: who is on the phone already need not answer the rest first."""
    return await money.sheet_shown(pressed.asking)


async def on_photo(pressed: Pressed) -> Shown:
    return await money.all_on_photo(pressed.asking, pressed.now)


async def files_done(pressed: Pressed) -> Shown:
    asking, step = pressed.asking, pressed.asking.step
    if step is None or step.question.kind is not Kind.FILES:
        return show(asking)
    await keep(asking, step.id, await files_answer(asking), pressed.now)
    return show(asking)


async def drop_file(pressed: Pressed) -> Shown:
    """A file that was sent by mistake."""
    return await take_out(pressed.asking, pressed.argument)


async def edit(pressed: Pressed) -> Shown:
    """Go to a question again; its answer stays until there is a new one."""
    asking = pressed.asking
    if asking.door.questionnaire.step(pressed.argument, asking.told.answers):
        await move(asking, pressed.argument, pressed.now)
    return show(asking)


async def drop(pressed: Pressed) -> Shown:
    """Take the item this question belongs to out of its list."""
    asking, step = pressed.asking, pressed.asking.step
    if step and step.parent:
        await drop_item(asking, step.parent.id, step.index, pressed.now)
    return show(asking)


async def change(pressed: Pressed) -> Shown:
    return show_changes(pressed.asking, read_number(pressed.argument) or 0)


async def more(pressed: Pressed) -> Shown:
    return show_more(pressed.asking, read_number(pressed.argument) or 0)


async def review(pressed: Pressed) -> Shown:
    return show_review(pressed.asking)


async def show_again(pressed: Pressed) -> Shown:
    return show(pressed.asking)


async def cancel(pressed: Pressed) -> Shown:
    """Ask before anything is given up."""
    return show_cancel(pressed.asking, await money.case_of(pressed.asking))


async def discard(pressed: Pressed) -> Shown:
    asking = pressed.asking
    async with asking.door.database.writing() as session:
        alerted = await discard_report(asking.door.hand(session), asking.draft)
    again = button(asking.say("buttons.report"), MenuPress(action="report"))
    on_page = asking.door.ways_in[pressed.caller.conversation.channel].has_pages
    return Shown(asking.voice.chat("discarded", alerted=alerted, on_page=on_page), keyboard([again]))


async def submit(pressed: Pressed) -> Shown:
    """Send the report. The receipt is a message of its own, due in the same transaction."""
    asking, door, now = pressed.asking, pressed.asking.door, pressed.now
    by_new = await came_after(asking)
    try:
        async with door.database.writing() as session:
            case = await submit_report(door.hand(session), asking.draft, door.questionnaire, by_new=by_new)
            loose = await count_files(session, case.id, ANY_ITEM)
    except ReportIncomplete as error:
        with suppress(DraftMovedOn):
            await move(asking, error.steps[0], now)
        return show(asking, problem=asking.say("phrases.still_missing"))
    asking.draft.submitted_at = asking.draft.submitted_at or now
    has_one = await has_code(door, pressed.caller)  # which may stand on paper, or be a lock's key, and stays good
    text = asking.voice.chat("submitted", number=case.number, loose=loose, has_one=has_one)
    return Shown(text, keyboard([sort_button(asking.voice, case.number)] if loose else []))


MOVES: dict[str, Move] = {
    "pick": pick,
    "toggle": toggle,
    "several_done": go_on,
    "keep": go_on,
    "skip": skip,
    "back": back,
    "why": why,
    "as_said": keep_as_said,
    "money_sheet": money_sheet,
    "on_photo": on_photo,
    "files_done": files_done,
    "edit": edit,
    "more_files": edit,
    "drop": drop,
    "drop_file": drop_file,
    "change": change,
    "more": more,
    "review": review,
    "show": show_again,
    "cancel": cancel,
    "discard": discard,
    "submit": submit,
}
GIVE_UP = frozenset({"drop", "drop_file", "discard"})
# What is said with a button stays in the chat as said; the others only turn the page.
ANSWERS = frozenset(
    {
        "pick",
        "several_done",
        "keep",
        "skip",
        "as_said",
        "files_done",
        "drop",
        "drop_file",
        "discard",
        "submit",
        "on_photo",
    }
)
