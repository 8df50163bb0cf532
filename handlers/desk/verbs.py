"""Buttons on a case: each verb of the table, done at once or after its form was filled."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.crossing import AnsweredMeanwhile, HeldByAnother
from actions.filled import NOBODY_HAD
from cases.errors import CaseError
from cases.tracks import MoveNotPossible
from cases.verbs import TELL_REPORTER, Takes, Verb
from handlers.callbacks import DeskPress
from handlers.chat import change, in_rows, keyboard, message_of, shortened, source_of
from handlers.desk.acting import OnlyInOwnChat
from handlers.desk.argument import CANNED, KEPT, SUGGESTED, WITHOUT_WORDS, key_of
from handlers.desk.card import Pressing, refresh, send_files, show_dossier, show_law
from handlers.desk.choices import Asked, Field, Options
from handlers.desk.crossing import begin, explain, keep_canned, kept_words
from handlers.desk.forms import (
    OPTIONAL,
    TYPED,
    check,
    choose,
    fill,
    labels,
    next_choice,
    put_aside,
    record,
    says_now,
    seen_by,
    takes_of,
    undecided,
)
from handlers.desk.papers import send_dossier, send_minutes
from handlers.desk.series import show_series
from handlers.desk.special_team import show_special_team
from handlers.doing import do, write_down
from handlers.door import Door
from handlers.said.canned import offered_canned
from handlers.said.cases import told_later
from handlers.said.errors import error_words
from storage.cases import case_for_member
from storage.conversations import Caller, set_mode

LOOKS: dict[str, Callable[[Pressing], Awaitable[None]]] = {
    "dossier": show_dossier,
    "files": send_files,
    "law": show_law,
    "dossier_pdf": send_dossier,
    "minutes": send_minutes,
    "series": show_series,
    "special": show_special_team,
}


NOTHING_BESIDE: dict[str, object] = {"writing": [], "kept": "", "left_out": []}


def register(router: Router) -> None:
    router.callback_query.register(pressed, DeskPress.filter())


async def pressed(query: CallbackQuery, callback_data: DeskPress, door: Door, caller: Caller, now: datetime) -> None:
    """Do it, or say why not to the one who pressed."""
    message, voice = message_of(query), door.voice(caller)
    action = LOOKS.get(callback_data.action) or (fill_in if takes_of(callback_data.action) else None)
    if message is None or action is None:
        await query.answer(voice.say("phrases.report_gone"))
        return
    try:
        pressing = Pressing(message, callback_data, door, caller, now)
        if ends_a_form(callback_data, caller):
            await put_aside(message, door, caller)
        await action(pressing)
    except CaseError as error:
        await query.answer(error_words(voice, error, to="desk")[:200], show_alert=True)
        return
    await query.answer()


def ends_a_form(press: DeskPress, caller: Caller) -> bool:
    """Whoever opens another dossier or does something else has left the words they were to write."""
    chat = caller.conversation
    if press.action == chat.mode and chat.about.get("number") == press.number:
        return False
    if press.action in LOOKS:
        return press.action == "dossier" and chat.about.get("number") != press.number
    return takes_of(press.action) not in TYPED


async def fill_in(pressing: Pressing) -> None:
    """The next thing the verb needs, or the verb itself when it has everything."""
    takes = takes_of(pressing.press.action)
    assert takes
    if takes is Takes.TO_REPORTER and pressing.press.argument.partition(".")[0] == CANNED:
        await pick(pressing)
        return
    async with asking(pressing) as begun:
        check(pressing.press.action, begun.case, begun.member)
        asked = await _with_what_was_pressed(pressing, begun, takes)
        is_kept = pressing.press.argument == KEPT and "read" in asked.given
        is_whole = takes in OPTIONAL and (pressing.press.argument == WITHOUT_WORDS or _in_group(pressing))
        choice = await next_choice(asked, takes)
        items = await undecided(asked) if takes is Takes.ROUND else {}
        seen = await seen_by(asked) if takes is Takes.RECORD and not choice else ""
        now = "" if choice else await says_now(asked, takes)
    if choice:
        await _show_choice(pressing, asked, *choice)
    elif is_kept:
        await send_kept(pressing, asked)
    elif takes in TYPED and not is_whole:
        await _ask_for_text(pressing, asked.with_more(items=",".join(items), seen=seen), list(items.values()), now)
    else:
        await _finish(pressing, asked, takes)


def _in_group(pressing: Pressing) -> bool:
    return pressing.caller.conversation.is_group


@asynccontextmanager
async def asking(pressing: Pressing) -> AsyncIterator[Asked]:
    """The form as far as it goes, with the case as it is now. Raises CaseNotFound."""
    async with pressing.door.database.reading() as session:
        case = await case_for_member(session, pressing.number, pressing.member)
        yield Asked(session, pressing.voice, pressing.member, case, _given(pressing))


def _given(pressing: Pressing) -> dict[str, str]:
    """The choices made before, if this chat is still at that form of that case."""
    chat = pressing.caller.conversation
    is_same = chat.mode == pressing.press.action and chat.about.get("number") == pressing.number
    return dict(chat.about.get("given", {})) if is_same else {}


async def _with_what_was_pressed(pressing: Pressing, asked: Asked, takes: Takes) -> Asked:
    """The verb's own button begins the form anew; the button of a choice that is no longer one changes nothing."""
    place, _, key = pressing.press.argument.partition(".")
    if pressing.press.argument == (
        KEPT if takes is Takes.TO_REPORTER else WITHOUT_WORDS if takes in OPTIONAL else None
    ):
        return asked
    if not key:
        return replace(asked, given=_as_it_stood(asked, takes))
    if place == SUGGESTED:
        place, asked = "0", replace(asked, given={"had": NOBODY_HAD})
    elif place == "0":
        asked = replace(asked, given={name: value for name, value in asked.given.items() if name == "had"})
    chosen = await choose(asked, takes, int(place), key) if place.isdecimal() else None
    if chosen is None:
        raise MoveNotPossible
    return chosen


def _as_it_stood(asked: Asked, takes: Takes) -> dict[str, str]:
    """What a colleague may change while the form is filled."""
    if takes is Takes.OUTCOME and asked.case.close_reason:
        return {"had": asked.case.close_reason.value}
    return {"had": str(asked.case.holder_id or NOBODY_HAD)} if takes in OPTIONAL else {}


async def choose_again(pressing: Pressing) -> None:
    """Words came where a button was asked for: the choice once more. Raises CaseNotFound, MoveNotPossible."""
    takes = takes_of(pressing.press.action)
    assert takes
    async with asking(pressing) as asked:
        check(pressing.press.action, asked.case, asked.member)
        choice = await next_choice(asked, takes)
    if choice is None:
        raise MoveNotPossible
    await _show_choice(pressing, asked, *choice, typed=True)


async def _show_choice(
    pressing: Pressing, asked: Asked, place: int, field: Field, options: Options, *, typed: bool = False
) -> None:
    """As a message of its own; the choices made so far stand with the chat."""
    takes = takes_of(pressing.press.action)
    if place or (takes in TYPED and not (takes in OPTIONAL and _in_group(pressing))):
        await _remember(pressing, asked, ready=False)
    buttons = [
        pressing.button(pressing.press.action, f"{place}.{key_of(value)}", shortened(label))
        for value, label in options.items()
    ]
    aside = await _aside(pressing, asked, field)
    text = pressing.voice.chat(
        "desk/choose", number=pressing.number, field=field.name, nothing=not options, typed=typed, aside=aside
    )
    await pressing.message.answer(text, reply_markup=keyboard(*in_rows(buttons)))


async def _aside(pressing: Pressing, asked: Asked, field: Field) -> list[str]:
    """What is said beneath the choices, and cannot be chosen."""
    if field.aside is None:
        return []
    async with asking(pressing) as begun:
        return await field.aside(asked.now_in(begun.session))


async def _ask_for_text(pressing: Pressing, asked: Asked, items: list[str], now: str = "") -> None:
    """The next text of this chat completes the form.

    `items` are the titles that a round may leave out, `now` what that says which is to be put right.
    """
    action, takes, beside = pressing.press.action, takes_of(pressing.press.action), NOTHING_BESIDE
    if takes is Takes.TO_REPORTER and not _in_group(pressing):
        asked, beside = await begin(pressing, asked)
    await _remember(pressing, asked, ready=True)
    facts = {"number": pressing.number, "verb": action, "takes": takes, "items": items, "says_now": now, **beside}
    buttons = [pressing.button(action, WITHOUT_WORDS, pressing.voice.say("buttons.without_words"))]
    kept = [pressing.button(action, KEPT, pressing.voice.say("buttons.send_kept"))]
    canned = [pressing.button(action, CANNED, pressing.voice.say("console.pages.canned"))]
    rows = keyboard(
        buttons if takes in OPTIONAL else [],
        kept if beside["kept"] else [],
        canned if takes is Takes.TO_REPORTER else [],
    )
    await pressing.message.answer(pressing.voice.chat("desk/write", **facts), reply_markup=rows)


async def _remember(pressing: Pressing, asked: Asked, *, ready: bool) -> None:
    chat = pressing.caller.conversation
    if chat.is_group:
        raise OnlyInOwnChat
    about: dict[str, Any] = {"number": pressing.number, "given": dict(asked.given), "ready": ready}
    async with pressing.door.database.writing() as session:
        await set_mode(session, chat.id, pressing.press.action, **about)


async def _finish(pressing: Pressing, asked: Asked, takes: Takes) -> None:
    """A verb without words: what it did stands in place of the button that was pressed."""
    said = await perform(pressing, asked, takes)
    if takes is Takes.NOTHING:
        await refresh(pressing)
        if said["later"]:
            await pressing.message.answer(said["later"])
        return
    if takes in TYPED and not _in_group(pressing):  # its words were left out: nothing is waited for any more
        async with pressing.door.database.writing() as session:
            await set_mode(session, pressing.caller.conversation.id)
    shown = {name: escape(words) for name, words in said.items()}  # a file is called what its sender likes
    await change(pressing.message, done_words(pressing, shown))


async def pick(pressing: Pressing) -> None:
    """The answers to pick from, or the one that was picked, kept as this member's words and shown with its button."""
    name = pressing.press.argument.partition(".")[2]
    async with asking(pressing) as asked:
        check(pressing.press.action, asked.case, asked.member)
        found = await offered_canned(asked.session, pressing.voice)
    if not name:
        buttons = [pressing.button(pressing.press.action, f"{CANNED}.{one}", shortened(label)) for one, label in found]
        text = pressing.voice.chat("desk/canned", number=pressing.number, nothing=not found)
        await pressing.message.answer(text, reply_markup=keyboard(*in_rows(buttons)))
        return
    await keep_canned(pressing, name)
    await _ask_for_text(pressing, asked, [])


async def send_kept(pressing: Pressing, asked: Asked) -> None:
    """The words that were kept, at one press. Raises MoveNotPossible when there are none any more."""
    text = await kept_words(pressing)
    if not text:
        raise MoveNotPossible
    try:
        said = await perform(pressing, asked, Takes.TO_REPORTER, text)
    except (HeldByAnother, AnsweredMeanwhile) as error:
        await explain(pressing, error, text)
        return
    await change(pressing.message, done_words(pressing, said))


async def perform(pressing: Pressing, asked: Asked, takes: Takes, text: str = "") -> dict[str, str]:
    """The verb, and the end of the form if it had words, in one transaction; what was chosen, in words.

    Raises what the verb does, and NotUnderstood for the text.
    """
    action = pressing.press.action
    async with pressing.door.database.writing() as session:
        asked = asked.now_in(session)
        said = await labels(asked, takes)
        source = source_of(pressing.message) if text else None
        hand = pressing.door.hand(session, member=pressing.member, source=source)
        if takes is Takes.RECORD:
            await write_down(hand, pressing.number, record(asked, text))
        else:
            await do(hand, pressing.number, Verb(action), fill(asked, takes, text))
        if text:
            await set_mode(session, pressing.caller.conversation.id)
        said["later"] = told_later(pressing.voice, asked.case) if action in TELL_REPORTER else ""
    return said


def done_words(pressing: Pressing, said: dict[str, str]) -> str:
    """What was done, and when the reporter hears of it if not now."""
    done = pressing.voice.say(f"verbs.{pressing.press.action}.done", number=pressing.number, **said)
    return f"{done}\n{said['later']}".strip()
