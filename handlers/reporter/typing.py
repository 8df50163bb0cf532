"""Whatever a reporter says: to the report being told, to the desk, to the menu, or as the beginning of a report."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.types import InlineKeyboardMarkup, Message

from actions.reporter import write_to_desk
from cases.answers import answers_it
from cases.errors import CaseError
from cases.kinds import Kind
from cases.money_lane import STEPS as MONEY_STEPS
from cases.money_lane import is_open
from cases.numbers import case_number_in, read_case_number
from cases.tracks import ENDED
from cases.understanding.another_matter import another_matter
from cases.understanding.at_a_loss import despairs
from cases.understanding.calling import calls_somebody
from cases.understanding.left_waiting import asks_where_we_are
from cases.understanding.rang import rang_110
from cases.understanding.refused import refused
from cases.understanding.reply import (
    breaks_off,
    gives_up,
    is_empty_talk,
    read_reply,
    stands_for_a_button,
    takes_back,
    wants_deleted,
    wants_one_more,
)
from cases.understanding.sent_wrong import speaks_of_wrong_file
from handlers.callbacks import MaterialPress, MenuPress
from handlers.chat import URGENT, button, keyboard, reply
from handlers.door import Door, Voice
from handlers.reporter import (
    by_label,
    colleagues,
    devices,
    feedback,
    joining,
    locking,
    menu,
    money,
    my_report,
    officer,
    reach_told,
    reaching,
    sending,
    standing,
    watching,
    wishes,
)
from handlers.reporter.after import ask_withdrawing, no_cases, open_number, show_case, show_cases, way_back_in
from handlers.reporter.asking import Asking, show
from handlers.reporter.drafting import begin_draft, open_draft
from handlers.reporter.filing import ask_no_more, file_number
from handlers.reporter.locking import give_code_with_receipt, heed
from handlers.reporter.menu import show_opening
from handlers.reporter.telling import take
from handlers.reporter.words import for_desk, words_of
from handlers.said.errors import error_words
from handlers.said.materials import still_needed
from storage.cases import asked_last, case_for_firm, waits_for_words
from storage.conversations import Caller, set_mode
from storage.drafts import DraftMovedOn
from storage.promised import promised
from storage.tables import Case
from storage.utterances import Words, keep_words


def register(router: Router) -> None:
    router.message.register(typed)
    router.edited_message.register(corrected)


async def typed(message: Message, door: Door, caller: Caller, now: datetime, event_router: Router) -> None:
    """Any message with words, in the order of what it most likely means."""
    words = words_of(message, now, door)
    if words is None:
        await message.answer(door.voice(caller).chat("only_text"))
        return
    asking = await open_draft(door, caller)
    await _stand_by(message, words, asking, door, caller)
    if await _is_key(message, words, door, caller) or await by_label.typed(
        message, words, asking, door, caller, now, event_router
    ):
        return
    if await reach_told.typed(message, words, door, caller):
        return
    if caller.conversation.mode == "write" and not _leaves_writing(words.text):
        await to_desk(message, words, str(caller.conversation.about["number"]), door, caller)
    elif await is_asked_for(message, words, asking, door, caller) or await wants_something_else(
        message, words, asking, door, caller
    ):
        return
    elif (number := case_number_in(words.text)) and len(words.text) <= LONGEST_AROUND:
        await by_number(message, number, words, asking, door, caller)
    elif asking and (number := await _asked_by_an_officer(asking, words)):
        await to_desk(message, words, number, door, caller)  # an officer spoke last, and is answered first
    elif asking:
        await answer(message, asking, words, caller, now)
    elif number := file_number(caller, now) or await open_number(door, caller):
        await of_case(message, words, number, door, caller, now)
    else:
        await first_words(message, words, door, caller, now)


async def _stand_by(message: Message, words: Words, asking: Asking | None, door: Door, caller: Caller) -> None:
    """Before anything is asked or passed on: whom to ring who does not want to live, and that none of us asks that."""
    if despairs(words.text):
        await message.answer(door.voice(caller).say("phrases.despairs"))
    if asking is None:
        await officer.warn(message, words.text, door, caller)


async def _is_key(message: Message, words: Words, door: Door, caller: Caller) -> bool:
    """A code is no words: one that opens a chat elsewhere, or one by which a colleague of a reporter's comes in."""
    if await menu.is_code(door, caller, words.text):
        await message.answer(menu.code_typed(door, caller), reply_markup=keyboard(way_back_in(door, caller)))
        return True
    return await joining.try_code(message, words.text, door, caller)


async def is_asked_for(message: Message, words: Words, asking: Asking | None, door: Door, caller: Caller) -> bool:
    """What is waited for in no report: a code that was heard, a number to look up, how it was, a colleague's name."""
    if await feedback.typed(message, words, door, caller) or await colleagues.typed(message, words, door, caller):
        return True
    if asking is None and await wishes.wanted(message, words, door, caller):
        return True
    if await officer.typed(message, words, asking, door, caller):
        return True
    return asking is None and await wishes.late_code(message, words, door, caller)


async def _asked_by_an_officer(asking: Asking, words: Words) -> str | None:
    """The number of the case that these words answer: not of another matter, nor with what the money lane asked for."""
    if another_matter(words.text) == "another":
        return None
    step = asking.door.questionnaire.questions.get(asking.draft.step)
    if step is None or step.id not in MONEY_STEPS:
        return await waits_for_words(asking.door.database, asking.draft, in_lane=False)
    if step.kind is not Kind.TEXT and answers_it(step, words.text, asking.door.clock(), asking.door.zone):
        return None
    return await waits_for_words(asking.door.database, asking.draft, in_lane=True)


async def of_case(message: Message, words: Words, number: str, door: Door, caller: Caller, now: datetime) -> None:
    """To the desk of the case, unless it is another matter: that begins a report of its own, or may."""
    matter = another_matter(words.text)
    was_asked = matter == "firm" and await asked_last(door.database, caller.conversation.id) is not None
    if matter == "another" or (matter == "firm" and not was_asked):
        await standing.say_it_is_another(message, number, door, caller)
        await begin(message, words, door, caller, now)
        return
    await to_desk(message, words, number, door, caller)
    if matter:
        await standing.offer_another(message, door.voice(caller))


async def by_number(
    message: Message, number: str, words: Words, asking: Asking | None, door: Door, caller: Caller
) -> None:
    """The number of a case: theirs is shown; of any other this chat knows nothing, and there is the way to it."""
    if asking:
        await keep_words(door.database, asking.draft, words)
    says_more = read_case_number(words.text) is None
    if await show_case(message, number, door, caller):
        if says_more and not asking:
            await to_desk(message, words, number, door, caller)
            return
    else:
        own = await open_number(door, caller)
        if own and not asking:
            await to_desk(message, words, own, door, caller)
            return
        await no_cases(message, door, caller)
    if asking:
        await reply(message, show(asking))


BRING = "what_to_bring"  # of cases/asked.toml: a case has a list of its own
LONGEST_AROUND = 80  # characters in which the number of a case is what they are about; more is a story
ENGLISH = re.compile(
    r"(?=(?:[^a-zA-Z]*[a-zA-Z]){12})(?=(?:.*?(?<![\w@./-])[a-zA-Z’']{2,}(?![\w@/-])){2})[\x00-\u024f\u2000-\u206f\u20a0-\u20cf]+",
    re.DOTALL,
)  # a dozen letters, none Chinese, and two words: an address, a code or a company's number is of no language


async def first_words(message: Message, words: Words, door: Door, caller: Caller, now: datetime) -> None:
    if not await joining.is_not_known_yet(message, door, caller):
        await begin(message, words, door, caller, now)


async def begin(message: Message, words: Words, door: Door, caller: Caller, now: datetime) -> None:
    """The first words of somebody we do not know: the beginning of their story, and the language they speak."""
    if door.voice(caller).language == "zh" and ENGLISH.fullmatch(words.text):
        await menu.switch_language(door, caller)
    asking = await begin_draft(door, caller, now, words)
    said = read_reply(words.text)
    if said and said.kind == "yes":  # to what stands in the opening: that money has just left
        await reply(
            message, money.offer_shown(asking.voice, [asking.button("show", label=asking.say("buttons.money_not"))])
        )
    elif is_empty_talk(words.text):
        await greet(message, asking, door, caller, now)
    else:
        await answer(message, asking, words, caller, now)


async def greet(message: Message, asking: Asking, door: Door, caller: Caller, now: datetime) -> None:
    """Whoever was here before has read the opening, and reads no more than its question."""
    if caller.conversation.created_at >= now:
        await show_opening(message, door, caller, greeted=True)
    else:
        shown = show(asking, added=asking.say("phrases.hello"))
        just_now = button(asking.say("buttons.just_now"), MenuPress(action="just_now"), URGENT)
        rows = shown.keyboard.inline_keyboard if shown.keyboard else []
        await message.answer(shown.text, reply_markup=keyboard([just_now], *rows))


async def wants_something_else(
    message: Message, words: Words, asking: Asking | None, door: Door, caller: Caller
) -> bool:
    """What stands in the menu can be said as well; the words are kept where a report is open."""
    if asking and asking.step is not None and breaks_off(words.text):
        await sending.break_off(message, words, asking, door.clock())
        return True
    if not asking and takes_back(words.text) and (number := await open_number(door, caller)):
        return await offer_withdrawing(message, words, number, door, caller)
    act = await _meant(words, asking, door, caller)
    if act is None:
        return False
    if asking:
        await keep_words(door.database, asking.draft, words)
    elif act is menu.person:
        await begin_draft(door, caller, words.said_at, words)
    if act is not menu.cancel:  # which says that it leaves something
        await ask_no_more(door, caller)
    await act(message, door, caller)
    return True


async def _meant(words: Words, asking: Asking | None, door: Door, caller: Caller) -> Act | None:
    """What of the menu is meant, where it can be meant."""
    reply = read_reply(words.text)
    kind = reply.kind if reply else ""
    act = menu.cancel if asking and takes_back(words.text) else MENU.get(kind)
    if act is None and calls_somebody(words.text) and (asking or not is_empty_talk(words.text)):
        act = menu.person
    if act is menu.person and not asking and await open_number(door, caller):
        return None  # with a case, whoever wants a person is passed on to the desk
    if act is standing.one_more_report and not await _is_one_more(words, asking, door, caller):
        return None
    if kind == "reported_already" and asking and asking.draft.step == "reported_elsewhere":
        return None
    if kind == "submit" and not asking and await _is_sent(door, caller):
        return show_cases
    return act


async def _is_sent(door: Door, caller: Caller) -> bool:
    """提交 again, after the report went; not when an officer asked something, whom it may answer."""
    return bool(await open_number(door, caller)) and await asked_last(door.database, caller.conversation.id) is None


def _leaves_writing(said: str) -> bool:
    """What is said while a message to the desk is waited for, and is none."""
    return gives_up(said) or stands_for_a_button(said)


async def _is_one_more(words: Words, asking: Asking | None, door: Door, caller: Caller) -> bool:
    """Plainly, at any time; 报案 and 另一件事 only from somebody who has a case and was not asked anything by it."""
    if wants_one_more(words.text):
        return True
    if asking or not await standing.to_write_to(door, caller):
        return False
    return await asked_last(door.database, caller.conversation.id) is None


async def offer_withdrawing(message: Message, words: Words, number: str, door: Door, caller: Caller) -> bool:
    """我不想报了, of a report that was sent: what that means, and the button. False when it has ended already."""
    async with door.database.reading() as session:
        case = await case_for_firm(session, number, caller.conversation)
    if case.service in ENDED or not caller.has(case):
        return False
    await ask_withdrawing(message, case, door.voice(caller), deletes=wants_deleted(words.text))
    return True


Act = Callable[[Message, Door, Caller], Awaitable[None]]
MENU: dict[str, Act] = {
    "status": show_cases,
    "reported_already": menu.reported_already,
    "my_report": my_report.newest,
    "code": menu.code,
    "devices": devices.show_devices,
    "materials": standing.add_papers,
    "ask": standing.ask_something,
    "new_report": standing.one_more_report,
    "help": menu.help_,
    "stop": menu.cancel,
    "person": menu.person,
    "officer": officer.show_officers,
    "lock": locking.lock_as_asked,
    "no_lock": locking.unlock,
}


async def corrected(message: Message, door: Door, caller: Caller, now: datetime) -> None:
    """Both wordings are kept; the answer taken stays until they change it here, and the desk reads the new words."""
    words = words_of(message, now, door)
    asking = await open_draft(door, caller)
    if words is None:
        return
    if asking:
        await keep_words(door.database, asking.draft, words)
        await message.answer(door.voice(caller).chat("edited_message"))
    elif number := await open_number(door, caller):
        await to_desk(message, words, number, door, caller)


async def answer(message: Message, asking: Asking, words: Words, caller: Caller, now: datetime) -> None:
    """A repeated update shows where we are and changes nothing; whatever else comes of them, the words are kept."""
    if message.message_id <= asking.draft.last_message_id:
        await keep_words(asking.door.database, asking.draft, words)  # fed late, it may never have been kept
        await reply(message, show(asking))
        return
    if sent := await sending.typed(asking, words, caller, now):
        await reply(message, sent)
        await give_code_with_receipt(message, asking, caller)
        await reaching.offer_with_receipt(message, asking, caller)
        return
    try:
        shown = await heed(message, asking, caller, take(asking, words, now))
    except DraftMovedOn:
        await keep_words(asking.door.database, asking.draft, words)
        await message.answer(asking.say("phrases.other_device"))
        return
    known = refused(words.text)  # they ask nothing, and need to know it all the same
    if known and not asking.door.asked.find(words.text):
        for one in known:
            await message.answer(asking.voice.chat("asked", id=one, goes="with_report", number=""))
    await watching.offer(message, words.text, asking, asking.door, caller)
    if is_open(asking.told.answers) and rang_110(words.text):
        await money.pressed(message, "money_told_110", asking.door, caller, now)
    await reply(message, shown)


async def to_desk(message: Message, words: Words, number: str, door: Door, caller: Caller) -> None:
    """The words go to the desk; the reporter is told that they are there."""
    voice = door.voice(caller)
    try:
        async with door.database.writing() as session:
            hand = door.hand(session, conversation=caller.conversation, source=words.source)
            passed = await write_to_desk(hand, number, for_desk(words, door))
            await set_mode(session, caller.conversation.id)
    except CaseError as error:
        await message.answer(error_words(voice, error))
        return
    await message.answer(voice.chat("passed_on", passed=passed, now=door.clock()))
    if speaks_of_wrong_file(words.text):
        await message.answer(voice.say("phrases.file_at_desk"))
    await watching.offer(message, words.text, None, door, caller)
    known = () if calls_somebody(words.text) else door.asked.all_known(words.text) or refused(words.text)
    if asks_where_we_are(words.text) and (late := await _late_words(passed.case, voice)):
        known = ()
        await message.answer(late)
    for one in known:  # the desk has it in any case; what we know ourselves need not wait
        facts, rows = await _of_its_list(passed.case, voice) if one == BRING else ({}, None)
        answer = voice.chat("asked", id=one, goes="to_desk", number=passed.case.number, **facts)
        await message.answer(answer, reply_markup=rows)
    if money.sounds_urgent(words, door) and not passed.case.money_moving:
        await reply(message, money.offer_shown(voice))
    if asking := await open_draft(door, caller):
        await reply(message, show(asking))


async def _late_words(case: Case, voice: Voice) -> str | None:
    """To whoever asks why nobody came: the time that was not kept, and the next; None where every time was kept."""
    now = voice.door.clock()
    async with voice.door.database.reading() as session:
        found = await promised(session, case, now)
    facts = {"promised": found, "case": case, "can_call": False, "passes": "", "now": now}
    return voice.chat("left_waiting", **facts) if found.missed else None


async def _of_its_list(case: Case, voice: Voice) -> tuple[dict[str, Any], InlineKeyboardMarkup | None]:
    """What to bring, of a case that has a list; nothing while it is still told, or over."""
    if not case.is_complete or case.service in ENDED:
        return {}, None
    async with voice.door.database.reading() as session:
        needed = await still_needed(session, voice, case)
    shown = button(voice.say("buttons.materials"), MaterialPress(action="open", number=case.number))
    return {"needed": needed}, keyboard([shown])
