"""Presses beneath what the house tells a member: end a browser's session, let somebody in, take an invitation back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiogram.types import Message

from actions.hand import Hand
from actions.inviting import confirm_newcomer, take_back_invite
from actions.signing_in import sign_out_everywhere, sign_out_one
from cases.people import CaseNotFound, NotAllowed
from handlers.callbacks import TeamPress
from handlers.chat import change
from handlers.door import Door
from handlers.said.house import CONFIRM, END_SESSION, END_SESSIONS, TAKE_BACK
from storage.conversations import Caller
from storage.team import name_of

GONE = (CaseNotFound, NotAllowed)  # alike for what is over and what is not theirs


async def _end_session(hand: Hand, mark: str) -> dict[str, object]:
    await sign_out_one(hand, mark)
    return {}


async def _end_sessions(hand: Hand, _nothing: str) -> dict[str, object]:
    return {"count": await sign_out_everywhere(hand, hand.officer.id)}


async def _confirm(hand: Hand, mark: str) -> dict[str, object]:
    return {"name": name_of(hand.session, await confirm_newcomer(hand, mark))}


async def _take_back(hand: Hand, mark: str) -> dict[str, object]:
    await take_back_invite(hand, mark)
    return {}


STEPS: dict[str, Callable[[Hand, str], Awaitable[dict[str, object]]]] = {
    END_SESSION: _end_session,
    END_SESSIONS: _end_sessions,
    CONFIRM: _confirm,
    TAKE_BACK: _take_back,
}


async def pressed(message: Message, press: TeamPress, door: Door, caller: Caller) -> None:
    """In place of the question, so that it is answered once."""
    voice = door.voice(caller)
    try:
        async with door.database.writing() as session:
            facts = await STEPS[press.action](door.hand(session, member=caller.member), press.argument)
    except GONE:
        await change(message, voice.say(f"team.gone.{press.action}"))
        return
    await change(message, voice.say(f"team.done.{press.action}", **facts))
