"""Buttons on a case: each verb of the table, done at once or after its form was filled."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from cases.errors import CaseError
from cases.tracks import MoveNotPossible
from cases.verbs import Takes, Verb
from handlers.callbacks import DeskPress
from handlers.chat import change, in_rows, keyboard, message_of, source_of
from handlers.desk.card import Pressing, refresh, send_files, show_dossier, show_law
from handlers.desk.forms import (
    TYPED,
    Asked,
    Field,
    Options,
    check,
    choose,
    fill,
    key_of,
    labels,
    next_choice,
    put_aside,
    record,
    seen_by,
    takes_of,
    undecided,
)
from handlers.doing import do, write_down
from handlers.door import Door
from handlers.said.errors import error_words
from storage.cases import case_for_member
from storage.conversations import Caller, set_mode

LOOKS: dict[str, Callable[[Pressing], Awaitable[None]]] = {
    "dossier": show_dossier,
    "files": send_files,
    "law": show_law,
}


class OnlyInOwnChat(CaseError):
    """In a group nobody knows whose next text would go to the reporter."""


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
    async with asking(pressing) as begun:
        check(pressing.press.action, begun.case, begun.member)
        asked = await _with_what_was_pressed(pressing, begun, takes)
        choice = await next_choice(asked, takes)
        items = await undecided(asked) if takes is Takes.ROUND else {}
        seen = await seen_by(asked) if takes is Takes.RECORD and not choice else ""
    if choice:
        await _show_choice(pressing, asked, *choice)
    elif takes in TYPED:
        await _ask_for_text(pressing, asked.with_more(items=",".join(items), seen=seen), list(items.values()))
    else:
        await _finish(pressing, asked, takes)


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
    if not key:
        return replace(asked, given={})
    if place == "0":
        asked = replace(asked, given={})
    chosen = await choose(asked, takes, int(place), key) if place.isdecimal() else None
    if chosen is None:
        raise MoveNotPossible
    return chosen


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
    if place or (takes_of(pressing.press.action) in TYPED):
        await _remember(pressing, asked, ready=False)
    buttons = [
        pressing.button(pressing.press.action, f"{place}.{key_of(value)}", label) for value, label in options.items()
    ]
    text = pressing.voice.chat(
        "desk/choose", number=pressing.number, field=field.name, nothing=not options, typed=typed
    )
    await pressing.message.answer(text, reply_markup=keyboard(*in_rows(buttons)))


async def _ask_for_text(pressing: Pressing, asked: Asked, items: list[str]) -> None:
    """The next text of this chat completes the form; `items` are the titles that a round may leave out."""
    await _remember(pressing, asked, ready=True)
    action = pressing.press.action
    facts = {"number": pressing.number, "verb": action, "takes": takes_of(action), "items": items}
    await pressing.message.answer(pressing.voice.chat("desk/write", **facts))


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
        return
    done = pressing.voice.say(f"verbs.{pressing.press.action}.done", number=pressing.number, **said)
    await change(pressing.message, done)


async def perform(pressing: Pressing, asked: Asked, takes: Takes, text: str = "") -> dict[str, str]:
    """The verb, and the end of the form if it had words, in one transaction; what was chosen, in words.

    Raises what the verb does, and NotUnderstood for the text.
    """
    async with pressing.door.database.writing() as session:
        asked = asked.now_in(session)
        said = await labels(asked, takes)
        source = source_of(pressing.message) if text else None
        hand = pressing.door.hand(session, member=pressing.member, source=source)
        if takes is Takes.RECORD:
            await write_down(hand, pressing.number, record(asked, text))
        else:
            await do(hand, pressing.number, Verb(pressing.press.action), fill(asked, takes, text))
        if text:
            await set_mode(session, pressing.caller.conversation.id)
    return said
