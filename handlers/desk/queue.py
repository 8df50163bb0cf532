"""The queue in chat: pages of cases, each a button that opens its dossier."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from cases.money_lane import MAY_BE_STOPPED
from handlers.callbacks import QueuePress, TeamPress
from handlers.chat import WAY, button, change, keyboard, message_of
from handlers.desk.card import desk_button
from handlers.desk.forms import put_aside
from handlers.door import Door, Voice
from handlers.outside import read_hexadecimal, read_id, read_number
from handlers.said.cases import company_name, promise_of, short_name
from storage.came_back import came_back
from storage.conversations import Caller
from storage.queue import Place, View, companies_of, place_of, queue

PAGE = 8
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FARTHEST = (datetime(2200, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
SHOWS = ("waiting", "asked", "late", "mine", "open", "urgent", "ended")


def register(router: Router) -> None:
    router.message.register(first_page, Command("queue"))
    router.callback_query.register(turned, QueuePress.filter())


async def first_page(message: Message, door: Door, caller: Caller) -> None:
    await put_aside(message, door, caller)
    text, rows = await page(door, caller, QueuePress(show="waiting"))
    await message.answer(text, reply_markup=rows)


async def turned(query: CallbackQuery, callback_data: QueuePress, door: Door, caller: Caller) -> None:
    """Another part of the queue, or its next page, in place of this one."""
    if message := message_of(query):
        await put_aside(message, door, caller)
        text, rows = await page(door, caller, callback_data)
        await change(message, text, rows)
    await query.answer()


async def page(door: Door, caller: Caller, press: QueuePress) -> tuple[str, InlineKeyboardMarkup | None]:
    """One page: the cases as lines and buttons, the filters below."""
    assert caller.member
    show = press.show if press.show in SHOWS else "waiting"
    now = door.clock()
    view = replace(view_of(show, now), fresh_since=now - MAY_BE_STOPPED)
    async with door.database.reading() as session:
        found = await queue(session, caller.member, view, after=_place(press.after), limit=PAGE + 1)
        names, back = await companies_of(session, found[:PAGE]), await came_back(session, found[:PAGE])
    voice = door.voice(caller)
    companies = {case_id: company_name(voice, name) for case_id, name in names.items()}
    promises = {case.id: promise_of(case, now, door.zone) for case in found[:PAGE]}
    facts = {"cases": found[:PAGE], "companies": companies, "back": back, "me": caller.member.id, "promises": promises}
    text = voice.chat("desk/queue", show=show, now=now, **facts)
    rows = [
        [desk_button(voice, "dossier", case.number, label=short_name(voice, case, companies[case.id]))]
        for case in found[:PAGE]
    ]
    more = (
        [button(voice.say("buttons.later"), QueuePress(show=show, after=_mark(place_of(found[PAGE - 1], view))), WAY)]
        if len(found) > PAGE
        else []
    )
    return text, keyboard(*rows, more, *_filters(voice, show))


def view_of(show: str, now: datetime) -> View:
    """The part of the queue that a button stands for."""
    return View("open" if show == "urgent" else show, urgent=show == "urgent", at=now if show == "late" else None)


def _filters(voice: Voice, show: str) -> list[list[InlineKeyboardButton]]:
    """Beside the cases, which are what is pressed: so they stand there as ways."""
    others = [button(voice.say(f"buttons.queue_{one}"), QueuePress(show=one), WAY) for one in SHOWS if one != show]
    return [others[:3], others[3:], [button(voice.say("buttons.desk_menu"), TeamPress(action="menu"), WAY)]]


def _mark(place: Place) -> str:
    """Where the next page begins, short enough for a button: rank, microseconds, id."""
    return f"{place.rank}.{(place.at - EPOCH) // timedelta(microseconds=1):x}.{place.id.hex}"


def _place(mark: str) -> Place | None:
    parts = mark.split(".")
    if len(parts) != 3:
        return None
    rank, at, case_id = read_number(parts[0]), read_hexadecimal(parts[1], most=FARTHEST), read_id(parts[2])
    if rank is None or at is None or case_id is None:
        return None
    return Place(rank, EPOCH + timedelta(microseconds=at), case_id)
