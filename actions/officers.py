"""While somebody rings in an officer's name: checked by a code, or not them at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from uuid import UUID

from actions.hand import Hand, does
from actions.tell import chats_of, planned_keys, tell_leads, unique_key
from cases.messages import Kind
from cases.officers import (
    ALARMS_IN_ALL,
    ALARMS_OF_CHAT,
    ALARMS_WITHIN,
    FAILED,
    GOOD_FOR,
    MOST_TRIES,
    Came,
    NoCheckHere,
    new_code,
)
from cases.people import Role
from cases.verbs import NotYours, Verb
from storage.conversations import conversation_by_id
from storage.officers import add_code, calls_about, code_of, code_words, note_check
from storage.outgoing import release_held
from storage.tables import Case, Conversation, Event, SpokenCode
from storage.tallies import count


@does(Verb.NOT_MY_CALL)
async def deny_call(hand: Hand, number: str) -> Case:
    """Whoever was to read the code does not ring: the reporter hears so at once, and the leads.

    Raises NoCheckHere, and NotYours for anybody but them and the leads.
    """
    case = await hand.open(number, Verb.NOT_MY_CALL)
    code = await code_of(hand.session, case)
    if code is None:
        raise NoCheckHere
    if code.member_id != hand.officer.id and hand.officer.role is not Role.LEAD:
        raise NotYours
    chat = await conversation_by_id(hand.session, case.conversation_id)
    await _came(hand, case, chat, Came.DENIED, code)
    await hand.tell(case, Kind.CALL_DENIED, by=str(code.member_id))
    return case


async def somebody_rings(hand: Hand, number: str) -> tuple[Case, bool]:
    """In the name of an officer, says the reporter: written down, and whether the leads hear of it."""
    case = await hand.of_firm(number)
    calls = await calls_about(hand.session, case, hand.now)
    came = Came.ANNOUNCED if calls else Came.UNANNOUNCED
    return case, await _came(hand, case, _chat(hand), came, about=calls[0].member_id if calls else case.holder_id)


async def ask_for_code(hand: Hand, number: str) -> SpokenCode | None:
    """A code that is shown to nobody but the officer who announced the call, or has the case; None without either.

    One before it opens nothing any more.
    """
    case = await hand.of_firm(number)
    await release_held(hand.session, case.conversation_id, hand.now)
    calls = await calls_about(hand.session, case, hand.now)
    reads = calls[0].member_id if calls else case.holder_id
    if reads is None:
        return None
    code = await add_code(hand.session, case, reads, new_code(), hand.now, hand.now + GOOD_FOR)
    case.code_id = code.id
    note_check(hand.session, _chat(hand), case, Came.CODE_MADE, hand.now, member_id=reads)
    await hand.tell_members(case, Kind.CODE_TO_READ, [reads], code=str(code.id))
    return code


@dataclass(frozen=True)
class Result:
    """What came of a code, how many tries are left, and whether the leads hear of it."""

    came: Came
    left: int = 0
    heard: bool = False


async def read_back(hand: Hand, number: str, said: str) -> Result:
    """What the reporter heard. A code is good once. Raises NoCheckHere."""
    case = await hand.of_firm(number)
    code = await code_of(hand.session, case)
    if code is None:
        raise NoCheckHere
    if hand.now >= code.expires_at:
        return Result(Came.EXPIRED, heard=await _came(hand, case, _chat(hand), Came.EXPIRED, code))
    if compare_digest(await code_words(hand.session, case, code), said):
        return Result(Came.RIGHT, heard=await _came(hand, case, _chat(hand), Came.RIGHT, code))
    code.tries += 1
    left = MOST_TRIES - code.tries
    heard = await _came(hand, case, _chat(hand), Came.WRONG, None if left else code, about=code.member_id)
    return Result(Came.WRONG, left, heard)


async def could_not_read(hand: Hand, number: str) -> Result:
    """Whoever rings had no code. Raises NoCheckHere."""
    case = await hand.of_firm(number)
    code = await code_of(hand.session, case)
    if code is None:
        raise NoCheckHere
    return Result(Came.UNREAD, heard=await _came(hand, case, _chat(hand), Came.UNREAD, code))


async def strangers_are_rung(hand: Hand) -> None:
    """Somebody who has no case here is rung in our name: the leads hear once a day that it happens."""
    note_check(hand.session, _chat(hand), None, Came.UNANNOUNCED, hand.now)
    await tell_leads(hand.session, Kind.STRANGERS_RUNG, hand.now, f"{hand.now.astimezone(hand.zone):%y%m%d}")


async def note_looked_up(hand: Hand, case: Case | None, looked_up: Mapping[str, bool]) -> None:
    """What was asked about, and whether it is recorded with us."""
    for value, recorded in looked_up.items():
        came = Came.RECORDED if recorded else Came.NOT_RECORDED
        note_check(hand.session, _chat(hand), case, came, hand.now, value=value)


async def _came(
    hand: Hand,
    case: Case,
    chat: Conversation,
    came: Came,
    code: SpokenCode | None = None,
    *,
    about: UUID | None = None,
) -> bool:
    """Written down, with the `code` that it ends; of what failed the leads hear, and whether they do."""
    about = code.member_id if code else about
    if code:
        code.came, case.code_id = came, None
    note_check(hand.session, chat, case, came, hand.now, member_id=about)
    if came is Came.DENIED:
        hand.note(case, Event.CALL_DENIED)
    else:
        hand.note(case, Event.OFFICER_CHECKED, came=came.value)
    return came in FAILED and await _alarm(hand, case, chat, came, about)


async def _alarm(hand: Hand, case: Case, chat: Conversation, came: Came, about: UUID | None) -> bool:
    """Whether the leads hear of it: by this, or by what they were told within the hour."""
    chats = await chats_of(hand.session, case, Kind.CHECK_FAILED)
    once = f"{case.number}:{came}:{hand.now:%y%m%d%H}"
    if await planned_keys(hand.session, [unique_key(Kind.CHECK_FAILED, once, one) for one in chats]):
        return True
    if came is not Came.DENIED and not await _may_alarm(hand, chat):  # no stranger says that
        return False
    await hand.tell(case, Kind.CHECK_FAILED, key=once, what=came.value, by=str(about or ""))
    return bool(chats)


async def _may_alarm(hand: Hand, chat: Conversation) -> bool:
    """No chat makes a storm of it, and neither do many together: the checks are written down in any case."""
    own = await count(hand.session, "alarms of checks", str(chat.id), ALARMS_WITHIN, hand.now)
    return (
        own <= ALARMS_OF_CHAT
        and await count(hand.session, "alarms of checks", "all", ALARMS_WITHIN, hand.now) <= ALARMS_IN_ALL
    )


def _chat(hand: Hand) -> Conversation:
    assert hand.conversation, "a reporter's verb needs a reporter"
    return hand.conversation
