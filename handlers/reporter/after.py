"""After submitting: one's cases, their state, writing to the desk, withdrawing."""

from __future__ import annotations

from collections.abc import Mapping

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InaccessibleMessage, InlineKeyboardButton, InlineKeyboardMarkup, Message

from actions.reporter import hold_withdrawal, withdraw_case
from cases.colleagues import NoLongerPart, OnlyTheReporter
from cases.hearing import confirmed
from cases.people import CaseNotFound
from cases.questionnaire import Answer
from cases.tracks import ENDED
from handlers.callbacks import CasePress, MaterialPress, MenuPress, ReportPress
from handlers.chat import button, keyboard, reply
from handlers.door import Door, Voice
from handlers.reporter import reaching, rhythm
from handlers.reporter.asking import Asking, show
from handlers.reporter.calendar import calendar_button
from handlers.reporter.desk_files import SURE, hand_over
from handlers.reporter.drafting import open_draft
from handlers.reporter.just_in import held_until, say_held
from handlers.said.errors import error_words
from handlers.said.law import LawView, look_at_law
from handlers.said.progress import progress_of
from storage.cases import case_for_firm, cases_of, is_any_changed
from storage.conversations import Caller, set_mode
from storage.dossiers import open_dossier
from storage.keys import KeyLost, ValueChanged
from storage.materials import checklist_of
from storage.outgoing import count_held, release_held
from storage.promised import promised
from storage.tables import Case
from storage.tracks import tracks_of

MOST_SHOWN = 5

DECIDES = frozenset({"withdraw", "withdraw_sure", *rhythm.PRESSES})  # what a colleague of a reporter's does not
WRITES = {"write": "write", "come_back": "come_back", "add_files": "add_files"}  # and what is said then


def register(router: Router) -> None:
    router.message.register(status, Command("status", "withdraw"))
    router.callback_query.register(pressed, CasePress.filter())


async def status(message: Message, door: Door, caller: Caller) -> None:
    await show_cases(message, door, caller)


async def show_cases(message: Message, door: Door, caller: Caller) -> None:
    """Every case of this person, each with its state and what comes next; of a report not sent yet, where it is."""
    async with door.database.reading() as session:
        cases = await cases_of(session, caller.conversation.id)
        changed = await is_any_changed(session, caller.conversation.id)
    if changed:
        await message.answer(error_words(door.voice(caller), ValueChanged()))
    elif not cases and (asking := await open_draft(door, caller)) and asking.told.answers:
        await not_sent_yet(message, asking, door, caller)
    elif not cases:
        await no_cases(message, door, caller)
    for case in cases[:MOST_SHOWN]:
        await show_case(message, case.number, door, caller)


async def not_sent_yet(message: Message, asking: Asking, door: Door, caller: Caller) -> None:
    """Nothing goes on with it before it is sent; whoever sent another one elsewhere gets back to that by its code."""
    way_back = way_back_in(door, caller)
    text = door.voice(caller).chat("not_sent_yet", has_way_back=bool(way_back))
    await message.answer(text, reply_markup=keyboard(way_back) if way_back else None)
    await reply(message, show(asking))


async def no_cases(message: Message, door: Door, caller: Caller) -> None:
    """Nothing of theirs is known here: the way back by a code, whom to ring, and a report of their own."""
    voice, way_back = door.voice(caller), way_back_in(door, caller)
    report = button(voice.say("buttons.report"), MenuPress(action="report"))
    text = voice.chat("no_cases", has_way_back=bool(way_back))
    await message.answer(text, reply_markup=keyboard(way_back, [report]))


def way_back_in(door: Door, caller: Caller) -> list[InlineKeyboardButton]:
    """To where a return code is entered; on the page it opens there. Telegram takes none but a public address."""
    address, way = door.returns_at, door.ways_in[caller.conversation.channel]
    if address is None or not (way.has_pages or address.startswith("https://")):
        return []
    return [InlineKeyboardButton(text=door.voice(caller).say("buttons.returning"), url=address)]


async def show_case(message: Message, number: str, door: Door, caller: Caller) -> bool:
    """One case as its reporter sees it; False when it is not theirs."""
    voice = door.voice(caller)
    try:
        async with door.database.reading() as session:
            case = await case_for_firm(session, number, caller.conversation)
            dossier = await open_dossier(session, case)
            progress = progress_of(voice, case, await tracks_of(session, case.id))
            materials = (await checklist_of(session, door.law, dossier)).readiness
            held = await count_held(session, caller.conversation.id)
            told = await promised(session, case, door.clock())
    except NoLongerPart as error:
        await message.answer(error_words(voice, error))
        return True
    except CaseNotFound:
        return False
    except ValueChanged as error:
        await message.answer(error_words(voice, error))
        return True
    except KeyLost:
        await message.answer(voice.chat("forgotten", case=case))
        return True
    law = _law_of(voice, case, dossier.answers)
    seen = {"case": case, "dossier": dossier, "materials": materials, "law": law, "progress": progress}
    chosen = rhythm.chosen_words(voice, case)
    text = voice.chat("status", **seen, promised=told, held=held, rhythm=chosen, now=door.clock())
    ways_on = case_keyboard if caller.has(case) else colleague_keyboard
    await message.answer(text, reply_markup=ways_on(voice, case))
    if held:
        async with door.database.writing() as session:
            await release_held(session, caller.conversation.id, door.clock())
    return True


def _law_of(voice: Voice, case: Case, answers: Mapping[str, Answer]) -> LawView:
    """Until the report goes it is the draft that speaks, in the words of its review: the case knows the lane alone."""
    if case.is_complete:
        return look_at_law(voice, answers, case)
    return look_at_law(voice, voice.door.questionnaire.on_the_way(confirmed(answers)))


def case_keyboard(voice: Voice, case: Case) -> InlineKeyboardMarkup | None:
    """What a reporter can do with their case now."""
    write = _button(voice, "write", case.number)
    copy = button(voice.say("buttons.my_report"), ReportPress(action="show", number=case.number))
    if case.service in ENDED:
        return keyboard([_button(voice, "come_back", case.number)], [copy])
    materials = button(voice.say("buttons.materials"), MaterialPress(action="open", number=case.number))
    sheet = [button(voice.say("buttons.money_again"), MenuPress(action="money_sheet"))]
    return keyboard(
        sheet if case.money_moving else [],
        [materials, copy],
        [write, _button(voice, "add_files", case.number)],
        [_button(voice, "reach", case.number)] if voice.door.reaches else [],
        [_button(voice, "colleagues", case.number)] if case.is_complete else [],
        [*rhythm.rhythm_row(voice, case), *calendar_button(voice, case)],
        [_button(voice, "withdraw", case.number)],
    )


def colleague_keyboard(voice: Voice, case: Case) -> InlineKeyboardMarkup | None:
    """What a colleague of theirs can do: the same, but for what only whoever reported decides."""
    part = _button(voice, "colleagues", case.number, label="buttons.my_part")
    if case.service in ENDED:
        return keyboard([_button(voice, "come_back", case.number)], [part])
    materials = button(voice.say("buttons.materials"), MaterialPress(action="open", number=case.number))
    return keyboard(
        [materials],
        [_button(voice, "write", case.number), _button(voice, "add_files", case.number)],
        [_button(voice, "reach", case.number)] if voice.door.reaches else [],
        [part],
    )


def _check_whose(case: Case, action: str, caller: Caller) -> None:
    """Raises OnlyTheReporter for what a colleague of theirs does not decide."""
    if action in DECIDES and not caller.has(case):
        raise OnlyTheReporter


async def open_number(door: Door, caller: Caller) -> str | None:
    """The case a plain message belongs to: the newest open one, else the newest; none whose report was given up."""
    async with door.database.reading() as session:
        cases = await cases_of(session, caller.conversation.id)
    return next((case.number for case in cases if case.is_complete or case.ended_at is None), None)


async def pressed(query: CallbackQuery, callback_data: CasePress, door: Door, caller: Caller) -> None:
    """Buttons of one's own case. Somebody else's number is answered like a missing one."""
    message, voice = query.message, door.voice(caller)
    if message is None or isinstance(message, InaccessibleMessage):
        await query.answer()
        return
    try:
        async with door.database.reading() as session:
            case = await case_for_firm(session, callback_data.number, caller.conversation)
        _check_whose(case, callback_data.action, caller)
    except (CaseNotFound, OnlyTheReporter) as error:
        await query.answer(error_words(voice, error), show_alert=True)
        return
    if callback_data.action in WRITES:
        await begin_writing(message, callback_data, door, caller)
    elif callback_data.action == "status":
        await show_case(message, case.number, door, caller)
    elif callback_data.action == "withdraw":
        await ask_withdrawing(message, case, voice)
    elif callback_data.action == "withdraw_sure":
        await withdraw(message, case, door, caller)
    elif callback_data.action in {"file", SURE}:
        await hand_over(query, message, callback_data, case, voice)
    elif callback_data.action in reaching.PRESSES:
        await reaching.pressed(message, callback_data, case, door, caller)
    elif callback_data.action in rhythm.PRESSES:
        await rhythm.pressed(message, callback_data, case, door, caller)
    await query.answer()  # last: what could not be stored is told by the one answer a press has


async def begin_writing(message: Message, press: CasePress, door: Door, caller: Caller) -> None:
    """The next text or files belong to this case."""
    async with door.database.writing() as session:
        await set_mode(session, caller.conversation.id, "write", number=press.number)
    voice, rows = door.voice(caller), None
    if press.action == "add_files":
        rows = keyboard([button(voice.say("buttons.materials"), MaterialPress(action="open", number=press.number))])
    await message.answer(voice.chat(WRITES[press.action], number=press.number), reply_markup=rows)


async def ask_withdrawing(message: Message, case: Case, voice: Voice, *, deletes: bool = False) -> None:
    """Say what withdrawing means and does not mean, and ask; `deletes`: they asked for what it does not do."""
    rows = (
        [_button(voice, "withdraw_sure", case.number)],
        [_button(voice, "status", case.number, label="buttons.rather_not")],
    )
    await message.answer(voice.chat("withdraw", number=case.number, deletes=deletes), reply_markup=keyboard(*rows))


async def withdraw(message: Message, case: Case, door: Door, caller: Caller) -> None:
    if until := await held_until(door, caller):
        await tell_of_held(case.number, door, caller)
        await say_held(message, until, door, caller)
        return
    async with door.database.writing() as session:
        await withdraw_case(door.hand(session, conversation=caller.conversation), case.number)
    voice = door.voice(caller)
    report = button(voice.say("buttons.report"), MenuPress(action="report"))
    await message.answer(voice.chat("withdrawn", number=case.number), reply_markup=keyboard([report]))


async def tell_of_held(number: str, door: Door, caller: Caller) -> None:
    """The desk hears that somebody who came by a code would take it back: once a day."""
    async with door.database.writing() as session:
        await hold_withdrawal(door.hand(session, conversation=caller.conversation), number)


def _button(voice: Voice, action: str, number: str, label: str | None = None) -> InlineKeyboardButton:
    return button(voice.say(label or f"buttons.{action}"), CasePress(action=action, number=number))
