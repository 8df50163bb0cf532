"""Buttons of the guided report. A button belongs to one version of one draft; an older one explains itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from actions.evidence import count_files
from actions.report import ReportIncomplete, discard_report, submit_report
from cases.answers import as_said, chosen, several, skipped
from cases.money_lane import STEPS as MONEY_STEPS
from cases.questionnaire import Answer, Kind, State
from handlers.callbacks import MenuPress, Press
from handlers.chat import Shown, button, keyboard, put_in_place
from handlers.door import Door
from handlers.reporter import money
from handlers.reporter.asking import Asking, show, show_cancel, show_changes, show_review, show_why
from handlers.reporter.drafting import drop_item, is_of, keep, move, open_draft
from storage.conversations import Caller
from storage.drafts import DraftMovedOn
from storage.tables import Draft

Move = Callable[[Asking, Press, datetime], Awaitable[Shown]]


def register(router: Router) -> None:
    router.callback_query.register(press, Press.filter())


async def press(query: CallbackQuery, callback_data: Press, door: Door, caller: Caller, now: datetime) -> None:
    """Any button of the report."""
    asking = await open_draft(door, caller)
    if asking is None or not is_of(asking.draft, callback_data.draft):
        await query.answer(door.voice(caller).say("phrases.report_gone"), show_alert=True)
        return
    if callback_data.version != asking.draft.version:
        await explain_old(query, asking, callback_data)
        return
    try:
        shown = await MOVES.get(callback_data.action, show_again)(asking, callback_data, now)
    except DraftMovedOn:
        await query.answer(asking.say("phrases.other_device"))
        return
    await query.answer()
    await put_in_place(query, shown)


async def explain_old(query: CallbackQuery, asking: Asking, press: Press) -> None:
    """A second press changes nothing; a button from further up offers to go back to its question."""
    await query.answer(asking.say("phrases.already_answered"))
    message = query.message
    if not isinstance(message, Message) or _is_current(message, asking):
        return
    step = asking.door.questionnaire.step(press.step or press.argument, asking.told.answers)
    if step is None or _is_left_behind(message, press, asking.draft):
        await put_in_place(query, show(asking, answered=press.step if press.action == "pick" else None))
        return
    text = asking.voice.chat("old_button", label=asking.say(f"questions.{step.question.id}.label"))
    await message.answer(
        text,
        reply_markup=keyboard(
            [asking.button("edit", step.id, label=asking.say("buttons.edit_it"))], [asking.button("show")]
        ),
    )


async def pick(asking: Asking, press: Press, now: datetime) -> Shown:
    """One option."""
    step = asking.door.questionnaire.step(asking.draft.step, asking.told.answers)
    if step is None or press.argument not in asking.door.questionnaire.options(step, asking.told.answers):
        return show(asking)
    await keep(asking, step.id, chosen(press.argument), now)
    return show(asking, answered=step.id)


async def toggle(asking: Asking, press: Press, now: datetime) -> Shown:
    """One of several options, on or off; the question stays."""
    step = asking.door.questionnaire.step(asking.draft.step, asking.told.answers)
    if step is None or step.question.kind is not Kind.SEVERAL or press.argument not in step.question.options:
        return show(asking)
    answer = asking.told.answers.get(step.id)
    ticked = set(answer.value or []) if answer else set()
    ticked ^= {press.argument}
    asking.told.answers[step.id] = several([option for option in step.question.options if option in ticked])
    if not ticked:
        del asking.told.answers[step.id]
    await move(asking, asking.draft.step, now)
    return show(asking)


async def go_on(asking: Asking, press: Press, now: datetime) -> Shown:  # noqa: ARG001
    """Keep what is there and go to the next open question."""
    here = asking.draft.step
    await move(asking, asking.door.questionnaire.after(here, asking.told.answers), now)
    return show(asking)


async def skip(asking: Asking, press: Press, now: datetime) -> Shown:  # noqa: ARG001
    step = asking.door.questionnaire.step(asking.draft.step, asking.told.answers)
    if step and step.id in MONEY_STEPS:
        return await money.pass_over(asking, skipped(), now)
    if step and not step.question.required:
        await keep(asking, step.id, skipped(), now)
    return show(asking)


async def back(asking: Asking, press: Press, now: datetime) -> Shown:  # noqa: ARG001
    before = asking.door.questionnaire.before(asking.draft.step, asking.told.answers)
    if before:
        await move(asking, before, now)
    return show(asking)


async def why(asking: Asking, press: Press, now: datetime) -> Shown:  # noqa: ARG001
    return show_why(asking)


async def keep_as_said(asking: Asking, press: Press, now: datetime) -> Shown:  # noqa: ARG001
    """Nothing typed is thrown away: the officer reads the person's own words."""
    here, said = asking.draft.step, asking.told.unread
    if said and here in MONEY_STEPS:
        return await money.pass_over(asking, as_said(said), now)
    if said:
        await keep(asking, here, as_said(said), now)
    return show(asking, answered=here if said else None)


async def money_sheet(asking: Asking, press: Press, now: datetime) -> Shown:  # noqa: ARG001
    """The sheet as far as it goes: who is on the phone already need not answer the rest first."""
    return await money.sheet_shown(asking)


async def on_photo(asking: Asking, press: Press, now: datetime) -> Shown:  # noqa: ARG001
    return await money.all_on_photo(asking, now)


async def files_done(asking: Asking, press: Press, now: datetime) -> Shown:  # noqa: ARG001
    here = asking.draft.step
    step = asking.door.questionnaire.step(here, asking.told.answers)
    if step is None or step.question.kind is not Kind.FILES:
        return show(asking)
    async with asking.door.database.reading() as session:
        count = await count_files(session, asking.draft.id)
    answer = Answer(State.GIVEN, value=count) if count else skipped()
    await keep(asking, here, answer, now)
    return show(asking)


async def edit(asking: Asking, press: Press, now: datetime) -> Shown:
    """Go to a question again; its answer stays until there is a new one."""
    if asking.door.questionnaire.step(press.argument, asking.told.answers):
        await move(asking, press.argument, now)
    return show(asking)


async def drop(asking: Asking, press: Press, now: datetime) -> Shown:  # noqa: ARG001
    """Take the item this question belongs to out of its list."""
    step = asking.door.questionnaire.step(asking.draft.step, asking.told.answers)
    if step and step.parent:
        await drop_item(asking, step.parent.id, step.index, now)
    return show(asking)


async def change(asking: Asking, press: Press, now: datetime) -> Shown:  # noqa: ARG001
    return show_changes(asking, int(press.argument or 0) if press.argument.isdigit() or not press.argument else 0)


async def review(asking: Asking, press: Press, now: datetime) -> Shown:  # noqa: ARG001
    return show_review(asking)


async def show_again(asking: Asking, press: Press, now: datetime) -> Shown:  # noqa: ARG001
    return show(asking)


async def cancel(asking: Asking, press: Press, now: datetime) -> Shown:  # noqa: ARG001
    """Ask before anything is given up."""
    return show_cancel(asking)


async def discard(asking: Asking, press: Press, now: datetime) -> Shown:  # noqa: ARG001
    async with asking.door.database.writing() as session:
        await discard_report(asking.door.hand(session), asking.draft)
    again = button(asking.say("buttons.report"), MenuPress(action="report"))
    return Shown(asking.voice.chat("discarded"), keyboard([again]))


async def submit(asking: Asking, press: Press, now: datetime) -> Shown:  # noqa: ARG001
    """Send the report. The receipt is a message of its own, due in the same transaction."""
    door = asking.door
    try:
        async with door.database.writing() as session:
            case = await submit_report(door.hand(session), asking.draft, door.questionnaire)
    except ReportIncomplete as error:
        with suppress(DraftMovedOn):
            await move(asking, error.steps[0], now)
        return show(asking, problem=asking.say("phrases.still_missing"))
    return Shown(asking.voice.chat("submitted", number=case.number), None)


def _is_left_behind(message: Message, press: Press, draft: Draft) -> bool:
    """Whether this was the message on the screen, and should show the newest question.

    After a second press it does already; when the process died between storing and showing, it does not yet.
    """
    nothing_typed_since = message.message_id > draft.last_message_id
    return press.step == draft.step or (nothing_typed_since and press.version == draft.version - 1)


def _is_current(message: Message, asking: Asking) -> bool:
    """Whether this message already shows the newest question: then the press was a second press."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    for one in (one for row in rows for one in row):
        with suppress(TypeError, ValueError):
            if Press.unpack(one.callback_data or "").version == asking.draft.version:
                return True
    return False


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
    "change": change,
    "review": review,
    "show": show_again,
    "cancel": cancel,
    "discard": discard,
    "submit": submit,
}
