"""How far what the desk wrote came: into the chat, onto the screen, and whether the reporter came back after it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.messages import CHANGES, OF_DESK, TO_REPORTER
from storage.changes import tell_of_case
from storage.database import Database
from storage.looked import note_look, shows_something_new
from storage.tables import (
    CLOSED,
    OPENED,
    Author,
    Case,
    CaseMessage,
    Conversation,
    Outgoing,
    OutgoingState,
    StoredFile,
    WebMessage,
)


@dataclass(frozen=True)
class Arrival:
    """One message of the desk's. `seen_at` stands only where the page said that it was on the screen."""

    sent_at: datetime
    seen_at: datetime | None = None
    # when the reporter was told that the words are others now, or none; until then, when that was done
    changed_at: datetime | None = None
    change_seen_at: datetime | None = None  # that, on the screen
    heard_after: bool = False  # the reporter wrote or sent something afterwards

    def readings(self, *, taken_back: bool) -> list[tuple[str, datetime]]:
        """What was read, by its name in console.readings: of words put right or taken back, which of both."""
        before = bool(self.changed_at and self.seen_at and self.seen_at < self.changed_at)
        change = "withdrawal" if taken_back else "change"
        found = [(f"before_{change}" if before else "read", self.seen_at), (change, self.change_seen_at)]
        shown = found if before or not taken_back else found[1:]  # in its place they saw that it is gone
        return [(name, at) for name, at in shown if at]


async def mark_seen(database: Database, bot_id: int, chat_id: int, message_ids: Collection[int], now: datetime) -> None:
    """These lay on the screen: written down once, and of nobody who asked for quiet.

    Nor of a message that went out closed: what it says was not there. Where nothing is new, nothing is written.
    That somebody looked at something new is the chat's (storage/looked.py), whatever it was.
    """
    async with database.reading() as session:
        unread = await _unread(session, bot_id, chat_id, message_ids)
        looks = await shows_something_new(session, chat_id, message_ids)
    if not unread and not looks:
        return
    async with database.writing() as session:
        await note_look(session, chat_id, now)
        for message_id, case_id in unread:
            this = (col(WebMessage.chat_id) == chat_id) & (col(WebMessage.message_id) == message_id)
            await session.exec(update(WebMessage).where(this, col(WebMessage.seen_at).is_(None)).values(seen_at=now))
            tell_of_case(session, case_id)


async def _unread(
    session: AsyncSession, bot_id: int, chat_id: int, message_ids: Collection[int]
) -> list[tuple[int, UUID]]:
    """With the case of each."""
    query = (
        select(WebMessage.message_id, Case.id, Outgoing.details)
        .join(Outgoing, col(Outgoing.id) == col(WebMessage.outgoing_id))
        .join(Case, col(Case.id) == col(Outgoing.case_id))
        .join(Conversation, col(Conversation.id) == col(Outgoing.conversation_id))
        .where(WebMessage.chat_id == chat_id, col(WebMessage.message_id).in_(list(message_ids)))
        .where(Conversation.bot_id == bot_id, Conversation.chat_id == chat_id)
        .where(col(WebMessage.seen_at).is_(None), col(WebMessage.deleted).is_(False), col(Case.quiet).is_(False))
        .where(col(Outgoing.kind).in_(sorted(TO_REPORTER)))
    )
    found = (await session.exec(query)).all()
    return [(message_id, case_id) for message_id, case_id, details in found if CLOSED not in details]


async def arrivals_of(session: AsyncSession, case: Case, messages: Sequence[CaseMessage]) -> dict[UUID, Arrival]:
    """Of each message of the desk's that reached the reporter's chat, by its id."""
    if not any(one.author is Author.DESK for one in messages):
        return {}
    heard_at = await _last_heard(session, case, messages)
    query = (
        select(Outgoing, WebMessage.seen_at)
        .outerjoin(WebMessage, col(WebMessage.outgoing_id) == col(Outgoing.id))
        .where(Outgoing.case_id == case.id, Outgoing.state == OutgoingState.SENT)
        .where(col(Outgoing.kind).in_(sorted(OF_DESK)), col(Outgoing.copy_of).is_(None))
        .order_by(col(Outgoing.sent_at))
    )
    found: dict[UUID, Arrival] = {}
    for row, seen_at in (await session.exec(query)).all():
        if row.sent_at is None or "message" not in row.details:
            continue
        about, heard_after = UUID(row.details["message"]), heard_at is not None and heard_at > row.sent_at
        before = found.get(about)
        if before is None or row.kind not in CHANGES:
            found[about] = Arrival(row.sent_at, seen_at, heard_after=heard_after)
        else:
            found[about] = replace(before, changed_at=row.sent_at, change_seen_at=seen_at, heard_after=heard_after)
    changed = {one.id: one.taken_back_at or one.revised_at for one in messages}
    return {about: _changed(one, changed.get(about)) for about, one in found.items()}


def _changed(arrival: Arrival, at: datetime | None) -> Arrival:
    """Words that were put right or taken back, and nobody was told of it yet."""
    return arrival if arrival.changed_at else replace(arrival, changed_at=at)


async def read_at(session: AsyncSession, message: CaseMessage, chat: UUID | None = None) -> datetime | None:
    """When the words of this message of the desk's lay open before the reporter: while it is held, or closed, never.

    In that `chat`, if one is named; else also before a colleague of theirs.
    """
    query = select(Outgoing).where(Outgoing.case_id == message.case_id, Outgoing.state != OutgoingState.CANCELLED)
    query = query.where(Outgoing.conversation_id == chat) if chat else query
    rows = (await session.exec(query.where(col(Outgoing.kind).in_(sorted(OF_DESK))))).all()
    of_it = [row for row in rows if row.details.get("message") == str(message.id)]
    if not of_it:
        return message.at
    return min((at for row in of_it if (at := lay_open_at(row))), default=None)


def lay_open_at(row: Outgoing) -> datetime | None:
    """When what this message says lay open before its reader first; one that went out closed, when they opened it."""
    if row.state is not OutgoingState.SENT:
        return None
    if CLOSED not in row.details:
        return row.sent_at
    if opened := row.details.get(OPENED):
        return datetime.fromisoformat(opened)
    return row.sent_at if row.shown_until else None  # opened by a version that did not note when


async def has_unread_question(session: AsyncSession, case_id: UUID, chat: UUID) -> bool:
    """Whether the newest question of the desk cannot have been read yet in this chat."""
    asked = select(CaseMessage).where(CaseMessage.case_id == case_id, col(CaseMessage.is_question))
    asked = asked.where(CaseMessage.author == Author.DESK, col(CaseMessage.taken_back_at).is_(None))
    newest = (await session.exec(asked.order_by(col(CaseMessage.at).desc()).limit(1))).first()
    return newest is not None and await read_at(session, newest, chat) is None


async def _last_heard(session: AsyncSession, case: Case, messages: Sequence[CaseMessage]) -> datetime | None:
    """When the reporter last wrote or sent something."""
    sent = (await session.exec(select(func.max(StoredFile.received_at)).where(StoredFile.report_id == case.id))).one()
    return max(
        (*(one.at for one in messages if one.author is Author.REPORTER), *([sent] if sent else ())), default=None
    )
