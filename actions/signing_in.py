"""Into the console and out of it: one-time links, and the browsers that are signed in.

Every way in opens its session here, so that each is told in the member's own chats.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.absence import may_manage
from actions.hand import Hand
from actions.team_log import log_team
from actions.tell import plan
from cases.errors import CaseError
from cases.messages import Kind
from cases.people import CaseNotFound
from cases.verbs import Verb, check_may
from storage.conversations import team_chats
from storage.keys import keys_of, token_hash
from storage.stamps import is_genuine
from storage.tables import ConsoleSession, LoginLink, Member, TeamEvent
from storage.team import member_by_id
from storage.tokens import mark_of_hash, marked

LINK_FOR = timedelta(minutes=15)
A_MOMENT = timedelta(minutes=2)  # in which several processes of one unit start together
SESSION_FOR = timedelta(hours=12)
IDLE_FOR = timedelta(hours=2)  # and nobody used it
NOTED_EVERY = timedelta(minutes=5)


class LinkNotValid(CaseError):
    """The link is unknown, used or too old."""


class ComesFrom(NamedTuple):
    """What a browser calls itself, and about where it is."""

    browser: str = ""
    address: str = ""


async def make_login_link(session: AsyncSession, member_id: UUID, now: datetime) -> str:
    """The token of a one-time link into the console, good for fifteen minutes; those before it are good for nothing."""
    await session.exec(delete(LoginLink).where(col(LoginLink.member_id) == member_id))
    token = secrets.token_urlsafe(24)
    session.add(LoginLink(token_hash=token_hash(token), member_id=member_id, expires_at=now + LINK_FOR))
    return token


async def has_new_link(session: AsyncSession, member_id: UUID, now: datetime) -> bool:
    """Whether one was made for them a moment ago, and not used."""
    new = (LoginLink.member_id == member_id, col(LoginLink.used_at).is_(None))
    expires = select(LoginLink.expires_at).where(*new, LoginLink.expires_at > now + LINK_FOR - A_MOMENT)
    return (await session.exec(expires)).first() is not None


async def sign_in(session: AsyncSession, token: str, now: datetime, comes_from: ComesFrom) -> str:
    """Use a link once: the token of the cookie. Raises LinkNotValid."""
    return await open_session(session, await use_link(session, token, now), now, comes_from)


async def is_good_link(session: AsyncSession, token: str, now: datetime) -> bool:
    """Whether a link is there to be used: looked at first, so that guessing costs nobody a transaction."""
    return (await session.exec(select(LoginLink.member_id).where(_is_good(token, now)))).first() is not None


def _is_good(token: str, now: datetime) -> ColumnElement[bool]:
    same = col(LoginLink.token_hash) == token_hash(token)
    return same & col(LoginLink.used_at).is_(None) & (col(LoginLink.expires_at) > now)


async def use_link(session: AsyncSession, token: str, now: datetime) -> Member:
    """Whose link it is; it is good once. Raises LinkNotValid."""
    used = await session.exec(update(LoginLink).where(_is_good(token, now)).values(used_at=now))
    if used.rowcount != 1:
        raise LinkNotValid
    link = (await session.exec(select(LoginLink).where(LoginLink.token_hash == token_hash(token)))).one()
    member = await member_by_id(session, link.member_id) if is_genuine(link) else None
    if member is None:
        raise LinkNotValid
    return member


async def open_session(session: AsyncSession, member: Member, now: datetime, comes_from: ComesFrom) -> str:
    """The token of the cookie by which a browser is theirs. Every chat of theirs hears of it."""
    cookie = secrets.token_urlsafe(32)
    hashed = token_hash(cookie)
    row = ConsoleSession(token_hash=hashed, member_id=member.id, created_at=now, expires_at=now + IDLE_FOR, used_at=now)
    row.sealed_from = keys_of(session).unit.seal_json(comes_from._asdict(), f"session:{hashed}")
    session.add(row)
    first = update(Member).where(col(Member.id) == member.id, col(Member.signed_in_at).is_(None))
    await session.exec(first.values(signed_in_at=now))
    for chat, its_member in await team_chats(session):
        if its_member and its_member.id == member.id:
            plan(session, chat.id, Kind.SIGNED_IN, now, case_id=None, browser=mark_of_hash(hashed))
    return cookie


def wants_note(row: ConsoleSession, now: datetime) -> bool:
    """Whether its use is to be written down: not at every press."""
    return row.used_at is None or now - row.used_at >= NOTED_EVERY


async def note_use(session: AsyncSession, cookie_hash: str, now: datetime) -> None:
    """Somebody is there: it lasts on, but never past its whole time."""
    row = await session.get(ConsoleSession, cookie_hash)
    if row and row.expires_at > now:
        row.used_at, row.expires_at = now, min(now + IDLE_FOR, row.created_at + SESSION_FOR)


async def sign_out(session: AsyncSession, cookie: str) -> None:
    await session.exec(delete(ConsoleSession).where(col(ConsoleSession.token_hash) == token_hash(cookie)))


async def sign_out_one(hand: Hand, mark: str) -> None:
    """One of the officer's own. Raises CaseNotFound when there is none of that mark."""
    await hand.check_standing()
    theirs = col(ConsoleSession.member_id) == hand.officer.id
    gone = await hand.session.exec(delete(ConsoleSession).where(theirs, marked(ConsoleSession.token_hash, mark)))
    if not gone.rowcount:
        raise CaseNotFound


async def sign_out_everywhere(hand: Hand, member_id: UUID) -> int:
    """Every browser of theirs, and every link that could sign one in; how many browsers it were.

    By themselves, or by who leads them. Raises CaseNotFound alike for missing and forbidden.
    """
    await hand.check_standing()
    if member_id != hand.officer.id:
        check_may(hand.officer.role, Verb.MANAGE_TEAM)
    member = await member_by_id(hand.session, member_id)
    if member is None or not may_manage(hand.officer, member):
        raise CaseNotFound
    gone = await hand.session.exec(delete(ConsoleSession).where(col(ConsoleSession.member_id) == member_id))
    await hand.session.exec(delete(LoginLink).where(col(LoginLink.member_id) == member_id))
    log_team(hand, TeamEvent.SIGNED_OUT, member_id, browsers=gone.rowcount)
    return int(gone.rowcount)
