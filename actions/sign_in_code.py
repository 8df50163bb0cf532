"""Signing a browser in from the chat: it shows a code, an officer types it and says that it is theirs, it is signed in.

Who may is counted in the database, so that every process counts the same.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import NamedTuple

from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.hand import Hand
from actions.signing_in import ComesFrom, open_session
from actions.team_log import log_team
from cases.sign_in_code import (
    LASTS,
    MOST_AT_ALL,
    MOST_OF_ONE,
    MOST_WRONG,
    WRONG_WITHIN,
    CodeNotValid,
    TooManyCodes,
    TooManyWrongCodes,
    new_code,
    read_code,
)
from storage.keys import keys_of, token_hash
from storage.stamps import is_genuine
from storage.tables import SignInCode, TeamEntry, TeamEvent
from storage.team import member_by_id
from storage.tokens import mark_of_hash, marked


class Offered(NamedTuple):
    """The code to show, and what the browser that shows it is known by."""

    code: str
    browser: str


class Origin(NamedTuple):
    """Which browser asked for a code, and from where; `mark` is what the button that confirms it carries."""

    browser: str
    address: str
    at: datetime
    mark: str


async def check_address(session: AsyncSession, address: str, now: datetime) -> None:
    """Before anything is written. Raises TooManyCodes."""
    theirs = (SignInCode.address == _blind(session, address), col(SignInCode.expires_at) > now)
    if (await session.exec(select(func.count()).select_from(SignInCode).where(*theirs))).one() >= MOST_OF_ONE:
        raise TooManyCodes


async def offer_code(session: AsyncSession, browser: str, address: str, now: datetime) -> Offered:
    """For five minutes, for one use. Raises TooManyCodes."""
    await session.exec(delete(SignInCode).where(col(SignInCode.expires_at) <= now))
    await check_address(session, address, now)
    if (await session.exec(select(func.count()).select_from(SignInCode))).one() >= MOST_AT_ALL:
        await _drop_one(session)
    offered = Offered(new_code(), secrets.token_urlsafe(24))
    hashed = _hash(offered.code)
    asked = {"browser": browser[:80], "address": address[:64]}
    row = SignInCode(
        code_hash=hashed,
        browser_hash=token_hash(offered.browser),
        address=_blind(session, address),
        sealed_from=keys_of(session).unit.seal_json(asked, f"code:{hashed}"),
        created_at=now,
        expires_at=now + LASTS,
    )
    session.add(row)
    return offered


async def typed_code(hand: Hand, said: str) -> Origin | None:
    """Whose code this is, for its officer to say that it is theirs; a wrong one is written down and gives None.

    Raises TooManyWrongCodes.
    """
    await hand.check_standing()
    since = (TeamEntry.by_id == hand.officer.id, TeamEntry.event == TeamEvent.WRONG_CODE)
    recent = (*since, col(TeamEntry.at) > hand.now - WRONG_WITHIN)
    wrong = (await hand.session.exec(select(func.count()).select_from(TeamEntry).where(*recent))).one()
    if wrong >= MOST_WRONG:
        raise TooManyWrongCodes
    code = read_code(said)
    open_now = (col(SignInCode.expires_at) > hand.now, col(SignInCode.member_id).is_(None))
    query = select(SignInCode).where(SignInCode.code_hash == _hash(code or ""), *open_now)
    row = (await hand.session.exec(query)).one_or_none()
    if row is None:
        log_team(hand, TeamEvent.WRONG_CODE)
        return None
    asked = keys_of(hand.session).unit.open_json(row.sealed_from, f"code:{row.code_hash}")
    return Origin(asked["browser"], asked["address"], row.created_at, mark_of_hash(row.code_hash))


async def confirm_code(hand: Hand, mark: str) -> None:
    """The browser that shows it is this officer's. Raises CodeNotValid."""
    await hand.check_standing()
    waits = (col(SignInCode.expires_at) > hand.now, col(SignInCode.member_id).is_(None))
    found = await hand.session.exec(
        select(SignInCode).where(marked(SignInCode.code_hash, mark), *waits).with_for_update()
    )
    row = found.one_or_none()
    if row is None or not is_genuine(row):
        raise CodeNotValid
    row.member_id = hand.officer.id


async def refuse_code(hand: Hand, mark: str) -> None:
    """It was not their browser: nobody can use it any more."""
    open_now = col(SignInCode.member_id).is_(None)
    await hand.session.exec(delete(SignInCode).where(marked(SignInCode.code_hash, mark), open_now))


async def is_confirmed(session: AsyncSession, browser: str, now: datetime) -> bool:
    """Raises CodeNotValid when there is nothing to wait for any more."""
    known = (SignInCode.browser_hash == token_hash(browser), col(SignInCode.expires_at) > now)
    row = (await session.exec(select(SignInCode).where(*known))).one_or_none()
    if row is None:
        raise CodeNotValid
    return row.member_id is not None


async def sign_in_by_code(hand: Hand, browser: str, comes_from: ComesFrom) -> str:
    """Once: the cookie's token of the session that is open now. Raises CodeNotValid."""
    session = hand.session
    known = (SignInCode.browser_hash == token_hash(browser), col(SignInCode.expires_at) > hand.now)
    row = (await session.exec(select(SignInCode).where(*known).with_for_update())).one_or_none()
    member = await member_by_id(session, row.member_id) if row and row.member_id and is_genuine(row) else None
    if row is None or member is None:
        raise CodeNotValid
    used = await session.exec(delete(SignInCode).where(col(SignInCode.code_hash) == row.code_hash))
    if used.rowcount != 1:
        raise CodeNotValid
    log_team(hand, TeamEvent.SIGNED_IN_BY_CODE, member.id)
    return await open_session(session, member, hand.now, comes_from)


async def _drop_one(session: AsyncSession) -> None:
    """The oldest that waits, of the address that has most: who fills the list loses by it, and nobody else."""
    waits = col(SignInCode.member_id).is_(None)
    addresses = select(SignInCode.address).where(waits).group_by(col(SignInCode.address))
    fullest = (await session.exec(addresses.order_by(func.count().desc()).limit(1))).first()
    theirs = select(SignInCode.code_hash).where(waits, SignInCode.address == fullest)
    oldest = theirs.order_by(col(SignInCode.created_at)).limit(1).scalar_subquery()
    await session.exec(delete(SignInCode).where(col(SignInCode.code_hash) == oldest))


def _blind(session: AsyncSession, address: str) -> str:
    return keys_of(session).blind("sign-in address", address)


def _hash(code: str) -> str:
    return token_hash(f"sign-in code {code}")
