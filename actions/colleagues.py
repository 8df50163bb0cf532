"""A reporter names colleagues: each comes in by a code, hears the same, speaks under their own name, and goes again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select, update

from actions.hand import Hand
from actions.reaching import give_up_reach
from actions.tell import plan
from cases.colleagues import (
    A_DAY,
    CODE_HOLDS,
    LONGEST_NAME,
    MOST,
    MOST_NAMED,
    MOST_OF_ALL,
    MOST_TRIES,
    TRIES_WITHIN,
    ColleagueNotFound,
    IsPartAlready,
    NamedTooOften,
    NoMoreColleagues,
    Post,
    TooManyCodesTried,
    new_code,
)
from cases.messages import Kind
from cases.people import CaseNotFound
from cases.tracks import ENDED, CaseEnded, MoveNotPossible
from cases.understanding import read_person_name
from storage import tallies
from storage.cases import case_by_id
from storage.colleagues import (
    by_code,
    colleagues_of,
    fingerprint_of,
    has_part,
    name_of,
    named,
    seal_name,
)
from storage.conversations import conversation_by_id, set_mode
from storage.keys import keys_of
from storage.reaches import reaches_of
from storage.stamps import is_genuine
from storage.tables import Case, Channel, Colleague, Conversation, Event, Outgoing, OutgoingState, Why
from storage.web_devices import devices_of, mark_of

WRONG = "colleague codes"  # as they are counted


@dataclass(frozen=True)
class Asked:
    """Who was named, for which case, as whoever came by the code is asked."""

    row: Colleague
    case: Case
    name: str


async def name_colleague(hand: Hand, number: str, post: Post, said: str) -> tuple[Asked, str]:
    """The code by which they come in, shown this once: the reporter passes it on, we send nothing to strangers.

    Raises CaseNotFound, CaseEnded, MoveNotPossible while it is told, NoMoreColleagues, NamedTooOften, NotUnderstood.
    """
    case, name = await hand.own(number), read_person_name(said)[:LONGEST_NAME]
    if case.service in ENDED:
        raise CaseEnded
    if not case.is_complete:
        raise MoveNotPossible
    await _make_room(hand, case)
    if await tallies.count(hand.session, "colleagues named", str(case.id), A_DAY, hand.now) > MOST_NAMED:
        raise NamedTooOften
    code = new_code()
    row = Colleague(
        case_id=case.id,
        post=post,
        sealed_name=b"",
        code_hash=fingerprint_of(hand.session, code),
        code_until=hand.now + CODE_HOLDS,
        made_at=hand.now,
    )
    seal_name(await keys_of(hand.session).cipher(hand.session, case.key_id), row, name)
    hand.session.add(row)
    hand.note(case, Event.COLLEAGUE_NAMED, colleague=str(row.id))
    return Asked(row, case, name), code


async def _make_room(hand: Hand, case: Case) -> None:
    """Whoever did not come in time is named no more. Raises NoMoreColleagues."""
    there = await colleagues_of(hand.session, case.id)
    late = [one for one in there if one.joined_at is None and one.code_until <= hand.now]
    for one in late:
        one.ended_at, one.code_hash = hand.now, None
    beside = [one for one in there if one not in late and one.conversation_id != case.conversation_id]
    if len(beside) >= MOST:
        raise NoMoreColleagues


async def come_by_code(hand: Hand, code: str) -> Asked | None:
    """The code is good once: from now on this chat alone can say yes. None: it is none, which is counted.

    Raises TooManyCodesTried, before it is looked at, and IsPartAlready, which leaves the code as it is.
    """
    chat = _chat(hand)
    await _check_tries(hand, chat)
    row = await by_code(hand.session, code, hand.now)
    case = await case_by_id(hand.session, row.case_id, lock=True) if row else None
    if row is not None:
        await hand.session.refresh(row)  # as it is now that nobody else works on the case
    if row is None or case is None or not _may_come(chat, case, row):
        await _count_try(hand, chat)
        return None
    if await has_part(hand.session, case, chat.id):
        raise IsPartAlready
    row.conversation_id, row.code_hash = chat.id, None
    return await asked_of(hand, row, case)


def _may_come(chat: Conversation, case: Case, row: Colleague) -> bool:
    """Nobody came by the code meanwhile, and nobody took it away."""
    is_open = is_genuine(row) and row.code_hash is not None and row.ended_at is None
    return is_open and is_genuine(case) and _may_be_a_colleagues(chat)


def _may_be_a_colleagues(chat: Conversation) -> bool:
    """Nobody of the team hears of a case in this way, and no group."""
    return chat.member_id is None and not chat.is_group


async def _check_tries(hand: Hand, chat: Conversation) -> None:
    of_chat = await tallies.times(hand.session, WRONG, str(chat.id), TRIES_WITHIN, hand.now)
    if of_chat >= MOST_TRIES or await tallies.times(hand.session, WRONG, "", TRIES_WITHIN, hand.now) >= MOST_OF_ALL:
        raise TooManyCodesTried


async def _count_try(hand: Hand, chat: Conversation) -> None:
    for whose in (str(chat.id), ""):
        await tallies.count(hand.session, WRONG, whose, TRIES_WITHIN, hand.now)


async def agree(hand: Hand, colleague_id: UUID) -> Asked:
    """They hear the same from now on; where the reporter's phone may be read, once the reporter says that it is them.

    Raises ColleagueNotFound.
    """
    row, case = await _who_came(hand, colleague_id)
    if row.joined_at or row.agreed_at:
        return await asked_of(hand, row, case)
    row.agreed_at, row.came_in = hand.now, await _where(hand)
    if not case.quiet:
        _join(hand, case, row)
    await _tell_reporter(hand, case, row, "waits" if case.quiet else "came")
    return await asked_of(hand, row, case)


async def decline(hand: Hand, colleague_id: UUID) -> None:
    """Raises ColleagueNotFound."""
    row, case = await _who_came(hand, colleague_id)
    if row.joined_at:
        raise ColleagueNotFound
    await end_part(hand, case, row)
    await _tell_reporter(hand, case, row, "declined")


async def confirm_colleague(hand: Hand, number: str, mark: str) -> Asked:
    """The reporter says that it is them who came. Raises CaseNotFound, ColleagueNotFound."""
    case = await hand.own(number)
    row = await named(hand.session, case, mark)
    if row.conversation_id is None or row.agreed_at is None:
        raise ColleagueNotFound
    if row.joined_at is None:
        _join(hand, case, row)
        plan(hand.session, row.conversation_id, Kind.COLLEAGUE_IN, hand.now, case_id=case.id)
    return await asked_of(hand, row, case)


async def take_off(hand: Hand, number: str, mark: str) -> Asked:
    """Nothing more goes there, at once. Raises CaseNotFound, ColleagueNotFound."""
    case = await hand.own(number)
    row = await named(hand.session, case, mark)
    if row.conversation_id == case.conversation_id:
        raise ColleagueNotFound  # the case is theirs
    await end_part(hand, case, row)
    return await asked_of(hand, row, case)


async def leave(hand: Hand, number: str) -> Asked:
    """A colleague goes by themselves. Raises CaseNotFound, also for whose case it is."""
    case = await hand.of_firm(number)
    row = await hand.colleague(case)
    if row is None or row.conversation_id == case.conversation_id:
        raise CaseNotFound
    await end_part(hand, case, row)
    await _tell_reporter(hand, case, row, "left")
    return await asked_of(hand, row, case)


async def end_part(hand: Hand, case: Case, row: Colleague) -> None:
    """No message, no address, no code, and nothing that this chat waits for: they have no part in the case any more."""
    was_in = row.joined_at is not None
    row.ended_at, row.code_hash = hand.now, None
    if was_in:
        hand.note(case, Event.COLLEAGUE_LEFT, colleague=str(row.id))
    for reach in await reaches_of(hand.session, case.id, row.id, proved=False):
        await give_up_reach(hand, reach, Why.TAKEN_OFF)
    if row.conversation_id:
        await _stop_messages(hand, case, row.conversation_id)
        chat = await conversation_by_id(hand.session, row.conversation_id)
        if chat.about.get("number") == case.number:
            await set_mode(hand.session, chat.id)


async def _stop_messages(hand: Hand, case: Case, chat: UUID) -> None:
    there = (col(Outgoing.case_id) == case.id, col(Outgoing.conversation_id) == chat)
    waits = update(Outgoing).where(*there, col(Outgoing.state).in_([OutgoingState.WAITING, OutgoingState.GATHERED]))
    await hand.session.exec(waits.values(state=OutgoingState.CANCELLED, why=Why.TAKEN_OFF))


def _join(hand: Hand, case: Case, row: Colleague) -> None:
    row.joined_at = hand.now
    hand.note(case, Event.COLLEAGUE_CAME, colleague=str(row.id))


async def _who_came(hand: Hand, colleague_id: UUID) -> tuple[Colleague, Case]:
    """Who came by a code into this chat, and may still answer; the case locked. Raises ColleagueNotFound."""
    here = Colleague.id == colleague_id, Colleague.conversation_id == _chat(hand).id, col(Colleague.ended_at).is_(None)
    found = (await hand.session.exec(select(Colleague).where(*here))).one_or_none()
    if found is None or not is_genuine(found) or not _may_be_a_colleagues(_chat(hand)):
        raise ColleagueNotFound
    if found.joined_at is None and found.code_until <= hand.now:
        raise ColleagueNotFound
    case = await case_by_id(hand.session, found.case_id, lock=True)
    if not is_genuine(case):
        raise ColleagueNotFound
    await hand.session.refresh(found)
    return found, case


async def _where(hand: Hand) -> str:
    """As the reporter reads it: the browser, where there is one."""
    chat = _chat(hand)
    if chat.channel is not Channel.WEB:
        return chat.channel.value.capitalize()
    found = await devices_of(hand.session, chat.chat_id, hand.now)
    here = [one for one in found if hand.device in {"", mark_of(one)}]
    return next((one.label for one in here if one.label), "")


async def _tell_reporter(hand: Hand, case: Case, row: Colleague, what: str) -> None:
    await hand.tell(case, Kind.COLLEAGUE, colleague=str(row.id), what=what)


async def asked_of(hand: Hand, row: Colleague, case: Case) -> Asked:
    """With the name opened."""
    return Asked(row, case, name_of(await keys_of(hand.session).cipher(hand.session, case.key_id), row))


def _chat(hand: Hand) -> Conversation:
    assert hand.conversation, "a colleague's verb needs a chat"
    return hand.conversation
