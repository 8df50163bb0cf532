"""Who comes for the first time, or with a code: counted by address, and above what is usual the page has some work.

Nobody is refused because of others at the same address: behind it may be a whole city. Nor is anybody let in for
nothing, thousands of times.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from fastapi import Request
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.webchat import work
from bot.webchat.doors import CodeUnknown, TooOften, WorkNeeded, new_token
from bot.webchat.reception import Reception
from handlers.said.browser import browser_label
from storage import tallies, web_chats
from storage.conversations import begin_conversation
from storage.tables import Channel
from storage.unused_chats import make_room
from storage.web_devices import add_device

HOUR = timedelta(hours=1)
OF_AN_ADDRESS, OF_ALL = ("new chats of", 30), ("new chats", 600)  # an hour, before there is any work
WRONG, WRONG_WITHIN = 10, timedelta(minutes=15)  # tries with the same half of a code
SAID = "x-work"


async def new_chat(reception: Reception, request: Request) -> tuple[int, str]:
    """A chat, and the token of its browser.

    It speaks as the page was opened: a Chinese opening on an English page would be a riddle. Raises WorkNeeded.
    """
    address, now = reception.address(request), reception.clock()
    database, languages = reception.transcript.database, reception.languages
    language, token = reception.language(request), new_token()
    async with database.reading() as session:  # first, so that who has not done the work costs no transaction
        so_far = [await tallies.times(session, kind, _whose(kind, address), HOUR, now) for kind, _ in KINDS]
    _check(reception, request, so_far, now)
    async with database.writing() as session:
        counted = [await tallies.count(session, kind, _whose(kind, address), HOUR, now) - 1 for kind, _ in KINDS]
        if riddle := _check(reception, request, counted, now):
            await _spend(reception, session, riddle, now)
        await make_room(session, now)
        chat = await web_chats.add_chat(session, now)
        chat.unused = True
        await add_device(session, chat.chat_id, token, now, browser_label(request.headers.get("user-agent", "")))
        own = language if language != languages.default else None
        await begin_conversation(session, languages.bot_id, chat.chat_id, Channel.WEB, now, language=own)
    return chat.chat_id, token


async def chat_of_code(reception: Reception, request: Request, code: str) -> int:
    """The chat of a return code that somebody typed, or of this browser, whose lock it opens.

    Raises CodeUnknown, TooOften and WorkNeeded.

    An address keeps nobody out. What is counted for all is either half of the code: whoever has seen one of them, on
    paper or over a shoulder, does not guess the other.
    """
    address, now, database = reception.address(request), reception.clock(), reception.transcript.database
    riddle = _check_work(reception, request, work.FEWEST + 2, now) if reception.wrong_codes.is_over(address) else None
    halves = web_chats.halves_of(code)
    async with database.reading() as session:
        tries = [await tallies.times(session, "code", half, WRONG_WITHIN, now) for half in halves]
        if any(one >= WRONG for one in tries):
            raise TooOften
        chat_id = await web_chats.chat_of_code(session, code)
        chat_id = chat_id or await web_chats.chat_of_lock(session, reception.cookies.token(request), code)
    if chat_id is None:
        reception.wrong_codes.allows(address)
        async with database.writing() as session:
            if riddle:
                await _spend(reception, session, riddle, now)
            for half in halves:
                await tallies.count(session, "code", half, WRONG_WITHIN, now)
        raise CodeUnknown
    return chat_id


KINDS = (OF_AN_ADDRESS, OF_ALL)


def _whose(kind: str, address: str) -> str:
    return address if kind == OF_AN_ADDRESS[0] else ""


def _check(reception: Reception, request: Request, so_far: list[int], now: datetime) -> work.Riddle | None:
    """The work that was done, where there is to be any. Raises WorkNeeded."""
    excess = [(times - usual, usual) for times, (_, usual) in zip(so_far, KINDS, strict=True) if times >= usual]
    if not excess:
        return None
    return _check_work(reception, request, max(work.zeros(*one) for one in excess), now)


def _check_work(reception: Reception, request: Request, zeros: int, now: datetime) -> work.Riddle:
    """One zero less than now will do: others came while the page was at it. Raises WorkNeeded."""
    riddle = work.read(reception.transcript.keys, request.headers.get(SAID, ""), now)
    if riddle is None or riddle.zeros < zeros - 1:
        raise WorkNeeded(work.ask(reception.transcript.keys, zeros, now))
    return riddle


async def _spend(reception: Reception, session: AsyncSession, riddle: work.Riddle, now: datetime) -> None:
    """Each is good for once, in whichever process. Raises WorkNeeded."""
    if await tallies.count(session, "riddle", riddle.name, work.LASTS, now) > 1:
        raise WorkNeeded(work.ask(reception.transcript.keys, riddle.zeros, now))
