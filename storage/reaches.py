"""Where a reporter is told that there is news: addresses outside the chat, and what there is to be told by them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import sql
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.messages import NEWS, Kind
from cases.reach import By, masked
from storage.at_the_phone import IS_HELD
from storage.chat_numbers import FIRST_CHAT_ID, PAST_CHAT_IDS
from storage.colleagues import colleague_at
from storage.conversations import conversation_by_id
from storage.keys import Cipher, keys_of
from storage.looked import looked_until
from storage.stamps import is_genuine
from storage.tables import Case, Channel, Colleague, Conversation, Outgoing, OutgoingState, Reach

TRYING_ORDER = {by: place for place, by in enumerate(By)}
UNDELIVERED = [OutgoingState.GONE, OutgoingState.BROKEN]
# asked for every message that goes out
_OF_CASE = [sql.exists().where(col(table.case_id) == sql.bindparam("case")) for table in (Colleague, Reach)]
ELSEWHERE: Any = select(sql.or_(*_OF_CASE))


@dataclass(frozen=True)
class Known:
    """An address as its owner reads it."""

    row: Reach
    shown: str

    @property
    def by(self) -> By:
        return self.row.by


@dataclass(frozen=True)
class Awaited:
    """An address whose code is still to come back, and what became of the message with the code."""

    known: Known
    row: Outgoing | None

    @property
    def sent_at(self) -> datetime | None:
        return self.row.sent_at if self.row and self.row.state is OutgoingState.SENT else None

    @property
    def is_lost(self) -> bool:
        """It went nowhere, and will not."""
        return self.row is None or self.row.state not in {OutgoingState.SENT, OutgoingState.WAITING}

    def is_over(self, now: datetime) -> bool:
        """Its code is of no use any more."""
        until = self.known.row.code_until
        return until is None or until <= now


def new_number() -> int:
    """By which its channel knows an address: drawn by lot, and of nobody."""
    return FIRST_CHAT_ID + secrets.randbelow(PAST_CHAT_IDS - FIRST_CHAT_ID)


def fingerprint_of(session: AsyncSession, by: By, address: str) -> str:
    return keys_of(session).blind("reach", f"{by.value}:{address}")


async def reaches_of(
    session: AsyncSession, case_id: UUID, colleague_id: UUID | None = None, *, proved: bool = True
) -> list[Reach]:
    """Its reporter's, or that colleague's: those that were not given up, in the order in which they are tried.

    Also those still to be proved, where it is not asked for the proved ones.
    """
    theirs = Reach.case_id == case_id, Reach.colleague_id == colleague_id
    query = select(Reach).where(*theirs, col(Reach.ended_at).is_(None))
    if proved:
        query = query.where(col(Reach.proved_at).is_not(None))
    found = [one for one in (await session.exec(query)).all() if is_genuine(one)]
    return sorted(found, key=lambda one: (TRYING_ORDER[one.by], one.created_at))


async def known_of(session: AsyncSession, case: Case, chat: UUID) -> list[Known]:
    """The proved ones of whose chat it is, opened."""
    cipher = await keys_of(session).cipher(session, case.key_id)
    found = await reaches_of(session, case.id, await owner_at(session, case.id, chat))
    return [_opened(cipher, one) for one in found]


async def awaited_of(session: AsyncSession, case: Case, chat: UUID) -> Awaited | None:
    """The newest that is still to be proved, of whose chat it is."""
    theirs = await reaches_of(session, case.id, await owner_at(session, case.id, chat), proved=False)
    waits = [one for one in theirs if one.proved_at is None]
    if not waits:
        return None
    reach = max(waits, key=lambda one: one.created_at)
    cipher = await keys_of(session).cipher(session, case.key_id)
    sent = Outgoing.conversation_id == reach.conversation_id, Outgoing.kind == Kind.REACH_CODE
    row = (await session.exec(select(Outgoing).where(*sent).order_by(col(Outgoing.due_at).desc()).limit(1))).first()
    return Awaited(_opened(cipher, reach), row)


def _opened(cipher: Cipher, reach: Reach) -> Known:
    return Known(reach, masked(reach.by, cipher.open_text(reach.sealed_address, place_of(reach))))


async def is_heard_of_elsewhere(session: AsyncSession, case_id: UUID) -> bool:
    """Whether there is a colleague or an address beside its reporter's chat, or was; most cases have neither."""
    return bool((await session.exec(ELSEWHERE, params={"case": case_id})).one())


async def owner_at(session: AsyncSession, case_id: UUID, chat: UUID) -> UUID | None:
    """Whose addresses tell of what comes into this chat: a colleague's, or the reporter's."""
    colleague = await colleague_at(session, case_id, chat)
    return colleague.id if colleague else None


async def chat_of(session: AsyncSession, reach: Reach, case: Case) -> Conversation | None:
    """The chat whose news it tells of; None once that is a colleague's who has no part in the case any more."""
    if reach.colleague_id is None:
        return await conversation_by_id(session, case.conversation_id)
    owner = await session.get(Colleague, reach.colleague_id)
    if owner is None or not is_genuine(owner) or owner.ended_at or owner.conversation_id is None:
        return None
    return await conversation_by_id(session, owner.conversation_id)


async def reach_at(session: AsyncSession, conversation_id: UUID) -> Reach | None:
    """The address whose notices stand there, unless it was given up."""
    same = Reach.conversation_id == conversation_id, col(Reach.ended_at).is_(None)
    found = (await session.exec(select(Reach).where(*same))).one_or_none()
    return found if found and is_genuine(found) else None


async def address_at(session: AsyncSession, bot_id: int, number: int) -> str | None:
    """Where to write to; None once it was given up."""
    query = (
        select(Reach, Case)
        .join(Conversation, col(Conversation.id) == col(Reach.conversation_id))
        .join(Case, col(Case.id) == col(Reach.case_id))
        .where(Conversation.bot_id == bot_id, Conversation.chat_id == number, col(Reach.ended_at).is_(None))
    )
    found = (await session.exec(query)).one_or_none()
    if found is None or not is_genuine(found[0]):
        return None
    cipher = await keys_of(session).cipher(session, found[1].key_id)
    return cipher.open_text(found[0].sealed_address, place_of(found[0]))


async def code_of(session: AsyncSession, reach: Reach, case: Case) -> str | None:
    if reach.sealed_code is None:
        return None
    cipher = await keys_of(session).cipher(session, case.key_id)
    return cipher.open_text(reach.sealed_code, code_place_of(reach))


async def told_at(session: AsyncSession, reach: Reach) -> datetime | None:
    """When it last told of news."""
    told = Outgoing.conversation_id == reach.conversation_id, Outgoing.kind == Kind.NEWS_WAITS
    query = select(func.max(Outgoing.sent_at)).where(*told, Outgoing.state == OutgoingState.SENT)
    return (await session.exec(query)).one()


async def waiting_notice(session: AsyncSession, reach: Reach) -> Outgoing | None:
    told = Outgoing.conversation_id == reach.conversation_id, Outgoing.kind == Kind.NEWS_WAITS
    return (await session.exec(select(Outgoing).where(*told, Outgoing.state == OutgoingState.WAITING))).first()


async def has_unseen(session: AsyncSession, reach: Reach, case: Case, now: datetime) -> bool:
    """Whether there is news in the chat that nobody looked at, and that this address was not told of yet."""
    told, chat = await told_at(session, reach), await chat_of(session, reach, case)
    if chat is None:
        return False
    theirs = Outgoing.case_id == case.id, Outgoing.conversation_id == chat.id, col(Outgoing.kind).in_(sorted(NEWS))
    query = select(Outgoing.id).where(*theirs).limit(1)
    lost = col(Outgoing.state).in_({*UNDELIVERED, OutgoingState.GATHERED})  # what waits to be told in one was late
    stuck = (col(Outgoing.state) == OutgoingState.WAITING) & (col(Outgoing.attempts) > 0) & (Outgoing.due_at <= now)
    stuck &= col(Outgoing.error).is_(None) | ~IS_HELD
    undelivered = query.where(or_(lost, stuck))
    if told:
        undelivered = undelivered.where(col(Outgoing.due_at) > told)
    if (await session.exec(undelivered)).first():
        return True
    if chat.channel is not Channel.WEB:
        return False
    sent = query.where(Outgoing.state == OutgoingState.SENT)
    for known in (told, await looked_until(session, chat, now)):
        sent = sent.where(col(Outgoing.sent_at) > known) if known else sent
    return (await session.exec(sent)).first() is not None


def place_of(reach: Reach) -> str:
    return f"reach:{reach.id}"


def code_place_of(reach: Reach) -> str:
    return f"reach code:{reach.id}"
