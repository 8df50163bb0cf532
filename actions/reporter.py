"""What the reporter does after submitting: write, add files, withdraw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.casework import add_message, answer_sooner, open_again, withdraw
from actions.hand import Hand
from actions.replies import expect_reply
from actions.weighing import hear_signs
from cases.messages import Kind
from cases.tracks import ENDED, CaseEnded, Service
from cases.understanding.calling import calls_somebody
from cases.understanding.reply import is_courtesy, is_thanks
from storage.arrivals import has_unread_question
from storage.dossiers import open_dossier
from storage.outgoing import release_held
from storage.tables import Author, Case, Channel, Conversation, Event
from storage.team import is_attended, team_of
from storage.web_devices import devices_of, held_among


@dataclass(frozen=True)
class Passed:
    """What became of a reporter's words. `holder` is the name of whoever has the case."""

    case: Case
    holder: str = ""
    came_back: bool = False  # the case had ended until then
    waits: bool = True  # for a reply, by a time
    heard_at: datetime | None = None  # by when the desk hears of it
    attended: bool = True  # somebody is there who hears of it
    courtesy: str = ""  # "thanks" or "seen", when nothing else was said and nothing is answered by it
    unread: bool = False  # a question of the desk has not been opened yet, and is answered by nothing


async def write_to_desk(hand: Hand, number: str, text: str) -> Passed:
    """The reporter's words reach the desk, and wait for a reply by a time; courtesy waits for none.

    A case that had ended is open again. A repeated update writes nothing twice. What was held for a better hour goes
    now: they are at the phone.
    """
    case, waits = await hand.of_firm(number), calls_somebody(text) or not is_courtesy(text)
    assert hand.conversation, "a reporter's verb needs a reporter"
    await release_held(hand.session, hand.conversation.id, hand.now)
    unread = await has_unread_question(hand.session, case.id, hand.conversation.id)
    courtesy = "" if waits else "thanks" if is_thanks(text) else "seen"
    if courtesy == "seen" and not unread and await _is_asked(hand, case):
        courtesy = ""
    became = {"waits": waits, "courtesy": courtesy, "unread": unread}
    if await hand.was_here(case):
        return await _passed(hand, case, **became)
    speaks, is_new = await hand.colleague(case), await _is_from_new(hand, hand.conversation)
    whose = speaks.id if speaks else None
    message = await add_message(hand, case, Author.REPORTER, text, from_new=is_new, colleague_id=whose)
    hand.note(case, Event.REPORTER_WROTE)
    hear_signs(hand, case, text)
    await answer_sooner(hand, case)
    had_ended = case.service in ENDED
    if waits:
        await _wait_for_reply(hand, case, unread=unread)
    came_back = had_ended and case.service not in ENDED
    heard_at = await hand.tell(case, Kind.REPORTER_WROTE, message=str(message.id), came_back=came_back)
    return await _passed(hand, case, came_back=came_back, heard_at=heard_at, **became)


async def _is_from_new(hand: Hand, chat: Conversation) -> bool:
    """Whether the browser had just come by a code: whoever reads it on the desk does not take it for the reporter."""
    if chat.channel is not Channel.WEB:
        return False
    return held_among(await devices_of(hand.session, chat.chat_id, hand.now), hand.device, hand.now) is not None


async def _is_asked(hand: Hand, case: Case) -> bool:
    """Whether a question of the desk's is open: then 好的 is an answer."""
    return (await open_dossier(hand.session, case)).open_question is not None


async def bring_after_end(hand: Hand, case: Case) -> None:
    """A file for a case that had ended opens it again, as words do."""
    if case.service in ENDED and case.is_complete:  # of a report given up nothing is open again but a new one
        await open_again(hand, case)


async def _passed(hand: Hand, case: Case, **became: Any) -> Passed:
    if case.holder_id:
        return Passed(case, (await team_of(hand.session)).name(case.holder_id), **became)
    attended = await is_attended(hand.session, case.district, hand.now)
    return Passed(case, attended=attended, **became)


async def _wait_for_reply(hand: Hand, case: Case, *, unread: bool) -> None:
    await bring_after_end(hand, case)
    if case.service is Service.MATERIALS_REQUESTED and not unread:
        case.service = Service.TRIAGED
    await expect_reply(hand, case)


async def withdraw_case(hand: Hand, number: str) -> Case:
    """The company takes its report back from us; the desk is told. It changes nothing at law."""
    case = await hand.own(number)
    if case.service in ENDED:
        raise CaseEnded
    await withdraw(hand, case)
    return case


async def hold_withdrawal(hand: Hand, number: str) -> None:
    """It is not done from a browser that just came by a code; the desk is told once a day."""
    await hand.tell(await hand.own(number), Kind.WITHDRAWAL_HELD, key=f"{number}:{hand.now:%y%m%d}")


async def go_quiet(hand: Hand, number: str) -> Case:
    """From now on messages about this case carry no content: its reporter says that somebody can read along."""
    case = await hand.own(number)
    case.quiet = True
    return case
