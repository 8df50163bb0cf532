"""The money lane in chat: reached from everywhere, told by typing, pasting or a photo; it ends in a sheet to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from html import escape

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, InlineKeyboardButton, Message

from actions.money import alert_desk, told_110
from cases.answers import as_said, chosen, read_answer, skipped
from cases.errors import NotUnderstood
from cases.hearing import Listening, facts_in, further_payments, payments_left, without_hotlines
from cases.money_lane import (
    MOVING,
    OFFERED,
    PAYEE_BANK,
    STEPS,
    carried_over,
    corrected,
    from_message,
    is_open,
    is_recent,
    is_told,
    next_payment,
    on_the_sheet,
    payment_of,
)
from cases.questionnaire import Answer, State, Step
from cases.understanding.motion import read_motion
from cases.understanding.parties import names_holder, parties_only
from cases.understanding.slip import Slip
from handlers.callbacks import MenuPress
from handlers.chat import Shown, button, copying, keyboard
from handlers.door import Door, Voice
from handlers.reporter.asking import Asking, label, said_back, show
from handlers.reporter.drafting import begin_draft, is_of, leave_mode, move, open_draft
from handlers.reporter.just_in import keep_earlier
from handlers.said.sheet import Sheet, as_pdf, as_text
from storage.cases import case_of_draft, cases_of
from storage.conversations import Caller
from storage.drafts import open_told, save_draft
from storage.keys import KeyLost
from storage.tables import Case
from storage.utterances import Words
from templates.rendering import LANGUAGES

ON_THE_SHEET = frozenset({"money_sheet", "money_pdf", "money_pdf_zh", "money_text", "money_told_110"})
PARTIES = frozenset({"money_payee", "money_payer_account"})
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


def listening(asking: Asking, words: Words) -> Listening:
    """To these words, at the time they were said."""
    return Listening(asking.door.questionnaire, asking.door.sense, words.said_at, asking.door.zone)


async def take(asking: Asking, step: Step, words: Words, now: datetime) -> Shown:
    """An answer of the lane, or a sentence or a bank message that answers several at once. Raises NotUnderstood."""
    zone, told, ear = asking.door.zone, asking.told.answers, listening(asking, words)
    said = without_hotlines(words.text)
    left = payments_left(said)
    if left == []:  # a message of money that failed to go, came back or came in
        await move(asking, step.id, now, words)
        return show(asking, added=asking.say("money.nothing_left"))
    if read_motion(said, words.said_at, zone) == "no":  # 是上个月转的
        asking.told.answers["money_moving"] = chosen("no")
        return await keep_facts(asking, {}, now, words)
    facts = facts_in(said, left, ear, told, step.id)
    asking.told.answers |= further_payments(words.text, left or [], ear, payment_of(told) + 1)
    if len(facts) > 1 or (facts and step.id not in facts):
        return await keep_facts(asking, facts, now, words)
    if names_holder(said) and "money_payee" in facts:  # 户名 张伟 建行
        return await keep_facts(asking, {step.id: replace(facts[step.id], state=State.GIVEN)}, now, words)
    if step.id in PARTIES:
        return await keep_party(asking, step, words, now)
    found = replace(read_answer(step.question, said, words.said_at, zone), said=words.text.strip())
    return await keep_facts(asking, {step.id: found}, now, words)


async def keep_party(asking: Asking, step: Step, words: Words, now: datetime) -> Shown:
    """A bank and a holder, without what else was said; a story names nobody who was paid. Raises NotUnderstood."""
    party = parties_only(words.text)
    if party is None:
        raise NotUnderstood("account", "story")
    if not party:
        return await pass_over(asking, skipped(), now, words)
    found = read_answer(step.question, party, words.said_at, asking.door.zone)
    return await keep_facts(asking, {step.id: found}, now, words)


async def keep_facts(asking: Asking, facts: dict[str, Answer], now: datetime, words: Words | None = None) -> Shown:
    """Store them and alert the desk in one transaction, then ask on, or show the sheet. Raises DraftMovedOn."""
    door, here = asking.door, asking.draft.step
    answers = asking.told.answers = corrected(asking.told.answers, facts)
    asking.told.unread = ""
    if is_told(answers):
        payer = door.questionnaire.questions["transactions.payer_account"]
        answers |= carried_over(answers, payer, now, door.zone)
    to = door.questionnaire.next(answers)
    await keep_earlier(asking)
    async with door.database.writing() as session:
        await save_draft(session, asking.draft, asking.told, to, now, words=words)
        await alert_desk(door.hand(session), asking.draft, door.questionnaire.on_the_way(answers), asking.told)
    if is_told(answers):
        shown, doubt = await sheet_shown(asking), card_doubt(asking, facts)
        return replace(shown, text=f"{escape(doubt[0])}\n\n{shown.text}") if doubt else shown
    if not is_open(answers):
        return show(asking, added=asking.say("phrases.not_just_now") if here in STEPS else None)
    if set(facts) == {here}:
        return show(asking, answered=here)
    entered = None if here in STEPS else "money_moving"  # by their own words: then 110 comes first
    if PAYEE_BANK in facts:  # said beside the name, which may still be unknown
        facts = {"money_payee": answers.get("money_payee", facts[PAYEE_BANK])} | facts
    said = [_read(asking, facts)] if facts else []
    return show(asking, answered=entered, added="\n".join(said + card_doubt(asking, facts)) or None)


def card_doubt(asking: Asking, facts: Mapping[str, Answer]) -> list[str]:
    """What to say of a card number among them that does not fit its check digit: once, and it is kept."""
    account = facts.get("money_payee_account")
    is_odd = (
        account and isinstance(account.value, dict) and account.value["kind"] == "card" and not account.value["checked"]
    )
    return [asking.say("phrases.check_card")] if is_odd else []


def _read(asking: Asking, facts: dict[str, Answer], words: str = "money_read", **more: object) -> str:
    """What a message said besides what is asked now, or a photo."""
    steps = ((asking.door.questionnaire.step(name, asking.told.answers), answer) for name, answer in facts.items())
    shown = [(label(asking, step), said_back(asking, step, answer, marked=False)) for step, answer in steps if step]
    return asking.voice.text(words, shown=shown, **more)


async def pass_over(asking: Asking, answer: Answer, now: datetime, words: Words | None = None) -> Shown:
    """The open question of the lane skipped, or kept in the person's own words."""
    return await keep_facts(asking, {asking.draft.step: answer}, now, words)


async def all_on_photo(asking: Asking, now: datetime) -> Shown:
    """The slip says the rest: the desk reads it there."""
    said = as_said(asking.say("money.on_photo"))
    return await keep_facts(asking, {step: said for step in STEPS if step not in asking.told.answers}, now)


async def photo_kept(asking: Asking, added: str, now: datetime, slip: Slip | None = None) -> Shown:
    """A photo of the slip answers what was read of it; of one that was not, the open question. Both alert the desk.

    One press lets it answer the rest too. What the person told before stays as they told it.
    """
    if slip and slip.known:
        return await slip_read(asking, slip, now)
    if slip and slip.is_blurred:
        added = f"{added}\n{asking.say('money.blurred')}"
    on_photo = as_said(asking.say("money.on_photo"))
    if any(asking.told.answers.get(step) == on_photo for step in STEPS):  # one photo answers one question, an album too
        return show(asking, added=added)
    shown = await pass_over(asking, on_photo, now)
    return shown if is_told(asking.told.answers) else show(asking, added=added)


async def slip_read(asking: Asking, slip: Slip, now: datetime) -> Shown:
    """What the photo says, said back to be checked, and only what is missing asked."""
    door, on_photo = asking.door, asking.say("money.on_photo")
    read = from_message(slip.payment, door.questionnaire.questions, now, door.zone)
    told = {step for step, answer in asking.told.answers.items() if answer.said != on_photo}
    shown = await keep_facts(asking, {step: answer for step, answer in read.items() if step not in told}, now)
    said = _read(asking, read, "money_read_photo", is_blurred=slip.is_blurred)
    if is_told(asking.told.answers):
        return replace(shown, text=f"{escape(said)}\n\n{shown.text}")
    return show(asking, added=said)


async def sheet_shown(asking: Asking) -> Shown:
    """The sheet, whom to ring, and the way on."""
    case = await case_of(asking)
    sheet = Sheet(asking.voice, on_the_sheet(asking.told.answers), case.number if case else None)
    return shown_sheet(sheet, case, asking.door.clock(), has_draft=True)


def shown_sheet(sheet: Sheet, case: Case | None, now: datetime, *, has_draft: bool) -> Shown:
    text = sheet.voice.chat("money_sheet", sheet=sheet, case=case, now=now, has_draft=has_draft)
    chinese = [["money_pdf_zh"]] if sheet.language != "zh" else []  # 110 and the bank speak Chinese
    copy = sheet.to_copy
    rows = [
        ["money_told_110"],
        ["money_pdf", "money_text"],
        *chinese,
        *([["money_another"], ["money_go_on"]] if has_draft else []),
    ]
    buttons = [[button(sheet.say(f"buttons.{one}"), MenuPress(action=one)) for one in row] for row in rows]
    return Shown(text, keyboard([copying(sheet.say("buttons.money_copy"), copy)] if copy else [], *buttons))


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


async def latest(door: Door, caller: Caller, mark: str = "") -> tuple[Sheet, Case | None] | None:
    """The payment of the open report, else of the newest case that has one; `mark`: only of the report with it."""
    voice, asking = door.voice(caller), await open_draft(door, caller)
    if asking and is_of(asking.draft, mark) and is_open(asking.told.answers):
        case = await case_of(asking)
        return Sheet(voice, on_the_sheet(asking.told.answers), case.number if case else None), case
    async with door.database.reading() as session:
        for case in await cases_of(session, caller.conversation.id):
            if not case.id.hex.startswith(mark):
                continue
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
    urgent = read_motion(said, now, asking.door.zone) in MOVING
    return urgent or bool(given and step.question.id in TIMES and is_recent(given, now))


async def offered(asking: Asking, now: datetime) -> Shown:
    """Ask once, in between, whether the urgent thing comes first."""
    asking.told.answers[OFFERED] = chosen("yes")
    await move(asking, asking.draft.step, now)
    return offer_shown(asking.voice, [asking.button("show", label=asking.say("buttons.money_not"))])


def sounds_urgent(words: Words, door: Door) -> bool:
    """Whether somebody says in passing that money has only just left."""
    return read_motion(words.text, words.said_at, door.zone) in MOVING


def offer_shown(voice: Voice, otherwise: Sequence[InlineKeyboardButton] = ()) -> Shown:
    now = button(voice.say("buttons.just_now"), MenuPress(action="just_now"))
    return Shown(voice.chat("money_offer"), keyboard([now], otherwise))


async def answer(message: Message, shown: Shown) -> None:
    await message.answer(shown.text, reply_markup=shown.keyboard)


def _file(content: bytes, sheet: Sheet, ending: str) -> BufferedInputFile:
    name = sheet.say("money.file_name")
    return BufferedInputFile(content, f"{name}-{sheet.number}.{ending}" if sheet.number else f"{name}.{ending}")
