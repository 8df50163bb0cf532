"""Buttons on a case: each verb of the table, done at once or after its form was filled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from html import escape

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.closing import StillOwed
from actions.crossing import AnsweredMeanwhile, ReporterWrote
from actions.filled import NOBODY_HAD
from cases.errors import CaseError
from cases.tracks import MoveNotPossible
from cases.verbs import ANSWERS, Takes, Verb
from handlers.callbacks import DeskPress
from handlers.chat import MOST_TO_CHOOSE, change, fitting, in_rows, keyboard, message_of, shortened
from handlers.desk import circulars
from handlers.desk.approving import check_open, show_to_approve
from handlers.desk.argument import KEPT, SUGGESTED, WITHOUT_WORDS, key_of
from handlers.desk.asking import ask_for_text, asking, done_words, perform, remember
from handlers.desk.card import Pressing, refresh, show_dossier, show_law
from handlers.desk.choices import Asked, Field, Options
from handlers.desk.composing import send_kept, way_of
from handlers.desk.crossing import ask_all_the_same, newest_said
from handlers.desk.files import DESPITE, send_despite, send_files
from handlers.desk.forms import (
    OPTIONAL,
    TYPED,
    check,
    choose,
    next_choice,
    put_aside,
    says_now,
    seen_by,
    takes_of,
    undecided,
)
from handlers.desk.ledger import show_ledger
from handlers.desk.papers import send_dossier, send_minutes
from handlers.desk.series import show_series
from handlers.desk.special_team import show_special_team
from handlers.door import Door
from handlers.outside import read_number
from handlers.said.errors import error_words
from storage.conversations import Caller, set_mode

LOOKS: dict[str, Callable[[Pressing], Awaitable[None]]] = {
    "dossier": show_dossier,
    "files": send_files,
    DESPITE: send_despite,
    "ledger": show_ledger,
    "law": show_law,
    "dossier_pdf": send_dossier,
    "minutes": send_minutes,
    "series": show_series,
    "special": show_special_team,
}


# Words that are shown before they go: what a button of such a form does beside its choices.
WAYS = {Takes.TO_REPORTER: way_of, Takes.CIRCULAR: circulars.way_of}
READ_FIRST = frozenset({Takes.REASON, Takes.ROUND})  # what the reporter hears of, and is no words of one's own to them


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
    if pressing.press.action == Verb.APPROVE and not pressing.press.argument:
        await show_to_approve(pressing)
        return
    if way := WAYS[takes](pressing) if takes in WAYS else None:
        await way(pressing)
        return
    async with asking(pressing) as begun:
        check(pressing.press.action, begun.case, begun.member)
        if pressing.press.action in ANSWERS:
            await check_open(begun)
        asked = await _with_what_was_pressed(pressing, begun, takes)
        is_kept = pressing.press.argument == KEPT and "read" in asked.given
        is_whole = takes in OPTIONAL and pressing.press.argument == WITHOUT_WORDS
        choice = await next_choice(asked, takes)
        items = await undecided(asked) if takes is Takes.ROUND else {}
        seen = "" if choice else await seen_by(asked, takes)
        now = "" if choice else await says_now(asked, takes)
        read = await newest_said(asked, takes) if takes in READ_FIRST else ""
    if choice:
        await _show_choice(pressing, asked.with_more(read=read), *choice)
    elif is_kept:
        await send_kept(pressing, asked)
    elif takes in TYPED and not is_whole:
        given = asked.with_more(items=",".join(items), seen=seen, read=read)
        await ask_for_text(pressing, given, tuple(items.values()), now)
    else:
        await _finish_or_ask(pressing, asked, takes)


async def _with_what_was_pressed(pressing: Pressing, asked: Asked, takes: Takes) -> Asked:
    """The verb's own button begins the form anew; the button of a choice that is no longer one changes nothing."""
    if takes is Takes.NOTHING:
        return replace(asked, given={"read": pressing.press.argument})  # its mark, where a verb asks for it
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
    if takes is Takes.REASON:  # beside it the button has what was read when it was made, and what was told since
        key, _, known = key.partition(".")
        read, _, sure = known.partition(".")
        asked = asked.with_more(read=read, sure=sure)
    chosen = await choose(asked, takes, number, key) if (number := read_number(place)) is not None else None
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
    if place or takes in TYPED or len(options) > MOST_TO_CHOOSE:
        await remember(pressing, asked, ready=False)
    read = f".{asked.given.get('read', '')}" if takes is Takes.REASON else ""
    named = _named(options, pressing.message.text or "") if typed else options
    buttons, first = fitting(
        [
            pressing.button(pressing.press.action, f"{place}.{key_of(value)}{read}", shortened(label))
            for value, label in named.items()
        ]
    )
    facts = {"field": field.name, "nothing": not options, "typed": typed and named is options, "first": first}
    text = pressing.voice.chat(
        "desk/choose", number=pressing.number, aside=await _aside(pressing, asked, field), **facts
    )
    await pressing.message.answer(text, reply_markup=keyboard(*in_rows(buttons)))


def _named(options: Options, said: str) -> Options:
    """Those whose label has the words that were typed; all of them where none has."""
    return {value: label for value, label in options.items() if said.strip().casefold() in label.casefold()} or options


async def _aside(pressing: Pressing, asked: Asked, field: Field) -> list[str]:
    """What is said beneath the choices, and cannot be chosen."""
    if field.aside is None:
        return []
    async with asking(pressing) as begun:
        return await field.aside(asked.now_in(begun.session))


async def _finish_or_ask(pressing: Pressing, asked: Asked, takes: Takes) -> None:
    """What nobody had read is shown first."""
    try:
        await _finish(pressing, asked, takes)
    except (ReporterWrote, AnsweredMeanwhile, StillOwed) as error:
        if takes is not Takes.REASON:
            raise
        await ask_all_the_same(pressing, error)


async def _finish(pressing: Pressing, asked: Asked, takes: Takes) -> None:
    """A verb without words: what it did stands in place of the button that was pressed."""
    said = await perform(pressing, asked, takes)
    if takes is Takes.NOTHING:
        await refresh(pressing)
        if said["later"]:
            await pressing.message.answer(said["later"])
        return
    if takes in TYPED:  # its words were left out: nothing is waited for any more
        async with pressing.door.database.writing() as session:
            await set_mode(session, pressing.caller.conversation.id)
    shown = {name: escape(words) for name, words in said.items()}  # a file is called what its sender likes
    await change(pressing.message, done_words(pressing, shown))
