"""New cases that come to a chat in one message: which chats gather now, and what each such message has gathered.

Each case keeps a row of its own for the chat, in the state GATHERED, so that it is told once and its ledger says how.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import class_mapper, defer
from sqlmodel import col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.follow_ups import GATHER_FOR
from cases.messages import Kind
from storage.keys import keys_of
from storage.stamps import stamped
from storage.tables import GATHERED, Case, Conversation, Outgoing, OutgoingState

TABLE: Any = class_mapper(Outgoing).local_table
IS_GATHERED = text(f"outgoing.{GATHERED}")
AT_ONCE = 500  # ids in one statement


async def gathering(session: AsyncSession, chats: Iterable[Conversation], now: datetime) -> dict[UUID, datetime]:
    """Those of these chats that gather now, each with until when; the others begin to, and hear this once at once.

    Of two that come first at the same moment the second waits for the first, and is gathered.
    """
    found: dict[UUID, datetime] = {}
    for chat in sorted(chats, key=lambda one: one.id):  # in one order, so that no two wait for each other
        until = chat.gathers_until
        if not _gathers(until, now) and not await _begins(session, chat.id, now):
            until = (await session.exec(select(Conversation.gathers_until).where(Conversation.id == chat.id))).one()
        if until and _gathers(until, now):
            found[chat.id] = until
    return found


def _gathers(until: datetime | None, now: datetime) -> bool:
    """A time farther away than that was noted before the clock was set back."""
    return until is not None and now < until < now + 2 * GATHER_FOR


async def _begins(session: AsyncSession, chat_id: UUID, now: datetime) -> bool:
    until = col(Conversation.gathers_until)
    idle = or_(until.is_(None), until <= now, until >= now + 2 * GATHER_FOR)
    begun = update(Conversation).where(col(Conversation.id) == chat_id, idle).values(gathers_until=now + GATHER_FOR)
    return bool((await session.exec(begun, execution_options={"synchronize_session": False})).rowcount)


async def together(
    session: AsyncSession, chats: Mapping[UUID, datetime], kind: Kind = Kind.NEW_CASES
) -> dict[UUID, UUID]:
    """The message in which each chat hears of what it gathers until then, made where there is none.

    It cannot leave before the commit. Where it is leaving already, there is none.
    """
    wanted = {_key(kind, chat, until): (chat, until) for chat, until in chats.items()}
    found = await _held(session, wanted)
    if missing := wanted.keys() - found.keys():
        for key in sorted(missing, key=lambda one: wanted[one][0]):
            await _make(session, kind, key, *wanted[key])
        found |= await _held(session, missing)
    return {wanted[key][0]: digest for key, digest in found.items()}


def _key(kind: Kind, chat: UUID, until: datetime) -> str:
    return f"{kind.value}:{until.astimezone(UTC):%y%m%d%H%M%S%f}:{chat.hex}"


async def _held(session: AsyncSession, keys: Collection[str]) -> dict[str, UUID]:
    """Whoever claims one waits for us, and whoever waits for one that is being claimed finds it gone."""
    query = (
        select(Outgoing.unique_key, Outgoing.id)
        .where(col(Outgoing.unique_key).in_(keys), Outgoing.state == OutgoingState.WAITING, Outgoing.attempts == 0)
        .order_by(col(Outgoing.id))
        .with_for_update(read=True)
    )
    return {key: digest for key, digest in (await session.exec(query)).all() if key}


async def _make(session: AsyncSession, kind: Kind, key: str, chat: UUID, due_at: datetime) -> None:
    """Once, also when two do it."""
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(TABLE)
    row = Outgoing(id=uuid4(), kind=kind, conversation_id=chat, due_at=due_at, retry_at=due_at, unique_key=key)
    values = stamped(keys_of(session), Outgoing, row.model_dump())
    await session.exec(insert.values(**values).on_conflict_do_nothing(index_elements=["unique_key"]))


async def gathered_in(session: AsyncSession, digest_id: UUID) -> list[tuple[Outgoing, Case]]:
    """What the message has gathered and nobody was told yet, in the order of the queue.

    What was told is not read with it: `sealed_answers` of these cases raises.
    """
    query = (
        select(Outgoing, Case)
        .join(Case, col(Case.id) == col(Outgoing.case_id))
        .where(IS_GATHERED, _in(digest_id))
        .order_by(col(Case.rank), col(Case.submitted_at), col(Case.id))
        .options(defer(Case.sealed_answers, raiseload=True))  # type: ignore[arg-type]
    )
    return list((await session.exec(query)).all())


async def mark_told(session: AsyncSession, rows: Sequence[UUID], now: datetime) -> None:
    """These were in the message that left."""
    for at in range(0, len(rows), AT_ONCE):
        there = col(Outgoing.id).in_(rows[at : at + AT_ONCE]) & (col(Outgoing.state) == OutgoingState.GATHERED)
        told = update(Outgoing).where(there)
        await session.exec(told.values(state=OutgoingState.SENT, sent_at=now))


async def end_gathered(session: AsyncSession, digest_id: UUID, state: OutgoingState, **values: Any) -> None:
    """All that it has gathered and not told."""
    await session.exec(update(Outgoing).where(IS_GATHERED, _in(digest_id)).values(state=state, **values))


def _in(digest_id: UUID) -> Any:
    return (col(Outgoing.gathered_in) == digest_id) & (col(Outgoing.state) == OutgoingState.GATHERED)
