"""The money lane in chat: reached from everywhere, told by typing, pasting or a photo; it ends in a sheet to read."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, InlineKeyboardButton, Message

from actions.money import alert_desk, told_110
from cases.answers import as_said, chosen, read_answer
from cases.money_lane import (
    STEPS,
    carried_over,
    corrected,
    from_message,
    is_open,
    is_recent,
    is_told,
    next_payment,
    on_the_sheet,
    sounds_just_paid,
)
from cases.questionnaire import Answer, Step
from cases.understanding.bank_message import read_payment
from handlers.callbacks import MenuPress
from handlers.chat import Shown, button, keyboard
from handlers.door import Door, Voice
from handlers.reporter.asking import Asking, label, said_back, show
from handlers.reporter.drafting import begin_draft, leave_mode, move, open_draft
from handlers.said.sheet import Sheet, as_pdf, as_text
from storage.cases import case_of_draft, cases_of
from storage.conversations import Caller
from storage.drafts import open_told, save_draft
from storage.keys import KeyLost
from storage.tables import Case
from templates.rendering import LANGUAGES

OFFERED = "money_offered"  # kept among the answers: the offer is made once a report
ON_THE_SHEET = frozenset({"money_sheet", "money_pdf", "money_pdf_zh", "money_text", "money_told_110"})
TIMES = frozenset({"happened_when", "transactions.at"})


def register(router: Router) -> None:
    router.message.register(command, Command("money"))
    router.message.register(command, says_so)


async def command(message: Message, door: Door, caller: Caller, now: datetime) -> None:
    await begin(message, door, caller, now)


async def says_so(message: Message, door: Door) -> bool:
    """The shortcut's own words, from the page's button or typed: they mean the same in the middle of anything."""
    said = (message.text or "").strip(" 。.!！？?了").lower()
    return said in {door.words.text("phrases.money_shortcut", language).lower() for language in LANGUAGES}


async def begin(message: Message, door: Door, caller: Caller, now: datetime) -> None:
    """Into the lane from wherever the person is; what they told so far stays."""
    await leave_mode(door, caller)
    asking = await open_draft(door, caller) or await begin_draft(door, caller, now)
    asking.told.answers["money_moving"] = chosen("just_now")
    open_steps = [step for step in STEPS if step not in asking.told.answers]
    if not open_steps:
        await answer(message, await sheet_shown(asking))
        return
    await move(asking, open_steps[0], now)
    await answer(message, show(asking, answered="money_moving"))


async def another(message: Message, door: Door, caller: Caller, now: datetime) -> None:
    """More money left: the same few questions for the next payment; the first one is kept."""
    asking = await open_draft(door, caller)
    if asking and is_told(asking.told.answers):
        asking.told.answers = next_payment(asking.told.answers)
        await move(asking, STEPS[0], now)
    await begin(message, door, caller, now)


async def take(asking: Asking, step: Step, said: str, now: datetime, message_id: int) -> Shown:
    """An answer typed in the lane, or a bank message that answers several at once. Raises NotUnderstood."""
    questions, zone = asking.door.questionnaire.questions, asking.door.zone
    if payment := read_payment(said):
        return await keep_facts(asking, from_message(payment, questions, now, zone), now, message_id)
    found = read_answer(step.question, said, now, zone)
    return await keep_facts(asking, {step.id: found}, now, message_id)


async def keep_facts(asking: Asking, facts: dict[str, Answer], now: datetime, message_id: int | None = None) -> Shown:
    """Store them and alert the desk in one transaction, then ask on, or show the sheet. Raises DraftMovedOn."""
    door, here = asking.door, asking.draft.step
    answers = asking.told.answers = corrected(asking.told.answers, facts)
    asking.told.unread = ""
    if is_told(answers):
        payer = door.questionnaire.questions["transactions.payer_account"]
        answers |= carried_over(answers, payer, now, door.zone)
    to = door.questionnaire.after(here, answers) if here in answers else here
    async with door.database.writing() as session:
        await save_draft(session, asking.draft, asking.told, to, now, message_id=message_id)
        await alert_desk(door.hand(session), asking.draft, door.questionnaire.on_the_way(answers))
    if is_told(answers):
        return await sheet_shown(asking)
    return show(asking, answered=here) if here in answers else show(asking, added=_read(asking, facts))


def _read(asking: Asking, facts: dict[str, Answer]) -> str:
    """What a message said besides what is asked now."""
    steps = ((asking.door.questionnaire.step(name, asking.told.answers), answer) for name, answer in facts.items())
    shown = [(label(asking, step), said_back(asking, step, answer)) for step, answer in steps if step]
    return asking.voice.text("money_read", shown=shown)


async def pass_over(asking: Asking, answer: Answer, now: datetime) -> Shown:
    """The open question of the lane skipped, or kept in the person's own words."""
    return await keep_facts(asking, {asking.draft.step: answer}, now)


async def all_on_photo(asking: Asking, now: datetime) -> Shown:
    """The slip says the rest: the desk reads it there."""
    said = as_said(asking.say("money.on_photo"))
    return await keep_facts(asking, {step: said for step in STEPS if step not in asking.told.answers}, now)


async def photo_kept(asking: Asking, added: str, now: datetime) -> Shown:
    """A photo of the slip answers the open question and alerts the desk; one press lets it answer the rest too."""
    shown = await pass_over(asking, as_said(asking.say("money.on_photo")), now)
    return shown if is_told(asking.told.answers) else show(asking, added=added)


async def sheet_shown(asking: Asking) -> Shown:
    """The sheet, whom to ring, and the way on."""
    case = await case_of(asking)
    sheet = Sheet(asking.voice, asking.told.answers, case.number if case else None)
    return shown_sheet(sheet, case, asking.door.clock(), has_draft=True)


def shown_sheet(sheet: Sheet, case: Case | None, now: datetime, *, has_draft: bool) -> Shown:
    text = sheet.voice.chat("money_sheet", sheet=sheet, case=case, now=now, has_draft=has_draft)
    chinese = [["money_pdf_zh"]] if sheet.language != "zh" else []  # 110 and the bank speak Chinese
    rows = [
        ["money_told_110"],
        ["money_pdf", "money_text"],
        *chinese,
        *([["money_another"], ["money_go_on"]] if has_draft else []),
    ]
    return Shown(
        text,
        keyboard(*([button(sheet.say(f"buttons.{one}"), MenuPress(action=one)) for one in row] for row in rows)),
    )


async def case_of(asking: Asking) -> Case | None:
    async with asking.door.database.reading() as session:
        return await case_of_draft(session, asking.draft.id)


async def pressed(message: Message, action: str, door: Door, caller: Caller, now: datetime) -> None:
    """Buttons under the sheet; they stay good, because each looks for the payment that is open now."""
    found = await latest(door, caller)
    if found is None:
        await begin(message, door, caller, now)
        return
    sheet, case = found
    if action == "money_pdf":
        await message.answer_document(_file(await as_pdf(sheet), sheet, "pdf"))
    elif action == "money_pdf_zh":
        chinese = replace(sheet, voice=Voice(door, "zh"))
        await message.answer_document(_file(await as_pdf(chinese), chinese, "pdf"))
    elif action == "money_text":
        await message.answer_document(_file(as_text(sheet), sheet, "txt"))
    elif action == "money_sheet":
        await answer(message, shown_sheet(sheet, case, now, has_draft=await open_draft(door, caller) is not None))
    elif action == "money_told_110":
        await note_told_110(message, sheet, case, now)


async def latest(door: Door, caller: Caller) -> tuple[Sheet, Case | None] | None:
    """The payment of the open report, else of the newest case that has one."""
    voice, asking = door.voice(caller), await open_draft(door, caller)
    if asking and is_open(asking.told.answers):
        case = await case_of(asking)
        return Sheet(voice, on_the_sheet(asking.told.answers), case.number if case else None), case
    async with door.database.reading() as session:
        for case in await cases_of(session, caller.conversation.id):
            with suppress(KeyLost):
                told = await open_told(session, case.key_id, case.id, case.sealed_answers)
                if is_open(told.answers):
                    return Sheet(voice, told.answers, case.number), case
    return None


async def note_told_110(message: Message, sheet: Sheet, case: Case | None, now: datetime) -> None:
    """The reporter says they rang: noted with the time, for the desk to see."""
    if case:
        async with sheet.door.database.writing() as session:
            await told_110(sheet.door.hand(session), case.id)
    await message.answer(sheet.voice.chat("money_told_110", sheet=sheet, at=now))


def offer(asking: Asking, step: Step, said: str, now: datetime) -> bool:
    """Whether what was just said sounds like money that left within two days, and nobody has asked about it yet."""
    answers = asking.told.answers
    if is_open(answers) or OFFERED in answers:
        return False
    given = answers.get(step.id)
    return sounds_just_paid(said) or bool(given and step.question.id in TIMES and is_recent(given, now))


async def offered(asking: Asking, now: datetime) -> Shown:
    """Ask once, in between, whether the urgent thing comes first."""
    asking.told.answers[OFFERED] = chosen("yes")
    await move(asking, asking.draft.step, now)
    return offer_shown(asking.voice, [asking.button("show", label=asking.say("buttons.money_not"))])


def offer_shown(voice: Voice, otherwise: Sequence[InlineKeyboardButton] = ()) -> Shown:
    now = button(voice.say("buttons.just_now"), MenuPress(action="just_now"))
    return Shown(voice.chat("money_offer"), keyboard([now], otherwise))


async def answer(message: Message, shown: Shown) -> None:
    await message.answer(shown.text, reply_markup=shown.keyboard)


def _file(content: bytes, sheet: Sheet, ending: str) -> BufferedInputFile:
    name = sheet.say("money.file_name")
    return BufferedInputFile(content, f"{name}-{sheet.number}.{ending}" if sheet.number else f"{name}.{ending}")
