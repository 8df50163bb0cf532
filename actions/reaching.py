"""A reporter says where news may reach them, proves that it is theirs, and takes it off again."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from hmac import compare_digest
from uuid import UUID

from sqlmodel import col, select, update

from actions.hand import Hand
from actions.tell import plan
from cases.messages import OUTSIDE, Kind
from cases.reach import (
    A_DAY,
    CODE_DIGITS,
    CODE_HOLDS,
    MOST_CODES,
    MOST_OF_CASE,
    MOST_TRIES,
    By,
    CodeOver,
    NoMoreAddresses,
    NoMoreCodes,
    ReachNotFound,
)
from storage import tallies
from storage.conversations import begin_conversation
from storage.keys import keys_of
from storage.reaches import code_of, code_place_of, fingerprint_of, new_number, place_of, reaches_of
from storage.stamps import is_genuine
from storage.tables import Case, Channel, Event, Outgoing, OutgoingState, Reach, Why


async def begin_reach(hand: Hand, number: str, by: By, address: str, bot_id: int) -> Reach:
    """A code goes there. One that was never proved gives way to the newest of its kind.

    Raises CaseNotFound, NoMoreAddresses, NoMoreCodes.
    """
    case = await hand.of_firm(number)
    fingerprint = fingerprint_of(hand.session, by, address)
    known = await reaches_of(hand.session, case.id, await _whose(hand, case), proved=False)
    for one in known:
        if one.proved_at is None and one.by is by:
            await give_up_reach(hand, one)
    proved = [one for one in known if one.proved_at]
    if same := next((one for one in proved if one.fingerprint == fingerprint), None):
        return same
    if len(proved) >= MOST_OF_CASE:
        raise NoMoreAddresses
    await _count_code(hand, fingerprint)
    reach = await _add(hand, case, by, address, bot_id)
    reach.sealed_code = await _new_code(hand, case, reach)
    reach.code_until = hand.now + CODE_HOLDS
    await hand.session.flush()
    plan(hand.session, reach.conversation_id, Kind.REACH_CODE, hand.now, case_id=case.id)
    return reach


async def send_code_again(hand: Hand, number: str, reach_id: UUID, bots: Mapping[By, int]) -> tuple[Reach, str]:
    """Another code to the same address, which is said back to whoever typed it.

    Raises CaseNotFound, ReachNotFound, NoMoreCodes.
    """
    case = await hand.of_firm(number)
    before = await _of_case(hand, case, reach_id)
    if before.proved_at or before.by not in bots:
        raise ReachNotFound
    cipher = await keys_of(hand.session).cipher(hand.session, case.key_id)
    address = cipher.open_text(before.sealed_address, place_of(before))
    return await begin_reach(hand, number, before.by, address, bots[before.by]), address


async def add_browser(hand: Hand, number: str, subscription: str, bot_id: int) -> Reach:
    """Whoever may show notices in this browser sits at it: nothing is left to prove.

    Raises CaseNotFound, NoMoreAddresses.
    """
    case = await hand.of_firm(number)
    known = await reaches_of(hand.session, case.id, await _whose(hand, case))
    fingerprint = fingerprint_of(hand.session, By.PUSH, subscription)
    if same := next((one for one in known if one.fingerprint == fingerprint), None):
        return same
    if len(known) >= MOST_OF_CASE:
        raise NoMoreAddresses
    reach = await _add(hand, case, By.PUSH, subscription, bot_id)
    reach.proved_at = hand.now
    hand.note(case, Event.REACH_PROVED, by=reach.by.value)
    await hand.session.flush()
    return reach


async def prove_reach(hand: Hand, number: str, reach_id: UUID, code: str) -> Reach:
    """Whoever reads what comes there has it: then it is proved; a wrong code counts, and is no error.

    After the last try nothing more goes there. Raises CaseNotFound, ReachNotFound, CodeOver.
    """
    case = await hand.of_firm(number)
    reach = await _of_case(hand, case, reach_id)
    if reach.proved_at:
        return reach
    wanted = await code_of(hand.session, reach, case)
    if wanted is None or reach.code_until is None or hand.now >= reach.code_until:
        raise CodeOver
    if compare_digest(code.encode(), wanted.encode()):
        reach.proved_at, reach.sealed_code, reach.code_until = hand.now, None, None
        hand.note(case, Event.REACH_PROVED, by=reach.by.value)
        return reach
    reach.tries += 1
    if reach.tries >= MOST_TRIES:
        await give_up_reach(hand, reach)
    return reach


async def end_reach(hand: Hand, number: str, reach_id: UUID) -> Reach:
    """Nothing more goes there. Raises CaseNotFound, ReachNotFound."""
    case = await hand.of_firm(number)
    reach = await _of_case(hand, case, reach_id)
    await give_up_reach(hand, reach)
    hand.note(case, Event.REACH_ENDED, by=reach.by.value)
    return reach


async def _whose(hand: Hand, case: Case) -> UUID | None:
    """A colleague's addresses are theirs; None: the reporter's."""
    colleague = await hand.colleague(case)
    return colleague.id if colleague else None


async def _of_case(hand: Hand, case: Case, reach_id: UUID) -> Reach:
    same = Reach.id == reach_id, Reach.case_id == case.id, col(Reach.ended_at).is_(None)
    found = (await hand.session.exec(select(Reach).where(*same))).one_or_none()
    if found is None or not is_genuine(found) or found.colleague_id != await _whose(hand, case):
        raise ReachNotFound
    return found


async def _add(hand: Hand, case: Case, by: By, address: str, bot_id: int) -> Reach:
    assert hand.conversation, "a reporter's verb needs a reporter"
    channel, language = Channel(by.value), hand.conversation.language
    where = await begin_conversation(hand.session, bot_id, new_number(), channel, hand.now, language=language)
    reach = Reach(
        case_id=case.id,
        conversation_id=where.id,
        colleague_id=await _whose(hand, case),
        by=by,
        sealed_address=b"",
        fingerprint=fingerprint_of(hand.session, by, address),
        created_at=hand.now,
    )
    cipher = await keys_of(hand.session).cipher(hand.session, case.key_id)
    reach.sealed_address = cipher.seal_text(address, place_of(reach))
    hand.session.add(reach)
    return reach


async def _new_code(hand: Hand, case: Case, reach: Reach) -> bytes:
    cipher = await keys_of(hand.session).cipher(hand.session, case.key_id)
    return cipher.seal_text(f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}", code_place_of(reach))


async def give_up_reach(hand: Hand, reach: Reach, why: Why | None = None) -> None:
    """Nothing more goes there, and the address itself is not kept."""
    reach.ended_at, reach.sealed_address, reach.sealed_code = hand.now, b"", None
    there = col(Outgoing.conversation_id) == reach.conversation_id, col(Outgoing.state) == OutgoingState.WAITING
    dropped = update(Outgoing).where(*there, col(Outgoing.kind).in_(sorted(OUTSIDE)))
    await hand.session.exec(dropped.values(state=OutgoingState.CANCELLED, why=why))


async def _count_code(hand: Hand, fingerprint: str) -> None:
    """Nobody is bombarded with our codes. Raises NoMoreCodes."""
    assert hand.conversation, "a reporter's verb needs a reporter"
    whose = {
        "code to": fingerprint,
        "codes of chat": str(hand.conversation.id),
        "codes of place": hand.address or "",
        "codes in all": "",
    }
    counted = {kind: one for kind, one in whose.items() if one or kind == "codes in all"}
    for kind, one in counted.items():
        if await tallies.times(hand.session, kind, one, A_DAY, hand.now) >= MOST_CODES[kind]:
            raise NoMoreCodes
    for kind, one in counted.items():
        await tallies.count(hand.session, kind, one, A_DAY, hand.now)
