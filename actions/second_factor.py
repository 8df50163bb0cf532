"""The second factor of a member: setting one up, proving it, taking it off again.

Everything counts in rows, under a lock of the member: two browsers, or two processes, use nothing twice.
"""

from __future__ import annotations

import base64
import binascii
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, delete, select, update

from actions.hand import Hand
from actions.team_log import log_team
from actions.tell import plan
from cases.messages import Kind
from cases.people import CaseNotFound, NotAllowed, Role, leads
from cases.second_factor import (
    FREE,
    AppAlready,
    FactorNotValid,
    ProveAgain,
    SetUpOver,
    Sort,
    WaitFirst,
    is_over,
    is_recent,
    new_recovery_codes,
    new_secret,
    read_app_code,
    read_recovery,
    step_of,
    wait_after,
)
from cases.verbs import Verb, check_may
from storage import factors
from storage.conversations import team_chats
from storage.keys import KeyLost, keys_of, token_hash
from storage.tables import ConsoleSession, FactorTry, Member, RecoveryCode, SecondFactor, TeamEvent
from storage.team import member_by_id

SET_UP_FOR = timedelta(minutes=30)


async def own_browser(hand: Hand, cookie: str) -> ConsoleSession:
    """Their session, with their membership locked against another of their own. Raises NotAllowed."""
    here = select(Member.id).where(Member.id == hand.officer.id, col(Member.revoked_at).is_(None))
    await hand.session.exec(here.with_for_update(key_share=True))
    await hand.check_standing()
    same = (ConsoleSession.token_hash == token_hash(cookie), ConsoleSession.member_id == hand.officer.id)
    found = (await hand.session.exec(select(ConsoleSession).where(*same).with_for_update())).one_or_none()
    if found is None:
        raise NotAllowed
    return found


async def browser_to_change(hand: Hand, cookie: str) -> ConsoleSession:
    """What there is is changed only by who proved it lately. Raises NotAllowed and ProveAgain."""
    browser = await own_browser(hand, cookie)
    has_one = await factors.has_factor(hand.session, hand.officer.id)
    if has_one and not is_recent(browser.proved_at, hand.now):
        raise ProveAgain
    return browser


# --- an authenticator app


def offer_app(hand: Hand) -> tuple[str, str]:
    """A secret to show, and the same sealed, for its form to bring back: nothing is kept until the first code fits."""
    secret, until = new_secret(), (hand.now + SET_UP_FOR).isoformat()
    sealed = keys_of(hand.session).unit.seal_json({"secret": secret, "until": until}, _place(hand.officer))
    return secret, base64.urlsafe_b64encode(sealed).decode()


def offered_app(hand: Hand, sealed: str) -> str:
    """The secret of that form. Raises SetUpOver, also for what is none of ours."""
    try:
        found = keys_of(hand.session).unit.open_json(base64.urlsafe_b64decode(sealed), _place(hand.officer))
    except (KeyLost, binascii.Error, ValueError) as error:
        raise SetUpOver from error
    if found["until"] <= hand.now.isoformat():
        raise SetUpOver
    return str(found["secret"])


async def set_up_app(hand: Hand, cookie: str, sealed: str, said: str) -> list[str]:
    """With its first code, which counts; recovery codes, if these are the first.

    Raises NotAllowed, ProveAgain, SetUpOver, AppAlready, FactorNotValid.
    """
    browser = await browser_to_change(hand, cookie)
    secret = offered_app(hand, sealed)
    if await factors.rows_of(hand.session, hand.officer.id, Sort.APP):
        raise AppAlready
    step = step_of(secret, read_app_code(said) or "", hand.now, 0)
    if step is None:
        raise FactorNotValid
    return await add_factor(hand, browser, Sort.APP, {"secret": secret}, step)


async def add_factor(hand: Hand, browser: ConsoleSession, sort: Sort, facts: dict[str, Any], counter: int) -> list[str]:
    """It is theirs, and this browser has proved it; the others have not. New recovery codes, if it is the first."""
    is_first = not await factors.has_factor(hand.session, hand.officer.id)
    row = SecondFactor(
        member_id=hand.officer.id, sort=sort, sealed_facts=b"", counter=counter, created_at=hand.now, used_at=hand.now
    )
    factors.seal(keys_of(hand.session), row, facts)
    hand.session.add(row)
    (await _own_row(hand)).has_factor = True
    browser.proved_at = hand.now
    log_team(hand, TeamEvent.FACTOR_ADDED, hand.officer.id, sort=sort.value)
    await _tell(hand, hand.officer, "added", sort=sort.value)
    return await _make_codes(hand) if is_first else []


# --- proving it


async def prove(hand: Hand, cookie: str, said: str) -> bool:
    """By a code of the app, or a recovery code. A wrong one is written down. Raises as `tries_of` does."""
    browser = await own_browser(hand, cookie)
    tried = await tries_of(hand)
    fits = await _fits(hand, said)
    settle(hand, browser, tried, fits=fits)
    return fits


async def tries_of(hand: Hand) -> FactorTry:
    """Raises WaitFirst, and CaseNotFound of who has nothing to prove it by."""
    if not await factors.has_factor(hand.session, hand.officer.id):
        raise CaseNotFound
    found = await hand.session.get(FactorTry, hand.officer.id)
    if found and found.wait_until and not is_over(found.wait_until, hand.now):
        raise WaitFirst(found.wait_until)
    if found is None:
        found = FactorTry(member_id=hand.officer.id)
        hand.session.add(found)
    return found


def settle(hand: Hand, browser: ConsoleSession, tried: FactorTry, *, fits: bool) -> None:
    """A right one opens this browser; each wrong one after the first few makes wait longer, and stands in the log."""
    if fits:
        tried.wrong, tried.wait_until, browser.proved_at = 0, None, hand.now
        return
    tried.wrong += 1
    tried.wait_until = hand.now + wait_after(tried.wrong)
    if tried.wrong >= FREE:
        log_team(hand, TeamEvent.FACTOR_WRONG, hand.officer.id)


async def _fits(hand: Hand, said: str) -> bool:
    if code := read_app_code(said):
        return await _fits_app(hand, code)
    if code := read_recovery(said):
        return await _fits_recovery(hand, code)
    return False


async def _fits_app(hand: Hand, code: str) -> bool:
    rows = await factors.rows_of(hand.session, hand.officer.id, Sort.APP)
    for row, facts in factors.all_opened(keys_of(hand.session), rows):
        step = step_of(facts["secret"], code, hand.now, row.counter)
        if step is not None:
            row.counter, row.used_at = step, hand.now
            return True
    return False


async def _fits_recovery(hand: Hand, code: str) -> bool:
    hashed = factors.recovery_hash(keys_of(hand.session), hand.officer.id, code)
    unused = (col(RecoveryCode.code_hash) == hashed, col(RecoveryCode.used_at).is_(None))
    used = await hand.session.exec(update(RecoveryCode).where(*unused).values(used_at=hand.now))
    if used.rowcount != 1:
        return False
    log_team(hand, TeamEvent.RECOVERY_USED, hand.officer.id)
    await _tell(hand, hand.officer, "recovery_used")
    return True


# --- changing it


async def renew_codes(hand: Hand, cookie: str) -> list[str]:
    """Ten new ones; the ones before are void. Raises NotAllowed, ProveAgain, and CaseNotFound without a factor."""
    await browser_to_change(hand, cookie)
    if not await factors.has_factor(hand.session, hand.officer.id):
        raise CaseNotFound
    log_team(hand, TeamEvent.RECOVERY_RENEWED, hand.officer.id)
    return await _make_codes(hand)


async def remove_factor(hand: Hand, cookie: str, factor_id: UUID) -> None:
    """With the last one everything of it goes. Raises NotAllowed, ProveAgain, CaseNotFound for what is not theirs."""
    await browser_to_change(hand, cookie)
    own = (SecondFactor.id == factor_id, SecondFactor.member_id == hand.officer.id)
    row = (await hand.session.exec(select(SecondFactor).where(*own))).one_or_none()
    if row is None:
        raise CaseNotFound
    await hand.session.delete(row)
    await hand.session.flush()
    if not await factors.rows_of(hand.session, hand.officer.id):
        await _drop_all(hand, hand.officer.id)
    log_team(hand, TeamEvent.FACTOR_REMOVED, hand.officer.id, sort=row.sort.value)
    await _tell(hand, hand.officer, "removed", sort=row.sort.value)


async def take_off(hand: Hand, member_id: UUID) -> None:
    """By another lead, for who has lost it. Raises NotAllowed, and CaseNotFound alike for missing and not theirs."""
    await hand.check_standing()
    check_may(hand.officer.role, Verb.MANAGE_TEAM)
    member = await member_by_id(hand.session, member_id)
    if member is None or member.id == hand.officer.id or not leads(hand.officer.district, member.district):
        raise CaseNotFound
    await take_off_at_server(hand, member)


async def take_off_at_server(hand: Hand, member: Member) -> bool:
    """Whether there was any. Whoever is signed in as them is out; they and all leads hear of it."""
    if not await factors.has_factor(hand.session, member.id):
        return False
    await _drop_all(hand, member.id)
    await hand.session.exec(delete(ConsoleSession).where(col(ConsoleSession.member_id) == member.id))
    member.settled_at = hand.now  # whoever proves themselves by the next one may be somebody else
    log_team(hand, TeamEvent.FACTORS_TAKEN_OFF, member.id)
    await _tell(hand, member, "taken_off", by=str(hand.member.id) if hand.member else "")
    return True


async def _drop_all(hand: Hand, member_id: UUID) -> None:
    """A browser that had proved it has nothing to prove any more."""
    await factors.forget_factors(hand.session, member_id)
    theirs = select(ConsoleSession).where(ConsoleSession.member_id == member_id)
    for browser in (await hand.session.exec(theirs)).all():
        browser.proved_at = None


async def _own_row(hand: Hand) -> Member:
    return (await hand.session.exec(select(Member).where(Member.id == hand.officer.id))).one()


async def _make_codes(hand: Hand) -> list[str]:
    codes, keys, member_id = new_recovery_codes(), keys_of(hand.session), hand.officer.id
    await hand.session.exec(delete(RecoveryCode).where(col(RecoveryCode.member_id) == member_id))
    for code in codes:
        hashed = factors.recovery_hash(keys, member_id, code)
        hand.session.add(RecoveryCode(code_hash=hashed, member_id=member_id))
    return codes


async def _tell(hand: Hand, member: Member, what: str, **details: str) -> None:
    """In each of their own chats; what somebody else did, to every lead as well."""
    for chat, one in await team_chats(hand.session):
        is_theirs = one is not None and one.id == member.id
        if is_theirs or (what == "taken_off" and one is not None and one.role is Role.LEAD):
            facts = {"what": what, "who": str(member.id), "yours": is_theirs, **details}
            plan(hand.session, chat.id, Kind.SECOND_FACTOR, hand.now, case_id=None, **facts)


def _place(member: Member) -> str:
    return f"app to set up:{member.id}"
