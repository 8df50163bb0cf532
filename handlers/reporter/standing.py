"""What stands on the page at all times, pressed or typed: 补材料, 问一句, 再报一件. No officer is told of it."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from actions.report import discard_report
from actions.reporter import Passed, write_to_desk
from cases.errors import CaseError
from cases.money_lane import STEPS as MONEY_STEPS
from cases.tracks import ENDED
from cases.understanding.reply import wants_one_more
from handlers.callbacks import CasePress, MenuPress
from handlers.chat import ANSWER, Shown, button, keyboard, message_of, reply
from handlers.door import Door, Voice
from handlers.reporter import menu
from handlers.reporter.after import MOST_SHOWN, begin_writing, show_cases
from handlers.reporter.asking import Asking, show
from handlers.reporter.drafting import begin_draft, leave_mode, move, open_draft
from handlers.reporter.files_told import FILES
from handlers.said.errors import error_words
from storage.cases import case_of_draft, cases_of
from storage.conversations import Caller
from storage.tables import Case
from storage.utterances import heard_of

HAND_ON = "hand_on"  # what was taken for another matter, to the case it belongs to


def register(router: Router) -> None:
    router.callback_query.register(pressed, MenuPress.filter(F.action == "another"))
    router.callback_query.register(handed_on, CasePress.filter(F.action == HAND_ON))


async def pressed(query: CallbackQuery, door: Door, caller: Caller) -> None:
    """Another matter, by the button of whoever was asked which one they mean."""
    if message := message_of(query):
        await begin_another(message, door, caller)
    await query.answer()


async def add_papers(message: Message, door: Door, caller: Caller) -> None:
    """What is sent next belongs to the report that is told, or to the case they choose."""
    asking, cases = await open_draft(door, caller), await to_write_to(door, caller)
    if asking:
        await _sent_ones(message, cases, "add_files", asking.voice)
        await reply(message, await _files_of_draft(asking))
    else:
        await _to_one_of(message, cases, "add_files", door, caller)


async def ask_something(message: Message, door: Door, caller: Caller) -> None:
    """In the midst of a report it is answered here; later the next message is for the expert of a case."""
    asking, cases, voice = await open_draft(door, caller), await to_write_to(door, caller), door.voice(caller)
    if asking:
        await _sent_ones(message, cases, "write", voice)
        await message.answer(voice.say("phrases.ask_now"))
    elif cases:
        await _to_one_of(message, cases, "write", door, caller)
    else:
        await message.answer(voice.say("phrases.ask_now"))


async def one_more_report(message: Message, door: Door, caller: Caller) -> None:
    """A report more; one that was not sent yet comes first."""
    asking = await open_draft(door, caller)
    if asking and asking.told.answers:
        await menu.show_opening(message, door, caller)
        return
    if asking is None and not wants_one_more(message.text or "") and (cases := await to_write_to(door, caller)):
        await _which_matter(message, cases[0], door.voice(caller))
        return
    await begin_another(message, door, caller)


async def begin_another(message: Message, door: Door, caller: Caller) -> None:
    """From its first question, and how to speak to what was sent before."""
    await leave_mode(door, caller)
    cases = await to_write_to(door, caller)
    asking = await open_draft(door, caller) or await begin_draft(door, caller, door.clock())
    added = asking.say("phrases.another_report", number=cases[0].number) if cases else None
    await reply(message, show(asking, added=added))


async def say_it_is_another(message: Message, number: str, door: Door, caller: Caller) -> None:
    """Before what they said of another matter begins a report of its own: that nobody has it yet, and the way out."""
    voice = door.voice(caller)
    back = button(voice.say("buttons.hand_on", number=number), CasePress(action=HAND_ON, number=number))
    await message.answer(voice.say("phrases.taken_for_another", number=number), reply_markup=keyboard([back]))


async def offer_another(message: Message, voice: Voice) -> None:
    """Below what went to the desk and may be another matter."""
    another = button(voice.say("buttons.another"), MenuPress(action="another"))
    await message.answer(voice.say("phrases.perhaps_another"), reply_markup=keyboard([another]))


async def handed_on(query: CallbackQuery, callback_data: CasePress, door: Door, caller: Caller) -> None:
    """It was no other matter: the words go to the case, and the report they began goes; not once more was told."""
    message, voice, asking = message_of(query), door.voice(caller), await open_draft(door, caller)
    try:
        passed = await _hand_on(callback_data.number, door, caller) if asking else None
    except CaseError as error:
        await query.answer(error_words(voice, error), show_alert=True)
        return
    if message and passed:
        await message.answer(voice.chat("passed_on", passed=passed, now=door.clock()))
    elif message:
        await message.answer(voice.say("phrases.not_handed_on"))
    await query.answer()


async def _hand_on(number: str, door: Door, caller: Caller) -> Passed | None:
    draft = caller.draft
    assert draft
    async with door.database.writing() as session:
        heard = await heard_of(session, draft.id, draft.key_id)
        if len(heard) != 1 or await case_of_draft(session, draft.id) is not None:
            return None
        hand = door.hand(session, conversation=caller.conversation, source=f"{heard[0].row.source}:{HAND_ON}")
        passed = await write_to_desk(hand, number, heard[0].text)
        await discard_report(hand, draft)
    return passed


async def to_write_to(door: Door, caller: Caller) -> list[Case]:
    """Their cases that are open, the newest first; when all have ended, the newest, which a word opens again."""
    async with door.database.reading() as session:
        cases = await cases_of(session, caller.conversation.id)
    draft = caller.draft if caller.draft and caller.draft.is_told else None
    sent = [case for case in cases if draft is None or case.id != draft.id]
    return [case for case in sent if case.service not in ENDED] or [case for case in sent if case.is_complete][:1]


async def _files_of_draft(asking: Asking) -> Shown:
    """The question for files, which says what is usual; while money is leaving, its own question stays."""
    is_asked = asking.door.questionnaire.step(FILES, asking.told.answers) is not None
    if is_asked and asking.draft.step not in MONEY_STEPS:
        await move(asking, FILES, asking.door.clock())
    return show(asking, added=asking.say("phrases.files_now"))


async def _to_one_of(message: Message, cases: list[Case], action: str, door: Door, caller: Caller) -> None:
    """With one case there is nothing to choose."""
    if not cases:
        await show_cases(message, door, caller)
    elif len(cases) == 1:
        await begin_writing(message, _press(cases[0], action), door, caller)
    else:
        voice = door.voice(caller)
        await message.answer(voice.say(f"phrases.which_{action}"), reply_markup=keyboard(*_rows(cases, action, voice)))


async def _sent_ones(message: Message, cases: list[Case], action: str, voice: Voice) -> None:
    """Beside a report that is told: the way to what was sent before."""
    if cases:
        await message.answer(voice.say("phrases.to_sent_one"), reply_markup=keyboard(*_rows(cases, action, voice)))


async def _which_matter(message: Message, case: Case, voice: Voice) -> None:
    """还有一件事, and no more: it may be another matter, or more of the one they reported."""
    rows = (
        [button(voice.say("buttons.another"), MenuPress(action="another"), ANSWER)],
        _rows([case], "write", voice)[0],
    )
    await message.answer(voice.say("phrases.another_or_same", number=case.number), reply_markup=keyboard(*rows))


def _rows(cases: list[Case], action: str, voice: Voice) -> list[list[InlineKeyboardButton]]:
    return [
        [button(voice.say(f"buttons.{action}_to", number=case.number), _press(case, action))]
        for case in cases[:MOST_SHOWN]
    ]


def _press(case: Case, action: str) -> CasePress:
    """What has ended is opened again by what is written."""
    return CasePress(action="come_back" if case.service in ENDED else action, number=case.number)
